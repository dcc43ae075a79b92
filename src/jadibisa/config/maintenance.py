"""The closed door: while the programme is being maintained every page says so, and the public status page stays."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string

from jadibisa.config.middleware import Answer

STAYS = "/keadaan/"
RETRY_AFTER_S = 600


class MaintenanceMiddleware:
    """Answers 503 with the maintenance page, without session or database, as long as the setting says so."""

    def __init__(self, answer: Answer) -> None:
        """Keep what comes next."""
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Close the door, or go on."""
        if not settings.MAINTENANCE or request.path == STAYS:
            return self.answer(request)
        return HttpResponse(
            render_to_string("maintenance.html"),
            status=503,
            headers={"Retry-After": str(RETRY_AFTER_S), "Cache-Control": "no-store"},
        )
