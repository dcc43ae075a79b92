"""Commands of purchase: buy inside the balance, cancel in time."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F

from jadibisa.foundation.facts.services import record
from jadibisa.foundation.plumbing.chance import uuid7
from jadibisa.journey.funding import services as funding
from jadibisa.journey.funding.types import Hold
from jadibisa.journey.registration import queries as registration
from jadibisa.journey.training.models import LearnerRow, PurchaseRow, Run
from jadibisa.journey.training.queries import learning
from jadibisa.journey.training.rules.days import days_of
from jadibisa.journey.training.rules.purchase import cancel_refusal, purchase_refusal
from jadibisa.journey.training.rules.terms import Terms
from jadibisa.journey.training.services.learners import PEOPLE_A_FACT, void_all
from jadibisa.journey.training.services.publishing import chunks
from jadibisa.journey.training.types import MOST_EXTRA_DAYS, Days, Offer, Purchase, PurchaseState
from jadibisa.kernel.actors import Actor, Role
from jadibisa.kernel.clock import end_of, last_day, wib_day
from jadibisa.kernel.refusals import N_, Refusal

LOCK_WAIT = "10s"


@dataclass(slots=True)
class _Draft:
    """A purchase that the rules allow and the balance has not answered yet."""

    place: int
    id: UUID
    application_id: UUID
    offer: Offer
    days: Days
    terms: Terms


@transaction.atomic
def purchase(rows: Sequence[tuple[UUID, UUID]], *, by: Actor, at: datetime) -> list[Purchase | Refusal]:
    """Buy runs: seat, hold on the balance, code and fact in one transaction, with a verdict for each row.

    The locks come in one order everywhere: learners, runs, purchases, accounts, each by id. The same participant asking
    for the same run again gets the purchase that is there.

    Args:
        rows: (application id, run id), decided in this order.
        by: who acts.
        at: the programme's time.

    Returns:
        For each row the purchase or why not.
    """
    _lock_in_time()
    applications = {application_id for application_id, _run_id in rows}
    locked = LearnerRow.objects.select_for_update().filter(application_id__in=applications).order_by("application_id")
    learners = {row.application_id: learning.learner_of(row) for row in locked}
    terms = learning.terms_of_all(learners.values())
    schooling = {who: view.schooling for who, view in registration.applications(applications).items()}
    offers = learning.offers((run for _who, run in rows), lock=True)
    open_now = learning.open_purchases(applications)
    earlier = learning.bought_courses(applications)
    verdicts: list[Purchase | Refusal | None] = [None] * len(rows)
    drafts: dict[UUID, _Draft] = {}
    taken: Counter[UUID] = Counter()
    for place, (who, run) in enumerate(rows):
        mine, offer = open_now.get(who), offers.get(run)
        if mine is not None and mine.run_id == run:
            verdicts[place] = mine
            continue
        offer = offer and _with_taken(offer, taken[run])
        refusal = purchase_refusal(
            learners.get(who),
            offer,
            earlier=earlier.get(who, ()),
            busy=mine is not None or who in drafts,
            terms=terms.get(who),
            schooling=schooling.get(who, ""),
            at=at,
        )
        if refusal is not None or offer is None:
            verdicts[place] = refusal
            continue
        taken[run] += 1
        drafts[who] = _Draft(place, uuid7(), who, offer, days_of(offer, at, terms[who]), terms[who])
    for place, verdict in _pay(list(drafts.values()), by=by, at=at).items():
        verdicts[place] = verdict
    return [verdict for verdict in verdicts if verdict is not None]


def _lock_in_time() -> None:
    """Never wait longer than this for a lock: a queue at a counter, not a standstill."""
    with connection.cursor() as cursor:
        cursor.execute("select set_config('lock_timeout', %s, true)", [LOCK_WAIT])


def _with_taken(offer: Offer, more: int) -> Offer:
    values = {name: getattr(offer, name) for name in Offer.__slots__}
    return Offer(**(values | {"taken": offer.taken + more}))


def _pay(drafts: Sequence[_Draft], *, by: Actor, at: datetime) -> dict[int, Purchase | Refusal]:
    """Hold the prices; write what the balances allow."""
    if not drafts:
        return {}
    holds = [
        Hold(
            purchase_id=draft.id,
            application_id=draft.application_id,
            provider_id=draft.offer.provider_id,
            amount=draft.offer.price,
            expires_at=end_of(draft.days.finish_until + timedelta(days=draft.terms.certificate_days + MOST_EXTRA_DAYS)),
        )
        for draft in drafts
    ]
    answers = funding.hold(holds, by=by, at=at)
    refused = {draft.place: answer for draft, answer in zip(drafts, answers, strict=True) if answer is not None}
    paid = [draft for draft in drafts if draft.place not in refused]
    _write(paid, by=by, at=at)
    return refused | {draft.place: _purchase(draft, at) for draft in paid}


def _write(drafts: Sequence[_Draft], *, by: Actor, at: datetime) -> None:
    PurchaseRow.objects.bulk_create(
        [
            PurchaseRow(
                id=draft.id, learner_id=draft.application_id, run_id=draft.offer.run_id, course_id=draft.offer.course_id,
                price=draft.offer.price, code_hash=learning.code_hash(learning.redeem_code(draft.id)), bought_at=at,
                cancel_until=draft.days.cancel_until, redeem_from=draft.days.redeem_from,
                redeem_until=draft.days.redeem_until, finish_until=draft.days.finish_until,
            )
            for draft in drafts
        ],
        batch_size=1000,
    )  # fmt: skip
    _take_seats(Counter(draft.offer.run_id for draft in drafts))
    buyers = [draft.application_id for draft in drafts]
    LearnerRow.objects.filter(application_id__in=buyers).update(purchases=F("purchases") + 1, buy_until=None)
    for part in chunks(drafts, PEOPLE_A_FACT):
        record(
            "training.purchased",
            by=by,
            at=at,
            subjects=[draft.application_id for draft in part] + [draft.id for draft in part],
            data={"purchases": [str(draft.id) for draft in part]},
        )


def _take_seats(seats: Counter[UUID]) -> None:
    """Count seats of locked runs; one statement for all of them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "update training_run r set taken = r.taken + n.seats from unnest(%s::uuid[], %s::int[]) as n(id, seats)"
            " where r.id = n.id",
            [list(seats), list(seats.values())],
        )


