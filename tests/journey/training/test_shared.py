"""Dear courses with several payers: bought, reserved, paid, cancelled, called off, completed; windows and ceilings hold."""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from jadibisa.foundation.facts import services as facts
from jadibisa.foundation.ledger import queries as ledger
from jadibisa.foundation.ledger.types import AccountType
from jadibisa.foundation.plumbing import clock
from jadibisa.journey.funding import queries as funding
from jadibisa.journey.funding import services as money
from jadibisa.journey.funding.models import Incentive, Pledge
from jadibisa.journey.funding.types import BillKind, PledgeState
from jadibisa.journey.training import queries, services
from jadibisa.journey.training.models import LearnerRow, PurchaseRow, Run
from jadibisa.journey.training.types import OPEN_STATES, Purchase, PurchaseState, Rating
from jadibisa.kernel.actors import SYSTEM
from jadibisa.kernel.clock import end_of
from jadibisa.kernel.money import sen
from jadibisa.kernel.refusals import Refusal
from tests.journey.funding import payers
from tests.journey.funding import world as funded
from tests.journey.training import shared, world
from tests.journey.training.shared import EMPLOYER, OWN, PRICE

pytestmark = pytest.mark.django_db


def code(answer: object) -> str:
    return answer.code if isinstance(answer, Refusal) else ""


def state(purchase: Purchase) -> str:
    return PurchaseRow.objects.get(id=purchase.id).state


def reserved() -> tuple[UUID, UUID, Purchase]:
    """A participant whose employer named her, the pledge, and her reserved certificate."""
    (who,) = shared.learners(1)
    (run,) = shared.publish(shared.certificate())
    promise = payers.pledge(payers.payer(), EMPLOYER, EMPLOYER, named=(who,))
    return who, promise, shared.buy(who, run)


def pledged(promise: UUID) -> int:
    return ledger.balances(AccountType.PLEDGE_FUND, [promise])[promise].available


