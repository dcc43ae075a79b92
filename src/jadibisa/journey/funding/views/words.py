"""What states of money are called on pages, with the shape of their mark."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from jadibisa.foundation.facts.types import Fact
from jadibisa.journey.funding.types import (
    AttemptView,
    IncentiveState,
    IncentiveView,
    Outcome,
    PayoutState,
    PayoutView,
    Purpose,
)
from jadibisa.kernel.journey import Holder
from jadibisa.kernel.refusals import N_

PAYOUT_MARKS = {
    PayoutState.WAITING: "now",
    PayoutState.READY: "go",
    PayoutState.SENDING: "go",
    PayoutState.UNKNOWN: "wait",
    PayoutState.PAID: "ok",
    PayoutState.FAILED: "bad",
    PayoutState.CANCELLED: "none",
}


@dataclass(frozen=True, slots=True)
class Mark:
    """A state in a word and a shape."""

    kind: str
    word: str


@dataclass(frozen=True, slots=True)
class PayoutRow:
    """A payout on a page."""

    view: PayoutView
    mark: Mark
    says: str
    advice: str
    holder: str
    until: datetime | None
    attempts: list[tuple[AttemptView, str]]


@dataclass(frozen=True, slots=True)
class IncentiveRow:
    """An incentive on the participant's page."""

    view: IncentiveView
    title: str
    mark: Mark
    payouts: list[PayoutRow]


def holder_word(holder: Holder) -> str:
    """Who has to act, as officers and participants read it."""
    return {
        Holder.PERSON: _("Peserta"),
        Holder.PROGRAMME: _("Petugas dana"),
        Holder.BANK: _("Bank"),
    }.get(holder, "")


def shown(until: datetime | None) -> datetime | None:
    """The last second of a deadline: its day is the last day, not the one after."""
    return until - timedelta(seconds=1) if until else None


OUTCOME_WORDS = {
    Outcome.OPEN: N_("belum dijawab"),
    Outcome.UNKNOWN: N_("belum pasti"),
    Outcome.PAID: N_("dibayar"),
    Outcome.FAILED: N_("ditolak"),
}
DEEDS = {
    "funding.statement_read": N_("Rekening koran masuk"),
    "funding.day_matched": N_("Dicocokkan"),
    "funding.day_proposed": N_("Penutupan diusulkan"),
    "funding.day_closed": N_("Ditutup orang kedua"),
    "funding.day_reopened": N_("Penutupan ditolak"),
    "funding.case_answered": N_("Selisih dijawab"),
    "funding.run_prepared": N_("Disiapkan"),
    "funding.run_proposed": N_("Diusulkan"),
    "funding.run_approved": N_("Disetujui orang kedua"),
    "funding.run_refused": N_("Ditolak orang kedua"),
    "funding.paid": N_("Dibayar"),
    "funding.payout_failed": N_("Gagal"),
    "funding.payout_taken": N_("Diambil seorang petugas"),
    "funding.payout_retried": N_("Dicoba lagi"),
    "funding.disbursement_prepared": N_("Disiapkan"),
    "funding.disbursement_proposed": N_("Diusulkan"),
    "funding.disbursement_approved": N_("Disetujui orang kedua"),
    "funding.disbursement_refused": N_("Ditolak orang kedua"),
    "funding.pledge_offered": N_("Dijanjikan"),
    "funding.pledge_paid": N_("Uang masuk"),
    "funding.pledge_proposed": N_("Diusulkan"),
    "funding.pledge_approved": N_("Disetujui orang kedua"),
    "funding.pledge_refused": N_("Ditolak orang kedua"),
    "funding.pledge_ended": N_("Berakhir"),
    "funding.pledge_lapsed": N_("Batal, uang tidak masuk"),
    "funding.billed": N_("Tagihan dibuat"),
    "funding.shared": N_("Dipakai untuk kursus"),
    "funding.shares_ended": N_("Kursus selesai atau batal"),
    "people.proposed": N_("Usulan dicatat"),
    "people.decided": N_("Keputusan dicatat"),
}


@dataclass(frozen=True, slots=True)
class Deed:
    """One line of a history."""

    at: datetime
    words: str
    why: str


def deed(fact: Fact) -> Deed:
    """A fact as a line of history; the trail of the auditor has every detail."""
    return Deed(fact.at, _(DEEDS.get(fact.verb, fact.verb)), fact.why)


def payout_row(view: PayoutView) -> PayoutRow:
    """A payout with its words; whose turn it is only while it waits."""
    words = view.words
    waits = not view.healed
    return PayoutRow(
        view,
        Mark(PAYOUT_MARKS[view.state], _(view.state_name)),
        _(words.says) if words and view.state is not PayoutState.PAID else "",
        _(words.advice) if words and waits else "",
        holder_word(view.holder) if waits else "",
        shown(view.due_at) if waits else None,
        [(attempt, _(OUTCOME_WORDS[attempt.outcome])) for attempt in view.attempts],
    )


def incentive_row(view: IncentiveView) -> IncentiveRow:
    """An incentive with its words and the trace of its payouts."""
    titles = {
        Purpose.SURVEY: _("Insentif survei %(number)d"),
        Purpose.INCENTIVE: _("Insentif pelatihan %(number)d"),
        Purpose.REFUND: _("Pengembalian bagian Anda"),
    }
    title = titles[view.purpose] % ({} if view.purpose is Purpose.REFUND else {"number": view.number})
    rows = [payout_row(payout) for payout in view.payouts]
    return IncentiveRow(view, title, _mark(view), rows)


def _mark(view: IncentiveView) -> Mark:
    if view.state is IncentiveState.PAID:
        return Mark("ok", _("Sudah dibayar"))
    if view.state is IncentiveState.SCHEDULED:
        return Mark("none", _("Terjadwal"))
    if view.state is IncentiveState.CANCELLED:
        return Mark("none", _("Dibatalkan"))
    if view.state is IncentiveState.OWED:
        return (
            Mark("now", _("Perlu rekening yang bisa menerima"))
            if view.payouts
            else Mark("wait", _("Menunggu giliran kirim"))
        )
    return Mark("wait", _("Sedang dikirim"))
