"""Commands of the draw: the stages of the public act, lapses and replacements, the second person's decision."""

from jadibisa.journey.selection.gateways.engines import ENGINES
from jadibisa.journey.selection.services.additions import add, decide_addition, promise_again, propose_addition
from jadibisa.journey.selection.services.approval import decide_stage, propose_stage
from jadibisa.journey.selection.services.auditing import note_finding, take_openings
from jadibisa.journey.selection.services.ceremony import make_seed, record_dice
from jadibisa.journey.selection.services.outcome import publish, run
from jadibisa.journey.selection.services.roll import announce, freeze
from jadibisa.journey.selection.services.rounds import collect_due, collect_round, offered_chain
from jadibisa.journey.selection.services.simulations import (
    advance_simulation,
    resume_simulation,
    save_simulation,
    stop_simulation,
)
from jadibisa.journey.selection.services.stamping import bring_stamp, stamp, stamps_are_made
from jadibisa.journey.selection.services.waiting import lapse, replace

__all__ = [
    "ENGINES",
    "add",
    "advance_simulation",
    "announce",
    "bring_stamp",
    "collect_due",
    "collect_round",
    "decide_addition",
    "decide_stage",
    "freeze",
    "lapse",
    "make_seed",
    "note_finding",
    "offered_chain",
    "promise_again",
    "propose_addition",
    "propose_stage",
    "publish",
    "record_dice",
    "replace",
    "resume_simulation",
    "run",
    "save_simulation",
    "stamp",
    "stamps_are_made",
    "stop_simulation",
    "take_openings",
]
