"""Money for providers and the treasury: prepared, proposed by one, approved by another, settled by the bank's statement."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from jadibisa.foundation.facts.services import record
from jadibisa.foundation.ledger import queries as ledger
from jadibisa.foundation.ledger.services import open_accounts, post
from jadibisa.foundation.ledger.types import AccountKey, AccountType, Flow, Kind, NewAccount, NewTransfer
from jadibisa.foundation.people.services import decide, propose
from jadibisa.foundation.plumbing.chance import named_uuid, uuid7
from jadibisa.journey.funding.models import (
    BankDay,
    BankLine,
    Bill,
    Budget,
    Disbursement,
    PayoutAttempt,
    Pledge,
    PurchaseHold,
)
from jadibisa.journey.funding.rules.statement import read_statement
from jadibisa.journey.funding.services.bills import take_payment
from jadibisa.journey.funding.services.books import (
    BANK,
    BANK_OWNER,
    CHUNK,
    chunks,
    partner,
    pledge_fund,
    require,
    treasury,
)
from jadibisa.journey.funding.services.sending import settle_by_statement
from jadibisa.journey.funding.types import (
    BillState,
    DayState,
    DisbursementKind,
    DisbursementState,
    HoldState,
    PayChannel,
    Payment,
    PayoutState,
    StatementLine,
    StatementResult,
)
from jadibisa.journey.registration import queries as registration
from jadibisa.journey.registration.types import batch_subject
from jadibisa.kernel.actors import Actor
from jadibisa.kernel.clock import wib_day
from jadibisa.kernel.money import share
from jadibisa.kernel.refusals import N_, Refusal

PROPOSAL = "funding.disbursements"
COMMISSION = AccountKey(AccountType.COMMISSION_PAYABLE, BANK_OWNER)
FLOWS = {
    DisbursementKind.PARTNER: Flow.PAY_PARTNER,
    DisbursementKind.TREASURY: Flow.REMIT_TREASURY,
    DisbursementKind.PLEDGE: Flow.PLEDGE_BACK,
}
LIVE = [str(state) for state in (DisbursementState.WAITING, DisbursementState.PROPOSED, DisbursementState.APPROVED)]


@transaction.atomic
def prepare_settlements(*, by: Actor, at: datetime) -> int:
    """One payment for each provider with verified courses that nobody has paid yet; tells how many."""
    busy = Disbursement.objects.filter(kind=DisbursementKind.PARTNER, state__in=LIVE).values("owner_id")
    rows = (
        PurchaseHold.objects.select_for_update(of=("self",))
        .filter(state=HoldState.SETTLED, disbursement=None)
        .filter(Q(settled_amount__gt=0) | Q(settled_shared__gt=0))
        .exclude(provider_id__in=busy)
        .select_related("allotment")
        .order_by("pk")
    )
    by_provider: dict[UUID, list[PurchaseHold]] = defaultdict(list)
    for row in rows:
        by_provider[row.provider_id].append(row)
    run_id = uuid7()
    made = [_settlement(run_id, provider, holds, at) for provider, holds in sorted(by_provider.items())]
    _hold([(item, Flow.PAY_PARTNER, partner(item.owner_id)) for item in made], run_id, by=by, at=at)
    for item in made:
        PurchaseHold.objects.filter(pk__in=[hold.pk for hold in by_provider[item.owner_id]]).update(disbursement=item)
    return len(made)


def _settlement(run_id: UUID, provider: UUID, holds: Sequence[PurchaseHold], at: datetime) -> Disbursement:
    gross = sum(hold.settled_amount + hold.settled_shared for hold in holds)
    commission = 0
    policies = registration.policies_of(hold.allotment.batch_id for hold in holds)
    for hold in holds:
        policy = policies[hold.allotment.batch_id]
        percent = policy.integer("training.commission_percent", on=wib_day(hold.held_at))
        commission += share(hold.settled_amount + hold.settled_shared, numerator=percent, denominator=100)
    return _new(run_id, DisbursementKind.PARTNER, provider, gross, commission, at)


def _new(run_id: UUID, kind: DisbursementKind, owner: UUID, gross: int, commission: int, at: datetime) -> Disbursement:
    new_id = uuid7()
    return Disbursement(
        id=new_id,
        run_id=run_id,
        kind=kind,
        owner_id=owner,
        gross=gross,
        commission=commission,
        amount=gross - commission,
        reference=f"JB{new_id.hex}",
        hold_id=named_uuid("disbursement-hold", str(new_id)),
        created_at=at,
    )


@transaction.atomic
def prepare_remittance(batch: int, *, by: Actor, at: datetime) -> int:
    """What of a batch went back to the treasury's account is prepared for remittance; tells the sum in sen."""
    Budget.objects.select_for_update().get(batch_id=batch)
    book = batch_subject(batch)
    amount = ledger.balance(treasury(book)).available
    if not amount or Disbursement.objects.filter(owner_id=book, state__in=LIVE).exists():
        return 0
    run_id = uuid7()
    item = _new(run_id, DisbursementKind.TREASURY, book, amount, 0, at)
    item.batch_id = batch
    _hold([(item, Flow.REMIT_TREASURY, treasury(book))], run_id, by=by, at=at)
    return amount


