"""Commands about learners: who received a balance, whose time to buy ran out, who was revoked."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F

from jadibisa.foundation.facts.services import record
from jadibisa.journey.funding import services as funding
from jadibisa.journey.registration import queries as registration
from jadibisa.journey.training.models import LearnerRow, PurchaseRow, Run
from jadibisa.journey.training.queries.learning import terms
from jadibisa.journey.training.rules.purchase import extension_refusal
from jadibisa.journey.training.rules.terms import terms_of
from jadibisa.journey.training.services.publishing import chunks
from jadibisa.journey.training.types import LearnerState, Mode, PurchaseState
from jadibisa.kernel.actors import Actor
from jadibisa.kernel.clock import last_day, wib_day
from jadibisa.kernel.refusals import N_, Refusal

PEOPLE_A_FACT = 500
"""So many people a fact: each act on a purchase names the participant and the purchase."""
RUNNING = (PurchaseState.UNPAID, PurchaseState.BOUGHT, PurchaseState.REDEEMED)
"""Purchases that can still be undone or ended."""


@transaction.atomic
def enter(application_ids: Sequence[UUID], *, by: Actor, at: datetime) -> int:
    """Let recipients buy from this day on; the day of the balance is the first of the days to buy (R-36).

    Args:
        application_ids: who received a balance; who is known already is left alone.
        by: who acts.
        at: when the balance was given.

    Returns:
        How many are new.
    """
    known = set(LearnerRow.objects.filter(application_id__in=application_ids).values_list("application_id", flat=True))
    found = [row for row in registration.applications(application_ids).values() if row.id not in known]
    started = wib_day(at)
    days = {
        batch: terms_of(registration.policy_of(batch), started).first_purchase_days
        for batch in {row.batch for row in found}
    }
    LearnerRow.objects.bulk_create(
        [
            LearnerRow(
                application_id=row.id,
                batch=row.batch,
                started_on=started,
                buy_until=last_day(started, days[row.batch]),
            )
            for row in sorted(found, key=lambda row: row.id)
        ],
        batch_size=1000,
    )
    for part in chunks([row.id for row in found]):
        record("training.learner_entered", by=by, at=at, subjects=part)
    return len(found)


@transaction.atomic
def lapse_missed(at: datetime, *, by: Actor) -> list[UUID]:
    """End the chance of those who bought nothing by the last day (R-43); returns their application ids.

    Whose clock stands still, because an appeal is open, is left alone.

    The balance goes back, the membership is revoked and the seat is filled again by those who hear the fact.
    """
    rows = LearnerRow.objects.filter(
        state=LearnerState.ACTIVE, purchases=0, buy_until__isnull=False, buy_until__lt=wib_day(at), paused_at=None
    )
    missed = list(rows.select_for_update().order_by("application_id").values_list("application_id", "batch"))
    ids = [application_id for application_id, _batch in missed]
    LearnerRow.objects.filter(application_id__in=ids).update(state=LearnerState.MISSED)
    for batch in sorted({batch for _application_id, batch in missed}):
        for part in chunks([application_id for application_id, of in missed if of == batch]):
            record("training.first_purchase_missed", by=by, at=at, subjects=part, data={"batch": batch})
    return ids


@transaction.atomic
def expire(at: datetime, *, by: Actor) -> list[UUID]:
    """End purchases that were not started or not finished in time, unless the clock stands still; the price goes back.

    Returns:
        The purchases that ended.
    """
    late = PurchaseRow.objects.filter(state=PurchaseState.BOUGHT, redeem_until__lte=at) | PurchaseRow.objects.filter(
        state=PurchaseState.REDEEMED, finish_until__lt=wib_day(at)
    )
    _end(list(late.filter(learner__paused_at=None).values_list("id", flat=True)), by=by, at=at, why="")
    return list(PurchaseRow.objects.filter(state=PurchaseState.EXPIRED, ended_at=at).values_list("id", flat=True))


@transaction.atomic
def revoke(application_ids: Sequence[UUID], *, by: Actor, at: datetime) -> None:
    """Stop recipients whose membership was revoked: no purchase any more, an open course ends, its price goes back."""
    rows = LearnerRow.objects.filter(application_id__in=application_ids, state=LearnerState.ACTIVE)
    ids = list(rows.select_for_update().order_by("application_id").values_list("application_id", flat=True))
    LearnerRow.objects.filter(application_id__in=ids).update(state=LearnerState.REVOKED)
    open_ids = list(PurchaseRow.objects.filter(learner_id__in=ids, state__in=RUNNING).values_list("id", flat=True))
    _end(open_ids, by=by, at=at, why="revoked")
    for part in chunks(ids):
        record("training.learner_stopped", by=by, at=at, subjects=part)


@transaction.atomic
def extend(application_id: UUID, days: int, why: str, *, by: Actor, at: datetime) -> date:
    """Give a participant more days: to buy, to start a self-paced course, or to finish the open one.

    A meeting that has its hour cannot be moved by this; the days run from the deadline as it stands.

    Args:
        application_id: who.
        days: how many more, up to `MOST_EXTRA_DAYS` for one participant in all.
        why: the reason; the participant can see it.
        by: the officer.
        at: the programme's time.

    Returns:
        The new last day.

    Raises:
        Refusal: `extra_days_wrong`, `reason_missing`, `nothing_to_extend`.
    """
    learner = LearnerRow.objects.select_for_update().filter(application_id=application_id).first()
    if learner is None or learner.state != LearnerState.ACTIVE:
        raise _nothing_to_extend()
    refusal = extension_refusal(days, why, learner.extra_days)
    if refusal is not None:
        raise refusal
    more = timedelta(days=days)
    running = PurchaseRow.objects.select_for_update(of=("self",)).select_related("course")
    row = running.filter(learner=learner, state__in=[PurchaseState.BOUGHT, PurchaseState.REDEEMED]).first()
    if row is not None and row.state == PurchaseState.REDEEMED:
        row.finish_until += more
        until = row.finish_until
    elif row is not None and row.course.mode == Mode.SELF_PACED:
        row.redeem_until += more
        row.finish_until += more
        until = wib_day(row.redeem_until - timedelta(seconds=1))
    elif row is None and learner.buy_until is not None:
        learner.buy_until += more
        until = learner.buy_until
    else:
        raise _nothing_to_extend()
    if row is not None:
        row.save(update_fields=["redeem_until", "finish_until"])
    learner.extra_days += days
    learner.save(update_fields=["buy_until", "extra_days"])
    subjects = [application_id] if row is None else [application_id, row.id]
    told = {"days": days, "until": until.isoformat()}
    record("training.extended", by=by, at=at, subjects=subjects, why=why.strip(), data=told)
    return until


def _nothing_to_extend() -> Refusal:
    return Refusal(
        "nothing_to_extend",
        N_("Tidak ada batas waktu yang bisa ditambah. Jam pertemuan tetap, dan yang sudah lewat tetap lewat."),
        status=409,
    )


def void_all(purchase_ids: Sequence[UUID], *, by: Actor, at: datetime) -> None:
    """Give the prices of purchases back, or nothing at all happens: a purchase never ends without its money.

    Raises:
        Refusal: the first that the funding step gives.
    """
    for refusal in funding.void(purchase_ids, by=by, at=at):
        if refusal is not None:
            raise refusal


def _end(purchase_ids: Sequence[UUID], *, by: Actor, at: datetime, why: str) -> None:
    owners = PurchaseRow.objects.filter(id__in=purchase_ids).values_list("learner_id", flat=True)
    learners = {
        row.application_id: row
        for row in LearnerRow.objects.select_for_update()
        .filter(application_id__in=list(owners))
        .order_by("application_id")
    }
    rows = list(PurchaseRow.objects.select_for_update().filter(id__in=purchase_ids, state__in=RUNNING).order_by("id"))
    if not rows:
        return
    for row in rows:
        learners[row.learner_id].buy_until = last_day(wib_day(at), terms(learners[row.learner_id]).next_purchase_days)
    ids = [row.id for row in rows]
    unused: dict[UUID, int] = {}
    for row in rows:
        if row.state in {PurchaseState.UNPAID, PurchaseState.BOUGHT}:
            unused[row.run_id] = unused.get(row.run_id, 0) + 1
    PurchaseRow.objects.filter(id__in=ids).update(state=PurchaseState.EXPIRED, ended_at=at)
    LearnerRow.objects.bulk_update([learners[row.learner_id] for row in rows], ["buy_until"], batch_size=1000)
    for run, seats in sorted(unused.items()):
        Run.objects.filter(id=run).update(taken=F("taken") - seats)
    void_all(ids, by=by, at=at)
    for part in chunks(rows, PEOPLE_A_FACT):
        subjects = [row.learner_id for row in part] + [row.id for row in part]
        record(
            "training.expired",
            by=by,
            at=at,
            subjects=subjects,
            why=why,
            data={"purchases": [str(row.id) for row in part]},
        )
