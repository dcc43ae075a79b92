"""Commands that undo a purchase or make a reserved one stand: cancel, call off, an own part that came in or did not."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from jadibisa.foundation.facts.services import record
from jadibisa.journey.funding import queries as money
from jadibisa.journey.training.models import LearnerRow, PurchaseRow, Run
from jadibisa.journey.training.queries import learning
from jadibisa.journey.training.rules.purchase import cancel_refusal
from jadibisa.journey.training.services.buying import lock_in_time, take_seats
from jadibisa.journey.training.services.learners import PEOPLE_A_FACT, RUNNING, void_all
from jadibisa.journey.training.services.publishing import chunks
from jadibisa.journey.training.types import Purchase, PurchaseState
from jadibisa.kernel.actors import Actor, Role
from jadibisa.kernel.clock import last_day, wib_day
from jadibisa.kernel.refusals import N_, Refusal


@transaction.atomic
def cancel(purchase_ids: Sequence[UUID], why: str, *, by: Actor, at: datetime) -> list[Purchase | Refusal]:
    """Cancel purchases in time (R-42): each payer's money comes back at once, the seat is free, the history stays.

    One that waits for an own part ends as if it had never been bought; one whose part came in meanwhile is a purchase.

    Args:
        purchase_ids: which; unknown ids are refused.
        why: the reason asked for (R-51).
        by: who acts.
        at: the programme's time.

    Returns:
        For each id the cancelled purchase or why not.
    """
    lock_in_time()
    owners = PurchaseRow.objects.filter(id__in=purchase_ids).values_list("learner_id", flat=True)
    learners = {
        row.application_id: row
        for row in LearnerRow.objects.select_for_update()
        .filter(application_id__in=list(owners))
        .order_by("application_id")
    }
    run_ids = PurchaseRow.objects.filter(id__in=purchase_ids).values_list("run_id", flat=True)
    learning.offers(list(run_ids), lock=True)
    confirm(purchase_ids, by=by, at=at)
    locked = PurchaseRow.objects.select_for_update(of=("self",)).select_related("course").filter(id__in=purchase_ids)
    found = {row.id: learning.purchase_of(row) for row in locked.order_by("id")}
    verdicts: list[Purchase | Refusal] = []
    done: list[Purchase] = []
    for purchase_id in purchase_ids:
        bought = found.get(purchase_id)
        refusal = _unknown() if bought is None else cancel_refusal(bought, at)
        if refusal is not None or bought is None:
            verdicts.append(refusal or _unknown())
            continue
        done.append(bought)
        verdicts.append(bought)
    waited = [bought for bought in done if bought.state is PurchaseState.UNPAID]
    _undo([bought for bought in done if bought not in waited], learners, why, by=by, at=at)
    _undo(waited, learners, why, by=by, at=at, state=PurchaseState.LAPSED)
    return verdicts


@transaction.atomic
def confirm(purchase_ids: Iterable[UUID], *, by: Actor, at: datetime) -> list[UUID]:
    """Purchases whose own part came in are bought now; tells which were waiting and are no longer."""
    rows = PurchaseRow.objects.select_for_update(of=("self",)).filter(
        id__in=list(purchase_ids), state=PurchaseState.UNPAID
    )
    waiting = dict(rows.order_by("id").values_list("id", "learner_id"))
    unpaid = money.unpaid(waiting)
    done = [purchase_id for purchase_id in waiting if purchase_id not in unpaid]
    PurchaseRow.objects.filter(id__in=done).update(state=PurchaseState.BOUGHT)
    for part in chunks(done, PEOPLE_A_FACT):
        record(
            "training.purchased",
            by=by,
            at=at,
            subjects=[waiting[one] for one in part] + list(part),
            data={"purchases": [str(one) for one in part]},
        )
    return done


@transaction.atomic
def lapse_unpaid(at: datetime, *, by: Actor) -> list[UUID]:
    """End purchases whose own part did not come in time: seats are free, and everybody's money goes back.

    Returns:
        The purchases that ended.
    """
    late = PurchaseRow.objects.filter(state=PurchaseState.UNPAID, pay_until__lte=at)
    ids = list(late.values_list("id", flat=True))
    if not ids:
        return []
    lock_in_time()
    owners = PurchaseRow.objects.filter(id__in=ids).values_list("learner_id", flat=True)
    rows = LearnerRow.objects.select_for_update().filter(application_id__in=list(owners)).order_by("application_id")
    learners = {row.application_id: row for row in rows}
    run_ids = PurchaseRow.objects.filter(id__in=ids).values_list("run_id", flat=True)
    learning.offers(list(run_ids), lock=True)
    confirm(ids, by=by, at=at)
    still = PurchaseRow.objects.select_for_update(of=("self",)).select_related("course")
    done = [learning.purchase_of(row) for row in still.filter(id__in=ids, state=PurchaseState.UNPAID).order_by("id")]
    _undo(done, learners, "", by=by, at=at, state=PurchaseState.LAPSED)
    return [bought.id for bought in done]


@transaction.atomic
def withdraw(run_id: UUID, why: str, *, by: Actor, at: datetime) -> int:
    """Call a run off, as its provider or the programme (R-51): every open purchase of it is undone, also a started one.

    The balances come back at once, the days to buy begin again, and the same course may be bought again.

    Args:
        run_id: which run.
        why: the reason; the participants can see it.
        by: the provider of the run, or the programme.
        at: the programme's time.

    Returns:
        How many purchases were undone.

    Raises:
        Refusal: `run_unknown`, also for a run of another provider; `reason_missing`.
    """
    if not why.strip():
        raise Refusal("reason_missing", N_("Tulis alasannya. Peserta bisa melihatnya."), field="why")
    lock_in_time()
    running = PurchaseRow.objects.filter(run_id=run_id, state__in=RUNNING)
    owners = list(running.values_list("learner_id", flat=True))
    locked = LearnerRow.objects.select_for_update().filter(application_id__in=owners).order_by("application_id")
    learners = {row.application_id: row for row in locked}
    offer = learning.offers([run_id], lock=True).get(run_id)
    if offer is None or (by.role is Role.PROVIDER and offer.provider_id != by.organisation_id):
        raise Refusal("run_unknown", N_("Kelas ini tidak ada lagi. Pilih kelas lain."), status=404)
    rows = running.filter(learner_id__in=owners).select_for_update(of=("self",)).select_related("course").order_by("id")
    done = [learning.purchase_of(row) for row in rows]
    _undo(done, learners, why.strip(), by=by, at=at, state=PurchaseState.WITHDRAWN)
    Run.objects.filter(id=run_id).update(buy_until=min(offer.starts_on, wib_day(at)) - timedelta(days=1))
    record("training.run_withdrawn", by=by, at=at, subjects=[run_id, offer.course_id], why=why.strip())
    return len(done)


def _undo(
    done: Sequence[Purchase],
    learners: dict[UUID, LearnerRow],
    why: str,
    *,
    by: Actor,
    at: datetime,
    state: PurchaseState = PurchaseState.CANCELLED,
) -> None:
    if not done:
        return
    ids = [bought.id for bought in done]
    PurchaseRow.objects.filter(id__in=ids).update(state=state, ended_at=at)
    before = dict(PurchaseRow.objects.filter(id__in=ids).values_list("id", "buy_until_before"))
    for bought in done:
        owner = learners[bought.application_id]
        owner.purchases -= 1
        kept = before[bought.id] if state is PurchaseState.LAPSED else None
        owner.buy_until = kept or _buy_until_again(owner, wib_day(at))
    LearnerRow.objects.bulk_update([learners[bought.application_id] for bought in done], ["purchases", "buy_until"])
    take_seats(Counter({run: -seats for run, seats in Counter(bought.run_id for bought in done).items()}))
    void_all(ids, by=by, at=at)
    for part in chunks(done, PEOPLE_A_FACT):
        record(
            "training.payment_lapsed" if state is PurchaseState.LAPSED else "training.cancelled",
            by=by,
            at=at,
            subjects=[bought.application_id for bought in part] + [bought.id for bought in part],
            why=why,
            data={"purchases": [str(bought.id) for bought in part]},
        )


def _buy_until_again(owner: LearnerRow, today: date) -> date:
    """Who cancels gets the days of a next purchase, and never fewer than there were."""
    terms = learning.terms(owner)
    first = last_day(owner.started_on, terms.first_purchase_days) + timedelta(days=owner.extra_days)
    return max(last_day(today, terms.next_purchase_days), first)


def _unknown() -> Refusal:
    return Refusal("purchase_unknown", N_("Pembelian ini tidak ada."), status=404)
