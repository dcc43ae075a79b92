"""Enumerations of work and their sentences."""

from collections.abc import Mapping
from enum import StrEnum

from jadibisa.kernel.refusals import N_

VACANCY_DAYS = 60  # how long a vacancy shows unless its employer says otherwise
LONGEST_VACANCY_DAYS = 120
ANSWER_DAYS = 30  # an employer's silence after which an application is closed
POSTPONED_DAYS = 45  # a postponed one may wait a little longer


class EmployerState(StrEnum):
    """Where the check of an employer stands."""

    WAITING = "waiting"
    PROPOSED = "proposed"
    VERIFIED = "verified"
    REFUSED = "refused"
    SUSPENDED = "suspended"


class VacancyState(StrEnum):
    """Where a vacancy stands; only `open` ones of verified employers show."""

    HELD = "held"
    OPEN = "open"
    FILLED = "filled"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    REMOVED = "removed"


class Contract(StrEnum):
    """The kind of employment."""

    PERMANENT = "permanent"
    FIXED_TERM = "fixed_term"
    DAILY = "daily"
    APPRENTICE = "apprentice"
    PIECEWORK = "piecework"


CONTRACT_WORDS: Mapping[str, str] = {
    Contract.PERMANENT: N_("Tetap"),
    Contract.FIXED_TERM: N_("Kontrak"),
    Contract.DAILY: N_("Harian"),
    Contract.APPRENTICE: N_("Magang dibayar"),
    Contract.PIECEWORK: N_("Borongan"),
}
# schema.org employmentType of each contract
CONTRACT_SCHEMA: Mapping[str, str] = {
    Contract.PERMANENT: "FULL_TIME",
    Contract.FIXED_TERM: "CONTRACTOR",
    Contract.DAILY: "PER_DIEM",
    Contract.APPRENTICE: "INTERN",
    Contract.PIECEWORK: "OTHER",
}


class Source(StrEnum):
    """Who brought a vacancy."""

    EMPLOYER = "employer"
    KARIRHUB = "karirhub"
    LOCAL_OFFICE = "local_office"
    IMPORT = "import"


SOURCE_WORDS: Mapping[str, str] = {
    Source.EMPLOYER: N_("Dari pemberi kerja"),
    Source.KARIRHUB: N_("Dari Karirhub"),
    Source.LOCAL_OFFICE: N_("Dari Dinas Tenaga Kerja"),
    Source.IMPORT: N_("Dari berkas kiriman"),
}
VACANCY_WORDS: Mapping[str, str] = {
    VacancyState.HELD: N_("Menunggu petugas"),
    VacancyState.OPEN: N_("Tampil"),
    VacancyState.FILLED: N_("Sudah terisi"),
    VacancyState.EXPIRED: N_("Sudah lewat"),
    VacancyState.WITHDRAWN: N_("Ditarik"),
    VacancyState.REMOVED: N_("Diturunkan petugas"),
}
EMPLOYER_WORDS: Mapping[str, str] = {
    EmployerState.WAITING: N_("Menunggu petugas"),
    EmployerState.PROPOSED: N_("Menunggu orang kedua"),
    EmployerState.VERIFIED: N_("Terverifikasi"),
    EmployerState.REFUSED: N_("Ditolak"),
    EmployerState.SUSPENDED: N_("Dihentikan sementara"),
}


class Flag(StrEnum):
    """Why an officer should look at a vacancy before it shows."""

    MONEY = "asks_money"
    LINK = "leads_away"
    UNFAIR = "unfair"
    DUPLICATE = "duplicate"
    WAGE = "wage"
    REPORTED = "reported"


