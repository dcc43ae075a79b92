"""How the funding step speaks to the ledger: its accounts, its ids, chunks, and verdicts that must stand."""

from collections.abc import Iterator, Sequence
from typing import TypeVar
from uuid import UUID

from jadibisa.foundation.ledger.types import AccountKey, AccountType, Flow, Verdict
from jadibisa.foundation.plumbing.chance import named_uuid
from jadibisa.journey.funding.types import Purpose

CHUNK = 1000
BANK_OWNER = named_uuid("bank", "programme")
BANK = AccountKey(AccountType.BANK_CASH, BANK_OWNER)
T = TypeVar("T")
OWN = 0  # position of the participant's own part of a price


class BrokenBooksError(RuntimeError):
    """The ledger refused what the rules had allowed; the whole act is rolled back."""


def appropriation(book: UUID) -> AccountKey:
    """The budget of a batch."""
    return AccountKey(AccountType.APPROPRIATION, book)


def treasury(book: UUID) -> AccountKey:
    """What of a batch goes back to the treasury."""
    return AccountKey(AccountType.TREASURY_RETURN, book)


def balance_of(application_id: UUID) -> AccountKey:
    """A participant's training balance."""
    return AccountKey(AccountType.TRAINING_BALANCE, application_id)


def cash_of(application_id: UUID) -> AccountKey:
    """What a participant is owed in cash."""
    return AccountKey(AccountType.INCENTIVE_PAYABLE, application_id)


def partner(provider_id: UUID) -> AccountKey:
    """What a provider is owed."""
    return AccountKey(AccountType.PARTNER_PAYABLE, provider_id)


def escrow(purchase_id: UUID, position: int) -> AccountKey:
    """What one payer put aside for one purchase; position 0 is the participant herself."""
    return AccountKey(AccountType.COPAY_ESCROW, purchase_id, position)


def pledge_fund(pledge_id: UUID) -> AccountKey:
    """What is left of a pledge."""
    return AccountKey(AccountType.PLEDGE_FUND, pledge_id)


def payout_source(purpose: str, application_id: UUID, purchase_id: UUID | None) -> tuple[Flow, AccountKey]:
    """From where a person is paid, and by which flow: a refund comes from what she put aside herself."""
    if purpose == Purpose.REFUND and purchase_id is not None:
        return Flow.COPAY_REFUND, escrow(purchase_id, OWN)
    return Flow.PAY_INCENTIVE, cash_of(application_id)


def chunks(items: Sequence[T], size: int = CHUNK) -> Iterator[Sequence[T]]:
    """Slices of so many items."""
    for place in range(0, len(items), size):
        yield items[place : place + size]


def require(verdicts: Sequence[Verdict]) -> None:
    """Every transfer must stand.

    Raises:
        BrokenBooksError: with the first verdict that does not.
    """
    for verdict in verdicts:
        if not verdict.stands:
            message = f"the ledger says {verdict}"
            raise BrokenBooksError(message)
