"""What the bank tells us by itself (SNAP BI, services 25 and 52): signed, recent, and answered with its own codes."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from django.http import JsonResponse
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from jadibisa.foundation.plumbing import clock
from jadibisa.foundation.plumbing.doors import ActorRequest, door
from jadibisa.journey.funding import services
from jadibisa.journey.funding.rules import snap
from jadibisa.journey.funding.types import PayChannel
from jadibisa.kernel.actors import SYSTEM, Role
from jadibisa.kernel.refusals import Refusal

SKEW = timedelta(minutes=5)
LARGEST_BODY = 65_536
CASES: Mapping[str, str] = {  # our refusals as cases of SNAP: HTTP status, service, case
    "bill_unknown": "404{}12",
    "bill_amount": "404{}13",
    "bill_paid": "404{}14",
    "bill_expired": "404{}19",
    "payment_repeated": "409{}01",
    "signature_wrong": "401{}00",
    "payment_unreadable": "400{}01",
}


def _answer(code: str, more: Mapping[str, Any] | None = None) -> JsonResponse:
    words = "Successful" if code.startswith("200") else "Refused"
    return JsonResponse({"responseCode": code, "responseMessage": words, **(more or {})}, status=int(code[:3]))


def _take(request: ActorRequest, channel: PayChannel, service: str) -> JsonResponse:
    """Check the signature over the very bytes, then take the payment once."""
    at = request.headers.get("X-TIMESTAMP", "")
    if len(request.body) > LARGEST_BODY:
        return _answer(f"400{service}00")
    if not _is_recent(at):
        return _answer(f"401{service}00")
    try:
        told = json.loads(request.body)
    except (ValueError, RecursionError):
        told = None
    payment = snap.read_notice(told, channel) if isinstance(told, dict) else None
    text, signature = snap.callback_text(request.path, request.body, at), request.headers.get("X-SIGNATURE", "")
    try:
        bill = services.take_signed(payment, text=text, signature=signature, by=SYSTEM, at=clock.now())
    except Refusal as refusal:
        return _answer(CASES[refusal.code].format(service))
    amount = {"value": snap.amount_text(bill.amount), "currency": "IDR"}
    paid = {"virtualAccountNo": bill.number, "paidAmount": amount, "paymentFlagStatus": snap.PAID_FLAG}
    return _answer(f"200{service}00", {"virtualAccountData": paid})


def _is_recent(text: str) -> bool:
    """Whether a message was signed just now by the clock on the wall, which is the bank's too."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return False
    return at.tzinfo is not None and abs(datetime.now(tz=UTC) - at) <= SKEW


@csrf_exempt
@door(Role.PUBLIC, methods=("POST",))
def va_paid(request: ActorRequest) -> HttpResponseBase:
    """Service 25: somebody paid to a virtual account."""
    return _take(request, PayChannel.VIRTUAL_ACCOUNT, "25")


@csrf_exempt
@door(Role.PUBLIC, methods=("POST",))
def qris_paid(request: ActorRequest) -> HttpResponseBase:
    """Service 52: somebody paid a QRIS."""
    return _take(request, PayChannel.QRIS, "52")
