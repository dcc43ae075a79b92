"""Two at once: two answers to one applicant, two applicants for the last place, one person applying in two tabs."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from unittest import mock
from uuid import UUID

import pytest
from django.db import connection
from django.db.models import Model, QuerySet

from jadibisa.foundation.facts import queries as facts
from jadibisa.journey.work import queries, rules, services
from jadibisa.kernel.actors import SYSTEM
from jadibisa.kernel.refusals import Refusal
from tests.care.stage import NOW, apply, open_batch
from tests.journey.work.cast import employer, member, post

pytestmark = pytest.mark.django_db(transaction=True)
BOTH = ("name", "phone")
PATIENCE = 0.3


def together(*acts: Callable[[], object]) -> list[object]:
    """All at once, each on a connection of its own; what each returned or refused."""
    begin = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        begin.wait()
        try:
            return act()
        except Refusal as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


@pytest.fixture
def slow() -> Iterator[None]:
    """Two answers meet between look and write, if nothing keeps them apart."""
    meeting = threading.Barrier(2)
    real = rules.next_job_state

    def wait(state: str, wish: str, reason: str) -> str:
        found = real(state, wish, reason)
        try:
            meeting.wait(PATIENCE)
        except threading.BrokenBarrierError:
            meeting.reset()
        return found

    with mock.patch("jadibisa.journey.work.rules.next_job_state", wait):
        yield


@pytest.fixture
def no_lock() -> Iterator[None]:
    """The same commands without their row locks."""

    def unlocked(self: "QuerySet[Model]", **_how: object) -> "QuerySet[Model]":
        return self.all()

    with mock.patch.object(QuerySet, "select_for_update", unlocked):
        yield


def stage(people: int, places: int) -> tuple[list[UUID], UUID]:
    """Job applications for one vacancy, and its employer."""
    open_batch()
    employer_id = employer()
    vacancy_id = post(employer_id, places=places)
    rows = [(receipt.application_id, vacancy_id, BOTH) for receipt in apply(people)]
    jobs = services.apply(rows, by=SYSTEM, at=NOW)
    return [job for job in jobs if isinstance(job, UUID)], employer_id


def answers_of_two(job: UUID, employer_id: UUID) -> list[object]:
    one, other = member(employer_id, "satu"), member(employer_id, "dua")
    return together(
        lambda: services.answer(job, "accepted", by=one, at=NOW),
        lambda: services.answer(job, "refused", "other", by=other, at=NOW),
    )


@pytest.mark.usefixtures("slow")
def test_one_of_two_answers_counts() -> None:
    [job], employer_id = stage(1, 2)
    assert sorted(map(str, answers_of_two(job, employer_id))) == ["None", "job_state"]
    assert len(facts.about(job, verbs=["work.answered"])) == 1


@pytest.mark.usefixtures("slow", "no_lock")
def test_without_the_lock_both_answers_would_count() -> None:
    [job], employer_id = stage(1, 2)
    assert answers_of_two(job, employer_id) == [None, None]


@pytest.mark.usefixtures("slow")
def test_the_last_place_is_given_once() -> None:
    jobs, employer_id = stage(2, 1)
    one, other = member(employer_id, "satu"), member(employer_id, "dua")
    found = together(
        lambda: services.answer(jobs[0], "accepted", by=one, at=NOW),
        lambda: services.answer(jobs[1], "accepted", by=other, at=NOW),
    )
    assert None in found
    assert set(found) - {None} <= {"places_taken", "job_state"}
    assert queries.placed(None) == 1


def test_two_tabs_apply_once() -> None:
    open_batch()
    vacancy_id = post(employer())
    ayu = apply(1)[0].application_id
    found = together(*(lambda: services.apply([(ayu, vacancy_id, BOTH)], by=SYSTEM, at=NOW)[0] for _tab in range(2)))
    assert len(set(found)) == 1
    assert len(facts.about(ayu, verbs=["work.applied"])) == 1
    assert len(queries.job_applications(ayu)) == 1
