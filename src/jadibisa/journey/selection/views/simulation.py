"""Before the law is fixed: what another law would do to the people of a batch, with pictures."""

from dataclasses import dataclass, replace

from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from jadibisa.foundation.plumbing import clock
from jadibisa.foundation.plumbing.charts import bar
from jadibisa.foundation.plumbing.doors import ActorRequest, door
from jadibisa.foundation.plumbing.pages import page, refused
from jadibisa.journey.registration import queries as registration
from jadibisa.journey.selection import queries
from jadibisa.journey.selection.forms import SimulationForm
from jadibisa.journey.selection.queries import simulations
from jadibisa.journey.selection.rules.floors import COUNTINGS
from jadibisa.journey.selection.rules.simulation import LETTERS, Simulation, simulate
from jadibisa.journey.selection.types import Law
from jadibisa.kernel.actors import Role
from jadibisa.kernel.refusals import Refusal

SEEDS = 30
NOTICEABLE = 0.005


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table: a group or a place, its value under the law in force and under the other law twice."""

    name: str
    now: float | None
    values: list[float | None]
    bars: list[str]
    change: str


@door(Role.SELECTION_OFFICER, Role.APPROVER, Role.AUDITOR, methods=("GET",))
def simulation(request: ActorRequest) -> HttpResponseBase:
    """Try another law: both countings side by side, beside the law in force."""
    batches = [batch.number for batch in registration.batches(clock.now())]
    form = SimulationForm(batches, request.GET if "gelombang" in request.GET else None)
    tables: list[tuple[str, list[Line]]] = []
    asked: Law | None = None
    if form.is_bound and form.is_valid():
        try:
            asked, tables = _tables(form)
        except Refusal as refusal:
            refused(form, refusal)
    return page(
        request,
        "selection/simulation.html",
        {"form": form, "tables": tables, "law": asked, "seeds": SEEDS},
        status=422 if form.errors else 200,
    )


def _tables(form: SimulationForm) -> tuple[Law, list[tuple[str, list[Line]]]]:
    given = form.cleaned_data
    batch = given["gelombang"]
    law, people = queries.law(batch), simulations.people(batch)
    seats = given["kursi"] or queries.seats(batch)
    floors = {letter: given[letter] for letter in LETTERS if given[letter]}
    other = replace(
        law,
        traits=tuple(floors),
        percents=tuple(floors.values()),
        weights=given["bobot"],
        province_floor=law.province_floor if given["lantai"] is None else given["lantai"],
    )
    now = simulate(queries.seats(batch), law, queries.places_of(law), people, SEEDS)
    tried = [
        simulate(seats, replace(other, counting=counting), queries.places_of(other), people, SEEDS)
        for counting in COUNTINGS
    ]
    return other, [
        (
            _("Bagian dari yang terpilih"),
            [_line(name, now.share(letter), [one.share(letter) for one in tried]) for name, letter in _groups()],
        ),
        (_("Peluang terpilih tiap kelompok"), _chances(now, tried)),
        (_("Peluang terpilih tiap provinsi"), _places(now, tried)),
    ]


def _groups() -> list[tuple[str, str]]:
    return [(_("Perempuan"), "W"), (_("Disabilitas"), "D"), (_("Kehilangan pekerjaan"), "L")]


def _chances(now: Simulation, tried: list[Simulation]) -> list[Line]:
    wanted = [(_("Semua"), "", ""), (_("Laki-laki"), "", "W"), *((name, letter, "") for name, letter in _groups())]
    return [
        _line(
            name,
            now.group_chance(letters, without=without),
            [one.group_chance(letters, without=without) for one in tried],
        )
        for name, letters, without in wanted
    ]


def _places(now: Simulation, tried: list[Simulation]) -> list[Line]:
    names, before, after = queries.place_names(), now.place_chance(), [one.place_chance() for one in tried]
    return [_line(names.get(code, code), before[code], [one[code] for one in after]) for code in sorted(before)]


def _line(name: str, now: float, values: list[float]) -> Line:
    """One row; a value that does not exist (nobody is there) is left empty."""
    known = [value for value in values if value == value]  # noqa: PLR0124 - NaN is not itself
    change = ""
    if known and now == now:  # noqa: PLR0124 - NaN is not itself
        difference = known[0] - now
        change = "" if abs(difference) < NOTICEABLE else _("naik") if difference > 0 else _("turun")
    percents = [100 * value if value == value else None for value in values]  # noqa: PLR0124 - NaN is not itself
    here = 100 * now if now == now else None  # noqa: PLR0124 - NaN is not itself
    return Line(name, here, percents, [bar(value, here) for value in percents], change)
