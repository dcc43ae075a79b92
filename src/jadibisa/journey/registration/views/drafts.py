"""The draft of this session, and the forms that its answers fill."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.forms import MultiWidget
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from jadibisa.foundation.plumbing.doors import ActorRequest
from jadibisa.journey.registration import queries
from jadibisa.journey.registration.forms import QUESTIONS, QuestionForm, Told
from jadibisa.journey.registration.types import BatchView, DraftView
from jadibisa.kernel.clock import wib_day

DRAFT, RECEIPT = "registration_draft", "registration_receipt"


def draft_of(request: ActorRequest, at: datetime) -> DraftView | None:
    """The draft that this session works on."""
    kept = request.session.get(DRAFT)
    draft = queries.draft(UUID(kept), at) if isinstance(kept, str) else None
    return draft if draft is not None and draft.application_id is None else None


def told_by(draft: DraftView | None, at: datetime) -> Told:
    """What questions may know."""
    return Told(wib_day(at), settings.DEMONSTRATION, draft.answers if draft else {})


def asked(told: Told) -> list[type[QuestionForm]]:
    """The questions for this person, in order."""
    return [question for question in QUESTIONS if question.asked(told)]


def bound(question: type[QuestionForm], told: Told) -> QuestionForm:
    """A question with its kept answer; unbound when there is none."""
    kept = told.answers.get(question.slug)
    return (
        question(MultiValueDict({name: list(typed) for name, typed in kept.items()}), told=told)
        if kept
        else question(told=told)
    )


def typed_into(form: QuestionForm, data: QueryDict) -> Mapping[str, list[str]]:
    """What was typed into the fields of a form, and nothing else that came along."""
    return {name: data.getlist(name) for name in _names(form) if name in data}


def _names(form: QuestionForm) -> Iterator[str]:
    for name, field in form.fields.items():
        if isinstance(field.widget, MultiWidget):
            yield from (f"{name}{suffix}" for suffix in field.widget.widgets_names)  # type: ignore[attr-defined]
        else:
            yield name


@dataclass(frozen=True, slots=True)
class Answered:
    """A question with its kept answer: valid or not."""

    form: QuestionForm
    complete: bool


def review(told: Told) -> list[Answered]:
    """All questions for this person with their answers; an optional one counts as answered once it was shown."""
    found = []
    for question in asked(told):
        form = bound(question, told)
        found.append(Answered(form, form.is_bound and form.is_valid()))
    return found


def first_missing(told: Told) -> str | None:
    """The first question without a valid answer."""
    return next((one.form.slug for one in review(told) if not one.complete), None)


def batch_now(at: datetime) -> BatchView | None:
    """The batch that takes registrations."""
    return queries.open_batch_at(at)
