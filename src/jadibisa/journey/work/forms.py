"""The shape of what is typed on the pages of work."""

from collections.abc import Mapping
from datetime import date
from typing import Any, cast

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from jadibisa.foundation.places import queries as places
from jadibisa.foundation.plumbing.forms import DateField, ParsedField, PlainForm
from jadibisa.journey.registration.types import INTERESTS, SCHOOLING_NAMES
from jadibisa.journey.work.types import (
    CONTRACT_WORDS,
    OUTCOME_WORDS,
    QUALIFICATION_WORDS,
    REFUSED_WORDS,
    SHARE_WORDS,
    JobState,
    Share,
    VacancyState,
)
from jadibisa.kernel.money import parse_rupiah
from jadibisa.kernel.skills import SKILLS

Choices = list[tuple[str, Any]]
NUMERIC = {"inputmode": "numeric"}


def _words(table: Mapping[Any, str]) -> Choices:
    return [(str(value), _(word)) for value, word in table.items()]


def _skills() -> Choices:
    language = get_language() or "id"
    return [(slug, skill.named(language)) for slug, skill in SKILLS.items()]


def _provinces() -> Choices:
    return [(province.code, province.name) for province in places.provinces()]


def _regencies() -> Choices:
    """All regencies, under the name of their province."""
    return [("", _("Pilih"))] + [
        (province.name, [(regency.code, regency.name) for regency in places.regencies(province.code)])
        for province in places.provinces()
    ]


class WishForm(PlainForm):
    """What somebody looks for; everything is optional and nothing is an error."""

    kerja = forms.CharField(label=_("Pekerjaan"), required=False, widget=forms.TextInput({"type": "search"}))
    prov = forms.ChoiceField(
        label=_("Provinsi"), required=False, choices=lambda: [("", _("Semua provinsi")), *_provinces()]
    )
    kual = forms.ChoiceField(
        label=_("Pendidikan"), required=False, choices=[("", _("Semua")), *_words(QUALIFICATION_WORDS)]
    )
    kontrak = forms.ChoiceField(
        label=_("Jenis kerja"), required=False, choices=[("", _("Semua")), *_words(CONTRACT_WORDS)]
    )
    difabel = forms.BooleanField(label=_("Terbuka bagi penyandang disabilitas"), required=False)

    def count(self, name: str, counts: Mapping[str, int]) -> None:
        """Write how many there are behind each choice."""
        field = cast("forms.ChoiceField", self.fields[name])
        words = dict(cast("Choices", list(cast("Any", field.choices))))
        field.choices = [
            (value, f"{word} ({counts[value]:,})".replace(",", ".") if counts.get(value) else word)
            for value, word in words.items()
        ]


class ApplyForm(PlainForm):
    """What the employer may see."""

    shares = forms.MultipleChoiceField(
        label=_("Yang boleh dilihat pemberi kerja"),
        help_text=_("Nama dan nomor HP diperlukan, supaya Anda dapat dihubungi. NIK Anda tidak pernah dikirim."),
        widget=forms.CheckboxSelectMultiple,
        choices=_words(SHARE_WORDS),
        initial=[Share.NAME, Share.PHONE, Share.CERTIFICATES],
    )


class SkillGroups:
    """Skills under the fields in which they are taught, so that a long list can be folded."""

    def groups(self) -> list[tuple[Any, list[Any], bool]]:
        """(field, its boxes, whether one of them is ticked), in the order of the vocabulary."""
        found: dict[str, list[Any]] = {}
        for box in cast("forms.Form", self)["skills"]:
            slug = str(box.data["value"])
            found.setdefault(SKILLS[slug].field, []).append(box)
        return [
            (_(INTERESTS.get(field, field)), boxes, any(box.data["selected"] for box in boxes))
            for field, boxes in found.items()
        ]


