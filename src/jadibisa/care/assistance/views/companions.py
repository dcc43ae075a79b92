"""Become a companion, help people with their consent, and the way for a person to say "this was not me"."""

from typing import Any
from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import Http404
from django.http.response import HttpResponseBase
from django.urls import path
from django.utils.translation import gettext as _

from jadibisa.care.assistance import queries, services
from jadibisa.care.assistance.forms import AccountForm, CodeForm, CompanionForm, RegisterForm, SittingForm
from jadibisa.care.assistance.types import (
    SITTINGS_A_DAY,
    CompanionState,
    CompanionView,
    NewSitting,
    SittingState,
    SittingView,
)
from jadibisa.foundation.people.types import NewPerson
from jadibisa.foundation.places import queries as places
from jadibisa.foundation.plumbing.chance import token
from jadibisa.foundation.plumbing.clock import now
from jadibisa.foundation.plumbing.doors import ActorRequest, door
from jadibisa.foundation.plumbing.pages import notice, page, refused, see_other
from jadibisa.journey.certification import queries as certification
from jadibisa.journey.registration import queries as registration
from jadibisa.journey.registration.types import JobStatus, NewApplication, Occupation, Schooling
from jadibisa.kernel.actors import Role
from jadibisa.kernel.refusals import Refusal

TAGS = {
    SittingState.ASKED: "now",
    SittingState.CONSENTED: "go",
    SittingState.FINISHED: "ok",
    SittingState.REVOKED: "bad",
}


def _application(request: ActorRequest) -> UUID:
    if request.actor.application_id is None:
        raise Http404
    return request.actor.application_id


@door(Role.CITIZEN)
def apply(request: ActorRequest) -> HttpResponseBase:
    """Ask to be a companion; once approved, make the account."""
    application_id = _application(request)
    person_id = registration.application(application_id).person_id
    companion = queries.companion_of_person(person_id)
    opens_account = companion is not None and companion.state == CompanionState.APPROVED and not companion.account_id
    form = AccountForm(request.POST or None) if opens_account else CompanionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            if companion is not None and opens_account:
                return _open_account(request, companion, form)
            told = form.cleaned_data
            services.apply(application_id, told["regencies"], told["motive"], by=request.actor, at=now())
        except Refusal as refusal:
            refused(form, refusal)
        else:
            notice(request, _("Permohonan Anda kami terima. Dua petugas memeriksanya."))
            return see_other("assistance:apply")
    context = {
        "form": form,
        "companion": companion,
        "opens_account": opens_account,
        "places": [places.regency(code).name for code in companion.regencies] if companion else [],
        "certificates": certification.certificates(application_id),
    }
    return page(request, "assistance/apply.html", context, status=422 if form.errors else 200)


def _open_account(request: ActorRequest, companion: CompanionView, form: Any) -> HttpResponseBase:  # noqa: ANN401 - either form
    told = form.cleaned_data
    try:
        validate_password(told["password"])
    except ValidationError:
        raise Refusal(
            "password_weak",
            _("Kata sandi itu terlalu pendek atau terlalu umum. Pakai paling sedikit 12 huruf."),
            field="password",
        ) from None
    services.open_account(companion.id, told["email"], told["password"], by=request.actor, at=now())
    notice(request, _("Akun pendamping Anda siap. Masuk dengan email dan kata sandi itu."))
    return see_other("assistance:apply")


def _companion(request: ActorRequest) -> CompanionView:
    companion = queries.companion_of_account(request.actor.id) if request.actor.id else None
    if companion is None or companion.state != CompanionState.APPROVED:
        raise Http404
    return companion


@door(Role.COMPANION, methods=("GET",))
def desk(request: ActorRequest) -> HttpResponseBase:
    """One's own sittings and how many are left today."""
    companion = _companion(request)
    shown, found = queries.sittings(companion.id, number=request.GET.get("halaman"), size=20)
    context = {
        "companion": companion,
        "places": [places.regency(code).name for code in companion.regencies],
        "left": max(0, SITTINGS_A_DAY - queries.started_today(companion.id, now())),
        "most": SITTINGS_A_DAY,
        "rows": [(row, TAGS[SittingState(row.state)]) for row in found],
        "waiting": [row for row in found if row.state in {SittingState.ASKED, SittingState.CONSENTED}],
        "page": shown,
    }
    return page(request, "assistance/desk.html", context)


