"""All questions in their order."""

from jadibisa.journey.registration.forms.base import QuestionForm, Told
from jadibisa.journey.registration.forms.person import (
    AddressForm,
    BirthForm,
    EmailForm,
    GenderForm,
    KkForm,
    NameForm,
    NikForm,
    PhoneForm,
    ProvinceForm,
    RegencyForm,
)
from jadibisa.journey.registration.forms.working import (
    DisabilityForm,
    EducationForm,
    InterestForm,
    JobForm,
    LaidOffForm,
    MotiveForm,
    OccupationForm,
    SchoolingForm,
)

QUESTIONS: tuple[type[QuestionForm], ...] = (
    NameForm, NikForm, KkForm, BirthForm, GenderForm, ProvinceForm, RegencyForm, AddressForm, PhoneForm, EmailForm, JobForm, LaidOffForm,
    OccupationForm, EducationForm, SchoolingForm, InterestForm, MotiveForm, DisabilityForm,
)  # fmt: skip


def question_at(slug: str) -> type[QuestionForm] | None:
    """The question at an address."""
    return next((question for question in QUESTIONS if question.slug == slug), None)


__all__ = ["QUESTIONS", "BirthForm", "QuestionForm", "Told", "question_at"]
