"""Words of the ledger: account types, flows, transfers, verdicts. Amounts are int sen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import NamedTuple
from uuid import UUID

RUPIAH_LEDGER = 1


class AccountType(IntEnum):
    """What an account holds. Bound C: debits never exceed credits; bound D: the reverse."""

    BANK_CASH = 1
    APPROPRIATION = 2
    TRAINING_BALANCE = 3
    COPAY_ESCROW = 4
    PARTNER_PAYABLE = 5
    INCENTIVE_PAYABLE = 6
    TREASURY_RETURN = 7
    CLAWBACK_RECEIVABLE = 8
    CLAWBACK_DUE = 9
    PLEDGE_FUND = 10
    TAX_PAYABLE = 11
    COMMISSION_PAYABLE = 12


DEBIT_BOUND = frozenset({AccountType.BANK_CASH, AccountType.CLAWBACK_RECEIVABLE})


class Flow(IntEnum):
    """Everything that money may ever do; what is missing here (balance to cash) cannot happen."""

    FUND = 100
    ALLOCATE = 110
    PURCHASE = 120
    COPAY_IN = 121
    COPAY = 122
    COPAY_REFUND = 123
    INCENTIVE = 130
    PAY_PARTNER = 140
    PAY_INCENTIVE = 141
    TAX = 142
    COMMISSION = 143
    REMIT_TAX = 144
    PAY_COMMISSION = 145
    REVOKE_RETURN = 150
    CLOSE_RETURN = 151
    REMIT_TREASURY = 152
    CLAWBACK = 160
    RECOVER = 161
    OFFSET = 162
    RELEASE = 163
    PLEDGE_IN = 170
    PLEDGE_ASSIGN = 171
    PLEDGE_BACK = 172
    PLEDGE_RETURN = 173


class FlowRule(NamedTuple):
    """Which account type may pay which, and whether in one step or as hold and resolution."""

    debit: AccountType
    credit: AccountType
    two_phase: bool


_A = AccountType
FLOWS: dict[Flow, FlowRule] = {
    Flow.FUND: FlowRule(_A.BANK_CASH, _A.APPROPRIATION, two_phase=False),
    Flow.ALLOCATE: FlowRule(_A.APPROPRIATION, _A.TRAINING_BALANCE, two_phase=False),
    Flow.PURCHASE: FlowRule(_A.TRAINING_BALANCE, _A.PARTNER_PAYABLE, two_phase=True),
    Flow.COPAY_IN: FlowRule(_A.BANK_CASH, _A.COPAY_ESCROW, two_phase=False),
    Flow.COPAY: FlowRule(_A.COPAY_ESCROW, _A.PARTNER_PAYABLE, two_phase=True),
    Flow.COPAY_REFUND: FlowRule(_A.COPAY_ESCROW, _A.BANK_CASH, two_phase=True),
    Flow.INCENTIVE: FlowRule(_A.APPROPRIATION, _A.INCENTIVE_PAYABLE, two_phase=False),
    Flow.PAY_PARTNER: FlowRule(_A.PARTNER_PAYABLE, _A.BANK_CASH, two_phase=True),
    Flow.PAY_INCENTIVE: FlowRule(_A.INCENTIVE_PAYABLE, _A.BANK_CASH, two_phase=True),
    Flow.TAX: FlowRule(_A.PARTNER_PAYABLE, _A.TAX_PAYABLE, two_phase=False),
    Flow.COMMISSION: FlowRule(_A.PARTNER_PAYABLE, _A.COMMISSION_PAYABLE, two_phase=False),
    Flow.REMIT_TAX: FlowRule(_A.TAX_PAYABLE, _A.BANK_CASH, two_phase=True),
    Flow.PAY_COMMISSION: FlowRule(_A.COMMISSION_PAYABLE, _A.BANK_CASH, two_phase=True),
    Flow.REVOKE_RETURN: FlowRule(_A.TRAINING_BALANCE, _A.TREASURY_RETURN, two_phase=False),
    Flow.CLOSE_RETURN: FlowRule(_A.APPROPRIATION, _A.TREASURY_RETURN, two_phase=False),
    Flow.REMIT_TREASURY: FlowRule(_A.TREASURY_RETURN, _A.BANK_CASH, two_phase=True),
    Flow.CLAWBACK: FlowRule(_A.CLAWBACK_RECEIVABLE, _A.CLAWBACK_DUE, two_phase=False),
    Flow.RECOVER: FlowRule(_A.BANK_CASH, _A.CLAWBACK_RECEIVABLE, two_phase=False),
    Flow.OFFSET: FlowRule(_A.PARTNER_PAYABLE, _A.CLAWBACK_RECEIVABLE, two_phase=False),
    Flow.RELEASE: FlowRule(_A.CLAWBACK_DUE, _A.TREASURY_RETURN, two_phase=False),
    Flow.PLEDGE_IN: FlowRule(_A.BANK_CASH, _A.PLEDGE_FUND, two_phase=False),
    Flow.PLEDGE_ASSIGN: FlowRule(_A.PLEDGE_FUND, _A.COPAY_ESCROW, two_phase=False),
    Flow.PLEDGE_BACK: FlowRule(_A.PLEDGE_FUND, _A.BANK_CASH, two_phase=True),
    Flow.PLEDGE_RETURN: FlowRule(_A.COPAY_ESCROW, _A.PLEDGE_FUND, two_phase=False),
}


class Kind(IntEnum):
    """How a transfer moves money."""

    SINGLE = 1
    PENDING = 2
    POST = 3
    VOID = 4


class AccountKey(NamedTuple):
    """An account by what it is and whose it is; `sub` numbers several of one owner."""

    type: AccountType
    owner: UUID
    sub: int = 0


class NewAccount(NamedTuple):
    """An account to open; `book` is what its totals are counted under (the batch), if anything."""

    key: AccountKey
    book: UUID | None = None


class NewTransfer(NamedTuple):
    """A movement that somebody asks for.

    Attributes:
        id: made by the caller, the idempotency key: uuid5 of a business key, or uuid7 for a user's act.
        flow: why it moves; `FLOWS` says between which types.
        debit, credit: whose accounts; None for a resolution, which takes them from its hold.
        amount: sen; None for a resolution of the whole hold.
        group: the business event (purchase, run, batch).
        actor: `Actor.label` of who asked.
        kind: `SINGLE`, `PENDING`, or `POST` and `VOID` of `pending`.
        pending: the hold that is resolved.
        expires_at: after this a hold can only be voided.
    """

    id: UUID
    flow: Flow
    group: UUID
    actor: str
    debit: AccountKey | None = None
    credit: AccountKey | None = None
    amount: int | None = None
    kind: Kind = Kind.SINGLE
    pending: UUID | None = None
    expires_at: datetime | None = None


class Verdict(StrEnum):
    """What became of a transfer; `POSTED` and `ALREADY` mean that the money stands as asked."""

    POSTED = "posted"
    ALREADY = "already"
    ID_DIFFERS = "id_differs"
    MALFORMED = "malformed"
    FLOW_FORBIDDEN = "flow_forbidden"
    ACCOUNT_MISSING = "account_missing"
    ACCOUNT_CLOSED = "account_closed"
    PENDING_MISSING = "pending_missing"
    PENDING_DIFFERS = "pending_differs"
    ALREADY_RESOLVED = "already_resolved"
    TOO_LATE = "too_late"
    EXCEEDS_PENDING = "exceeds_pending"
    EXCEEDS_BALANCE = "exceeds_balance"

    @property
    def stands(self) -> bool:
        """Whether the money stands as asked."""
        return self in {Verdict.POSTED, Verdict.ALREADY}


@dataclass(slots=True)
class AccountState:
    """An account while a batch is decided; the four counters never fall below zero."""

    id: int
    type: AccountType
    dr_pending: int = 0
    dr_posted: int = 0
    cr_pending: int = 0
    cr_posted: int = 0
    closed: bool = False

    @property
    def within_bound(self) -> bool:
        """Whether the account could pay everything that is held against it."""
        if self.type in DEBIT_BOUND:
            return self.cr_pending + self.cr_posted <= self.dr_posted
        return self.dr_pending + self.dr_posted <= self.cr_posted


class Stored(NamedTuple):
    """A transfer as it is in the book, without its times."""

    id: UUID
    kind: Kind
    flow: Flow
    dr_account: int
    cr_account: int
    amount: int
    pending: UUID | None
    expires_at: datetime | None
    group: UUID


@dataclass(frozen=True, slots=True)
class Balance:
    """The four counters of one account."""

    dr_pending: int = 0
    dr_posted: int = 0
    cr_pending: int = 0
    cr_posted: int = 0

    @property
    def owed(self) -> int:
        """What is left of a credit account: posted credits less posted debits."""
        return self.cr_posted - self.dr_posted

    @property
    def available(self) -> int:
        """What a credit account can still pay: also less what is held."""
        return self.cr_posted - self.dr_posted - self.dr_pending


@dataclass(frozen=True, slots=True)
class Entry:
    """One transfer as an account sees it: `signed` is above zero when money came in (credit accounts)."""

    id: UUID
    sequence: int
    kind: Kind
    flow: Flow
    signed: int
    pending: UUID | None
    group: UUID
    at: datetime


class Break(NamedTuple):
    """One row that breaks an invariant."""

    invariant: str
    subject: str


@dataclass(frozen=True, slots=True)
class Check:
    """What a check of the books found; no account at all is a break too."""

    accounts: int
    transfers: int
    breaks: Sequence[Break]

    @property
    def balances(self) -> bool:
        """Whether nothing is wrong."""
        return not self.breaks

    @property
    def summary(self) -> str:
        """The one line that a report ends with."""
        return f"books balance: {self.accounts} accounts, {self.transfers} transfers, {len(self.breaks)} breaks"
