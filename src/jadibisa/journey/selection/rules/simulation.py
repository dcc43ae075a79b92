"""Before the law is fixed: what a law would do to the people who are there, over many imagined seeds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jadibisa.journey.selection.rules import choice
from jadibisa.journey.selection.rules.quota import quota, tier_of
from jadibisa.journey.selection.types import Law, Place, Quota

LETTERS = ("W", "D", "L")
KINDS = 2 ** len(LETTERS)
ODD, MIX_1, MIX_2 = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
Full = Mapping[str, Sequence[int]]


@dataclass(frozen=True, slots=True)
class Simulation:
    """What came out on average.

    Attributes:
        table: seats and floors; they do not depend on the seed.
        seeds: how many were tried.
        people: `[place, type]`, types over W, D and L.
        chance: `[place, type]`, the share of the people of a cell who were selected; NaN where nobody lives.
    """

    table: Quota
    seeds: int
    people: NDArray[np.int64]
    chance: NDArray[np.float64]

    def share(self, letter: str) -> float:
        """The expected share of the selected who have a trait."""
        winners = np.nansum(self.chance * self.people, axis=0)
        has = [kind for kind in range(KINDS) if kind >> LETTERS.index(letter) & 1]
        return float(winners[has].sum() / max(1.0, winners.sum()))

    def group_chance(self, letters: str, *, without: str = "") -> float:
        """The chance of a person who has these traits and not those; NaN when there is nobody."""
        kinds = [
            kind
            for kind in range(KINDS)
            if all(kind >> LETTERS.index(letter) & 1 for letter in letters)
            and not any(kind >> LETTERS.index(letter) & 1 for letter in without)
        ]
        people = self.people[:, kinds].sum()
        return float(np.nansum(self.chance[:, kinds] * self.people[:, kinds]) / people) if people else float("nan")

    def place_chance(self) -> dict[str, float]:
        """The chance of a person in each place where somebody applies."""
        people = self.people.sum(axis=1)
        winners = np.nansum(self.chance * self.people, axis=1)
        return {row.code: float(winners[at] / people[at]) for at, row in enumerate(self.table.rows) if people[at]}


def scattered(count: int, seed: int) -> NDArray[np.uint64]:
    """Numbers that look drawn and are the same for the same seed (splitmix64): an imagined draw needs no secret."""
    state = (np.arange(1, count + 1, dtype=np.uint64) + np.uint64(seed * 2**40)) * ODD
    state = (state ^ (state >> np.uint64(30))) * MIX_1
    state = (state ^ (state >> np.uint64(27))) * MIX_2
    return state ^ (state >> np.uint64(31))


def simulate(seats: int, law: Law, places: Sequence[Place], people: Full, seeds: int) -> Simulation:
    """Draw with many imagined seeds.

    Args:
        seats: seats of the batch.
        law: the law to try.
        places: the compartments with their weights.
        people: for each compartment how many there are of each type over W, D, L (bit 0, 1, 2).
        seeds: how many seeds.

    Raises:
        Refusal: what the quota table refuses.
    """
    kind_in_law, tiers = _translation(law)
    counts: dict[str, list[int]] = {}
    for code, numbers in people.items():
        in_law = counts.setdefault(code, [0] * 2 ** len(law.traits))
        for kind, number in enumerate(numbers):
            in_law[kind_in_law[kind]] += number
    table = quota("G0", seats, law, places, counts)
    full_counts = np.array([people.get(row.code, (0,) * KINDS) for row in table.rows], dtype=np.int64)
    won = np.zeros(full_counts.shape, dtype=np.int64)
    for at, row in enumerate(table.rows):
        types = np.repeat(np.arange(KINDS, dtype=np.uint64), full_counts[at])
        if row.split or row.seats >= len(types):
            won[at] = 0 if row.split else full_counts[at] * seeds
            continue
        for seed in range(seeds):
            keys = (scattered(len(types), seed * 1000 + at) >> np.uint64(7)) << np.uint64(3) | types
            if law.tiers:
                keys |= tiers[types] << np.uint64(60)
            full = (np.sort(keys) & np.uint64(KINDS - 1)).astype(np.uint8)
            kinds = kind_in_law[full]
            taken = choice.take(kinds, row.seats, row.lowered, law.counting)
            won[at] += taken[kind_in_law] if len(taken) == KINDS else _winners(full, kinds, taken)
    with np.errstate(invalid="ignore", divide="ignore"):
        return Simulation(table, seeds, full_counts, won / (full_counts * seeds))


def _translation(law: Law) -> tuple[NDArray[np.uint8], NDArray[np.uint64]]:
    """For each type over W, D, L its type in the law, and its tier."""
    kinds = [
        sum(1 << place for place, trait in enumerate(law.traits) if full >> LETTERS.index(trait) & 1)
        for full in range(KINDS)
    ]
    tiers = [
        tier_of(frozenset(letter for place, letter in enumerate(LETTERS) if full >> place & 1), law.tiers)
        for full in range(KINDS)
    ]
    return np.array(kinds, dtype=np.uint8), np.array(tiers, dtype=np.uint64)


def _winners(full: NDArray[np.uint8], kinds: NDArray[np.uint8], taken: NDArray[np.int64]) -> NDArray[np.int64]:
    """Winners by type over W, D, L where the law knows fewer: the first of each type of the law."""
    chosen = choice.mask(kinds, taken)
    return np.bincount(full[chosen], minlength=KINDS).astype(np.int64)