@transaction.atomic
def prepare_pledge_returns(pledge_ids: Sequence[UUID], *, by: Actor, at: datetime) -> int:
    """What is left of these pledges, which are over, is prepared to go back to their payers; tells how many.

    A pledge whose earlier return still waits is left for the next time.
    """
    busy = Disbursement.objects.filter(kind=DisbursementKind.PLEDGE, state__in=LIVE).values("owner_id")
    rows = Pledge.objects.select_for_update(of=("self",)).filter(pk__in=pledge_ids).exclude(pk__in=busy).order_by("pk")
    locked = [row.pk for row in rows]
    left = ledger.balances(AccountType.PLEDGE_FUND, locked)
    run_id = uuid7()
    made = [
        _new(run_id, DisbursementKind.PLEDGE, one, left[one].available, 0, at)
        for one in locked
        if one in left and left[one].available
    ]
    _hold([(item, Flow.PLEDGE_BACK, pledge_fund(item.owner_id)) for item in made], run_id, by=by, at=at)
    return len(made)


def _hold(rows: Sequence[tuple[Disbursement, Flow, AccountKey]], run_id: UUID, *, by: Actor, at: datetime) -> None:
    """Reserve the cash, write the rows, tell it."""
    if not rows:
        return
    open_accounts([NewAccount(BANK), NewAccount(COMMISSION)])
    require(
        post(
            [
                NewTransfer(item.hold_id, flow, item.pk, by.label, payer, BANK, item.amount, kind=Kind.PENDING)
                for item, flow, payer in rows
            ]
        )
    )
    Disbursement.objects.bulk_create([item for item, _flow, _payer in rows], batch_size=CHUNK)
    for chunk in chunks([item for item, _flow, _payer in rows], 400):
        record(
            "funding.disbursement_prepared",
            by=by,
            at=at,
            subjects=[run_id, *(subject for item in chunk for subject in (item.pk, item.owner_id))],
            data={"kind": str(chunk[0].kind), "count": len(chunk), "amount": sum(item.amount for item in chunk)},
        )


@transaction.atomic
def propose_disbursements(run_id: UUID, *, by: Actor, at: datetime, why: str = "") -> UUID:
    """Propose a prepared run; somebody else must decide.

    Raises:
        Refusal: `disbursement_not_waiting`.
    """
    rows = _locked(run_id, DisbursementState.WAITING)
    payload = {"count": len(rows), "total": sum(row.amount for row in rows)}
    proposal = propose(PROPOSAL, run_id, payload, by=by, at=at, why=why)
    Disbursement.objects.filter(run_id=run_id).update(state=DisbursementState.PROPOSED, proposal_id=proposal)
    record("funding.disbursement_proposed", by=by, at=at, subjects=[run_id], why=why, data=payload)
    return proposal


