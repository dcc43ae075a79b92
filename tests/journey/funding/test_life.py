"""The life of money from the budget to the treasury, with the invariants after each act."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest

from jadibisa.foundation.facts import queries as facts
from jadibisa.foundation.facts.services import record
from jadibisa.foundation.facts.types import Fact
from jadibisa.foundation.ledger.types import Verdict
from jadibisa.foundation.plumbing import clock
from jadibisa.foundation.plumbing.chance import uuid7
from jadibisa.journey.funding import queries, services, tasks
from jadibisa.journey.funding.models import Allotment
from jadibisa.journey.funding.services import runs
from jadibisa.journey.funding.types import Balance, Hold, IncentiveState, PayoutState
from jadibisa.journey.registration.types import batch_subject
from jadibisa.kernel.actors import SYSTEM
from jadibisa.kernel.journey import StepState
from jadibisa.kernel.money import sen
from tests.journey.funding import world

pytestmark = pytest.mark.django_db
BALANCE = sen(3_500_000)


@pytest.fixture(autouse=True)
def _the_books_hold() -> Iterator[None]:
    """After every test of this file each invariant holds and each row has its fact."""
    yield
    assert queries.check().breaks == []
    assert queries.rows_without_fact() == 0


def test_a_batch_gets_its_budget_once() -> None:
    """Seats times what one person may cost."""
    world.applicants(3, seats=10)
    expected = 10 * sen(3_500_000 + 600_000 + 2 * 50_000)
    for _again in range(2):
        assert services.fund_batch(63, by=SYSTEM, at=world.ALLOTTED["2024"]) == expected
    assert queries.totals(63).funded == expected


def test_winners_get_a_balance_once() -> None:
    """A second run gives nobody anything; a later winner gets hers."""
    ids = world.applicants(4)
    assert world.allot(ids[:3]) == 3
    assert world.allot(ids[:3]) == 0
    assert world.allot(ids) == 1
    assert [queries.balance(one) for one in ids] == [Balance(allotted=BALANCE, available=BALANCE)] * 4
    fact = facts.about(ids[0])[0]
    assert (fact.verb, fact.data["people"]) == ("funding.allotted", 3)


def test_a_replacement_is_paid_by_the_treasury_anew() -> None:
    """Ayu missed her first purchase: her balance goes back, her seat's successor gets a whole one, nobody's incentive shrinks."""
    ids = world.applicants(2, seats=1)
    world.allot(ids[:1])
    assert services.return_unspent(ids[:1], by=SYSTEM, at=clock.now(), why="missed") == BALANCE
    world.allot(ids[1:])
    totals = queries.totals(63)
    assert (totals.allotted, totals.returned, totals.available) == (2 * BALANCE, BALANCE, BALANCE)
    assert totals.funded == 2 * BALANCE + sen(700_000)
    assert services.hold([Hold(uuid7(), ids[0], uuid7(), 5, None)], by=SYSTEM, at=clock.now())[0] is not None


def test_a_purchase_from_hold_to_settlement() -> None:
    """Held, settled in part; the rest can be spent again; nothing happens twice."""
    (ayu,) = world.winners(1)
    purchase = world.buy(ayu, amount=sen(2_000_000))
    assert queries.balance(ayu) == Balance(BALANCE, 0, sen(2_000_000), 0, sen(1_500_000))
    amounts = {purchase: sen(1_200_000)}
    for _again in range(2):
        assert services.settle([purchase], by=SYSTEM, at=clock.now(), amounts=amounts) == [None]
    assert queries.balance(ayu) == Balance(BALANCE, sen(1_200_000), 0, 0, sen(2_300_000))
    refusal = services.void([purchase], by=SYSTEM, at=clock.now())[0]
    assert refusal is not None
    assert refusal.code == "hold_resolved"
    assert len(queries.statement(ayu)) == 2


def test_holds_come_with_a_verdict_each() -> None:
    """One call, many purchases: no balance, too dear, fine, repeated, repeated differently."""
    ayu, budi = world.winners(2)
    school = uuid7()
    fine = Hold(uuid7(), ayu, school, sen(3_000_000), None)
    rows = [
        Hold(uuid7(), uuid7(), school, 5, None),
        fine,
        Hold(uuid7(), ayu, school, sen(500_001), None),
        Hold(uuid7(), budi, school, 0, None),
        Hold(uuid7(), budi, school, BALANCE, None),
    ]
    answers = services.hold(rows, by=SYSTEM, at=clock.now())
    assert [answer and answer.code for answer in answers] == [
        "balance_not_usable",
        None,
        "balance_too_small",
        "price_impossible",
        None,
    ]
    again = services.hold([fine, fine._replace(amount=1)], by=SYSTEM, at=clock.now())
    assert [answer and answer.code for answer in again] == [None, "purchase_repeated"]
    assert [answer and answer.code for answer in services.settle([uuid7()], by=SYSTEM, at=clock.now())] == [
        "hold_missing"
    ]


def test_a_cancelled_purchase_gives_everything_back() -> None:
    """Void, and void again."""
    (ayu,) = world.winners(1)
    purchase = world.buy(ayu)
    for _again in range(2):
        assert services.void([purchase], by=SYSTEM, at=clock.now()) == [None]
    assert queries.balance(ayu).available == BALANCE


def test_a_hold_that_is_over_cannot_be_settled() -> None:
    """The database's clock says no; the money comes back by a void."""
    (ayu,) = world.winners(1)
    purchase = world.buy(ayu)
    clock.stand_at(clock.now() + timedelta(days=91))
    refusal = services.settle([purchase], by=SYSTEM, at=clock.now())[0]
    assert refusal is not None
    assert refusal.code == "hold_too_late"
    assert services.void([purchase], by=SYSTEM, at=clock.now()) == [None]