def test_the_story_of_the_certificate_from_pledge_to_settlement() -> None:
    who, promise, purchase = reserved()
    assert (purchase.state, purchase.pay_until) == (PurchaseState.UNPAID, clock.now() + timedelta(hours=24))
    assert payers.parts(purchase.id) == [("", 6_500_000, "waiting"), ("PT Maju Bersama", 15_000_000, "held")]
    assert (
        code(services.redeem([queries.redeem_code(purchase.id)], by=SYSTEM, at=purchase.redeem_from)[0])
        == "code_unpaid"
    )
    payers.books_balance()
    payers.pay(BillKind.SHARE, purchase.id)
    facts.deliver()
    assert state(purchase) == "bought"
    done = world.learn([purchase])
    assert state(purchase) == "completed"
    assert ledger.balances(AccountType.PARTNER_PAYABLE, [purchase.provider_id])[purchase.provider_id].owed == PRICE
    assert (funding.balance(who).spent, pledged(promise)) == (sen(3_500_000), 0)
    services.rate([Rating(purchase.id, 5, "Baik.")], by=SYSTEM, at=done)
    clock.stand_at(done)
    money.prepare_settlements(by=SYSTEM, at=done)
    (run,) = funding.disbursement_runs()
    assert (run.gross, run.commission) == (PRICE, PRICE * 15 // 100)
    assert queries.rows_without_fact() == 0
    payers.books_balance()


def test_the_story_back_everybody_gets_back_what_was_paid() -> None:
    who, promise, purchase = reserved()
    shared.pay(purchase)
    assert purchase.cancel_until == date(2026, 10, 23)
    answer = services.cancel([purchase.id], "berubah", by=SYSTEM, at=clock.now())[0]
    assert code(answer) == ""
    assert state(purchase) == "cancelled"
    assert (funding.balance(who).available, pledged(promise)) == (sen(3_500_000), EMPLOYER)
    assert Incentive.objects.get().amount == OWN
    assert Run.objects.get().taken == 0
    assert code(services.purchase([(who, purchase.run_id)], by=SYSTEM, at=clock.now())[0]) == "same_course_again"
    payers.books_balance()


def test_an_own_part_that_does_not_come_lapses_and_costs_nobody_anything() -> None:
    who, promise, purchase = reserved()
    before = LearnerRow.objects.get()
    assert before.buy_until is None
    assert services.lapse_unpaid(clock.now() + timedelta(hours=23, minutes=59), by=SYSTEM) == []
    clock.stand_at(clock.now() + timedelta(hours=24))
    assert services.lapse_unpaid(clock.now(), by=SYSTEM) == [purchase.id]
    assert services.lapse_unpaid(clock.now(), by=SYSTEM) == []
    after = LearnerRow.objects.get()
    assert (state(purchase), after.purchases, after.buy_until) == ("lapsed", 0, date(2026, 11, 3))
    assert (funding.balance(who).available, pledged(promise), Run.objects.get().taken) == (sen(3_500_000), EMPLOYER, 0)
    again = shared.buy(who, purchase.run_id)
    assert again.id != purchase.id
    payers.books_balance()
    assert queries.rows_without_fact() == 0


def test_money_that_came_in_at_the_last_moment_buys_the_course() -> None:
    _who, _promise, purchase = reserved()
    clock.stand_at(clock.now() + timedelta(hours=23, minutes=59))
    payers.pay(BillKind.SHARE, purchase.id)
    clock.stand_at(clock.now() + timedelta(minutes=1))
    assert services.lapse_unpaid(clock.now(), by=SYSTEM) == []
    assert state(purchase) == "bought"
    assert services.confirm([purchase.id], by=SYSTEM, at=clock.now()) == []


def test_a_reservation_ends_no_later_than_the_last_day_to_buy() -> None:
    (who,) = shared.learners(1)
    (run,) = shared.publish(shared.certificate())
    last = LearnerRow.objects.get().buy_until
    assert last is not None
    clock.stand_at(end_of(date(2026, 11, 2)) - timedelta(hours=12))
    assert shared.buy(who, run).pay_until == end_of(date(2026, 11, 2))  # the run closes a day before it starts
    clock.stand_at(clock.now() + timedelta(days=3))
    services.lapse_unpaid(clock.now(), by=SYSTEM)
    assert services.lapse_missed(end_of(last), by=SYSTEM) == [who]


def test_a_reservation_is_given_up_without_a_window_and_without_a_trace_on_the_course() -> None:
    who, promise, purchase = reserved()
    answer = services.cancel([purchase.id], "", by=SYSTEM, at=clock.now())[0]
    assert code(answer) == ""
    assert (state(purchase), pledged(promise)) == ("lapsed", EMPLOYER)
    shared.buy(who, purchase.run_id)
    payers.books_balance()


def test_who_paid_meanwhile_cancels_a_purchase_not_a_reservation() -> None:
    _who, _promise, purchase = reserved()
    payers.pay(BillKind.SHARE, purchase.id)
    services.cancel([purchase.id], "x", by=SYSTEM, at=clock.now())
    assert state(purchase) == "cancelled"
    payers.books_balance()


def test_one_course_at_a_time_holds_for_a_reservation_too() -> None:
    (who,) = shared.learners(1)
    dear, other = shared.publish(shared.certificate(), shared.certificate("lain"))
    first = shared.buy(who, dear)
    assert shared.buy(who, dear) == first
    assert code(services.purchase([(who, other)], by=SYSTEM, at=clock.now())[0]) == "one_course_at_a_time"


def test_the_ceiling_holds_and_what_the_balance_pays_is_bought_at_once() -> None:
    (who,) = shared.learners(1)
    dear, cheap = shared.publish(shared.certificate(price=PRICE + 100), shared.certificate("murah", price=sen(650_000)))
    assert code(services.purchase([(who, dear)], by=SYSTEM, at=clock.now())[0]) == "price_above_ceiling"
    assert shared.buy(who, cheap).state is PurchaseState.BOUGHT


def test_a_pledge_that_covers_an_exempt_person_leaves_nothing_to_pay(monkeypatch: pytest.MonkeyPatch) -> None:
    (who,) = shared.learners(1)
    (run,) = shared.publish(shared.certificate())
    payers.pledge(payers.payer(), sen(25_000_000), sen(25_000_000))
    monkeypatch.setattr(
        "jadibisa.journey.funding.queries.sharing.groups_of", lambda ids, _on: {one: {"poor"} for one in ids}
    )
    purchase = shared.buy(who, run)
    assert purchase.state is PurchaseState.BOUGHT
    assert payers.parts(purchase.id) == [("PT Maju Bersama", 21_500_000, "held")]


def test_a_run_called_off_gives_everybody_everything_back_also_reservations() -> None:
    one, two = shared.learners(2)
    (run,) = shared.publish(shared.certificate())
    promise = payers.pledge(payers.payer(), sen(10_000_000), sen(20_000_000))
    paid, waits = shared.buy(one, run), shared.buy(two, run)
    shared.pay(paid)
    assert services.withdraw(run, "banjir", by=SYSTEM, at=clock.now()) == 2
    assert {state(paid), state(waits)} == {"withdrawn"}
    assert pledged(promise) == sen(20_000_000)
    assert Incentive.objects.get().allotment_id == one
    payers.books_balance()


def test_a_revoked_member_gets_her_own_money_back_and_the_payer_his() -> None:
    one, two = shared.learners(2)
    (run,) = shared.publish(shared.certificate())
    promise = payers.pledge(payers.payer(), sen(10_000_000), sen(20_000_000))
    paid, waits = shared.buy(one, run), shared.buy(two, run)
    shared.pay(paid)
    services.revoke([one, two], by=SYSTEM, at=clock.now())
    assert {state(paid), state(waits)} == {"expired"}
    assert (pledged(promise), Run.objects.get().taken) == (sen(20_000_000), 0)
    assert Incentive.objects.get().amount == sen(11_500_000)
    payers.books_balance()


def test_a_course_that_is_not_finished_gives_back_too() -> None:
    _who, promise, purchase = reserved()
    shared.pay(purchase)
    clock.stand_at(purchase.redeem_until)
    assert services.expire(clock.now(), by=SYSTEM) == [purchase.id]
    assert (pledged(promise), Incentive.objects.get().amount) == (EMPLOYER, OWN)
    payers.books_balance()


# ---- whatever happens in whatever order -------------------------------------------------------------------

ACTS = ("pledge", "buy", "pay", "cancel", "redeem", "learn", "night", "withdraw", "end", "refund")


def pay_all(purchases: list[Purchase]) -> None:
    """What waits is paid."""
    for one in purchases:
        if one.state is PurchaseState.UNPAID:
            shared.pay(one)


class Play:
    """Two participants, two dear runs, payers; each act may be refused, and the books balance after every one."""

    def __init__(self, people: list[UUID], runs: list[UUID], owner: UUID) -> None:
        self.people, self.runs, self.owner = people, runs, owner

    def act(self, name: str, person: int, run: int) -> None:
        """One act."""
        who, at = self.people[person], clock.now()
        mine = [purchase for purchase in queries.enrolments(who) if purchase.is_open]
        acts: dict[str, Callable[[], object]] = {
            "pledge": lambda: payers.pledge(
                self.owner, sen(4_000_000 + run), sen(9_000_001), named=(who,) if run else ()
            ),
            "buy": lambda: services.purchase([(one, self.runs[run]) for one in self.people], by=SYSTEM, at=at),
            "pay": lambda: pay_all(mine),
            "cancel": lambda: services.cancel([one.id for one in mine], "x", by=SYSTEM, at=at),
            "redeem": lambda: services.redeem([queries.redeem_code(one.id) for one in mine], by=SYSTEM, at=at),
            "learn": self.settle_part,
            "night": shared.night,
            "withdraw": lambda: services.withdraw(self.runs[run], "x", by=SYSTEM, at=at),
            "end": self.end,
            "refund": lambda: money.pay_due(at, through=funded.ObedientBank()),
        }
        acts[name]()

    def settle_part(self) -> None:
        """Verified, and paid in part: an odd sum, so that the sen must be split."""
        rows = PurchaseRow.objects.filter(state="redeemed")[:1]
        for row in rows:
            if money.settle([row.id], by=SYSTEM, at=clock.now(), amounts={row.id: row.price // 3}) == [None]:
                PurchaseRow.objects.filter(id=row.id).update(state="rated", completed_at=clock.now(), score=80)

    def end(self) -> None:
        """The payer ends the oldest pledge that can still pay."""
        for row in Pledge.objects.filter(state=PledgeState.ACTIVE).order_by("made_at")[:1]:
            money.end_pledge(row.pk, by=SYSTEM, at=clock.now())

    def check(self) -> None:
        """What must be so at any time."""
        assert funding.check().breaks == []
        for row in LearnerRow.objects.all():
            open_now = PurchaseRow.objects.filter(learner=row, state__in=OPEN_STATES).count()
            assert open_now <= 1
            assert (row.buy_until is None) >= bool(open_now)
        seats = PurchaseRow.objects.filter(state__in=["unpaid", "bought", "redeemed", "rated"]).count()
        assert sum(Run.objects.values_list("taken", flat=True)) >= seats
        if not PurchaseRow.objects.filter(state="unpaid").exists():
            assert not funding.unpaid(PurchaseRow.objects.values_list("id", flat=True))


def test_money_stays_whole_over_the_whole_life() -> None:
    people = shared.learners(2)
    for number, who in enumerate(people):
        funded.link(who, f"123000{number:04d}")
    starts = shared.BEGUN.date() + timedelta(days=4)
    runs = shared.publish(
        shared.certificate("a", price=sen(9_999_999), starts=starts, seats=2),
        shared.certificate("b", price=sen(12_345_678), starts=starts + timedelta(days=3), seats=2),
    )
    owner = payers.payer()

    @given(st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 1), st.integers(0, 1)), min_size=6, max_size=18))
    @settings(max_examples=8, deadline=None)
    def play(acts: list[tuple[str, int, int]]) -> None:
        before, began = transaction.savepoint(), clock.now()
        game = Play(people, runs, owner)
        for name, person, run in [("pledge", 0, 0), ("buy", 0, 0), *acts]:
            game.act(name, person, run)
            game.check()
        assert funding.rows_without_fact() == queries.rows_without_fact() == 0
        transaction.savepoint_rollback(before)
        clock.stand_at(began)

    play()
