"""Questions to the draw: its public face, one ticket, winners, the participant's step, and whether it re-computes."""

import hashlib
import hmac
import json
import runpy
import tempfile
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from jadibisa.foundation.places import queries as places
from jadibisa.foundation.plumbing import crypto
from jadibisa.journey.registration import queries as registration
from jadibisa.journey.selection.models import Addition, Draw, DrawFile, Entry, Promise
from jadibisa.journey.selection.queries import proofs
from jadibisa.journey.selection.queries.evidence import rows_without_fact as rows_without_fact
from jadibisa.journey.selection.rules import beacon as beacons
from jadibisa.journey.selection.rules import formats
from jadibisa.journey.selection.rules.law import law_of
from jadibisa.journey.selection.rules.objections import objections_end
from jadibisa.journey.selection.rules.tickets import number_of
from jadibisa.journey.selection.types import (
    BeaconView,
    Beside,
    Cutoff,
    DrawView,
    FileView,
    Law,
    Owed,
    Place,
    Quota,
    ResultView,
    Stage,
    TicketView,
    Way,
    batch_id,
)
from jadibisa.journey.verification import queries as verification
from jadibisa.kernel.clock import wib_day
from jadibisa.kernel.journey import Holder, Step, StepState
from jadibisa.kernel.refusals import N_, Refusal

CHECKER = Path(__file__).parents[1] / "templates" / "selection" / formats.CHECKER
ADD = "selection.add"  # the kind of a proposal to give a seat beside the draw
SEATED = (Q(selected=True) | Q(replaced_at__isnull=False)) & Q(lapsed_at=None)


def _view(row: Draw) -> DrawView:
    return DrawView(
        row.batch_id, Stage(row.stage), row.seats, row.policy_sha256, objections_end(row.objections_until, row.frozen_at), row.draw_at,
        row.dice, row.seed, row.root, row.lines, row.selected, row.open_types, tuple(row.traits),
        tuple(name for name, _sum in row.witnesses), row.announced_at, row.frozen_at, row.dice_at, row.seeded_at, row.drawn_at,
        row.published_at, tuple((name, secret) for name, secret in row.secrets),
    )  # fmt: skip


def draws() -> list[DrawView]:
    """All draws, newest batch first."""
    return [_view(row) for row in Draw.objects.order_by("-batch_id")]


def draw(batch: int) -> DrawView | None:
    """One draw."""
    row = Draw.objects.filter(batch_id=batch).first()
    return _view(row) if row else None


def known(batch: int) -> DrawView:
    """One draw that must exist.

    Raises:
        Refusal: `draw_unknown`.
    """
    view = draw(batch)
    if view is None:
        raise Refusal("draw_unknown", N_("Undian gelombang %(batch)d belum diumumkan."), status=404, batch=batch)
    return view


def _files(batch: int, *, private: bool) -> "QuerySet[DrawFile]":
    """The files that somebody may have now; the cut-offs wait for the publication."""
    rows = DrawFile.objects.filter(batch_id=batch)
    return rows if private else rows.filter(Q(batch__stage=Stage.PUBLISHED) | ~Q(name=formats.CUTOFFS), public=True)


def files(batch: int, *, private: bool = False) -> list[FileView]:
    """The files of a draw by name; the openings of hidden types only for auditors."""
    rows = _files(batch, private=private)
    return [FileView(*row) for row in rows.order_by("name").values_list("name", "size", "sha256")]


def file(batch: int, name: str, *, private: bool = False) -> bytes:
    """One file, byte for byte.

    Raises:
        Refusal: `file_unknown`.
    """
    named = _files(batch, private=private).filter(name=name) if name.isprintable() else DrawFile.objects.none()
    content = named.values_list("content", flat=True).first()
    if content is None:
        raise Refusal("file_unknown", N_("Berkas itu tidak ada."), status=404)
    return bytes(content)


def contents(batch: int, *, private: bool = False) -> dict[str, bytes]:
    """All files of a draw."""
    rows = _files(batch, private=private)
    return {name: bytes(content) for name, content in rows.order_by("name").values_list("name", "content")}


