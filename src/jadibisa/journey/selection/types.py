"""The words of the draw: its law, its stages, its table of seats, what each ticket got."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from jadibisa.kernel.policy import EVERY_PROVINCE
from jadibisa.kernel.refusals import N_


class Stage(StrEnum):
    """Where the public act of a draw stands; each follows the one before, none is skipped."""

    ANNOUNCED = "announced"
    FROZEN = "frozen"
    DICE = "dice"
    SEEDED = "seeded"
    DRAWN = "drawn"
    PUBLISHED = "published"


STAGES = tuple(Stage)
DEMONSTRATION_CHAIN = "jadibisa-demonstration"  # the beacon id of a chain that anybody can compute
DEMONSTRATION_SECRETS = "demonstration.witnesses_told"  # the fact that tells a visitor what the played witnesses know


class Act(StrEnum):
    """What an officer proposes and a second person approves."""

    ANNOUNCE = "announce"
    FREEZE = "freeze"
    DICE = "dice"
    SEED = "seed"
    RUN = "run"
    PUBLISH = "publish"
    REPLACE = "replace"


ACT_STAGES = {
    Act.ANNOUNCE: Stage.ANNOUNCED,
    Act.FREEZE: Stage.FROZEN,
    Act.DICE: Stage.DICE,
    Act.SEED: Stage.SEEDED,
    Act.RUN: Stage.DRAWN,
    Act.PUBLISH: Stage.PUBLISHED,
}


class Way(StrEnum):
    """What an appeal gives that was won after the freeze, as the policy says."""

    EXTRA_SEAT = "extra_seat"
    NEXT_BATCH = "next_batch"


def batch_id(number: int) -> str:
    """The public id of a batch: `G72`."""
    return f"G{number}"


@dataclass(frozen=True, slots=True)
class Law:
    """What the policy says about a draw.

    Attributes:
        method: how seats are apportioned, one of `rules.apportion.METHODS`.
        weights: which column of the places weighs: labour_force, unemployed, population.
        province_floor: the fewest seats of a province.
        regencies: provinces whose seats are given to their regencies; `("all",)` for every province.
        regency_floor: the fewest seats of a regency there.
        traits: the groups with a floor, in the order of the policy; the first named is lowered last.
        percents: their floors in percent of all seats.
        counting: headcount or one_to_one.
        tiers: traits that are served strictly first, in this order.
        open_types: whether the roll shows each ticket's type, or a salted commitment to it.
        day: the day whose values of the policy hold, as 2024-03-01.
    """

    method: str = "sainte-lague"
    weights: str = "labour_force"
    province_floor: int = 0
    traits: tuple[str, ...] = ()
    percents: tuple[int, ...] = ()
    counting: str = "headcount"
    tiers: tuple[str, ...] = ()
    open_types: bool = True
    day: str = "-"
    regencies: tuple[str, ...] = ()
    regency_floor: int = 0

    def splits(self, province: str) -> bool:
        """Whether a province's seats are given to its regencies."""
        return province in self.regencies or self.regencies == (EVERY_PROVINCE,)


@dataclass(frozen=True, slots=True)
class Place:
    """A place that gets seats: a province, or a regency inside its province (`parent`)."""

    code: str
    weight: int
    minimum: int = 0
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Compartment:
    """One line of the quota table: a place, its people by type, its seats, its floors.

    Attributes:
        people: how many of each type are on the roll; bit i of a type is the i-th trait.
        floors: each trait's part of the national floor.
        lowered: the floors that can be met together; the draw uses these.
        split: a province whose seats are given to its regencies, which have lines of their own.
    """

    code: str
    parent: str
    weight: int
    minimum: int
    people: tuple[int, ...]
    seats: int
    floors: tuple[int, ...]
    lowered: tuple[int, ...]
    split: bool = False

    @property
    def eligible(self) -> int:
        """How many people of the roll live here."""
        return sum(self.people)


@dataclass(frozen=True, slots=True)
class Quota:
    """Seats and floors of a batch, functions of the frozen roll alone.

    Attributes:
        seats: the seats of the batch.
        floors: the national floor of each trait in persons.
        rows: the places in the order of their codes; the draw runs in those that are not split.
    """

    batch: str
    seats: int
    law: Law
    floors: tuple[int, ...]
    rows: tuple[Compartment, ...]


@dataclass(frozen=True, slots=True)
class Cutoff:
    """The last accepted ticket of a group: who has this number or a smaller one is selected."""

    compartment: str
    tier: int
    label: str
    eligible: int
    selected: int
    number: str
    ticket: str


@dataclass(frozen=True, slots=True)
class Chain:
    """A public beacon: a drand chain whose rounds are signed with BLS on G1 (`bls-unchained-g1-rfc9380`).

    Attributes:
        hash: SHA-256 over all the rest, so a chain that is named by its hash cannot be another one.
        public_key: 96 bytes in hexadecimal.
        genesis: when round 1 appears, in seconds since 1970.
        period: seconds between rounds.
        group: hash of the group that began the chain, in hexadecimal.
        name: the beacon id, for example `quicknet`.
    """

    hash: str
    public_key: str
    genesis: int
    period: int
    group: str
    name: str

    @property
    def is_rehearsed(self) -> bool:
        """Whether it only plays a beacon: its secret key lies open."""
        return self.name == DEMONSTRATION_CHAIN


