"""The shape of what is typed on the pages of the draw; nothing here saves or decides."""

import re
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jadibisa.foundation.plumbing.forms import ParsedField, PlainForm
from jadibisa.journey.selection.rules.formats import check_witnesses, require_chance
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
        raise ValidationError(_(refusal.sentence) % refusal.values, code=refusal.code) from None
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
    beacon = forms.ChoiceField(
        label=gettext_lazy("Suar acak"), required=False, widget=forms.RadioSelect(),
        help_text=gettext_lazy("Suar acak adalah angka dari luar negeri yang terbit pada waktu undian. Tidak ada yang dapat menebaknya."),
    )  # fmt: skip
    field_order = ("witnesses", "beacon", "why")

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own signature
        """Offer the chain that the page names, and to go without."""
        super().__init__(*args, **kwargs)
        offered = self.initial.get("beacon")
        named = [(offered, self.initial["beacon_name"])] if offered else []
        self.fields["beacon"].choices = [*named, ("", _("Tanpa suar: dadu dan saksi saja"))]  # type: ignore[attr-defined]

    def clean_witnesses(self) -> list[tuple[str, str]]:
        """Names and commitments."""
        found = _pairs(self.cleaned_data["witnesses"])
        if any(not re.fullmatch(r"[0-9a-f]{64}", value) for _name, value in found):
            raise ValidationError(_("SHA-256 terdiri dari 64 angka heksadesimal."), code="commitment")
        return found

    def clean(self) -> None:
        """Something that nobody can choose, besides the dice."""
        if "witnesses" in self.cleaned_data and "beacon" in self.cleaned_data:
            try:
                require_chance(self.cleaned_data["witnesses"], beacon=bool(self.cleaned_data["beacon"]))
            except Refusal as refusal:
                self.add_error("witnesses", ValidationError(_(refusal.sentence), code=refusal.code))

    def given(self) -> dict[str, object]:
        """The witnesses, and the beacon by its hash."""
        return {"witnesses": self.cleaned_data["witnesses"], "beacon": self.cleaned_data["beacon"]}


