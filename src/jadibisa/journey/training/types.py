"""Words of the training step: modes, levels, courses as published, purchases and their evidence."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from jadibisa.kernel.refusals import N_, Refusal


class Mode(StrEnum):
    """How a course is taught (R-56)."""

    SELF_PACED = "self_paced"
    WEBINAR = "webinar"
    FACE_TO_FACE = "face_to_face"


MODE_NAMES: Mapping[Mode, str] = {
    Mode.SELF_PACED: N_("Belajar mandiri"),
    Mode.WEBINAR: N_("Webinar"),
    Mode.FACE_TO_FACE: N_("Tatap muka"),
}


class AssessmentKind(StrEnum):
    """What is assessed (R-58), in the order in which the gates open (R-59)."""

    PRE = "pre"
    QUIZ = "quiz"
    TASK = "task"
    POST = "post"
    DEMONSTRATION = "demonstration"


ASSESSMENT_NAMES: Mapping[AssessmentKind, str] = {
    AssessmentKind.PRE: N_("Tes awal"),
    AssessmentKind.QUIZ: N_("Kuis"),
    AssessmentKind.TASK: N_("Tugas mandiri"),
    AssessmentKind.POST: N_("Tes akhir"),
    AssessmentKind.DEMONSTRATION: N_("Unjuk keterampilan"),
}

_A = AssessmentKind
ASSESSMENTS: Mapping[Mode, tuple[AssessmentKind, ...]] = {
    Mode.SELF_PACED: (_A.PRE, _A.QUIZ, _A.TASK, _A.POST, _A.DEMONSTRATION),
    Mode.WEBINAR: (_A.PRE, _A.QUIZ, _A.TASK, _A.POST, _A.DEMONSTRATION),
    Mode.FACE_TO_FACE: (_A.PRE, _A.QUIZ, _A.POST, _A.DEMONSTRATION),
}
"""What each mode asks for, in order; one stands before the next (R-58, R-59)."""


class PurchaseState(StrEnum):
    """Where a purchase is."""

    BOUGHT = "bought"
    REDEEMED = "redeemed"
    COMPLETED = "completed"
    RATED = "rated"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


OPEN_STATES = (PurchaseState.BOUGHT, PurchaseState.REDEEMED, PurchaseState.COMPLETED)
"""States that stand in the way of the next purchase: one course at a time (R-48)."""


class LearnerState(StrEnum):
    """Whether a recipient may still buy."""

    ACTIVE = "active"
    MISSED = "missed"
    REVOKED = "revoked"


class NewSession(NamedTuple):
    """One meeting, or one module of a self-paced course."""

    no: int
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class NewRun:
    """One run of a course: its days, seats, place and sessions.

    Attributes:
        key: the provider's own name for it, unique inside the course.
        seats: how many may buy it.
        regency: Kemendagri code where people meet, None online.

    """

    key: str
    starts_on: date
    ends_on: date
    seats: int
    regency: str | None = None
    sessions: tuple[NewSession, ...] = ()


@dataclass(frozen=True, slots=True)
class NewCourse:
    """A course as its provider publishes it.

    Attributes:
        key: the provider's own name for it; the same key published again changes nothing.
        provider_id: the organisation that teaches.
        field: slug of the field.
        skills: slugs of what one can do afterwards.
        level: KKNI 1 to 9.
        hours: hours of learning in all.
        price: sen.
        min_schooling: least schooling, a value of registration's `Schooling`, "" for none.
        data_mb: internet data that the whole course needs.

    """

    key: str
    provider_id: UUID
    title: str
    summary: str
    field: str
    skills: tuple[str, ...]
    level: int
    mode: Mode
    hours: int
    price: int
    min_schooling: str = ""
    captions: bool = False
    sign_language: bool = False
    screen_reader: bool = False
    step_free: bool = False
    data_mb: int = 0
    runs: tuple[NewRun, ...] = ()


class Attendance(NamedTuple):
    """One person present at one session.

    Attributes:
        attended_at: when, if a trainer's list or device says so later; None means now.
        code: the rotating code read from the trainer's screen, "" when a trainer or the programme vouches.

    """

    purchase_id: UUID
    session_no: int
    attended_at: datetime | None = None
    code: str = ""


class Assessment(NamedTuple):
    """A score of one assessment, 0 to 100."""

    purchase_id: UUID
    kind: AssessmentKind
    score: int


class Rating(NamedTuple):
    """What a learner says of a course: 1 to 5 stars and a text (R-64)."""

    purchase_id: UUID
    stars: int
    text: str


@dataclass(frozen=True, slots=True)
class Purchase:
    """A purchase as its owner sees it; the last days are None where they do not apply."""

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

    """

    application_id: UUID
    batch: int
    started_on: date
    buy_until: date | None
    purchases: int
    finished: int
    state: LearnerState


@dataclass(frozen=True, slots=True)
class Offer:
    """A run as the rules of purchase see it; `first_at` and `last_at` are the starts of its first and last session."""

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
    regency: str | None = None


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
    """

    offer: Offer
    available: int
    days: Days | None
    refusal: Refusal | None

    @property
    def short(self) -> int:
        """Sen that are missing in the balance."""
        return max(0, self.offer.price - self.available)

    @property
    def left(self) -> int:
        """Sen that would be left."""
        return max(0, self.available - self.offer.price)


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
