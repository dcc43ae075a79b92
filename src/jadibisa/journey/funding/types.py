"""Words of the funding step: holds, incentives, payout accounts, payouts. Amounts are int sen."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from jadibisa.kernel.journey import Holder
from jadibisa.kernel.refusals import N_


class Channel(StrEnum):
    """Where a person's money goes."""

    BANK = "bank"
    WALLET = "wallet"


class Institution(NamedTuple):
    """A bank or an e-wallet that the programme pays to."""

    code: str
    name: str
    channel: Channel


INSTITUTIONS: Mapping[str, Institution] = {
    item.code: item
    for item in (
        Institution("bri", "Bank Rakyat Indonesia (BRI)", Channel.BANK),
        Institution("mandiri", "Bank Mandiri", Channel.BANK),
        Institution("bni", "Bank Negara Indonesia (BNI)", Channel.BANK),
        Institution("bca", "Bank Central Asia (BCA)", Channel.BANK),
        Institution("bsi", "Bank Syariah Indonesia (BSI)", Channel.BANK),
        Institution("btn", "Bank Tabungan Negara (BTN)", Channel.BANK),
        Institution("dana", "DANA", Channel.WALLET),
        Institution("gopay", "GoPay", Channel.WALLET),
        Institution("linkaja", "LinkAja", Channel.WALLET),
        Institution("ovo", "OVO", Channel.WALLET),
    )
}
BANK_CODES: Mapping[str, str] = {"bri": "002", "mandiri": "008", "bni": "009", "bca": "014", "bsi": "451", "btn": "200"}


class HoldState(StrEnum):
    """What became of the money of a purchase."""

    HELD = "held"
    SETTLED = "settled"
    VOIDED = "voided"


class AllotmentState(StrEnum):
    """Whether a balance can be spent."""

    ACTIVE = "active"
    RETURNED = "returned"


class Purpose(StrEnum):
    """Why a person gets cash."""

    INCENTIVE = "incentive"
    SURVEY = "survey"
    REFUND = "refund"


PURPOSE_NAMES: Mapping[Purpose, str] = {
    Purpose.INCENTIVE: N_("Insentif pelatihan"),
    Purpose.SURVEY: N_("Insentif survei"),
    Purpose.REFUND: N_("Pengembalian bagian Anda"),
}


class IncentiveState(StrEnum):
    """Where an incentive is."""

    SCHEDULED = "scheduled"
    OWED = "owed"
    PAYING = "paying"
    PAID = "paid"
    CANCELLED = "cancelled"


class RunState(StrEnum):
    """Where a payout run is: small ones go by themselves, bigger ones need two people."""

    WAITING = "waiting"
    PROPOSED = "proposed"
    APPROVED = "approved"
    REFUSED = "refused"


class DisbursementKind(StrEnum):
    """To whom money goes that is no person's: a provider for verified courses, the treasury or a payer for what was unspent."""

    PARTNER = "partner"
    TREASURY = "treasury"
    PLEDGE = "pledge"


class DisbursementState(StrEnum):
    """Where it is; every one needs two people, and only the bank's statement says that it arrived."""

    WAITING = "waiting"
    PROPOSED = "proposed"
    APPROVED = "approved"
    PAID = "paid"
    REFUSED = "refused"


class PayoutState(StrEnum):
    """Where a payout is."""

    WAITING = "waiting"
    READY = "ready"
    SENDING = "sending"
    UNKNOWN = "unknown"
    PAID = "paid"
    FAILED = "failed"
    CANCELLED = "cancelled"


OPEN_PAYOUTS = (PayoutState.WAITING, PayoutState.READY, PayoutState.SENDING, PayoutState.UNKNOWN)
PAYOUT_NAMES: Mapping[PayoutState, str] = {
    PayoutState.WAITING: N_("Menunggu persetujuan"),
    PayoutState.READY: N_("Siap dikirim"),
    PayoutState.SENDING: N_("Sedang dikirim"),
    PayoutState.UNKNOWN: N_("Menunggu jawaban bank"),
    PayoutState.PAID: N_("Sudah dibayar"),
    PayoutState.FAILED: N_("Gagal"),
    PayoutState.CANCELLED: N_("Dibatalkan"),
}


class Outcome(StrEnum):
    """What the bank's answer means for one attempt."""

    OPEN = "open"
    UNKNOWN = "unknown"
    PAID = "paid"
    FAILED = "failed"


class Cause(StrEnum):
    """Why a payout failed, or an account does not fit."""

    ACCOUNT_MISSING = "account_missing"
    ACCOUNT_DORMANT = "account_dormant"
    ACCOUNT_CLOSED = "account_closed"
    NAME_DIFFERS = "name_differs"
    NIK_DIFFERS = "nik_differs"
    WALLET_NOT_UPGRADED = "wallet_not_upgraded"
    PHONE_DIFFERS = "phone_differs"
    BALANCE_LIMIT = "balance_limit"
    MONTHLY_LIMIT = "monthly_limit"
    BANK_DOWN = "bank_down"
    NO_ANSWER = "no_answer"
    REFUSED = "refused"


class CauseWords(NamedTuple):
    """A cause in plain words.

    Attributes:
        says: what happened.
        advice: what the person can do, also another way.
        holder: who has to act.
        retry_after: after this the programme tries the same account again by itself; None: only another account helps.
    """

    says: str
    advice: str
    holder: Holder
    retry_after: timedelta | None = None


