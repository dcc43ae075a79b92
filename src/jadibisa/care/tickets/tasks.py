"""On the timetable: late tickets rise, quiet ones close."""

from datetime import datetime

from jadibisa.care.tickets import services
from jadibisa.care.tickets.types import Category, NewTicket
from jadibisa.foundation.facts.services import listener
from jadibisa.foundation.facts.types import Fact
from jadibisa.foundation.plumbing.timetable import daily
from jadibisa.journey.registration import queries as registration
from jadibisa.kernel.actors import SYSTEM

UNREACHED = "Pesan kami tidak sampai ({channel}). Hubungi lewat pendamping, pos bantuan, atau kantor desa."


@listener("tickets.reach", "messages.bounced")
def reach(fact: Fact) -> None:
    """A message came back: an officer finds another way to the person, once a week however many come back."""
    for person_id in fact.subjects:
        newest = next(iter(registration.applications_of_person(person_id)), None)
        if newest is None:
            continue
        text = UNREACHED.format(channel=fact.data.get("channel", ""))
        week = fact.at.strftime("%G-%V")
        new = NewTicket(Category.REACH, text, f"reach/{person_id}/{week}", application_id=newest.id)
        services.open_ticket(new, by=SYSTEM, at=fact.at)


@listener("tickets.forget_person", "people.erased")
def forget(fact: Fact) -> None:
    """A person was erased: the words of her tickets go, their numbers and times stay for the statistics."""
    for subject in fact.subjects:
        ids = [view.id for view in registration.applications_of_person(subject)]
        services.forget_words(ids, by=SYSTEM, at=fact.at)


@daily("tickets.escalate", hour=0)
def escalate(at: datetime) -> None:
    """Raise tickets that are past their due time, which is always a midnight in WIB."""
    services.escalate(by=SYSTEM, at=at)


@daily("tickets.close_quiet", hour=2)
def close_quiet(at: datetime) -> None:
    """Close answered tickets that nobody took up again."""
    services.close_quiet(by=SYSTEM, at=at)
