"""The pages of what went wrong: they say so in plain words and give no hint of what exists."""

import sys

from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """A request that cannot be understood."""
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """A page that this account may not open."""
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """A page that does not exist, or not for this reader."""
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """A fault of ours, or a database that is away: pages that need no database and no translation."""
    if isinstance(sys.exc_info()[1], OperationalError):
        return HttpResponse(render_to_string("maintenance.html"), status=503, headers={"Retry-After": "120"})
    return HttpResponse(render_to_string("500.html"), status=500)


def closed(request: HttpRequest) -> HttpResponse:
    """An address whose name is needed but behind which there is nothing.

    Raises:
        Http404: always.
    """
    raise Http404(request.path)
