"""Speed of the ledger against limits measured in the same run: batches, singles, allotment, and the check of the books.

    python -m bench ledger        JADIBISA_BENCH_TRANSFERS=1500000 for the check of a book of that size,
                                  JADIBISA_BENCH_PEOPLE=600000 for the allotment of so many people

It starts databases of its own, with fsync, and throws them away.
"""

import os
import resource
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from statistics import median
from unittest import mock
from uuid import UUID

from bench.own_cluster import own_cluster, program

BATCH = 5000
ROUNDS = 20
SECONDS = 3
SCALE = int(os.environ.get("JADIBISA_BENCH_TRANSFERS", "200000"))
PEOPLE = int(os.environ.get("JADIBISA_BENCH_PEOPLE", "20000"))
BOOK, BANK_OWNER = UUID(int=7), UUID(int=8)
FIRST_PERSON = 0x1000000
COLUMNS = "id, kind, ledger, code, dr_account, dr_code, cr_account, cr_code, amount, group_id, actor"
UNNESTED = f"""
INSERT INTO ledger_transfer ({COLUMNS})
SELECT i, 1, 1, 110, %s, 2, c, 3, 1, %s, 'bench' FROM unnest(%s::uuid[], %s::bigint[]) AS n (i, c)"""  # noqa: S608 - constant
PGBENCH = f"""
\\set n random({FIRST_PERSON}, {FIRST_PERSON + BATCH - 1})
SELECT ledger_post_one_flow(110::smallint, 1::smallint, 'bench', '{{2,3}}',
  ARRAY['{BOOK}'::uuid, lpad(to_hex(:n::bigint), 32, '0')::uuid], '{{0,0}}', ARRAY[gen_random_uuid()], '{{1}}', '{{2}}', '{{1}}',
  ARRAY['{BOOK}'::uuid], '{{}}');
"""


def show(what: str, value: float, unit: str, *, limit: float | None = None, wanted: str = "") -> None:
    """One line: the figure, the limit of the same run, the ratio."""
    ratio = f"   {value / limit:5.2f} × the limit of {limit:,.0f} ({wanted})" if limit else ""
    print(f"{what:<56} {value:>10,.0f} {unit}{ratio}", flush=True)


def in_turns(acts: Mapping[str, Callable[[list[UUID]], Callable[[], object]]]) -> dict[str, list[float]]:
    """The rates of each, in transfers a second; they take turns, so that a neighbour's load meets all of them.

    Args:
        acts: each takes new ids and gives what is timed; its input is ready before the clock starts, as that of the SQL is.
    """
    from jadibisa.foundation.plumbing.chance import uuid7  # noqa: PLC0415 - after Django stands

    rates: dict[str, list[float]] = {name: [] for name in acts}
    for _round in range(ROUNDS):
        for name, act in acts.items():
            ids = [uuid7() for _ in range(BATCH)]
            timed = act(ids)
            since = time.perf_counter()
            timed()
            rates[name].append(BATCH / (time.perf_counter() - since))
    return rates


