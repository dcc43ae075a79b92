"""Questions of a buyer before buying, and of a provider about its own runs."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from jadibisa.journey.funding import queries as funding
from jadibisa.journey.registration import queries as registration
from jadibisa.journey.training.models import Run, Session
from jadibisa.journey.training.queries import learning
from jadibisa.journey.training.rules.days import days_of
from jadibisa.journey.training.rules.evidence import STEP_SECONDS, rotating_code
from jadibisa.journey.training.rules.purchase import purchase_refusal
from jadibisa.journey.training.types import Mode, Preview, ProviderRun, SessionView

RUNS_A_PAGE = 40


def preview(application_id: UUID, run_id: UUID, at: datetime) -> Preview | None:
    """What buying a run would mean for a participant; None when there is no such run."""
    offer = learning.offers([run_id]).get(run_id)
    if offer is None:
        return None
    who = learning.learner(application_id)
    terms = learning.terms(who) if who else None
    refusal = purchase_refusal(
        who,
        offer,
        earlier=learning.bought_courses([application_id]).get(application_id, ()),
        busy=application_id in learning.open_purchases([application_id]),
        terms=terms,
        schooling=registration.application(application_id).schooling,
        at=at,
    )
    return Preview(
        offer=offer,
        available=funding.balance(application_id).available,
        days=days_of(offer, at, terms) if terms else None,
        refusal=refusal,
        quote=funding.quote_for(application_id, offer.price, offer.course_id, offer.skills, at),
        shares=terms is not None and terms.shares,
    )


GRADING_DAYS = 30
WHEN: Mapping[str, tuple[str, str]] = {
    "now": ("r.starts_on <= %(today)s and r.ends_on >= %(graded)s", "r.taken = 0, r.starts_on desc"),
    "coming": ("r.starts_on > %(today)s", "r.starts_on"),
    "over": ("r.ends_on < %(graded)s", "r.taken = 0, r.starts_on desc"),
}
"""Runs that go on or wait for scores, those that come, those that are over: which, and in what order."""


def provider_runs(provider_id: UUID, when: str, *, today: date, offset: int = 0) -> list[ProviderRun]:
    """The runs of a provider at a time named in `WHEN`, one page."""
    condition, order = WHEN[when]
    sql = f"""
        select r.id, r.course_id, c.title, c.mode, c.is_open, r.starts_on, r.ends_on, r.regency, r.seats, r.taken,
               coalesce(p.learning, 0), coalesce(p.completed, 0), r.meetings
        from training_course c join training_run r on r.course_id = c.id
        left join lateral (
            select count(*) filter (where state = 'redeemed') as learning,
                   count(*) filter (where completed_at is not null) as completed
            from training_purchase where run_id = r.id
        ) p on true
        where c.provider_id = %(provider)s and {condition}
        order by {order}, r.id offset %(offset)s limit %(limit)s
    """  # noqa: S608 - constants of this room
    asked = _asked(provider_id, today) | {"offset": offset, "limit": RUNS_A_PAGE}
    with connection.cursor() as cursor:
        cursor.execute(sql, asked)
        return [_provider_run(row) for row in cursor.fetchall()]


def provider_run_counts(provider_id: UUID, *, today: date) -> dict[str, int]:
    """How many runs a provider has at each time."""
    columns = ", ".join(f"count(*) filter (where {condition})" for condition, _order in WHEN.values())
    sql = (
        f"select {columns} from training_course c join training_run r on r.course_id = c.id"  # noqa: S608 - constants
        " where c.provider_id = %(provider)s"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, _asked(provider_id, today))
        return dict(zip(WHEN, cursor.fetchone() or (0, 0, 0), strict=True))


def _asked(provider_id: UUID, today: date) -> dict[str, Any]:
    return {"provider": provider_id, "today": today, "graded": today - timedelta(days=GRADING_DAYS)}


def _provider_run(row: tuple[Any, ...]) -> ProviderRun:
    values = list(row)
    values[3] = Mode(row[3])
    return ProviderRun(*values)


def provider_run(provider_id: UUID, run_id: UUID) -> ProviderRun | None:
    """One run of a provider; None for a run of another one."""
    row = Run.objects.select_related("course").filter(id=run_id, course__provider_id=provider_id).first()
    if row is None:
        return None
    return ProviderRun(
        row.id,
        row.course_id,
        row.course.title,
        Mode(row.course.mode),
        row.course.is_open,
        row.starts_on,
        row.ends_on,
        row.regency,
        row.seats,
        row.taken,
        0,
        0,
        row.meetings,
    )


def run_sessions(run_id: UUID) -> list[SessionView]:
    """The sessions of a run, by number."""
    rows = Session.objects.filter(run_id=run_id).order_by("no").values_list("id", "no", "starts_at", "ends_at")
    return [SessionView(*row) for row in rows]


def shown_code(session_id: int, at: datetime) -> tuple[str, int]:
    """The code for the trainer's screen, and for how many more seconds it is shown."""
    code = rotating_code(learning.session_key(session_id), at)
    return code, STEP_SECONDS - int(at.timestamp()) % STEP_SECONDS
