"""Commands of the training step: publish, buy, learn, end."""

from jadibisa.journey.training.services.buying import purchase
from jadibisa.journey.training.services.counter import buy
from jadibisa.journey.training.services.evidence import assess, attend, complete, rate, redeem
from jadibisa.journey.training.services.learners import enter, expire, extend, lapse_missed, revoke
from jadibisa.journey.training.services.pausing import pause, resume
from jadibisa.journey.training.services.publishing import close, course_id, publish, run_id
from jadibisa.journey.training.services.undoing import cancel, confirm, lapse_unpaid, withdraw

__all__ = [
    "assess",
    "attend",
    "buy",
    "cancel",
    "close",
    "complete",
    "confirm",
    "course_id",
    "enter",
    "expire",
    "extend",
    "lapse_missed",
    "lapse_unpaid",
    "pause",
    "publish",
    "purchase",
    "rate",
    "redeem",
    "resume",
    "revoke",
    "run_id",
    "withdraw",
]
