"""Questions to the catalogue: search, how many each filter would leave, a course with its runs, a comparison."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Avg, Count, Q

from jadibisa.journey.registration import queries as registration
from jadibisa.journey.training.models import Course, PurchaseRow, Review, Run, TitleWord
from jadibisa.journey.training.rules import words
from jadibisa.journey.training.types import (
    Counts,
    CourseCard,
    CourseView,
    Mode,
    Query,
    Results,
    RunView,
)

ACCESS = ("captions", "sign_language", "screen_reader", "step_free")
DATA_STEPS = (100, 1000, 5000)
REVIEWS_SHOWN = 10
FEW_COUNTED = 10
"""Results of a course are shown from so many ended purchases on, so that nobody is recognised."""

# The runs of a course that can still be bought, as one row; looked up per course, so that no statistics can mislead.
RUNS = """
    select min(starts_on) as next_start,
           (array_agg(regency order by starts_on, id))[1] as regency,
           coalesce((array_agg(meetings order by starts_on, id))[1], 0) as meetings,
           coalesce(sum(seats - taken), 0) as seats_left
    from training_run where course_id = c.id and buy_until >= %(today)s and taken < seats
"""
# What filters, sorting and counts need of a course that can be bought, and no more: all of them are looked at.
FOUND = """
    select c.id, c.mode, c.field, c.price, c.data_mb, c.level, c.captions, c.sign_language, c.screen_reader, c.step_free,
           c.graduates, c.skills, r.next_start, r.places
    from training_course c join lateral (
        select min(starts_on) as next_start, array_agg(left(regency, 2)) as places
        from training_run where course_id = c.id and buy_until >= %(today)s and taken < seats
    ) r on r.next_start is not null
    where c.is_open
