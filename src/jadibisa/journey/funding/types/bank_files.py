"""Files of the bank, and the match of a day."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from jadibisa.journey.funding.types.states import Outcome
from jadibisa.journey.funding.types.views import StatementLine, StatementResult


@dataclass(frozen=True, slots=True)
class Statement:
    """A bank's statement of one account and one day, as its file says it.

    Attributes:
        identity: the bank's own name of the statement.
        account: number of the account.
        day: the day of both balances and of every line.
        opening: balance at the day's begin in sen; below zero is a debt.
        closing: balance at the day's end.
        lines: what moved, in the file's order.
    """

    identity: str
    account: str
    day: date
    opening: int
    closing: int
    lines: tuple[StatementLine, ...]


@dataclass(frozen=True, slots=True)
class FilePayment:
    """One payment of a payment file; `reference` is its EndToEndId for life."""

    reference: str
    amount: int
    name: str
    account: str
    institution: str


@dataclass(frozen=True, slots=True)
class PaymentFile:
    """What a pain.001 says: who pays, on which day, to whom."""

    identity: str
    made_at: datetime
    payer: str
    account: str
    institution: str
    day: date
    payments: tuple[FilePayment, ...]


@dataclass(frozen=True, slots=True)
class FileAnswer:
    """What a pain.002 says of one payment: paid, refused, or on its way; with the bank's reason."""

    reference: str
    outcome: Outcome
    code: str
    reason: str


class DayState(StrEnum):
    """Where a day of the bank's account is: it may still get lines, somebody proposed to close it, or it is closed."""

    OPEN = "open"
    PROPOSED = "proposed"
    CLOSED = "closed"


class Mismatch(StrEnum):
    """Why the bank and the books do not agree about something."""

    BANK_ONLY = "bank_only"
    OURS_ONLY = "ours_only"
    AMOUNT = "amount"


@dataclass(frozen=True, slots=True)
class DayView:
    """A day of the bank's account."""

    day: date
    state: DayState
    identity: str
    opening: int
    closing: int
    lines: int
    matched: int
    cases: int
    open_cases: int
    proposal_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class CaseView:
    """Something on which the bank and the books do not agree, with its owner and its due time."""

    id: UUID
    day: date
    kind: Mismatch
    entry: str
    reference: str
    bank_amount: int | None
    our_amount: int | None
    owner_id: UUID | None
    due_at: datetime
    opened_at: datetime
    ended_at: datetime | None
    answer: str


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a statement file; `again` when the very same statement was taken in before."""

    day: date
    format: str
    again: bool
    result: StatementResult
    cases: int
