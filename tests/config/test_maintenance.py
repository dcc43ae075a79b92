"""During maintenance every page says so and when to come back; the status page stays open."""

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings

from jadibisa.config.maintenance import MaintenanceMiddleware


def _next(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"open {request.path}")


@override_settings(MAINTENANCE=True)
@pytest.mark.parametrize("path", ["/", "/daftar/", "/saya/", "/meja/", "/keadaan/lain/", "/tidak-ada/"])
def test_a_closed_door_says_so_without_a_database(client: Client, path: str) -> None:
    """503, Retry-After and the designed page; this test may not touch the database."""
    answer = client.get(path)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "600")
    assert "Layanan sedang dirawat" in answer.content.decode()


@override_settings(MAINTENANCE=True)
def test_the_status_page_stays() -> None:
    """The page that tells the state of the service is let through."""
    answer = MaintenanceMiddleware(_next)(RequestFactory().get("/keadaan/"))
    assert isinstance(answer, HttpResponse)
    assert answer.content == b"open /keadaan/"


def test_the_door_is_open_otherwise() -> None:
    """Without the setting nothing changes."""
    assert settings.MAINTENANCE is False
    answer = MaintenanceMiddleware(_next)(RequestFactory().get("/daftar/"))
    assert answer.status_code == 200
