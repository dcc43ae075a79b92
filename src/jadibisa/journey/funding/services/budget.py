"""Budget of a batch, allotment of its winners, return of what stays unspent."""

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from jadibisa.foundation.facts.services import record
from jadibisa.foundation.ledger import queries as ledger
from jadibisa.foundation.ledger.services import open_accounts, post
from jadibisa.foundation.ledger.types import AccountType, Flow, NewAccount, NewTransfer
from jadibisa.foundation.plumbing.chance import named_uuid
from jadibisa.journey.funding.models import Allotment, Budget, Incentive, PurchaseHold
from jadibisa.journey.funding.queries import past_last_day
from jadibisa.journey.funding.rules.days import cash_per_person, per_person
from jadibisa.journey.funding.services.books import (
    BANK,
    CHUNK,
    appropriation,
    balance_of,
    cash_of,
    chunks,
    require,
    treasury,
)
from jadibisa.journey.funding.types import AllotmentState, HoldState, IncentiveState, Purpose
from jadibisa.journey.registration import queries as registration
from jadibisa.journey.registration.types import batch_subject
from jadibisa.journey.selection import queries as selection
from jadibisa.kernel.actors import Actor
from jadibisa.kernel.clock import wib_day


@transaction.atomic
def fund_batch(batch: int, *, by: Actor, at: datetime) -> int:
    """Give a batch its budget: seats times what one person may cost; a second call changes nothing.

    Returns:
        The budget in sen.
    """
    on = wib_day(at)
    amount = registration.batch(batch).seats * per_person(registration.policy_of(batch), on)
    budget, made = Budget.objects.get_or_create(batch_id=batch, defaults={"amount": amount, "funded_at": at})
    if made and amount:
        _fund(batch, amount, "budget", by=by, at=at)
    return budget.amount


def _fund(batch: int, amount: int, key: str, *, by: Actor, at: datetime, why: str = "") -> None:
    book = batch_subject(batch)
    open_accounts([NewAccount(BANK), NewAccount(appropriation(book), book), NewAccount(treasury(book), book)])
    transfer = NewTransfer(
        named_uuid("fund", str(batch), key), Flow.FUND, book, by.label, BANK, appropriation(book), amount
    )
    require(post([transfer]))
    record("funding.funded", by=by, at=at, subjects=[book], why=why, data={"batch": batch, "amount": amount})


def allot(batch: int, *, by: Actor, at: datetime, tell: Callable[[int, int], object] | None = None) -> int:
    """Give every winner of a batch the training balance; who has it already keeps it.

    One transaction and one fact for each 1,000 people, so that a broken-off run goes on where it stopped.

    Args:
        batch: its number.
        by: who acts.
        at: the programme's time.
        tell: hears after each transaction how many of how many new people have their balance.

    Returns:
        How many people are new.
    """
    fund_batch(batch, by=by, at=at)
    new, done = _covered(batch, by=by, at=at), 0
    for place, chunk in enumerate(chunks(new)):
        done += _allot_chunk(batch, chunk, by=by, at=at)
        if tell is not None:
            tell(place * CHUNK + len(chunk), len(new))
    return done


@transaction.atomic
def _covered(batch: int, *, by: Actor, at: datetime) -> list[UUID]:
    """The winners without a balance, after the budget was filled up to what all of them need."""
    Budget.objects.select_for_update().get(batch_id=batch)
    have = set(Allotment.objects.filter(batch_id=batch).values_list("pk", flat=True))
    new = [application_id for application_id in selection.winners(batch) if application_id not in have]
    if new:
        _cover(batch, len(new), by=by, at=at)
    return new


@transaction.atomic
def _allot_chunk(batch: int, wanted: Sequence[UUID], *, by: Actor, at: datetime) -> int:
    Budget.objects.select_for_update().get(batch_id=batch)  # one allotment of a batch at a time
    had = set(Allotment.objects.filter(pk__in=wanted).values_list("pk", flat=True))
    persons = registration.persons_of(wanted)
    people = [(application, persons[application]) for application in wanted if application not in had]
    if not people:
        return 0
    amount = registration.policy_of(batch).money("funding.balance", on=wib_day(at))
    book = batch_subject(batch)
    open_accounts(
        NewAccount(key(application), book) for application, _person in people for key in (balance_of, cash_of)
    )
    require(
        post(
            [
                NewTransfer(
                    named_uuid("allot", str(application)),
                    Flow.ALLOCATE,
                    application,
                    by.label,
                    appropriation(book),
                    balance_of(application),
                    amount,
                )
                for application, _person in people
            ]
        )
    )
    Allotment.objects.bulk_create(
        [
            Allotment(application_id=application, batch_id=batch, person_id=person, allotted_at=at)
            for application, person in people
        ],
        batch_size=CHUNK,
    )
    record(
        "funding.allotted",
        by=by,
        at=at,
        subjects=[application for application, _person in people],
        data={"batch": batch, "amount": amount, "people": len(people)},
    )
    return len(people)


