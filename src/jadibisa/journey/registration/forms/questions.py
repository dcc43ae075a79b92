"""One form for each question; a question knows when it is asked and how its answer is shown."""

# ruff: noqa: ANN401 - the signatures are Django's

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from jadibisa.foundation.places.queries import province, provinces, regencies, regency
from jadibisa.foundation.plumbing.forms import DateField, ParsedField, PlainForm
from jadibisa.foundation.plumbing.templatetags.jadibisa import tanggal
from jadibisa.journey.registration.types import (
    DISABILITY_NAMES,
    INTERESTS,
    JOB_STATUS_NAMES,
    LONGEST_ADDRESS,
    LONGEST_PROOF,
    MOTIVES,
    OCCUPATION_NAMES,
    SCHOOLING_NAMES,
    JobStatus,
    Occupation,
    clean_name,
    clean_text,
    require_birth_date,
    require_nik,
)
from jadibisa.kernel.ids import Kk, Nik, mask_number, mask_phone, parse_phone
from jadibisa.kernel.refusals import Refusal

SELF, WORK, LEARNING = _("Data diri"), _("Pekerjaan dan pendidikan"), _("Supaya belajar lebih mudah")
YES_NO = (("ya", _("Ya")), ("tidak", _("Tidak")))
LAID_OFF = frozenset({JobStatus.LAID_OFF, JobStatus.FURLOUGHED})


@dataclass(frozen=True, slots=True)
class Told:
    """What a question may know: the day, whether this is a demonstration, and the answers so far."""

    today: date
    demonstration: bool
    answers: Mapping[str, Mapping[str, list[str]]] = field(default_factory=dict)

    def first(self, slug: str, name: str) -> str:
        """What was typed into a field of another question, "" if it was not asked yet."""
        return next(iter(self.answers.get(slug, {}).get(name, ())), "")


def _choices(names: Mapping[Any, str]) -> list[tuple[str, Promise]]:
    return [(str(key), _(name)) for key, name in names.items()]


def _invalid(refusal: Refusal) -> ValidationError:
    return ValidationError(_(refusal.sentence), code=refusal.code, params=dict(refusal.values) or None)


class QuestionForm(PlainForm):
    """One question. A subclass names its address, its part of the check page and its label there."""

    slug: ClassVar[str]
    part: ClassVar[Promise | str] = SELF
    label: ClassVar[Promise | str]
    heading: ClassVar[Promise | str] = ""
    help: ClassVar[tuple[Promise | str, Promise | str] | None] = None

    def __init__(self, *args: Any, told: Told, **kwargs: Any) -> None:
        """Keep what the question may know."""
        self.told = told
        super().__init__(*args, **kwargs)

    @classmethod
    def asked(cls, told: Told) -> bool:  # noqa: ARG003 - most questions are asked of everybody
        """Whether this person is asked."""
        return True

    def shown(self) -> str:
        """The answer in words, for the check page."""
        return str(next(iter(self.cleaned_data.values())) or "")


def _text_question(
    parse: Callable[[str], Any], label: Promise | str, hint: Promise | str, **attributes: str
) -> ParsedField:
    return ParsedField(parse, label=label, help_text=hint, widget=forms.TextInput(attrs=attributes))


class NameForm(QuestionForm):
    """Who."""

    slug = "nama"
    label = _("Nama lengkap")
    help = (_("Nama saya hanya satu kata"), _("Itu tidak apa-apa. Tulis satu kata itu saja."))
    name = _text_question(
        clean_name,
        _("Siapa nama Anda?"),
        _("Tulis seperti di KTP. Gelar tidak perlu."),
        autocomplete="name",
        autocapitalize="words",
    )


