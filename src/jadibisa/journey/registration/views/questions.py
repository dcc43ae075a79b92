"""One question a page, and the page for who does not fit the rules."""

from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import path
from django.utils.translation import gettext as _

from jadibisa.foundation.plumbing import clock
from jadibisa.foundation.plumbing.doors import ActorRequest, door
from jadibisa.foundation.plumbing.pages import notice, page, see_other, sentence
from jadibisa.journey.registration import queries, services
from jadibisa.journey.registration.forms import QuestionForm, Told, question_at
from jadibisa.journey.registration.forms.questions import BirthForm
from jadibisa.journey.registration.types import OBSTACLES, Obstacle, Occupation
from jadibisa.journey.registration.views.drafts import (
    asked,
    batch_now,
    bound,
    draft_of,
    first_missing,
    told_by,
    typed_into,
)
from jadibisa.kernel.actors import Role
from jadibisa.kernel.refusals import Refusal

CAUSES = {
    "lahir": {Obstacle.TOO_YOUNG, Obstacle.TOO_OLD},
    "sekolah": {Obstacle.IN_EDUCATION},
    "jabatan": {Obstacle.OCCUPATION},
}


@door(Role.PUBLIC)
def question(request: ActorRequest, slug: str) -> HttpResponse:
    """Ask one question; POST keeps the answer and goes on."""
    wanted, at = question_at(slug), clock.now()
    if wanted is None:
        raise Http404
    draft = draft_of(request, at)
    if draft is None:
        return see_other("registration:start")
    told = told_by(draft, at)
    if not wanted.asked(told) or (slug == "kabupaten" and not told.first("provinsi", "province")):
        return see_other("registration:question", "provinsi" if slug == "kabupaten" else asked(told)[0].slug)
    if request.method != "POST":
        return _page(request, bound(wanted, told), told)
    form = wanted(request.POST, told=told)
    if not form.is_valid():
        return _page(request, form, told)
    try:
        phone = form.cleaned_data.get("phone", "") if slug == "hp" else ""
        draft = services.save_answer(draft.id, slug, _kept(form, request), phone=phone, at=at)
    except Refusal as refusal:
        notice(request, sentence(refusal), kind="warn")
        return see_other("registration:start")
    told = told_by(draft, at)
    if isinstance(form, BirthForm) and form.differs_from_nik():
        notice(
            request,
            _("Tanggal lahir ini berbeda dari angka di NIK. Itu boleh. Salah ketik? Ubah di halaman akhir."),
            kind="warn",
        )
    return _next(request, slug, told)


def _kept(form: QuestionForm, request: ActorRequest) -> dict[str, list[str]]:
    """What was typed; a question without an answer that may stay open is kept as shown."""
    typed = dict(typed_into(form, request.POST))
    return typed or {name: [""] for name in form.fields}


def _page(request: ActorRequest, form: QuestionForm, told: Told) -> HttpResponse:
    questions = asked(told)
    place = next(number for number, one in enumerate(questions, 1) if one.slug == form.slug)
    shown = {
        "form": form,
        "part": place,
        "parts": len(questions),
        "before": questions[place - 2].slug if place > 1 else None,
        "alone": len(form.fields) == 1 and not form.heading,
        "changing": "ubah" in request.GET or "ubah" in request.POST,
    }
    return page(request, "registration/question.html", shown, status=200)


def _next(request: ActorRequest, slug: str, told: Told) -> HttpResponse:
    """Where to go after an answer: the page for who does not fit, back to the check, or the next question."""
    if slug in CAUSES and CAUSES[slug] & set(_obstacles(told)):
        return see_other("registration:obstacle", slug)
    if "ubah" in request.POST:
        return see_other("registration:check")
    questions = [one.slug for one in asked(told)]
    following = questions[questions.index(slug) + 1 :]
    return see_other("registration:question", following[0]) if following else see_other("registration:check")


def _obstacles(told: Told) -> tuple[Obstacle, ...]:
    batch = batch_now(clock.now())
    if batch is None:
        return ()
    return services.declared_obstacles(batch, **declared(told))


def declared(told: Told) -> dict[str, Any]:
    """What was declared so far of what the policy asks."""
    born: date | None = None
    kept = bound(BirthForm, told)
    if kept.is_bound and kept.is_valid():
        born = kept.cleaned_data["birth_date"]
    school, office = told.first("sekolah", "in_education"), told.first("jabatan", "occupation")
    return {
        "birth_date": born,
        "in_education": school == "ya" if school else None,
        "occupation": Occupation(office) if office in set(Occupation) else None,
    }


@door(Role.PUBLIC, methods=("GET",))
def obstacle(request: ActorRequest, slug: str) -> HttpResponse:
    """Not eligible is no error: the reason, what else one can do, and the way to object."""
    at = clock.now()
    draft, batch = draft_of(request, at), queries.open_batch_at(at)
    if draft is None or batch is None or slug not in CAUSES:
        return see_other("registration:start")
    told = told_by(draft, at)
    found = [one for one in _obstacles(told) if one in CAUSES[slug]]
    if not found:
        return see_other("registration:question", slug)
    policy, day = queries.policy_of(batch.number), queries.policy_day(batch.number)
    questions = [one.slug for one in asked(told)]
    shown = {
        "reasons": [_(OBSTACLES[one]) for one in found],
        "slug": slug,
        "next_slug": first_missing(told) or questions[-1],
        "batch": batch,
        "minimum_age": policy.integer("eligibility.minimum_age", on=day),
        "maximum_age": policy.integer("eligibility.maximum_age", on=day),
        "young": Obstacle.TOO_YOUNG in found,
    }
    return page(request, "registration/obstacle.html", shown)


urlpatterns = [
    path("daftar/belum-bisa/<slug:slug>/", obstacle, name="obstacle"),
    path("daftar/<slug:slug>/", question, name="question"),
]
