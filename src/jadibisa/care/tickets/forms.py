"""The shape of what is typed on the pages of help."""

from django import forms
from django.utils.translation import gettext_lazy as _

from jadibisa.care.tickets.types import CATEGORY_WORDS, CHANNEL_WORDS, Channel, TicketNumber
from jadibisa.foundation.plumbing.forms import ParsedField, PlainForm
from jadibisa.kernel.ids import parse_phone

PHONE = {"inputmode": "tel", "autocomplete": "tel", "class": "w12"}
CATEGORIES = [(str(value), _(word)) for value, word in CATEGORY_WORDS.items()]


class TicketForm(PlainForm):
    """A question or complaint of somebody who is signed in."""

    category = forms.ChoiceField(label=_("Tentang apa?"), choices=[("", _("Pilih")), *CATEGORIES])
    text = forms.CharField(
        label=_("Pertanyaan atau keluhan Anda"),
        help_text=_("Tulis seperti bercerita. Jangan tulis NIK, kata sandi, atau kode SMS."),
        widget=forms.Textarea({"rows": 6}),
    )


class StrangerForm(TicketForm):
    """The same for somebody who is not signed in."""

    phone = ParsedField(
        parse_phone,
        label=_("Nomor HP"),
        help_text=_("Kami mengirim nomor tiket ke sini. Boleh milik keluarga. Contoh: 0812 3456 7890"),
        widget=forms.TextInput(PHONE),
    )
    reference = forms.CharField(
        label=_("Nomor pendaftaran"),
        help_text=_("Kalau ada. Contoh: JB-72-0038-1205"),
        required=False,
        max_length=24,
        widget=forms.TextInput({"class": "w12", "autocomplete": "off"}),
    )


class FindForm(PlainForm):
    """Number and phone of a ticket that somebody wrote before."""

    number = ParsedField(
        TicketNumber.parse,
        label=_("Nomor tiket"),
        help_text=_("Ada di SMS dari kami. Contoh: T-7K2M-9QXC"),
        widget=forms.TextInput({"class": "w12", "autocomplete": "off", "autocapitalize": "characters"}),
    )
    phone = ParsedField(
        parse_phone,
        label=_("Nomor HP yang Anda tulis waktu itu"),
        widget=forms.TextInput(PHONE),
    )


class ReplyForm(PlainForm):
    """One more message of the person."""

    text = forms.CharField(
        label=_("Pesan Anda"),
        help_text=_("Jangan tulis NIK, kata sandi, atau kode SMS."),
        widget=forms.Textarea({"rows": 4}),
    )


class AppealForm(PlainForm):
    """Why a refusal is wrong."""

    text = forms.CharField(
        label=_("Apa yang keliru?"),
        help_text=_("Tulis data yang benar dan dari mana kami bisa memeriksanya, misalnya surat dari sekolah."),
        widget=forms.Textarea({"rows": 6}),
    )


class DeskForm(PlainForm):
    """Filters of the desk."""

    bagian = forms.ChoiceField(label=_("Tentang"), required=False, choices=[("", _("Semua")), *CATEGORIES])
    urut = forms.ChoiceField(
        label=_("Urutkan"), required=False, choices=[("", _("Batas waktu")), ("masuk", _("Yang paling lama"))]
    )
    tab = forms.CharField(required=False, widget=forms.HiddenInput)


class OfficerForm(PlainForm):
    """What an officer does with a ticket."""

    act = forms.ChoiceField(
        label=_("Tindakan"),
        widget=forms.RadioSelect,
        choices=[
            ("answer", _("Jawab")),
            ("close", _("Jawab dan selesai")),
            ("ask", _("Tanya orangnya; waktu berhenti dihitung")),
        ],
    )
    text = forms.CharField(label=_("Tulisan untuk orangnya"), widget=forms.Textarea({"rows": 5}))


class NoteForm(PlainForm):
    """What the person said elsewhere; it belongs into the same conversation."""

    channel = forms.ChoiceField(
        label=_("Lewat apa?"),
        choices=[(str(value), _(word)) for value, word in CHANNEL_WORDS.items() if value != Channel.PAGE],
    )
    text = forms.CharField(
        label=_("Yang dikatakan orangnya"),
        help_text=_("Jangan tulis NIK, kata sandi, atau kode SMS."),
        widget=forms.Textarea({"rows": 3}),
    )


class VerdictForm(PlainForm):
    """What the first officer thinks of an appeal."""

    act = forms.ChoiceField(
        label=_("Putusan"),
        widget=forms.RadioSelect,
        choices=[("grant", _("Kabulkan")), ("reject", _("Usulkan tolak; orang kedua memutuskan"))],
    )
    why = forms.CharField(
        label=_("Alasan untuk pendaftar"),
        help_text=_("Pendaftar membaca tulisan ini."),
        error_messages={"required": _("Tulis alasannya. Pendaftar membaca tulisan ini.")},
        widget=forms.Textarea({"rows": 4}),
    )


class SecondForm(PlainForm):
    """What the second officer decides about a rejection."""

    act = forms.ChoiceField(
        label=_("Keputusan orang kedua"),
        widget=forms.RadioSelect,
        choices=[("ya", _("Tolak keberatan ini")), ("tidak", _("Kembalikan kepada petugas pertama"))],
    )
    why = forms.CharField(label=_("Catatan Anda"), required=False, widget=forms.Textarea({"rows": 2}))
