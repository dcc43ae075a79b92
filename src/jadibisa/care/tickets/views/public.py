"""Write a ticket, follow it, appeal against a refusal, see how fast help answers."""

from datetime import timedelta
from uuid import UUID

from django.http import Http404
from django.http.response import HttpResponseBase
from django.urls import path
from django.utils.translation import gettext as _

from jadibisa.care.answers import queries as answers
from jadibisa.care.answers.types import Told
from jadibisa.care.tickets import queries, services
from jadibisa.care.tickets.forms import AppealForm, FindForm, ReplyForm, StrangerForm, TicketForm
from jadibisa.care.tickets.rules import FEWEST, published
from jadibisa.care.tickets.types import (
    APPEAL_WORDS,
    CATEGORY_WORDS,
    REMEDIES,
    URGENT,
    Category,
    NewTicket,
    TicketState,
    TicketView,
)
from jadibisa.foundation.plumbing.chance import token
from jadibisa.foundation.plumbing.clock import now
from jadibisa.foundation.plumbing.doors import ActorRequest, door
from jadibisa.foundation.plumbing.exports import csv_response
from jadibisa.foundation.plumbing.pages import notice, page, refused, see_other
from jadibisa.kernel.actors import Role
from jadibisa.kernel.refusals import Refusal

KNOWN = "tickets"  # in the session: numbers that this browser wrote or proved
MOST_KNOWN = 20
STATISTICS_DAYS = 90
SUGGESTED = 3
TAGS = {
    TicketState.OPEN: "wait",
    TicketState.ASKED: "now",
    TicketState.ANSWERED: "ok",
    TicketState.CLOSED: "none",
}


def _remember(request: ActorRequest, number: str) -> None:
    known = [*request.session.get(KNOWN, []), number]
    request.session[KNOWN] = known[-MOST_KNOWN:]


@door(Role.PUBLIC)
def new(request: ActorRequest) -> HttpResponseBase:
    """Write a ticket, signed in or not; a reference that is told is only written down, never believed."""
    application_id = request.actor.application_id
    form_class = TicketForm if application_id else StrangerForm
    form = form_class(request.POST or None, initial={"category": request.GET.get("tentang", "")})
    suggested = _answers(request, form)
    if request.method == "POST" and form.is_valid() and not suggested:
        told = form.cleaned_data
        text = told["text"]
        if told.get("reference"):
            text = f"{text}\n\n{_('Nomor pendaftaran')}: {told['reference']}"
        ticket = NewTicket(
            told["category"],
            text,
            f"form/{request.POST.get('once') or token()}",
            "" if application_id else told["phone"],
            application_id,
        )
        try:
            number = services.open_ticket(ticket, by=request.actor, at=now())
        except Refusal as refusal:
            refused(form, refusal)
        else:
            _remember(request, number)
            notice(request, _("Pesan Anda kami terima. Nomor tiket Anda %(number)s.") % {"number": number})
            return see_other("tickets:ticket", number)
    mine = queries.tickets_of(application_id) if application_id else []
    context = {
        "form": form,
        "find": FindForm(),
        "tickets": [{"row": row, "kind": TAGS[TicketState(row.state)]} for row in mine],
        "is_citizen": bool(application_id),
        "suggested": suggested,
    }
    return page(request, "tickets/new.html", context, status=422 if form.errors else 200)


def _answers(request: ActorRequest, form: TicketForm) -> list[Told]:
    """What may answer a question before it is sent; shown once, and never to who reports a danger."""
    if request.POST.get("langkah") != "baca" or not form.is_valid() or form.cleaned_data["category"] in URGENT:
        return []
    return answers.search(form.cleaned_data["text"], most=SUGGESTED)


@door(Role.PUBLIC, methods=("POST",))
def find(request: ActorRequest) -> HttpResponseBase:
    """Find one's ticket by number and phone; a wrong pair says no more than that it does not fit."""
    form = FindForm(request.POST)
    if form.is_valid():
        found = queries.ticket(form.cleaned_data["number"].text)
        if found is not None and queries.has_phone(found.id, form.cleaned_data["phone"]):
            _remember(request, found.number)
            return see_other("tickets:ticket", found.number)
        form.add_error("number", _("Nomor tiket dan nomor HP tidak cocok. Lihat lagi SMS dari kami."))
    return page(request, "tickets/find.html", {"form": form}, status=422)


def _mine(request: ActorRequest, number: str) -> TicketView | None:
    """The ticket if it is the reader's, None if that must still be proved."""
    found = queries.ticket(number)
    if found is None:
        return None
    own = found.application_id is not None and found.application_id == request.actor.application_id
    return found if own or number in request.session.get(KNOWN, []) else None


