"""The Merkle tree of RFC 9162: one root for the whole roll, a short proof for each line."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from types import ModuleType

import numpy as np

from jadibisa.journey.selection.rules.swift import compiled

DIGEST = 32


def leaf(line: bytes) -> bytes:
    """`SHA-256(0x00 || line)`; a line of the roll is hashed with its line end."""
    return hashlib.sha256(b"\x00" + line).digest()


def node(left: bytes, right: bytes) -> bytes:
    """`SHA-256(0x01 || left || right)`."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root(leaves: Iterable[bytes]) -> bytes:
    """The root over leaf hashes, in one pass and with one hash kept per level; of no leaves the hash of nothing."""
    kept: list[tuple[int, bytes]] = []
    for found in leaves:
        size, top = 1, found
        while kept and kept[-1][0] == size:
            top = node(kept.pop()[1], top)
            size *= 2
        kept.append((size, top))
    if not kept:
        return hashlib.sha256(b"").digest()
    top = kept.pop()[1]
    while kept:
        top = node(kept.pop()[1], top)
    return top


@dataclass(frozen=True, slots=True)
class Tree:
    """All levels of a tree in one string of hashes, leaves first, so that a proof reads a few slices."""

    size: int
    hashes: bytes

    @property
    def root(self) -> bytes:
        """The last hash is the root."""
        return self.hashes[-DIGEST:] if self.size else hashlib.sha256(b"").digest()


def tree(leaves: Sequence[bytes]) -> Tree:
    """Build all levels; an odd last hash moves up unchanged, which is the tree of RFC 9162."""
    level, parts = list(leaves), [b"".join(leaves)]
    while len(level) > 1:
        above = [node(level[at], level[at + 1]) for at in range(0, len(level) - 1, 2)]
        level = above + level[len(above) * 2 :]
        parts.append(b"".join(level))
    return Tree(len(leaves), b"".join(parts))


def tree_of(content: bytes) -> Tree:
    """The tree over the lines of a text, each with its line end; many lines are hashed by compiled loops.

    Raises:
        ValueError: when the last line has no line end: the loops would read past the text.
    """
    if content and not content.endswith(b"\n"):
        message = "the last line has no line end"
        raise ValueError(message)
    native = compiled(content.count(b"\n"))
    if native is None:
        return tree([leaf(line) for line in content.splitlines(keepends=True)])
    return _swift_tree(native, content)


def _swift_tree(native: ModuleType, content: bytes) -> Tree:
    letters = np.frombuffer(content, dtype=np.uint8)
    size = content.count(b"\n")
    hashes = np.empty((hashes_in(size), DIGEST), dtype=np.uint8)
    native.leaves(letters, size, hashes[:size])
    start, width = 0, size
    while width > 1:
        below, above = hashes[start : start + width], hashes[start + width : start + width + (width + 1) // 2]
        native.level(below, above)
        if width % 2:
            above[-1] = below[-1]
        start, width = start + width, (width + 1) // 2
    return Tree(size, hashes.tobytes())


def hashes_in(size: int) -> int:
    """How many hashes all levels have."""
    found = size
    while size > 1:
        size = (size + 1) // 2
        found += size
    return found


def proof_offsets(index: int, size: int) -> list[int]:
    """Where in `Tree.hashes` the proof of a leaf stands, in hashes from the start, from the leaf's level upwards."""
    if not 0 <= index < size:
        message = f"leaf {index} of {size}"
        raise IndexError(message)
    found, start = [], 0
    while size > 1:
        if index ^ 1 < size:
            found.append(start + (index ^ 1))
        start, index, size = start + size, index // 2, (size + 1) // 2
    return found


def proves(line: bytes, index: int, size: int, proof: Sequence[bytes], top: bytes) -> bool:
    """Whether a proof leads from a line to the root (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    here, last, found = index, size - 1, leaf(line)
    for other in proof:
        if last == 0:
            return False
        if here & 1 or here == last:
            found = node(other, found)
            while here and not here & 1:
                here, last = here >> 1, last >> 1
        else:
            found = node(found, other)
        here, last = here >> 1, last >> 1
    return last == 0 and found == top