class NikForm(QuestionForm):
    """The number of the person."""

    slug = "nik"
    label = _("NIK")
    help = (
        _("KTP saya hilang"),
        _("NIK juga tertulis di Kartu Keluarga dan kartu BPJS. Anda tidak perlu menunggu KTP baru."),
    )
    nik = _text_question(
        Nik.parse,
        _("Berapa NIK Anda?"),
        _("16 angka di KTP. Boleh memakai spasi."),
        inputmode="numeric",
        autocomplete="off",
    )

    def clean_nik(self) -> Nik:
        """Synthetic numbers belong into demonstrations only."""
        nik: Nik = self.cleaned_data["nik"]
        try:
            require_nik(nik, demonstration=self.told.demonstration)
        except Refusal as refusal:
            raise _invalid(refusal) from None
        return nik

    def shown(self) -> str:
        """Masked."""
        return mask_number(self.cleaned_data["nik"].digits)


class KkForm(QuestionForm):
    """The number of the family card."""

    slug = "kk"
    label = _("Nomor Kartu Keluarga")
    help = (
        _("Untuk apa nomor KK?"),
        _("Satu Kartu Keluarga paling banyak punya dua penerima. Kami menghitungnya dengan nomor ini."),
    )
    kk = _text_question(
        Kk.parse,
        _("Berapa nomor Kartu Keluarga Anda?"),
        _("16 angka di bagian atas Kartu Keluarga."),
        inputmode="numeric",
        autocomplete="off",
    )

    def shown(self) -> str:
        """Masked."""
        return mask_number(self.cleaned_data["kk"].digits)


class BirthForm(QuestionForm):
    """When born."""

    slug = "lahir"
    label = _("Tanggal lahir")
    help = (
        _("Tanggal lahir di KTP saya salah"),
        _(
            "Isi dulu seperti yang tertulis di KTP. Lalu minta perbaikan di kantor Dukcapil. Pendaftaran Anda tidak hilang selama menunggu."
        ),
    )
    birth_date = DateField(label=_("Kapan Anda lahir?"), help_text=_("Tulis seperti di KTP. Contoh: 27 3 1998"))

    def clean_birth_date(self) -> date:
        """A day that somebody alive may have been born on."""
        born: date = self.cleaned_data["birth_date"]
        try:
            require_birth_date(born, self.told.today)
        except Refusal as refusal:
            raise _invalid(refusal) from None
        return born

    def differs_from_nik(self) -> bool:
        """Whether the NIK says another day: legal, so only worth a word."""
        try:
            return not Nik.parse(self.told.first("nik", "nik")).agrees_with(self.cleaned_data["birth_date"])
        except Refusal:
            return False

    def shown(self) -> str:
        """With the month in words."""
        return tanggal(self.cleaned_data["birth_date"])


class GenderForm(QuestionForm):
    """Woman or man, as on the KTP."""

    slug = "jenis-kelamin"
    label = _("Jenis kelamin")
    gender = forms.ChoiceField(
        label=_("Apa jenis kelamin Anda di KTP?"),
        choices=[("F", _("Perempuan")), ("M", _("Laki-laki"))],
        widget=forms.RadioSelect,
    )

    def shown(self) -> str:
        """In words."""
        return _t("Perempuan") if self.cleaned_data["gender"] == "F" else _t("Laki-laki")


class ProvinceForm(QuestionForm):
    """Which province; it decides in which group the draw is."""

    slug = "provinsi"
    label = _("Provinsi")
    help = (
        _("Saya tinggal di provinsi lain"),
        _("Tulis provinsi di KTP. Undian memakai alamat yang tercatat di Dukcapil."),
    )
    province = forms.ChoiceField(label=_("Provinsi mana yang tertulis di KTP Anda?"), widget=forms.Select)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """All provinces, by name."""
        super().__init__(*args, **kwargs)
        named = sorted((found.name, found.code) for found in provinces())
        self.fields["province"].choices = [("", _("Pilih provinsi")), *((code, name) for name, code in named)]  # type: ignore[attr-defined]

    def shown(self) -> str:
        """By name."""
        return province(self.cleaned_data["province"]).name


