"""Words of transparency: a signed day, and where in the record a day ends."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Place:
    """How far the record was read: the last fact and the last transfer, both in (transaction, number) order."""

    transaction: int = 0
    fact: int = 0
    transfer_transaction: int = 0
    transfer: int = 0


@dataclass(frozen=True, slots=True)
class SignedDay:
    """One day's root.

    Attributes:
        day: calendar day in WIB.
        facts: how many facts it covers.
        facts_root: Merkle root of the facts, hexadecimal.
        transfers: how many transfers it covers.
        transfers_root: Merkle root of the transfers, hexadecimal.
        previous: SHA-256 of the statement before, hexadecimal.
        signature: Ed25519 over the statement, hexadecimal.
        signed_at: when, UTC.
        until: where in the record it ends.
    """

    day: date
    facts: int
    facts_root: str
    transfers: int
    transfers_root: str
    previous: str
    signature: str
    signed_at: datetime
    until: Place
