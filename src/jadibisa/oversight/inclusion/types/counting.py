"""Words of inclusion: the funnel of a batch and the groups and places it is counted by."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Counts:
    """How many people reached each stage; the same stages for everybody, for a group and for a place."""

    registered: int = 0
    verified: int = 0
    refused: int = 0
    selected: int = 0
    finished: int = 0
    certified: int = 0
    placed: int = 0

    @property
    def waiting(self) -> int:
        """Registered and not yet decided."""
        return self.registered - self.verified - self.refused


STAGES = ("registered", "verified", "refused", "selected", "finished", "certified", "placed")


@dataclass(frozen=True, slots=True)
class Group:
    """One line of a table: a group of people or a place.

    Attributes:
        key: stable short name: a province code, a trait letter, a schooling.
        counts: its people at each stage.
        seats: how many seats it has, None where seats are not given to groups.
    """

    key: str
    counts: Counts
    seats: int | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """A group within a province."""

    province: str
    trait: str
    counts: Counts


@dataclass(frozen=True, slots=True)
class Target:
    """A floor that the policy sets: this trait, at least so many percent of the seats."""

    trait: str
    percent: float


@dataclass(frozen=True, slots=True)
class Money:
    """The batch's money in sen."""

    allotted: int = 0
    spent: int = 0
    reserved: int = 0
    returned: int = 0
    paid: int = 0
    paid_count: int = 0
    failed_count: int = 0
    waiting_count: int = 0


@dataclass(frozen=True, slots=True)
class Supply:
    """One skill in one province: places in vacancies against seats in courses that can be bought there."""

    skill: str
    province: str
    vacancies: int
    seats: int


@dataclass(frozen=True, slots=True)
class Report:
    """The whole funnel of one batch, or of all of them together.

    Attributes:
        batch: the number of the batch, None for all.
        at: when it was counted, UTC.
        counts: everybody.
        seats: seats of the batch.
        beside: seats given beside the draw, to appeals won after the freeze.
        refused_by_reason: code of the reason to people refused for it.
        money: balances and payouts.
        bought: courses bought; the finished ones are in `counts.finished` as people.
        courses_finished: courses finished.
        vacancies: open vacancies of verified employers.
        places: places in them.
        regencies: how many regencies have at least one applicant.
        channels: channel to people registered by it.
        provinces: by province, in the order of the codes.
        traits: women, disabled, laid-off.
        schooling: by schooling.
        cells: the traits within each province.
        targets: the floors of the batch's policy.
        supply: vacancies against seats per skill and province, largest gap first.
    """

    batch: int | None
    at: datetime
    counts: Counts
    seats: int
    refused_by_reason: Mapping[str, int] = field(default_factory=dict)
    money: Money = field(default_factory=Money)
    bought: int = 0
    courses_finished: int = 0
    certificates: int = 0
    vacancies: int = 0
    places: int = 0
    regencies: int = 0
    channels: Mapping[str, int] = field(default_factory=dict)
    provinces: tuple[Group, ...] = ()
    traits: tuple[Group, ...] = ()
    schooling: tuple[Group, ...] = ()
    cells: tuple[Cell, ...] = ()
    targets: tuple[Target, ...] = ()
    supply: tuple[Supply, ...] = ()
    beside: int = 0


@dataclass(frozen=True, slots=True)
class Share:
    """A share in percent of a published whole, with its target; None where the figure stays hidden."""

    key: str
    percent: float | None
    target: float | None = None


@dataclass(frozen=True, slots=True)
class Who:
    """Who registers, for the start page."""

    batch: int
    at: datetime
    registered: int
    regencies: int
    shares: tuple[Share, ...]
