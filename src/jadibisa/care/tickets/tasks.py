"""On the timetable: late tickets rise, quiet ones close."""

from datetime import datetime

from jadibisa.care.tickets import services
from jadibisa.foundation.plumbing.timetable import daily
from jadibisa.kernel.actors import SYSTEM


@daily("tickets.escalate", hour=0)
def escalate(at: datetime) -> None:
    """Raise tickets that are past their due time, which is always a midnight in WIB."""
    services.escalate(by=SYSTEM, at=at)


@daily("tickets.close_quiet", hour=2)
def close_quiet(at: datetime) -> None:
    """Close answered tickets that nobody took up again."""
    services.close_quiet(by=SYSTEM, at=at)