def test_only_the_first_course_pays_an_incentive() -> None:
    """R-65: certificate and rating of the first; the facts may come in any order and again."""
    (ayu,) = world.winners(1)
    first, second = world.buy(ayu), world.buy(ayu)
    at = clock.now()
    services.settle([first, second], by=SYSTEM, at=at)
    assert services.note_rated([first], fact_id=1, by=SYSTEM, at=at) == 0
    assert services.note_certified([first], fact_id=2, by=SYSTEM, at=at) == 1
    for fact in (3, 4):
        assert services.note_certified([first, second], fact_id=fact, by=SYSTEM, at=at) == 0
        assert services.note_rated([first, second], fact_id=fact, by=SYSTEM, at=at) == 0
    assert [view.amount for view in queries.incentives(ayu)] == [sen(600_000)]


def test_the_scheme_of_2020_pays_four_months() -> None:
    """Four due days, a month apart; a month without the day gives its last."""
    (ayu,) = world.winners(1, scheme="2020")
    clock.stand_at(world.wib(2020, 10, 30))
    world.finish([world.buy(ayu, amount=sen(500_000))])
    found = queries.incentives(ayu)
    assert [view.due_on.isoformat() for view in found] == ["2020-10-31", "2020-11-30", "2020-12-31", "2021-01-31"]
    assert {view.amount for view in found} == {sen(600_000)}


def test_surveys_are_paid_once_each() -> None:
    """Two in the scheme of 2024, whatever was answered; a third pays nothing."""
    ids = world.winners(2)
    at = clock.now()
    assert services.note_survey(ids, 1, fact_id=1, by=SYSTEM, at=at) == 2
    assert services.note_survey(ids, 1, fact_id=1, by=SYSTEM, at=at) == 0
    assert services.note_survey(ids[:1], 2, fact_id=2, by=SYSTEM, at=at) == 1
    assert services.note_survey(ids, 3, fact_id=3, by=SYSTEM, at=at) == 0
    assert [view.amount for view in queries.incentives(ids[0])] == [sen(50_000)] * 2


