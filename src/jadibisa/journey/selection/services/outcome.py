"""The draw itself, run on the frozen roll, and its publication."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import numpy as np
from django.db import connection, transaction

from jadibisa.foundation.facts.services import record
from jadibisa.journey.registration.types import batch_subject
from jadibisa.journey.selection import queries
from jadibisa.journey.selection.gateways.engines import ArrayEngine, Engine
from jadibisa.journey.selection.models import Draw, DrawFile, Entry
from jadibisa.journey.selection.rules import formats, merkle
from jadibisa.journey.selection.rules.audit import sample
from jadibisa.journey.selection.rules.between import published_cutoffs
from jadibisa.journey.selection.rules.draw import Result, Roll
from jadibisa.journey.selection.rules.quota import quota as compute_quota
from jadibisa.journey.selection.rules.tickets import number_of
from jadibisa.journey.selection.services.additions import keep_promises
from jadibisa.journey.selection.services.keeping import contents, keep, locked, record_many, turn
from jadibisa.journey.selection.services.waiting import lapse_refused
from jadibisa.journey.selection.types import Quota, Stage, batch_id
from jadibisa.journey.verification import services as verification
from jadibisa.kernel.actors import Actor
from jadibisa.kernel.refusals import N_, Refusal

Row = tuple[UUID, str, str, int, int]


@transaction.atomic
def run(batch: int, *, by: Actor, at: datetime, engine: Engine | None = None) -> int:
    """Draw: the numbers of all tickets, the rule in each compartment, the table of cut-offs.

    Run again it recomputes the same bytes and changes nothing.

    Args:
        batch: the batch.
        by: who runs it.
        at: when.
        engine: where it is computed; here when missing. The result is the same.

    Returns:
        How many are selected.

    Raises:
        Refusal: `stage_out_of_order`, `roll_changed`, `other_inputs`, and those of the engine.
    """
    draw = locked(batch)
    new = turn(draw, Stage.DRAWN)
    rows = _frozen_rows(draw)
    table = quota_of(draw, rows)
    codes = {row.code: place for place, row in enumerate(table.rows)}
    roll = Roll(
        np.array([row[1].encode() for row in rows], dtype=np.bytes_),
        np.array([codes[row[2]] for row in rows], dtype=np.int16),
        np.array([row[3] for row in rows], dtype=np.uint8),
        np.array([row[4] for row in rows], dtype=np.uint8),
    )
    result = (engine or ArrayEngine()).draw(roll, table, draw.seed)
    keep(batch, formats.CUTOFFS, _cutoffs_text(draw, roll, table, result))
    selected = int(result.selected.sum())
    if new:
        _write_down(rows, result)
        draw.stage, draw.selected, draw.drawn_at = Stage.DRAWN, selected, at
        draw.save(update_fields=["stage", "selected", "drawn_at"])
        record(
            "selection.drawn",
            by=by,
            at=at,
            subjects=[batch_subject(batch)],
            data={"batch": batch, "selected": selected},
        )
    return selected


def _cutoffs_text(draw: Draw, roll: Roll, table: Quota, result: Result) -> bytes:
    """The published table of cut-offs; a draw whose table named the last winners of hidden types keeps it."""
    kept = (
        DrawFile.objects.filter(batch_id=draw.batch_id, name=formats.CUTOFFS).values_list("content", flat=True).first()
    )
    named = formats.cutoffs_text(result.cutoffs)
    if kept is not None and bytes(kept) == named:
        return named
    return formats.cutoffs_text(published_cutoffs(roll, table, draw.seed, result))


def _frozen_rows(draw: Draw) -> list[Row]:
    """The entries in the order of the roll; they must still be what the root was made of."""
    rows = list(
        Entry.objects.filter(batch_id=draw.batch_id)
        .order_by("place")
        .values_list("application_id", "ticket", "compartment", "tier", "kind")
    )
    lines = [
        line
        for content in contents(draw.batch_id, start="roll-").values()
        for line in content.splitlines(keepends=True)
    ]
    agree = len(rows) == len(lines) and all(_line(draw, row) == line for row, line in zip(rows, lines, strict=True))
    if not agree or merkle.root(merkle.leaf(line) for line in lines).hex() != draw.root:
        raise Refusal(
            "roll_changed", N_("Daftar berubah sesudah dibekukan. Undian ini tidak boleh dilanjutkan."), status=409
        )
    return rows


def _line(draw: Draw, row: Row) -> bytes:
    """The line of the roll that an entry must have: with its type, or with the commitment to it."""
    _id, ticket, compartment, tier, kind = row
    label = formats.label_of(kind, draw.traits)
    if not draw.open_types:
        label = formats.commitment(queries.salt_of(draw.batch_id, ticket), ticket, label)
    return formats.roll_line(ticket, compartment, tier, label)


def quota_of(draw: Draw, rows: Sequence[Row]) -> Quota:
    """The quota table of the frozen roll, computed again; it must be the published one.

    Raises:
        Refusal: `roll_changed`.
    """
    law = queries.law(draw.batch_id)
    people: dict[str, list[int]] = {}
    for _id, _ticket, compartment, _tier, kind in rows:
        people.setdefault(compartment, [0] * 2 ** len(law.traits))[kind] += 1
    table = compute_quota(batch_id(draw.batch_id), draw.seats, law, queries.places_of(law), people)
    published = DrawFile.objects.values_list("sha256", flat=True).get(batch_id=draw.batch_id, name=formats.QUOTA)
    if formats.sha256(formats.quota_text(table)) != published:
        raise Refusal(
            "roll_changed", N_("Daftar berubah sesudah dibekukan. Undian ini tidak boleh dilanjutkan."), status=409
        )
    return table


def _write_down(rows: Sequence[Row], result: Result) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "update selection_entry e set selected = n.selected, waiting_place = n.place "
            "from unnest(%s::uuid[], %s::bool[], %s::int[]) as n (id, selected, place) where e.application_id = n.id",
            [[row[0] for row in rows], result.selected.tolist(), result.places.tolist()],
        )


@transaction.atomic
def publish(batch: int, *, by: Actor, at: datetime) -> None:
    """Publish the result of every ticket; winners become recipients, and the steps above hear of it.

    Raises:
        Refusal: `stage_out_of_order`, `other_inputs`.
    """
    draw = locked(batch)
    new = turn(draw, Stage.PUBLISHED)
    rows = list(
        Entry.objects.filter(batch_id=batch).order_by("place").values_list("ticket", "compartment", "selected", "waiting_place")
    )  # fmt: skip
    _keep_results(draw, rows)
    if not new:
        return
    draw.stage, draw.published_at = Stage.PUBLISHED, at
    draw.save(update_fields=["stage", "published_at"])
    people = list(
        Entry.objects.filter(batch_id=batch, selected=True).order_by("place").values_list("application_id", "person_id")
    )
    losers = list(
        Entry.objects.filter(batch_id=batch, selected=False).order_by("place").values_list("application_id", flat=True)
    )
    answers = verification.designate([(application, person, batch) for application, person in people], by=by, at=at)
    lapse_refused(
        [(people[place][0], answer.code) for place, answer in enumerate(answers) if answer is not None], by=by, at=at
    )
    winners = [application for (application, _person), answer in zip(people, answers, strict=True) if answer is None]
    record_many("selection.selected", winners, by=by, at=at, batch=batch)
    kept = keep_promises(batch, by=by, at=at)
    record_many("selection.not_selected", [one for one in losers if one not in kept], by=by, at=at, batch=batch)
    record(
        "selection.published",
        by=by,
        at=at,
        subjects=[batch_subject(batch)],
        data={"batch": batch, "selected": len(winners)},
    )


def _keep_results(draw: Draw, rows: Sequence[tuple[str, str, bool | None, int]]) -> None:
    batch, seed = draw.batch_id, draw.seed
    files: dict[str, list[bytes]] = {}
    for ticket, compartment, selected, place in rows:
        shown = place if draw.open_types else None
        line = formats.result_line(ticket, number_of(seed, ticket), selected=bool(selected), place=shown)
        files.setdefault(formats.part_name("result", compartment), []).append(line)
    sums = {name: keep(batch, name, b"".join(lines)) for name, lines in files.items()}
    chosen = [sample(seed, (row[0] for row in rows if row[2])), sample(seed, (row[0] for row in rows))]
    sums[formats.AUDIT] = keep(batch, formats.AUDIT, formats.audit_text(*chosen))
    sums |= dict(
        DrawFile.objects.filter(batch_id=batch, name__in=[formats.SEED, formats.CUTOFFS, formats.PULSE]).values_list(
            "name", "sha256"
        )
    )
    keep(batch, formats.RESULT_SUMS, formats.sums_text(sums))
