"""What every question has: its address, what it may know, when it is asked, how its answer is shown."""

# ruff: noqa: ANN401 - the signatures are Django's

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jadibisa.foundation.plumbing.forms import ParsedField, PlainForm
from jadibisa.journey.registration.types import (
    JobStatus,
)
from jadibisa.kernel.refusals import Refusal

SELF, WORK, LEARNING = _("Data diri"), _("Pekerjaan dan pendidikan"), _("Supaya belajar lebih mudah")
YES_NO = (("ya", _("Ya")), ("tidak", _("Tidak")))
LAID_OFF = frozenset({JobStatus.LAID_OFF, JobStatus.FURLOUGHED})


@dataclass(frozen=True, slots=True)
class Told:
    """What a question may know: the day, whether this is a demonstration, and the answers so far."""

    today: date
    demonstration: bool
    answers: Mapping[str, Mapping[str, list[str]]] = field(default_factory=dict)

    def first(self, slug: str, name: str) -> str:
        """What was typed into a field of another question, "" if it was not asked yet."""
        return next(iter(self.answers.get(slug, {}).get(name, ())), "")


def choices(names: Mapping[Any, str]) -> list[tuple[str, Promise]]:
    """Words of a table as choices."""
    return [(str(key), _(name)) for key, name in names.items()]


def invalid(refusal: Refusal) -> ValidationError:
    """A refusal as the error of a field."""
    return ValidationError(_(refusal.sentence), code=refusal.code, params=dict(refusal.values) or None)


class QuestionForm(PlainForm):
    """One question. A subclass names its address, its part of the check page and its label there."""

    slug: ClassVar[str]
    part: ClassVar[Promise | str] = SELF
    label: ClassVar[Promise | str]
    heading: ClassVar[Promise | str] = ""
    help: ClassVar[tuple[Promise | str, Promise | str] | None] = None

    def __init__(self, *args: Any, told: Told, **kwargs: Any) -> None:
        """Keep what the question may know."""
        self.told = told
        super().__init__(*args, **kwargs)

    @classmethod
    def asked(cls, told: Told) -> bool:  # noqa: ARG003 - most questions are asked of everybody
        """Whether this person is asked."""
        return True

    def shown(self) -> str:
        """The answer in words, for the check page."""
        return str(next(iter(self.cleaned_data.values())) or "")


def text_question(
    parse: Callable[[str], Any], label: Promise | str, hint: Promise | str, **attributes: str
) -> ParsedField:
    """A text field that a pure parser reads."""
    return ParsedField(parse, label=label, help_text=hint, widget=forms.TextInput(attrs=attributes))
