"""The law on arrays against its plain twin, names, and the table of reasons."""

from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jadibisa.journey.verification.rules import CLOSE, OTHER, SAME, STATES, Law, compare, decide, reasons_in
from jadibisa.journey.verification.rules.family import free_slot
from jadibisa.journey.verification.rules.names import distance
from jadibisa.journey.verification.rules.plain import Applicant, decide_one
from jadibisa.journey.verification.rules.steps import STEPS, require_review, require_step
from jadibisa.journey.verification.types import (
    ASKED_REASONS,
    REASONS,
    REFUSING,
    REVIEWING,
    CaseState,
    Decision,
    Reason,
    Way,
)
from tests.journey.registration.cast import refuses

DAYS = st.dates(date(1900, 1, 1), date(2030, 12, 31))
FLAG = st.booleans()
APPLICANT = st.builds(
    Applicant, found=FLAG, alive=FLAG, birth=DAYS, birth_same=FLAG, kk_same=FLAG, name=st.sampled_from([SAME, CLOSE, OTHER]), woman=FLAG,
    studies=FLAG, official=FLAG, aided=FLAG, blacklisted=FLAG, earlier=FLAG, family_full=FLAG, claimed=st.integers(0, 7),
    proven=st.sampled_from([0, 2, 4, 6]),
)  # fmt: skip
LAW = st.builds(
    Law, day=DAYS, minimum_age=st.integers(0, 30), maximum_age=st.integers(30, 99), education_excluded=FLAG, social_aid_excluded=FLAG,
    once_for_life=FLAG,
)  # fmt: skip
LETTERS = st.text("abcdefgh", max_size=8)


def columns_of(people: list[Applicant]) -> dict[str, "np.ndarray[tuple[int], np.dtype[np.generic]]"]:
    """The columns of some applicants."""
    names = list(Applicant.__dataclass_fields__)
    kinds: dict[str, Any] = {"birth": "datetime64[D]", "name": np.int8, "claimed": np.int64, "proven": np.int64}
    return {name: np.array([getattr(one, name) for one in people], dtype=kinds.get(name, bool)) for name in names}


@given(st.lists(APPLICANT, max_size=30), LAW)
def test_the_arrays_decide_like_their_plain_twin(people: list[Applicant], law: Law) -> None:
    bits, states, traits = decide(columns_of(people), law)
    on_arrays = [Decision(STATES[s], reasons_in(int(b)), int(t)) for b, s, t in zip(bits, states, traits, strict=True)]
    assert on_arrays == [decide_one(one, law) for one in people]


@given(APPLICANT, LAW)
def test_nobody_is_refused_by_the_rule_while_it_is_not_sure_who_it_is(one: Applicant, law: Law) -> None:
    decision = decide_one(one, law)
    assert (decision.state is CaseState.REFUSED) <= bool(set(decision.reasons) & REFUSING)
    if not one.found or not one.alive or not one.birth_same or one.name == OTHER:
        assert decision.state is CaseState.REVIEW
    if decision.state is CaseState.VERIFIED:
        assert not decision.reasons


@pytest.mark.parametrize(
    ("one", "other", "verdict"),
    [
        ("Ayu Lestari", "AYU  LESTARI", SAME),
        ("Ayu Lestari", "Ayu Lestary", CLOSE),
        ("Ayu Lestari", "Ayu Lsetari", CLOSE),
        ("Hj. Ayu Lestari, S.Pd.", "Ayu Lestari", SAME),
        ("dr. Budi Santoso M.Kom", "Budi Santoso", SAME),
        ("Muh. Rizki", "Muhammad Rizki", SAME),
        ("Nur Hayati", "Nurhayati", SAME),
        ("Nu'man", "Numan", SAME),
        ("José", "Jose", SAME),
        ("Sukarno", "Sukarno", SAME),
        ("Sukarno", "Soekarno", CLOSE),
        ("Ayu", "Ayu Lestari", CLOSE),
        ("Lestari Ayu", "Ayu Lestari", CLOSE),
        ("A. Lestari", "Ayu Lestari", CLOSE),
        ("Ani", "Adi", CLOSE),
        ("Ani", "Adu", OTHER),
        ("Ayu Lestari", "Budi Santoso", OTHER),
        ("Haji", "Haji", SAME),
        ("H", "H.", SAME),
        ("", "Ayu", OTHER),
    ],
)
def test_names(one: str, other: str, verdict: int) -> None:
    assert compare(one, other) == verdict
    assert compare(other, one) == verdict


@given(LETTERS, LETTERS, LETTERS)
def test_the_distance_of_names_is_one(one: str, other: str, third: str) -> None:
    assert distance(one, other, most=9) == distance(other, one, most=9)
    assert (distance(one, other, most=9) == 0) == (one == other)
    assert distance(one, other, most=1) == min(2, distance(one, other, most=9))
    longer = third + one
    assert distance(one, longer, most=9) == len(third)


@given(st.sets(st.sampled_from([1, 2])), st.sampled_from([1, 2]))
def test_a_family_never_gets_more_places_than_its_cap(taken: set[int], cap: int) -> None:
    slot = free_slot(taken, cap)
    assert (slot is None) == (len(taken) >= cap)
    assert slot not in taken


def test_every_reason_has_its_sentence_and_a_way_out() -> None:
    assert set(REASONS) == set(Reason)
    for reason, advice in REASONS.items():
        assert advice.sentence.endswith(".")
        assert advice.next.endswith(".")
        assert advice.rule.startswith("R-")
        longest = max(len(part.split()) for part in f"{advice.sentence} {advice.next}".replace("?", ".").split("."))
        assert longest <= 15, reason
        assert (advice.way is Way.APPEAL) == (reason in REFUSING)
    assert set(Reason) == REVIEWING | REFUSING
    assert ASKED_REASONS <= REFUSING


@given(st.sampled_from(CaseState), st.sampled_from(CaseState))
def test_steps_that_a_case_cannot_take_are_refused(state: CaseState, to: CaseState) -> None:
    if to in STEPS[state]:
        require_step(state, to)
    else:
        with refuses("case_step"):
            require_step(state, to)


def test_an_officer_refuses_only_with_a_reason_of_the_law() -> None:
    require_review(accept=True, reasons=())
    require_review(accept=False, reasons=(Reason.NOT_THE_PERSON,))
    with refuses("refusal_needs_reason"):
        require_review(accept=False, reasons=(Reason.NAME_DIFFERS,))
