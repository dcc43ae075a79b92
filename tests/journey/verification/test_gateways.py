"""The registry over HTTP: the agreed form, and everything else is "down"."""

import json
from datetime import date

import httpx
import pytest
from django.core.exceptions import ImproperlyConfigured

from jadibisa.journey.verification import gateways
from jadibisa.journey.verification.types import Answer, Enquiry, RegistryDown

ENQUIRY = Enquiry("3204545408980000", "3204540102030000", "Ayu", date(1998, 8, 14), "32.04")
FOUND = {
    "found": True, "name": "Ayu", "birth_date": "1998-08-14", "gender": "F", "kk": "1", "province": "32", "regency": "32.04", "alive": True,
}  # fmt: skip


def answering(status: int, body: object) -> gateways.HttpRegistry:
    """A registry that answers so."""

    def handle(request: httpx.Request) -> httpx.Response:
        asked = json.loads(request.content)["enquiries"][0]
        assert (asked["nik"], asked["birth_date"], request.url.path) == (ENQUIRY.nik, "1998-08-14", "/v1/check")
        return httpx.Response(status, content=body if isinstance(body, bytes) else json.dumps(body).encode())

    return gateways.HttpRegistry("http://127.0.0.1:1/", client=httpx.Client(transport=httpx.MockTransport(handle)))


def test_the_agreed_form() -> None:
    assert answering(200, {"answers": [FOUND]}).ask([ENQUIRY]) == [
        Answer(
            found=True,
            name="Ayu",
            birth_date=date(1998, 8, 14),
            gender="F",
            kk="1",
            province="32",
            regency="32.04",
            alive=True,
        )
    ]
    assert answering(200, {"answers": [{"found": False}]}).ask([ENQUIRY]) == [Answer(found=False)]


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (503, {}),
        (200, {}),
        (200, b"<html>"),
        (200, {"answers": []}),
        (200, {"answers": [FOUND, FOUND]}),
        (200, []),
    ],
)
def test_everything_else_is_down(status: int, body: object) -> None:
    with pytest.raises(RegistryDown):
        answering(status, body).ask([ENQUIRY])


@pytest.mark.parametrize(
    "wrong",
    [
        {"found": "yes"}, FOUND | {"birth_date": "x"}, {"found": True}, 7, FOUND | {"regency": "Kabupaten Bandung"},
        FOUND | {"alive": "false"},
    ],
)  # fmt: skip
def test_one_answer_that_cannot_be_read_holds_up_nobody_else(wrong: object) -> None:
    answers = answering(200, {"answers": [FOUND, wrong, {"found": False}]}).ask([ENQUIRY] * 3)
    assert [answer and answer.found for answer in answers] == [True, None, False]


def test_nobody_there_is_down() -> None:
    with pytest.raises(RegistryDown):
        gateways.HttpRegistry("http://127.0.0.1:9").ask([ENQUIRY])


def test_the_mirror_answers_what_one_says() -> None:
    answer = gateways.MirrorRegistry().ask([ENQUIRY])[0]
    assert (answer.name, answer.gender, answer.regency) == ("Ayu", "F", "32.04")
    with pytest.raises(RegistryDown):
        gateways.MirrorRegistry(down=True).ask([ENQUIRY])


def test_the_settings_name_the_registry(settings: object) -> None:
    settings.REGISTRY_URL = ""  # type: ignore[attr-defined]
    assert isinstance(gateways.registry(), gateways.MirrorRegistry)
    settings.REGISTRY_URL = "http://127.0.0.1:9"  # type: ignore[attr-defined]
    assert isinstance(gateways.registry(), gateways.HttpRegistry)
    settings.REGISTRY_URL, settings.DEMONSTRATION = "", False  # type: ignore[attr-defined]
    with pytest.raises(ImproperlyConfigured):
        gateways.registry()
