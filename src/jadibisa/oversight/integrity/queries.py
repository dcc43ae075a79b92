"""Where signals are read from the tables of the steps (read only), and questions about cases."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q, QuerySet

from jadibisa.foundation.plumbing.chance import named_uuid
from jadibisa.oversight.integrity import rules
from jadibisa.oversight.integrity.models import Case
from jadibisa.oversight.integrity.types import CaseView, Signal, SignalKind

PHONES = """
select min(id::text)::uuid, count(*), count(distinct kk_index) from people_person group by phone having count(distinct kk_index) > %s
"""
ACCOUNTS = """
select min(person_id::text)::uuid, encode(number_index, 'hex'), count(distinct person_id) from funding_payoutaccount
group by number_index having count(distinct person_id) > 1
"""
BURSTS = """
select companion_account_id, (submitted_at at time zone 'Asia/Jakarta')::date, count(*) from registration_application
where companion_account_id is not null group by 1, 2 having count(*) > %s
"""
COMPANION_PHONES = """
select a.companion_account_id, min(p.id::text)::uuid, count(distinct p.id) from registration_application a
join people_person p on p.id = a.person_id where a.companion_account_id is not null
group by a.companion_account_id, p.phone having count(distinct p.id) > %s
"""
PASSES = """
select c.provider_id, count(*), count(*) filter (where p.state in ('completed', 'rated')) from training_purchase p
join training_course c on c.id = p.course_id
where p.redeemed_at is not null and p.state in ('completed', 'rated', 'expired') group by c.provider_id having count(*) >= %s
"""
FILES = """
select split_part(actor, ':', 2)::uuid, (at at time zone 'Asia/Jakarta')::date, count(distinct subjects[1]) from facts_fact
where verb = 'people.file_opened' and actor like '%%:%%' group by 1, 2 having count(distinct subjects[1]) > %s
"""


def _rows(sql: str, *values: int) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, list(values))
        return list(cursor.fetchall())


def signals() -> list[Signal]:
    """Every signal that the tables show now."""
    return [*_of_persons(), *_of_companions(), *_of_providers(), *_of_officers()]


def _of_persons() -> list[Signal]:
    phones = [
        Signal(SignalKind.PHONE_SHARED, person, f"{person}", {"persons": persons, "families": families})
        for person, persons, families in _rows(PHONES, rules.MOST_FAMILIES_PER_PHONE)
        if rules.phone_is_shared(families)
    ]
    accounts = [
        Signal(SignalKind.ACCOUNT_SHARED, person, str(named_uuid("payout_account", index)), {"persons": persons})
        for person, index, persons in _rows(ACCOUNTS)
    ]
    return [*phones, *accounts]


def _of_companions() -> list[Signal]:
    bursts = [
        Signal(SignalKind.COMPANION_BURST, account, f"{account}/{day}", {"applications": count, "day": str(day)})
        for account, day, count in _rows(BURSTS, rules.MOST_APPLICATIONS_OF_COMPANION_A_DAY)
        if rules.companion_is_too_fast(count)
    ]
    phones = [
        Signal(SignalKind.COMPANION_PHONE, account, f"{account}/{person}", {"persons": count})
        for account, person, count in _rows(COMPANION_PHONES, rules.MOST_PERSONS_PER_PHONE_OF_COMPANION)
        if rules.companion_uses_one_phone(count)
    ]
    return [*bursts, *phones]


def _of_providers() -> list[Signal]:
    return [
        Signal(SignalKind.PROVIDER_ALL_PASS, provider, f"{provider}", {"assessed": assessed, "passed": passed})
        for provider, assessed, passed in _rows(PASSES, rules.FEWEST_ASSESSED)
        if rules.everybody_passed(assessed, passed)
    ]


def _of_officers() -> list[Signal]:
    return [
        Signal(SignalKind.FILES_OPENED, account, f"{account}/{day}", {"files": files, "day": str(day)})
        for account, day, files in _rows(FILES, rules.MOST_FILES_A_DAY)
        if rules.opens_too_many_files(files)
    ]


def _views(rows: "QuerySet[Case]") -> list[CaseView]:
    return [
        CaseView(
            row.id,
            f"D-{row.number:06d}",
            SignalKind(row.kind),
            row.subject,
            row.evidence,
            row.opened_at,
            row.closed_at,
            row.outcome,
            row.why,
        )
        for row in rows
    ]


def cases(*, kind: str = "", is_open: bool | None = None, before: int | None = None, limit: int = 50) -> list[CaseView]:
    """Cases, newest first, by keyset: `before` is the number of the last one seen."""
    rows = Case.objects.order_by("-number")
    if kind:
        rows = rows.filter(kind=kind)
    if is_open is not None:
        rows = rows.filter(closed_at__isnull=is_open)
    if before is not None:
        rows = rows.filter(number__lt=before)
    return _views(rows[:limit])


def case(case_id: UUID) -> CaseView | None:
    """One case."""
    return next(iter(_views(Case.objects.filter(id=case_id))), None)


def counts() -> Mapping[str, int]:
    """How many cases there are, open and closed."""
    return Case.objects.aggregate(
        open=Count("id", filter=Q(closed_at=None)), closed=Count("id", filter=Q(closed_at__isnull=False))
    )


def rows_without_fact() -> int:
    """Cases of which no fact tells."""
    sql = """select count(*) from integrity_case c where not exists (
             select 1 from facts_fact f where f.verb = 'integrity.case_opened' and f.subjects @> array[c.id])"""
    return int(_rows(sql)[0][0])
