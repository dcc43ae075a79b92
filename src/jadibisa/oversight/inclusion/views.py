"""The public dashboard: who takes part and who does not yet; each picture with its table and its CSV."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.http import Http404
from django.http.response import HttpResponseBase
from django.urls import path
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from jadibisa.foundation.places.queries import province, provinces, regencies
from jadibisa.foundation.plumbing import charts, clock
from jadibisa.foundation.plumbing.doors import ActorRequest, door
from jadibisa.foundation.plumbing.exports import csv_response
from jadibisa.foundation.plumbing.pages import page
from jadibisa.journey.registration.queries import batches
from jadibisa.journey.registration.types import CHANNEL_NAMES, SCHOOLING_NAMES, Channel, Schooling
from jadibisa.kernel.actors import Role
from jadibisa.kernel.skills import SKILLS
from jadibisa.oversight.inclusion.queries import last
from jadibisa.oversight.inclusion.rules import tables
from jadibisa.oversight.inclusion.rules.tables import ProvinceRow
from jadibisa.oversight.inclusion.services import ask_for_fresh
from jadibisa.oversight.inclusion.types import STAGES, Report

TRAITS: dict[str, Promise | str] = {
    "W": gettext_lazy("Perempuan"),
    "D": gettext_lazy("Penyandang disabilitas"),
    "L": gettext_lazy("Terkena PHK"),
}
STAGE_NAMES: dict[str, Promise | str] = {
    "registered": gettext_lazy("Mendaftar"),
    "verified": gettext_lazy("Lolos pemeriksaan"),
    "refused": gettext_lazy("Ditolak"),
    "selected": gettext_lazy("Terpilih"),
    "finished": gettext_lazy("Menyelesaikan kursus"),
    "certified": gettext_lazy("Punya sertifikat"),
    "placed": gettext_lazy("Bekerja"),
}
EXTREMES = 4
GAPS = 20
ALL = "semua"


def asked_batch(request: ActorRequest, known: Sequence[int]) -> int | None:
    """The batch that the address asks for: a number, "semua" for all; without one the newest that has a draw behind it.

    Raises:
        Http404: when there is no such batch.
    """
    wanted = request.GET.get("gelombang", "")
    if wanted == ALL:
        return None
    if wanted.isascii() and wanted.isdigit() and len(wanted) < 6 and int(wanted) in known:  # noqa: PLR2004 - more digits are nonsense
        return int(wanted)
    if wanted:
        raise Http404
    return next((number for number in known if (report := last(number)) and report.counts.selected), None)


def trait_asked(request: ActorRequest) -> str:
    """The trait that the map shows."""
    wanted = request.GET.get("kelompok", "W")
    return wanted if wanted in TRAITS else "W"


@door(Role.PUBLIC, methods=("GET",))
def dashboard(request: ActorRequest) -> HttpResponseBase:
    """The dashboard of one batch, or of all."""
    at = clock.now()
    ask_for_fresh(at=at)
    known = [batch.number for batch in batches(at)]
    number = asked_batch(request, known)
    report, trait = last(number), trait_asked(request)
    choices = [(str(known_number), known_number == number) for known_number in known]
    context: dict[str, Any] = {
        "batch": number,
        "choices": choices,
        "trait": trait,
        "traits": list(TRAITS.items()),
        "report": report,
    }
    if report:
        context |= pictures(report, trait)
    return page(request, "inclusion/dashboard.html", context)


def pictures(report: Report, trait: str) -> dict[str, Any]:
    """Everything that the page draws, hidden cells already taken out."""
    rows = tables.provinces(report)
    shown = sorted(
        (row for row in rows if row.shares.get(trait) is not None),
        key=lambda row: (-(row.shares[trait] or 0), row.code),
    )
    stage = tables.stage_of(report)
    return {
        "stage": STAGE_NAMES[stage],
        "people": tables.count_at(report.counts, stage),
        "map": tile_map(rows, trait),
        "shades": list(enumerate(tables.shades(rows, trait), start=1)),
        "highest": named(shown[:EXTREMES], trait),
        "lowest": named(reversed(shown[-EXTREMES:]), trait) if len(shown) > EXTREMES else [],
        "hidden": len(rows) - len(shown),
        "trait_name": TRAITS[trait],
        "provinces": [
            (row, province(row.code), row.shares.get("W"), row.shares.get("D"), row.shares.get("L"))
            for row in all_38(rows)
        ],
        "groups": [(row, TRAITS[row.key]) for row in tables.groups(report)],
        "schooling": [
            (row, _(SCHOOLING_NAMES[Schooling(row.key)]))
            for row in sorted(tables.schooling(report), key=lambda row: list(Schooling).index(Schooling(row.key)))
        ],
        "channels": [(row, _(CHANNEL_NAMES[Channel(row.key)])) for row in tables.channels(report)],
        "funnel": [
            (row, STAGE_NAMES[row.stage], [row.traits[key] for key in TRAITS]) for row in tables.funnel(report, STAGES)
        ],
        "supply": [
            (
                row,
                SKILLS[row.skill].named(get_language() or "id") if row.skill in SKILLS else row.skill,
                province(row.province).name,
            )
            for row in report.supply[:GAPS]
        ],
        "missing_regencies": len(regencies()) - report.regencies,
    }


def all_38(rows: Iterable[ProvinceRow]) -> list[ProvinceRow]:
    """Every province in the order of its code: the map leads to each, so one where nobody registered has its row too."""
    found = {row.code: row for row in rows}
    codes = sorted({*found, *(place.code for place in provinces())})
    return [found.get(code) or ProvinceRow(code, 0, 0, {}) for code in codes]


def tile_map(rows: Iterable[ProvinceRow], trait: str) -> str:
    """The map of shares; a hidden one is a blank tile."""
    shares = {row.code: row.shares.get(trait) for row in rows}
    tiles = []
    for place in provinces():
        share = shares.get(place.code)
        tiles.append(
            (
                place.iso.removeprefix("ID-"),
                place.name,
                share,
                "–" if share is None else f"{share:.1f}".replace(".", ","),
            )
        )
    return charts.tile_map(tiles, label=_("Peta kotak 38 provinsi: %(trait)s") % {"trait": TRAITS[trait]})


def named(rows: Iterable[ProvinceRow], trait: str) -> list[tuple[str, str, float | None]]:
    """Rows as (letters, name, share)."""
    return [(province(row.code).iso.removeprefix("ID-"), province(row.code).name, row.shares[trait]) for row in rows]


def _provinces_csv(report: Report) -> tuple[list[str], list[list[Any]]]:
    names = {one.code: one.name for one in provinces()}
    header = ["kode", "provinsi", "orang", "kursi", "persen_perempuan", "persen_disabilitas", "persen_phk"]
    rows = tables.provinces(report)
    return header, [[r.code, names[r.code], r.people, r.seats, *(r.shares.get(key) for key in TRAITS)] for r in rows]


def _groups_csv(report: Report) -> tuple[list[str], list[list[Any]]]:
    return ["kelompok", "orang", "persen", "sasaran"], [
        [r.key, r.people, r.percent, r.target] for r in tables.groups(report)
    ]


def _schooling_csv(report: Report) -> tuple[list[str], list[list[Any]]]:
    return ["sekolah", "orang", "persen"], [[r.key, r.people, r.percent] for r in tables.schooling(report)]


def _channels_csv(report: Report) -> tuple[list[str], list[list[Any]]]:
    return ["jalur", "orang", "persen"], [[r.key, r.people, r.percent] for r in tables.channels(report)]


def _funnel_csv(report: Report) -> tuple[list[str], list[list[Any]]]:
    rows = tables.funnel(report, STAGES)
    return ["tahap", "semua", "perempuan", "disabilitas", "phk"], [
        [r.stage, r.all, *(r.traits[key] for key in TRAITS)] for r in rows
    ]


def _supply_csv(report: Report) -> tuple[list[str], list[list[Any]]]:
    return ["keterampilan", "provinsi", "lowongan", "kursi_kursus"], [
        [r.skill, r.province, r.vacancies, r.seats] for r in report.supply
    ]


FILES: dict[str, Callable[[Report], tuple[list[str], list[list[Any]]]]] = {
    "provinsi": _provinces_csv,
    "kelompok": _groups_csv,
    "sekolah": _schooling_csv,
    "jalur": _channels_csv,
    "corong": _funnel_csv,
    "pasokan": _supply_csv,
}


@door(Role.PUBLIC, methods=("GET",))
def csv_file(request: ActorRequest, name: str) -> HttpResponseBase:
    """The table behind a picture; a hidden figure is an empty cell."""
    make = FILES.get(name)
    known = [batch.number for batch in batches(clock.now())]
    number = asked_batch(request, known)
    report = last(number)
    if make is None or report is None:
        raise Http404
    header, rows = make(report)
    return csv_response(f"{name}-{number or ALL}.csv", header, rows)


urlpatterns = [
    path("data/", dashboard, name="dashboard"),
    path("data/<slug:name>.csv", csv_file, name="csv"),
]
