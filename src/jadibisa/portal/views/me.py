"""The participant's home: what is next, until when, who holds the ball, and the whole way so far."""

from uuid import UUID

from django.http.response import HttpResponseBase
from django.urls import path

from jadibisa.care.assistance import queries as assistance
from jadibisa.care.tickets import queries as tickets
from jadibisa.foundation.facts.queries import about
from jadibisa.foundation.people.queries import account_names, summary
from jadibisa.foundation.plumbing import clock
from jadibisa.foundation.plumbing.doors import ActorRequest, door
from jadibisa.foundation.plumbing.pages import page
from jadibisa.journey.certification import queries as certification
from jadibisa.journey.funding import queries as funding
from jadibisa.journey.registration import queries as registration
from jadibisa.journey.selection import queries as selection
from jadibisa.journey.training import queries as training
from jadibisa.journey.verification import queries as verification
from jadibisa.journey.work import queries as work
from jadibisa.kernel.actors import Role
from jadibisa.kernel.journey import STEPS, Step
from jadibisa.portal.views.stairs import ended, line, stairs, turn

TELLERS = (registration, verification, selection, funding, training, certification, work, tickets, assistance)
OPENED = "people.file_opened"


def told(application_id: UUID) -> list[Step]:
    """What every step tells of a participant, in the order of the journey."""
    return [step for teller in TELLERS for step in teller.steps_of(application_id)]


@door(Role.CITIZEN, methods=("GET",))
def me(request: ActorRequest) -> HttpResponseBase:
    """The home of the participant who signed in."""
    assert request.actor.application_id is not None  # noqa: S101 - a citizen's session names the application
    mine = registration.application(request.actor.application_id)
    at = clock.now()
    steps = told(mine.id)
    mine_next = turn(steps, at)
    openings = about(mine.person_id, limit=10, verbs=[OPENED])
    names = account_names(fact.by for fact in openings)
    return page(
        request,
        "portal/me.html",
        {
            "application": mine,
            "person": summary(mine.person_id),
            "turn": mine_next,
            "ended": ended(steps),
            "stairs": stairs(steps, mine_next),
            "help": [line(step) for step in steps if step.step not in STEPS],
            "balance": funding.balance(mine.id),
            "openings": [(fact, names.get(fact.by, "")) for fact in openings],
        },
    )


urlpatterns = [path("saya/", me, name="me")]
