"""The shape of what people type about certificates: a code, a reason."""

from django import forms
from django.utils.translation import gettext_lazy as _

from jadibisa.foundation.plumbing.forms import PlainForm


class CheckForm(PlainForm):
    """The code under the QR code of a certificate."""

    kode = forms.CharField(
        label=_("Kode sertifikat"),
        help_text=_("12 huruf dan angka di bawah kode QR. Spasi dan tanda hubung boleh."),
        max_length=40,
        widget=forms.TextInput({"class": "code-in", "autocomplete": "off", "spellcheck": "false"}),
    )


class RevocationForm(PlainForm):
    """Which certificate should be revoked, and why."""

    code = forms.CharField(
        label=_("Kode sertifikat"),
        max_length=40,
        widget=forms.TextInput({"class": "code-in", "autocomplete": "off", "spellcheck": "false"}),
    )
    why = forms.CharField(
        label=_("Alasan"),
        help_text=_("Terlihat oleh siapa pun yang memeriksa sertifikat. Jangan tulis data pribadi."),
        max_length=300,
    )
