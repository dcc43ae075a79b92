"""Shared prices: what is planned when somebody buys, how the parts are held, and how they end along the shares.

Locks come in one order: holds, participants, pledges, bills, accounts, each by id. Who holds the row of a pledge or of a
participant knows what its account can pay, so that what is planned here is what the ledger then allows.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Count

from jadibisa.foundation.facts.services import record
from jadibisa.foundation.ledger import queries as ledger
from jadibisa.foundation.ledger.services import open_accounts, post
from jadibisa.foundation.ledger.types import AccountType, Flow, Kind, NewAccount, NewTransfer, Verdict
from jadibisa.foundation.plumbing.chance import named_uuid
from jadibisa.journey.funding.models import Allotment, Bill, Incentive, Pledge, PurchaseHold, Share
from jadibisa.journey.funding.queries import sharing as asked
from jadibisa.journey.funding.rules.shares import Law, law_of, portions, quote
from jadibisa.journey.funding.services.books import OWN, chunks, escrow, partner, pledge_fund, require
from jadibisa.journey.funding.types import (
    BillKind,
    BillState,
    Hold,
    IncentiveState,
    PartKind,
    Purpose,
    Quote,
    ShareState,
)
from jadibisa.journey.registration import queries as registration
from jadibisa.journey.registration.types import batch_subject
from jadibisa.kernel.actors import Actor
from jadibisa.kernel.clock import wib_day

SUBJECTS = 400


@dataclass(slots=True)
class Plan:
    """What is planned for the purchases of one call that others pay too, by purchase.

    Attributes:
        quotes: who pays what.
        batches: whose books it is.
        known: shared purchases that are held already, with the verdict of asking again.
    """

    quotes: dict[UUID, Quote] = field(default_factory=dict)
    batches: dict[UUID, int] = field(default_factory=dict)
    known: dict[UUID, Verdict] = field(default_factory=dict)


def _laws(rows: Sequence[Hold], at: datetime) -> dict[UUID, tuple[int, Law]]:
    """The batch and the law of each participant whose course may be shared."""
    who = {row.application_id for row in rows if row.sharing is not None}
    batches = registration.batches_of(who) if who else {}
    laws = {batch: law_of(registration.policy_of(batch), wib_day(at)) for batch in set(batches.values())}
    return {one: (batch, laws[batch]) for one, batch in batches.items() if not laws[batch].silent}


def plan(rows: Sequence[Hold], *, at: datetime) -> Plan:
    """Decide who pays what of those that the balance alone does not pay; their rows are locked until the transaction ends."""
    laws = _laws(rows, at)
    if not laws:
        return Plan()
    funds = _available(list(laws))
    candidates = [
        row
        for row in rows
        if row.sharing is not None
        and row.application_id in laws
        and (laws[row.application_id][1].may_ask(row.amount) or row.amount > funds.get(row.application_id, 0))
    ]
    found = PurchaseHold.objects.in_bulk([row.purchase_id for row in candidates])
    made = Plan(
        known={row.purchase_id: _again(row, found[row.purchase_id]) for row in candidates if _shared(row, found)}
    )
    fresh = list({row.purchase_id: row for row in reversed(candidates) if row.purchase_id not in found}.values())[::-1]
    if not fresh:
        return made
    who = [row.application_id for row in fresh]
    list(Allotment.objects.select_for_update(of=("self",)).filter(pk__in=who).order_by("pk").values_list("pk"))
    asks = {
        row.purchase_id: asked.Ask(row.application_id, row.sharing.course_id, row.sharing.skills)
        for row in fresh
        if row.sharing is not None
    }
    purse = asked.Purse(list(asks.values()), wib_day(at), lock=True)
    funds = _available(who)
    owing = [row.application_id for row in fresh if laws[row.application_id][1].may_ask(row.amount)]
    groups = asked.groups_of(owing, wib_day(at)) if owing else {}
    for row in fresh:
        batch, law = laws[row.application_id]
        told = quote(
            row.amount,
            available=funds.get(row.application_id, 0),
            groups=groups.get(row.application_id, ()),
            offered=purse.offered(asks[row.purchase_id]),
            law=law,
        )
        if not told.shared or row.amount > law.highest_price:
            continue  # the balance pays, or the ledger says that it cannot
        purse.take(asks[row.purchase_id], told)
        funds[row.application_id] = funds.get(row.application_id, 0) - told.state
        made.quotes[row.purchase_id], made.batches[row.purchase_id] = told, batch
    return made


def _shared(row: Hold, found: Mapping[UUID, PurchaseHold]) -> bool:
    return row.purchase_id in found and found[row.purchase_id].shared > 0


def _again(row: Hold, known: PurchaseHold) -> Verdict:
    """The same purchase again changes nothing; another one under its id is refused."""
    same = (known.allotment_id, known.provider_id, known.amount + known.shared) == (
        row.application_id,
        row.provider_id,
        row.amount,
    )
    return Verdict.ALREADY if same else Verdict.ID_DIFFERS


def _available(application_ids: Sequence[UUID]) -> dict[UUID, int]:
    found = ledger.balances(AccountType.TRAINING_BALANCE, application_ids)
    return {owner: one.available for owner, one in found.items()}


def share_id(purchase_id: UUID, position: int) -> UUID:
    """The id of a part of a purchase."""
    return named_uuid("share", str(purchase_id), str(position))


def shares_of(row: Hold, told: Quote, *, at: datetime) -> list[Share]:
    """The parts beside the balance's: those of pledges are held at once, the participant's own is asked for."""
    made: list[Share] = []
    payers = [part for part in told.parts if part.kind is PartKind.PAYER]
    for position, part in enumerate(payers, 1):
        made.append(
            Share(
                id=share_id(row.purchase_id, position),
                hold_id=row.purchase_id,
                position=position,
                pledge_id=part.pledge_id,
                amount=part.amount,
                state=ShareState.HELD,
                made_at=at,
                held_at=at,
            )
        )
    if told.own:
        made.append(
            Share(
                id=share_id(row.purchase_id, OWN),
                hold_id=row.purchase_id,
                position=OWN,
                amount=told.own,
                state=ShareState.WAITING,
                made_at=at,
            )
        )
    return made


def held(row: Hold, shares: Sequence[Share], batch: int, *, by: Actor) -> list[NewTransfer]:
    """The movements that set the parts of pledges aside; opens the accounts for all parts."""
    book = batch_subject(batch)
    open_accounts([NewAccount(escrow(row.purchase_id, share.position), book) for share in shares])
    transfers: list[NewTransfer] = []
    for share in shares:
        if share.pledge_id is None:
            continue
        mine = escrow(row.purchase_id, share.position)
        transfers += [
            NewTransfer(
                named_uuid("pledge-assign", str(share.pk)),
                Flow.PLEDGE_ASSIGN,
                row.purchase_id,
                by.label,
                pledge_fund(share.pledge_id),
                mine,
                share.amount,
            ),
            copay(share, row.provider_id, row.expires_at, by=by),
        ]
    return transfers


def copay(share: Share, provider_id: UUID, expires_at: datetime | None, *, by: Actor) -> NewTransfer:
    """The hold of one part for the provider."""
    return NewTransfer(
        copay_id(share.pk), Flow.COPAY, share.hold_id, by.label, escrow(share.hold_id, share.position), partner(provider_id),
        share.amount, kind=Kind.PENDING, expires_at=expires_at,
    )  # fmt: skip


def copay_id(of_share: UUID) -> UUID:
    """The id of the hold of a part in the ledger."""
    return named_uuid("copay", str(of_share))


def write(rows: Mapping[UUID, Hold], shares: Sequence[Share], *, by: Actor, at: datetime) -> None:
    """Write the parts, the bills of participants and the facts; the holds of the purchases are there already."""
    Share.objects.bulk_create(shares, batch_size=1000)
    Bill.objects.bulk_create(
        [
            Bill(
                id=named_uuid("bill", str(share.hold_id)),
                kind=BillKind.SHARE,
                subject_id=share.hold_id,
                amount=share.amount,
                expires_at=sharing.pay_until,
                made_at=at,
            )
            for share in shares
            if share.position == OWN and (sharing := rows[share.hold_id].sharing) is not None
        ],
        batch_size=1000,
    )
    for share in shares:
        subjects = [rows[share.hold_id].application_id, share.hold_id, share.pk]
        if share.pledge_id:
            subjects.append(share.pledge_id)
        record(
            "funding.shared", by=by, at=at, subjects=subjects, data={"amount": share.amount, "position": share.position}
        )


# ---- the end of a shared purchase -------------------------------------------------------------------------


@dataclass(slots=True)
class Ending:
    """How the parts of one purchase end: what each pays, in the order state, then shares by position."""

    row: PurchaseHold
    shares: list[Share]
    kind: Kind
    paid: list[int]


def lock_shares(rows: Sequence[PurchaseHold]) -> dict[UUID, list[Share]]:
    """The parts of locked holds with the rows that guard their money, in the one order of locks."""
    ids = [row.pk for row in rows if row.shared]
    if not ids:
        return {}
    found: dict[UUID, list[Share]] = defaultdict(list)
    for share in Share.objects.filter(hold__in=ids).order_by("hold", "position"):
        found[share.hold_id].append(share)
    who = {row.allotment_id for row in rows if row.pk in found}
    list(Allotment.objects.select_for_update(of=("self",)).filter(pk__in=who).order_by("pk").values_list("pk"))
    pledges = {share.pledge_id for shares in found.values() for share in shares if share.pledge_id}
    list(Pledge.objects.select_for_update(of=("self",)).filter(pk__in=pledges).order_by("pk").values_list("pk"))
    return found


def ending(row: PurchaseHold, shares: list[Share], kind: Kind, amount: int | None) -> Ending:
    """What each part pays when a purchase is settled in whole or in part, or nothing when it is voided."""
    amounts = [row.amount, *(share.amount for share in shares)]
    whole = sum(amounts)
    total = 0 if kind is Kind.VOID else whole if amount is None else amount
    return Ending(row, shares, kind, portions(amounts, total))


def resolutions(end: Ending, *, by: Actor) -> list[NewTransfer]:
    """The posts of what is paid, or the voids of everything; what of a payment is nothing is voided afterwards."""
    held_parts = [
        (share, paid) for share, paid in zip(end.shares, end.paid[1:], strict=True) if share.state == ShareState.HELD
    ]
    if end.kind is Kind.VOID:
        found = [_resolution(share, None, by=by) for share, _paid in held_parts]
    else:
        found = [_resolution(share, paid, by=by) for share, paid in held_parts if paid]
    if end.row.amount and (end.kind is Kind.VOID or end.paid[0]):
        found.append(of_balance(end.row.pk, end.kind, end.paid[0] or None, by=by))
    return found


def _resolution(share: Share, paid: int | None, *, by: Actor) -> NewTransfer:
    """The end of the hold of one part."""
    word, kind = ("copay-settle", Kind.POST) if paid else ("copay-void", Kind.VOID)
    return NewTransfer(
        named_uuid(word, str(share.pk)), Flow.COPAY, share.hold_id, by.label, amount=paid, kind=kind, pending=copay_id(share.pk)
    )  # fmt: skip


def of_balance(purchase_id: UUID, kind: Kind, amount: int | None, *, by: Actor) -> NewTransfer:
    """The end of the hold of a balance."""
    word = "settle" if kind is Kind.POST else "void"
    return NewTransfer(
        named_uuid(word, str(purchase_id)), Flow.PURCHASE, purchase_id, by.label, amount=amount, kind=kind, pending=hold_id(purchase_id)
    )  # fmt: skip


def hold_id(purchase_id: UUID) -> UUID:
    """The id of the hold of a purchase in the ledger."""
    return named_uuid("purchase", str(purchase_id))


def finish(ends: Sequence[Ending], *, by: Actor, at: datetime) -> None:
    """After the holds ended: what is left goes back along the shares, bills that were never paid are closed."""
    back: list[NewTransfer] = []
    owed: list[Share] = []
    for end in ends:
        back += _nothing_paid(end, by=by)
        for share, paid in zip(end.shares, end.paid[1:], strict=True):
            rest = share.amount - paid
            if share.state == ShareState.HELD and rest and share.pledge_id is not None:
                back.append(
                    NewTransfer(
                        named_uuid("pledge-return", str(share.pk)),
                        Flow.PLEDGE_RETURN,
                        end.row.pk,
                        by.label,
                        escrow(end.row.pk, share.position),
                        pledge_fund(share.pledge_id),
                        rest,
                    )
                )
            elif share.state == ShareState.HELD and rest:
                owed.append(share)
            share.settled_amount, share.resolved_at = paid, at
            share.state = ShareState.SETTLED if paid else ShareState.RETURNED
    require(post(back))
    shares = [share for end in ends for share in end.shares]
    Share.objects.bulk_update(shares, ["settled_amount", "resolved_at", "state"], batch_size=500)
    closed = [end.row.pk for end in ends]
    Bill.objects.filter(kind=BillKind.SHARE, subject_id__in=closed, state=BillState.OPEN).update(state=BillState.CLOSED)
    _refund({end.row.pk: end.row for end in ends}, owed, by=by, at=at)
    for end in ends:
        record(
            "funding.shares_ended",
            by=by,
            at=at,
            subjects=[end.row.allotment_id, end.row.pk, *{share.pledge_id for share in end.shares if share.pledge_id}],
            data={
                "settled": sum(end.paid[1:]),
                "returned": sum(s.amount for s in end.shares if s.held_at) - sum(end.paid[1:]),
            },
        )


def _nothing_paid(end: Ending, *, by: Actor) -> list[NewTransfer]:
    """The voids of parts of which a part payment is less than half a sen."""
    if end.kind is Kind.VOID:
        return []
    pairs = zip(end.shares, end.paid[1:], strict=True)
    found = [_resolution(share, None, by=by) for share, paid in pairs if share.state == ShareState.HELD and not paid]
    if end.row.amount and not end.paid[0]:
        found.append(of_balance(end.row.pk, Kind.VOID, None, by=by))
    return found


def _refund(rows: Mapping[UUID, PurchaseHold], owed: Sequence[Share], *, by: Actor, at: datetime) -> None:
    """What participants paid in and nobody got is owed to them: it goes out with the next payout run."""
    if not owed:
        return
    counts = Incentive.objects.filter(
        allotment__in=[rows[share.hold_id].allotment_id for share in owed], purpose=Purpose.REFUND
    )
    numbers: dict[UUID, int] = dict(counts.values_list("allotment_id").annotate(Count("id")))
    made: list[Incentive] = []
    for share in owed:
        who = rows[share.hold_id].allotment_id
        numbers[who] = numbers.get(who, 0) + 1
        made.append(
            Incentive(
                id=named_uuid("refund", str(share.pk)),
                allotment_id=who,
                purpose=Purpose.REFUND,
                number=numbers[who],
                amount=share.amount - share.settled_amount,
                due_on=wib_day(at),
                state=IncentiveState.OWED,
                purchase_id=share.hold_id,
                made_at=at,
            )
        )
    Incentive.objects.bulk_create(made, batch_size=1000)
    for chunk in chunks(made, SUBJECTS):
        record(
            "funding.refund_due",
            by=by,
            at=at,
            subjects=[subject for row in chunk for subject in (row.allotment_id, row.pk)],
            data={"refunds": len(chunk), "amount": sum(row.amount for row in chunk)},
        )
