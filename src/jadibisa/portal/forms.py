"""The shape of what is typed on the pages of the roof."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jadibisa.foundation.places.queries import provinces, regencies
from jadibisa.foundation.plumbing.forms import DateField, ParsedField, PlainForm
from jadibisa.kernel.ids import parse_phone


class SignInForm(PlainForm):
    """Reference and birth date of a participant."""

    reference = forms.CharField(
        label=_("Nomor pendaftaran"),
        help_text=_("Ada di SMS dari kami. Contoh: JB-72-0038-1205"),
        widget=forms.TextInput({"class": "w12", "autocomplete": "off", "autocapitalize": "characters"}),
    )
    birth_date = DateField(label=_("Tanggal lahir"), help_text=_("Tulis seperti di KTP. Contoh: 27 3 1998"))


class CodeForm(PlainForm):
    """The six digits of the SMS."""

    code = forms.CharField(
        label=_("Kode dari SMS"),
        help_text=_("6 angka. Boleh ditempel."),
        widget=forms.TextInput({"class": "code-in", "inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


class NotMeForm(PlainForm):
    """Whose number gets codes that nobody asked for."""

    phone = ParsedField(
        parse_phone,
        label=_("Nomor HP yang menerima SMS"),
        help_text=_("Contoh: 0812 3456 7890"),
        widget=forms.TextInput({"class": "w12", "inputmode": "tel", "autocomplete": "tel"}),
    )
    code = forms.CharField(
        label=_("Kode di SMS itu"),
        help_text=_("6 angka. Kode hanya dipakai untuk memastikan nomor ini milik Anda."),
        widget=forms.TextInput({"class": "code-in", "inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


class MessageNumberForm(PlainForm):
    """The number that stands behind a message."""

    number = forms.CharField(
        label=_("Nomor pesan"),
        help_text=_("Ada di akhir pesan. Contoh: 7K2MQ-XCTRA"),
        max_length=60,
        widget=forms.TextInput({"class": "w12", "autocomplete": "off", "autocapitalize": "characters"}),
    )


class PhoneForm(PlainForm):
    """Another phone number."""

    value = ParsedField(
        parse_phone,
        label=_("Nomor HP baru"),
        help_text=_("Contoh: 0812 3456 7890"),
        widget=forms.TextInput({"class": "w12", "inputmode": "tel", "autocomplete": "tel"}),
    )


class EmailForm(PlainForm):
    """Another e-mail address."""

    value = forms.EmailField(
        label=_("Email baru"),
        help_text=_("Contoh: ayu@contoh.id"),
        max_length=254,
        error_messages={"invalid": _("Tulis email lengkap, misalnya ayu@contoh.id")},
        widget=forms.TextInput({"inputmode": "email", "autocomplete": "email"}),
    )


class AddressForm(PlainForm):
    """The address as on the KTP."""

    address = forms.CharField(
        label=_("Jalan, RT/RW, desa"),
        max_length=300,
        widget=forms.TextInput({"autocomplete": "street-address"}),
    )
    regency = forms.ChoiceField(label=_("Kabupaten atau kota"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own signature
        """Offer every regency, by province."""
        super().__init__(*args, **kwargs)
        self.fields["regency"].choices = [  # type: ignore[attr-defined]
            (one.name, [(place.code, place.name) for place in regencies(one.code)]) for one in provinces()
        ]


class DecisionForm(PlainForm):
    """What an officer thinks of a request about data."""

    request = forms.UUIDField(widget=forms.HiddenInput)
    decision = forms.ChoiceField(label=_("Keputusan"), choices=[("yes", _("Setuju")), ("no", _("Tidak setuju"))])
    why = forms.CharField(label=_("Alasan"), max_length=300)
