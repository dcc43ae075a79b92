"""Who takes the seat of a winner who lapsed: the next of the same group; never a new draw, nobody is displaced."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from jadibisa.journey.selection.rules import choice
from jadibisa.journey.selection.rules.floors import (
    HEADCOUNT,
    ONE_TO_ONE,
    Counts,
    last_true,
    lowered,
    matchable,
    membership,
)


def replacements(
    types: NDArray[np.uint8],
    waiting: NDArray[np.bool_],
    held: Counts,
    open_seats: Sequence[int],
    floors: Sequence[int],
    counting: str,
) -> list[int]:
    """Choose replacements in one compartment.

    Args:
        types: the type of each person of the compartment, in the order of the draw.
        waiting: who still waits.
        held: `[type]`, the winners who keep their seats.
        open_seats: `[type]`, the seats that lapsed winners of each type left.
        floors: the lowered floors of the compartment.
        counting: `headcount` or `one_to_one`.

    Returns:
        The places in the order of those who are taken: for each open seat the next of the same type; where a type is
        exhausted, whom the rule takes from the remaining list for the floors that are still missing.
    """
    taken: list[int] = []
    left = 0
    for kind, seats in enumerate(open_seats):
        group = np.flatnonzero(waiting & (types == kind))[:seats]
        taken += [int(place) for place in group]
        left += seats - len(group)
    if left:
        rest = waiting.copy()
        rest[taken] = False
        places = np.flatnonzero(rest)
        now = held + np.bincount(types[taken], minlength=len(held))
        again = _headcount if counting == HEADCOUNT else _one_to_one
        taken += [int(place) for place in places[again(types[places], left, now, floors)]]
    return sorted(taken)


def _headcount(types: NDArray[np.uint8], seats: int, held: Counts, floors: Sequence[int]) -> NDArray[np.bool_]:
    """The rule on the remaining list, for the part of each floor that those who hold seats do not meet."""
    missing = np.maximum(0, np.array(floors, dtype=np.int64) - membership(len(floors)) @ held)
    return choice.mask(types, choice.choose(types, seats, missing.tolist(), HEADCOUNT))


def _one_to_one(types: NDArray[np.uint8], seats: int, held: Counts, floors: Sequence[int]) -> NDArray[np.bool_]:
    """The rule on the remaining list, with the floor seats that those who hold seats leave, however they are matched.

    Which floor seat a holder uses is not fixed: a disabled woman frees the seat that the next person can use.
    """
    kept = _kept(floors, held, np.bincount(types, minlength=len(held)), seats)
    chosen = np.zeros(len(types), dtype=np.bool_)
    room = _room(kept, held)
    for place, kind in enumerate(types.tolist()):
        tight = [group for group in room if kind & ~group == 0]
        if kind and all(room[group] for group in tight):
            chosen[place] = True
            for group in tight:
                room[group] -= 1
    others = np.flatnonzero(~chosen)[: seats - int(chosen.sum())]
    chosen[others] = True
    return chosen


def _kept(floors: Sequence[int], held: Counts, waiting: Counts, seats: int) -> list[int]:
    """Each floor, in the order of the policy, as far as those who hold seats and so many more can fill them together."""
    kept = [0] * len(floors)

    def possible(trait: int, value: int) -> bool:
        trial = [*kept[:trait], value, *kept[trait + 1 :]]
        least = np.array(trial, dtype=np.int64)
        return (
            matchable(least, held + waiting) and sum(trial) - sum(lowered(trial, held, sum(trial), ONE_TO_ONE)) <= seats
        )

    for trait, floor in enumerate(floors):
        kept[trait] = last_true(floor, lambda value, trait=trait: possible(trait, value))  # type: ignore[misc]
    return kept


def _room(floors: Sequence[int], held: Counts) -> dict[int, int]:
    """How many more of the people whose traits lie in a set can have a floor seat of their own (Hall's counters)."""
    groups = range(1, 2 ** len(floors))
    room = {group: sum(floor for trait, floor in enumerate(floors) if group >> trait & 1) for group in groups}
    for kind in groups:
        tight = [group for group in groups if kind & ~group == 0]
        filled = min(int(held[kind]), *(room[group] for group in tight))
        for group in tight:
            room[group] -= filled
    return room
