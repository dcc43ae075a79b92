"""Appeals that are won after the freeze: a seat beside the draw, or the promise of one in the next batch."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from jadibisa.foundation.facts.services import record
from jadibisa.foundation.people import services as people
from jadibisa.foundation.people.types import Proposal
from jadibisa.journey.registration import queries as registration
from jadibisa.journey.selection import queries
from jadibisa.journey.selection.models import Addition, Draw, DrawFile, Entry, Promise
from jadibisa.journey.selection.rules import formats
from jadibisa.journey.selection.services.keeping import keep, locked, record_many
from jadibisa.journey.selection.types import Owed, Stage, Way
from jadibisa.journey.verification import services as verification
from jadibisa.kernel.actors import Actor
from jadibisa.kernel.refusals import N_, Refusal

WON, KEPT, UNDONE = "appeal_won", "promise_kept", "revocation_undone"


def _owed(application_id: UUID) -> Owed:
    batch = registration.application(application_id).batch
    for found in queries.owed(batch):
        if found.application_id == application_id:
            return found
    raise Refusal(
        "nothing_owed",
        N_("Tidak ada keberatan yang menang sesudah daftar dibekukan, atau kursinya sudah diberikan."),
        status=409,
    )


@transaction.atomic
def propose_addition(application_id: UUID, *, by: Actor, at: datetime, why: str) -> UUID:
    """An officer proposes what the policy gives to an appeal that was won after the freeze; a second person decides.

    Raises:
        Refusal: `reason_needed`, `nothing_owed`, `draw_unpublished`, `proposal_open`.
    """
    if not why.strip():
        raise Refusal("reason_needed", N_("Tulis alasannya: putusan keberatan yang mana."), field="why")
    found = _owed(application_id)
    _published(locked(found.batch))
    payload = {"batch": found.batch, "way": str(found.way)}
    return people.propose(queries.ADD, application_id, payload, by=by, at=at, why=why.strip())


@transaction.atomic
def decide_addition(
    proposal_id: UUID, *, approve: bool, by: Actor, at: datetime, why: str = "", application_id: UUID | None = None
) -> Proposal:
    """The second person decides; approved, the seat or the promise is given in the same transaction.

    Raises:
        Refusal: `proposal_unknown`, `own_proposal`, `already_decided`, and what `add` refuses.
    """
    proposal = people.decide(
        proposal_id, kind=queries.ADD, subject=application_id, approve=approve, by=by, at=at, why=why
    )  # fmt: skip
    if approve:
        add(proposal.subject, by=by, at=at)
    return proposal


@transaction.atomic
def add(application_id: UUID, *, by: Actor, at: datetime) -> Way:
    """Give what the policy of the batch says; a second call changes nothing.

    The roll, the quotas, the cut-offs and every other seat stay as they are.

    Returns:
        What was given.

    Raises:
        Refusal: `nothing_owed`, `draw_unpublished`, and why somebody may not become a recipient.
    """
    draw = locked(registration.application(application_id).batch)
    _published(draw)
    given = queries.beside(application_id)
    if given is not None:
        return given.way
    found = _owed(application_id)
    if found.way is Way.EXTRA_SEAT:
        refusal = verification.designate([(found.application_id, found.person_id, found.batch)], by=by, at=at)[0]
        if refusal is not None:
            raise refusal
        _seat([found], at=at)
        verb = "selection.added"
    else:
        _promise(found, at)
        verb = "selection.promised"
    _publish(found.batch, [formats.addition_line(found.way, WON, found.ticket)])
    record(verb, by=by, at=at, subjects=[application_id], data={"batch": found.batch, "reason": WON})
    return found.way


def _published(draw: Draw) -> None:
    if draw.stage != Stage.PUBLISHED:
        raise Refusal(
            "draw_unpublished", N_("Hasil undian belum terbit. Kursi tambahan diberikan sesudahnya."), status=409
        )


def _promise(found: Owed, at: datetime) -> None:
    if Promise.objects.filter(person_id=found.person_id, kept_at=None).exists():
        raise Refusal("promise_open", N_("Orang ini sudah punya janji kursi yang belum dipenuhi."), status=409)
    Promise.objects.create(
        application_id=found.application_id, batch_id=found.batch, person_id=found.person_id, promised_at=at
    )


def _seat(rows: Sequence[Owed], *, at: datetime) -> None:
    Addition.objects.bulk_create(
        Addition(
            application_id=row.application_id, batch_id=row.batch, person_id=row.person_id, ticket=row.ticket, added_at=at
        )
        for row in rows
    )  # fmt: skip


def _publish(batch: int, lines: Sequence[str]) -> None:
    number = DrawFile.objects.filter(batch_id=batch, name__startswith="additions-").count() + 1
    keep(batch, f"additions-{number:03d}.csv", "".join(sorted(lines)).encode("ascii"))


@transaction.atomic
def promise_again(application_id: UUID, *, by: Actor, at: datetime) -> bool:
    """Promise a seat in the next batch to somebody whose seat was taken away wrongly; tells whether it is new.

    The seat itself went to the next of the waiting list and stays there. No line is published: the ticket stands among
    the winners already.
    """
    view = registration.application(application_id)
    promise = Promise(application_id=view.id, batch_id=view.batch, person_id=view.person_id, promised_at=at)
    Promise.objects.bulk_create([promise], ignore_conflicts=True)
    new = Promise.objects.filter(application_id=application_id, promised_at=at).exists()
    if new:
        record("selection.promised", by=by, at=at, subjects=[view.id], data={"batch": view.batch, "reason": UNDONE})
    return new


def keep_promises(batch: int, *, by: Actor, at: datetime) -> set[UUID]:
    """Keep the promises to those who are on the roll of a batch that is being published.

    Who was drawn has a seat already; who was not gets one beside the draw. Who may not become a recipient now keeps the
    promise.

    Returns:
        Applications that got a seat beside the draw.
    """
    open_promises = dict(Promise.objects.select_for_update().filter(kept_at=None).values_list("person_id", "pk"))
    entries = list(Entry.objects.filter(batch_id=batch, person_id__in=open_promises).order_by("place"))
    drawn = [entry for entry in entries if entry.selected and entry.lapsed_at is None]
    waiting = [entry for entry in entries if not entry.selected]
    answers = verification.designate(
        [(entry.application_id, entry.person_id, batch) for entry in waiting], by=by, at=at
    )
    seated = [entry for entry, answer in zip(waiting, answers, strict=True) if answer is None]
    kept = [*drawn, *seated]
    if not kept:
        return set()
    Promise.objects.filter(pk__in=[open_promises[entry.person_id] for entry in kept]).update(kept_at=at)
    record_many("selection.promise_kept", [entry.application_id for entry in kept], by=by, at=at, batch=batch)
    if seated:
        rows = [Owed(row.application_id, row.person_id, batch, row.ticket, Way.EXTRA_SEAT) for row in seated]
        _seat(rows, at=at)
        _publish(batch, [formats.addition_line(Way.EXTRA_SEAT, KEPT, row.ticket) for row in rows])
        record_many("selection.added", [row.application_id for row in rows], by=by, at=at, batch=batch)
    return {entry.application_id for entry in seated}
