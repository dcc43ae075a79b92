"""The officers' desk after a draw: what appeals won too late are owed, and the sample that auditors look at again."""

from uuid import UUID

from django.http import Http404
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from jadibisa.foundation.people import queries as people
from jadibisa.foundation.plumbing import clock
from jadibisa.foundation.plumbing.doors import ActorRequest, door
from jadibisa.foundation.plumbing.pages import notice, page, refused, see_other, sentence
from jadibisa.journey.registration import queries as registration
from jadibisa.journey.selection import queries, services
from jadibisa.journey.selection.forms import AdditionForm, DecisionForm, FindingForm
from jadibisa.journey.selection.queries import progress
from jadibisa.journey.selection.types import DrawView, Stage
from jadibisa.journey.selection.views.stages import way_words
from jadibisa.kernel.actors import Role
from jadibisa.kernel.refusals import Refusal

OFFICERS = (Role.SELECTION_OFFICER, Role.APPROVER)


def _drawn(batch: int) -> DrawView:
    view = queries.draw(batch)
    if view is None:
        raise Http404
    return view


@door(*OFFICERS, readers=(Role.AUDITOR,))
def additions(request: ActorRequest, batch: int) -> HttpResponseBase:
    """Whom the policy owes a seat beside the draw: one officer proposes, another decides."""
    view, owed = _drawn(batch), queries.owed(batch)
    form = AdditionForm([found.application_id for found in owed], request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.propose_addition(
                form.cleaned_data["application"], by=request.actor, at=clock.now(), why=form.cleaned_data["why"]
            )
        except Refusal as refusal:
            refused(form, refusal)
        else:
            notice(request, _("Usulan tersimpan. Orang kedua memutuskan."))
            return see_other("selection:additions", batch)
    known = registration.applications([found.application_id for found in owed])
    waiting = {one.subject: one for one in people.proposals(queries.ADD)}
    rows = [
        (found, known[found.application_id].reference, waiting.get(found.application_id),
         str(request.actor.id) in waiting[found.application_id].proposed_by if found.application_id in waiting else False)
        for found in owed
    ]  # fmt: skip
    return page(
        request,
        "selection/additions.html",
        {
            "draw": view, "rows": rows, "form": form, "decision": DecisionForm(), "way": way_words(queries.late_appeals(batch)),
            "published": view.stage is Stage.PUBLISHED, "counts": [(way_words(way), n) for way, n in queries.beside_counts(batch).items()],
        },
        status=422 if form.errors else 200,
    )  # fmt: skip


@door(*OFFICERS, methods=("POST",))
def decide_addition(request: ActorRequest, batch: int, proposal_id: UUID) -> HttpResponseBase:
    """The second person's decision about a seat beside the draw."""
    form = DecisionForm(request.POST)
    if not form.is_valid():
        notice(request, _("Pilih setuju atau tolak."), kind="warn")
        return see_other("selection:additions", batch)
    approve = form.cleaned_data["decision"] == "approve"
    try:
        services.decide_addition(
            proposal_id, approve=approve, by=request.actor, at=clock.now(), why=form.cleaned_data["why"]
        )
    except Refusal as refusal:
        notice(request, sentence(refusal), kind="warn")
    else:
        notice(request, _("Haknya sudah diberikan. Orangnya mendapat kabar.") if approve else _("Usulan ditolak."))
    return see_other("selection:additions", batch)


@door(Role.AUDITOR)
def audit(request: ActorRequest, batch: int) -> HttpResponseBase:
    """The sample from the SEED: an auditor opens each file and notes what was found."""
    view, rows = _drawn(batch), progress.audited(batch)
    form = FindingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            services.note_finding(
                batch, told["ticket"], fits=told["finding"] == "fits", why=told["why"], by=request.actor, at=clock.now()
            )
        except Refusal as refusal:
            refused(form, refusal)
        else:
            notice(request, _("Temuan tersimpan."))
            return see_other("selection:audit", batch)
    known = registration.applications([row.application_id for row in rows])
    names = queries.place_names()
    return page(
        request,
        "selection/audit.html",
        {
            "draw": view, "form": form, "looked_at": len({row.ticket for row in rows if row.looked_at}),
            "all": len({row.ticket for row in rows}),
            "rows": [(row, known[row.application_id].reference, names.get(row.compartment, row.compartment)) for row in rows],
        },
        status=422 if form.errors else 200,
    )  # fmt: skip
