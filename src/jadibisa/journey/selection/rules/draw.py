"""The draw itself: numbers of all tickets, the rule in each compartment, the table of cut-offs."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from types import ModuleType

import numpy as np
from numpy.typing import NDArray

from jadibisa.journey.selection.rules import choice
from jadibisa.journey.selection.rules.formats import NOTHING, label_of
from jadibisa.journey.selection.rules.passes import Columns, passes
from jadibisa.journey.selection.rules.swift import compiled
from jadibisa.journey.selection.rules.tickets import number_of, prefixes
from jadibisa.journey.selection.types import Cutoff, Quota
from jadibisa.kernel.refusals import N_, Refusal

TYPE_BITS, TIER_BITS = 4, 4
TIER_SHIFT = np.uint64(64 - TIER_BITS)
TYPE_MASK = np.uint64(2**TYPE_BITS - 1)
NO_LIST = np.uint32(2**32 - 1)


@dataclass(frozen=True, slots=True)
class Roll:
    """The frozen roll as columns of equal length, in any order.

    Attributes:
        tickets: ASCII ticket ids.
        compartments: place in `Quota.rows`.
        tiers: 1 is served first.
        types: bit masks of traits.
    """

    tickets: Sequence[bytes] | NDArray[np.bytes_]
    compartments: NDArray[np.int16]
    tiers: NDArray[np.uint8]
    types: NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Result:
    """What the draw gave, in the order of the roll.

    Attributes:
        selected: who is selected.
        places: the place on the waiting list of the own compartment and type; 0 for who is selected.
        cutoffs: one for each compartment, tier and type that has people.
    """

    selected: NDArray[np.bool_]
    places: NDArray[np.int32]
    cutoffs: tuple[Cutoff, ...]


def draw(
    roll: Roll, quota: Quota, seed: str, numbers: NDArray[np.uint64] | None = None, *, waiting: bool = True
) -> Result:
    """Draw. The same roll, quota and seed give the same result, to the last ticket.

    Args:
        roll: the frozen roll.
        quota: its quota table.
        seed: 64 hexadecimal digits.
        numbers: the tickets' `prefixes`, when they are known already.
        waiting: whether the places on the waiting lists are wanted; without them `Result.places` is zero.

    Raises:
        Refusal: `unknown_type`, `unknown_place`, `unknown_tier` when the roll names what the quota does not know.
    """
    _check(roll, quota)
    if numbers is None:
        numbers = prefixes(seed, roll.tickets)
    native = compiled(len(numbers))
    if native is not None:
        result = _in_passes(native, roll, quota, seed, numbers)
        return replace(result, places=_places_behind(roll, seed, numbers, result.selected)) if waiting else result
    keys = _keys(roll, numbers)
    selected = np.zeros(len(keys), dtype=np.bool_)
    places = np.zeros(len(keys), dtype=np.int32)
    cutoffs: list[Cutoff] = []
    order = np.argsort(roll.compartments, kind="stable")
    edges = np.searchsorted(roll.compartments[order], np.arange(len(quota.rows) + 1))
    for number in range(len(quota.rows)):
        people = order[edges[number] : edges[number + 1]]
        if len(people):
            chosen = _Compartment(roll, quota, seed, number, people, keys[people])
            selected[people] = chosen.selected
            if waiting:
                places[people] = chosen.places()
            cutoffs += chosen.cutoffs()
    return Result(selected, places, tuple(cutoffs))


def _keys(roll: Roll, numbers: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Tier, the first 56 bits of the number, type."""
    keys = (roll.tiers.astype(np.uint64) << TIER_SHIFT) | (
        (numbers >> np.uint64(TIER_BITS)) & ~TYPE_MASK & ~(np.uint64(15) << TIER_SHIFT)
    )
    keys |= roll.types.astype(np.uint64)
    return keys


def _in_passes(native: ModuleType, roll: Roll, quota: Quota, seed: str, numbers: NDArray[np.uint64]) -> Result:
    """The same result by the compiled loops, without the places on the waiting lists."""
    columns = Columns(
        np.ascontiguousarray(numbers, dtype=np.uint64),
        np.ascontiguousarray(roll.compartments, dtype=np.int16),
        np.ascontiguousarray(roll.tiers, dtype=np.uint8),
        np.ascontiguousarray(roll.types, dtype=np.uint8),
    )
    found = passes(native, columns, quota)
    cutoffs: list[Cutoff] = []
    for number, row in enumerate(quota.rows):
        if number in found.tied:
            people = np.flatnonzero(roll.compartments == number)
            chosen = _Compartment(roll, quota, seed, number, people, _keys(roll, numbers)[people])
            found.selected[people] = chosen.selected
            cutoffs += chosen.cutoffs()
            continue
        for tier, kind in np.argwhere(found.people[number]):
            here = number, tier, kind
            ticket = roll.tickets[found.holders[here]].decode() if found.winners[here] else NOTHING
            cutoffs.append(
                Cutoff(
                    row.code, int(tier) + 1, label_of(int(kind), quota.law.traits), int(found.people[here]),
                    int(found.winners[here]), number_of(seed, ticket) if found.winners[here] else NOTHING, ticket,
                )
            )  # fmt: skip
    return Result(found.selected, np.zeros(len(numbers), dtype=np.int32), tuple(cutoffs))


