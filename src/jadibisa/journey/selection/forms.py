"""The shape of what is typed on the pages of the draw; nothing here saves or decides."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jadibisa.foundation.plumbing.forms import ParsedField, PlainForm
from jadibisa.journey.selection.rules.formats import check_witnesses
from jadibisa.journey.selection.types import Act
from jadibisa.kernel.ids import CROCKFORD, read_crockford
from jadibisa.kernel.refusals import N_, Refusal

TICKET = 16


def parse_ticket(text: str) -> str:
    """A ticket as somebody typed it, in any case and with spaces or hyphens.

    Raises:
        Refusal: `ticket_unreadable`.
    """
    plain = read_crockford(text)
    if len(plain) != TICKET or not set(plain) <= set(CROCKFORD):
        raise Refusal(
            "ticket_unreadable",
            N_("Nomor tiket terdiri dari 16 huruf dan angka. Lihat lagi SMS pendaftaran Anda."),
            field="tiket",
        )
    return plain


class TicketForm(PlainForm):
    """One ticket to look up."""

    tiket = ParsedField(
        parse_ticket, label=gettext_lazy("Nomor tiket"), help_text=gettext_lazy("16 huruf dan angka, dari SMS pendaftaran"),
        widget=forms.TextInput({"class": "code-in", "autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip


def _pairs(text: str) -> list[tuple[str, str]]:
    """Lines of `name: value`."""
    found = []
    for number, line in enumerate(filter(str.strip, text.splitlines()), 1):
        name, colon, value = (part.strip() for part in line.partition(":"))
        if not (name and colon and value):
            raise ValidationError(
                _("Baris %(number)d: tulis nama, titik dua, lalu angkanya."), params={"number": number}
            )
        found.append((name, value.lower()))
    try:
        check_witnesses(found)
    except Refusal as refusal:
        raise ValidationError(_(refusal.sentence), code=refusal.code) from None
    return found


class StageForm(PlainForm):
    """A stage that is proposed, with the reason."""

    why = forms.CharField(
        label=gettext_lazy("Catatan untuk orang kedua"), required=False, max_length=300, widget=forms.TextInput()
    )  # fmt: skip

    def given(self) -> dict[str, object]:
        """What the stage needs besides the batch."""
        return {}


class AnnounceForm(StageForm):
    """The announcement: the witnesses and the SHA-256 of their secrets."""

    witnesses = forms.CharField(
        label=gettext_lazy("Saksi"), required=False, widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("Satu baris tiap saksi: nama, titik dua, SHA-256 dari rahasianya"),
    )  # fmt: skip
    field_order = ("witnesses", "why")

    def clean_witnesses(self) -> list[tuple[str, str]]:
        """Names and commitments."""
        found = _pairs(self.cleaned_data["witnesses"])
        if any(not re.fullmatch(r"[0-9a-f]{64}", value) for _name, value in found):
            raise ValidationError(_("SHA-256 terdiri dari 64 angka heksadesimal."), code="commitment")
        return found

    def given(self) -> dict[str, object]:
        """The witnesses."""
        return {"witnesses": self.cleaned_data["witnesses"]}


class DiceForm(StageForm):
    """Twenty dice."""

    dice = forms.CharField(
        label=gettext_lazy("Dua puluh dadu"),
        help_text=gettext_lazy("20 angka 0 sampai 9, urut lemparan, misalnya 58203 91744 61059 23871"),
        widget=forms.TextInput({"class": "code-in", "inputmode": "numeric", "autocomplete": "off"}),
    )
    field_order = ("dice", "why")

    def clean_dice(self) -> str:
        """Digits only."""
        dice = re.sub(r"[\s.,\-]+", "", self.cleaned_data["dice"])
        if not re.fullmatch(r"[0-9]{20}", dice, flags=re.ASCII):
            raise ValidationError(_("Tulis 20 angka dadu, masing-masing 0 sampai 9."), code="dice_unreadable")
        return dice

    def given(self) -> dict[str, object]:
        """The dice."""
        return {"dice": self.cleaned_data["dice"]}


class SeedForm(StageForm):
    """The secrets of the witnesses."""

    secrets = forms.CharField(
        label=gettext_lazy("Rahasia saksi"), required=False, widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy(
            "Satu baris tiap saksi: nama, titik dua, rahasianya. Dalam demonstrasi rahasianya sudah tertulis."
        ),
    )  # fmt: skip
    field_order = ("secrets", "why")

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own signature
        """Ask for secrets wherever witnesses were announced; there are draws without witnesses."""
        super().__init__(*args, **kwargs)
        self.fields["secrets"].required = bool(self.initial.get("secrets"))

    def clean_secrets(self) -> dict[str, str]:
        """Names and secrets."""
        return dict(_pairs(self.cleaned_data["secrets"]))

    def given(self) -> dict[str, object]:
        """The secrets."""
        return {"secrets": self.cleaned_data["secrets"]}


FORMS: dict[Act, type[StageForm]] = {
    Act.ANNOUNCE: AnnounceForm,
    Act.FREEZE: StageForm,
    Act.DICE: DiceForm,
    Act.SEED: SeedForm,
    Act.RUN: StageForm,
    Act.PUBLISH: StageForm,
    Act.REPLACE: StageForm,
}


class SimulationForm(PlainForm):
    """Another law to try on the people of a batch."""

    gelombang = forms.TypedChoiceField(label=gettext_lazy("Gelombang"), coerce=int)
    kursi = forms.IntegerField(label=gettext_lazy("Kursi"), required=False, min_value=1, max_value=10_000_000)
    W = forms.IntegerField(label=gettext_lazy("Perempuan, persen"), required=False, min_value=0, max_value=100)
    D = forms.IntegerField(label=gettext_lazy("Disabilitas, persen"), required=False, min_value=0, max_value=100)
    L = forms.IntegerField(
        label=gettext_lazy("Kehilangan pekerjaan, persen"), required=False, min_value=0, max_value=100
    )
    bobot = forms.ChoiceField(
        label=gettext_lazy("Bobot provinsi"),
        choices=[
            ("labour_force", gettext_lazy("Angkatan kerja")),
            ("unemployed", gettext_lazy("Penganggur")),
            ("population", gettext_lazy("Penduduk")),
        ],
    )
    lantai = forms.IntegerField(
        label=gettext_lazy("Kursi paling sedikit tiap provinsi"), required=False, min_value=0, max_value=10_000
    )

    def __init__(self, batches: Sequence[int], data: QueryDict | None = None) -> None:
        """Offer the batches that have people."""
        super().__init__(data)
        self.fields["gelombang"].choices = [(number, f"G{number}") for number in batches]  # type: ignore[attr-defined]
        for name in ("kursi", "W", "D", "L", "lantai"):
            self.fields[name].widget = forms.TextInput({"inputmode": "numeric", "size": 6})
            self.fields[name].error_messages["invalid"] = _("Tulis angka bulat.")


class DecisionForm(PlainForm):
    """The second person's decision."""

    decision = forms.ChoiceField(
        label=gettext_lazy("Keputusan"), choices=[("approve", gettext_lazy("Setujui dan jalankan")), ("reject", gettext_lazy("Tolak"))],
        widget=forms.RadioSelect(),
    )  # fmt: skip
    why = forms.CharField(label=gettext_lazy("Alasan"), required=False, max_length=300)
