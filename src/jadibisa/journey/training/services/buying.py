"""The command of purchase: buy from the balance, and with what others pay where the policy shares prices."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F

from jadibisa.foundation.facts.services import record
from jadibisa.foundation.plumbing.chance import uuid7
from jadibisa.journey.funding import queries as money
from jadibisa.journey.funding import services as funding
from jadibisa.journey.funding.types import Hold, Sharing
from jadibisa.journey.registration import queries as registration
from jadibisa.journey.training.models import LearnerRow, PurchaseRow
from jadibisa.journey.training.queries import learning
from jadibisa.journey.training.rules.days import days_of, pay_until
from jadibisa.journey.training.rules.purchase import purchase_refusal
from jadibisa.journey.training.rules.terms import Terms
from jadibisa.journey.training.services.learners import PEOPLE_A_FACT
from jadibisa.journey.training.services.publishing import chunks
from jadibisa.journey.training.types import MOST_EXTRA_DAYS, Days, Learner, Offer, Purchase, PurchaseState
from jadibisa.kernel.actors import Actor
from jadibisa.kernel.clock import end_of
from jadibisa.kernel.refusals import Refusal

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
    buy_until: date | None
    pay_until: datetime
    waits: bool = False


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
    lock_in_time()
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
        drafts[who] = _draft(place, learners[who], offer, terms[who], at)
    for place, verdict in _pay(list(drafts.values()), by=by, at=at).items():
        verdicts[place] = verdict
    return [verdict for verdict in verdicts if verdict is not None]


def _draft(place: int, learner: Learner, offer: Offer, terms: Terms, at: datetime) -> _Draft:
    last = learner.buy_until
    until = pay_until(offer, at, last, terms)
    return _Draft(place, uuid7(), learner.application_id, offer, days_of(offer, at, terms), terms, last, until)


def lock_in_time() -> None:
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
            sharing=Sharing(draft.offer.course_id, draft.offer.skills, draft.pay_until) if draft.terms.shares else None,
        )
        for draft in drafts
    ]
    answers = funding.hold(holds, by=by, at=at)
    refused = {draft.place: answer for draft, answer in zip(drafts, answers, strict=True) if answer is not None}
    paid = [draft for draft in drafts if draft.place not in refused]
    if any(draft.terms.shares for draft in paid):
        waiting = money.unpaid([draft.id for draft in paid])
        for draft in paid:
            draft.waits = draft.id in waiting
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
                state=PurchaseState.UNPAID if draft.waits else PurchaseState.BOUGHT,
                pay_until=draft.pay_until if draft.waits else None,
                buy_until_before=draft.buy_until if draft.waits else None,
            )
            for draft in drafts
        ],
        batch_size=1000,
    )  # fmt: skip
    take_seats(Counter(draft.offer.run_id for draft in drafts))
    buyers = [draft.application_id for draft in drafts]
    LearnerRow.objects.filter(application_id__in=buyers).update(purchases=F("purchases") + 1, buy_until=None)
    for verb, waits in (("training.purchased", False), ("training.reserved", True)):
        for part in chunks([draft for draft in drafts if draft.waits is waits], PEOPLE_A_FACT):
            record(
                verb,
                by=by,
                at=at,
                subjects=[draft.application_id for draft in part] + [draft.id for draft in part],
                data={"purchases": [str(draft.id) for draft in part]},
            )


def take_seats(seats: Counter[UUID]) -> None:
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
        offer.hours, offer.price, PurchaseState.UNPAID if draft.waits else PurchaseState.BOUGHT, at, days.cancel_until,
        days.redeem_from, days.redeem_until, days.finish_until, pay_until=draft.pay_until if draft.waits else None,
    )  # fmt: skip
