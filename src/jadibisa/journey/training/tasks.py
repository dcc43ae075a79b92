"""What the training step hears and what it does each day."""

from datetime import datetime

from jadibisa.foundation.facts.services import listener
from jadibisa.foundation.facts.types import Fact
from jadibisa.foundation.plumbing.timetable import daily, hourly
from jadibisa.journey.training import services
from jadibisa.kernel.actors import SYSTEM


@listener("training.enter", "funding.allotted")
def enter(fact: Fact) -> None:
    """A balance was given: its owners may buy."""
    services.enter(fact.subjects, by=SYSTEM, at=fact.at)


@listener("training.stop", "verification.revoked")
def stop(fact: Fact) -> None:
    """A membership was revoked: no purchase any more."""
    services.revoke(fact.subjects, by=SYSTEM, at=fact.at)


@listener("training.confirm", "funding.share_paid")
def confirm(fact: Fact) -> None:
    """An own part came in: the course is bought."""
    services.confirm(fact.subjects, by=SYSTEM, at=fact.at)


@hourly("training.lapse_unpaid")
def lapse_unpaid(at: datetime) -> None:
    """End purchases whose own part did not come in time."""
    services.lapse_unpaid(at, by=SYSTEM)


@daily("training.expire", hour=0)
def expire(at: datetime) -> None:
    """End what was not started or not finished in time."""
    services.expire(at, by=SYSTEM)


@daily("training.lapse_missed", hour=0)
def lapse_missed(at: datetime) -> None:
    """End the chance of those who bought nothing in time."""
    services.lapse_missed(at, by=SYSTEM)
