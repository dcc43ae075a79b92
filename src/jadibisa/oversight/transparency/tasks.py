"""On the timetable: the day before is signed every night."""

from datetime import datetime, timedelta

from jadibisa.foundation.plumbing.timetable import daily
from jadibisa.kernel.actors import SYSTEM
from jadibisa.kernel.clock import wib_day
from jadibisa.oversight.transparency.services import sign_day


@daily("transparency.sign_day", hour=1)
def sign_yesterday(at: datetime) -> None:
    """Sign what came in until now under yesterday's date."""
    sign_day(wib_day(at) - timedelta(days=1), by=SYSTEM, at=at)
