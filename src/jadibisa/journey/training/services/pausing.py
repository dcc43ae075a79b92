"""Clocks that stand still while an appeal of the participant is open, and the days that come back afterwards."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from jadibisa.foundation.facts.services import record
from jadibisa.journey.training.models import LearnerRow, PurchaseRow
from jadibisa.journey.training.rules.days import days_stood_still
from jadibisa.journey.training.types import LearnerState, Mode, PurchaseState
from jadibisa.kernel.actors import Actor
from jadibisa.kernel.clock import wib_day


@transaction.atomic
def pause(application_id: UUID, *, by: Actor, at: datetime) -> bool:
    """Let the days of a participant stand still; tells whether they ran before.

    A seat that waits for an own part is not held longer: others want it, and its money goes back.
    """
    rows = LearnerRow.objects.filter(application_id=application_id, state=LearnerState.ACTIVE, paused_at=None)
    stopped = rows.update(paused_at=at) == 1
    if stopped:
        record("training.paused", by=by, at=at, subjects=[application_id])
    return stopped


@transaction.atomic
def resume(application_id: UUID, *, by: Actor, at: datetime) -> int:
    """Let the days run again; as many as stood still come back. Tells how many."""
    learner = LearnerRow.objects.select_for_update().filter(application_id=application_id).first()
    if learner is None or learner.paused_at is None:
        return 0
    days = days_stood_still(learner.paused_at, at)
    more = timedelta(days=days)
    until = None
    if learner.buy_until is not None:
        learner.buy_until = until = learner.buy_until + more
    learner.paused_at = None
    learner.save(update_fields=["buy_until", "paused_at"])
    running = PurchaseRow.objects.select_for_update(of=("self",)).select_related("course")
    row = running.filter(learner=learner, state__in=[PurchaseState.BOUGHT, PurchaseState.REDEEMED]).first()
    if row is not None and (row.state == PurchaseState.REDEEMED or row.course.mode == Mode.SELF_PACED):
        row.finish_until = until = row.finish_until + more
        if row.state == PurchaseState.BOUGHT:
            row.redeem_until += more
            until = wib_day(row.redeem_until - timedelta(seconds=1))
        row.save(update_fields=["redeem_until", "finish_until"])
    subjects = [application_id] if row is None else [application_id, row.id]
    record(
        "training.resumed",
        by=by,
        at=at,
        subjects=subjects,
        data={"days": days, "until": until.isoformat() if until else ""},
    )
    return days
