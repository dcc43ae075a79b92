"""The finance desk's other half: payments to providers and the treasury, and the bank's statement."""

from uuid import UUID

from django.http import Http404
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from jadibisa.foundation.facts.queries import about
from jadibisa.foundation.plumbing import clock
from jadibisa.foundation.plumbing.doors import ActorRequest, door
from jadibisa.foundation.plumbing.pages import notice, page, refused, see_other
from jadibisa.journey.funding import queries, services
from jadibisa.journey.funding.forms import DecisionForm, ReasonForm, StatementForm
from jadibisa.journey.funding.types import DisbursementState
from jadibisa.journey.funding.views.words import deed
from jadibisa.kernel.actors import Role
from jadibisa.kernel.refusals import Refusal

READERS = (Role.FINANCE_OFFICER, Role.APPROVER, Role.AUDITOR)
WORKERS = (Role.FINANCE_OFFICER, Role.APPROVER)
OPEN = frozenset({DisbursementState.WAITING, DisbursementState.PROPOSED})
PROGRAMME_ACCOUNT = "programme"


@door(*WORKERS, methods=("POST",))
def prepare(request: ActorRequest) -> HttpResponseBase:
    """Prepare payments to providers and remittances to the treasury."""
    count = services.prepare_settlements(by=request.actor, at=clock.now())
    count += sum(services.prepare_remittance(b, by=request.actor, at=clock.now()) > 0 for b in queries.funded_batches())
    notice(request, _("Pembayaran yang disiapkan: %(count)d") % {"count": count}, kind="ok" if count else "info")
    return see_other("funding:desk")


@door(*READERS)
def disbursement(request: ActorRequest, run_id: UUID) -> HttpResponseBase:
    """One run of payments: propose it, or decide what somebody else proposed."""
    rows = queries.disbursements(run_id)
    if not rows or (request.method == "POST" and request.actor.role not in WORKERS):
        raise Http404
    state = rows[0][0].state
    if request.method == "POST" and state not in OPEN:
        notice(request, _("Pembayaran ini sudah diputuskan."), kind="info")
        return see_other("funding:disbursement", run_id)
    typed = request.POST if request.method == "POST" else None
    proposed = state is DisbursementState.PROPOSED
    form: DecisionForm | ReasonForm = DecisionForm(typed) if proposed else ReasonForm(typed)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            if proposed:
                approve = told["approve"] == "yes"
                services.decide_disbursements(
                    run_id, approve=approve, by=request.actor, at=clock.now(), why=told["why"]
                )
                notice(request, _("Keputusan Anda sudah dicatat."))
            else:
                services.propose_disbursements(run_id, by=request.actor, at=clock.now(), why=told["why"])
                notice(request, _("Usulan Anda menunggu orang kedua."))
        except Refusal as refusal:
            refused(form, refusal)
        else:
            return see_other("funding:desk")
    context = {
        "rows": rows,
        "first": rows[0][0],
        "gross": sum(row.gross for row, _name in rows),
        "commission": sum(row.commission for row, _name in rows),
        "total": sum(row.amount for row, _name in rows),
        "form": form,
        "proposed": proposed,
        "may_act": request.actor.role in WORKERS and state in OPEN,
        "history": [deed(fact) for fact in about(run_id, limit=20)],
    }
    return page(request, "funding/disbursement.html", context, status=422 if form.errors else 200)


@door(*READERS)
def statement(request: ActorRequest) -> HttpResponseBase:
    """Take in the bank's statement; lines that nothing explains are listed until somebody explains them."""
    if request.method == "POST" and request.actor.role not in WORKERS:
        raise Http404
    form = StatementForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            result = services.import_statement(
                form.cleaned_data["text"], account=PROGRAMME_ACCOUNT, by=request.actor, at=clock.now()
            )
        except Refusal as refusal:
            refused(form, refusal)
        else:
            words = _("Baris baru %(new)d, cocok %(matched)d, belum cocok %(unmatched)d, sudah ada %(known)d.")
            told = {"new": result.new, "matched": result.matched, "unmatched": result.unmatched, "known": result.known}
            notice(request, words % told, kind="ok" if not result.unmatched else "warn")
            return see_other("funding:bank_statement")
    context = {
        "form": form,
        "lines": queries.unmatched_lines(),
        "count": queries.count_unmatched_lines(),
        "may_act": request.actor.role in WORKERS,
    }
    return page(request, "funding/bank_statement.html", context, status=422 if form.errors else 200)
