"""The participant's own result: the ticket, the reason in one sentence, the waiting list, the proof, what comes next."""

import json
from uuid import UUID

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from jadibisa.foundation.plumbing import clock
from jadibisa.foundation.plumbing.doors import ActorRequest, door
from jadibisa.foundation.plumbing.pages import page
from jadibisa.journey.registration import queries as registration
from jadibisa.journey.selection import queries
from jadibisa.journey.selection.queries import progress
from jadibisa.journey.selection.types import ResultView, Stage, TicketView
from jadibisa.journey.selection.views import shown
from jadibisa.journey.selection.views.stages import next_of, way_words
from jadibisa.journey.verification import queries as verification
from jadibisa.journey.verification.types import CaseState
from jadibisa.kernel.actors import Role

PROOF_CHECK = """\
import hashlib, json, pathlib
proof = json.loads(pathlib.Path("bukti.json").read_text())
sha = lambda text: hashlib.sha256(text).digest()
at, last = proof["index"], proof["lines"] - 1
found = sha(b"\\0" + proof["line"].encode() + b"\\n")
for other in map(bytes.fromhex, proof["hashes"]):
    if at % 2 or at == last:
        found = sha(b"\\1" + other + found)
        while at and at % 2 == 0:
            at, last = at // 2, last // 2
    else:
        found = sha(b"\\1" + found + other)
    at, last = at // 2, last // 2
print(last == 0 and found.hex() == proof["root"])"""


def state_of(result: ResultView | None, application_id: UUID) -> str:
    """Which of the page's faces is shown: a word that the template knows."""
    beside = queries.beside(application_id)
    if beside is not None:
        return "lapsed" if beside.lapsed else "kept" if beside.kept_at else str(beside.way)
    if result is None:
        return "outside"
    if result.stage is not Stage.PUBLISHED:
        return "waiting_draw"
    return "lapsed" if result.lapsed else "selected" if result.selected else "not_selected"


def outside_words(application_id: UUID, batch: int) -> str:
    """Why somebody is not on a frozen roll, or what she waits for before it is frozen."""
    case, draw = verification.case(application_id), queries.draw(batch)
    frozen = draw is not None and draw.frozen_at is not None
    if case is not None and case.state is CaseState.REFUSED:
        return _("Data Anda belum dapat diterima. Baca alasannya di halaman Verifikasi.")
    if frozen and any(found.application_id == application_id for found in queries.owed(batch)):
        return _("Keberatan Anda menang sesudah daftar dibekukan. Dua petugas sedang memberi hak Anda: %(way)s.") % {
            "way": way_words(queries.late_appeals(batch))
        }
    if frozen and case is not None and case.state is not CaseState.VERIFIED:
        return _("Data Anda masih diperiksa. Jika cocok, hak Anda: %(way)s.") % {
            "way": way_words(queries.late_appeals(batch))
        }
    if frozen:
        return _("Tempat Kartu Keluarga Anda sudah dipakai anggota lain.")
    return _("Tiket Anda masuk daftar sesudah data Anda cocok. Anda tidak perlu berbuat apa-apa.")


@door(Role.CITIZEN, methods=("GET",))
def mine(request: ActorRequest) -> HttpResponseBase:
    """What the draw gave the application that is open; before that, what comes next and when."""
    application_id = request.actor.application_id
    application = registration.application(application_id) if application_id else None
    if application is None or application_id is None:
        return page(request, "selection/mine.html", {"application": None})
    result, view = queries.result_of(application_id), queries.draw(application.batch)
    batch, ticket = registration.batch(application.batch), result.ticket if result else None
    published = bool(view and view.stage is Stage.PUBLISHED)
    state = state_of(result, application_id)
    return page(
        request,
        "selection/mine.html",
        {
            "application": application, "batch": batch, "draw": view, "result": result, "ticket": ticket, "state": state,
            "published": published, "drawn": bool(ticket and published),
            "reason": shown.reason(ticket, view.traits) if ticket and view and published else "",
            "group": shown.group_name(ticket.label, view.traits) if ticket and view else "",
            "place": queries.place_names().get(ticket.compartment, "") if ticket else "",
            "number": shown.short(ticket.number) if ticket else "",
            "limit": shown.short(ticket.cutoff.number) if ticket and ticket.cutoff else "",
            "position": shown.position(ticket) if ticket else None,
            "ahead": progress.ahead(application_id) if state == "not_selected" else 0,
            "next": next_of(view, batch) if view else None, "stage_word": shown.stage_word(view.stage) if view else "",
            "outside": outside_words(application_id, application.batch) if state == "outside" else "",
            "next_batch": registration.open_batch_at(clock.now()), "check": PROOF_CHECK,
        },
    )  # fmt: skip


def proof_of(ticket: TicketView, batch: str, root: str, lines: int) -> dict[str, object]:
    """The proof that a ticket is in the roll, with what opens one's own hidden type."""
    found: dict[str, object] = {
        "batch": batch, "root": root, "lines": lines, "index": ticket.index, "line": ticket.line, "hashes": list(ticket.proof),
    }  # fmt: skip
    return found | ({"salt": ticket.salt, "type": ticket.label} if ticket.salt else {})


@door(Role.CITIZEN, methods=("GET",))
def own_proof(request: ActorRequest) -> HttpResponseBase:
    """The proof that one's own ticket is in the frozen roll, as a small file that a program can check."""
    application_id = request.actor.application_id
    result = queries.result_of(application_id) if application_id else None
    if result is None:
        raise Http404
    view = queries.known(result.batch)
    told = proof_of(result.ticket, view.batch_id, view.root, view.lines)
    answer = HttpResponse(json.dumps(told, indent=1) + "\n", content_type="application/json")
    answer["Content-Disposition"] = 'attachment; filename="bukti.json"'
    return answer
