"""Between the server and the doors: who asks and from where, and what an unexpected refusal looks like."""

import ipaddress
from collections.abc import Callable
from datetime import datetime
from typing import cast
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import override

from jadibisa.foundation.facts import queries as facts
from jadibisa.foundation.people.models import Account
from jadibisa.foundation.plumbing import clock
from jadibisa.foundation.plumbing.doors import ActorRequest
from jadibisa.foundation.plumbing.pages import page, sentence
from jadibisa.foundation.plumbing.problems import problem
from jadibisa.kernel.actors import PUBLIC, Actor, Role
from jadibisa.kernel.clock import ZONE_NAMES
from jadibisa.kernel.refusals import Refusal

Answer = Callable[[HttpRequest], HttpResponseBase]
DEMONSTRATION_KEY = "demonstration"  # in the session: signed in by "Masuk sebagai"
CITIZEN_KEY = "citizen"  # in the session: {"person": …, "application": …, "name": …, "zone": …, "since": …}
BEGINNING = "1970-01-01T00:00:00+00:00"  # since when a session is good that does not say so


def client_address(request: HttpRequest, trusted: tuple[str, ...]) -> str:
    """The client's address, as `forwarded_address` reads it."""
    return forwarded_address(request.META.get("REMOTE_ADDR", ""), request.META.get("HTTP_X_FORWARDED_FOR", ""), trusted)


def forwarded_address(peer: str, forwarded: str, trusted: tuple[str, ...]) -> str:
    """The peer's address, or, when the peer is a configured proxy, the nearest untrusted one it forwards."""
    chain = [part.strip() for part in forwarded.split(",") if part.strip()]
    while chain and peer in trusted:
        peer = chain.pop()
    try:
        return str(ipaddress.ip_address(peer))
    except ValueError:
        return "unknown"


def actor_of(request: HttpRequest) -> Actor:
    """Who the session says is asking.

    An account that is closed, expired or without second factor is nobody, and so is a participant whose number was cut
    off after the session began.
    """
    user = request.user
    if user.is_authenticated and isinstance(user, Account):
        if (user.expires_at is not None and user.expires_at <= clock.now()) or not _two_factors(request):
            return PUBLIC
        return Actor(Role(user.role), user.id, user.name, user.organisation_id)
    told = request.session.get(CITIZEN_KEY)
    if isinstance(told, dict) and not facts.exists(
        "people.number_cut", UUID(told["person"]), since=datetime.fromisoformat(told.get("since", BEGINNING))
    ):
        return Actor(Role.CITIZEN, UUID(told["person"]), str(told["name"]), None, UUID(told["application"]))
    return PUBLIC


def _two_factors(request: HttpRequest) -> bool:
    """Whether this session was opened with a second factor, or by the demonstration's own door."""
    methods = request.session.get("account_authentication_methods", [])
    return any(method.get("method") == "mfa" for method in methods) or (
        settings.DEMONSTRATION and DEMONSTRATION_KEY in request.session
    )


class ReadableMiddleware:
    """Addresses that cannot be read (a NUL, which no text of ours has) get the page for bad requests."""

    def __init__(self, answer: Answer) -> None:
        """Keep what comes next."""
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Look at path and query once, so that no view has to."""
        if "\x00" in request.path or any(
            "\x00" in value for values in request.GET.lists() for value in (values[0], *values[1])
        ):
            raise BadRequest
        return self.answer(request)


class LanguageMiddleware:
    """Indonesian, unless the reader chose another language here; the browser's own wish is not a choice."""

    def __init__(self, answer: Answer) -> None:
        """Keep what comes next."""
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Speak the chosen language."""
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with override(language):
            request.LANGUAGE_CODE = language
            answer = self.answer(request)
            answer.headers.setdefault("Content-Language", language)
            return answer


class ActorMiddleware:
    """Puts `actor` and `address` on the request and shows times in the person's zone."""

    def __init__(self, answer: Answer) -> None:
        """Keep what comes next."""
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Find out who asks."""
        asked = cast("ActorRequest", request)
        asked.actor = actor_of(request)
        asked.address = client_address(request, settings.TRUSTED_PROXIES)
        told = request.session.get(CITIZEN_KEY) if asked.actor.role is Role.CITIZEN else None
        zone = told.get("zone") if isinstance(told, dict) else None
        with timezone.override(ZoneInfo(zone) if zone in ZONE_NAMES else None):
            return self.answer(request)


class RefusalMiddleware:
    """A refusal that no door turned into its page gets the general one, or problem+json under /api/."""

    def __init__(self, answer: Answer) -> None:
        """Keep what comes next."""
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Go on."""
        return self.answer(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        """Turn a Refusal into an answer; everything else is a bug and goes on."""
        if not isinstance(error, Refusal):
            return None
        if request.path.startswith("/api/"):
            return problem(error)
        return page(
            request, "portal/refused.html", {"sentence": sentence(error), "code": error.code}, status=error.status
        )
