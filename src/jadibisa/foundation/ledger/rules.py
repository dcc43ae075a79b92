"""The law of the ledger as a pure decision: a verdict for each transfer of a batch, in order.

The database enforces the same law again by itself; this room only makes a refusal cheap and precise: one bad
transfer does not throw away the batch it came in.
"""

from collections.abc import Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from jadibisa.foundation.ledger.types import FLOWS, AccountKey, AccountState, Flow, Kind, NewTransfer, Stored, Verdict

BIGGEST_AMOUNT = 2**53  # sen; far above any budget, far below the limit of the column even when summed


class OneFlow(NamedTuple):
    """A batch of one flow in columns, as the database books it in one statement.

    Attributes:
        flow, kind, actor: the same for all.
        keys: every account once.
        ids, groups, amounts: of each transfer.
        debits, credits: for each transfer the place of its account among the keys, from 1.
        ends: when each hold expires; empty when none does.
    """

    flow: Flow
    kind: Kind
    actor: str
    keys: Sequence[AccountKey]
    ids: Sequence[UUID]
    groups: Sequence[UUID]
    amounts: Sequence[int]
    debits: Sequence[int]
    credits: Sequence[int]
    ends: Sequence[datetime | None]


def one_flow(transfers: Sequence[NewTransfer]) -> OneFlow | None:
    """A batch that needs no decision one by one: new money of one flow, well formed; None for every other one.

    In one flow no account is on both sides, so what is used of a bound only grows: when the end of the batch is
    within every bound, each step was. It works on whole columns, because a batch has thousands of rows.
    """
    size = len(transfers)
    ids, flows, groups, actors, debits, credits_, amounts, kinds, pendings, ends = zip(*transfers, strict=True)
    rule = FLOWS[flows[0]]
    kind = Kind.PENDING if rule.two_phase else Kind.SINGLE
    alike = flows.count(flows[0]) == kinds.count(kind) == actors.count(actors[0]) == pendings.count(None) == size
    endless = ends.count(None) == size
    if not alike or not (endless or rule.two_phase) or set(map(type, amounts)) != {int}:
        return None
    if debits.count(None) or credits_.count(None) or not (amount_fits(min(amounts)) and amount_fits(max(amounts))):
        return None
    givers, giving = _places(debits, 1)
    takers, taking = _places(credits_, 1 + len(givers))
    if {key.type for key in givers} != {rule.debit} or {key.type for key in takers} != {rule.credit}:
        return None
    return OneFlow(
        flows[0], kind, actors[0], [*givers, *takers], ids, groups, amounts, giving, taking, () if endless else ends
    )


def _places(column: Sequence[AccountKey], first: int) -> tuple[Sequence[AccountKey], Sequence[int]]:
    """The accounts of a column, each once, and for each row the place of its account; the usual shapes without a look-up."""
    size = len(column)
    if column[0] is column[-1] and column.count(column[0]) == size:
        return column[:1], [first] * size
    keys = list(dict.fromkeys(column))
    if len(keys) == size:
        return keys, range(first, first + size)
    place = {key: number for number, key in enumerate(keys, first)}
    return keys, [place[key] for key in column]


@dataclass(slots=True)
class Books:
    """What is known before a batch is decided, all of it read under the locks.

    Attributes:
        accounts: states by account id; changed while the batch is decided.
        ids: account ids by key.
        stored: transfers already in the book: those with an id of the batch, and the holds that it resolves.
        resolved: ids of the holds that are already posted or voided.
        now: the programme's time by the database's clock.
    """

    accounts: MutableMapping[int, AccountState]
    ids: Mapping[AccountKey, int]
    stored: MutableMapping[UUID, Stored]
    resolved: set[UUID]
    now: datetime


def decide(transfers: Sequence[NewTransfer], books: Books) -> tuple[list[Verdict], list[Stored]]:
    """A verdict for each transfer, and the rows to write, in order.

    Each transfer sees the effect of those before it in the batch, as if they came one by one.
    """
    verdicts: list[Verdict] = []
    rows: list[Stored] = []
    for transfer in transfers:
        found = _row(transfer, books)
        if isinstance(found, Verdict):
            verdicts.append(found)
            continue
        verdict = _book(found, books)
        verdicts.append(verdict)
        if verdict is Verdict.POSTED:
            rows.append(found)
            books.stored[found.id] = found
            if found.pending is not None:
                books.resolved.add(found.pending)
    return verdicts, rows


