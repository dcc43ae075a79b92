"""The stand-in registry: it speaks the protocol, knows its population, is slow or down on demand."""

import json
import threading
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest

from jadibisa.journey.verification.gateways import HttpRegistry
from jadibisa.journey.verification.types import Enquiry, RegistryDown
from stand_ins.identity_registry.core import Registry, WrongError, read_population
from stand_ins.identity_registry.server import main, serve

KNOWN = {
    "nik": "3204541408980000", "kk": "3204540102030000", "name": "Ayu Lestari", "birth_date": "1998-08-14", "gender": "F",
    "regency": "32.04",
}  # fmt: skip
ASKED = Enquiry("3204541408980000", "3204540102030000", "Ayu Lestary", date(1998, 8, 14), "33.01")


@pytest.fixture
def population(tmp_path: Path) -> Path:
    file = tmp_path / "population.jsonl"
    file.write_text(json.dumps(KNOWN) + "\n", encoding="utf-8")
    return file


@pytest.fixture
def address(population: Path) -> Iterator[str]:
    server = serve(Registry(read_population(population)), 0)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def _post(address: str, path: str, body: Any) -> httpx.Response:
    return httpx.post(f"{address}{path}", content=json.dumps(body))


def test_it_says_what_it_knows(address: str) -> None:
    [answer] = HttpRegistry(address).ask([ASKED])
    assert answer is not None
    assert (answer.name, answer.regency, answer.gender, answer.birth_date) == (
        "Ayu Lestari",
        "32.04",
        "F",
        date(1998, 8, 14),
    )


def test_it_mirrors_visitors_and_knows_no_real_person(address: str) -> None:
    visitor = Enquiry("3301015502000000", "3301010101100000", "Sari", date(2000, 2, 15), "33.01")
    real = Enquiry("3301015502000017", "3301010101100000", "Sari", date(2000, 2, 15), "33.01")
    mirrored, unknown = HttpRegistry(address).ask([visitor, real])
    assert mirrored is not None
    assert unknown is not None
    assert (mirrored.found, mirrored.name, mirrored.gender) == (True, "Sari", "F")
    assert not unknown.found


def test_it_is_down_on_demand_and_comes_back(address: str) -> None:
    assert _post(address, "/_stage/mood", {"down": True}).json()["down"] is True
    with pytest.raises(RegistryDown):
        HttpRegistry(address).ask([ASKED])
    _post(address, "/_stage/mood", {"down": False})
    [answer] = HttpRegistry(address).ask([ASKED])
    assert answer is not None
    assert answer.found
    assert httpx.get(f"{address}/_stage/mood").json() == {"slow": 0.0, "down": False, "persons": 1, "asked": 1}


def test_it_is_slow_on_demand(address: str) -> None:
    _post(address, "/_stage/mood", {"slow": 0.2})
    before = time.monotonic()
    HttpRegistry(address).ask([ASKED])
    assert time.monotonic() - before >= 0.2


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/v1/check", {"enquiries": [{}]}, 400),
        ("/v1/check", {"enquiries": [{"nik": "1"}] * 501}, 400),
        ("/v1/check", [], 400),
        ("/_stage/mood", {"slow": -1}, 400),
        ("/_stage/mood", {"slow": True}, 400),
        ("/_stage/mood", {"mood": "bad"}, 400),
        ("/elsewhere", {}, 404),
    ],
)
def test_what_breaks_the_protocol_is_refused(address: str, path: str, body: Any, status: int) -> None:
    assert _post(address, path, body).status_code == status


def test_a_broken_body_is_refused(address: str) -> None:
    assert httpx.post(f"{address}/v1/check", content=b"{").status_code == 400
    assert httpx.get(f"{address}/v1/check").status_code == 404


def test_only_synthetic_people_belong_into_the_population(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "wrong.jsonl"
    file.write_text(json.dumps({**KNOWN, "nik": "3204541408980017"}), encoding="utf-8")
    with pytest.raises(WrongError, match="line 1"):
        read_population(file)
    assert main(["--population", str(file), "--port", "0"]) == 1
    assert "synthetic" in capsys.readouterr().err
