"""Production starts only with what it needs and never with the demonstration on; nobody forges an address."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import RequestFactory

from jadibisa.config import database
from jadibisa.config.middleware import client_address
from jadibisa.config.state import FailureError

LOAD = "from jadibisa.config import settings; print(settings.DEMONSTRATION, settings.ALLOWED_HOSTS)"


def load(**settings: str) -> "subprocess.CompletedProcess[str]":
    """Load the settings as a new process does."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("JADIBISA_")}
    return subprocess.run(
        [sys.executable, "-c", LOAD], env={**kept, **settings}, capture_output=True, text=True, check=False
    )


@pytest.fixture
def production(tmp_path: Path) -> dict[str, str]:
    """Everything that production needs."""
    key = tmp_path / "key"
    key.write_text("ab" * 32, encoding="ascii")
    return {
        "JADIBISA_MODE": "production",
        "JADIBISA_MASTER_KEY_FILE": str(key),
        "JADIBISA_SECRET_KEY_FILE": str(key),
        "JADIBISA_HOSTS": "jadibisa.example",
        "JADIBISA_STATIC_ROOT": str(tmp_path / "static"),
    }


def test_production_starts_with_what_it_needs(production: dict[str, str]) -> None:
    loaded = load(**production)
    assert loaded.stdout == "False ['jadibisa.example']\n", loaded.stderr


@pytest.mark.parametrize(
    "missing", ["JADIBISA_MASTER_KEY_FILE", "JADIBISA_SECRET_KEY_FILE", "JADIBISA_HOSTS", "JADIBISA_STATIC_ROOT"]
)
def test_production_needs_each_of_its_settings(production: dict[str, str], missing: str) -> None:
    loaded = load(**{name: value for name, value in production.items() if name != missing})
    assert loaded.returncode
    assert f"production needs the setting {missing}" in loaded.stderr


def test_production_refuses_the_demonstration(production: dict[str, str]) -> None:
    loaded = load(**production, JADIBISA_DEMONSTRATION="1")
    assert "production does not start with the demonstration on" in loaded.stderr


@pytest.mark.parametrize(
    ("url", "missing"), [("", "DATABASE_URL"), ("postgresql://u:p@h/x", "JADIBISA_MASTER_KEY_FILE")]
)
def test_commands_make_nothing_up_in_production(url: str, missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(database.ATTACHED, raising=False)
    monkeypatch.delenv("JADIBISA_MASTER_KEY_FILE", raising=False)
    monkeypatch.setenv("JADIBISA_MODE", "production")
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(FailureError, match=f"Production needs {missing}"), database.attached():
        pass


def test_an_unknown_mode_is_refused() -> None:
    assert "use demonstration or production" in load(JADIBISA_MODE="staging").stderr


@pytest.mark.parametrize(
    ("peer", "forwarded", "trusted", "expected"),
    [
        ("203.0.113.9", "", (), "203.0.113.9"),
        ("203.0.113.9", "198.51.100.1", (), "203.0.113.9"),  # nobody is trusted: what is forwarded is a story
        ("10.0.0.1", "198.51.100.1", ("10.0.0.1",), "198.51.100.1"),
        ("10.0.0.1", "6.6.6.6, 198.51.100.1", ("10.0.0.1",), "198.51.100.1"),  # the client's own story stays behind
        ("10.0.0.1", "198.51.100.1, 10.0.0.2", ("10.0.0.1", "10.0.0.2"), "198.51.100.1"),
        ("10.0.0.1", "<script>", ("10.0.0.1",), "unknown"),
        ("10.0.0.1", "", ("10.0.0.1",), "10.0.0.1"),
    ],
)
def test_the_address_comes_through_configured_proxies_only(
    peer: str, forwarded: str, trusted: tuple[str, ...], expected: str
) -> None:
    request = RequestFactory().get("/", REMOTE_ADDR=peer, HTTP_X_FORWARDED_FOR=forwarded)
    assert client_address(request, trusted) == expected
