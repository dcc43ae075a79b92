"""The desk of possible misuse: auditors read, an approver closes a case with a reason."""

from uuid import UUID

from django.http import Http404
from django.http.response import HttpResponseBase
from django.urls import path
from django.utils.translation import gettext as _

from jadibisa.foundation.facts.queries import about
from jadibisa.foundation.people.queries import account_names
from jadibisa.foundation.plumbing import clock
from jadibisa.foundation.plumbing.doors import ActorRequest, door
from jadibisa.foundation.plumbing.exports import csv_response
from jadibisa.foundation.plumbing.pages import notice, page, refused, see_other
from jadibisa.kernel.actors import Role
from jadibisa.kernel.refusals import Refusal
from jadibisa.oversight.integrity import queries, services
from jadibisa.oversight.integrity.forms import CloseForm
from jadibisa.oversight.integrity.types import EVIDENCE_NAMES, SIGNAL_NAMES, CaseView

SIZE = 30
STATES = {"buka": True, "tutup": False}


def described(case: CaseView) -> str:
    """The evidence in words."""
    return ", ".join(
        f"{value} {_(EVIDENCE_NAMES[name])}" if name != "day" else str(value) for name, value in case.evidence.items()
    )


@door(Role.AUDITOR, Role.APPROVER, methods=("GET",))
def desk(request: ActorRequest) -> HttpResponseBase:
    """The list of cases, as a page or as CSV."""
    kind, state, before = (request.GET.get(name, "") for name in ("jenis", "keadaan", "sebelum"))
    number = int(before) if before.isascii() and before.isdigit() and len(before) < 10 else None  # noqa: PLR2004 - more digits are nonsense
    known = kind if kind in SIGNAL_NAMES else ""
    export = request.GET.get("bentuk") == "csv"
    found = queries.cases(kind=known, is_open=STATES.get(state), before=number, limit=10_000 if export else SIZE + 1)
    if export:
        rows = (
            [c.number, _(SIGNAL_NAMES[c.kind]), c.subject, described(c), c.opened_at.isoformat(), c.outcome]
            for c in found
        )
        return csv_response("dugaan.csv", ["nomor", "jenis", "tentang", "bukti", "dibuka", "hasil"], rows)
    shown = [(case, _(SIGNAL_NAMES[case.kind]), described(case)) for case in found[:SIZE]]
    return page(
        request,
        "integrity/desk.html",
        {
            "cases": shown,
            "more": int(found[SIZE - 1].number[2:]) if len(found) > SIZE else None,
            "counts": queries.counts(),
            "kinds": [(str(one), _(name)) for one, name in SIGNAL_NAMES.items()],
            "kind": known,
            "state": state if state in STATES else "",
        },
    )


@door(Role.AUDITOR, Role.APPROVER)
def case(request: ActorRequest, case_id: UUID) -> HttpResponseBase:
    """One case; only an approver may close it."""
    found = queries.case(case_id)
    if found is None or (request.method == "POST" and request.actor.role is not Role.APPROVER):
        raise Http404
    form = CloseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.close(
                case_id, form.cleaned_data["outcome"], form.cleaned_data["why"], by=request.actor, at=clock.now()
            )
        except Refusal as refusal:
            refused(form, refusal)
        else:
            notice(request, _("Kasus ditutup. Alasannya tercatat."))
            return see_other("integrity:case", case_id)
    facts = about(found.subject, limit=20)
    names = account_names(fact.by for fact in facts)
    return page(
        request,
        "integrity/case.html",
        {
            "case": found,
            "kind": _(SIGNAL_NAMES[found.kind]),
            "evidence": described(found),
            "facts": [(fact, names.get(fact.by, fact.by)) for fact in facts],
            "form": form if request.actor.role is Role.APPROVER and (found.closed_at is None or form.errors) else None,
        },
    )


urlpatterns = [
    path("auditor/dugaan/", desk, name="desk"),
    path("auditor/dugaan/<uuid:case_id>/", case, name="case"),
]
