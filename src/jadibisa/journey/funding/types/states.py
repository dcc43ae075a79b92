"""The states of holds, balances, incentives, payouts and runs, with their words."""

from collections.abc import Mapping
from enum import StrEnum

from jadibisa.kernel.refusals import N_


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
