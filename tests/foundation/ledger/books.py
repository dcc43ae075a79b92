"""A small set of real accounts for the tests of the ledger."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from jadibisa.foundation.ledger.services import open_accounts, post
from jadibisa.foundation.ledger.types import AccountKey, AccountType, Flow, Kind, NewAccount, NewTransfer, Verdict
from jadibisa.foundation.plumbing.chance import uuid7


@dataclass
class SmallBooks:
    """One bank account, one batch, one participant, one school, all empty."""

    book: UUID = field(default_factory=uuid7)
    ayu_id: UUID = field(default_factory=uuid7)

    def __post_init__(self) -> None:
        """Open the accounts."""
        self.bank = AccountKey(AccountType.BANK_CASH, uuid7())
        self.budget = AccountKey(AccountType.APPROPRIATION, self.book)
        self.ayu = AccountKey(AccountType.TRAINING_BALANCE, self.ayu_id)
        self.cash = AccountKey(AccountType.INCENTIVE_PAYABLE, self.ayu_id)
        self.school = AccountKey(AccountType.PARTNER_PAYABLE, uuid7())
        open_accounts(
            NewAccount(key, self.book if key is not self.bank else None)
            for key in (self.bank, self.budget, self.ayu, self.cash, self.school)
        )

    def fund(self, amount: int) -> Verdict:
        """Money of the treasury comes in."""
        return post([self.single(Flow.FUND, self.bank, self.budget, amount)])[0]

    def allot(self, amount: int) -> Verdict:
        """Ayu gets a balance."""
        return post([self.single(Flow.ALLOCATE, self.budget, self.ayu, amount)])[0]

    def single(
        self, flow: Flow, debit: AccountKey, credit: AccountKey, amount: int, transfer_id: UUID | None = None
    ) -> NewTransfer:
        """A movement in one step."""
        return NewTransfer(transfer_id or uuid7(), flow, self.book, "test", debit, credit, amount)

    def hold(self, amount: int, *, expires_at: datetime | None = None) -> NewTransfer:
        """A hold on Ayu's balance."""
        kind = Kind.PENDING
        return NewTransfer(
            uuid7(), Flow.PURCHASE, self.book, "test", self.ayu, self.school, amount, kind=kind, expires_at=expires_at
        )

    def end(self, hold_id: UUID, kind: Kind = Kind.POST, amount: int | None = None) -> NewTransfer:
        """The end of a hold."""
        return NewTransfer(uuid7(), Flow.PURCHASE, self.book, "test", amount=amount, kind=kind, pending=hold_id)
