"""Words of the registration step: schemes, batches, applications and what people tell in them."""

import re
from collections.abc import Mapping
from datetime import datetime
from enum import IntFlag, StrEnum
from uuid import NAMESPACE_URL, UUID, uuid5

from jadibisa.kernel.ids import read_crockford
from jadibisa.kernel.refusals import N_

CONSENT_VERSION = "2026-11"
"""The words of the consent on the check page; a new text gets a new version."""
_DRAFT = re.compile(r"^DJ[0-9A-Z]{8}$", flags=re.ASCII)
_REFERENCE = re.compile(r"^JB(\d{1,5})(\d{8})$", flags=re.ASCII)


class Schooling(StrEnum):
    """The highest schooling that is finished, lowest first."""

    SD = "SD"
    SMP = "SMP"
    SMA = "SMA"
    SMK = "SMK"
    D1 = "D1"
    D2 = "D2"
    D3 = "D3"
    D4 = "D4"
    S1 = "S1"
    S2 = "S2"


SCHOOLING_NAMES: Mapping[Schooling, str] = {
    Schooling.SD: N_("SD atau belum tamat SD"),
    Schooling.SMP: N_("SMP atau sederajat"),
    Schooling.SMA: N_("SMA atau sederajat"),
    Schooling.SMK: N_("SMK"),
    Schooling.D1: N_("Diploma 1"),
    Schooling.D2: N_("Diploma 2"),
    Schooling.D3: N_("Diploma 3"),
    Schooling.D4: N_("Diploma 4"),
    Schooling.S1: N_("Sarjana (S1)"),
    Schooling.S2: N_("Magister (S2) atau lebih tinggi"),
}


class JobStatus(StrEnum):
    """How somebody works now (R-04: being unemployed is not required)."""

    SEEKING = "seeking"
    LAID_OFF = "laid_off"
    FURLOUGHED = "furloughed"
    EMPLOYED = "employed"
    SELF_EMPLOYED = "self_employed"
    MICRO_BUSINESS = "micro_business"


JOB_STATUS_NAMES: Mapping[JobStatus, str] = {
    JobStatus.SEEKING: N_("Mencari kerja"),
    JobStatus.LAID_OFF: N_("Terkena PHK"),
    JobStatus.FURLOUGHED: N_("Dirumahkan tanpa upah"),
    JobStatus.EMPLOYED: N_("Bekerja dengan upah"),
    JobStatus.SELF_EMPLOYED: N_("Bekerja sendiri tanpa upah tetap"),
    JobStatus.MICRO_BUSINESS: N_("Punya usaha kecil"),
}


class Occupation(StrEnum):
    """Offices that a policy may exclude (R-05), and the rest."""

    NONE = "none"
    PRIVATE = "private"
    CIVIL_SERVANT = "civil_servant"
    MILITARY = "military"
    POLICE = "police"
    STATE_OFFICIAL = "state_official"
    LEGISLATOR = "legislator"
    VILLAGE_OFFICIAL = "village_official"
    SOE_BOARD = "soe_board"


OCCUPATION_NAMES: Mapping[Occupation, str] = {
    Occupation.NONE: N_("Tidak ada"),
    Occupation.PRIVATE: N_("Pegawai atau pekerja swasta"),
    Occupation.CIVIL_SERVANT: N_("Aparatur Sipil Negara (ASN)"),
    Occupation.MILITARY: N_("Anggota TNI"),
    Occupation.POLICE: N_("Anggota Polri"),
    Occupation.STATE_OFFICIAL: N_("Pejabat negara"),
    Occupation.LEGISLATOR: N_("Pimpinan atau anggota DPRD"),
    Occupation.VILLAGE_OFFICIAL: N_("Kepala desa atau perangkat desa"),
    Occupation.SOE_BOARD: N_("Direksi, komisaris, atau dewan pengawas BUMN/BUMD"),
}


class Trait(IntFlag):
    """Traits that may carry a floor, as bits."""

    NONE = 0
    W = 1
    D = 2
    L = 4


TRAIT_NAMES: Mapping[Trait, str] = {
    Trait.W: N_("Perempuan"),
    Trait.D: N_("Penyandang disabilitas"),
    Trait.L: N_("Terkena PHK"),
}


class Disability(StrEnum):
    """Kinds of disability in the law on persons with disabilities, and more than one of them."""

    PHYSICAL = "physical"
    SIGHT = "sight"
    HEARING = "hearing"
    SPEECH = "speech"
    INTELLECTUAL = "intellectual"
    MENTAL = "mental"
    MULTIPLE = "multiple"


