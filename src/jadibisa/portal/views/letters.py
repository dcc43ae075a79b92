"""Is this message really from you? And the receipts by which a carrier tells whether a message arrived."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import path
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt

from jadibisa.foundation.messages import services
from jadibisa.foundation.plumbing import clock
from jadibisa.foundation.plumbing.doors import ActorRequest, door
from jadibisa.foundation.plumbing.pages import page, refused
from jadibisa.kernel.actors import SYSTEM, Role
from jadibisa.kernel.refusals import Refusal
from jadibisa.portal.forms import MessageNumberForm

LARGEST_BODY = 4096
KINDS: Mapping[str, Promise | str] = {  # what a stranger may know of a message: more would tell of its owner
    "code": _("Kode sekali pakai"),
    "draft": _("Nomor untuk melanjutkan isian"),
    "remind_draft": _("Pengingat isian yang belum dikirim"),
    "assisted": _("Kabar pendampingan"),
    "ticket": _("Kabar tiket bantuan"),
    "contact": _("Kabar perubahan nomor HP atau email"),
    "employer": _("Kabar untuk pemberi kerja"),
    "vacancy_ending": _("Kabar untuk pemberi kerja"),
    "new_applicants": _("Kabar untuk pemberi kerja"),
    "answers_due": _("Kabar untuk pemberi kerja"),
}
CHANNEL_WORDS: Mapping[str, Promise | str] = {"sms": _("SMS"), "email": _("Email"), "whatsapp": _("WhatsApp")}


@door(Role.PUBLIC)
def confirm(request: ActorRequest) -> HttpResponseBase:
    """Type the number of a message; learn of which kind it is, when it went out and to whom, nothing more."""
    form, found, status = MessageNumberForm(request.POST or None), None, 200
    asked = request.method == "POST" and form.is_valid()
    if asked:
        try:
            found = services.confirm(form.cleaned_data["number"], at=clock.now(), address=request.address)
        except Refusal as refusal:
            refused(form, refusal)
            asked, status = False, refusal.status
    context = {
        "form": form,
        "asked": asked,
        "found": found,
        "kind": KINDS.get(found.kind, _("Kabar untuk peserta")) if found else "",
        "channel": CHANNEL_WORDS[found.channel] if found else "",
    }
    return page(request, "portal/confirm.html", context, status=status)


@csrf_exempt
@door(Role.PUBLIC, methods=("POST",))
def receipt(request: ActorRequest) -> HttpResponseBase:
    """The carrier tells that a message arrived or came back; signed, recent, told twice is told once."""
    if int(request.headers.get("Content-Length") or 0) > LARGEST_BODY:
        return HttpResponse(status=413)
    try:
        told = json.loads(request.body)
    except (ValueError, RecursionError):
        told = None
    stamp, signature = request.headers.get("X-Timestamp", ""), request.headers.get("X-Signature", "")
    wall, at = datetime.now(tz=UTC), clock.now()
    try:
        services.take_receipt(told, stamp=stamp, body=request.body, signature=signature, wall=wall, by=SYSTEM, at=at)
    except Refusal as refusal:
        return HttpResponse(refusal.code, status=refusal.status, content_type="text/plain")
    return HttpResponse(status=204)


urlpatterns = [
    path("pesan/", confirm, name="confirm"),
    path("pesan/bukti/", receipt, name="receipt"),
]
