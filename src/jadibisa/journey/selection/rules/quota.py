"""From the frozen roll to seats and floors of every compartment; no number here depends on the seed."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from jadibisa.journey.selection.rules.apportion import apportion
from jadibisa.journey.selection.rules.floors import Counts, check_floors, last_true, lowered, membership
from jadibisa.journey.selection.types import Compartment, Law, Place, Quota
from jadibisa.kernel.refusals import N_, Refusal

People = Mapping[str, Sequence[int]]


def quota(batch: str, seats: int, law: Law, places: Sequence[Place], people: People) -> Quota:
    """Compute the quota table.

    Args:
        batch: public id of the batch.
        seats: the seats of the batch.
        law: what the policy says.
        places: provinces, and regencies that name a province as parent; a province with regencies is split.
        people: for each place without parts, how many of each type are on the roll.

    Raises:
        Refusal: `unknown_place`, `roll_empty`, `unknown_type`, and those of `apportion` and `check_floors`.
    """
    parts = _parts(places)
    _check(people, places, parts, len(law.traits))
    found, least = _seats(seats, law.method, parts, people)
    given = sum(found[place.code] for place in parts[""])
    national = tuple(-(-percent * given // 100) for percent in law.percents)
    check_floors(law.traits, national, given, law.counting)
    shares = [_floor(trait, floor, len(law.traits), parts, found, people) for trait, floor in enumerate(national)]
    rows = [
        _row(
            replace(place, minimum=least[place.code]),
            found[place.code],
            tuple(share[place.code] for share in shares),
            _people_in(place, parts, people, len(law.traits)),
            law,
        )
        for place in sorted(places, key=lambda place: place.code)
    ]
    rows = [replace(row, lowered=row.floors, split=True) if row.code in parts else row for row in rows]
    return Quota(batch, seats, law, national, tuple(rows))


def tier_of(traits: frozenset[str], tiers: Sequence[str]) -> int:
    """The tier of a person: 1 for the trait that is served first; who has none of them comes last."""
    return next((number for number, trait in enumerate(tiers, 1) if trait in traits), len(tiers) + 1)


def _parts(places: Sequence[Place]) -> dict[str, list[Place]]:
    parts: dict[str, list[Place]] = {}
    for place in sorted(places, key=lambda place: place.code):
        parts.setdefault(place.parent, []).append(place)
    return parts


def _check(people: People, places: Sequence[Place], parts: Mapping[str, object], traits: int) -> None:
    known = {place.code for place in places if place.code not in parts}
    for code, counts in people.items():
        if code not in known:
            raise Refusal("unknown_place", N_("Daftar menyebut wilayah %(place)s yang tidak dikenal."), place=code)
        if len(counts) != 2**traits:
            raise Refusal(
                "unknown_type", N_("Daftar menyebut kelompok yang tidak dikenal di wilayah %(place)s."), place=code
            )
    if not any(sum(counts) for counts in people.values()):
        raise Refusal("roll_empty", N_("Daftar undian kosong. Tidak ada yang dapat diundi."))


def _people_in(place: Place, parts: Mapping[str, Sequence[Place]], people: People, traits: int) -> Counts:
    total = np.zeros(2**traits, dtype=np.int64)
    for part in parts.get(place.code, (place,)):
        total += np.array(people.get(part.code, (0,) * 2**traits), dtype=np.int64)
    return total


def _seats(
    seats: int, method: str, parts: Mapping[str, Sequence[Place]], people: People
) -> tuple[dict[str, int], dict[str, int]]:
    """Seats of every place and its least: provinces first, then inside each split province by the same rule."""
    found: dict[str, int] = {}
    least: dict[str, int] = {}
    for parent in sorted(parts):
        places = parts[parent]
        caps = [sum(sum(people.get(part.code, ())) for part in parts.get(place.code, (place,))) for place in places]
        share = seats if parent == "" else found[parent]
        floors = _least(places, share, caps)
        given = apportion(method, [place.weight for place in places], share, floors=floors, caps=caps)
        found.update({place.code: held for place, held in zip(places, given, strict=True)})
        least.update({place.code: floor for place, floor in zip(places, floors, strict=True)})
    return found, least


def _least(places: Sequence[Place], seats: int, caps: Sequence[int]) -> list[int]:
    """The fewest seats of each place. Inside a province that has fewer seats all floors come down to what fits."""
    wanted = [place.minimum for place in places]
    if places[0].parent == "":
        return wanted
    most = last_true(
        max(wanted), lambda level: sum(min(level, *pair) for pair in zip(wanted, caps, strict=True)) <= seats
    )
    return [min(level, most) for level in wanted]


def _floor(
    trait: int, floor: int, traits: int, parts: Mapping[str, Sequence[Place]], seats: Mapping[str, int], people: People
) -> dict[str, int]:
    """One trait's floor of every place: bounded Webster over the seats, capped by seats and people who have it."""
    found: dict[str, int] = {}
    has = membership(traits)[trait]
    for parent in sorted(parts):
        places = parts[parent]
        held = [seats[place.code] for place in places]
        caps = [
            min(seats[place.code], int(has @ _people_in(place, parts, people, traits))) for place in places
        ]  # fmt: skip
        share = floor if parent == "" else found[parent]
        given = apportion("sainte-lague", held, share, caps=caps) if any(held) else [0] * len(places)
        found.update({place.code: least for place, least in zip(places, given, strict=True)})
    return found


def _row(place: Place, seats: int, floors: tuple[int, ...], people: Counts, law: Law) -> Compartment:
    kept = lowered(floors, people, seats, law.counting)
    counts = tuple(int(count) for count in people)
    return Compartment(place.code, place.parent, place.weight, place.minimum, counts, seats, floors, tuple(kept))
