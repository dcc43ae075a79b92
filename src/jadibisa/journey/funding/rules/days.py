"""Days of the money: instalments, working days, the last day of a budget year."""

from calendar import monthrange
from datetime import date, timedelta

from jadibisa.kernel.policy import Policy

SATURDAY = 5


def instalments(first: date, count: int) -> list[date]:
    """Due days of monthly payments; a month without that day gives its last one."""
    return [months_later(first, number) for number in range(count)]


def months_later(day: date, months: int) -> date:
    """The same day so many months later, or the last day of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def working_days_later(day: date, count: int) -> date:
    """The day after so many working days (Monday to Friday)."""
    while count > 0:
        day += timedelta(days=1)
        if day.weekday() < SATURDAY:
            count -= 1
    return day


def budget_last_day(policy: Policy, key: str, *, begun: date) -> date:
    """The last day for a right that began on a day: this budget year's, or the next one's when it has passed already."""
    last = policy.month_day(key, on=begun)
    return last if last >= begun else policy.month_day(key, on=date(begun.year + 1, 1, 1))


def per_person(policy: Policy, on: date) -> int:
    """What one participant costs at most: balance, incentives and surveys, in sen."""
    return policy.money("funding.balance", on=on) + cash_per_person(policy, on)


def cash_per_person(policy: Policy, on: date) -> int:
    """What one participant may get in cash: incentives and surveys, in sen."""
    incentives = policy.money("funding.incentive", on=on) * policy.integer("funding.incentive_count", on=on)
    return incentives + policy.money("funding.survey", on=on) * policy.integer("funding.survey_count", on=on)
