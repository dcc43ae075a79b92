"""Job applications and the skills people have."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db.models import Case, Count, IntegerField, Q, When

from jadibisa.foundation.people import queries as people
from jadibisa.foundation.people.types import Contact
from jadibisa.foundation.plumbing.paging import Page, paginate
from jadibisa.journey.certification import queries as certification
from jadibisa.journey.work.models import JobApplication, OwnSkill
from jadibisa.journey.work.types import (
    OPEN_STATES,
    Applicant,
    EmployerState,
    JobApplicationView,
    JobState,
    RefusedFor,
    Share,
)

SHOWING = (JobState.NEW, JobState.SEEN, JobState.POSTPONED, JobState.ACCEPTED)
VERIFIED = Q(vacancy__employer__state=EmployerState.VERIFIED)  # a suspended employer sees nobody and hears of nobody


def own_skills(application_ids: Collection[UUID]) -> dict[UUID, set[str]]:
    """What participants say they can do, by application."""
    found: dict[UUID, set[str]] = {application_id: set() for application_id in application_ids}
    rows = OwnSkill.objects.filter(application_id__in=list(application_ids)).values_list("application_id", "skill")
    for application_id, skill in rows:
        found[application_id].add(skill)
    return found


def skills_of(application_ids: Collection[UUID]) -> dict[UUID, set[str]]:
    """Skills of participants: of their certificates and self-declared together."""
    found = own_skills(application_ids)
    for application_id, skills in certification.skills_of(list(application_ids)).items():
        found.setdefault(application_id, set()).update(skills)
    return found


def _view(row: JobApplication) -> JobApplicationView:
    return JobApplicationView(
        row.pk,
        row.vacancy_id,
        row.vacancy.title,
        row.vacancy.employer.name,
        row.vacancy.province,
        row.vacancy.regency,
        row.state,
        row.reason,
        row.applied_at,
        row.answered_at,
        row.due_on,
        tuple(row.shares),
    )


def job_applications(application_id: UUID) -> list[JobApplicationView]:
    """A participant's job applications, newest first."""
    rows = JobApplication.objects.filter(application_id=application_id).select_related("vacancy__employer")
    return [_view(row) for row in rows.order_by("-applied_at", "pk")]


def job_application(application_id: UUID, vacancy_id: UUID) -> JobApplicationView | None:
    """A participant's application for one vacancy, None when there is none."""
    rows = JobApplication.objects.filter(application_id=application_id, vacancy_id=vacancy_id)
    row = rows.select_related("vacancy__employer").first()
    return _view(row) if row else None


def _applicants(rows: Sequence[JobApplication]) -> list[Applicant]:
    """What the employer may see: names, phones and skills only where shared and still open or accepted."""
    open_rows = [row for row in rows if row.state in SHOWING]
    persons = people.contacts([row.application.person_id for row in open_rows])
    applications = [row.application_id for row in open_rows]
    own, certified = own_skills(applications), certification.skills_of(applications)
    return [
        _applicant(row, persons, own.get(row.application_id, set()), certified.get(row.application_id, set()))
        for row in rows
    ]


def _applicant(row: JobApplication, persons: dict[UUID, Contact], own: set[str], certified: set[str]) -> Applicant:
    contact = persons.get(row.application.person_id) if row.state in SHOWING else None
    owned: set[str] = set()
    if Share.CERTIFICATES in row.shares:
        owned |= certified
    if Share.SKILLS in row.shares:
        owned |= own
    return Applicant(
        row.pk,
        row.application_id,
        row.vacancy_id,
        row.vacancy.title,
        row.state,
        row.reason,
        row.applied_at,
        row.due_on,
        contact.name if contact and Share.NAME in row.shares else "",
        contact.phone if contact and Share.PHONE in row.shares else "",
        tuple(skill for skill in row.vacancy.skills if skill in owned),
        tuple(row.vacancy.skills),
    )


def applicants(
    employer_id: UUID, *, vacancy_id: UUID | None = None, number: str | None = None, size: int = 25
) -> tuple[Page, list[Applicant]]:
    """Applicants of a verified employer (never of another), the earliest answer due first, a page of them."""
    rows = JobApplication.objects.filter(VERIFIED, vacancy__employer_id=employer_id)
    if vacancy_id is not None:
        rows = rows.filter(vacancy_id=vacancy_id)
    waiting_first = Case(When(state__in=OPEN_STATES, then=0), default=1, output_field=IntegerField())
    page = paginate(rows.count(), number, size)
    ordered = rows.select_related("vacancy", "application").order_by(waiting_first, "due_on", "pk")
    return page, _applicants(list(ordered[page.offset : page.offset + size]))


def applicant(employer_id: UUID, job_application_id: UUID) -> Applicant | None:
    """One applicant of a verified employer; None for another employer's."""
    rows = JobApplication.objects.filter(VERIFIED, pk=job_application_id, vacancy__employer_id=employer_id)
    found = _applicants(list(rows.select_related("vacancy", "application")))
    return found[0] if found else None


def missing_of_refused(application_id: UUID) -> set[str]:
    """Skills that vacancies asked for whose employers said that skills were lacking, without those owned now."""
    rows = JobApplication.objects.filter(application_id=application_id, reason=RefusedFor.LACKING_SKILLS)
    wanted = {skill for skills in rows.values_list("vacancy__skills", flat=True) for skill in skills}
    return wanted - skills_of([application_id])[application_id]


def new_applicants(since: datetime, until: datetime) -> list[tuple[UUID, str, int]]:
    """Employers to whom somebody applied in a period: (employer, its e-mail, how many), by employer."""
    rows = JobApplication.objects.filter(VERIFIED, applied_at__gt=since, applied_at__lte=until, state__in=OPEN_STATES)
    grouped = rows.values_list("vacancy__employer_id", "vacancy__employer__email").annotate(number=Count("pk"))
    return list(grouped.order_by("vacancy__employer_id"))


def due_reminders(day: date) -> list[tuple[UUID, str, int]]:
    """Employers whose answer is due on a day: (employer, its e-mail, how many applicants), by employer."""
    rows = JobApplication.objects.filter(VERIFIED, due_on=day, state__in=OPEN_STATES)
    grouped = rows.values_list("vacancy__employer_id", "vacancy__employer__email").annotate(number=Count("pk"))
    return list(grouped.order_by("vacancy__employer_id"))


def accepted_applications(application_ids: Collection[UUID]) -> set[UUID]:
    """Which of these participants some employer accepted."""
    rows = JobApplication.objects.filter(application_id__in=list(application_ids), state=JobState.ACCEPTED)
    return set(rows.values_list("application_id", flat=True))
