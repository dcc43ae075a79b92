"""Questions about the pool from which a roll is frozen."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import numpy as np
from django.db import connection

from jadibisa.journey.registration import queries as registration
from jadibisa.journey.verification.models import Case
from jadibisa.journey.verification.types import (
    CaseState,
    CaseView,
    PoolColumns,
    PoolRow,
)

POOL = """
with applicant as (
    select c.application_id, c.person_id, a.ticket, c.province, c.regency, c.traits, c.kk_index,
           row_number() over (partition by c.kk_index order by a.ticket collate "C") as place
    from verification_case c join registration_application a on a.id = c.application_id
    where c.batch_number = %(batch)s and c.state = 'verified' and not c.stands_back
      and not exists (select from verification_recipient r where r.person_id = c.person_id and r.spent)
), taken as (
    select kk_index, count(*) as places from verification_recipient where state = 'active' group by kk_index
)
select application_id, person_id, ticket, province, regency, traits
from applicant left join taken using (kk_index)
where (place <= %(cap)s - coalesce(places, 0)) = %(enters)s
"""
PACKED = f"""
select count(*), string_agg(
    uuid_send(application_id) || uuid_send(person_id) || convert_to(ticket || province || regency, 'UTF8') || int2send(traits), ''
)
from ({POOL}) as roll group by province
"""  # noqa: S608 - our own text; a message for each province instead of one for each person
LINE = np.dtype(
    [
        ("application", "u1", 16),
        ("person", "u1", 16),
        ("ticket", "S16"),
        ("province", "S2"),
        ("regency", "S5"),
        ("traits", ">i2"),
    ]
)


def pool(batch: int) -> list[PoolRow]:
    """Who enters the roll: the verified, without earlier recipients, and within the cap of their family cards.

    Of a family with more applicants than free places the smaller ticket ids enter: tickets are random, so nobody wins by
    being early. Sorted by application id.
    """
    return [PoolRow(*row) for row in _pool(batch, enters=True)]


def pool_columns(batch: int) -> PoolColumns:
    """The same people as columns: a million of them are read in a second or two."""
    with connection.cursor() as cursor:
        cursor.execute(PACKED, {"batch": batch, "cap": family_cap(batch), "enters": True})
        packed = cursor.fetchall()
    content = b"".join([part for _count, part in packed])
    if len(content) != LINE.itemsize * sum(count for count, _part in packed):
        message = "a ticket, a province or a regency of the pool is shorter than agreed"
        raise ValueError(message)
    lines = np.frombuffer(content, dtype=LINE)
    return PoolColumns(
        np.ascontiguousarray(lines["application"]), np.ascontiguousarray(lines["person"]), lines["ticket"].copy(),
        lines["province"].copy(), lines["regency"].copy(), lines["traits"].astype(np.int16),
    )  # fmt: skip


def pool_counts(batch: int) -> list[tuple[str, int, int]]:
    """The pool by counts: regency, traits, how many; a million people are some hundred rows."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"select regency, traits, count(*) from ({POOL}) as roll group by regency, traits order by 1, 2",  # noqa: S608 - our own text
            {"batch": batch, "cap": family_cap(batch), "enters": True},
        )
        return [(str(regency), int(traits), int(count)) for regency, traits, count in cursor.fetchall()]


def left_out_by_family(batch: int) -> list[UUID]:
    """Verified applications that do not enter the roll because others on their family card have smaller tickets."""
    return [row[0] for row in _pool(batch, enters=False)]


FAMILY_PLACE = """
select (
    select count(*) from verification_case other join registration_application its on its.id = other.application_id
    where other.kk_index = me.kk_index and other.state = 'verified' and other.batch_number = me.batch_number
      and not other.stands_back
      and its.ticket collate "C" < mine.ticket collate "C"
      and not exists (select from verification_recipient r where r.person_id = other.person_id and r.spent)
) + (
    select count(*) from verification_recipient r
    where r.kk_index = me.kk_index and r.state = 'active' and r.person_id <> me.person_id
)
from verification_case me join registration_application mine on mine.id = me.application_id
where me.application_id = %(application)s
"""


def family_goes_before(view: CaseView) -> bool:
    """Whether others on the family card fill its places, by being recipients or by smaller tickets in this batch."""
    with connection.cursor() as cursor:
        cursor.execute(FAMILY_PLACE, {"application": view.application_id})
        row = cursor.fetchone()
    return row is not None and int(row[0]) >= family_cap(view.batch)


def _pool(batch: int, *, enters: bool) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(f"{POOL} order by application_id", {"batch": batch, "cap": family_cap(batch), "enters": enters})
        return list(cursor.fetchall())


def family_cap(batch: int) -> int:
    """How many recipients a family card may have."""
    return registration.policy_of(batch).integer(
        "eligibility.recipients_per_family_card", on=registration.policy_day(batch)
    )


def family_applicants(view: CaseView) -> int:
    """How many verified applicants of one batch live on the family card of a case, this one too."""
    family = Case.objects.filter(application_id=view.application_id).values("kk_index")
    return Case.objects.filter(batch_number=view.batch, state=CaseState.VERIFIED, kk_index__in=family).count()


def verified_in(batches: Iterable[int]) -> list[tuple[UUID, UUID, int]]:
    """Verified cases of some batches: application, person, batch."""
    rows = Case.objects.filter(batch_number__in=list(batches), state=CaseState.VERIFIED).order_by("application_id")
    return list(rows.values_list("application_id", "person_id", "batch_number"))
