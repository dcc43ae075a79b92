"""The master key file: made once with mode 0600, never written over; production names its own."""

import os
from pathlib import Path

from jadibisa.config.state import FailureError, locked

KEY_BYTES = 32


def ensure(folder: Path) -> Path:
    """The key file of a state folder, made when missing; several may ask at once.

    Raises:
        FailureError: when it cannot be made.
    """
    keys = folder / "keys"
    path = keys / "master"
    try:
        keys.mkdir(mode=0o700, exist_ok=True)
        with locked(keys / "lock"):
            if not path.exists():
                half = keys / "master.half"
                half.unlink(missing_ok=True)
                with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
                    out.write(os.urandom(KEY_BYTES).hex() + "\n")
                    out.flush()
                    os.fsync(out.fileno())
                half.rename(path)
    except OSError as error:
        message = f"The master key cannot be kept in {keys} ({error.strerror})."
        raise FailureError(message) from None
    return path


def add(path: Path) -> None:
    """Append a new key: it seals from now on, the older ones still open."""
    with locked(path.with_name("lock")):
        text = path.read_text(encoding="ascii")
        half = path.with_name(path.name + ".half")
        half.unlink(missing_ok=True)
        with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.write(text.rstrip("\n") + "\n" + os.urandom(KEY_BYTES).hex() + "\n")
            out.flush()
            os.fsync(out.fileno())
        half.rename(path)


def first(path: Path) -> bytes:
    """The first key of the file, from which everything that outlives a rotation is derived.

    Raises:
        FailureError: when the file holds no key.
    """
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii").split()[0])
    except (OSError, ValueError, IndexError):
        key = b""
    if len(key) != KEY_BYTES:
        message = f"{path} holds no key of 64 hexadecimal digits: name the right file in JADIBISA_MASTER_KEY_FILE."
        raise FailureError(message)
    return key
