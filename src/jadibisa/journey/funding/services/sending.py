"""Payouts on their way to the bank: each is sent once.

The attempt is committed before the bank is called, keeps one reference for life, and is asked about before it is sent
again. One worker leases a payout; what a worker writes after its lease was taken over is thrown away.
"""

import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from jadibisa.foundation.facts.services import record
from jadibisa.foundation.ledger.services import post
from jadibisa.foundation.ledger.types import Kind, NewTransfer
from jadibisa.foundation.people.queries import unseal_many
from jadibisa.foundation.plumbing.chance import digits, named_uuid
from jadibisa.journey.funding.gateways import Bank, bank
from jadibisa.journey.funding.models import Incentive, Payout, PayoutAccount, PayoutAttempt
from jadibisa.journey.funding.rules.days import working_days_later
from jadibisa.journey.funding.rules.payouts import Ruling, after_inquiry, after_send
from jadibisa.journey.funding.services.accounts import HOLDER_CONTEXT, NUMBER_CONTEXT
from jadibisa.journey.funding.services.books import chunks, payout_source, require
from jadibisa.journey.funding.services.runs import prepare
from jadibisa.journey.funding.types import CAUSES, Answer, Cause, Channel, IncentiveState, Order, Outcome, PayoutState
from jadibisa.kernel.actors import SYSTEM, Actor
from jadibisa.kernel.clock import end_of, wib_day

LEASE = timedelta(seconds=120)
SLOWEST_CALL = timedelta(seconds=15)
AT_ONCE = 200
OWNER_WORKING_DAYS = 3


def pay_due(at: datetime, *, by: Actor = SYSTEM, through: Bank | None = None) -> int:
    """Everything that is due: book it, make runs, send what is approved; tells how many payouts came to an end."""
    prepare(by=by, at=at)
    return send_due(by=by, at=at, through=through)


@dataclass(frozen=True, slots=True)
class _Leased:
    """A payout that this worker may act on until its deadline."""

    payout_id: UUID
    lease_no: int
    attempt_id: int
    fresh: bool
    first_sent_at: datetime
    last_sent_at: datetime
    order: Order


def send_due(*, by: Actor, at: datetime, through: Bank | None = None) -> int:
    """Send what is ready and ask about what is unknown; tells how many payouts came to an end.

    Runs outside any transaction: what is about to be sent is committed first, what came of it afterwards.
    """
    asked = through or bank()
    finished = 0
    while True:
        deadline = time.monotonic() + (LEASE - SLOWEST_CALL).total_seconds()
        leased = _lease(at)
        if not leased:
            return finished
        rulings: list[tuple[_Leased, Ruling, Answer]] = []
        for item in leased:
            if time.monotonic() > deadline:
                break
            answer = asked.send(item.order) if item.fresh else asked.status(item.order)
            rulings.append((item, _rule(item, answer, at), answer))
        again = [item for item, ruling, _answer in rulings if ruling.resend]
        renewed = _renew(again, at)
        for item in again:
            if item.payout_id in renewed and time.monotonic() <= deadline:
                answer = asked.send(item.order)
                rulings.append((item, after_send(answer, at), answer))
        finished += _record({item.payout_id: (item, ruling, answer) for item, ruling, answer in rulings}, by=by, at=at)


def _rule(item: _Leased, answer: Answer, at: datetime) -> Ruling:
    if item.fresh:
        return after_send(answer, at)
    return after_inquiry(answer, first_sent_at=item.first_sent_at, last_sent_at=item.last_sent_at, at=at)


LEASE_SQL = """
UPDATE funding_payout SET lease_no = lease_no + 1, lease_until = clock_timestamp() + make_interval(secs => %s), state = 'sending'
WHERE id IN (
  SELECT id FROM funding_payout
  WHERE state IN ('ready', 'sending', 'unknown') AND next_at <= %s AND (lease_until IS NULL OR lease_until <= clock_timestamp())
  ORDER BY next_at, id FOR UPDATE SKIP LOCKED LIMIT %s)
RETURNING id, lease_no, amount, account_id
"""


