"""What comes in: courses to publish, presence, scores, ratings."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from jadibisa.journey.training.types.words import AssessmentKind, Mode


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
