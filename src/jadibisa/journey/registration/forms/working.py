"""Questions about work, education, wishes and disability."""

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from jadibisa.foundation.plumbing.forms import ParsedField
from jadibisa.journey.registration.forms.base import LAID_OFF, LEARNING, WORK, YES_NO, QuestionForm, Told, choices
from jadibisa.journey.registration.types import (
    DISABILITY_NAMES,
    INTERESTS,
    JOB_STATUS_NAMES,
    LONGEST_PROOF,
    MOTIVES,
    OCCUPATION_NAMES,
    SCHOOLING_NAMES,
    JobStatus,
    Occupation,
    clean_text,
)


class JobForm(QuestionForm):
    """How somebody works now."""

    slug = "pekerjaan"
    part = WORK
    label = _("Keadaan kerja")
    job_status = forms.ChoiceField(
        label=_("Apa keadaan kerja Anda sekarang?"), choices=choices(JOB_STATUS_NAMES), widget=forms.RadioSelect
    )

    def shown(self) -> str:
        """In words."""
        return _t(JOB_STATUS_NAMES[JobStatus(self.cleaned_data["job_status"])])


class LaidOffForm(QuestionForm):
    """What proves that somebody was laid off."""

    slug = "phk"
    part = WORK
    label = _("Bukti PHK")
    help = (
        _("Saya tidak punya surat"),
        _("Kosongkan saja. Anda tetap ikut undian, tetapi tidak dalam kelompok pekerja terkena PHK."),
    )
    laid_off_proof = ParsedField(
        lambda text: clean_text(text, field="laid_off_proof", longest=LONGEST_PROOF),
        label=_("Apa bukti PHK Anda?"),
        help_text=_("Nomor surat dari perusahaan, atau nomor di daftar Kemnaker. Boleh dikosongkan."),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    @classmethod
    def asked(cls, told: Told) -> bool:
        """Only of who was laid off or furloughed."""
        return told.first("pekerjaan", "job_status") in LAID_OFF

    def shown(self) -> str:
        """Or that there is none."""
        return self.cleaned_data["laid_off_proof"] or _t("Tidak ada")


class OccupationForm(QuestionForm):
    """Offices that may be excluded."""

    slug = "jabatan"
    part = WORK
    label = _("Jabatan")
    occupation = forms.ChoiceField(
        label=_("Apakah Anda salah satu dari ini?"), choices=choices(OCCUPATION_NAMES), widget=forms.RadioSelect
    )

    def shown(self) -> str:
        """In words."""
        return _t(OCCUPATION_NAMES[Occupation(self.cleaned_data["occupation"])])


class EducationForm(QuestionForm):
    """At school or university now."""

    slug = "sekolah"
    part = WORK
    label = _("Sedang sekolah atau kuliah")
    in_education = forms.ChoiceField(
        label=_("Apakah Anda sedang sekolah atau kuliah?"), help_text=_("Kursus dan pelatihan tidak termasuk."), choices=YES_NO,
        widget=forms.RadioSelect,
    )  # fmt: skip

    def shown(self) -> str:
        """Yes or no."""
        return _t("Ya") if self.cleaned_data["in_education"] == "ya" else _t("Tidak")


class SchoolingForm(QuestionForm):
    """The highest schooling."""

    slug = "pendidikan"
    part = WORK
    label = _("Pendidikan terakhir")
    schooling = forms.ChoiceField(
        label=_("Apa pendidikan terakhir yang Anda selesaikan?"),
        choices=choices(SCHOOLING_NAMES),
        widget=forms.RadioSelect,
    )

    def shown(self) -> str:
        """In words."""
        return str(dict(choices(SCHOOLING_NAMES))[self.cleaned_data["schooling"]])


class InterestForm(QuestionForm):
    """What one wants to learn."""

    slug = "minat"
    part = WORK
    label = _("Yang ingin dipelajari")
    interests = forms.MultipleChoiceField(
        label=_("Apa yang ingin Anda pelajari?"), help_text=_("Pilih paling sedikit satu. Ini tidak memengaruhi undian."),
        choices=choices(INTERESTS), widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    def shown(self) -> str:
        """In words."""
        return "; ".join(_t(INTERESTS[slug]) for slug in self.cleaned_data["interests"])


class MotiveForm(QuestionForm):
    """Why one joins."""

    slug = "alasan"
    part = WORK
    label = _("Alasan ikut")
    motive = forms.ChoiceField(
        label=_("Mengapa Anda ingin ikut?"),
        help_text=_("Ini tidak memengaruhi undian."),
        choices=choices(MOTIVES),
        widget=forms.RadioSelect,
    )

    def shown(self) -> str:
        """In words."""
        return _t(MOTIVES[self.cleaned_data["motive"]])


class DisabilityForm(QuestionForm):
    """A claim, with what proves it; both are sealed."""

    slug = "disabilitas"
    part = LEARNING
    label = _("Disabilitas")
    heading = _("Apakah Anda penyandang disabilitas?")
    help = (
        _("Mengapa kami bertanya?"),
        _(
            "Sebagian kursi disediakan untuk penyandang disabilitas. Jawaban Anda disegel. Hanya petugas yang memeriksa bisa membukanya."
        ),
    )
    disability = forms.ChoiceField(
        label=_("Pilih yang paling sesuai"),
        choices=[("tidak", _("Tidak")), *choices(DISABILITY_NAMES)],
        widget=forms.RadioSelect,
    )
    disability_proof = ParsedField(
        lambda text: clean_text(text, field="disability_proof", longest=LONGEST_PROOF),
        label=_("Nomor kartu atau surat keterangan petugas"),
        help_text=_("Tanpa bukti, Anda tetap ikut undian, tetapi tidak dalam kelompok ini."),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def shown(self) -> str:
        """In words, with the proof."""
        told = self.cleaned_data["disability"]
        if told == "tidak":
            return _t("Tidak")
        words = str(dict(choices(DISABILITY_NAMES))[told])
        proof = self.cleaned_data["disability_proof"]
        return f"{words} ({proof})" if proof else words
