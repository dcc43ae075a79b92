"""On a timetable: drafts whose time is over are thrown away; on a fact: what an erased person told."""

from datetime import datetime

from jadibisa.foundation.facts.services import listener
from jadibisa.foundation.facts.types import Fact
from jadibisa.foundation.plumbing.timetable import daily
from jadibisa.journey.registration import services
from jadibisa.journey.registration.services.erasure import forget_person
from jadibisa.kernel.actors import SYSTEM


@daily("registration.forget_drafts", hour=2)
def forget_drafts(at: datetime) -> None:
    """Throw away drafts that are older than the policy's days."""
    services.forget_expired_drafts(at)


@listener("registration.forget_person", "people.erased")
def forget(fact: Fact) -> None:
    """A person was erased; the fact names the request too, which has no applications."""
    for subject in fact.subjects:
        forget_person(subject, by=SYSTEM, at=fact.at)
