"""The finance desk's pages of pledges: what was paid in, what waits for two people, what goes back."""

from uuid import UUID

from django.http import Http404
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from jadibisa.foundation.facts.queries import about
from jadibisa.foundation.plumbing import clock
from jadibisa.foundation.plumbing.doors import ActorRequest, door
from jadibisa.foundation.plumbing.pages import notice, page, refused, see_other
from jadibisa.journey.funding import queries, services
from jadibisa.journey.funding.forms import DecisionForm, ReasonForm
from jadibisa.journey.funding.types import PledgeState
from jadibisa.journey.funding.views.words import deed
from jadibisa.kernel.actors import Role
from jadibisa.kernel.refusals import Refusal

READERS = (Role.FINANCE_OFFICER, Role.APPROVER, Role.AUDITOR)
WORKERS = (Role.FINANCE_OFFICER, Role.APPROVER)
MARKS = {
    PledgeState.OFFERED: "wait",
    PledgeState.PAID: "now",
    PledgeState.PROPOSED: "now",
    PledgeState.ACTIVE: "ok",
    PledgeState.ENDED: "none",
    PledgeState.REFUSED: "bad",
    PledgeState.LAPSED: "none",
}
OPEN = frozenset({PledgeState.PAID, PledgeState.PROPOSED})


@door(*READERS, methods=("GET",))
def pledges(request: ActorRequest) -> HttpResponseBase:
    """Every pledge with its money, the newest first, and what shared prices sum to."""
    rows = [(view, MARKS[view.state], _(view.state_name)) for view in queries.pledges()]
    return page(request, "funding/pledges.html", {"rows": rows, "totals": queries.share_totals()})


@door(*WORKERS, readers=(Role.AUDITOR,))
def pledge(request: ActorRequest, pledge_id: UUID) -> HttpResponseBase:
    """One pledge: propose it, or decide what somebody else proposed."""
    view = queries.pledge(pledge_id)
    if view is None:
        raise Http404
    if request.method == "POST" and view.state not in OPEN:
        notice(request, _("Dana ini sudah diputuskan."), kind="info")
        return see_other("funding:pledge", pledge_id)
    typed = request.POST if request.method == "POST" else None
    proposed = view.state is PledgeState.PROPOSED
    form: DecisionForm | ReasonForm = DecisionForm(typed) if proposed else ReasonForm(typed)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            if proposed:
                approve = told["approve"] == "yes"
                services.decide_pledge(pledge_id, approve=approve, by=request.actor, at=clock.now(), why=told["why"])
                notice(request, _("Keputusan Anda sudah dicatat."))
            else:
                services.propose_pledge(pledge_id, by=request.actor, at=clock.now(), why=told["why"])
                notice(request, _("Usulan Anda menunggu orang kedua."))
        except Refusal as refusal:
            refused(form, refusal)
        else:
            return see_other("funding:pledges")
    context = {
        "view": view,
        "kind": MARKS[view.state],
        "word": _(view.state_name),
        "form": form,
        "proposed": proposed,
        "may_act": not request.reads_only and view.state in OPEN,
        "history": [deed(fact) for fact in about(pledge_id, limit=20)],
    }
    return page(request, "funding/pledge.html", context, status=422 if form.errors else 200)
