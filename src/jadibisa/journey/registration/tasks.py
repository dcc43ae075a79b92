"""On a timetable: drafts whose time is over are thrown away."""

from datetime import datetime

from jadibisa.foundation.plumbing.timetable import daily
from jadibisa.journey.registration import services


@daily("registration.forget_drafts", hour=2)
def forget_drafts(at: datetime) -> None:
    """Throw away drafts that are older than the policy's days."""
    services.forget_expired_drafts(at)
