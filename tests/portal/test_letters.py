"""Numbers of messages are confirmed without words or names; receipts are signed, told once; a bounce opens a way."""

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from jadibisa.care.tickets.models import Ticket
from jadibisa.foundation.facts.queries import of_kind
from jadibisa.foundation.facts.services import deliver
from jadibisa.foundation.messages import queries, rules, services
from jadibisa.foundation.messages.gateways import signature_of
from jadibisa.foundation.messages.models import Message, Spent
from jadibisa.foundation.people.services import ask_code, create_account
from jadibisa.journey.registration.queries import application_by_reference
from jadibisa.journey.registration.types import Receipt
from jadibisa.kernel.actors import PUBLIC, SYSTEM, Role
from jadibisa.kernel.clock import wib_day
from jadibisa.kernel.refusals import Refusal
from tests.portal.conftest import NOW, PHONE, enter


@given(st.binary(min_size=32, max_size=32))
def test_a_number_is_read_however_it_is_typed(digest: bytes) -> None:
    number = rules.number_of(digest)
    assert len(number) == 11
    for typed in (number, number.lower(), number.replace("-", " "), f" {number.replace('O', '0').replace('I', '1')} "):
        assert rules.read_number(typed) == number


@given(st.text())
def test_what_cannot_be_a_number_is_none(text: str) -> None:
    assert re.fullmatch(r"([A-Z2-7]{5}-[A-Z2-7]{5})?", rules.read_number(text))


@pytest.fixture
def sent(receipt: Receipt) -> Message:  # noqa: ARG001 - Ayu must have applied
    """The newest message to Ayu, handed over."""
    deliver()
    services.hand_over(NOW)
    return Message.objects.filter(to=PHONE).exclude(person_id=None).latest("id")


def number(message: Message) -> str:
    """What stands behind the words."""
    return message.text.rpartition("No. pesan ")[2].strip(")")


def test_a_number_tells_kind_time_and_masked_address_only(sent: Message) -> None:
    answer = Client().post("/pesan/", {"number": number(sent).lower()}).content.decode()
    assert "Ya, pesan ini dari kami" in answer
    assert "0812 •••• 0147" in answer
    assert "Ayu" not in answer
    assert PHONE not in answer
    wrong = Client().post("/pesan/", {"number": "AAAAA-AAAAA"})
    assert "Kami tidak mengenal nomor pesan ini" in wrong.content.decode()


@pytest.mark.usefixtures("stage")
def test_guessing_ends() -> None:
    client = Client()
    answers = [
        client.post("/pesan/", {"number": f"AAAAA-AAAA{letter}"}).status_code
        for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
    ]
    assert answers == [200] * 30 + [429] * 2
    assert client.post("/pesan/", {"number": "x" * 100}).status_code == 200


def tell(told: object, *, key: str = "", stamp: datetime | None = None) -> Any:
    """A receipt as the carrier sends it."""
    body, at = json.dumps(told).encode(), (stamp or datetime.now(tz=UTC)).isoformat()
    headers = {"X-Timestamp": at, "X-Signature": key or signature_of(at, body)}
    return Client().post("/pesan/bukti/", body, content_type="application/json", headers=headers)


def test_a_receipt_is_taken_once_and_only_from_the_carrier(sent: Message) -> None:
    mine = {"reference": str(sent.pk), "state": "delivered"}
    assert tell(mine, key="00").status_code == 401
    assert tell(mine, stamp=datetime.now(tz=UTC) - timedelta(hours=1)).status_code == 401
    for bad in ({"reference": "x", "state": "delivered"}, {"reference": "1", "state": "eaten"}, [1], None):
        assert tell(bad).status_code == 400
    assert tell({"reference": "999999999", "state": "bounced"}).status_code == 404
    assert [tell(mine).status_code for _again in range(2)] == [204, 204]
    assert len(of_kind("messages.delivered")) == 1


def test_a_bounce_opens_one_way_and_sends_nothing(sent: Message, receipt: Receipt) -> None:
    told = {"reference": str(sent.pk), "state": "bounced"}
    assert [tell(told).status_code for _again in range(2)] == [204, 204]
    before = Message.objects.count()
    deliver()
    deliver()
    found = application_by_reference(receipt.reference)
    assert found is not None
    assert [row.category for row in Ticket.objects.filter(application_id=found.id)] == ["reach"]
    assert Message.objects.count() == before


@pytest.mark.usefixtures("stage")
def test_the_budget_breaks_and_says_so(settings: Any) -> None:
    settings.MESSAGES_A_DAY = 3
    for last in range(3):
        ask_code(f"+62812345601{last:02d}", "test", by=PUBLIC, at=NOW, address="10.0.0.1")
    with pytest.raises(Refusal) as caught:
        ask_code("+6281234560199", "test", by=PUBLIC, at=NOW, address="10.0.0.1")
    assert caught.value.code == "messages_budget"
    assert queries.budget(NOW).is_spent
    assert len(of_kind("messages.budget_spent")) == 1
    assert "Berhenti hari ini" in Client().get("/keadaan/").content.decode()
    officer = create_account("eko@jadibisa.example", Role.HELP_OFFICER, "Eko", password="", by=SYSTEM, at=NOW)
    assert "3 dari 3 terpakai" in enter(Client(), officer).get("/meja/").content.decode()
    ask_code("+6281234560199", "test", by=PUBLIC, at=NOW + timedelta(days=1), address="10.0.0.1")


@pytest.mark.usefixtures("stage")
def test_a_block_of_numbers_has_its_own_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "SENDS_A_DAY_TO_A_PREFIX", 2)
    for last in range(2):
        services.spend(f"+62812345601{last:02d}", by=SYSTEM, at=NOW)
    with pytest.raises(Refusal, match="nomor yang mirip"):
        services.spend("+6281234560199", by=SYSTEM, at=NOW)
    services.spend("+6281334560199", by=SYSTEM, at=NOW)
    assert services.forget_counters(NOW + timedelta(days=40)) > 0
    assert not Spent.objects.exists()


def test_a_visitor_of_the_demonstration_plays_the_carrier(sent: Message) -> None:
    client = Client()
    told = {"message": str(sent.pk), "state": "bounced"}
    assert client.post("/demo/kotak/", told).status_code == 302
    assert "Tidak sampai" in client.get("/demo/kotak/").content.decode()
    assert client.post("/demo/kotak/", {"message": "x", "state": "bounced"}).status_code == 404
    assert client.post("/demo/kotak/", {"message": str(sent.pk), "state": "eaten"}).status_code == 302
    assert len(of_kind("messages.bounced")) == 1


@pytest.mark.usefixtures("stage")
def test_a_breaker_that_nobody_noted_is_noted_once(settings: Any) -> None:
    """Two who spend the last message at once see one less each."""
    settings.MESSAGES_A_DAY = 2
    Spent.objects.create(day=wib_day(NOW), scope=queries.EVERYWHERE, shard=3, count=3)
    assert [services.note_breaker(by=SYSTEM, at=NOW) for _again in range(2)] == [True, False]
    assert not services.note_breaker(by=SYSTEM, at=NOW + timedelta(days=1))
    assert len(of_kind("messages.budget_spent")) == 1
