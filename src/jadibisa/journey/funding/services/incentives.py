"""Cash that follows facts: a certified and rated first course, an answered survey."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from jadibisa.foundation.facts import queries as facts
from jadibisa.foundation.facts.services import record
from jadibisa.foundation.plumbing.chance import named_uuid
from jadibisa.journey.funding.models import Allotment, Incentive, PurchaseHold
from jadibisa.journey.funding.rules.days import instalments
from jadibisa.journey.funding.services.books import chunks
from jadibisa.journey.funding.types import HoldState, IncentiveState, Purpose
from jadibisa.journey.registration import queries as registration
from jadibisa.kernel.actors import Actor
from jadibisa.kernel.clock import wib_day


@transaction.atomic
def note_certified(subjects: Collection[UUID], *, fact_id: int, by: Actor, at: datetime) -> int:
    """Certificates were issued for these purchases; tells how many incentives became due."""
    PurchaseHold.objects.filter(pk__in=subjects, certified_at=None).update(certified_at=at)
    return _make_due(subjects, fact_id=fact_id, by=by, at=at)


@transaction.atomic
def note_rated(subjects: Collection[UUID], *, fact_id: int, by: Actor, at: datetime) -> int:
    """These purchases were rated; tells how many incentives became due."""
    PurchaseHold.objects.filter(pk__in=subjects, rated_at=None).update(rated_at=at)
    return _make_due(subjects, fact_id=fact_id, by=by, at=at)


@transaction.atomic
def _make_due(subjects: Collection[UUID], *, fact_id: int, by: Actor, at: datetime) -> int:
    """The first course that is settled, certified and rated makes the incentive due (R-65); a second one nothing."""
    rows = list(
        PurchaseHold.objects.filter(
            pk__in=subjects,
            state=HoldState.SETTLED,
            certified_at__isnull=False,
            rated_at__isnull=False,
        )
        .exclude(allotment__in=Incentive.objects.filter(purpose=Purpose.INCENTIVE).values("allotment"))
        .select_related("allotment")
        .order_by("pk")
    )
    revoked = facts.named("verification.revoked", {row.allotment_id for row in rows})
    first = {row.allotment_id: row for row in reversed(rows) if row.allotment_id not in revoked}
    policies = registration.policies_of(row.allotment.batch_id for row in first.values())
    fresh: list[Incentive] = []
    for row in first.values():
        policy = policies[row.allotment.batch_id]
        on = wib_day(row.allotment.allotted_at)
        amount = policy.money("funding.incentive", on=on)
        days = instalments(wib_day(at) + timedelta(days=1), policy.integer("funding.incentive_count", on=on))
        fresh += [
            Incentive(
                id=named_uuid("incentive", str(row.allotment_id), str(number)),
                allotment_id=row.allotment_id,
                purpose=Purpose.INCENTIVE,
                number=number,
                amount=amount,
                due_on=day,
                purchase_id=row.pk,
                fact_id=fact_id,
                made_at=at,
            )
            for number, day in enumerate(days, 1)
            if amount
        ]
    Incentive.objects.bulk_create(fresh, batch_size=1000)
    _tell(fresh, by=by, at=at)
    return len(fresh)


@transaction.atomic
def note_survey(application_ids: Sequence[UUID], number: int, *, fact_id: int, by: Actor, at: datetime) -> int:
    """Participants answered an outcome survey; it is paid once, whatever was answered (R-67).

    Args:
        application_ids: who answered.
        number: which survey, 1 is the first.
        fact_id: the fact that says so.
        by: who acts.
        at: the programme's time.

    Returns:
        How many incentives became due.
    """
    paid = Incentive.objects.filter(purpose=Purpose.SURVEY, number=number).values("allotment")
    rows = list(Allotment.objects.filter(pk__in=application_ids).exclude(pk__in=paid).order_by("pk"))
    revoked = facts.named("verification.revoked", {row.pk for row in rows})
    policies = registration.policies_of(row.batch_id for row in rows)
    fresh: list[Incentive] = []
    for allotment in rows:
        policy = policies[allotment.batch_id]
        on = wib_day(allotment.allotted_at)
        amount = policy.money("funding.survey", on=on)
        payable = amount and allotment.pk not in revoked
        if payable and 1 <= number <= policy.integer("funding.survey_count", on=on):
            fresh.append(
                Incentive(
                    id=named_uuid("survey", str(allotment.pk), str(number)),
                    allotment=allotment,
                    purpose=Purpose.SURVEY,
                    number=number,
                    amount=amount,
                    due_on=wib_day(at) + timedelta(days=1),
                    fact_id=fact_id,
                    made_at=at,
                )
            )
    Incentive.objects.bulk_create(fresh, batch_size=1000)
    _tell(fresh, by=by, at=at)
    return len(fresh)


@transaction.atomic
def note_certificates_revoked(subjects: Collection[UUID], *, by: Actor, at: datetime, why: str = "") -> int:
    """Certificates of these purchases were revoked: what is not due yet of theirs is never paid; tells how much was."""
    PurchaseHold.objects.filter(pk__in=subjects).update(certified_at=None)
    return _cancel(Q(purchase_id__in=subjects), by=by, at=at, why=why)


@transaction.atomic
def note_revoked(application_ids: Collection[UUID], *, by: Actor, at: datetime, why: str = "") -> int:
    """These are recipients no more: what is not due yet is never paid; tells how many incentives were cancelled."""
    return _cancel(Q(allotment__in=application_ids), by=by, at=at, why=why)


def _cancel(which: Q, *, by: Actor, at: datetime, why: str) -> int:
    """Cancel what is still scheduled; what is a debt already stays one."""
    scheduled = Incentive.objects.filter(which, state=IncentiveState.SCHEDULED)
    rows = list(scheduled.select_for_update(of=("self",)).order_by("pk"))
    Incentive.objects.filter(pk__in=[row.pk for row in rows]).update(state=IncentiveState.CANCELLED)
    for chunk in chunks(rows, 500):
        people = list(dict.fromkeys(row.allotment_id for row in chunk))
        record(
            "funding.incentive_cancelled",
            by=by,
            at=at,
            subjects=[*people, *(row.pk for row in chunk)],
            why=why,
            data={"incentives": len(chunk), "amount": sum(row.amount for row in chunk)},
        )
    return len(rows)


def _tell(fresh: Sequence[Incentive], *, by: Actor, at: datetime) -> None:
    people = list(dict.fromkeys(row.allotment_id for row in fresh))
    for chunk in chunks(people):
        rows = [row for row in fresh if row.allotment_id in set(chunk)]
        record(
            "funding.incentive_due",
            by=by,
            at=at,
            subjects=chunk,
            data={
                "purpose": str(rows[0].purpose),
                "people": len(chunk),
                "incentives": len(rows),
                "amount": sum(row.amount for row in rows),
                "first_due_on": min(row.due_on for row in rows).isoformat(),
            },
        )
