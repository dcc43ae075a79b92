"""The number of a ticket under a seed: one SHA-256, the same that anyone can compute at home."""

import hashlib
import re
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from jadibisa.kernel.refusals import N_, Refusal

TICKET_LENGTH = 16


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


def prefixes(seed: str, tickets: Iterable[bytes], count: int) -> NDArray[np.uint64]:
    """The first 8 bytes of each ticket's number, big end first: enough to rank all but one pair in 2^64.

    Args:
        seed: 64 hexadecimal digits.
        tickets: ASCII ticket ids.
        count: how many there are.
    """
    start, sha256 = f"{check_seed(seed)},".encode(), hashlib.sha256
    numbers = b"".join([sha256(start + ticket).digest()[:8] for ticket in tickets])
    if len(numbers) != 8 * count:
        message = "count does not fit the tickets"
        raise ValueError(message)
    return np.frombuffer(numbers, dtype=">u8").astype(np.uint64)
