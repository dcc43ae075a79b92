"""Payers beside the state: employers and local governments pledge for courses, and see what their money bought."""

import re
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404
from django.http.response import HttpResponseBase
from django.urls import path
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from jadibisa.foundation.people import queries as people
from jadibisa.foundation.places.queries import province
from jadibisa.foundation.plumbing import clock
from jadibisa.foundation.plumbing.doors import ActorRequest, door
from jadibisa.foundation.plumbing.pages import notice, page, refused, see_other, sentence
from jadibisa.foundation.plumbing.qr import picture
from jadibisa.journey.funding import queries as funding
from jadibisa.journey.funding import services as money
from jadibisa.journey.funding.types import (
    BillKind,
    BillState,
    NewPledge,
    PayChannel,
    Payment,
    PledgeState,
    PledgeView,
    ShareState,
)
from jadibisa.journey.registration import queries as registration
from jadibisa.journey.training import queries as training
from jadibisa.journey.work import queries
from jadibisa.journey.work.forms import PledgeForm
from jadibisa.journey.work.types import EmployerState
from jadibisa.kernel.actors import Role
from jadibisa.kernel.clock import wib_day
from jadibisa.kernel.ids import grouped
from jadibisa.kernel.refusals import N_, Refusal
from jadibisa.kernel.skills import SKILLS

PAYERS = (Role.EMPLOYER, Role.LOCAL_GOVERNMENT)
MARKS = {
    PledgeState.OFFERED: "now",
    PledgeState.PAID: "wait",
    PledgeState.PROPOSED: "wait",
    PledgeState.ACTIVE: "ok",
    PledgeState.ENDED: "none",
    PledgeState.REFUSED: "bad",
    PledgeState.LAPSED: "none",
}
CAN_END = frozenset({PledgeState.OFFERED, PledgeState.PAID, PledgeState.ACTIVE})
COURSE = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", flags=re.ASCII | re.IGNORECASE)


def _payer(request: ActorRequest) -> UUID:
    """The organisation that pays; an employer only after two officers looked at it."""
    organisation = request.actor.organisation_id
    if organisation is None:
        raise Http404
    if request.actor.role is Role.EMPLOYER:
        found = queries.employer(organisation)
        if found is None or found.state != EmployerState.VERIFIED:
            raise Http404
    return organisation


def _own(request: ActorRequest, pledge_id: UUID) -> PledgeView:
    found = funding.pledge(pledge_id)
    if found is None or found.organisation_id != _payer(request):
        raise Http404
    return found


def purpose_words(view: PledgeView) -> str:
    """For what and for whom a pledge pays, in one line."""
    words: list[str] = []
    if view.people_named:
        words.append(_("%(count)d orang yang disebut") % {"count": view.people_named})
    if view.course_title:
        words.append(view.course_title)
    if view.skill in SKILLS:
        words.append(SKILLS[view.skill].named(get_language() or "id"))
    if view.province:
        words.append(province(view.province).name)
    return ", ".join(words) or _("kursus apa pun, siapa pun yang cocok")


def _row(view: PledgeView) -> dict[str, Any]:
    return {"view": view, "kind": MARKS[view.state], "word": _(view.state_name), "purpose": purpose_words(view)}


@door(*PAYERS, methods=("GET",))
def pledges(request: ActorRequest) -> HttpResponseBase:
    """One's own pledges, the newest first."""
    rows = [_row(view) for view in funding.pledges_of(_payer(request))]
    return page(request, "work/pledges.html", {"rows": rows})


@door(*PAYERS)
def new_pledge(request: ActorRequest) -> HttpResponseBase:
    """Pledge; then comes the bill."""
    organisation = _payer(request)
    form = PledgeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = money.offer_pledge(_told(organisation, form, request), by=request.actor, at=clock.now())
        except Refusal as refusal:
            refused(form, refusal)
        else:
            money.ask_number(BillKind.PLEDGE, made, by=request.actor, at=clock.now())
            notice(request, _("Dana dicatat. Bayar tagihannya supaya bisa dipakai."))
            return see_other("work:pledge", made)
    return page(request, "work/new_pledge.html", {"form": form}, status=422 if form.errors else 200)


