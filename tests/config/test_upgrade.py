"""A data folder that an older main played is taken up by `jadibisa run`: migrated, served, and its report still holds.

Each `kept/DATE.dump.xz` is a `pg_dump -Fc` of a demonstration of 100 people, its `DATE.master-key` the key of that
demonstration and of nothing else.
"""

import lzma
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from jadibisa.cli.run import MARK
from jadibisa.config import database as databases
from jadibisa.config import embedded_database
from jadibisa.config.database import ATTACHED, VARIABLES

KEPT = Path(__file__).parent / "kept"
JADIBISA = [sys.executable, "-m", "jadibisa.cli"]
PAST_ANY_KEPT_TRANSACTION = "30000"  # listeners read facts in the order of transactions: the new server must be further


def restored(state: Path, dump: Path) -> None:
    """Make a state folder as the older main left it."""
    data = state / "postgres"
    embedded_database.initialise(state, data)
    programs = embedded_database.binaries(state)
    as_server = {"user": 65534, "group": 65534, "extra_groups": []} if os.geteuid() == 0 else {}
    subprocess.run(
        [programs / "pg_resetwal", "-x", PAST_ANY_KEPT_TRANSACTION, data],
        check=True,
        capture_output=True,
        cwd="/",
        **as_server,
    )  # type: ignore[call-overload]
    with embedded_database.running(state, data, options=embedded_database.FAST) as host:
        database = databases.embedded(host)
        databases.ensure(database)
        subprocess.run(
            [
                programs / "pg_restore",
                "--exit-on-error",
                "-h",
                host,
                "-U",
                embedded_database.SUPERUSER,
                "-d",
                database.name,
            ],
            input=lzma.decompress(dump.read_bytes()),
            check=True,
            capture_output=True,
        )
        databases.write_mark(database, f"{MARK}: done people=100 seed=1")
    keys = state / "keys"
    keys.mkdir(mode=0o700)
    key = keys / "master"
    key.touch(mode=0o600)
    key.write_bytes(dump.with_name(dump.name.removesuffix(".dump.xz") + ".master-key").read_bytes())


@pytest.fixture
def state() -> Iterator[Path]:
    """A state folder that the server's user can enter."""
    made = Path(tempfile.mkdtemp(prefix="jadibisa-kept-", dir="/tmp"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made, ignore_errors=True)


def surroundings(state: Path) -> dict[str, str]:
    """The environment of an operator who has nothing but this state folder."""
    ours = {ATTACHED, "DATABASE_URL", "JADIBISA_MASTER_KEY_FILE", *VARIABLES.values()}
    return {name: value for name, value in os.environ.items() if name not in ours} | {"JADIBISA_STATE": str(state)}


def served(state: Path) -> str:
    """What `jadibisa run` says until it serves; it is stopped then."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port = str(asked.getsockname()[1])
    server = subprocess.Popen(
        [*JADIBISA, "run", "--port", port],
        env=surroundings(state),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    said = ""
    with server:
        for line in server.stdout or ():
            said += line
            if "JadiBisa is at" in line:
                server.send_signal(signal.SIGINT)
    assert server.returncode == 0, said
    return said


@pytest.mark.parametrize("dump", sorted(KEPT.glob("*.dump.xz")), ids=lambda path: path.name.split(".")[0])
def test_a_data_folder_of_an_older_main_is_taken_up(state: Path, dump: Path) -> None:
    restored(state, dump)
    assert "JadiBisa is at" in served(state)
    report = subprocess.run([*JADIBISA, "report"], env=surroundings(state), capture_output=True, text=True, check=False)
    assert report.returncode == 0, report.stdout + report.stderr
    last = report.stdout.strip().splitlines()[-3:]
    assert all(line.startswith("ok: ") for line in last), report.stdout
    assert "(212 accounts" in last[0]
    assert "(3 draws)" in last[1]
