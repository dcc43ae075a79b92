"""Questions about the days of the bank's account and the cases on which the bank and the books do not agree."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import TruncDate

from jadibisa.foundation.people.queries import proposals
from jadibisa.journey.funding.models import BankCase, BankDay, BankLine, Payout
from jadibisa.journey.funding.types import CaseView, Channel, DayState, DayView, Mismatch, PayoutState, StatementLine
from jadibisa.journey.registration import queries as registration
from jadibisa.kernel.clock import WIB, wib_day

PROGRAMME = "programme"
PROPOSAL = "funding.bank_day"
STEPS = (3, 7, 30)  # days of age at which a case goes to the next column


@dataclass(frozen=True, slots=True)
class DayLines:
    """The lines of a day, the matched ones counted with their sum."""

    matched: int
    money_in: int
    money_out: int


def bank_days(*, open_only: bool = False, limit: int = 400) -> list[DayView]:
    """Days of the bank's account, the newest first."""
    rows = BankDay.objects.filter(bank_account=PROGRAMME)
    if open_only:
        rows = rows.exclude(state=DayState.CLOSED)
    return [_day(row) for row in rows.annotate(**COUNTS).order_by("-day")[:limit]]


COUNTS = {"all_cases": Count("cases"), "left": Count("cases", filter=Q(cases__ended_at__isnull=True))}


def _day(row: BankDay) -> DayView:
    cases, left = int(row.all_cases), int(row.left)  # type: ignore[attr-defined]  # annotated
    return DayView(
        row.day, DayState(row.state), row.identity, row.opening, row.closing, row.lines, 0, cases, left, row.proposal_id
    )


def bank_day(day: date) -> DayView | None:
    """One of them."""
    row = BankDay.objects.filter(bank_account=PROGRAMME, day=day).annotate(**COUNTS).first()
    return _day(row) if row else None


def day_subject(day: date) -> UUID | None:
    """The id under which facts name a day."""
    return BankDay.objects.filter(bank_account=PROGRAMME, day=day).values_list("pk", flat=True).first()


def day_proposer(day: date) -> str:
    """Who proposed to close a day, "" when nobody did."""
    subject = day_subject(day)
    return next((one.proposed_by_name for one in proposals(PROPOSAL) if one.subject == subject), "")


def day_lines(day: date) -> DayLines:
    """How many lines of a day are explained, and what moved."""
    lines = BankLine.objects.filter(bank_account=PROGRAMME, booked_on=day)
    explained = Q(payout__isnull=False) | Q(disbursement__isnull=False) | Q(bill__isnull=False)
    found = lines.aggregate(
        matched=Count("pk", filter=explained),
        came=Sum("amount", filter=Q(amount__gt=0)),
        left=Sum("amount", filter=Q(amount__lt=0)),
    )
    return DayLines(found["matched"], found["came"] or 0, -(found["left"] or 0))


def lines_of(day: date, limit: int = 50) -> list[StatementLine]:
    """The first lines of a day."""
    rows = BankLine.objects.filter(bank_account=PROGRAMME, booked_on=day).order_by("entry")[:limit]
    return [StatementLine(row.entry, row.booked_on, row.amount, row.reference) for row in rows]


def cases(*, day: date | None = None, open_only: bool = False, limit: int = 100) -> list[CaseView]:
    """Cases, the open ones first, those that are due first in front."""
    rows = BankCase.objects.select_related("day")
    if day is not None:
        rows = rows.filter(day__day=day, day__bank_account=PROGRAMME)
    if open_only:
        rows = rows.filter(ended_at=None)
    return [
        CaseView(
            row.pk,
            row.day.day,
            Mismatch(row.kind),
            row.entry,
            row.reference,
            row.bank_amount,
            row.our_amount,
            row.owner_id,
            row.due_at,
            row.opened_at,
            row.ended_at,
            row.answer,
        )
        for row in rows.order_by(F("ended_at").desc(nulls_first=True), "due_at", "pk")[:limit]
    ]


def days_by_state() -> Mapping[DayState, int]:
    """How many days there are of each state."""
    rows = BankDay.objects.filter(bank_account=PROGRAMME).values_list("state").annotate(Count("pk")).order_by("state")
    found = {DayState(state): count for state, count in rows}
    return {state: found.get(state, 0) for state in DayState}


def case_ages(at: datetime) -> list[int]:
    """Open cases by age in days: up to 3, up to 7, up to 30, older."""
    counts = [0] * (len(STEPS) + 1)
    opened = BankCase.objects.filter(ended_at=None).annotate(day_opened=TruncDate("opened_at", tzinfo=WIB))
    for day, count in opened.values_list("day_opened").annotate(Count("pk")).order_by("day_opened"):
        counts[sum((wib_day(at) - day).days > step for step in STEPS)] += count
    return counts


def failures_by_channel() -> Mapping[Channel, tuple[int, int]]:
    """Payouts that failed, of all that ended, by channel."""
    rows = (
        Payout.objects.filter(state__in=[PayoutState.FAILED, PayoutState.PAID])
        .values_list("account__channel")
        .annotate(bad=Count("pk", filter=Q(state=PayoutState.FAILED)), ended=Count("pk"))
        .order_by("account__channel")
    )
    return {Channel(channel): (failed, ended) for channel, failed, ended in rows}


def failures_by_province() -> Mapping[str, int]:
    """Payouts that failed, by the province where the participant lives."""
    ids = list(Payout.objects.filter(state=PayoutState.FAILED).values_list("incentive__allotment_id", flat=True))
    found: dict[str, int] = {}
    known = {row.id: row.province for row in registration.columns_of(set(ids))}
    for one in ids:
        province = known[one]
        found[province] = found.get(province, 0) + 1
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))
