"""The participant's own result: the ticket, the reason in one sentence, the waiting list, the proof."""

from django.http.response import HttpResponseBase

from jadibisa.foundation.plumbing import clock
from jadibisa.foundation.plumbing.doors import ActorRequest, door
from jadibisa.foundation.plumbing.pages import page
from jadibisa.journey.registration import queries as registration
from jadibisa.journey.selection import queries
from jadibisa.journey.selection.types import Stage
from jadibisa.journey.selection.views import shown
from jadibisa.kernel.actors import Role


@door(Role.CITIZEN, methods=("GET",))
def mine(request: ActorRequest) -> HttpResponseBase:
    """What the draw gave the application that is open; before that, what comes next."""
    application_id = request.actor.application_id
    application = registration.application(application_id) if application_id else None
    result = queries.result_of(application_id) if application_id else None
    view = queries.draw(application.batch) if application else None
    batch = registration.batch(application.batch) if application else None
    ticket = result.ticket if result else None
    published = bool(result and result.stage is Stage.PUBLISHED)
    return page(
        request,
        "selection/mine.html",
        {
            "application": application, "batch": batch, "draw": view, "result": result, "ticket": ticket, "published": published,
            "reason": shown.reason(ticket, view.traits) if ticket and view and published else "",
            "group": shown.group_name(ticket.label, view.traits) if ticket and view else "",
            "place": queries.place_names().get(ticket.compartment, "") if ticket else "",
            "number": shown.short(ticket.number) if ticket else "",
            "limit": shown.short(ticket.cutoff.number) if ticket and ticket.cutoff else "",
            "position": shown.position(ticket) if ticket else None,
            "next_batch": registration.open_batch_at(clock.now()),
        },
    )  # fmt: skip
