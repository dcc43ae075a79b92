"""Questions to the record."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from jadibisa.foundation.facts.models import FactRow
from jadibisa.foundation.facts.types import Fact


def _facts(rows: "QuerySet[FactRow]") -> list[Fact]:
    return [Fact(row.id, row.verb, row.at, row.actor, tuple(row.subjects), row.why, row.data) for row in rows]


def about(subject: UUID, *, limit: int = 50, verbs: Sequence[str] = ()) -> list[Fact]:
    """The newest facts that name a subject, newest first."""
    rows = FactRow.objects.filter(subjects__contains=[subject])
    if verbs:
        rows = rows.filter(verb__in=verbs)
    return _facts(rows.order_by("-id")[:limit])


def exists(verb: str, subject: UUID, *, since: datetime | None = None) -> bool:
    """Whether a fact of this kind names the subject, at an instant or later."""
    rows = FactRow.objects.filter(verb=verb, subjects__contains=[subject])
    return (rows if since is None else rows.filter(at__gte=since)).exists()


def named(verb: str, subjects: Iterable[UUID]) -> set[UUID]:
    """Which of these subjects are named by a fact of this kind."""
    asked = list(subjects)
    found = FactRow.objects.filter(verb=verb, subjects__overlap=asked).values_list("subjects", flat=True)
    return set(asked) & {subject for row in found for subject in row}


def of_kind(verb: str) -> list[Fact]:
    """Every fact of a kind, in the order of their numbers: for kinds of which there are few."""
    return _facts(FactRow.objects.filter(verb=verb).order_by("id"))


def trail(*, before: int | None = None, verb: str = "", actor: str = "", subject: UUID | None = None, since: datetime | None = None,
          until: datetime | None = None, limit: int = 50) -> list[Fact]:  # fmt: skip
    """The audit trail, newest first, by keyset: give the smallest id seen as `before` to go on."""
    rows = FactRow.objects.all()
    if before is not None:
        rows = rows.filter(id__lt=before)
    if verb:
        rows = rows.filter(verb__startswith=verb)
    if actor:
        rows = rows.filter(actor__startswith=actor)
    if subject is not None:
        rows = rows.filter(subjects__contains=[subject])
    if since is not None:
        rows = rows.filter(at__gte=since)
    if until is not None:
        rows = rows.filter(at__lt=until)
    return _facts(rows.order_by("-id")[:limit])


UNHEARD = """
select id, verb, at, actor, subjects, why, data, transaction from facts_fact
where (transaction, id) > (%s, %s) and verb = any(%s)
  and (transaction < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
       or transaction = pg_current_xact_id_if_assigned()::text::bigint)
order by transaction, id limit %s
"""


def unheard(transaction: int, fact_id: int, *, verbs: Sequence[str], limit: int) -> list[tuple[int, Fact]]:
    """Facts after a place in the record, in (transaction, number) order, with their transactions.

    Only transactions that no open one can still precede are read, and the caller's own.
    """
    with connection.cursor() as cursor:
        cursor.execute(UNHEARD, [transaction, fact_id, list(verbs), limit])
        rows = cursor.fetchall()
    return [(row[7], Fact(row[0], row[1], row[2], row[3], tuple(row[4]), row[5], _json(row[6]))) for row in rows]


def _json(value: str | Mapping[str, Any]) -> Mapping[str, Any]:
    return json.loads(value) if isinstance(value, str) else value


def is_from_an_older_cluster() -> bool:
    """Whether facts have transaction numbers that this server has not reached: new facts would stand before them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select coalesce(max(transaction), 0) > pg_snapshot_xmax(pg_current_snapshot())::text::bigint from facts_fact"
        )
        return bool(cursor.fetchone()[0])


def count_verbs() -> dict[str, int]:
    """How many facts of each kind there are."""
    with connection.cursor() as cursor:
        cursor.execute("select verb, count(*) from facts_fact group by verb order by verb")
        return dict(cursor.fetchall())


UNSETTLED = """
select id from (
    select unnest(subjects) as id, case when verb = any(%(begun)s) then 1 else -1 end as step from facts_fact
    where verb = any(%(begun)s) or verb = any(%(ended)s)
) named group by id having sum(step) > 0
"""


def unsettled(begun: Iterable[str], ended: Iterable[str]) -> set[UUID]:
    """Every subject that facts of the first kinds name more often than facts of the second kinds."""
    with connection.cursor() as cursor:
        cursor.execute(UNSETTLED, {"begun": list(begun), "ended": list(ended)})
        return {row[0] for row in cursor.fetchall()}


def subjects_of(verbs: Iterable[str]) -> set[UUID]:
    """Every subject that facts of these kinds name."""
    with connection.cursor() as cursor:
        cursor.execute("select distinct unnest(subjects) from facts_fact where verb = any(%s)", [list(verbs)])
        return {row[0] for row in cursor.fetchall()}
