"""The in-process bank of the demonstration writes the statements of the days that are over, and they are taken in as files."""

from collections import defaultdict
from datetime import date, datetime, timedelta

from django.conf import settings

from jadibisa.journey.funding.gateways import account_number
from jadibisa.journey.funding.models import BankDay, Bill, PayoutAttempt
from jadibisa.journey.funding.rules.camt import write_camt
from jadibisa.journey.funding.services.reconciling import PROGRAMME, import_bank_file
from jadibisa.journey.funding.services.sending import send_due
from jadibisa.journey.funding.types import BillState, Outcome, Statement, StatementLine
from jadibisa.kernel.actors import Actor
from jadibisa.kernel.clock import WIB, wib_day

BEGINNING = 10**15  # sen: what the demonstration's account holds before its first day


def read_rehearsed(*, by: Actor, at: datetime) -> int:
    """Take in the statements of days that are over; tells how many. Outside the demonstration the bank sends its own."""
    if settings.BANK_URL or not settings.DEMONSTRATION:
        return 0
    send_due(by=by, at=at)  # what the bank left unanswered is asked about first, so that its paper can say it
    last = BankDay.objects.filter(bank_account=PROGRAMME).order_by("-day").first()
    balance = last.closing if last else BEGINNING
    days = _moves(last.day if last else None, wib_day(at))
    for day in sorted(days):
        lines = tuple(days[day])
        closing = balance + sum(line.amount for line in lines)
        statement = Statement(f"RB{day:%Y%m%d}", account_number(), day, balance, closing, lines)
        import_bank_file(write_camt(statement, made_at=at), by=by, at=at)
        balance = closing
    return len(days)


def _moves(after: date | None, today: date) -> dict[date, list[StatementLine]]:
    """What moved on each day on which the bank heard of something, after a day and before today."""
    until = datetime.combine(today, datetime.min.time(), WIB)
    since = datetime.combine(after + timedelta(days=1), datetime.min.time(), WIB) if after else None
    days: dict[date, list[StatementLine]] = defaultdict(list)
    attempts = PayoutAttempt.objects.filter(requested_at__lt=until)
    bills = Bill.objects.filter(state=BillState.PAID, paid_at__lt=until)
    if since is not None:
        attempts, bills = attempts.filter(last_sent_at__gte=since), bills.filter(paid_at__gte=since)
    sent = attempts.order_by("pk").values_list(
        "pk", "requested_at", "last_sent_at", "outcome", "reference", "payout__amount"
    )
    for key, asked, again, outcome, reference, amount in sent:
        day = wib_day(again or asked)
        rows = days[day]
        if outcome == Outcome.PAID and day < today:
            rows.append(StatementLine(f"P{key}", day, -amount, reference))
    for bill in bills.order_by("pk"):
        if bill.paid_at is not None and bill.number is not None:
            day = wib_day(bill.paid_at)
            days[day].append(StatementLine(f"B{bill.pk.hex[:30]}", day, bill.amount, bill.number))
    return {day: rows for day, rows in days.items() if day < today}
