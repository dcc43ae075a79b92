"""The stand-in beacon: drand's answers over HTTP, rounds in their time, faults on demand, and the demonstration's very chain."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime

import httpx
import pytest

from jadibisa.journey.selection.gateways.drand import BeaconDownError, HttpBeacon
from jadibisa.journey.selection.gateways.rehearsal import RehearsalBeacon, rehearsed_chain
from jadibisa.journey.selection.rules.beacon import read_chain, time_of
from jadibisa.kernel.refusals import Refusal
from stand_ins.beacon.core import Chain, WrongError
from stand_ins.beacon.server import main, serve

NOW = datetime(2026, 12, 4, 3, 0, tzinfo=UTC)
ROUND = 30_762_001  # the newest at that time: 92,286,000 seconds after the first, one each three seconds


@pytest.fixture
def address() -> Iterator[str]:
    chain = Chain()
    chain.set_clock({"now": NOW.isoformat()})
    server = serve(chain)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def fault(address: str, **faults: object) -> None:
    """Let it misbehave."""
    assert httpx.post(f"{address}/_stage/faults", json=faults).json().items() >= faults.items()


def test_it_is_the_chain_that_the_demonstration_has_inside(address: str) -> None:
    assert read_chain(httpx.get(f"{address}/info").json()) == rehearsed_chain()
    assert httpx.get(f"{address}/chains").json() == [rehearsed_chain().hash]
    assert HttpBeacon([address]).fetch(rehearsed_chain(), ROUND) == RehearsalBeacon().fetch(rehearsed_chain(), ROUND)


def test_a_round_is_there_from_its_time_on(address: str) -> None:
    assert time_of(rehearsed_chain(), ROUND) == NOW
    latest = httpx.get(f"{address}/public/latest").json()
    assert ROUND <= latest["round"] <= ROUND + 20
    for path in (f"/public/{ROUND + 100}", "/public/0", "/public/-1", "/public/x", "/nothing", f"/public/{'9' * 30}"):
        assert httpx.get(f"{address}{path}").status_code == 404
    httpx.post(f"{address}/_stage/clock", json={"now": "2023-01-01T00:00:00+00:00"})
    assert httpx.get(f"{address}/public/latest").status_code == 404


def test_another_word_is_another_chain() -> None:
    other = Chain(word="other", name="other", genesis=1_600_000_000, period=30)
    found = read_chain(other.info())
    assert found.hash != rehearsed_chain().hash
    assert found.public_key != rehearsed_chain().public_key
    assert (found.genesis, found.period, found.name) == (1_600_000_000, 30, "other")


@pytest.mark.parametrize(
    ("word", "code"), [("wrong_signature", "beacon_signature_wrong"), ("wrong_round", "beacon_round_wrong")]
)
def test_a_wrong_answer_is_noticed(address: str, word: str, code: str) -> None:
    fault(address, **{word: True})
    with pytest.raises(Refusal) as caught:
        HttpBeacon([address]).fetch(rehearsed_chain(), ROUND)
    assert caught.value.code == code
    fault(address, **{word: False})
    assert HttpBeacon([address]).fetch(rehearsed_chain(), ROUND).number == ROUND


@pytest.mark.parametrize(("faults", "older_is_there"), [({"down": True}, False), ({"late": 3600}, True)])
def test_down_or_late_it_tells_nothing(address: str, faults: dict[str, object], older_is_there: bool) -> None:  # noqa: FBT001
    fault(address, **faults)
    with pytest.raises(BeaconDownError):
        HttpBeacon([address]).fetch(rehearsed_chain(), ROUND)
    hour_ago = httpx.get(f"{address}/public/{ROUND - 1300}")
    assert (hour_ago.status_code == 200) is older_is_there


@pytest.mark.parametrize(
    "body", ["", "[]", '{"down":1}', '{"late":-1}', '{"late":true}', '{"other":true}', '{"late":1e9}']
)
def test_the_stage_refuses_what_makes_no_sense(address: str, body: str) -> None:
    assert httpx.post(f"{address}/_stage/faults", content=body).status_code == 400
    assert httpx.post(f"{address}/_stage/clock", content=body).status_code == 400
    assert httpx.post(f"{address}/_stage/other", content=body).status_code == 404


def test_odd_starts_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(WrongError):
        Chain().set_clock({"now": "2026-12-04T03:00:00"})
    assert main(["--now", "tomorrow"]) == 1
    assert "an instant" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["--period", "0"])
