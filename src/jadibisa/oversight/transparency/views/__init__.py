"""The auditor's trail through all facts, and the signed days that everybody may check."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.http.response import HttpResponseBase
from django.urls import path

from jadibisa.foundation.facts.queries import trail as facts_trail
from jadibisa.foundation.facts.types import Fact
from jadibisa.foundation.people.queries import account_names
from jadibisa.foundation.plumbing.crypto import signing_key
from jadibisa.foundation.plumbing.doors import ActorRequest, door
from jadibisa.foundation.plumbing.exports import csv_response
from jadibisa.foundation.plumbing.pages import page
from jadibisa.journey.registration.queries import application_by_reference
from jadibisa.kernel.actors import Role
from jadibisa.kernel.clock import end_of, start_of
from jadibisa.oversight.transparency.queries import days as signed_days
from jadibisa.oversight.transparency.views.words import actor_words, data_words

SIZE = 50
MOST = 100_000
NUMBER_DIGITS = 18


def _subject(text: str) -> UUID | None:
    """An id, or the id behind a reference."""
    try:
        return UUID(text)
    except ValueError:
        found = application_by_reference(text) if text else None
        return found.id if found else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _filters(request: ActorRequest) -> dict[str, Any]:
    """What the address asks for, nonsense left out; a subject that is not found finds nothing."""
    wanted = request.GET.get("tentang", "").strip()
    since, until = _day(request.GET.get("dari", "")), _day(request.GET.get("sampai", ""))
    subject = _subject(wanted)
    return {
        "verb": request.GET.get("perbuatan", "").strip(),
        "actor": request.GET.get("oleh", "").strip(),
        "subject": UUID(int=0) if wanted and subject is None else subject,
        "since": start_of(since) if since else None,
        "until": end_of(until) if until else None,
    }


def _all(filters: dict[str, Any]) -> Iterator[Fact]:
    """Every fact that fits, newest first, in chunks."""
    before: int | None = None
    for _round in range(MOST // 1000):
        chunk = facts_trail(before=before, limit=1000, **filters)
        yield from chunk
        if len(chunk) < 1000:  # noqa: PLR2004 - the chunk above
            return
        before = chunk[-1].id


def _row(fact: Fact) -> list[object]:
    at: datetime = fact.at
    return [fact.id, at.isoformat(), fact.verb, fact.by, " ".join(map(str, fact.subjects)), fact.why, dict(fact.data)]


@door(Role.AUDITOR, methods=("GET",))
def trail(request: ActorRequest) -> HttpResponseBase:
    """The trail with filters, newest first, as a page or as CSV."""
    filters = _filters(request)
    if request.GET.get("bentuk") == "csv":
        return csv_response(
            "jejak.csv", ["nomor", "waktu", "perbuatan", "oleh", "tentang", "alasan", "data"], map(_row, _all(filters))
        )
    before = request.GET.get("sebelum", "")
    number = int(before) if before.isascii() and before.isdigit() and len(before) <= NUMBER_DIGITS else None
    facts = facts_trail(before=number, limit=SIZE + 1, **filters)
    names = account_names(fact.by for fact in facts)
    return page(
        request,
        "transparency/trail.html",
        {
            "facts": [(fact, actor_words(fact.by, names), data_words(fact.data)) for fact in facts[:SIZE]],
            "more": facts[SIZE - 1].id if len(facts) > SIZE else None,
            "apps": sorted(
                app for apps in settings.STOREYS.values() for app in apps if app not in {"plumbing", "facts", "places"}
            ),
            "asked": request.GET,
        },
    )


@door(Role.PUBLIC, methods=("GET",))
def days(request: ActorRequest) -> HttpResponseBase:
    """The signed days with what one needs to check them, as a page or as CSV."""
    found = signed_days(limit=60)
    if request.GET.get("bentuk") == "csv":
        header = ["hari", "catatan", "akar_catatan", "transfer", "akar_transfer", "sebelumnya", "tanda_tangan"]
        rows = (
            [d.day, d.facts, d.facts_root, d.transfers, d.transfers_root, d.previous, d.signature]
            for d in signed_days(limit=MOST)
        )
        return csv_response("hari-bertanda.csv", header, rows)
    key = signing_key().public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()
    return page(request, "transparency/days.html", {"days": found, "key": key})


urlpatterns = [
    path("auditor/jejak/", trail, name="trail"),
    path("data/hari/", days, name="days"),
]
