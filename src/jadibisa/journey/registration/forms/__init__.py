"""The questions of registration in their order, and the forms of the other pages."""

from jadibisa.journey.registration.forms.desk import BatchForm, DecideForm
from jadibisa.journey.registration.forms.other import CodeForm, EqualityForm, KeepForm, ReturnForm
from jadibisa.journey.registration.forms.questions import QUESTIONS, QuestionForm, Told, question_at

__all__ = [
    "QUESTIONS",
    "BatchForm",
    "CodeForm",
    "DecideForm",
    "EqualityForm",
    "KeepForm",
    "QuestionForm",
    "ReturnForm",
    "Told",
    "question_at",
]