class SkillsForm(SkillGroups, PlainForm):
    """What somebody can do."""

    skills = forms.MultipleChoiceField(
        label=_("Keterampilan yang Anda kuasai"),
        help_text=_("Centang yang benar-benar Anda bisa. Sertifikat Anda sudah dihitung sendiri."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        choices=_skills,
    )


class OutcomeForm(PlainForm):
    """How somebody fares after the course."""

    answer = forms.ChoiceField(
        label=_("Apa pekerjaan Anda sekarang?"), widget=forms.RadioSelect, choices=_words(OUTCOME_WORDS)
    )
    same_field = forms.ChoiceField(
        label=_("Apakah pekerjaan itu sesuai dengan kursus Anda?"),
        widget=forms.RadioSelect,
        required=False,
        choices=[("ya", _("Ya")), ("tidak", _("Tidak"))],
    )
    hours_week = forms.IntegerField(
        label=_("Berapa jam Anda bekerja dalam seminggu?"),
        required=False,
        widget=forms.TextInput({**NUMERIC, "class": "w4"}),
        error_messages={"invalid": _("Tulis jam kerja dengan angka, misalnya 40.")},
    )
    opened = forms.CharField(required=False, widget=forms.HiddenInput)


class ReportForm(PlainForm):
    """What is suspicious about a vacancy."""

    why = forms.CharField(
        label=_("Apa yang mencurigakan?"),
        help_text=_("Misalnya meminta uang, alamat palsu, atau upah yang tidak dibayar."),
        widget=forms.Textarea({"rows": 4}),
    )


class EmployerForm(PlainForm):
    """An employer who asks to be admitted, with the account of the one who signs in."""

    name = forms.CharField(label=_("Nama usaha"), help_text=_("Seperti di surat izin usaha."))
    licence = forms.CharField(
        label=_("Nomor Induk Berusaha (NIB)"),
        help_text=_("13 angka."),
        widget=forms.TextInput({**NUMERIC, "class": "w12"}),
    )
    sector = forms.CharField(label=_("Bidang usaha"), help_text=_("Misalnya garmen, toko, atau hotel."))
    regency = forms.ChoiceField(label=_("Kabupaten atau kota"), choices=_regencies)
    address = forms.CharField(label=_("Alamat"), widget=forms.Textarea({"rows": 2}))
    contact = forms.CharField(label=_("Nama Anda"), widget=forms.TextInput({"autocomplete": "name"}))
    email = forms.CharField(
        label=_("Alamat email"),
        help_text=_("Anda masuk dengan email ini."),
        widget=forms.TextInput({"inputmode": "email", "autocomplete": "email"}),
    )
    password = forms.CharField(
        label=_("Kata sandi"),
        help_text=_("Paling sedikit 12 huruf. Beberapa kata lebih mudah diingat."),
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        strip=False,
    )


class VacancyForm(SkillGroups, PlainForm):
    """A vacancy as an employer writes it."""

    title = forms.CharField(label=_("Nama pekerjaan"))
    description = forms.CharField(label=_("Apa yang dikerjakan"), required=False, widget=forms.Textarea({"rows": 4}))
    occupation = forms.CharField(
        label=_("Kode jabatan (KBJI)"),
        help_text=_("4 angka, misalnya 4321 untuk petugas gudang."),
        widget=forms.TextInput({**NUMERIC, "class": "w4"}),
    )
    regency = forms.ChoiceField(label=_("Kabupaten atau kota"), choices=_regencies)
    qualification = forms.ChoiceField(
        label=_("Pendidikan paling rendah"), choices=[("", _("Pilih")), *_words(SCHOOLING_NAMES)]
    )
    contract = forms.ChoiceField(label=_("Jenis kerja"), choices=[("", _("Pilih")), *_words(CONTRACT_WORDS)])
    months = forms.IntegerField(
        label=_("Lama kontrak, bulan"), required=False, widget=forms.TextInput({**NUMERIC, "class": "w4"})
    )
    wage_low = ParsedField(
        parse_rupiah,
        label=_("Upah paling rendah per bulan"),
        help_text=_("Dalam rupiah, misalnya 3500000."),
        widget=forms.TextInput({**NUMERIC, "class": "w12"}),
    )
    wage_high = ParsedField(
        parse_rupiah,
        label=_("Upah paling tinggi per bulan"),
        widget=forms.TextInput({**NUMERIC, "class": "w12"}),
    )
    places = forms.IntegerField(
        label=_("Berapa orang dicari"),
        widget=forms.TextInput({**NUMERIC, "class": "w4"}),
        error_messages={"invalid": _("Tulis dengan angka, misalnya 2.")},
    )
    open_to_disabled = forms.BooleanField(label=_("Terbuka bagi penyandang disabilitas"), required=False)
    expires_on = DateField(
        label=_("Tanggal tutup"), help_text=_("Kosongkan untuk 60 hari. Paling lama 120 hari."), required=False
    )
    skills = forms.MultipleChoiceField(
        label=_("Keterampilan yang dicari"),
        help_text=_("Pilih 1 sampai 12."),
        widget=forms.CheckboxSelectMultiple,
        choices=_skills,
        error_messages={"required": _("Pilih paling sedikit satu keterampilan.")},
    )


class PledgeForm(PlainForm):
    """What a payer promises for courses of others."""

    per_person = ParsedField(
        parse_rupiah,
        label=_("Bantuan paling banyak untuk satu orang"),
        help_text=_("Dalam rupiah, misalnya 15000000."),
        widget=forms.TextInput({**NUMERIC, "class": "w12"}),
    )
    total = ParsedField(
        parse_rupiah,
        label=_("Dana seluruhnya"),
        help_text=_("Sebesar ini yang Anda bayar. Sisanya kembali kepada Anda."),
        widget=forms.TextInput({**NUMERIC, "class": "w12"}),
    )
    until = DateField(label=_("Hari terakhir dipakai"))
    references = forms.CharField(
        label=_("Nomor pendaftaran orang yang dibantu"),
        help_text=_("Satu nomor satu baris. Kosongkan jika terbuka untuk siapa pun yang cocok."),
        required=False,
        widget=forms.Textarea({"rows": 3}),
        max_length=20_000,
    )
    course = forms.CharField(
        label=_("Hanya untuk kursus ini"),
        help_text=_("Tempel alamat halaman kursus. Kosongkan untuk kursus apa pun."),
        required=False,
        max_length=300,
    )
    skill = forms.ChoiceField(
        label=_("Hanya kursus yang mengajarkan"),
        required=False,
        choices=lambda: [("", _("Keterampilan apa pun")), *_skills()],
    )
    province = forms.ChoiceField(
        label=_("Hanya untuk warga provinsi"),
        required=False,
        choices=lambda: [("", _("Provinsi mana pun")), *_provinces()],
    )


class AnswerForm(PlainForm):
    """An employer's answer to an applicant."""

    state = forms.ChoiceField(
        label=_("Jawaban Anda"),
        widget=forms.RadioSelect,
        choices=[
            (JobState.ACCEPTED, _("Terima")),
            (JobState.POSTPONED, _("Tunda, saya perlu waktu")),
            (JobState.REFUSED, _("Belum cocok")),
        ],
    )
    reason = forms.ChoiceField(
        label=_("Alasan, jika belum cocok"),
        required=False,
        choices=[("", _("Pilih")), *_words(REFUSED_WORDS)],
    )


class ChangeForm(PlainForm):
    """What an employer does with a vacancy."""

    wish = forms.ChoiceField(
        label=_("Ubah keadaan"),
        choices=[
            (VacancyState.FILLED, _("Sudah terisi")),
            (VacancyState.WITHDRAWN, _("Tarik lowongan")),
            (VacancyState.OPEN, _("Tampilkan lagi")),
        ],
    )
    expires_on = DateField(label=_("Tanggal tutup baru"), required=False)

    def new_day(self) -> date | None:
        """The new last day."""
        found: date | None = self.cleaned_data["expires_on"]
        return found


class VerdictForm(PlainForm):
    """An officer's verdict with its reason."""

    verdict = forms.ChoiceField(
        label=_("Putusan"), widget=forms.RadioSelect, choices=[("ya", _("Setuju")), ("tidak", _("Tidak setuju"))]
    )
    why = forms.CharField(label=_("Alasan"), required=False, widget=forms.Textarea({"rows": 2}))
