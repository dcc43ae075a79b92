"""Every route says who may enter, keeps everybody else out, and stands in docs/roles.md."""

from typing import Any
from uuid import UUID

import pytest
from django.http import Http404, HttpResponse
from django.test import RequestFactory
from routes import ROLES, Route, routes

from jadibisa.foundation.plumbing.doors import ActorRequest, door
from jadibisa.kernel.actors import PUBLIC, Actor, Role


def undeclared(found: list[Route]) -> list[str]:
    """Addresses whose view does not say who may enter."""
    return [route.address for route in found if not route.who]


def ask(route: Route, role: Role, method: str = "") -> int:
    """The answer of a door to somebody with the role, before the view is asked anything."""
    request: Any = RequestFactory().generic(method or route.method, "/")
    request.actor = PUBLIC if role is Role.PUBLIC else Actor(role, UUID(int=1))
    request.session, request.user = {}, None
    try:
        return int(route.view(request).status_code)
    except Http404:
        return 404


def test_every_route_declares_who_may_enter() -> None:
    assert len(routes()) > 30
    assert undeclared(routes()) == []


def test_a_route_without_door_is_noticed() -> None:
    assert undeclared([Route("open/", "a:b", HttpResponse)]) == ["open/"]


@pytest.mark.parametrize("role", ROLES)
def test_everybody_else_is_kept_out(role: Role) -> None:
    wrong = []
    for route in routes():
        if route.who and role not in route.who and Role.PUBLIC not in route.who:
            code = ask(route, role)
            if code != (302 if role is Role.PUBLIC else 404):
                wrong.append(f"{route.address}: {code}")
    assert wrong == []


def test_a_method_that_is_not_declared_is_refused() -> None:
    wrong = [route.address for route in routes() if route.who and ask(route, min(route.who), "PROPFIND") != 405]
    assert wrong == []


def test_a_door_that_lets_anybody_in_would_be_noticed() -> None:
    def desk(_request: ActorRequest) -> HttpResponse:
        return HttpResponse("inside")

    kept = Route("desk/", "a:desk", door(Role.AUDITOR)(desk))
    assert ask(kept, Role.AUDITOR) == 200
    assert ask(kept, Role.EMPLOYER) == 404


def test_a_reader_changes_nothing() -> None:
    seen = []

    def desk(request: ActorRequest) -> HttpResponse:
        seen.append((request.actor.role, request.reads_only))
        return HttpResponse("inside")

    kept = Route("desk/", "a:desk", door(Role.VERIFIER, readers=(Role.AUDITOR,))(desk))
    assert ask(kept, Role.AUDITOR) == 200
    assert ask(kept, Role.AUDITOR, "POST") == 404
    assert ask(kept, Role.VERIFIER, "POST") == 200
    assert seen == [(Role.AUDITOR, True), (Role.VERIFIER, False)]
