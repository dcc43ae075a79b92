"""Job applications: sent with consent, answered by one employer, never left hanging; the skills people declare."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from jadibisa.foundation.facts import services as facts
from jadibisa.foundation.plumbing.chance import uuid7
from jadibisa.journey.work import rules
from jadibisa.journey.work.models import JobApplication, OwnSkill, Vacancy
from jadibisa.journey.work.queries import accepted_applications, has_outcome
from jadibisa.journey.work.types import OPEN_STATES, EmployerState, JobState, RefusedFor, VacancyState
from jadibisa.kernel.actors import Actor, Role
from jadibisa.kernel.clock import wib_day
from jadibisa.kernel.refusals import N_, Refusal
from jadibisa.kernel.skills import SKILLS

CHUNK = 500  # a fact names the job application and its participant: two subjects each
MOST_OWN_SKILLS = 40

Application = tuple[UUID, UUID, Iterable[str]]


@transaction.atomic
def apply(rows: Sequence[Application], *, by: Actor, at: datetime) -> list[UUID | Refusal]:
    """Apply for jobs, with what each person lets the employer see.

    Args:
        rows: (application_id, vacancy_id, shares); shares are values of `Share`, name and phone among them.
        by: the person, or who acts for the programme.
        at: the programme's time.

    Returns:
        For each row the id of the job application, or why it was refused. The same person and vacancy again gives the
        same id; after a withdrawal it opens the application again.
    """
    vacancies = {
        row.pk: row
        for row in Vacancy.objects.filter(pk__in={row[1] for row in rows}).select_related("employer").defer("search")
    }
    today = wib_day(at)
    due = rules.answer_due(today)
    answers: list[UUID | Refusal] = []
    fresh: dict[tuple[UUID, UUID], JobApplication] = {}
    for application_id, vacancy_id, shares in rows:
        try:
            chosen = rules.check_shares(shares)
            vacancy = vacancies.get(vacancy_id)
            if vacancy is None or vacancy.employer.state != EmployerState.VERIFIED:
                raise Refusal("vacancy_unknown", N_("Lowongan itu tidak ada."), status=404)  # noqa: TRY301
            if vacancy.state != VacancyState.OPEN or vacancy.expires_on < today:
                raise Refusal("vacancy_closed", N_("Lowongan ini sudah ditutup. Lihat lowongan lain."), status=409)  # noqa: TRY301
        except Refusal as refusal:
            answers.append(refusal)
            continue
        made = fresh.setdefault(
            (application_id, vacancy_id),
            JobApplication(
                id=uuid7(),
                vacancy_id=vacancy_id,
                application_id=application_id,
                shares=list(chosen),
                applied_at=at,
                due_on=due,
            ),
        )
        answers.append(made.pk)
    return _stored(fresh, answers, by=by, at=at)


def _stored(
    fresh: dict[tuple[UUID, UUID], JobApplication], answers: list[UUID | Refusal], *, by: Actor, at: datetime
) -> list[UUID | Refusal]:
    """Insert what is new, open withdrawn ones again, and give everybody the id that stands."""
    wanted = {made.pk: pair for pair, made in fresh.items()}
    JobApplication.objects.bulk_create(fresh.values(), batch_size=1000, ignore_conflicts=True)
    standing = JobApplication.objects.filter(
        application_id__in={pair[0] for pair in fresh}, vacancy_id__in={pair[1] for pair in fresh}
    )
    found = {(row.application_id, row.vacancy_id): row for row in standing}
    made = [pair for pair, row in fresh.items() if found[pair].pk == row.pk]
    again = [pair for pair, row in fresh.items() if found[pair].state == JobState.WITHDRAWN]
    for pair in again:
        JobApplication.objects.filter(pk=found[pair].pk, state=JobState.WITHDRAWN).update(
            state=JobState.NEW, applied_at=at, due_on=fresh[pair].due_on, shares=fresh[pair].shares, answered_at=None
        )
    changed = made + again
    for start in range(0, len(changed), CHUNK):
        chunk = changed[start : start + CHUNK]
        subjects = [found[pair].pk for pair in chunk] + [pair[0] for pair in chunk]
        facts.record("work.applied", by=by, at=at, subjects=subjects, data={"count": len(chunk)})
    return [answer if isinstance(answer, Refusal) else found[wanted[answer]].pk for answer in answers]


def answer(job_application_id: UUID, state: str, reason: str = "", *, by: Actor, at: datetime) -> None:
    """The employer answers: seen, postponed, accepted, or refused with a reason.

    Raises:
        Refusal: `job_unknown` (also for another employer's), `job_state` when it was answered meanwhile, `job_reason`,
            `places_taken`.
    """
    refusal = answer_many([(job_application_id, state, reason)], by=by, at=at)[0]
    if refusal is not None:
        raise refusal


@transaction.atomic
def answer_many(rows: Sequence[tuple[UUID, str, str]], *, by: Actor, at: datetime) -> list[Refusal | None]:
    """Answer many: (job application, state, reason) each; one that is refused does not stop the rest.

    For an employer that is not verified (any more) no job application exists.

    Locks the vacancies, then the job applications, both in the order of their ids.
    """
    mine = JobApplication.objects.filter(pk__in={row[0] for row in rows})
    if by.role is Role.EMPLOYER:
        mine = mine.filter(vacancy__employer_id=by.organisation_id, vacancy__employer__state=EmployerState.VERIFIED)
    places = dict(mine.values_list("pk", "vacancy_id"))
    vacancies = {
        row.pk: row
        for row in Vacancy.objects.select_for_update(of=("self",))
        .filter(pk__in=set(places.values()))
        .defer("search", "words")
        .order_by("pk")
    }
    jobs = {row.pk: row for row in JobApplication.objects.select_for_update().filter(pk__in=places).order_by("pk")}
    answers: list[Refusal | None] = []
    changed: list[JobApplication] = []
    for job_id, state, reason in rows:
        try:
            _answer(jobs.get(job_id), vacancies, state, reason, at)
        except Refusal as refusal:
            answers.append(refusal)
            continue
        answers.append(None)
        changed.append(jobs[job_id])
    placed = _placed(changed)
    _store(changed)
    full = [row for row in vacancies.values() if row.taken >= row.places and row.state == VacancyState.OPEN]
    for row in full:
        row.state = VacancyState.FILLED
    Vacancy.objects.bulk_update(vacancies.values(), ["taken", "state"], batch_size=500)
    if full:
        facts.record(
            "work.vacancy_changed",
            by=by,
            at=at,
            subjects=[row.pk for row in full][: 2 * CHUNK],
            data={"state": VacancyState.FILLED},
        )
    _record_answers(changed, placed, by=by, at=at)
    _refuse_rest([row.pk for row in full], by=by, at=at)
    return answers


def _answer(job: JobApplication | None, vacancies: dict[UUID, Vacancy], state: str, reason: str, at: datetime) -> None:
    if job is None or state not in rules.EMPLOYER_ANSWERS:
        raise Refusal("job_unknown", N_("Lamaran itu tidak ada."), status=404)
    job.state = rules.next_job_state(job.state, state, reason)
    vacancy = vacancies[job.vacancy_id]
    if state == JobState.ACCEPTED:
        if vacancy.taken >= vacancy.places:
            raise Refusal("places_taken", N_("Semua tempat untuk lowongan ini sudah terisi."), status=409)
        vacancy.taken += 1
    job.reason = reason if state == JobState.REFUSED else ""
    job.answered_at = None if state == JobState.SEEN else at
    if state == JobState.POSTPONED:
        job.due_on = rules.answer_due(wib_day(at), postponed=True)


def _store(changed: Sequence[JobApplication]) -> None:
    """Write what changed, one statement for all that changed alike: ten times faster than a row at a time."""
    groups: dict[tuple[str, str, datetime | None, date], list[UUID]] = defaultdict(list)
    for row in changed:
        groups[(row.state, row.reason, row.answered_at, row.due_on)].append(row.pk)
    for (state, reason, answered_at, due_on), ids in groups.items():
        JobApplication.objects.filter(pk__in=ids).update(
            state=state, reason=reason, answered_at=answered_at, due_on=due_on
        )


def _placed(changed: Sequence[JobApplication]) -> set[UUID]:
    """Who of those that are accepted now was at work before."""
    ids = [row.application_id for row in changed if row.state == JobState.ACCEPTED]
    return accepted_applications(ids) | has_outcome(ids) if ids else set()


def _record_answers(changed: Sequence[JobApplication], placed_before: set[UUID], *, by: Actor, at: datetime) -> None:
    """One fact for each answer and reason; accepted people are placed as well, each once."""
    groups: dict[tuple[str, str], list[JobApplication]] = {}
    for row in changed:
        groups.setdefault((row.state, row.reason), []).append(row)
    for (state, reason), members in sorted(groups.items()):
        for start in range(0, len(members), CHUNK):
            chunk = members[start : start + CHUNK]
            subjects = [row.application_id for row in chunk] + [row.pk for row in chunk]
            data = {"state": state, "reason": reason}
            facts.record("work.answered", by=by, at=at, subjects=subjects, data=data)
            new = [row.application_id for row in chunk if row.application_id not in placed_before]
            if state == JobState.ACCEPTED and new:
                facts.record("work.placed", by=by, at=at, subjects=new, data={"known_by": "employer"})


def _refuse_rest(vacancy_ids: Sequence[UUID], *, by: Actor, at: datetime) -> None:
    """Nobody waits for a place that is gone: the others get their answer at once."""
    if not vacancy_ids:
        return
    rest = list(
        JobApplication.objects.select_for_update()
        .filter(vacancy_id__in=vacancy_ids, state__in=OPEN_STATES)
        .order_by("pk")
    )
    for row in rest:
        row.state, row.reason, row.answered_at = JobState.REFUSED, RefusedFor.PLACE_FILLED, at
    _store(rest)
    _record_answers(rest, set(), by=by, at=at)


@transaction.atomic
def see(vacancy_id: UUID, *, by: Actor, at: datetime) -> int:
    """The employer opened the list of a vacancy: its new applications are seen; tells how many."""
    new = JobApplication.objects.filter(vacancy_id=vacancy_id, state=JobState.NEW)
    if by.role is Role.EMPLOYER:
        new = new.filter(vacancy__employer_id=by.organisation_id)
    ids = list(new.values_list("pk", flat=True))
    return answer_many([(job_id, JobState.SEEN, "") for job_id in ids], by=by, at=at).count(None) if ids else 0


@transaction.atomic
def withdraw(job_application_id: UUID, *, by: Actor, at: datetime) -> None:
    """A person takes an application back; the employer no longer sees anything of the person.

    Raises:
        Refusal: `job_unknown` (also for somebody else's), `job_state`.
    """
    rows = JobApplication.objects.select_for_update().filter(pk=job_application_id)
    row = rows.first()
    if row is None or (by.role is Role.CITIZEN and row.application_id != by.application_id):
        raise Refusal("job_unknown", N_("Lamaran itu tidak ada."), status=404)
    row.state = rules.next_job_state(row.state, JobState.WITHDRAWN, "")
    row.answered_at = at
    row.save(update_fields=["state", "answered_at"])
    facts.record("work.withdrawn", by=by, at=at, subjects=[row.pk, row.application_id])


@transaction.atomic
def close_due(*, by: Actor, at: datetime) -> int:
    """Close applications whose employer stayed silent past the last day; tells how many."""
    rows = list(
        JobApplication.objects.select_for_update(skip_locked=True)
        .filter(state__in=OPEN_STATES, due_on__lt=wib_day(at))
        .order_by("pk")
    )
    for row in rows:
        row.state, row.answered_at = JobState.CLOSED, at
    _store(rows)
    for start in range(0, len(rows), CHUNK):
        chunk = rows[start : start + CHUNK]
        subjects = [row.application_id for row in chunk] + [row.pk for row in chunk]
        facts.record("work.closed", by=by, at=at, subjects=subjects, data={"count": len(chunk)})
    return len(rows)


@transaction.atomic
def declare_skills(application_id: UUID, skills: Iterable[str], *, by: Actor, at: datetime) -> None:
    """Replace what a participant says to be able to do.

    Raises:
        Refusal: `skill_unknown`, `too_many_skills`.
    """
    chosen = sorted(set(skills))
    if not set(chosen) <= set(SKILLS):
        raise Refusal("skill_unknown", N_("Pilih keterampilan dari daftar."), field="skills")
    if len(chosen) > MOST_OWN_SKILLS:
        raise Refusal(
            "too_many_skills",
            N_("Pilih paling banyak %(most)d keterampilan yang paling Anda kuasai."),
            field="skills",
            most=MOST_OWN_SKILLS,
        )
    OwnSkill.objects.filter(application_id=application_id).exclude(skill__in=chosen).delete()
    OwnSkill.objects.bulk_create(
        [OwnSkill(application_id=application_id, skill=skill, declared_at=at) for skill in chosen],
        ignore_conflicts=True,
    )
    facts.record("work.skills_declared", by=by, at=at, subjects=[application_id], data={"count": len(chosen)})
