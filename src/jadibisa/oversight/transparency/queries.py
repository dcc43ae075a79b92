"""Questions to the record itself: what a day covers, whether every signed day still holds, the trail of the auditor."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from django.db import connection
from django.db.models import Count

from jadibisa.foundation.ledger.queries import leaves as transfer_leaves
from jadibisa.foundation.plumbing.chance import named_uuid
from jadibisa.foundation.plumbing.crypto import signing_key
from jadibisa.oversight.transparency import rules
from jadibisa.oversight.transparency.models import DailyRoot
from jadibisa.oversight.transparency.types import Place, SignedDay

CHUNK = 5000
# Only transactions that no open one can still precede, so that a day once signed never gains a fact.
SETTLED = """
select transaction, id, verb, at, actor, subjects, why, data from facts_fact
where (transaction, id) > (%s, %s) and transaction < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
order by transaction, id limit %s
"""


def subject_of(day: object) -> UUID:
    """The id by which facts name a signed day."""
    return named_uuid("daily_root", str(day))


def _fact_leaves(after: Place, until: Place | None) -> Iterator[tuple[int, int, bytes]]:
    """Hashes of the settled facts after a place, with (transaction, number)."""
    where = (after.transaction, after.fact)
    while True:
        with connection.cursor() as cursor:
            cursor.execute(SETTLED, [*where, CHUNK])
            rows = cursor.fetchall()
        for row in rows:
            if until and (row[0], row[1]) > (until.transaction, until.fact):
                return
            yield row[0], row[1], rules.leaf(fact_text(*row[1:]))
        if len(rows) < CHUNK:
            return
        where = rows[-1][0], rows[-1][1]


def fact_text(
    number: int,
    verb: str,
    at: datetime,
    actor: str,
    subjects: Sequence[UUID],
    why: str,
    data: str | Mapping[str, object],
) -> bytes:
    """One fact as it is hashed."""
    return rules.canonical(
        {
            "actor": actor,
            "at": at.isoformat(),
            "data": json.loads(data) if isinstance(data, str) else data,
            "id": number,
            "subjects": [str(subject) for subject in subjects],
            "verb": verb,
            "why": why,
        }
    )


def gathered(after: Place, until: Place | None = None) -> tuple[list[bytes], list[bytes], Place]:
    """The leaf hashes of facts and transfers between two places, and where they end."""
    facts: list[bytes] = []
    transaction, fact, last = after.transaction, after.fact, (after.transfer_transaction, after.transfer)
    for transaction, fact, leaf in _fact_leaves(after, until):  # noqa: B007 - the last values are the new place
        facts.append(leaf)
    transfers: list[bytes] = []
    while True:
        lines = list(transfer_leaves(last, CHUNK))
        if until:
            lines = [line for line in lines if line[:2] <= (until.transfer_transaction, until.transfer)]
        for of, number, text in lines:
            transfers.append(rules.leaf(text.encode()))
            last = of, number
        if len(lines) < CHUNK:
            return facts, transfers, Place(transaction, fact, *last)


def days(*, limit: int = 400) -> list[SignedDay]:
    """The signed days, newest first."""
    return [_view(row) for row in DailyRoot.objects.order_by("-day")[:limit]]


def newest() -> SignedDay | None:
    """The newest signed day."""
    row = DailyRoot.objects.order_by("-day").first()
    return _view(row) if row else None


def _view(row: DailyRoot) -> SignedDay:
    return SignedDay(
        row.day, row.facts, row.facts_root, row.transfers, row.transfers_root, row.previous, row.signature, row.signed_at,
        Place(row.last_transaction, row.last_fact, row.last_transfer_transaction, row.last_transfer),
    )  # fmt: skip


def statement_of(signed: SignedDay) -> bytes:
    """The sentence that the day's signature covers."""
    return rules.statement(
        day=signed.day.isoformat(),
        facts=signed.facts,
        facts_root=bytes.fromhex(signed.facts_root),
        transfers=signed.transfers,
        transfers_root=bytes.fromhex(signed.transfers_root),
        previous=bytes.fromhex(signed.previous),
    )


def broken_days() -> list[str]:
    """Compute every signed day again from the record; says which day does not hold and why, [] when all do."""
    found, after, previous = [], Place(), hashlib.sha256(b"").digest()
    key = signing_key().public_key()
    for signed in reversed(days(limit=100_000)):
        facts, transfers, _place = gathered(after, signed.until)
        if (len(facts), rules.root(facts).hex()) != (signed.facts, signed.facts_root):
            found.append(f"{signed.day}: facts")
        if (len(transfers), rules.root(transfers).hex()) != (signed.transfers, signed.transfers_root):
            found.append(f"{signed.day}: transfers")
        if signed.previous != previous.hex():
            found.append(f"{signed.day}: chain")
        try:
            key.verify(bytes.fromhex(signed.signature), statement_of(signed))
        except InvalidSignature:
            found.append(f"{signed.day}: signature")
        after, previous = signed.until, hashlib.sha256(statement_of(signed)).digest()
    return found


def rows_without_fact() -> int:
    """Signed days of which no fact tells."""
    sql = "select unnest(subjects) from facts_fact where verb = 'transparency.signed'"
    with connection.cursor() as cursor:
        cursor.execute(sql)
        known = {row[0] for row in cursor.fetchall()}
    return sum(subject_of(day) not in known for day in DailyRoot.objects.values_list("day", flat=True))


def totals() -> dict[str, int]:
    """How many days are signed."""
    return DailyRoot.objects.aggregate(days=Count("day"))
