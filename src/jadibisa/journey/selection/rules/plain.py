"""The rule person by person, as the law says it: slow, plain, and the oracle for the array version."""

from collections.abc import Sequence

import numpy as np

from jadibisa.journey.selection.rules.floors import HEADCOUNT, cover, lowered, membership


def choose(types: Sequence[int], seats: int, floors: Sequence[int], counting: str) -> list[int]:
    """Walk down the order and take whom the rule takes.

    Args:
        types: the type (bit mask of traits) of each person, in the final order, best first.
        seats: how many may be taken.
        floors: for each trait; lowered here where they cannot be met together.
        counting: `headcount` or `one_to_one`.

    Returns:
        The places in the order of those who are taken, rising.
    """
    people = np.bincount(np.array(types, dtype=np.int64), minlength=2 ** len(floors))
    kept = lowered(floors, people, seats, counting)
    taken = _headcount(types, seats, kept) if counting == HEADCOUNT else _one_to_one(types, seats, kept)
    return sorted(taken)


def _headcount(types: Sequence[int], seats: int, floors: Sequence[int]) -> list[int]:
    """Take a person if, after taking her, the floors can still be met with the seats left."""
    below = np.bincount(np.array(types, dtype=np.int64), minlength=2 ** len(floors))
    missing = np.array(floors, dtype=np.int64)
    taken: list[int] = []
    for place, kind in enumerate(types):
        below[kind] -= 1
        after = np.maximum(0, missing - membership(len(floors))[:, kind])
        if cover(after, below) <= seats - len(taken) - 1:
            taken.append(place)
            missing = after
    return taken


def _one_to_one(types: Sequence[int], seats: int, floors: Sequence[int]) -> list[int]:
    """Fill the envelope of people who can be matched to distinct floor seats, then the other seats by rank."""
    groups = range(1, 2 ** len(floors))
    room = {group: sum(floor for trait, floor in enumerate(floors) if group >> trait & 1) for group in groups}
    envelope: list[int] = []
    for place, kind in enumerate(types):
        tight = [group for group in groups if kind & ~group == 0]
        if kind and all(room[group] > 0 for group in tight):
            envelope.append(place)
            for group in tight:
                room[group] -= 1
    inside = set(envelope)
    others = [place for place in range(len(types)) if place not in inside]
    return envelope + others[: seats - len(envelope)]
