"""On a timetable: what is due each hour or each day, run in the order of its time, also when the clock jumps."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from jadibisa.foundation.plumbing.models import DueRun
from jadibisa.kernel.clock import WIB

Due = Callable[[datetime], None]
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the timetable: a name, what runs, every hour (None) or at an hour of the day in WIB."""

    name: str
    function: Due
    hour: int | None


_entries: dict[str, Entry] = {}


def hourly(name: str) -> Callable[[Due], Due]:
    """Run at the start of each hour."""
    return _enter(name, None)


def daily(name: str, *, hour: int) -> Callable[[Due], Due]:
    """Run each day at an hour in WIB."""
    return _enter(name, hour)


def _enter(name: str, hour: int | None) -> Callable[[Due], Due]:
    def enter(function: Due) -> Due:
        _entries[name] = Entry(name, function, hour)
        return function

    return enter


def entries() -> tuple[Entry, ...]:
    """The whole timetable, by name."""
    return tuple(_entries[name] for name in sorted(_entries))


def next_after(entry: Entry, at: datetime) -> datetime:
    """The next due instant strictly after an instant."""
    local = at.astimezone(WIB)
    if entry.hour is None:
        return local.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    due = local.replace(hour=entry.hour, minute=0, second=0, microsecond=0)
    return due if due > local else due + timedelta(days=1)


def begin(at: datetime) -> None:
    """Let the timetable start here: nothing before is due."""
    DueRun.objects.bulk_create([DueRun(name=entry.name, ran_until=at) for entry in entries()], ignore_conflicts=True)


def run_due(until: datetime, *, before: Callable[[datetime], None] | None = None) -> int:
    """Run everything that is due up to an instant, in order; a failing entry stops there and is tried again next time.

    Args:
        until: the present.
        before: called with each due instant before its entry runs (the demonstration moves its clock).

    Returns:
        How many runs there were.
    """
    begin(until)
    ran_until = dict(DueRun.objects.values_list("name", "ran_until"))
    ran = 0
    while True:
        due = [(next_after(entry, ran_until[entry.name]), entry.name) for entry in entries() if entry.name in ran_until]
        due = [pair for pair in due if pair[0] <= until]
        if not due:
            return ran
        at, name = min(due)
        if before is not None:
            before(at)
        try:
            _entries[name].function(at)
        except Exception:
            log.exception("the timetable entry %s failed at %s and is tried again", name, at.isoformat())
            del ran_until[name]
            continue
        DueRun.objects.filter(name=name).update(ran_until=at)
        ran_until[name] = at
        ran += 1
