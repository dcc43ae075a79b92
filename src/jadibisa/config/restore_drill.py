"""A drill of the worst day: a real backup, restored to an instant in a cluster that is thrown away, and the books checked there.

The live database is only read, but for a small table of marks that is dropped at the end. What is written after the
instant (by everybody who uses the database, and a mark of ours) must not be in what is restored.
"""

import hashlib
import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg

from jadibisa.config import state
from jadibisa.config.database import SUPERUSER, Database
from jadibisa.config.embedded_database import binaries, own, run_as, serving
from jadibisa.config.state import FailureError

WAIT_SECONDS = 120
ROOM = 2.5  # times the size of the data: the backup, and what the restored server writes
MARKS = "jadibisa_drill"
TOTALS = """
SELECT (SELECT count(*) FROM ledger_account), (SELECT count(*) FROM ledger_transfer),
       (SELECT coalesce(sum(amount), 0)::bigint FROM ledger_transfer)
"""


@dataclass(frozen=True, order=True)
class Totals:
    """Of a book: it only grows, so an older one is never above a younger one."""

    accounts: int
    transfers: int
    sen: int

    def __str__(self) -> str:
        """For people."""
        return f"{self.accounts:,} accounts, {self.transfers:,} transfers, {self.sen:,} sen moved"

    def lies_between(self, first: "Totals", last: "Totals") -> bool:
        """Whether it can have been the book at an instant between two others."""
        ours, low, high = (vars(one).values() for one in (self, first, last))
        return all(a <= b <= c for a, b, c in zip(low, ours, high, strict=True))


def drill(database: Database, tell: Callable[[str], object]) -> bool:
    """Back up, note an instant, go on writing, restore to the instant, check the books there; leave nothing behind.

    Args:
        database: the live one.
        tell: hears what is being done and what was found.

    Returns:
        Whether the restored books balance and hold what they held at the instant.

    Raises:
        FailureError: when the server does not let us, or a step cannot be done.
    """
    folder = state.folder()
    role = {"PGUSER": SUPERUSER} if database.embedded else dict(database.owner)
    with database.connect(role, "postgres" if database.embedded else "") as server:
        _require(server, database, folder)
        work = own(Path(tempfile.mkdtemp(prefix="drill-", dir=folder)))
        try:
            with _marks(server), _archive(database, role, work, server) as archived:
                _back_up(database, role, work, tell)
                server.execute(f"insert into {MARKS} values ('before')")  # noqa: S608 - constant
                first = _totals(database, role)
                instant = _instant(server)
                last = _totals(database, role)
                server.execute(f"insert into {MARKS} values ('after')")  # noqa: S608 - constant
                tell(f"noted the instant {instant.isoformat()}: {first}")
                tell("went on writing, and waited until the log of it was archived")
                archived()
            return _restore(database, role, work, instant, (first, last), tell)
        finally:
            shutil.rmtree(work, ignore_errors=True)
            tell("removed the backup, the archive and the restored cluster")


def _require(server: "psycopg.Connection[Any]", database: Database, folder: Path) -> None:
    """Refuse before anything is begun."""
    asked = """select current_setting('server_version_num')::int / 10000, current_setting('max_wal_senders')::int,
      (select rolsuper or rolreplication from pg_roles where rolname = current_user), pg_database_size(current_database())"""
    row = server.execute(asked).fetchone() or (0, 0, False, 0)
    version, senders, may, size = row
    if not may:
        message = (
            f"The server of {database.name} does not let this role take a backup: "
            "ask its administrator for the right REPLICATION, or to run the drill."
        )
        raise FailureError(message)
    if senders == 0:
        message = (
            f"The server of {database.name} keeps no log for a backup: set wal_level = replica and max_wal_senders."
        )
        raise FailureError(message)
    ours = subprocess.run([binaries(folder) / "postgres", "-V"], capture_output=True, text=True, check=True).stdout
    if ours.split()[-1].split(".")[0] != str(version):
        message = f"The server is PostgreSQL {version}, ours is {ours.split()[-1]}: a backup can only be restored by the same version."
        raise FailureError(message)
    if database.embedded:
        size = (server.execute("select sum(pg_database_size(oid))::bigint from pg_database").fetchone() or (0,))[0]
    if shutil.disk_usage(folder).free < ROOM * size:
        message = f"The drill needs {ROOM * int(size) / 2**30:.1f} GB in {folder}: free some space first."
        raise FailureError(message)


@contextmanager
def _marks(server: "psycopg.Connection[Any]") -> Iterator[None]:
    """The table of marks, for one drill at a time."""
    row = server.execute("select pg_try_advisory_lock(hashtext('jadibisa.drill'))").fetchone()
    if not row or not row[0]:
        raise FailureError("Another drill is at work: wait until it ends.")
    server.execute(f"drop table if exists {MARKS}")
    server.execute(f"create table {MARKS} (word text)")
    try:
        yield
    finally:
        server.execute(f"drop table if exists {MARKS}")


def _surroundings(database: Database, role: dict[str, str]) -> dict[str, str]:
    return {"PATH": os.defpath, "LC_ALL": "C.UTF-8", **database.common, **role, "PGAPPNAME": MARKS}


