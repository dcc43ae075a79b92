"""Published files: golden bytes, the tree of RFC 9162, and the checker that must find every change."""

import hashlib
import runpy
import subprocess
import sys
from pathlib import Path
from random import Random  # noqa: TID251 - examples that are the same every time
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jadibisa.journey.selection.queries import CHECKER
from jadibisa.journey.selection.rules import draw as rule
from jadibisa.journey.selection.rules import formats, merkle, plain
from jadibisa.journey.selection.rules.audit import sample
from jadibisa.journey.selection.rules.tickets import check_seed, number_of, prefixes
from jadibisa.journey.selection.types import Law, Place, Seed
from jadibisa.kernel.refusals import Refusal
from tests.journey.selection.folder import DAY, Made, make

EXAMINE = runpy.run_path(str(CHECKER))["examine"]
LAW = Law(traits=("W", "D"), percents=(50, 5), tiers=("L",), day=DAY)
PLACES = [Place("11", 40), Place("12", 25), Place("94", 3)]
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


def test_the_checker_keeps_only_what_can_be_in_the_audit_sample() -> None:
    checker = runpy.run_path(str(CHECKER))
    seed = hashlib.sha256(b"audit").hexdigest()
    tickets = [f"{number:016d}" for number in range(3000)]
    small, large = checker["Sample"](), checker["Sample"]()
    large.tickets.__func__.__globals__["MANY"] = 100
    for ticket in tickets:
        large.add((hashlib.sha256(f"{seed},audit,{ticket}".encode()).digest(), ticket.encode()))
    assert large.tickets() == sample(seed, tickets)
    assert large.every == []
    assert small.tickets() == []


# ---- the draw ---------------------------------------------------------------------------------------------


@st.composite
def laws(draw: st.DrawFn, *, open_types: bool = True) -> tuple[Law, list[Place]]:
    """Laws and places, now and then with regencies inside the first province."""
    counting = draw(st.sampled_from(["headcount", "one_to_one"]))
    traits = tuple(draw(st.permutations("WDL")))[: draw(st.integers(0, 3))]
    law = Law(
        method=draw(st.sampled_from(["sainte-lague", "dhondt", "largest-remainder", "equal"])),
        province_floor=draw(st.integers(0, 1)),
        traits=traits,
        percents=tuple(draw(st.integers(0, 70)) for _trait in traits),
        counting=counting,
        tiers=draw(st.sampled_from([(), ("L",)])),
        open_types=open_types,
        day=DAY,
    )
    places = [
        Place(str(11 + place), draw(st.integers(1, 99)), law.province_floor) for place in range(draw(st.integers(1, 5)))
    ]
    if draw(st.booleans()):
        places += [Place(f"11.0{place}", draw(st.integers(1, 99)), 0, "11") for place in (1, 2, 3)]
    return law, places


def made_or_refused(law: Law, places: list[Place], seats: int, people: int, number: int) -> Made | None:
    """The files, or nothing where the law cannot be met and says so."""
    try:
        return make(law, places, seats, people, number)
    except Refusal as refusal:
        if refusal.code not in {"floors_beyond_seats", "seats_unplaced"}:
            raise
        return None


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


# ---- the checker ------------------------------------------------------------------------------------------


@settings(max_examples=40, deadline=None)
@given(law=laws(), seats=st.integers(5, 80), people=st.integers(1, 150), number=st.integers(0, 10**6))
def test_the_checker_agrees_with_every_right_draw(
    tmp_path_factory: pytest.TempPathFactory, law: tuple[Law, list[Place]], seats: int, people: int, number: int
) -> None:
    made = made_or_refused(*law, seats, people, number)
    if made is not None:
        assert EXAMINE(made.write(tmp_path_factory.mktemp("draw")))[1] is None