class RegencyForm(QuestionForm):
    """Which regency of the province."""

    slug = "kabupaten"
    label = _("Kabupaten atau kota")
    regency = forms.ChoiceField(
        label=_("Kabupaten atau kota mana?"), help_text=_("Seperti di KTP."), widget=forms.Select
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """The regencies of the province that was told."""
        super().__init__(*args, **kwargs)
        here = self.told.first("provinsi", "province")
        named = sorted((found.name, found.code) for found in (regencies(here) if here else ()))
        self.fields["regency"].choices = [("", _("Pilih kabupaten atau kota")), *((code, name) for name, code in named)]  # type: ignore[attr-defined]

    def shown(self) -> str:
        """By name."""
        return regency(self.cleaned_data["regency"]).name


class AddressForm(QuestionForm):
    """Street and village."""

    slug = "alamat"
    label = _("Alamat di KTP")
    address = ParsedField(
        lambda text: clean_text(text, field="address", longest=LONGEST_ADDRESS),
        label=_("Apa alamat Anda di KTP?"),
        help_text=_("Jalan, RT, RW, dan desa. Contoh: Jalan Melati 8, RT 02 RW 05, Sukamaju"),
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "street-address"}),
    )


class PhoneForm(QuestionForm):
    """Where news arrives."""

    slug = "hp"
    label = _("Nomor HP")
    help = (_("Saya tidak punya HP"), _("Tulis nomor keluarga yang Anda percaya, atau datang ke pos bantuan terdekat."))
    phone = _text_question(
        parse_phone,
        _("Berapa nomor HP Anda?"),
        _("Kami kirim kabar lewat SMS. Contoh: 0812 3456 0147"),
        inputmode="tel",
        autocomplete="tel",
    )

    def shown(self) -> str:
        """Masked."""
        return mask_phone(self.cleaned_data["phone"])


class EmailForm(QuestionForm):
    """Optional."""

    slug = "email"
    label = _("E-mail")
    email = forms.EmailField(
        label=_("Apa alamat e-mail Anda?"),
        help_text=_("Boleh dikosongkan. Semua kabar juga datang lewat SMS."),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "email", "autocomplete": "email"}),
        error_messages={"invalid": _("Tulis alamat e-mail lengkap, misalnya ayu@contoh.id")},
    )

    def shown(self) -> str:
        """Or that there is none."""
        return self.cleaned_data["email"] or _t("Tidak ada")


class JobForm(QuestionForm):
    """How somebody works now."""

    slug = "pekerjaan"
    part = WORK
    label = _("Keadaan kerja")
    job_status = forms.ChoiceField(
        label=_("Apa keadaan kerja Anda sekarang?"), choices=_choices(JOB_STATUS_NAMES), widget=forms.RadioSelect
    )

    def shown(self) -> str:
        """In words."""
        return _t(JOB_STATUS_NAMES[JobStatus(self.cleaned_data["job_status"])])


