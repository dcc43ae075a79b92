"""The beacon by itself: published rounds of drand, right and wrong, held against a second library; chains, rounds and times."""

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from importlib.metadata import metadata
from pathlib import Path

import httpx
import pytest
from django.conf import settings as loaded
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st

from jadibisa.config.state import ROOT
from jadibisa.journey.selection.gateways import beacons
from jadibisa.journey.selection.gateways.curves import G2, decompress_G1, decompress_G2, hash_to_G1, pairing
from jadibisa.journey.selection.gateways.drand import BeaconDownError, HttpBeacon
from jadibisa.journey.selection.gateways.rehearsal import RehearsalBeacon, rehearsed_chain
from jadibisa.journey.selection.rules import beacon
from jadibisa.journey.selection.rules.beacon import QUICKNET
from jadibisa.journey.selection.types import Chain, Pulse
from jadibisa.kernel.refusals import Refusal

# Read from GitHub drand/drand-client, test/beacon-verification.test.ts, "signatures on G1 with DST".
WALKTHROUGH = Chain(
    "af8b6fc95693b058a3a59efe586eb31c2c352fe00cf40c62a427d87c34f7a235",
    "81d320f220ee9c79e60e19dedc838c31e3ab919b15481e9feb52f643628c4f6a13fdc52129493875a818109d767272ca"
    "0541cbcdcea9335f2870d781b39b845ba8cbd44fdfe4967781cf72ca5917fc9398bcf97ca0548ed5a709016c4b1ff0f3",
    1687506816, 3, "02d678e93908888871b70e3f015b396a8c082bc1493ae5479f8743cb5d972b54", "walkthrough",
)  # fmt: skip
ROUNDS = [
    # Package drand-verify 0.2.1 on PyPI, its README: verify_quicknet with its answer, and the same signature for another round.
    (QUICKNET, 657413, "b713718a38ae728dfd477991af2822e08d2f305e47718cef9f7848ce4050e7be41076862b98fad56e91a6b85b89cd97b",
     "fc1873a13f3545aeade8401532ef5519920652eee6b0d2b19ca12643b87b3587"),
    # https://docs.drand.love/developer/http-api, the answer to /v2/beacons/quicknet/rounds/42 (it tells no randomness).
    (QUICKNET, 42, "95a9f9f5b231b7714de1553105d8ffdf3dcda24cfdb1e689319bccf79a9c8ce430a91b811fbfaf763900bc998b5d686a", ""),
    # GitHub drand/drand-client, test/beacon-verification.test.ts, as above.
    (WALKTHROUGH, 38, "95c93585c513ebbcb4777ff15599b3140e5ec0295faa0e483f3deadd88fa6d43f0d3703e3a4ce106e8fd6c6987f32126",
     "b2fc21325a24904a6a9e81a6c63f65f6cec3f0b2400df3f4a56b214770e9ccca"),
]  # fmt: skip
DRAWN = datetime(2026, 12, 4, 3, 0, tzinfo=UTC)


def second_library(chain: Chain, pulse: Pulse) -> bool:
    """The same check written with py_ecc's own functions."""
    key = decompress_G2((int(chain.public_key[:96], 16), int(chain.public_key[96:], 16)))  # type: ignore[arg-type]
    message = sha256(pulse.number.to_bytes(8, "big")).digest()
    point = hash_to_G1(message, b"BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_", sha256)  # type: ignore[arg-type]
    return bool(pairing(G2, decompress_G1(int(pulse.signature, 16))) == pairing(key, point))  # type: ignore[arg-type]


def code_of(act: Callable[[], object]) -> str:
    """The code of the refusal."""
    with pytest.raises(Refusal) as caught:
        act()
    assert str(caught.value)
    return caught.value.code


@pytest.mark.parametrize(("chain", "number", "signature", "randomness"), ROUNDS)
def test_published_rounds_hold_by_two_libraries(chain: Chain, number: int, signature: str, randomness: str) -> None:
    pulse = Pulse(number, signature)
    beacon.check_pulse(chain, pulse, number)
    assert second_library(chain, pulse)
    if randomness:
        assert beacon.randomness(pulse) == randomness


def test_the_package_itself_tells_the_first_round() -> None:
    told = str(metadata("drand-verify").json["description"])
    assert f'verify_quicknet(657413, "{ROUNDS[0][2]}")' in told
    assert f'verify_quicknet(657414, "{ROUNDS[0][2]}")' in told


def test_a_signature_for_another_round_or_of_another_chain_is_wrong() -> None:
    wrong = Pulse(657414, ROUNDS[0][2])
    assert code_of(lambda: beacon.check_pulse(QUICKNET, wrong, 657414)) == "beacon_signature_wrong"
    assert not second_library(QUICKNET, wrong)
    assert code_of(lambda: beacon.check_pulse(QUICKNET, wrong, 657413)) == "beacon_round_wrong"
    assert not beacon.is_signed(WALKTHROUGH, Pulse(657413, ROUNDS[0][2]))
    assert not beacon.is_signed(QUICKNET, Pulse(38, ROUNDS[2][2]))


