"""The shape of what people type: a search, a rating, a reason, scores, a new course."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from jadibisa.foundation.places.queries import province, provinces, regencies
from jadibisa.foundation.plumbing.forms import DateField, ParsedField, PlainForm
from jadibisa.journey.registration.types import SCHOOLING_NAMES
from jadibisa.journey.training.types import MODE_NAMES, Mode, NewCourse, NewRun, NewSession, Query
from jadibisa.kernel.clock import WIB
from jadibisa.kernel.money import parse_rupiah
from jadibisa.kernel.skills import SKILLS

ACCESS_NAMES = {
    "captions": _("Teks bahasa Indonesia"),
    "sign_language": _("Juru bahasa isyarat"),
    "screen_reader": _("Sesuai pembaca layar"),
    "step_free": _("Gedung tanpa tangga"),
}
DATA_NAMES = {100: _("Sampai 100 MB"), 1000: _("Sampai 1 GB"), 5000: _("Sampai 5 GB")}
SORT_NAMES = {
    "fit": _("Paling cocok"),
    "price": _("Harga terendah"),
    "start": _("Mulai paling cepat"),
    "graduates": _("Lulusan terbanyak"),
}
LEVELS = range(1, 10)
MOST_COMPARED = 3
LONGEST_SEARCH = 120


def query_of(told: QueryDict, fields: Sequence[str], balance: int | None) -> Query:
    """A search from an address; what is not on offer is left out, so that an old or mistyped link still works."""
    place = told.get("di", "")
    data = told.get("kuota", "")
    level = told.get("jenjang", "")
    return Query(
        text=told.get("q", "").replace("\x00", " ")[:LONGEST_SEARCH].strip(),
        place=place if place == "online" or place in {one.code for one in provinces()} else "",
        modes=tuple(mode for mode in Mode if mode.value in told.getlist("cara")),
        fields=tuple(field for field in fields if field in told.getlist("bidang")),
        access=tuple(name for name in ACCESS_NAMES if name in told.getlist("akses")),
        price_to=balance if told.get("cukup") and balance is not None else None,
        data_to=int(data) if data in {str(step) for step in DATA_NAMES} else None,
        level_to=int(level) if level in {str(step) for step in LEVELS} else None,
        sort=told.get("urut", "fit") if told.get("urut") in SORT_NAMES else "fit",
    )


def ids_of(values: Sequence[str], most: int = MOST_COMPARED) -> list[UUID]:
    """Ids from an address, the first few, those that are no ids left out."""
    found: list[UUID] = []
    for value in values[: 10 * most]:
        try:
            found.append(UUID(value))
        except ValueError:
            continue
    return list(dict.fromkeys(found))[:most]


class ReasonForm(PlainForm):
    """Why somebody cancels (R-51)."""

    why = forms.ChoiceField(
        label=_("Mengapa Anda membatalkan?"),
        widget=forms.RadioSelect,
        choices=[
            ("jadwal", _("Jadwalnya tidak cocok")),
            ("salah", _("Saya salah memilih kursus")),
            ("akses", _("Kursusnya sulit saya ikuti, misalnya karena sinyal atau alat")),
            ("kerja", _("Saya sudah dapat kerja")),
            ("lain", _("Alasan lain")),
        ],
    )


class CodeForm(PlainForm):
    """A code read from somewhere."""

    code = forms.CharField(
        label=_("Kode"),
        max_length=60,
        widget=forms.TextInput({"class": "code-in", "autocomplete": "off", "spellcheck": "false"}),
    )


class RatingForm(PlainForm):
    """Stars and a text (R-64)."""

    stars = forms.TypedChoiceField(
        label=_("Seberapa berguna kursus ini?"),
        coerce=int,
        widget=forms.RadioSelect,
        choices=[
            (5, _("5 bintang: sangat berguna")),
            (4, _("4 bintang: berguna")),
            (3, _("3 bintang: cukup")),
            (2, _("2 bintang: kurang")),
            (1, _("1 bintang: tidak berguna")),
        ],
    )
    text = forms.CharField(
        label=_("Ceritakan pengalaman Anda"),
        help_text=_("Satu kalimat cukup. Nama Anda tidak ditampilkan. Isinya tidak memengaruhi insentif."),
        widget=forms.Textarea({"rows": 4}),
    )


class ReferenceForm(PlainForm):
    """Whose deadlines."""

    nomor = forms.CharField(label=_("Nomor pendaftaran"), max_length=40)


class ExtensionForm(PlainForm):
    """How many days more, and why."""

    days = forms.IntegerField(
        label=_("Tambahan hari"),
        error_messages={"invalid": _("Tulis jumlah hari dengan angka.")},
        widget=forms.TextInput({"inputmode": "numeric", "class": "w4"}),
    )
    why = forms.CharField(label=_("Alasan"), help_text=_("Peserta bisa melihatnya."), max_length=300)


class CourseForm(PlainForm):
    """A new course with its first run, for providers."""

    title = forms.CharField(label=_("Judul"), max_length=150)
    summary = forms.CharField(label=_("Ringkasan"), max_length=2000, widget=forms.Textarea({"rows": 3}))
    skills = forms.MultipleChoiceField(
        label=_("Keterampilan yang diajarkan"),
        choices=[(skill.slug, skill.indonesian) for skill in SKILLS.values()],
        widget=forms.SelectMultiple({"size": 8}),
    )
    level = forms.TypedChoiceField(label=_("Jenjang KKNI"), coerce=int, choices=[(step, str(step)) for step in LEVELS])
    mode = forms.TypedChoiceField(
        label=_("Cara belajar"), coerce=Mode, choices=[(mode.value, _(name)) for mode, name in MODE_NAMES.items()]
    )
    hours = forms.IntegerField(label=_("Lama seluruhnya (jam)"), min_value=1, max_value=400)
    price = ParsedField(parse_rupiah, label=_("Harga (rupiah)"), help_text=_("Misalnya 650000"))
    min_schooling = forms.ChoiceField(
        label=_("Pendidikan paling rendah"),
        required=False,
        choices=[("", _("Tidak ada syarat")), *((one.value, _(name)) for one, name in SCHOOLING_NAMES.items())],
    )
    data_mb = forms.IntegerField(label=_("Kuota internet (MB)"), min_value=0, max_value=100_000)
    access = forms.MultipleChoiceField(
        label=_("Kemudahan akses"),
        required=False,
        choices=list(ACCESS_NAMES.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    starts_on = DateField(label=_("Hari pertama"))
    seats = forms.IntegerField(label=_("Kursi"), min_value=1, max_value=100_000)
    regency = forms.ChoiceField(
        label=_("Tempat (hanya tatap muka)"),
        required=False,
        choices=[("", _("Daring")), *((one.code, one.name) for one in regencies())],
    )
    meetings = forms.IntegerField(label=_("Jumlah pertemuan atau modul"), min_value=1, max_value=100)
    hour = forms.RegexField(
        r"^(?:[01][0-9]|2[0-3])[.:][0-5][0-9]$", label=_("Jam mulai"), help_text=_("Misalnya 19.00")
    )
    minutes = forms.IntegerField(label=_("Lama satu pertemuan (menit)"), min_value=30, max_value=480)
    every = forms.TypedChoiceField(
        label=_("Jarak pertemuan"),
        coerce=int,
        choices=[(1, _("Setiap hari")), (2, _("Dua hari sekali")), (7, _("Setiap minggu"))],
    )

    def course(self, provider_id: UUID, key: str) -> NewCourse:
        """The course that was typed; the form must be valid."""
        told: dict[str, Any] = self.cleaned_data
        access = set(told["access"])
        return NewCourse(
            key=key,
            provider_id=provider_id,
            title=told["title"],
            summary=told["summary"],
            field=SKILLS[told["skills"][0]].field,
            skills=tuple(told["skills"]),
            level=told["level"],
            mode=told["mode"],
            hours=told["hours"],
            price=told["price"],
            min_schooling=told["min_schooling"],
            captions="captions" in access,
            sign_language="sign_language" in access,
            screen_reader="screen_reader" in access,
            step_free="step_free" in access,
            data_mb=told["data_mb"],
            runs=(self._run(told),),
        )

    def _run(self, told: dict[str, Any]) -> NewRun:
        starts_on: date = told["starts_on"]
        hour, minute = (int(part) for part in told["hour"].replace(":", ".").split("."))
        first = datetime.combine(starts_on, time(hour, minute), WIB).astimezone(UTC)
        step, length = timedelta(days=told["every"]), timedelta(minutes=told["minutes"])
        sessions = tuple(
            NewSession(number + 1, first + number * step, first + number * step + length)
            for number in range(told["meetings"])
        )
        return NewRun(
            key=starts_on.isoformat(),
            starts_on=starts_on,
            ends_on=starts_on + (told["meetings"] - 1) * step,
            seats=told["seats"],
            regency=told["regency"] or None,
            sessions=sessions,
        )


def place_name(place: str) -> str:
    """What a place in a search is called, "" for everywhere."""
    return "" if place in {"", "online"} else province(place).name
