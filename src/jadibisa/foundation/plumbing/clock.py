"""The programme's one clock: real time, or, in a demonstration, a time that stands still, runs or is moved.

In a demonstration the clock stands while nothing is served and runs at real speed while served. The database knows the
same time as `programme_now()`.
"""

import threading
import time
from datetime import UTC, datetime, timedelta

from django.db.models import F, Value
from django.db.models.functions import Greatest

from jadibisa.foundation.plumbing.models import DemonstrationClock
from jadibisa.kernel.refusals import N_, Refusal

FRESH_SECONDS = 0.5


class _Kept(threading.local):
    """What this thread read last: when (monotonic seconds), and the instant or the distance from real time."""

    read_at = float("-inf")
    offset: timedelta | None = None
    stood: datetime | None = None


_kept = _Kept()


def _real() -> datetime:
    return datetime.now(tz=UTC)


def now() -> datetime:
    """The programme's time, UTC. Only doors, tasks and commands of operators ask; services are told."""
    if time.monotonic() - _kept.read_at > FRESH_SECONDS:
        _kept.offset = _kept.stood = None
        for stood, since in DemonstrationClock.objects.values_list("stood_at", "running_since"):
            _kept.stood, _kept.offset = stood, None if since is None else stood - since
        _kept.read_at = time.monotonic()
    if _kept.offset is not None:
        return _real() + _kept.offset
    return _kept.stood or _real()


def forget() -> None:
    """Read the table again at the next question (after a test or a move)."""
    _kept.read_at = float("-inf")


def is_demonstration() -> bool:
    """Whether time is the demonstration's."""
    return DemonstrationClock.objects.exists()


def stand_at(at: datetime) -> None:
    """Set the demonstration's clock to an instant and let it stand.

    Raises:
        Refusal: `clock_backwards` when the instant lies before the present of the demonstration.
    """
    forget()
    if is_demonstration() and at < now():
        raise Refusal("clock_backwards", N_("Waktu demonstrasi hanya bisa maju."))
    DemonstrationClock.objects.update_or_create(id=1, defaults={"stood_at": at, "running_since": None})
    forget()


def start() -> None:
    """Let the demonstration's clock run at real speed (serving begins); real time is left alone."""
    forget()
    if is_demonstration():
        DemonstrationClock.objects.filter(running_since=None).update(running_since=_real())
    forget()


def stop() -> None:
    """Let the demonstration's clock stand at its present instant (serving ends)."""
    forget()
    if is_demonstration():
        DemonstrationClock.objects.update(stood_at=now(), running_since=None)
    forget()


def settle(latest: datetime) -> None:
    """Let a clock stand that was left running when its server was killed: at the latest instant of which one knows."""
    forget()
    DemonstrationClock.objects.exclude(running_since=None).update(
        stood_at=Greatest("stood_at", Value(latest)), running_since=None
    )
    forget()


def advance(by: timedelta) -> datetime:
    """Move the demonstration's clock forward; a running clock goes on running from there.

    Raises:
        Refusal: `clock_is_real` outside a demonstration; `clock_backwards` for a negative step.
    """
    forget()
    if not is_demonstration():
        raise Refusal("clock_is_real", N_("Waktu hanya bisa digeser dalam mode demonstrasi."))
    if by < timedelta(0):
        raise Refusal("clock_backwards", N_("Waktu demonstrasi hanya bisa maju."))
    DemonstrationClock.objects.update(stood_at=F("stood_at") + by)
    forget()
    return now()