def test_an_incentive_waits_for_an_account_and_then_arrives() -> None:
    """Due tomorrow; nothing is sent without an account; then once."""
    (ayu,) = world.winners(1)
    world.finish([world.buy(ayu)])
    bank = world.ObedientBank()
    assert services.pay_due(clock.now(), through=bank) == 0
    clock.stand_at(clock.now() + timedelta(days=1))
    assert services.pay_due(clock.now(), through=bank) == 0
    assert queries.incentives(ayu)[0].state is IncentiveState.OWED
    assert queries.waiting_for_account() == 1
    world.link(ayu)
    for arrived in (1, 0):
        assert services.pay_due(clock.now(), through=bank) == arrived
    view = queries.incentives(ayu)[0]
    assert (view.state, view.payouts[0].state) == (IncentiveState.PAID, PayoutState.PAID)
    assert [order.amount for order in bank.sent] == [sen(600_000)]
    totals = queries.totals(63)
    assert (totals.incentives_paid, totals.incentives_paid_count, totals.incentives_waiting_count) == (
        sen(600_000),
        1,
        0,
    )


def test_unspent_money_returns_at_the_end_of_the_year() -> None:
    """What is held stays with its purchase; voided later, the next sweep returns it; then the rest of the budget."""
    ayu, budi = world.winners(2)
    purchase = world.buy(ayu)
    clock.stand_at(world.wib(2024, 12, 31))
    assert queries.batches_past_last_day(world.wib(2024, 3, 1)) == []
    assert queries.batches_past_last_day(clock.now()) == [63]
    assert services.return_unspent(63, by=SYSTEM, at=clock.now()) == 2 * BALANCE - world.PRICE
    assert services.return_unspent(63, by=SYSTEM, at=clock.now()) == 0
    services.void([purchase], by=SYSTEM, at=clock.now())
    assert services.return_unspent(63, by=SYSTEM, at=clock.now()) == world.PRICE
    assert services.close_budget(63, by=SYSTEM, at=clock.now()) == 2 * sen(700_000)
    assert services.close_budget(63, by=SYSTEM, at=clock.now()) == 0
    totals = queries.totals(63)
    assert totals.allotted == totals.spent + totals.reserved + totals.returned + totals.available == 2 * BALANCE
    assert Allotment.objects.filter(state="returned").count() == 2
    assert queries.balance(budi).returned == BALANCE
    assert facts.exists("funding.budget_closed", batch_subject(63))


def test_a_replacement_of_december_spends_until_december_of_the_next_year() -> None:
    """Her own last day counts; until then the budget stays open for her, and who is past it leaves a fact."""
    ayu, budi = world.applicants(2)
    world.allot([ayu])
    world.buy(ayu, amount=BALANCE)
    world.allot([ayu, budi], at=world.wib(2024, 12, 20))
    at = world.wib(2024, 12, 31)
    clock.stand_at(at)
    assert queries.past_last_day(63, at) == [ayu]
    tasks.return_unspent(at)
    assert queries.balance(budi).available == BALANCE
    assert [Allotment.objects.get(pk=one).state for one in (ayu, budi)] == ["returned", "active"]
    assert facts.exists("funding.balance_closed", ayu)
    assert not facts.exists("funding.balance_closed", budi)
    assert not facts.exists("funding.budget_closed", batch_subject(63))
    later = world.wib(2025, 12, 16)
    clock.stand_at(later)
    assert queries.past_last_day(63, later) == sorted([ayu, budi])
    tasks.return_unspent(later)
    assert queries.balance(budi).returned == BALANCE
    assert facts.exists("funding.budget_closed", batch_subject(63))


def test_the_closed_budget_still_pays_who_waits_for_a_certificate() -> None:
    """A course that is finished and not certified yet at the end of the year still pays."""
    (ayu,) = world.winners(1)
    purchase = world.buy(ayu)
    assert services.settle([purchase], by=SYSTEM, at=clock.now()) == [None]
    clock.stand_at(world.wib(2024, 12, 31))
    tasks.return_unspent(clock.now())
    services.note_certified([purchase], fact_id=1, by=SYSTEM, at=clock.now())
    services.note_rated([purchase], fact_id=2, by=SYSTEM, at=clock.now())
    clock.stand_at(clock.now() + timedelta(days=1))
    services.prepare(by=SYSTEM, at=clock.now())
    assert queries.incentives(ayu)[0].state is IncentiveState.OWED


