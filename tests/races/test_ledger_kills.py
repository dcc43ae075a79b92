"""The database is killed with -9 under load: what was acknowledged is there, nothing else is, and the books balance."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from jadibisa.config import database as databases
from jadibisa.config import embedded_database, state
from jadibisa.foundation.plumbing.chance import named_uuid

KILLS = int(os.environ.get("JADIBISA_KILLS", "3"))  # `make bench` asks for more
DURABLE = ("fsync=on", "synchronous_commit=on", "full_page_writes=on", "wal_level=replica")
WRITER = """
import sys
from uuid import UUID
from jadibisa.config.prepare import start_django
start_django(tables_only=True)
from jadibisa.foundation.ledger.services import open_accounts, post
from jadibisa.foundation.ledger.types import AccountKey, AccountType, Flow, NewAccount, NewTransfer
from jadibisa.foundation.plumbing.chance import named_uuid
book = UUID(int=7)
bank, budget = AccountKey(AccountType.BANK_CASH, UUID(int=8)), AccountKey(AccountType.APPROPRIATION, book)
people = [AccountKey(AccountType.TRAINING_BALANCE, UUID(int=100 + n)) for n in range(20)]
open_accounts([NewAccount(bank), NewAccount(budget, book), *(NewAccount(key, book) for key in people)])
post([NewTransfer(named_uuid("kill", "fund"), Flow.FUND, book, "kill", bank, budget, 10**12)])
first = int(sys.argv[1])
for number in range(first, first + 100_000):
    ids = [named_uuid("kill", str(number), str(n)) for n in range(len(people))]
    batch = [NewTransfer(one, Flow.ALLOCATE, book, "kill", budget, key, 1) for one, key in zip(ids, people)]
    assert all(verdict.stands for verdict in post(batch))
    print(number, flush=True)
"""
PEOPLE = 20


@pytest.fixture
def cluster() -> Iterator[Path]:
    """A cluster of its own with all tables, for a server that flushes."""
    folder = state.folder()
    prepared = next(folder.glob("prepared-*"))
    data = Path(tempfile.mkdtemp(prefix="kills-", dir=folder))
    embedded_database.copy_cluster(prepared, data)
    embedded_database.own(data)
    yield data
    shutil.rmtree(data, ignore_errors=True)


def children(parent: int) -> list[int]:
    """Processes whose parent this is."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = stat.read_text(encoding="ascii", errors="replace").rsplit(")", 1)[1].split()
            if int(fields[1]) == parent:
                found.append(int(stat.parent.name))
    return found


def kill(server: "subprocess.Popen[bytes]") -> None:
    """The postmaster and every backend, at once."""
    for number in [server.pid, *children(server.pid)]:
        with contextlib.suppress(ProcessLookupError):
            os.kill(number, signal.SIGKILL)
    server.wait()


def write_until_killed(data: Path, first: int, seconds: float) -> list[int]:
    """Batches from a number on; the server dies in the middle. The numbers that were acknowledged."""
    with embedded_database.serving(state.folder(), data, options=DURABLE) as (host, server):
        database = databases.embedded(host, "template_jadibisa")
        surroundings = {**os.environ, **database.variables(database.application)}
        command = [sys.executable, "-c", WRITER, str(first)]
        with subprocess.Popen(
            command, env=surroundings, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        ) as writer:
            assert writer.stdout is not None
            acknowledged = [int(writer.stdout.readline())]
            timer = threading.Timer(seconds, kill, [server])
            timer.start()
            acknowledged += [int(line) for line in writer.stdout if line.endswith("\n")]
            timer.join()
    return acknowledged


def test_nothing_acknowledged_is_lost_and_nothing_is_extra(cluster: Path) -> None:
    """After every kill: 0 missing, at most the one batch extra that was never answered, 0 breaks."""
    acknowledged: list[int] = []
    for number in range(KILLS):
        acknowledged += write_until_killed(cluster, number * 1_000_000, 0.3 + 0.2 * number)
    with embedded_database.serving(state.folder(), cluster, options=DURABLE) as (host, _server):
        database = databases.embedded(host, "template_jadibisa")
        with database.connect(database.application) as connection:
            sql = "SELECT id FROM ledger_transfer WHERE actor = 'kill' AND code = 110"
            stored = {row[0] for row in connection.execute(sql)}
            breaks = connection.execute("SELECT invariant, subject FROM ledger_break").fetchall()
    expected = {named_uuid("kill", str(number), str(n)) for number in acknowledged for n in range(PEOPLE)}
    assert len(acknowledged) > KILLS
    assert not expected - stored, "what was acknowledged is there"
    assert len(stored) % PEOPLE == 0, "a batch is whole or not there"
    assert len(stored - expected) <= KILLS * PEOPLE, (
        "extra is at most the one batch of each kill that was never answered"
    )
    assert breaks == []
