"""Due incentives become debts, debts become payout runs, and a run above the limit waits for two people."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q

from jadibisa.foundation.facts.services import record
from jadibisa.foundation.ledger.services import open_accounts, post
from jadibisa.foundation.ledger.types import Flow, Kind, NewAccount, NewTransfer
from jadibisa.foundation.people.services import decide, propose
from jadibisa.foundation.plumbing.chance import named_uuid, uuid7
from jadibisa.journey.funding.models import Incentive, Payout, PayoutAccount, PayoutRun
from jadibisa.journey.funding.rules.payouts import needs_second_person
from jadibisa.journey.funding.services.books import BANK, appropriation, cash_of, chunks, payout_source, require
from jadibisa.journey.funding.services.repaying import barred_incentives, may_pay_again
from jadibisa.journey.funding.types import IncentiveState, PayoutState, RunState
from jadibisa.journey.registration import queries as registration
from jadibisa.journey.registration.types import batch_subject
from jadibisa.kernel.actors import Actor
from jadibisa.kernel.clock import wib_day
from jadibisa.kernel.refusals import N_, Refusal

PROPOSAL = "funding.payout_run"


def prepare(*, by: Actor, at: datetime) -> int:
    """Book what is due and make one run a batch of what can be paid; tells how many payouts were made."""
    _book_due(by=by, at=at)
    return _make_runs(by=by, at=at)


def _book_due(*, by: Actor, at: datetime) -> None:
    """Scheduled incentives whose day has come become a debt of the programme."""
    ids = list(
        Incentive.objects.filter(state=IncentiveState.SCHEDULED, due_on__lte=wib_day(at))
        .order_by("due_on", "pk")
        .values_list("pk", flat=True)
    )
    for chunk in chunks(ids):
        with transaction.atomic():
            rows = list(
                Incentive.objects.select_for_update(of=("self",), skip_locked=True)
                .filter(pk__in=chunk, state=IncentiveState.SCHEDULED)
                .select_related("allotment")
                .order_by("pk")
            )
            verdicts = post(
                [
                    NewTransfer(
                        named_uuid("owe", str(row.pk)),
                        Flow.INCENTIVE,
                        row.pk,
                        by.label,
                        appropriation(batch_subject(row.allotment.batch_id)),
                        cash_of(row.allotment_id),
                        row.amount,
                    )
                    for row in rows
                ]
            )
            booked = [row for row, verdict in zip(rows, verdicts, strict=True) if verdict.stands]
            Incentive.objects.filter(pk__in=[row.pk for row in booked]).update(state=IncentiveState.OWED)
            if booked:
                record(
                    "funding.incentive_booked",
                    by=by,
                    at=at,
                    subjects=[row.pk for row in booked],
                    data={"incentives": len(booked), "amount": sum(row.amount for row in booked)},
                )
            _tell_unbooked([row for row in rows if row not in booked], by=by, at=at)


def _tell_unbooked(rows: Sequence[Incentive], *, by: Actor, at: datetime) -> None:
    """Due, and the budget of the batch does not hold it: told each day until it does; the finance desk shows it."""
    for batch in sorted({row.allotment.batch_id for row in rows}):
        short = [row for row in rows if row.allotment.batch_id == batch]
        record(
            "funding.budget_short",
            by=by,
            at=at,
            subjects=[batch_subject(batch), *(row.pk for row in short[:999])],
            data={"batch": batch, "incentives": len(short), "amount": sum(row.amount for row in short)},
        )


def _make_runs(*, by: Actor, at: datetime) -> int:
    """One run for each batch that has something to pay now; an account that was refused for good gets nothing more."""
    refused_for_good = Incentive.objects.filter(
        state=IncentiveState.OWED, blocked_account__isnull=False, retry_at=None
    )  # fmt: skip
    payable = (
        Incentive.objects.filter(state=IncentiveState.OWED)
        .filter(Q(retry_at=None, blocked_account=None) | Q(retry_at__lte=at))
        .filter(allotment__in=PayoutAccount.objects.filter(replaced_at=None, usable_from__lte=at).values("allotment"))
        .exclude(allotment__in=refused_for_good.values("allotment"))
        .exclude(pk__in=barred_incentives())
    )
    batches = payable.values_list("allotment__batch_id", flat=True).distinct().order_by("allotment__batch_id")
    return sum(
        _make_run(batch, list(payable.filter(allotment__batch_id=batch).values_list("pk", flat=True)), by=by, at=at)
        for batch in batches
    )


@transaction.atomic
def _make_run(batch: int, incentive_ids: Sequence[UUID], *, by: Actor, at: datetime) -> int:
    rows = list(
        Incentive.objects.select_for_update(of=("self",), skip_locked=True)
        .filter(pk__in=incentive_ids, state=IncentiveState.OWED)
        .order_by("pk")
    )
    if not rows:
        return 0
    total = sum(row.amount for row in rows)
    limit = registration.policy_of(batch).money("funding.checker_limit", on=wib_day(registration.batch(batch).draw_at))
    waits = needs_second_person(total, limit)
    run = PayoutRun.objects.create(
        id=uuid7(),
        batch_id=batch,
        state=RunState.WAITING if waits else RunState.APPROVED,
        count=len(rows),
        total=total,
        limit=limit,
        created_at=at,
        decided_at=None if waits else at,
    )
    accounts = {
        account.allotment_id: account
        for account in PayoutAccount.objects.filter(allotment__in=[r.allotment_id for r in rows], replaced_at=None)
    }
    numbers = dict(Payout.objects.filter(incentive__in=rows).values_list("incentive").annotate(Count("id")))
    payouts = [_payout(row, accounts[row.allotment_id].pk, numbers.get(row.pk, 0) + 1, run, at) for row in rows]
    open_accounts([NewAccount(BANK)])
    holds = zip(rows, payouts, strict=True)
    require(
        post(
            [
                NewTransfer(p.hold_id, flow, p.pk, by.label, source, BANK, p.amount, kind=Kind.PENDING)
                for row, p in holds
                for flow, source in [payout_source(row.purpose, row.allotment_id, row.purchase_id)]
            ]
        )
    )
    Payout.objects.bulk_create(payouts, batch_size=1000)
    Incentive.objects.filter(pk__in=[row.pk for row in rows]).update(
        state=IncentiveState.PAYING, retry_at=None, blocked_account=None
    )
    for chunk in chunks(payouts, 999):
        record(
            "funding.run_prepared",
            by=by,
            at=at,
            subjects=[run.pk, *(payout.pk for payout in chunk)],
            data={
                "batch": batch,
                "payouts": len(chunk),
                "amount": sum(payout.amount for payout in chunk),
                "needs_two": waits,
            },
        )
    return len(payouts)


def _payout(row: Incentive, account_id: UUID, number: int, run: PayoutRun, at: datetime) -> Payout:
    payout_id = named_uuid("payout", str(row.pk), str(number))
    return Payout(
        id=payout_id,
        incentive=row,
        run=run,
        account_id=account_id,
        number=number,
        hold_id=named_uuid("payout-hold", str(payout_id)),
        amount=row.amount,
        state=PayoutState.READY if run.state == RunState.APPROVED else PayoutState.WAITING,
        next_at=at,
        created_at=at,
    )


# ---- maker and checker ----------------------------------------------------------------------------------


@transaction.atomic
def propose_run(run_id: UUID, *, by: Actor, at: datetime, why: str = "") -> UUID:
    """Propose a run for payment; somebody else must decide.

    Raises:
        Refusal: `run_unknown`, `run_not_waiting`.
    """
    run = _locked(run_id)
    if run.state != RunState.WAITING:
        raise Refusal("run_not_waiting", N_("Pencairan ini tidak menunggu usulan. Muat ulang halaman."), status=409)
    payload = {"batch": run.batch_id, "count": run.count, "total": run.total}
    run.proposal_id = propose(PROPOSAL, run.pk, payload, by=by, at=at, why=why)
    run.state = RunState.PROPOSED
    run.save(update_fields=["proposal_id", "state"])
    record("funding.run_proposed", by=by, at=at, subjects=[run.pk], why=why, data=payload)
    return run.proposal_id


@transaction.atomic
def decide_run(run_id: UUID, *, approve: bool, by: Actor, at: datetime, why: str = "") -> None:
    """Decide a proposed run: approved payouts go out, those of a refused one are cancelled and owed again.

    Raises:
        Refusal: `run_unknown`, `run_not_proposed`, and those of `people.services.decide` (`own_proposal`).
    """
    run = _locked(run_id)
    if run.state != RunState.PROPOSED or run.proposal_id is None:
        raise Refusal(
            "run_not_proposed",
            N_("Pencairan ini belum diusulkan, atau sudah diputuskan. Muat ulang halaman."),
            status=409,
        )
    decide(run.proposal_id, kind=PROPOSAL, subject=run.pk, approve=approve, by=by, at=at, why=why)
    run.state, run.decided_at = RunState.APPROVED if approve else RunState.REFUSED, at
    run.save(update_fields=["state", "decided_at"])
    waiting = Payout.objects.filter(run=run, state=PayoutState.WAITING)
    if approve:
        waiting.update(state=PayoutState.READY, next_at=at)
    else:
        _cancel(list(waiting.select_related("incentive").order_by("pk")), by=by, at=at)
    verb = "funding.run_approved" if approve else "funding.run_refused"
    record(
        verb,
        by=by,
        at=at,
        subjects=[run.pk],
        why=why,
        data={"batch": run.batch_id, "count": run.count, "total": run.total},
    )


def _cancel(payouts: Sequence[Payout], *, by: Actor, at: datetime) -> None:
    """Give the holds back; the incentives wait for an officer to try again."""
    require(
        post(
            [
                NewTransfer(
                    named_uuid("payout-void", str(p.pk)),
                    payout_source(p.incentive.purpose, p.incentive.allotment_id, p.incentive.purchase_id)[0],
                    p.pk,
                    by.label,
                    kind=Kind.VOID,
                    pending=p.hold_id,
                )
                for p in payouts
            ]
        )
    )
    ids = [payout.pk for payout in payouts]
    Payout.objects.filter(pk__in=ids).update(state=PayoutState.CANCELLED, finished_at=at)
    for payout in payouts:
        Incentive.objects.filter(pk=payout.incentive_id).update(
            state=IncentiveState.OWED, blocked_account=payout.account_id, retry_at=None
        )


def _locked(run_id: UUID) -> PayoutRun:
    run = PayoutRun.objects.select_for_update(of=("self",)).filter(pk=run_id).first()
    if run is None:
        raise Refusal("run_unknown", N_("Pencairan itu tidak ada."), status=404)
    return run


def propose_waiting_runs(*, by: Actor, at: datetime) -> int:
    """Propose every run that waits; tells how many."""
    ids = list(PayoutRun.objects.filter(state=RunState.WAITING).order_by("created_at").values_list("pk", flat=True))
    for run_id in ids:
        propose_run(run_id, by=by, at=at)
    return len(ids)


def approve_proposed_runs(*, by: Actor, at: datetime) -> int:
    """Approve every run that somebody else proposed; tells how many."""
    ids = list(PayoutRun.objects.filter(state=RunState.PROPOSED).order_by("created_at").values_list("pk", flat=True))
    for run_id in ids:
        decide_run(run_id, approve=True, by=by, at=at)
    return len(ids)


# ---- one owner for every failed payout --------------------------------------------------------------------


@transaction.atomic
def take_payout(payout_id: UUID, *, by: Actor, at: datetime) -> None:
    """An officer becomes the one owner of a payout that failed or is stuck.

    Raises:
        Refusal: `payout_unknown`, `payout_has_owner`.
    """
    payout = Payout.objects.select_for_update(of=("self",)).filter(pk=payout_id).first()
    if payout is None:
        raise Refusal("payout_unknown", N_("Pencairan itu tidak ada."), status=404)
    if payout.owner_id not in {None, by.id}:
        raise Refusal("payout_has_owner", N_("Petugas lain sudah menangani pencairan ini."), status=409)
    payout.owner_id = by.id
    payout.save(update_fields=["owner_id"])
    record("funding.payout_taken", by=by, at=at, subjects=[payout.pk])


@transaction.atomic
def retry_incentive(payout_id: UUID, *, by: Actor, at: datetime, why: str) -> None:
    """Let a failed payout's incentive be paid again at the next run, to the account that is linked then.

    Raises:
        Refusal: `payout_not_failed`, `reason_missing`, and those of `repaying.may_pay_again`.
    """
    payout = (
        Payout.objects.select_related("incentive")
        .filter(pk=payout_id, state__in=[PayoutState.FAILED, PayoutState.CANCELLED])
        .first()
    )
    if payout is None or payout.incentive.state != IncentiveState.OWED:
        raise Refusal("payout_not_failed", N_("Hanya pencairan yang gagal bisa dicoba lagi."), status=409)
    if not why.strip():
        raise Refusal("reason_missing", N_("Tulis alasan mencoba lagi."), field="why")
    may_pay_again(payout.incentive_id)
    Incentive.objects.filter(pk=payout.incentive_id, state=IncentiveState.OWED).update(retry_at=at)
    record("funding.payout_retried", by=by, at=at, subjects=[payout.incentive.allotment_id, payout.pk], why=why)
