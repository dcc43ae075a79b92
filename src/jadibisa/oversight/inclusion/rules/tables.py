"""The tables of the dashboard, ready to be published: what is hidden is None."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from jadibisa.oversight.inclusion.rules.counting import TRAIT_BITS
from jadibisa.oversight.inclusion.rules.suppression import LIMIT, publish, publish_list
from jadibisa.oversight.inclusion.types import Counts, Group, Report

Counted = tuple[tuple[str, int], ...]
Published = tuple[Mapping[str, int | None], Mapping[str, Mapping[str, int | None]]]


@dataclass(frozen=True, slots=True)
class ProvinceRow:
    """One province: people, seats, and the share of each trait in percent."""

    code: str
    people: int | None
    seats: int | None
    shares: Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One group: its share of the whole, the target, and whether it is met (None without target or figure)."""

    key: str
    people: int | None
    percent: float | None
    target: float | None
    met: bool | None


@dataclass(frozen=True, slots=True)
class FunnelRow:
    """One stage: everybody and each trait."""

    stage: str
    all: int
    traits: Mapping[str, int | None]


def stage_of(report: Report) -> str:
    """What the shares are shares of: those selected, or those registered while nobody is selected."""
    return "selected" if report.counts.selected else "registered"


def count_at(counts: Counts, stage: str) -> int:
    """The count of one stage."""
    return int(getattr(counts, stage))


def percent(part: int | None, whole: int | None) -> float | None:
    """A share in percent; None where one of the two is hidden or nobody is there."""
    return None if part is None or not whole else round(100 * part / whole, 1)


def hide(part: int, whole: int, limit: int = LIMIT) -> int | None:
    """A part published beside its whole: hidden when it or the rest is small."""
    return None if 0 < part < limit or 0 < whole - part < limit else part


@lru_cache(maxsize=64)
def _published(places: Counted, groups: tuple[tuple[str, Counted], ...]) -> Published:
    """`publish`, remembered: a snapshot is read by many before the next one is counted."""
    return publish(dict(places), {name: dict(counts) for name, counts in groups})


def provinces(report: Report) -> list[ProvinceRow]:
    """The provinces in the order of their codes; shares of everybody who registered, because winners of one place are few."""
    stage = "registered"
    places = {group.key: count_at(group.counts, stage) for group in report.provinces}
    groups: dict[str, dict[str, int]] = {trait: {} for trait in TRAIT_BITS}
    for cell in report.cells:
        groups[cell.trait][cell.province] = count_at(cell.counts, stage)
    totals, shown = _published(
        tuple(places.items()), tuple((trait, tuple(counts.items())) for trait, counts in groups.items())
    )
    seats = {group.key: group.seats for group in report.provinces}
    return [
        ProvinceRow(
            code,
            totals[code],
            seats[code],
            {trait: percent(shown[trait][code], totals[code]) for trait in groups if trait in shown},
        )
        for code in sorted(places)
    ]


def groups(report: Report) -> list[GroupRow]:
    """Women, disabled and laid-off people against the floors of the policy."""
    stage = stage_of(report)
    whole = count_at(report.counts, stage)
    goals = {target.trait: target.percent for target in report.targets}
    found = {group.key: group for group in report.traits}
    rows = []
    for trait in TRAIT_BITS:
        people = hide(count_at(found[trait].counts, stage) if trait in found else 0, whole)
        part, goal = percent(people, whole), goals.get(trait)
        rows.append(GroupRow(trait, people, part, goal, None if part is None or goal is None else part >= goal))
    return rows


def schooling(report: Report) -> list[GroupRow]:
    """Everybody by schooling."""
    return _list({group.key: count_at(group.counts, stage_of(report)) for group in report.schooling})


def channels(report: Report) -> list[GroupRow]:
    """Everybody who registered, by the way they came."""
    return _list(report.channels)


def reasons(report: Report) -> dict[str, int | None]:
    """Everybody who was refused by the reason, the most frequent first; what could give somebody away is None."""
    return publish_list(report.refused_by_reason)


def _list(counts: Mapping[str, int]) -> list[GroupRow]:
    whole = sum(counts.values())
    return [GroupRow(key, people, percent(people, whole), None, None) for key, people in publish_list(counts).items()]


def funnel(report: Report, stages: Sequence[str]) -> list[FunnelRow]:
    """Stage by stage, everybody and each trait."""
    by_trait: dict[str, Group] = {group.key: group for group in report.traits}
    rows = []
    for stage in stages:
        whole = count_at(report.counts, stage)
        traits = {
            trait: hide(count_at(by_trait[trait].counts, stage) if trait in by_trait else 0, whole)
            for trait in TRAIT_BITS
        }
        rows.append(FunnelRow(stage, whole, traits))
    return rows


def national(report: Report, trait: str) -> float | None:
    """The share of a trait in the whole country."""
    return next((row.percent for row in groups(report) if row.key == trait), None)


def shades(rows: Sequence[ProvinceRow], trait: str) -> list[tuple[float, float]]:
    """The ranges of the five shades of the map, lowest first, as the map gives them: fifths of the provinces that are shown."""
    numbers = sorted(share for row in rows if (share := row.shares.get(trait)) is not None)
    ranges: dict[int, list[float]] = {}
    for number in numbers:
        ranges.setdefault(1 + min(4, 5 * numbers.index(number) // len(numbers)), []).append(number)
    return [(found[0], found[-1]) for _shade, found in sorted(ranges.items())]
