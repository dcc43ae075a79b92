"""Questions about the person: who, numbers, birth, address, contact."""

# ruff: noqa: ANN401 - the signatures are Django's

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from jadibisa.foundation.places.queries import province, provinces, regencies, regency
from jadibisa.foundation.plumbing.forms import DateField, ParsedField
from jadibisa.foundation.plumbing.templatetags.jadibisa import tanggal
from jadibisa.journey.registration.forms.base import QuestionForm, invalid, text_question
from jadibisa.journey.registration.types import (
    LONGEST_ADDRESS,
    clean_name,
    clean_text,
    require_birth_date,
    require_nik,
)
from jadibisa.kernel.ids import Kk, Nik, mask_number, mask_phone, parse_phone
from jadibisa.kernel.refusals import Refusal


class NameForm(QuestionForm):
    """Who."""

    slug = "nama"
    label = _("Nama lengkap")
    help = (_("Nama saya hanya satu kata"), _("Itu tidak apa-apa. Tulis satu kata itu saja."))
    name = text_question(
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
    nik = text_question(
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
            raise invalid(refusal) from None
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
    kk = text_question(
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
            raise invalid(refusal) from None
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
    phone = text_question(
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
        max_length=254,
        widget=forms.TextInput(attrs={"inputmode": "email", "autocomplete": "email"}),
        error_messages={"invalid": _("Tulis alamat e-mail lengkap, misalnya ayu@contoh.id")},
    )

    def shown(self) -> str:
        """Or that there is none."""
        return self.cleaned_data["email"] or _t("Tidak ada")