@transaction.atomic
def decide_disbursements(run_id: UUID, *, approve: bool, by: Actor, at: datetime, why: str = "") -> None:
    """Decide a proposed run: approved ones go to the bank, those of a refused one are owed as before.

    Raises:
        Refusal: `disbursement_not_waiting`, and those of `people.services.decide` (`own_proposal`).
    """
    rows = _locked(run_id, DisbursementState.PROPOSED)
    if rows[0].proposal_id is not None:
        decide(rows[0].proposal_id, kind=PROPOSAL, subject=run_id, approve=approve, by=by, at=at, why=why)
    state = DisbursementState.APPROVED if approve else DisbursementState.REFUSED
    if not approve:
        require(post([_end(row, Kind.VOID, by) for row in rows]))
        PurchaseHold.objects.filter(disbursement__in=rows).update(disbursement=None)
    Disbursement.objects.filter(run_id=run_id).update(state=state, finished_at=None if approve else at)
    data = {"count": len(rows), "total": sum(row.amount for row in rows)}
    verb = "funding.disbursement_approved" if approve else "funding.disbursement_refused"
    record(verb, by=by, at=at, subjects=[run_id], why=why, data=data)


def _locked(run_id: UUID, state: DisbursementState) -> list[Disbursement]:
    rows = list(Disbursement.objects.select_for_update(of=("self",)).filter(run_id=run_id, state=state).order_by("pk"))
    if not rows:
        raise Refusal(
            "disbursement_not_waiting", N_("Pembayaran ini tidak menunggu tindakan itu. Muat ulang halaman."), status=409
        )  # fmt: skip
    return rows


def _end(row: Disbursement, kind: Kind, by: Actor) -> NewTransfer:
    word = "disbursement-settle" if kind is Kind.POST else "disbursement-void"
    flow = FLOWS[DisbursementKind(row.kind)]
    return NewTransfer(named_uuid(word, str(row.pk)), flow, row.pk, by.label, kind=kind, pending=row.hold_id)


# ---- the bank's statement ---------------------------------------------------------------------------------


@transaction.atomic
def import_statement(text: str, *, account: str, by: Actor, at: datetime) -> StatementResult:
    """Take in a bank statement, whole or not at all, and settle what it says was paid; a second time changes nothing.

    Args:
        text: lines `entry;2026-11-24;-600000.00;reference`.
        account: number of the programme's account.
        by: who imports.
        at: the programme's time.

    Raises:
        Refusal: `statement_line` with the number of the first bad line; `statement_changed` when a line that is known
            already comes with another amount or reference.
    """
    result = take_lines(read_statement(text), account=account, by=by, at=at)
    data = {"new": result.new, "known": result.known, "matched": result.matched, "unmatched": result.unmatched}
    record("funding.statement_imported", by=by, at=at, data=data)
    return result


def take_lines(lines: Sequence[StatementLine], *, account: str, by: Actor, at: datetime) -> StatementResult:
    """Write the lines that are new and match them, in the caller's transaction.

    Raises:
        Refusal: `statement_changed`, `day_closed`.
    """
    known = {
        row.entry: row for row in BankLine.objects.filter(bank_account=account, entry__in=[line.entry for line in lines])
    }  # fmt: skip
    for line in lines:
        row = known.get(line.entry)
        if row is not None and (row.amount, row.reference, row.booked_on) != (
            line.amount,
            line.reference,
            line.booked_on,
        ):
            raise Refusal(
                "statement_changed",
                N_("Entri %(entry)s sudah ada dengan isi lain. Tidak ada baris yang disimpan."),
                field="text",
                status=409,
                entry=line.entry,
            )
    fresh = [line for line in lines if line.entry not in known]
    days = {line.booked_on for line in fresh}
    found = BankDay.objects.select_for_update(of=("self",)).filter(bank_account=account, day__in=days).order_by("day")
    shut = next((one for one in found if one.state == DayState.CLOSED), None)
    if shut is not None:
        raise Refusal(
            "day_closed", N_("Hari %(day)s sudah ditutup. Tanyakan barisnya ke bank."), field="text", status=409, day=shut.day
        )  # fmt: skip
    rows = [
        BankLine(
            bank_account=account, entry=line.entry, booked_on=line.booked_on, amount=line.amount, reference=line.reference, imported_at=at
        )
        for line in fresh
    ]  # fmt: skip
    matched = _match_payouts(rows, by=by, at=at) + _match_disbursements(rows, by=by, at=at)
    matched += _match_bills(rows, by=by, at=at)
    BankLine.objects.bulk_create(rows, batch_size=CHUNK)
    return StatementResult(len(rows), len(known), matched, len(rows) - matched)