def _purchase(draft: _Draft, at: datetime) -> Purchase:
    offer, days = draft.offer, draft.days
    return Purchase(
        draft.id, draft.application_id, offer.run_id, offer.course_id, offer.provider_id, offer.title, offer.mode,
        offer.hours, offer.price, PurchaseState.BOUGHT, at, days.cancel_until, days.redeem_from, days.redeem_until,
        days.finish_until,
    )  # fmt: skip


@transaction.atomic
def cancel(purchase_ids: Sequence[UUID], why: str, *, by: Actor, at: datetime) -> list[Purchase | Refusal]:
    """Cancel purchases in time (R-42): the balance comes back at once, the seat is free, the history stays.

    Args:
        purchase_ids: which; unknown ids are refused.
        why: the reason asked for (R-51).
        by: who acts.
        at: the programme's time.

    Returns:
        For each id the cancelled purchase or why not.
    """
    _lock_in_time()
    owners = PurchaseRow.objects.filter(id__in=purchase_ids).values_list("learner_id", flat=True)
    learners = {
        row.application_id: row
        for row in LearnerRow.objects.select_for_update()
        .filter(application_id__in=list(owners))
        .order_by("application_id")
    }
    run_ids = PurchaseRow.objects.filter(id__in=purchase_ids).values_list("run_id", flat=True)
    learning.offers(list(run_ids), lock=True)
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
    _undo(done, learners, why, by=by, at=at)
    return verdicts


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
    _lock_in_time()
    running = PurchaseRow.objects.filter(run_id=run_id, state__in=[PurchaseState.BOUGHT, PurchaseState.REDEEMED])
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
    for bought in done:
        owner = learners[bought.application_id]
        owner.purchases -= 1
        owner.buy_until = _buy_until_again(owner, wib_day(at))
    LearnerRow.objects.bulk_update([learners[bought.application_id] for bought in done], ["purchases", "buy_until"])
    _take_seats(Counter({run: -seats for run, seats in Counter(bought.run_id for bought in done).items()}))
    void_all(ids, by=by, at=at)
    for part in chunks(done, PEOPLE_A_FACT):
        record(
            "training.cancelled",
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
