"""The commands of help: tickets that are opened and answered, appeals under four eyes when rejected."""

from jadibisa.care.tickets.services.appeals import decide_rejection, grant_appeal, open_appeal, propose_rejection
from jadibisa.care.tickets.services.heard import hear
from jadibisa.care.tickets.services.opened import (
    answer,
    ask,
    close_quiet,
    escalate,
    forget_words,
    open_conversation,
    open_ticket,
    reply,
    take,
)

__all__ = [
    "answer",
    "ask",
    "close_quiet",
    "decide_rejection",
    "escalate",
    "forget_words",
    "grant_appeal",
    "hear",
    "open_appeal",
    "open_conversation",
    "open_ticket",
    "propose_rejection",
    "reply",
    "take",
]