def _match_payouts(rows: Sequence[BankLine], *, by: Actor, at: datetime) -> int:
    """Lines that name a payout's reference and its amount; one that we call failed stays a case for a person."""
    attempts = {
        attempt.reference: attempt
        for attempt in PayoutAttempt.objects.filter(reference__in=[row.reference for row in rows]).select_related("payout")
    }  # fmt: skip
    taken = set(
        BankLine.objects.filter(payout__in=[a.payout_id for a in attempts.values()]).values_list("payout_id", flat=True)
    )
    matched = 0
    for row in rows:
        attempt = attempts.get(row.reference)
        if attempt is None or attempt.payout.amount != -row.amount or attempt.payout_id in taken:
            continue
        if attempt.payout.state in {PayoutState.FAILED, PayoutState.CANCELLED}:
            continue
        row.payout = attempt.payout
        taken.add(attempt.payout_id)
        matched += 1
    settle_by_statement([row.payout_id for row in rows if row.payout_id], by=by, at=at)
    return matched


def _match_bills(rows: Sequence[BankLine], *, by: Actor, at: datetime) -> int:
    """Money that came in under the number of a bill: a message that never came is made up for while the bill is open.

    What came in after the bill was closed, or in another amount, stays a case for a person.
    """
    numbers = [row.reference for row in rows if row.amount > 0 and row.reference]
    bills = {bill.number: bill for bill in Bill.objects.filter(number__in=numbers)}
    taken = set(BankLine.objects.filter(bill__in=bills.values()).values_list("bill_id", flat=True))
    matched = 0
    for row in rows:
        bill = bills.get(row.reference)
        if bill is None or bill.amount != row.amount or bill.pk in taken:
            continue
        if bill.state == BillState.OPEN:
            told = Payment(
                row.reference, row.amount, f"{row.bank_account[:28]}-{row.entry}", PayChannel.VIRTUAL_ACCOUNT
            )
            try:
                take_payment(told, by=by, at=at)
            except Refusal:
                continue
        elif bill.state == BillState.CLOSED:
            continue
        row.bill = bill
        taken.add(bill.pk)
        matched += 1
    return matched


def _match_disbursements(rows: Sequence[BankLine], *, by: Actor, at: datetime) -> int:
    """Lines that name an approved disbursement and its amount: it arrived."""
    found = {
        item.reference: item
        for item in Disbursement.objects.select_for_update(of=("self",))
        .filter(reference__in=[row.reference for row in rows], state=DisbursementState.APPROVED)
        .order_by("pk")
    }
    paid: list[Disbursement] = []
    for row in rows:
        item = found.get(row.reference)
        if item is not None and item.amount == -row.amount:
            row.disbursement = found.pop(row.reference)
            paid.append(item)
    transfers = [_end(item, Kind.POST, by) for item in paid]
    transfers += [
        NewTransfer(
            named_uuid("commission", str(item.pk)), Flow.COMMISSION, item.pk, by.label, partner(item.owner_id), COMMISSION, item.commission
        )
        for item in paid
        if item.commission
    ]  # fmt: skip
    require(post(transfers))
    Disbursement.objects.filter(pk__in=[item.pk for item in paid]).update(state=DisbursementState.PAID, finished_at=at)
    for chunk in chunks(paid, 400):
        record(
            "funding.disbursed",
            by=by,
            at=at,
            subjects=[subject for item in chunk for subject in (item.pk, item.owner_id)],
            data={"count": len(chunk), "amount": sum(item.amount for item in chunk)},
        )
    return len(paid)
