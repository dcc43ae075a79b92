"""Check answers, send, receipt, optional answers for statistics."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.urls import path
from django.utils.translation import gettext as _

from jadibisa.foundation.people.services import ask_code, check_code
from jadibisa.foundation.people.types import NewPerson
from jadibisa.foundation.plumbing import clock
from jadibisa.foundation.plumbing.doors import ActorRequest, door
from jadibisa.foundation.plumbing.pages import notice, page, refused, see_other, sentence
from jadibisa.journey.registration import queries, services
from jadibisa.journey.registration.forms import CodeForm, EqualityForm
from jadibisa.journey.registration.types import (
    Equality,
    JobStatus,
    NewApplication,
    Occupation,
    Schooling,
)
from jadibisa.journey.registration.views.drafts import DRAFT, RECEIPT, Answered, batch_now, draft_of, review, told_by
from jadibisa.journey.registration.views.questions import declared
from jadibisa.kernel.actors import Role
from jadibisa.kernel.clock import last_day, wib_day
from jadibisa.kernel.ids import mask_phone
from jadibisa.kernel.refusals import Refusal

HERE = "di-sini"  # in the address of the check page: send through this door, whatever other one there is
QUESTION_OF = {
    "nik": "nik",
    "kk": "kk",
    "name": "nama",
    "birth_date": "lahir",
    "address": "alamat",
    "regency": "kabupaten",
}


@door(Role.PUBLIC)
def check(request: ActorRequest) -> HttpResponse:
    """All answers on one page; POST sends them."""
    at = clock.now()
    draft = draft_of(request, at)
    if draft is None:
        return see_other("registration:receipt" if _sent(request) else "registration:start")
    told = told_by(draft, at)
    answered = review(told)
    missing = [one.form.slug for one in answered if not one.complete]
    if missing:
        notice(request, _("Masih ada pertanyaan yang belum dijawab."), kind="info")
        return _back_to(missing[0], nearly=2 * len(missing) < len(answered))
    batch = batch_now(at)
    if batch is None:
        return page(request, "registration/closed.html", {"draft": draft, "coming": queries.next_batch_after(at)})
    application = _application(answered, batch.number)
    if request.method == "POST":
        return _send(request, draft.id, application, at, proved=False)
    shown = {
        "batch": batch,
        "sections": _sections(answered),
        "verify_until": _verify_until(batch.number, at),
        "obstacles": bool(services.declared_obstacles(batch, **declared(told))),
    }
    if settings.ACCEPT_URL and HERE not in request.GET and not services.rejoins(application):
        shown |= {"accept_url": settings.ACCEPT_URL, "handed": services.hand_over(draft.id, application)}
    return page(request, "registration/check.html", shown)


def _back_to(slug: str, *, nearly: bool) -> HttpResponse:
    """To a question that is open; when nearly all are answered, its answer leads straight back here."""
    answer = see_other("registration:question", slug)
    if nearly:
        answer["Location"] += "?ubah=1"
    return answer


def _verify_until(batch: int, at: datetime) -> date:
    days = queries.policy_of(batch).integer("deadlines.verification_days", on=wib_day(at))
    return last_day(wib_day(at), days)


def _sections(answered: list[Answered]) -> dict[str, list[dict[str, str]]]:
    parts: dict[str, list[dict[str, str]]] = {}
    for one in answered:
        form = one.form
        parts.setdefault(str(form.part), []).append({"label": str(form.label), "text": form.shown(), "slug": form.slug})
    return parts


def _application(answered: list[Answered], batch: int) -> NewApplication:
    told: dict[str, Any] = {}
    for one in answered:
        told |= one.form.cleaned_data
    person = NewPerson(
        told["nik"], told["kk"], told["name"], told["birth_date"], told["gender"], told["phone"], told["email"], told["address"],
        told["regency"],
    )  # fmt: skip
    disability = told["disability"]
    return NewApplication(
        batch=batch,
        person=person,
        schooling=Schooling(told["schooling"]),
        job_status=JobStatus(told["job_status"]),
        occupation=Occupation(told["occupation"]),
        in_education=told["in_education"] == "ya",
        motive=told["motive"],
        interests=tuple(told["interests"]),
        key="",
        disability=None if disability == "tidak" else disability,
        disability_proof="" if disability == "tidak" else told["disability_proof"] or "",
        laid_off_proof=told.get("laid_off_proof") or "",
    )


def _send(
    request: ActorRequest, draft_id: UUID, application: NewApplication, at: datetime, *, proved: bool
) -> HttpResponse:
    try:
        receipt = services.send_draft(draft_id, application, by=request.actor, at=at, proved=proved)
    except Refusal as refusal:
        if refusal.code == "code_needed":
            return _ask(request, draft_id, application.person.phone, at)
        if refusal.code in {"already_registered", "identity_dispute"}:
            return page(
                request, "registration/known.html", {"sentence": sentence(refusal), "code": refusal.code}, status=409
            )
        if refusal.field in QUESTION_OF:
            notice(request, sentence(refusal), kind="warn")
            return see_other("registration:question", QUESTION_OF[refusal.field])
        draft = queries.draft(draft_id, at)
        shown = {"draft": draft, "coming": queries.next_batch_after(at), "sentence": sentence(refusal)}
        return page(request, "registration/closed.html", shown, status=refusal.status)
    request.session.pop(DRAFT, None)
    request.session[RECEIPT] = str(receipt.application_id)
    return see_other("registration:receipt")


def _ask(request: ActorRequest, draft_id: UUID, phone: str, at: datetime) -> HttpResponse:
    """Send a code to the known number; the code of a moment ago is still good."""
    try:
        ask_code(phone, f"send/{draft_id}", by=request.actor, at=at, address=request.address)
    except Refusal as refusal:
        if refusal.code != "code_too_soon":
            notice(request, sentence(refusal), kind="warn")
            return see_other("registration:check")
    return see_other("registration:prove")


@door(Role.PUBLIC)
def prove(request: ActorRequest) -> HttpResponse:
    """Who registered before proves by a code that it is her again; then the answers are sent."""
    at = clock.now()
    draft, batch = draft_of(request, at), batch_now(at)
    if draft is None or batch is None:
        return see_other("registration:check")
    answered = review(told_by(draft, at))
    if not all(one.complete for one in answered):
        return see_other("registration:check")
    application = _application(answered, batch.number)
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            check_code(application.person.phone, f"send/{draft.id}", form.cleaned_data["code"], at=at)
        except Refusal as refusal:
            refused(form, refusal)
        else:
            return _send(request, draft.id, application, at, proved=True)
    return page(request, "registration/prove.html", {"form": form, "phone": mask_phone(application.person.phone)})


def _sent(request: ActorRequest) -> UUID | None:
    """The application of this session; the thin accept path knows no session, so the draft may be asked for it."""
    kept, draft = request.session.get(RECEIPT), request.session.get(DRAFT)
    if isinstance(draft, str):
        sent = queries.sent_as(UUID(draft))
        if sent is not None:
            del request.session[DRAFT]
            request.session[RECEIPT] = kept = str(sent)
    return UUID(kept) if isinstance(kept, str) else None


@door(Role.PUBLIC, methods=("GET",))
def receipt(request: ActorRequest) -> HttpResponse:
    """The number, large, and what comes next."""
    application_id = _sent(request)
    if application_id is None:
        return see_other("registration:start")
    view = queries.application(application_id)
    shown = {
        "view": view,
        "batch": queries.batch(view.batch, clock.now()),
        "verify_until": _verify_until(view.batch, view.submitted_at),
    }
    return page(request, "registration/receipt.html", shown)


@door(Role.PUBLIC)
def equality(request: ActorRequest) -> HttpResponse:
    """Optional answers after sending, for statistics only."""
    application_id = _sent(request)
    if application_id is None:
        return see_other("registration:start")
    form = EqualityForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        services.answer_equality(application_id, Equality(**form.cleaned_data), by=request.actor, at=clock.now())
        notice(request, _("Terima kasih. Jawaban Anda disimpan tanpa nama."))
        return see_other("registration:receipt")
    if queries.application(application_id).equality_asked:
        return see_other("registration:receipt")
    return page(request, "registration/equality.html", {"form": form})


@door(Role.PUBLIC, methods=("POST",))
def leave(request: ActorRequest) -> HttpResponse:
    """Leave nothing behind on a shared computer."""
    for key in [key for key in request.session.keys() if key.startswith("registration_")]:  # noqa: SIM118 - a session is no dict
        del request.session[key]
    notice(request, _("Selesai. Komputer ini tidak menyimpan data Anda."))
    return see_other("registration:start")


urlpatterns = [
    path("daftar/periksa/", check, name="check"),
    path("daftar/kode/", prove, name="prove"),
    path("daftar/selesai/", receipt, name="receipt"),
    path("daftar/pertanyaan-tambahan/", equality, name="equality"),
    path("daftar/keluar/", leave, name="leave"),
]
