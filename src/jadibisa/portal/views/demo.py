"""Only in a demonstration and only on this machine: look around as somebody, and see what would have been sent."""

import ipaddress
from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.contrib.auth import get_user_model, login
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import path
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jadibisa.foundation.messages.queries import outbox
from jadibisa.foundation.messages.services import rehearse_receipt
from jadibisa.foundation.people.queries import demonstration_cast
from jadibisa.foundation.people.types import CastMember
from jadibisa.foundation.plumbing import clock
from jadibisa.foundation.plumbing.doors import ActorRequest, door
from jadibisa.foundation.plumbing.pages import notice, page, sentence
from jadibisa.journey.registration.queries import application
from jadibisa.kernel.actors import SYSTEM, Role
from jadibisa.kernel.refusals import Refusal
from jadibisa.portal.views.sign_in import open_session

P = ParamSpec("P")
View = Callable[Concatenate[ActorRequest, P], HttpResponseBase]
BACKEND = settings.AUTHENTICATION_BACKENDS[0]
DEMONSTRATION_KEY = "demonstration"  # the middleware takes it for a second factor, in a demonstration only
SHOWN = 100
WORDS: dict[str, Promise | str] = {
    "diperiksa": gettext_lazy("sudah mendaftar, datanya sedang diperiksa"),
    "terverifikasi": gettext_lazy("terverifikasi, menunggu undian"),
    "ditolak": gettext_lazy("ditolak, bisa mengajukan keberatan"),
    "belum-terpilih": gettext_lazy("belum terpilih di gelombang 71"),
    "dijanjikan": gettext_lazy("keberatannya menang sesudah undian, dijanjikan kursi"),
    "terpilih": gettext_lazy("terpilih, belum membeli kursus"),
    "menunggu-kelas": gettext_lazy("sudah membeli kursus, kelasnya belum mulai"),
    "belajar": gettext_lazy("sedang belajar"),
    "lulus": gettext_lazy("lulus kursus, insentif dijadwalkan"),
    "dibayar": gettext_lazy("lulus dan insentif sudah dibayar"),
    "bekerja": gettext_lazy("sudah bekerja"),
    "dicabut": gettext_lazy("tidak membeli kursus pada waktunya, kepesertaan dicabut"),
    "companion": gettext_lazy("pendamping"),
    "provider": gettext_lazy("lembaga pelatihan %(name)s"),
    "employer": gettext_lazy("pemberi kerja %(name)s"),
    "office": gettext_lazy("pemerintah daerah, %(name)s"),
    "verifier": gettext_lazy("petugas verifikasi"),
    "selection": gettext_lazy("petugas seleksi"),
    "finance": gettext_lazy("petugas dana"),
    "help": gettext_lazy("petugas bantuan"),
    "approver": gettext_lazy("penyetuju, orang kedua"),
    "auditor": gettext_lazy("auditor"),
}
FORWARDED = {"X-Forwarded-For", "Forwarded", "X-Real-Ip"}  # behind a proxy everybody would seem to be this machine


def is_loopback(address: str) -> bool:
    """Whether an address is this machine's own."""
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def demonstration_only(view: View[P]) -> View[P]:
    """Nothing is here outside a demonstration or for another machine."""

    @wraps(view)
    def guarded(request: ActorRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not settings.DEMONSTRATION or not is_loopback(request.address) or FORWARDED & set(request.headers):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@door(Role.PUBLIC)
@demonstration_only
def demo(request: ActorRequest) -> HttpResponseBase:
    """Choose as whom to look around."""
    cast = demonstration_cast()
    if request.method == "POST":
        chosen = next((member for member in cast if member.slug == request.POST.get("slug")), None)
        if chosen is None:
            raise Http404
        return _become(request, chosen)
    people = [(member.slug, label(member)) for member in cast if member.role is Role.CITIZEN]
    partners = [(member.slug, label(member)) for member in cast if member.role is not Role.CITIZEN]
    return page(request, "portal/demo.html", {"people": people, "partners": partners, "at": clock.now()})


def label(member: CastMember) -> str:
    """The name of a member of the cast and, in the reader's language, what she or he was when the play ended."""
    name, _sign, said = member.title.partition(": " if member.role is Role.CITIZEN else ", ")
    words = WORDS.get(member.slug)
    if words is None:
        return member.title
    organisation = said.removeprefix("lembaga pelatihan ").removeprefix("pemberi kerja ")
    return f"{name}: {words % {'name': organisation}}"


def _become(request: ActorRequest, member: CastMember) -> HttpResponseBase:
    """Open a session as a member of the cast."""
    if member.application_id:
        open_session(request, application(member.application_id))
        return redirect("portal:me")
    assert member.account_id is not None  # noqa: S101 - a member of the cast has an application or an account
    request.session.flush()
    login(request, get_user_model().objects.get(pk=member.account_id), backend=BACKEND)
    request.session[DEMONSTRATION_KEY] = member.slug
    return redirect("portal:desk")


@door(Role.PUBLIC)
@demonstration_only
def outbox_page(request: ActorRequest) -> HttpResponseBase:
    """The SMS and e-mails that would have gone out, newest first."""
    to = request.GET.get("ke", "").strip()
    if request.method == "POST":
        _tell(request)
        return redirect(request.get_full_path())
    return page(request, "portal/outbox.html", {"messages_out": outbox(limit=SHOWN, to=to), "to": to})


def _tell(request: ActorRequest) -> None:
    """Play the carrier: tell that a message arrived or came back."""
    typed = request.POST.get("message", "")
    if not (typed.isascii() and typed.isdigit()):
        raise Http404
    try:
        rehearse_receipt(
            int(typed), request.POST.get("state", ""), wall=datetime.now(tz=UTC), by=SYSTEM, at=clock.now()
        )
    except Refusal as refusal:
        notice(request, sentence(refusal), kind="warn")
    else:
        notice(request, _("Bukti kirim dicatat."))


urlpatterns = [path("demo/", demo, name="demo"), path("demo/kotak/", outbox_page, name="outbox")]
