"""Who may enter: every view says it with `@door(…)`; nobody else decides.

A wrong role gets 404, without a hint that something is there; nobody signed in gets the way to sign in.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.http import Http404, HttpRequest, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django.utils.http import urlencode

from jadibisa.kernel.actors import STAFF, Actor, Role

P = ParamSpec("P")
METHODS = ("GET", "POST")
READING = frozenset({"GET", "HEAD"})


class ActorRequest(HttpRequest):
    """A request that knows who asks."""

    actor: Actor
    address: str
    reads_only: bool


View = Callable[Concatenate[ActorRequest, P], HttpResponseBase]


def door(
    *roles: Role, methods: tuple[str, ...] = METHODS, readers: tuple[Role, ...] = ()
) -> Callable[[View[P]], View[P]]:
    """Declare who may enter a view and by which methods.

    Args:
        roles: whoever has one of them may enter; `Role.PUBLIC` lets everybody in.
        methods: allowed HTTP methods; HEAD goes with GET.
        readers: roles that may enter too, but only to read; their page hides its forms (`request.reads_only`).
    """
    doers = frozenset(roles)
    allowed = doers | frozenset(readers)
    verbs = {*methods, "HEAD"} if "GET" in methods else set(methods)

    def declare(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: ActorRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if Role.PUBLIC not in allowed and request.actor.role not in allowed:
                return _turned_away(request, allowed)
            if request.method not in verbs:
                return HttpResponseNotAllowed(sorted(verbs))
            request.reads_only = Role.PUBLIC not in doers and request.actor.role not in doers
            if request.reads_only and request.method not in READING:
                raise Http404
            answer = view(request, *args, **kwargs)
            if request.actor.role is not Role.PUBLIC or Role.PUBLIC not in allowed:
                add_never_cache_headers(answer)
            patch_vary_headers(answer, ["Cookie"])
            return answer

        marked = cast("Any", guarded)
        marked.who = allowed
        marked.readers = allowed - doers
        marked.methods = tuple(sorted(verbs))
        return cast("View[P]", guarded)

    return declare


def _turned_away(request: ActorRequest, allowed: frozenset[Role]) -> HttpResponseBase:
    if request.actor.role is not Role.PUBLIC:
        raise Http404
    address = reverse("portal:sign_in") if Role.CITIZEN in allowed else reverse("account_login")
    back = request.path if request.method in {"GET", "HEAD"} else ""
    return redirect(f"{address}?{urlencode({'next': back})}" if back else address)


def is_staff(actor: Actor) -> bool:
    """Whether the actor works for the programme."""
    return actor.role in STAFF
