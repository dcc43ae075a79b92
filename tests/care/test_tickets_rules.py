"""Rules of help: numbers, clocks, escalation, masks."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jadibisa.care.tickets import rules
from jadibisa.care.tickets.types import AppealState, Category, NewTicket, TicketNumber, TicketState
from jadibisa.kernel.ids import CROCKFORD
from jadibisa.kernel.refusals import Refusal
from tests.care.stage import NOW, refused

LETTERS = st.text(CROCKFORD, min_size=7, max_size=7)
INSTANTS = st.datetimes(datetime(2024, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds are naive


@given(LETTERS)
def test_a_number_is_read_in_whatever_way_it_is_typed(letters: str) -> None:
    number = TicketNumber.of(letters)
    for typed in (number.text, number.text.lower(), number.text.replace("-", " "), number.text[2:]):
        assert TicketNumber.parse(typed) == number


@given(LETTERS, st.integers(0, 7), st.sampled_from(CROCKFORD))
def test_one_wrong_letter_is_noticed(letters: str, place: int, other: str) -> None:
    whole = TicketNumber.of(letters).text.replace("-", "")[1:]
    wrong = whole[:place] + other + whole[place + 1 :]
    if (CROCKFORD.index(other) - CROCKFORD.index(whole[place])) % 31:
        with refused("ticket_number"):
            TicketNumber.parse(wrong)


@pytest.mark.parametrize("typed", ["", "T-", "halo", "T-0000-000", "1" * 40, "T-7K2M-9QX!"])
def test_nonsense_is_no_number(typed: str) -> None:
    with refused("ticket_number"):
        TicketNumber.parse(typed)


def test_long_numbers_are_covered_and_short_ones_stay() -> None:
    text = rules.clean_text("NIK saya 3204 1554 0898 0000, ada 12 orang, HP 0812 3456 7890, uang 3500000")
    assert "3204" not in text
    assert "•••• 0000" in text
    assert "12 orang" in text
    assert "3500000" in text


@pytest.mark.parametrize(
    "number", ["1234567890", "654321", "70012345678", "123-456-7890", "123 456 7890", "0012-34567-8"]
)
def test_account_numbers_of_banks_are_covered(number: str) -> None:
    assert rules.covered(f"Rekening {number} salah.") == f"Rekening •••• {number.replace('-', '')[-2:]} salah."
    assert rules.covered(rules.covered(f"No.{number}")) == rules.covered(f"No.{number}")


@pytest.mark.parametrize(
    "text", ["JB-72-0038-1205", "05-11-2026", "2026-11-05, 10.30", "Rp3.500.000", "600000", "12345"]
)
def test_numbers_that_name_nobodys_money_stay(text: str) -> None:
    assert rules.covered(f"Tentang {text}.") == f"Tentang {text}."


@given(st.text(max_size=300))
def test_no_long_number_survives(text: str) -> None:
    try:
        clean = rules.clean_text(f"{text} 3204155408980000 {text}")
    except Refusal:
        return
    assert "3204155408980000" not in clean


def test_each_bad_ticket_gets_its_sentence() -> None:
    with refused("ticket_category"):
        rules.check_ticket(NewTicket("cinta", "halo", "x", "+628123"))
    with refused("ticket_phone"):
        rules.check_ticket(NewTicket(Category.OTHER, "halo", "x"))
    with refused("text_missing"):
        rules.check_ticket(NewTicket(Category.OTHER, " \x00 ", "x", "+628123"))
    with refused("text_too_long"):
        rules.check_ticket(NewTicket(Category.OTHER, "a" * 2001, "x", "+628123"))


def test_identity_is_answered_within_a_day_whatever_the_policy_says() -> None:
    assert rules.due_at(NOW, Category.IDENTITY, 5) - NOW < timedelta(days=1)
    assert rules.due_at(NOW, Category.OTHER, 5) - NOW > timedelta(days=4)


@given(INSTANTS, st.integers(0, 500), st.integers(0, 500))
def test_the_clock_stands_still_while_a_person_is_asked(due: datetime, asked: int, replied: int) -> None:
    one, other = due + timedelta(hours=asked), due + timedelta(hours=replied)
    moved = rules.after_pause(due, one, other) - due
    assert moved == max(other - one, timedelta(0))


@given(INSTANTS, st.integers(1, 20), st.integers(-30, 200))
def test_levels_only_rise_with_time(opened: datetime, days: int, later: int) -> None:
    due = rules.due_at(opened, Category.OTHER, days)
    at = due + timedelta(days=later)
    level = rules.level_at(due, opened, at)
    assert (level == 0) == (at < due)
    assert level <= rules.level_at(due, opened, at + timedelta(days=1)) <= rules.HIGHEST_LEVEL


def test_a_closed_ticket_opens_again_only_by_a_reply() -> None:
    assert rules.STEPS[TicketState.CLOSED] == {TicketState.OPEN}


def test_an_appeal_is_in_time_until_the_instant_itself() -> None:
    until = NOW
    rules.check_appeal_time(until, until - timedelta(seconds=1))
    with refused("appeal_too_late"):
        rules.check_appeal_time(until, until)


def test_a_decided_appeal_is_decided() -> None:
    for state in (AppealState.WON, AppealState.REJECTED):
        for wish in AppealState:
            with refused("appeal_state"):
                rules.next_appeal(state, wish)
