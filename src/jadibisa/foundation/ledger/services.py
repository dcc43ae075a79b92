"""The only writers of the ledger: open accounts, post transfers in batches, close accounts."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import psycopg
from django.db import IntegrityError, connection, transaction
from django.db.backends.utils import CursorWrapper

from jadibisa.foundation.ledger.queries import account_ids, stored, uuid_array
from jadibisa.foundation.ledger.rules import Books, decide, one_flow
from jadibisa.foundation.ledger.types import (
    DEBIT_BOUND,
    RUPIAH_LEDGER,
    AccountKey,
    AccountState,
    AccountType,
    NewAccount,
    NewTransfer,
    Stored,
    Verdict,
)

OPEN = """
INSERT INTO ledger_account (ledger, code, bound, owner_id, sub, book_id)
SELECT %s, n.code, n.bound, n.owner_id, n.sub, n.book_id
FROM unnest(%s::smallint[], %s::text[], %s::uuid[], %s::smallint[], %s::uuid[]) AS n (code, bound, owner_id, sub, book_id)
ORDER BY n.owner_id, n.code, n.sub
ON CONFLICT (ledger, code, owner_id, sub) DO NOTHING
"""
COPY = """
COPY ledger_transfer
  (id, kind, ledger, code, dr_account, dr_code, cr_account, cr_code, amount, pending_id, expires_at, group_id, actor)
FROM STDIN
"""
LOCK = """
SELECT id, code, dr_pending, dr_posted, cr_pending, cr_posted, closed, present
FROM ledger_lock(%s::bigint[]), LATERAL (SELECT programme_now() AS present OFFSET 0) AS clock
"""
ONE_FLOW = """
SELECT ledger_post_one_flow(%s::smallint, %s::smallint, %s, %s::smallint[], %s::uuid[], %s::smallint[], %s::uuid[], %s::int[],
  %s::int[], %s::bigint[], %s::uuid[], %s::timestamptz[])
"""
NULL = "\\N"


class BrokenBatchError(RuntimeError):
    """A caller reused an id for another movement while the batch was decided; the whole batch is rolled back."""


def open_accounts(accounts: Iterable[NewAccount]) -> None:
    """Open accounts; those that exist already stay as they are."""
    new = list(accounts)
    if not new:
        return
    columns = (
        [int(account.key.type) for account in new],
        ["D" if account.key.type in DEBIT_BOUND else "C" for account in new],
        [account.key.owner for account in new],
        [account.key.sub for account in new],
        [account.book for account in new],
    )
    with connection.cursor() as cursor:
        cursor.execute(OPEN, [RUPIAH_LEDGER, *columns])


def close_accounts(keys: Sequence[AccountKey]) -> None:
    """Close accounts: nothing moves any more except the void of what is still held."""
    ids = sorted(account_ids(keys).values())
    with connection.cursor() as cursor:
        cursor.execute("SELECT ledger_close(%s::bigint[])", [ids])


def post(transfers: Sequence[NewTransfer]) -> list[Verdict]:
    """Book a batch; a verdict for each transfer, in order, as if they came one by one.

    A batch of one flow is one statement. When anything of it does not stand, and for every other batch: lock the
    accounts in order, decide each transfer, insert once.

    A repeated id with the same content is `ALREADY`, with other content `ID_DIFFERS`. The rest of the batch does
    not care about one that is refused. Who needs all or nothing raises inside the same transaction.
    """
    if not transfers:
        return []
    if _post_one_flow(transfers):
        return [Verdict.POSTED] * len(transfers)
    with transaction.atomic():
        holds = stored({transfer.pending for transfer in transfers if transfer.pending})
        ids = account_ids(
            {key for transfer in transfers for key in (transfer.debit, transfer.credit) if key is not None}
        )
        touched = {*ids.values(), *(side for hold in holds.values() for side in (hold.dr_account, hold.cr_account))}
        accounts, now = _lock(touched)
        asked = {transfer.id for transfer in transfers}
        books = Books(accounts, ids, holds | stored(asked), _resolved(holds), now)
        verdicts, rows = decide(transfers, books)
        _insert(rows, accounts, {transfer.id: transfer.actor for transfer in transfers})
    return verdicts


def _post_one_flow(transfers: Sequence[NewTransfer]) -> bool:
    """Book a batch of one flow if all of it stands; else nothing is written and each has to be decided."""
    batch = one_flow(transfers)
    if batch is None:
        return False
    columns = (
        _array([str(int(key.type)) for key in batch.keys]),
        uuid_array([key.owner for key in batch.keys]),
        _array([str(key.sub) for key in batch.keys]),
        uuid_array(batch.ids),
        _array(map(str, batch.debits)),
        _array(map(str, batch.credits)),
        _array(map(str, batch.amounts)),
        uuid_array(batch.groups),
        _array(["NULL" if end is None else end.isoformat() for end in batch.ends]),
    )
    with _binding_cursor() as cursor:
        cursor.execute(ONE_FLOW, [int(batch.flow), int(batch.kind), batch.actor, *columns])
        return bool(cursor.fetchone()[0])


def _binding_cursor() -> CursorWrapper:
    """A cursor that sends long columns beside the statement; Django's own writes them into its text, to be read again."""
    connection.ensure_connection()
    bare: Any = psycopg.Cursor(connection.connection)
    return connection.make_debug_cursor(bare) if connection.queries_logged else connection.make_cursor(bare)


