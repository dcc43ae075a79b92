"""Persons, organisations, accounts, proposals: the words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from jadibisa.kernel.actors import Role
from jadibisa.kernel.ids import Kk, Nik

ORGANISATION_KINDS = ("provider", "employer", "local_government")


PHONE_SHARED_BY = 5  # persons of a family or a house with one phone
REQUEST_HOURS = 72  # the law's 3 × 24 hours
DATA_PROPOSAL = "people.data"
DESTROYED = b"\xff"  # no master key has this number, so nothing opens it and no rotation touches it


class RequestKind(StrEnum):
    """What a person asks about her own data."""

    PHONE = "phone"
    EMAIL = "email"
    ERASURE = "erasure"


class RequestState(StrEnum):
    """Where such a request stands."""

    OPEN = "open"
    DONE = "done"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Outcome(StrEnum):
    """How it ended."""

    CHANGED = "changed"
    MINIMISED = "minimised"
    DESTROYED = "destroyed"


@dataclass(frozen=True, slots=True)
class RequestView:
    """A request about one's own data, as pages show it; `new_masked` is "" once it is settled."""

    id: UUID
    person_id: UUID
    kind: RequestKind
    state: RequestState
    asked_at: datetime
    due_at: datetime
    old_lost: bool
    old_proved: bool
    new_proved: bool
    outcome: str
    new_masked: str = ""


@dataclass(frozen=True, slots=True)
class NewPerson:
    """A person as the application tells.

    Attributes:
        nik: number of the person.
        kk: number of the family card.
        name: as on the KTP; one word is a name too.
        birth_date: as on the KTP.
        gender: `F` or `M`.
        phone: `+628…`.
        email: or "".
        address: street and village as on the KTP.
        regency: Kemendagri code of the regency of the address.
    """

    nik: Nik
    kk: Kk
    name: str
    birth_date: date
    gender: str
    phone: str
    email: str
    address: str
    regency: str


@dataclass(frozen=True, slots=True)
class PersonSummary:
    """What may be shown without opening the file."""

    id: UUID
    name: str
    birth_date: date
    gender: str
    phone_masked: str
    regency: str
    email: str

    @property
    def first_name(self) -> str:
        """The first word of the name."""
        return self.name.split()[0] if self.name else ""


@dataclass(frozen=True, slots=True)
class PersonFile:
    """A whole file, opened; whoever opens it leaves a fact."""

    id: UUID
    nik: str
    kk: str
    name: str
    birth_date: date
    gender: str
    phone: str
    email: str
    address: str
    regency: str


@dataclass(frozen=True, slots=True)
class Contact:
    """Where a person can be reached."""

    name: str
    phone: str
    email: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """An act that one person proposed and another decides.

    Attributes:
        decision: None while open, then `approved` or `rejected`.
    """

    id: UUID
    kind: str
    subject: UUID
    payload: Mapping[str, Any]
    why: str
    proposed_by: str
    proposed_by_name: str
    proposed_at: datetime
    decision: str | None
    decided_by: str
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class CastMember:
    """Somebody as whom a visitor of the demonstration may look around."""

    slug: str
    title: str
    role: Role
    account_id: UUID | None
    application_id: UUID | None
    place: int


@dataclass(frozen=True, slots=True)
class AccountView:
    """An account of staff, a partner or a companion."""

    id: UUID
    email: str
    name: str
    role: Role
    organisation_id: UUID | None
    organisation_name: str
    person_id: UUID | None
    active: bool
