"""The finance desk: money of each batch, runs that need two people, payouts by state, one owner for each failure."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import Http404
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from jadibisa.foundation.facts.queries import about
from jadibisa.foundation.people import queries as people
from jadibisa.foundation.plumbing import clock
from jadibisa.foundation.plumbing.doors import ActorRequest, door
from jadibisa.foundation.plumbing.pages import notice, page, refused, see_other, sentence
from jadibisa.foundation.plumbing.paging import paginate
from jadibisa.journey.funding import queries, services
from jadibisa.journey.funding.forms import DecisionForm, ReasonForm
from jadibisa.journey.funding.types import CAUSES, Cause, PayoutState, PayoutView, RunState
from jadibisa.journey.funding.views.words import PayoutRow, deed, payout_row
from jadibisa.journey.registration import queries as registration
from jadibisa.kernel.actors import Role
from jadibisa.kernel.refusals import Refusal

READERS = (Role.FINANCE_OFFICER, Role.APPROVER, Role.AUDITOR)
WORKERS = (Role.FINANCE_OFFICER, Role.APPROVER)
PAGE = 40


@dataclass(frozen=True, slots=True)
class Group:
    """What a tab of the desk lists; `counted` are tabs of open work, the others grow for ever."""

    states: tuple[PayoutState, ...]
    healed: bool | None = None
    counted: bool = False


GROUPS: dict[str, Group] = {
    "gagal": Group((PayoutState.FAILED,), healed=False, counted=True),
    "bank": Group((PayoutState.SENDING, PayoutState.UNKNOWN), counted=True),
    "tunggu": Group((PayoutState.WAITING, PayoutState.READY), counted=True),
    "dibayar": Group((PayoutState.PAID,)),
    "tertolong": Group((PayoutState.FAILED,), healed=True),
    "batal": Group((PayoutState.CANCELLED,)),
}


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab of the list of payouts."""

    key: str
    word: str
    count: int | None
    here: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A payout in the list, with the participant's number and the owner's name."""

    row: PayoutRow
    reference: str
    owner: str


def _tabs(chosen: str, failed: int) -> list[Tab]:
    words = {
        "gagal": _("Gagal"),
        "bank": _("Menunggu bank"),
        "tunggu": _("Belum dikirim"),
        "dibayar": _("Dibayar"),
        "tertolong": _("Gagal lalu tertolong"),
        "batal": _("Dibatalkan"),
    }
    open_work = [state for group in GROUPS.values() if group.counted and group.healed is None for state in group.states]
    counts = queries.counts_by_state(open_work)
    found: list[Tab] = []
    for key, group in GROUPS.items():
        count = failed if group.healed is False else sum(counts.get(state, (0, 0))[0] for state in group.states)
        found.append(Tab(key, words[key], count if group.counted else None, key == chosen))
    return found


def _lines(views: Sequence[PayoutView]) -> list[Line]:
    references = registration.applications({view.application_id for view in views})
    owners = {account.id: account.name for account in people.accounts()} if any(view.owner_id for view in views) else {}
    return [
        Line(
            payout_row(view),
            references[view.application_id].reference,
            owners.get(view.owner_id, "") if view.owner_id else "",
        )
        for view in views
    ]


@door(*READERS, methods=("GET",))
def desk(request: ActorRequest) -> HttpResponseBase:
    """What waits for two people, and the payouts of one state."""
    chosen = request.GET.get("keadaan", "gagal")
    chosen = chosen if chosen in GROUPS else "gagal"
    asked = request.GET.get("sebab", "")
    cause = Cause(asked) if asked in set(Cause) else None
    group = GROUPS[chosen]
    shown = paginate(
        queries.count_payouts(states=group.states, cause=cause, healed=group.healed), request.GET.get("halaman"), PAGE
    )
    views = queries.payouts(
        states=group.states, cause=cause, healed=group.healed, offset=shown.offset, limit=shown.size
    )
    causes = queries.counts_by_cause()
    context = {
        "tabs": _tabs(chosen, sum(causes.values())),
        "chosen": chosen,
        "cause": asked if cause else "",
        "causes": [(key, _(CAUSES[key].says), count) for key, count in causes.items()],
        "lines": _lines(views),
        "page": shown,
        "runs": queries.open_runs(),
        "disbursement_runs": queries.disbursement_runs(limit=12),
        "unmatched": queries.count_unmatched_lines(),
        "may_act": request.actor.role in WORKERS,
        "batches": queries.funded_batches(),
        "without_account": queries.waiting_for_account(),
        "unbooked": queries.overdue_unbooked(clock.now()),
    }
    return page(request, "funding/desk.html", context)


@door(*READERS, methods=("GET",))
def batch(request: ActorRequest, number: int) -> HttpResponseBase:
    """The money of one batch, added up now."""
    funded = queries.funded_batches()
    if number not in funded:
        raise Http404
    context = {"batch": number, "batches": funded, "total": queries.totals(number)}
    return page(request, "funding/batch.html", context)


@door(*READERS)
def run(request: ActorRequest, run_id: UUID) -> HttpResponseBase:
    """One run: propose it, or decide what somebody else proposed."""
    view = next((item for item in queries.open_runs() if item.id == run_id), None)
    if view is None:
        notice(request, _("Pencairan itu sudah diputuskan."), kind="info")
        return see_other("funding:desk")
    if request.actor.role not in WORKERS and request.method == "POST":
        raise Http404
    proposed = view.state is RunState.PROPOSED
    typed = request.POST if request.method == "POST" else None
    form: DecisionForm | ReasonForm = DecisionForm(typed) if proposed else ReasonForm(typed)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            if proposed:
                services.decide_run(
                    run_id, approve=told["approve"] == "yes", by=request.actor, at=clock.now(), why=told["why"]
                )
                notice(request, _("Keputusan Anda sudah dicatat."))
            else:
                services.propose_run(run_id, by=request.actor, at=clock.now(), why=told["why"])
                notice(request, _("Usulan Anda menunggu orang kedua."))
        except Refusal as refusal:
            refused(form, refusal)
        else:
            return see_other("funding:desk")
    context = {
        "run": view,
        "form": form,
        "proposed": proposed,
        "may_act": request.actor.role in WORKERS,
        "history": [deed(fact) for fact in about(run_id, limit=20)],
    }
    return page(request, "funding/run.html", context, status=422 if form.errors else 200)


@door(*READERS, methods=("GET",))
def payout(request: ActorRequest, payout_id: UUID) -> HttpResponseBase:
    """The trace of one payout: the same lines that the participant sees, with the bank's codes."""
    view = queries.payout(payout_id)
    if view is None:
        raise Http404
    context = {
        "line": _lines([view])[0],
        "form": ReasonForm(),
        "may_act": request.actor.role in WORKERS,
        "open_failure": view.state in {PayoutState.FAILED, PayoutState.CANCELLED, PayoutState.UNKNOWN}
        and not view.healed,
        "may_retry": view.state in {PayoutState.FAILED, PayoutState.CANCELLED},
        "history": [deed(fact) for fact in about(payout_id, limit=30)],
    }
    return page(request, "funding/payout.html", context)


@door(*WORKERS, methods=("POST",))
def take(request: ActorRequest, payout_id: UUID) -> HttpResponseBase:
    """Become the one owner of a payout."""
    try:
        services.take_payout(payout_id, by=request.actor, at=clock.now())
    except Refusal as refusal:
        notice(request, sentence(refusal), kind="warn")
    else:
        notice(request, _("Pencairan ini sekarang tanggung jawab Anda."))
    return see_other("funding:payout", payout_id)


@door(*WORKERS, methods=("POST",))
def retry(request: ActorRequest, payout_id: UUID) -> HttpResponseBase:
    """Pay again at the next run."""
    form = ReasonForm(request.POST)
    try:
        services.retry_incentive(
            payout_id, by=request.actor, at=clock.now(), why=form.cleaned_data["why"] if form.is_valid() else ""
        )
    except Refusal as refusal:
        notice(request, sentence(refusal), kind="warn")
    else:
        notice(request, _("Insentif ini ikut pencairan berikutnya."))
    return see_other("funding:payout", payout_id)
