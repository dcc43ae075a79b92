"""Vacancies for everybody: search, one vacancy, a report of a suspicious one."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import Http404
from django.http.response import HttpResponseBase
from django.urls import path, reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from jadibisa.foundation.places import queries as places
from jadibisa.foundation.plumbing.clock import now
from jadibisa.foundation.plumbing.doors import ActorRequest, door
from jadibisa.foundation.plumbing.pages import notice, page, refused, see_other
from jadibisa.journey.registration import queries as registration
from jadibisa.journey.registration.types import SCHOOLING_NAMES, Schooling
from jadibisa.journey.training import queries as training
from jadibisa.journey.work import queries, services
from jadibisa.journey.work.forms import ReportForm, WishForm
from jadibisa.journey.work.types import CONTRACT_SCHEMA, EmployerState, Match, VacancyState, VacancyView, Wish
from jadibisa.kernel.actors import Role
from jadibisa.kernel.clock import wib_day
from jadibisa.kernel.money import SEN_PER_RUPIAH
from jadibisa.kernel.refusals import Refusal
from jadibisa.kernel.skills import SKILLS

PAGE_SIZE = 10
COURSES = 60


def skill_words(skills: tuple[str, ...]) -> list[str]:
    """Skills in the reader's language."""
    language = get_language() or "id"
    return [SKILLS[skill].named(language) if skill in SKILLS else skill for skill in skills]


def place_words(vacancy: VacancyView) -> str:
    """The regency and its province."""
    return f"{places.regency(vacancy.regency).name}, {places.province(vacancy.province).name}"


def my_skills(request: ActorRequest) -> set[str]:
    """The skills of the participant who asks; nobody else has any here."""
    application_id = request.actor.application_id
    if request.actor.role is not Role.CITIZEN or application_id is None:
        return set()
    return queries.skills_of([application_id])[application_id]


def _home(request: ActorRequest) -> str:
    """The province of the participant who asks."""
    application_id = request.actor.application_id
    return registration.application(application_id).province if application_id else ""


@door(Role.PUBLIC, methods=("GET",))
def vacancies(request: ActorRequest) -> HttpResponseBase:
    """Search with filters, the best match first."""
    form = WishForm(request.GET)
    form.is_valid()
    told = form.cleaned_data
    wish = Wish(
        told.get("kerja", "")[:80].replace("\x00", ""),
        told.get("prov", ""),
        told.get("kual", ""),
        told.get("kontrak", ""),
        bool(told.get("difabel")),
    )
    today, skills = wib_day(now()), my_skills(request)
    found = queries.found(
        wish,
        today=today,
        skills=skills,
        home=_home(request) if skills else "",
        number=request.GET.get("halaman"),
        size=PAGE_SIZE,
    )
    form.count("prov", found.by_province)
    form.count("kual", found.by_qualification)
    matches = queries.matches(found.vacancies, skills)
    courses = _courses(matches, today=today) if skills else [0] * len(matches)
    rows = [
        {
            "vacancy": vacancy,
            "place": place_words(vacancy),
            "match": match,
            "missing": skill_words(match.missing),
            "courses": count,
        }
        for vacancy, match, count in zip(found.vacancies, matches, courses, strict=True)
    ]
    province = places.province(wish.province).name if wish.province else ""
    context = {
        "form": form,
        "rows": rows,
        "page": found.page,
        "province": province,
        "wish": wish,
        "skills": skill_words(tuple(sorted(skills))),
        "is_citizen": request.actor.role is Role.CITIZEN,
    }
    return page(request, "work/vacancies.html", context)


def _courses(matches: list[Match], *, today: date) -> list[int]:
    """How many courses teach something that is missing, for each match; one question for the whole page."""
    missing = sorted({skill for match in matches for skill in match.missing})
    cards = training.teaching(missing, today=today, limit=COURSES) if missing else []
    return [sum(bool(set(card.skills) & set(match.missing)) for card in cards) for match in matches]


def shown(vacancy_id: UUID) -> VacancyView:
    """A vacancy that the public may read, also one that ended."""
    vacancy = queries.vacancy(vacancy_id)
    if vacancy is None or vacancy.state == VacancyState.HELD:
        raise Http404
    employer = queries.employer(vacancy.employer_id)
    if employer is None or employer.state != EmployerState.VERIFIED:
        raise Http404
    return vacancy


