"""6,000 courses of 150 providers, 2,000 vacancies in every province, one vocabulary of skills."""

from collections import Counter
from uuid import NAMESPACE_URL, UUID, uuid5

import pytest

from jadibisa.cli.demonstration import vacancies
from jadibisa.cli.demonstration.catalogue import SEASONS, Course, courses
from jadibisa.cli.demonstration.catalogue.providers import Provider, providers
from jadibisa.cli.demonstration.chance import chance
from jadibisa.foundation.places import queries as places
from jadibisa.journey.registration.types import INTERESTS, Schooling
from jadibisa.journey.training.rules.publication import course_refusal
from jadibisa.journey.training.types import Mode
from jadibisa.kernel.skills import SKILLS


@pytest.fixture(scope="module")
def teaching() -> list[Provider]:
    return providers(chance(1, "providers"))


@pytest.fixture(scope="module")
def ids(teaching: list[Provider]) -> list[UUID]:
    return [uuid5(NAMESPACE_URL, provider.name) for provider in teaching]


@pytest.fixture(scope="module")
def shop(teaching: list[Provider], ids: list[UUID]) -> list[Course]:
    return courses(1, teaching, ids)


def test_there_are_6000_courses_of_150_providers(shop: list[Course], teaching: list[Provider]) -> None:
    assert (len(shop), len(teaching), len({provider.name for provider in teaching})) == (6000, 150, 150)
    assert {course.provider for course in shop} == set(range(150))


def test_ai_is_14_green_is_39_and_office_is_wanted_most_by_beginners(shop: list[Course]) -> None:
    counts = Counter(course.new.field for course in shop)
    assert (counts["kecerdasan-buatan"], counts["hijau"]) == (14, 39)
    assert set(counts) == set(INTERESTS)
    titles = [course.new.title for course in shop if course.new.field in {"kecerdasan-buatan", "hijau"}]
    assert len(set(titles)) == 53


def test_every_course_may_be_published(shop: list[Course]) -> None:
    assert [refusal.code for course in shop if (refusal := course_refusal(course.new))] == []
    assert len({(course.new.provider_id, course.new.key) for course in shop}) == 6000


def test_prices_modes_and_access_are_spread(shop: list[Course]) -> None:
    prices = [course.new.price for course in shop]
    assert min(prices) == 24_000_00
    assert max(prices) > 3_500_000_00
    modes = Counter(course.new.mode for course in shop)
    assert min(modes.values()) > 1000
    assert all(course.new.data_mb == 0 for course in shop if course.new.mode is Mode.FACE_TO_FACE)
    for feature in ("captions", "sign_language", "screen_reader", "step_free"):
        assert 100 < sum(getattr(course.new, feature) for course in shop) < 5000


def test_the_scheme_of_2020_has_short_cheap_courses_online(shop: list[Course]) -> None:
    then = [course.new for course in shop if SEASONS[course.season].online]
    assert len(then) > 200
    assert all(course.mode is not Mode.FACE_TO_FACE and course.price <= 1_000_000_00 for course in then)
    assert all(6 <= course.hours <= 20 for course in then)


def test_courses_and_vacancies_speak_of_the_same_skills(shop: list[Course]) -> None:
    taught = {skill for course in shop for skill in course.new.skills}
    wanted = {skill for job in vacancies.jobs() for skill in job.skills}
    assert taught | wanted <= set(SKILLS)
    assert wanted <= taught
    assert set(SKILLS) == taught


def test_there_are_2000_vacancies_in_every_province() -> None:
    hiring = vacancies.employers(1)
    found = vacancies.openings(1, hiring)
    assert len(found) == 2000
    assert min(Counter(opening.province for opening in found).values()) >= 8
    assert {opening.province for opening in found} == {province.code for province in places.provinces()}
    assert {employer.province for employer in hiring} == {province.code for province in places.provinces()}
    for opening in found:
        assert places.regency(opening.regency).province == opening.province
        assert 0 < opening.wage_low <= opening.wage_high
        assert opening.qualification in set(Schooling)


def test_mines_hire_where_mines_are() -> None:
    found = vacancies.openings(1, vacancies.employers(1))
    mining = Counter(
        opening.province in vacancies.MINING for opening in found if opening.title == "Operator Alat Berat"
    )
    assert mining[True] > mining[False]


def test_the_same_seed_gives_the_same_shop_and_vacancies(
    shop: list[Course], teaching: list[Provider], ids: list[UUID]
) -> None:
    assert courses(1, teaching, ids) == shop
    assert courses(2, teaching, ids) != shop
    hiring = vacancies.employers(3)
    assert vacancies.openings(3, hiring) == vacancies.openings(3, vacancies.employers(3))
    assert len(vacancies.openings(3, hiring, season="2020", count=80)) == 80
