"""The catalogue: search, compare, a course, and buying it."""

import json
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404
from django.http.response import HttpResponseBase
from django.urls import path, reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext as _

from jadibisa.foundation.people import queries as people
from jadibisa.foundation.places.queries import provinces, regency
from jadibisa.foundation.plumbing import clock
from jadibisa.foundation.plumbing.doors import ActorRequest, door
from jadibisa.foundation.plumbing.pages import notice, page, see_other, sentence
from jadibisa.foundation.plumbing.paging import paginate
from jadibisa.foundation.plumbing.templatetags.jadibisa import desimal
from jadibisa.journey.funding import queries as funding
from jadibisa.journey.funding import services as money
from jadibisa.journey.funding.types import BillKind
from jadibisa.journey.registration.types import INTERESTS
from jadibisa.journey.training import queries, services
from jadibisa.journey.training.forms import (
    ACCESS_NAMES,
    DATA_NAMES,
    MOST_COMPARED,
    SORT_NAMES,
    ids_of,
    place_name,
    query_of,
)
from jadibisa.journey.training.types import (
    MODE_NAMES,
    CourseCard,
    CourseView,
    Mode,
    Purchase,
    PurchaseState,
    Query,
)
from jadibisa.journey.training.views.parts import quoted
from jadibisa.kernel.actors import Role
from jadibisa.kernel.clock import wib_day
from jadibisa.kernel.refusals import N_, Refusal
from jadibisa.kernel.skills import SKILLS

COURSES_A_PAGE = 10
MB_A_GB = 1000
MODE_WORDS = {"self_paced": "online", "webinar": "online", "face_to_face": "onsite"}  # schema.org courseMode


def balance_of(request: ActorRequest) -> int | None:
    """Sen that the reader may spend; None for who is no participant with a balance."""
    application_id = request.actor.application_id
    if request.actor.role is not Role.CITIZEN or application_id is None or queries.learner(application_id) is None:
        return None
    return funding.balance(application_id).available


def shared_up_to(request: ActorRequest) -> int:
    """Up to which price, in sen, others may pay beside the reader's balance; 0 when they may not."""
    application_id = request.actor.application_id
    learner = queries.learner(application_id) if application_id else None
    law = funding.law(learner.batch, wib_day(clock.now())) if learner else None
    return law.ceiling if law else 0


def shown(
    card: CourseCard, providers: Mapping[UUID, str], balance: int | None, today: date, *, ceiling: int = 0
) -> dict[str, Any]:
    """A course in words; up to the ceiling (sen) others may pay beside the balance."""
    return {
        "together": balance is not None and balance < card.price <= ceiling,
        "card": card,
        "provider": providers.get(card.provider_id, ""),
        "mode": gettext(MODE_NAMES[card.mode]),
        "place": regency(card.regency).name if card.regency else "",
        "access": [word for name, word in ACCESS_NAMES.items() if getattr(card, name)],
        "short": max(0, card.price - balance) if balance is not None else None,
        "data": data_text(card.data_mb),
        "self_paced": card.mode is Mode.SELF_PACED,
        "any_time": card.mode is Mode.SELF_PACED and card.next_start is not None and card.next_start <= today,
    }


def data_text(megabytes: int) -> str:
    """`410 MB` or `1,2 GB`."""
    return f"{desimal(megabytes / MB_A_GB)} GB" if megabytes >= MB_A_GB else f"{megabytes} MB"


def skill_names(slugs: tuple[str, ...]) -> list[str]:
    """Names of skills in the reader's language."""
    language = get_language() or "id"
    return [SKILLS[slug].named(language) if slug in SKILLS else slug for slug in slugs]


