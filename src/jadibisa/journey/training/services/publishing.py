"""The command that publishes courses with their runs and sessions."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db import connection, transaction

from jadibisa.foundation.facts.services import record
from jadibisa.foundation.plumbing.chance import named_uuid
from jadibisa.journey.training.models import Course, Run, Session
from jadibisa.journey.training.rules import publication, words
from jadibisa.journey.training.rules.days import buy_until
from jadibisa.journey.training.types import Mode, NewCourse, NewRun
from jadibisa.kernel.actors import Actor, Role
from jadibisa.kernel.refusals import N_, Refusal

CHUNK = 1000
T = TypeVar("T")


def chunks(items: Sequence[T], size: int = CHUNK) -> Iterator[Sequence[T]]:
    """Parts of a sequence, so that one fact names at most a thousand subjects."""
    return (items[place : place + size] for place in range(0, len(items), size))


@transaction.atomic
def publish(courses: Sequence[NewCourse], *, by: Actor, at: datetime) -> list[UUID]:
    """Publish courses with runs and sessions; what was published before under the same keys stays as it is.

    Args:
        courses: as their providers describe them; a known key may bring new runs.
        by: a provider (for itself only), staff or the programme.
        at: the programme's time.

    Returns:
        The id of each course, in the order given.

    Raises:
        Refusal: at the first course that may not be published; then none of them is.
    """
    for course in courses:
        refusal = publication.course_refusal(course)
        if refusal is not None:
            raise refusal
        if by.role is Role.PROVIDER and course.provider_id != by.organisation_id:
            raise Refusal(
                "course_of_other_provider", N_("Anda hanya bisa menerbitkan kursus lembaga Anda."), status=403
            )
    ids = [course_id(course) for course in courses]
    known = set(Course.objects.filter(id__in=ids).values_list("id", flat=True))
    runs = [(run_id(of, run), of, course, run) for of, course in zip(ids, courses, strict=True) for run in course.runs]
    known_runs = set(Run.objects.filter(id__in=[found for found, *_rest in runs]).values_list("id", flat=True))
    fresh = {of: course for of, course in zip(ids, courses, strict=True) if of not in known}
    fresh_runs = {found: (of, course, run) for found, of, course, run in runs if found not in known_runs}
    Course.objects.bulk_create([_course(of, course, at) for of, course in fresh.items()], batch_size=CHUNK)
    Run.objects.bulk_create(
        [_run(found, of, course.mode, run) for found, (of, course, run) in fresh_runs.items()], batch_size=2 * CHUNK
    )
    _copy_sessions((found, run) for found, (_of, _course, run) in fresh_runs.items())
    _count_words(fresh.values())
    touched = list(dict.fromkeys([*fresh, *(of for of, _course, _run in fresh_runs.values())]))
    for part in chunks(touched):
        record("training.published", by=by, at=at, subjects=part, data={"courses": len(part)})
    return ids


@transaction.atomic
def close(course_id: UUID, *, by: Actor, at: datetime, why: str) -> None:
    """Take a course out of the shop; who bought it goes on.

    Raises:
        Refusal: `course_unknown`, also for the course of another provider.
    """
    course = Course.objects.select_for_update().filter(id=course_id).first()
    if course is None or (by.role is Role.PROVIDER and course.provider_id != by.organisation_id):
        raise Refusal("course_unknown", N_("Kursus ini tidak ada."), status=404)
    if course.is_open:
        course.is_open = False
        course.save(update_fields=["is_open"])
        record("training.closed", by=by, at=at, subjects=[course_id], why=why)


def course_id(course: NewCourse) -> UUID:
    """The id that follows from provider and key."""
    return named_uuid("course", str(course.provider_id), course.key)


def run_id(of: UUID, run: NewRun) -> UUID:
    """The id that follows from course and key."""
    return named_uuid("run", str(of), run.key)


def _course(of: UUID, course: NewCourse, at: datetime) -> Course:
    return Course(
        id=of, provider_id=course.provider_id, key=course.key, title=course.title.strip(), summary=course.summary.strip(),
        words=" ".join([course.field, *course.skills]).replace("-", " "), field=course.field, skills=list(course.skills),
        level=course.level, mode=course.mode, hours=course.hours, price=course.price, min_schooling=course.min_schooling,
        captions=course.captions, sign_language=course.sign_language, screen_reader=course.screen_reader,
        step_free=course.step_free, data_mb=course.data_mb, published_at=at,
    )  # fmt: skip


def _run(found: UUID, of: UUID, mode: Mode, run: NewRun) -> Run:
    starts = [session.starts_at for session in run.sessions]
    return Run(
        id=found, course_id=of, key=run.key, starts_on=run.starts_on, ends_on=run.ends_on, seats=run.seats,
        regency=run.regency, buy_until=buy_until(mode, run.starts_on, run.ends_on), meetings=len(starts),
        first_at=min(starts, default=None), last_at=max(starts, default=None),
    )  # fmt: skip


def _copy_sessions(runs: Iterable[tuple[UUID, NewRun]]) -> None:
    """Write sessions by COPY: a catalogue has tens of thousands."""
    table = Session._meta.db_table  # noqa: SLF001 - Django's public name for it
    columns = "run_id, no, starts_at, ends_at"
    with connection.cursor() as cursor, cursor.copy(f"copy {table} ({columns}) from stdin") as copy:
        for found, run in runs:
            for session in run.sessions:
                copy.write_row((found, session.no, session.starts_at, session.ends_at))


def _count_words(courses: Iterable[NewCourse]) -> None:
    """Add the words of new titles and skills to those by which typing errors are corrected."""
    found: Counter[str] = Counter()
    for course in courses:
        found.update(words.vocabulary(" ".join([course.title, *course.skills])))
    if not found:
        return
    pairs = sorted(found.items())
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into training_titleword (word, length, courses)"
            " select word, length(word), courses from unnest(%s::text[], %s::int[]) as new(word, courses)"
            " on conflict (word) do update set courses = training_titleword.courses + excluded.courses",
            [[word for word, _count in pairs], [count for _word, count in pairs]],
        )
