"""The reader's language, and the style sheet that a browser keeps."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import path
from django.utils.http import url_has_allowed_host_and_scheme

from jadibisa.foundation.plumbing.doors import ActorRequest, door
from jadibisa.kernel.actors import Role
from jadibisa.portal.views.context import STYLE_COOKIE, sheet

YEAR = 365 * 86_400


@door(Role.PUBLIC, methods=("GET",))
def language(request: ActorRequest, code: str) -> HttpResponseBase:
    """Keep the language in a cookie and go back to the page."""
    if code not in dict(settings.LANGUAGES):
        raise Http404
    back = request.GET.get("ke", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        back = "/"
    answer = redirect(back)
    answer.set_cookie(settings.LANGUAGE_COOKIE_NAME, code, max_age=YEAR, samesite="Lax", secure=request.is_secure())
    return answer


@door(Role.PUBLIC, methods=("GET",))
def style(request: ActorRequest, version: str) -> HttpResponseBase:
    """The citizens' sheet; whoever fetched it once gets pages that link it instead of carrying it."""
    text, current = sheet()
    answer = HttpResponse(text, content_type="text/css; charset=utf-8")
    if version == current:
        answer["Cache-Control"] = f"private, max-age={YEAR}, immutable"
        answer.set_cookie(
            STYLE_COOKIE, current, max_age=YEAR, samesite="Lax", secure=request.is_secure(), httponly=True
        )
    return answer


urlpatterns = [
    path("bahasa/<slug:code>/", language, name="language"),
    path("gaya/<slug:version>.css", style, name="style"),
]
