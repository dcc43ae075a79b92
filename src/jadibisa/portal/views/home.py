"""The public start page: the open batch, the seven steps, the draw that one can check, who registers."""

from datetime import timedelta

from django.http.response import HttpResponseBase
from django.urls import path

from jadibisa.foundation.plumbing import clock
from jadibisa.foundation.plumbing.doors import ActorRequest, door
from jadibisa.foundation.plumbing.pages import page
from jadibisa.journey.registration.queries import batches, open_batch_at
from jadibisa.journey.selection.queries import draws
from jadibisa.kernel.actors import Role
from jadibisa.oversight.inclusion.queries import who
from jadibisa.oversight.inclusion.views import TRAITS
from jadibisa.portal.views.terms import terms

MOMENT = timedelta(seconds=1)


@door(Role.PUBLIC, methods=("GET",))
def home(request: ActorRequest) -> HttpResponseBase:
    """The start page."""
    at = clock.now()
    open_batch = open_batch_at(at)
    known = batches(at)
    shown = open_batch.number if open_batch else max((batch.number for batch in known), default=None)
    registrants = who(shown, at) if shown is not None else None
    return page(
        request,
        "portal/home.html",
        {
            "open": open_batch,
            "last_moment": open_batch.closes_at - MOMENT if open_batch else None,
            "terms": terms(),
            "drawn": max((draw.batch for draw in draws() if draw.published_at), default=None),
            "who": registrants,
            "shares": [(share, TRAITS[share.key]) for share in registrants.shares] if registrants else [],
        },
    )


urlpatterns = [path("", home, name="home")]
