"""After the draw: seats that are lost, and the waiting list that takes them; never a new draw."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import numpy as np
from django.db import transaction
from django.db.models import Q

from jadibisa.foundation.facts.services import record
from jadibisa.journey.registration.types import batch_subject
from jadibisa.journey.selection.models import Addition, DrawFile, Entry
from jadibisa.journey.selection.rules import formats
from jadibisa.journey.selection.rules.replacement import replacements
from jadibisa.journey.selection.rules.tickets import number_of
from jadibisa.journey.selection.services.keeping import contents, keep, locked, record_many, turn
from jadibisa.journey.selection.types import Compartment, Quota, Stage
from jadibisa.journey.verification import services as verification
from jadibisa.kernel.actors import Actor

HAS_SEAT = Q(selected=True) | Q(replaced_at__isnull=False)


@transaction.atomic
def lapse(application_ids: Sequence[UUID], why: str, *, by: Actor, at: datetime) -> int:
    """Take the seats of winners who lost their right; heard twice it changes nothing. A seat beside the draw is not refilled.

    Args:
        application_ids: who loses the seat; others than holders of a seat are left alone.
        why: a code, for example `first_purchase_missed`.
        by: who says so.
        at: the programme's time.

    Returns:
        How many seats became free.
    """
    holders = Entry.objects.select_for_update().filter(
        HAS_SEAT, application_id__in=list(application_ids), lapsed_at=None
    )
    added = Addition.objects.select_for_update().filter(application_id__in=list(application_ids), lapsed_at=None)
    rows = []
    for table, seats in ((Entry, holders), (Addition, added)):
        found = list(seats.order_by("application_id").values_list("application_id", "batch_id"))
        table.objects.filter(pk__in=[row[0] for row in found]).update(lapsed_at=at, lapsed_why=why[:40])
        rows += found
    by_batch: dict[int, list[UUID]] = defaultdict(list)
    for application_id, batch in rows:
        by_batch[batch].append(application_id)
    for batch, ids in sorted(by_batch.items()):
        record_many("selection.lapsed", ids, by=by, at=at, batch=batch, why=why)
    return len(rows)


def lapse_refused(answers: Sequence[tuple[UUID, str]], *, by: Actor, at: datetime) -> None:
    """Winners who may not become recipients any more lose the seat at once, each with the reason."""
    by_reason: dict[str, list[UUID]] = defaultdict(list)
    for application_id, code in answers:
        by_reason[code].append(application_id)
    for code, ids in sorted(by_reason.items()):
        lapse(ids, code, by=by, at=at)


@transaction.atomic
def replace(batch: int, *, by: Actor, at: datetime) -> list[UUID]:
    """Fill the seats of winners who lapsed from the waiting list of the same compartment and type.

    The cap of the family card and the once-for-life rule are checked again; who may not come in is passed over. Seats
    for which nobody waits stay open.

    Returns:
        Who moved up; nobody when no seat is open.

    Raises:
        Refusal: `draw_unknown`, `stage_out_of_order`.
    """
    draw = locked(batch)
    turn(draw, Stage.PUBLISHED)
    open_codes = list(
        Entry.objects.filter(batch_id=batch, lapsed_at__isnull=False, refilled=False).order_by("compartment")
        .values_list("compartment", flat=True).distinct()
    )  # fmt: skip
    if draw.stage != Stage.PUBLISHED or not open_codes:
        return []
    table = formats.read_quota(contents(batch, start=formats.QUOTA)[formats.QUOTA])
    rows = {row.code: row for row in table.rows}
    lines: list[str] = []
    moved: list[UUID] = []
    passed: dict[str, list[UUID]] = defaultdict(list)
    for code in open_codes:
        refill = _Refill(batch, rows[code], table, draw.seed)
        moved += refill.fill(by=by, at=at)
        lines += refill.lines(open_types=draw.open_types)
        for application_id, reason in refill.passed:
            passed[reason].append(application_id)
    number = DrawFile.objects.filter(batch_id=batch, name__startswith="replacements-").count() + 1
    keep(batch, f"replacements-{number:03d}.csv", "".join(lines).encode("ascii"))
    record_many("selection.replaced", moved, by=by, at=at, batch=batch)
    for reason, ids in sorted(passed.items()):
        record_many("selection.passed_over", ids, by=by, at=at, batch=batch, why=reason)
    record(
        "selection.refilled",
        by=by,
        at=at,
        subjects=[batch_subject(batch)],
        data={"batch": batch, "moved_up": len(moved)},
    )
    return moved


@dataclass(slots=True)
class _Person:
    """A line of the roll while seats are refilled."""

    entry: Entry
    number: str
    waiting: bool
    outcome: str = ""


class _Refill:
    """The refilling of one compartment."""

    def __init__(self, batch: int, row: Compartment, table: Quota, seed: str) -> None:
        self.batch, self.row, self.table = batch, row, table
        self.passed: list[
            tuple[UUID, str]
        ] = []  # who may not move up, and the code of the reason, for the record alone
        entries = Entry.objects.select_for_update().filter(batch_id=batch, compartment=row.code)
        seated = set(Addition.objects.filter(batch_id=batch).values_list("application_id", flat=True))
        people = [
            _Person(entry, number_of(seed, entry.ticket),
                    entry.selected is False and entry.replaced_at is None and entry.application_id not in seated)
            for entry in entries
        ]  # fmt: skip
        self.people = sorted(people, key=lambda person: (person.entry.tier, person.number, person.entry.ticket))
        self.types = np.array([person.entry.kind for person in self.people], dtype=np.uint8)

    def fill(self, *, by: Actor, at: datetime) -> list[UUID]:
        """Let people move up until no seat is open or nobody waits."""
        moved: list[UUID] = []
        while chosen := self._next():
            answers = verification.designate(
                [(person.entry.application_id, person.entry.person_id, self.batch) for person in chosen], by=by, at=at
            )  # fmt: skip
            for person, answer in zip(chosen, answers, strict=True):
                person.waiting = False
                if answer is None:
                    person.outcome = "moved_up"
                    person.entry.replaced_at = at
                    self._close_a_seat(person.entry.kind)
                    moved.append(person.entry.application_id)
                else:
                    person.outcome = formats.PASSED
                    self.passed.append((person.entry.application_id, answer.code))
        Entry.objects.bulk_update(
            [person.entry for person in self.people if person.outcome], ["replaced_at", "refilled"]
        )
        for person in self.people:
            if person.entry.lapsed_at is not None and not person.entry.refilled:
                person.outcome = "open"
        return moved

    def _next(self) -> list[_Person]:
        kinds = 2 ** len(self.table.law.traits)
        open_seats, held = [0] * kinds, np.zeros(kinds, dtype=np.int64)
        for person in self.people:
            entry = person.entry
            if entry.lapsed_at is not None and not entry.refilled:
                open_seats[entry.kind] += 1
            elif entry.lapsed_at is None and (entry.selected or entry.replaced_at is not None):
                held[entry.kind] += 1
        waiting = np.array([person.waiting for person in self.people], dtype=np.bool_)
        places = replacements(self.types, waiting, held, open_seats, self.row.lowered, self.table.law.counting)
        return [self.people[place] for place in places]

    def _close_a_seat(self, kind: int) -> None:
        """Mark an open seat as taken: one of the same type where there is one."""
        seats = [person for person in self.people if person.entry.lapsed_at is not None and not person.entry.refilled]
        seat = next((person for person in seats if person.entry.kind == kind), seats[0])
        seat.entry.refilled, seat.outcome = True, "lapsed"

    def lines(self, *, open_types: bool) -> list[str]:
        """What the published file says: seats filled and seats still open, who moved up, who was passed over; types only where open."""
        traits = self.table.law.traits
        return [
            formats.replacement_line(
                person.outcome, person.entry.ticket, self.row.code, person.entry.tier,
                formats.label_of(person.entry.kind, traits) if open_types else None, person.number,
            )
            for person in self.people if person.outcome
        ]  # fmt: skip
