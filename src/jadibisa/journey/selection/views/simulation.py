"""Before the law is fixed: what another law would do to the people of a batch; simulations that are kept, for everybody."""

from collections.abc import Mapping
from dataclasses import replace

from django.http import Http404, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from jadibisa.foundation.plumbing import clock
from jadibisa.foundation.plumbing.doors import ActorRequest, door
from jadibisa.foundation.plumbing.exports import csv_response
from jadibisa.foundation.plumbing.pages import notice, page, refused, see_other, sentence
from jadibisa.journey.registration import queries as registration
from jadibisa.journey.selection import queries, services
from jadibisa.journey.selection.forms import SaveForm, SimulationForm
from jadibisa.journey.selection.queries import simulations
from jadibisa.journey.selection.rules import comparing
from jadibisa.journey.selection.rules.simulation import LETTERS, MICRO
from jadibisa.journey.selection.types import Law, SimulationState, SimulationView, batch_id
from jadibisa.journey.selection.views import compared
from jadibisa.kernel.actors import Role
from jadibisa.kernel.policy import EVERY_PROVINCE
from jadibisa.kernel.refusals import Refusal

SEEDS = 30
RELOAD_SECONDS = "3"
READERS = (Role.APPROVER, Role.AUDITOR)


@door(Role.SELECTION_OFFICER, readers=READERS)
def simulation(request: ActorRequest) -> HttpResponseBase:
    """Try another law: both countings side by side, beside the law in force; keep it with many seeds."""
    given = request.POST if request.method == "POST" else request.GET
    batches = [batch.number for batch in registration.batches(clock.now())]
    asked = "gelombang" in given
    form = SimulationForm(batches, given if asked else None, _initial(batches))
    save = SaveForm(request.POST if request.method == "POST" else None)
    found: comparing.Comparison | None = None
    if asked and form.is_valid():
        try:
            inputs = _inputs(form)
            found = comparing.compare(inputs)
            if request.method == "POST" and save.is_valid():
                kept = replace(inputs, seeds=save.cleaned_data["undian"])
                number = services.save_simulation(
                    form.cleaned_data["gelombang"], kept, by=request.actor, at=clock.now()
                )
                return see_other("selection:saved", number)
        except Refusal as refusal:
            refused(save if refusal.field in save.fields else form, refusal)
    if found and "csv" in request.GET:
        return csv_response("simulasi.csv", compared.csv_head(), compared.csv_rows(compared.tables(found)))
    bad = form.errors or save.errors
    return page(
        request,
        "selection/simulation.html",
        {
            "form": form, "save": save, "kept": simulations.simulations(), "reads_only": request.reads_only,
            "query": _query(given), "hidden": list(_plain(given).items()), **(_shown(found, SEEDS) if found else {}),
        },
        status=422 if bad else 200,
    )  # fmt: skip


def _plain(given: QueryDict) -> dict[str, str]:
    """What was asked, without the words of the other form."""
    return {name: str(given[name]) for name in SimulationForm.base_fields if name in given}


def _query(given: QueryDict) -> str:
    asked = QueryDict(mutable=True)
    asked.update(_plain(given))
    return asked.urlencode()


def _initial(batches: list[int]) -> dict[str, object]:
    """The form begins with the law in force of the newest batch: change one thing and see."""
    if not batches:
        return {}
    law = queries.law(batches[0])
    return {
        **dict(zip(law.traits, law.percents, strict=True)), "gelombang": batches[0], "kursi": queries.seats(batches[0]),
        "hitung": law.counting, "dahulu": next(iter(law.tiers), ""), "bobot": law.weights, "lantai": law.province_floor,
        "lantai_kabupaten": law.regency_floor,
    }  # fmt: skip


def _inputs(form: SimulationForm) -> comparing.Inputs:
    given = form.cleaned_data
    batch = given["gelombang"]
    seats = queries.seats(batch) if given["kursi"] is None else given["kursi"]
    return simulations.inputs(batch, seats, _law(queries.law(batch), given, form.data), SEEDS)


def _law(law: Law, given: Mapping[str, object], typed: Mapping[str, object]) -> Law:
    """The law that is tried: the law in force with what was typed; an empty floor of a group is none."""
    order = [*law.traits, *(letter for letter in LETTERS if letter not in law.traits)]
    floors = {letter: int(str(given[letter])) for letter in order if given[letter]}
    regencies = {"none": (), "all": ("all",)}.get(str(given["kabupaten"]), law.regencies)
    first = str(given["dahulu"])
    return replace(
        law,
        traits=tuple(floors),
        percents=tuple(floors.values()),
        counting=str(given["hitung"] or law.counting),
        tiers=((first,) if first else ()) if "dahulu" in typed else law.tiers,
        weights=str(given["bobot"]),
        province_floor=_number(given["lantai"], law.province_floor),
        regencies=regencies,
        regency_floor=_number(given["lantai_kabupaten"], law.regency_floor),
    )


