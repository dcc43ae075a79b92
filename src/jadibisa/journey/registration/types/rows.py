"""Rows of registration: what comes in, what is kept, what others see of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from jadibisa.foundation.people.types import NewPerson
from jadibisa.journey.registration.types.words import (
    CONSENT_VERSION,
    BatchState,
    Channel,
    JobStatus,
    Occupation,
    Schooling,
    Trait,
)


@dataclass(frozen=True, slots=True)
class NewApplication:
    """One application as it arrives, by whatever way.

    Attributes:
        batch: number of the batch.
        person: who applies.
        interests: slugs of `INTERESTS`.
        disability: kind of disability, or None when none is claimed.
        disability_proof: card number or an officer's statement; sealed.
        laid_off_proof: number of the letter or of the ministry's list; sealed.
        companion_account_id: who typed it for the person, if somebody did.
        consent_version: version of the consent that the person saw.
        key: name of this act, unique: the same key again answers with the same receipt.
        received_at: when it reached us, if it had to wait for its turn since; what came before the second counts.
    """

    batch: int
    person: NewPerson
    schooling: Schooling
    job_status: JobStatus
    occupation: Occupation
    in_education: bool
    motive: str
    interests: tuple[str, ...]
    key: str
    disability: str | None = None
    disability_proof: str = ""
    laid_off_proof: str = ""
    channel: str = Channel.WEB
    companion_account_id: UUID | None = None
    consent_version: str = CONSENT_VERSION
    received_at: datetime | None = None

    @property
    def traits(self) -> Trait:
        """The traits that are claimed: a man or woman by the KTP, the rest with what proves it."""
        claimed = Trait.W if self.person.gender == "F" else Trait.NONE
        if self.disability and self.disability_proof.strip():
            claimed |= Trait.D
        if self.job_status in {JobStatus.LAID_OFF, JobStatus.FURLOUGHED} and self.laid_off_proof.strip():
            claimed |= Trait.L
        return claimed


@dataclass(frozen=True, slots=True)
class DraftToSend:
    """A draft whose owner sends it.

    Attributes:
        draft_id: which draft.
        application: what its answers say.
        proved: whether a code to the known phone number proved who sends.
    """

    draft_id: UUID
    application: NewApplication
    proved: bool = False


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a person gets for an application."""

    application_id: UUID
    reference: str
    ticket: str


@dataclass(frozen=True, slots=True)
class BatchView:
    """A batch as others see it; the state follows from the clock that was told."""

    number: int
    scheme_code: str
    opens_at: datetime
    closes_at: datetime
    seats: int
    draw_at: datetime
    state: BatchState

    @property
    def public_id(self) -> str:
        """`G72`."""
        return f"G{self.number}"


class NewBatch(NamedTuple):
    """A batch as it is proposed."""

    number: int
    scheme: str
    opens_at: datetime
    closes_at: datetime
    seats: int
    draw_at: datetime


@dataclass(frozen=True, slots=True)
class SchemeView:
    """A loaded policy file."""

    code: str
    name: str
    sha256: str
    loaded_at: datetime


@dataclass(frozen=True, slots=True)
class ApplicationView:
    """One application without anything sealed."""

    id: UUID
    batch: int
    person_id: UUID
    reference: str
    ticket: str
    channel: str
    companion_account_id: UUID | None
    submitted_at: datetime
    province: str
    regency: str
    gender: str
    birth_date: date
    schooling: Schooling
    job_status: JobStatus
    occupation: Occupation
    in_education: bool
    motive: str
    interests: tuple[str, ...]
    traits: Trait
    consent_version: str
    equality_asked: bool


@dataclass(frozen=True, slots=True)
class ApplicationColumns:
    """What checks, draws and statistics need of an application."""

    id: UUID
    person_id: UUID
    ticket: str
    province: str
    regency: str
    gender: str
    birth_date: date
    schooling: Schooling
    job_status: JobStatus
    occupation: Occupation
    in_education: bool
    traits: int
    submitted_at: datetime
    channel: str


@dataclass(frozen=True, slots=True)
class Proofs:
    """What an application claims and proves, opened."""

    disability: str = ""
    disability_proof: str = ""
    laid_off_proof: str = ""


@dataclass(frozen=True, slots=True)
class Equality:
    """Optional answers for statistics only; "" means not told.

    They are kept without the application's id, with batch, province and gender only.
    """

    difficulty: str = ""
    head_of_household: str = ""
    caregiver: str = ""
    first_time: str = ""
    device: str = ""


@dataclass(frozen=True, slots=True)
class DraftView:
    """Answers on their way, opened.

    Attributes:
        id: the draft, and the key of the application that it becomes.
        reference: what its owner writes down.
        answers: slug of the question → name of the field → what was typed.
        expires_at: after this instant it is gone.
        application_id: what it became, or None.
    """

    id: UUID
    reference: str
    expires_at: datetime
    answers: Mapping[str, Mapping[str, list[str]]] = field(default_factory=dict)
    application_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class BatchTotals:
    """Applications of a batch by province and by channel."""

    all: int
    by_province: Mapping[str, int]
    by_channel: Mapping[str, int]
