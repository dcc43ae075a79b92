"""Questions for the officers' queue."""

from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from jadibisa.foundation.people.queries import proposals
from jadibisa.journey.verification.models import Case
from jadibisa.journey.verification.queries.cases import OPEN, REFUSE
from jadibisa.journey.verification.types import (
    CaseFilter,
    CaseRow,
    CaseState,
    CaseView,
    QueueCounts,
    Reason,
)

SORTS = {"due": "due_at", "begun": "begun_at", "province": "province"}


def _found(wanted: CaseFilter, at: datetime) -> "QuerySet[Case]":
    rows = Case.objects.filter(state__in=OPEN)
    if wanted.tab in {CaseState.REVIEW, CaseState.WAITING, CaseState.ASKING}:
        rows = rows.filter(state=wanted.tab)
    elif wanted.tab == "second":
        rows = rows.filter(application_id__in=[proposal.subject for proposal in proposals(REFUSE)])
    elif wanted.tab == "late":
        rows = rows.filter(due_at__lte=at)
    if wanted.reference:
        rows = rows.filter(application__reference=wanted.reference)
    if wanted.province:
        rows = rows.filter(province=wanted.province)
    if wanted.reason:
        rows = rows.filter(reasons__contains=[wanted.reason])
    return rows.filter(application__channel=wanted.channel) if wanted.channel else rows


def queue_size(wanted: CaseFilter, at: datetime) -> int:
    """How many open cases there are of what is looked for."""
    return _found(wanted, at).count()


def queue(wanted: CaseFilter, at: datetime, *, offset: int, limit: int) -> list[CaseRow]:
    """Open cases, oldest deadline first unless told otherwise."""
    key = SORTS.get(wanted.sort.removeprefix("-"), "due_at")
    order = f"-{key}" if wanted.sort.startswith("-") else key
    rows = _found(wanted, at).order_by(order, "application_id").values_list(
        "application_id", "person_id", "application__reference", "batch_number", "state", "reasons", "province", "application__channel",
        "begun_at", "due_at",
    )[offset : offset + limit]  # fmt: skip
    return [CaseRow(*row[:4], CaseState(row[4]), tuple(Reason(r) for r in row[5]), *row[6:]) for row in rows]


def queue_counts(at: datetime) -> QueueCounts:
    """How many open cases each tab holds."""
    found = Case.objects.filter(state__in=OPEN).aggregate(
        all=Count("application_id"),
        review=Count("application_id", filter=Q(state=CaseState.REVIEW)),
        waiting=Count("application_id", filter=Q(state=CaseState.WAITING)),
        asking=Count("application_id", filter=Q(state=CaseState.ASKING)),
        late=Count("application_id", filter=Q(due_at__lte=at)),
    )
    return QueueCounts(**found, second=len(proposals(REFUSE)))


def neighbours(view: CaseView) -> tuple[UUID | None, UUID | None]:
    """The cases before and after in the order of deadlines, for going through the queue."""
    rows = Case.objects.filter(state=CaseState.REVIEW).exclude(application_id=view.application_id)
    earlier = Q(due_at__lt=view.due_at) | Q(due_at=view.due_at, application_id__lt=view.application_id)
    before = (
        rows.filter(earlier).order_by("-due_at", "-application_id").values_list("application_id", flat=True).first()
    )
    after = rows.exclude(earlier).order_by("due_at", "application_id").values_list("application_id", flat=True).first()
    return before, after