@contextmanager
def _archive(
    database: Database, role: dict[str, str], work: Path, server: "psycopg.Connection[Any]"
) -> Iterator[Callable[[], None]]:
    """Receive the server's log while inside; gives what waits until everything written so far has arrived."""
    archive = own(work / "archive")
    receiver = subprocess.Popen(  # type: ignore[call-overload]
        [binaries(state.folder()) / "pg_receivewal", "-D", archive, "--synchronous", "--no-loop"],
        env=_surroundings(database, role),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        cwd="/",
        **run_as(),
    )

    def arrived(sql: str) -> None:
        end = time.monotonic() + WAIT_SECONDS
        while not (server.execute(sql, [MARKS]).fetchone() or (False,))[0]:
            if receiver.poll() is not None or time.monotonic() > end:
                receiver.kill()
                said = receiver.stderr.read().decode(errors="replace").strip().splitlines() if receiver.stderr else []
                message = f"The server's log cannot be received ({said[0] if said else 'it did not come in time'})."
                raise FailureError(message)
            time.sleep(0.05)

    begun = "select exists (select from pg_stat_replication where application_name = %s"

    def all_of_it() -> None:
        row = server.execute("select pg_current_wal_flush_lsn()::text").fetchone()
        arrived(f"{begun} and flush_lsn >= '{row[0] if row else '0/0'}')")

    try:
        arrived(f"{begun})")
        yield all_of_it
    finally:
        receiver.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            receiver.wait(WAIT_SECONDS)
        if receiver.stderr:
            receiver.stderr.close()
    for part in archive.glob("*.partial"):
        part.rename(part.with_suffix(""))


def _back_up(database: Database, role: dict[str, str], work: Path, tell: Callable[[str], object]) -> None:
    """A base backup, each file of it compared with the manifest."""
    since = time.monotonic()
    backup = work / "backup"
    taken = ["-D", str(backup), "-X", "stream", "-c", "fast", "--no-sync", "--manifest-checksums=SHA256"]
    done = subprocess.run(  # type: ignore[call-overload]
        [binaries(state.folder()) / "pg_basebackup", *taken],
        env=_surroundings(database, role),
        capture_output=True,
        text=True,
        cwd="/",
        check=False,
        **run_as(),
    )
    if done.returncode:
        said = done.stderr.strip().splitlines() or ["no reason given"]
        message = f"The backup cannot be taken ({said[-1]})."
        raise FailureError(message)
    files = json.loads((backup / "backup_manifest").read_text(encoding="utf-8"))["Files"]
    for told in files:
        path = backup / (told["Path"] if "Path" in told else bytes.fromhex(told["Encoded-Path"]).decode())
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != told["Checksum"]:
                message = f"The backup is damaged: {path.name} is not what the server sent. Look after the disk."
                raise FailureError(message)
    size = sum(told["Size"] for told in files)
    tell(
        f"took a backup: {len(files):,} files, {size / 2**20:,.0f} MB, each as in the manifest, {time.monotonic() - since:.1f} s"
    )


def _totals(database: Database, role: dict[str, str]) -> Totals:
    with database.connect(role) as connection:
        return Totals(*(connection.execute(TOTALS).fetchone() or (0, 0, 0)))


def _instant(server: "psycopg.Connection[Any]") -> datetime:
    """An instant, given when every transaction that was open then has ended."""
    row = server.execute("select clock_timestamp(), pg_snapshot_xmax(pg_current_snapshot())::text::bigint").fetchone()
    if row is None:
        raise FailureError("The server does not know the time.")
    instant: datetime = row[0]
    end = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < end:
        first = server.execute("select pg_snapshot_xmin(pg_current_snapshot())::text::bigint").fetchone()
        if first and first[0] >= row[1]:
            break
        time.sleep(0.05)
    return instant


def _restore(
    database: Database,
    role: dict[str, str],
    work: Path,
    instant: datetime,
    bounds: tuple[Totals, Totals],
    tell: Callable[[str], object],
) -> bool:
    """Start the backup, let it read the log up to the instant, and look at its books."""
    since = time.monotonic()
    backup, access = work / "backup", work / "access.conf"
    (backup / "recovery.signal").touch()
    access.write_text("local all all trust\n", encoding="ascii")
    access.chmod(0o644)
    options = (
        f"restore_command=cp {shlex.quote(str(work / 'archive'))}/%f %p",
        f"recovery_target_time={instant.isoformat()}",
        "recovery_target_action=promote",
        f"hba_file={access}",
        "archive_mode=off",
    )
    with serving(state.folder(), backup, options=options) as (host, _server):
        restored = Database(
            {**database.common, "PGHOST": str(host)}, database.owner, database.application, embedded=database.embedded
        )
        with restored.connect(role, "postgres" if database.embedded else "") as there:
            marks = [row[0] for row in there.execute(f"select word from {MARKS}")]  # noqa: S608 - constant
        totals = _totals(restored, role)
        tell(f"restored it to that instant in a cluster of its own, {time.monotonic() - since:.1f} s: {totals}")
        command = [sys.executable, "-m", "jadibisa.cli", "ledger", "check"]
        surroundings = {**os.environ, **restored.variables(restored.application)}
        checked = subprocess.run(command, env=surroundings, stdout=subprocess.PIPE, text=True, check=False)
    for line in checked.stdout.splitlines():
        tell(f"   {line}")
    exact = marks == ["before"]
    between = totals.lies_between(*bounds)
    tell(f"{'holds ' if exact else 'BROKEN'} what was written before the instant is there, what came after is not")
    tell(f"{'holds ' if between else 'BROKEN'} the books are those of the instant")
    return exact and between and checked.returncode == 0
