"""Dates, periods and deadlines. Nothing here reads a clock."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from jadibisa.kernel.refusals import N_

WIB = ZoneInfo("Asia/Jakarta")
WITA = ZoneInfo("Asia/Makassar")
WIT = ZoneInfo("Asia/Jayapura")
ZONE_NAMES = {"Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}
WEEKDAYS = (N_("Senin"), N_("Selasa"), N_("Rabu"), N_("Kamis"), N_("Jumat"), N_("Sabtu"), N_("Minggu"))
MONTHS = (
    N_("Januari"), N_("Februari"), N_("Maret"), N_("April"), N_("Mei"), N_("Juni"),
    N_("Juli"), N_("Agustus"), N_("September"), N_("Oktober"), N_("November"), N_("Desember"),
)  # fmt: skip


def day_in(zone: ZoneInfo, at: datetime) -> date:
    """The calendar day of an instant in a zone."""
    return at.astimezone(zone).date()


def wib_day(at: datetime) -> date:
    """Tell the calendar day of an instant in WIB, the programme's own zone."""
    return day_in(WIB, at)


def last_day(start: date, days: int) -> date:
    """The last day of a period of so many days; the start day counts (R-36 to R-41: start + days - 1)."""
    return start + timedelta(days=days - 1)


def cancel_until(bought: date, starts: date, *, after_purchase: int, before_start: int) -> date | None:
    """The last day to cancel a purchase (R-42); the start day does not count; None when it was never possible."""
    until = min(bought + timedelta(days=after_purchase), starts - timedelta(days=before_start))
    return until if until >= bought else None


def end_of(day: date, zone: ZoneInfo = WIB) -> datetime:
    """Give the first instant after a day, in UTC: from then on a deadline on that day has passed."""
    return datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC)


def start_of(day: date, zone: ZoneInfo = WIB) -> datetime:
    """The first instant of a day, in UTC."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def age_on(born: date, day: date) -> int:
    """Completed years of age on a day; who is born on 29 February grows older on 1 March."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
