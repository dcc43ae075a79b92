"""Questions over all steps at once: the funnel of a batch, counted now or as it was counted last."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

import msgspec

from jadibisa.journey.certification import queries as certification
from jadibisa.journey.funding import queries as funding
from jadibisa.journey.registration import queries as registration
from jadibisa.journey.selection import queries as selection
from jadibisa.journey.selection.types import Way
from jadibisa.journey.training import queries as training
from jadibisa.journey.verification import queries as verification
from jadibisa.journey.verification.types import CaseState
from jadibisa.journey.work import queries as work
from jadibisa.kernel.clock import wib_day
from jadibisa.oversight.inclusion.models import Snapshot
from jadibisa.oversight.inclusion.rules import LIMIT, Tally, tables, tally
from jadibisa.oversight.inclusion.rules.counting import Person
from jadibisa.oversight.inclusion.types import STAGES, Cell, Group, Money, Report, Share, Supply, Target, Who

EVERY = 0  # the snapshot of all batches together
PROVINCE_DIGITS = 2


def people(batch: int) -> tuple[list[Person], dict[str, set[UUID]]]:
    """Everybody of a batch as they are counted, and who reached which stage.

    Place and traits are the verified ones for whoever was verified, because seats and floors go by them; the claimed
    ones for everybody else.
    """
    rows = registration.columns(batch)
    ids = [row.id for row in rows]
    cases = verification.cases(ids)
    verified = {application: case for application, case in cases.items() if case.state is CaseState.VERIFIED}
    persons = []
    for row in rows:
        case = verified.get(row.id)
        province, regency, traits = (
            (case.province, case.regency, case.traits) if case else (row.province, row.regency, row.traits)
        )
        persons.append(Person(row.id, province, regency, str(row.schooling), int(traits), row.channel))
    return persons, {
        "verified": set(verified),
        "refused": {application for application, case in cases.items() if case.state is CaseState.REFUSED},
        "selected": set(selection.winners(batch)),
        "finished": training.completers(batch),
        "certified": certification.holders(ids),
        "placed": work.placed_applications(batch) & set(ids),
    }


def report(batch: int | None, at: datetime) -> Report:
    """The whole funnel, counted now.

    Args:
        batch: number of the batch, None for all batches together.
        at: the present, which the report bears.
    """
    numbers = [batch] if batch is not None else sorted(known.number for known in registration.batches(at))
    everybody: list[Person] = []
    reached: dict[str, set[UUID]] = {}
    for number in numbers:
        found, stages = people(number)
        everybody += found
        for stage, ids in stages.items():
            reached.setdefault(stage, set()).update(ids)
    return _assembled(batch, at, numbers, tally(everybody, reached))


def _assembled(batch: int | None, at: datetime, numbers: Iterable[int], counted: Tally) -> Report:
    numbers = list(numbers)
    seats = {known.number: known.seats for known in registration.batches(at)}
    learned, worked, certified = training.totals(batch), work.totals(batch), certification.totals(batch)
    reasons: dict[str, int] = {}
    for number in numbers:
        for reason, count in verification.refused_by_reason(number).items():
            reasons[str(reason)] = reasons.get(str(reason), 0) + count
    return Report(
        batch=batch,
        at=at,
        counts=counted.all,
        seats=sum(seats[number] for number in numbers),
        refused_by_reason=dict(sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0]))),
        money=_money(numbers),
        bought=learned.bought + learned.redeemed + learned.completed + learned.rated + learned.expired,
        courses_finished=learned.completed + learned.rated,
        certificates=certified.issued,
        vacancies=worked.vacancies,
        places=sum(count for _skill, _province, count in work.vacancies_by_skill_and_province(today=wib_day(at))),
        regencies=len(counted.regencies),
        channels=counted.channels,
        provinces=_groups(counted.provinces, quota_of(numbers)),
        traits=_groups(counted.traits),
        schooling=_groups(counted.schooling),
        cells=tuple(Cell(province, trait, counts) for (province, trait), counts in counted.cells.items()),
        targets=targets(batch),
        supply=supply(at),
        beside=sum(selection.beside_counts(number)[Way.EXTRA_SEAT] for number in numbers),
    )


def _groups(counts: Mapping[str, object], seats: Mapping[str, int] | None = None) -> tuple[Group, ...]:
    return tuple(Group(key, value, (seats or {}).get(key)) for key, value in counts.items())  # type: ignore[arg-type]


def quota_of(numbers: Iterable[int]) -> dict[str, int]:
    """Seats per province, where the quota is known."""
    seats: dict[str, int] = {}
    for number in numbers:
        table = selection.quota(number)
        for row in table.rows if table else ():
            if len(row.code) == PROVINCE_DIGITS:
                seats[row.code] = seats.get(row.code, 0) + row.seats
    return seats


def targets(batch: int | None) -> tuple[Target, ...]:
    """The floors of a batch's policy, largest first."""
    if batch is None:
        return ()
    policy, day = registration.policy_of(batch), registration.policy_day(batch)
    return tuple(Target(floor.trait, float(floor.percent)) for floor in policy.floors(on=day))


