"""Before the law is fixed: what a law would do to the people who are there, over many imagined seeds.

Only counts are simulated; where no floor can matter the expectation is exact. All numbers are whole, so the same inputs
give the same bytes on every machine.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from jadibisa.journey.selection.rules.floors import HEADCOUNT, membership
from jadibisa.journey.selection.rules.imagined import Numbers, Orders, Walk
from jadibisa.journey.selection.rules.many import take_many
from jadibisa.journey.selection.rules.quota import quota, tier_of
from jadibisa.journey.selection.types import Law, Place, Quota

LETTERS = ("W", "D", "L")
MICRO = 1_000_000
AT_ONCE = 1200  # rows (a seed in a place) that are walked together: they fit the processor's cache
Full = Mapping[str, Sequence[int]]


@dataclass(frozen=True, slots=True)
class Simulation:
    """What came out on average.

    Attributes:
        table: seats and floors; they do not depend on the seed.
        seeds: how many were tried.
        letters: the traits over which people are told apart; bit i of a full type is the i-th.
        people: `[place, full type]`; no people in split provinces.
        micro: `[place, full type]`, the expected winners in millionths of a person.
        exact: `[place]`, whether the expectation is arithmetic, without any seed.
    """

    table: Quota
    seeds: int
    letters: tuple[str, ...]
    people: Numbers
    micro: Numbers
    exact: NDArray[np.bool_]

    @property
    def chance(self) -> NDArray[np.float64]:
        """`[place, full type]`, the share of the people of a cell who are selected; NaN where nobody lives."""
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.asarray(self.micro / MICRO / self.people)

    def share(self, letter: str) -> float:
        """The expected share of the selected who have a trait."""
        has = self._kinds(letter, "")
        return float(self.micro[:, has].sum() / max(1, self.micro.sum()))

    def group_chance(self, letters: str, *, without: str = "") -> float:
        """The chance of a person who has these traits and not those; NaN when there is nobody."""
        kinds = self._kinds(letters, without)
        people = int(self.people[:, kinds].sum())
        return float(self.micro[:, kinds].sum() / MICRO / people) if people else float("nan")

    def place_chance(self, letters: str = "") -> dict[str, float]:
        """The chance of a person with these traits in each province where such a person applies."""
        kinds = self._kinds(letters, "")
        people: dict[str, int] = {}
        winners: dict[str, int] = {}
        for at, row in enumerate(self.table.rows):
            code = row.parent or row.code
            people[code] = people.get(code, 0) + int(self.people[at, kinds].sum())
            winners[code] = winners.get(code, 0) + int(self.micro[at, kinds].sum())
        return {code: winners[code] / MICRO / number for code, number in people.items() if number}

    def _kinds(self, letters: str, without: str) -> list[int]:
        return [
            kind
            for kind in range(2 ** len(self.letters))
            if all(letter in self.letters and kind >> self.letters.index(letter) & 1 for letter in letters)
            and not any(letter in self.letters and kind >> self.letters.index(letter) & 1 for letter in without)
        ]


class Trial:
    """A law on the people who are there: its table of seats, and what each seed adds to the tally."""

    def __init__(self, seats: int, law: Law, places: Sequence[Place], people: Full, letters: tuple[str, ...]) -> None:
        """Compute the table of seats.

        Raises:
            Refusal: what the quota table refuses.
        """
        self.law, self.letters, people = law, letters, placed(people, places)
        self.merged, self.tiers = _translation(law, letters)
        kinds = [int(kind) for kind in self.merged.argmax(axis=1)]
        counts: dict[str, list[int]] = {}
        for code, numbers in people.items():
            in_law = counts.setdefault(code, [0] * 2 ** len(law.traits))
            for kind, number in zip(kinds, numbers, strict=True):
                in_law[kind] += number
        self.table = quota("G0", seats, law, places, counts)
        nobody = (0,) * 2 ** len(letters)
        rows = self.table.rows
        self.people: Numbers = np.array(
            [nobody if row.split else people.get(row.code, nobody) for row in rows], np.int64
        )
        self.seats = np.array([0 if row.split else row.seats for row in rows], dtype=np.int64)
        self.lowered = np.array([row.lowered for row in rows], dtype=np.int64).reshape(len(rows), len(law.traits))

    @cached_property
    def cells(self) -> Numbers:
        """`[place, tier, type of the law]`: people who are alike to the law."""
        return np.asarray(np.einsum("pf,tf,fk->ptk", self.people, self.tiers, self.merged))

    @cached_property
    def drawn(self) -> NDArray[np.intp]:
        """The places whose winners depend on the seed in a way that arithmetic does not tell."""
        some = (self.seats > 0) & (self.seats < self.people.sum(axis=1))
        free = (self.lowered == 0).all(axis=1)
        if self.law.counting == HEADCOUNT:
            free |= (self.lowered <= self._surely()).all(axis=1)
        return np.flatnonzero(some & ~free)

    def _surely(self) -> Numbers:
        """`[place, trait]`: how many of each trait are at least among the first of any order."""
        found = np.zeros_like(self.lowered)
        has = membership(self.lowered.shape[1])
        left = self.seats.copy()
        for tier in range(self.cells.shape[1]):
            here = self.cells[:, tier]
            others = here.sum(axis=1)[:, None] - here @ has.T
            taken = np.minimum(left, here.sum(axis=1))
            found += np.maximum(0, taken[:, None] - others)
            left -= taken
        return found

    def expected(self, won: Numbers, seeds: int) -> Simulation:
        """What came out on average; people whom the law does not tell apart share their winners alike.

        Args:
            won: `[place, type of the law]`, winners over all seeds.
            seeds: how many.
        """
        exact = np.ones(len(self.seats), dtype=np.bool_)
        exact[self.drawn] = False
        micro = np.zeros_like(self.people)
        for place, simulated in enumerate(~exact):
            for tier, kind, winners, over in self._winners(place, won[place], seeds, simulated=bool(simulated)):
                cell = int(self.cells[place, tier, kind])
                for full in np.flatnonzero(self.tiers[tier] * self.merged[:, kind] * self.people[place]):
                    part, whole = MICRO * winners * int(self.people[place, full]), cell * over
                    micro[place, full] = (2 * part + whole) // (2 * whole)
        return Simulation(self.table, seeds, self.letters, self.people, micro, exact)

    def _winners(self, place: int, won: Numbers, seeds: int, *, simulated: bool) -> list[tuple[int, int, int, int]]:
        """For each tier and type the winners as a fraction: tier, type, numerator, denominator."""
        found, left, cells = [], int(self.seats[place]), self.cells[place]
        for tier in range(cells.shape[0]):
            here = int(cells[tier].sum())
            taken = min(left, here)
            left -= taken
            found += [
                (tier, kind, 0 if simulated else taken * int(cells[tier, kind]), max(1, here))
                for kind in range(cells.shape[1])
            ]
        if simulated:
            found = [
                (tier, kind, int(won[tier * cells.shape[1] + kind]), seeds) for tier, kind, _winners, _over in found
            ]
        return found

    def nothing(self) -> Numbers:
        """An empty tally: `[place, tier × type of the law]`."""
        return np.zeros((len(self.seats), self.cells.shape[1] * self.cells.shape[2]), dtype=np.int64)

    def tally(self, orders: Orders) -> Numbers:
        """The winners of some seeds, added up: `[place, tier × type of the law]`."""
        won = self.nothing()
        if not len(self.drawn):
            return won
        rows = (np.arange(orders.seeds)[:, None] * orders.places + self.drawn[None, :]).ravel()
        at = np.tile(self.drawn, orders.seeds)
        walk = Walk(orders, rows, self.merged, self.tiers)
        left = take_many(walk, self.seats[at], self.lowered[at], self.law.counting)
        parts = []
        for tier in range(self.cells.shape[1]):  # a type's winners fill its people tier by tier
            taken = np.minimum(left, self.cells[at, tier])
            parts.append(taken)
            left = left - taken
        np.add.at(won, at, np.concatenate(parts, axis=1))
        return won


def placed(people: Full, places: Sequence[Place]) -> Full:
    """The people in the compartments of a law: of a province that a law does not split its regencies are one."""
    known = {place.code for place in places}
    found: dict[str, list[int]] = {}
    for code, numbers in people.items():
        here = code if code in known else code[:2]
        held = found.setdefault(here, [0] * len(numbers))
        found[here] = [old + new for old, new in zip(held, numbers, strict=True)]
    return found


def tallies(trials: Sequence[Trial], seeds: Sequence[int]) -> list[Numbers]:
    """Draw with some seeds under several laws on the same people; laws with the same places share the orders."""
    found = [trial.nothing() for trial in trials]
    shared: dict[tuple[str, ...], list[int]] = {}
    for number, trial in enumerate(trials):
        shared.setdefault(tuple(row.code for row in trial.table.rows), []).append(number)
    for codes, numbers in shared.items():
        if not any(len(trials[number].drawn) for number in numbers):
            continue
        step = max(1, AT_ONCE // len(codes))
        for begin in range(0, len(seeds), step):
            orders = Orders(codes, trials[numbers[0]].people, seeds[begin : begin + step])
            for number in numbers:
                found[number] += trials[number].tally(orders)
    return found


def simulate(
    seats: int, law: Law, places: Sequence[Place], people: Full, seeds: int, letters: tuple[str, ...] = LETTERS
) -> Simulation:
    """Draw with many imagined seeds.

    Args:
        seats: seats of the batch.
        law: the law to try.
        places: the compartments with their weights.
        people: for each compartment how many there are of each full type.
        seeds: how many seeds; their names are 0, 1, 2, …
        letters: the traits of a full type; bit i is the i-th.

    Raises:
        Refusal: what the quota table refuses.
    """
    trial = Trial(seats, law, places, people, letters)
    return trial.expected(tallies([trial], range(seeds))[0], seeds)


def _translation(law: Law, letters: Sequence[str]) -> tuple[Numbers, Numbers]:
    """`[full type, type of the law]` and `[tier, full type]`, 1 where they belong together."""
    kinds = range(2 ** len(letters))
    has = [frozenset(letter for place, letter in enumerate(letters) if full >> place & 1) for full in kinds]
    merged = np.zeros((len(kinds), 2 ** len(law.traits)), dtype=np.int64)
    tiers = np.zeros((len(law.tiers) + 1, len(kinds)), dtype=np.int64)
    for full in kinds:
        merged[full, sum(1 << place for place, trait in enumerate(law.traits) if trait in has[full])] = 1
        tiers[tier_of(has[full], law.tiers) - 1, full] = 1
    return merged, tiers