def _places_behind(
    roll: Roll, seed: str, numbers: NDArray[np.uint64], selected: NDArray[np.bool_]
) -> NDArray[np.int32]:
    """The places on the waiting lists of each compartment and type; winners, who stand before all others, have 0."""
    places = np.zeros(len(selected), dtype=np.int32)
    keys = _keys(roll, numbers)
    lists = (roll.compartments.astype(np.uint32) << np.uint32(TYPE_BITS)) | roll.types
    lists[selected] = NO_LIST
    order = np.argsort(lists)
    order = order[: len(order) - int(selected.sum())]
    edges = np.flatnonzero(np.diff(lists[order], prepend=NO_LIST, append=NO_LIST))
    for start, end in pairwise(edges):
        people = order[start:end]
        ranked = people[np.argsort(keys[people])]
        found = keys[ranked]
        if (found[1:] == found[:-1]).any():
            names = {place: roll.tickets[place].decode() for place in people.tolist()}
            ranked = np.array(
                sorted(names, key=lambda place: (roll.tiers[place], number_of(seed, names[place]), names[place]))
            )
        places[ranked] = np.arange(1, len(ranked) + 1)
    return places


def _check(roll: Roll, quota: Quota) -> None:
    if len(roll.types) and int(roll.types.max()) >= 2 ** len(quota.law.traits):
        raise Refusal("unknown_type", N_("Daftar menyebut kelompok yang tidak ada dalam aturan."))
    if len(roll.compartments) and not 0 <= int(roll.compartments.min()) <= int(roll.compartments.max()) < len(
        quota.rows
    ):
        raise Refusal("unknown_place", N_("Daftar menyebut wilayah yang tidak ada dalam tabel kuota."))
    if len(roll.tiers) and not 1 <= int(roll.tiers.min()) <= int(roll.tiers.max()) <= len(quota.law.tiers) + 1:
        raise Refusal("unknown_tier", N_("Daftar menyebut urutan yang tidak ada dalam aturan."))


class _Compartment:
    """The draw inside one compartment."""

    def __init__(
        self, roll: Roll, quota: Quota, seed: str, number: int, people: NDArray[np.intp], keys: NDArray[np.uint64]
    ) -> None:
        self.roll, self.quota, self.seed, self.row, self.people = roll, quota, seed, quota.rows[number], people
        ranked = np.sort(keys)
        if (ranked[1:] >> np.uint64(TYPE_BITS) == ranked[:-1] >> np.uint64(TYPE_BITS)).any():
            keys = self._exact()
            ranked = np.sort(keys)
        types = (ranked & TYPE_MASK).astype(np.uint8)
        self.taken = choice.take(types, self.row.seats, self.row.lowered, quota.law.counting)
        self.keys, self.groups = keys, [ranked[types == kind] for kind in range(len(self.taken))]
        self.mine = (keys & TYPE_MASK).astype(np.uint8)
        last = [
            group[count - 1] if count else np.uint64(0) for group, count in zip(self.groups, self.taken, strict=True)
        ]
        self.selected = (keys <= np.array(last, dtype=np.uint64)[self.mine]) & (self.taken > 0)[self.mine]

    def places(self) -> NDArray[np.int32]:
        """The places on the waiting list of each type, counted from 1; 0 for the winners."""
        found = np.zeros(len(self.keys), dtype=np.int32)
        for kind, (group, count) in enumerate(zip(self.groups, self.taken, strict=True)):
            here = np.flatnonzero(self.mine == kind)
            found[here] = np.maximum(0, np.searchsorted(group, self.keys[here]) + 1 - int(count))
        return found

    def _exact(self) -> NDArray[np.uint64]:
        """Keys by rank of the full numbers, for the one compartment in millions where two prefixes meet."""
        tiers, types, tickets = self.roll.tiers[self.people], self.roll.types[self.people], self.roll.tickets
        names = [tickets[place].decode() for place in self.people]
        order = sorted(
            range(len(names)), key=lambda place: (int(tiers[place]), number_of(self.seed, names[place]), names[place])
        )
        keys = np.empty(len(names), dtype=np.uint64)
        keys[order] = np.arange(len(names), dtype=np.uint64) << np.uint64(TYPE_BITS)
        return keys | types.astype(np.uint64)

    def cutoffs(self) -> list[Cutoff]:
        """The last accepted ticket of each tier and type that has people here."""
        tiers, types = self.roll.tiers[self.people], self.roll.types[self.people]
        found = []
        for tier in range(1, len(self.quota.law.tiers) + 2):
            for kind in range(len(self.taken)):
                group = np.flatnonzero((tiers == tier) & (types == kind))
                if len(group):
                    found.append(self._cutoff(tier, kind, group))
        return found

    def _cutoff(self, tier: int, kind: int, group: NDArray[np.intp]) -> Cutoff:
        winners = group[self.selected[group]]
        number = ticket = "-"
        if len(winners):
            last = winners[np.argmax(self.keys[winners])]
            ticket = self.roll.tickets[self.people[last]].decode()
            number = number_of(self.seed, ticket)
        label = label_of(kind, self.quota.law.traits)
        return Cutoff(self.row.code, tier, label, len(group), len(winners), number, ticket)
