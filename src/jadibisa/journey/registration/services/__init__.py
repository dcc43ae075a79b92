"""Commands of registration: load a policy, open a batch, keep a draft, register, correct."""

from jadibisa.journey.registration.services.applications import answer_equality, correct, register
from jadibisa.journey.registration.services.drafts import (
    begin_draft,
    forget_draft,
    forget_expired_drafts,
    save_answer,
    send_draft,
)
from jadibisa.journey.registration.services.schemes import declared_obstacles, load_policy, open_batch

__all__ = [
    "answer_equality",
    "begin_draft",
    "correct",
    "declared_obstacles",
    "forget_draft",
    "forget_expired_drafts",
    "load_policy",
    "open_batch",
    "register",
    "save_answer",
    "send_draft",
]
