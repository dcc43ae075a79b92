"""Modes, assessments and states, and what they are called."""

from collections.abc import Mapping
from enum import StrEnum

from jadibisa.kernel.refusals import N_


class Mode(StrEnum):
    """How a course is taught (R-56)."""

    SELF_PACED = "self_paced"
    WEBINAR = "webinar"
    FACE_TO_FACE = "face_to_face"


MODE_NAMES: Mapping[Mode, str] = {
    Mode.SELF_PACED: N_("Belajar mandiri"),
    Mode.WEBINAR: N_("Webinar"),
    Mode.FACE_TO_FACE: N_("Tatap muka"),
}


class AssessmentKind(StrEnum):
    """What is assessed (R-58), in the order in which the gates open (R-59)."""

    PRE = "pre"
    QUIZ = "quiz"
    TASK = "task"
    POST = "post"
    DEMONSTRATION = "demonstration"


ASSESSMENT_NAMES: Mapping[AssessmentKind, str] = {
    AssessmentKind.PRE: N_("Tes awal"),
    AssessmentKind.QUIZ: N_("Kuis"),
    AssessmentKind.TASK: N_("Tugas mandiri"),
    AssessmentKind.POST: N_("Tes akhir"),
    AssessmentKind.DEMONSTRATION: N_("Unjuk keterampilan"),
}

_A = AssessmentKind
ASSESSMENTS: Mapping[Mode, tuple[AssessmentKind, ...]] = {
    Mode.SELF_PACED: (_A.PRE, _A.QUIZ, _A.TASK, _A.POST, _A.DEMONSTRATION),
    Mode.WEBINAR: (_A.PRE, _A.QUIZ, _A.TASK, _A.POST, _A.DEMONSTRATION),
    Mode.FACE_TO_FACE: (_A.PRE, _A.QUIZ, _A.POST, _A.DEMONSTRATION),
}
"""What each mode asks for, in order; one stands before the next (R-58, R-59)."""


class PurchaseState(StrEnum):
    """Where a purchase is; an unpaid one keeps its seat until the own part comes in or its time is over (lapsed)."""

    UNPAID = "unpaid"
    BOUGHT = "bought"
    REDEEMED = "redeemed"
    COMPLETED = "completed"
    RATED = "rated"
    CANCELLED = "cancelled"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    LAPSED = "lapsed"


OPEN_STATES = (PurchaseState.UNPAID, PurchaseState.BOUGHT, PurchaseState.REDEEMED, PurchaseState.COMPLETED)
"""States that stand in the way of the next purchase: one course at a time (R-48)."""


MOST_EXTRA_DAYS = 30
"""So many days an officer may give one participant in all, on whatever deadlines."""


class LearnerState(StrEnum):
    """Whether a recipient may still buy."""

    ACTIVE = "active"
    MISSED = "missed"
    REVOKED = "revoked"
