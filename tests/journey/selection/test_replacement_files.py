"""Files of replacements: the checker follows the engine's rule over several rounds and finds every change."""

import runpy
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random  # noqa: TID251 - examples that are the same every time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jadibisa.journey.selection.queries import CHECKER
from jadibisa.journey.selection.rules import formats
from jadibisa.journey.selection.rules.replacement import replacements
from jadibisa.journey.selection.rules.tickets import number_of
from jadibisa.journey.selection.types import Law, Place
from tests.journey.selection.folder import LAW, PLACES, Made, laws, made_or_refused, make

EXAMINE = runpy.run_path(str(CHECKER))["examine"]


@dataclass
class Office:
    """Refills seats as the law says, with no database: who holds, who waits, which seats are open."""

    made: Made
    chance: Random
    gone: set[int] = field(default_factory=set)
    filled: set[int] = field(default_factory=set)
    moved: set[int] = field(default_factory=set)
    passed: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Everybody in the order of the draw."""
        made = self.made
        self.tickets = [ticket.decode() for ticket in made.roll.tickets]
        self.numbers = [number_of(made.seed, ticket) for ticket in self.tickets]
        self.order = sorted(
            range(len(self.tickets)), key=lambda p: (int(made.roll.tiers[p]), self.numbers[p], self.tickets[p])
        )

    def round(self, lapsing: Sequence[int]) -> bytes:
        """Some lose their seats; the file of the round."""
        self.gone |= set(lapsing)
        lines: list[str] = []
        for place, row in enumerate(self.made.table.rows):
            people = [p for p in self.order if self.made.roll.compartments[p] == place]
            if any(p in self.gone - self.filled for p in people):
                lines += self.lines(place, row.code, people)
        return "".join(lines).encode()

    def lines(self, place: int, code: str, people: list[int]) -> list[str]:
        """One compartment of a round."""
        made, outcomes = self.made, {}
        while chosen := self.next_ones(place, people):
            for p in chosen:
                if self.chance.random() < 0.2:
                    self.passed.add(p)
                    outcomes[p] = "family_full"
                    continue
                self.moved.add(p)
                outcomes[p] = "moved_up"
                seats = [q for q in people if q in self.gone - self.filled]
                seat = next((q for q in seats if made.roll.types[q] == made.roll.types[p]), seats[0])
                self.filled.add(seat)
                outcomes[seat] = "lapsed"
        outcomes |= dict.fromkeys([p for p in people if p in self.gone - self.filled], "open")
        return [
            f"{outcomes[p]},{self.tickets[p]},{code},{made.roll.tiers[p]},{self.label(p)},{self.numbers[p]}\n"
            for p in people if p in outcomes
        ]  # fmt: skip

    def label(self, p: int) -> str:
        """The type as the file shows it."""
        return formats.label_of(int(self.made.roll.types[p]), self.made.law.traits) if self.made.law.open_types else "*"

    def next_ones(self, place: int, people: list[int]) -> list[int]:
        """Whom the engine's rule takes next."""
        made, kinds = self.made, 2 ** len(self.made.law.traits)
        types = made.roll.types[people]
        waiting = np.array([not made.result.selected[p] and p not in self.moved | self.passed for p in people])
        holds = np.array([bool(made.result.selected[p]) or p in self.moved for p in people]) & np.array(
            [p not in self.gone for p in people]
        )
        empty = np.array([p in self.gone - self.filled for p in people])
        held = np.bincount(types[holds], minlength=kinds)
        seats = np.bincount(types[empty], minlength=kinds).tolist()
        row = made.table.rows[place]
        if not sum(seats):
            return []
        return [people[at] for at in replacements(types, waiting, held, seats, row.lowered, made.law.counting)]

    def files(self, rounds: int) -> dict[str, bytes]:
        """Some rounds of lapses among all who hold a seat."""
        found: dict[str, bytes] = {}
        for _round in range(rounds):
            holders = [
                p for p in self.order if (self.made.result.selected[p] or p in self.moved) and p not in self.gone
            ]
            lapsing = [p for p in holders if self.chance.random() < 0.3]
            if lapsing or self.gone - self.filled:
                found[f"replacements-{len(found) + 1:03d}.csv"] = self.round(lapsing)
        return found


