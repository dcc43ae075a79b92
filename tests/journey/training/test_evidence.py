"""The rotating code, the gates and completion as pure rules."""

import hashlib
import hmac
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from jadibisa.journey.training.rules import evidence
from jadibisa.journey.training.types import ASSESSMENTS, AssessmentKind, Mode
from tests.journey.training.test_days import TERMS

KEY = hashlib.sha256(b"session").digest()
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds


@given(at=MOMENTS, off=st.integers(-90, 90))
def test_the_code_fits_one_step_before_and_after(at: datetime, off: int) -> None:
    code = evidence.rotating_code(KEY, at)
    assert len(code) == 6
    later = at + timedelta(seconds=off)
    near = abs(int(later.timestamp()) // 15 - int(at.timestamp()) // 15) <= 1
    assert evidence.code_fits(KEY, code, later) == near
    assert not evidence.code_fits(hashlib.sha256(b"other").digest(), code, at)


def test_the_code_is_an_hmac_of_the_step() -> None:
    at = datetime(2024, 3, 1, tzinfo=UTC)
    digest = hmac.new(KEY, (int(at.timestamp()) // 15).to_bytes(8, "big"), hashlib.sha256).digest()
    number = int.from_bytes(digest[:4], "big") >> 2
    letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    assert evidence.rotating_code(KEY, at) == "".join(letters[number >> 5 * place & 31] for place in range(5, -1, -1))


@given(sessions=st.integers(0, 200), percent=st.integers(0, 100))
def test_sessions_needed_are_rounded_up(sessions: int, percent: int) -> None:
    needed = evidence.sessions_needed(sessions, percent)
    assert needed * 100 >= sessions * percent
    assert (needed - 1) * 100 < sessions * percent


@given(
    mode=st.sampled_from(list(Mode)),
    sessions=st.integers(0, 20),
    data=st.data(),
)
def test_complete_means_nothing_is_missing(mode: Mode, sessions: int, data: st.DataObject) -> None:
    present = data.draw(st.integers(0, sessions))
    kinds = data.draw(st.sets(st.sampled_from(ASSESSMENTS[mode])))
    scores = {kind: data.draw(st.integers(0, 100)) for kind in kinds}
    missing = evidence.missing(mode, sessions=sessions, present=present, scores=scores, terms=TERMS)
    whole = present == sessions and kinds == set(ASSESSMENTS[mode])
    assert (missing == ()) == whole  # the policy of 2024: all sessions, no pass mark


@given(post=st.integers(0, 100), demonstration=st.integers(0, 100))
def test_the_final_score_is_the_mean_and_half_rounds_up(post: int, demonstration: int) -> None:
    scores = {AssessmentKind.POST: post, AssessmentKind.DEMONSTRATION: demonstration, AssessmentKind.PRE: 0}
    score = evidence.final_score(scores)
    assert 0 <= 2 * score - (post + demonstration) <= 1


def test_a_pass_mark_is_asked_of_both_ends() -> None:
    strict = type(TERMS)(**{name: getattr(TERMS, name) for name in TERMS.__slots__} | {"pass_score": 70})
    scores = dict.fromkeys(ASSESSMENTS[Mode.FACE_TO_FACE], 70)
    assert evidence.missing(Mode.FACE_TO_FACE, sessions=0, present=0, scores=scores, terms=strict) == ()
    low = scores | {AssessmentKind.DEMONSTRATION: 69}
    assert evidence.missing(Mode.FACE_TO_FACE, sessions=0, present=0, scores=low, terms=strict) == ("score",)
