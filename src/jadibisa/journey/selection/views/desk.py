"""The officers' desk of the draw: stages in their order, one person proposes, another decides."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.http import Http404
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from jadibisa.foundation.facts.queries import about
from jadibisa.foundation.people import queries as people
from jadibisa.foundation.people.types import Proposal
from jadibisa.foundation.plumbing import clock
from jadibisa.foundation.plumbing.doors import ActorRequest, door
from jadibisa.foundation.plumbing.pages import notice, page, refused, see_other, sentence
from jadibisa.journey.registration import queries as registration
from jadibisa.journey.registration.types import batch_subject
from jadibisa.journey.selection import queries, services
from jadibisa.journey.selection.forms import FORMS, DecisionForm, StageForm
from jadibisa.journey.selection.types import ACT_STAGES, DEMONSTRATION_SECRETS, STAGES, Act, DrawView, Stage
from jadibisa.journey.selection.views import shown
from jadibisa.kernel.actors import Role
from jadibisa.kernel.refusals import Refusal

OFFICERS = (Role.SELECTION_OFFICER, Role.APPROVER)


def act_word(act: Act) -> str:
    """What an act does, as a verb."""
    return {
        Act.ANNOUNCE: _("Umumkan undian"),
        Act.FREEZE: _("Bekukan daftar"),
        Act.DICE: _("Catat dadu"),
        Act.SEED: _("Terbitkan SEED"),
        Act.RUN: _("Hitung undian"),
        Act.PUBLISH: _("Terbitkan hasil"),
        Act.REPLACE: _("Panggil pengganti"),
    }[act]


def next_act(view: DrawView | None) -> Act:
    """The act whose turn it is; after the publication only replacements are left."""
    if view is None:
        return Act.ANNOUNCE
    place = STAGES.index(view.stage) + 1
    return next((act for act, stage in ACT_STAGES.items() if STAGES.index(stage) == place), Act.REPLACE)


@dataclass(frozen=True, slots=True)
class Row:
    """A stage on the officer's page."""

    word: str
    state: str
    state_word: str


def stage_rows(view: DrawView | None) -> list[Row]:
    """All stages and how far they are."""
    done = STAGES.index(view.stage) if view else -1
    rows = []
    for place, stage in enumerate(STAGES):
        if place <= done:
            rows.append(Row(shown.stage_word(stage), "ok", _("Selesai")))
        elif place == done + 1:
            rows.append(Row(shown.stage_word(stage), "now", _("Berikutnya")))
        else:
            rows.append(Row(shown.stage_word(stage), "none", _("Belum")))
    return rows


@door(*OFFICERS, Role.AUDITOR, methods=("GET",))
def desk(request: ActorRequest) -> HttpResponseBase:
    """All batches and where their draws stand."""
    waiting = {found.subject: (found, act) for act in Act for found in people.proposals(f"selection.{act}")}
    views = {view.batch: view for view in queries.draws()}
    rows = []
    for batch in registration.batches(clock.now()):
        view = views.get(batch.number)
        found = waiting.get(batch_subject(batch.number))
        rows.append((batch, view, shown.stage_word(view.stage) if view else "", act_word(found[1]) if found else ""))
    return page(request, "selection/desk.html", {"rows": rows})


def _open(batch: int) -> tuple[Act, Proposal] | None:
    subject = batch_subject(batch)
    for act in Act:
        found = people.open_proposal(f"selection.{act}", subject)
        if found is not None:
            return act, found
    return None


