"""What became of people: surveys, placements, the step on the timeline, and the check that no fact is missing."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db.models import DateTimeField, Func
from django.db.models.functions import TruncDate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jadibisa.foundation.facts import queries as facts
from jadibisa.journey.certification import queries as certification
from jadibisa.journey.work.models import Employer, JobApplication, OutcomeSurvey, Vacancy
from jadibisa.journey.work.types import (
    OPEN_STATES,
    WORKING,
    JobState,
    SurveyView,
    VacancyState,
    WorkTotals,
)
from jadibisa.kernel.clock import WIB, end_of
from jadibisa.kernel.journey import Holder, Step, StepState

# The programme's day, asked in the database: a question about a timeline is told no time.
TODAY = TruncDate(Func(function="programme_now", output_field=DateTimeField()), tzinfo=WIB)


def _view(row: OutcomeSurvey) -> SurveyView:
    return SurveyView(row.pk, row.application_id, row.wave, row.opens_on, row.closes_on, row.answered_at, row.answer)


def surveys(application_id: UUID) -> list[SurveyView]:
    """A participant's outcome surveys in order."""
    return [_view(row) for row in OutcomeSurvey.objects.filter(application_id=application_id).order_by("wave")]


def open_survey(application_id: UUID, *, today: date) -> SurveyView | None:
    """The first survey that may be answered on a day, None when there is none."""
    rows = OutcomeSurvey.objects.filter(
        application_id=application_id, answered_at=None, opens_on__lte=today, closes_on__gte=today
    )
    row = rows.order_by("wave").first()
    return _view(row) if row else None


def surveys_closing(day: date) -> list[SurveyView]:
    """Unanswered surveys that end on a day, by id."""
    rows = OutcomeSurvey.objects.filter(closes_on=day, answered_at=None, opened_at__isnull=False)
    return [_view(row) for row in rows.order_by("pk")]


def has_outcome(application_ids: Collection[UUID]) -> set[UUID]:
    """Which of these participants said that they work."""
    rows = OutcomeSurvey.objects.filter(application_id__in=list(application_ids), answer__in=WORKING)
    return set(rows.values_list("application_id", flat=True))


def outcomes(batch: int | None) -> dict[str, int]:
    """How often each outcome was answered, the latest answer of each person only."""
    rows = OutcomeSurvey.objects.exclude(answer="")
    if batch is not None:
        rows = rows.filter(batch=batch)
    latest = rows.order_by("application_id", "-wave").distinct("application_id").values_list("answer", flat=True)
    counts: dict[str, int] = {}
    for answer in latest:
        counts[answer] = counts.get(answer, 0) + 1
    return dict(sorted(counts.items()))


def placed_applications(batch: int | None) -> set[UUID]:
    """Participants who work: an employer accepted them, or they say so."""
    return _accepted(batch) | _working(batch)


def _accepted(batch: int | None) -> set[UUID]:
    rows = JobApplication.objects.filter(state=JobState.ACCEPTED)
    if batch is not None:
        rows = rows.filter(application__batch=batch)
    return set(rows.values_list("application_id", flat=True))


def _working(batch: int | None) -> set[UUID]:
    rows = OutcomeSurvey.objects.filter(answer__in=WORKING)
    if batch is not None:
        rows = rows.filter(batch=batch)
    return set(rows.values_list("application_id", flat=True))


def placed(batch: int | None) -> int:
    """How many participants of a batch (None: of all) work."""
    return len(placed_applications(batch))


def totals(batch: int | None) -> WorkTotals:
    """The work step of a batch in numbers."""
    jobs, asked = JobApplication.objects.all(), OutcomeSurvey.objects.filter(opened_at__isnull=False)
    if batch is not None:
        jobs, asked = jobs.filter(application__batch=batch), asked.filter(batch=batch)
    return WorkTotals(
        Vacancy.objects.filter(state=VacancyState.OPEN, employer__state="verified").count(),
        jobs.count(),
        jobs.values("application_id").distinct().count(),
        jobs.filter(state=JobState.ACCEPTED).count(),
        placed(batch),
        asked.count(),
        asked.filter(answered_at__isnull=False).count(),
    )


def rows_without_fact() -> int:
    """How many employers, vacancies, job applications and opened surveys no fact names; 0 is right."""
    created = {
        "work.employer_registered": Employer.objects.values_list("pk", flat=True),
        "work.vacancy_posted": Vacancy.objects.values_list("pk", flat=True),
        "work.applied": JobApplication.objects.values_list("pk", flat=True),
        "work.survey_planned": OutcomeSurvey.objects.values_list("application_id", flat=True),
    }
    return sum(len(set(ids) - facts.subjects_of([verb])) for verb, ids in created.items() if ids)


def steps_of(application_id: UUID) -> list[Step]:
    """The work step of a participant's timeline: what is next, until when, who holds the ball."""
    jobs = JobApplication.objects.filter(application_id=application_id).select_related("vacancy")
    found = [_accepted_step(row) for row in jobs.filter(state=JobState.ACCEPTED).order_by("answered_at")]
    found += _survey_steps(application_id)
    found += [_waiting_step(row) for row in jobs.filter(state__in=OPEN_STATES).order_by("due_on", "pk")[:3]]
    if not found:
        found.append(_first_step(application_id))
    return found


def _accepted_step(row: JobApplication) -> Step:
    title = _("Anda diterima: %(job)s") % {"job": row.vacancy.title}
    return Step("work", StepState.DONE, title, at=row.answered_at, url="/saya/lamaran/")


def _waiting_step(row: JobApplication) -> Step:
    title = _("Lamaran Anda: %(job)s") % {"job": row.vacancy.title}
    return Step(
        "work",
        StepState.RUNNING,
        title,
        _("Pemberi kerja membaca lamaran Anda. Anda tidak perlu berbuat apa-apa."),
        until=end_of(row.due_on),
        holder=Holder.EMPLOYER,
        url="/saya/lamaran/",
    )


def _survey_steps(application_id: UUID) -> list[Step]:
    rows = OutcomeSurvey.objects.filter(
        application_id=application_id, opened_at__isnull=False, answered_at=None, closes_on__gte=TODAY
    ).order_by("wave")[:1]
    return [
        Step(
            "work",
            StepState.RUNNING,
            _("Ceritakan kabar Anda setelah kursus"),
            _("Jawaban apa pun tidak mengurangi hak Anda."),
            until=end_of(row.closes_on),
            holder=Holder.PERSON,
            url="/saya/kabar-kerja/",
            button=_("Isi survei"),
            consequence=_("Lewat dari itu, survei ini ditutup. Hak Anda yang lain tetap."),
        )
        for row in rows
    ]


def _first_step(application_id: UUID) -> Step:
    skills = certification.skills_of([application_id]).get(application_id, set())
    if not skills:
        return Step("work", StepState.NOT_STARTED, _("Lowongan terbuka untuk siapa saja"), url="/lowongan/")
    title = _("Cari lowongan yang cocok")
    detail = ngettext(
        "Sertifikat Anda memuat %(count)d keterampilan.", "Sertifikat Anda memuat %(count)d keterampilan.", len(skills)
    ) % {"count": len(skills)}
    return Step(
        "work",
        StepState.RUNNING,
        title,
        detail,
        holder=Holder.PERSON,
        url="/lowongan/",
        button=_("Lihat lowongan"),
    )
