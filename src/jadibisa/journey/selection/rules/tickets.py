"""The number of a ticket under a seed: one SHA-256, the same that anyone can compute at home."""

import hashlib
import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from jadibisa.journey.selection.rules.swift import compiled
from jadibisa.kernel.refusals import N_, Refusal

CHUNK = 2**18


def check_seed(seed: str) -> str:
    """The seed itself.

    Raises:
        Refusal: `seed_unreadable` unless it is 64 lower-case hexadecimal digits.
    """
    if not re.fullmatch(r"[0-9a-f]{64}", seed, flags=re.ASCII):
        raise Refusal("seed_unreadable", N_("SEED harus 64 angka heksadesimal: 0 sampai 9 dan a sampai f huruf kecil."))
    return seed


def number_of(seed: str, ticket: str) -> str:
    """`SHA-256(SEED "," ticket)` as 64 hexadecimal digits; the smaller number comes first.

    Raises:
        Refusal: `seed_unreadable`.
    """
    return hashlib.sha256(f"{check_seed(seed)},{ticket}".encode()).hexdigest()


def prefixes(seed: str, tickets: Sequence[bytes] | NDArray[np.bytes_]) -> NDArray[np.uint64]:
    """The first 8 bytes of each ticket's number, big end first: enough to rank all but one pair in 2^64.

    Args:
        seed: 64 hexadecimal digits.
        tickets: ASCII ticket ids, as a list or as an array of fixed width.
    """
    native = compiled(len(tickets))
    if native is not None and isinstance(tickets, np.ndarray) and tickets.dtype == "S16":
        letters = np.ascontiguousarray(tickets).view(np.uint8).reshape(-1, 16)
        if not (letters[:, -1] == 0).any():  # a shorter ticket would be filled with zeros
            swift: NDArray[np.uint64] = native.numbers(check_seed(seed), letters)
            return swift
    start, sha256 = f"{check_seed(seed)},".encode(), hashlib.sha256
    found = np.empty(len(tickets), dtype=np.uint64)
    for place in range(0, len(tickets), CHUNK):
        part = tickets[place : place + CHUNK]
        plain = part.tolist() if isinstance(part, np.ndarray) else part
        numbers = b"".join([sha256(start + ticket).digest()[:8] for ticket in plain])
        found[place : place + CHUNK] = np.frombuffer(numbers, dtype=">u8")
    return found
