"""The shape of what is typed on the pages of the roof."""

from django import forms
from django.utils.translation import gettext_lazy as _

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
