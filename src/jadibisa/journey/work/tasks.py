"""Later: silent applications close, vacancies end, surveys are planned and opened."""

from datetime import datetime

from jadibisa.foundation.facts.services import listener
from jadibisa.foundation.facts.types import Fact
from jadibisa.foundation.plumbing.timetable import daily
from jadibisa.journey.work import services
from jadibisa.kernel.actors import SYSTEM


@daily("work.expire", hour=1)
def expire(at: datetime) -> None:
    """Take vacancies down after their last day and close applications without an answer."""
    services.expire_vacancies(by=SYSTEM, at=at)
    services.close_due(by=SYSTEM, at=at)


@daily("work.open_surveys", hour=7)
def open_surveys(at: datetime) -> None:
    """Open the outcome surveys whose day has come."""
    services.open_surveys(by=SYSTEM, at=at)


@listener("work.plan_surveys", "certification.issued")
def plan_surveys(fact: Fact) -> None:
    """A first certificate plans the outcome surveys."""
    services.plan_surveys(fact.subjects, by=SYSTEM, at=fact.at)