def quota(batch: int) -> Quota | None:
    """The quota table; None before the freeze."""
    content = DrawFile.objects.filter(batch_id=batch, name=formats.QUOTA).values_list("content", flat=True).first()
    return formats.read_quota(bytes(content)) if content is not None else None


def beacon(batch: int) -> BeaconView | None:
    """The announced beacon, read from the published files, and the round that came; None where none was announced."""
    names = [formats.ANNOUNCEMENT, formats.CHAIN, formats.PULSE]
    rows = DrawFile.objects.filter(batch_id=batch, name__in=names).values_list("name", "content")
    found = {name: bytes(content) for name, content in rows}
    if formats.CHAIN not in found:
        return None
    promise = beacons.read_promise(found[formats.ANNOUNCEMENT], beacons.read_chain(json.loads(found[formats.CHAIN])))
    told = found.get(formats.PULSE)
    return beacons.view_of(promise, beacons.read_pulse(told.decode("ascii"), promise.number) if told else None)


def opens_with_dice(batch: int, at: datetime) -> bool:
    """Whether the witnesses of a draw open their secrets together with dice of this time: a round that nobody knows still comes."""
    view = beacon(batch)
    return view is not None and bool(beacons.round_after(view, at))


def waiting_for_round(at: datetime) -> list[int]:
    """Draws whose dice lie on the table and whose time has come."""
    return list(
        Draw.objects.filter(stage=Stage.DICE, draw_at__lte=at).order_by("batch_id").values_list("batch_id", flat=True)
    )


def cutoffs(batch: int) -> list[Cutoff]:
    """The table of cut-offs; empty before the result is published."""
    if not Draw.objects.filter(batch_id=batch, stage=Stage.PUBLISHED).exists():
        return []
    return formats.read_cutoffs(file(batch, formats.CUTOFFS))


def winners(batch: int) -> list[UUID]:
    """Who holds a seat now: selected or moved up and not lapsed, in the order of the roll; then the seats beside the draw."""
    drawn = Entry.objects.filter(SEATED, batch_id=batch).order_by("place").values_list("application_id", flat=True)
    added = Addition.objects.filter(batch_id=batch, lapsed_at=None).order_by("added_at", "ticket")
    return [*drawn, *added.values_list("application_id", flat=True)]


def late_appeals(batch: int) -> Way:
    """What the policy of a batch gives to an appeal that is won after the freeze."""
    view = registration.batch(batch)
    return Way(registration.policy_of(batch).text("selection.late_appeals", on=wib_day(view.closes_at)))


def owed(batch: int) -> list[Owed]:
    """Whose appeals were won after the freeze and nobody has answered with a seat or a promise, oldest first."""
    frozen_at = Draw.objects.filter(batch_id=batch).values_list("frozen_at", flat=True).first()
    won = verification.verified_after_appeal(batch, frozen_at) if frozen_at else []
    if not won:
        return []
    known = {one for table in (Entry, Addition, Promise)
             for one in table.objects.filter(application_id__in=won).values_list("application_id", flat=True)}  # fmt: skip
    rows = {row.id: row for row in registration.columns_of(one for one in won if one not in known)}
    way = late_appeals(batch)
    return [Owed(one, rows[one].person_id, batch, rows[one].ticket, way) for one in won if one in rows]


def beside(application_id: UUID) -> Beside | None:
    """The seat beside the draw of an application, or the promise of one."""
    seat = Addition.objects.filter(application_id=application_id).first()
    if seat is not None:
        return Beside(seat.batch_id, Way.EXTRA_SEAT, seat.added_at, lapsed=seat.lapsed_at is not None)
    promise = Promise.objects.filter(application_id=application_id).first()
    return Beside(promise.batch_id, Way.NEXT_BATCH, promise.promised_at, promise.kept_at) if promise else None


