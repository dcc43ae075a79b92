"""The shape of what is typed on the pages of assisted access."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jadibisa.care.assistance.types import CONSENT_WORDS, POINT_WORDS, Consent
from jadibisa.foundation.places import queries as places
from jadibisa.foundation.plumbing.forms import DateField, ParsedField, PlainForm
from jadibisa.journey.registration.types import (
    DISABILITY_NAMES,
    INTERESTS,
    JOB_STATUS_NAMES,
    MOTIVES,
    OCCUPATION_NAMES,
    SCHOOLING_NAMES,
)
from jadibisa.kernel.ids import Kk, Nik, parse_phone

Choices = list[tuple[str, Any]]
TEL = {"inputmode": "tel", "autocomplete": "off", "class": "w12"}
NUMBER = {"inputmode": "numeric", "autocomplete": "off", "class": "w16"}


def _words(table: Mapping[Any, str]) -> Choices:
    return [(str(value), _(word)) for value, word in table.items()]


def _regencies() -> Choices:
    return [
        (province.name, [(regency.code, regency.name) for regency in places.regencies(province.code)])
        for province in places.provinces()
    ]


def _regency_choices() -> Choices:
    return [("", _("Pilih")), *_regencies()]


class CompanionForm(PlainForm):
    """A certificate holder who wants to help."""

    regencies = forms.MultipleChoiceField(
        label=_("Di mana Anda ingin membantu?"),
        help_text=_("Pilih 1 sampai 5 kabupaten atau kota."),
        widget=forms.SelectMultiple({"size": "12"}),
        choices=_regencies,
    )
    motive = forms.CharField(label=_("Mengapa Anda ingin membantu?"), widget=forms.Textarea({"rows": 4}))


class AccountForm(PlainForm):
    """The account of an approved companion."""

    email = forms.EmailField(
        label=_("Alamat email"),
        widget=forms.TextInput({"inputmode": "email", "autocomplete": "email"}),
        error_messages={"invalid": _("Tulis alamat email, misalnya nama@surat.example.")},
    )
    password = forms.CharField(
        label=_("Kata sandi"),
        help_text=_("Paling sedikit 12 huruf. Beberapa kata lebih mudah diingat."),
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        strip=False,
    )


class SittingForm(PlainForm):
    """Whom to help, and how the person agrees."""

    first_name = forms.CharField(label=_("Nama panggilan orang itu"), widget=forms.TextInput({"autocomplete": "off"}))
    phone = ParsedField(
        parse_phone,
        label=_("Nomor HP orang itu"),
        help_text=_("Boleh milik keluarganya. Jangan nomor HP Anda sendiri."),
        widget=forms.TextInput(TEL),
    )
    regency = forms.ChoiceField(label=_("Di mana Anda membantu?"))
    consent = forms.ChoiceField(
        label=_("Bagaimana ia menyetujui?"),
        widget=forms.RadioSelect,
        choices=_words(CONSENT_WORDS),
        initial=Consent.CODE,
    )
    paper = forms.CharField(
        label=_("Nomor lembar persetujuan"),
        help_text=_("Hanya jika di kertas. Simpan lembarnya di pos bantuan."),
        required=False,
        widget=forms.TextInput({"class": "w12", "autocomplete": "off"}),
    )

    def within(self, codes: tuple[str, ...]) -> "SittingForm":
        """Only the regencies of the companion."""
        field = self.fields["regency"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(code, places.regency(code).name) for code in codes]
        return self


class CodeForm(PlainForm):
    """The code on the person's phone, typed by the person."""

    code = forms.CharField(
        label=_("Kode dari SMS di HP orang itu"),
        help_text=_("Berikan HP ini kepadanya. Ia mengetik sendiri 6 angka itu."),
        widget=forms.TextInput({"class": "code-in", "inputmode": "numeric", "autocomplete": "off"}),
    )


