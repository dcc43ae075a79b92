"""Everything we hold about a person, item by item with its origin, and what of it the law makes us keep."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jadibisa.care.tickets import queries as tickets
from jadibisa.foundation.facts import queries as facts
from jadibisa.foundation.facts.types import Fact
from jadibisa.foundation.messages import queries as messages
from jadibisa.foundation.people import queries as people
from jadibisa.foundation.places.queries import regency
from jadibisa.foundation.plumbing.templatetags.jadibisa import rupiah, tanggal, waktu
from jadibisa.journey.certification import queries as certification
from jadibisa.journey.funding import queries as funding
from jadibisa.journey.registration import queries as registration
from jadibisa.journey.registration.types import (
    CHANNEL_NAMES,
    JOB_STATUS_NAMES,
    OCCUPATION_NAMES,
    SCHOOLING_NAMES,
    ApplicationView,
    Channel,
)
from jadibisa.journey.selection import queries as selection
from jadibisa.journey.training import queries as training
from jadibisa.journey.verification import queries as verification
from jadibisa.journey.verification.types import CASE_STATE_NAMES
from jadibisa.journey.work import queries as work
from jadibisa.kernel.ids import mask_number, mask_phone

OPENED = "people.file_opened"
AT_ONCE = 500
PROGRAMME, YOU, REGISTRY = gettext_lazy("Dibuat oleh program"), gettext_lazy("Dari Anda"), gettext_lazy("Dari Dukcapil")
ROLES: dict[str, Promise | str] = {
    "verifier": gettext_lazy("petugas verifikasi"),
    "selection_officer": gettext_lazy("petugas seleksi"),
    "finance_officer": gettext_lazy("petugas dana"),
    "help_officer": gettext_lazy("petugas bantuan"),
    "approver": gettext_lazy("penyetuju, orang kedua"),
    "auditor": gettext_lazy("auditor"),
    "companion": gettext_lazy("pendamping"),
    "system": gettext_lazy("sistem program"),
    "citizen": gettext_lazy("Anda"),
}


@dataclass(frozen=True, slots=True)
class Item:
    """One thing we hold: what it is, its value, where it came from."""

    label: Promise | str
    value: str
    origin: Promise | str


@dataclass(frozen=True, slots=True)
class Section:
    """Things of one kind."""

    title: Promise | str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """One kind of data after an erasure: erased, or kept and why."""

    what: Promise | str
    erased: bool
    why: Promise | str


def role_of(label: str) -> Promise | str:
    """Who did something, as a role: the name of an officer is no part of a person's data."""
    role = label.split(":", 1)[0]
    return ROLES.get(role, role)


def sections(person_id: UUID, *, whole: bool) -> list[Section]:
    """All that we hold, with numbers masked unless the whole is asked for."""
    return [_identity(person_id, whole=whole), *_applications(person_id)]


def _identity(person_id: UUID, *, whole: bool) -> Section:
    own = people.own_file(person_id)
    items = (
        Item(_("Nama"), own.name, YOU),
        Item("NIK", own.nik if whole else mask_number(own.nik), YOU),
        Item(_("Nomor Kartu Keluarga"), own.kk if whole else mask_number(own.kk), YOU),
        Item(_("Tanggal lahir"), tanggal(own.birth_date), YOU),
        Item(_("Jenis kelamin"), _("Perempuan") if own.gender == "F" else _("Laki-laki"), YOU),
        Item(_("Nomor HP"), own.phone if whole else mask_phone(own.phone), YOU),
        Item(_("Email"), own.email or "–", YOU),
        Item(_("Alamat"), f"{own.address}, {regency(own.regency).name}", YOU),
    )
    return Section(_("Diri dan kontak"), items)


def _applications(person_id: UUID) -> Iterator[Section]:
    for one in registration.applications_of_person(person_id):
        told = _("Dari Anda pada %(when)s, lewat %(way)s") % {
            "when": waktu(one.submitted_at),
            "way": _(CHANNEL_NAMES[Channel(one.channel)]),
        }
        yield Section(_("Pendaftaran gelombang %(batch)d") % {"batch": one.batch}, tuple(_application(one, told)))


def _application(one: ApplicationView, told: str) -> Iterator[Item]:
    yield Item(_("Nomor pendaftaran"), one.reference, PROGRAMME)
    yield Item(_("Pendidikan"), _(SCHOOLING_NAMES[one.schooling]), told)
    yield Item(_("Keadaan kerja"), _(JOB_STATUS_NAMES[one.job_status]), told)
    yield Item(_("Jabatan"), _(OCCUPATION_NAMES[one.occupation]), told)
    yield Item(_("Masih sekolah"), _("Ya") if one.in_education else _("Tidak"), told)
    yield Item(_("Alasan ikut"), one.motive or "–", told)
    yield Item(_("Minat"), ", ".join(one.interests) or "–", told)
    case = verification.case(one.id)
    if case is not None:
        yield Item(_("Hasil pemeriksaan data"), _(CASE_STATE_NAMES[case.state]), REGISTRY)
    result = selection.result_of(one.id)
    if result is not None:
        yield Item(_("Hasil undian"), _("Terpilih") if result.selected else _("Belum terpilih"), PROGRAMME)
    yield from _afterwards(one.id)


