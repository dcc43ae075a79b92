"""The whole funnel of a batch on one page, the same figures that `jadibisa report` prints."""

from collections.abc import Sequence

from django.conf import settings
from django.http.response import HttpResponseBase
from django.urls import path
from django.utils.translation import gettext as _

from jadibisa.foundation.places.queries import province
from jadibisa.foundation.plumbing import clock
from jadibisa.foundation.plumbing.doors import ActorRequest, door
from jadibisa.foundation.plumbing.pages import page
from jadibisa.journey.registration.queries import batches
from jadibisa.journey.verification.types import REASONS, Reason
from jadibisa.kernel.actors import Role
from jadibisa.oversight.inclusion.queries import known_truth, last, reasons, stages
from jadibisa.oversight.inclusion.services import ask_for_fresh
from jadibisa.oversight.inclusion.types import TRUTH_NAMES, Met
from jadibisa.oversight.inclusion.views import STAGE_NAMES, asked_batch


@door(Role.PUBLIC, methods=("GET",))
def report(request: ActorRequest) -> HttpResponseBase:
    """The funnel: registered, verified, selected, balance, courses, certificates, incentives, work."""
    at = clock.now()
    ask_for_fresh(at=at)
    known = [batch.number for batch in batches(at)]
    number = asked_batch(request, known)
    found = last(number)
    truth = known_truth(number) if settings.DEMONSTRATION else None
    return page(
        request,
        "portal/report.html",
        {
            "batch": number,
            "choices": [(known_number, known_number == number) for known_number in known],
            "report": found,
            "stages": [(STAGE_NAMES[stage], count, percent) for stage, count, percent in stages(found)]
            if found
            else [],
            "reasons": [(_(REASONS[Reason(code)].short), count) for code, count in reasons(found).items()]
            if found
            else [],
            "truth": truth,
            "caught": _named(truth.must_refuse) if truth else [],
            "kept": _named(truth.must_not_lose) if truth else [],
            "seats": [(province(group.key).name, group) for group in found.provinces if group.seats is not None]
            if found
            else [],
        },
    )


def _named(rows: Sequence[Met]) -> list[tuple[str, Met]]:
    """Those of whom something is known, each with its words."""
    return [(_(TRUTH_NAMES[one.truth]), one) for one in rows if one.truth in TRUTH_NAMES]


urlpatterns = [path("laporan/", report, name="report")]
