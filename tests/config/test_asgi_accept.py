"""The thin accept path: the same answers as the Django door, and honest ones when it cannot."""

import asyncio
import time
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any, TypeVar
from urllib.parse import urlencode
from uuid import UUID

import pytest
from django.db import DataError, connections
from django.test import Client

from jadibisa.config import asgi_accept
from jadibisa.config.accept_pages import PATH, WAIT_PATH
from jadibisa.config.asgi_accept import Accept
from jadibisa.foundation.plumbing import clock
from jadibisa.foundation.plumbing.allowance import Allowance
from jadibisa.journey.registration import queries, services
from jadibisa.journey.registration.models import Application, Draft
from jadibisa.journey.registration.types import DraftToSend, NewApplication, Receipt
from jadibisa.kernel.actors import PUBLIC
from jadibisa.kernel.refusals import Refusal
from tests.journey.registration import cast

pytestmark = pytest.mark.django_db(transaction=True)
T = TypeVar("T")
OURS = {"origin": "http://testserver", "content-type": "application/x-www-form-urlencoded"}


class Answer:
    """What came back."""

    def __init__(self, messages: Sequence[Mapping[str, Any]]) -> None:
        self.status: int = messages[0]["status"]
        self.headers = {name.decode(): value.decode() for name, value in messages[0]["headers"]}
        self.text = b"".join(message.get("body", b"") for message in messages[1:]).decode()


async def asking(
    app: Accept,
    body: bytes = b"",
    *,
    method: str = "POST",
    path: str = PATH,
    peer: str = "10.0.0.1",
    headers: Mapping[str, str] = OURS,
    query: bytes = b"",
) -> Answer:
    """One request."""
    found: list[Mapping[str, Any]] = []

    async def receive() -> Mapping[str, Any]:
        return {"type": "http.request", "body": body}

    async def send(message: Mapping[str, Any]) -> None:
        found.append(message)

    sent = [(name.encode(), value.encode()) for name, value in headers.items()]
    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "headers": sent,
        "client": (peer, 1),
        "query_string": query,
    }
    await app(scope, receive, send)
    return Answer(found)


@pytest.fixture
def app() -> Iterator[Accept]:
    cast.set_up_batch()
    clock.stand_at(cast.NOW)
    clock.forget()
    made = Accept()
    yield made
    made.gathering.end()
    clock.forget()
    connections.close_all()


def in_a_loop(work: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Run in a thread of its own: the browser of the stories keeps a loop in the one where tests run."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(work())).result()


def ask_all(app: Accept, bodies: Sequence[bytes], **more: Any) -> list[Answer]:
    async def all_at_once() -> list[Answer]:
        return list(await asyncio.gather(*(asking(app, body, **more) for body in bodies)))

    return in_a_loop(all_at_once)


def ask(app: Accept, body: bytes = b"", **more: Any) -> Answer:
    return ask_all(app, [body], **more)[0]


def draft() -> UUID:
    return services.begin_draft(days=30, at=cast.NOW).id


def handed(draft_id: UUID, application: NewApplication) -> bytes:
    return urlencode({"isi": services.hand_over(draft_id, application)}).encode()


def test_an_acknowledged_one_is_in_the_table_and_its_draft_forgets(app: Accept) -> None:
    sent = draft()
    answer = ask(app, handed(sent, cast.application()))
    assert (answer.status, answer.headers["location"]) == (303, "http://testserver/daftar/selesai/")
    row = Application.objects.get()
    assert queries.sent_as(sent) == row.id
    assert row.key == f"draft/{sent}"
    assert queries.rows_without_fact() == 0
    assert abs(row.submitted_at - cast.NOW) < timedelta(seconds=30)


def test_many_at_once_with_double_clicks_are_each_there_once(app: Accept) -> None:
    bodies = [handed(draft(), cast.application(number)) for number in range(40)]
    answers = ask_all(app, [*bodies, *bodies])
    assert {answer.status for answer in answers} == {303}
    assert Application.objects.count() == 40


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"name": "Ayu 😀"},
        {"name": "Ayu\u202eLestari"},
        {"name": "Аyu Lestari"},  # a Cyrillic look-alike is a letter; names are read by people and by the registry
        {"name": "Siti"},
        {"address": "Jalan\u202e 8"},
        {"birth_date": cast.NOW.date() + timedelta(days=2)},
        {"regency": "99.99"},
    ],
)
def test_both_doors_say_the_same(app: Accept, changes: dict[str, Any]) -> None:
    who = cast.person(2, **changes)
    row = cast.application(2, who=who)
    try:
        here: object = type(services.send_draft(draft(), row, by=PUBLIC, at=cast.NOW))
    except Refusal as refusal:
        here = (refusal.status, refusal.code)
    other = cast.application(3, who=replace(who, nik=cast.person(4).nik))
    answer = ask(app, handed(draft(), other))
    if here is Receipt:
        assert answer.status == 303
        one, two = Application.objects.order_by("submitted_at")
        left_out = {"id", "person_id", "key", "reference", "ticket", "submitted_at", "_state"}
        assert {k: v for k, v in vars(one).items() if k not in left_out} == {
            k: v for k, v in vars(two).items() if k not in left_out
        }
    else:
        assert isinstance(here, tuple)
        assert answer.status == here[0]
        assert Application.objects.count() == 0


