"""The catalogue as JSON, for job portals, local governments and whoever wants to compare courses."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query as Asked
from ninja import Router, Schema

from jadibisa.foundation.people import queries as people
from jadibisa.foundation.plumbing import clock
from jadibisa.foundation.plumbing.paging import paginate
from jadibisa.journey.training import queries
from jadibisa.journey.training.types import CourseCard, Mode, Query
from jadibisa.kernel.clock import wib_day
from jadibisa.kernel.refusals import N_, Refusal

router = Router(tags=["training"])
COURSES_A_PAGE = 50
LONGEST_SEARCH = 120


class RunOut(Schema):
    """A run; `regency` is a Kemendagri code, null online."""

    id: UUID
    starts_on: date
    ends_on: date
    buy_until: date
    seats: int
    seats_left: int
    regency: str | None


class CourseOut(Schema):
    """A course that can be bought now; the price in sen."""

    id: UUID
    provider: str
    title: str
    summary: str
    field: str
    skills: list[str]
    level: int
    mode: str
    hours: int
    price: int
    min_schooling: str
    captions: bool
    sign_language: bool
    screen_reader: bool
    step_free: bool
    data_mb: int
    next_start: date | None
    seats_left: int
    graduates: int


class CourseWithRunsOut(CourseOut):
    """A course with its runs and results; the percentage is null while few have ended."""

    runs: list[RunOut]
    completed_percent: float | None
    stars: float | None


class CoursesOut(Schema):
    """One page of a search."""

    count: int
    page: int
    pages: int
    searched: list[str]
    courses: list[CourseOut]


class Filters(Schema):
    """What is looked for; empty means everything."""

    q: str = ""
    place: str = ""
    mode: Mode | None = None
    price_to: int | None = None
    level_to: int | None = None
    page: int = 1


def _values(card: CourseCard, provider: str) -> dict[str, Any]:
    names = set(CourseOut.model_fields) - {"provider", "mode", "skills"}
    told: dict[str, Any] = {name: getattr(card, name) for name in names}
    return told | {"provider": provider, "mode": card.mode.value, "skills": list(card.skills)}


@router.get("/courses", response=CoursesOut)
def courses(request: HttpRequest, filters: Asked[Filters]) -> CoursesOut:  # noqa: ARG001 - ninja hands it over
    """Search courses that can be bought now; typing errors are corrected, `searched` says how."""
    today = wib_day(clock.now())
    query = Query(
        text=filters.q.replace("\x00", " ")[:LONGEST_SEARCH],
        place=filters.place.replace("\x00", " ")[:6],
        modes=(filters.mode,) if filters.mode else (),
        price_to=filters.price_to,
        level_to=filters.level_to,
    )
    terms, _replaced = queries.corrected(query.text)
    count = queries.counts(query, terms, today=today).all
    page = paginate(count, str(filters.page), COURSES_A_PAGE)
    cards = queries.search(query, terms, today=today, offset=page.offset, limit=page.size)
    names = people.organisation_names({card.provider_id for card in cards})
    return CoursesOut(
        count=count,
        page=page.number,
        pages=page.pages,
        searched=terms,
        courses=[CourseOut(**_values(card, names.get(card.provider_id, ""))) for card in cards],
    )


@router.get("/courses/{uuid:course_id}", response=CourseWithRunsOut)
def course(request: HttpRequest, course_id: UUID) -> CourseWithRunsOut:  # noqa: ARG001 - ninja hands it over
    """One course with its runs."""
    view = queries.course(course_id, today=wib_day(clock.now()))
    if view is None:
        raise Refusal("course_unknown", N_("Kursus ini tidak ada."), status=404)
    name = people.organisation_names([view.card.provider_id]).get(view.card.provider_id, "")
    runs = [
        RunOut(
            id=run.id,
            starts_on=run.starts_on,
            ends_on=run.ends_on,
            buy_until=run.buy_until,
            seats=run.seats,
            seats_left=run.seats_left,
            regency=run.regency,
        )
        for run in view.runs
    ]
    return CourseWithRunsOut(
        **_values(view.card, name),
        runs=runs,
        completed_percent=view.results.completed_percent,
        stars=view.results.stars,
    )
