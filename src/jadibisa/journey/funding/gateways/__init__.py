"""The bank behind a Protocol: the real SNAP BI adapter, or the in-process bank of the demonstration and the tests."""

import os
from functools import cache
from typing import Protocol

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from jadibisa.journey.funding.gateways.rehearsal import REHEARSED_ACCOUNT, RehearsalBank
from jadibisa.journey.funding.gateways.snap import SnapBank
from jadibisa.journey.funding.types import (
    AccountAnswer,
    AccountQuestion,
    Answer,
    BillAnswer,
    BillView,
    Order,
    Payment,
)


class Bank(Protocol):
    """What the programme asks of a bank. No answer in time is an answer too: `UNKNOWN`; nothing here raises for it."""

    def inquire(self, question: AccountQuestion) -> AccountAnswer:
        """Whose account a number is."""

    def send(self, order: Order) -> Answer:
        """Make a transfer; the same reference again is never paid twice."""

    def status(self, order: Order) -> Answer:
        """What became of a transfer."""


class Collector(Protocol):
    """What the programme asks of the bank that collects; no answer in time is an empty answer, nothing here raises for it."""

    def bill(self, bill: BillView) -> BillAnswer:
        """A virtual account number and a QRIS for a bill; the same bill again gets the same."""

    def payment_of(self, bill: BillView) -> Payment | None:
        """What was paid to a bill, as far as the bank says."""


def collector() -> Collector:
    """The bank that collects: the same that pays out."""
    return _named()


def bank() -> Bank:
    """The bank that the settings name; the one that only plays a bank exists in the demonstration alone.

    Raises:
        ImproperlyConfigured: when no bank is named outside the demonstration.
    """
    return _named()


def account_number() -> str:
    """The number of the programme's account at the bank: statements of another account are not ours."""
    return os.environ.get("JADIBISA_BANK_ACCOUNT", REHEARSED_ACCOUNT if settings.DEMONSTRATION else "")


def _named() -> SnapBank | RehearsalBank:
    if settings.BANK_URL:
        return _snap(settings.BANK_URL)
    if settings.DEMONSTRATION:
        return RehearsalBank()
    message = "outside the demonstration money goes nowhere without a bank: set JADIBISA_BANK_URL"
    raise ImproperlyConfigured(message)


@cache
def _snap(url: str) -> SnapBank:
    """One adapter for the whole process: it keeps its token and its connections."""
    return SnapBank.from_environment(url)
