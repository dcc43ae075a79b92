"""What states of money are called on pages, with the shape of their mark."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from jadibisa.journey.funding.types import (
    IncentiveState,
    IncentiveView,
    PayoutState,
    PayoutView,
    Purpose,
)
from jadibisa.kernel.journey import Holder

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


def payout_row(view: PayoutView) -> PayoutRow:
    """A payout with its words."""
    words = view.words
    return PayoutRow(
        view,
        Mark(PAYOUT_MARKS[view.state], _(view.state_name)),
        _(words.says) if words else "",
        _(words.advice) if words else "",
        holder_word(view.holder),
        shown(view.due_at),
    )


def incentive_row(view: IncentiveView) -> IncentiveRow:
    """An incentive with its words and the trace of its payouts."""
    title = (
        _("Insentif survei %(number)d") % {"number": view.number}
        if view.purpose is Purpose.SURVEY
        else _("Insentif pelatihan %(number)d") % {"number": view.number}
    )
    rows = [payout_row(payout) for payout in view.payouts]
    return IncentiveRow(view, title, _mark(view), rows)


def _mark(view: IncentiveView) -> Mark:
    if view.state is IncentiveState.PAID:
        return Mark("ok", _("Sudah dibayar"))
    if view.state is IncentiveState.SCHEDULED:
        return Mark("none", _("Terjadwal"))
    if view.state is IncentiveState.OWED:
        return (
            Mark("now", _("Perlu rekening yang bisa menerima"))
            if view.payouts
            else Mark("wait", _("Menunggu giliran kirim"))
        )
    return Mark("wait", _("Sedang dikirim"))
