"""Commands of registration: load a policy, open a batch, keep a draft, register, correct."""

from jadibisa.journey.registration.services.applications import answer_equality, correct, register, rejoins
from jadibisa.journey.registration.services.drafts import (
    begin_draft,
    forget_draft,
    forget_expired_drafts,
    keep_draft,
    save_answer,
    send_draft,
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
    "keep_draft",
    "load_policy",
    "open_batch",
    "propose_batch",
    "register",
    "rejoins",
    "save_answer",
    "send_draft",
]
