"""Commands of verification: check, review, lists, recipients."""

from jadibisa.journey.verification.services.checks import again, begin, check
from jadibisa.journey.verification.services.lists import import_list, rescreen
from jadibisa.journey.verification.services.recipients import designate, pardon, revoke
from jadibisa.journey.verification.services.reviews import (
    OpenCase,
    answer,
    ask,
    close_unanswered,
    decide_refusal,
    open_case,
    propose_refusal,
    reopen_after_appeal,
    review,
    stand_back,
)

__all__ = [
    "OpenCase",
    "again",
    "answer",
    "ask",
    "begin",
    "check",
    "close_unanswered",
    "decide_refusal",
    "designate",
    "import_list",
    "open_case",
    "pardon",
    "propose_refusal",
    "reopen_after_appeal",
    "rescreen",
    "review",
    "revoke",
    "stand_back",
]