@door(Role.PUBLIC, methods=("GET",))
def vacancy(request: ActorRequest, vacancy_id: UUID) -> HttpResponseBase:
    """One vacancy: wage first, one's own skills, the courses that close the gap, who checked it."""
    found = shown(vacancy_id)
    today, skills = wib_day(now()), my_skills(request)
    match = queries.matches([found], skills)[0]
    is_open = found.state == VacancyState.OPEN and found.expires_on >= today
    is_citizen = request.actor.role is Role.CITIZEN
    teach = list(match.missing if is_citizen else found.skills)
    application_id = request.actor.application_id
    context = {
        "vacancy": found,
        "place": place_words(found),
        "schooling": SCHOOLING_NAMES[Schooling(found.qualification)],
        "match": match,
        "owned": skill_words(match.owned),
        "missing": skill_words(match.missing),
        "wanted": skill_words(found.skills),
        "courses": training.teaching(teach, today=today, limit=4) if teach else [],
        "is_open": is_open,
        "is_citizen": is_citizen,
        "applied": queries.job_application(application_id, found.id) if application_id else None,
        "history": [_line(fact.verb, fact.data, fact.at) for fact in queries.vacancy_history(found.id)],
        "json_ld": _json_ld(found) if is_open else "",
        "address": request.build_absolute_uri(reverse("work:vacancy", args=[found.id])),
    }
    return page(request, "work/vacancy.html", context, status=410 if found.state == VacancyState.REMOVED else 200)


def _line(verb: str, data: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    """One line of the status history."""
    state = str(data.get("state", ""))
    words = {
        "work.vacancy_posted": _("Dipasang"),
        "work.vacancy_checked": _("Diperiksa petugas"),
    }.get(verb, "")
    changed = {
        VacancyState.OPEN: _("Tampil lagi"),
        VacancyState.FILLED: _("Sudah terisi"),
        VacancyState.EXPIRED: _("Lewat tanggal tutup"),
        VacancyState.WITHDRAWN: _("Ditarik pemberi kerja"),
        VacancyState.REMOVED: _("Diturunkan petugas"),
    }
    if state == VacancyState.REMOVED or not words:
        words = next((text for known, text in changed.items() if known == state), _("Diubah"))
    return {"words": words, "at": at}


def _json_ld(found: VacancyView) -> SafeString:
    """schema.org JobPosting; `<` is escaped so that no text can end the script element."""
    wages = {"minValue": found.wage_low // SEN_PER_RUPIAH, "maxValue": found.wage_high // SEN_PER_RUPIAH}
    regency = places.regency(found.regency).name
    posting = {
        "@context": "https://schema.org",
        "@type": "JobPosting",
        "title": found.title,
        "description": found.description or found.title,
        "identifier": {"@type": "PropertyValue", "name": "JadiBisa", "value": str(found.id)},
        "datePosted": wib_day(found.posted_at).isoformat(),
        "validThrough": found.expires_on.isoformat(),
        "employmentType": CONTRACT_SCHEMA[found.contract],
        "directApply": not found.apply_url,
        "hiringOrganization": {"@type": "Organization", "name": found.employer},
        "jobLocation": {
            "@type": "Place",
            "address": {
                "@type": "PostalAddress",
                "addressLocality": regency,
                "addressRegion": places.province(found.province).name,
                "addressCountry": "ID",
            },
        },
        "baseSalary": {
            "@type": "MonetaryAmount",
            "currency": "IDR",
            "value": {"@type": "QuantitativeValue", "unitText": "MONTH", **wages},
        },
        "occupationalCategory": found.occupation,
        "skills": [str(SKILLS.get(skill, skill)) for skill in found.skills],
        "totalJobOpenings": found.places_left,
    }
    text = json.dumps(posting, ensure_ascii=False).replace("<", "\\u003c").replace("&", "\\u0026")
    return mark_safe(text)  # noqa: S308 - escaped above


@door(Role.PUBLIC)
def report(request: ActorRequest, vacancy_id: UUID) -> HttpResponseBase:
    """Report a suspicious vacancy; an officer looks at it."""
    found = shown(vacancy_id)
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.report_vacancy(found.id, by=request.actor, at=now(), why=form.cleaned_data["why"])
        except Refusal as refusal:
            refused(form, refusal)
        else:
            notice(request, _("Terima kasih. Petugas memeriksa lowongan ini."))
            return see_other("work:vacancy", found.id)
    return page(request, "work/report.html", {"form": form, "vacancy": found}, status=422 if form.errors else 200)


urlpatterns = [
    path("lowongan/", vacancies, name="vacancies"),
    path("lowongan/<uuid:vacancy_id>/", vacancy, name="vacancy"),
    path("lowongan/<uuid:vacancy_id>/lapor/", report, name="report"),
]
