"""Handing over what waits."""

from datetime import datetime

from jadibisa.foundation.messages import services
from jadibisa.foundation.plumbing.timetable import hourly
from jadibisa.kernel.actors import SYSTEM


@hourly("messages.hand_over")
def hand_over(at: datetime) -> None:
    """Hand over what became due while nobody worked, and forget the words of old codes."""
    services.hand_over(at)
    services.forget_secrets(at)
    services.forget_counters(at)
    services.note_breaker(by=SYSTEM, at=at)
