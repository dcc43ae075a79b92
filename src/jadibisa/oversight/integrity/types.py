"""Words of integrity: signals of misuse, and the case that each of them opens."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from jadibisa.kernel.refusals import N_


class SignalKind(StrEnum):
    """What looks like misuse; a signal is a reason to look, never a judgement."""

    NUMBER_CUT = "number_cut"
    PHONE_SHARED = "phone_shared"
    ACCOUNT_SHARED = "account_shared"
    COMPANION_BURST = "companion_burst"
    COMPANION_PHONE = "companion_phone"
    PROVIDER_ALL_PASS = "provider_all_pass"  # noqa: S105 - not a password
    FILES_OPENED = "files_opened"


SIGNAL_NAMES: Mapping[SignalKind, str] = {
    SignalKind.NUMBER_CUT: N_("Pemilik nomor berkata: ini bukan saya"),
    SignalKind.PHONE_SHARED: N_("Satu nomor HP untuk banyak keluarga"),
    SignalKind.ACCOUNT_SHARED: N_("Satu rekening untuk beberapa orang"),
    SignalKind.COMPANION_BURST: N_("Pendamping mendaftarkan terlalu banyak orang dalam sehari"),
    SignalKind.COMPANION_PHONE: N_("Pendamping memakai satu nomor HP untuk banyak orang"),
    SignalKind.PROVIDER_ALL_PASS: N_("Semua peserta satu lembaga lulus"),
    SignalKind.FILES_OPENED: N_("Petugas membuka banyak berkas dalam sehari"),
}
EVIDENCE_NAMES: Mapping[str, str] = {
    "persons": N_("orang"),
    "families": N_("kartu keluarga"),
    "day": N_("hari"),
    "applications": N_("pendaftaran"),
    "passed": N_("lulus"),
    "assessed": N_("dinilai"),
    "files": N_("berkas"),
}


@dataclass(frozen=True, slots=True)
class Signal:
    """Something that looks like misuse.

    Attributes:
        kind: what it looks like.
        subject: whom or what it is about: a person, an account, an organisation.
        key: what makes it the same signal when it is seen again; never a phone or account number.
        evidence: counts and days, no names and no numbers of persons.
    """

    kind: SignalKind
    subject: UUID
    key: str
    evidence: Mapping[str, int | str]


@dataclass(frozen=True, slots=True)
class CaseView:
    """One case: a signal that somebody must look at."""

    id: UUID
    number: str
    kind: SignalKind
    subject: UUID
    evidence: Mapping[str, int | str]
    opened_at: datetime
    closed_at: datetime | None
    outcome: str
    why: str