@door(Role.PUBLIC, methods=("GET",))
def courses(request: ActorRequest) -> HttpResponseBase:
    """Search the catalogue."""
    today = wib_day(clock.now())
    balance = balance_of(request)
    fields = queries.fields()
    query = query_of(request.GET, fields, balance)
    terms, replaced = queries.corrected(query.text)
    counts = queries.counts(query, terms, today=today, balance=balance)
    pages = paginate(counts.all, request.GET.get("halaman"), COURSES_A_PAGE)
    cards = queries.search(query, terms, today=today, offset=pages.offset, limit=pages.size)
    dear = balance is not None and any(card.price > balance for card in cards)
    ceiling = shared_up_to(request) if dear else 0
    providers = people.organisation_names({card.provider_id for card in cards})
    context = {
        "query": query,
        "counts": counts,
        "balance": balance,
        "cards": [shown(card, providers, balance, today, ceiling=ceiling) for card in cards],
        "page": pages,
        "replaced": ", ".join(replaced.values()),
        "typed": ", ".join(replaced),
        "place_name": place_name(query.place),
        "provinces": provinces(),
        "options": _options(query, counts.options, fields),
        "compared": [str(one) for one in ids_of(request.GET.getlist("banding"))],
    }
    return page(request, "training/courses.html", context)


def _options(query: Query, found: Mapping[str, int], fields: list[str]) -> dict[str, list[tuple[str, str, int, bool]]]:
    """The filters: value, words, how many it would leave, whether it is chosen."""
    return {
        "sort": [(name, str(word), 0, name == query.sort) for name, word in SORT_NAMES.items()],
        "modes": [(m.value, gettext(w), found.get(f"mode:{m}", 0), m in query.modes) for m, w in MODE_NAMES.items()],
        "access": [
            (name, str(word), found.get(f"access:{name}", 0), name in query.access)
            for name, word in ACCESS_NAMES.items()
        ],
        "data": [
            (str(step), str(word), found.get(f"data:{step}", 0), step == query.data_to)
            for step, word in DATA_NAMES.items()
        ],
        "fields": [
            (field, gettext(INTERESTS.get(field, field)), found.get(f"field:{field}", 0), field in query.fields)
            for field in fields
        ],
        "levels": [(str(step), str(step), 0, step == query.level_to) for step in range(1, 10)],
    }


@door(Role.PUBLIC, methods=("GET",))
def compare(request: ActorRequest) -> HttpResponseBase:
    """Up to three courses side by side."""
    balance = balance_of(request)
    today = wib_day(clock.now())
    cards = queries.cards(ids_of(request.GET.getlist("banding")), today=today)
    providers = people.organisation_names({card.provider_id for card in cards})
    chosen = [shown(card, providers, balance, today) for card in cards]
    return page(request, "training/compare.html", {"chosen": chosen, "balance": balance, "most": MOST_COMPARED})


def _found(course_id: UUID) -> CourseView:
    view = queries.course(course_id, today=wib_day(clock.now()))
    if view is None:
        raise Http404
    return view


@door(Role.PUBLIC, methods=("GET",))
def course(request: ActorRequest, course_id: UUID) -> HttpResponseBase:
    """A course: who pays what, access, schedule, results."""
    view = _found(course_id)
    balance = balance_of(request)
    providers = people.organisation_names([view.card.provider_id])
    application_id = request.actor.application_id if balance is not None else None
    quote = funding.quote_for(application_id, view.card.price, view.card.id, view.card.skills, clock.now())
    context = {
        "view": view,
        "shown": shown(view.card, providers, balance, wib_day(clock.now())),
        "quote": quote,
        "parts": quoted(quote, mine=balance is not None),
        "price": view.card.price,
        "skills": skill_names(view.card.skills),
        "balance": balance,
        "runs": [(run, regency(run.regency).name if run.regency else "") for run in view.runs],
        "bookable": any(run.bookable for run in view.runs),
        "reviews": [(stars, text, regency(place).name, day) for stars, text, place, day in view.results.reviews],
        "lacking": [word for name, word in ACCESS_NAMES.items() if not getattr(view.card, name)],
        "linked": _linked_data(view, providers.get(view.card.provider_id, "")),
    }
    return page(request, "training/course.html", context)


