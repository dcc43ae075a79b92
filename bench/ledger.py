"""Speed of the ledger against limits measured in the same run: batches, singles, allotment, and the check of the books.

    python -m bench ledger        JADIBISA_BENCH_TRANSFERS=1500000 for the check of a book of that size

It starts a database of its own, with fsync, and throws it away.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from jadibisa.config import database as databases
from jadibisa.config import embedded_database, state
from jadibisa.config.prepare import let_go, start_django

BATCH = 5000
ROUNDS = 3
SCALE = int(os.environ.get("JADIBISA_BENCH_TRANSFERS", "200000"))


def best(act: Callable[[], int]) -> float:
    """The best rate of a few rounds, in transfers a second."""
    rates: list[float] = []
    for _round in range(ROUNDS):
        begun = time.perf_counter()
        count = act()
        rates.append(count / (time.perf_counter() - begun))
    return max(rates)


def show(what: str, value: float, unit: str, *, limit: float | None = None, wanted: str = "") -> None:
    """One line: the figure, the limit of the same run, the ratio."""
    ratio = f"   {value / limit:5.2f} × the limit of {limit:,.0f} (wanted {wanted})" if limit else ""
    print(f"{what:<52} {value:>10,.0f} {unit}{ratio}")


def measure() -> None:
    """All figures."""
    from django.db import connection  # noqa: PLC0415 - after Django stands

    from jadibisa.foundation.ledger import queries, services  # noqa: PLC0415 - after Django stands
    from jadibisa.foundation.ledger.types import AccountKey, AccountType, Flow, NewAccount, NewTransfer  # noqa: PLC0415 - after Django stands
    from jadibisa.foundation.plumbing.chance import uuid7  # noqa: PLC0415 - after Django stands

    book, bank_owner = uuid7(), uuid7()
    bank, budget = AccountKey(AccountType.BANK_CASH, bank_owner), AccountKey(AccountType.APPROPRIATION, book)
    people = [AccountKey(AccountType.TRAINING_BALANCE, uuid7()) for _ in range(BATCH)]
    services.open_accounts([NewAccount(bank), NewAccount(budget, book), *(NewAccount(key, book) for key in people)])
    services.post([NewTransfer(uuid7(), Flow.FUND, book, "bench", bank, budget, 10**13)])
    ids = queries.account_ids([budget, *people])

    def engine() -> int:
        batch = [NewTransfer(uuid7(), Flow.ALLOCATE, book, "bench", budget, key, 1) for key in people]
        verdicts = services.post(batch)
        if not all(verdict.stands for verdict in verdicts):
            message = "the bench's own transfers were refused"
            raise RuntimeError(message)
        return len(batch)

    raw_sql = """
        INSERT INTO ledger_transfer (id, kind, ledger, code, dr_account, dr_code, cr_account, cr_code, amount, group_id, actor)
        SELECT i, 1, 1, 110, %s, 2, c, 3, 1, %s, 'bench' FROM unnest(%s::uuid[], %s::bigint[]) AS n (i, c)"""

    def by_hand(size: int = BATCH) -> int:
        made: list[UUID] = [uuid7() for _ in range(size)]
        with connection.cursor() as cursor:
            cursor.execute(raw_sql, [ids[budget], book, made, [ids[key] for key in people[:size]]])
        return size

    engine()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE ledger_account")
    hand, ours = best(by_hand), best(engine)
    show("hand-written SQL batch of 5,000", hand, "transfers/s")
    show("batch engine: lock, decide, insert", ours, "transfers/s", limit=hand, wanted="≥ 0.80")

    def singles(act: Callable[[], object], count: int = 300) -> Callable[[], int]:
        def run() -> int:
            for _one in range(count):
                act()
            return count

        return run

    one_by_hand = best(singles(lambda: by_hand(1)))
    one = best(
        singles(lambda: services.post([NewTransfer(uuid7(), Flow.ALLOCATE, book, "bench", budget, people[0], 1)]))
    )
    show("hand-written single insert, same client", one_by_hand, "transfers/s")
    show("engine with a batch of one (five statements)", one, "transfers/s", limit=one_by_hand, wanted="≥ 0.80")
    check_of_books(engine)


def check_of_books(engine: Callable[[], int]) -> None:
    """The check of a big book beside one scan of it with the same sums."""
    from django.db import connection  # noqa: PLC0415 - after Django stands

    from jadibisa.foundation.ledger import queries  # noqa: PLC0415 - after Django stands

    while queries.check().transfers < SCALE:
        for _batch in range(10):
            engine()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE ledger_transfer, ledger_account")
        begun = time.perf_counter()
        cursor.execute("SELECT dr_account, sum(amount), count(*) FROM ledger_transfer GROUP BY dr_account")
        cursor.fetchall()
        cursor.execute("SELECT cr_account, sum(amount), count(*) FROM ledger_transfer GROUP BY cr_account")
        cursor.fetchall()
        scan = time.perf_counter() - begun
    begun = time.perf_counter()
    checked = queries.check()
    took = time.perf_counter() - begun
    what = f"check of {checked.transfers:,} transfers"
    print(f"{what:<52} {took:>10.2f} s   {took / scan:5.2f} × one scan with the same sums (wanted ≤ 3)")
    print(checked.summary)


def main() -> None:
    """A database of its own, migrated by the owner, used by the application's role."""
    folder = state.folder()
    data = Path(tempfile.mkdtemp(prefix="bench-", dir=folder))
    with embedded_database.running(folder, data) as host:
        database = databases.embedded(host, "bench")
        databases.ensure(database)
        migrate = [sys.executable, "-m", "jadibisa.cli", "manage", "migrate", "-v0"]
        subprocess.run(migrate, env={**os.environ, **database.variables(database.owner)}, check=True)
        databases.close_migrations(database)
        database.become(database.application)
        start_django(tables_only=True)
        try:
            measure()
        finally:
            let_go()
    shutil.rmtree(data, ignore_errors=True)


if __name__ == "__main__":
    main()
