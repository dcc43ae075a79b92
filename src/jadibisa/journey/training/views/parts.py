"""Who pays what of a course, as a row for each payer and a bar."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from jadibisa.journey.funding.types import PartKind, Quote, ShareState, ShareView

WIDTH, HEIGHT, GAP = 100.0, 8, 0.6
COLOURS = {PartKind.STATE: "", PartKind.PAYER: "c", PartKind.PERSON: "b"}


@dataclass(frozen=True, slots=True)
class PartRow:
    """One payer: its word, what it pays, the colour and the piece of the bar, and a word on its state if it has one."""

    word: str
    amount: int
    colour: str
    piece: str
    state: str = ""


def _rows(parts: Sequence[tuple[PartKind, str, int, str]], whole: int) -> list[PartRow]:
    rows: list[PartRow] = []
    begin = 0.0
    for kind, word, amount, state in parts:
        width = WIDTH * amount / whole if whole else 0.0
        shown = max(0.0, width - (GAP if begin + width < WIDTH else 0.0))
        piece = f"M{begin:.1f} 0h{shown:.1f}v{HEIGHT}h-{shown:.1f}z" if amount else ""
        rows.append(PartRow(word, amount, COLOURS[kind], piece, state))
        begin += width
    return rows


def quoted(quote: Quote, *, mine: bool) -> list[PartRow]:
    """The parts of a price before anybody buys; the participant's own stands there even when it is nothing.

    Args:
        quote: who would pay what.
        mine: whether the reader is the participant.
    """
    words = {
        PartKind.STATE: _("Saldo Anda") if mine else _("Saldo pelatihan dari negara"),
        PartKind.PERSON: _("Anda bayar sendiri") if mine else _("Peserta bayar sendiri"),
    }
    told = quote.parts if quote.allowed else [part for part in quote.parts if part.kind is PartKind.STATE]
    parts = [(part.kind, words.get(part.kind, part.name), part.amount, "") for part in told]
    if not quote.own or not quote.allowed:
        parts.append((PartKind.PERSON, words[PartKind.PERSON], 0, ""))
    return _rows(parts, quote.price)


def divided(of_balance: int, shares: Iterable[ShareView]) -> list[PartRow]:
    """The parts of a purchase, the balance's first and the participant's own last."""
    states = {
        ShareState.WAITING: _("belum masuk"),
        ShareState.HELD: _("disiapkan"),
        ShareState.SETTLED: _("dibayarkan"),
        ShareState.RETURNED: _("dikembalikan"),
    }
    found = sorted(shares, key=lambda share: share.pledge_id is None)
    parts = [(PartKind.STATE, _("Saldo Anda"), of_balance, "")] if of_balance else []
    parts += [
        (
            PartKind.PAYER if share.pledge_id else PartKind.PERSON,
            share.payer or _("Anda bayar sendiri"),
            share.amount,
            states[share.state],
        )
        for share in found
    ]
    return _rows(parts, sum(part[2] for part in parts))
