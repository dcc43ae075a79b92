"""Races for money, in pairs: the lock prevents it; without the lock it happens."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar
from unittest import mock

import pytest
from django.db import IntegrityError, connection

from jadibisa.foundation.ledger import queries, services
from jadibisa.foundation.ledger.rules import Books, decide
from jadibisa.foundation.ledger.types import AccountState, AccountType, Flow, NewTransfer, Stored, Verdict
from jadibisa.foundation.plumbing import clock
from jadibisa.foundation.plumbing.chance import uuid7
from jadibisa.journey.funding import queries as funding_queries
from jadibisa.journey.funding import services as funding
from jadibisa.journey.funding.services import sending
from jadibisa.journey.funding.types import Answer, Channel, Hold, NewLink, Order
from jadibisa.journey.selection import queries as selection
from jadibisa.kernel.actors import SYSTEM
from jadibisa.kernel.money import sen
from jadibisa.kernel.refusals import Refusal
from tests.foundation.ledger.books import SmallBooks
from tests.journey.funding import world

pytestmark = pytest.mark.django_db(transaction=True)
T = TypeVar("T")
PATIENCE = 0.3


def together(*acts: Callable[[], T]) -> list[T | Exception]:
    """All at once, each on a connection of its own; what each returned or raised."""
    begin = threading.Barrier(len(acts))

    def run(act: Callable[[], T]) -> T | Exception:
        begin.wait()
        try:
            return act()
        except Exception as error:  # noqa: BLE001 - the test looks at it
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


@pytest.fixture
def slow_decision(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two batches meet between look and write, if nothing keeps them apart."""
    meeting = threading.Barrier(2)

    def slow(transfers: Sequence[NewTransfer], books: Books) -> tuple[list[Verdict], list[Stored]]:
        found = decide(transfers, books)
        try:
            meeting.wait(PATIENCE)
        except threading.BrokenBarrierError:
            meeting.reset()
        return found

    monkeypatch.setattr(services, "_post_one_flow", lambda _transfers: False)
    monkeypatch.setattr(services, "decide", slow)


def two_buyers() -> list[Verdict | Exception]:
    """Two purchases of 100 on a balance of 100."""
    books = SmallBooks()
    books.fund(100)
    books.allot(100)
    return [
        found if isinstance(found, Exception) else found[0]
        for found in together(*(lambda: services.post([books.hold(100)]) for _ in range(2)))
    ]


@pytest.mark.usefixtures("slow_decision")
def test_the_lock_lets_one_of_two_buy() -> None:
    """One verdict each, no exception."""
    found = two_buyers()
    assert sorted(map(str, found)) == [Verdict.EXCEEDS_BALANCE, Verdict.POSTED]
    assert queries.check().balances


@pytest.mark.usefixtures("slow_decision")
def test_without_the_lock_both_decide_to_buy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both believe that the money is there; the table's own bound stops the second with an exception."""

    def no_lock(ids: set[int]) -> tuple[dict[int, AccountState], object]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id, code, dr_pending, dr_posted, cr_pending, cr_posted, closed FROM ledger_account WHERE id = ANY(%s)",
                [sorted(ids)],
            )
            return {
                row[0]: AccountState(row[0], AccountType(row[1]), *row[2:]) for row in cursor.fetchall()
            }, clock.now()

    monkeypatch.setattr(services, "_lock", no_lock)
    found = two_buyers()
    assert sum(isinstance(one, IntegrityError) for one in found) == 1
    assert queries.check().balances


def test_one_statement_lets_one_of_two_buy() -> None:
    """The short way of a batch of one flow: the trigger's lock decides, who comes second gets a verdict."""
    found = two_buyers()
    assert sorted(map(str, found)) == [Verdict.EXCEEDS_BALANCE, Verdict.POSTED]
    assert queries.check().balances


