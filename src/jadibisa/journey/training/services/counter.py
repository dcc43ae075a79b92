"""The counter at which citizens buy: those who come at the same moment are served by one transaction, each with a verdict."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from jadibisa.foundation.plumbing.together import Counter
from jadibisa.journey.training.services.buying import purchase
from jadibisa.journey.training.types import Purchase
from jadibisa.kernel.actors import Actor, Role
from jadibisa.kernel.refusals import Refusal

CITIZENS = Actor(Role.CITIZEN)
"""Several citizens, each for himself: the subjects of the fact say who."""


class Ask(NamedTuple):
    """A citizen wants to buy a run."""

    minute: datetime
    application_id: UUID
    run_id: UUID
    by: Actor
    at: datetime


def buy(application_id: UUID, run_id: UUID, *, by: Actor, at: datetime) -> Purchase | Refusal:
    """Buy a run; under load together with others, in one transaction.

    Only who buys for himself comes to the counter: with somebody else the fact must name who acted. Who is inside a
    transaction does not come either: others cannot see what it has not committed.

    Returns:
        The purchase or why not; `too_busy` when too many wait already.
    """
    if by.role is not Role.CITIZEN or by.application_id != application_id or connection.in_atomic_block:
        return purchase([(application_id, run_id)], by=by, at=at)[0]
    try:
        return _counter.ask(Ask(at.replace(second=0, microsecond=0), application_id, run_id, by, at))
    except Refusal as refusal:
        return refusal


def _serve(asks: Sequence[Ask]) -> list[Purchase | Refusal]:
    """One command for those of one minute: deadlines end with a minute, so nobody is dragged over one."""
    answers: list[Purchase | Refusal] = []
    for _minute, group in groupby(asks, key=lambda ask: ask.minute):
        rows = list(group)
        pairs = list(dict.fromkeys((row.application_id, row.run_id) for row in rows))  # a double click is one purchase
        by = rows[0].by if len(pairs) == 1 else CITIZENS
        found = dict(zip(pairs, purchase(pairs, by=by, at=max(row.at for row in rows)), strict=True))
        answers += [found[row.application_id, row.run_id] for row in rows]
    return answers


_counter: Counter[Ask, Purchase | Refusal] = Counter(_serve, order=lambda ask: ask[:3])