def _told(organisation: UUID, form: PledgeForm, request: ActorRequest) -> NewPledge:
    told = form.cleaned_data
    course, title = None, ""
    if told["course"]:
        found = COURSE.search(told["course"])
        cards = training.cards([UUID(found[0])], today=wib_day(clock.now())) if found else []
        if not cards:
            raise Refusal("course_unknown", N_("Alamat itu bukan halaman kursus. Salin dari peramban."), field="course")
        course, title = cards[0].id, cards[0].title
    return NewPledge(
        organisation,
        told["per_person"],
        told["total"],
        told["until"],
        tuple(told["references"].split()),
        course,
        title,
        told["skill"],
        told["province"],
        request.POST.get("once", "")[:64],
    )


@door(*PAYERS, methods=("GET",))
def pledge(request: ActorRequest, pledge_id: UUID) -> HttpResponseBase:
    """One pledge: its bill, what is left, what it bought, and who agreed to be seen."""
    view = _own(request, pledge_id)
    spent = funding.spent_of(pledge_id)
    titles = training.titles(row.purchase_id for row in spent)
    seen = registration.persons_of(row.application_id for row in spent if row.application_id)
    names = people.names(seen.values())
    states = {ShareState.HELD: _("disiapkan"), ShareState.SETTLED: _("dibayarkan")}
    bill = funding.bill_of(BillKind.PLEDGE, pledge_id)
    context = {
        **_row(view),
        "bill": bill if bill is not None and bill.state is BillState.OPEN else None,
        "number": grouped(bill.number) if bill else "",
        "picture": picture(bill.qris) if bill and bill.qris else "",
        "spent": [
            (
                row,
                titles.get(row.purchase_id, ""),
                names.get(seen[row.application_id], "") if row.application_id else "",
                states.get(row.state, ""),
            )
            for row in spent
        ],
        "can_end": view.state in CAN_END,
    }
    return page(request, "work/pledge.html", context)


@door(*PAYERS, methods=("POST",))
def pay_pledge(request: ActorRequest, pledge_id: UUID) -> HttpResponseBase:
    """Ask the bank for a number again, or, in the demonstration alone, let its bank play the payment."""
    _own(request, pledge_id)
    bill = money.ask_number(BillKind.PLEDGE, pledge_id, by=request.actor, at=clock.now())
    if bill is None:
        raise Http404
    if request.POST.get("cara") == "nomor" or not settings.DEMONSTRATION:
        if not bill.number and bill.state is BillState.OPEN:
            notice(request, _("Bank belum menjawab. Coba lagi beberapa menit lagi."), kind="warn")
        return see_other("work:pledge", pledge_id)
    told = Payment(bill.number, bill.amount, f"DEMO-{bill.id.hex}", PayChannel.VIRTUAL_ACCOUNT)
    try:
        money.take_payment(told, by=request.actor, at=clock.now())
    except Refusal as refusal:
        notice(request, sentence(refusal), kind="warn")
    else:
        notice(request, _("Dana sudah masuk."))
    return see_other("work:pledge", pledge_id)


@door(*PAYERS, methods=("POST",))
def end_pledge(request: ActorRequest, pledge_id: UUID) -> HttpResponseBase:
    """End a pledge early; what is left comes back."""
    _own(request, pledge_id)
    try:
        money.end_pledge(pledge_id, by=request.actor, at=clock.now())
    except Refusal as refusal:
        notice(request, sentence(refusal), kind="warn")
    else:
        notice(request, _("Dana diakhiri. Sisanya dikirim kembali setelah dua petugas memeriksa."))
    return see_other("work:pledge", pledge_id)


urlpatterns = [
    path("mitra/dana/", pledges, name="pledges"),
    path("mitra/dana/baru/", new_pledge, name="new_pledge"),
    path("mitra/dana/<uuid:pledge_id>/", pledge, name="pledge"),
    path("mitra/dana/<uuid:pledge_id>/bayar/", pay_pledge, name="pay_pledge"),
    path("mitra/dana/<uuid:pledge_id>/akhiri/", end_pledge, name="end_pledge"),
]
