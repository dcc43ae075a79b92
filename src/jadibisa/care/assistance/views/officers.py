"""The officers' page of companions: propose, decide as the second person, stop."""

from typing import Any
from uuid import UUID

from django.http import Http404
from django.http.response import HttpResponseBase
from django.urls import path
from django.utils.translation import gettext as _

from jadibisa.care.assistance import queries, services
from jadibisa.care.assistance.forms import VerdictForm
from jadibisa.care.assistance.types import CompanionState, CompanionView
from jadibisa.foundation.people import queries as people
from jadibisa.foundation.places import queries as places
from jadibisa.foundation.plumbing.clock import now
from jadibisa.foundation.plumbing.doors import ActorRequest, door
from jadibisa.foundation.plumbing.pages import notice, page, refused, see_other
from jadibisa.kernel.actors import Role
from jadibisa.kernel.refusals import N_, Refusal

OFFICERS = (Role.HELP_OFFICER, Role.VERIFIER, Role.APPROVER)
TAGS = {
    CompanionState.APPLIED: "wait",
    CompanionState.PROPOSED: "now",
    CompanionState.APPROVED: "ok",
    CompanionState.REFUSED: "none",
    CompanionState.STOPPED: "bad",
}


@door(*OFFICERS, methods=("GET",), readers=(Role.AUDITOR,))
def officer(request: ActorRequest) -> HttpResponseBase:
    """Companions who wait, then the active ones with their numbers."""
    found = queries.companions(list(CompanionState))
    totals = {companion_id: (finished, revoked) for companion_id, finished, revoked in queries.sitting_totals()}
    names = people.names([row.person_id for row in found])
    rows = [
        {
            "row": row,
            "name": names.get(row.person_id, ""),
            "places": ", ".join(places.regency(code).name for code in row.regencies),
            "kind": TAGS[CompanionState(row.state)],
            "finished": totals.get(row.id, (0, 0))[0],
            "revoked": totals.get(row.id, (0, 0))[1],
        }
        for row in found
    ]
    waiting = [item for item in rows if item["kind"] in {"wait", "now"}]
    context = {"waiting": waiting, "others": [item for item in rows if item not in waiting]}
    return page(request, "assistance/officer.html", context)


@door(*OFFICERS, readers=(Role.AUDITOR,))
def companion(request: ActorRequest, companion_id: UUID) -> HttpResponseBase:
    """One companion's file."""
    found = queries.companion(companion_id)
    if found is None:
        raise Http404
    form, status = VerdictForm(request.POST or None), 422
    if request.method == "POST" and form.is_valid():
        try:
            _judge(request, found, form.cleaned_data)
        except Refusal as refusal:
            refused(form, refusal)
            status = 409 if refusal.code == "page_old" else 422
        else:
            return see_other("assistance:companion", companion_id)
    proposal = people.proposal(found.proposal_id) if found.proposal_id else None
    context = {
        "form": form,
        "companion": found,
        "seen": _seen(found),
        "name": people.names([found.person_id]).get(found.person_id, ""),
        "places": [places.regency(code).name for code in found.regencies],
        "kind": TAGS[CompanionState(found.state)],
        "proposal": proposal,
        "own": bool(proposal and proposal.proposed_by.endswith(str(request.actor.id))),
    }
    return page(request, "assistance/companion.html", context, status=status if form.errors else 200)


def _seen(found: CompanionView) -> str:
    """What a page shows of the state: a verdict is good for what its officer saw."""
    return f"{found.state}/{found.proposal_id or ''}"


def _judge(request: ActorRequest, found: CompanionView, told: dict[str, Any]) -> None:
    """What a verdict means depends on where the companion stands, which must be what the officer saw."""
    if request.POST.get("seen") != _seen(found):
        raise Refusal(
            "page_old",
            N_("Keadaan permohonan ini berubah sejak Anda membukanya. Baca lagi, lalu putuskan."),
            status=409,
        )
    state, companion_id = found.state, found.id
    yes, why, by, at = told["verdict"] == "ya", told["why"], request.actor, now()
    if state == CompanionState.PROPOSED:
        services.approve_companion(companion_id, approve=yes, by=by, at=at, why=why)
        notice(request, _("Keputusan Anda tersimpan."))
    elif state == CompanionState.APPROVED and not yes:
        services.stop_companion(companion_id, by=by, at=at, why=why)
        notice(request, _("Pendamping ini dihentikan."), kind="warn")
    else:
        services.propose_companion(companion_id, accept=yes, by=by, at=at, why=why)
        notice(request, _("Usulan tersimpan. Orang kedua memutuskan."))


urlpatterns = [
    path("petugas/pendamping/", officer, name="officer"),
    path("petugas/pendamping/<uuid:companion_id>/", companion, name="companion"),
]