OTHER_WAYS = N_("Anda juga bisa memakai bank lain, dompet digital lain, atau rekening yang dibuka di kantor pos.")
CAUSES: Mapping[Cause, CauseWords] = {
    Cause.ACCOUNT_MISSING: CauseWords(
        N_("Nomor itu tidak ada di bank atau dompet yang Anda pilih."),
        N_("Periksa angka satu per satu, lalu tulis lagi."),
        Holder.PERSON,
    ),
    Cause.ACCOUNT_DORMANT: CauseWords(
        N_("Rekening itu lama tidak dipakai, jadi bank menidurkannya."),
        N_("Setor sedikit uang di kantor bank, lalu tautkan lagi."),
        Holder.PERSON,
    ),
    Cause.ACCOUNT_CLOSED: CauseWords(
        N_("Rekening itu sudah ditutup."), N_("Tautkan rekening lain atas nama Anda."), Holder.PERSON
    ),
    Cause.NAME_DIFFERS: CauseWords(
        N_("Nama pemilik di bank berbeda dari nama di KTP Anda."),
        N_("Pakai rekening atas nama Anda sendiri, atau minta bank membetulkan nama."),
        Holder.PERSON,
    ),
    Cause.NIK_DIFFERS: CauseWords(
        N_("Rekening itu terdaftar dengan NIK orang lain."),
        N_("Pakai rekening yang dibuka dengan KTP Anda sendiri."),
        Holder.PERSON,
    ),
    Cause.WALLET_NOT_UPGRADED: CauseWords(
        N_("Dompet digital itu belum dinaikkan ke akun penuh dengan KTP."),
        N_("Buka aplikasi dompet, naikkan akun dengan KTP, lalu tautkan lagi."),
        Holder.PERSON,
    ),
    Cause.PHONE_DIFFERS: CauseWords(
        N_("Nomor dompet digital harus sama dengan nomor HP yang Anda daftarkan."),
        N_("Tulis nomor HP Anda sendiri, atau pilih rekening bank."),
        Holder.PERSON,
    ),
    Cause.BALANCE_LIMIT: CauseWords(
        N_("Dompet Anda sudah penuh, jadi uang tidak bisa masuk."),
        N_("Pakai sebagian isi dompet. Kami coba lagi 3 hari kemudian."),
        Holder.PERSON,
        timedelta(days=3),
    ),
    Cause.MONTHLY_LIMIT: CauseWords(
        N_("Batas uang masuk bulan ini di rekening Anda sudah tercapai."),
        N_("Anda tidak perlu berbuat apa-apa. Kami coba lagi 14 hari kemudian."),
        Holder.PROGRAMME,
        timedelta(days=14),
    ),
    Cause.BANK_DOWN: CauseWords(
        N_("Bank sedang tidak bisa menerima kiriman."),
        N_("Anda tidak perlu berbuat apa-apa. Kami coba lagi besok."),
        Holder.PROGRAMME,
        timedelta(days=1),
    ),
    Cause.NO_ANSWER: CauseWords(
        N_("Bank belum menjawab apakah kiriman sudah sampai."),
        N_("Anda tidak perlu berbuat apa-apa. Petugas dana mencocokkan dengan catatan bank."),
        Holder.BANK,
    ),
    Cause.REFUSED: CauseWords(
        N_("Bank menolak kiriman tanpa menyebut sebab."),
        N_("Petugas dana menanyakan ke bank. Anda boleh menautkan rekening lain."),
        Holder.PROGRAMME,
        timedelta(days=3),
    ),
}


class Sharing(NamedTuple):
    """What sharing a price needs to know of a course; `pay_until` is the first instant that is too late for an own part."""

    course_id: UUID
    skills: tuple[str, ...]
    pay_until: datetime


class Hold(NamedTuple):
    """A purchase to hold money for; without `sharing` the balance alone pays the price."""

    purchase_id: UUID
    application_id: UUID
    provider_id: UUID
    amount: int
    expires_at: datetime | None
    sharing: Sharing | None = None


class NewLink(NamedTuple):
    """A payout account that a person names."""

    application_id: UUID
    channel: Channel
    bank: str
    number: str
    holder: str


@dataclass(frozen=True, slots=True)
class AccountQuestion:
    """What the bank is asked about an account before any money goes there."""

    channel: Channel
    institution: str
    number: str
    name: str
    nik: str
    phone: str


@dataclass(frozen=True, slots=True)
class AccountAnswer:
    """What the bank says about an account; `cause` is None when it exists and is open."""

    cause: Cause | None = None
    name: str = ""
    nik_matches: bool = True
    upgraded: bool = True
    phone_matches: bool = True


@dataclass(frozen=True, slots=True)
class Order:
    """One transfer to make: the same `reference` for life."""

    reference: str
    external_id: str
    channel: Channel
    institution: str
    number: str
    holder: str
    amount: int
    at: datetime


class AnswerKind(StrEnum):
    """What an answer of the bank says; no answer at all is `UNKNOWN`."""

    PAID = "paid"
    FAILED = "failed"
    UNKNOWN = "unknown"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Answer:
    """The bank's answer to a send or an inquiry."""

    kind: AnswerKind
    code: str = ""
    cause: Cause | None = None
    digest: bytes = b""


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


# ---- sharing the price of a course ------------------------------------------------------------------------


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


# ---- files of the bank and the day's match ----------------------------------------------------------------


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
