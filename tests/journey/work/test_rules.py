"""Rules of work: matching, similarity, states, surveys."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jadibisa.journey.work import rules
from jadibisa.journey.work.types import Flag, JobState, NewOutcome, NewVacancy, RefusedFor, Share, VacancyState
from jadibisa.kernel.refusals import Refusal
from tests.care.stage import refused

EMPLOYER = UUID(int=7)
TODAY = date(2026, 11, 24)
SKILLS = frozenset({"a", "b", "c", "d", "e"})
SCHOOLING = frozenset({"SD", "SMA", "S1"})


def vacancy(**changes: object) -> NewVacancy:
    """A vacancy that nothing is wrong with, changed here and there."""
    values: dict[str, object] = {
        "key": "k1",
        "employer_id": EMPLOYER,
        "title": "Staf administrasi gudang",
        "occupation": "4321",
        "skills": ("a", "b"),
        "qualification": "SMA",
        "province": "32",
        "regency": "32.04",
        "contract": "fixed_term",
        "wage_low": 3_000_000_00,
        "wage_high": 4_000_000_00,
        "places": 2,
        "open_to_disabled": True,
    }
    return NewVacancy(**(values | changes))  # type: ignore[arg-type]


def check(new: NewVacancy) -> None:
    rules.check_vacancy(new, today=TODAY, known_skills=SKILLS, schooling=SCHOOLING)


def test_a_good_vacancy_passes() -> None:
    check(vacancy())


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"title": "ab"}, "vacancy_title"),
        ({"title": "x" * 121}, "vacancy_title"),
        ({"title": "Kasir\x00toko"}, "vacancy_title"),
        ({"occupation": "43"}, "vacancy_occupation"),
        ({"skills": ()}, "vacancy_skills"),
        ({"skills": ("a", "a")}, "vacancy_skills"),
        ({"skills": ("zz",)}, "vacancy_skill_unknown"),
        ({"qualification": "TK"}, "vacancy_qualification"),
        ({"contract": "slave"}, "vacancy_contract"),
        ({"regency": "33.01"}, "vacancy_place"),
        ({"wage_low": 0}, "vacancy_wage"),
        ({"wage_low": 5_000_000_00}, "vacancy_wage"),
        ({"places": 0}, "vacancy_places"),
        ({"apply_url": "javascript:alert(1)"}, "vacancy_url"),
        ({"apply_url": "http://kerja.example"}, "vacancy_url"),
        ({"apply_url": "https://kerja.example/a b"}, "vacancy_url"),
        ({"expires_on": TODAY - timedelta(days=1)}, "vacancy_expiry"),
        ({"expires_on": TODAY + timedelta(days=121)}, "vacancy_expiry"),
    ],
)
def test_each_bad_vacancy_gets_its_sentence(changes: dict[str, object], code: str) -> None:
    with pytest.raises(Refusal) as caught:
        check(vacancy(**changes))
    assert caught.value.code == code
    assert str(caught.value)


@given(wanted=st.lists(st.sampled_from("abcdefgh"), unique=True), owned=st.sets(st.sampled_from("abcdefgh")))
def test_a_match_divides_the_wanted_skills(wanted: list[str], owned: set[str]) -> None:
    match = rules.match(wanted, owned)
    assert set(match.owned) | set(match.missing) == set(wanted)
    assert not set(match.owned) & set(match.missing)
    assert set(match.owned) <= owned
    assert len(match.boxes) == len(wanted)


@given(st.text(max_size=40), st.text(max_size=40))
def test_similarity_is_symmetric_and_between_zero_and_one(one: str, other: str) -> None:
    assert rules.similarity(one, other) == rules.similarity(other, one)
    assert 0 <= rules.similarity(one, other) <= 1


@given(st.lists(st.sampled_from(["Kasir toko", "Kasir  Toko!", "Penjahit pola", "Staf gudang", "Staf gudang malam"])))
def test_the_book_of_titles_agrees_with_comparing_with_all(titles: list[str]) -> None:
    book = rules.TitleBook()
    seen: list[str] = []
    for title in titles:
        slow = any(rules.similarity(title, other) >= rules.DUPLICATE_SIMILARITY for other in seen)
        assert book.has_similar(title) is slow
        book.add(title)
        seen.append(title)


def test_flags_hold_what_an_officer_should_see() -> None:
    assert rules.flags(vacancy(), duplicate=False) == ()
    assert rules.flags(vacancy(description="Biaya seragam 200 ribu"), duplicate=False) == (Flag.MONEY,)
    assert rules.flags(vacancy(description="Hubungi wa.me/62812"), duplicate=False) == (Flag.LINK,)
    assert rules.flags(vacancy(description="Khusus wanita"), duplicate=False) == (Flag.UNFAIR,)
    assert rules.flags(vacancy(), duplicate=True) == (Flag.DUPLICATE,)
    assert rules.flags(vacancy(wage_low=10_00, wage_high=90_000_000_00), duplicate=False) == (Flag.WAGE,)


def test_every_state_of_a_job_application_ends() -> None:
    ends = {state for state, steps in rules.JOB_STEPS.items() if not steps}
    assert ends == {JobState.ACCEPTED, JobState.REFUSED, JobState.CLOSED}
    for state, steps in rules.JOB_STEPS.items():
        if state not in ends and state != JobState.WITHDRAWN:
            assert JobState.CLOSED in steps


@given(st.sampled_from(list(JobState)), st.sampled_from(list(JobState)))
def test_only_known_steps_are_taken(state: JobState, wish: JobState) -> None:
    allowed = wish in rules.JOB_STEPS[state]
    try:
        assert rules.next_job_state(state, wish, RefusedFor.OTHER) == wish
        assert allowed
    except Refusal as refusal:
        assert not allowed
        assert refusal.status == 409  # noqa: PT017 - both ways are right


def test_a_refusal_names_its_reason() -> None:
    with refused("job_reason") as caught:
        rules.next_job_state(JobState.NEW, JobState.REFUSED, "")
    assert caught.value.field == "reason"


def test_a_removed_vacancy_stays_removed() -> None:
    for wish in VacancyState:
        with pytest.raises(Refusal):
            rules.next_vacancy_state(VacancyState.REMOVED, wish)


def test_name_and_phone_are_needed_and_nothing_else() -> None:
    assert rules.check_shares(["phone", "name"]) == (Share.NAME, Share.PHONE)
    with refused("share_needed"):
        rules.check_shares(["name"])
    with refused("share_unknown"):
        rules.check_shares(["name", "phone", "nik"])


def test_the_official_survey_example() -> None:
    """R-41: an incentive on 1 March opens the survey on 30 March."""
    assert rules.waves(date(2024, 3, 1), opens_days=30, count=1)[0][1] == date(2024, 3, 30)


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(1, 120), st.integers(0, 4))
def test_waves_follow_each_other(issued: date, days: int, count: int) -> None:
    waves = rules.waves(issued, opens_days=days, count=count)
    assert len(waves) == count
    assert all(opens <= closes for _wave, opens, closes in waves)
    assert [opens for _wave, opens, _closes in waves] == sorted(opens for _wave, opens, _closes in waves)


def test_no_answer_is_better_than_another() -> None:
    for answer in ("employed", "self_employed", "learning", "seeking", "not_seeking"):
        rules.check_outcome(NewOutcome(answer))
    with refused("outcome_answer"):
        rules.check_outcome(NewOutcome("rich"))
    with refused("outcome_hours"):
        rules.check_outcome(NewOutcome("employed", hours_week=113))


def test_remarks_on_quality_are_remarks() -> None:
    assert rules.quality(NewOutcome("seeking", seconds=2), accepted_somewhere=True) == ("hasty", "contradicts_employer")
    assert rules.quality(NewOutcome("employed", seconds=60), accepted_somewhere=True) == ()


def test_an_import_row_is_read_and_a_bad_one_names_its_column() -> None:
    row = {
        "key": "a-1",
        "title": "Kasir",
        "occupation": "5230",
        "skills": "a; b",
        "qualification": "SMA",
        "regency": "32.04",
        "contract": "permanent",
        "wage_low": "3.500.000",
        "places": "2",
        "expires_on": "2026-12-31",
    }
    new = rules.read_row(row, EMPLOYER, "import")
    assert (new.skills, new.wage_low, new.wage_high) == (("a", "b"), 3_500_000_00, 3_500_000_00)
    assert new.expires_on == date(2026, 12, 31)
    for changes, code in (
        ({"title": ""}, "import_missing"),
        ({"places": "dua"}, "import_number"),
        ({"expires_on": "31/12/2026"}, "import_date"),
        ({"wage_low": "3,5 juta"}, "amount_unreadable"),
    ):
        with pytest.raises(Refusal) as caught:
            rules.read_row(row | changes, EMPLOYER, "import")
        assert caught.value.code == code