def _array(texts: Iterable[str]) -> str:
    """An array literal."""
    return "{" + ",".join(texts) + "}"


def _lock(ids: set[int]) -> tuple[dict[int, AccountState], datetime]:
    """Lock accounts in the one global order and read them, with the time after the lock was got."""
    wanted = "{" + ",".join(map(str, sorted(ids))) + "}"
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [wanted])
        rows = cursor.fetchall()
    types = {code: AccountType(code) for code in {row[1] for row in rows}}
    accounts = {row[0]: AccountState(row[0], types[row[1]], *row[2:7]) for row in rows}
    return accounts, rows[0][7] if rows else datetime.min.replace(tzinfo=UTC)


def _resolved(holds: Iterable[UUID]) -> set[UUID]:
    wanted = list(holds)
    if not wanted:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pending_id FROM ledger_transfer WHERE pending_id = ANY(%s::uuid[])", [uuid_array(wanted)]
        )
        return {row[0] for row in cursor.fetchall()}


def _insert(rows: Sequence[Stored], accounts: dict[int, AccountState], actors: dict[UUID, str]) -> None:
    """Write all rows as one statement, so that the trigger fires once.

    Raises:
        BrokenBatchError: when somebody wrote one of the ids between our look and now, on other accounts than we locked.
    """
    if not rows:
        return
    types = {number: int(account.type) for number, account in accounts.items()}
    lines = "".join([_line(row, types, actors[row.id]) for row in rows])
    try:
        with connection.cursor() as cursor, connection.wrap_database_errors, cursor.copy(COPY) as copy:
            copy.write(lines)
    except IntegrityError as error:
        if "ledger_transfer_pkey" not in str(error):
            raise
        message = "an id of this batch was taken by another batch"
        raise BrokenBatchError(message) from error


def _line(row: Stored, types: dict[int, int], actor: str) -> str:
    """A row as a line of COPY."""
    pending = row.pending.hex if row.pending else NULL
    expires = row.expires_at.isoformat() if row.expires_at else NULL
    who = actor.replace("\\", "\\\\").replace("\t", " ").replace("\n", " ").replace("\r", " ")
    return (
        f"{row.id.hex}\t{row.kind:d}\t{RUPIAH_LEDGER}\t{row.flow:d}\t{row.dr_account}\t{types[row.dr_account]}\t{row.cr_account}"
        f"\t{types[row.cr_account]}\t{row.amount}\t{pending}\t{expires}\t{row.group.hex}\t{who}\n"
    )
