"""Published files: golden bytes, the tree of RFC 9162, tickets, and the draw by its rule."""

import hashlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jadibisa.journey.selection.rules import draw as rule
from jadibisa.journey.selection.rules import formats, merkle, plain
from jadibisa.journey.selection.rules.audit import sample
from jadibisa.journey.selection.rules.tickets import check_seed, number_of, prefixes
from jadibisa.journey.selection.types import Law, Place, Seed
from jadibisa.kernel.refusals import Refusal
from tests.journey.selection.folder import LAW, PLACES, laws, made_or_refused, make

LEAVES = ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
# Leaves and roots from google/certificate-transparency, python/ct/crypto/merkle_test.py.
ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)


# ---- tree -------------------------------------------------------------------------------------------------


def test_the_published_roots_of_the_standards_tree() -> None:
    leaves = [merkle.leaf(bytes.fromhex(text)) for text in LEAVES]
    for size, expected in enumerate(ROOTS, 1):
        assert merkle.root(leaves[:size]).hex() == expected
        assert merkle.tree(leaves[:size]).root.hex() == expected
    assert merkle.root([]) == hashlib.sha256(b"").digest() == merkle.tree([]).root


@given(lines=st.lists(st.binary(max_size=8), min_size=1, max_size=40), data=st.data())
def test_a_proof_leads_from_its_line_to_the_root_and_from_no_other(lines: list[bytes], data: st.DataObject) -> None:
    tree = merkle.tree([merkle.leaf(line) for line in lines])
    index = data.draw(st.integers(0, len(lines) - 1))
    proof = [tree.hashes[at * 32 : at * 32 + 32] for at in merkle.proof_offsets(index, len(lines))]
    assert merkle.proves(lines[index], index, len(lines), proof, tree.root)
    assert not merkle.proves(lines[index] + b"!", index, len(lines), proof, tree.root)
    assert not merkle.proves(lines[index], index, len(lines), [*proof, tree.root], tree.root)
    assert not merkle.proves(lines[index], len(lines), len(lines), proof, tree.root)
    with pytest.raises(IndexError):
        merkle.proof_offsets(len(lines), len(lines))


# ---- golden bytes -----------------------------------------------------------------------------------------


def test_the_seed_file_byte_for_byte() -> None:
    rules, root, quota = "a" * 64, "b" * 64, "c" * 64
    plain_seed = formats.seed_text(Seed("G71", rules, root, 1604318, quota, "58203917446105923871"))
    assert (
        plain_seed
        == (
            f"ukp-draw/1\nbatch=G71\nrules={rules}\nroll={root};1604318\nquota={quota}\ndice=58203917446105923871\nwitnesses=-\ndrand=-\n"
        ).encode()
    )
    witnesses = (("Ibu Sri", "ab" * 16), ("Ombudsman", "cd" * 16))
    full = formats.seed_text(Seed("G71", rules, root, 1, quota, "0" * 20, witnesses))
    assert full.endswith(b"witnesses=Ibu Sri:" + b"ab" * 16 + b";Ombudsman:" + b"cd" * 16 + b"\ndrand=-\n")


@pytest.mark.parametrize("dice", ["", "1" * 19, "1" * 21, "١" * 20, "a" * 20])
def test_dice_that_are_none(dice: str) -> None:
    with pytest.raises(Refusal) as caught:
        formats.seed_text(Seed("G1", "a", "b", 1, "c", dice))
    assert caught.value.code == "dice_unreadable"


def test_small_files_byte_for_byte() -> None:
    made = make(LAW, PLACES, 5, 12)
    head = made.files["quota.csv"].split(b"\n")
    assert head[:12] == [
        b"ukp-quota/1", b"batch=G1", b"seats=5", b"day=2024-03-01", b"method=sainte-lague", b"weights=labour_force",
        b"counting=headcount", b"percents=W:50;D:5", b"floors=W:3;D:1", b"tiers=L", b"types=open",
        b"compartment,parent,weight,minimum,seats,people:-,people:W,people:D,people:WD,floor:W,floor:D,lowered:W,lowered:D",
    ]  # fmt: skip
    assert formats.quota_text(formats.read_quota(made.files["quota.csv"])) == made.files["quota.csv"]
    assert formats.cutoffs_text(formats.read_cutoffs(made.files["cutoffs.csv"])) == made.files["cutoffs.csv"]
    assert made.files["cutoffs.csv"].startswith(b"compartment,tier,type,eligible,selected,number,ticket\n11,1,")
    ticket, code, tier, label = made.files["roll-11.csv"].split(b"\n")[0].split(b",")
    assert (len(ticket), code, int(tier) in {1, 2}, label in {b"-", b"W", b"D", b"WD"}) == (16, b"11", True, True)
    number = hashlib.sha256(f"{made.seed},{ticket.decode()}".encode()).hexdigest()
    assert made.files["result-11.csv"].startswith(ticket + b"," + number.encode() + b",")
    assert formats.sums_text({"b": "1" * 64, "a": "2" * 64}) == b"2" * 64 + b"  a\n" + b"1" * 64 + b"  b\n"


