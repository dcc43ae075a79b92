"""Work for a participant: apply, follow one's applications, say what one can do, tell how one fares."""

from datetime import datetime
from uuid import UUID

from django.http import Http404
from django.http.response import HttpResponseBase
from django.urls import path
from django.utils.translation import gettext as _

from jadibisa.foundation.plumbing.clock import now
from jadibisa.foundation.plumbing.doors import ActorRequest, door
from jadibisa.foundation.plumbing.pages import notice, page, refused, see_other, sentence
from jadibisa.journey.certification import queries as certification
from jadibisa.journey.training import queries as training
from jadibisa.journey.work import queries, services
from jadibisa.journey.work.forms import ApplyForm, OutcomeForm, SkillsForm
from jadibisa.journey.work.types import (
    NEEDED_SHARES,
    OPEN_STATES,
    JobState,
    NewOutcome,
    RefusedFor,
)
from jadibisa.journey.work.views.public import place_words, shown, skill_words
from jadibisa.kernel.actors import Role
from jadibisa.kernel.clock import wib_day
from jadibisa.kernel.refusals import Refusal

STATE_TAGS = {
    JobState.NEW: "wait",
    JobState.SEEN: "wait",
    JobState.POSTPONED: "wait",
    JobState.ACCEPTED: "ok",
    JobState.REFUSED: "none",
    JobState.WITHDRAWN: "none",
    JobState.CLOSED: "none",
}
LONGEST_SECONDS = 3600


def _application(request: ActorRequest) -> UUID:
    application_id = request.actor.application_id
    if application_id is None:
        raise Http404
    return application_id


@door(Role.CITIZEN)
def apply(request: ActorRequest, vacancy_id: UUID) -> HttpResponseBase:
    """Apply for a job, choosing what the employer may see."""
    application_id = _application(request)
    vacancy = shown(vacancy_id)
    sent = queries.job_application(application_id, vacancy_id)
    if request.method != "POST" and sent is not None and sent.state != JobState.WITHDRAWN:
        notice(request, _("Pekerjaan ini sudah Anda lamar. Keadaannya ada di sini."), kind="info")
        return see_other("work:mine")
    form = ApplyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        rows = [(application_id, vacancy_id, form.cleaned_data["shares"])]
        answer = services.apply(rows, by=request.actor, at=now())[0]
        if not isinstance(answer, Refusal):
            notice(request, _("Lamaran Anda terkirim. Pemberi kerja menjawab paling lambat 30 hari lagi."))
            return see_other("work:mine")
        refused(form, answer)
    context = {"form": form, "vacancy": vacancy, "place": place_words(vacancy), "needed": NEEDED_SHARES}
    return page(request, "work/apply.html", context, status=422 if form.errors else 200)


@door(Role.CITIZEN, methods=("GET",))
def mine(request: ActorRequest) -> HttpResponseBase:
    """One's own applications with who holds the ball, and the advice of a refusal."""
    application_id = _application(request)
    today = wib_day(now())
    found = queries.job_applications(application_id)
    lacking = any(row.reason == RefusedFor.LACKING_SKILLS for row in found)
    missing: set[str] = set()
    if lacking:
        missing = queries.missing_of_refused(application_id)
    context = {
        "rows": [
            {"job": row, "kind": STATE_TAGS[JobState(row.state)], "open": row.state in OPEN_STATES} for row in found
        ],
        "missing": skill_words(tuple(sorted(missing))),
        "courses": training.teaching(sorted(missing), today=today, limit=3) if missing else [],
        "survey": queries.open_survey(application_id, today=today),
    }
    return page(request, "work/mine.html", context)


@door(Role.CITIZEN, methods=("POST",))
def withdraw(request: ActorRequest, job_id: UUID) -> HttpResponseBase:
    """Take an application back."""
    try:
        services.withdraw(job_id, by=request.actor, at=now())
    except Refusal as refusal:
        if refusal.code != "job_state":
            raise
        notice(request, sentence(refusal), kind="warn")
    else:
        notice(request, _("Lamaran Anda ditarik. Pemberi kerja tidak lagi melihat data Anda."))
    return see_other("work:mine")


@door(Role.CITIZEN)
def skills(request: ActorRequest) -> HttpResponseBase:
    """Say what one can do."""
    application_id = _application(request)
    own = queries.own_skills([application_id])[application_id]
    form = SkillsForm(request.POST or None, initial={"skills": sorted(own)})
    if request.method == "POST" and form.is_valid():
        try:
            services.declare_skills(application_id, form.cleaned_data["skills"], by=request.actor, at=now())
        except Refusal as refusal:
            refused(form, refusal)
        else:
            notice(request, _("Keterampilan Anda disimpan."))
            return see_other("work:vacancies")
    certified = certification.skills_of([application_id])[application_id]
    context = {"form": form, "certified": skill_words(tuple(sorted(certified)))}
    return page(request, "work/skills.html", context, status=422 if form.errors else 200)


@door(Role.CITIZEN)
def survey(request: ActorRequest) -> HttpResponseBase:
    """Tell how one fares after the course; no answer costs anything."""
    application_id = _application(request)
    at = now()
    found = queries.open_survey(application_id, today=wib_day(at))
    form = OutcomeForm(request.POST or None, initial={"opened": at.isoformat()})
    if request.method == "POST" and form.is_valid():
        if found is None:
            notice(request, _("Survei ini belum dibuka atau sudah ditutup."), kind="warn")
            return see_other("work:survey")
        told = form.cleaned_data
        new = NewOutcome(
            told["answer"],
            {"ya": True, "tidak": False}.get(told["same_field"]),
            told["hours_week"],
            _seconds(told["opened"], at),
        )
        try:
            services.record_outcome(application_id, found.wave, new, by=request.actor, at=at)
        except Refusal as refusal:
            refused(form, refusal)
        else:
            notice(request, _("Terima kasih. Kabar Anda tersimpan."))
            return see_other("work:mine")
    context = {"form": form, "survey": found, "surveys": queries.surveys(application_id)}
    return page(request, "work/survey.html", context, status=422 if form.errors else 200)


def _seconds(opened: str, at: datetime) -> int:
    """How long the form was open; 0 when the browser did not tell."""
    try:
        begun = datetime.fromisoformat(opened)
        seconds = int((at - begun).total_seconds())
    except (ValueError, TypeError):
        return 0
    return seconds if 0 <= seconds < LONGEST_SECONDS else 0


urlpatterns = [
    path("lowongan/<uuid:vacancy_id>/lamar/", apply, name="apply"),
    path("saya/lamaran/", mine, name="mine"),
    path("saya/lamaran/<uuid:job_id>/tarik/", withdraw, name="withdraw"),
    path("saya/keterampilan/", skills, name="skills"),
    path("saya/kabar-kerja/", survey, name="survey"),
]
