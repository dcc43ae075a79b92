"""Time-stamps over the lists of sums: from an authority of our own, end to end; what is wrong is refused and leaves nothing."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings as loaded
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from rfc3161_client import HashAlgorithm, TimestampRequestBuilder

from jadibisa.cli import draw as command
from jadibisa.foundation.facts import queries as facts
from jadibisa.foundation.facts.services import deliver
from jadibisa.journey.selection import queries, services, tasks
from jadibisa.journey.selection.gateways import timestamps
from jadibisa.journey.selection.gateways.timestamps import StampDownError, TimeStamper, WrongStampError, check_stamp
from jadibisa.journey.selection.models import Draw
from jadibisa.journey.selection.services import stamping
from jadibisa.kernel.actors import SYSTEM
from jadibisa.kernel.refusals import Refusal
from tests.journey.selection import stage
from tests.journey.selection.authority import AT, Authority
from tests.journey.selection.stage import BATCH, DICE, DRAWN, FROZEN

CONTENT = b"a list of sums\n"


def nonce_of(request: bytes) -> int | None:
    """The nonce of a request: its only whole number of eight bytes or more, before the wish for a certificate."""
    place = request.index(b"\x04\x20") + 34
    return int.from_bytes(request[place + 2 : place + 2 + request[place + 1]], "big")


def over_http(answer: Callable[[bytes, int | None], httpx.Response], authority: Authority) -> TimeStamper:
    """An authority whose answers a test makes; it takes what it stamps from the test, not from the digest."""

    def reply(request: httpx.Request) -> httpx.Response:
        assert request.headers["content-type"] == "application/timestamp-query"
        return answer(request.content, nonce_of(request.content))

    client = httpx.Client(transport=httpx.MockTransport(reply))
    return TimeStamper("https://tsa.example/", [authority.root], client=client)


def test_the_nonce_of_a_request_is_read_right() -> None:
    for _again in range(20):
        request = TimestampRequestBuilder().data(CONTENT).hash_algorithm(HashAlgorithm.SHA256).build()
        assert nonce_of(request.as_bytes()) == request.nonce


def test_a_stamp_holds_from_end_to_end() -> None:
    authority = Authority()
    given = over_http(
        lambda _body, nonce: httpx.Response(200, content=authority.answer(CONTENT, nonce)), authority
    ).stamp(CONTENT)
    assert check_stamp(given, CONTENT, [authority.root]) == AT


@pytest.mark.parametrize(
    "fault", ["another content", "another nonce", "another authority", "a changed byte", "refused", "nothing"]
)
def test_a_wrong_stamp_is_noticed(fault: str) -> None:
    authority, other = Authority(), Authority()

    def answer(_body: bytes, nonce: int | None) -> httpx.Response:
        good = authority.answer(CONTENT, nonce)
        content = {
            "another content": authority.answer(b"other", nonce),
            "another nonce": authority.answer(CONTENT, 5),
            "another authority": other.answer(CONTENT, nonce),
            "a changed byte": good[:-9] + bytes([good[-9] ^ 1]) + good[-8:],
            "refused": authority.answer(CONTENT, nonce, status=2),
            "nothing": b"",
        }[fault]
        return httpx.Response(200, content=content)

    with pytest.raises(WrongStampError):
        over_http(answer, authority).stamp(CONTENT)


def test_an_authority_that_does_not_answer_is_down() -> None:
    with pytest.raises(StampDownError):
        over_http(lambda _body, _nonce: httpx.Response(503), Authority()).stamp(CONTENT)


# ---- in a draw --------------------------------------------------------------------------------------------


class Direct:
    """An authority without a network."""

    def __init__(self, authority: Authority) -> None:
        """Count what is asked."""
        self.authority, self.asked = authority, 0

    def stamp(self, content: bytes) -> bytes:
        """Stamp it."""
        self.asked += 1
        return self.authority.answer(content)


@pytest.fixture
def authority(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Authority:
    """An authority that the settings trust."""
    made, file = Authority(), tmp_path / "root.pem"
    file.write_bytes(made.root.public_bytes(Encoding.PEM))
    monkeypatch.setattr(loaded, "TIMESTAMP_ROOT_FILE", str(file))
    return made


@pytest.mark.django_db
def test_both_lists_are_stamped_by_themselves(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    direct, deferred = Direct(authority), []
    monkeypatch.setattr(stamping, "stamper", lambda: direct)
    monkeypatch.setattr(tasks, "defer", lambda name, **told: deferred.append((name, told["batch"])))
    stage.until_frozen(30, 10)
    deliver()
    with pytest.raises(Refusal) as caught:
        services.record_dice(BATCH, DICE, by=SYSTEM, at=DRAWN)
    assert caught.value.code == "stamp_missing"
    for _again in range(2):
        tasks.stamp(BATCH)
    stage.publish()
    deliver()
    assert deferred == [("selection.stamp", BATCH)] * 2
    for _again in range(2):
        tasks.stamp(BATCH)
    assert direct.asked == 2
    for name in ("SHA256SUMS", "SHA256SUMS-result"):
        assert check_stamp(queries.file(BATCH, f"{name}.tsr"), queries.file(BATCH, name), [authority.root]) == AT
    assert facts.count_verbs()["selection.stamped"] == 2
    page = Client().get(f"/undian/{BATCH}/").content.decode()
    assert "openssl ts -verify -in SHA256SUMS.tsr -data SHA256SUMS" in page
    answer = Client().get(f"/undian/{BATCH}/berkas/SHA256SUMS.tsr")
    assert answer["Content-Type"].startswith("application/timestamp-reply")


@pytest.mark.django_db
def test_a_stamp_is_brought_by_hand(authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stage.until_frozen(20, 10)
    monkeypatch.setattr(command, "now", lambda: FROZEN)
    file = tmp_path / "SHA256SUMS.tsr"
    for wrong in (b"", b"x", authority.answer(b"other"), Authority().answer(queries.file(BATCH, "SHA256SUMS"))):
        file.write_bytes(wrong)
        with pytest.raises(Refusal) as caught:
            command.main(["stamp", "72", str(file)])
        assert caught.value.code == "stamp_wrong"
    good = authority.answer(queries.file(BATCH, "SHA256SUMS"))
    file.write_bytes(good)
    assert command.main(["stamp", "72", str(file)]) == 0
    assert command.main(["stamp", "72", str(file)]) == 0
    assert facts.count_verbs()["selection.stamped"] == 1
    with pytest.raises(Refusal) as caught:  # a second stamp does not take the place of the first
        services.bring_stamp(
            BATCH, "SHA256SUMS", authority.answer(queries.file(BATCH, "SHA256SUMS"), 9), by=SYSTEM, at=FROZEN
        )
    assert caught.value.code == "other_inputs"
    with pytest.raises(Refusal) as caught:
        services.bring_stamp(BATCH, "seed.txt", good, by=SYSTEM, at=FROZEN)
    assert caught.value.code == "file_unknown"


@pytest.mark.django_db
def test_a_stamp_from_after_the_dice_says_nothing_about_the_roll(authority: Authority) -> None:
    stage.until_frozen(20, 10)
    dice_at = AT - timedelta(seconds=1)
    Draw.objects.update(stage="dice", dice=DICE, dice_at=dice_at)
    good = authority.answer(queries.file(BATCH, "SHA256SUMS"))
    with pytest.raises(Refusal) as caught:
        services.bring_stamp(BATCH, "SHA256SUMS", good, by=SYSTEM, at=DRAWN)
    assert caught.value.code == "stamp_too_late"
    assert "SHA256SUMS.tsr" not in queries.contents(BATCH)


@pytest.mark.django_db
def test_a_stamp_from_before_the_dice_may_be_brought_later(authority: Authority) -> None:
    stage.until_frozen(20, 10)
    Draw.objects.update(stage="dice", dice=DICE, dice_at=AT)
    good = authority.answer(queries.file(BATCH, "SHA256SUMS"))
    services.bring_stamp(BATCH, "SHA256SUMS", good, by=SYSTEM, at=DRAWN)
    assert facts.count_verbs()["selection.stamped"] == 1


@pytest.mark.django_db
def test_without_an_authority_the_page_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    stage.until_frozen(20, 10)
    assert not services.stamps_are_made()
    deliver()
    assert "belum punya cap waktu" in Client().get(f"/undian/{BATCH}/").content.decode()
    for act in (
        lambda: services.stamp(BATCH, by=SYSTEM, at=DRAWN),
        lambda: services.bring_stamp(BATCH, "SHA256SUMS", b"", by=SYSTEM, at=DRAWN),
    ):
        with pytest.raises(Refusal) as caught:
            act()
        assert caught.value.code == "stamps_unconfigured"
    monkeypatch.setattr(loaded, "TIMESTAMP_URL", "https://tsa.example/")
    with pytest.raises(ImproperlyConfigured):
        timestamps.stamper()


@pytest.mark.django_db
def test_an_authority_that_fails_is_a_refusal(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    stage.until_frozen(20, 10)
    for answer, code in (
        (httpx.Response(503), "stamp_unreachable"),
        (httpx.Response(200, content=b"x"), "stamp_wrong"),
    ):
        monkeypatch.setattr(
            stamping, "stamper", lambda answer=answer: over_http(lambda _body, _nonce: answer, authority)
        )
        with pytest.raises(Refusal) as caught:
            services.stamp(BATCH, by=SYSTEM, at=DRAWN)
        assert caught.value.code == code
    assert "SHA256SUMS.tsr" not in queries.contents(BATCH)