def test_any_other_signature_is_refused_quietly(capfd: pytest.CaptureFixture[str]) -> None:
    for signature in (
        "00" * 48,
        "c0" + "00" * 47,
        "ff" * 48,
        ROUNDS[1][2],
        ROUNDS[0][2][:-2] + "7c",
        "37" + ROUNDS[0][2][2:],
    ):
        assert not beacon.is_signed(QUICKNET, Pulse(657413, signature))
    assert capfd.readouterr().err == ""


def test_a_key_that_is_no_point_signs_nothing() -> None:
    assert not beacon.is_signed(replace(QUICKNET, public_key="ab" * 96), Pulse(657413, ROUNDS[0][2]))


@given(st.integers(1, 2**40))
def test_the_rehearsed_chain_signs_as_drand_does(number: int) -> None:
    chain = rehearsed_chain()
    pulse = RehearsalBeacon().fetch(chain, number)
    beacon.check_pulse(chain, pulse, number)
    assert not beacon.is_signed(chain, Pulse(number + 1, pulse.signature))


@pytest.mark.parametrize("chain", [QUICKNET, WALKTHROUGH, rehearsed_chain()])
def test_a_chain_is_named_by_the_hash_of_the_rest(chain: Chain) -> None:
    assert beacon.chain_hash(chain) == chain.hash
    assert beacon.read_chain(json.loads(beacon.chain_text(chain))) == chain
    for change in ("public_key", "groupHash"):
        told = json.loads(beacon.chain_text(chain))
        told[change] = ("1" if told[change][0] == "0" else "0") + told[change][1:]
        assert code_of(lambda told=told: beacon.read_chain(told)) == "chain_wrong"  # type: ignore[misc]
    for change, value in (("period", 30), ("genesis_time", 1), ("metadata", {"beaconID": "other"})):
        told = json.loads(beacon.chain_text(chain)) | {change: value}
        assert code_of(lambda told=told: beacon.read_chain(told)) == "chain_wrong"  # type: ignore[misc]


@pytest.mark.parametrize(
    "change",
    [{"schemeID": "pedersen-bls-chained"}, {"period": 0}, {"period": True}, {"period": 3.0}, {"hash": "zz"}, {"public_key": 3},
     {"metadata": None}, {"genesis_time": -1}],
)  # fmt: skip
def test_other_chains_are_refused(change: dict[str, object]) -> None:
    told = json.loads(beacon.chain_text(QUICKNET)) | change
    assert code_of(lambda: beacon.read_chain(told)) == "chain_unreadable"
    assert code_of(lambda: beacon.read_chain([])) == "chain_unreadable"


@given(st.integers(0, 2**32))
def test_the_round_of_a_draw_is_the_newest_at_its_time(seconds: int) -> None:
    at = datetime.fromtimestamp(QUICKNET.genesis + seconds, tz=UTC)
    promise = beacon.promise_for(QUICKNET, at, alternative=True)
    assert promise.number == (int(at.timestamp()) - 1692803367) // 3 + 1
    assert beacon.time_of(QUICKNET, promise.number) <= at < beacon.time_of(QUICKNET, promise.number + 1)
    assert promise.fallback == promise.number + 28_800
    assert beacon.time_of(QUICKNET, promise.fallback) - beacon.time_of(QUICKNET, promise.number) == timedelta(days=1)
    text = f"drand={beacon.promise_text(promise)}\n".encode()
    assert beacon.read_promise(text, QUICKNET) == promise
    assert beacon.read_promise(text.replace(b";dice", b""), QUICKNET) == replace(promise, alternative=False)


def test_a_draw_before_the_chain_has_no_round() -> None:
    early = datetime(2020, 8, 14, 3, tzinfo=UTC)
    assert code_of(lambda: beacon.promise_for(QUICKNET, early, alternative=True)) == "beacon_not_begun"


def test_the_round_that_counts_comes_after_the_dice() -> None:
    view = beacon.view_of(beacon.promise_for(QUICKNET, DRAWN, alternative=False), None)
    first, second = view.promise.number, view.promise.fallback
    moment = timedelta(microseconds=1)
    assert beacon.round_after(view, view.number_at - moment) == first
    assert beacon.round_after(view, view.number_at) == second
    assert beacon.round_after(view, view.fallback_at - moment) == second
    assert beacon.round_after(view, view.fallback_at) == 0
    beacon.require_dice_in_time(view, view.fallback_at - moment)
    assert code_of(lambda: beacon.require_dice_in_time(view, view.fallback_at)) == "dice_too_late"
    beacon.require_dice_in_time(replace(view, promise=replace(view.promise, alternative=True)), view.fallback_at)
    assert code_of(lambda: beacon.require_come(QUICKNET, first, view.number_at - moment)) == "beacon_too_early"
    beacon.require_come(QUICKNET, first, view.number_at)


