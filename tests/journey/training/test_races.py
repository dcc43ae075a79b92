"""Races in pairs: the lock prevents it; without the lock it happens."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connection

from jadibisa.foundation.facts.models import FactRow
from jadibisa.journey.funding import queries as money
from jadibisa.journey.funding import services as funding
from jadibisa.journey.training import queries, services
from jadibisa.journey.training.models import LearnerRow, PurchaseRow, Run
from jadibisa.journey.training.queries import learning
from jadibisa.journey.training.types import Purchase
from jadibisa.kernel.actors import SYSTEM
from jadibisa.kernel.money import sen
from jadibisa.kernel.refusals import Refusal
from tests.journey.training import world
from tests.journey.training.world import wib

pytestmark = pytest.mark.django_db(transaction=True)
BOUGHT_AT = wib(2024, 3, 1)


@pytest.fixture
def meet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both transactions meet after deciding and before writing; who is alone there goes on after a moment."""
    monkeypatch.setattr(funding, "hold", meeting(funding.hold))


def meeting(act: Callable[..., Any], seconds: float = 0.4) -> Callable[..., Any]:
    """An act before which two threads wait for each other; who is alone there goes on after a moment."""
    barrier = threading.Barrier(2)

    def slow(*rows: Any, **more: Any) -> Any:
        try:
            barrier.wait(timeout=seconds)
        except threading.BrokenBarrierError:
            barrier.reset()
        return act(*rows, **more)

    return slow


def together(*acts: Callable[[], object]) -> list[object]:
    """Run acts at the same time; what each returns or raises."""

    def alone(act: Callable[[], object]) -> object:
        try:
            return act()
        except IntegrityError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(alone, acts))


def buy(who: UUID, run: UUID) -> Callable[[], object]:
    return lambda: services.purchase([(who, run)], by=SYSTEM, at=BOUGHT_AT)[0]


def last_seat() -> tuple[list[UUID], UUID]:
    people = world.learners(2)
    (run,) = world.publish(world.course(world.provider(), seats=1))
    return people, run


@pytest.mark.usefixtures("meet")
def test_the_last_seat_is_sold_once() -> None:
    (one, two), run = last_seat()
    answers = together(buy(one, run), buy(two, run))
    assert sorted(type(answer).__name__ for answer in answers) == ["Purchase", "Refusal"]
    assert [answer.code for answer in answers if isinstance(answer, Refusal)] == ["run_full"]
    assert Run.objects.get(id=run).taken == 1
    assert sum(money.balance(who).reserved for who in (one, two)) == sen(650_000)


@pytest.mark.usefixtures("meet")
def test_without_the_lock_two_get_the_last_seat_and_only_the_table_says_no(monkeypatch: pytest.MonkeyPatch) -> None:
    (one, two), run = last_seat()
    offers = learning.offers

    def unlocked(ids: Any, *, lock: bool = False) -> Any:  # noqa: ARG001 - the lock is what is taken away
        return offers(ids)

    monkeypatch.setattr(learning, "offers", unlocked)
    answers = together(buy(one, run), buy(two, run))
    assert sorted(type(answer).__name__ for answer in answers) == ["IntegrityError", "Purchase"]
    assert Run.objects.get(id=run).taken == 1


@pytest.mark.usefixtures("meet")
def test_a_double_click_in_two_tabs_is_one_purchase() -> None:
    (who,) = world.learners(1)
    (run,) = world.publish(world.course(world.provider()))
    answers = together(buy(who, run), buy(who, run))
    assert len({answer.id for answer in answers if isinstance(answer, Purchase)}) == 1
    assert PurchaseRow.objects.count() == 1
    assert FactRow.objects.filter(verb="training.purchased").count() == 1


@pytest.mark.usefixtures("meet")
def test_two_courses_at_once_become_one() -> None:
    (who,) = world.learners(1)
    of = world.provider()
    one, two = world.publish(world.course(of), world.course(of, "dua"))
    answers = together(buy(who, one), buy(who, two))
    assert [answer.code for answer in answers if isinstance(answer, Refusal)] == ["one_course_at_a_time"]


@pytest.mark.usefixtures("meet")
def test_without_the_lock_two_courses_pass_the_rule_and_only_the_table_says_no(monkeypatch: pytest.MonkeyPatch) -> None:
    (who,) = world.learners(1)
    of = world.provider()
    one, two = world.publish(world.course(of), world.course(of, "dua"))
    monkeypatch.setattr(LearnerRow.objects, "select_for_update", LearnerRow.objects.all)
    answers = together(buy(who, one), buy(who, two))
    assert sorted(type(answer).__name__ for answer in answers) == ["IntegrityError", "Purchase"]
    assert PurchaseRow.objects.count() == 1


def test_cancelling_twice_at_once_gives_the_money_back_once() -> None:
    (who,) = world.learners(1)
    (run,) = world.publish(world.course(world.provider()))
    (purchase,) = world.bought(services.purchase([(who, run)], by=SYSTEM, at=BOUGHT_AT))

    def cancel() -> object:
        return services.cancel([purchase.id], "x", by=SYSTEM, at=BOUGHT_AT)[0]

    answers = together(cancel, cancel)
    assert sorted(type(answer).__name__ for answer in answers) == ["Purchase", "Refusal"]
    assert money.balance(who).available == sen(3_500_000)
    assert Run.objects.get(id=run).taken == 0


def test_a_code_used_twice_at_once_works_once() -> None:
    (who,) = world.learners(1)
    (run,) = world.publish(world.course(world.provider()))
    (purchase,) = world.bought(services.purchase([(who, run)], by=SYSTEM, at=BOUGHT_AT))
    code = queries.redeem_code(purchase.id)

    def redeem() -> object:
        return services.redeem([code], by=SYSTEM, at=purchase.redeem_from)[0]

    answers = together(redeem, redeem)
    assert [answer.code for answer in answers if isinstance(answer, Refusal)] == ["code_used"]


def test_many_buyers_never_oversell_and_never_block_each_other_for_ever() -> None:
    people = world.learners(12)
    of = world.provider()
    runs = world.publish(*(world.course(of, f"{n}", seats=2) for n in range(3)))
    wanted = [
        [(who, runs[(place + off) % 3]) for place, who in enumerate(people[off * 4 : off * 4 + 4])] for off in range(3)
    ]
    answers = together(*(lambda rows=rows: services.purchase(rows, by=SYSTEM, at=BOUGHT_AT) for rows in wanted))
    sold = [one for answer in answers for one in answer if isinstance(one, Purchase)]  # type: ignore[attr-defined]
    assert len(sold) == 6
    assert list(Run.objects.order_by("id").values_list("taken", flat=True)) == [2, 2, 2]
