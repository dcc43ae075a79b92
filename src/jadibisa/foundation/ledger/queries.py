"""Questions to the ledger: accounts, balances, entries, totals of a book, and the check of the books."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from uuid import UUID

from django.db import connection

from jadibisa.foundation.ledger.types import (
    RUPIAH_LEDGER,
    AccountKey,
    AccountType,
    Balance,
    Break,
    Check,
    Entry,
    Flow,
    Kind,
    Stored,
)

INVARIANTS = (
    "I0 there is a book",
    "I1 trial balance",
    "I2 stored = derived",
    "I3 bound",
    "I4 resolved once",
    "I5 post <= pending",
)
IDS = """
SELECT a.code, a.owner_id, a.sub, a.id
FROM unnest(%s::smallint[], %s::uuid[], %s::smallint[]) AS n (code, owner_id, sub)
JOIN ledger_account a ON a.ledger = %s AND a.code = n.code AND a.owner_id = n.owner_id AND a.sub = n.sub
"""
STORED = """
SELECT id, kind, code, dr_account, cr_account, amount, pending_id, expires_at, group_id
FROM ledger_transfer WHERE id = ANY(%s::uuid[])
"""
ENTRIES = """
SELECT t.id, t.seq, t.kind, t.code, CASE WHEN t.cr_account = a.id THEN t.amount ELSE -t.amount END, t.pending_id, t.group_id, t.effective_at
FROM ledger_account a JOIN ledger_transfer t ON t.dr_account = a.id OR t.cr_account = a.id
WHERE a.ledger = %s AND a.code = %s AND a.owner_id = %s AND a.sub = %s
ORDER BY t.seq
"""
BOOK_FLOWS = """
SELECT t.code, sum(t.amount)::bigint, count(*)
FROM ledger_account a JOIN ledger_transfer t ON t.dr_account = a.id AND t.kind IN (1, 3)
WHERE a.book_id = %s GROUP BY t.code
"""


def uuid_array(ids: Iterable[UUID]) -> str:
    """Ids as one array literal: far cheaper to send than a list that the driver adapts one by one."""
    return "{" + b"".join([one.int.to_bytes(16, "big") for one in ids]).hex(",", 16) + "}"


def account_ids(keys: Iterable[AccountKey]) -> dict[AccountKey, int]:
    """Ids of the accounts that exist, by key."""
    wanted = list(keys)
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        columns = (
            [int(key.type) for key in wanted],
            uuid_array(key.owner for key in wanted),
            [key.sub for key in wanted],
        )
        cursor.execute(IDS, [*columns, RUPIAH_LEDGER])
        return {AccountKey(AccountType(code), owner, sub): account for code, owner, sub, account in cursor.fetchall()}


def stored(ids: Collection[UUID]) -> dict[UUID, Stored]:
    """Transfers that are in the book, by id."""
    if not ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(STORED, [uuid_array(ids)])
        return {row[0]: Stored(row[0], Kind(row[1]), Flow(row[2]), *row[3:]) for row in cursor.fetchall()}


def balances(type: AccountType, owners: Collection[UUID]) -> dict[UUID, Balance]:  # noqa: A002 - the domain's word
    """Balances of one account type by owner; an owner without an account is missing."""
    sql = """SELECT owner_id, dr_pending, dr_posted, cr_pending, cr_posted FROM ledger_account
             WHERE ledger = %s AND code = %s AND sub = 0 AND owner_id = ANY(%s::uuid[])"""
    with connection.cursor() as cursor:
        cursor.execute(sql, [RUPIAH_LEDGER, int(type), uuid_array(owners)])
        return {row[0]: Balance(*row[1:]) for row in cursor.fetchall()}


def balance(key: AccountKey) -> Balance:
    """The balance of one account; all zero when it does not exist."""
    return balances(key.type, [key.owner]).get(key.owner, Balance())


def entries(key: AccountKey) -> list[Entry]:
    """Every transfer of one account in the order of the book."""
    with connection.cursor() as cursor:
        cursor.execute(ENTRIES, [RUPIAH_LEDGER, int(key.type), key.owner, key.sub])
        return [Entry(row[0], row[1], Kind(row[2]), Flow(row[3]), *row[4:]) for row in cursor.fetchall()]


def book_balances(book: UUID) -> Mapping[AccountType, Balance]:
    """The summed counters of all accounts of a book, by type."""
    sql = """SELECT code, sum(dr_pending)::bigint, sum(dr_posted)::bigint, sum(cr_pending)::bigint, sum(cr_posted)::bigint
             FROM ledger_account WHERE book_id = %s GROUP BY code"""
    with connection.cursor() as cursor:
        cursor.execute(sql, [book])
        return {AccountType(row[0]): Balance(*row[1:]) for row in cursor.fetchall()}


def book_flows(book: UUID) -> Mapping[Flow, tuple[int, int]]:
    """What left the accounts of a book for good, by flow: sum in sen and number of transfers."""
    with connection.cursor() as cursor:
        cursor.execute(BOOK_FLOWS, [book])
        return {Flow(code): (total, count) for code, total, count in cursor.fetchall()}


def leaves(after: tuple[int, int], limit: int) -> Iterator[tuple[int, int, str]]:
    """Transfers after a place as canonical lines for the daily root: (transaction, sequence, text), in this order.

    Only of transactions that no open one can still precede: a sequence number is given before its commit happens.
    """
    sql = """SELECT transaction, seq, concat_ws('|', id, kind, code, dr_account, cr_account, amount, pending_id, group_id, actor,
                    to_char(effective_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
             FROM ledger_transfer WHERE (transaction, seq) > (%s, %s)
               AND transaction < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
             ORDER BY transaction, seq LIMIT %s"""
    with connection.cursor() as cursor:
        cursor.execute(sql, [*after, limit])
        yield from cursor.fetchall()


def check() -> Check:
    """Check every invariant of the book; each break is a defect, and a book without accounts is one too."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ledger_account")
        accounts = cursor.fetchone()[0]
        cursor.execute("SELECT count(*) FROM ledger_transfer")
        transfers = cursor.fetchone()[0]
        cursor.execute("SELECT invariant, subject FROM ledger_break ORDER BY invariant, subject LIMIT 1000")
        breaks = [Break(*row) for row in cursor.fetchall()]
    if accounts == 0:
        breaks.append(Break("I0 there is a book", "no account"))
    return Check(accounts, transfers, breaks)


def available_in_book(book: UUID, type: AccountType) -> dict[UUID, int]:  # noqa: A002 - the domain's word
    """Owners of a book whose credit accounts can still pay something, with how much."""
    sql = """SELECT owner_id, cr_posted - dr_posted - dr_pending FROM ledger_account
             WHERE book_id = %s AND code = %s AND cr_posted > dr_posted + dr_pending ORDER BY id"""
    with connection.cursor() as cursor:
        cursor.execute(sql, [book, int(type)])
        return dict(cursor.fetchall())
