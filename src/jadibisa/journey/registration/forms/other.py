"""Saving and coming back, and the optional answers after sending."""

from django import forms
from django.utils.translation import gettext_lazy as _

from jadibisa.foundation.plumbing.forms import ParsedField, PlainForm
from jadibisa.kernel.ids import parse_phone

ANSWERS = (("ya", _("Ya")), ("tidak", _("Tidak")), ("", _("Tidak ingin menjawab")))
DIFFICULTIES = (
    ("tidak", _("Tidak")), ("sedikit", _("Ya, sedikit")), ("berat", _("Ya, berat")), ("", _("Tidak ingin menjawab")),
)  # fmt: skip
DEVICES = (
    ("sendiri", _("HP atau komputer sendiri")), ("bersama", _("HP atau komputer bersama keluarga")), ("tidak", _("Tidak punya")),
    ("", _("Tidak ingin menjawab")),
)  # fmt: skip


def _phone() -> ParsedField:
    return ParsedField(
        parse_phone,
        label=_("Nomor HP"),
        help_text=_("Nomor yang Anda tulis di pendaftaran. Contoh: 0812 3456 0147"),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )


class KeepForm(PlainForm):
    """The phone number with which a draft is found again."""

    phone = _phone()


class ReturnForm(PlainForm):
    """What its owner wrote down, and the phone number."""

    reference = forms.CharField(
        label=_("Nomor simpanan"),
        help_text=_("Contoh: DJ-7K2M-9QXT"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "w12"}),
    )
    phone = _phone()


class CodeForm(PlainForm):
    """The code out of the SMS."""

    code = forms.CharField(
        label=_("Kode dari SMS"),
        help_text=_("6 angka. Boleh ditempel."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "class": "code-in"}),
    )


class EqualityForm(PlainForm):
    """Optional answers for statistics."""

    difficulty = forms.ChoiceField(
        label=_("Apakah Anda sulit melihat, mendengar, berjalan, mengingat, atau berbicara?"), choices=DIFFICULTIES, required=False,
        widget=forms.RadioSelect,
    )  # fmt: skip
    head_of_household = forms.ChoiceField(
        label=_("Apakah Anda kepala keluarga?"), choices=ANSWERS, required=False, widget=forms.RadioSelect
    )
    caregiver = forms.ChoiceField(
        label=_("Apakah Anda merawat anak kecil atau orang sakit setiap hari?"),
        choices=ANSWERS,
        required=False,
        widget=forms.RadioSelect,
    )
    first_time = forms.ChoiceField(
        label=_("Apakah ini pelatihan pertama Anda setelah sekolah?"),
        choices=ANSWERS,
        required=False,
        widget=forms.RadioSelect,
    )
    device = forms.ChoiceField(
        label=_("Dengan apa Anda akan belajar?"), choices=DEVICES, required=False, widget=forms.RadioSelect
    )