def _row(transfer: NewTransfer, books: Books) -> Stored | Verdict:
    """The row that a transfer asks for, or why there is none."""
    if transfer.kind in {Kind.POST, Kind.VOID}:
        return _resolution(transfer, books)
    if (
        transfer.debit is None
        or transfer.credit is None
        or transfer.pending is not None
        or not amount_fits(transfer.amount)
    ):
        return Verdict.MALFORMED
    if transfer.expires_at is not None and transfer.kind is not Kind.PENDING:
        return Verdict.MALFORMED
    rule = FLOWS[transfer.flow]
    if (transfer.debit.type, transfer.credit.type, transfer.kind is Kind.PENDING) != rule:
        return Verdict.FLOW_FORBIDDEN
    debit, credit = books.ids.get(transfer.debit), books.ids.get(transfer.credit)
    if debit is None or credit is None:
        return Verdict.ACCOUNT_MISSING
    return Stored(
        transfer.id,
        transfer.kind,
        transfer.flow,
        debit,
        credit,
        int(transfer.amount or 0),
        None,
        transfer.expires_at,
        transfer.group,
    )


def _resolution(transfer: NewTransfer, books: Books) -> Stored | Verdict:
    if transfer.pending is None or transfer.debit or transfer.credit or transfer.expires_at:
        return Verdict.MALFORMED
    if transfer.amount is not None and not amount_fits(transfer.amount):
        return Verdict.MALFORMED
    hold = books.stored.get(transfer.pending)
    if hold is None:
        return Verdict.PENDING_MISSING
    if hold.kind is not Kind.PENDING or hold.flow is not transfer.flow:
        return Verdict.PENDING_DIFFERS
    amount = hold.amount if transfer.amount is None else transfer.amount
    return Stored(
        transfer.id, transfer.kind, hold.flow, hold.dr_account, hold.cr_account, amount, hold.id, None, transfer.group
    )


def amount_fits(amount: object) -> bool:
    """Whether a value can be an amount: an int (no float, no bool) above zero and below the limit."""
    return type(amount) is int and 0 < amount <= BIGGEST_AMOUNT


def _book(row: Stored, books: Books) -> Verdict:
    """Apply a row to the accounts in memory, or say why not."""
    earlier = books.stored.get(row.id)
    if earlier is not None:
        return Verdict.ALREADY if earlier == row else Verdict.ID_DIFFERS
    held = 0
    if row.pending is not None:
        hold = books.stored[row.pending]
        refused = _unresolvable(row, hold, books)
        if refused:
            return refused
        held = hold.amount
    debit, credit = books.accounts[row.dr_account], books.accounts[row.cr_account]
    if row.kind is not Kind.VOID and (debit.closed or credit.closed):
        return Verdict.ACCOUNT_CLOSED
    pending = row.amount if row.kind is Kind.PENDING else -held
    posted = row.amount if row.kind in {Kind.SINGLE, Kind.POST} else 0
    _move(debit, credit, pending, posted)
    if debit.within_bound and credit.within_bound:
        return Verdict.POSTED
    _move(debit, credit, -pending, -posted)
    return Verdict.EXCEEDS_BALANCE


def _move(debit: AccountState, credit: AccountState, pending: int, posted: int) -> None:
    debit.dr_pending += pending
    debit.dr_posted += posted
    credit.cr_pending += pending
    credit.cr_posted += posted


def _unresolvable(row: Stored, hold: Stored, books: Books) -> Verdict | None:
    """Why a hold cannot be resolved so, if it cannot."""
    if hold.id in books.resolved:
        return Verdict.ALREADY_RESOLVED
    if row.amount > hold.amount or (row.kind is Kind.VOID and row.amount != hold.amount):
        return Verdict.EXCEEDS_PENDING
    if row.kind is Kind.POST and hold.expires_at is not None and hold.expires_at <= books.now:
        return Verdict.TOO_LATE
    return None
