"""The embedded server: shared by its users, stopped by the last one however it ends, taken up again after every accident."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from jadibisa.config import embedded_database, state
from jadibisa.config.embedded_database import use
from jadibisa.config.state import FailureError

HOLD = """
import sys
from pathlib import Path
from jadibisa.config.embedded_database import use
with use(Path(sys.argv[1])) as host:
    print(host, flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    """A state folder of our own, which the server's user can enter."""
    path = Path(tempfile.mkdtemp(prefix="embedded-", dir=state.folder()))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path, ignore_errors=True)


def holder(folder: Path) -> "subprocess.Popen[str]":
    """Another command that uses the server until it reads a line."""
    return subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def said(process: "subprocess.Popen[str]") -> str:
    assert process.stdout
    return process.stdout.readline().strip()


def answers(host: str | Path) -> bool:
    try:
        psycopg.connect(host=str(host), user=embedded_database.SUPERUSER, dbname="postgres").close()
    except psycopg.OperationalError:
        return False
    return True


def is_gone(host: str | Path, within: float = 10) -> bool:
    """Whether the server and its socket folder disappear."""
    end = time.monotonic() + within
    while time.monotonic() < end:
        if not Path(host).exists() and not answers(host):
            return True
        time.sleep(0.02)
    return False


def test_two_users_share_it_and_the_last_one_stops_it(folder: Path) -> None:
    first, second = holder(folder), holder(folder)
    hosts = {said(first), said(second)}
    assert len(hosts) == 1
    host = hosts.pop()
    first.communicate("\n")
    assert answers(host)
    second.communicate("\n")
    assert not answers(host)
    assert not Path(host).exists()
    with use(folder) as again:
        assert answers(again)
    assert not Path(again).exists()


def test_a_user_that_is_killed_does_not_leave_it_running(folder: Path) -> None:
    killed = holder(folder)
    host = said(killed)
    killed.kill()
    killed.communicate()
    assert is_gone(host)


def test_a_keeper_that_is_killed_takes_the_server_with_it_and_the_next_user_starts_anew(folder: Path) -> None:
    with use(folder) as host:
        pid = int((folder / "postgres/postmaster.pid").read_text(encoding="ascii").splitlines()[0])
        keeper = int(Path(f"/proc/{pid}/status").read_text(encoding="ascii").split("PPid:")[1].split()[0])
        os.kill(keeper, signal.SIGKILL)
        end = time.monotonic() + 10
        while answers(host) and time.monotonic() < end:
            time.sleep(0.02)
        with use(folder) as again:
            assert again != host
            assert answers(again)
    assert is_gone(again)


def test_what_a_broken_off_initdb_left_is_swept_away(folder: Path) -> None:
    half = folder / "half-broken"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n", encoding="ascii")
    with use(folder) as host:
        assert answers(host)
    assert not half.exists()


def test_a_server_that_cannot_start_is_one_sentence(folder: Path) -> None:
    with use(folder):
        pass
    (folder / "postgres/global/pg_control").unlink()
    with pytest.raises(FailureError, match=r"^The database cannot start \(.+\)\. See .+server\.log"), use(folder):
        pass
    assert not list(folder.glob("half-*"))


def test_the_cluster_is_had_alone_only_when_nobody_uses_it(folder: Path) -> None:
    with (
        use(folder),
        pytest.raises(FailureError, match="Somebody uses the database"),
        embedded_database.try_whole(folder),
    ):
        pass
    with embedded_database.try_whole(folder):
        pass
