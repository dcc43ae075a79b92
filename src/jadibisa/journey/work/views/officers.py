"""The officers' page: verify employers under four eyes, look at vacancies that a rule holds."""

from typing import Any
from uuid import UUID

from django.http import Http404
from django.http.response import HttpResponseBase
from django.urls import path
from django.utils.translation import gettext as _

from jadibisa.foundation.people import queries as people
from jadibisa.foundation.places import queries as places
from jadibisa.foundation.plumbing.clock import now
from jadibisa.foundation.plumbing.doors import ActorRequest, door
from jadibisa.foundation.plumbing.pages import notice, page, refused, see_other
from jadibisa.journey.work import queries, services
from jadibisa.journey.work.forms import VerdictForm
from jadibisa.journey.work.types import FLAG_WORDS, EmployerState, EmployerView
from jadibisa.journey.work.views.employers import EMPLOYER_TAGS
from jadibisa.journey.work.views.public import place_words, skill_words
from jadibisa.kernel.actors import Role
from jadibisa.kernel.refusals import N_, Refusal

OFFICERS = (Role.VERIFIER, Role.HELP_OFFICER, Role.APPROVER)
PAGE_SIZE = 50
TABS: dict[str, tuple[EmployerState, ...]] = {
    "menunggu": (EmployerState.WAITING,),
    "orang-kedua": (EmployerState.PROPOSED,),
    "terverifikasi": (EmployerState.VERIFIED,),
    "lain": (EmployerState.REFUSED, EmployerState.SUSPENDED),
}


@door(*OFFICERS, methods=("GET",), readers=(Role.AUDITOR,))
def officer(request: ActorRequest) -> HttpResponseBase:
    """Employers by state, and the vacancies that wait for a look."""
    tab = request.GET.get("tab", "menunggu")
    tab = tab if tab in TABS else "menunggu"
    shown, held = queries.vacancies_to_check(number=request.GET.get("halaman"), size=PAGE_SIZE)
    employers = queries.employers(TABS[tab])
    context = {
        "tab": tab,
        "counts": queries.employer_counts(),
        "employers": [
            {"row": row, "place": places.regency(row.regency).name, "kind": EMPLOYER_TAGS[EmployerState(row.state)]}
            for row in employers
        ],
        "held": [
            {"row": row, "place": place_words(row), "flags": [FLAG_WORDS[flag] for flag in row.flags]} for row in held
        ],
        "page": shown,
    }
    return page(request, "work/officer.html", context)


@door(*OFFICERS, readers=(Role.AUDITOR,))
def employer(request: ActorRequest, employer_id: UUID) -> HttpResponseBase:
    """One employer's file: propose, decide as the second person, suspend."""
    found = queries.employer(employer_id)
    if found is None:
        raise Http404
    form, status = VerdictForm(request.POST or None), 422
    if request.method == "POST" and form.is_valid():
        try:
            _judge(request, found, form.cleaned_data)
        except Refusal as refusal:
            refused(form, refusal)
            status = 409 if refusal.code == "page_old" else 422
        else:
            return see_other("work:employer", employer_id)
    proposal = people.proposal(found.proposal_id) if found.proposal_id else None
    history = queries.employer_history(employer_id)
    names = people.account_names({fact.by for fact in history})
    context = {
        "form": form,
        "employer": found,
        "seen": _seen(found),
        "place": places.regency(found.regency).name,
        "kind": EMPLOYER_TAGS[EmployerState(found.state)],
        "proposal": proposal,
        "own": bool(proposal and proposal.proposed_by.endswith(str(request.actor.id))),
        "vacancies": queries.vacancies_of(employer_id)[1],
        "history": [{"fact": fact, "who": names.get(fact.by, fact.by.split(":", maxsplit=1)[0])} for fact in history],
    }
    return page(request, "work/employer.html", context, status=status if form.errors else 200)


def _seen(found: EmployerView) -> str:
    """What a page shows of the state: a verdict is good for what its officer saw."""
    return f"{found.state}/{found.proposal_id or ''}"


def _judge(request: ActorRequest, found: EmployerView, told: dict[str, Any]) -> None:
    """What a verdict means depends on where the employer stands, which must be what the officer saw."""
    if request.POST.get("seen") != _seen(found):
        raise Refusal(
            "page_old", N_("Keadaan usaha ini berubah sejak Anda membukanya. Baca lagi, lalu putuskan."), status=409
        )
    state, employer_id = found.state, found.id
    yes, why = told["verdict"] == "ya", told["why"]
    at = now()
    if state == EmployerState.PROPOSED:
        services.verify_employer(employer_id, approve=yes, by=request.actor, at=at, why=why)
        notice(request, _("Keputusan Anda tersimpan."))
    elif state == EmployerState.VERIFIED and not yes:
        services.suspend_employer(employer_id, by=request.actor, at=at, why=why)
        notice(request, _("Semua lowongan usaha ini disembunyikan."), kind="warn")
    else:
        services.propose_verification(employer_id, accept=yes, by=request.actor, at=at, why=why)
        notice(request, _("Usulan tersimpan. Orang kedua memutuskan."))


@door(*OFFICERS, readers=(Role.AUDITOR,))
def check(request: ActorRequest, vacancy_id: UUID) -> HttpResponseBase:
    """One vacancy: let it show, or take it down with a reason."""
    found = queries.vacancy(vacancy_id)
    if found is None:
        raise Http404
    form = VerdictForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            services.check_vacancy(
                vacancy_id, show=told["verdict"] == "ya", by=request.actor, at=now(), why=told["why"]
            )
        except Refusal as refusal:
            refused(form, refusal)
        else:
            notice(request, _("Lowongan sudah diperiksa."))
            return see_other("work:officer")
    context = {
        "form": form,
        "vacancy": found,
        "place": place_words(found),
        "flags": [FLAG_WORDS[flag] for flag in found.flags],
        "wanted": skill_words(found.skills),
        "reports": queries.reports(vacancy_id),
    }
    return page(request, "work/check.html", context, status=422 if form.errors else 200)


urlpatterns = [
    path("petugas/pemberi-kerja/", officer, name="officer"),
    path("petugas/pemberi-kerja/<uuid:employer_id>/", employer, name="employer"),
    path("petugas/lowongan/<uuid:vacancy_id>/", check, name="check"),
]
