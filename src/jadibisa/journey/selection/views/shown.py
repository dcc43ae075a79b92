"""How the draw is put into words: groups, numbers of tickets, the one sentence of reason, the chain of events."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from jadibisa.foundation.plumbing.templatetags.jadibisa import angka
from jadibisa.journey.selection import queries
from jadibisa.journey.selection.types import TRAIT_NAMES, Cutoff, DrawView, Quota, Stage, TicketView


def stage_word(stage: Stage) -> str:
    """A stage in one or two words."""
    return {
        Stage.ANNOUNCED: _("Diumumkan"),
        Stage.FROZEN: _("Daftar dibekukan"),
        Stage.DICE: _("Dadu dilempar"),
        Stage.SEEDED: _("SEED terbit"),
        Stage.DRAWN: _("Dihitung"),
        Stage.PUBLISHED: _("Hasil terbit"),
    }[stage]


def deed_word(verb: str) -> str:
    """What was done, for the history of a draw."""
    return {
        "selection.announced": _("Diumumkan"),
        "selection.frozen": _("Daftar dibekukan"),
        "selection.listed": _("Masuk daftar undian"),
        "selection.types_published": _("Kelompok diterbitkan"),
        "selection.dice_thrown": _("Dadu dilempar"),
        "selection.seeded": _("SEED terbit"),
        "selection.drawn": _("Dihitung"),
        "selection.selected": _("Peserta terpilih diberi tahu"),
        "selection.not_selected": _("Peserta lain diberi tahu"),
        "selection.published": _("Hasil terbit"),
        "selection.lapsed": _("Kursi kembali kosong"),
        "selection.refilled": _("Kursi kosong diisi"),
        "selection.replaced": _("Pengganti dipanggil"),
    }.get(verb, verb)


def group_name(label: str, traits: Sequence[str]) -> str:
    """A type in words: `WD` as "perempuan, disabilitas"."""
    words = [_(TRAIT_NAMES.get(trait, trait)) for trait in traits if trait in label]
    if "W" in traits and "W" not in label:
        words.insert(0, _("laki-laki"))
    return ", ".join(words) or _("semua pelamar")


def short(number: str, groups: int = 3) -> str:
    """The first digits of a number in groups of four."""
    return " ".join(number[at : at + 4] for at in range(0, groups * 4, 4)) if number and number != "-" else "–"


@dataclass(frozen=True, slots=True)
class Position:
    """A ticket and its limit on a line from 0 to 100, for the picture."""

    ticket: str
    limit: str


def position(view: TicketView) -> Position | None:
    """Where the ticket and the limit of its group lie among all numbers."""
    if view.cutoff is None or view.cutoff.number == "-":
        return None

    def percent(number: str) -> str:
        return f"{min(99.2, int(number[:8], 16) * 100 / 2**32):.1f}"

    return Position(percent(view.number), percent(view.cutoff.number))


def reason(view: TicketView, traits: Sequence[str]) -> str:
    """Why the ticket got what it got, in one sentence.

    Args:
        view: a ticket of a published draw.
        traits: the traits of the draw.
    """
    place = queries.place_names().get(view.compartment, view.compartment)
    group = group_name(view.label, traits)
    limit = view.cutoff
    if limit is None or limit.number == "-":
        return _("Semua kursi di %(place)s jatuh ke kelompok lain. Kelompok Anda (%(group)s): %(applicants)s pelamar.") % {
            "place": place, "group": group, "applicants": angka(limit.eligible if limit else 0),
        }  # fmt: skip
    values = {
        "ticket": f"{view.number[:4]}…", "limit": f"{limit.number[:4]}…", "place": place, "group": group,
        "applicants": angka(limit.eligible), "seats": angka(limit.selected),
    }  # fmt: skip
    if view.selected:
        return (
            _(
                "Tiket Anda %(ticket)s tidak lebih besar dari batas %(limit)s untuk kelompok Anda (%(group)s) di %(place)s: "
                "%(applicants)s pelamar, %(seats)s kursi."
            )
            % values
        )
    return (
        _(
            "Tiket Anda %(ticket)s lebih besar dari batas %(limit)s untuk kelompok Anda (%(group)s) di %(place)s: "
            "%(applicants)s pelamar, %(seats)s kursi."
        )
        % values
    )


@dataclass(frozen=True, slots=True)
class Event:
    """A line of the chain of events; without a time it has still to come."""

    what: str
    at: datetime | None
    expected: datetime | None = None
    dice: str = ""


def events(view: DrawView) -> list[Event]:
    """The public act, stage by stage."""
    return [
        Event(_("Aturan, kursi, dan saksi diumumkan"), view.announced_at),
        Event(_("Daftar dibekukan, kuota terbit"), view.frozen_at),
        Event(_("Masa keberatan selesai"), view.objections_until if view.dice_at else None, view.objections_until),
        Event(_("Dua puluh dadu dilempar"), view.dice_at, view.draw_at, view.dice),
        Event(_("SEED terbit"), view.seeded_at),
        Event(_("Tiket dihitung"), view.drawn_at),
        Event(_("Hasil terbit"), view.published_at),
    ]


@dataclass(frozen=True, slots=True)
class LimitRow:
    """A compartment in the table of limits."""

    name: str
    code: str
    seats: int
    applicants: int
    limits: list[str]


def seat_table(table: Quota) -> list[LimitRow]:
    """The seats of each place."""
    names = queries.place_names()
    rows = (row for row in table.rows if not row.split)
    return [LimitRow(names.get(row.code, row.code), row.code, row.seats, row.eligible, []) for row in rows]


def limit_table(table: Quota, cutoffs: Sequence[Cutoff]) -> tuple[list[str], list[LimitRow]]:
    """Column heads (groups) and rows (places) of the table of limits; tiers stand one under the other."""
    names, traits = queries.place_names(), table.law.traits
    labels = list(dict.fromkeys(c.label for c in sorted(cutoffs, key=lambda c: (len(c.label.strip("-")), c.label))))
    by_cell = {(c.compartment, c.label, c.tier): c for c in cutoffs}
    rows = []
    for row in (row for row in table.rows if not row.split and row.eligible):
        for tier in range(1, len(table.law.tiers) + 2):
            cells = [by_cell.get((row.code, label, tier)) for label in labels]
            name = (
                names.get(row.code, row.code)
                if tier == 1
                else _("%(place)s, urutan %(tier)d") % {"place": names.get(row.code, row.code), "tier": tier}
            )
            if any(cells):
                rows.append(
                    LimitRow(name, row.code, row.seats, row.eligible, [short(c.number) if c else "" for c in cells])
                )
    return [group_name(label, traits) for label in labels], rows