def beside_counts(batch: int) -> dict[Way, int]:
    """How many seats were given beside a draw, and how many were promised in the next batch."""
    return {
        Way.EXTRA_SEAT: Addition.objects.filter(batch_id=batch).count(),
        Way.NEXT_BATCH: Promise.objects.filter(batch_id=batch).count(),
    }


def open_seats(batch: int) -> int:
    """Seats that lapsed winners left and nobody has taken."""
    return Entry.objects.filter(batch_id=batch, lapsed_at__isnull=False, refilled=False).count()


def ticket(batch: int, text: str) -> TicketView:
    """One ticket of a frozen roll, for everybody; before the publication it says only that the ticket is in the roll.

    Where types are hidden it tells neither the group nor its limit nor the place among the group.

    Raises:
        Refusal: `ticket_unknown`.
    """
    entry = _entry(Entry.objects.select_related("batch").filter(batch_id=batch, ticket=text))
    view = _ticket(batch, entry)
    return view if entry.batch.open_types else replace(view, label="", cutoff=None, waiting_place=0)


def _entry(rows: Iterable[Entry]) -> Entry:
    for row in rows:
        return row
    raise Refusal(
        "ticket_unknown",
        N_("Tiket itu tidak ada dalam daftar gelombang ini. Lihat lagi SMS pendaftaran Anda."),
        field="tiket",
        status=404,
    )


def _ticket(batch: int, entry: Entry) -> TicketView:
    parent, published = entry.batch, entry.batch.stage == Stage.PUBLISHED
    label = formats.label_of(entry.kind, parent.traits)
    table = quota(batch)
    row = next(row for row in table.rows if row.code == entry.compartment) if table else None
    limit = None
    if published:
        mine = [c for c in cutoffs(batch) if (c.compartment, c.tier, c.label) == (entry.compartment, entry.tier, label)]
        limit = mine[0] if mine else None
    return TicketView(
        batch=batch, ticket=entry.ticket, number=number_of(parent.seed, entry.ticket) if parent.seed else "", compartment=entry.compartment,
        tier=entry.tier, label=label, line=proofs.line(batch, entry), index=entry.place, selected=published and bool(entry.selected),
        lapsed=entry.lapsed_at is not None, replaced=entry.replaced_at is not None,
        waiting_place=entry.waiting_place if published and not entry.selected else 0, cutoff=limit,
        seats=row.seats if row else 0, applicants=row.eligible if row else 0, proof=proofs.proof(batch, entry.place, parent.lines),
    )  # fmt: skip


def salt_of(batch: int, ticket: str) -> str:
    """The secret that opens a line whose type is not shown; the same again whenever it is needed."""
    return hmac.new(crypto.derive(f"selection/salt/{batch}"), ticket.encode(), hashlib.sha256).hexdigest()[:32]


def on_roll(application_ids: Iterable[UUID]) -> set[UUID]:
    """Which of these stand on a frozen roll."""
    rows = Entry.objects.filter(application_id__in=list(application_ids))
    return set(rows.values_list("application_id", flat=True))


def result_of(application_id: UUID) -> ResultView | None:
    """What the draw gave an application; None before its roll is frozen."""
    entry = Entry.objects.select_related("batch").filter(application_id=application_id).first()
    if entry is None:
        return None
    view = _ticket(entry.batch_id, entry)
    if not entry.batch.open_types:
        view = replace(view, salt=salt_of(entry.batch_id, entry.ticket))
    return ResultView(
        application_id, entry.batch_id, Stage(entry.batch.stage), (view.selected or view.replaced) and not view.lapsed, view.lapsed,
        view.waiting_place, view,
    )  # fmt: skip


