"""All addresses of the programme and who may enter; the table of docs/roles.md."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import get_resolver
from django.urls.resolvers import URLPattern, URLResolver

from jadibisa.kernel.actors import Role

OTHERS = re.compile(r"^(akun/|static/|__)")  # the log-in library has its own doors
ROLES = [role for role in Role if role is not Role.SYSTEM]


@dataclass(frozen=True)
class Route:
    """One address."""

    address: str
    name: str
    view: Callable[..., Any]

    @property
    def who(self) -> frozenset[Role] | None:
        """The roles that may enter, None when nobody said."""
        return getattr(self.view, "who", None)

    @property
    def method(self) -> str:
        """One of its methods."""
        return "GET" if "GET" in getattr(self.view, "methods", ("GET",)) else "POST"


def routes() -> list[Route]:
    """All of our own."""

    def walk(patterns: list[Any], prefix: str, space: str) -> Iterator[Route]:
        for pattern in patterns:
            address = prefix + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns, address, pattern.namespace or space)
            elif isinstance(pattern, URLPattern):
                yield Route(address, f"{space}:{pattern.name}", pattern.callback)

    return [route for route in walk(get_resolver().url_patterns, "", "") if not OTHERS.match(route.address)]


def table() -> str:
    """Roles and routes as Markdown; Django must stand."""
    lines = [
        "# Who may enter where",
        "",
        "Written by `make draw` from what every page declares. A page of which one is not part answers 404; ○ only reads.",
        "",
        "| Address | Everybody | "
        + " | ".join(role.value.replace("_", " ") for role in ROLES if role is not Role.PUBLIC)
        + " |",
        "|---|---|" + "---|" * (len(ROLES) - 1),
    ]
    for route in sorted(routes(), key=lambda route: route.address):
        who = route.who or frozenset()
        reads: frozenset[Role] = getattr(route.view, "readers", frozenset())
        marks = [" ○ " if role in reads else " ● " if role in who else "   " for role in ROLES]
        lines.append(f"| `/{route.address}` |" + "|".join(marks) + "|")
    return "\n".join(lines) + "\n"
