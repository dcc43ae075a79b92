"""What a course must be before it is published: each rule with a case that breaks it."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from jadibisa.journey.training.rules.publication import course_refusal
from jadibisa.journey.training.types import Mode, NewCourse, NewRun, NewSession
from tests.journey.training import world
from tests.journey.training.world import wib

PROVIDER = UUID(int=7)
GOOD = world.course(PROVIDER)
RUN = GOOD.runs[0]


def run(**told: object) -> NewRun:
    values = {name: getattr(RUN, name) for name in NewRun.__slots__}
    return NewRun(**(values | told))


def session(hours: float, no: int = 1) -> NewSession:
    return NewSession(no, wib(2024, 3, 10, 8), wib(2024, 3, 10, 8) + timedelta(hours=hours))


def test_the_good_one_is_published() -> None:
    assert course_refusal(GOOD) is None


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"title": " "}, "title_wrong"),
        ({"title": "a" * 151}, "title_wrong"),
        ({"title": "Excel\x07"}, "title_wrong"),
        ({"title": "Excel\nWord"}, "title_wrong"),
        ({"summary": ""}, "summary_wrong"),
        ({"summary": "a\x00b"}, "summary_wrong"),
        ({"skills": ()}, "skills_missing"),
        ({"level": 0}, "level_wrong"),
        ({"level": 10}, "level_wrong"),
        ({"hours": 0}, "hours_wrong"),
        ({"hours": 401}, "hours_wrong"),
        ({"price": 0}, "price_wrong"),
        ({"price": -1}, "price_wrong"),
        ({"data_mb": -1}, "data_negative"),
        ({"runs": (RUN, RUN)}, "run_key_twice"),
        ({"runs": (run(ends_on=date(2024, 3, 9)),)}, "run_days_wrong"),
        ({"runs": (run(seats=0),)}, "seats_wrong"),
        ({"runs": (run(seats=100_001),)}, "seats_wrong"),
        ({"runs": (run(regency="32.04"),)}, "place_wrong"),
        ({"runs": (run(sessions=(session(2, no=2),)),)}, "session_numbers_wrong"),
        ({"runs": (run(sessions=()),)}, "sessions_missing"),
        ({"runs": (run(sessions=(session(3.1),)),)}, "session_length_wrong"),
        ({"runs": (run(sessions=(session(0),)),)}, "session_length_wrong"),
        ({"mode": Mode.FACE_TO_FACE}, "place_wrong"),
        (
            {"mode": Mode.FACE_TO_FACE, "runs": (run(regency="32.04", sessions=(session(8.1),)),)},
            "session_length_wrong",
        ),
    ],
)
def test_each_rule_refuses(told: dict[str, object], code: str) -> None:
    values = {name: getattr(GOOD, name) for name in NewCourse.__slots__}
    refusal = course_refusal(NewCourse(**(values | told)))
    assert refusal is not None
    assert refusal.code == code


def test_hours_a_day_differ_by_mode() -> None:
    hall = world.course(PROVIDER, mode=Mode.FACE_TO_FACE)
    eight = NewCourse(
        **(
            {name: getattr(hall, name) for name in NewCourse.__slots__}
            | {"runs": (run(regency="32.04", sessions=(session(8),)),)}
        )
    )
    assert course_refusal(eight) is None
    own = world.course(PROVIDER, mode=Mode.SELF_PACED, meetings=0)
    assert course_refusal(own) is None
