"""Day arithmetic: every official example of both ways of counting."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jadibisa.kernel import clock

DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))


@pytest.mark.parametrize(
    ("start", "days", "last"),
    [
        (date(2024, 2, 28), 15, date(2024, 3, 13)),  # first purchase
        (date(2024, 3, 1), 15, date(2024, 3, 15)),  # next purchase, redeem
        (date(2024, 4, 1), 30, date(2024, 4, 30)),  # webinar
        (date(2024, 4, 1), 60, date(2024, 5, 30)),  # self-paced
        (date(2024, 3, 1), 30, date(2024, 3, 30)),  # survey
    ],
)
def test_official_examples_where_the_start_day_counts(start: date, days: int, last: date) -> None:
    """R-36 to R-41."""
    assert clock.last_day(start, days) == last


@pytest.mark.parametrize(
    ("starts", "until"),
    [
        (date(2024, 7, 31), date(2024, 7, 22)),
        (date(2024, 7, 23), date(2024, 7, 20)),
        (date(2024, 7, 22), date(2024, 7, 19)),
        (date(2024, 7, 20), None),
    ],
)
def test_official_examples_where_the_start_day_does_not_count(starts: date, until: date | None) -> None:
    """R-42: bought on 19 July."""
    assert clock.cancel_until(date(2024, 7, 19), starts, after_purchase=3, before_start=3) == until


@given(DAYS, st.integers(1, 400))
def test_a_period_has_as_many_days_as_it_says(start: date, days: int) -> None:
    """The start day and the last day both belong to it."""
    assert (clock.last_day(start, days) - start).days + 1 == days


@given(DAYS)
def test_a_day_ends_where_the_next_begins(day: date) -> None:
    """In each of the three zones."""
    for zone in (clock.WIB, clock.WITA, clock.WIT):
        assert clock.day_in(zone, clock.start_of(day, zone)) == day
        assert clock.day_in(zone, clock.end_of(day, zone)) > day


def test_a_deadline_is_a_day_in_wib() -> None:
    """23.59 WIB has not passed, 00.00 WIB of the next day has."""
    end = clock.end_of(date(2026, 11, 30))
    assert end == datetime(2026, 11, 30, 17, tzinfo=UTC)
    assert clock.wib_day(end) == date(2026, 12, 1)


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(2008, 11, 24), date(2026, 11, 23), 17),
        (date(2008, 11, 24), date(2026, 11, 24), 18),
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
    ],
)
def test_age(born: date, day: date, age: int) -> None:
    """On the birthday one is a year older."""
    assert clock.age_on(born, day) == age