def batches_and_singles() -> Callable[[list[UUID]], None]:
    """The engine beside SQL written by hand; gives the engine's batch of allotments."""
    from django.db import connection  # noqa: PLC0415 - after Django stands

    from jadibisa.foundation.ledger import queries, services  # noqa: PLC0415 - after Django stands
    from jadibisa.foundation.ledger.types import AccountKey, AccountType, Flow, NewAccount, NewTransfer  # noqa: PLC0415 - after Django stands
    from jadibisa.foundation.plumbing.chance import uuid7  # noqa: PLC0415 - after Django stands

    bank, budget = AccountKey(AccountType.BANK_CASH, BANK_OWNER), AccountKey(AccountType.APPROPRIATION, BOOK)
    people = [AccountKey(AccountType.TRAINING_BALANCE, UUID(int=FIRST_PERSON + n)) for n in range(BATCH)]
    services.open_accounts([NewAccount(bank), NewAccount(budget, BOOK), *(NewAccount(key, BOOK) for key in people)])
    services.post([NewTransfer(uuid7(), Flow.FUND, BOOK, "bench", bank, budget, 10**13)])
    numbers = queries.account_ids([budget, *people])
    accounts = [numbers[key] for key in people]

    def unnested(ids: list[UUID]) -> None:
        values: list[int | UUID | str] = [
            numbers[budget],
            BOOK,
            queries.uuid_array(ids),
            "{" + ",".join(map(str, accounts[: len(ids)])) + "}",
        ]
        with connection.cursor() as cursor:
            cursor.execute(UNNESTED, values)

    def copied(ids: list[UUID]) -> None:
        head, tail = f"\t1\t1\t110\t{numbers[budget]}\t2\t", f"\t3\t1\t{BOOK.hex}\tbench\n"
        lines = "".join([f"{one.hex}{head}{account}{tail}" for one, account in zip(ids, accounts, strict=True)])
        with connection.cursor() as cursor, cursor.copy(f"COPY ledger_transfer ({COLUMNS}) FROM STDIN") as copy:
            copy.write(lines)

    def batch_of(ids: list[UUID]) -> list[NewTransfer]:
        pairs = zip(ids, people, strict=True)
        return [NewTransfer(one, Flow.ALLOCATE, BOOK, "bench", budget, key, 1) for one, key in pairs]

    def posted(batch: list[NewTransfer]) -> None:
        if not all(verdict.stands for verdict in services.post(batch)):
            message = "the bench's own transfers were refused"
            raise RuntimeError(message)

    def decided(batch: list[NewTransfer]) -> None:
        with mock.patch.object(services, "_post_one_flow", return_value=False):
            posted(batch)

    def engine(ids: list[UUID]) -> None:
        posted(batch_of(ids))

    engine([uuid7() for _ in range(BATCH)])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE ledger_account")
    rates = in_turns(
        {
            "unnest": lambda ids: partial(unnested, ids),
            "copy": lambda ids: partial(copied, ids),
            "engine": lambda ids: partial(posted, batch_of(ids)),
            "decided": lambda ids: partial(decided, batch_of(ids)),
            "made": lambda ids: partial(engine, ids),
        }
    )
    hand = [max(pair) for pair in zip(rates["unnest"], rates["copy"], strict=True)]
    show("hand-written batch of 5,000: INSERT from arrays", max(rates["unnest"]), "transfers/s")
    show("hand-written batch of 5,000: COPY", max(rates["copy"]), "transfers/s")
    for name, what, wanted in (
        ("engine", "engine, one flow: allotment of 5,000", "wanted ≥ 0.80"),
        ("made", "the same, with the making of the transfers", "told"),
        ("decided", "engine, each decided in Python: lock, decide, COPY", "told"),
    ):
        show(what, max(rates[name]), "transfers/s", limit=max(hand), wanted=wanted)
        ratios = [ours / theirs for ours, theirs in zip(rates[name], hand, strict=True)]
        print(f"{'   median of the ratios of each round':<56} {median(ratios):>10.2f}")

    def one(number: int) -> None:
        key = people[number % BATCH]
        services.post([NewTransfer(uuid7(), Flow.ALLOCATE, BOOK, "bench", budget, key, 1)])

    compare_singles(one)
    return engine


def compare_singles(one: Callable[[int], None]) -> None:
    """One transfer a transaction, beside pgbench."""
    for connections in (1, 8):
        pairs = [(pgbench(connections), singles(one, connections)) for _round in range(2)]
        limit, ours = (max(rates) for rates in zip(*pairs, strict=True))
        show(f"pgbench, the same function, {connections} connection(s)", limit, "transfers/s")
        wanted = "wanted ≥ 0.80" if connections == 1 else "told: one Python process, one interpreter lock"
        show(f"single transfers, {connections} connection(s)", ours, "transfers/s", limit=limit, wanted=wanted)


def singles(act: Callable[[int], None], connections: int) -> float:
    """Transfers a second, each of its own transaction, from so many threads."""
    from django.db import connection  # noqa: PLC0415 - after Django stands

    end = time.perf_counter() + SECONDS

    def work(first: int) -> int:
        count = 0
        while time.perf_counter() < end:
            act(first + count)
            count += 1
        connection.close()
        return count

    with ThreadPoolExecutor(connections) as pool:
        return sum(pool.map(work, range(0, connections * 500, 500))) / SECONDS


def pgbench(connections: int) -> float:
    """Transactions a second of the posting function, prepared, without a client worth mentioning."""
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write(PGBENCH)
        script.flush()
        command = [str(program("pgbench")), "-n", "-M", "prepared", "-c", str(connections), "-T", str(SECONDS)]
        done = subprocess.run(
            [*command, "-f", script.name, os.environ["PGDATABASE"]], capture_output=True, text=True, check=True
        )
    return next(float(line.split()[2]) for line in done.stdout.splitlines() if line.startswith("tps"))


