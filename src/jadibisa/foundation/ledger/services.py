"""The only writers of the ledger: open accounts, post transfers in batches, close accounts."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from jadibisa.foundation.ledger.queries import account_ids, stored
from jadibisa.foundation.ledger.rules import Books, decide
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
INSERT = """
INSERT INTO ledger_transfer
  (id, kind, ledger, code, dr_account, dr_code, cr_account, cr_code, amount, pending_id, expires_at, group_id, actor)
SELECT n.id, n.kind, %s, n.code, n.dr, n.dr_code, n.cr, n.cr_code, n.amount, n.pending, n.expires, n.grp, n.actor
FROM unnest(%s::uuid[], %s::smallint[], %s::smallint[], %s::bigint[], %s::smallint[], %s::bigint[], %s::smallint[], %s::bigint[],
            %s::uuid[], %s::timestamptz[], %s::uuid[], %s::text[])
     AS n (id, kind, code, dr, dr_code, cr, cr_code, amount, pending, expires, grp, actor)
ON CONFLICT (id) DO NOTHING
RETURNING id
"""


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
    """Book a batch: lock in order, decide each, insert once; a verdict for each transfer, in order.

    A repeated id with the same content is `ALREADY`, with other content `ID_DIFFERS`. The rest of the batch does
    not care about one that is refused. Who needs all or nothing raises inside the same transaction.
    """
    if not transfers:
        return []
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


def _lock(ids: set[int]) -> tuple[dict[int, AccountState], datetime]:
    """Lock accounts in the one global order and read them, with the time after the lock was got."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, code, dr_pending, dr_posted, cr_pending, cr_posted, closed FROM ledger_lock(%s::bigint[])",
            [sorted(ids)],
        )
        accounts = {row[0]: AccountState(row[0], AccountType(row[1]), *row[2:]) for row in cursor.fetchall()}
        cursor.execute("SELECT programme_now()")
        return accounts, cursor.fetchone()[0]


def _resolved(holds: Iterable[UUID]) -> set[UUID]:
    wanted = list(holds)
    if not wanted:
        return set()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pending_id FROM ledger_transfer WHERE pending_id = ANY(%s::uuid[])", [wanted])
        return {row[0] for row in cursor.fetchall()}


def _insert(rows: Sequence[Stored], accounts: dict[int, AccountState], actors: dict[UUID, str]) -> None:
    if not rows:
        return
    columns = (
        [row.id for row in rows],
        [int(row.kind) for row in rows],
        [int(row.flow) for row in rows],
        [row.dr_account for row in rows],
        [int(accounts[row.dr_account].type) for row in rows],
        [row.cr_account for row in rows],
        [int(accounts[row.cr_account].type) for row in rows],
        [row.amount for row in rows],
        [row.pending for row in rows],
        [row.expires_at for row in rows],
        [row.group for row in rows],
        [actors[row.id] for row in rows],
    )
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [RUPIAH_LEDGER, *columns])
        written = {row[0] for row in cursor.fetchall()}
    skipped = [row for row in rows if row.id not in written]
    if skipped:
        # Somebody wrote the same id between our look and our insert, on other accounts than those we locked.
        message = f"{len(skipped)} transfer ids were taken by another batch, first {skipped[0].id}"
        raise BrokenBatchError(message)
