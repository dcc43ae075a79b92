"""What the draw hears: who loses the right to a seat leaves it to the waiting list."""

from datetime import datetime

from jadibisa.foundation.facts.services import listener
from jadibisa.foundation.facts.types import Fact
from jadibisa.foundation.plumbing import clock
from jadibisa.foundation.plumbing.jobs import defer, job
from jadibisa.foundation.plumbing.timetable import hourly
from jadibisa.journey.selection import services
from jadibisa.kernel.actors import SYSTEM


@listener("selection.lapse", "verification.revoked")
def seat_lost(fact: Fact) -> None:
    """A recipient was revoked: the seat is open."""
    services.lapse(fact.subjects, fact.why or "revoked", by=SYSTEM, at=fact.at)


@hourly("selection.collect_rounds")
def collect_rounds(at: datetime) -> None:
    """Ask for the beacon's round of each draw that waits for it."""
    services.collect_due(by=SYSTEM, at=at)


@listener("selection.ask_for_stamps", "selection.frozen", "selection.published")
def ask_for_stamps(fact: Fact) -> None:
    """A list of sums is there: have it stamped, where an authority is configured."""
    if services.stamps_are_made():
        defer("selection.stamp", queue="selection", batch=fact.data["batch"])


@job("selection.stamp", queue="selection")
def stamp(batch: int) -> None:
    """Have lists of sums stamped; while the authority is down the job is tried again."""
    services.stamp(batch, by=SYSTEM, at=clock.now())


@job("selection.simulate", queue="selection")
def simulate(number: int) -> None:
    """Draw the next imagined seeds of a saved simulation."""
    services.advance_simulation(number, by=SYSTEM, at=clock.now())
