"""The words of assisted access: companions, sittings with consent, help posts and access points."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from jadibisa.kernel.refusals import N_

SITTINGS_A_DAY = 20
COMPANION_DAYS = 365
MOST_REGENCIES = 5
SITTING_HOURS = 12  # a consent is good for the same working day


class CompanionState(StrEnum):
    """Where somebody stands who wants to be a companion."""

    APPLIED = "applied"
    PROPOSED = "proposed"
    APPROVED = "approved"
    REFUSED = "refused"
    STOPPED = "stopped"


COMPANION_WORDS: Mapping[str, str] = {
    CompanionState.APPLIED: N_("Menunggu petugas"),
    CompanionState.PROPOSED: N_("Menunggu orang kedua"),
    CompanionState.APPROVED: N_("Disetujui"),
    CompanionState.REFUSED: N_("Belum diterima"),
    CompanionState.STOPPED: N_("Dihentikan"),
}


class Consent(StrEnum):
    """How a person agreed to a sitting."""

    CODE = "code"
    PAPER = "paper"


CONSENT_WORDS: Mapping[str, str] = {
    Consent.CODE: N_("Kode lewat SMS ke HP orang itu"),
    Consent.PAPER: N_("Tanda tangan di kertas"),
}


class SittingState(StrEnum):
    """Where a sitting stands."""

    ASKED = "asked"
    CONSENTED = "consented"
    FINISHED = "finished"
    REVOKED = "revoked"


SITTING_WORDS: Mapping[str, str] = {
    SittingState.ASKED: N_("Menunggu persetujuan"),
    SittingState.CONSENTED: N_("Sudah setuju"),
    SittingState.FINISHED: N_("Terkirim"),
    SittingState.REVOKED: N_("Dicabut orangnya"),
}


class PointKind(StrEnum):
    """What a place offers."""

    POST = "post"
    ACCESS = "access"


POINT_WORDS: Mapping[str, str] = {
    PointKind.POST: N_("Pos bantuan, ada pendamping"),
    PointKind.ACCESS: N_("Titik internet, datang sendiri"),
}


@dataclass(frozen=True, slots=True)
class CompanionView:
    """A companion with scope and expiry."""

    id: UUID
    application_id: UUID
    person_id: UUID
    account_id: UUID | None
    regencies: tuple[str, ...]
    certificate: str
    motive: str
    state: str
    applied_at: datetime
    approved_at: datetime | None
    expires_on: date | None
    reason: str
    proposal_id: UUID | None

    @property
    def words(self) -> str:
        """Its state in words, untranslated."""
        return COMPANION_WORDS[self.state]


@dataclass(frozen=True, slots=True)
class NewSitting:
    """A person who is to be helped now.

    Attributes:
        phone: `+628…` of the person or of the family, where the consent code and the receipt go.
        first_name: how the companion's list calls the sitting; nothing else of the person is kept.
        consent: by code or on paper.
        paper: number on the signed form, for `paper`.
        once: token of the form.
    """

    phone: str
    first_name: str
    regency: str
    consent: str
    once: str
    paper: str = ""


@dataclass(frozen=True, slots=True)
class SittingView:
    """A sitting on its companion's list."""

    id: UUID
    companion_id: UUID
    first_name: str
    phone_masked: str
    regency: str
    consent: str
    state: str
    started_at: datetime
    finished_at: datetime | None
    reference: str

    @property
    def words(self) -> str:
        """Its state in words, untranslated."""
        return SITTING_WORDS[self.state]

    @property
    def consent_words(self) -> str:
        """How the person agreed, untranslated."""
        return CONSENT_WORDS[self.consent]


@dataclass(frozen=True, slots=True)
class NewPoint:
    """A help post or an access point.

    Attributes:
        hours: opening hours as people say them, for example "Senin–Jumat, 08.00–15.00 WIB".
    """

    regency: str
    name: str
    kind: str
    address: str
    hours: str
    phone: str = ""
    step_free: bool = False
    sign_language: bool = False


@dataclass(frozen=True, slots=True)
class PointView:
    """A place where people get help."""

    id: UUID
    regency: str
    name: str
    kind: str
    address: str
    hours: str
    phone: str
    step_free: bool
    sign_language: bool
    opened_at: datetime
    closed_at: datetime | None
    office: str

    @property
    def kind_words(self) -> str:
        """What it offers in words, untranslated."""
        return POINT_WORDS[self.kind]


@dataclass(frozen=True, slots=True)
class Coverage:
    """A regency and how people there get help."""

    regency: str
    name: str
    posts: int
    access: int
    companions: int

    @property
    def is_blank(self) -> bool:
        """Whether nobody and nothing is there."""
        return not (self.posts or self.access or self.companions)
