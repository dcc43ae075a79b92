"""Cut-offs of hidden types: a number halfway between the last winner and the next one, so that no line names a person."""

from dataclasses import replace

import numpy as np

from jadibisa.journey.selection.rules.draw import Result, Roll
from jadibisa.journey.selection.rules.formats import NOTHING, kind_of
from jadibisa.journey.selection.rules.tickets import number_of
from jadibisa.journey.selection.types import Cutoff, Quota

GREATEST = 2**256 - 1


def published_cutoffs(roll: Roll, quota: Quota, seed: str, result: Result) -> tuple[Cutoff, ...]:
    """The cut-offs as they are published: where types are hidden, without the last winner's ticket and number.

    Args:
        roll: the frozen roll.
        quota: its quota table.
        seed: 64 hexadecimal digits.
        result: the draw, with the places on the waiting lists.

    Returns:
        Where types are hidden, the number is the whole middle between the last winner's number and the next one of the same
        type in the same compartment and tier, or the greatest number when nobody follows.
    """
    if quota.law.open_types:
        return result.cutoffs
    following = _following(roll, result)
    codes = {row.code: place for place, row in enumerate(quota.rows)}
    found = []
    for cut in result.cutoffs:
        cell = _cell(codes[cut.compartment], cut.tier, kind_of(cut.label, quota.law.traits))
        found.append(_between(cut, roll, seed, following.get(cell)) if cut.selected else cut)
    return tuple(found)


def _between(cut: Cutoff, roll: Roll, seed: str, following: int | None) -> Cutoff:
    other = GREATEST if following is None else int(number_of(seed, roll.tickets[following].decode()), 16)
    return replace(cut, number=f"{(int(cut.number, 16) + other) // 2:064x}", ticket=NOTHING)


def _cell(compartment: int, tier: int, kind: int) -> int:
    return (compartment * 16 + tier) * 16 + kind


def _following(roll: Roll, result: Result) -> dict[int, int]:
    """The first of those who wait in each compartment, tier and type."""
    waiting = np.flatnonzero(~result.selected)
    order = waiting[np.argsort(result.places[waiting], kind="stable")]
    cells = (roll.compartments[order].astype(np.int64) * 16 + roll.tiers[order]) * 16 + roll.types[order]
    known, first = np.unique(cells, return_index=True)
    return dict(zip(known.tolist(), order[first].tolist(), strict=True))
