"""The law of verification as pure functions on whole arrays: names, eligibility, the family card."""

from jadibisa.journey.verification.rules.eligibility import (
    CLOSE,
    OTHER,
    REASON_ORDER,
    SAME,
    STATES,
    Law,
    decide,
    law_of,
    reasons_in,
)
from jadibisa.journey.verification.rules.family import free_slot
from jadibisa.journey.verification.rules.names import compare, plain_name
from jadibisa.journey.verification.rules.steps import (
    require_age,
    require_answered,
    require_new_eyes,
    require_review,
    require_step,
)

__all__ = [
    "CLOSE",
    "OTHER",
    "REASON_ORDER",
    "SAME",
    "STATES",
    "Law",
    "compare",
    "decide",
    "free_slot",
    "law_of",
    "plain_name",
    "reasons_in",
    "require_age",
    "require_answered",
    "require_new_eyes",
    "require_review",
    "require_step",
]
