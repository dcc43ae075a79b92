"""One case: filled-in and registry side by side, the checks, the decision and its second person."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import path
from django.utils.translation import gettext as _

from jadibisa.foundation.facts.queries import about
from jadibisa.foundation.people.queries import account_names, open_proposal
from jadibisa.foundation.plumbing import clock
from jadibisa.foundation.plumbing.doors import ActorRequest, door
from jadibisa.foundation.plumbing.pages import notice, page, refused, see_other, sentence
from jadibisa.journey.registration import queries as registration
from jadibisa.journey.registration.types import ApplicationView, Trait
from jadibisa.journey.verification import queries, services
from jadibisa.journey.verification.forms import DecideForm, SecondForm
from jadibisa.journey.verification.types import CASE_STATE_NAMES, REASONS, CaseState, CaseView, Reason
from jadibisa.journey.verification.views.compared import checks, compared
from jadibisa.kernel.actors import Role
from jadibisa.kernel.refusals import N_, Refusal

OFFICERS = (Role.VERIFIER, Role.APPROVER)
TAGS = {
    CaseState.REVIEW: "wait",
    CaseState.WAITING: "none",
    CaseState.ASKING: "go",
    CaseState.VERIFIED: "ok",
    CaseState.REFUSED: "bad",
}
VERBS = {
    "registration.submitted": N_("Dikirim pendaftar"),
    "registration.corrected": N_("Diperbaiki"),
    "verification.begun": N_("Pemeriksaan dimulai"),
    "verification.checked": N_("Dukcapil menjawab"),
    "verification.sent_to_review": N_("Masuk antrean petugas"),
    "verification.sent_again": N_("Diperiksa lagi"),
    "verification.delayed": N_("Dukcapil lambat"),
    "verification.asked": N_("Pendaftar diminta menjelaskan"),
    "verification.answered": N_("Pendaftar menjawab"),
    "verification.verified": N_("Diterima"),
    "verification.refused": N_("Ditolak"),
    "verification.reopened": N_("Dibuka lagi setelah keberatan"),
    "people.proposed": N_("Diusulkan"),
    "people.decided": N_("Usulan diputuskan"),
}


@door(*OFFICERS, readers=(Role.AUDITOR,))
def case(request: ActorRequest, application_id: UUID) -> HttpResponse:
    """Show a case, which opens the person's file and leaves a fact; POST decides."""
    view = queries.case(application_id)
    if view is None:
        raise Http404
    application = registration.application(application_id)
    claims = _claims(application)
    form = DecideForm(
        request.POST if request.method == "POST" else None, claims=claims, initial=dict.fromkeys(claims, True)
    )
    if form.is_bound and form.is_valid():
        try:
            done = _act(request, view, form.cleaned_data)
        except Refusal as refusal:
            refused(form, refusal)
        else:
            notice(request, done)
            return see_other("verification:case", application_id)
    return page(request, "verification/case.html", _shown(request, view, application, form))


def _claims(application: ApplicationView) -> list[str]:
    """The claims that an officer may find proven or not."""
    names = {"disability": Trait.D, "laid_off": Trait.L}
    return [name for name, trait in names.items() if trait in application.traits]


def _act(request: ActorRequest, view: CaseView, told: dict[str, Any]) -> str:
    by, at, found = request.actor, clock.now(), view.application_id
    if told["decision"] == "ask":
        services.ask(found, told["note"], by=by, at=at)
        return _("Pertanyaan dikirim. Pendaftar menerima SMS.")
    if told["decision"] == "refuse":
        services.propose_refusal(found, told["reason"], by=by, at=at, note=told["note"])
        return _("Usulan menolak tersimpan. Orang kedua yang memutuskan.")
    traits = (Trait.D if told.get("disability") else 0) | (Trait.L if told.get("laid_off") else 0)
    services.review(found, accept=True, reason=told["note"], by=by, at=at, traits=int(traits))
    return _("Kasus diterima. Pendaftar ikut undian.")


def _shown(request: ActorRequest, view: CaseView, application: ApplicationView, form: DecideForm) -> dict[str, Any]:
    why = _("Memeriksa %(reference)s") % {"reference": application.reference}
    opened = services.open_case(view.application_id, by=request.actor, at=clock.now(), why=why)
    proposal = open_proposal(queries.REFUSE, view.application_id)
    before, after = queries.neighbours(view)
    return {
        "view": view,
        "due": view.due_at - timedelta(seconds=1),  # the last second, so that its day is the last day
        "application": application,
        "tag": TAGS[view.state],
        "word": _(CASE_STATE_NAMES[view.state]),
        "name": opened.file.name,
        "compared": compared(opened, application),
        "checks": checks(view),
        "proofs": opened.proofs,
        "reply": opened.reply,
        "reasons": [_(REASONS[one].sentence) for one in view.reasons],
        "open": view.state is CaseState.REVIEW,
        "form": form,
        "proposal": proposal,
        "proposed_reason": _(REASONS[Reason(proposal.payload["reason"])].sentence) if proposal else "",
        "own": proposal is not None and proposal.proposed_by.endswith(str(request.actor.id)),
        "history": _history(view),
        "before": before,
        "after": after,
    }


def _history(view: CaseView) -> list[dict[str, Any]]:
    """What happened to the application, and who opened the file, newest first."""
    facts = [*about(view.application_id, limit=20), *about(view.person_id, limit=10, verbs=["people.file_opened"])]
    people = account_names(fact.by for fact in facts)
    words = {**VERBS, "people.file_opened": N_("Berkas dibuka")}
    return [
        {"at": fact.at, "word": _(words[fact.verb]), "who": people.get(fact.by, _("Sistem"))}
        for fact in sorted(facts, key=lambda one: one.id, reverse=True)
        if fact.verb in words
    ]


@door(*OFFICERS, methods=("POST",))
def second(request: ActorRequest, application_id: UUID) -> HttpResponse:
    """The second person decides a proposed refusal."""
    form = SecondForm(request.POST)
    if not form.is_valid():
        raise Http404
    told = form.cleaned_data
    approve = told["decision"] == "approve"
    try:
        services.decide_refusal(
            told["proposal"],
            approve=approve,
            by=request.actor,
            at=clock.now(),
            why=told["why"],
            application_id=application_id,
        )
    except Refusal as refusal:
        notice(request, sentence(refusal), kind="warn")
    else:
        notice(
            request,
            _("Penolakan disetujui. Pendaftar menerima alasannya.")
            if approve
            else _("Usulan menolak tidak disetujui."),
        )
    return see_other("verification:case", application_id)


urlpatterns = [
    path("petugas/verifikasi/<uuid:application_id>/", case, name="case"),
    path("petugas/verifikasi/<uuid:application_id>/kedua/", second, name="second"),
]
