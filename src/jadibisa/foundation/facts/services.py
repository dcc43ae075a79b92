"""The only way to write a fact, and the relay that hands facts to those who listen."""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from jadibisa.foundation.facts import queries
from jadibisa.foundation.facts.models import FactRow, Listener
from jadibisa.foundation.facts.types import Fact
from jadibisa.kernel.actors import Actor
from jadibisa.kernel.covering import covered

MOST_SUBJECTS = 1000
CHUNK = 200
Hear = Callable[[Fact], None]
HearTogether = Callable[[Sequence[Fact]], None]
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Ear:
    name: str
    verbs: tuple[str, ...]
    function: HearTogether
    together: bool


_ears: dict[str, _Ear] = {}


def record(
    verb: str,
    *,
    by: Actor,
    at: datetime,
    subjects: Iterable[UUID] = (),
    why: str = "",
    data: Mapping[str, Any] | None = None,
) -> int:
    """Append one fact in the caller's transaction.

    Args:
        verb: `<app>.<past participle>`.
        by: who acts; the fact keeps role and id, no name.
        at: the programme's time, UTC.
        subjects: up to 1,000 ids; an act on more is written as several facts.
        why: the reason given; long numbers in it are covered.
        data: JSON values for listeners; never a name, a NIK, a phone number or a secret.

    Returns:
        The number of the fact.

    Raises:
        ValueError: for more than 1,000 subjects.
    """
    named = list(dict.fromkeys(subjects))
    if len(named) > MOST_SUBJECTS:
        message = f"a fact names at most {MOST_SUBJECTS} subjects: write one per chunk"
        raise ValueError(message)
    row = FactRow.objects.create(
        verb=verb, at=at, actor=by.label, subjects=named, why=covered(why), data=dict(data or {})
    )
    return row.id


def listener(name: str, *verbs: str) -> Callable[[Hear], Hear]:
    """Register a listener of facts; it must change nothing when it hears a fact again."""

    def register(function: Hear) -> Hear:
        def one_by_one(facts: Sequence[Fact]) -> None:
            for fact in facts:
                function(fact)

        _ears[name] = _Ear(name, verbs, one_by_one, together=False)
        return function

    return register


def listener_together(name: str, *verbs: str) -> Callable[[HearTogether], HearTogether]:
    """Register a listener that hears many facts at once, in their order; it, too, may hear a fact again."""

    def register(function: HearTogether) -> HearTogether:
        _ears[name] = _Ear(name, verbs, function, together=True)
        return function

    return register


def behind(before: datetime) -> dict[str, Fact]:
    """Listeners with a fact from before an instant that they have not heard: by name, the oldest such fact."""
    places = {row.name: (row.transaction, row.fact_id) for row in Listener.objects.all()}
    oldest = {
        name: [fact for _number, fact in queries.unheard(*places.get(name, (0, 0)), verbs=ear.verbs, limit=1)]
        for name, ear in _ears.items()
    }
    return {name: fact for name, facts in oldest.items() for fact in facts if fact.at < before}


def listeners() -> tuple[str, ...]:
    """The names of all listeners."""
    return tuple(sorted(_ears))


def deliver(*, most: int | None = None) -> int:
    """Let every listener hear what it has not heard yet, until nothing new comes.

    A listener and how far it has read are written in one transaction per fact, or per chunk for those that hear together.
    A listener that fails stops at that fact, says so in the log, and hears it again next time; the others go on. Where a
    chunk fails, its facts are told singly, so that all before the one at fault are heard.

    Args:
        most: stop after about so many deliveries.

    Returns:
        How many facts were heard.
    """
    heard, progress = 0, True
    failed: set[str] = set()
    Listener.objects.bulk_create([Listener(name=name) for name in sorted(_ears)], ignore_conflicts=True)
    while progress and (most is None or heard < most):
        progress = False
        places = {row.name: (row.transaction, row.fact_id) for row in Listener.objects.all()}
        for ear in [_ears[name] for name in sorted(_ears) if name not in failed]:
            count, failure = _hear(ear, places[ear.name])
            heard += count
            progress = progress or count > 0
            if failure:
                failed.add(ear.name)
    return heard


def _hear(ear: _Ear, place: tuple[int, int]) -> tuple[int, bool]:
    """One listener hears one chunk; tells how many facts and whether it failed."""
    facts = queries.unheard(*place, verbs=ear.verbs, limit=CHUNK)
    if ear.together and len(facts) > 1:
        try:
            _tell(ear, facts)
        except Exception:
            log.exception("the listener %s failed at a chunk of %d facts and hears them singly", ear.name, len(facts))
        else:
            return len(facts), False
    for count, told in enumerate(facts):
        try:
            _tell(ear, [told])
        except Exception:
            log.exception("the listener %s failed at fact %d and hears it again", ear.name, told[1].id)
            return count, True
    return len(facts), False


@transaction.atomic
def _tell(ear: _Ear, facts: Sequence[tuple[int, Fact]]) -> None:
    """Hand over what the listener has not heard meanwhile in another process, and write down how far it is."""
    held = Listener.objects.select_for_update().get(name=ear.name)
    new = [(number, fact) for number, fact in facts if (held.transaction, held.fact_id) < (number, fact.id)]
    if new:
        ear.function([fact for _number, fact in new])
        held.transaction, held.fact_id = new[-1][0], new[-1][1].id
        held.save(update_fields=["transaction", "fact_id"])