def _cover(batch: int, people: int, *, by: Actor, at: datetime) -> None:
    """A replacement's balance is released anew by the treasury: what the one before gave back went there."""
    on, policy, book = wib_day(at), registration.policy_of(batch), batch_subject(batch)
    cash = cash_per_person(policy, on)
    active = Allotment.objects.filter(batch_id=batch, state=AllotmentState.ACTIVE).count()
    booked, _count = ledger.book_flows(book).get(Flow.INCENTIVE, (0, 0))
    needed = people * policy.money("funding.balance", on=on) + max(0, (active + people) * cash - booked)
    budget = ledger.balance(appropriation(book))
    missing = needed - budget.available
    if missing > 0:
        _fund(batch, missing, f"replacement/{budget.cr_posted}", by=by, at=at, why="kursi pengganti")


def return_unspent(target: int | Sequence[UUID], *, by: Actor, at: datetime, why: str = "") -> int:
    """Return what is not spent and not held to the treasury: of all whose last day has passed, or of some participants.

    Args:
        target: a batch, of which those whose own last day to spend has passed, or participants whatever the day.
        by: who acts.
        at: the programme's time.
        why: the reason.

    What is still held stays with its purchase; when such a hold is voided later, the next call returns it too.

    Returns:
        The sum in sen.
    """
    if isinstance(target, int):
        left = ledger.available_in_book(batch_subject(target), AccountType.TRAINING_BALANCE)
        active = set(
            Allotment.objects.filter(batch_id=target, state=AllotmentState.ACTIVE).values_list("pk", flat=True)
        )
        owners = [one for one in past_last_day(target, at) if one in left or one in active]
    else:
        owners = list(target)
    return sum(_return_chunk(chunk, by=by, at=at, why=why) for chunk in chunks(owners))


@transaction.atomic
def _return_chunk(application_ids: Sequence[UUID], *, by: Actor, at: datetime, why: str) -> int:
    rows = list(Allotment.objects.select_for_update(of=("self",)).filter(pk__in=list(application_ids)).order_by("pk"))
    left = ledger.balances(AccountType.TRAINING_BALANCE, [row.pk for row in rows])
    transfers = [
        NewTransfer(
            named_uuid("return", str(row.pk), str(left[row.pk].cr_posted), str(left[row.pk].dr_posted)),
            Flow.REVOKE_RETURN,
            row.pk,
            by.label,
            balance_of(row.pk),
            treasury(batch_subject(row.batch_id)),
            left[row.pk].available,
        )
        for row in rows
        if left[row.pk].available > 0
    ]
    require(post(transfers))
    Allotment.objects.filter(pk__in=[row.pk for row in rows], state=AllotmentState.ACTIVE).update(
        state=AllotmentState.RETURNED, returned_at=at
    )
    total = sum(transfer.amount or 0 for transfer in transfers)
    gave = [transfer.group for transfer in transfers]
    if gave:
        told = {"amount": total, "people": len(gave)}
        record("funding.returned", by=by, at=at, subjects=gave, why=why, data=told)
    empty = [row.pk for row in rows if row.state == AllotmentState.ACTIVE and row.pk not in set(gave)]
    if empty:  # nothing was left to give back, and nothing can be spent any more
        record("funding.balance_closed", by=by, at=at, subjects=empty, why=why, data={"people": len(empty)})
    return total


@transaction.atomic
def close_budget(batch: int, *, by: Actor, at: datetime) -> int:
    """Return the part of the budget that nobody can still earn; what is scheduled or being learnt stays reserved.

    Nothing happens while anybody of the batch can still spend.

    Returns:
        The sum in sen.
    """
    budget = Budget.objects.select_for_update().get(batch_id=batch)
    if Allotment.objects.filter(batch_id=batch, state=AllotmentState.ACTIVE).exists():
        return 0
    book = batch_subject(batch)
    scheduled = sum(
        Incentive.objects.filter(allotment__batch_id=batch, state=IncentiveState.SCHEDULED).values_list(
            "amount", flat=True
        )
    )
    learning = (
        PurchaseHold.objects.filter(allotment__batch_id=batch, state__in=[HoldState.HELD, HoldState.SETTLED])
        .exclude(allotment__in=Incentive.objects.filter(purpose=Purpose.INCENTIVE).values("allotment"))
        .values("allotment")
        .distinct()
        .count()
    )
    finished = Allotment.objects.filter(
        batch_id=batch, pk__in=Incentive.objects.exclude(purpose=Purpose.REFUND).values("allotment")
    ).count()
    policy = registration.policy_of(batch)
    on = wib_day(budget.funded_at)
    surveys = finished * policy.money("funding.survey", on=on) * policy.integer("funding.survey_count", on=on)
    rest = ledger.balance(appropriation(book)).available - scheduled - learning * cash_per_person(policy, on) - surveys
    if rest <= 0 or budget.closed_at is not None:
        return 0
    transfer = NewTransfer(
        named_uuid("close", str(batch)), Flow.CLOSE_RETURN, book, by.label, appropriation(book), treasury(book), rest
    )  # fmt: skip
    require(post([transfer]))
    budget.closed_at = at
    budget.save(update_fields=["closed_at"])
    record("funding.budget_closed", by=by, at=at, subjects=[book], data={"batch": batch, "amount": rest})
    return rest