def test_the_same_person_through_both_doors_at_once_is_there_once(app: Accept) -> None:
    first, second = draft(), draft()

    async def both() -> tuple[Answer, object]:
        other = asyncio.to_thread(directly)
        return await asyncio.gather(asking(app, handed(first, cast.application())), other)

    def directly() -> object:
        try:
            return services.send_draft(second, cast.application(), by=PUBLIC, at=cast.NOW)
        except Refusal as refusal:
            return refusal
        finally:
            connections.close_all()

    here, there = in_a_loop(both)
    assert Application.objects.count() == 1
    assert (here.status == 303) != isinstance(there, Receipt)


def test_who_registered_before_is_told_at_once(app: Accept) -> None:
    cast.registered([cast.application()])
    answer = ask(app, handed(draft(), cast.application()))
    assert (answer.status, "sudah terdaftar" in answer.text) == (409, True)
    other = ask(app, handed(draft(), cast.application(who=cast.person(phone="+6281299999999"))))
    assert (other.status, "petugas" in other.text.lower()) == (409, True)


def test_a_replay_with_another_body_answers_with_the_first_receipt(app: Accept) -> None:
    sent = draft()
    assert ask(app, handed(sent, cast.application())).status == 303
    assert ask(app, handed(sent, cast.application(8))).status == 303
    assert Application.objects.count() == 1


def test_a_poison_row_fails_alone(app: Accept, monkeypatch: pytest.MonkeyPatch) -> None:
    poison = draft()
    real = services.send_drafts

    def send(rows: Sequence[DraftToSend], **more: Any) -> list[Receipt | Refusal]:
        if any(row.draft_id == poison for row in rows):
            raise DataError
        return real(rows, **more)

    monkeypatch.setattr(services, "send_drafts", send)
    bodies = [handed(draft(), cast.application(number)) for number in range(5)]
    answers = ask_all(app, [handed(poison, cast.application(9)), *bodies])
    assert [answer.status for answer in answers] == [503, *[303] * 5]
    assert "belum pasti" in answers[0].text


@pytest.mark.usefixtures("app")
def test_what_waits_past_the_closing_second_counts_from_when_it_reached_us(monkeypatch: pytest.MonkeyPatch) -> None:
    row = DraftToSend(draft(), cast.application())
    late = DraftToSend(draft(), cast.application(2))
    clock.stand_at(cast.CLOSES)
    clock.forget()
    monkeypatch.setattr(time, "monotonic", lambda: 100.0)
    told, refused = asgi_accept.send_arrived([(99.0, row), (100.0, late)])
    assert isinstance(told, Receipt)
    assert isinstance(refused, Refusal)
    assert refused.code == "batch_closed"
    assert Application.objects.get().submitted_at == cast.CLOSES - timedelta(seconds=1)


