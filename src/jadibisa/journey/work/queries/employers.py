"""Employers: their files, the officers' queue, their desk in numbers."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db.models import Count, Q

from jadibisa.foundation.facts import queries as facts
from jadibisa.foundation.facts.types import Fact
from jadibisa.journey.work.models import Employer, JobApplication, Vacancy
from jadibisa.journey.work.types import OPEN_STATES, Desk, EmployerState, EmployerView, JobState, VacancyState


def _view(row: Employer) -> EmployerView:
    return EmployerView(
        row.organisation_id,
        row.name,
        row.licence,
        row.sector,
        row.province,
        row.regency,
        row.email,
        row.address,
        row.state,
        row.registered_at,
        row.verified_at,
        row.reason,
        row.proposal_id,
    )


def employer(employer_id: UUID) -> EmployerView | None:
    """One employer, None when unknown."""
    row = Employer.objects.filter(pk=employer_id).first()
    return _view(row) if row else None


def employers(states: Sequence[str], *, limit: int = 200) -> list[EmployerView]:
    """Employers in these states, the longest waiting first."""
    rows = Employer.objects.filter(state__in=list(states)).order_by("registered_at", "pk")
    return [_view(row) for row in rows[:limit]]


def employer_counts() -> dict[str, int]:
    """How many employers are in each state."""
    counts = dict(Employer.objects.values_list("state").annotate(number=Count("pk")))
    return {state: counts.get(state, 0) for state in EmployerState}


def employer_history(employer_id: UUID) -> list[Fact]:
    """What happened to an employer's file, newest first."""
    return facts.about(employer_id, limit=30)


def desk(employer_id: UUID) -> Desk:
    """What waits at an employer's desk."""
    shown = Vacancy.objects.filter(employer_id=employer_id, state=VacancyState.OPEN).count()
    counts = JobApplication.objects.filter(vacancy__employer_id=employer_id).aggregate(
        waiting=Count("pk", filter=Q(state__in=OPEN_STATES)), accepted=Count("pk", filter=Q(state=JobState.ACCEPTED))
    )
    return Desk(shown, counts["waiting"], counts["accepted"])


def expiring(day: date) -> list[tuple[UUID, str, str]]:
    """Vacancies that end on a day: (id, title, the employer's e-mail), by id."""
    rows = Vacancy.objects.filter(expires_on=day, state=VacancyState.OPEN).order_by("pk")
    return list(rows.values_list("pk", "title", "employer__email"))
