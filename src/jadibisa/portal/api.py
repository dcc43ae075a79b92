"""All JSON doors in one document: each app's router under the name of the app; refusals leave as problem+json."""

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern
from ninja import NinjaAPI
from ninja.errors import ValidationError

from jadibisa.foundation.plumbing.doors import door
from jadibisa.foundation.plumbing.problems import problem
from jadibisa.journey.certification.api import router as certification
from jadibisa.journey.selection.api import router as selection
from jadibisa.journey.training.api import router as training
from jadibisa.kernel.actors import Role
from jadibisa.kernel.refusals import N_, Refusal
from jadibisa.oversight.inclusion.api import router as inclusion
from jadibisa.oversight.transparency.api import router as transparency

api = NinjaAPI(
    title="JadiBisa",
    version="1",
    description="What everybody may know: draws, courses, certificates, shares, signed days. Refusals are problem+json (RFC 9457).",
    docs_url=None,
    openapi_url=None,
)
api.add_router("/selection", selection)
api.add_router("/training", training)
api.add_router("/certification", certification)
api.add_router("/inclusion", inclusion)
api.add_router("/transparency", transparency)


@api.exception_handler(Refusal)
def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:  # noqa: ARG001 - ninja's signature
    """An expected "no"."""
    return problem(refusal)


@api.exception_handler(ValidationError)
def malformed(request: HttpRequest, error: ValidationError) -> HttpResponse:  # noqa: ARG001 - ninja's signature
    """A request whose shape is wrong; it names the first wrong place only, never what was sent."""
    where = ".".join(str(part) for part in error.errors[0].get("loc", ())) if error.errors else ""
    return problem(
        Refusal("malformed", N_("Permintaan ini tidak dapat dibaca. Periksa bentuk isiannya."), field=where, status=422)
    )


urlpatterns = [
    URLPattern(found.pattern, door(Role.PUBLIC)(found.callback), name=found.name)
    for found in api.urls[0]
    if isinstance(found, URLPattern) and found.name != "api-root"
]
