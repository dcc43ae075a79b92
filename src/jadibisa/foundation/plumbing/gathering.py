"""Callers of one event loop are gathered for one command, as `together` gathers the callers of many threads.

Natural batching without a timer: a free clerk takes all who wait, at once; while all clerks are busy the others wait.
"""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Generic, TypeVar

from django.db import InterfaceError, OperationalError, close_old_connections, connection

from jadibisa.kernel.refusals import N_, Refusal

A = TypeVar("A")
V = TypeVar("V")
RETRY_SECONDS = 3


def too_busy() -> Refusal:
    """So many wait already that nobody is helped by one more."""
    return Refusal(
        "too_busy",
        N_("Terlalu banyak orang datang pada saat yang sama. Coba lagi dalam %(retry_after)s detik."),
        status=503,
        retry_after=RETRY_SECONDS,
    )


class Gathering(Generic[A, V]):
    """Serves callers of an event loop by one command for many rows, in threads of its own.

    Args:
        command: rows to answers, in order; all of it in one transaction. It may be called again for the same rows.
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
        waiting: int = 4096,
        clerks: int = 2,
    ) -> None:
        """Nobody waits; the clerks are free."""
        self._command, self._order = command, order
        self._most, self._waiting, self._free = most, waiting, clerks
        self._queue: list[tuple[A, asyncio.Future[V]]] = []
        self._pool = ThreadPoolExecutor(clerks, thread_name_prefix="gathering")
        self._clerks: set[asyncio.Task[None]] = set()

    @property
    def is_full(self) -> bool:
        """Whether the next caller would be refused."""
        return len(self._queue) >= self._waiting

    @property
    def has_room(self) -> bool:
        """Whether there is room for those who were sent away to wait."""
        return 2 * len(self._queue) < self._waiting

    async def ask(self, asked: A) -> V:
        """Wait for one's turn and for the answer.

        Raises:
            Refusal: `too_busy` when too many wait already.
            Exception: what the command raised for this row, alone or as the database failed for all.
        """
        if self.is_full:
            raise too_busy()
        answer: asyncio.Future[V] = asyncio.get_running_loop().create_future()
        self._queue.append((asked, answer))
        if self._free:
            self._free -= 1
            clerk = asyncio.create_task(self._work())
            self._clerks.add(clerk)
            clerk.add_done_callback(self._clerks.discard)
        return await answer

    async def _work(self) -> None:
        """Be a clerk as long as somebody waits."""
        loop = asyncio.get_running_loop()
        try:
            while self._queue:
                turn, self._queue = self._queue[: self._most], self._queue[self._most :]
                turn.sort(key=lambda pair: self._order(pair[0]))
                found = await loop.run_in_executor(self._pool, self._serve, [asked for asked, _answer in turn])
                for (_asked, answer), one in zip(turn, found, strict=True):
                    if answer.done():
                        continue  # the caller went away
                    if isinstance(one, Failed):
                        answer.set_exception(one.error)
                    else:
                        answer.set_result(one)
        finally:
            self._free += 1

    def _serve(self, rows: Sequence[A]) -> "Sequence[V | Failed]":
        """Answer all at once; when one row breaks the call, each alone, so that only the bad one fails."""
        for attempt in (1, 2):
            close_old_connections()
            try:
                return self._command(rows)
            except (OperationalError, InterfaceError) as error:  # the same for each alone: look for a live connection
                connection.close()
                if attempt == 2:  # noqa: PLR2004 - the second and last one
                    return [Failed(error)] * len(rows)
            except Exception as error:  # noqa: BLE001 - it is raised again where the caller waits
                if len(rows) == 1:
                    return [Failed(error)]
                return [answer for row in rows for answer in self._serve([row])]
        return []

    def end(self) -> None:
        """Finish what was begun and let the connections go."""
        self._pool.submit(connection.close)
        self._pool.shutdown(wait=True)


class Failed:
    """What the command raised for a row."""

    __slots__ = ("error",)

    def __init__(self, error: Exception) -> None:
        """Keep it."""
        self.error = error
