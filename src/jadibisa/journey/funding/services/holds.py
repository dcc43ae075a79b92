"""The money of purchases: held when somebody buys, settled when the course is verified, voided when it is cancelled."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, Value

from jadibisa.foundation.facts.services import record
from jadibisa.foundation.ledger.services import open_accounts, post
from jadibisa.foundation.ledger.types import Flow, Kind, NewAccount, NewTransfer, Verdict
from jadibisa.foundation.plumbing.chance import named_uuid
from jadibisa.journey.funding.models import Allotment, PurchaseHold
from jadibisa.journey.funding.services.books import balance_of, chunks, partner
from jadibisa.journey.funding.types import AllotmentState, Hold, HoldState
from jadibisa.kernel.actors import Actor
from jadibisa.kernel.refusals import N_, Refusal

SUBJECTS = 500  # two a hold: the participant and the purchase


def hold_id(purchase_id: UUID) -> UUID:
    """The id of the hold of a purchase in the ledger."""
    return named_uuid("purchase", str(purchase_id))


@transaction.atomic
def hold(rows: Sequence[Hold], *, by: Actor, at: datetime) -> list[Refusal | None]:
    """Hold the price of purchases, in the caller's transaction; a verdict for each, in order.

    The rest of the call does not care about one that is refused. The same purchase again changes nothing.
    """
    usable = set(
        Allotment.objects.filter(pk__in={row.application_id for row in rows}, state=AllotmentState.ACTIVE).values_list(
            "pk", flat=True
        )
    )
    asked = [row for row in rows if row.application_id in usable]
    open_accounts(NewAccount(partner(provider)) for provider in sorted({row.provider_id for row in asked}))
    verdicts = post([_pending(row, by) for row in asked])
    new = [row for row, verdict in zip(asked, verdicts, strict=True) if verdict is Verdict.POSTED]
    PurchaseHold.objects.bulk_create(
        [
            PurchaseHold(
                purchase_id=row.purchase_id,
                allotment_id=row.application_id,
                provider_id=row.provider_id,
                amount=row.amount,
                expires_at=row.expires_at,
                held_at=at,
            )
            for row in new
        ],
        batch_size=1000,
    )
    _tell(
        "funding.held",
        [(row.application_id, row.purchase_id) for row in new],
        by=by,
        at=at,
        amount=sum(row.amount for row in new),
    )
    answers = iter(verdicts)
    return [_refusal(next(answers) if row.application_id in usable else None) for row in rows]


def _pending(row: Hold, by: Actor) -> NewTransfer:
    return NewTransfer(
        hold_id(row.purchase_id),
        Flow.PURCHASE,
        row.purchase_id,
        by.label,
        balance_of(row.application_id),
        partner(row.provider_id),
        row.amount,
        kind=Kind.PENDING,
        expires_at=row.expires_at,
    )


def _refusal(verdict: Verdict | None) -> Refusal | None:
    if verdict is None:
        return Refusal(
            "balance_not_usable", N_("Saldo pelatihan Anda belum ada atau sudah dikembalikan ke kas negara.")
        )
    if verdict.stands:
        return None
    if verdict is Verdict.EXCEEDS_BALANCE:
        return Refusal("balance_too_small", N_("Harga kursus ini lebih besar dari sisa saldo Anda. Pilih kursus lain."))
    if verdict is Verdict.MALFORMED:
        return Refusal("price_impossible", N_("Harga kursus ini tidak benar. Laporkan ke bantuan."))
    return Refusal(
        "purchase_repeated", N_("Pembelian itu sudah pernah dicatat dengan isi lain. Muat ulang halaman."), status=409
    )


def settle(
    purchase_ids: Sequence[UUID], *, by: Actor, at: datetime, amounts: Mapping[UUID, int] | None = None
) -> list[Refusal | None]:  # fmt: skip
    """Pay held money to the providers' accounts after verified completion; a verdict for each.

    Args:
        purchase_ids: purchases; those that are settled already stay so.
        by: who acts.
        at: the programme's time.
        amounts: what to pay when it is less than the price; the rest goes back to the balance by itself.
    """
    return _resolve(purchase_ids, Kind.POST, amounts or {}, by=by, at=at)


def void(purchase_ids: Sequence[UUID], *, by: Actor, at: datetime) -> list[Refusal | None]:
    """Give held money back to the balances: cancelled, expired or revoked purchases; a verdict for each."""
    return _resolve(purchase_ids, Kind.VOID, {}, by=by, at=at)


@transaction.atomic
def _resolve(
    purchase_ids: Sequence[UUID], kind: Kind, amounts: Mapping[UUID, int], *, by: Actor, at: datetime
) -> list[Refusal | None]:  # fmt: skip
    target, word, verb = (
        (HoldState.SETTLED, "settle", "funding.settled")
        if kind is Kind.POST
        else (HoldState.VOIDED, "void", "funding.voided")
    )
    rows = {
        row.pk: row
        for row in PurchaseHold.objects.select_for_update(of=("self",)).filter(pk__in=list(purchase_ids)).order_by("pk")
    }
    open_rows = [row for row in rows.values() if row.state == HoldState.HELD]
    transfers = [
        NewTransfer(
            named_uuid(word, str(row.pk)),
            Flow.PURCHASE,
            row.pk,
            by.label,
            amount=amounts.get(row.pk),
            kind=kind,
            pending=hold_id(row.pk),
        )
        for row in open_rows
    ]
    verdicts = dict(zip([row.pk for row in open_rows], post(transfers), strict=True))
    done = [row for row in open_rows if verdicts[row.pk].stands]
    for row in done:
        row.state, row.resolved_at = target, at
        row.settled_amount = amounts.get(row.pk, row.amount) if kind is Kind.POST else 0
    whole = [row.pk for row in done if row.pk not in amounts]
    paid = F("amount") if kind is Kind.POST else Value(0)
    PurchaseHold.objects.filter(pk__in=whole).update(state=target, resolved_at=at, settled_amount=paid)
    in_part = [row for row in done if row.pk in amounts]
    PurchaseHold.objects.bulk_update(in_part, ["state", "resolved_at", "settled_amount"], batch_size=500)
    _tell(
        verb, [(row.allotment_id, row.pk) for row in done], by=by, at=at, amount=sum(row.settled_amount for row in done)
    )
    return [
        _resolution_refusal(rows.get(purchase_id), target, verdicts.get(purchase_id)) for purchase_id in purchase_ids
    ]


def _resolution_refusal(row: PurchaseHold | None, target: HoldState, verdict: Verdict | None) -> Refusal | None:
    if row is None:
        return Refusal("hold_missing", N_("Tidak ada uang yang ditahan untuk pembelian itu."), status=404)
    if verdict is Verdict.TOO_LATE:
        return Refusal(
            "hold_too_late", N_("Batas waktu pembelian itu sudah lewat. Uangnya kembali ke saldo."), status=409
        )
    if verdict is not None and not verdict.stands:
        return Refusal("hold_amount", N_("Jumlah itu lebih besar dari uang yang ditahan."))
    if row.state != target:
        return Refusal("hold_resolved", N_("Uang pembelian itu sudah dibayarkan atau sudah dikembalikan."), status=409)
    return None


def _tell(verb: str, pairs: Iterable[tuple[UUID, UUID]], *, by: Actor, at: datetime, amount: int) -> None:
    for chunk in chunks(list(pairs), SUBJECTS):
        record(
            verb,
            by=by,
            at=at,
            subjects=[subject for pair in chunk for subject in pair],
            data={"purchases": len(chunk), "amount": amount},
        )
