"""The law of notices: quiet hours in the person's own zone, which day a reminder is due, which channels are valid."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from jadibisa.care.notices.types import CHANNELS, DEADLINES, LANGUAGES, SEND_FROM_HOUR, SEND_UNTIL_HOUR, Preference
from jadibisa.kernel.refusals import N_, Refusal


def not_before(at: datetime, zone: ZoneInfo) -> datetime:
    """The earliest instant to send: at once by day, at eight in the morning of the person's zone otherwise."""
    local = at.astimezone(zone)
    if SEND_FROM_HOUR <= local.hour < SEND_UNTIL_HOUR:
        return at
    morning = local.replace(hour=SEND_FROM_HOUR, minute=0, second=0, microsecond=0)
    return (morning if local < morning else morning + timedelta(days=1)).astimezone(at.tzinfo)


def due_reminders(kind: str, due_on: date, today: date) -> int | None:
    """How many days before the last day the reminder of today stands, None when none is due."""
    days = (due_on - today).days
    return days if days in DEADLINES[kind].days else None


def ladder(today: date) -> dict[str, list[date]]:
    """For each kind of deadline the last days that are reminded today."""
    return {kind: [today + timedelta(days=days) for days in entry.days] for kind, entry in DEADLINES.items()}


def check_preference(channels: Iterable[str], language: str, *, has_email: bool) -> Preference:
    """How a person wants to be told.

    Raises:
        Refusal: `channel_needed`, `channel_email`, `channel_unknown`.
    """
    chosen = tuple(channel for channel in CHANNELS if channel in set(channels))
    if set(channels) - set(CHANNELS) or language not in LANGUAGES:
        raise Refusal("channel_unknown", N_("Pilih dari daftar."), field="channels")
    if not chosen:
        raise Refusal(
            "channel_needed", N_("Pilih paling sedikit satu cara, supaya batas waktu tidak terlewat."), field="channels"
        )
    if chosen == ("email",) and not has_email:
        raise Refusal("channel_email", N_("Kami belum punya alamat email Anda. Pilih SMS juga."), field="channels")
    return Preference(chosen, language)