def test_who_finds_too_many_sees_the_waiting_page(app: Accept) -> None:
    full = Accept(waiting=0)
    answer = ask(full, handed(draft(), cast.application()))
    assert (answer.status, answer.headers["retry-after"]) == (503, "3")
    assert answer.text.index("Waktu mengirim tidak memengaruhi undian") < answer.text.index("banyak orang mengirim")
    assert f'http-equiv="refresh" content="5;url={WAIT_PATH}?tiket=' in answer.text
    assert ask(full, method="GET", path=WAIT_PATH).status == 503
    assert ask(app, method="GET", path=WAIT_PATH).headers["location"] == "/daftar/periksa/"
    assert Application.objects.count() == 0


@pytest.mark.parametrize(
    ("status", "more", "body"),
    [
        (405, {"method": "GET"}, b""),
        (405, {"method": "HEAD"}, b""),
        (404, {"path": "/lain/"}, b""),
        (403, {"headers": {**OURS, "origin": "https://jahat.example"}}, b""),
        (403, {"headers": {"content-type": OURS["content-type"]}}, b""),
        (415, {"headers": {**OURS, "content-type": "application/json"}}, b"{}"),
        (413, {"headers": {**OURS, "content-length": "10000000"}}, b""),
        (413, {}, b"isi=" + b"a" * 10_000_000),
        (400, {}, b"isi=abc&lain=1"),
        (400, {}, b"isi=abc&isi=abc"),
        (400, {}, b"isi=abc"),
        (400, {}, b"isi=%C3%A9%F0%9F%98%80"),
        (400, {}, "isi=😀".encode()),
    ],
)
def test_bad_input_gets_its_own_answer(app: Accept, status: int, more: dict[str, Any], body: bytes) -> None:
    assert ask(app, body, **more).status == status
    assert Application.objects.count() == 0


def test_its_answers_carry_the_headers_of_the_other_door(app: Accept) -> None:
    there = Client().get("/daftar/")
    for answer in (ask(app, b"isi=abc"), ask(app, handed(draft(), cast.application()))):
        for name in ("x-frame-options", "x-content-type-options", "referrer-policy", "cross-origin-opener-policy"):
            assert answer.headers[name] == there[name]
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["cache-control"] == "no-store"


def test_other_pages_lead_to_the_site_with_what_was_asked(app: Accept, settings: Any) -> None:
    """The query stays; what the server decoded is encoded again, so that no line gets into the answer's head."""
    settings.SITE_URL = "http://127.0.0.1:8000"
    answer = ask(app, method="GET", path="/daftar/periksa/", query=b"di-sini=1")
    assert (answer.status, answer.headers["location"]) == (302, "http://127.0.0.1:8000/daftar/periksa/?di-sini=1")
    split = ask(app, method="GET", path="/x\r\nset-cookie: a=b", query=b"a=1")
    assert split.headers["location"] == "http://127.0.0.1:8000/x%0D%0Aset-cookie%3A%20a%3Db?a=1"


def test_garbage_is_limited_by_address_and_a_forged_address_does_not_help(app: Accept) -> None:
    forged = [{**OURS, "x-forwarded-for": f"10.9.8.{number}"} for number in range(70)]
    statuses = [ask(app, b"isi=abc", headers=headers).status for headers in forged]
    assert (statuses[0], statuses[-1]) == (400, 429)
    assert ask(app, handed(draft(), cast.application()), peer="10.0.0.2").status == 303


def test_an_allowance_fills_again() -> None:
    allowance = Allowance(at_once=2, a_second=1)
    assert [allowance.take("a", 0), allowance.take("a", 0), allowance.take("a", 0)] == [True, True, False]
    assert (allowance.take("b", 0), allowance.take("a", 1.5)) == (True, True)


def test_the_receipt_is_found_by_the_draft_of_the_session(app: Accept) -> None:
    sent = draft()
    browser = Client()
    session = browser.session
    session["registration_draft"] = str(sent)
    session.save()
    assert ask(app, handed(sent, cast.application())).status == 303
    assert Application.objects.get().reference in browser.get("/daftar/selesai/").content.decode()
    assert Draft.objects.get().phone_index is None
