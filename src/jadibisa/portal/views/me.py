"""The participant's home: what is next, until when, who holds the ball, and the whole way so far."""

from importlib import import_module
from uuid import UUID

from django.http.response import HttpResponseBase
from django.urls import path

from jadibisa.foundation.facts.queries import about
from jadibisa.foundation.people.queries import account_names, summary
from jadibisa.foundation.plumbing import clock
from jadibisa.foundation.plumbing.doors import ActorRequest, door
from jadibisa.foundation.plumbing.pages import page
from jadibisa.journey.funding.queries import balance
from jadibisa.journey.registration.queries import application
from jadibisa.kernel.actors import Role
from jadibisa.kernel.journey import STEPS, Step
from jadibisa.portal.views.stairs import line, stairs, turn

TELLERS = (
    *(f"jadibisa.journey.{step}.queries" for step in STEPS),
    "jadibisa.care.tickets.queries",
    "jadibisa.care.assistance.queries",
)
OPENED = "people.file_opened"


def told(application_id: UUID) -> list[Step]:
    """What every step tells of a participant, in the order of the journey."""
    steps: list[Step] = []
    for name in TELLERS:
        tell = getattr(import_module(name), "steps_of", None)
        steps += tell(application_id) if tell else []
    return steps


@door(Role.CITIZEN, methods=("GET",))
def me(request: ActorRequest) -> HttpResponseBase:
    """The home of the participant who signed in."""
    assert request.actor.application_id is not None  # noqa: S101 - a citizen's session names the application
    mine = application(request.actor.application_id)
    at = clock.now()
    steps = told(mine.id)
    openings = about(mine.person_id, limit=10, verbs=[OPENED])
    names = account_names(fact.by for fact in openings)
    return page(
        request,
        "portal/me.html",
        {
            "application": mine,
            "person": summary(mine.person_id),
            "turn": turn(steps, at),
            "stairs": stairs(steps),
            "help": [line(step) for step in steps if step.step not in STEPS],
            "balance": balance(mine.id),
            "openings": [(fact, names.get(fact.by, "")) for fact in openings],
        },
    )


urlpatterns = [path("saya/", me, name="me")]
