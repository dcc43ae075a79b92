"""Money that participants and payers pay in: a bill, its number at the bank, and the payment, taken once or refused."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from jadibisa.foundation.facts.services import record
from jadibisa.foundation.ledger.services import open_accounts, post
from jadibisa.foundation.ledger.types import AccountKey, Flow, NewAccount, NewTransfer
from jadibisa.foundation.plumbing.chance import named_uuid
from jadibisa.journey.funding.gateways import Collector, collector
from jadibisa.journey.funding.gateways.signatures import is_the_banks
from jadibisa.journey.funding.models import Bill, Pledge, PurchaseHold, Share
from jadibisa.journey.funding.queries.sharing import bill_of, open_bills
from jadibisa.journey.funding.services.books import BANK, OWN, escrow, pledge_fund, require
from jadibisa.journey.funding.services.sharing import copay
from jadibisa.journey.funding.types import (
    BillKind,
    BillState,
    BillView,
    HoldState,
    Payment,
    PledgeState,
    ShareState,
)
from jadibisa.kernel.actors import SYSTEM, Actor
from jadibisa.kernel.refusals import N_, Refusal


def ask_number(
    kind: BillKind, subject_id: UUID, *, by: Actor, at: datetime, through: Collector | None = None
) -> BillView | None:  # fmt: skip
    """Get the number and the code of a bill from the bank, once; outside any transaction of ours.

    Returns:
        The bill, still without a number when the bank cannot give one now; None when there is no bill.
    """
    known = bill_of(kind, subject_id)
    if known is None or known.number or known.state is not BillState.OPEN or at >= known.expires_at:
        return known
    answer = (through or collector()).bill(known)
    if not answer.number:
        return known
    with transaction.atomic():
        row = Bill.objects.select_for_update().get(pk=known.id)
        if row.number is None:
            row.number, row.qris = answer.number, answer.qris
            row.save(update_fields=["number", "qris"])
            record("funding.billed", by=by, at=at, subjects=[subject_id, row.pk], data={"amount": row.amount})
    return bill_of(kind, subject_id)


def take_signed(payment: Payment | None, *, text: str, signature: str, by: Actor, at: datetime) -> BillView:
    """Take a payment of which the bank tells by itself, after its signature.

    Args:
        payment: what the message says, None when it cannot be read.
        text: what the signature covers.
        signature: as it came.
        by: who brings it.
        at: the programme's time.

    Raises:
        Refusal: `signature_wrong`, `payment_unreadable`, and those of `take_payment`.
    """
    if not is_the_banks(text, signature):
        raise Refusal("signature_wrong", N_("Pesan itu tidak ditandatangani bank."), status=401)
    if payment is None:
        raise Refusal("payment_unreadable", N_("Isi pesan bank itu tidak terbaca."))
    return take_payment(payment, by=by, at=at)


def take_payment(payment: Payment, *, by: Actor, at: datetime) -> BillView:
    """Take what the bank says was paid: the whole amount of an open bill, once, before it expires.

    The same payment again changes nothing.

    Args:
        payment: what the bank says.
        by: who brings it, the programme for a message of the bank.
        at: the programme's time.

    Raises:
        Refusal: `bill_unknown`, `bill_amount`, `bill_paid`, `bill_expired`, `payment_repeated`.
    """
    found = Bill.objects.filter(number=payment.number).first()
    if found is None:
        raise Refusal("bill_unknown", N_("Nomor tagihan itu tidak ada."), status=404)
    try:
        return _take(found, payment, by=by, at=at)
    except IntegrityError as error:
        if "reference" not in str(error):
            raise
        raise _repeated() from error


@transaction.atomic
def _take(found: Bill, payment: Payment, *, by: Actor, at: datetime) -> BillView:
    settle = _lock_share if found.kind == BillKind.SHARE else _lock_pledge
    booking = settle(found.subject_id, by=by, at=at)
    row = Bill.objects.select_for_update().get(pk=found.pk)
    if row.state == BillState.PAID and row.reference == payment.reference and row.amount == payment.amount:
        return _view(row)
    refusal = _refusal(row, payment, at)
    if refusal is not None:
        raise refusal
    if booking is None:
        raise _expired()
    row.state, row.paid_at, row.reference, row.channel = BillState.PAID, at, payment.reference, payment.channel
    row.save(update_fields=["state", "paid_at", "reference", "channel"])
    open_accounts([NewAccount(BANK), NewAccount(booking.into)])
    into = NewTransfer(
        named_uuid("paid-in", str(row.pk)), booking.flow, row.subject_id, by.label, BANK, booking.into, row.amount
    )
    require(post([into, *booking.more]))
    booking.write()
    record(
        booking.verb,
        by=by,
        at=at,
        subjects=booking.subjects,
        data={"amount": row.amount, "channel": str(payment.channel)},
    )
    return _view(row)


def _view(row: Bill) -> BillView:
    found = bill_of(BillKind(row.kind), row.subject_id)
    if found is None:
        raise LookupError(row.pk)
    return found


def _refusal(row: Bill, payment: Payment, at: datetime) -> Refusal | None:
    if row.state == BillState.PAID:
        return Refusal("bill_paid", N_("Tagihan itu sudah dibayar."), status=409)
    if row.state == BillState.CLOSED or at >= row.expires_at:
        return _expired()
    if Bill.objects.filter(reference=payment.reference).exists():
        return _repeated()
    if payment.amount != row.amount:
        return Refusal("bill_amount", N_("Jumlahnya berbeda dari tagihan. Bayar tepat sebesar tagihan."))
    return None


def _expired() -> Refusal:
    return Refusal("bill_expired", N_("Tagihan itu sudah ditutup. Uang Anda tidak diambil."), status=409)


def _repeated() -> Refusal:
    return Refusal("payment_repeated", N_("Pembayaran itu sudah dicatat untuk tagihan lain."), status=409)


@dataclass(frozen=True, slots=True)
class _Booking:
    """What a payment does beside the bill."""

    flow: Flow
    into: AccountKey
    more: list[NewTransfer]
    write: Callable[[], None]
    verb: str
    subjects: list[UUID]


def _lock_share(purchase_id: UUID, *, by: Actor, at: datetime) -> _Booking | None:
    """The participant's own part, held for the provider from now on; None when the purchase is over."""
    hold = PurchaseHold.objects.select_for_update(of=("self",)).get(pk=purchase_id)
    share = Share.objects.select_for_update(of=("self",)).get(hold=hold, position=OWN)
    if hold.state != HoldState.HELD or share.state != ShareState.WAITING:
        return None

    def write() -> None:
        share.state, share.held_at = ShareState.HELD, at
        share.save(update_fields=["state", "held_at"])

    return _Booking(
        Flow.COPAY_IN,
        escrow(purchase_id, OWN),
        [copay(share, hold.provider_id, hold.expires_at, by=by)],
        write,
        "funding.share_paid",
        [hold.allotment_id, purchase_id, share.pk],
    )


def _lock_pledge(pledge_id: UUID, *, by: Actor, at: datetime) -> _Booking | None:  # noqa: ARG001 - as for a part
    """A pledge's money: spendable at once, or after a second person when it is above the limit."""
    row = Pledge.objects.select_for_update(of=("self",)).get(pk=pledge_id)
    if row.state != PledgeState.OFFERED:
        return None

    def write() -> None:
        row.state = PledgeState.ACTIVE if row.total <= row.limit else PledgeState.PAID
        row.paid_at = at
        row.save(update_fields=["state", "paid_at"])

    subjects = [pledge_id, row.organisation_id]
    return _Booking(Flow.PLEDGE_IN, pledge_fund(pledge_id), [], write, "funding.pledge_paid", subjects)


def ask_bills(at: datetime, *, by: Actor = SYSTEM, through: Collector | None = None) -> int:
    """Ask the bank about open bills, so that a message that never came loses nobody's money; tells how many were paid."""
    asked = through or collector()
    taken = 0
    for known in open_bills(at):
        payment = asked.payment_of(known)
        if payment is None:
            continue
        try:
            take_payment(payment, by=by, at=at)
        except Refusal:
            continue  # somebody else took it in the meantime, or it differs: the day's statement shows it
        taken += 1
    return taken
