"""Vacancies: search with counts, one vacancy, matches with somebody's skills."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchQuery
from django.db import connection
from django.db.models import Case, Count, F, FloatField, Func, IntegerField, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast

from jadibisa.foundation.facts import queries as facts
from jadibisa.foundation.facts.types import Fact
from jadibisa.foundation.plumbing.paging import Page, paginate
from jadibisa.journey.work.models import Vacancy
from jadibisa.journey.work.types import (
    QUALIFICATIONS,
    EmployerState,
    Flag,
    Found,
    Match,
    VacancyState,
    VacancyView,
    Wish,
)

NEARBY = 1.5


class Shared(Func):
    """How many elements two arrays share."""

    template = "cardinality(ARRAY(SELECT unnest(%(expressions)s)))"
    arg_joiner = ") INTERSECT SELECT unnest("
    output_field = IntegerField()


class Size(Func):
    """How many elements an array has."""

    function = "cardinality"
    output_field = IntegerField()


def _view(row: Vacancy) -> VacancyView:
    return VacancyView(
        row.pk,
        row.employer_id,
        row.employer.name,
        row.employer.verified_at,
        row.title,
        row.description,
        row.occupation,
        tuple(row.skills),
        row.qualification,
        row.province,
        row.regency,
        row.contract,
        row.months,
        row.wage_low,
        row.wage_high,
        row.places,
        row.places - row.taken,
        row.open_to_disabled,
        row.state,
        row.source,
        row.apply_url,
        row.posted_at,
        row.checked_at,
        row.expires_on,
        tuple(row.flags),
    )


def _rows() -> "QuerySet[Vacancy]":
    return Vacancy.objects.select_related("employer").defer("words", "search")


def _shown(today: date) -> Q:
    return Q(state=VacancyState.OPEN, employer__state=EmployerState.VERIFIED, expires_on__gte=today)


def _filters(wish: Wish) -> dict[str, Q]:
    """One condition for each filter that is set."""
    found: dict[str, Q] = {}
    if wish.words:
        found["words"] = Q(search=SearchQuery(wish.words, config="indonesian", search_type="websearch"))
    if wish.province:
        found["province"] = Q(province=wish.province)
    if wish.qualification in QUALIFICATIONS:
        found["qualification"] = Q(qualification__in=QUALIFICATIONS[wish.qualification])
    if wish.contract:
        found["contract"] = Q(contract=wish.contract)
    if wish.open_to_disabled:
        found["open_to_disabled"] = Q(open_to_disabled=True)
    return found


def _all(conditions: Iterable[Q]) -> Q:
    together = Q()
    for condition in conditions:
        together &= condition
    return together


def found(
    wish: Wish,
    *,
    today: date,
    skills: Iterable[str] = (),
    home: str = "",
    number: str | None = None,
    size: int = 10,
) -> Found:
    """Vacancies that show, best match with the skills first, then newest, then id; with counts for the filters.

    A match in the home province counts half as much again: six of ten skills nearby come before eight of ten far away.
    """
    filters = _filters(wish)
    shown = _shown(today)
    rows = _rows().filter(shown & _all(filters.values()))
    page = paginate(rows.count(), number, size)
    mine = sorted(skills)
    order: list[Any] = [F("posted_at").desc(), "pk"]
    if mine:
        shared = Shared(F("skills"), Value(mine, output_field=ArrayField(TextField())))
        near = Case(When(province=home, then=NEARBY), default=1.0, output_field=FloatField())
        rows = rows.annotate(fit=near * Cast(shared, FloatField()) / Cast(Size(F("skills")), FloatField()))
        order.insert(0, F("fit").desc())
    vacancies = tuple(_view(row) for row in rows.order_by(*order)[page.offset : page.offset + size])
    return Found(
        page,
        vacancies,
        _counts("province", shown, filters),
        _grouped(_counts("qualification", shown, filters)),
    )


def _counts(name: str, shown: Q, filters: Mapping[str, Q]) -> dict[str, int]:
    """How many there are for each value of a filter, the other filters kept."""
    others = _all(condition for key, condition in filters.items() if key != name)
    rows = Vacancy.objects.filter(shown & others).values_list(name).annotate(number=Count("pk")).order_by(name)
    return dict(rows)


def _grouped(counts: Mapping[str, int]) -> dict[str, int]:
    return {group: sum(counts.get(word, 0) for word in words) for group, words in QUALIFICATIONS.items()}


def vacancy(vacancy_id: UUID) -> VacancyView | None:
    """One vacancy, whatever its state; None when unknown."""
    row = _rows().filter(pk=vacancy_id).first()
    return _view(row) if row else None


def vacancy_history(vacancy_id: UUID) -> list[Fact]:
    """Every state of a vacancy with its time, newest first."""
    verbs = ("work.vacancy_posted", "work.vacancy_held", "work.vacancy_checked", "work.vacancy_changed")
    return facts.about(vacancy_id, limit=30, verbs=verbs)


def vacancies_of(employer_id: UUID, *, number: str | None = None, size: int = 50) -> tuple[Page, list[VacancyView]]:
    """An employer's own vacancies, newest first, a page of them."""
    rows = _rows().filter(employer_id=employer_id)
    page = paginate(rows.count(), number, size)
    return page, [_view(row) for row in rows.order_by("-posted_at", "pk")[page.offset : page.offset + size]]


def vacancies_to_check(*, number: str | None = None, size: int = 50) -> tuple[Page, list[VacancyView]]:
    """Vacancies that an officer should look at, held or reported, the longest waiting first, a page of them."""
    rows = _rows().filter(Q(state=VacancyState.HELD) | Q(state=VacancyState.OPEN, flags__contains=[Flag.REPORTED]))
    page = paginate(rows.count(), number, size)
    return page, [_view(row) for row in rows.order_by("posted_at", "pk")[page.offset : page.offset + size]]


def reports(vacancy_id: UUID) -> list[Fact]:
    """What readers reported about a vacancy, newest first."""
    return facts.about(vacancy_id, limit=20, verbs=["work.vacancy_reported"])


def matches(vacancies: Sequence[VacancyView], owned: Iterable[str]) -> list[Match]:
    """How somebody's skills meet each vacancy, in the given order."""
    mine = frozenset(owned)
    return [
        Match(
            vacancy.skills,
            tuple(skill for skill in vacancy.skills if skill in mine),
            tuple(skill for skill in vacancy.skills if skill not in mine),
        )
        for vacancy in vacancies
    ]


def vacancies_by_skill_and_province(*, today: date | None = None) -> list[tuple[str, str, int]]:
    """Open places as (skill, province, places), by skill and province; a vacancy counts under each of its skills."""
    statement = (
        "select skill, v.province, sum(v.places - v.taken)::bigint from work_vacancy v"
        " join work_employer e on e.organisation_id = v.employer_id, unnest(v.skills) as skill"
        " where v.state = 'open' and e.state = 'verified' and (%s::date is null or v.expires_on >= %s)"
        " group by skill, v.province order by skill, v.province"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [today, today])
        return list(cursor.fetchall())
