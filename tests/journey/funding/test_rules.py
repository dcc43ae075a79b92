"""The law of money for people: days, what an answer of the bank means, when two people are needed."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jadibisa.journey.funding.rules.days import (
    budget_last_day,
    cash_per_person,
    instalments,
    months_later,
    per_person,
    working_days_later,
)
from jadibisa.journey.funding.rules.payouts import (
    ASK_AGAIN,
    QUIET,
    RESEND_UNTIL,
    after_inquiry,
    after_send,
    needs_second_person,
)
from jadibisa.journey.funding.types import Answer, AnswerKind, Cause, Outcome, PayoutState
from jadibisa.kernel.money import sen
from jadibisa.kernel.policy import Policy, load

POLICIES = Path(__file__).parents[3] / "policy"
AT = datetime(2026, 11, 24, 3, tzinfo=UTC)
DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))


def policy(scheme: str) -> Policy:
    """A policy file of the programme."""
    return load((POLICIES / f"{scheme}.toml").read_text(encoding="utf-8"), f"{scheme}.toml")


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2023, 1, 31), 1, date(2023, 2, 28)),
        (date(2020, 11, 30), 3, date(2021, 2, 28)),
        (date(2020, 12, 15), 1, date(2021, 1, 15)),
        (date(2020, 5, 31), 0, date(2020, 5, 31)),
    ],
)
def test_months(day: date, months: int, expected: date) -> None:
    assert months_later(day, months) == expected


@given(DAYS, st.integers(1, 12))
def test_instalments_rise_and_never_leave_their_month(first: date, count: int) -> None:
    """One a month, in order, the first on its day."""
    days = instalments(first, count)
    assert days[0] == first
    assert days == sorted(set(days))
    assert {(day.year * 12 + day.month) - (first.year * 12 + first.month) for day in days} == set(range(count))


@given(DAYS, st.integers(1, 30))
def test_working_days(day: date, count: int) -> None:
    """Never on a weekend; exactly so many Mondays to Fridays on the way."""
    end = working_days_later(day, count)
    assert end.weekday() < 5
    between = [day + timedelta(days=n) for n in range(1, (end - day).days + 1)]
    assert sum(one.weekday() < 5 for one in between) == count


def test_no_working_day_is_today() -> None:
    assert working_days_later(date(2026, 11, 28), 0) == date(2026, 11, 28)


def test_the_last_day_of_a_budget_year() -> None:
    """Of this year; of the next one, by its own law, when it has passed already."""
    law = policy("2020")
    assert budget_last_day(law, "funding.unspent_last_day", begun=date(2020, 8, 1)) == date(2020, 12, 15)
    assert budget_last_day(law, "funding.unspent_last_day", begun=date(2020, 12, 15)) == date(2020, 12, 15)
    assert budget_last_day(law, "funding.unspent_last_day", begun=date(2020, 12, 16)) == date(2021, 11, 30)


@pytest.mark.parametrize(
    ("scheme", "day", "whole", "cash"),
    [("2020", date(2020, 8, 1), 3_550_000, 2_550_000), ("2024", date(2024, 2, 28), 4_200_000, 700_000)],
)
def test_what_a_person_may_cost(scheme: str, day: date, whole: int, cash: int) -> None:
    """The official totals of both schemes (domain 3.1)."""
    law = policy(scheme)
    assert (per_person(law, day), cash_per_person(law, day)) == (sen(whole), sen(cash))


@pytest.mark.parametrize("kind", list(AnswerKind))
def test_after_a_send_only_success_is_final(kind: AnswerKind) -> None:
    """A refusal too is asked about first."""
    ruling = after_send(Answer(kind, cause=Cause.ACCOUNT_CLOSED), AT)
    if kind is AnswerKind.PAID:
        assert (ruling.state, ruling.outcome, ruling.next_at) == (PayoutState.PAID, Outcome.PAID, None)
    else:
        assert (ruling.state, ruling.outcome, ruling.next_at) == (PayoutState.UNKNOWN, Outcome.UNKNOWN, AT + QUIET)
    assert not ruling.resend


@given(st.sampled_from(AnswerKind), st.integers(0, 7 * 24 * 60), st.integers(0, 7 * 24 * 60))
def test_after_an_inquiry(kind: AnswerKind, first: int, last: int) -> None:
    """Paid is final; refused and absent count after the quiet time; out again only within three days."""
    first_sent, last_sent = AT - timedelta(minutes=max(first, last)), AT - timedelta(minutes=last)
    ruling = after_inquiry(Answer(kind), first_sent_at=first_sent, last_sent_at=last_sent, at=AT)
    quiet = last_sent + QUIET <= AT
    assert (ruling.state is PayoutState.PAID) == (kind is AnswerKind.PAID)
    assert (ruling.state is PayoutState.FAILED) == (kind is AnswerKind.FAILED and quiet)
    assert ruling.resend == (kind is AnswerKind.ABSENT and quiet and first_sent + RESEND_UNTIL >= AT)
    assert (ruling.next_at is None) == (ruling.state in {PayoutState.PAID, PayoutState.FAILED})
    assert ruling.next_at is None or ruling.next_at >= AT
    if kind is AnswerKind.UNKNOWN:
        assert (ruling.next_at, ruling.cause) == (AT + ASK_AGAIN, Cause.NO_ANSWER)


def test_a_refusal_without_a_cause_has_words_too() -> None:
    ruling = after_inquiry(Answer(AnswerKind.FAILED), first_sent_at=AT - QUIET, last_sent_at=AT - QUIET, at=AT)
    assert ruling.cause is Cause.REFUSED


def test_the_limit_of_one_person() -> None:
    assert [needs_second_person(total, 100) for total in (99, 100, 101)] == [False, False, True]
