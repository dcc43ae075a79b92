"""How money, dates, numbers and states are written on a page."""

from datetime import date, datetime, timedelta

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext

from jadibisa.foundation.plumbing import chance, charts
from jadibisa.kernel.clock import MONTHS, WEEKDAYS, ZONE_NAMES
from jadibisa.kernel.ids import grouped, mask_phone
from jadibisa.kernel.money import rupiah_text

register = template.Library()
LAST_MINUTE = timedelta(minutes=1)
STATES = frozenset({"ok", "now", "wait", "bad", "go", "none"})


def _english() -> bool:
    return (get_language() or "id").startswith("en")


@register.filter
def rupiah(amount: int | None) -> str:
    """Sen as `Rp3.500.000`."""
    return "–" if amount is None else rupiah_text(int(amount))


@register.filter
def angka(number: float | None) -> str:
    """A whole number as `1.204.318` (English `1,204,318`)."""
    if number is None:
        return "–"
    text = f"{round(number):,}"
    return text if _english() else text.replace(",", ".")


@register.filter
def desimal(number: float | None, places: int = 1) -> str:
    """A number as `53,1` (English `53.1`)."""
    if number is None:
        return "–"
    text = f"{number:,.{places}f}"
    return text if _english() else text.translate(str.maketrans(",.", ".,"))


@register.filter
def persen(number: float | None) -> str:
    """A percentage as `53,1%`."""
    return "–" if number is None else f"{desimal(number)}%"


@register.filter
def tanggal(day: date | datetime | None) -> str:
    """`24 November 2026`."""
    if day is None:
        return "–"
    local = localtime(day).date() if isinstance(day, datetime) else day
    return f"{local.day} {gettext(MONTHS[local.month - 1])} {local.year}"


@register.filter
def hari_tanggal(day: date | datetime | None) -> str:
    """`Selasa, 24 November 2026`."""
    if day is None:
        return "–"
    local = localtime(day).date() if isinstance(day, datetime) else day
    return f"{gettext(WEEKDAYS[local.weekday()])}, {tanggal(local)}"


@register.filter
def jam(at: datetime | None) -> str:
    """`10.12 WIB`, in the reader's zone."""
    if at is None:
        return "–"
    local = localtime(at)
    return f"{local:%H.%M} {ZONE_NAMES.get(str(local.tzinfo), local.strftime('%Z'))}"


@register.filter
def waktu(at: datetime | None) -> str:
    """`24 November 2026, 10.12 WIB`."""
    return "–" if at is None else f"{tanggal(at)}, {jam(at)}"


@register.filter
def sebelum(end: datetime | None) -> datetime | None:
    """The last minute before a period ends, as people name a deadline: 23.59 instead of 00.00 of the next day."""
    return None if end is None else end - LAST_MINUTE


@register.filter
def waktu_pendek(at: datetime | None) -> str:
    """`24 Nov 07.02`, for officers."""
    if at is None:
        return "–"
    local = localtime(at)
    return f"{local.day} {gettext(MONTHS[local.month - 1])[:3]} {local:%H.%M}"


@register.filter
def samar(phone: str | None) -> str:
    """A phone number with its middle covered."""
    return mask_phone(phone) if phone else "–"


@register.filter
def kelompok(code: str | None) -> str:
    """A code in groups of four."""
    return grouped(code or "")


@register.simple_tag
def tag(state: str, word: str) -> SafeString:
    """A state mark: a word and a shape."""
    if state not in STATES:
        message = f"no such state mark: {state}"
        raise template.TemplateSyntaxError(message)
    return format_html('<span class="tag {}">{}</span>', state, word)


@register.simple_tag
def bar(percent: float | None, mark: float | None = None) -> SafeString:
    """A bar of 0 to 100 with a mark for a target."""
    return charts.bar(percent, mark)


@register.simple_tag
def once() -> SafeString:
    """A hidden token that makes a double click one act."""
    return format_html('<input type="hidden" name="once" value="{}">', chance.token())
