"""The money of purchases: held when somebody buys, settled when the course is verified, voided when it is cancelled."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, Value

from jadibisa.foundation.facts.services import record
from jadibisa.foundation.ledger.services import open_accounts, post
from jadibisa.foundation.ledger.types import Flow, Kind, NewAccount, NewTransfer, Verdict
from jadibisa.journey.funding.models import Allotment, PurchaseHold, Share
from jadibisa.journey.funding.services import sharing
from jadibisa.journey.funding.services.books import BrokenBooksError, balance_of, chunks, partner
from jadibisa.journey.funding.types import AllotmentState, Hold, HoldState, ShareState
from jadibisa.kernel.actors import Actor
from jadibisa.kernel.refusals import N_, Refusal

SUBJECTS = 500  # two a hold: the participant and the purchase


@transaction.atomic
def hold(rows: Sequence[Hold], *, by: Actor, at: datetime) -> list[Refusal | None]:
    """Hold the price of purchases, in the caller's transaction; a verdict for each, in order.

    The rest of the call does not care about one that is refused. The same purchase again changes nothing. A price that
    the balance does not pay alone is shared where the policy says so: pledges are held with it, the own part is billed.
    """
    usable = set(
        Allotment.objects.filter(pk__in={row.application_id for row in rows}, state=AllotmentState.ACTIVE).values_list(
            "pk", flat=True
        )
    )
    asked = [row for row in rows if row.application_id in usable]
    open_accounts(NewAccount(partner(provider)) for provider in sorted({row.provider_id for row in asked}))
    plan = sharing.plan(asked, at=at)
    parts = {
        row.purchase_id: sharing.shares_of(row, plan.quotes[row.purchase_id], at=at)
        for row in asked
        if row.purchase_id in plan.quotes
    }
    verdicts = _post(asked, plan, parts, by=by)
    new = [row for row, verdict in zip(asked, verdicts, strict=True) if verdict is Verdict.POSTED]
    PurchaseHold.objects.bulk_create(
        [
            PurchaseHold(
                purchase_id=row.purchase_id,
                allotment_id=row.application_id,
                provider_id=row.provider_id,
                amount=_of_balance(row, plan),
                shared=row.amount - _of_balance(row, plan),
                expires_at=row.expires_at,
                held_at=at,
            )
            for row in new
        ],
        batch_size=1000,
    )
    if parts:
        shares = [share for row in new for share in parts.get(row.purchase_id, ())]
        sharing.write({row.purchase_id: row for row in new}, shares, by=by, at=at)
    _tell(
        "funding.held",
        [(row.application_id, row.purchase_id) for row in new],
        by=by,
        at=at,
        amount=sum(_of_balance(row, plan) for row in new),
    )
    answers = iter(verdicts)
    return [_refusal(next(answers) if row.application_id in usable else None) for row in rows]


def _of_balance(row: Hold, plan: sharing.Plan) -> int:
    """What the balance pays of a price."""
    told = plan.quotes.get(row.purchase_id)
    return told.state if told else row.amount


def _post(
    rows: Sequence[Hold], plan: sharing.Plan, parts: Mapping[UUID, Sequence[Share]], *, by: Actor
) -> list[Verdict]:  # fmt: skip
    """Book all holds of a call at once, with a verdict for each; what was planned under its locks must stand whole.

    Raises:
        BrokenBooksError: when the ledger allows a part of a shared purchase and refuses another.
    """
    verdicts: list[Verdict | None] = [None] * len(rows)
    groups: list[tuple[int, list[NewTransfer]]] = []
    begun: dict[UUID, Hold] = {}
    for place, row in enumerate(rows):
        if row.purchase_id in plan.known:
            verdicts[place] = plan.known[row.purchase_id]
        elif row.purchase_id not in parts:
            groups.append((place, [_pending(row, row.amount, by)]))
        elif row.purchase_id in begun:  # twice in one call
            verdicts[place] = Verdict.ALREADY if row == begun[row.purchase_id] else Verdict.ID_DIFFERS
        else:
            begun[row.purchase_id] = row
            told = plan.quotes[row.purchase_id]
            mine = [_pending(row, told.state, by)] if told.state else []
            mine += sharing.held(row, parts[row.purchase_id], plan.batches[row.purchase_id], by=by)
            groups.append((place, mine))
    answers = iter(post([transfer for _place, mine in groups for transfer in mine]))
    for place, mine in groups:
        told_all = [next(answers) for _transfer in mine]
        if rows[place].purchase_id in begun and any(verdict is not Verdict.POSTED for verdict in told_all):
            message = f"a shared purchase was planned and the ledger says {sorted(set(told_all))}"
            raise BrokenBooksError(message)
        verdicts[place] = told_all[0] if told_all else Verdict.POSTED
    return [verdict or Verdict.POSTED for verdict in verdicts]


def _pending(row: Hold, amount: int, by: Actor) -> NewTransfer:
    return NewTransfer(
        sharing.hold_id(row.purchase_id),
        Flow.PURCHASE,
        row.purchase_id,
        by.label,
        balance_of(row.application_id),
        partner(row.provider_id),
        amount,
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
        amounts: what to pay when it is less than the price; the rest goes back by itself, along the shares.
    """
    return _resolve(purchase_ids, Kind.POST, amounts or {}, by=by, at=at)


