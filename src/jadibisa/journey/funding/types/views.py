"""Money as pages and commands see it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from jadibisa.journey.funding.types.causes import CAUSES, Cause, CauseWords
from jadibisa.journey.funding.types.channels import Channel
from jadibisa.journey.funding.types.states import (
    PAYOUT_NAMES,
    DisbursementKind,
    DisbursementState,
    IncentiveState,
    Outcome,
    PayoutState,
    Purpose,
    RunState,
)
from jadibisa.kernel.journey import Holder


@dataclass(frozen=True, slots=True)
class Balance:
    """A participant's balance; allotted = spent + reserved + returned + available, to the sen."""

    allotted: int = 0
    spent: int = 0
    reserved: int = 0
    returned: int = 0
    available: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a statement: what happened, how much with which sign, and whether it is cash, balance or a part.

    `part` names who pays a part of a shared price beside the state.
    """

    at: datetime
    title: str
    amount: int
    final: bool = True
    cash: bool = False
    sequence: int = 0
    part: str = ""


@dataclass(frozen=True, slots=True)
class LinkedAccount:
    """A payout account as it may be shown."""

    id: UUID
    channel: Channel
    institution: str
    institution_name: str
    number_masked: str
    linked_at: datetime
    usable_from: datetime


@dataclass(frozen=True, slots=True)
class AttemptView:
    """One attempt on the trace of a payout."""

    no: int
    reference: str
    outcome: Outcome
    response_code: str
    requested_at: datetime
    last_sent_at: datetime | None
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class PayoutView:
    """A payout as the officer and the person see it."""

    id: UUID
    application_id: UUID
    batch: int
    run_id: UUID
    purpose: Purpose
    amount: int
    state: PayoutState
    cause: Cause | None
    channel: Channel
    institution_name: str
    number_masked: str
    created_at: datetime
    next_at: datetime
    finished_at: datetime | None
    holder: Holder
    owner_id: UUID | None
    due_at: datetime | None
    healed: bool = False
    attempts: tuple[AttemptView, ...] = ()

    @property
    def state_name(self) -> str:
        """The state in Indonesian, marked for translation."""
        return PAYOUT_NAMES[self.state]

    @property
    def words(self) -> CauseWords | None:
        """The cause in words."""
        return CAUSES[self.cause] if self.cause else None


@dataclass(frozen=True, slots=True)
class IncentiveView:
    """An incentive as the person sees it."""

    id: UUID
    application_id: UUID
    purpose: Purpose
    number: int
    amount: int
    due_on: date
    state: IncentiveState
    payouts: tuple[PayoutView, ...] = ()


@dataclass(frozen=True, slots=True)
class RunView:
    """A payout run on the finance desk."""

    id: UUID
    batch: int
    state: RunState
    count: int
    total: int
    limit: int
    created_at: datetime
    proposal_id: UUID | None
    proposed_by_name: str = ""


@dataclass(frozen=True, slots=True)
class DisbursementView:
    """Money for a provider or the treasury on the finance desk."""

    id: UUID
    run_id: UUID
    kind: DisbursementKind
    owner_id: UUID
    batch: int | None
    gross: int
    commission: int
    amount: int
    reference: str
    state: DisbursementState
    created_at: datetime
    proposed_by_name: str = ""


class StatementLine(NamedTuple):
    """One line of a bank statement; money that left is below zero."""

    entry: str
    booked_on: date
    amount: int
    reference: str


@dataclass(frozen=True, slots=True)
class StatementResult:
    """What became of a statement."""

    new: int
    known: int
    matched: int
    unmatched: int


@dataclass(frozen=True, slots=True)
class Totals:
    """The money of a batch; every figure is one query over the books."""

    funded: int = 0
    allotted: int = 0
    spent: int = 0
    reserved: int = 0
    returned: int = 0
    available: int = 0
    incentives_paid: int = 0
    incentives_paid_count: int = 0
    incentives_failed_count: int = 0
    incentives_waiting_count: int = 0
    incentives_waiting: int = 0
    people: int = 0