class RegisterForm(PlainForm):
    """The whole registration on one page; both look at the screen."""

    nik = ParsedField(Nik.parse, label=_("NIK"), help_text=_("16 angka di KTP."), widget=forms.TextInput(NUMBER))
    kk = ParsedField(
        Kk.parse, label=_("Nomor KK"), help_text=_("16 angka di Kartu Keluarga."), widget=forms.TextInput(NUMBER)
    )
    name = forms.CharField(
        label=_("Nama lengkap"), help_text=_("Seperti di KTP. Satu kata juga boleh."), max_length=100
    )
    birth_date = DateField(label=_("Tanggal lahir"), help_text=_("Tulis seperti di KTP. Contoh: 27 3 1998"))
    gender = forms.ChoiceField(
        label=_("Jenis kelamin di KTP"),
        widget=forms.RadioSelect,
        choices=[("F", _("Perempuan")), ("M", _("Laki-laki"))],
    )
    address = forms.CharField(label=_("Alamat di KTP"), widget=forms.Textarea({"rows": 2}), max_length=300)
    regency = forms.ChoiceField(label=_("Kabupaten atau kota di KTP"), choices=_regency_choices)
    schooling = forms.ChoiceField(label=_("Pendidikan terakhir"), choices=[("", _("Pilih")), *_words(SCHOOLING_NAMES)])
    in_education = forms.ChoiceField(
        label=_("Sedang sekolah atau kuliah?"),
        widget=forms.RadioSelect,
        choices=[("tidak", _("Tidak")), ("ya", _("Ya"))],
    )
    job_status = forms.ChoiceField(label=_("Keadaan kerja"), choices=[("", _("Pilih")), *_words(JOB_STATUS_NAMES)])
    laid_off_proof = forms.CharField(label=_("Nomor surat PHK atau surat dirumahkan"), required=False, max_length=100)
    occupation = forms.ChoiceField(label=_("Jabatan"), choices=[("", _("Pilih")), *_words(OCCUPATION_NAMES)])
    motive = forms.ChoiceField(label=_("Mengapa ingin ikut?"), choices=[("", _("Pilih")), *_words(MOTIVES)])
    interests = forms.MultipleChoiceField(
        label=_("Ingin belajar apa?"), widget=forms.CheckboxSelectMultiple, choices=_words(INTERESTS)
    )
    disability = forms.ChoiceField(
        label=_("Disabilitas"),
        help_text=_("Boleh tidak dijawab. Dipakai untuk jatah kursi dan bantuan belajar."),
        required=False,
        choices=[("", _("Tidak ada atau tidak dijawab")), *_words(DISABILITY_NAMES)],
    )
    disability_proof = forms.CharField(
        label=_("Nomor kartu atau surat keterangan disabilitas"), required=False, max_length=100
    )
    agree = forms.BooleanField(
        label=_("Orang ini menyatakan datanya benar, dan setuju datanya diperiksa ke Dukcapil."),
        error_messages={"required": _("Tanyakan dulu kepada orangnya, lalu centang.")},
    )


class PointForm(PlainForm):
    """A help post or an access point."""

    name = forms.CharField(label=_("Nama tempat"))
    kind = forms.ChoiceField(label=_("Jenis tempat"), choices=[("", _("Pilih")), *_words(POINT_WORDS)])
    regency = forms.ChoiceField(label=_("Kabupaten atau kota"))
    address = forms.CharField(label=_("Alamat"), widget=forms.Textarea({"rows": 2}))
    hours = forms.CharField(label=_("Hari dan jam buka"), help_text=_("Contoh: Senin–Jumat, 08.00–15.00 WIB"))
    phone = ParsedField(parse_phone, label=_("Nomor HP"), required=False, widget=forms.TextInput(TEL))
    step_free = forms.BooleanField(label=_("Bisa dicapai dengan kursi roda"), required=False)
    sign_language = forms.BooleanField(label=_("Ada juru bahasa isyarat"), required=False)

    def within(self, codes: tuple[str, ...]) -> "PointForm":
        """Only the regencies of the local government."""
        field = self.fields["regency"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(code, places.regency(code).name) for code in codes]
        return self


class VerdictForm(PlainForm):
    """An officer's verdict with its reason."""

    verdict = forms.ChoiceField(
        label=_("Putusan"), widget=forms.RadioSelect, choices=[("ya", _("Setuju")), ("tidak", _("Tidak setuju"))]
    )
    why = forms.CharField(label=_("Alasan"), required=False, widget=forms.Textarea({"rows": 2}))
