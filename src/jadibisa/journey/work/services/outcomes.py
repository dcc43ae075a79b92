"""Outcome surveys: planned at the first certificate, opened on their day, answered freely."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from jadibisa.foundation.facts import services as facts
from jadibisa.foundation.plumbing.chance import named_uuid
from jadibisa.journey.registration import queries as registration
from jadibisa.journey.work import rules
from jadibisa.journey.work.models import OutcomeSurvey
from jadibisa.journey.work.queries import accepted_applications, has_outcome
from jadibisa.journey.work.types import WORKING, NewOutcome, OutcomeAnswer
from jadibisa.kernel.actors import Actor
from jadibisa.kernel.clock import wib_day
from jadibisa.kernel.refusals import N_, Refusal

CHUNK = 1000


@transaction.atomic
def plan_surveys(application_ids: Iterable[UUID], *, by: Actor, at: datetime) -> int:
    """Plan the outcome surveys of people who got a certificate; who has theirs already keeps it.

    How many surveys there are and when they open is policy of the batch.

    Returns:
        How many people got a plan.
    """
    ids = set(application_ids)
    ids -= set(OutcomeSurvey.objects.filter(application_id__in=ids).values_list("application_id", flat=True))
    by_batch: dict[int, list[UUID]] = defaultdict(list)
    for application_id, batch in sorted(registration.batches_of(ids).items()):
        by_batch[batch].append(application_id)
    day = wib_day(at)
    for batch, members in sorted(by_batch.items()):
        policy = registration.policy_of(batch)
        plan = rules.waves(
            day,
            opens_days=policy.integer("deadlines.survey_opens_days", on=day),
            count=policy.integer("funding.survey_count", on=day),
        )
        rows = [
            OutcomeSurvey(
                id=named_uuid("outcome", str(application_id), str(wave)),
                application_id=application_id,
                batch=batch,
                wave=wave,
                opens_on=opens,
                closes_on=closes,
            )
            for application_id in members
            for wave, opens, closes in plan
        ]
        OutcomeSurvey.objects.bulk_create(rows, batch_size=2000, ignore_conflicts=True)
        for start in range(0, len(members), CHUNK):
            chunk = members[start : start + CHUNK]
            facts.record("work.survey_planned", by=by, at=at, subjects=chunk, data={"batch": batch, "waves": len(plan)})
    return sum(map(len, by_batch.values()))


@transaction.atomic
def open_surveys(*, by: Actor, at: datetime) -> int:
    """Open the surveys whose day has come; listeners tell the people. Tells how many."""
    today = wib_day(at)
    rows = list(
        OutcomeSurvey.objects.select_for_update(skip_locked=True)
        .filter(opened_at=None, opens_on__lte=today)
        .order_by("closes_on", "pk")
    )
    OutcomeSurvey.objects.filter(pk__in=[row.pk for row in rows]).update(opened_at=at)
    groups: dict[tuple[int, str], list[UUID]] = defaultdict(list)
    for row in rows:
        groups[(row.wave, row.closes_on.isoformat())].append(row.application_id)
    for (wave, until), members in sorted(groups.items()):
        for start in range(0, len(members), CHUNK):
            facts.record(
                "work.survey_opened",
                by=by,
                at=at,
                subjects=members[start : start + CHUNK],
                data={"wave": wave, "until": until},
            )
    return len(rows)


def record_outcome(application_id: UUID, wave: int, new: NewOutcome, *, by: Actor, at: datetime) -> None:
    """A person answers an outcome survey.

    Raises:
        Refusal: `outcome_answer`, `outcome_hours`, `survey_not_open`, `survey_answered`.
    """
    refusal = record_outcomes([(application_id, wave, new)], by=by, at=at)[0]
    if refusal is not None:
        raise refusal


@transaction.atomic
def record_outcomes(rows: Sequence[tuple[UUID, int, NewOutcome]], *, by: Actor, at: datetime) -> list[Refusal | None]:
    """Answer many surveys: (application, wave, answer) each; a refused one does not stop the rest."""
    ids = {row[0] for row in rows}
    standing = {
        (row.application_id, row.wave): row
        for row in OutcomeSurvey.objects.select_for_update().filter(application_id__in=ids).order_by("pk")
    }
    accepted, working = accepted_applications(ids), has_outcome(ids)
    answers: list[Refusal | None] = []
    changed: list[OutcomeSurvey] = []
    for application_id, wave, new in rows:
        try:
            row = _fill(standing.get((application_id, wave)), new, application_id in accepted, at)
        except Refusal as refusal:
            answers.append(refusal)
            continue
        answers.append(None)
        changed.append(row)
    fields = ["opened_at", "answered_at", "answer", "same_field", "hours_week", "quality"]
    OutcomeSurvey.objects.bulk_update(changed, fields, batch_size=500)
    _record(changed, placed_before=accepted | working, by=by, at=at)
    return answers


def _fill(row: OutcomeSurvey | None, new: NewOutcome, accepted: bool, at: datetime) -> OutcomeSurvey:  # noqa: FBT001 - one of two states
    rules.check_outcome(new)
    today = wib_day(at)
    if row is None or not row.opens_on <= today <= row.closes_on:
        raise Refusal("survey_not_open", N_("Survei ini belum dibuka atau sudah ditutup."), status=409)
    if row.answered_at is not None:
        raise Refusal("survey_answered", N_("Anda sudah mengisi survei ini. Terima kasih."), status=409)
    row.answered_at, row.answer = at, OutcomeAnswer(new.answer)
    row.opened_at = row.opened_at or at
    row.same_field, row.hours_week = new.same_field, new.hours_week
    row.quality = list(rules.quality(new, accepted_somewhere=accepted))
    return row


def _record(changed: Sequence[OutcomeSurvey], *, placed_before: set[UUID], by: Actor, at: datetime) -> None:
    """One fact for each batch, wave and kind of answer; those who newly work are placed as well."""
    groups: dict[tuple[int, int, bool], list[UUID]] = defaultdict(list)
    for row in changed:
        groups[(row.batch, row.wave, OutcomeAnswer(row.answer) in WORKING)].append(row.application_id)
    for (batch, wave, works), members in sorted(groups.items()):
        for start in range(0, len(members), CHUNK):
            chunk = members[start : start + CHUNK]
            data = {"batch": batch, "wave": wave}
            facts.record("work.outcome_recorded", by=by, at=at, subjects=chunk, data=data)
            new = [application_id for application_id in chunk if application_id not in placed_before]
            if works and new:
                facts.record("work.placed", by=by, at=at, subjects=new, data={"known_by": "survey"})
