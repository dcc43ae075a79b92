"""Whom auditors look at again: a sample from the same seed, so that nobody can choose it."""

import hashlib
from collections.abc import Iterable
from heapq import nsmallest

from jadibisa.journey.selection.rules.tickets import check_seed

SHARE, FEWEST = 100, 20  # one in a hundred, and no fewer than twenty


def sample(seed: str, tickets: Iterable[str]) -> list[str]:
    """The tickets with the smallest `SHA-256(SEED ",audit," ticket)`: one in a hundred, at least twenty, all if there are fewer.

    Args:
        seed: 64 hexadecimal digits.
        tickets: the winners, or the whole roll.
    """
    start = f"{check_seed(seed)},audit,".encode()
    ranked = [(hashlib.sha256(start + ticket.encode()).digest(), ticket) for ticket in tickets]
    return [ticket for _number, ticket in nsmallest(max(FEWEST, -(-len(ranked) // SHARE)), ranked)]
