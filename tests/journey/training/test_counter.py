"""The counter of purchases: many citizens at once share transactions, and seats and balances are never oversold."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from jadibisa.foundation.facts.models import FactRow
from jadibisa.journey.funding import queries as money
from jadibisa.journey.training import services
from jadibisa.journey.training.models import PurchaseRow, Run
from jadibisa.journey.training.services import counter
from jadibisa.journey.training.types import Purchase
from jadibisa.kernel.actors import SYSTEM, Actor, Role
from jadibisa.kernel.refusals import Refusal
from tests.journey.training import world
from tests.journey.training.world import wib

BOUGHT_AT = wib(2024, 3, 1)


def buy(who: UUID, run: UUID) -> Purchase | Refusal:
    """A citizen buys for himself."""
    try:
        by = Actor(Role.CITIZEN, who, application_id=who)
        return services.buy(who, run, by=by, at=BOUGHT_AT)
    finally:
        if not connection.in_atomic_block:
            connection.close()


def in_a_queue(monkeypatch: pytest.MonkeyPatch, *acts: Callable[[], Any]) -> list[Any]:
    """Both clerks are busy until all the others wait."""
    clerks, served = threading.Semaphore(0), counter._serve

    def slowly(asks: Any) -> Any:
        if len(asks) == 1:
            for _turn in range(500):
                if len(counter._counter._queue) >= len(acts) - 2:
                    break
                clerks.acquire(timeout=0.01)
        return served(asks)

    monkeypatch.setattr(counter._counter, "_command", slowly)
    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(lambda act: act(), acts))


@pytest.mark.django_db(transaction=True)
def test_more_citizens_than_seats(monkeypatch: pytest.MonkeyPatch) -> None:
    """Twelve citizens, eight seats, one who clicks twice and one who had bought: each hears what became of it."""
    people = world.learners(13)
    (run, other) = world.publish(
        world.course(world.provider(), "satu", seats=8), world.course(world.provider("Lain"), "dua", seats=20)
    )
    busy = people.pop()
    assert isinstance(buy(busy, other), Purchase)
    asked = [*people, people[0], busy]
    answers = in_a_queue(monkeypatch, *[lambda who=who: buy(who, run) for who in asked])
    bought = [answer for answer in answers[:12] if isinstance(answer, Purchase)]
    refused = [answer.code for answer in answers[:12] if isinstance(answer, Refusal)]
    assert (len(bought), refused) == (8, ["run_full"] * 4)
    clicks = {getattr(answer, "id", None) or answer.code for answer in (answers[0], answers[12])}
    assert len(clicks) == 1, "two clicks, one answer"
    assert answers[13].code == "one_course_at_a_time"
    assert Run.objects.get(id=run).taken == PurchaseRow.objects.filter(run_id=run).count() == 8
    assert money.check().breaks == []
    facts = FactRow.objects.filter(verb="training.purchased").exclude(subjects__contains=[busy])
    assert facts.count() < 8
    assert {who for fact in facts for who in fact.subjects} >= {purchase.application_id for purchase in bought}
    assert {fact.actor for fact in facts if len(fact.subjects) > 2} == {"citizen"}


@pytest.mark.django_db
def test_who_does_not_come_to_the_counter(monkeypatch: pytest.MonkeyPatch) -> None:
    """For somebody else, or inside a transaction: the command itself, with its actor in the fact."""
    monkeypatch.setattr(counter, "_counter", None)
    ayu, budi = world.learners(2)
    (run,) = world.publish(world.course(world.provider()))
    assert isinstance(services.buy(ayu, run, by=SYSTEM, at=BOUGHT_AT), Purchase)
    assert isinstance(buy(budi, run), Purchase)
    facts = FactRow.objects.filter(verb="training.purchased").order_by("id")
    assert [fact.actor for fact in facts] == ["system", f"citizen:{budi}"]


@pytest.mark.django_db(transaction=True)
def test_a_crowd_is_told_when_to_come_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """On the page, with the header that browsers know."""
    (ayu,) = world.learners(1)
    (run,) = world.publish(world.course(world.provider()))
    monkeypatch.setattr(counter._counter, "_free", 0)
    monkeypatch.setattr(counter._counter, "_waiting", 0)
    course = Run.objects.get(id=run).course_id
    answer = world.citizen(ayu).post(f"/kursus/{course}/beli/", {"kelas": str(run)})
    assert (answer.status_code, answer["Retry-After"]) == (503, "2")
    assert "2 detik" in answer.content.decode()
    assert not PurchaseRow.objects.exists()
