"""The counter for callers of many threads: everybody gets an answer of his own, whatever becomes of the others."""

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from django.db import OperationalError
from hypothesis import given, settings
from hypothesis import strategies as st

from jadibisa.foundation.plumbing.problems import problem
from jadibisa.foundation.plumbing.together import Counter
from jadibisa.kernel.refusals import Refusal

PATIENCE = 10


class Desk:
    """A command that doubles numbers, says what it was asked, and can be stopped."""

    def __init__(self) -> None:
        """Open."""
        self.calls: list[list[int]] = []
        self.begun, self.open = threading.Semaphore(0), threading.Event()
        self.failures: dict[int, BaseException] = {}
        self.open.set()

    def __call__(self, rows: Sequence[int]) -> list[int]:
        """All or nothing."""
        self.calls.append(list(rows))
        self.begun.release()
        assert self.open.wait(PATIENCE)
        for row in rows:
            if row in self.failures:
                raise self.failures[row]
        return [2 * row for row in rows]


def counter(desk: Callable[[Sequence[int]], list[int]], **more: int) -> Counter[int, int]:
    """A counter with one clerk."""
    return Counter(desk, order=int, **({"clerks": 1} | more))


@contextmanager
def queue(desk: Desk, at: Counter[int, int], rows: Sequence[int]) -> Iterator[list["Future[int]"]]:
    """The first row is being served while the others wait."""
    desk.open.clear()
    with ThreadPoolExecutor(len(rows)) as pool:
        asked = [pool.submit(at.ask, rows[0])]
        assert desk.begun.acquire(timeout=PATIENCE)
        for place, row in enumerate(rows[1:], 1):
            asked.append(pool.submit(at.ask, row))
            while len(at._queue) < place:
                threading.Event().wait(0.001)
        yield asked
        desk.open.set()


def test_one_caller_waits_for_nobody() -> None:
    """Each alone, when they come one after another."""
    desk = Desk()
    at = counter(desk)
    assert [at.ask(3), at.ask(1)] == [6, 2]
    assert desk.calls == [[3], [1]]


def test_those_who_wait_are_served_together_in_one_order() -> None:
    """Sorted, and no more in a call than allowed."""
    desk = Desk()
    at = counter(desk, most=3)
    with queue(desk, at, [9, 5, 4, 8, 7, 1]) as asked:
        pass
    assert [one.result(PATIENCE) for one in asked] == [18, 10, 8, 16, 14, 2]
    assert desk.calls == [[9], [4, 5, 8], [1, 7]]
    assert at.ask(2) == 4


def test_a_bad_row_fails_alone() -> None:
    """The call is repeated for each; only who caused it hears of it."""
    desk = Desk()
    desk.failures[5] = ValueError("five")
    at = counter(desk)
    with queue(desk, at, [9, 5, 4, 8]) as asked:
        pass
    assert [one.result(PATIENCE) for one in (asked[0], asked[2], asked[3])] == [18, 8, 16]
    assert str(asked[1].exception(PATIENCE)) == "five"
    assert desk.calls == [[9], [4, 5, 8], [4], [5], [8]]
    with pytest.raises(ValueError, match="five"):
        at.ask(5)
    assert at.ask(2) == 4


def test_a_dead_database_fails_for_all_at_once() -> None:
    """Nobody waits again for a lock that all of them waited for."""
    desk = Desk()
    desk.failures[4] = OperationalError("gone")
    at = counter(desk)
    with queue(desk, at, [9, 5, 4]) as asked:
        pass
    assert asked[0].result(PATIENCE) == 18
    assert [str(one.exception(PATIENCE)) for one in asked[1:]] == ["gone", "gone"]
    assert len(desk.calls) == 2
    assert at.ask(2) == 4


def test_a_clerk_who_is_sent_away_leaves_nobody_waiting() -> None:
    """The end of a thread in the middle: its callers hear of it, the next ones are served."""
    desk = Desk()
    desk.failures[5] = SystemExit()
    at = counter(desk, most=2)
    with queue(desk, at, [9, 5, 4, 8]) as asked:
        pass
    assert [type(one.exception(PATIENCE)) for one in asked[1:3]] == [SystemExit, SystemExit]
    assert [asked[0].result(PATIENCE), asked[3].result(PATIENCE), at.ask(2)] == [18, 16, 4]


def test_a_full_queue_says_when_to_come_again() -> None:
    """Who is refused is not served; the others are."""
    desk = Desk()
    at = counter(desk, waiting=2)
    with queue(desk, at, [9, 5, 4]) as asked:
        with pytest.raises(Refusal) as refused:
            at.ask(1)
        assert (refused.value.code, refused.value.status) == ("too_busy", 503)
        assert problem(refused.value)["Retry-After"] == "2"
        assert "2 detik" in str(refused.value)
    assert [one.result(PATIENCE) for one in asked] == [18, 10, 8]


def test_a_command_that_forgets_somebody_is_a_bug() -> None:
    """Never somebody else's answer."""
    with pytest.raises(ValueError, match="zip"):
        counter(lambda _rows: []).ask(1)


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 3), st.integers(1, 5), st.lists(st.integers(0, 1000), min_size=1, max_size=40))
def test_everybody_gets_his_own_answer(clerks: int, most: int, rows: list[int]) -> None:
    """Many threads; never more clerks at work than there are, never more rows in a call."""
    working = threading.Semaphore(clerks)
    sizes = []

    def serve(asked: Sequence[int]) -> list[int]:
        assert working.acquire(blocking=False)
        sizes.append(len(asked))
        try:
            return [2 * row for row in asked]
        finally:
            working.release()

    at = counter(serve, clerks=clerks, most=most)
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(at.ask, rows)) == [2 * row for row in rows]
    assert sum(sizes) == len(rows)
    assert max(sizes) <= most
