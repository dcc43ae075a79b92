"""A fact: who did what, when, to whom, and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of the record.

    Attributes:
        id: number of the fact; rises.
        verb: `<app>.<past participle>`.
        at: when it was so, UTC, by the programme's clock.
        by: label of the actor: role and id, no name.
        subjects: ids of what the act was done to.
        why: the reason given, or "".
        data: what else a listener needs; never a name, a number of a person or a secret.
    """

    id: int
    verb: str
    at: datetime
    by: str
    subjects: tuple[UUID, ...]
    why: str
    data: Mapping[str, Any]
