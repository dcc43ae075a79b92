"""Cases, decisions, lists, recipients, and what is asked of the identity registry."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TypeAlias
from uuid import NAMESPACE_URL, UUID, uuid5

import numpy as np
from numpy.typing import NDArray

from jadibisa.journey.verification.types.reasons import Reason
from jadibisa.kernel.refusals import N_

Columns: TypeAlias = Mapping[str, NDArray[np.generic]]
"""Columns of equal length: one value for each application."""


class RegistryDown(Exception):  # noqa: N818 - it is a state of the world
    """The identity registry does not answer, or not in the agreed form: ask again later."""


class CaseState(StrEnum):
    """Where a case is.

    waiting: the registry has not answered yet; asking: the person was asked to explain; review: an officer decides.
    """

    WAITING = "waiting"
    ASKING = "asking"
    REVIEW = "review"
    VERIFIED = "verified"
    REFUSED = "refused"


CASE_STATE_NAMES: Mapping[CaseState, str] = {
    CaseState.WAITING: N_("Tunggu Dukcapil"),
    CaseState.ASKING: N_("Tunggu pendaftar"),
    CaseState.REVIEW: N_("Tunggu petugas"),
    CaseState.VERIFIED: N_("Terverifikasi"),
    CaseState.REFUSED: N_("Ditolak"),
}


class ListKind(StrEnum):
    """Lists of NIKs from outside: four that exclude, two that prove a trait."""

    EDUCATION = "education"
    OFFICIALS = "officials"
    BLACKLIST = "blacklist"
    SOCIAL_AID = "social_aid"
    LAID_OFF = "laid_off"
    DISABILITY = "disability"


LIST_NAMES: Mapping[ListKind, str] = {
    ListKind.EDUCATION: N_("Peserta didik (Dapodik, EMIS, PDDikti)"),
    ListKind.OFFICIALS: N_("ASN, TNI, Polri, dan pejabat"),
    ListKind.BLACKLIST: N_("Daftar larangan"),
    ListKind.SOCIAL_AID: N_("Penerima bantuan sosial lain"),
    ListKind.LAID_OFF: N_("Pekerja terkena PHK (Kemnaker)"),
    ListKind.DISABILITY: N_("Penyandang disabilitas (Kemensos)"),
}
EXCLUSION_KINDS = (ListKind.EDUCATION, ListKind.OFFICIALS, ListKind.BLACKLIST)
"""Lists without which no roll is frozen; social aid joins them where the policy excludes it."""
TRAIT_KINDS: Mapping[ListKind, int] = {ListKind.DISABILITY: 2, ListKind.LAID_OFF: 4}
"""Which bit of the traits a list proves."""


class RecipientState(StrEnum):
    """Whether a recipient still is one."""

    ACTIVE = "active"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class Enquiry:
    """One question to the identity registry."""

    nik: str
    kk: str
    name: str
    birth_date: date
    regency: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What the identity registry says of one NIK; only `found` means something when it is False."""

    found: bool
    name: str = ""
    birth_date: date | None = None
    gender: str = ""
    kk: str = ""
    province: str = ""
    regency: str = ""
    alive: bool = True


@dataclass(frozen=True, slots=True)
class Decision:
    """What the rules say of one application."""

    state: CaseState
    reasons: tuple[Reason, ...]
    traits: int


@dataclass(frozen=True, slots=True)
class Checked:
    """What one run of the check came to."""

    verified: int = 0
    refused: int = 0
    review: int = 0
    delayed: int = 0


@dataclass(frozen=True, slots=True)
class PoolRow:
    """One line of the pool from which a roll is frozen; the place is the registry's (R-24)."""

    application_id: UUID
    person_id: UUID
    ticket: str
    province: str
    regency: str
    traits: int


@dataclass(frozen=True, slots=True)
class PoolColumns:
    """The lines of the pool as columns of equal length, in any order.

    Attributes:
        applications, persons: ids, `[line, 16]`.
    """

    applications: NDArray[np.uint8]
    persons: NDArray[np.uint8]
    tickets: NDArray[np.bytes_]
    provinces: NDArray[np.bytes_]
    regencies: NDArray[np.bytes_]
    traits: NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case without anything sealed."""

    application_id: UUID
    person_id: UUID
    batch: int
    state: CaseState
    reasons: tuple[Reason, ...]
    province: str
    regency: str
    traits: int
    begun_at: datetime
    checked_at: datetime | None
    delayed_at: datetime | None
    due_at: datetime
    decided_at: datetime | None
    by_officer: bool
    appealed: bool
    stands_back: bool
    question: str


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case in the officers' queue."""

    application_id: UUID
    person_id: UUID
    reference: str
    batch: int
    state: CaseState
    reasons: tuple[Reason, ...]
    province: str
    channel: str
    begun_at: datetime
    due_at: datetime


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """What an officer looks for in the queue; empty means everything.

    Attributes:
        tab: `review`, `waiting`, `asking`, `second` (waits for a second person), `late`, or "" for all open ones.
        sort: `due`, `begun`, `province`; a minus in front turns it round.
    """

    tab: str = ""
    reference: str = ""
    province: str = ""
    reason: str = ""
    channel: str = ""
    sort: str = "due"


@dataclass(frozen=True, slots=True)
class QueueCounts:
    """How many open cases there are, for the tabs."""

    all: int
    review: int
    waiting: int
    asking: int
    second: int
    late: int


@dataclass(frozen=True, slots=True)
class ListView:
    """The newest list of a kind."""

    kind: ListKind
    as_of: date
    source: str
    entries: int
    imported_at: datetime


@dataclass(frozen=True, slots=True)
class RecipientView:
    """A recipient."""

    application_id: UUID
    person_id: UUID
    batch: int
    state: RecipientState
    designated_at: datetime
    revoked_at: datetime | None
    reason: str


def list_subject(kind: str, as_of: date) -> UUID:
    """The id by which facts name a list."""
    return uuid5(NAMESPACE_URL, f"jadibisa:list:{kind}:{as_of.isoformat()}")


REGENCY = re.compile(r"([0-9]{2}\.[0-9]{2})?")
"""A regency's code, or nothing where the registry does not know it."""


def answer_from(raw: object) -> Answer:
    """An answer from its JSON.

    Raises:
        ValueError: when it is not one.
    """
    if not isinstance(raw, Mapping) or not isinstance(raw.get("found"), bool):
        message = "an answer says whether the person was found"
        raise ValueError(message)  # noqa: TRY004 - the caller treats every wrong answer alike
    if not raw["found"]:
        return Answer(found=False)
    regency = str(raw["regency"])
    if not REGENCY.fullmatch(regency) or not isinstance(raw["alive"], bool):
        message = "an answer names a regency and says whether the person is alive"
        raise ValueError(message)
    return Answer(
        found=True,
        name=str(raw["name"]),
        birth_date=date.fromisoformat(str(raw["birth_date"])),
        gender=str(raw["gender"]),
        kk=str(raw["kk"]),
        province=str(raw["province"]),
        regency=regency,
        alive=raw["alive"],
    )
