"""The officers' forms: a batch to propose, a decision about a proposal."""

# ruff: noqa: ANN401 - the signatures are Django's

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from jadibisa.foundation.plumbing.forms import PlainForm
from jadibisa.kernel.clock import WIB


class WibField(forms.DateTimeField):
    """A day and an hour in WIB: `2026-12-01 10.00`."""

    def __init__(self, **kwargs: Any) -> None:
        """Our ways of writing a time."""
        formats = ["%Y-%m-%d %H.%M", "%Y-%m-%d %H:%M", "%d-%m-%Y %H.%M", "%d-%m-%Y %H:%M"]
        super().__init__(
            input_formats=formats, help_text=_("Contoh: 2026-12-01 10.00 (WIB)"), widget=forms.TextInput, **kwargs
        )
        self.error_messages["invalid"] = _("Tulis tanggal dan jam, misalnya 2026-12-01 10.00")

    def clean(self, value: Any) -> datetime | None:
        """Read it as WIB, whatever zone the officer's pages use."""
        read = super().clean(value)
        return None if read is None else read.replace(tzinfo=WIB)


class BatchForm(PlainForm):
    """A batch to open."""

    number = forms.IntegerField(label=_("Nomor gelombang"), widget=forms.TextInput(attrs={"inputmode": "numeric"}))
    scheme = forms.ChoiceField(label=_("Aturan"))
    opens_at = WibField(label=_("Dibuka"))
    closes_at = WibField(label=_("Ditutup"))
    seats = forms.IntegerField(label=_("Kursi"), widget=forms.TextInput(attrs={"inputmode": "numeric"}))
    draw_at = WibField(label=_("Undian"))
    why = forms.CharField(label=_("Alasan"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, schemes: list[tuple[str, str]], **kwargs: Any) -> None:
        """The policies that are loaded."""
        super().__init__(*args, **kwargs)
        self.fields["scheme"].choices = schemes  # type: ignore[attr-defined]
        for name in ("number", "seats"):
            self.fields[name].error_messages["invalid"] = _("Tulis angka bulat.")


class DecideForm(PlainForm):
    """Yes or no to what somebody else proposed."""

    proposal = forms.UUIDField(widget=forms.HiddenInput)
    decision = forms.ChoiceField(choices=[("approve", _("Setujui")), ("reject", _("Tolak"))])
    why = forms.CharField(label=_("Alasan"), max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        """Who turns something down says why."""
        found: dict[str, Any] = super().clean() or {}
        if found.get("decision") == "reject" and not found.get("why", "").strip():
            raise ValidationError(_("Tulis alasan Anda menolak."), code="why")
        return found