def test_lines_byte_for_byte() -> None:
    ticket, number = "36SXRAGTY6QGPZX1", "0" * 63 + "1"
    sealed = hashlib.sha256(b"ab,36SXRAGTY6QGPZX1,WD").hexdigest()
    assert formats.roll_line(ticket, "91.19", 2, "WD") == b"36SXRAGTY6QGPZX1,91.19,2,WD\n"
    assert (
        formats.roll_line(ticket, "32", 1, formats.commitment("ab", ticket, "WD"))
        == f"{ticket},32,1,{sealed}\n".encode()
    )
    assert formats.result_line(ticket, number, selected=True, place=0) == f"{ticket},{number},selected,-\n".encode()
    assert formats.result_line(ticket, number, selected=False, place=7) == f"{ticket},{number},waiting,7\n".encode()
    assert formats.result_line(ticket, number, selected=False, place=None) == f"{ticket},{number},waiting,-\n".encode()
    assert formats.audit_text([ticket], ["B" * 16]) == b"winner,36SXRAGTY6QGPZX1\nroll,BBBBBBBBBBBBBBBB\n"
    moved = formats.replacement_line("moved_up", ticket, "91.19", 1, "-", number)
    assert moved == f"moved_up,{ticket},91.19,1,-,{number}\n"
    assert formats.replacement_line("open", ticket, "32", 1, None, number) == f"open,{ticket},32,1,*,{number}\n"
    assert formats.part_name("roll", "91.19") == "roll-91.csv"


def test_labels() -> None:
    assert [formats.label_of(kind, "WD") for kind in range(4)] == ["-", "W", "D", "WD"]
    assert [formats.kind_of(label, "WD") for label in ("-", "W", "D", "WD")] == [0, 1, 2, 3]
    with pytest.raises(Refusal) as caught:
        formats.kind_of("WX", "WD")
    assert caught.value.code == "unknown_trait"


def test_numbers_of_tickets() -> None:
    seed = "71b4b6233c253ab18bfe6f8fc746300cea55400d74ab2a773cc9dac537c2405c"
    assert number_of(seed, "36SXRAGTY6QGPZX1").startswith("15fd916280f0")
    tickets = [b"36SXRAGTY6QGPZX1", b"0000000000000000"]
    assert [f"{number:016x}" for number in prefixes(seed, tickets)] == [
        number_of(seed, t.decode())[:16] for t in tickets
    ]
    assert (prefixes(seed, np.array(tickets)) == prefixes(seed, tickets)).all()
    for wrong in ("", seed[:-1], seed.upper(), seed + "\n"):
        with pytest.raises(Refusal):
            check_seed(wrong)


def test_nobody_chooses_whom_auditors_look_at() -> None:
    made = make(LAW, PLACES, 40, 90)
    tickets = [ticket.decode() for ticket in made.roll.tickets]
    chosen = sample(made.seed, tickets)
    assert len(chosen) == 20
    assert chosen == sample(made.seed, reversed(tickets))
    assert chosen != sample(hashlib.sha256(b"another seed").hexdigest(), tickets)
    assert len(sample(made.seed, (f"{number:016d}" for number in range(2501)))) == 26
    assert sample(made.seed, tickets[:3]) != []


# ---- the draw ---------------------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(law=laws(), seats=st.integers(5, 80), people=st.integers(1, 150), number=st.integers(0, 10**6))
def test_the_draw_is_the_rule_in_every_compartment(
    law: tuple[Law, list[Place]], seats: int, people: int, number: int
) -> None:
    made = made_or_refused(*law, seats, people, number)
    if made is None:
        return
    tickets = [ticket.decode() for ticket in made.roll.tickets]
    expected: set[int] = set()
    for place, row in enumerate(made.table.rows):
        mine = np.flatnonzero(made.roll.compartments == place).tolist()
        order = sorted(mine, key=lambda p: (int(made.roll.tiers[p]), number_of(made.seed, tickets[p]), tickets[p]))
        kinds = [int(made.roll.types[p]) for p in order]
        expected |= {order[p] for p in plain.choose(kinds, row.seats, row.lowered, made.law.counting)}
        for kind in set(kinds):  # waiting places count up from 1 in the order of the draw
            queue = [p for p in order if int(made.roll.types[p]) == kind and p not in expected]
            assert [int(made.result.places[p]) for p in queue] == list(range(1, len(queue) + 1))
    assert set(np.flatnonzero(made.result.selected).tolist()) == expected
    assert len(expected) == min(seats, people)
    again = rule.draw(made.roll, made.table, made.seed, np.zeros(people, dtype=np.uint64))  # every prefix meets another
    assert again.cutoffs == made.result.cutoffs
    assert (again.selected == made.result.selected).all()
    assert (again.places == made.result.places).all()


def test_a_roll_that_the_quota_does_not_know_is_refused() -> None:
    made = make(LAW, PLACES, 5, 12)
    bad = {
        "unknown_type": rule.Roll(
            made.roll.tickets, made.roll.compartments, made.roll.tiers, made.roll.types + np.uint8(4)
        ),
        "unknown_place": rule.Roll(
            made.roll.tickets, made.roll.compartments + np.int16(3), made.roll.tiers, made.roll.types
        ),
        "unknown_tier": rule.Roll(
            made.roll.tickets, made.roll.compartments, made.roll.tiers + np.uint8(2), made.roll.types
        ),
    }
    for code, roll in bad.items():
        with pytest.raises(Refusal) as caught:
            rule.draw(roll, made.table, made.seed)
        assert caught.value.code == code
