"""A small set of real accounts for the tests of the ledger."""

from dataclasses import dataclass, field
from uuid import UUID, uuid4

from jadibisa.foundation.ledger.services import open_accounts, post
from jadibisa.foundation.ledger.types import AccountKey, AccountType, Flow, Kind, NewAccount, NewTransfer, Verdict


@dataclass
class SmallBooks:
    """One bank account, one batch, one participant, one school, all empty."""

    book: UUID = field(default_factory=uuid4)
    ayu_id: UUID = field(default_factory=uuid4)

    def __post_init__(self) -> None:
        """Open the accounts."""
        self.bank = AccountKey(AccountType.BANK_CASH, uuid4())
        self.budget = AccountKey(AccountType.APPROPRIATION, self.book)
        self.ayu = AccountKey(AccountType.TRAINING_BALANCE, self.ayu_id)
        self.cash = AccountKey(AccountType.INCENTIVE_PAYABLE, self.ayu_id)
        self.school = AccountKey(AccountType.PARTNER_PAYABLE, uuid4())
        open_accounts(NewAccount(key, self.book if key is not self.bank else None) for key in (self.bank, self.budget, self.ayu, self.cash, self.school))

    def fund(self, amount: int) -> Verdict:
        """Money of the treasury comes in."""
        return post([self.single(Flow.FUND, self.bank, self.budget, amount)])[0]

    def allot(self, amount: int) -> Verdict:
        """Ayu gets a balance."""
        return post([self.single(Flow.ALLOCATE, self.budget, self.ayu, amount)])[0]

    def single(self, flow: Flow, debit: AccountKey, credit: AccountKey, amount: int, transfer_id: UUID | None = None) -> NewTransfer:
        """A movement in one step."""
        return NewTransfer(transfer_id or uuid4(), flow, self.book, "test", debit, credit, amount)

    def hold(self, amount: int, **more: object) -> NewTransfer:
        """A hold on Ayu's balance."""
        transfer_id = more.pop("id", uuid4())
        return NewTransfer(transfer_id, Flow.PURCHASE, self.book, "test", self.ayu, self.school, amount, kind=Kind.PENDING, **more)  # type: ignore[arg-type]

    def end(self, hold_id: UUID, kind: Kind = Kind.POST, amount: int | None = None) -> NewTransfer:
        """The end of a hold."""
        return NewTransfer(uuid4(), Flow.PURCHASE, self.book, "test", amount=amount, kind=kind, pending=hold_id)
