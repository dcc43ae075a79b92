"""The shape of what officers and persons type in a case."""

# ruff: noqa: ANN401 - the signatures are Django's

from collections.abc import Collection
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from jadibisa.foundation.places.queries import provinces
from jadibisa.foundation.plumbing.forms import PlainForm
from jadibisa.journey.registration.types import CHANNEL_NAMES
from jadibisa.journey.verification.types import REASONS, REFUSING

EVERYTHING = ("", _("Semua"))


class FindForm(PlainForm):
    """What an officer looks for in the queue."""

    cari = forms.CharField(
        label=_("Nomor pendaftaran"), required=False, widget=forms.TextInput(attrs={"type": "search"})
    )
    prov = forms.ChoiceField(label=_("Provinsi"), required=False)
    alasan = forms.ChoiceField(label=_("Alasan"), required=False)
    jalur = forms.ChoiceField(label=_("Jalur"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """All provinces, reasons and ways."""
        super().__init__(*args, **kwargs)
        choices: dict[str, list[tuple[str, Any]]] = {
            "prov": sorted(((place.code, place.name) for place in provinces()), key=lambda pair: pair[1]),
            "alasan": [(str(reason), _(advice.short)) for reason, advice in REASONS.items()],
            "jalur": [(str(channel), _(name)) for channel, name in CHANNEL_NAMES.items()],
        }
        for name, found in choices.items():
            self.fields[name].choices = [EVERYTHING, *found]  # type: ignore[attr-defined]


class DecideForm(PlainForm):
    """An officer's decision: accept, ask, or propose to refuse."""

    decision = forms.ChoiceField(
        label=_("Keputusan"),
        choices=[
            ("accept", _("Terima: orang yang sama, data cukup")),
            ("ask", _("Minta penjelasan: waktu pendaftar dihitung lagi")),
            ("refuse", _("Usulkan tolak: orang kedua yang memutuskan")),
        ],
        widget=forms.RadioSelect,
    )
    disability = forms.BooleanField(label=_("Bukti disabilitas benar"), required=False)
    laid_off = forms.BooleanField(label=_("Bukti PHK benar"), required=False)
    reason = forms.ChoiceField(
        label=_("Alasan menolak"),
        required=False,
        choices=[
            ("", _("Pilih alasan")),
            *((str(one), _(REASONS[one].sentence)) for one in REASONS if one in REFUSING),
        ],
    )
    note = forms.CharField(
        label=_("Catatan, atau pertanyaan untuk pendaftar"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, claims: Collection[str], **kwargs: Any) -> None:
        """Ask only about what the application claims."""
        super().__init__(*args, **kwargs)
        for name in {"disability", "laid_off"} - set(claims):
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Who refuses gives a reason, who asks gives a question, who accepts says why."""
        found: dict[str, Any] = super().clean() or {}
        decision = found.get("decision")
        if decision == "refuse" and not found.get("reason"):
            self.add_error("reason", ValidationError(_("Pilih alasan penolakan menurut aturan."), code="reason"))
        if decision in {"ask", "accept"} and not found.get("note", "").strip():
            self.add_error("note", ValidationError(_("Tulis catatan atau pertanyaan Anda."), code="note"))
        return found


class SecondForm(PlainForm):
    """The second person's word."""

    proposal = forms.UUIDField(widget=forms.HiddenInput)
    decision = forms.ChoiceField(choices=[("approve", _("Setujui")), ("reject", _("Tolak"))])
    why = forms.CharField(label=_("Alasan"), max_length=300, required=False)


class AnswerForm(PlainForm):
    """The person explains."""

    text = forms.CharField(
        label=_("Penjelasan Anda"),
        max_length=500,
        help_text=_("Satu atau dua kalimat cukup."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