def _number(given: object, otherwise: int) -> int:
    return otherwise if given is None else int(str(given))


def _shown(found: comparing.Comparison, seeds: int) -> dict[str, object]:
    tables = compared.tables(found)
    return {
        "tables": tables, "summary": compared.summary(tables), "map": compared.change_map(tables), "cells": compared.cells(found),
        "seeds": seeds, "countings": compared.counting_names(), "counting": compared.counting_names()[found.counting],
        "exact": bool(found.proposed.exact.all()), "everybody": found.proposed.micro.sum() == MICRO * found.proposed.people.sum(),
    }  # fmt: skip


def _known(number: int) -> SimulationView:
    try:
        return simulations.simulation(number)
    except Refusal:
        raise Http404 from None


@door(Role.PUBLIC, methods=("GET",))
def kept(request: ActorRequest) -> HttpResponseBase:
    """All simulations that are kept, newest first."""
    return page(request, "selection/simulations.html", {"kept": simulations.simulations()})


@door(Role.PUBLIC, methods=("GET",))
def saved(request: ActorRequest, number: int) -> HttpResponseBase:
    """One simulation that is kept, read-only for everybody; while it runs the page loads itself again."""
    view = _known(number)
    inputs = comparing.read_inputs(view.inputs)
    found = comparing.summed(inputs, simulations.tally(number), view.done)
    running = view.state is SimulationState.RUNNING
    answer = page(
        request,
        "selection/saved.html",
        {
            "view": view, "batch": batch_id(view.batch), "running": running, "done": view.state is SimulationState.DONE,
            "may_stop": request.actor.role is Role.SELECTION_OFFICER and view.state is not SimulationState.DONE,
            "law": _words(inputs), "percent": 100 * view.done // view.seeds, **_shown(found, view.done),
        },
    )  # fmt: skip
    if running:
        answer["Refresh"] = RELOAD_SECONDS
    return answer


def _words(inputs: comparing.Inputs) -> list[tuple[str, str, str]]:
    """The two laws line by line: what it is, now, tried."""
    names = queries.place_names() | compared.trait_names() | {EVERY_PROVINCE: _("semua provinsi")}
    weights = {
        "labour_force": _("angkatan kerja"), "unemployed": _("penganggur"), "population": _("penduduk"),
    }  # fmt: skip

    def line(setting: comparing.Setting) -> list[str]:
        law = setting.law
        floors = [f"{names[trait]} {percent}%" for trait, percent in zip(law.traits, law.percents, strict=True)]
        return [
            str(setting.seats), ", ".join(floors) or "–", compared.counting_names()[law.counting],
            ", ".join(names[trait] for trait in law.tiers) or "–", weights[law.weights], str(law.province_floor),
            ", ".join(names.get(code, code) for code in law.regencies) or "–", str(law.regency_floor), law.method,
        ]  # fmt: skip

    titles = [
        _("Kursi"), _("Batas kelompok"), _("Cara hitung"), _("Selalu didahulukan"), _("Bobot provinsi"),
        _("Kursi paling sedikit tiap provinsi"), _("Dibagi ke kabupaten"), _("Kursi paling sedikit tiap kabupaten"),
        _("Cara pembagian"),
    ]  # fmt: skip
    return list(zip(titles, line(inputs.now), line(inputs.tried), strict=True))


@door(Role.PUBLIC, methods=("GET",))
def saved_file(_request: ActorRequest, number: int, kind: str) -> HttpResponseBase:
    """The whole simulation as JSON, byte for byte what a policy cites; or its tables as CSV."""
    view = _known(number)
    name = f"simulasi-{number}.{kind}"
    if kind == "csv":
        found = comparing.summed(comparing.read_inputs(view.inputs), simulations.tally(number), view.done)
        return csv_response(name, compared.csv_head(), compared.csv_rows(compared.tables(found)))
    answer = HttpResponse(view.result or view.inputs, content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@door(Role.SELECTION_OFFICER, methods=("POST",))
def turn(request: ActorRequest, number: int, to: str) -> HttpResponseBase:
    """Stop a simulation, or let it go on."""
    command = services.stop_simulation if to == "henti" else services.resume_simulation
    try:
        command(number, by=request.actor, at=clock.now())
    except Refusal as refusal:
        notice(request, sentence(refusal), kind="warn")
    else:
        notice(
            request,
            _("Simulasi dihentikan. Undian yang sudah dihitung tetap tersimpan.")
            if to == "henti"
            else _("Simulasi dilanjutkan."),
        )
    return see_other("selection:saved", _known(number).number)
