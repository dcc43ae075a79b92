"""Sharing the price of a course: parts, bills, pledges."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from jadibisa.kernel.refusals import N_


class ShareState(StrEnum):
    """Where a part of a price is: asked of the participant, held, paid to the provider, or given back."""

    WAITING = "waiting"
    HELD = "held"
    SETTLED = "settled"
    RETURNED = "returned"


class BillKind(StrEnum):
    """What a bill is for."""

    SHARE = "share"
    PLEDGE = "pledge"


class BillState(StrEnum):
    """Where a bill is; a closed one takes no money any more."""

    OPEN = "open"
    PAID = "paid"
    CLOSED = "closed"


class PayChannel(StrEnum):
    """How money of a participant or a payer comes in."""

    VIRTUAL_ACCOUNT = "va"
    QRIS = "qris"


class PledgeKind(StrEnum):
    """For whom a pledge is: people whom the payer names, or whoever fits."""

    NAMED = "named"
    OPEN = "open"


class PledgeState(StrEnum):
    """Where a pledge is: offered, paid in, proposed to a second person, spendable, over."""

    OFFERED = "offered"
    PAID = "paid"
    PROPOSED = "proposed"
    ACTIVE = "active"
    ENDED = "ended"
    REFUSED = "refused"
    LAPSED = "lapsed"


PLEDGE_NAMES: Mapping[PledgeState, str] = {
    PledgeState.OFFERED: N_("Menunggu uang masuk"),
    PledgeState.PAID: N_("Menunggu petugas"),
    PledgeState.PROPOSED: N_("Menunggu orang kedua"),
    PledgeState.ACTIVE: N_("Bisa dipakai"),
    PledgeState.ENDED: N_("Berakhir"),
    PledgeState.REFUSED: N_("Ditolak"),
    PledgeState.LAPSED: N_("Batal, uang tidak masuk"),
}


@dataclass(frozen=True, slots=True)
class NewPledge:
    """A pledge as an employer or a local government makes it.

    Attributes:
        organisation_id: who pays.
        references: numbers of the applications that are named; empty for an open call.
        course_id: only this course, with its title; None for any.
        skill: only courses that teach this skill; "" for any.
        province: only participants who live there; "" for anywhere.
        per_person: sen for one person at most.
        total: sen in all.
        until: the last day on which it pays.
        key: name of this act, unique for the payer: the same key again is the same pledge.
    """

    organisation_id: UUID
    per_person: int
    total: int
    until: date
    references: tuple[str, ...] = ()
    course_id: UUID | None = None
    course_title: str = ""
    skill: str = ""
    province: str = ""
    key: str = ""


class PartKind(StrEnum):
    """Who pays a part of a price."""

    STATE = "state"
    PAYER = "payer"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Part:
    """Who pays what of one course: the state (no name), a payer by name, or the participant."""

    kind: PartKind
    amount: int
    name: str = ""
    pledge_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Quote:
    """Who would pay what of a price, before anybody clicks.

    Attributes:
        price: sen.
        parts: the parts above zero, in order; they sum to the price.
        minimum: what the participant owes herself whatever others give.
        exempt: whether her group owes no own share.
        allowed: whether others than the balance may pay this price at all.
    """

    price: int
    parts: tuple[Part, ...]
    minimum: int = 0
    exempt: bool = False
    allowed: bool = False

    @property
    def own(self) -> int:
        """What the participant pays."""
        return sum(part.amount for part in self.parts if part.kind is PartKind.PERSON)

    @property
    def state(self) -> int:
        """What her balance pays."""
        return sum(part.amount for part in self.parts if part.kind is PartKind.STATE)

    @property
    def shared(self) -> bool:
        """Whether anybody but the state pays."""
        return any(part.kind is not PartKind.STATE for part in self.parts)


@dataclass(frozen=True, slots=True)
class ShareView:
    """One part of a purchase as its participant sees it."""

    id: UUID
    purchase_id: UUID
    pledge_id: UUID | None
    payer: str
    amount: int
    settled: int
    state: ShareState
    made_at: datetime
    held_at: datetime | None
    resolved_at: datetime | None
    name_shared: bool


@dataclass(frozen=True, slots=True)
class BillView:
    """A bill: how much, until when, and where to pay it; no number yet while the bank has not given one."""

    id: UUID
    kind: BillKind
    subject_id: UUID
    amount: int
    number: str
    qris: str
    expires_at: datetime
    state: BillState
    paid_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Payment:
    """What the bank says was paid: to which number, how much (sen), under which reference of its own, in which way."""

    number: str
    amount: int
    reference: str
    channel: PayChannel


@dataclass(frozen=True, slots=True)
class BillAnswer:
    """The bank's answer to a new bill; empty texts when it cannot give one now."""

    number: str = ""
    qris: str = ""


@dataclass(frozen=True, slots=True)
class PledgeView:
    """A pledge with its money: total = left + used + returned, once it is paid in."""

    id: UUID
    organisation_id: UUID
    organisation: str
    kind: PledgeKind
    course_id: UUID | None
    course_title: str
    skill: str
    province: str
    per_person: int
    total: int
    until: date
    state: PledgeState
    made_at: datetime
    people_named: int
    used: int = 0
    settled: int = 0
    left: int = 0
    returned: int = 0
    proposal_id: UUID | None = None
    proposed_by_name: str = ""

    @property
    def state_name(self) -> str:
        """The state in Indonesian, marked for translation."""
        return PLEDGE_NAMES[self.state]


@dataclass(frozen=True, slots=True)
class Spent:
    """What a pledge bought: one purchase; the application only when its owner agreed to be seen."""

    purchase_id: UUID
    application_id: UUID | None
    amount: int
    settled: int
    state: ShareState
    at: datetime


@dataclass(frozen=True, slots=True)
class ShareTotals:
    """Shared prices of a batch: what payers and participants put beside the state, what was paid out and given back."""

    purchases: int = 0
    pledged: int = 0
    own: int = 0
    settled: int = 0
    refunded: int = 0
    waiting: int = 0
