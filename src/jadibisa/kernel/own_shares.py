"""Own shares of a course's price as policy writes them: who, of which courses, how much, and never above what."""

from collections.abc import Callable
from dataclasses import dataclass

COURSE_KINDS = frozenset({"any", "within_balance", "above_balance"})
GROUPS = frozenset(
    {"any", "W", "D", "L", "poor", "seeking", "laid_off", "furloughed", "employed", "self_employed", "micro_business"}
)
"""Groups of own shares: traits, the poor (on the list of social aid), and how somebody works."""
WORDS = {"group", "course", "percent", "fixed", "cap"}


@dataclass(frozen=True, slots=True)
class OwnShare:
    """What a group pays itself of a kind of course: `percent` of the price plus `fixed`, never above `cap` (sen)."""

    group: str
    course: str
    percent: int
    fixed: int
    cap: int


def read(
    value: object, percent_of: Callable[[object], int], money_of: Callable[[object], int]
) -> tuple[OwnShare, ...] | None:
    """Rows from a policy file; None when the shape is wrong.

    Args:
        value: what the file says.
        percent_of: reads a percentage or refuses.
        money_of: reads whole rupiah as sen or refuses.
    """
    rows: list[OwnShare] = []
    for item in value if isinstance(value, list) else [None]:
        if not isinstance(item, dict) or set(item) != WORDS:
            return None
        if item["group"] not in GROUPS or item["course"] not in COURSE_KINDS:
            return None
        percent, fixed, cap = percent_of(item["percent"]), money_of(item["fixed"]), money_of(item["cap"])
        rows.append(OwnShare(item["group"], item["course"], percent, fixed, cap))
    return tuple(rows)
