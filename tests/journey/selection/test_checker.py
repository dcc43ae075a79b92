"""The checker that everybody can run must agree with every right draw and find every change."""

import hashlib
import runpy
import subprocess
import sys
from pathlib import Path
from random import Random  # noqa: TID251 - examples that are the same every time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jadibisa.journey.selection.queries import CHECKER
from jadibisa.journey.selection.rules import formats
from jadibisa.journey.selection.rules.audit import sample
from jadibisa.journey.selection.rules.beacon import QUICKNET, promise_for
from jadibisa.journey.selection.rules.tickets import number_of
from jadibisa.journey.selection.types import Law, Place
from tests.journey.selection.folder import DAY, DRAW_AT, LAW, PLACES, Made, laws, made_or_refused, make

EXAMINE = runpy.run_path(str(CHECKER))["examine"]


def test_the_checker_keeps_only_what_can_be_in_the_audit_sample() -> None:
    checker = runpy.run_path(str(CHECKER))
    seed = hashlib.sha256(b"audit").hexdigest()
    for count in (3, 40, 3000):
        tickets = [f"{number:016d}" for number in range(count)]
        kept = checker["Sample"](count)
        for ticket in tickets:
            digest = hashlib.sha256(f"{seed},audit,{ticket}".encode()).digest()
            if digest < kept.bound:
                kept.near.append(digest + ticket.encode())
        assert [ticket.decode() for ticket in kept.tickets()] == sample(seed, tickets)
        assert len(kept.near) < 250


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
    assert "tidak ada putaran yang diumumkan" in found(tmp_path, with_new_sums({**made.files, "seed.txt": wrong}))[0]


def test_the_checker_follows_the_beacon_and_says_what_it_cannot_check(tmp_path: Path) -> None:
    made = make(LAW, PLACES, 30, 90, chain=QUICKNET)
    report, wrong = EXAMINE(made.write(tmp_path))
    assert wrong is None
    assert any("drand-verify" in text and "py_ecc" in text for text, _english in report.unchecked)
    promise = promise_for(QUICKNET, DRAW_AT, alternative=True)
    number, fallback = str(promise.number).encode(), str(promise.fallback).encode()
    changes = {
        "seed.txt": [
            (number + b";ab", str(promise.number + 1).encode() + b";ab", "bukan yang diumumkan"),
            (number + b";ab", fallback + b";ab", "round.json"),
            (b"drand=52", b"drand=53", "bukan yang diumumkan"),
            (b"abab\n", b"aba\n", "bukan yang diumumkan"),
        ],
        "announcement.txt": [
            (b"00:00:00+00:00\nwit", b"00:00:03+00:00\nwit", "putaran pada waktu undian"),
            (b";" + fallback, b";" + number, "putaran pada waktu undian"),
        ],
        "chain.json": [(b'"period":3', b'"period":4', "rantainya bukan"), (b'"period":3', b'"period":"3"', "dibaca")],
        "round.json": [(b"abab", b"abac", "bukan putaran"), (number, fallback, "bukan putaran")],
    }
    for name, cases in changes.items():
        for old, new, said in cases:
            assert old in made.files[name]
            forged = with_new_sums({**made.files, name: made.files[name].replace(old, new, 1)})
            assert said in found(tmp_path, forged)[0]


def test_dice_and_witnesses_alone_hold_where_that_was_announced(tmp_path: Path) -> None:
    made = make(LAW, PLACES, 30, 90, chain=QUICKNET, answered=False)
    report, wrong = EXAMINE(made.write(tmp_path))
    assert wrong is None
    assert any("suar sungguh tidak menjawab" in text for text, _english in report.unchecked)
    refused = made.files["announcement.txt"].replace(b";dice\n", b"\n")
    assert "putaran drand hilang" in found(tmp_path, with_new_sums({**made.files, "announcement.txt": refused}))[0]


@pytest.mark.parametrize("opened", [True, False])
def test_hidden_types_do_not_hide_a_change(tmp_path: Path, opened: bool) -> None:  # noqa: FBT001
    law = Law(traits=("W", "D"), percents=(50, 5), tiers=("L",), open_types=False, day=DAY)
    files = make(law, PLACES, 30, 90).files
    if not opened:
        del files[formats.OPENINGS]
    assert found(tmp_path, files) is None
    chance = Random(11)
    for name in sorted(files):
        lines = files[name].splitlines(keepends=True)
        for _example in range(4):
            at = chance.randrange(len(lines))
            place = chance.randrange(len(lines[at]))
            other = lines[at][:place] + bytes([lines[at][place] ^ 1]) + lines[at][place + 1 :]
            changed = {**files, name: b"".join([*lines[:at], other, *lines[at + 1 :]])}
            changed = changed if name.startswith("SHA256SUMS") else with_new_sums(changed)
            blind = not opened and name == "cutoffs.csv"  # groups behind the sums are seen with the openings only
            assert found(tmp_path, changed) is not None or blind, (name, other)


def test_a_hidden_type_does_not_hide_a_limit_that_is_not_its_tickets_number(tmp_path: Path) -> None:
    """Without openings, too: where a limit names a ticket, the number must be that ticket's."""
    law = Law(traits=("W", "D"), percents=(50, 5), open_types=False, day=DAY)
    files = make(law, PLACES, 30, 90).files
    del files[formats.OPENINGS]
    lines = files[formats.CUTOFFS].splitlines(keepends=True)
    at = next(place for place, line in enumerate(lines) if place and len(line.split(b",")[5]) == 64)
    cells = lines[at].split(b",")
    cells[5] = cells[5][:-1] + (b"0" if cells[5][-1:] != b"0" else b"1")
    moved = {**files, formats.CUTOFFS: b"".join([*lines[:at], b",".join(cells), *lines[at + 1 :]])}
    assert "angka tiketnya salah" in (found(tmp_path, with_new_sums(moved)) or ("",))[0]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (b"extra_seat,appeal_won,@\n", "ada dalam daftar undian"),
        (b"next_batch,appeal_won,0000000000000000\nextra_seat,appeal_won,0000000000000001\n", "urutan baris"),
        (b"extra_seat,appeal_won,0000000000000000\nextra_seat,appeal_won,0000000000000000\n", "urutan baris"),
        (b"extra_seat,promise_kept,0000000000000000\n", "tidak menunggu"),
        (b"extra_seat,because,0000000000000000\n", "tidak dapat dibaca"),
        (b"\xff\xff\n", "di luar ASCII"),
    ],
)
def test_seats_beside_the_draw_are_looked_at(tmp_path: Path, lines: bytes, said: str) -> None:
    made = make(LAW, PLACES, 30, 90)
    ticket = next(content for name, content in made.files.items() if name.startswith("roll-") and content)[:16]
    files = {**made.files, "additions-001.csv": lines.replace(b"@", ticket)}
    assert said in (found(tmp_path, files) or ("",))[0]
    good = {**made.files, "additions-001.csv": b"extra_seat,appeal_won,0000000000000000\n"}
    assert found(tmp_path, good) is None
    misnamed = {**made.files, "additions-002.csv": b"extra_seat,appeal_won,0000000000000000\n"}
    assert "nomor berkas salah" in (found(tmp_path, misnamed) or ("",))[0]


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
