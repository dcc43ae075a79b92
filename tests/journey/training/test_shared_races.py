"""Races for the money of a pledge in pairs: the row of the pledge is locked, without that the last money is promised twice."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.db.models import QuerySet

from jadibisa.foundation.ledger import queries as ledger
from jadibisa.foundation.ledger.services import open_accounts
from jadibisa.foundation.ledger.types import AccountType, NewAccount
from jadibisa.foundation.plumbing import clock
from jadibisa.journey.funding import queries as funding
from jadibisa.journey.funding import services as money
from jadibisa.journey.funding.models import Pledge
from jadibisa.journey.funding.rules.shares import quote
from jadibisa.journey.funding.services import sharing
from jadibisa.journey.funding.services.books import BrokenBooksError, partner
from jadibisa.journey.funding.types import BillKind, PayChannel, Payment
from jadibisa.journey.training import services
from jadibisa.journey.training.types import Purchase
from jadibisa.kernel.actors import SYSTEM
from jadibisa.kernel.refusals import Refusal
from tests.journey.funding import payers
from tests.journey.training import shared, world
from tests.journey.training.test_races import meeting, together
from tests.journey.training.test_shared import code

pytestmark = pytest.mark.django_db(transaction=True)


def last_money() -> tuple[list[UUID], list[UUID], UUID]:
    """Two participants, a run for each, and a pledge that holds money for one of them."""
    people = shared.learners(2)
    runs = shared.publish(shared.certificate("a"), shared.certificate("b"))
    open_accounts([NewAccount(partner(world.provider()))])  # whose first purchase opens it makes the other wait
    return people, runs, payers.pledge(payers.payer(), shared.EMPLOYER, shared.EMPLOYER)


def buy(who: UUID, run: UUID) -> Callable[[], object]:
    def act() -> object:
        try:
            return services.purchase([(who, run)], by=SYSTEM, at=clock.now())[0]
        except BrokenBooksError as error:
            return error

    return act


def test_the_last_money_of_a_pledge_is_given_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who comes second is quoted what is left: nothing of the pledge, all of it her own part."""
    people, runs, promise = last_money()
    monkeypatch.setattr(sharing, "quote", meeting(quote))
    answers = together(*(buy(who, run) for who, run in zip(people, runs, strict=True)))
    bought = [answer for answer in answers if isinstance(answer, Purchase)]
    assert len(bought) == 2, answers
    assert sorted(funding.unpaid([one.id for one in bought]).values()) == [shared.OWN, shared.OWN + shared.EMPLOYER]
    assert ledger.balances(AccountType.PLEDGE_FUND, [promise])[promise].available == 0
    payers.books_balance()


def test_without_the_lock_both_are_promised_it_and_only_the_ledger_says_no(monkeypatch: pytest.MonkeyPatch) -> None:
    people, runs, promise = last_money()
    monkeypatch.setattr(sharing, "quote", meeting(quote, seconds=10))
    lock = QuerySet.select_for_update

    def unlocked(self: Any, *rest: Any, **more: Any) -> Any:
        return self.all() if self.model is Pledge else lock(self, *rest, **more)

    monkeypatch.setattr(QuerySet, "select_for_update", unlocked)
    answers = together(*(buy(who, run) for who, run in zip(people, runs, strict=True)))
    assert sorted(type(answer).__name__ for answer in answers) == ["BrokenBooksError", "Purchase"]
    assert ledger.balances(AccountType.PLEDGE_FUND, [promise])[promise].available == 0
    payers.books_balance()


def test_a_payment_and_a_cancellation_at_once_leave_the_money_in_one_place() -> None:
    """Either it came in first and is owed back, or it came too late and is refused."""
    (who,) = shared.learners(1)
    (run,) = shared.publish(shared.certificate())
    purchase = shared.buy(who, run)
    due = payers.bill(BillKind.SHARE, purchase.id)

    def pay() -> object:
        try:
            return money.take_payment(Payment(due.number, due.amount, "R1", PayChannel.QRIS), by=SYSTEM, at=clock.now())
        except Refusal as refusal:
            return refusal

    def cancel() -> object:
        return services.cancel([purchase.id], "x", by=SYSTEM, at=clock.now())[0]

    paid, _cancelled = together(pay, cancel)
    assert code(paid) in {"", "bill_expired"}
    payers.books_balance()


def test_the_same_payment_told_twice_at_once_is_taken_once() -> None:
    (who,) = shared.learners(1)
    (run,) = shared.publish(shared.certificate())
    purchase = shared.buy(who, run)
    due = payers.bill(BillKind.SHARE, purchase.id)
    told = Payment(due.number, due.amount, "R1", PayChannel.VIRTUAL_ACCOUNT)
    answers = together(*[lambda: money.take_payment(told, by=SYSTEM, at=clock.now())] * 2)
    assert [str(getattr(answer, "state", answer)) for answer in answers] == ["paid", "paid"]
    payers.books_balance()
