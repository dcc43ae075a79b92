"""Questions over all steps at once."""

from jadibisa.oversight.inclusion.queries.funnel import (
    EVERY,
    PROVINCE_DIGITS,
    last,
    people,
    quota_of,
    reasons,
    report,
    rows_without_fact,
    share,
    stages,
    supply,
    targets,
    who,
)
from jadibisa.oversight.inclusion.queries.truth import VERB, known_truth

__all__ = [
    "EVERY",
    "PROVINCE_DIGITS",
    "VERB",
    "known_truth",
    "last",
    "people",
    "quota_of",
    "reasons",
    "report",
    "rows_without_fact",
    "share",
    "stages",
    "supply",
    "targets",
    "who",
]