@transaction.atomic(durable=True)
def _lease(at: datetime) -> list[_Leased]:
    """Lease payouts and open the attempts of those that have none: committed before anything is sent."""
    with connection.cursor() as cursor:
        cursor.execute(LEASE_SQL, [LEASE.total_seconds(), at, AT_ONCE])
        rows = cursor.fetchall()
    if not rows:
        return []
    ids = [row[0] for row in rows]
    attempts = {
        attempt.payout_id: attempt
        for attempt in PayoutAttempt.objects.filter(payout__in=ids).exclude(outcome=Outcome.FAILED)
    }
    fresh = {payout_id for payout_id in ids if payout_id not in attempts}
    made = [_attempt(payout_id, at) for payout_id in ids if payout_id in fresh]
    PayoutAttempt.objects.bulk_create(made, batch_size=1000)
    attempts |= {attempt.payout_id: attempt for attempt in made}
    accounts = PayoutAccount.objects.in_bulk({row[3] for row in rows})
    plain = _plain(list(accounts.values()))
    leased = []
    for payout_id, lease_no, amount, account_id in rows:
        attempt, account = attempts[payout_id], accounts[account_id]
        number, holder = plain[account_id]
        order = Order(
            attempt.reference,
            attempt.external_id,
            Channel(account.channel),
            account.institution,
            number,
            holder,
            amount,
            at,
        )
        sent = attempt.last_sent_at or at
        leased.append(_Leased(payout_id, lease_no, attempt.pk, payout_id in fresh, attempt.requested_at, sent, order))
    return leased


def _attempt(payout_id: UUID, at: datetime) -> PayoutAttempt:
    return PayoutAttempt(
        payout_id=payout_id,
        no=1,
        reference=f"JB{payout_id.hex}",
        external_id=digits(30),
        external_day=wib_day(at),
        requested_at=at,
        last_sent_at=at,
    )


def _plain(accounts: Sequence[PayoutAccount]) -> dict[UUID, tuple[str, str]]:
    opened = unseal_many(
        [(account.person_id, NUMBER_CONTEXT, account.number_sealed) for account in accounts]
        + [(account.person_id, HOLDER_CONTEXT, account.holder_sealed) for account in accounts]
    )
    return {account.pk: (opened[place], opened[len(accounts) + place]) for place, account in enumerate(accounts)}


@transaction.atomic(durable=True)
def _renew(items: Sequence[_Leased], at: datetime) -> set[UUID]:
    """Commit that these go out once more, if the lease is still ours."""
    if not items:
        return set()
    ours = _ours(items)
    PayoutAttempt.objects.filter(payout__in=ours).exclude(outcome=Outcome.FAILED).update(last_sent_at=at)
    return ours


def _ours(items: Sequence[_Leased]) -> set[UUID]:
    """Lock the payouts whose lease is still this worker's."""
    leases = {item.payout_id: item.lease_no for item in items}
    rows = (
        Payout.objects.select_for_update(of=("self",))
        .filter(pk__in=list(leases), state=PayoutState.SENDING)
        .order_by("pk")
    )
    return {payout_id for payout_id, lease_no in rows.values_list("pk", "lease_no") if leases[payout_id] == lease_no}


WRITE_PAYOUTS = """
UPDATE funding_payout p SET state = n.state, cause = n.cause, lease_until = NULL, next_at = coalesce(n.next_at, %s),
  finished_at = CASE WHEN n.next_at IS NULL THEN %s::timestamptz ELSE p.finished_at END,
  due_at = CASE WHEN n.cause <> '' THEN coalesce(p.due_at, %s) ELSE p.due_at END
FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::timestamptz[]) AS n (id, state, cause, next_at)
WHERE p.id = n.id
"""
WRITE_ATTEMPTS = """
UPDATE funding_payoutattempt a SET outcome = n.outcome, response_code = n.code, response_sha256 = n.digest, answered_at = %s
FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::bytea[]) AS n (id, outcome, code, digest)
WHERE a.id = n.id
"""


