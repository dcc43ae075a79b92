"""The batch engine against the real tables: verdicts, idempotence, totals, and the check of the books."""

import time
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jadibisa.foundation.ledger import queries, services
from jadibisa.foundation.ledger.models import Transfer
from jadibisa.foundation.ledger.services import BrokenBatchError, _insert, close_accounts, open_accounts, post
from jadibisa.foundation.ledger.types import (
    AccountKey,
    AccountState,
    AccountType,
    Balance,
    Flow,
    Kind,
    NewAccount,
    Stored,
    Verdict,
)
from jadibisa.foundation.plumbing.chance import uuid7
from jadibisa.foundation.plumbing.clock import now
from tests.foundation.ledger.books import SmallBooks

pytestmark = pytest.mark.django_db


def test_the_life_of_money() -> None:
    """Budget, balance, hold, settlement in part; every sen is somewhere."""
    books = SmallBooks()
    assert books.fund(1000) is books.allot(600) is Verdict.POSTED
    hold = books.hold(400)
    assert post([hold, books.hold(201), books.hold(200)]) == [Verdict.POSTED, Verdict.EXCEEDS_BALANCE, Verdict.POSTED]
    assert queries.balance(books.ayu).available == 0
    assert post([books.end(hold.id, amount=150)]) == [Verdict.POSTED]
    assert queries.balance(books.ayu) == Balance(dr_pending=200, dr_posted=150, cr_posted=600)
    assert queries.balance(books.school) == Balance(cr_pending=200, cr_posted=150)
    assert queries.book_flows(books.book)[Flow.PURCHASE] == (150, 1)
    assert queries.book_balances(books.book)[AccountType.TRAINING_BALANCE].owed == 450
    assert queries.available_in_book(books.book, AccountType.TRAINING_BALANCE) == {books.ayu_id: 250}
    assert [entry.signed for entry in queries.entries(books.ayu)] == [600, -400, -200, -150]
    checked = queries.check()
    assert checked.balances
    assert (checked.accounts, checked.transfers) == (5, 5)


def test_a_repeated_batch_changes_nothing() -> None:
    """The same ids with the same content stand already; with other content they are refused."""
    books = SmallBooks()
    books.fund(1000)
    batch = [books.single(Flow.ALLOCATE, books.budget, books.ayu, 10) for _ in range(3)]
    assert post(batch) == [Verdict.POSTED] * 3
    assert post(batch) == [Verdict.ALREADY] * 3
    assert post([books.single(Flow.ALLOCATE, books.budget, books.ayu, 11, batch[0].id)]) == [Verdict.ID_DIFFERS]
    assert queries.balance(books.ayu).owed == 30


def test_one_bad_transfer_does_not_stop_the_rest() -> None:
    """A verdict for each, in order."""
    books = SmallBooks()
    books.fund(100)
    stranger = AccountKey(AccountType.TRAINING_BALANCE, uuid7())
    batch = [
        books.single(Flow.ALLOCATE, books.budget, key, amount)
        for key, amount in ((stranger, 1), (books.ayu, 101), (books.ayu, 100), (books.ayu, 1))
    ]
    assert post(batch) == [Verdict.ACCOUNT_MISSING, Verdict.EXCEEDS_BALANCE, Verdict.POSTED, Verdict.EXCEEDS_BALANCE]
    assert post([]) == []
    assert post([books.end(uuid7())]) == [Verdict.PENDING_MISSING]


def test_holds_end_once_and_in_time() -> None:
    """Also over several calls; a hold that is over can only be voided."""
    books = SmallBooks()
    books.fund(1000)
    books.allot(1000)
    hold, late = books.hold(10), books.hold(20, expires_at=now() - timedelta(seconds=1))
    assert post([hold, late]) == [Verdict.POSTED] * 2
    assert post([books.end(hold.id), books.end(late.id)]) == [Verdict.POSTED, Verdict.TOO_LATE]
    assert post([books.end(hold.id, Kind.VOID), books.end(late.id, Kind.VOID)]) == [
        Verdict.ALREADY_RESOLVED,
        Verdict.POSTED,
    ]


def test_closed_accounts() -> None:
    """A void still works, nothing else; there is no way back."""
    books = SmallBooks()
    books.fund(1000)
    books.allot(500)
    hold = books.hold(10)
    post([hold])
    close_accounts([books.ayu])
    assert books.allot(1) is Verdict.ACCOUNT_CLOSED
    assert post([books.end(hold.id, Kind.VOID)]) == [Verdict.POSTED]


def test_open_accounts_twice() -> None:
    """There is never a second balance of one owner."""
    books = SmallBooks()
    open_accounts([NewAccount(books.ayu, uuid7()), NewAccount(books.ayu)])
    open_accounts([])
    assert queries.check().accounts == 5
    assert not queries.account_ids([])
    assert not queries.stored([])