def steps_of(application_id: UUID) -> list[Step]:
    """The participant's line of the timeline."""
    entry = Entry.objects.select_related("batch").filter(application_id=application_id).first()
    mine = reverse("selection:mine")
    extra = beside(application_id)
    if extra is not None:
        return [_step_beside(extra, mine)]
    if entry is None:
        return []
    parent = entry.batch
    if parent.stage != Stage.PUBLISHED:
        return [
            Step("selection", StepState.RUNNING, _("Nomor tiket Anda ada dalam daftar undian."), _("Anda tidak perlu berbuat apa-apa."),
                 at=parent.frozen_at, until=parent.draw_at, holder=Holder.PROGRAMME, url=mine)
        ]  # fmt: skip
    if entry.lapsed_at is not None:
        return [Step("selection", StepState.STOPPED, _("Kursi Anda sudah dilepas."), at=entry.lapsed_at, url=mine)]
    if entry.selected or entry.replaced_at is not None:
        title = _("Anda terpilih.") if entry.selected else _("Anda terpilih dari daftar tunggu.")
        return [Step("selection", StepState.DONE, title, at=entry.replaced_at or parent.published_at, url=mine)]
    return [
        Step("selection", StepState.STOPPED, _("Anda belum terpilih. Ini murni undian."),
             _("Anda nomor %(place)d di daftar tunggu kelompok Anda.") % {"place": entry.waiting_place}, at=parent.published_at, url=mine)
    ]  # fmt: skip


def _step_beside(extra: Beside, mine: str) -> Step:
    if extra.lapsed:
        return Step("selection", StepState.STOPPED, _("Kursi Anda sudah dilepas."), at=extra.at, url=mine)
    if extra.way is Way.EXTRA_SEAT:
        return Step("selection", StepState.DONE, _("Anda mendapat kursi tambahan."), at=extra.at, url=mine)
    if extra.kept_at is not None:
        return Step("selection", StepState.STOPPED, _("Janji kursi Anda sudah dipenuhi."), at=extra.kept_at, url=mine)
    words = _("Ikutlah gelombang berikutnya. Kursi Anda sudah pasti.")
    return Step("selection", StepState.STOPPED, _("Anda dijanjikan kursi."), words, at=extra.at, url=mine)


def law(batch: int) -> Law:
    """What the policy says for the draw of a batch; the values of the day it closes hold."""
    view = registration.batch(batch)
    return law_of(registration.policy_of(batch), wib_day(view.closes_at))


def seats(batch: int) -> int:
    """The seats of a batch."""
    return registration.batch(batch).seats


def places_of(law: Law) -> list[Place]:
    """The compartments with their published weights: provinces, and the regencies of those that the law splits.

    Inside a province labour force and unemployed are shared by population, so they weigh alike.
    """
    found = [
        Place(province.code, int(getattr(province, law.weights)), law.province_floor) for province in places.provinces()
    ]
    column = "population" if law.weights == "population" else "labour_force"
    found += [
        Place(regency.code, int(getattr(regency, column)), law.regency_floor, province.code)
        for province in places.provinces() if law.splits(province.code)
        for regency in places.regencies(province.code)
    ]  # fmt: skip
    return found


def compartment(law: Law, province: str, regency: str) -> str:
    """Where a person is drawn: her regency where the law splits her province."""
    return regency if law.splits(province) else province


def check_draw(batch: int) -> list[str]:
    """Compute a published draw again from its files alone, by the checker that was published with it.

    Returns:
        What is wrong, in plain words; nothing when all is right or the draw is not published yet.
    """
    view = draw(batch)
    if view is None or view.stage is not Stage.PUBLISHED:
        return []
    with tempfile.TemporaryDirectory(prefix="jadibisa-draw-") as name:
        folder = Path(name)
        for file_name, content in contents(batch, private=True).items():
            (folder / file_name).write_bytes(content)
        check = runpy.run_path(str(folder / formats.CHECKER))["check_folder"]
        return [f"{batch_id(batch)}: {wrong}" for wrong in check(folder)]


def place_names() -> dict[str, str]:
    """Names of compartments by code: `Papua`, `Kabupaten Supiori, Papua`."""
    found = {province.code: province.name for province in places.provinces()}
    found |= {regency.code: f"{regency.name}, {found[regency.province]}" for regency in places.regencies()}
    return found


def province_letters() -> dict[str, str]:
    """Letters of the provinces on the map by code: `PA`."""
    return {province.code: province.iso.removeprefix("ID-") for province in places.provinces()}
