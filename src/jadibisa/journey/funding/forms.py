"""The shape of input about money: a payout account, a reason, a decision."""

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from jadibisa.foundation.plumbing.forms import PlainForm
from jadibisa.journey.funding.types import INSTITUTIONS, Channel

BIGGEST_UPLOAD = 20 * 1024 * 1024
CHANNEL_TITLES = {Channel.BANK: _("Bank"), Channel.WALLET: _("Dompet digital")}
CHOICES = [
    (title, [(code, item.name) for code, item in INSTITUTIONS.items() if item.channel is channel])
    for channel, title in CHANNEL_TITLES.items()
]


class AccountForm(PlainForm):
    """A payout account in the person's own name."""

    institution = forms.ChoiceField(
        label=_("Bank atau dompet digital"), choices=[("", _("Pilih salah satu")), *CHOICES]
    )
    number = forms.CharField(
        label=_("Nomor rekening atau nomor dompet"),
        help_text=_("Untuk dompet digital: nomor HP yang Anda daftarkan di sini."),
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
        max_length=40,
        error_messages={"max_length": _("Nomor itu terlalu panjang. Periksa angka satu per satu.")},
    )
    holder = forms.CharField(
        label=_("Nama pemilik"),
        help_text=_("Tulis seperti di buku tabungan atau aplikasi. Harus nama Anda sendiri."),
        widget=forms.TextInput({"autocomplete": "name"}),
        max_length=100,
        error_messages={"max_length": _("Nama paling panjang 100 huruf.")},
    )


class ReasonForm(PlainForm):
    """Why an officer does something."""

    why = forms.CharField(
        label=_("Alasan"),
        widget=forms.Textarea({"rows": 2}),
        max_length=500,
        error_messages={"max_length": _("Alasan paling panjang 500 huruf.")},
    )


class DecisionForm(PlainForm):
    """What the second person decides."""

    approve = forms.ChoiceField(
        label=_("Keputusan"),
        choices=[("yes", _("Setuju, kirim uangnya")), ("no", _("Tolak, kembalikan"))],
        widget=forms.RadioSelect,
    )
    why = forms.CharField(
        label=_("Alasan"),
        required=False,
        widget=forms.Textarea({"rows": 2}),
        max_length=500,
        error_messages={"max_length": _("Alasan paling panjang 500 huruf.")},
    )


class StatementForm(PlainForm):
    """A bank statement as text."""

    text = forms.CharField(
        label=_("Isi rekening koran"),
        help_text=_("Satu baris satu entri: nomor entri;2026-11-24;-600000.00;nomor kiriman"),
        widget=forms.Textarea({"rows": 10, "spellcheck": "false"}),
        max_length=900_000,
        error_messages={"max_length": _("Terlalu panjang. Bagi per hari.")},
    )


class BankFileForm(PlainForm):
    """A statement file of the bank."""

    file = forms.FileField(
        label=_("Berkas rekening koran"),
        help_text=_("camt.053 atau MT940, paling besar 20 MB. Isinya menentukan jenisnya."),
        error_messages={
            "required": _("Pilih berkas dari bank dulu."),
            "invalid": _("Pilih berkas dari bank dulu."),
            "missing": _("Pilih berkas dari bank dulu."),
            "empty": _("Berkas itu kosong. Unduh lagi dari bank."),
        },
    )

    def clean_file(self) -> "UploadedFile[bytes]":
        """Refuse what a page cannot read in time."""
        found: UploadedFile[bytes] = self.cleaned_data["file"]
        if (found.size or 0) > BIGGEST_UPLOAD:
            raise forms.ValidationError(_("Berkas lebih dari 20 MB. Pengelola memasukkannya dengan perintah."))
        return found


class CloseForm(PlainForm):
    """Whether the second person closes a day."""

    approve = forms.ChoiceField(
        label=_("Keputusan"),
        choices=[("yes", _("Setuju, tutup hari ini")), ("no", _("Tolak, buka lagi"))],
        widget=forms.RadioSelect,
    )
    why = forms.CharField(
        label=_("Alasan"),
        required=False,
        widget=forms.Textarea({"rows": 2}),
        max_length=500,
        error_messages={"max_length": _("Alasan paling panjang 500 huruf.")},
    )
