"""The draw in public: all draws, one draw with the check of a ticket, its files."""

import tempfile
import zipfile

from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from jadibisa.foundation.plumbing import clock
from jadibisa.foundation.plumbing.doors import ActorRequest, door
from jadibisa.foundation.plumbing.pages import page, refused
from jadibisa.journey.registration import queries as registration
from jadibisa.journey.selection import queries, services
from jadibisa.journey.selection.forms import TicketForm, parse_ticket
from jadibisa.journey.selection.rules.formats import OPENINGS, SEED
from jadibisa.journey.selection.types import DrawView, Stage, TicketView
from jadibisa.journey.selection.views import shown
from jadibisa.kernel.actors import Role
from jadibisa.kernel.refusals import Refusal

TYPES = {
    "csv": "text/csv",
    "txt": "text/plain",
    "py": "text/x-python",
    "toml": "text/plain",
    "bin": "application/octet-stream",
    "json": "application/json",
    "tsr": "application/timestamp-reply",
}
MAIN_FILES = (
    "verify_draw.py",
    "announcement.txt",
    "policy.toml",
    "quota.csv",
    "chain.json",
    "round.json",
    "seed.txt",
    "cutoffs.csv",
    "audit.csv",
    "SHA256SUMS",
    "SHA256SUMS-result",
    "SHA256SUMS.tsr",
    "SHA256SUMS-result.tsr",
    "merkle.bin",
)


@door(Role.PUBLIC, methods=("GET",))
def draws(request: ActorRequest) -> HttpResponseBase:
    """All draws, newest first."""
    found = [(view, shown.stage_word(view.stage)) for view in queries.draws()]
    return page(request, "selection/draws.html", {"draws": found})


def _draw(batch: int) -> DrawView:
    view = queries.draw(batch)
    if view is None:
        raise Http404
    return view


@door(Role.PUBLIC, methods=("GET",))
def draw(request: ActorRequest, batch: int) -> HttpResponseBase:
    """One draw: check a ticket, compute it oneself, the files, the chain of events, the limits."""
    view, table = _draw(batch), queries.quota(batch)
    form = TicketForm(request.GET) if "tiket" in request.GET else TicketForm()
    found: TicketView | None = None
    if form.is_bound and form.is_valid():
        try:
            found = queries.ticket(batch, form.cleaned_data["tiket"])
        except Refusal as refusal:
            refused(form, refusal)
    heads, rows = (
        shown.limit_table(table, queries.cutoffs(batch)) if table and view.stage is Stage.PUBLISHED else ([], [])
    )
    files, beacon = queries.files(batch), shown.beacon(queries.beacon(batch))
    return page(
        request,
        "selection/draw.html",
        {
            "draw": view,
            "stage_word": shown.stage_word(view.stage),
            "published": view.stage is Stage.PUBLISHED,
            "form": form,
            "ticket": found,
            "my_group": shown.group_name(found.label, view.traits) if found else "",
            "my_place": queries.place_names().get(found.compartment, "") if found else "",
            "my_number": shown.short(found.number) if found else "",
            "my_limit": shown.short(found.cutoff.number) if found and found.cutoff else "",
            "position": shown.position(found) if found and found.cutoff else None,
            "events": shown.events(view, beacon),
            "beacon": beacon,
            "stamps": shown.stamps(files),
            "heads": heads,
            "rows": rows,
            "quota": table,
            "seed_text": queries.file(batch, SEED).decode() if view.seed else "",
            "files": [(f, words_of_file(f.name)) for f in files if f.name in MAIN_FILES],
            "parts": [f for f in files if f.name not in MAIN_FILES],
            "archive_size": sum(f.size for f in files),
            "next_batch": registration.open_batch_at(clock.now()),
        },
        status=200 if not form.errors else 422,
    )


@door(Role.PUBLIC, methods=("GET",))
def file(request: ActorRequest, batch: int, name: str) -> HttpResponseBase:
    """One file, byte for byte; the openings of hidden types only for auditors, each time with a fact, and kept by no cache."""
    private = request.actor.role is Role.AUDITOR
    if private and name == OPENINGS:
        content = services.take_openings(batch, by=request.actor, at=clock.now())
    else:
        content = queries.file(batch, name, private=private)
    answer = HttpResponse(content, content_type=f"{TYPES.get(name.rpartition('.')[2], 'text/plain')}; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store" if private else "public, max-age=86400"
    return answer


@door(Role.PUBLIC, methods=("GET",))
def archive(_request: ActorRequest, batch: int) -> HttpResponseBase:
    """All public files in one archive."""
    view = _draw(batch)
    packed = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for found in queries.files(batch):
            content = queries.file(batch, found.name)
            target.writestr(zipfile.ZipInfo(f"{view.batch_id}/{found.name}"), content, zipfile.ZIP_DEFLATED)
    packed.seek(0)
    return FileResponse(packed, as_attachment=True, filename=f"undian-{view.batch_id}.zip")


@door(Role.PUBLIC, methods=("GET",))
def proof(_request: ActorRequest, batch: int, ticket: str) -> HttpResponseBase:
    """The proof that a ticket is in the frozen roll, as text that a program can read."""
    view, found = _draw(batch), queries.ticket(batch, parse_ticket(ticket))
    lines = [
        f"batch={view.batch_id}", f"root={view.root}", f"lines={view.lines}", f"index={found.index}", f"line={found.line}",
        *(f"hash={value}" for value in found.proof),
    ]  # fmt: skip
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def words_of_file(name: str) -> str:
    """What is in a file."""
    if name.startswith("merkle-"):
        name = "merkle.bin"
    return {
        "verify_draw.py": _("memeriksa seluruh undian"),
        "announcement.txt": _("pengumuman"),
        "policy.toml": _("aturan"),
        "quota.csv": _("kursi dan batas kelompok"),
        "chain.json": _("kunci umum suar acak"),
        "round.json": _("putaran suar acak"),
        "seed.txt": _("asal angka SEED"),
        "cutoffs.csv": _("batas tiap kelompok"),
        "audit.csv": _("contoh untuk auditor"),
        "SHA256SUMS": _("jumlah berkas yang dibekukan"),
        "SHA256SUMS-result": _("jumlah berkas hasil"),
        "SHA256SUMS.tsr": _("cap waktu daftar"),
        "SHA256SUMS-result.tsr": _("cap waktu hasil"),
        "merkle.bin": _("pohon bukti daftar"),
    }.get(name, "")
