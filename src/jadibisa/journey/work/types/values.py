"""Values of work: what comes in, what pages show."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from jadibisa.foundation.plumbing.paging import Page
from jadibisa.journey.work.types.words import (
    CONTRACT_WORDS,
    EMPLOYER_WORDS,
    JOB_WORDS,
    REFUSED_WORDS,
    SOURCE_WORDS,
    VACANCY_WORDS,
    Source,
)


@dataclass(frozen=True, slots=True)
class NewEmployer:
    """An employer who asks to be admitted.

    Attributes:
        name: the registered name of the firm.
        licence: business number (NIB), 13 digits.
        sector: what it does, in a few words.
        regency: Kemendagri code like "32.04".
        email: where the employer is told of applicants.
    """

    name: str
    licence: str
    sector: str
    province: str
    regency: str
    email: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class NewVacancy:
    """A vacancy as an employer or an import gives it; wages in sen a month, `key` unique within the employer."""

    key: str
    employer_id: UUID
    title: str
    occupation: str
    skills: tuple[str, ...]
    qualification: str
    province: str
    regency: str
    contract: str
    wage_low: int
    wage_high: int
    places: int
    open_to_disabled: bool
    expires_on: date | None = None
    description: str = ""
    source: str = Source.EMPLOYER
    months: int = 0
    apply_url: str = ""


@dataclass(frozen=True, slots=True)
class EmployerView:
    """An employer as officers and pages see it."""

    id: UUID
    name: str
    licence: str
    sector: str
    province: str
    regency: str
    email: str
    address: str
    state: str
    registered_at: datetime
    verified_at: datetime | None
    reason: str
    proposal_id: UUID | None = None

    @property
    def words(self) -> str:
        """Its state in words, untranslated."""
        return EMPLOYER_WORDS[self.state]


@dataclass(frozen=True, slots=True)
class VacancyView:
    """A vacancy as pages show it."""

    id: UUID
    employer_id: UUID
    employer: str
    employer_verified_at: datetime | None
    title: str
    description: str
    occupation: str
    skills: tuple[str, ...]
    qualification: str
    province: str
    regency: str
    contract: str
    months: int
    wage_low: int
    wage_high: int
    places: int
    places_left: int
    open_to_disabled: bool
    state: str
    source: str
    apply_url: str
    posted_at: datetime
    checked_at: datetime | None
    expires_on: date
    flags: tuple[str, ...] = ()

    @property
    def contract_words(self) -> str:
        """The contract in words, untranslated."""
        return CONTRACT_WORDS[self.contract]

    @property
    def source_words(self) -> str:
        """Where it came from, untranslated."""
        return SOURCE_WORDS[self.source]

    @property
    def state_words(self) -> str:
        """Its state in words, untranslated."""
        return VACANCY_WORDS[self.state]


@dataclass(frozen=True, slots=True)
class Match:
    """How somebody's skills meet those of a vacancy."""

    wanted: tuple[str, ...]
    owned: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def boxes(self) -> tuple[bool, ...]:
        """One box for each wanted skill, the filled ones first."""
        return (True,) * len(self.owned) + (False,) * len(self.missing)


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody looks for; an empty text is no limit."""

    words: str = ""
    province: str = ""
    qualification: str = ""
    contract: str = ""
    open_to_disabled: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """One page of vacancies with the counts for the filters."""

    page: Page
    vacancies: tuple[VacancyView, ...]
    by_province: Mapping[str, int] = field(default_factory=dict)
    by_qualification: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class JobApplicationView:
    """A job application as its person sees it."""

    id: UUID
    vacancy_id: UUID
    title: str
    employer: str
    province: str
    regency: str
    state: str
    reason: str
    applied_at: datetime
    answered_at: datetime | None
    due_on: date
    shares: tuple[str, ...]

    @property
    def words(self) -> str:
        """Its state in words, untranslated."""
        return JOB_WORDS[self.state]

    @property
    def reason_words(self) -> str:
        """The employer's reason in words, untranslated, or ""."""
        return REFUSED_WORDS.get(self.reason, "")


@dataclass(frozen=True, slots=True)
class Applicant:
    """An applicant as the employer sees one: only what the person shared."""

    id: UUID
    application_id: UUID
    vacancy_id: UUID
    title: str
    state: str
    reason: str
    applied_at: datetime
    due_on: date
    name: str
    phone: str
    owned: tuple[str, ...]
    wanted: tuple[str, ...]

    @property
    def words(self) -> str:
        """Its state in words, untranslated."""
        return JOB_WORDS[self.state]


@dataclass(frozen=True, slots=True)
class SurveyView:
    """One outcome survey of a participant."""

    id: UUID
    application_id: UUID
    wave: int
    opens_on: date
    closes_on: date
    answered_at: datetime | None
    answer: str


@dataclass(frozen=True, slots=True)
class NewOutcome:
    """What a person answers: what they do, how it relates to the course, and how long the form was open in seconds."""

    answer: str
    same_field: bool | None = None
    hours_week: int | None = None
    seconds: int = 0


@dataclass(frozen=True, slots=True)
class WorkTotals:
    """The work step of a batch in numbers; vacancies are those of the whole country."""

    vacancies: int
    job_applications: int
    applicants: int
    accepted: int
    placed: int
    surveys_opened: int
    surveys_answered: int


@dataclass(frozen=True, slots=True)
class Desk:
    """What waits at an employer's desk."""

    vacancies: int
    waiting: int
    accepted: int
