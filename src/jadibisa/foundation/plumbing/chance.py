"""Chance from the operating system; everything that is drawn elsewhere comes in as an argument."""

import secrets  # noqa: TID251 - this is the one place
import time
import uuid

from jadibisa.kernel.ids import crockford

NAMESPACE = uuid.UUID("6b1f0a52-6a0e-5d1a-9d1b-2f6f5b1c7a10")
TICKET_LETTERS = 16


def uuid7() -> uuid.UUID:
    """A new id that sorts by time of making (RFC 9562)."""
    value = (time.time_ns() // 1_000_000) << 80 | secrets.randbits(80)
    value = value & ~(0xF << 76) | 0x7 << 76
    return uuid.UUID(int=value & ~(0x3 << 62) | 0x2 << 62)


def named_uuid(*parts: str) -> uuid.UUID:
    """The id of a business key: the same parts give the same id, so a replay meets itself."""
    return uuid.uuid5(NAMESPACE, "/".join(parts))


def ticket() -> str:
    """A random ticket id: 16 Crockford letters, 80 bits, never derived from a person."""
    return crockford(secrets.randbits(80), TICKET_LETTERS)


def letters(count: int) -> str:
    """Random Crockford letters, 5 bits each."""
    return crockford(secrets.randbits(5 * count), count)


def digits(count: int) -> str:
    """A random code of decimal digits."""
    return f"{secrets.randbelow(10**count):0{count}d}"


def token() -> str:
    """A random URL-safe secret of 192 bits."""
    return secrets.token_urlsafe(24)


def bits(count: int) -> bytes:
    """Random bytes: `count` bits, a multiple of 8."""
    return secrets.token_bytes(count // 8)