def fact(verb: str, *subjects: UUID) -> Fact:
    """A fact as a listener hears it."""
    return Fact(9, verb, clock.now(), "system", subjects, "", {})


def test_a_revoked_certificate_cancels_what_is_not_due_yet() -> None:
    """What is a debt already stays one; a rating that comes later makes nothing due."""
    (ayu,) = world.winners(1, scheme="2020")
    clock.stand_at(world.wib(2020, 10, 30))
    purchase = world.buy(ayu, amount=sen(500_000))
    world.finish([purchase])
    clock.stand_at(world.wib(2020, 11, 1))
    services.prepare(by=SYSTEM, at=clock.now())
    for _again in range(2):
        tasks.note_certified(fact("certification.revoked", ayu, purchase, uuid7()))
    states = [view.state for view in queries.incentives(ayu)]
    assert states == [IncentiveState.OWED, *[IncentiveState.CANCELLED] * 3]
    clock.stand_at(world.wib(2021, 3, 1))
    services.prepare(by=SYSTEM, at=clock.now())
    assert [view.state for view in queries.incentives(ayu)] == states
    assert [step.state for step in queries.steps_of(ayu)].count(StepState.STOPPED) == 3
    assert facts.exists("funding.incentive_cancelled", ayu)


def test_a_certificate_revoked_before_the_rating_makes_nothing_due() -> None:
    (ayu,) = world.winners(1)
    purchase = world.buy(ayu)
    services.settle([purchase], by=SYSTEM, at=clock.now())
    services.note_certified([purchase], fact_id=1, by=SYSTEM, at=clock.now())
    tasks.note_certified(fact("certification.revoked", ayu, purchase, uuid7()))
    assert services.note_rated([purchase], fact_id=2, by=SYSTEM, at=clock.now()) == 0


def test_who_is_a_recipient_no_more_gets_nothing_that_is_not_due_yet() -> None:
    """Scheduled incentives of every kind are cancelled, nobody else's; nothing new becomes due."""
    ayu, budi = world.winners(2)
    first, second = world.buy(ayu), world.buy(budi)
    at = clock.now()
    world.finish([second])
    services.note_survey([ayu, budi], 1, fact_id=3, by=SYSTEM, at=at)
    record("verification.revoked", by=SYSTEM, at=at, subjects=[ayu])
    tasks.note_revoked(fact("verification.revoked", ayu))
    assert [view.state for view in queries.incentives(ayu)] == [IncentiveState.CANCELLED]
    assert {view.state for view in queries.incentives(budi)} == {IncentiveState.SCHEDULED}
    world.finish([first])
    assert services.note_survey([ayu], 2, fact_id=4, by=SYSTEM, at=at) == 0
    assert [view.state for view in queries.incentives(ayu)] == [IncentiveState.CANCELLED]


def test_what_is_due_beyond_the_budget_is_told_and_paid_once_there_is_money(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not booked, not forgotten: a fact a day and a figure for the desk."""
    (ayu,) = world.winners(1)
    world.finish([world.buy(ayu)])
    clock.stand_at(clock.now() + timedelta(days=2))
    with monkeypatch.context() as patch:
        patch.setattr(runs, "post", lambda rows: [Verdict.EXCEEDS_BALANCE for _row in rows])
        assert services.prepare(by=SYSTEM, at=clock.now()) == 0
    assert queries.overdue_unbooked(clock.now()) == (1, sen(600_000))
    assert facts.exists("funding.budget_short", batch_subject(63))
    services.prepare(by=SYSTEM, at=clock.now())
    assert queries.overdue_unbooked(clock.now()) == (0, 0)
    assert queries.incentives(ayu)[0].state is IncentiveState.OWED
