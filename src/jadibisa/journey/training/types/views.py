"""What goes out: purchases, offers, courses, progress, figures."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from jadibisa.journey.funding.types import Quote
from jadibisa.journey.training.types.words import (
    OPEN_STATES,
    AssessmentKind,
    LearnerState,
    Mode,
    PurchaseState,
)
from jadibisa.kernel.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Purchase:
    """A purchase as its owner sees it; the last days are None where they do not apply.

    `pay_until` is the first instant that is too late for an own part.
    """

    id: UUID
    application_id: UUID
    run_id: UUID
    course_id: UUID
    provider_id: UUID
    title: str
    mode: Mode
    hours: int
    price: int
    state: PurchaseState
    bought_at: datetime
    cancel_until: date | None
    redeem_from: datetime
    redeem_until: datetime
    finish_until: date
    redeemed_at: datetime | None = None
    completed_at: datetime | None = None
    rated_at: datetime | None = None
    score: int | None = None
    pay_until: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether it stands in the way of the next purchase."""
        return self.state in OPEN_STATES


@dataclass(frozen=True, slots=True)
class Learner:
    """What the training step knows of a recipient.

    Attributes:
        buy_until: last day to buy the first or next course; None while a course is open.
        purchases: purchases that were not cancelled.
        finished: courses completed.
        extra_days: days that officers have given so far.

    """

    application_id: UUID
    batch: int
    started_on: date
    buy_until: date | None
    purchases: int
    finished: int
    state: LearnerState
    extra_days: int = 0


@dataclass(frozen=True, slots=True)
class Offer:
    """A run as the rules of purchase see it.

    `first_at` and `last_at` are the starts of its first and last session; `buy_until` is earlier in a run called off.
    """

    run_id: UUID
    course_id: UUID
    provider_id: UUID
    title: str
    mode: Mode
    hours: int
    price: int
    min_schooling: str
    is_open: bool
    starts_on: date
    ends_on: date
    seats: int
    taken: int
    first_at: datetime | None
    last_at: datetime | None
    buy_until: date
    regency: str | None = None
    skills: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RunView:
    """A run on a course's page."""

    id: UUID
    starts_on: date
    ends_on: date
    seats: int
    seats_left: int
    regency: str | None
    sessions: int
    first_at: datetime | None
    buy_until: date
    bookable: bool


@dataclass(frozen=True, slots=True)
class CourseCard:
    """A course in a list of results."""

    id: UUID
    provider_id: UUID
    title: str
    summary: str
    field: str
    level: int
    mode: Mode
    hours: int
    price: int
    captions: bool
    sign_language: bool
    screen_reader: bool
    step_free: bool
    data_mb: int
    min_schooling: str
    skills: tuple[str, ...]
    next_start: date | None
    regency: str | None
    meetings: int
    seats_left: int
    graduates: int


@dataclass(frozen=True, slots=True)
class CourseView:
    """A course on its own page, with its runs and what became of its learners."""

    card: CourseCard
    runs: tuple[RunView, ...]
    results: "Results"
    is_open: bool


@dataclass(frozen=True, slots=True)
class Results:
    """What became of the learners of a course.

    Attributes:
        ended: purchases that came to an end, by completion or by the last day.
        completed: of them completed.
        ratings: how many rated.
        stars: mean of the stars, None without ratings.
        reviews: the newest texts as (stars, text, regency, day).

    """

    ended: int = 0
    completed: int = 0
    ratings: int = 0
    stars: float | None = None
    reviews: tuple[tuple[int, str, str, date], ...] = ()

    @property
    def completed_percent(self) -> float | None:
        """Completed of ended, in percent."""
        return 100 * self.completed / self.ended if self.ended else None


@dataclass(frozen=True, slots=True)
class Query:
    """What a visitor looks for; empty means everything.

    Attributes:
        text: words.
        place: province code (courses there and online), "online", or "".
        modes, fields: any of these; access: all of these.
        price_to, data_to: upper bounds in sen and MB; level_to: KKNI.
        sort: "fit", "price", "start" or "rating".

    """

    text: str = ""
    place: str = ""
    modes: tuple[Mode, ...] = ()
    fields: tuple[str, ...] = ()
    access: tuple[str, ...] = ()
    price_to: int | None = None
    data_to: int | None = None
    level_to: int | None = None
    sort: str = "fit"


@dataclass(frozen=True, slots=True)
class Counts:
    """How many courses are found, and how many each option would leave."""

    all: int
    options: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class SessionView:
    """A session with the presence of one learner; `is_open` says whether presence can be written now."""

    id: int
    no: int
    starts_at: datetime
    ends_at: datetime
    attended_at: datetime | None = None
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """The evidence of one purchase, and what is still missing for completion."""

    sessions: tuple[SessionView, ...]
    scores: Mapping[AssessmentKind, int]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Completion:
    """What certification needs of a completed purchase."""

    purchase_id: UUID
    application_id: UUID
    person_id: UUID
    course_id: UUID
    provider_id: UUID
    title: str
    hours: int
    level: int
    skills: tuple[str, ...]
    score: int
    completed_at: datetime


@dataclass(frozen=True, slots=True)
class Participant:
    """A learner as the provider sees it: first name and number, never more."""

    purchase_id: UUID
    first_name: str
    reference: str
    state: PurchaseState
    present: int
    scores: Mapping[AssessmentKind, int]


@dataclass(frozen=True, slots=True)
class Totals:
    """Purchases of a batch by what became of them."""

    learners: int
    buyers: int
    bought: int
    redeemed: int
    completed: int
    rated: int
    cancelled: int
    expired: int
    missed_first: int
    completers: int


@dataclass(frozen=True, slots=True)
class Days:
    """The days of one purchase; `redeem_until` is the first instant that is too late."""

    cancel_until: date | None
    redeem_from: datetime
    redeem_until: datetime
    finish_until: date


@dataclass(frozen=True, slots=True)
class Preview:
    """What buying a run would mean, before it is bought.

    Attributes:
        refusal: why it cannot be bought, None when only the balance is still to be asked.
        available: sen that the participant may spend.
        quote: who would pay what.
        shares: whether the participant's policy lets others pay too.
    """

    offer: Offer
    available: int
    days: Days | None
    refusal: Refusal | None
    quote: Quote
    shares: bool

    @property
    def short(self) -> int:
        """Sen that are missing in the balance and that nobody else may pay."""
        return 0 if self.shares else max(0, self.offer.price - self.available)

    @property
    def left(self) -> int:
        """Sen that would be left."""
        return self.available - min(self.available, self.quote.state)


@dataclass(frozen=True, slots=True)
class ProviderRun:
    """A run on its provider's desk."""

    id: UUID
    course_id: UUID
    title: str
    mode: Mode
    is_open: bool
    starts_on: date
    ends_on: date
    regency: str | None
    seats: int
    taken: int
    learning: int
    completed: int
    meetings: int
