"""What auditors take, and what they find in the sample that the SEED chose."""

from datetime import datetime

from django.db import transaction

from jadibisa.foundation.facts import queries as facts
from jadibisa.foundation.facts.services import record
from jadibisa.journey.registration.types import batch_subject
from jadibisa.journey.selection import queries
from jadibisa.journey.selection.queries import progress
from jadibisa.journey.selection.rules.formats import OPENINGS
from jadibisa.kernel.actors import Actor
from jadibisa.kernel.refusals import N_, Refusal


@transaction.atomic
def take_openings(batch: int, *, by: Actor, at: datetime) -> bytes:
    """Hand out the file that opens every hidden type of a draw; who took it, and when, stands in the record.

    Args:
        batch: number of the batch.
        by: the auditor.
        at: the programme's time.

    Raises:
        Refusal: `file_unknown`.
    """
    content = queries.file(batch, OPENINGS, private=True)
    record("selection.openings_taken", by=by, at=at, subjects=[batch_subject(batch)], data={"batch": batch})
    return content


@transaction.atomic
def note_finding(batch: int, ticket: str, *, fits: bool, why: str, by: Actor, at: datetime) -> None:
    """Note what an auditor found about a ticket of the sample; a second finding stands beside the first.

    Args:
        batch: number of the batch.
        ticket: one of the sample.
        fits: whether the file bears out what the draw was told.
        why: what was looked at, or what is wrong.
        by: the auditor.
        at: the programme's time.

    Raises:
        Refusal: `not_in_sample`, `reason_needed` when something is wrong and nobody says what.
    """
    found = next((row for row in progress.audited(batch) if row.ticket == ticket), None)
    if found is None:
        raise Refusal("not_in_sample", N_("Tiket itu tidak ada dalam contoh audit."), field="ticket", status=404)
    if not fits and not why.strip():
        raise Refusal("reason_needed", N_("Tulis apa yang tidak sesuai."), field="why")
    told = facts.about(found.application_id, limit=1, verbs=["selection.audited"])
    if told and (told[0].by, told[0].why, told[0].data["fits"]) == (by.label, why.strip(), fits):
        return
    record(
        "selection.audited", by=by, at=at, subjects=[found.application_id], why=why.strip(), data={"batch": batch, "fits": fits}
    )  # fmt: skip
