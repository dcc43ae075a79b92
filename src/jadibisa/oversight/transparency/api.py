"""The signed days as JSON, and the key that signed them."""

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.http import HttpRequest
from ninja import Router, Schema

from jadibisa.foundation.plumbing.crypto import signing_key
from jadibisa.oversight.transparency import queries

router = Router(tags=["transparency"])


class DayOut(Schema):
    """One signed day; `statement` is the text under the Ed25519 signature."""

    day: str
    facts: int
    facts_root: str
    transfers: int
    transfers_root: str
    previous: str
    statement: str
    signature: str


class DaysOut(Schema):
    """The newest signed days and the public key, hexadecimal."""

    public_key: str
    days: list[DayOut]


@router.get("/days", response=DaysOut)
def days(request: HttpRequest) -> DaysOut:  # noqa: ARG001 - ninja hands it over
    """The newest 400 signed days, newest first."""
    key = signing_key().public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()
    return DaysOut(
        public_key=key,
        days=[
            DayOut(
                day=one.day.isoformat(), facts=one.facts, facts_root=one.facts_root, transfers=one.transfers,
                transfers_root=one.transfers_root, previous=one.previous, statement=queries.statement_of(one).decode(),
                signature=one.signature,
            )
            for one in queries.days()
        ],
    )  # fmt: skip
