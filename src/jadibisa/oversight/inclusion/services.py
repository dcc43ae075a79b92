"""Commands of inclusion: count all batches again and keep the answers; ask for that when the answers are old."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import msgspec
from django.db import transaction
from django.db.models import Q

from jadibisa.foundation.facts.services import record
from jadibisa.foundation.plumbing.jobs import defer
from jadibisa.journey.registration.queries import batches
from jadibisa.journey.registration.types import batch_subject
from jadibisa.kernel.actors import Actor
from jadibisa.oversight.inclusion import queries
from jadibisa.oversight.inclusion.models import Snapshot

OLD = timedelta(hours=1)


@transaction.atomic
def ask_for_fresh(*, at: datetime) -> bool:
    """Ask for a new count when the last one is older than an hour; many readers at once ask only once.

    It changes nothing that anybody owns, so it leaves no fact.

    Args:
        at: the programme's time.

    Returns:
        Whether a count was ordered.
    """
    row, _new = Snapshot.objects.get_or_create(batch=queries.EVERY)
    if row.at is not None and row.at > at - OLD:
        return False
    free = Snapshot.objects.filter(Q(asked_at=None) | Q(asked_at__lte=at - OLD), batch=queries.EVERY)
    if not free.update(asked_at=at):
        return False
    defer("inclusion.refresh", queue="inclusion")
    return True


@transaction.atomic
def refresh(numbers: Iterable[int] | None = None, *, by: Actor, at: datetime) -> list[int]:
    """Count batches, and all of them together, and keep the reports for the public pages.

    Args:
        numbers: batches to count; all of them when not given.
        by: who asks.
        at: the programme's time.

    Returns:
        The batches that were counted.
    """
    wanted = sorted(numbers) if numbers is not None else sorted(batch.number for batch in batches(at))
    for batch in [*wanted, None]:
        content = msgspec.to_builtins(queries.report(batch, at))
        Snapshot.objects.update_or_create(batch=batch or queries.EVERY, defaults={"at": at, "content": content})
    if wanted:
        record(
            "inclusion.counted",
            by=by,
            at=at,
            subjects=[batch_subject(number) for number in wanted],
            data={"batches": wanted},
        )
    return wanted