class SecretsForm(StageForm):
    """The secrets of the witnesses, where the page names who must speak."""

    secrets = forms.CharField(
        label=gettext_lazy("Rahasia saksi"), widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy(
            "Satu baris tiap saksi: nama, titik dua, rahasianya. Dalam demonstrasi rahasianya sudah tertulis."
        ),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own signature
        """Ask for secrets only in the stage in which they are opened; there are draws without witnesses."""
        super().__init__(*args, **kwargs)
        if not self.initial.get("secrets"):
            del self.fields["secrets"]

    def clean_secrets(self) -> dict[str, str]:
        """Names and secrets."""
        return dict(_pairs(self.cleaned_data["secrets"]))

    def given(self) -> dict[str, object]:
        """The secrets, where they were asked for."""
        return {"secrets": self.cleaned_data["secrets"]} if "secrets" in self.fields else {}


class DiceForm(SecretsForm):
    """Twenty dice; with a beacon also the secrets of the witnesses."""

    dice = forms.CharField(
        label=gettext_lazy("Dua puluh dadu"),
        help_text=gettext_lazy("20 angka 0 sampai 9, urut lemparan, misalnya 58203 91744 61059 23871"),
        widget=forms.TextInput({"class": "code-in", "inputmode": "numeric", "autocomplete": "off"}),
    )
    field_order = ("dice", "secrets", "why")

    def clean_dice(self) -> str:
        """Digits only."""
        dice = re.sub(r"[\s.,\-]+", "", self.cleaned_data["dice"])
        if not re.fullmatch(r"[0-9]{20}", dice, flags=re.ASCII):
            raise ValidationError(_("Tulis 20 angka dadu, masing-masing 0 sampai 9."), code="dice_unreadable")
        return dice

    def given(self) -> dict[str, object]:
        """The dice, and the secrets."""
        return {"dice": self.cleaned_data["dice"], **super().given()}


class SeedForm(SecretsForm):
    """The beacon's round, and the secrets of witnesses that were not opened with the dice."""

    signature = forms.CharField(
        label=gettext_lazy("Tanda tangan suar"), required=False, max_length=1000,
        help_text=gettext_lazy("Hanya jika komputer ini tanpa jaringan: 96 angka heksadesimal dari putaran yang diumumkan"),
        widget=forms.TextInput({"class": "code-in", "autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip
    field_order = ("secrets", "signature", "why")

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own signature
        """Ask for a round wherever one was announced; there are draws without a beacon."""
        super().__init__(*args, **kwargs)
        if not self.initial.get("round"):
            del self.fields["signature"]

    def given(self) -> dict[str, object]:
        """The secrets, and a round that was pasted."""
        pasted = self.cleaned_data.get("signature", "")
        return super().given() | ({"signature": pasted} if pasted else {})


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
    """Another law to try on the people of a batch; what is left empty stays as in the law in force."""

    gelombang = forms.TypedChoiceField(label=gettext_lazy("Gelombang"), coerce=int)
    kursi = forms.IntegerField(label=gettext_lazy("Kursi"), required=False, min_value=1, max_value=10_000_000)
    W = forms.IntegerField(label=gettext_lazy("Perempuan, persen"), required=False, min_value=0, max_value=100)
    D = forms.IntegerField(label=gettext_lazy("Disabilitas, persen"), required=False, min_value=0, max_value=100)
    L = forms.IntegerField(
        label=gettext_lazy("Kehilangan pekerjaan, persen"), required=False, min_value=0, max_value=100
    )
    hitung = forms.ChoiceField(
        label=gettext_lazy("Cara menghitung orang dalam beberapa kelompok"),
        required=False,
        choices=[
            ("headcount", gettext_lazy("Tiap orang dihitung di semua kelompoknya")),
            ("one_to_one", gettext_lazy("Seorang memakai satu kursi kelompok saja")),
        ],
    )
    dahulu = forms.ChoiceField(
        label=gettext_lazy("Selalu didahulukan"),
        required=False,
        choices=[
            ("", gettext_lazy("Tidak ada")),
            ("L", gettext_lazy("Kehilangan pekerjaan")),
            ("D", gettext_lazy("Disabilitas")),
            ("W", gettext_lazy("Perempuan")),
        ],
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
    kabupaten = forms.ChoiceField(
        label=gettext_lazy("Kursi provinsi dibagi ke kabupaten dan kota"),
        required=False,
        choices=[
            ("now", gettext_lazy("Seperti aturan sekarang")),
            ("none", gettext_lazy("Tidak dibagi")),
            ("all", gettext_lazy("Di semua provinsi")),
        ],
    )
    lantai_kabupaten = forms.IntegerField(
        label=gettext_lazy("Kursi paling sedikit tiap kabupaten"), required=False, min_value=0, max_value=10_000
    )

    def __init__(
        self, batches: Sequence[int], data: QueryDict | None = None, initial: Mapping[str, object] | None = None
    ) -> None:
        """Offer the batches that have people."""
        super().__init__(data, initial=initial)
        self.fields["gelombang"].choices = [(number, f"G{number}") for number in batches]  # type: ignore[attr-defined]
        for name, field in self.fields.items():
            if isinstance(field, forms.IntegerField):
                field.widget = forms.TextInput({"inputmode": "numeric", "size": 6})
                field.error_messages["invalid"] = _("Tulis angka bulat.")
            elif name != "gelombang":
                field.error_messages["invalid_choice"] = _("Pilih salah satu dari daftar.")


class SaveForm(PlainForm):
    """How many seeds a simulation that is kept shall have."""

    undian = forms.IntegerField(
        label=gettext_lazy("Banyaknya undian bayangan"),
        help_text=gettext_lazy("1 sampai 10.000. Seribu undian cukup untuk satu angka di belakang koma."),
        initial=1000,
        widget=forms.TextInput({"inputmode": "numeric", "size": 6}),
        error_messages={"invalid": gettext_lazy("Tulis angka bulat.")},
    )


class DecisionForm(PlainForm):
    """The second person's decision."""

    decision = forms.ChoiceField(
        label=gettext_lazy("Keputusan"), choices=[("approve", gettext_lazy("Setujui dan jalankan")), ("reject", gettext_lazy("Tolak"))],
        widget=forms.RadioSelect(),
    )  # fmt: skip
    why = forms.CharField(label=gettext_lazy("Alasan"), required=False, max_length=300)


class AdditionForm(PlainForm):
    """What an officer proposes for an appeal that was won after the freeze."""

    application = forms.TypedChoiceField(coerce=UUID, widget=forms.HiddenInput())
    why = forms.CharField(
        label=gettext_lazy("Putusan keberatan yang mana"), max_length=300,
        error_messages={"required": gettext_lazy("Tulis alasannya: putusan keberatan yang mana.")},
    )  # fmt: skip

    def __init__(self, owed: Sequence[UUID], data: QueryDict | None = None) -> None:
        """Offer only those who are owed something."""
        super().__init__(data)
        self.fields["application"].choices = [(str(one), str(one)) for one in owed]  # type: ignore[attr-defined]


class FindingForm(PlainForm):
    """What an auditor found about a ticket of the sample."""

    ticket = ParsedField(
        parse_ticket, label=gettext_lazy("Nomor tiket"), help_text=gettext_lazy("16 huruf dan angka dari contoh")
    )  # fmt: skip
    finding = forms.ChoiceField(
        label=gettext_lazy("Temuan"), choices=[("fits", gettext_lazy("Sesuai")), ("wrong", gettext_lazy("Tidak sesuai"))],
        widget=forms.RadioSelect(),
    )  # fmt: skip
    why = forms.CharField(label=gettext_lazy("Yang dilihat, atau yang tidak sesuai"), required=False, max_length=300)
