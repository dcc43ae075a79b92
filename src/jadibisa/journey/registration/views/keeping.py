"""Save and come back: by the number of the draft, the phone number in it, and a one-time code."""

from datetime import datetime

from django.http import HttpResponse
from django.urls import path
from django.utils.translation import gettext as _

from jadibisa.foundation.people.services import ask_code, check_code
from jadibisa.foundation.plumbing import clock
from jadibisa.foundation.plumbing.doors import ActorRequest, door
from jadibisa.foundation.plumbing.pages import notice, page, refused, see_other
from jadibisa.journey.registration import queries, services
from jadibisa.journey.registration.forms import CodeForm, KeepForm, ReturnForm
from jadibisa.journey.registration.types import DraftView, read_draft_reference
from jadibisa.journey.registration.views.drafts import DRAFT, draft_of, first_missing, told_by
from jadibisa.kernel.actors import Role
from jadibisa.kernel.refusals import N_, Refusal

KEPT, RETURNING = "registration_kept", "registration_returning"


@door(Role.PUBLIC)
def keep(request: ActorRequest) -> HttpResponse:
    """Save for later; POST sends the number by SMS and clears this session."""
    at = clock.now()
    draft = draft_of(request, at)
    if draft is None:
        kept = request.session.get(KEPT)
        return page(request, "registration/kept.html", {"kept": kept}) if kept else see_other("registration:start")
    typed = told_by(draft, at).first("hp", "phone")
    form = KeepForm(request.POST if request.method == "POST" else None, initial={"phone": typed})
    if form.is_bound and form.is_valid():
        try:
            services.keep_draft(
                draft.id,
                form.cleaned_data["phone"],
                request.POST.get("phone", ""),
                by=request.actor,
                at=at,
                address=request.address,
            )
        except Refusal as refusal:
            refused(form, refusal)
        else:
            request.session.pop(DRAFT, None)
            request.session[KEPT] = draft.reference
            return see_other("registration:keep")
    return page(request, "registration/keep.html", {"form": form, "draft": draft})


@door(Role.PUBLIC)
def come_back(request: ActorRequest) -> HttpResponse:
    """Ask for number and phone; a code goes out only when both fit, and nobody is told whether they did."""
    form = ReturnForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        reference, phone = read_draft_reference(form.cleaned_data["reference"]), form.cleaned_data["phone"]
        try:
            _ask(request, queries.draft_by_reference(reference, phone, clock.now()), phone)
        except Refusal as refusal:
            refused(form, refusal)
        else:
            request.session[RETURNING] = {"reference": reference, "phone": phone}
            return see_other("registration:code")
    return page(request, "registration/return.html", {"form": form})


def _ask(request: ActorRequest, draft: DraftView | None, phone: str) -> None:
    if draft is None:
        return
    try:
        ask_code(phone, f"draft/{draft.id}", by=request.actor, at=clock.now(), address=request.address)
    except Refusal as refusal:
        if refusal.code != "code_too_soon":  # the code of a moment ago is still good
            raise


@door(Role.PUBLIC)
def code(request: ActorRequest) -> HttpResponse:
    """Ask for the code out of the SMS; with it the draft is this session's."""
    told = request.session.get(RETURNING)
    if not isinstance(told, dict):
        return see_other("registration:come_back")
    at = clock.now()
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            draft = _opened(told["reference"], told["phone"], form.cleaned_data["code"], at)
        except Refusal as refusal:
            refused(form, refusal)
        else:
            request.session.cycle_key()
            request.session.pop(RETURNING, None)
            request.session[DRAFT] = str(draft.id)
            notice(request, _("Selamat datang kembali. Isian Anda masih lengkap."))
            missing = first_missing(told_by(draft, at))
            return see_other("registration:question", missing) if missing else see_other("registration:check")
    return page(request, "registration/code.html", {"form": form})


def _opened(reference: str, phone: str, typed: str, at: datetime) -> DraftView:
    draft = queries.draft_by_reference(reference, phone, at)
    if draft is None:
        raise Refusal("code_wrong", N_("Kode tidak cocok. Lihat lagi SMS terakhir dari kami."), field="code")
    check_code(phone, f"draft/{draft.id}", typed, at=at)
    return draft


urlpatterns = [
    path("daftar/simpan/", keep, name="keep"),
    path("daftar/lanjutkan/", come_back, name="come_back"),
    path("daftar/lanjutkan/kode/", code, name="code"),
]
