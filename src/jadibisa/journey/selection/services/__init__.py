"""Commands of the draw: the stages of the public act, lapses and replacements, the second person's decision."""

from jadibisa.journey.selection.services.additions import add, decide_addition, propose_addition
from jadibisa.journey.selection.services.approval import decide_stage, propose_stage
from jadibisa.journey.selection.services.ceremony import make_seed, record_dice
from jadibisa.journey.selection.services.outcome import publish, run
from jadibisa.journey.selection.services.roll import announce, freeze
from jadibisa.journey.selection.services.waiting import lapse, replace

__all__ = [
    "add",
    "announce",
    "decide_addition",
    "decide_stage",
    "freeze",
    "lapse",
    "make_seed",
    "propose_addition",
    "propose_stage",
    "publish",
    "record_dice",
    "replace",
    "run",
]
