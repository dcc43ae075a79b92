"""The employer's desk: register, post, look at applicants, answer. An employer never meets another's rows."""

from typing import Any
from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.http.response import HttpResponseBase
from django.urls import path
from django.utils.translation import gettext as _

from jadibisa.foundation.people import services as people
from jadibisa.foundation.plumbing.chance import token
from jadibisa.foundation.plumbing.clock import now
from jadibisa.foundation.plumbing.doors import ActorRequest, door
from jadibisa.foundation.plumbing.pages import notice, page, refused, see_other
from jadibisa.journey.registration.types import SCHOOLING_NAMES, Schooling
from jadibisa.journey.work import queries, services
from jadibisa.journey.work.forms import AnswerForm, ChangeForm, EmployerForm, VacancyForm
from jadibisa.journey.work.types import (
    FLAG_WORDS,
    OPEN_STATES,
    EmployerState,
    NewEmployer,
    NewVacancy,
    VacancyState,
    VacancyView,
)
from jadibisa.journey.work.views.public import place_words, skill_words
from jadibisa.kernel.actors import Role
from jadibisa.kernel.refusals import Refusal

PAGE_SIZE = 10
REGISTERED = "employer_registered"  # in the session: the name of the business
VACANCY_TAGS = {
    VacancyState.HELD: "wait",
    VacancyState.OPEN: "ok",
    VacancyState.FILLED: "none",
    VacancyState.EXPIRED: "none",
    VacancyState.WITHDRAWN: "none",
    VacancyState.REMOVED: "bad",
}
EMPLOYER_TAGS = {
    EmployerState.WAITING: "wait",
    EmployerState.PROPOSED: "wait",
    EmployerState.VERIFIED: "ok",
    EmployerState.REFUSED: "bad",
    EmployerState.SUSPENDED: "bad",
}


@door(Role.PUBLIC)
def register(request: ActorRequest) -> HttpResponseBase:
    """An employer asks to be admitted and makes the account of its first member."""
    form = EmployerForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _password_is_good(form):
        told = form.cleaned_data
        try:
            _register(request, told)
        except Refusal as refusal:
            if refusal.code == "employer_known" and request.session.get(REGISTERED) == told["name"]:
                return see_other("work:registered")  # a double click
            refused(form, refusal)
        else:
            request.session[REGISTERED] = told["name"]
            return see_other("work:registered")
    return page(request, "work/register.html", {"form": form}, status=422 if form.errors else 200)


@door(Role.PUBLIC, methods=("GET",))
def registered(request: ActorRequest) -> HttpResponseBase:
    """What comes next for an employer who has just registered in this browser."""
    name = request.session.get(REGISTERED)
    if not name:
        return see_other("work:register")
    return page(request, "work/registered.html", {"name": name})


def _password_is_good(form: EmployerForm) -> bool:
    try:
        validate_password(form.cleaned_data["password"])
    except ValidationError:
        form.add_error("password", _("Kata sandi itu terlalu pendek atau terlalu umum. Pakai paling sedikit 12 huruf."))
        return False
    return True


@transaction.atomic
def _register(request: ActorRequest, told: dict[str, Any]) -> None:
    at = now()
    new = NewEmployer(
        told["name"],
        "".join(sign for sign in told["licence"] if sign.isdigit()),
        told["sector"],
        told["regency"][:2],
        told["regency"],
        told["email"].strip(),
        told["address"],
    )
    employer_id = services.register_employer(new, by=request.actor, at=at)
    people.create_account(
        new.email,
        Role.EMPLOYER,
        told["contact"],
        password=told["password"],
        organisation_id=employer_id,
        by=request.actor,
        at=at,
    )


def _employer(request: ActorRequest) -> UUID:
    if request.actor.organisation_id is None:
        raise Http404
    return request.actor.organisation_id


def _rows(vacancies: list[VacancyView]) -> list[dict[str, Any]]:
    return [
        {"vacancy": row, "place": place_words(row), "kind": VACANCY_TAGS[VacancyState(row.state)]} for row in vacancies
    ]


@door(Role.EMPLOYER, methods=("GET",))
def desk(request: ActorRequest) -> HttpResponseBase:
    """Applicants who wait, the earliest answer first, and one's own vacancies."""
    employer_id = _employer(request)
    employer = queries.employer(employer_id)
    if employer is None:
        raise Http404
    shown, applicants = queries.applicants(employer_id, number=request.GET.get("halaman"), size=PAGE_SIZE)
    _all, vacancies = queries.vacancies_of(employer_id)
    context = {
        "employer": employer,
        "employer_kind": EMPLOYER_TAGS[EmployerState(employer.state)],
        "numbers": queries.desk(employer_id),
        "applicants": [{"row": row, "open": row.state in OPEN_STATES} for row in applicants],
        "page": shown,
        "vacancies": _rows(vacancies),
    }
    return page(request, "work/desk.html", context)


