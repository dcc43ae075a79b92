"""Suggested answers before and after a question is sent, one conversation over all channels, the ladder of a late ticket."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from jadibisa.care.answers import services as answers
from jadibisa.care.tickets import queries, rules, services
from jadibisa.care.tickets.types import LEVEL_WORDS, Category, Channel, NewTicket, TicketView
from jadibisa.foundation.messages.gateways import signature_of
from jadibisa.foundation.plumbing import clock
from jadibisa.kernel.actors import PUBLIC, SYSTEM, Role
from tests.care.stage import NOW, client_as, officer, open_batch, refused

DAY = timedelta(days=1)
FORM = {"once": "a", "category": "money", "text": "insentif saya belum cair", "phone": "0812 3456 7890"}


@pytest.fixture
def ticket() -> TicketView:
    """An open question."""
    clock.stand_at(NOW)
    open_batch()
    new = NewTicket(Category.MONEY, "insentif saya belum cair", "x", "+628123456789")
    found = queries.ticket(services.open_ticket(new, by=PUBLIC, at=NOW))
    assert found is not None
    return found


@pytest.mark.django_db
def test_answers_are_shown_before_a_question_is_sent_and_it_may_go_on() -> None:
    clock.stand_at(NOW)
    open_batch()
    client = Client()
    assert 'name="langkah" value="baca"' in client.get("/bantuan/tiket/").content.decode()
    first = client.post("/bantuan/tiket/", FORM | {"langkah": "baca"})
    page = first.content.decode()
    assert first.status_code == 200
    assert "/bantuan/uang/insentif/" in page
    assert "insentif saya belum cair" in page
    assert 'name="langkah" value="kirim"' in page
    assert queries.queue()[0].count == 0
    assert client.post("/bantuan/tiket/", FORM | {"langkah": "kirim"}).status_code == 303
    assert queries.queue()[0].count == 1


@pytest.mark.django_db
@pytest.mark.parametrize("change", [{"category": "misuse"}, {"text": "rendang enak"}])
def test_a_danger_or_a_question_without_answer_is_sent_at_once(change: dict[str, str]) -> None:
    clock.stand_at(NOW)
    assert Client().post("/bantuan/tiket/", FORM | {"langkah": "baca"} | change).status_code == 303


@pytest.mark.django_db
def test_the_officer_sees_answers_and_takes_one(ticket: TicketView, django_assert_max_num_queries: Any) -> None:
    eko = client_as(officer("Eko"))
    address = f"/petugas/tiket/{ticket.number}/"
    with django_assert_max_num_queries(20):
        page = eko.get(address).content.decode()
    assert "?isi=insentif#jawab" in page
    assert "Rp600.000" in eko.get(address, {"isi": "insentif"}).content.decode()
    assert eko.get(address, {"isi": "tidak-ada"}).status_code == 200


@pytest.mark.django_db
@pytest.mark.usefixtures("ticket")
def test_the_desk_tells_which_answers_do_not_help(django_assert_max_num_queries: Any) -> None:
    answers.judge("insentif", helped=False, at=NOW)
    eko = client_as(officer("Eko"))
    with django_assert_max_num_queries(8):
        page = eko.get("/petugas/tiket/").content.decode()
    assert "/bantuan/uang/insentif/" in page
    assert "1 tidak, 0 ya" in page


@pytest.mark.django_db
def test_a_phone_call_joins_the_conversation(ticket: TicketView) -> None:
    eko = officer("Eko")
    services.ask(ticket.id, "Bank apa?", by=eko, at=NOW)
    client, address = client_as(eko), f"/petugas/tiket/{ticket.number}/"
    clock.stand_at(NOW + DAY)
    wrong = client.post(address, {"form": "note", "n-channel": "page", "n-text": "x"})
    assert wrong.status_code == 422
    assert client.post(address, {"form": "note", "n-channel": "phone", "n-text": "Bank Nusantara"}).status_code == 303
    line = queries.conversation(ticket.id)[-1]
    assert (line.author, line.channel, line.officer, line.text) == ("person", Channel.PHONE, "Eko", "Bank Nusantara")
    found = queries.ticket(ticket.number)
    assert found is not None
    assert (found.state, found.due_at) == ("open", ticket.due_at + DAY)
    page = client.get(address).content.decode()
    assert "lewat telepon" in page
    assert "dicatat Eko" in page


def bring(told: object, *, stamp: datetime | None = None, key: str = "") -> Any:
    """What the carrier does with an answer."""
    body, at = json.dumps(told).encode(), (stamp or datetime.now(tz=UTC)).isoformat()
    headers = {"X-Timestamp": at, "X-Signature": key or signature_of(at, body)}
    return Client().post("/bantuan/pesan-masuk/", body, content_type="application/json", headers=headers)


@pytest.mark.django_db
def test_an_answer_by_sms_joins_the_ticket_of_its_number_once(ticket: TicketView) -> None:
    told = {
        "reference": "c-1",
        "channel": "sms",
        "from": "0812-3456-789",
        "text": "Bank Nusantara, rekening 1234567890",
    }
    for _time in range(2):
        assert bring(told).status_code == 204
    lines = queries.conversation(ticket.id)
    assert [(line.author, line.channel) for line in lines] == [("person", "page"), ("person", "sms")]
    assert "1234567890" not in lines[-1].text
    assert bring(told | {"from": "0811 1111 1111"}).status_code == 204
    assert queries.queue()[0].count == 2


@pytest.mark.django_db
def test_only_the_carrier_brings_answers(ticket: TicketView) -> None:
    told: dict[str, object] = {"reference": "c", "channel": "sms", "from": "08123456789", "text": "Halo"}
    assert bring(told, key="00").status_code == 401
    assert bring(told, stamp=datetime.now(tz=UTC) - DAY).status_code == 401
    wrongs: tuple[object, ...] = ([], 7, told | {"channel": "page"}, told | {"text": 7}, told | {"text": ""})
    for wrong in wrongs:
        assert bring(wrong).status_code == 400
    assert bring(told | {"from": "abc"}).status_code == 422
    assert len(queries.conversation(ticket.id)) == 1


@pytest.mark.django_db
def test_the_last_level_is_the_ombudspersons(ticket: TicketView) -> None:
    late = ticket.due_at + 3 * (ticket.due_at - ticket.opened_at)
    services.escalate(by=SYSTEM, at=late)
    assert [row.number for row in queries.queue(level=rules.HIGHEST_LEVEL)[1]] == [ticket.number]
    with refused("ticket_ombudsman"):
        services.take(ticket.id, by=officer("Eko"), at=late)
    eko, dewi = client_as(officer("Fajar")), client_as(officer("Dewi", Role.APPROVER))
    address = f"/petugas/tiket/{ticket.number}/"
    assert eko.post(address).status_code == 303
    assert "Ombudsman" in eko.get("/petugas/tiket/", {"tab": "ombudsman", "urut": "masuk"}).content.decode()
    assert dewi.post(address).status_code == 303
    found = queries.ticket(ticket.number)
    assert found is not None
    assert found.owner == "Dewi"


@given(st.integers(1, 30), st.integers(0, rules.HIGHEST_LEVEL))
def test_a_ticket_rises_exactly_when_it_is_told(days: int, level: int) -> None:
    due = NOW + days * DAY
    told = rules.rises_at(due, NOW, level)
    if told is None:
        assert level == rules.HIGHEST_LEVEL == max(LEVEL_WORDS)
    else:
        assert rules.level_at(due, NOW, told) == level + 1
        assert rules.level_at(due, NOW, told - timedelta(seconds=1)) == level