def test_a_pasted_round_is_a_signature_or_drands_whole_answer() -> None:
    signature = ROUNDS[0][2]
    assert beacon.read_pulse(f" {signature.upper()[:50]} {signature[50:]}\n", 7) == Pulse(7, signature)
    assert beacon.read_pulse(f'{{"round":657413,"signature":"{signature}"}}', 7) == Pulse(657413, signature)
    for text in ("", "abc", signature[:-1], signature + "0", '{"round":"1"}', "{", f'{{"round":true,"signature":"{signature}"}}',
                 '{"round":' + "9" * 30 + f',"signature":"{signature}"}}', "{" * 5000, "[1]"):  # fmt: skip
        assert code_of(lambda text=text: beacon.read_pulse(text, 7)) == "signature_unreadable"  # type: ignore[misc]
    assert beacon.read_pulse(beacon.pulse_text(Pulse(7, signature)).decode(), 1) == Pulse(7, signature)


# ---- drand over HTTP -----------------------------------------------------------------------------------


def http(answers: dict[str, httpx.Response | Exception]) -> HttpBeacon:
    """A beacon whose servers answer by their name."""

    def answer(request: httpx.Request) -> httpx.Response:
        assert request.url.path == f"/{QUICKNET.hash}/public/657413"
        found = answers[request.url.host]
        if isinstance(found, Exception):
            raise found
        return found

    return HttpBeacon(
        [f"https://{name}/" for name in answers], client=httpx.Client(transport=httpx.MockTransport(answer))
    )


def told(number: int, signature: str) -> httpx.Response:
    """An answer as drand gives it."""
    return httpx.Response(200, json={"round": number, "randomness": "", "signature": signature})


GOOD = Pulse(657413, ROUNDS[0][2])


def test_the_first_good_answer_counts() -> None:
    down, wrong = httpx.ConnectError("no"), told(657413, ROUNDS[1][2])
    servers: dict[str, httpx.Response | Exception] = {
        "a": down,
        "b": httpx.Response(404),
        "c": wrong,
        "d": httpx.Response(200, text="<html>"),
        "e": told(657413, GOOD.signature),
    }
    assert http(servers).fetch(QUICKNET, 657413) == GOOD


@pytest.mark.parametrize(
    ("answer", "code"),
    [(told(657413, ROUNDS[1][2]), "beacon_signature_wrong"), (told(657414, GOOD.signature), "beacon_round_wrong"),
     (httpx.Response(200, text="{}"), "signature_unreadable"), (httpx.Response(200, content=b"\xff" * 99), "signature_unreadable")],
)  # fmt: skip
def test_a_wrong_answer_has_its_own_code(answer: httpx.Response, code: str) -> None:
    assert code_of(lambda: http({"a": answer, "b": httpx.ReadTimeout("slow")}).fetch(QUICKNET, 657413)) == code


@pytest.mark.parametrize(
    "answers", [{}, {"a": httpx.ConnectError("no")}, {"a": httpx.Response(503), "b": httpx.Response(425)}]
)
def test_no_answer_is_down(answers: dict[str, httpx.Response | Exception]) -> None:
    with pytest.raises(BeaconDownError):
        http(answers).fetch(QUICKNET, 657413)


# ---- which chain the settings name -----------------------------------------------------------------------


def test_the_chain_of_the_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert beacons.chain() == rehearsed_chain()
    assert isinstance(beacons.beacon(), RehearsalBeacon)
    monkeypatch.setattr(loaded, "DEMONSTRATION", False)
    assert beacons.chain() == QUICKNET
    assert isinstance(beacons.beacon(), HttpBeacon)
    file = tmp_path / "info.json"
    monkeypatch.setattr(loaded, "BEACON_CHAIN_FILE", str(file))
    for content in (
        b"",
        b"{}",
        b"\xff",
        beacon.chain_text(rehearsed_chain()),
        beacon.chain_text(WALKTHROUGH).replace(b"3", b"4"),
    ):
        file.write_bytes(content)
        with pytest.raises(ImproperlyConfigured, match="JADIBISA_BEACON_CHAIN_FILE"):
            beacons.chain()
    file.write_bytes(beacon.chain_text(WALKTHROUGH))
    assert beacons.chain() == WALKTHROUGH


def test_loading_the_curves_leaves_the_recursion_limit_alone() -> None:
    """Otherwise deeply nested JSON from outside ends the process; tried in a process of its own."""
    told = "import sys; b = sys.getrecursionlimit(); import {}; import json; print(b == sys.getrecursionlimit())"
    for module in ("jadibisa.journey.selection.gateways.curves", "stand_ins.beacon.core"):
        done = subprocess.run(
            [sys.executable, "-c", told.format(module)], cwd=ROOT, capture_output=True, text=True, check=True
        )
        assert done.stdout.strip() == "True", module
