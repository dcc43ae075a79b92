"""A person's own data: all of it with its origin, who looked, a copy to take away, changes by proof, erasure."""

import json
from collections.abc import Iterator
from datetime import tzinfo
from uuid import UUID

from django.contrib.auth import logout
from django.http import Http404, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import path
from django.utils.html import format_html
from django.utils.timezone import get_current_timezone
from django.utils.timezone import override as in_zone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from jadibisa.foundation.facts import queries as facts
from jadibisa.foundation.people import queries as people
from jadibisa.foundation.people import services
from jadibisa.foundation.people.types import PHONE_SHARED_BY, RequestKind, RequestState, RequestView
from jadibisa.foundation.plumbing import clock
from jadibisa.foundation.plumbing.doors import ActorRequest, door
from jadibisa.foundation.plumbing.pages import notice, page, refused, see_other
from jadibisa.foundation.plumbing.templatetags.jadibisa import waktu
from jadibisa.journey.registration import queries as registration
from jadibisa.journey.registration.services import correct
from jadibisa.journey.selection import queries as selection
from jadibisa.kernel.actors import Role
from jadibisa.kernel.refusals import Refusal
from jadibisa.portal.forms import AddressForm, CodeForm, EmailForm, PhoneForm
from jadibisa.portal.views import held

CONSENTS = ("notices.preference_changed", "people.contact_changed", "people.address_changed")


def me_of(request: ActorRequest) -> UUID:
    """The person who signed in; nobody, once her data are erased."""
    assert request.actor.application_id is not None  # noqa: S101 - a citizen's session names the application
    person_id = registration.application(request.actor.application_id).person_id
    if people.is_erased(person_id):
        logout(request)
        raise Http404
    return person_id


@door(Role.CITIZEN, methods=("GET",))
def data(request: ActorRequest) -> HttpResponseBase:
    """All that we hold, consents, who looked, and the ways to change it."""
    person_id = me_of(request)
    asked = people.requests_of(person_id)
    context = {
        "sections": held.sections(person_id, whole=False),
        "consents": registration.applications_of_person(person_id),
        "changes": facts.about(person_id, limit=20, verbs=CONSENTS),
        "openings": [(fact, held.role_of(fact.by)) for fact in held.openings(person_id)],
        "waiting": [one for one in asked if one.state is RequestState.OPEN],
    }
    return page(request, "portal/data.html", context)


# ---- a copy to take away ------------------------------------------------------------------------------


@door(Role.CITIZEN, methods=("POST",))
def copy(request: ActorRequest, kind: str) -> HttpResponseBase:
    """All of one's data as JSON or as a page to read, made at once and streamed; it leaves a fact."""
    person_id, at = me_of(request), clock.now()
    if kind not in {"json", "html"}:
        raise Http404
    services.open_file(person_id, by=request.actor, at=at, why=_("Pemilik mengunduh datanya sendiri"))
    lines = _json(person_id) if kind == "json" else _html(person_id)
    answer = StreamingHttpResponse(
        _as_asked(lines, get_language() or "id", get_current_timezone()),
        content_type="application/json" if kind == "json" else "text/html; charset=utf-8",
    )
    answer["Content-Disposition"] = f'attachment; filename="data-saya.{kind}"'
    return answer


def _as_asked(lines: Iterator[str], language: str, zone: tzinfo) -> Iterator[str]:
    """Lines are made after the request is over: in its language and zone all the same."""
    with override(language), in_zone(zone):
        yield from lines


def _json(person_id: UUID) -> Iterator[str]:
    told = {
        str(section.title): [
            {"what": str(item.label), "value": item.value, "origin": str(item.origin)} for item in section.items
        ]
        for section in held.sections(person_id, whole=True)
    }
    sent = [{"at": at, "channel": channel, "text": text} for at, channel, text in held.letters(person_id)]
    yield '{"data": ' + json.dumps(told, ensure_ascii=False)
    yield ', "messages": ' + json.dumps(sent, ensure_ascii=False) + ', "trail": ['
    for place, fact in enumerate(held.trail(held.subjects_of(person_id))):
        line = {"at": fact.at.isoformat(), "what": fact.verb, "by": str(held.role_of(fact.by)), "why": fact.why}
        yield ("," if place else "") + "\n" + json.dumps(line, ensure_ascii=False)
    yield "]}\n"


def _html(person_id: UUID) -> Iterator[str]:
    context = {"sections": held.sections(person_id, whole=True), "letters": held.letters(person_id)}
    head, _mark, foot = render_to_string("portal/data_copy.html", context).partition("<!--trail-->")
    yield head
    for fact in held.trail(held.subjects_of(person_id)):
        cells = (waktu(fact.at), fact.verb, held.role_of(fact.by), fact.why)
        yield format_html("<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>\n", *cells)
    yield foot


# ---- changes by proof ---------------------------------------------------------------------------------


@door(Role.CITIZEN)
def phone(request: ActorRequest) -> HttpResponseBase:
    """Another phone number."""
    hint = _("Satu nomor boleh dipakai keluarga, paling banyak %(most)d orang.") % {"most": PHONE_SHARED_BY}
    return _begin(request, PhoneForm(request.POST or None), RequestKind.PHONE, _("Ganti nomor HP"), hint)


