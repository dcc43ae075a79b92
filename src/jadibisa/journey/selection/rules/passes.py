"""The draw of a large roll in a few passes: buckets by compartment, and in each only as many of a type as could win.

A type never wins more seats than its compartment has, so who stands behind so many of her own type cannot win, whatever
the floors say. Numbers are spread evenly, so a limit a little above the expected one keeps all who count; it is checked, and
where it kept too few everybody of that group is kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isqrt
from types import ModuleType

import numpy as np
from numpy.typing import NDArray

from jadibisa.journey.selection.rules import choice
from jadibisa.journey.selection.types import Quota

EVERYBODY = 2**64 - 1
SPREAD, MORE = 8, 32  # a limit keeps so many standard deviations and so many people more than are needed
ALIKE = 255  # numbers that differ only in these bits have the same key: kept together
TYPE_MASK, TYPE_BITS = np.uint64(15), np.uint64(4)
NOBODY = -1
Table = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Columns:
    """The roll as the loops read it: numbers, places in the quota table, tiers, types."""

    numbers: NDArray[np.uint64]
    compartments: NDArray[np.int16]
    tiers: NDArray[np.uint8]
    types: NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Passed:
    """What the passes found; each table is `[compartment, tier, type]`.

    Attributes:
        selected: who is selected, in the order of the roll.
        people: how many there are.
        winners: how many of them are selected.
        holders: the place in the roll of the last of them; -1 where nobody is.
        tied: compartments where two numbers begin alike; nothing is decided there.
    """

    selected: NDArray[np.bool_]
    people: Table
    winners: Table
    holders: Table
    tied: tuple[int, ...]


def passes(native: ModuleType, roll: Columns, quota: Quota) -> Passed:
    """Choose in every compartment.

    Args:
        native: the compiled loops.
        roll: checked against the quota table.
        quota: seats and floors.
    """
    columns = (roll.compartments, roll.tiers, roll.types)
    people = np.zeros((len(quota.rows), len(quota.law.tiers) + 1, 2 ** len(quota.law.traits)), dtype=np.int64)
    native.tally(*columns, people)
    needed = _needed(people, [row.seats for row in quota.rows])
    limits = _limits(people, needed)
    kept = people.copy()
    if (limits != EVERYBODY).any():
        kept[:] = 0
        native.within(roll.numbers, *columns, limits, kept)
        short = kept < needed
        limits[short], kept[short] = EVERYBODY, people[short]
    ends = np.cumsum(kept.sum(axis=(1, 2)))
    starts = ends - kept.sum(axis=(1, 2))
    keys, filled = np.empty(int(ends[-1]), dtype=np.uint64), starts.copy()
    native.gather(roll.numbers, *columns, limits, keys, filled)
    winners, last, tied = np.zeros_like(people), np.zeros(people.shape, dtype=np.uint64), []
    for place, row in enumerate(quota.rows):
        bucket = keys[starts[place] : ends[place]]
        bucket.sort()
        alike = bucket >> TYPE_BITS
        if (alike[1:] == alike[:-1]).any():
            tied.append(place)
            continue
        mine = people[place]
        order = choice.Order((bucket & TYPE_MASK).astype(np.uint8), people.shape[2], mine.sum(axis=0))
        taken = choice.take_from(order, row.seats, row.lowered, quota.law.counting)
        winners[place] = by_tier(mine, taken)
        last[place] = _last(bucket, order, winners[place])
    selected, holders = np.zeros(len(roll.types), dtype=np.bool_), np.full_like(people, NOBODY)
    native.mark(roll.numbers, *columns, last, selected, holders)
    return Passed(selected, people, winners, holders, tuple(tied))


def _needed(people: Table, seats: Sequence[int]) -> Table:
    """How many of each group could win: the seats, less those of the same type in earlier tiers."""
    earlier = np.cumsum(people, axis=1) - people
    return np.minimum(people, np.maximum(0, np.array(seats, dtype=np.int64)[:, None, None] - earlier))


def _limits(people: Table, needed: Table) -> NDArray[np.uint64]:
    """Up to which number a group is kept."""
    found = np.full(people.shape, EVERYBODY, dtype=np.uint64)
    for at in np.ndindex(people.shape):
        count, wanted = int(people[at]), int(needed[at])
        kept = wanted + SPREAD * isqrt(wanted) + MORE
        if wanted < count and kept < count:
            found[at] = kept * EVERYBODY // count | ALIKE
    return found


def by_tier(people: Table, taken: NDArray[np.int64]) -> Table:
    """The winners of each tier and type from those of each type: earlier tiers first."""
    earlier = np.cumsum(people, axis=0) - people
    return np.clip(taken - earlier, 0, people)


def _last(bucket: NDArray[np.uint64], order: choice.Order, winners: Table) -> NDArray[np.uint64]:
    """The last winner's key of each tier and type; zero, which nobody has, where there is none."""
    found = np.zeros(winners.shape, dtype=np.uint64)
    through = np.cumsum(winners, axis=0)
    for tier, kind in np.argwhere(winners):
        found[tier, kind] = bucket[order.place(int(kind), int(through[tier, kind]) - 1)]
    return found