@door(Role.PUBLIC)
def ticket(request: ActorRequest, number: str) -> HttpResponseBase:
    """One ticket with its conversation; a stranger proves the phone number first."""
    found = _mine(request, number)
    if found is None:
        return page(request, "tickets/find.html", {"form": FindForm(initial={"number": number})})
    form = ReplyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.reply(found.id, form.cleaned_data["text"], by=request.actor, at=now())
        except Refusal as refusal:
            refused(form, refusal)
        else:
            notice(request, _("Pesan Anda terkirim."))
            return see_other("tickets:ticket", number)
    context = {
        "form": form,
        "ticket": found,
        "kind": TAGS[TicketState(found.state)],
        "lines": queries.conversation(found.id),
        "late": found.state == TicketState.OPEN and found.due_at <= now(),
    }
    return page(request, "tickets/ticket.html", context, status=422 if form.errors else 200)


@door(Role.PUBLIC, methods=("GET",))
def statistics(request: ActorRequest) -> HttpResponseBase:
    """How fast help answers, for everybody to see."""
    at = now()
    context = {
        "rows": published(queries.answer_times(since=at - timedelta(days=STATISTICS_DAYS), at=at)),
        "fewest": FEWEST,
        "days": STATISTICS_DAYS,
        "at": at,
        "appeals": [(APPEAL_WORDS[state], count) for state, count in queries.appeal_totals().items()],
    }
    return page(request, "tickets/statistics.html", context)


@door(Role.PUBLIC, methods=("GET",))
def figures(request: ActorRequest) -> HttpResponseBase:
    """Answer times by month, of one category or of all; few tickets stay hidden."""
    category = request.GET.get("tentang", "")
    months = queries.answer_months(at=now())
    rows = [(told.month, row) for told in months for row in told.rows if row.category == category]
    context = {"rows": rows, "category": category, "categories": CATEGORY_WORDS, "fewest": FEWEST}
    return page(request, "tickets/figures.html", context)


@door(Role.PUBLIC, methods=("GET",))
def figures_csv(request: ActorRequest) -> HttpResponseBase:  # noqa: ARG001 - a view's signature
    """The same for all categories as CSV; a hidden line is left empty."""
    header = ["month", "category", "opened", "answered", "in_time_percent", "median_hours", "slow_hours"]
    lines = (
        [
            f"{told.month:%Y-%m}",
            row.category or "all",
            *(
                [""] * 5
                if row.hidden
                else [
                    row.opened,
                    row.answered,
                    _round(row.in_time_percent),
                    _round(row.median_hours),
                    _round(row.slow_hours),
                ]
            ),
        ]
        for told in queries.answer_months(at=now())
        for row in told.rows
    )
    return csv_response("waktu-jawaban.csv", header, lines)


def _round(number: float | None) -> float | str:
    return "" if number is None else round(number, 1)


@door(Role.CITIZEN)
def appeal(request: ActorRequest) -> HttpResponseBase:
    """The reason of a refusal, what else one can do, and the appeal."""
    application_id = _application(request)
    at = now()
    right, standing = queries.appeal_right(application_id, at=at), queries.appeal_of(application_id)
    form = AppealForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        once = f"form/{request.POST.get('once') or token()}"
        try:
            services.open_appeal(application_id, form.cleaned_data["text"], once=once, by=request.actor, at=at)
        except Refusal as refusal:
            refused(form, refusal)
        else:
            notice(request, _("Keberatan Anda kami terima. Batas waktu Anda berhenti dihitung."))
            return see_other("tickets:appeal")
    context = {
        "form": form,
        "right": right,
        "standing": standing,
        "may": right is not None
        and right.open
        and (standing is None or standing.state == "won" or standing.kind != right.kind),
        "category": Category.VERIFICATION,
        "remedies": REMEDIES,
    }
    return page(request, "tickets/appeal.html", context, status=422 if form.errors else 200)


def _application(request: ActorRequest) -> UUID:
    if request.actor.application_id is None:
        raise Http404
    return request.actor.application_id


urlpatterns = [
    path("bantuan/tiket/", new, name="new"),
    path("bantuan/tiket/cari/", find, name="find"),
    path("bantuan/tiket/<str:number>/", ticket, name="ticket"),
    path("bantuan/angka/", figures, name="figures"),
    path("bantuan/angka/unduh.csv", figures_csv, name="figures_csv"),
    path("bantuan/statistik/", statistics, name="statistics"),
    path("saya/keberatan/", appeal, name="appeal"),
]
