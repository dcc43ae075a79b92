"""The help desk: the queue, one ticket, appeals under four eyes."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404
from django.http.response import HttpResponseBase
from django.urls import path
from django.utils.translation import gettext as _

from jadibisa.care.answers import queries as answers
from jadibisa.care.answers.types import Told
from jadibisa.care.tickets import queries, services
from jadibisa.care.tickets.forms import DeskForm, NoteForm, OfficerForm, SecondForm, VerdictForm
from jadibisa.care.tickets.rules import HIGHEST_LEVEL, rises_at
from jadibisa.care.tickets.types import AppealState, Author, Line, TicketState
from jadibisa.care.tickets.views.public import TAGS
from jadibisa.foundation.people import queries as people
from jadibisa.foundation.plumbing.clock import now
from jadibisa.foundation.plumbing.doors import ActorRequest, door
from jadibisa.foundation.plumbing.exports import csv_response
from jadibisa.foundation.plumbing.pages import notice, page, refused, see_other, sentence
from jadibisa.journey.registration import queries as registration
from jadibisa.kernel.actors import Role
from jadibisa.kernel.refusals import Refusal

OFFICERS = (Role.HELP_OFFICER, Role.VERIFIER, Role.APPROVER)
TABS: dict[str, dict[str, Any]] = {
    "terbuka": {},
    "lewat": {"late": True},
    "saya": {"mine": True},
    "keberatan": {"appeals": True},
    "ombudsman": {"level": HIGHEST_LEVEL},
    "ditanya": {"state": TicketState.ASKED},
    "dijawab": {"state": TicketState.ANSWERED},
    "selesai": {"state": TicketState.CLOSED},
}
MOST_EXPORTED = 10_000
SUGGESTED = 3
WORST = 5  # articles that readers said did not help


def _listed(request: ActorRequest, told: dict[str, Any], *, size: int) -> Any:  # noqa: ANN401 - a page and its rows
    tab = TABS.get(told.get("tab", ""), {})
    return queries.queue(
        states=(tab.get("state", TicketState.OPEN),),
        category=told.get("bagian", ""),
        owner_id=request.actor.id if tab.get("mine") else None,
        late_at=now() if tab.get("late") else None,
        appeals=True if tab.get("appeals") else None,
        level=tab.get("level"),
        oldest=told.get("urut") == "masuk",
        number=request.GET.get("halaman"),
        size=size,
    )


@door(*OFFICERS, methods=("GET",), readers=(Role.AUDITOR,))
def desk(request: ActorRequest) -> HttpResponseBase:
    """The queue, the earliest due first, or the oldest."""
    form = DeskForm(request.GET)
    form.is_valid()
    shown, rows = _listed(request, form.cleaned_data, size=50)
    at = now()
    context = {
        "form": form,
        "tab": form.cleaned_data.get("tab") if form.cleaned_data.get("tab") in TABS else "terbuka",
        "counts": queries.queue_counts(owner_id=request.actor.id, at=at),
        "rows": [
            {
                "row": row,
                "kind": TAGS[TicketState(row.state)],
                "late": row.state == TicketState.OPEN and row.due_at <= at,
            }
            for row in rows
        ],
        "page": shown,
        "judged": answers.judged()[:WORST],
        "oldest": form.cleaned_data.get("urut") == "masuk",
    }
    return page(request, "tickets/desk.html", context)


@door(*OFFICERS, methods=("GET",), readers=(Role.AUDITOR,))
def export(request: ActorRequest) -> HttpResponseBase:
    """The shown tickets as CSV, without what anybody wrote."""
    form = DeskForm(request.GET)
    form.is_valid()
    _shown, rows = _listed(request, form.cleaned_data, size=MOST_EXPORTED)
    header = ["number", "category", "state", "opened_at", "due_at", "first_answer_at", "level", "owner"]
    return csv_response(
        "tiket.csv",
        header,
        (
            [
                row.number,
                row.category,
                row.state,
                row.opened_at.isoformat(),
                row.due_at.isoformat(),
                row.first_answer_at.isoformat() if row.first_answer_at else "",
                row.level,
                row.owner,
            ]
            for row in rows
        ),
    )


@door(*OFFICERS, readers=(Role.AUDITOR,))
def case(request: ActorRequest, number: str) -> HttpResponseBase:
    """One ticket: take it, answer, ask; with an appeal also the verdicts."""
    found = queries.ticket(number)
    if found is None:
        raise Http404
    appeal = queries.appeal_by_ticket(found.id)
    lines = services.open_conversation(found.id, by=request.actor, at=now()) if request.method == "GET" else []
    chosen = answers.by_slug(request.GET.get("isi", ""))
    form = OfficerForm(
        request.POST if request.POST.get("form") == "ticket" else None, initial={"text": chosen.text if chosen else ""}
    )
    note = NoteForm(request.POST if request.POST.get("form") == "note" else None, prefix="n")
    verdict = _verdict_form(request, appeal.state if appeal else "")
    if request.POST.get("form") == "appeal" and not _fits(request, verdict):
        words = _("Keberatan ini sudah berubah sejak Anda membukanya. Keadaannya yang sekarang ada di sini.")
        notice(request, words, kind="warn")
        return see_other("tickets:case", number)
    if request.method == "POST":
        bound = form if form.is_bound else note if note.is_bound else verdict
        if bound is None or not bound.is_bound:
            try:
                services.take(found.id, by=request.actor, at=now())
            except Refusal as refusal:
                notice(request, sentence(refusal), kind="warn")
            return see_other("tickets:case", number)
        if bound.is_valid():
            try:
                _act(request, found.id, appeal, bound.cleaned_data)
            except Refusal as refusal:
                refused(bound, refusal)
            else:
                notice(request, _("Tersimpan. Orangnya mendapat kabar."))
                return see_other("tickets:case", number)
    reference = registration.application(found.application_id).reference if found.application_id else ""
    proposal = people.proposal(appeal.proposal_id) if appeal and appeal.proposal_id else None
    failed = form.errors or note.errors or (verdict is not None and verdict.errors)
    context = {
        "form": form,
        "verdict": verdict,
        "ticket": found,
        "kind": TAGS[TicketState(found.state)],
        "late": found.state == TicketState.OPEN and found.due_at <= now(),
        "lines": lines or services.open_conversation(found.id, by=request.actor, at=now()),
        "note": note,
        "rises_at": rises_at(found.due_at, found.opened_at, found.level) if found.state == TicketState.OPEN else None,
        "answers": _answers(lines),
        "appeal": appeal,
        "proposal": proposal,
        "own": bool(proposal and proposal.proposed_by.endswith(str(request.actor.id))),
        "reference": reference,
        "is_mine": found.owner_id == request.actor.id,
    }
    return page(request, "tickets/case.html", context, status=422 if failed else 200)


def _answers(lines: Sequence[Line]) -> list[Told]:
    """Articles that may answer what the person wrote last."""
    said = [line.text for line in lines if line.author == Author.PERSON]
    return answers.search(said[-1], most=SUGGESTED) if said else []


def _verdict_form(request: ActorRequest, state: str) -> VerdictForm | SecondForm | None:
    told = request.POST if request.POST.get("form") == "appeal" else None
    if state == AppealState.OPEN:
        return VerdictForm(told, prefix="v")
    if state == AppealState.PROPOSED:
        return SecondForm(told, prefix="v")
    return None


def _fits(request: ActorRequest, verdict: VerdictForm | SecondForm | None) -> bool:
    """Whether what was chosen can still be chosen; a second click, or a colleague, may have been faster."""
    if verdict is None:
        return False
    chosen = request.POST.get("v-act", "")
    return not chosen or chosen in dict(verdict.fields["act"].choices)  # type: ignore[attr-defined]


def _act(request: ActorRequest, ticket_id: Any, appeal: Any, told: dict[str, Any]) -> None:  # noqa: ANN401 - views of this app
    """Carry out what a form says."""
    by, at, act = request.actor, now(), told.get("act", "note")
    if act in {"answer", "close"}:
        services.answer(ticket_id, told["text"], close=act == "close", by=by, at=at)
    elif act == "note":
        services.reply(ticket_id, told["text"], by=by, at=at, channel=told["channel"])
    elif act == "ask":
        services.ask(ticket_id, told["text"], by=by, at=at)
    elif act == "grant":
        services.grant_appeal(appeal.id, by=by, at=at, why=told["why"])
    elif act == "reject":
        services.propose_rejection(appeal.id, by=by, at=at, why=told["why"])
    else:
        services.decide_rejection(appeal.id, approve=act == "ya", by=by, at=at, why=told["why"])


urlpatterns = [
    path("petugas/tiket/", desk, name="desk"),
    path("petugas/tiket/ekspor/", export, name="export"),
    path("petugas/tiket/<str:number>/", case, name="case"),
]
