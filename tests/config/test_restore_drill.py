"""The drill of the worst day, on a small cluster under load; and who may not hold one."""

import shutil
import subprocess
import sys
from collections.abc import Iterator

import pytest

from jadibisa.config import database as databases
from jadibisa.config import restore_drill, state
from jadibisa.config.database import Database
from jadibisa.config.restore_drill import Totals
from jadibisa.config.state import FailureError
from tests import conftest
from tests.races.kill_drill import Drill


@pytest.fixture(scope="module")
def busy() -> Iterator[Drill]:
    """A server with people who buy all the time."""
    one = Drill(conftest.prepared(state.folder()), conftest.TEMPLATE, people=10)
    one.start("server")
    one.wait_for("held", 0)
    yield one
    one.end()


def test_the_books_come_back_at_an_instant(busy: Drill) -> None:
    """While others write; what the backup and the log bring back balances, and nothing is left behind."""
    command = [sys.executable, "-m", "jadibisa.cli", "ledger", "drill"]
    done = subprocess.run(command, env=busy.surroundings, capture_output=True, text=True, check=False)
    lines = done.stdout.splitlines()
    assert done.returncode == 0, done.stdout + done.stderr
    assert [line for line in lines if "BROKEN" in line] == []
    assert sum(line.startswith("   books balance: ") and line.endswith(" 0 breaks") for line in lines) == 1
    assert lines[-1] == "the drill was passed"
    held = len(busy.said["held"])
    busy.wait_for("held", held)
    database = databases.embedded(busy.sockets / "host", busy.name)
    with database.connect({"PGUSER": databases.SUPERUSER}, "postgres") as server:
        assert server.execute("select to_regclass('jadibisa_drill')").fetchone() == (None,)
    assert list(state.folder().glob("drill-*")) == []


@pytest.mark.django_db
def test_a_server_without_a_log_is_refused(database: Database) -> None:
    """Before anything is begun."""
    with pytest.raises(FailureError, match="keeps no log"):
        restore_drill.drill(database, print)


@pytest.mark.django_db
def test_a_role_without_the_right_is_refused(database: Database) -> None:
    """A named server, whose owner may only own."""
    named = Database(database.common, database.owner, database.application, embedded=False)
    with pytest.raises(FailureError, match="REPLICATION"):
        restore_drill.drill(named, print)


def test_a_full_disk_and_another_version_are_refused(busy: Drill, monkeypatch: pytest.MonkeyPatch) -> None:
    """With what to do."""
    database = databases.embedded(busy.sockets / "host", busy.name)
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: shutil._ntuple_diskusage(10, 9, 1))
    with pytest.raises(FailureError, match="free some space"):
        restore_drill.drill(database, print)
    monkeypatch.setattr(
        subprocess, "run", lambda *_words, **_more: subprocess.CompletedProcess([], 0, "postgres (PostgreSQL) 14.1")
    )
    with pytest.raises(FailureError, match="same version"):
        restore_drill.drill(database, print)


def test_a_book_only_grows() -> None:
    """Each figure lies between its two bounds, not the row as a whole."""
    low, high = Totals(1, 5, 100), Totals(2, 9, 900)
    assert Totals(1, 9, 100).lies_between(low, high)
    assert not Totals(1, 10, 100).lies_between(low, high)
    assert not Totals(2, 4, 900).lies_between(low, high)
    assert str(high) == "2 accounts, 9 transfers, 900 sen moved"
