"""The draw spread over machines: which tickets must come together in one place, and the cut-offs that follow from them."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isqrt

import numpy as np
from numpy.typing import NDArray

from jadibisa.journey.selection.rules import choice
from jadibisa.journey.selection.rules.formats import NOTHING, label_of
from jadibisa.journey.selection.types import Compartment, Cutoff, Law, Quota
from jadibisa.kernel.refusals import N_, Refusal

DIGITS = 64
EVERYONE = "f" * DIGITS
SPARE = 16
Cell = tuple[str, int, int]  # compartment, tier, type
Group = tuple[str, int]  # compartment, type


@dataclass(frozen=True, slots=True)
class Best:
    """The tickets of one compartment that came together, best first: of each type a prefix of its order.

    Attributes:
        tiers, types, numbers, tickets: columns of equal length; numbers are 64 hexadecimal digits.
    """

    tiers: NDArray[np.uint8]
    types: NDArray[np.uint8]
    numbers: Sequence[str]
    tickets: Sequence[str]


def check_cells(quota: Quota, people: Mapping[Cell, int]) -> None:
    """Refuse a roll that is not the one of the quota table.

    Raises:
        Refusal: `unknown_tier`, `roll_changed`.
    """
    counted: Counter[Group] = Counter()
    for (code, tier, kind), number in people.items():
        if not 1 <= tier <= len(quota.law.tiers) + 1:
            raise Refusal("unknown_tier", N_("Daftar menyebut urutan yang tidak ada dalam aturan."))
        counted[code, kind] += number
    known = {
        (row.code, kind): number
        for row in quota.rows
        if not row.split
        for kind, number in enumerate(row.people)
        if number
    }
    if counted != known:
        raise Refusal(
            "roll_changed", N_("Daftar berubah sesudah dibekukan. Undian ini tidak boleh dilanjutkan."), status=409
        )


def first_guess(row: Compartment, kind: int) -> int:
    """How many of a type the rule will hardly pass: its share of the seats and of each floor, and a little more."""
    people, everybody = row.people[kind], sum(row.people)
    if not people:
        return 0
    share = -(-row.seats * people // everybody)
    for trait, floor in enumerate(row.lowered):
        if kind >> trait & 1:
            have = sum(number for other, number in enumerate(row.people) if other >> trait & 1)
            share += -(-floor * people // have)
    return min(people, row.seats, share + 4 * isqrt(share) + SPARE)


def asked_first(quota: Quota) -> dict[Group, int]:
    """The first guess of every type of every compartment that is drawn in."""
    return {
        (row.code, kind): first_guess(row, kind)
        for row in quota.rows
        if not row.split
        for kind in range(len(row.people))
    }


def wider(row: Compartment, kind: int, had: int) -> int:
    """How many to ask for when so many of a type were too few; in the end all of them."""
    return min(row.people[kind], 2 * had + SPARE)


def limits(people: Mapping[Cell, int], asked: Mapping[Group, int], tiers: int) -> dict[Cell, str]:
    """Up to which number tickets must come together, so that about as many of a type as are asked for do.

    Numbers are spread evenly, so a limit is a share of all numbers. What lies below it is a prefix of the type's order
    whatever its length is: whole tiers first, then the smallest numbers of the tier where the asking ends.

    Args:
        people: how many there are of each compartment, tier and type.
        asked: how many of each compartment and type are wanted.
        tiers: how many tiers there are.

    Returns:
        The largest number of each cell that has people and is wanted.
    """
    found: dict[Cell, str] = {}
    for (code, kind), wanted in asked.items():
        left = wanted
        for tier in range(1, tiers + 1):
            number = people.get((code, tier, kind), 0)
            if number and left > 0:
                found[code, tier, kind] = (
                    EVERYONE if number <= left else format((left << 256) // number, "x").zfill(DIGITS)
                )
            left -= number
    return found


def settle(
    row: Compartment, law: Law, people: Mapping[Cell, int], best: Best
) -> tuple[tuple[Cutoff, ...], Collection[int]]:
    """The cut-offs of one compartment, or the types of which more must come together first.

    The rule runs on the tickets at hand with the missing ones of each type behind them, as far as the seats reach
    (`docs/algorithms/selection.md` says why that is the same draw). If of each type with missing people one at hand is
    passed over, nobody who is missing could have been taken.

    Args:
        row: the compartment.
        law: the law of the draw.
        people: how many there are of each cell.
        best: the tickets at hand.

    Returns:
        The cut-offs and nothing, or nothing and the types that were too few.
    """
    kinds = np.arange(len(row.people), dtype=np.uint8)
    at_hand = np.bincount(best.types, minlength=len(kinds))
    missing = np.maximum(0, np.minimum(row.people, row.seats) - at_hand)
    order = np.concatenate([best.types, np.repeat(kinds, missing)])
    taken = choice.take(order, row.seats, row.lowered, law.counting)
    short = [int(kind) for kind in kinds if missing[kind] and taken[kind] >= at_hand[kind]]
    return ((), short) if short else (tuple(_cutoffs(row, law, people, best, choice.mask(best.types, taken))), ())


def _cutoffs(
    row: Compartment, law: Law, people: Mapping[Cell, int], best: Best, taken: NDArray[np.bool_]
) -> Iterator[Cutoff]:
    """Tiers, then types; only those that have people."""
    for tier in range(1, len(law.tiers) + 2):
        for kind in range(len(row.people)):
            eligible = people.get((row.code, tier, kind), 0)
            if eligible:
                winners = np.flatnonzero(taken & (best.tiers == tier) & (best.types == kind))
                last = int(winners[-1]) if len(winners) else -1
                yield Cutoff(
                    row.code,
                    tier,
                    label_of(kind, law.traits),
                    eligible,
                    len(winners),
                    best.numbers[last] if len(winners) else NOTHING,
                    best.tickets[last] if len(winners) else NOTHING,
                )