def test_eight_threads_on_one_balance() -> None:
    """Batches of several participants and schools in random order: no deadlock, no sen too many."""
    books = [SmallBooks() for _ in range(4)]
    for one in books:
        one.fund(100)
        one.allot(100)

    def shop(shift: int) -> int:
        turn = books[shift % 4 :] + books[: shift % 4]
        verdicts = [services.post([one.hold(7) for one in turn]) for _ in range(6)]
        return sum(verdict is Verdict.POSTED for batch in verdicts for verdict in batch)

    found = together(*(lambda shift=shift: shop(shift) for shift in range(8)))
    assert not [one for one in found if isinstance(one, Exception)]
    assert sum(found) == 4 * (100 // 7)  # type: ignore[arg-type]
    assert queries.check().balances


def test_the_same_batch_from_two_workers_is_booked_once() -> None:
    """A retry and the original at the same moment."""
    books = SmallBooks()
    books.fund(1000)
    batch = [books.single(Flow.ALLOCATE, books.budget, books.ayu, 10) for _ in range(20)]
    found = together(*(lambda: services.post(batch) for _ in range(3)))
    assert not [one for one in found if isinstance(one, Exception)]
    assert queries.balance(books.ayu).owed == 200


# ---- funding --------------------------------------------------------------------------------------------


class CountingBank(world.ObedientBank):
    """Remembers orders from many threads."""

    def send(self, order: Order) -> Answer:
        """Slow enough for another worker to come."""
        threading.Event().wait(0.002)
        return super().send(order)


def workers(count: int) -> CountingBank:
    """So many workers send at once."""
    bank = CountingBank()
    at = clock.now()
    funding.prepare(by=SYSTEM, at=at)
    found = together(*(lambda: funding.send_due(by=SYSTEM, at=at, through=bank) for _ in range(count)))
    assert not [one for one in found if isinstance(one, Exception)]
    return bank


def test_the_lease_lets_one_worker_send() -> None:
    """Four workers, thirty payouts, thirty orders."""
    world.owed(30)
    bank = workers(4)
    assert len(bank.sent) == len({order.reference for order in bank.sent}) == 30
    assert funding_queries.check().breaks == []


def test_without_the_lease_an_order_goes_out_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the one reference for life keeps such a bank from paying twice."""
    world.owed(30)
    funding.prepare(by=SYSTEM, at=clock.now())
    leased = sending._lease(clock.now())
    turns = threading.local()

    def everybody(_at: object) -> object:
        if getattr(turns, "had", False):
            return []
        turns.had = True
        return leased

    monkeypatch.setattr(sending, "_lease", everybody)
    bank = workers(2)
    assert len(bank.sent) == 60
    assert len({order.reference for order in bank.sent}) == 30
    assert funding_queries.check().breaks == []


def test_two_people_link_the_same_account() -> None:
    """One gets it, the other reads why not."""
    ayu, budi = world.winners(2)

    def link(one: object) -> Refusal | None:
        row = NewLink(one, Channel.BANK, "bri", "1230004417", "Ayu Lestari")  # type: ignore[arg-type]
        return funding.link_accounts([row], by=SYSTEM, at=clock.now())[0]

    found = together(lambda: link(ayu), lambda: link(budi))
    codes = [one.code if isinstance(one, Refusal) else one for one in found]
    assert sorted(map(str, codes)) == ["None", "account_taken"]


def test_two_allotments_at_once_give_one_balance_each() -> None:
    """The second finds everything done."""
    ids = world.applicants(40)
    at = world.ALLOTTED["2024"]
    funding.fund_batch(63, by=SYSTEM, at=at)
    with mock.patch.object(selection, "winners", return_value=ids):
        found = together(*(lambda: funding.allot(63, by=SYSTEM, at=at) for _ in range(2)))
    assert sorted(map(str, found)) == ["0", "40"]
    assert funding_queries.totals(63).allotted == 40 * sen(3_500_000)
    assert funding_queries.check().breaks == []


def test_many_purchases_of_one_participant_at_once() -> None:
    """Three of Rp1.000.000 fit into Rp3.500.000, whoever comes first."""
    (ayu,) = world.winners(1)
    at = clock.now()

    def buy() -> bool:
        return funding.hold([Hold(uuid7(), ayu, uuid7(), sen(1_000_000), None)], by=SYSTEM, at=at) == [None]

    found = together(*([buy] * 8))
    assert found.count(True) == 3
    assert funding_queries.balance(ayu).available == sen(500_000)
