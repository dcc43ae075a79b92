"""The door by which the carrier brings what people answer to our messages."""

import json
from datetime import UTC, datetime

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from jadibisa.care.tickets import services
from jadibisa.foundation.messages import services as messages
from jadibisa.foundation.plumbing import clock
from jadibisa.foundation.plumbing.doors import ActorRequest, door
from jadibisa.kernel.actors import SYSTEM, Role
from jadibisa.kernel.refusals import Refusal

LARGEST_BODY = 16384


@csrf_exempt
@door(Role.PUBLIC, methods=("POST",))
def heard(request: ActorRequest) -> HttpResponseBase:
    """A message that came back: signed, recent, told twice is told once."""
    if int(request.headers.get("Content-Length") or 0) > LARGEST_BODY:
        return HttpResponse(status=413)
    stamp, signature = request.headers.get("X-Timestamp", ""), request.headers.get("X-Signature", "")
    try:
        messages.require_carrier(stamp=stamp, body=request.body, signature=signature, wall=datetime.now(tz=UTC))
        services.hear(json.loads(request.body), by=SYSTEM, at=clock.now())
    except (ValueError, RecursionError):
        return HttpResponse("heard_unreadable", status=400, content_type="text/plain")
    except Refusal as refusal:
        return HttpResponse(refusal.code, status=refusal.status, content_type="text/plain")
    return HttpResponse(status=204)


urlpatterns = [path("bantuan/pesan-masuk/", heard, name="heard")]
