"""Certificates: the public check, the holder's own, the files, the officers' revocation under four eyes."""

import json
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from jadibisa.foundation.people import queries as people
from jadibisa.foundation.plumbing import clock
from jadibisa.foundation.plumbing.doors import ActorRequest, door
from jadibisa.foundation.plumbing.pages import notice, page, refused, see_other, sentence
from jadibisa.foundation.plumbing.templatetags.jadibisa import tanggal
from jadibisa.journey.certification import queries, services
from jadibisa.journey.certification.forms import CheckForm, RevocationForm
from jadibisa.journey.certification.types import Certificate, Verdict
from jadibisa.kernel.actors import Role
from jadibisa.kernel.clock import wib_day
from jadibisa.kernel.ids import grouped
from jadibisa.kernel.refusals import Refusal
from jadibisa.kernel.skills import SKILLS

CREDENTIAL_TYPE = "application/vc"
PROPOSERS = (Role.VERIFIER, Role.HELP_OFFICER)


def _skills(certificate: Certificate) -> list[str]:
    language = get_language() or "id"
    return [SKILLS[slug].named(language) if slug in SKILLS else slug for slug in certificate.skills]


def _or_404(code: str) -> Certificate:
    found = queries.by_code(code)
    if found is None:
        raise Http404
    return found


@door(Role.PUBLIC, methods=("GET",))
def check(request: ActorRequest) -> HttpResponseBase:
    """Ask for a code."""
    form = CheckForm(request.GET if "kode" in request.GET else None)
    if form.is_valid():
        found = queries.by_code(form.cleaned_data["kode"])
        if found is not None:
            return redirect("certification:certificate", found.code)
        return _verdict_page(request, None, form.cleaned_data["kode"])
    return page(request, "certification/check.html", {"form": form}, status=422 if form.errors else 200)


@door(Role.PUBLIC, methods=("GET",))
def certificate(request: ActorRequest, code: str) -> HttpResponseBase:
    """What a check of a code says."""
    return _verdict_page(request, queries.by_code(code), code)


def _verdict_page(request: ActorRequest, found: Certificate | None, code: str) -> HttpResponseBase:
    at = clock.now()
    signed = found is not None and queries.signature_fits(found)
    verdict = found.verdict(wib_day(at)) if found is not None and signed else Verdict.UNKNOWN
    context = {
        "found": found if signed else None,
        "verdict": verdict.value,
        "at": at,
        "typed": code[:40],
        "skills": _skills(found) if found else [],
        "form": CheckForm(),
        "mine": found is not None and found.application_id == request.actor.application_id,
    }
    status = 404 if verdict is Verdict.UNKNOWN else 200
    return page(request, "certification/certificate.html", context, status=status)


