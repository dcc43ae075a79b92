"""Where registration begins: what is open, who may join, go on with what was begun."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.urls import path

from jadibisa.foundation.plumbing import clock
from jadibisa.foundation.plumbing.doors import ActorRequest, door
from jadibisa.foundation.plumbing.pages import page, see_other
from jadibisa.journey.registration import queries, services
from jadibisa.journey.registration.views.drafts import DRAFT, RECEIPT, draft_of, first_missing, told_by
from jadibisa.kernel.actors import Role


@door(Role.PUBLIC)
def start(request: ActorRequest) -> HttpResponse:
    """The start page; POST begins a draft, or goes on with the one that this session has."""
    at = clock.now()
    draft = draft_of(request, at)
    if request.method == "POST":
        return _begin(request, at)
    batch = queries.open_batch_at(at)
    shown: dict[str, Any] = {"batch": batch, "draft": draft, "coming": None if batch else queries.next_batch_after(at)}
    if batch is not None:
        policy, day = queries.policy_of(batch.number), queries.policy_day(batch.number)
        shown |= {
            "minimum_age": policy.integer("eligibility.minimum_age", on=day),
            "maximum_age": policy.integer("eligibility.maximum_age", on=day),
            "draft_days": policy.integer("registration.draft_days", on=day),
        }
    return page(request, "registration/start.html", shown)


def _begin(request: ActorRequest, at: datetime) -> HttpResponse:
    draft = draft_of(request, at)
    if "again" in request.POST and draft is not None:
        services.forget_draft(draft.id)
        draft = None
    if draft is None:
        batch = queries.open_batch_at(at)
        if batch is None:
            return see_other("registration:start")
        draft = services.begin_draft(days=queries.draft_days(batch.number), at=at)
        request.session[DRAFT] = str(draft.id)
        request.session.pop(RECEIPT, None)  # another person may sit here now
    missing = first_missing(told_by(draft, at))
    return see_other("registration:question", missing) if missing else see_other("registration:check")


urlpatterns = [path("daftar/", start, name="start")]
