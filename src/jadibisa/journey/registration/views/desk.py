"""The officers' batches: a list, one batch in numbers, opening one with a second person."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import path
from django.utils.translation import gettext as _

from jadibisa.foundation.people.queries import proposals
from jadibisa.foundation.places.queries import provinces
from jadibisa.foundation.plumbing import clock
from jadibisa.foundation.plumbing.doors import ActorRequest, door
from jadibisa.foundation.plumbing.exports import csv_response
from jadibisa.foundation.plumbing.pages import notice, page, refused, see_other, sentence
from jadibisa.journey.registration import queries, services
from jadibisa.journey.registration.forms import BatchForm, DecideForm
from jadibisa.journey.registration.services import OPEN_BATCH
from jadibisa.journey.registration.types import BATCH_STATE_NAMES, CHANNEL_NAMES, BatchState, Channel, NewBatch
from jadibisa.kernel.actors import Role
from jadibisa.kernel.refusals import Refusal

READERS = (Role.SELECTION_OFFICER, Role.APPROVER, Role.VERIFIER, Role.FINANCE_OFFICER, Role.HELP_OFFICER, Role.AUDITOR)
DECIDERS = (Role.SELECTION_OFFICER, Role.APPROVER)
TAGS = {BatchState.PLANNED: "wait", BatchState.OPEN: "go", BatchState.CLOSED: "none"}


@door(*READERS, methods=("GET",))
def batches(request: ActorRequest) -> HttpResponse:
    """All batches, and what waits for a second person."""
    return page(request, "registration/batches.html", _list(request, None))


def _list(request: ActorRequest, form: BatchForm | None) -> dict[str, Any]:
    counts, at = queries.counts(), clock.now()
    rows = [
        {
            "batch": batch,
            "tag": TAGS[batch.state],
            "word": _(BATCH_STATE_NAMES[batch.state]),
            "count": counts.get(batch.number, 0),
        }
        for batch in queries.batches(at)
    ]
    me = str(request.actor.id)
    return {
        "rows": rows,
        "proposals": [{"it": one, "mine": one.proposed_by.endswith(me)} for one in proposals(OPEN_BATCH)],
        "may_decide": request.actor.role in DECIDERS,
        "form": form,
    }


def _form(data: Any = None) -> BatchForm:  # noqa: ANN401 - a QueryDict or nothing
    return BatchForm(data, schemes=[(scheme.code, f"{scheme.code}: {scheme.name}") for scheme in queries.schemes()])


def _wanted(told: Mapping[str, Any]) -> NewBatch:
    return NewBatch(*(told[name] for name in NewBatch._fields))


@door(*DECIDERS)
def propose(request: ActorRequest) -> HttpResponse:
    """Propose a batch; a second person opens it."""
    form = _form(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        told = form.cleaned_data
        try:
            services.propose_batch(_wanted(told), by=request.actor, at=clock.now(), why=told["why"])
        except Refusal as refusal:
            refused(form, refusal)
        else:
            notice(request, _("Usulan tersimpan. Orang kedua yang memutuskan."))
            return see_other("registration:batches")
    return page(request, "registration/propose.html", {"form": form})


@door(*DECIDERS, methods=("POST",))
def decide(request: ActorRequest) -> HttpResponse:
    """Decide what another person proposed."""
    form = DecideForm(request.POST)
    if not form.is_valid():
        notice(request, " ".join(str(error) for errors in form.errors.values() for error in errors), kind="warn")
        return see_other("registration:batches")
    proposal: UUID = form.cleaned_data["proposal"]
    approve = form.cleaned_data["decision"] == "approve"
    try:
        services.decide_batch(proposal, approve=approve, by=request.actor, at=clock.now(), why=form.cleaned_data["why"])
    except Refusal as refusal:
        notice(request, sentence(refusal), kind="warn")
    else:
        notice(request, _("Gelombang dibuka sesuai usulan.") if approve else _("Usulan ditolak."))
    return see_other("registration:batches")


@door(*READERS, methods=("GET",))
def batch(request: ActorRequest, number: int) -> HttpResponseBase:
    """One batch in numbers, by province and channel; `?format=csv` streams the table."""
    view = queries.batch(number, clock.now())
    totals = queries.totals(number)
    most = max(totals.by_province.values(), default=0)
    rows = [
        {
            "code": place.code,
            "name": place.name,
            "count": totals.by_province.get(place.code, 0),
            "percent": 100 * totals.by_province.get(place.code, 0) / most if most else 0,
        }
        for place in provinces()
    ]
    if request.GET.get("format") == "csv":
        table = [(row["code"], row["name"], row["count"]) for row in rows]
        return csv_response(f"gelombang-{number}.csv", ("kode", "provinsi", "pendaftar"), table)
    shown = {
        "batch": view,
        "tag": TAGS[view.state],
        "word": _(BATCH_STATE_NAMES[view.state]),
        "rows": rows,
        "all": totals.all,
        "channels": [(_(CHANNEL_NAMES[Channel(key)]), count) for key, count in totals.by_channel.items()],
        "policy": queries.policy_of(number),
    }
    return page(request, "registration/batch.html", shown)


@door(*READERS, methods=("GET",))
def policy(_request: ActorRequest, number: int) -> HttpResponse:
    """The policy file of a batch, word for word."""
    text = queries.scheme_text(queries.batch(number).scheme_code) or ""
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


urlpatterns = [
    path("petugas/gelombang/", batches, name="batches"),
    path("petugas/gelombang/usul/", propose, name="propose"),
    path("petugas/gelombang/putus/", decide, name="decide"),
    path("petugas/gelombang/<int:number>/", batch, name="batch"),
    path("petugas/gelombang/<int:number>/aturan/", policy, name="policy"),
]