@door(Role.PUBLIC, methods=("GET",))
def credential(request: ActorRequest, code: str) -> HttpResponseBase:  # noqa: ARG001 - Django's signature
    """The signed credential for machines."""
    found = _or_404(code)
    answer = HttpResponse(queries.credential_text(found.code) or "", content_type=CREDENTIAL_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="sertifikat-{grouped(found.code)}.json"'
    return answer


@door(Role.PUBLIC, methods=("GET",))
def paper(request: ActorRequest, code: str) -> HttpResponseBase:  # noqa: ARG001 - Django's signature
    """The certificate as PDF; a revoked one, or one whose row does not say what was signed, is not printed."""
    found = _or_404(code)
    if found.revoked_at is not None or not queries.signature_fits(found):
        raise Http404
    answer = HttpResponse(queries.pdf(found, _words(found)), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="sertifikat-{grouped(found.code)}.pdf"'
    return answer


def _words(found: Certificate) -> dict[str, str | list[str]]:
    """What the paper says, in the reader's language."""
    score = {"hours": found.hours, "level": found.level, "score": found.score}
    days = {"day": tanggal(found.completed_on), "until": tanggal(found.valid_until)}
    return {
        "lang": (get_language() or "id")[:2],
        "date": found.completed_on.isoformat(),
        "heading": _("Sertifikat %(name)s") % {"name": found.holder},
        "kind": _("Sertifikat kompetensi JadiBisa"),
        "holder": found.holder,
        "did": _("telah menyelesaikan"),
        "title": found.title,
        "facts": _("%(hours)d jam, jenjang KKNI %(level)d, nilai %(score)d dari 100") % score,
        "proved": _("Yang sudah dibuktikan:"),
        "skills": _skills(found),
        "issuer": f"{found.provider_name}. " + _("Lulus %(day)s, berlaku sampai %(until)s.") % days,
        "code": grouped(found.code),
        "check": _("Siapa pun bisa memeriksa: pindai kode QR atau buka %(address)s")
        % {"address": f"{queries.issuer().host}/sertifikat"},
        "qr_words": _("Kode QR ke halaman pemeriksaan"),
        "attached": _("Sertifikat digital yang ditandatangani"),
    }


@door(Role.PUBLIC, methods=("GET",))
def status_list(request: ActorRequest, number: int) -> HttpResponseBase:  # noqa: ARG001 - Django's signature
    """Which certificates are revoked, as one signed list in which nobody sees who is asked for."""
    document = queries.status_list(number, clock.now())
    if document is None:
        raise Http404
    answer = HttpResponse(json.dumps(document), content_type=CREDENTIAL_TYPE)
    answer["Cache-Control"] = "max-age=300"
    return answer


@door(Role.PUBLIC, methods=("GET",))
def did(request: ActorRequest) -> HttpResponseBase:  # noqa: ARG001 - Django's signature
    """With which key the programme signs."""
    return JsonResponse(queries.did_document(), content_type="application/did+ld+json")


@door(Role.CITIZEN, methods=("GET",))
def mine(request: ActorRequest) -> HttpResponseBase:
    """My certificates."""
    application_id = request.actor.application_id
    today = wib_day(clock.now())
    found = queries.certificates(application_id) if application_id else []
    rows = [(one, one.verdict(today).value, _skills(one)) for one in found]
    return page(request, "certification/mine.html", {"rows": rows})


@door(*PROPOSERS, Role.APPROVER, methods=("GET", "POST"), readers=(Role.AUDITOR,))
def desk(request: ActorRequest) -> HttpResponseBase:
    """Certificates, and the revocations that wait for a second person."""
    form = RevocationForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and request.actor.role in PROPOSERS and form.is_valid():
        told: dict[str, Any] = form.cleaned_data
        try:
            services.propose_revocation(told["code"], told["why"], by=request.actor, at=clock.now())
        except Refusal as refusal:
            refused(form, refusal)
        else:
            notice(request, _("Usulan tersimpan. Orang kedua yang memutuskan."))
            return see_other("certification:desk")
    today = wib_day(clock.now())
    context = {
        "form": form if request.actor.role in PROPOSERS else None,
        "may_decide": request.actor.role is Role.APPROVER,
        "proposals": people.proposals(services.REVOCATION),
        "rows": [(one, one.verdict(today).value) for one in queries.newest()],
    }
    return page(request, "certification/desk.html", context, status=422 if form.errors else 200)


@door(Role.APPROVER, methods=("POST",))
def decide(request: ActorRequest, proposal_id: UUID) -> HttpResponseBase:
    """The second person decides about a revocation."""
    approve = request.POST.get("putusan") == "setuju"
    try:
        services.decide_revocation(proposal_id, approve=approve, by=request.actor, at=clock.now())
    except Refusal as refusal:
        notice(request, sentence(refusal), kind="warn")
    else:
        notice(request, _("Sertifikat dicabut.") if approve else _("Usulan ditolak. Sertifikat tetap berlaku."))
    return see_other("certification:desk")


urlpatterns = [
    path(".well-known/did.json", did, name="did"),
    path("sertifikat/", check, name="check"),
    path("sertifikat/status/<int:number>/", status_list, name="status"),
    path("sertifikat/<str:code>/", certificate, name="certificate"),
    path("sertifikat/<str:code>/berkas.json", credential, name="credential"),
    path("sertifikat/<str:code>/berkas.pdf", paper, name="paper"),
    path("saya/sertifikat/", mine, name="mine"),
    path("petugas/sertifikat/", desk, name="desk"),
    path("petugas/sertifikat/<uuid:proposal_id>/putusan/", decide, name="decide"),
]
