"""Callers who come at the same moment are served by one command; each gets an answer of its own.

A queue at a counter, without a timer: whoever finds a free clerk is served at once, alone. While all clerks are busy
the others wait, and the next free clerk takes all of them together. So a single caller waits for nobody, and the
busier it is, the more share one transaction.
"""

import threading
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from django.db import OperationalError

from jadibisa.kernel.refusals import N_, Refusal

A = TypeVar("A")
V = TypeVar("V")
RETRY_SECONDS = 2


class _Place(Generic[A, V]):
    """A caller in the queue."""

    __slots__ = ("answer", "asked", "called", "failure", "turn")
    answer: V

    def __init__(self, asked: A) -> None:
        """Nothing is known yet."""
        self.asked = asked
        self.turn: Sequence[_Place[A, V]] = ()
        self.called = threading.Event()
        self.failure: BaseException | None = None


class Counter(Generic[A, V]):
    """Serves callers of many threads by one command for many rows.

    Args:
        command: rows to answers, in order; all of it in one transaction.
        order: sorts the rows of a call, so that all calls lock in one order.
        most: so many rows a call.
        waiting: so many callers may wait; who comes then is refused with a time to come again.
        clerks: so many calls at once. With two, one decides while the other is being written to the disk.
    """

    def __init__(
        self,
        command: Callable[[Sequence[A]], Sequence[V]],
        *,
        order: Callable[[A], Any],
        most: int = 256,
        waiting: int = 2048,
        clerks: int = 2,
    ) -> None:
        """An empty queue and free clerks."""
        self._command, self._order = command, order
        self._most, self._waiting, self._free = most, waiting, clerks
        self._queue: list[_Place[A, V]] = []
        self._lock = threading.Lock()

    def ask(self, asked: A) -> V:
        """Wait for one's turn and for the answer.

        Raises:
            Refusal: `too_busy` when too many wait already.
            BaseException: what the command raised for this row, alone or as the database failed for all.
        """
        place = _Place[A, V](asked)
        if not self._clerk_is_free(place):
            place.called.wait()
        if place.turn:
            self._serve(place.turn)
        if place.failure is not None:
            raise place.failure
        return place.answer

    def _clerk_is_free(self, place: _Place[A, V]) -> bool:
        """Take a free clerk, or a place in the queue."""
        with self._lock:
            if self._free:
                self._free -= 1
                place.turn = [place]
                return True
            if len(self._queue) >= self._waiting:
                raise Refusal(
                    "too_busy",
                    N_("Terlalu banyak orang datang pada saat yang sama. Coba lagi dalam %(retry_after)s detik."),
                    status=503,
                    retry_after=RETRY_SECONDS,
                )
            self._queue.append(place)
            return False

    def _serve(self, turn: Sequence[_Place[A, V]]) -> None:
        """Be the clerk for one call; then the first of those who wait is the next one, in its own thread."""
        try:
            self._answer(sorted(turn, key=lambda place: self._order(place.asked)))
        except BaseException as error:
            for place in turn:
                place.failure = place.failure or error
            raise
        finally:
            self._call_next()
            for place in turn:
                place.called.set()

    def _answer(self, turn: Sequence[_Place[A, V]]) -> None:
        """Answer all at once; when one row breaks the call, each alone, so that only the bad one fails."""
        try:
            answers = self._command([place.asked for place in turn])
            for place, answer in zip(turn, answers, strict=True):
                place.answer = answer
        except OperationalError as error:  # no connection, no lock in time: it would be the same for each alone
            for place in turn:
                place.failure = error
        except Exception as error:  # noqa: BLE001 - it is raised again in the caller's own thread
            if len(turn) == 1:
                turn[0].failure = error
                return
            for place in turn:
                self._answer([place])

    def _call_next(self) -> None:
        with self._lock:
            turn, self._queue = self._queue[: self._most], self._queue[self._most :]
            if not turn:
                self._free += 1
                return
        turn[0].turn = turn
        turn[0].called.set()