FLAG_WORDS: Mapping[str, str] = {
    Flag.MONEY: N_("Menyebut pembayaran oleh pelamar"),
    Flag.LINK: N_("Mengarahkan ke alamat lain"),
    Flag.UNFAIR: N_("Membatasi jenis kelamin, umur, agama, atau penampilan"),
    Flag.DUPLICATE: N_("Mirip lowongan lain di tempat yang sama"),
    Flag.WAGE: N_("Upah jauh dari kebiasaan"),
    Flag.REPORTED: N_("Dilaporkan pembaca"),
}
# What people choose between when they filter by schooling.
QUALIFICATIONS: Mapping[str, tuple[str, ...]] = {
    "dasar": ("SD", "SMP"),
    "menengah": ("SMA", "SMK"),
    "diploma": ("D1", "D2", "D3"),
    "sarjana": ("D4", "S1"),
    "magister": ("S2",),
}
QUALIFICATION_WORDS: Mapping[str, str] = {
    "dasar": N_("SD–SMP"),
    "menengah": N_("SMA/SMK"),
    "diploma": N_("D1–D3"),
    "sarjana": N_("D4–S1"),
    "magister": N_("S2"),
}


class JobState(StrEnum):
    """Where a job application stands; none of them hangs: new, seen and postponed close after a delay."""

    NEW = "new"
    SEEN = "seen"
    POSTPONED = "postponed"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"


OPEN_STATES = (JobState.NEW, JobState.SEEN, JobState.POSTPONED)
JOB_WORDS: Mapping[str, str] = {
    JobState.NEW: N_("Terkirim"),
    JobState.SEEN: N_("Sudah dibaca"),
    JobState.POSTPONED: N_("Ditunda"),
    JobState.ACCEPTED: N_("Diterima"),
    JobState.REFUSED: N_("Belum cocok"),
    JobState.WITHDRAWN: N_("Anda tarik"),
    JobState.CLOSED: N_("Sudah ditutup"),
}


class RefusedFor(StrEnum):
    """Why an employer said no."""

    LACKING_SKILLS = "lacking_skills"
    LACKING_EXPERIENCE = "lacking_experience"
    PLACE_FILLED = "place_filled"
    TOO_FAR = "too_far"
    NOT_REACHED = "not_reached"
    OTHER = "other"


REFUSED_WORDS: Mapping[str, str] = {
    RefusedFor.LACKING_SKILLS: N_("Keterampilan belum lengkap"),
    RefusedFor.LACKING_EXPERIENCE: N_("Pengalaman belum cukup"),
    RefusedFor.PLACE_FILLED: N_("Tempat sudah terisi"),
    RefusedFor.TOO_FAR: N_("Tempat tinggal terlalu jauh"),
    RefusedFor.NOT_REACHED: N_("Pelamar tidak dapat dihubungi"),
    RefusedFor.OTHER: N_("Alasan lain"),
}


class Share(StrEnum):
    """What a person may let an employer see."""

    NAME = "name"
    PHONE = "phone"
    CERTIFICATES = "certificates"
    SKILLS = "skills"


SHARE_WORDS: Mapping[str, str] = {
    Share.NAME: N_("Nama saya"),
    Share.PHONE: N_("Nomor HP saya"),
    Share.CERTIFICATES: N_("Sertifikat saya"),
    Share.SKILLS: N_("Keterampilan yang saya tulis sendiri"),
}
NEEDED_SHARES = frozenset({Share.NAME, Share.PHONE})  # without them nobody can call back


class OutcomeAnswer(StrEnum):
    """What a person does some time after the course."""

    EMPLOYED = "employed"
    SELF_EMPLOYED = "self_employed"
    LEARNING = "learning"
    SEEKING = "seeking"
    NOT_SEEKING = "not_seeking"


OUTCOME_WORDS: Mapping[str, str] = {
    OutcomeAnswer.EMPLOYED: N_("Bekerja untuk orang lain"),
    OutcomeAnswer.SELF_EMPLOYED: N_("Punya usaha sendiri"),
    OutcomeAnswer.LEARNING: N_("Belajar lagi"),
    OutcomeAnswer.SEEKING: N_("Sedang mencari kerja"),
    OutcomeAnswer.NOT_SEEKING: N_("Tidak sedang mencari kerja"),
}
WORKING = frozenset({OutcomeAnswer.EMPLOYED, OutcomeAnswer.SELF_EMPLOYED})


class Quality(StrEnum):
    """Remarks on how an outcome was answered; they never change a payment."""

    HASTY = "hasty"
    CONTRADICTS_EMPLOYER = "contradicts_employer"
