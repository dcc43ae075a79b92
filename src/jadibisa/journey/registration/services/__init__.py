"""Commands of registration: load a policy, open a batch, keep a draft, register, correct."""

from jadibisa.journey.registration.services.applications import answer_equality, correct, register, rejoins
from jadibisa.journey.registration.services.drafts import (
    begin_draft,
    forget_draft,
    forget_expired_drafts,
    hand_over,
    keep_draft,
    open_handed,
    save_answer,
    send_draft,
    send_drafts,
)
from jadibisa.journey.registration.services.schemes import (
    OPEN_BATCH,
    decide_batch,
    declared_obstacles,
    load_policy,
    open_batch,
    propose_batch,
)

__all__ = [
    "OPEN_BATCH",
    "answer_equality",
    "begin_draft",
    "correct",
    "decide_batch",
    "declared_obstacles",
    "forget_draft",
    "forget_expired_drafts",
    "hand_over",
    "keep_draft",
    "load_policy",
    "open_batch",
    "open_handed",
    "propose_batch",
    "register",
    "rejoins",
    "save_answer",
    "send_draft",
    "send_drafts",
]