@door(Role.EMPLOYER)
def post(request: ActorRequest) -> HttpResponseBase:
    """Post a vacancy."""
    employer_id = _employer(request)
    form = VacancyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        answer = services.post_vacancies(
            [_vacancy(form.cleaned_data, employer_id, request.POST.get("once") or token())], by=request.actor, at=now()
        )[0]
        if not isinstance(answer, Refusal):
            notice(request, _("Lowongan tersimpan. Petugas memeriksa lowongan yang meragukan sebelum tampil."))
            return see_other("work:own_vacancy", answer)
        refused(form, answer)
    return page(request, "work/post.html", {"form": form}, status=422 if form.errors else 200)


def _vacancy(told: dict[str, Any], employer_id: UUID, key: str) -> NewVacancy:
    return NewVacancy(
        key=key[:64],
        employer_id=employer_id,
        title=told["title"],
        occupation=told["occupation"],
        skills=tuple(told["skills"]),
        qualification=told["qualification"],
        province=told["regency"][:2],
        regency=told["regency"],
        contract=told["contract"],
        wage_low=told["wage_low"],
        wage_high=told["wage_high"],
        places=told["places"],
        open_to_disabled=told["open_to_disabled"],
        expires_on=told["expires_on"],
        description=told["description"],
        months=max(0, min(told["months"] or 0, 120)),
    )


@door(Role.EMPLOYER)
def own_vacancy(request: ActorRequest, vacancy_id: UUID) -> HttpResponseBase:
    """One's own vacancy with its applicants; opening it marks new ones as seen."""
    employer_id = _employer(request)
    vacancy = queries.vacancy(vacancy_id)
    if vacancy is None or vacancy.employer_id != employer_id:
        raise Http404
    form = ChangeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_vacancy(
                vacancy_id, form.cleaned_data["wish"], expires_on=form.new_day(), by=request.actor, at=now()
            )
        except Refusal as refusal:
            refused(form, refusal)
        else:
            notice(request, _("Keadaan lowongan diubah."))
            return see_other("work:own_vacancy", vacancy_id)
    services.see(vacancy_id, by=request.actor, at=now())
    shown, applicants = queries.applicants(
        employer_id, vacancy_id=vacancy_id, number=request.GET.get("halaman"), size=PAGE_SIZE
    )
    context = {
        "form": form,
        "vacancy": vacancy,
        "place": place_words(vacancy),
        "schooling": SCHOOLING_NAMES[Schooling(vacancy.qualification)],
        "kind": VACANCY_TAGS[VacancyState(vacancy.state)],
        "flags": [FLAG_WORDS[flag] for flag in vacancy.flags],
        "wanted": skill_words(vacancy.skills),
        "applicants": [{"row": row, "open": row.state in OPEN_STATES} for row in applicants],
        "page": shown,
    }
    return page(request, "work/own_vacancy.html", context, status=422 if form.errors else 200)


@door(Role.EMPLOYER)
def applicant(request: ActorRequest, job_id: UUID) -> HttpResponseBase:
    """One applicant: what was shared, and the answer."""
    found = queries.applicant(_employer(request), job_id)
    if found is None:
        raise Http404
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            services.answer(job_id, told["state"], told["reason"], by=request.actor, at=now())
        except Refusal as refusal:
            refused(form, refusal)
        else:
            notice(request, _("Jawaban Anda terkirim kepada pelamar."))
            return see_other("work:own_vacancy", found.vacancy_id)
    context = {
        "form": form,
        "applicant": found,
        "open": found.state in OPEN_STATES,
        "owned": skill_words(found.owned),
        "missing": skill_words(tuple(skill for skill in found.wanted if skill not in found.owned)),
    }
    return page(request, "work/applicant.html", context, status=422 if form.errors else 200)


urlpatterns = [
    path("pemberi-kerja/daftar/", register, name="register"),
    path("pemberi-kerja/terdaftar/", registered, name="registered"),
    path("pemberi-kerja/", desk, name="desk"),
    path("pemberi-kerja/lowongan/baru/", post, name="post"),
    path("pemberi-kerja/lowongan/<uuid:vacancy_id>/", own_vacancy, name="own_vacancy"),
    path("pemberi-kerja/pelamar/<uuid:job_id>/", applicant, name="applicant"),
]