"""
CARD_COLUMNS = (
    "id, provider_id, title, summary, field, level, mode, hours, price, captions, sign_language, screen_reader,"
    " step_free, data_mb, min_schooling, skills, next_start, regency, meetings, seats_left, graduates"
)
SORTS: Mapping[str, str] = {
    "fit": "rank desc, graduates desc, id",
    "price": "price, id",
    "start": "next_start, id",
    "graduates": "graduates desc, id",
}


def corrected(text: str) -> tuple[list[str], dict[str, str]]:
    """The words of a search, typing errors corrected.

    Returns:
        The words that are searched, and what was replaced by what.
    """
    wanted = words.tokens(text)
    known = set(TitleWord.objects.filter(word__in=wanted).values_list("word", flat=True))
    unknown = [
        word
        for word in wanted
        if word not in known and word not in words.SYNONYMS and len(word) >= words.SHORTEST_CORRECTED
    ]
    if not unknown:
        return wanted, {}
    lengths = {
        length + slack for length in map(len, unknown) for slack in range(-words.LENGTH_SLACK, words.LENGTH_SLACK + 1)
    }
    near: dict[str, int] = dict(TitleWord.objects.filter(length__in=lengths).values_list("word", "courses"))
    near |= {word: 0 for word in words.SYNONYMS if len(word) in lengths and word not in near}
    replaced = {word: better for word in unknown if (better := words.correct(word, near)) != word}
    return list(dict.fromkeys(replaced.get(word, word) for word in wanted)), replaced


class _Search:
    """One search as SQL: each filter is a condition with a name, so that counts can leave their own filter out."""

    def __init__(self, query: Query, terms: Sequence[str], today: date) -> None:
        self.values: dict[str, Any] = {"today": today, "words": words.tsquery(terms)}
        self.base = FOUND
        if terms:
            matches = "c.document @@ to_tsquery('indonesian', %(words)s)"
            rank = "ts_rank_cd(c.document, to_tsquery('indonesian', %(words)s)) as rank"
            self.base = f"{FOUND.replace('r.places', f'r.places, {rank}', 1)} and {matches}"
        self.conditions: dict[str, str] = {}
        self._place(query.place)
        self._choices("mode", query.modes)
        self._choices("field", query.fields)
        if query.access:
            self.conditions["access"] = " and ".join(name for name in ACCESS if name in query.access) or "true"
        for name, bound in (("price", query.price_to), ("data_mb", query.data_to), ("level", query.level_to)):
            if bound is not None:
                self.conditions[name] = f"{name} <= %({name})s"
                self.values[name] = bound

    def _place(self, place: str) -> None:
        if place == "online":
            self.conditions["place"] = "mode <> 'face_to_face'"
        elif place:
            self.conditions["place"] = "(mode <> 'face_to_face' or %(place)s = any(places))"
            self.values["place"] = place

    def _choices(self, name: str, chosen: Sequence[str]) -> None:
        if chosen:
            self.conditions[name] = f"{name} = any(%({name})s)"
            self.values[name] = list(chosen)

    def where(self, *, without: str = "") -> str:
        return " and ".join(text for name, text in self.conditions.items() if name != without) or "true"


def search(query: Query, terms: Sequence[str], *, today: date, offset: int, limit: int) -> list[CourseCard]:
    """Courses that can still be bought and fit, in the order asked for.

    Args:
        query: the filters.
        terms: the words, corrected.
        today: the day in WIB.
        offset: how many to leave out.
        limit: how many to give.
    """
    asked = _Search(query, terms, today)
    asked.values |= {"offset": offset, "limit": limit}
    order = SORTS.get(query.sort, SORTS["fit"])
    if not terms:
        order = order.removeprefix("rank desc, ")
    sql = (
        f"select id from ({asked.base}) found where {asked.where()}"  # noqa: S608 - constants of this room, values are bound
        f" order by {order} offset %(offset)s limit %(limit)s"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, asked.values)
        ids = [row[0] for row in cursor.fetchall()]
    return cards(ids, today=today)


def counts(query: Query, terms: Sequence[str], *, today: date, balance: int | None = None) -> Counts:
    """How many courses fit, and how many each option would leave if it alone were chosen in its group.

    Args:
        query: the filters.
        terms: the words, corrected.
        today: the day in WIB.
        balance: sen, None for who has none.

    Returns:
        Options named "mode:webinar", "field:…", "access:captions", "data:100", and "balance".
    """
    asked = _Search(query, terms, today)
    asked.values["balance"] = balance
    pieces = {"all": asked.where()}
    pieces |= {f"mode:{mode}": f"{asked.where(without='mode')} and mode = '{mode}'" for mode in Mode}
    pieces |= {f"access:{name}": f"{asked.where()} and {name}" for name in ACCESS}
    pieces |= {f"data:{step}": f"{asked.where(without='data_mb')} and data_mb <= {step}" for step in DATA_STEPS}
    pieces["balance"] = f"{asked.where(without='price')} and price <= %(balance)s::bigint"
    columns = ", ".join(f"count(*) filter (where {condition})" for condition in pieces.values())
    sql = (
        f"with found as materialized ({asked.base})"  # noqa: S608 - constants of this room
        f" select {columns}, (select array_agg(field || '=' || n) from"
        f" (select field, count(*) as n from found where {asked.where(without='field')} group by field) g) from found"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, asked.values)
        row = cursor.fetchone() or (*[0] * len(pieces), None)
    found = dict(zip(pieces, row[:-1], strict=True))
    for pair in row[-1] or ():
        name, _sign, number = pair.rpartition("=")
        found[f"field:{name}"] = int(number)
    return Counts(int(found["all"]), found)


def cards(ids: Sequence[UUID], *, today: date) -> list[CourseCard]:
    """Courses by id in the order of the ids, those that cannot be bought any more too; unknown ids are left out."""
    sql = (
        f"select {CARD_COLUMNS} from (select c.*, r.* from training_course c cross join lateral ({RUNS}) r"  # noqa: S608 - constants
        " where c.id = any(%(ids)s)) f"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, {"ids": list(ids), "today": today})
        found = {card.id: card for card in map(_card, cursor.fetchall())}
    return [found[course_id] for course_id in ids if course_id in found]


def _card(row: tuple[Any, ...]) -> CourseCard:
    values = list(row)
    values[6] = Mode(values[6])
    values[15] = tuple(values[15])
    values[19] = int(values[19])
    return CourseCard(*values)


def course(course_id: UUID, *, today: date) -> CourseView | None:
    """A course with the runs that have not ended, and its results; None when there is none."""
    card = next(iter(cards([course_id], today=today)), None)
    if card is None:
        return None
    runs = Run.objects.filter(course_id=course_id, ends_on__gte=today).order_by("starts_on", "id")[:100]
    is_open = Course.objects.filter(id=course_id, is_open=True).exists()
    return CourseView(card, tuple(_run(run, today, is_open=is_open) for run in runs), results(course_id), is_open)


def _run(run: Run, today: date, *, is_open: bool) -> RunView:
    left = run.seats - run.taken
    return RunView(
        run.id, run.starts_on, run.ends_on, run.seats, left, run.regency, run.meetings, run.first_at, run.buy_until,
        bookable=is_open and left > 0 and run.buy_until >= today,
    )  # fmt: skip


def results(course_id: UUID) -> Results:
    """What became of the learners of a course; blank while only few have ended."""
    ended = PurchaseRow.objects.filter(course_id=course_id, state__in=["completed", "rated", "expired"])
    found = ended.aggregate(ended=Count("id"), completed=Count("id", filter=Q(completed_at__isnull=False)))
    if found["ended"] < FEW_COUNTED:
        return Results()
    rated = Review.objects.filter(course_id=course_id).aggregate(ratings=Count("purchase_id"), stars=Avg("stars"))
    newest = list(
        Review.objects.filter(course_id=course_id)
        .order_by("-rated_at", "purchase_id")
        .values_list("stars", "text", "purchase__learner_id", "rated_at__date")[:REVIEWS_SHOWN]
    )
    writers = registration.applications(row[2] for row in newest)
    reviews = tuple((stars, text, writers[who].regency, day) for stars, text, who, day in newest)
    return Results(found["ended"], found["completed"], rated["ratings"], rated["stars"], reviews)


def fields() -> list[str]:
    """The fields that courses have, in alphabetical order."""
    return list(Course.objects.order_by("field").values_list("field", flat=True).distinct())


def teaching(skills: Sequence[str], *, today: date, limit: int = 20) -> list[CourseCard]:
    """Courses that can be bought now and teach any of these skills, most skills first, then cheapest."""
    sql = (
        f"select id from ({FOUND} and c.skills && %(skills)s) found order by"  # noqa: S608 - constants of this room
        " (select count(*) from unnest(skills) s where s = any(%(skills)s)) desc, price, id limit %(limit)s"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, {"skills": list(skills), "today": today, "limit": limit})
        ids = [row[0] for row in cursor.fetchall()]
    return cards(ids, today=today)