def _afterwards(application_id: UUID) -> Iterator[Item]:
    """What began after the draw."""
    money, account = funding.balance(application_id), funding.account(application_id)
    if money.allotted:
        yield Item(_("Saldo pelatihan"), rupiah(money.allotted), PROGRAMME)
    if account is not None:
        yield Item(_("Rekening"), f"{account.institution_name} {account.number_masked}", YOU)
    for bought in training.enrolments(application_id):
        yield Item(_("Kursus"), f"{bought.title}, {tanggal(bought.bought_at)}", YOU)
    for certificate in certification.certificates(application_id):
        yield Item(_("Sertifikat"), f"{certificate.title}, {certificate.code}", certificate.provider_name)
    for job in work.job_applications(application_id):
        yield Item(_("Lamaran kerja"), f"{job.title}, {job.employer}", YOU)
    for ticket in tickets.tickets_of(application_id):
        yield Item(_("Tiket bantuan"), ticket.number, YOU)


def subjects_of(person_id: UUID) -> list[UUID]:
    """Under which ids facts name a person."""
    return [person_id, *(one.id for one in registration.applications_of_person(person_id))]


def openings(person_id: UUID, *, limit: int = 50) -> list[Fact]:
    """Who looked at the file, newest first."""
    return facts.about(person_id, limit=limit, verbs=[OPENED])


def trail(subjects: Sequence[UUID]) -> Iterator[Fact]:
    """Everything that was done with a person's data, newest first, a piece at a time."""
    for subject in subjects:
        before = None
        while found := facts.trail(subject=subject, before=before, limit=AT_ONCE):
            yield from found
            before = found[-1].id


def letters(person_id: UUID) -> list[tuple[str, str, str]]:
    """The newest messages that went to a person: when, by which channel, the words."""
    return [(one.created_at.isoformat(), one.channel, one.text) for one in messages.of_person(person_id, limit=AT_ONCE)]


def duties(person_id: UUID) -> list[str]:
    """What makes us keep something of a person: words that facts keep; `running` while a place is still open."""
    found = []
    ids = [one.id for one in registration.applications_of_person(person_id)]
    if tickets.open_appeals(ids):
        found.append("running")
    for one in registration.applications_of_person(person_id):
        if funding.balance(one.id).allotted:
            found.append("money")
        if certification.certificates(one.id):
            found.append("certificate")
        case = verification.case(one.id)
        if selection.result_of(one.id) is None and (case is None or str(case.state) != "refused"):
            found.append("running")
    if people.names([person_id]) and verification.spent_persons([person_id]):
        found.append("once")
    return sorted(set(found))


def kept(held: Sequence[str]) -> list[Kept]:
    """Item by item what an erasure takes away and what stays, with the reason."""
    stays = bool(set(held) - {"running"})
    return [
        Kept(_("Nomor HP, email, alamat"), erased=True, why=_("Dihapus.")),
        Kept(_("Isi SMS, email, dan WhatsApp"), erased=True, why=_("Dihapus.")),
        Kept(_("Alasan ikut, minat, isi tiket"), erased=True, why=_("Dihapus.")),
        Kept(
            _("Nama, NIK, dan Kartu Keluarga"),
            erased=not stays,
            why=_("Disimpan tersandi: bantuan hanya sekali seumur hidup dan uang negara harus bisa diperiksa.")
            if stays
            else _("Dihapus. Kunci sandi Anda dihancurkan, jadi tidak bisa dibuka lagi."),
        ),
        Kept(
            _("Catatan uang"),
            erased="money" not in held,
            why=_("Disimpan tanpa nama: uang negara harus bisa diperiksa.")
            if "money" in held
            else _("Tidak ada yang disimpan."),
        ),
        Kept(
            _("Sertifikat"),
            erased="certificate" not in held,
            why=_("Disimpan: orang lain harus bisa memeriksanya.")
            if "certificate" in held
            else _("Tidak ada yang disimpan."),
        ),
        Kept(_("Tiket undian"), erased=False, why=_("Disimpan tanpa nama, supaya undian bisa dihitung ulang.")),
        Kept(
            _("Jejak pemeriksaan"), erased=False, why=_("Disimpan tanpa nama, supaya perbuatan petugas bisa diperiksa.")
        ),
    ]