class LaidOffForm(QuestionForm):
    """What proves that somebody was laid off."""

    slug = "phk"
    part = WORK
    label = _("Bukti PHK")
    help = (
        _("Saya tidak punya surat"),
        _("Kosongkan saja. Anda tetap ikut undian, tetapi tidak dalam kelompok pekerja terkena PHK."),
    )
    laid_off_proof = ParsedField(
        lambda text: clean_text(text, field="laid_off_proof", longest=LONGEST_PROOF),
        label=_("Apa bukti PHK Anda?"),
        help_text=_("Nomor surat dari perusahaan, atau nomor di daftar Kemnaker. Boleh dikosongkan."),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    @classmethod
    def asked(cls, told: Told) -> bool:
        """Only of who was laid off or furloughed."""
        return told.first("pekerjaan", "job_status") in LAID_OFF

    def shown(self) -> str:
        """Or that there is none."""
        return self.cleaned_data["laid_off_proof"] or _t("Tidak ada")


class OccupationForm(QuestionForm):
    """Offices that may be excluded."""

    slug = "jabatan"
    part = WORK
    label = _("Jabatan")
    occupation = forms.ChoiceField(
        label=_("Apakah Anda salah satu dari ini?"), choices=_choices(OCCUPATION_NAMES), widget=forms.RadioSelect
    )

    def shown(self) -> str:
        """In words."""
        return _t(OCCUPATION_NAMES[Occupation(self.cleaned_data["occupation"])])


class EducationForm(QuestionForm):
    """At school or university now."""

    slug = "sekolah"
    part = WORK
    label = _("Sedang sekolah atau kuliah")
    in_education = forms.ChoiceField(
        label=_("Apakah Anda sedang sekolah atau kuliah?"), help_text=_("Kursus dan pelatihan tidak termasuk."), choices=YES_NO,
        widget=forms.RadioSelect,
    )  # fmt: skip

    def shown(self) -> str:
        """Yes or no."""
        return _t("Ya") if self.cleaned_data["in_education"] == "ya" else _t("Tidak")


class SchoolingForm(QuestionForm):
    """The highest schooling."""

    slug = "pendidikan"
    part = WORK
    label = _("Pendidikan terakhir")
    schooling = forms.ChoiceField(
        label=_("Apa pendidikan terakhir yang Anda selesaikan?"),
        choices=_choices(SCHOOLING_NAMES),
        widget=forms.RadioSelect,
    )

    def shown(self) -> str:
        """In words."""
        return str(dict(_choices(SCHOOLING_NAMES))[self.cleaned_data["schooling"]])


class InterestForm(QuestionForm):
    """What one wants to learn."""

    slug = "minat"
    part = WORK
    label = _("Yang ingin dipelajari")
    interests = forms.MultipleChoiceField(
        label=_("Apa yang ingin Anda pelajari?"), help_text=_("Boleh lebih dari satu. Ini tidak memengaruhi undian."),
        choices=_choices(INTERESTS), widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    def shown(self) -> str:
        """In words."""
        return "; ".join(_t(INTERESTS[slug]) for slug in self.cleaned_data["interests"])


class MotiveForm(QuestionForm):
    """Why one joins."""

    slug = "alasan"
    part = WORK
    label = _("Alasan ikut")
    motive = forms.ChoiceField(
        label=_("Mengapa Anda ingin ikut?"),
        help_text=_("Ini tidak memengaruhi undian."),
        choices=_choices(MOTIVES),
        widget=forms.RadioSelect,
    )

    def shown(self) -> str:
        """In words."""
        return _t(MOTIVES[self.cleaned_data["motive"]])


class DisabilityForm(QuestionForm):
    """A claim, with what proves it; both are sealed."""

    slug = "disabilitas"
    part = LEARNING
    label = _("Disabilitas")
    heading = _("Apakah Anda penyandang disabilitas?")
    help = (
        _("Mengapa kami bertanya?"),
        _(
            "Sebagian kursi disediakan untuk penyandang disabilitas. Jawaban Anda disegel. Hanya petugas yang memeriksa bisa membukanya."
        ),
    )
    disability = forms.ChoiceField(
        label=_("Pilih yang paling sesuai"),
        choices=[("tidak", _("Tidak")), *_choices(DISABILITY_NAMES)],
        widget=forms.RadioSelect,
    )
    disability_proof = ParsedField(
        lambda text: clean_text(text, field="disability_proof", longest=LONGEST_PROOF),
        label=_("Nomor kartu atau surat keterangan petugas"),
        help_text=_("Tanpa bukti, Anda tetap ikut undian, tetapi tidak dalam kelompok ini."),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def shown(self) -> str:
        """In words, with the proof."""
        told = self.cleaned_data["disability"]
        if told == "tidak":
            return _t("Tidak")
        words = str(dict(_choices(DISABILITY_NAMES))[told])
        proof = self.cleaned_data["disability_proof"]
        return f"{words} ({proof})" if proof else words


QUESTIONS: tuple[type[QuestionForm], ...] = (
    NameForm, NikForm, KkForm, BirthForm, GenderForm, ProvinceForm, RegencyForm, AddressForm, PhoneForm, EmailForm, JobForm, LaidOffForm,
    OccupationForm, EducationForm, SchoolingForm, InterestForm, MotiveForm, DisabilityForm,
)  # fmt: skip


def question_at(slug: str) -> type[QuestionForm] | None:
    """The question at an address."""
    return next((question for question in QUESTIONS if question.slug == slug), None)
