"""The participant's own part of a shared price: where to pay it, and whether the payers may see her name."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404
from django.http.response import HttpResponseBase
from django.urls import path
from django.utils.translation import gettext as _

from jadibisa.foundation.plumbing import clock
from jadibisa.foundation.plumbing.doors import ActorRequest, door
from jadibisa.foundation.plumbing.pages import notice, see_other, sentence
from jadibisa.foundation.plumbing.qr import picture
from jadibisa.journey.funding import queries as funding
from jadibisa.journey.funding import services as money
from jadibisa.journey.funding.types import BillKind, BillState, PayChannel, Payment, ShareState, ShareView
from jadibisa.journey.training import queries, services
from jadibisa.journey.training.types import Purchase, PurchaseState
from jadibisa.journey.training.views.parts import divided
from jadibisa.kernel.actors import Role
from jadibisa.kernel.ids import grouped
from jadibisa.kernel.refusals import Refusal


def own(request: ActorRequest, purchase_id: UUID) -> Purchase:
    """A purchase of the reader's own.

    Raises:
        Http404: for anybody else's.
    """
    found = queries.enrolment(purchase_id)
    if found is None or found.application_id != request.actor.application_id:
        raise Http404
    return found


def paid_parts(purchase: Purchase, shares: Sequence[ShareView]) -> dict[str, Any]:
    """What a course's page says of its parts: nothing when the balance pays alone."""
    back = _("Harganya sudah kembali ke saldo Anda.")
    if not shares:
        return {"back": back}
    paid_in = any(
        share.pledge_id is None and share.state is not ShareState.WAITING and share.held_at for share in shares
    )
    back = _("Setiap bagian kembali kepada pembayarnya.")
    if paid_in:
        back += " " + _("Bagian Anda dikirim ke rekening Anda.")
    told: dict[str, Any] = {
        "back": back,
        "parts": divided(funding.state_part(purchase.id), shares),
        "payers": any(share.pledge_id for share in shares),
        "name_shown": any(share.name_shared for share in shares),
    }
    bill = funding.bill_of(BillKind.SHARE, purchase.id) if purchase.state is PurchaseState.UNPAID else None
    if bill is not None:
        told |= {"bill": bill, "number": grouped(bill.number), "picture": picture(bill.qris) if bill.qris else ""}
    return told


@door(Role.CITIZEN, methods=("POST",))
def pay(request: ActorRequest, purchase_id: UUID) -> HttpResponseBase:
    """Ask the bank for a number again, or, in the demonstration alone, let its bank play the payment."""
    purchase = own(request, purchase_id)
    bill = money.ask_number(BillKind.SHARE, purchase.id, by=request.actor, at=clock.now())
    if bill is None:
        raise Http404
    if request.POST.get("cara") == "nomor" or not settings.DEMONSTRATION:
        if not bill.number and bill.state is BillState.OPEN:
            notice(request, _("Bank belum menjawab. Coba lagi beberapa menit lagi."), kind="warn")
        return see_other("training:enrolment", purchase.id)
    told = Payment(bill.number, bill.amount, f"DEMO-{bill.id.hex}", PayChannel.VIRTUAL_ACCOUNT)
    try:
        money.take_payment(told, by=request.actor, at=clock.now())
    except Refusal as refusal:
        notice(request, sentence(refusal), kind="warn")
    else:
        services.confirm([purchase.id], by=request.actor, at=clock.now())
        notice(request, _("Bagian Anda sudah masuk. Kode Anda ada di bawah."))
    return see_other("training:enrolment", purchase.id)


@door(Role.CITIZEN, methods=("POST",))
def show_name(request: ActorRequest, purchase_id: UUID) -> HttpResponseBase:
    """Let the payers see my name with this course, or no longer."""
    purchase = own(request, purchase_id)
    try:
        money.show_name(purchase.id, shown=request.POST.get("lihat") == "ya", by=request.actor, at=clock.now())
    except Refusal as refusal:
        notice(request, sentence(refusal), kind="warn")
    return see_other("training:enrolment", purchase.id, fragment="h-biaya")


urlpatterns = [
    path("saya/kursus/<uuid:purchase_id>/bayar/", pay, name="pay"),
    path("saya/kursus/<uuid:purchase_id>/nama/", show_name, name="show_name"),
]