@transaction.atomic(durable=True)
def _record(rulings: dict[UUID, tuple[_Leased, Ruling, Answer]], *, by: Actor, at: datetime) -> int:
    """Write what came of it, only where the lease is still ours, with the ledger and the fact."""
    ours = _ours([item for item, _ruling, _answer in rulings.values()])
    found = [rulings[payout_id] for payout_id in sorted(ours)]
    due = end_of(working_days_later(wib_day(at), OWNER_WORKING_DAYS))
    with connection.cursor() as cursor:
        cursor.execute(
            WRITE_PAYOUTS,
            [
                at,
                at,
                due,
                [item.payout_id for item, _ruling, _answer in found],
                [str(ruling.state) for _item, ruling, _answer in found],
                [str(ruling.cause or "") for _item, ruling, _answer in found],
                [ruling.next_at for _item, ruling, _answer in found],
            ],
        )
        cursor.execute(
            WRITE_ATTEMPTS,
            [
                at,
                [item.attempt_id for item, _ruling, _answer in found],
                [str(ruling.outcome) for _item, ruling, _answer in found],
                [answer.code for _item, _ruling, answer in found],
                [answer.digest or None for _item, _ruling, answer in found],
            ],
        )
    ended: dict[PayoutState, list[Payout]] = defaultdict(list)
    over = [item.payout_id for item, ruling, _answer in found if ruling.next_at is None]
    for payout in Payout.objects.filter(pk__in=over).select_related("incentive").order_by("pk"):
        ended[PayoutState(payout.state)].append(payout)
    _paid(ended[PayoutState.PAID], by=by, at=at)
    _failed(ended[PayoutState.FAILED], by=by, at=at)
    return len(over)


@transaction.atomic
def settle_by_statement(payout_ids: Sequence[UUID], *, by: Actor, at: datetime) -> int:
    """The bank's statement says that these were paid: what is still open ends so; tells how many.

    The lease number rises, so that a worker who is still asking writes nothing.
    """
    rows = list(
        Payout.objects.select_for_update(of=("self",))
        .filter(pk__in=payout_ids, state__in=[PayoutState.SENDING, PayoutState.UNKNOWN])
        .select_related("incentive")
        .order_by("pk")
    )
    for row in rows:
        row.state, row.cause, row.lease_no, row.finished_at = PayoutState.PAID, "", row.lease_no + 1, at
    Payout.objects.bulk_update(rows, ["state", "cause", "lease_no", "finished_at"], batch_size=500)
    PayoutAttempt.objects.filter(payout__in=rows).exclude(outcome=Outcome.FAILED).update(
        outcome=Outcome.PAID, answered_at=at
    )
    _paid(rows, by=by, at=at)
    return len(rows)


def _resolution(payout: Payout, kind: Kind, by: Actor) -> NewTransfer:
    word = "payout-settle" if kind is Kind.POST else "payout-void"
    owed = payout.incentive
    flow, _source = payout_source(owed.purpose, owed.allotment_id, owed.purchase_id)
    return NewTransfer(
        named_uuid(word, str(payout.pk)), flow, payout.pk, by.label, kind=kind, pending=payout.hold_id
    )  # fmt: skip


def _paid(payouts: Sequence[Payout], *, by: Actor, at: datetime) -> None:
    require(post([_resolution(payout, Kind.POST, by) for payout in payouts]))
    Incentive.objects.filter(pk__in=[payout.incentive_id for payout in payouts]).update(state=IncentiveState.PAID)
    for chunk in chunks(payouts, 500):
        record(
            "funding.paid",
            by=by,
            at=at,
            subjects=[subject for payout in chunk for subject in (payout.incentive.allotment_id, payout.pk)],
            data={"payouts": len(chunk), "amount": sum(payout.amount for payout in chunk)},
        )


def _failed(payouts: Sequence[Payout], *, by: Actor, at: datetime) -> None:
    """The money is owed again; the same account is tried again by itself when the cause may pass, else another is needed."""
    require(post([_resolution(payout, Kind.VOID, by) for payout in payouts]))
    causes: dict[Cause, list[Payout]] = defaultdict(list)
    for payout in payouts:
        causes[Cause(payout.cause)].append(payout)
    for cause, rows in causes.items():
        after = CAUSES[cause].retry_after
        incentives = [payout.incentive for payout in rows]
        for payout in rows:
            payout.incentive.state, payout.incentive.blocked_account_id = IncentiveState.OWED, payout.account_id
            payout.incentive.retry_at = at + after if after else None
        Incentive.objects.bulk_update(incentives, ["state", "blocked_account", "retry_at"], batch_size=500)
        for chunk in chunks(rows, 500):
            record(
                "funding.payout_failed",
                by=by,
                at=at,
                subjects=[subject for payout in chunk for subject in (payout.incentive.allotment_id, payout.pk)],
                data={"payouts": len(chunk), "amount": sum(payout.amount for payout in chunk), "cause": str(cause)},
            )
