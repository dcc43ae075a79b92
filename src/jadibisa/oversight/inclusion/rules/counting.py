"""Counting people once through all stages, by place and by group."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from jadibisa.oversight.inclusion.types import STAGES, Counts

TRAIT_BITS: Mapping[str, int] = {"W": 1, "D": 2, "L": 4}


class Person(NamedTuple):
    """What is counted of one application: no name, no number."""

    id: UUID
    province: str
    regency: str
    schooling: str
    traits: int
    channel: str


@dataclass(slots=True)
class Tally:
    """Counts of one population."""

    all: Counts = field(default_factory=Counts)
    provinces: dict[str, Counts] = field(default_factory=dict)
    schooling: dict[str, Counts] = field(default_factory=dict)
    traits: dict[str, Counts] = field(default_factory=dict)
    cells: dict[tuple[str, str], Counts] = field(default_factory=dict)
    channels: dict[str, int] = field(default_factory=dict)
    regencies: set[str] = field(default_factory=set)


def reached(person: UUID, stages: Mapping[str, Collection[UUID]]) -> list[str]:
    """The stages that somebody reached; whoever is counted is registered."""
    return ["registered", *(stage for stage in STAGES[1:] if person in stages.get(stage, ()))]


def tally(people: Iterable[Person], stages: Mapping[str, Collection[UUID]]) -> Tally:
    """Count everybody in one pass.

    Args:
        people: every application once.
        stages: stage (without "registered") to the ids that reached it; give sets.

    Returns:
        The counts by everybody, province, schooling, trait, and trait within province.
    """
    counters: dict[tuple[str, str, str], Counter[str]] = {}
    found = Tally()
    channels: Counter[str] = Counter()
    for person in people:
        letters = [letter for letter, bit in TRAIT_BITS.items() if person.traits & bit]
        keys = [("all", "", ""), ("province", person.province, ""), ("schooling", person.schooling, "")]
        keys += [("trait", letter, "") for letter in letters] + [
            ("cell", person.province, letter) for letter in letters
        ]
        for key in keys:
            counters.setdefault(key, Counter()).update(reached(person.id, stages))
        channels[person.channel] += 1
        found.regencies.add(person.regency)
    places: dict[str, dict[str, Counts]] = {
        "province": found.provinces,
        "schooling": found.schooling,
        "trait": found.traits,
    }
    for (kind, name, letter), counter in sorted(counters.items()):
        counts = Counts(**{stage: counter[stage] for stage in STAGES})
        if kind == "all":
            found.all = counts
        elif kind == "cell":
            found.cells[name, letter] = counts
        else:
            places[kind][name] = counts
    found.channels = dict(sorted(channels.items()))
    return found