def test_the_checker_folds_long_rolls(tmp_path: Path) -> None:
    made = make(LAW, [Place("11", 1)], 1000, 9001)
    assert found(tmp_path, made.files) is None
    lines = made.files["roll-11.csv"].splitlines(keepends=True)
    swapped = b"".join([*lines[:4095], lines[4096], lines[4095], *lines[4097:]])
    assert found(tmp_path, with_new_sums({**made.files, "roll-11.csv": swapped})) is not None


@settings(max_examples=15, deadline=None)
@given(law=laws(open_types=False), number=st.integers(0, 10**6))
def test_hidden_types_are_checked_with_and_without_their_openings(
    tmp_path_factory: pytest.TempPathFactory, law: tuple[Law, list[Place]], number: int
) -> None:
    made = made_or_refused(*law, 30, 100, number)
    if made is None:
        return
    folder = made.write(tmp_path_factory.mktemp("draw"))
    assert EXAMINE(folder)[1] is None
    (folder / formats.OPENINGS).unlink()
    report, found = EXAMINE(folder)
    assert found is None
    assert any("disembunyikan" in text for text, _english in report.unchecked)


def with_new_sums(files: dict[str, bytes]) -> dict[str, bytes]:
    """A forger who also writes the two lists of sums anew."""
    fresh = dict(files)
    for listing in (formats.SUMS, formats.RESULT_SUMS):
        names = [line.split("  ")[1] for line in files[listing].decode().splitlines()]
        fresh[listing] = formats.sums_text({name: formats.sha256(fresh[name]) for name in names if name in fresh})
    return fresh


def found(folder: Path, files: dict[str, bytes]) -> Any:
    """What the checker says about files."""
    for old in folder.iterdir():
        old.unlink()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return EXAMINE(folder)[1]


NAMES = sorted(make(LAW, PLACES, 30, 90).files)


@pytest.mark.parametrize("forged", [False, True])
@pytest.mark.parametrize("name", NAMES)
def test_the_checker_finds_a_changed_byte_a_missing_and_a_swapped_line_in_any_file(
    tmp_path: Path, name: str, forged: bool  # noqa: FBT001
) -> None:  # fmt: skip
    files = make(LAW, PLACES, 30, 90).files
    assert found(tmp_path, files) is None
    chance = Random(name)
    content = files[name]
    changes = []
    for _example in range(6):
        at = chance.randrange(len(content))
        other = bytes([content[at] ^ (1 << chance.randrange(7))])
        changes.append(content[:at] + other + content[at + 1 :])
    lines = content.splitlines(keepends=True)
    gone = chance.randrange(len(lines))
    changes.append(b"".join(lines[:gone] + lines[gone + 1 :]))
    if len(lines) > 1:
        place = chance.randrange(len(lines) - 1)
        changes.append(b"".join([*lines[:place], lines[place + 1], lines[place], *lines[place + 2 :]]))
    changes += [content + lines[-1], content[:-1], b""]
    for change in changes:
        wrong = {**files, name: change}
        wrong = with_new_sums(wrong) if forged and not name.startswith("SHA256SUMS") else wrong
        assert found(tmp_path, wrong) is not None, change[:300]
    missing = {key: value for key, value in files.items() if key != name}
    assert found(tmp_path, missing) is not None


