"""Words of inclusion: the funnel with its groups and places, and what a demonstration knows to be true."""

from jadibisa.oversight.inclusion.types.counting import (
    STAGES,
    Cell,
    Counts,
    Group,
    Money,
    Report,
    Share,
    Supply,
    Target,
    Who,
)
from jadibisa.oversight.inclusion.types.truth import MUST_NOT_LOSE, MUST_REFUSE, TRUTH_NAMES, KnownTruth, Met, Truth

__all__ = [
    "MUST_NOT_LOSE",
    "MUST_REFUSE",
    "STAGES",
    "TRUTH_NAMES",
    "Cell",
    "Counts",
    "Group",
    "KnownTruth",
    "Met",
    "Money",
    "Report",
    "Share",
    "Supply",
    "Target",
    "Truth",
    "Who",
]