@dataclass(frozen=True, slots=True)
class Promise:
    """Which round of which chain a draw will use, and what holds when it does not come.

    Attributes:
        number: the announced round R.
        fallback: the round a day later.
        alternative: whether dice and witnesses alone hold when the fallback does not come either.
    """

    chain: Chain
    number: int
    fallback: int
    alternative: bool


@dataclass(frozen=True, slots=True)
class Pulse:
    """One round of a chain: its number and its signature, 48 bytes in hexadecimal."""

    number: int
    signature: str


@dataclass(frozen=True, slots=True)
class BeaconView:
    """The beacon of a draw: what was promised, and the round that came."""

    promise: Promise
    number_at: datetime
    fallback_at: datetime
    alternative_at: datetime
    pulse: Pulse | None


@dataclass(frozen=True, slots=True)
class Announcement:
    """What is promised before anybody can know the seed.

    Attributes:
        rules: SHA-256 of the policy file.
        objections_until, draw_at: instants in ISO 8601.
        witnesses: names and the SHA-256 of each one's secret.
        code: version of the programme that will draw.
        drand: the beacon's chain, its round and the fallback; `-` without a beacon.
    """

    batch: str
    rules: str
    seats: int
    objections_until: str
    draw_at: str
    witnesses: tuple[tuple[str, str], ...]
    code: str
    drand: str = "-"


@dataclass(frozen=True, slots=True)
class Seed:
    """What goes into the seed file."""

    batch: str
    rules: str
    root: str
    lines: int
    quota: str
    dice: str
    witnesses: tuple[tuple[str, str], ...] = ()
    drand: str = "-"


@dataclass(frozen=True, slots=True)
class FileView:
    """A published file of a draw."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class DrawView:
    """What everybody may know of a draw."""

    batch: int
    stage: Stage
    seats: int
    policy_sha256: str
    objections_until: datetime
    draw_at: datetime
    dice: str
    seed: str
    root: str
    lines: int
    selected: int
    open_types: bool
    traits: tuple[str, ...]
    witnesses: tuple[str, ...]
    announced_at: datetime
    frozen_at: datetime | None
    dice_at: datetime | None
    seeded_at: datetime | None
    drawn_at: datetime | None
    published_at: datetime | None
    secrets: tuple[tuple[str, str], ...]

    @property
    def batch_id(self) -> str:
        """`G72`."""
        return batch_id(self.batch)


@dataclass(frozen=True, slots=True)
class TicketView:
    """One ticket of the roll and what the draw gave it.

    Attributes:
        proof: the hashes from the ticket's line to the root of the roll.
        cutoff: the limit of its group; None before the draw is published.
        waiting_place: its place on the waiting list of its compartment and type; 0 when selected.
        salt: opens the hidden type of one's own line; "" for everybody else.
    """

    batch: int
    ticket: str
    number: str
    compartment: str
    tier: int
    label: str
    line: str
    index: int
    selected: bool
    lapsed: bool
    replaced: bool
    waiting_place: int
    cutoff: Cutoff | None
    seats: int
    applicants: int
    proof: tuple[str, ...] = ()
    salt: str = ""


@dataclass(frozen=True, slots=True)
class ResultView:
    """What a draw gave a participant, for the steps above."""

    application_id: UUID
    batch: int
    stage: Stage
    selected: bool
    lapsed: bool
    waiting_place: int
    ticket: TicketView


@dataclass(frozen=True, slots=True)
class Owed:
    """Somebody whose appeal was won after the freeze, and what the policy gives her."""

    application_id: UUID
    person_id: UUID
    batch: int
    ticket: str
    way: Way


@dataclass(frozen=True, slots=True)
class Beside:
    """A seat beside the draw, or the promise of one, because of an appeal that was won after the freeze.

    Attributes:
        way: a seat of this batch, or the promise of one in the next batch.
        at: when it was given or promised.
        kept_at: when a promise was kept.
        lapsed: whether the seat was lost again.
    """

    batch: int
    way: Way
    at: datetime
    kept_at: datetime | None = None
    lapsed: bool = False


class SimulationState(StrEnum):
    """How far a saved simulation is."""

    RUNNING = "running"
    STOPPED = "stopped"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class SimulationView:
    """A saved simulation.

    Attributes:
        inputs: everything on which it depends, as JSON.
        result: the whole file; "" before all seeds are done.
        sha256: of the file; a policy cites it.
        by: role and id of who asked for it.
    """

    number: int
    batch: int
    seeds: int
    done: int
    state: SimulationState
    inputs: str
    result: str
    sha256: str
    by: str
    begun_at: datetime
    done_at: datetime | None


@dataclass(frozen=True, slots=True)
class Audited:
    """A ticket of the audit sample, for auditors.

    Attributes:
        winner: whether it stands in the sample of winners, or in that of the whole roll.
        selected: what the draw said.
        looked_at: whether an auditor has noted a finding.
    """

    winner: bool
    ticket: str
    application_id: UUID
    compartment: str
    selected: bool
    looked_at: bool


TRAIT_NAMES: Mapping[str, str] = {"W": N_("perempuan"), "D": N_("disabilitas"), "L": N_("kehilangan pekerjaan")}