def _linked_data(view: CourseView, provider: str) -> SafeString:
    """The course as schema.org tells it to search engines."""
    card = view.card
    address = f"https://{settings.OFFICIAL_ADDRESS}{reverse('training:course', args=[card.id])}"
    price = {"@type": "Offer", "price": card.price // 100, "priceCurrency": "IDR", "category": "Paid"}
    data = {
        "@context": "https://schema.org",
        "@type": "Course",
        "@id": address,
        "name": card.title,
        "description": card.summary,
        "inLanguage": "id",
        "provider": {"@type": "Organization", "name": provider},
        "teaches": [SKILLS[slug].indonesian if slug in SKILLS else slug for slug in card.skills],
        "educationalLevel": f"KKNI {card.level}",
        "timeRequired": f"PT{card.hours}H",
        "offers": [price],
        "hasCourseInstance": [
            {
                "@type": "CourseInstance",
                "courseMode": MODE_WORDS[card.mode],
                "startDate": run.starts_on.isoformat(),
                "endDate": run.ends_on.isoformat(),
                "courseWorkload": f"PT{card.hours}H",
                "maximumAttendeeCapacity": run.seats,
                "remainingAttendeeCapacity": run.seats_left,
                **({"location": {"@type": "Place", "name": regency(run.regency).name}} if run.regency else {}),
            }
            for run in view.runs
        ],
    }
    text = json.dumps(data, ensure_ascii=False)
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return mark_safe(text)  # noqa: S308 - every sign that could leave the script element is escaped


@door(Role.CITIZEN)
def buy(request: ActorRequest, course_id: UUID) -> HttpResponseBase:
    """Look at what buying means, and buy."""
    view = _found(course_id)
    told = ids_of((request.POST if request.method == "POST" else request.GET).getlist("kelas"), 1)
    application_id = request.actor.application_id
    at = clock.now()
    preview = queries.preview(application_id, told[0], at) if told and application_id else None
    if preview is None or preview.offer.course_id != course_id or application_id is None:
        notice(request, _("Pilih dulu kelas yang Anda mau."), kind="warn")
        return see_other("training:course", course_id, fragment="jadwal")
    refusal = preview.refusal
    if request.method == "POST":
        if preview.shares and request.POST.get("bagian", "0") != str(preview.quote.own):
            refusal = _changed()
        else:
            answer = services.buy(application_id, preview.offer.run_id, by=request.actor, at=at)
            if not isinstance(answer, Refusal):
                return _bought(request, answer)
            refusal = answer
    context = {
        "view": view,
        "preview": preview,
        "parts": quoted(preview.quote, mine=True),
        "price": preview.offer.price,
        "payers": any(part.pledge_id for part in preview.quote.parts),
        "refusal": sentence(refusal) if refusal else "",
        "changed": refusal is not None and refusal.code == CHANGED,
        "online": preview.offer.mode is not Mode.FACE_TO_FACE,
        "run": next((run for run in view.runs if run.id == preview.offer.run_id), None),
    }
    status = refusal.status if refusal and request.method == "POST" else 200
    answer_page = page(request, "training/buy.html", context, status=status)
    if refusal and "retry_after" in refusal.values:
        answer_page["Retry-After"] = str(refusal.values["retry_after"])
    return answer_page


CHANGED = "parts_changed"


def _changed() -> Refusal:
    """Somebody else took money of a pledge since the page was drawn: the new parts are shown before anybody pays."""
    return Refusal(CHANGED, N_("Pembagian biaya baru saja berubah. Periksa lagi, lalu tekan beli."), status=409)


def _bought(request: ActorRequest, purchase: Purchase) -> HttpResponseBase:
    """On to the course: with its code, or with the bill of the own part."""
    if request.POST.get("lihat") == "ya":
        with suppress(Refusal):  # nobody else pays after all
            money.show_name(purchase.id, shown=True, by=request.actor, at=clock.now())
    if purchase.state is PurchaseState.UNPAID:
        money.ask_number(BillKind.SHARE, purchase.id, by=request.actor, at=clock.now())
        notice(request, _("Kursi Anda disimpan. Sekarang bayar bagian Anda."))
    else:
        notice(request, _("Kursus sudah dibeli. Kode Anda ada di bawah."))
    return see_other("training:enrolment", purchase.id)


urlpatterns = [
    path("kursus/", courses, name="courses"),
    path("kursus/bandingkan/", compare, name="compare"),
    path("kursus/<uuid:course_id>/", course, name="course"),
    path("kursus/<uuid:course_id>/beli/", buy, name="buy"),
]