@settings(max_examples=25, deadline=None)
@given(law=laws(), seats=st.integers(5, 60), people=st.integers(10, 120), number=st.integers(0, 10**6))
def test_the_checker_follows_the_engines_replacements(
    tmp_path_factory: pytest.TempPathFactory, law: tuple[Law, list[Place]], seats: int, people: int, number: int
) -> None:
    made = made_or_refused(*law, seats, people, number)
    if made is None:
        return
    folder = made.write(tmp_path_factory.mktemp("draw"))
    for name, content in Office(made, Random(number)).files(3).items():
        (folder / name).write_bytes(content)
    assert EXAMINE(folder)[1] is None


@pytest.mark.parametrize("open_types", [True, False])
def test_hidden_types_are_followed_with_their_openings(tmp_path: Path, open_types: bool) -> None:  # noqa: FBT001
    law = Law(traits=("W", "D"), percents=(50, 10), open_types=open_types, day=LAW.day)
    made = make(law, PLACES, 40, 120)
    files = Office(made, Random(7)).files(3)
    folder = made.write(tmp_path)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    report, found = EXAMINE(folder)
    assert found is None
    assert any("Pengganti dalam 3 berkas" in text for text, _english in report.checked)
    if open_types:
        return
    (folder / formats.OPENINGS).unlink()
    report, found = EXAMINE(folder)
    assert found is None
    assert any("pengganti hanya diperiksa" in text for text, _english in report.unchecked)


def test_the_checker_finds_every_change_of_a_replacement(tmp_path: Path) -> None:
    made = make(LAW, PLACES, 40, 120)
    folder = made.write(tmp_path)
    name, content = next(iter(Office(made, Random(3)).files(1).items()))
    path = folder / name
    path.write_bytes(content)
    assert EXAMINE(folder)[1] is None
    lines = content.splitlines(keepends=True)
    chance = Random(5)
    for at, line in enumerate(lines):
        for change in ([], [line, line], [bytes([line[0] ^ 1]) + line[1:]], [line[:-1]]):
            path.write_bytes(b"".join([*lines[:at], *change, *lines[at + 1 :]]))
            assert EXAMINE(folder)[1] is not None, (line, change)
        place = chance.randrange(len(line))
        path.write_bytes(
            b"".join([*lines[:at], line[:place] + bytes([line[place] ^ 1]) + line[place + 1 :], *lines[at + 1 :]])
        )
        assert EXAMINE(folder)[1] is not None
    wrong_one = next(at for at, line in enumerate(lines) if line.startswith(b"moved_up"))
    taken = {line.split(b",")[1] for line in lines}
    roll = made.files[formats.part_name("roll", lines[wrong_one].split(b",")[2].decode())]
    results = made.files[formats.part_name("result", lines[wrong_one].split(b",")[2].decode())].splitlines()
    for line, result in zip(roll.splitlines(), results, strict=True):  # somebody else who waits moves up instead
        ticket, code, tier, label = line.split(b",")
        if result.split(b",")[2] == b"waiting" and ticket not in taken:
            other = b",".join([b"moved_up", ticket, code, tier, label, result.split(b",")[1]]) + b"\n"
            mixed = sorted(
                [*lines[:wrong_one], other, *lines[wrong_one + 1 :]],
                key=lambda text: (text.split(b",")[2], int(text.split(b",")[3]), text.split(b",")[5]),
            )
            path.write_bytes(b"".join(mixed))
            assert "pengganti berikutnya" in EXAMINE(folder)[1][0]
            break
    path.write_bytes(content)
    path.rename(folder / "replacements-002.csv")
    assert EXAMINE(folder)[1] is not None
