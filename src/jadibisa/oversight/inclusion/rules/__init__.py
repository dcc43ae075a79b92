"""The law of publishing: how people are counted, and which counts stay hidden."""

from jadibisa.oversight.inclusion.rules.counting import Tally, reached, tally
from jadibisa.oversight.inclusion.rules.suppression import (
    LIMIT,
    TOTAL,
    bridges,
    hidden_cells,
    publish,
    publish_list,
    small,
    with_totals,
)

__all__ = [
    "LIMIT",
    "TOTAL",
    "Tally",
    "bridges",
    "hidden_cells",
    "publish",
    "publish_list",
    "reached",
    "small",
    "tally",
    "with_totals",
]