@door(Role.COMPANION)
def start(request: ActorRequest) -> HttpResponseBase:
    """Begin to help somebody: the person agrees first."""
    companion = _companion(request)
    form = SittingForm(request.POST or None).within(companion.regencies)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        new = NewSitting(
            told["phone"],
            told["first_name"],
            told["regency"],
            told["consent"],
            request.POST.get("once") or token(),
            told["paper"],
        )
        try:
            sitting_id = services.start_sitting(new, by=request.actor, at=now(), address=request.address)
        except Refusal as refusal:
            refused(form, refusal)
        else:
            return see_other("assistance:sitting", sitting_id)
    return page(request, "assistance/start.html", {"form": form}, status=422 if form.errors else 200)


@door(Role.COMPANION)
def sitting(request: ActorRequest, sitting_id: UUID) -> HttpResponseBase:
    """One sitting: the code, then the form, then the receipt."""
    companion = _companion(request)
    found = queries.sitting(companion.id, sitting_id)
    if found is None:
        raise Http404
    if found.state == SittingState.ASKED:
        return _ask(request, found)
    if found.state == SittingState.CONSENTED:
        return _fill(request, found, companion)
    return page(request, "assistance/receipt.html", {"sitting": found, "kind": TAGS[SittingState(found.state)]})


def _ask(request: ActorRequest, found: SittingView) -> HttpResponseBase:
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.consent(found.id, form.cleaned_data["code"], by=request.actor, at=now())
        except Refusal as refusal:
            refused(form, refusal)
        else:
            notice(request, _("Orang itu sudah setuju. Isi datanya bersama."))
            return see_other("assistance:sitting", found.id)
    return page(request, "assistance/code.html", {"form": form, "sitting": found}, status=422 if form.errors else 200)


def _fill(request: ActorRequest, found: SittingView, companion: CompanionView) -> HttpResponseBase:
    batch = registration.open_batch_at(now())
    told = request.POST if "nik" in request.POST else None  # the code sent twice is not this form
    form = RegisterForm(told, initial={"name": found.first_name, "regency": found.regency})
    if form.is_bound and form.is_valid():
        try:
            if batch is None:
                _no_batch()
            else:
                new = _application_of(form.cleaned_data, batch.number, queries.phone_of(found.id), found.id)
                new = services.assisted(new, found.id, companion.account_id or companion.id)
                services.register(found.id, new, by=request.actor, at=now())
        except Refusal as refusal:
            refused(form, refusal)
        else:
            notice(request, _("Pendaftaran terkirim. Nomornya juga dikirim lewat SMS."))
            return see_other("assistance:sitting", found.id)
    context = {"form": form, "sitting": found, "batch": batch}
    return page(request, "assistance/fill.html", context, status=422 if form.errors else 200)


def _no_batch() -> None:
    raise Refusal("batch_closed", _("Belum ada gelombang yang dibuka. Datanya tidak dikirim."), status=409)


def _application_of(told: dict[str, Any], batch: int, phone: str, sitting_id: UUID) -> NewApplication:
    person = NewPerson(
        told["nik"],
        told["kk"],
        told["name"].strip(),
        told["birth_date"],
        told["gender"],
        phone,
        "",
        told["address"].strip(),
        told["regency"],
    )
    return NewApplication(
        batch=batch,
        person=person,
        schooling=Schooling(told["schooling"]),
        job_status=JobStatus(told["job_status"]),
        occupation=Occupation(told["occupation"]),
        in_education=told["in_education"] == "ya",
        motive=told["motive"],
        interests=tuple(told["interests"]),
        key=f"sitting/{sitting_id}",
        disability=told["disability"] or None,
        disability_proof=told["disability_proof"],
        laid_off_proof=told["laid_off_proof"],
    )


@door(Role.PUBLIC)
def not_me(request: ActorRequest, secret: str) -> HttpResponseBase:
    """The person's own link: nothing happens before the button is pressed."""
    found = queries.sitting_by_token(secret)
    if found is None:
        raise Http404
    number = ""
    if request.method == "POST" and found.state != SittingState.REVOKED:
        number = services.revoke_sitting(found.id, by=request.actor, at=now())
        found = queries.sitting_by_token(secret) or found
    return page(request, "assistance/not_me.html", {"sitting": found, "number": number})


urlpatterns = [
    path("saya/pendamping/", apply, name="apply"),
    path("pendamping/", desk, name="desk"),
    path("pendamping/mulai/", start, name="start"),
    path("pendamping/<uuid:sitting_id>/", sitting, name="sitting"),
    path("pendamping/bukan-saya/<str:secret>/", not_me, name="not_me"),
]