def check_of_books(engine: Callable[[list[UUID]], None]) -> None:
    """The check of a big book beside one scan of it with the same sums."""
    from django.db import connection  # noqa: PLC0415 - after Django stands

    from jadibisa.foundation.ledger import queries  # noqa: PLC0415 - after Django stands
    from jadibisa.foundation.plumbing.chance import uuid7  # noqa: PLC0415 - after Django stands

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ledger_transfer")
        for _batch in range(max(0, SCALE - cursor.fetchone()[0]) // BATCH):
            engine([uuid7() for _ in range(BATCH)])
        cursor.execute("VACUUM ANALYZE ledger_transfer, ledger_account")
    scans, checks = [], []
    checked = queries.check()
    for _round in range(2):
        with connection.cursor() as cursor:
            since = time.perf_counter()
            for side in ("dr_account", "cr_account"):
                cursor.execute(f"SELECT {side}, sum(amount), count(*) FROM ledger_transfer GROUP BY {side}")  # noqa: S608
                cursor.fetchall()
            scans.append(time.perf_counter() - since)
        since = time.perf_counter()
        checked = queries.check()
        checks.append(time.perf_counter() - since)
    what = f"check of {checked.transfers:,} transfers"
    print(
        f"{what:<56} {min(checks):>10.2f} s   {min(checks) / min(scans):5.2f} × one scan with the same sums (wanted ≤ 3)"
    )
    print(checked.summary, flush=True)


def allotment() -> None:
    """Balances for a whole batch, as the command gives them: accounts, transfers, rows and a fact for each thousand."""
    from django.db import connection  # noqa: PLC0415 - after Django stands

    from jadibisa.journey.funding import queries, services  # noqa: PLC0415 - after Django stands
    from jadibisa.journey.selection import queries as selection  # noqa: PLC0415 - after Django stands
    from jadibisa.kernel.actors import SYSTEM  # noqa: PLC0415 - after Django stands
    from tests.journey.funding import world  # noqa: PLC0415 - after Django stands

    ids = many_applicants(PEOPLE)
    at = world.ALLOTTED["2024"]
    memory, marks = [], []
    since = time.perf_counter()

    def tell(done: int, people: int) -> None:
        memory.append(resident())
        marks.append(time.perf_counter() - since)
        halfway = people == PEOPLE and done == PEOPLE // 2000 * 1000 < PEOPLE
        if halfway or done == people:
            print(f"   {done:,} of {people:,} after {marks[-1]:.1f} s, {memory[-1]} MB", flush=True)
        if halfway:
            raise KeyboardInterrupt

    with mock.patch.object(selection, "winners", return_value=ids):
        try:
            services.allot(63, by=SYSTEM, at=at, tell=tell)
        except KeyboardInterrupt:
            print("   stopped, and begun again", flush=True)
            services.allot(63, by=SYSTEM, at=at, tell=tell)
    took = time.perf_counter() - since
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM facts_fact WHERE verb = 'funding.allotted'")
        facts = cursor.fetchone()[0]
    some = len(marks) // 4
    first, last = marks[some - 1] / some, (marks[-1] - marks[-1 - some]) / some
    show(f"allotting {PEOPLE:,} people, {facts:,} facts", PEOPLE / took, f"people/s   {took:.1f} s")
    print(f"{'   memory at a quarter and at the end':<56} {memory[some - 1]:>6} → {memory[-1]} MB")
    print(f"{'   a chunk of the last quarter':<56} {last / first:>10.2f} × one of the first")
    print(queries.check().summary, flush=True)


def many_applicants(count: int) -> list[UUID]:
    """So many applications of one batch; the first is registered, the others are copies of its rows with other ids."""
    from django.db import connection  # noqa: PLC0415 - after Django stands

    from tests.journey.funding import world  # noqa: PLC0415 - after Django stands

    (first,) = world.applicants(1, seats=count)
    person = {"id": "n.id", "nik_index": "sha256(n.id::text::bytea)"}
    application = {
        "id": "n.id", "person_id": "n.id", "ticket": "translate(upper(substr(md5(n.id::text), 1, 16)), 'ILOU', '0000')",
        "reference": "'R' || n.place", "key": "n.id::text",
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE n AS SELECT gen_random_uuid() AS id, place FROM generate_series(2, %s) AS place",
            [count],
        )
        for table, other, whose in (
            ("people_person", person, "person_id"),
            ("registration_application", application, "id"),
        ):
            cursor.execute("SELECT column_name FROM information_schema.columns WHERE table_name = %s", [table])
            names = [row[0] for row in cursor.fetchall()]
            values = ", ".join(other.get(name, f"a.{name}") for name in names)
            cursor.execute(
                f"INSERT INTO {table} ({', '.join(names)}) SELECT {values} FROM {table} a, n"  # noqa: S608 - names of columns
                f" WHERE a.id = (SELECT {whose} FROM registration_application WHERE id = %s)",
                [first],
            )
        cursor.execute("SELECT id FROM n")
        return [first, *(row[0] for row in cursor.fetchall())]


def resident() -> int:
    """MB of memory now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() >> 20


def main() -> None:
    """A database for transfers, and one for people."""
    with own_cluster():
        check_of_books(batches_and_singles())
    with own_cluster():
        allotment()


if __name__ == "__main__":
    main()
