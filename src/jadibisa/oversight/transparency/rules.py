"""The Merkle tree of a day's facts and transfers (RFC 6962): one root stands for all of them."""

import hashlib
import json
from collections.abc import Sequence

EMPTY = hashlib.sha256(b"").digest()


def canonical(value: object) -> bytes:
    """One way to write a record down: JSON with sorted keys and no spaces, UTF-8."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def leaf(record: bytes) -> bytes:
    """The hash of one record."""
    return hashlib.sha256(b"\x00" + record).digest()


def node(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root(leaves: Sequence[bytes]) -> bytes:
    """The root of a tree over leaf hashes; an odd one goes up as it is, which is RFC 6962's shape."""
    if not leaves:
        return EMPTY
    level = list(leaves)
    while len(level) > 1:
        level = _up(level)
    return level[0]


def _up(level: Sequence[bytes]) -> list[bytes]:
    pairs = [node(level[place], level[place + 1]) for place in range(0, len(level) - 1, 2)]
    return [*pairs, level[-1]] if len(level) % 2 else pairs


def proof(leaves: Sequence[bytes], place: int) -> list[tuple[str, bytes]]:
    """The way from a leaf to the root: on which side ("left" or "right") which hash joins."""
    steps: list[tuple[str, bytes]] = []
    level = list(leaves)
    while len(level) > 1:
        neighbour = place ^ 1
        if neighbour < len(level):
            steps.append(("left" if neighbour < place else "right", level[neighbour]))
        level, place = _up(level), place // 2
    return steps


def proves(start: bytes, steps: Sequence[tuple[str, bytes]], expected: bytes) -> bool:
    """Whether a leaf hash and its way lead to the root."""
    value = start
    for side, other in steps:
        value = node(other, value) if side == "left" else node(value, other)
    return value == expected


def statement(
    *, day: str, facts: int, facts_root: bytes, transfers: int, transfers_root: bytes, previous: bytes
) -> bytes:
    """The sentence that is signed: a day, both roots with their counts, and the hash of the day before."""
    return canonical(
        {
            "day": day,
            "facts": facts,
            "facts_root": facts_root.hex(),
            "previous": previous.hex(),
            "transfers": transfers,
            "transfers_root": transfers_root.hex(),
        }
    )
