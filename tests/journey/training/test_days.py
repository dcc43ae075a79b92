"""Each official example of the day arithmetic, and properties of all of them (domain R-36 to R-44, R-52)."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jadibisa.journey.training.rules.days import buy_until, days_of, finish_after_redeem
from jadibisa.journey.training.rules.terms import Terms, terms_of
from jadibisa.journey.training.types import Mode, Offer
from jadibisa.kernel.clock import end_of, last_day, wib_day
from jadibisa.kernel.policy import load
from tests.journey.training.world import POLICY, wib

TERMS: Terms = terms_of(load(POLICY, "2024.toml"), date(2024, 2, 28))
ID = UUID(int=1)


def offer(mode: Mode, starts: date, *, meetings: int = 1) -> Offer:
    first = wib(starts.year, starts.month, starts.day, 19) if mode is not Mode.SELF_PACED else None
    last = first and first + timedelta(days=meetings - 1)
    return Offer(
        run_id=ID,
        course_id=ID,
        provider_id=ID,
        title="",
        mode=mode,
        hours=15,
        price=100,
        min_schooling="",
        is_open=True,
        starts_on=starts,
        ends_on=starts + timedelta(days=200),
        seats=10,
        taken=0,
        first_at=first,
        last_at=last,
        buy_until=buy_until(mode, starts, starts + timedelta(days=200)),
    )


def test_first_purchase_28_february_to_13_march() -> None:
    assert last_day(date(2024, 2, 28), TERMS.first_purchase_days) == date(2024, 3, 13)


def test_next_purchase_1_to_15_march() -> None:
    assert last_day(date(2024, 3, 1), TERMS.next_purchase_days) == date(2024, 3, 15)


def test_a_self_paced_course_is_redeemed_1_to_15_march() -> None:
    days = days_of(offer(Mode.SELF_PACED, date(2024, 1, 1)), wib(2024, 3, 1), TERMS)
    assert days.redeem_until == end_of(date(2024, 3, 15))
    assert days.redeem_from == wib(2024, 3, 1)


def test_a_webinar_is_finished_1_to_30_april() -> None:
    days = days_of(offer(Mode.WEBINAR, date(2024, 3, 30), meetings=3), wib(2024, 3, 1), TERMS)
    assert days.finish_until == date(2024, 4, 30)


def test_a_self_paced_course_is_finished_1_april_to_30_may() -> None:
    assert finish_after_redeem(Mode.SELF_PACED, wib(2024, 4, 1), date(2024, 1, 1), TERMS) == date(2024, 5, 30)
    assert finish_after_redeem(Mode.WEBINAR, wib(2024, 4, 1), date(2024, 4, 3), TERMS) == date(2024, 4, 3)


@pytest.mark.parametrize(
    ("starts", "until"),
    [
        (date(2024, 7, 31), date(2024, 7, 22)),
        (date(2024, 7, 23), date(2024, 7, 20)),
        (date(2024, 7, 22), date(2024, 7, 19)),
        (date(2024, 7, 20), None),
    ],
)
def test_cancelling_what_was_bought_on_19_july(starts: date, until: date | None) -> None:
    assert days_of(offer(Mode.WEBINAR, starts), wib(2024, 7, 19), TERMS).cancel_until == until


def test_buying_ends_one_day_before_online_and_three_before_face_to_face() -> None:
    starts, ends = date(2024, 3, 10), date(2024, 3, 20)
    assert buy_until(Mode.WEBINAR, starts, ends) == date(2024, 3, 9)
    assert buy_until(Mode.FACE_TO_FACE, starts, ends) == date(2024, 3, 7)
    assert buy_until(Mode.SELF_PACED, starts, ends) == ends


def test_the_day_is_that_of_jakarta() -> None:
    days = days_of(offer(Mode.SELF_PACED, date(2024, 1, 1)), wib(2024, 3, 1, 0, 1), TERMS)
    assert days.cancel_until == date(2024, 3, 4)
    assert days.redeem_until == end_of(date(2024, 3, 15))


@given(
    mode=st.sampled_from(list(Mode)),
    bought=st.dates(date(2024, 1, 1), date(2026, 12, 31)),
    wait=st.integers(0, 90),
    meetings=st.integers(1, 20),
)
def test_days_never_cross(mode: Mode, bought: date, wait: int, meetings: int) -> None:
    starts = bought + timedelta(days=wait)
    at = wib(bought.year, bought.month, bought.day, 9)
    days = days_of(offer(mode, starts, meetings=meetings), at, TERMS)
    assert days.redeem_from < days.redeem_until
    assert wib_day(days.redeem_until - timedelta(seconds=1)) <= days.finish_until
    if days.cancel_until is not None:
        assert bought <= days.cancel_until <= bought + timedelta(days=TERMS.cancel_after)
        assert mode is Mode.SELF_PACED or days.cancel_until <= starts - timedelta(days=TERMS.cancel_before)
    elif mode is not Mode.SELF_PACED:
        assert wait < TERMS.cancel_before
