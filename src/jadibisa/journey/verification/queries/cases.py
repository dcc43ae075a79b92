"""Questions about cases."""

import json
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Count, QuerySet

from jadibisa.foundation.facts.queries import about
from jadibisa.foundation.people.queries import unseal_many
from jadibisa.journey.registration import queries as registration
from jadibisa.journey.verification.models import Case
from jadibisa.journey.verification.types import (
    Answer,
    CaseState,
    CaseView,
    Reason,
    answer_from,
)
from jadibisa.kernel.clock import end_of, last_day, wib_day

REFUSE = "verification.refuse"
REFUSALS = ("people.proposed", "people.decided", "verification.refused")
REOPENED = "verification.reopened"
FACTS_OF_A_CASE = 500
OPEN = (CaseState.WAITING, CaseState.ASKING, CaseState.REVIEW)


def _case(row: Case) -> CaseView:
    return CaseView(
        row.application_id,
        row.person_id,
        row.batch_number,
        CaseState(row.state),
        tuple(Reason(r) for r in row.reasons),
        row.province,
        row.regency,
        row.traits,
        row.begun_at,
        row.checked_at,
        row.delayed_at,
        row.due_at,
        row.decided_at,
        row.by_officer,
        row.appealed,
        row.stands_back,
        row.question,
    )


def _light() -> "QuerySet[Case]":
    return Case.objects.defer("registry_sealed", "reply_sealed", "kk_index")


def case(application_id: UUID) -> CaseView | None:
    """The case of an application."""
    row = _light().filter(application_id=application_id).first()
    return _case(row) if row else None


def cases(application_ids: Iterable[UUID]) -> dict[UUID, CaseView]:
    """The cases of many applications."""
    return {row.application_id: _case(row) for row in _light().filter(application_id__in=list(application_ids))}


def waiting(limit: int) -> list[UUID]:
    """Applications whose registry answer is still missing, oldest first."""
    rows = Case.objects.filter(state=CaseState.WAITING).order_by("begun_at", "application_id")
    return list(rows.values_list("application_id", flat=True)[:limit])


def overdue_answers(at: datetime, limit: int) -> list[UUID]:
    """Applications whose owner was asked and did not answer in time."""
    rows = Case.objects.filter(state=CaseState.ASKING, due_at__lte=at).order_by("due_at", "application_id")
    return list(rows.values_list("application_id", flat=True)[:limit])


def unsettled(batch: int) -> int:
    """How many applications of a batch have no decision yet."""
    decided = Case.objects.filter(batch_number=batch, state__in=[CaseState.VERIFIED, CaseState.REFUSED]).count()
    return registration.count(batch) - decided


def state_counts(batch: int) -> dict[CaseState, int]:
    """How many cases of a batch are in each state."""
    rows = (
        Case.objects.filter(batch_number=batch)
        .values_list("state")
        .annotate(count=Count("application_id"))
        .order_by("state")
    )
    return {CaseState(state): count for state, count in rows}


def refused_by_reason(batch: int) -> dict[Reason, int]:
    """How many were refused, by their first reason; the sum is the number of the refused."""
    rows = Case.objects.filter(batch_number=batch, state=CaseState.REFUSED).values_list("reasons__0", flat=True)
    found = Counter(rows)
    return {reason: found[reason] for reason in Reason if found[reason]}


def registry_answer(application_id: UUID) -> Answer | None:
    """What the registry said, opened; the caller leaves a fact."""
    row = Case.objects.filter(application_id=application_id).values_list("person_id", "registry_sealed").first()
    if row is None or row[1] is None:
        return None
    return answer_from(json.loads(unseal_many([(row[0], f"registry|{application_id}", bytes(row[1]))])[0]))


def reply(application_id: UUID) -> str:
    """What the person answered when asked, opened; the caller leaves a fact."""
    row = Case.objects.filter(application_id=application_id).values_list("person_id", "reply_sealed").first()
    return unseal_many([(row[0], f"reply|{application_id}", bytes(row[1]))])[0] if row and row[1] is not None else ""


def earlier_refusers(application_id: UUID) -> set[str]:
    """Labels of who proposed, approved or spoke a refusal of a case before it was last opened again."""
    told = about(application_id, limit=FACTS_OF_A_CASE, verbs=(*REFUSALS, REOPENED))
    reopened = max((fact.id for fact in told if fact.verb == REOPENED), default=0)
    return {
        fact.by
        for fact in told
        if fact.id < reopened
        and fact.verb in REFUSALS
        and (fact.verb == "verification.refused" or fact.data["kind"] == REFUSE)
        and fact.data.get("decision") != "rejected"
    }


def verified_after_appeal(batch: int, since: datetime) -> list[UUID]:
    """Applications of a batch that an officer accepted since an instant because an appeal was won, oldest first."""
    rows = Case.objects.filter(batch_number=batch, state=CaseState.VERIFIED, appealed=True, decided_at__gt=since)
    return list(rows.order_by("decided_at", "application_id").values_list("application_id", flat=True))


def appeal_until(view: CaseView) -> datetime | None:
    """Until when somebody who was refused may appeal: the first instant after the last day."""
    if view.state is not CaseState.REFUSED or view.decided_at is None:
        return None
    days = registration.policy_of(view.batch).integer("deadlines.appeal_days", on=wib_day(view.decided_at))
    return end_of(last_day(wib_day(view.decided_at), days))