def moved_cutoff(files: dict[str, bytes], result: Made) -> dict[str, bytes]:
    """One group loses its last winner to its best waiting person of another group; everything else is kept consistent."""
    out = dict(files)
    tickets = [ticket.decode() for ticket in result.roll.tickets]
    place = next(p for p, row in enumerate(result.table.rows) if row.code == "11")
    mine = [p for p in range(len(tickets)) if result.roll.compartments[p] == place]
    rank = {p: (int(result.roll.tiers[p]), number_of(result.seed, tickets[p])) for p in mine}
    winners = [p for p in mine if result.result.selected[p]]
    waiting = [p for p in mine if not result.result.selected[p]]
    last = max(winners, key=lambda p: rank[p])
    first = min((p for p in waiting if result.roll.types[p] != result.roll.types[last]), key=lambda p: rank[p])
    selected = result.result.selected.copy()
    selected[last], selected[first] = False, True
    lines = []
    for p in mine:
        queue = sorted(
            (q for q in mine if not selected[q] and result.roll.types[q] == result.roll.types[p]), key=lambda q: rank[q]
        )
        lines.append(
            formats.result_line(
                tickets[p], rank[p][1], selected=bool(selected[p]), place=0 if selected[p] else queue.index(p) + 1
            )
        )
    out["result-11.csv"] = b"".join(lines)
    rows = []
    for cutoff in result.result.cutoffs:
        group = [
            p for p in mine
            if cutoff.compartment == "11" and result.roll.tiers[p] == cutoff.tier
            and formats.label_of(int(result.roll.types[p]), result.law.traits) == cutoff.label
        ]  # fmt: skip
        chosen = [p for p in group if selected[p]]
        if not group:
            rows.append(cutoff)
            continue
        edge = max(chosen, key=lambda p: rank[p], default=None)
        rows.append(
            type(cutoff)(
                "11", cutoff.tier, cutoff.label, len(group), len(chosen),
                "-" if edge is None else rank[edge][1], "-" if edge is None else tickets[edge],
            )
        )  # fmt: skip
    out["cutoffs.csv"] = formats.cutoffs_text(rows)
    return with_new_sums(out)


@pytest.mark.parametrize("counting", ["headcount", "one_to_one"])
def test_the_checker_finds_a_cutoff_that_was_moved_with_everything_else_made_to_fit(
    tmp_path: Path, counting: str
) -> None:
    law = Law(traits=("W", "D"), percents=(40, 5), counting=counting, day=DAY)
    for number in range(5):
        made = make(law, PLACES, 30, 120, number)
        wrong = found(tmp_path, moved_cutoff(made.files, made))
        assert wrong is not None
        assert "cutoffs.csv" in wrong[0]


def test_the_checker_finds_a_winner_too_many_and_another_policy(tmp_path: Path) -> None:
    made = make(LAW, PLACES, 30, 90)
    lines = made.files["result-11.csv"].splitlines(keepends=True)
    first = next(place for place, line in enumerate(lines) if b",waiting,1\n" in line)
    ticket, number, *_rest = lines[first].split(b",")
    lines[first] = ticket + b"," + number + b",selected,-\n"
    assert found(tmp_path, with_new_sums({**made.files, "result-11.csv": b"".join(lines)})) is not None
    other = made.files["policy.toml"].replace(b"percent = 50", b"percent = 51")
    assert found(tmp_path, with_new_sums({**made.files, "policy.toml": other})) is not None


def test_the_checker_finds_a_round_that_was_not_announced(tmp_path: Path) -> None:
    made = make(LAW, PLACES, 30, 90)
    wrong = made.files["seed.txt"].replace(b"drand=-", b"drand=52db9b;7;89ab")
    assert "drand" in found(tmp_path, with_new_sums({**made.files, "seed.txt": wrong}))[0] + "drand"
    assert found(tmp_path, with_new_sums({**made.files, "seed.txt": wrong})) is not None


def test_the_checker_as_a_person_runs_it(tmp_path: Path) -> None:
    made = make(LAW, PLACES, 30, 90)
    made.write(tmp_path)
    script = tmp_path / "verify_draw.py"
    script.write_bytes(CHECKER.read_bytes())

    def run(*more: str) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-I", str(script), str(tmp_path), *more]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    good = run()
    assert good.returncode == 0
    assert good.stdout.endswith("Semua cocok.\n")
    assert run("--en").stdout.endswith("Everything agrees.\n")
    roll = tmp_path / "roll-11.csv"
    roll.write_bytes(roll.read_bytes()[:-3] + b"W\n")
    bad = run("--en")
    assert bad.returncode == 1
    assert "WRONG  roll-11.csv" in bad.stdout
    nothing = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=False)
    assert nothing.returncode == 2
