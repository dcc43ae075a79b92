"""Who takes the seat of a winner who lapsed: the next of the same group; never a new draw, nobody is displaced."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from jadibisa.journey.selection.rules import choice
from jadibisa.journey.selection.rules.floors import HEADCOUNT, Counts, lowered, membership


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
        missing = _missing(now, floors, counting)
        chosen = choice.mask(types[places], choice.choose(types[places], left, missing, counting))
        taken += [int(place) for place in places[chosen]]
    return sorted(taken)


def _missing(held: Counts, floors: Sequence[int], counting: str) -> list[int]:
    """The part of each floor that those who hold seats do not meet."""
    if counting == HEADCOUNT:
        met = [int(number) for number in membership(len(floors)) @ held]
    else:
        met = lowered(floors, held, int(held.sum()), counting)
    return [max(0, floor - number) for floor, number in zip(floors, met, strict=True)]