def _money(numbers: Iterable[int]) -> Money:
    found = [funding.totals(number) for number in numbers]
    return Money(
        allotted=sum(one.allotted for one in found),
        spent=sum(one.spent for one in found),
        reserved=sum(one.reserved for one in found),
        returned=sum(one.returned for one in found),
        paid=sum(one.incentives_paid for one in found),
        paid_count=sum(one.incentives_paid_count for one in found),
        failed_count=sum(one.incentives_failed_count for one in found),
        waiting_count=sum(one.incentives_waiting_count for one in found),
    )


def supply(at: datetime) -> tuple[Supply, ...]:
    """Open places against seats of courses per skill and province, largest gap first; seats online count everywhere."""
    wanted = {
        (skill, province): count for skill, province, count in work.vacancies_by_skill_and_province(today=wib_day(at))
    }
    offered = {(skill, province): count for skill, province, count in training.seats_by_skill_and_province()}
    rows = [
        Supply(skill, province, count, offered.get((skill, province), 0) + offered.get((skill, ""), 0))
        for (skill, province), count in wanted.items()
    ]
    return tuple(sorted(rows, key=lambda row: (row.seats - row.vacancies, row.skill, row.province)))


def last(batch: int | None) -> Report | None:
    """The report as it was counted last."""
    content = (
        Snapshot.objects.filter(batch=batch or EVERY, content__isnull=False).values_list("content", flat=True).first()
    )
    return msgspec.convert(content, Report) if content else None


def stages(found: Report) -> list[tuple[str, int, float | None]]:
    """Each stage, how many reached it, and their share of the registered in percent."""
    whole = found.counts.registered
    counts = [(stage, tables.count_at(found.counts, stage)) for stage in STAGES]
    return [(stage, count, tables.percent(count, whole)) for stage, count in counts]


def reasons(found: Report) -> dict[str, int | None]:
    """The refused by reason, as they may be published: None where the number could give somebody away."""
    return tables.reasons(found)


def share(part: int, whole: int) -> float | None:
    """A share in percent, None where it could give somebody away."""
    if not whole or 0 < part < LIMIT or 0 < whole - part < LIMIT:
        return None
    return round(100 * part / whole, 1)


def who(batch: int, at: datetime) -> Who | None:
    """Who registers for a batch: the number now, the shares as they were counted last; None when nobody did."""
    now = registration.totals(batch)
    counted = last(batch)
    if not now.all:
        return None
    shares: tuple[Share, ...] = ()
    if counted:
        whole = counted.counts.registered
        traits = {group.key: group.counts.registered for group in counted.traits}
        shares = tuple(
            Share(key, share(count, whole)) for key, count in sorted(traits.items(), key=lambda pair: -pair[1])
        )
    return Who(
        batch, at, now.all, counted.regencies if counted else 0, tuple(one for one in shares if one.percent is not None)
    )


def rows_without_fact() -> int:
    """Snapshots repeat what the steps know and need no facts."""
    return 0