def test_an_id_taken_in_between_rolls_everything_back() -> None:
    """Somebody wrote the id on other accounts after our look: the batch is not half written."""
    books = SmallBooks()
    books.fund(5)
    taken = Transfer.objects.values_list("pk", flat=True).get()
    ids = queries.account_ids([books.budget, books.ayu])
    accounts = {number: AccountState(number, key.type) for key, number in ids.items()}
    row = Stored(taken, Kind.SINGLE, Flow.ALLOCATE, ids[books.budget], ids[books.ayu], 1, None, None, books.book)
    with pytest.raises(BrokenBatchError):
        _insert([row], accounts, {taken: "test"})


def test_an_empty_book_is_a_break() -> None:
    """Nothing to check is not a success."""
    checked = queries.check()
    assert [entry.invariant for entry in checked.breaks] == ["I0 there is a book"]
    assert not checked.balances


@pytest.mark.django_db(transaction=True)
def test_leaves_are_whole_and_in_order() -> None:
    """What the daily root is made of: only what is settled, so a transaction does not see its own."""
    books = SmallBooks()
    with transaction.atomic():
        books.fund(5)
        assert list(queries.leaves((0, 0), 10)) == []
    books.allot(2)
    leaves: list[tuple[int, int, str]] = []
    for _try in range(400):  # a transaction of a neighbouring test may still be open
        leaves = list(queries.leaves((0, 0), 10))
        if len(leaves) == 2:
            break
        time.sleep(0.05)
    assert [leaf[:2] for leaf in leaves] == sorted(leaf[:2] for leaf in leaves)
    assert all(text.count("|") >= 8 for _transaction, _sequence, text in leaves)
    assert list(queries.leaves(leaves[0][:2], 10)) == leaves[1:]


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.data())
def test_any_life_keeps_every_invariant(data: st.DataObject) -> None:
    """A random life of money; after every step the books balance and the verdict is what a simple model says."""
    books = SmallBooks()
    budget = available = 0
    holds: dict[object, int] = {}
    for _step in range(data.draw(st.integers(3, 12))):
        act = data.draw(st.sampled_from(["fund", "allot", "hold", "post", "void"]))
        amount = data.draw(st.integers(1, 300))
        if act == "fund":
            assert books.fund(amount) is Verdict.POSTED
            budget += amount
        elif act == "allot":
            fits = amount <= budget
            assert books.allot(amount).stands == fits
            budget, available = (budget - amount, available + amount) if fits else (budget, available)
        elif act == "hold":
            hold = books.hold(amount)
            fits = amount <= available
            assert post([hold])[0].stands == fits
            if fits:
                available -= amount
                holds[hold.id] = amount
        elif holds:
            hold_id = data.draw(st.sampled_from(sorted(holds, key=str)))
            held = holds[hold_id]
            paid = min(amount, held) if act == "post" else 0
            kind = Kind.POST if act == "post" else Kind.VOID
            assert post([books.end(hold_id, kind, paid or None)]) == [Verdict.POSTED]  # type: ignore[arg-type]
            available += held - paid
            del holds[hold_id]
        found = queries.balance(books.ayu)
        assert (found.available, found.dr_pending) == (available, sum(holds.values()))
        assert queries.check().balances


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.tuples(st.integers(-1, 3), st.integers(0, 400), st.booleans()), min_size=1, max_size=8))
def test_the_short_way_gives_the_same_verdicts(rows: list[tuple[int, int, bool]]) -> None:
    """One statement for a batch of one flow, or each decided: the same verdicts and balances."""
    found = []
    for short in (True, False):
        books = SmallBooks()
        books.fund(1000)
        books.allot(700)
        base = uuid7()
        batch = [
            books.hold(amount, expires_at=now() if ends else None)._replace(
                id=UUID(int=base.int + max(number, 0)), debit=books.ayu if number >= 0 else books.ayu._replace(sub=9)
            )
            for number, amount, ends in rows
        ]
        with pytest.MonkeyPatch.context() as patch:
            if not short:
                patch.setattr(services, "_post_one_flow", lambda _transfers: False)
            found.append((post(batch), queries.balance(books.ayu), queries.balance(books.school)))
    assert found[0] == found[1]
    assert queries.check().balances


def test_queries_of_a_batch_do_not_grow() -> None:
    """The engine asks a fixed number of questions, whatever the size of the batch."""
    books = SmallBooks()
    books.fund(100_000)
    counts = []
    for size in (2, 200):
        batch = [books.single(Flow.ALLOCATE, books.budget, books.ayu, 1) for _ in range(size)]
        with connection.execute_wrapper(_Counter()) as _none:
            counter = connection.execute_wrappers[-1]
            post(batch)
            counts.append(counter.count)  # type: ignore[attr-defined]
    assert counts[0] == counts[1] <= 9


class _Counter:
    """Counts statements."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, execute: object, sql: object, params: object, many: object, context: object) -> object:
        self.count += 1
        return execute(sql, params, many, context)  # type: ignore[operator]
