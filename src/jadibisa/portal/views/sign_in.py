"""How a participant comes in: reference and birth date, then a code by SMS; and how one leaves or says "this is not me".

Whether a reference exists, and whether the birth date fits, shows nowhere: every answer and every refusal is the same.
"""

from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib.auth import logout
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import path
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from jadibisa.foundation.people.queries import contacts
from jadibisa.foundation.people.services import MOST_TRIES, ask_code, check_code, disown
from jadibisa.foundation.places.queries import province
from jadibisa.foundation.plumbing import clock
from jadibisa.foundation.plumbing.doors import ActorRequest, door
from jadibisa.foundation.plumbing.pages import notice, page, refused, see_other
from jadibisa.journey.registration.queries import application, application_by_reference
from jadibisa.journey.registration.types import ApplicationView
from jadibisa.kernel.actors import PUBLIC, Role
from jadibisa.kernel.refusals import N_, Refusal
from jadibisa.portal.forms import CodeForm, NotMeForm, SignInForm

CITIZEN_KEY = "citizen"
PENDING_KEY = "sign_in"


def purpose_of(application_id: UUID) -> str:
    """What a code for signing in is good for."""
    return f"sign_in/{application_id}"


def safe_next(request: ActorRequest, address: str) -> str:
    """An address of ours to go on to, or the participant's home."""
    ours = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return address if address and ours else "/saya/"


def matching(reference: str, birth_date: date) -> ApplicationView | None:
    """The application of a reference, if the birth date fits."""
    found = application_by_reference(reference)
    return found if found and found.birth_date == birth_date else None


@door(Role.PUBLIC)
def sign_in(request: ActorRequest) -> HttpResponseBase:
    """First page: reference and birth date."""
    if request.actor.role is Role.CITIZEN:
        return redirect("portal:me")
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        found = matching(form.cleaned_data["reference"], form.cleaned_data["birth_date"])
        back = safe_next(request, request.GET.get("next", ""))
        request.session[PENDING_KEY] = {"application": str(found.id) if found else "", "tries": 0, "next": back}
        if found:
            _send_code(request, found)
        return see_other("portal:code")
    return page(request, "portal/sign_in.html", {"form": form})


def _send_code(request: ActorRequest, found: ApplicationView) -> None:
    """Send the code; when no code may be sent now, the next page says what to do, the same for everybody."""
    phone = contacts([found.person_id])[found.person_id].phone
    try:
        ask_code(phone, purpose_of(found.id), by=PUBLIC, at=clock.now(), address=request.address)
    except Refusal as refusal:
        request.session[PENDING_KEY]["refused"] = refusal.code


@door(Role.PUBLIC)
def code(request: ActorRequest) -> HttpResponseBase:
    """Second page: the code."""
    pending = request.session.get(PENDING_KEY)
    if pending is None:
        return redirect("portal:sign_in")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            found = _checked(pending, form.cleaned_data["code"])
        except Refusal as refusal:
            request.session.modified = True
            refused(form, refusal)
        else:
            open_session(request, found)
            return redirect(pending["next"])
    return page(request, "portal/code.html", {"form": form})


def _checked(pending: dict[str, object], typed: str) -> ApplicationView:
    """The application that the code opens.

    Raises:
        Refusal: the same ones in the same order, whether the application exists or not.
    """
    tries = int(str(pending["tries"]))
    if tries >= MOST_TRIES:
        raise Refusal("code_blocked", N_("Kode salah 3 kali. Minta kode baru."), field="code")
    pending["tries"] = tries + 1
    found = application(UUID(str(pending["application"]))) if pending["application"] else None
    if found is None:
        raise Refusal("code_wrong", N_("Kode tidak cocok. Lihat lagi SMS terakhir dari kami."), field="code")
    try:
        check_code(contacts([found.person_id])[found.person_id].phone, purpose_of(found.id), typed, at=clock.now())
    except Refusal as refusal:
        if refusal.code in {"code_expired", "code_blocked"}:
            raise Refusal(
                "code_wrong", N_("Kode tidak cocok. Lihat lagi SMS terakhir dari kami."), field="code"
            ) from None
        raise
    return found


def open_session(request: ActorRequest, found: ApplicationView) -> None:
    """A fresh session for a participant; nothing of the one before stays."""
    request.session.flush()
    name = contacts([found.person_id])[found.person_id].name
    request.session[CITIZEN_KEY] = {
        "person": str(found.person_id),
        "application": str(found.id),
        "name": name.split()[0] if name.split() else "",
        "zone": ZoneInfo(province(found.province).zone).key,
        "since": clock.now().isoformat(),
    }


@door(Role.PUBLIC, methods=("POST",))
def sign_out(request: ActorRequest) -> HttpResponseBase:
    """Leave; nothing of the session stays."""
    logout(request)
    notice(request, _("Anda sudah keluar."))
    return see_other("portal:home")


@door(Role.PUBLIC)
def not_me(request: ActorRequest) -> HttpResponseBase:
    """Somebody gets codes that they did not ask for: cut the number off; the fact opens a case for the auditors."""
    form = NotMeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        phone = form.cleaned_data["phone"]
        try:
            disown(phone, form.cleaned_data["code"], by=request.actor, at=clock.now(), address=request.address)
        except Refusal as refusal:
            refused(form, refusal)
        else:
            notice(request, _("Nomor Anda tidak menerima kode lagi. Petugas memeriksa siapa yang memintanya."))
            return see_other("portal:home")
    return page(request, "portal/not_me.html", {"form": form})


urlpatterns = [
    path("masuk/", sign_in, name="sign_in"),
    path("masuk/kode/", code, name="code"),
    path("keluar/", sign_out, name="sign_out"),
    path("bukan-saya/", not_me, name="not_me"),
]