@door(Role.CITIZEN)
def email(request: ActorRequest) -> HttpResponseBase:
    """Another e-mail address."""
    hint = _("Kode pertama datang ke HP Anda, kode kedua ke email baru.")
    return _begin(request, EmailForm(request.POST or None), RequestKind.EMAIL, _("Ganti email"), hint)


def _begin(
    request: ActorRequest, form: PhoneForm | EmailForm, kind: RequestKind, title: str, hint: str
) -> HttpResponseBase:
    person_id = me_of(request)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data["value"]
        try:
            request_id = services.begin_change(
                person_id, kind, told, by=request.actor, at=clock.now(), address=request.address
            )
        except Refusal as refusal:
            refused(form, refusal)
        else:
            return see_other("portal:change", request_id)
    context = {"form": form, "title": title, "hint": hint, "button": _("Kirim kode")}
    return page(request, "portal/change_form.html", context, status=422 if form.errors else 200)


def _mine(request: ActorRequest, request_id: UUID) -> RequestView:
    found = people.request(request_id)
    if found is None or found.person_id != me_of(request):
        raise Http404
    return found


@door(Role.CITIZEN)
def change(request: ActorRequest, request_id: UUID) -> HttpResponseBase:
    """The codes of a change, one after the other; or say that the old phone is gone, or take it back."""
    asked, form = _mine(request, request_id), CodeForm(request.POST if "code" in request.POST else None)
    if request.method == "POST":
        try:
            _act(request, asked, form)
        except Refusal as refusal:
            refused(form, refusal)
        else:
            if form.is_valid() or "code" not in request.POST:
                return see_other("portal:change", request_id)
    elif asked.state is not RequestState.OPEN:
        if asked.outcome:
            notice(request, _("Kontak Anda sudah diganti. Kami memberi tahu nomor lama dan yang baru."))
        return redirect("portal:data")
    if asked.kind is RequestKind.EMAIL and (asked.old_proved or asked.old_lost):
        form.fields["code"].label = _("Kode dari email")
    phone_masked = people.summary(asked.person_id).phone_masked
    return page(
        request,
        "portal/change.html",
        {"form": form, "asked": asked, "phone": phone_masked},
        status=422 if form.is_bound and form.errors else 200,
    )


def _act(request: ActorRequest, asked: RequestView, form: CodeForm) -> None:
    by, at = request.actor, clock.now()
    match request.POST.get("act"):
        case "lost":
            services.lose_old(asked.id, asked.person_id, by=by, at=at, address=request.address)
        case "withdraw":
            services.withdraw_request(asked.id, asked.person_id, by=by, at=at)
        case _ if form.is_valid():
            code = form.cleaned_data["code"]
            services.prove(asked.id, asked.person_id, code, by=by, at=at, address=request.address)
        case _:
            pass


@door(Role.CITIZEN)
def address(request: ActorRequest) -> HttpResponseBase:
    """A new address; where the draw is still to come the application is checked again by it."""
    person_id, at = me_of(request), clock.now()
    own = people.own_file(person_id)
    form = AddressForm(request.POST or None, initial={"address": own.address, "regency": own.regency})
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        services.settle_address(person_id, told["address"], told["regency"], by=request.actor, at=at)
        newest = registration.applications_of_person(person_id)[0]
        again = newest.regency != told["regency"] and not selection.on_roll([newest.id])
        if again:
            correct(newest.id, {"regency": told["regency"]}, by=request.actor, at=at)
        notice(request, _("Alamat disimpan. Data Anda kami periksa lagi.") if again else _("Alamat disimpan."))
        return see_other("portal:data")
    hint = _("Tulis seperti di KTP. Setelah daftar undian dibekukan, daerah undian tidak berubah lagi.")
    context = {"form": form, "title": _("Ganti alamat"), "hint": hint, "button": _("Simpan alamat")}
    return page(request, "portal/change_form.html", context, status=422 if form.errors else 200)


@door(Role.CITIZEN)
def erase(request: ActorRequest) -> HttpResponseBase:
    """Ask for erasure, after reading what goes and what stays; or take the request back."""
    person_id, at = me_of(request), clock.now()
    found = [one for one in people.requests_of(person_id) if one.kind is RequestKind.ERASURE]
    standing = next((one for one in found if one.state is RequestState.OPEN), None)
    if request.method == "POST":
        if request.POST.get("act") == "withdraw" and standing is not None:
            services.withdraw_request(standing.id, person_id, by=request.actor, at=at)
            notice(request, _("Permintaan hapus data dibatalkan."))
        else:
            services.ask_erasure(person_id, by=request.actor, at=at)
            notice(request, _("Permintaan Anda kami terima. Dua petugas memutuskan dalam 3×24 jam."))
        return see_other("portal:erase")
    duties = held.duties(person_id)
    context = {"rows": held.kept(duties), "standing": standing, "running": "running" in duties}
    return page(request, "portal/erase.html", context)


urlpatterns = [
    path("saya/data/", data, name="data"),
    path("saya/data/salinan/<slug:kind>/", copy, name="copy"),
    path("saya/data/hp/", phone, name="phone"),
    path("saya/data/email/", email, name="email"),
    path("saya/data/alamat/", address, name="address"),
    path("saya/data/ubah/<uuid:request_id>/", change, name="change"),
    path("saya/data/hapus/", erase, name="erase"),
]
