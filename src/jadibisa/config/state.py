"""The one folder outside the sources: the embedded database, the master key, what tests keep; and locks on it."""

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
SOURCES = Path(__file__).resolve().parents[1]


class FailureError(Exception):
    """What an operator can mend: one plain sentence that says what to do; never a traceback."""


def is_root() -> bool:
    """Whether we run as root, whom PostgreSQL refuses."""
    return os.geteuid() == 0


def folder() -> Path:
    """The state folder, made when missing: `JADIBISA_STATE`, or `.data` in the checkout, or for root one in /var/lib.

    The server of root's cluster runs as `nobody`, who may not be able to enter the checkout.

    Raises:
        FailureError: when it cannot be made.
    """
    named = os.environ.get("JADIBISA_STATE", "")
    if named:
        path = Path(named).absolute()
    elif is_root():
        path = Path("/var/lib") / f"jadibisa-{hashlib.sha256(str(ROOT).encode()).hexdigest()[:10]}"
    else:
        path = ROOT / ".data"
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = f"The folder {path} cannot be made ({error.strerror}): name another one in JADIBISA_STATE."
        raise FailureError(message) from None
    return path


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold a file lock; the kernel lets go of it however the holder ends."""
    with path.open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def try_lock(path: Path, how: int) -> bool:
    """Whether a lock on the file could be had just now; it is let go at once."""
    with path.open("a") as asked:
        try:
            fcntl.flock(asked, how | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
