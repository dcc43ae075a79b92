"""The law of registration and the reading of what people type."""

import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jadibisa.foundation.places import queries as places
from jadibisa.journey.registration import rules
from jadibisa.journey.registration.types import (
    BatchState,
    JobStatus,
    NewApplication,
    Obstacle,
    Occupation,
    Trait,
    batch_state,
    clean_name,
    clean_text,
    read_draft_reference,
    read_reference,
    reference_text,
)
from jadibisa.kernel.clock import age_on, wib_day
from jadibisa.kernel.policy import load
from jadibisa.kernel.refusals import Refusal
from tests.journey.registration import cast

PROVINCES = [province.code for province in places.provinces()]
POLICY = load(cast.policy_text(), "2024.toml")
INSTANTS = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)).map(lambda at: at.replace(tzinfo=cast.OPENS.tzinfo))  # noqa: DTZ001 - hypothesis wants them naive


def read(how: Callable[[], str]) -> str | Refusal:
    """What was read, or why not."""
    try:
        return how()
    except Refusal as refusal:
        return refusal


@given(st.text(max_size=120))
def test_a_name_is_read_or_refused_and_reading_it_again_changes_nothing(typed: str) -> None:
    name = read(lambda: clean_name(typed))
    if isinstance(name, Refusal):
        assert name.field == "name"
        return
    assert clean_name(name) == name
    assert 0 < len(name) <= 100
    assert all(unicodedata.category(sign)[0] not in {"C", "N", "S"} or sign == "`" for sign in name)


@given(st.text(max_size=60))
def test_free_text_has_no_control_characters(typed: str) -> None:
    text = read(lambda: clean_text(typed, field="address", longest=50))
    if isinstance(text, Refusal):
        assert text.code in {"text_too_long", "text_signs"}
        return
    assert len(text) <= 50
    assert not any(unicodedata.category(sign).startswith("C") for sign in text)


@given(
    st.integers(1, 99999), st.from_regex(r"[0-9]{8}", fullmatch=True), st.sampled_from(["{}", " {} ", "{}\n", "no {}"])
)
def test_references_are_read_in_any_writing(batch: int, digits: str, writing: str) -> None:
    reference = reference_text(batch, digits)
    for typed in (reference, reference.lower(), reference.replace("-", " "), reference.replace("-", "")):
        assert read_reference(writing.format(typed)) == ("" if "no" in writing else reference)


@pytest.mark.parametrize("typed", ["", "DJ", "DJ-7K2M-9QX", "DX-7K2M-9QXT", "DJ-7K2M-9QXTT", "💥"])
def test_what_is_no_number_of_a_draft(typed: str) -> None:
    assert not read_draft_reference(typed)


def test_the_number_of_a_draft_forgives_what_looks_alike() -> None:
    assert read_draft_reference(" dj 7k2m oil0 ") == "DJ-7K2M-0110"


@given(INSTANTS, st.integers(1, 10**7), INSTANTS)
def test_a_batch_is_open_from_its_first_instant_to_before_its_last(opens: datetime, seconds: int, at: datetime) -> None:
    closes = opens + timedelta(seconds=seconds)
    state = batch_state(opens, closes, at)
    assert (state is BatchState.OPEN) == (opens <= at < closes)
    assert (state is BatchState.PLANNED) == (at < opens)


@given(st.dates(date(1930, 1, 1), date(2015, 1, 1)), st.booleans(), st.sampled_from(Occupation))
def test_declared_obstacles(born: date, in_education: bool, occupation: Occupation) -> None:  # noqa: FBT001 - drawn
    found = rules.obstacles(POLICY, cast.CLOSES, birth_date=born, in_education=in_education, occupation=occupation)
    age = age_on(born, wib_day(cast.CLOSES))
    assert (Obstacle.TOO_YOUNG in found) == (age < 18)
    assert (Obstacle.TOO_OLD in found) == (age > 64)
    assert (Obstacle.IN_EDUCATION in found) == in_education
    assert (Obstacle.OCCUPATION in found) == (occupation not in {Occupation.NONE, Occupation.PRIVATE})


def test_what_is_not_told_is_no_obstacle() -> None:
    assert rules.obstacles(POLICY, cast.CLOSES, birth_date=None, in_education=None, occupation=None) == ()


@pytest.mark.parametrize("value", ['["94", "99"]', '["all", "94"]', '["Papua"]'])
def test_a_policy_that_splits_an_unknown_province_is_refused(value: str) -> None:
    text = (
        cast.policy_text()
        + f'[[parameter]]\nkey = "selection.regencies"\nvalue = {value}\nfrom = 2020-01-01\nsource = "x"\n'
    )
    with pytest.raises(Refusal, match=r"odd\.toml, baris \d+: provinsi (99|all|Papua) tidak dikenal"):
        rules.require_policy(load(text, "odd.toml"), "odd.toml", PROVINCES)


@pytest.mark.parametrize("value", ['["91", "94"]', '["all"]', "[]"])
def test_a_way_of_sharing_that_gives_each_place_a_seat_cannot_split_a_province(value: str) -> None:
    text = (
        cast.policy_text()
        + f'[[parameter]]\nkey = "selection.regencies"\nvalue = {value}\nfrom = 2020-01-01\nsource = "x"\n'
    )
    rules.require_policy(load(text, "odd.toml"), "odd.toml", PROVINCES)
    hill = load(text.replace('"sainte-lague"', '"huntington-hill"'), "odd.toml")
    if value == "[]":
        rules.require_policy(hill, "odd.toml", PROVINCES)
    else:
        with pytest.raises(Refusal, match=r"odd\.toml, baris \d+: cara huntington-hill"):
            rules.require_policy(hill, "odd.toml", PROVINCES)


def test_a_policy_with_three_recipients_on_a_card_is_refused() -> None:
    text = cast.policy_text()
    place = text.index('key = "eligibility.recipients_per_family_card"')
    changed = text[:place] + text[place:].replace("value = 2", "value = 3", 1)
    with pytest.raises(Refusal, match=r"odd\.toml, baris \d+: peserta per Kartu Keluarga"):
        rules.require_policy(load(changed, "odd.toml"), "odd.toml", PROVINCES)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (cast.application(consent_version=""), "consent_missing"),
        (cast.application(laid_off_proof="x" * 201), "text_too_long"),
        (cast.application(motive="x" * 301), "text_too_long"),
        (cast.application(who=cast.person(address="x" * 301)), "text_too_long"),
        (cast.application(who=cast.person(name=" Ayu")), "name_signs"),
        (cast.application(who=cast.person(name="")), "name_missing"),
        (cast.application(who=cast.person(birth_date=date(2025, 1, 1))), "birth_date_ahead"),
    ],
)
def test_what_other_ways_than_the_pages_hand_in_is_looked_at_too(row: NewApplication, code: str) -> None:
    with cast.refuses(code):
        rules.require_application(row, wib_day(cast.NOW), demonstration=True)


def test_traits_are_claimed_with_what_proves_them() -> None:
    row = cast.application(
        2, job_status=JobStatus.FURLOUGHED, laid_off_proof=" ", disability="sight", disability_proof="1"
    )
    assert row.traits == Trait.D
    assert replace(row, laid_off_proof="1").traits == Trait.D | Trait.L
    assert replace(row, laid_off_proof="1", job_status=JobStatus.EMPLOYED, disability=None).traits == Trait.NONE
