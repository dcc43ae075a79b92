"""The officers' queue: open cases, the oldest deadline first, with filters and export."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.http import QueryDict
from django.http.response import HttpResponseBase
from django.urls import path
from django.utils.translation import gettext as _

from jadibisa.foundation.people.queries import names, proposals
from jadibisa.foundation.places.queries import province
from jadibisa.foundation.plumbing import clock
from jadibisa.foundation.plumbing.doors import ActorRequest, door
from jadibisa.foundation.plumbing.exports import csv_response
from jadibisa.foundation.plumbing.pages import page
from jadibisa.foundation.plumbing.paging import paginate
from jadibisa.journey.registration.types import CHANNEL_NAMES, Channel, read_reference
from jadibisa.journey.verification import queries
from jadibisa.journey.verification.forms import FindForm
from jadibisa.journey.verification.types import CASE_STATE_NAMES, LIST_NAMES, REASONS, CaseFilter, CaseRow, CaseState
from jadibisa.kernel.actors import Role

SIZE = 25
STRETCH = 1000
TABS = ("", "review", "second", "waiting", "asking", "late")
TAGS = {CaseState.REVIEW: "wait", CaseState.WAITING: "none", CaseState.ASKING: "go"}
HOUR_SECONDS = 3600
READERS = (Role.VERIFIER, Role.APPROVER, Role.AUDITOR)


def wanted(data: QueryDict) -> CaseFilter:
    """What the address of the page asks for; nonsense asks for everything."""
    form = FindForm(data)
    form.is_valid()
    told = form.cleaned_data
    typed = told.get("cari", "").strip()
    sort = data.get("urut", "due")
    return CaseFilter(
        tab=data.get("tab", "") if data.get("tab", "") in TABS else "",
        reference=(read_reference(typed) or "-") if typed else "",
        province=told.get("prov", ""),
        reason=told.get("alasan", ""),
        channel=told.get("jalur", ""),
        sort=sort if sort.removeprefix("-") in queries.SORTS else "due",
    )


@door(*READERS, methods=("GET",))
def queue(request: ActorRequest) -> HttpResponseBase:
    """The queue; `?format=csv` streams what the filter finds, without names."""
    at, filtered = clock.now(), wanted(request.GET)
    if request.GET.get("format") == "csv":
        return _export(filtered, at)
    counts = queries.queue_counts(at)
    here = paginate(queries.queue_size(filtered, at), request.GET.get("halaman"), SIZE)
    rows = queries.queue(filtered, at, offset=here.offset, limit=here.size)
    tabs = [
        ("", _("Semua"), counts.all),
        ("review", _("Tunggu petugas"), counts.review),
        ("second", _("Perlu orang kedua"), counts.second),
        ("waiting", _("Tunggu Dukcapil"), counts.waiting),
        ("asking", _("Tunggu pendaftar"), counts.asking),
        ("late", _("Lewat batas"), counts.late),
    ]
    shown = {
        "tabs": tabs,
        "tab": filtered.tab,
        "form": FindForm(request.GET),
        "rows": _rows(rows, at),
        "page": here,
        "sort": filtered.sort,
        "late": counts.late,
        "query": _query(request.GET),
        "lists": [{"name": _(LIST_NAMES[one.kind]), "it": one} for one in queries.lists()],
    }
    return page(request, "verification/queue.html", shown)


def _query(data: QueryDict) -> str:
    """The filters as an address, without page and sort."""
    kept = data.copy()
    for name in ("halaman", "urut", "format"):
        kept.pop(name, None)
    return kept.urlencode()


def _rows(rows: Sequence[CaseRow], at: datetime) -> list[dict[str, object]]:
    people = names(row.person_id for row in rows)
    second = {one.subject for one in proposals(queries.REFUSE)}
    return [
        {
            "case": row,
            "name": people.get(row.person_id, ""),
            "province": province(row.province).name,
            "reason": ", ".join(_(REASONS[one].short) for one in row.reasons) or "–",
            "tag": "now" if row.application_id in second else TAGS.get(row.state, "none"),
            "word": _("Perlu orang kedua") if row.application_id in second else _(CASE_STATE_NAMES[row.state]),
            "channel": _(CHANNEL_NAMES[Channel(row.channel)]),
            "hours": round((row.due_at - at).total_seconds() / HOUR_SECONDS),
        }
        for row in rows
    ]


def _export(filtered: CaseFilter, at: datetime) -> HttpResponseBase:
    header = ("nomor", "gelombang", "keadaan", "alasan", "provinsi", "jalur", "masuk", "batas")
    return csv_response("antrean-verifikasi.csv", header, _stream(filtered, at))


def _stream(filtered: CaseFilter, at: datetime) -> Iterator[Sequence[object]]:
    offset = 0
    while rows := queries.queue(filtered, at, offset=offset, limit=STRETCH):
        for row in rows:
            reasons = " ".join(row.reasons)
            yield (
                row.reference,
                row.batch,
                row.state,
                reasons,
                row.province,
                row.channel,
                row.begun_at.isoformat(),
                row.due_at.isoformat(),
            )
        offset += STRETCH


urlpatterns = [path("petugas/verifikasi/", queue, name="queue")]