DISABILITY_NAMES: Mapping[Disability, str] = {
    Disability.PHYSICAL: N_("Fisik, misalnya sulit berjalan"),
    Disability.SIGHT: N_("Melihat"),
    Disability.HEARING: N_("Mendengar"),
    Disability.SPEECH: N_("Berbicara"),
    Disability.INTELLECTUAL: N_("Intelektual"),
    Disability.MENTAL: N_("Mental"),
    Disability.MULTIPLE: N_("Lebih dari satu"),
}


class Channel(StrEnum):
    """The way by which an application came (R-11)."""

    WEB = "web"
    COMPANION = "companion"
    OFFLINE = "offline"
    PAPER = "paper"
    LIST = "list"


CHANNEL_NAMES: Mapping[Channel, str] = {
    Channel.WEB: N_("HP atau komputer"),
    Channel.COMPANION: N_("Pendamping"),
    Channel.OFFLINE: N_("Pendamping tanpa sinyal"),
    Channel.PAPER: N_("Kertas"),
    Channel.LIST: N_("Daftar dinas"),
}


class BatchState(StrEnum):
    """Where a batch is; follows from the clock alone."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"


BATCH_STATE_NAMES: Mapping[BatchState, str] = {
    BatchState.PLANNED: N_("Belum dibuka"),
    BatchState.OPEN: N_("Dibuka"),
    BatchState.CLOSED: N_("Ditutup"),
}

INTERESTS: Mapping[str, str] = {
    "perkantoran": N_("Perkantoran, Word, dan Excel"),
    "digital": N_("Keterampilan digital"),
    "kecerdasan-buatan": N_("Kecerdasan buatan (AI)"),
    "hijau": N_("Pekerjaan hijau"),
    "bahasa": N_("Bahasa"),
    "perhotelan": N_("Perhotelan dan kuliner"),
    "teknik": N_("Teknik dan perbengkelan"),
    "pertambangan": N_("Pertambangan"),
    "pertanian": N_("Pertanian"),
    "perkebunan": N_("Perkebunan"),
    "keamanan": N_("Keamanan"),
    "administrasi": N_("Administrasi"),
    "penjualan": N_("Penjualan dan usaha kecil"),
}
"""What one may want to learn: slugs of the fields of courses."""

MOTIVES: Mapping[str, str] = {
    "kerja": N_("Supaya dapat kerja"),
    "naik": N_("Supaya lebih maju di tempat kerja"),
    "usaha": N_("Supaya usaha saya maju"),
    "ganti": N_("Supaya bisa pindah bidang kerja"),
    "lain": N_("Alasan lain"),
}


class Obstacle(StrEnum):
    """Why what somebody declares does not fit the policy (R-02, R-03, R-05)."""

    TOO_YOUNG = "too_young"
    TOO_OLD = "too_old"
    IN_EDUCATION = "in_education"
    OCCUPATION = "occupation"


OBSTACLES: Mapping[Obstacle, str] = {
    Obstacle.TOO_YOUNG: N_("Umur Anda belum cukup saat gelombang ini ditutup."),
    Obstacle.TOO_OLD: N_("Umur Anda lewat batas saat gelombang ini ditutup."),
    Obstacle.IN_EDUCATION: N_("Program ini untuk orang yang tidak sedang sekolah atau kuliah."),
    Obstacle.OCCUPATION: N_("Pekerjaan Anda termasuk yang tidak boleh ikut program ini."),
}


def batch_subject(number: int) -> UUID:
    """The id by which facts name a batch."""
    return uuid5(NAMESPACE_URL, f"jadibisa:batch:{number}")


def scheme_subject(code: str) -> UUID:
    """The id by which facts name a scheme."""
    return uuid5(NAMESPACE_URL, f"jadibisa:scheme:{code}")


def batch_state(opens_at: datetime, closes_at: datetime, at: datetime) -> BatchState:
    """Where a batch is at an instant; the closing instant itself is too late."""
    if at < opens_at:
        return BatchState.PLANNED
    return BatchState.OPEN if at < closes_at else BatchState.CLOSED


def reference_text(batch: int, digits: str) -> str:
    """`JB-72-0038-1205` from a batch and eight digits."""
    return f"JB-{batch}-{digits[:4]}-{digits[4:]}"


def read_reference(text: str) -> str:
    """What a person typed as a reference in its one form; "" when it is none."""
    plain = re.sub(r"[^0-9A-Z]", "", text.upper())
    found = _REFERENCE.match(plain)
    return reference_text(int(found[1]), found[2]) if found else ""


def read_draft_reference(text: str) -> str:
    """What a person typed as the number of a draft in its one form; "" when it is none."""
    plain = read_crockford(text)
    return f"DJ-{plain[2:6]}-{plain[6:]}" if _DRAFT.match(plain) else ""