def void(purchase_ids: Sequence[UUID], *, by: Actor, at: datetime) -> list[Refusal | None]:
    """Give held money back to the balances: cancelled, expired or revoked purchases; a verdict for each."""
    return _resolve(purchase_ids, Kind.VOID, {}, by=by, at=at)


@transaction.atomic
def _resolve(
    purchase_ids: Sequence[UUID], kind: Kind, amounts: Mapping[UUID, int], *, by: Actor, at: datetime
) -> list[Refusal | None]:  # fmt: skip
    target, verb = (HoldState.SETTLED, "funding.settled") if kind is Kind.POST else (HoldState.VOIDED, "funding.voided")
    rows = {
        row.pk: row
        for row in PurchaseHold.objects.select_for_update(of=("self",)).filter(pk__in=list(purchase_ids)).order_by("pk")
    }
    open_rows = [row for row in rows.values() if row.state == HoldState.HELD]
    shares = sharing.lock_shares(open_rows)
    ends = {
        row.pk: sharing.ending(row, shares[row.pk], kind, amounts.get(row.pk))
        for row in open_rows
        if _ends(row, shares, kind, amounts)
    }
    verdicts = _post_ends([row for row in open_rows if row.pk in ends or not row.shared], kind, amounts, ends, by=by)
    done = [row for row in open_rows if row.pk in verdicts and verdicts[row.pk].stands]
    for row in done:
        row.state, row.resolved_at = target, at
        row.settled_amount = amounts.get(row.pk, row.amount) if kind is Kind.POST else 0
        if row.pk in ends:
            row.settled_amount, row.settled_shared = ends[row.pk].paid[0], sum(ends[row.pk].paid[1:])
    special = {*amounts, *ends}
    whole = [row.pk for row in done if row.pk not in special]
    paid = F("amount") if kind is Kind.POST else Value(0)
    PurchaseHold.objects.filter(pk__in=whole).update(state=target, resolved_at=at, settled_amount=paid)
    in_part = [row for row in done if row.pk in special]
    PurchaseHold.objects.bulk_update(
        in_part, ["state", "resolved_at", "settled_amount", "settled_shared"], batch_size=500
    )
    sharing.finish([ends[row.pk] for row in done if row.pk in ends], by=by, at=at)
    _tell(
        verb, [(row.allotment_id, row.pk) for row in done], by=by, at=at, amount=sum(row.settled_amount for row in done)
    )
    return [
        _resolution_refusal(rows.get(purchase_id), target, verdicts.get(purchase_id)) for purchase_id in purchase_ids
    ]


def _ends(row: PurchaseHold, shares: Mapping[UUID, Sequence[Share]], kind: Kind, amounts: Mapping[UUID, int]) -> bool:
    """Whether a shared purchase can end so: nobody is paid before every part came in, nor more than the price."""
    if row.pk not in shares:
        return False
    if kind is Kind.VOID:
        return True
    waits = any(share.state == ShareState.WAITING for share in shares[row.pk])
    return not waits and 0 < amounts.get(row.pk, 1) <= row.amount + row.shared


def _post_ends(
    rows: Sequence[PurchaseHold],
    kind: Kind,
    amounts: Mapping[UUID, int],
    ends: Mapping[UUID, sharing.Ending],
    *,
    by: Actor,
) -> dict[UUID, Verdict]:
    """Resolve the holds of purchases; one verdict for each, all parts together."""
    groups: list[tuple[UUID, list[NewTransfer]]] = []
    for row in rows:
        end = ends.get(row.pk)
        alone = [sharing.of_balance(row.pk, kind, amounts.get(row.pk), by=by)]
        groups.append((row.pk, alone if end is None else sharing.resolutions(end, by=by)))
    answers = iter(post([transfer for _purchase, mine in groups for transfer in mine]))
    found: dict[UUID, Verdict] = {}
    for purchase_id, mine in groups:
        verdicts = [next(answers) for _transfer in mine]
        if len({verdict.stands for verdict in verdicts}) > 1:
            message = f"parts of one purchase end differently: {sorted(verdicts)}"
            raise BrokenBooksError(message)
        found[purchase_id] = verdicts[0] if verdicts else Verdict.POSTED
    return found


def _resolution_refusal(row: PurchaseHold | None, target: HoldState, verdict: Verdict | None) -> Refusal | None:
    if row is None:
        return Refusal("hold_missing", N_("Tidak ada uang yang ditahan untuk pembelian itu."), status=404)
    if verdict is Verdict.TOO_LATE:
        return Refusal(
            "hold_too_late", N_("Batas waktu pembelian itu sudah lewat. Uangnya kembali ke saldo."), status=409
        )
    if verdict is not None and not verdict.stands:
        return Refusal("hold_amount", N_("Jumlah itu lebih besar dari uang yang ditahan."))
    if row.state == HoldState.HELD:
        return Refusal(
            "hold_incomplete", N_("Bagian peserta belum masuk, atau jumlah itu lebih besar dari harga."), status=409
        )
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
