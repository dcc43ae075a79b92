"""How the draw is put into words: groups, numbers of tickets, the one sentence of reason, the chain of events."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from jadibisa.foundation.plumbing.templatetags.jadibisa import angka
from jadibisa.journey.selection import queries
from jadibisa.journey.selection.rules.formats import STAMP
from jadibisa.journey.selection.types import (
    TRAIT_NAMES,
    BeaconView,
    Chain,
    Cutoff,
    DrawView,
    FileView,
    Quota,
    Stage,
    TicketView,
)


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
        "selection.round_collected": _("Putaran suar terbaca"),
        "selection.beacon_unanswered": _("Suar tidak menjawab"),
        "selection.seeded": _("SEED terbit"),
        "selection.stamped": _("Cap waktu diterima"),
        "selection.drawn": _("Dihitung"),
        "selection.selected": _("Peserta terpilih diberi tahu"),
        "selection.not_selected": _("Peserta lain diberi tahu"),
        "selection.published": _("Hasil terbit"),
        "selection.simulation_begun": _("Simulasi disimpan"),
        "selection.simulation_stopped": _("Simulasi dihentikan"),
        "selection.simulation_resumed": _("Simulasi dilanjutkan"),
        "selection.simulated": _("Simulasi selesai"),
        "selection.lapsed": _("Kursi kembali kosong"),
        "selection.refilled": _("Kursi kosong diisi"),
        "selection.replaced": _("Pengganti dipanggil"),
        "selection.passed_over": _("Pelamar dilewati"),
        "selection.added": _("Kursi tambahan diberikan"),
        "selection.promised": _("Kursi di gelombang berikutnya dijanjikan"),
        "selection.promise_kept": _("Janji kursi dipenuhi"),
        "selection.audited": _("Auditor mencatat temuan"),
        "selection.openings_taken": _("Pembuka kelompok diunduh auditor"),
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


def stamps(files: Sequence[FileView]) -> list[tuple[str, str]]:
    """Each time-stamp with the file that it stamps."""
    return [(file.name, file.name.removesuffix(STAMP)) for file in files if file.name.endswith(STAMP)]


def chain_name(chain: Chain) -> str:
    """A beacon in words."""
    if chain.is_rehearsed:
        return _("Suar peragaan milik demonstrasi ini")
    return _("drand %(name)s") % {"name": chain.name}


@dataclass(frozen=True, slots=True)
class Beacon:
    """The beacon of a draw for a page.

    Attributes:
        used: the round in the seed; 0 before it came.
        by_fallback: whether the announced round did not come and the announced fallback is used.
    """

    name: str
    rehearsed: bool
    hash: str
    public_key: str
    number: int
    number_at: datetime
    fallback: int
    fallback_at: datetime
    alternative: bool
    used: int
    used_at: datetime | None
    by_fallback: bool
    signature: str


def beacon(view: BeaconView | None) -> Beacon | None:
    """What a page says of the beacon."""
    if view is None:
        return None
    promise, pulse = view.promise, view.pulse
    by_fallback = pulse is not None and pulse.number != promise.number
    used_at = None if pulse is None else view.fallback_at if by_fallback else view.number_at
    return Beacon(
        name=chain_name(promise.chain), rehearsed=promise.chain.is_rehearsed, hash=promise.chain.hash,
        public_key=promise.chain.public_key, number=promise.number, number_at=view.number_at, fallback=promise.fallback,
        fallback_at=view.fallback_at, alternative=promise.alternative, used=pulse.number if pulse else 0, used_at=used_at,
        by_fallback=by_fallback, signature=pulse.signature if pulse else "",
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Event:
    """A line of the chain of events; without a time it has still to come."""

    what: str
    at: datetime | None
    expected: datetime | None = None
    dice: str = ""


def events(view: DrawView, beacon: Beacon | None = None) -> list[Event]:
    """The public act, stage by stage."""
    return [
        Event(_("Aturan, kursi, dan saksi diumumkan"), view.announced_at),
        Event(_("Daftar dibekukan, kuota terbit"), view.frozen_at),
        Event(_("Masa keberatan selesai"), view.objections_until if view.dice_at else None, view.objections_until),
        Event(_("Dua puluh dadu dilempar"), view.dice_at, view.draw_at, view.dice),
        *_round(view, beacon),
        Event(_("SEED terbit"), view.seeded_at),
        Event(_("Tiket dihitung"), view.drawn_at),
        Event(_("Hasil terbit"), view.published_at),
    ]


def _round(view: DrawView, beacon: Beacon | None) -> list[Event]:
    """The beacon's line: the round that came, or the announced one while it may still come."""
    if beacon is None or (view.seeded_at and not beacon.used):
        return []
    words = _("Putaran %(number)d dari suar acak") % {"number": beacon.used or beacon.number}
    return [Event(words, beacon.used_at, beacon.number_at)]


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
