"""Whole batches at once: the number of queries is bounded, whatever the number of rows."""

from uuid import UUID

import pytest

from jadibisa.journey.work import queries, services
from jadibisa.journey.work.types import NewOutcome
from jadibisa.kernel.actors import SYSTEM
from tests.care.stage import NOW, apply, open_batch
from tests.journey.work.cast import SLUGS, employer, vacancy

pytestmark = pytest.mark.django_db
BOTH = ("name", "phone")


def test_two_thousand_vacancies_are_a_few_statements(django_assert_max_num_queries: object) -> None:
    owners = [employer(number) for number in range(1, 4)]
    rows = [
        vacancy(
            owners[number % 3],
            str(number),
            title=f"{SLUGS[number % 90]} {number % 7}",
            regency=f"32.{number % 27 + 1:02d}",
        )
        for number in range(2000)
    ]
    with django_assert_max_num_queries(14):  # type: ignore[operator]
        answers = services.post_vacancies(rows, by=SYSTEM, at=NOW)
    assert all(isinstance(answer, UUID) for answer in answers)
    assert len(set(answers)) == 2000
    assert queries.rows_without_fact() == 0


def test_a_thousand_applications_and_answers_are_a_few_statements(django_assert_max_num_queries: object) -> None:
    open_batch()
    people = [receipt.application_id for receipt in apply(50)]
    owner = employer()
    rows = [vacancy(owner, str(number), title=SLUGS[number], places=60) for number in range(20)]
    posted = [answer for answer in services.post_vacancies(rows, by=SYSTEM, at=NOW) if isinstance(answer, UUID)]
    wanted = [(person, job, BOTH) for person in people for job in posted]
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        jobs = services.apply(wanted, by=SYSTEM, at=NOW)
    assert len({job for job in jobs if isinstance(job, UUID)}) == 1000
    given = [
        (job, "accepted" if number % 9 == 0 else "seen", "") for number, job in enumerate(jobs) if isinstance(job, UUID)
    ]
    with django_assert_max_num_queries(24):  # type: ignore[operator]
        assert services.answer_many(given, by=SYSTEM, at=NOW) == [None] * 1000
    services.plan_surveys(people, by=SYSTEM, at=NOW)
    first = queries.surveys(people[0])[0]
    at = NOW.replace(year=first.opens_on.year, month=first.opens_on.month, day=first.opens_on.day)
    with django_assert_max_num_queries(14):  # type: ignore[operator]
        services.record_outcomes([(person, 1, NewOutcome("employed")) for person in people], by=SYSTEM, at=at)
    assert queries.placed(None) == 50