@sensitive_post_parameters("secrets")
@door(*OFFICERS, Role.AUDITOR)
def stage(request: ActorRequest, batch: int) -> HttpResponseBase:
    """One draw: what is done, what comes next, what waits for a second person."""
    at, view = clock.now(), queries.draw(batch)
    parent = registration.batch(batch, at)
    act, waiting = next_act(view), _open(batch)
    reads_only = request.actor.role is Role.AUDITOR
    form = FORMS[act](request.POST or None, initial=_told(batch, act, view))
    if request.method == "POST":
        if reads_only:
            raise Http404
        if form.is_valid() and _propose(request, batch, act, form):
            return see_other("selection:stage", batch)
    return page(
        request,
        "selection/stage.html",
        {
            "batch": parent, "draw": view, "rows": stage_rows(view), "act": act, "act_word": act_word(act),
            "form": None if waiting or reads_only or (act is Act.REPLACE and not queries.open_seats(batch)) else form,
            "waiting": waiting[1] if waiting else None, "waiting_word": act_word(waiting[0]) if waiting else "",
            "payload": _payload(waiting[1]) if waiting else [], "decision": DecisionForm(),
            "own": bool(waiting and request.actor.id and str(request.actor.id) in waiting[1].proposed_by),
            "reads_only": reads_only, "events": shown.events(view) if view else [], "open_seats": queries.open_seats(batch),
            "beacon": shown.beacon(queries.beacon(batch)) if view else None,
            "published": bool(view and view.stage is Stage.PUBLISHED),
            "facts": deeds(batch),
            "files": queries.files(batch, private=reads_only),
        },
        status=422 if form.errors else 200,
    )  # fmt: skip


def _told(batch: int, act: Act, view: DrawView | None) -> dict[str, object]:
    """What the stage's form starts with: the beacon that is offered; the witnesses who must speak and the round that is needed.

    In a demonstration it also says what the witnesses would say.
    """
    if act is Act.ANNOUNCE:
        chain = services.offered_chain()
        return {"beacon": chain.hash, "beacon_name": shown.chain_name(chain)}
    if view is None or act not in {Act.DICE, Act.SEED}:
        return {}
    beacon = queries.beacon(batch)
    told: dict[str, object] = {"round": beacon.promise.number if beacon and beacon.pulse is None else 0}
    asked = queries.opens_with_dice(batch, clock.now()) if act is Act.DICE else not view.secrets
    return told | ({"secrets": _said(batch, view)} if asked else {})


def _said(batch: int, view: DrawView) -> str:
    """A line for each witness; in a demonstration with what she would say."""
    facts = about(batch_subject(batch), limit=1, verbs=[DEMONSTRATION_SECRETS]) if settings.DEMONSTRATION else []
    said = facts[0].data if facts else {}
    return "\n".join(f"{name}: {said.get(name, '')}" for name in view.witnesses)


@dataclass(frozen=True, slots=True)
class Deed:
    """One line of the history of a draw."""

    at: datetime
    words: str
    who: str


def deeds(batch: int) -> list[Deed]:
    """What was done in a draw, newest first, with names; the auditor's trail has every detail."""
    facts = [fact for fact in about(batch_subject(batch), limit=20) if fact.verb.startswith("selection.")]
    names = people.account_names(fact.by for fact in facts)
    return [Deed(fact.at, shown.deed_word(fact.verb), names.get(fact.by) or _("Sistem")) for fact in facts]


def _payload(proposal: Proposal) -> list[tuple[str, str]]:
    """What is proposed, for the second person; a witness's secret is not shown before it is public."""
    return [
        (name, _("disegel sampai disetujui") if name == "secrets" else str(value))
        for name, value in proposal.payload.items()
        if name != "batch"
    ]


def _propose(request: ActorRequest, batch: int, act: Act, form: StageForm) -> bool:
    try:
        services.propose_stage(batch, act, form.given(), by=request.actor, at=clock.now(), why=form.cleaned_data["why"])
    except Refusal as refusal:
        refused(form, refusal)
        return False
    notice(request, _("Usulan tersimpan: %(act)s. Orang kedua memutuskan.") % {"act": act_word(act)})
    return True


@door(*OFFICERS, methods=("POST",))
def decide(request: ActorRequest, batch: int, proposal_id: UUID) -> HttpResponseBase:
    """The second person's decision."""
    form = DecisionForm(request.POST)
    if not form.is_valid():
        notice(request, _("Pilih setuju atau tolak."), kind="warn")
        return see_other("selection:stage", batch)
    approve = form.cleaned_data["decision"] == "approve"
    try:
        services.decide_stage(
            proposal_id,
            approve=approve,
            by=request.actor,
            at=clock.now(),
            why=form.cleaned_data["why"],
            batch=batch,
        )
    except Refusal as refusal:
        notice(request, sentence(refusal), kind="warn")
    else:
        notice(request, _("Tahap sudah dijalankan.") if approve else _("Usulan ditolak."))
    return see_other("selection:stage", batch)
