"""Whole purchases on one hot partner: many callers at the counter beside the same command one by one.

    python -m bench purchase        JADIBISA_BENCH_BUYERS=4096 for more people

A purchase is all of it: learner, seat, hold on the balance, redeem code, fact, in a transaction that is flushed.
"""

import os
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from statistics import quantiles
from uuid import UUID

from bench.own_cluster import own_cluster

BUYERS = int(os.environ.get("JADIBISA_BENCH_BUYERS", "3072"))
CONNECTIONS, CALLERS = 16, 256
ALONE = 320


def rush(buyers: Sequence[UUID], callers: int, buy: Callable[[UUID], bool]) -> tuple[float, list[float]]:
    """So many callers, each with a thread; purchases a second and the seconds that each took."""
    from django.db import connection  # noqa: PLC0415 - after Django stands

    line, took, lock = iter(buyers), [], threading.Lock()
    begin = threading.Barrier(callers + 1)

    def call() -> None:
        begin.wait()
        while True:
            with lock:
                buyer = next(line, None)
            if buyer is None:
                break
            since = time.perf_counter()
            if not buy(buyer):
                message = "the bench's own purchase was refused"
                raise RuntimeError(message)
            took.append(time.perf_counter() - since)
        connection.close()

    with ThreadPoolExecutor(callers) as pool:
        calls = [pool.submit(call) for _ in range(callers)]
        begin.wait()
        since = time.perf_counter()
        for one in calls:
            one.result()
        return len(buyers) / (time.perf_counter() - since), took


def told(what: str, rate: float, took: Sequence[float]) -> str:
    """One line."""
    hundredths = quantiles(took, n=100)
    return f"{what:<52} {rate:>8,.0f} purchases/s   p50 {hundredths[49] * 1000:6.0f} ms   p99 {hundredths[98] * 1000:6.0f} ms"


def measure() -> None:
    """All figures."""
    from django.conf import settings  # noqa: PLC0415 - after Django stands
    from django.db import connection  # noqa: PLC0415 - after Django stands

    from jadibisa.foundation.ledger import queries as ledger  # noqa: PLC0415 - after Django stands
    from jadibisa.journey.training import services  # noqa: PLC0415 - after Django stands
    from jadibisa.journey.training.services import counter  # noqa: PLC0415 - after Django stands
    from jadibisa.journey.training.types import Purchase  # noqa: PLC0415 - after Django stands
    from jadibisa.kernel.actors import SYSTEM, Actor, Role  # noqa: PLC0415 - after Django stands
    from jadibisa.kernel.refusals import Refusal  # noqa: PLC0415 - after Django stands
    from tests.journey.training import world  # noqa: PLC0415 - after Django stands

    settings.DATABASES["default"]["OPTIONS"]["pool"]["max_size"] = CONNECTIONS
    buyers = world.learners(BUYERS)
    (run,) = world.publish(world.course(world.provider(), seats=2 * BUYERS))
    at = world.wib(2024, 3, 1)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    connection.close()

    def one_by_one(buyer: UUID) -> bool:
        return isinstance(services.purchase([(buyer, run)], by=SYSTEM, at=at)[0], Purchase)

    def at_the_counter(buyer: UUID) -> bool:
        by = Actor(Role.CITIZEN, application_id=buyer)
        return isinstance(counter.buy(buyer, run, by=by, at=at), Purchase)

    alone, took = rush(buyers[:ALONE], CONNECTIONS, one_by_one)
    print(told(f"one by one, {CONNECTIONS} connections, one hot partner", alone, took))
    calls: list[int] = []
    serve = counter._counter._command  # noqa: SLF001 - the mean size of a call is a figure

    def counted(rows: Sequence[counter.Ask]) -> Sequence[Purchase | Refusal]:
        calls.append(len(rows))
        return serve(rows)

    counter._counter._command = counted  # noqa: SLF001
    rate, took = rush(buyers[ALONE:], CALLERS, at_the_counter)
    print(told(f"at the counter, {CALLERS} callers", rate, took))
    print(f"{'':<52} {rate / alone:>8.1f} × one by one (wanted ≥ 10); {sum(calls) / len(calls):.0f} purchases a call")
    print(ledger.check().summary)


def main() -> None:
    """On a database of its own."""
    with own_cluster():
        measure()


if __name__ == "__main__":
    main()
