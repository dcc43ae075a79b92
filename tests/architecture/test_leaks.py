"""No number of a person lies open: not in a table, not in a fact, a log, an address or an error page."""

import logging
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from django.db import DatabaseError, OperationalError, connection
from django.test import Client

from jadibisa.foundation.facts import services as facts
from jadibisa.foundation.plumbing import clock
from jadibisa.journey.registration.models import Application
from jadibisa.kernel.actors import SYSTEM
from tests.journey.registration import cast
from tests.journey.registration.test_pages import ANSWERS, NIK, fill_in
from tests.journey.test_whole_life import applicant
from tests.journey.test_whole_life import test_a_batch_lives_from_law_to_work as live_through_a_batch

pytestmark = pytest.mark.django_db
KK = ANSWERS["kk"]["kk"]


def tables_that_say(words: Iterable[str]) -> list[str]:
    """Tables with a row that shows one of the words, as text or as bytes."""
    patterns = [f"%{word}%" for plain in words for word in (plain, plain.encode().hex())]
    found = []
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f'select count(*) from "{table}" as line where line::text like any(%s)', [patterns])  # noqa: S608 - names of our tables
            if cursor.fetchone() != (0,):
                found.append(table)
    return found


def test_no_table_shows_a_nik_or_a_family_card_after_a_whole_life() -> None:
    live_through_a_batch()
    people = [applicant(number).person for number in range(150)]
    assert "people_person" in tables_that_say([person.name for person in people]), (
        "names are shown, so the search works"
    )
    assert tables_that_say([number for person in people for number in (person.nik.digits, person.kk.digits)]) == []


def test_a_nik_that_lies_open_is_noticed() -> None:
    facts.record("plumbing.slipped", by=SYSTEM, at=clock.now(), data={"note": f"NIK {NIK}"})
    assert tables_that_say([NIK]) == ["facts_fact"]


def test_what_a_person_types_shows_in_no_table_address_or_log(caplog: pytest.LogCaptureFixture) -> None:
    clock.stand_at(cast.NOW)
    cast.set_up_batch()
    client = Client()
    with caplog.at_level(logging.DEBUG):
        assert fill_in(client, ANSWERS) == "/daftar/periksa/"
        half = tables_that_say([NIK, KK])
        assert client.post("/daftar/periksa/").status_code == 303
        wrong = [f"{NIK}9", NIK[:-1], "32A4540102030000"]
        pages = [client.post("/daftar/nik/", {"nik": nik}).content.decode() for nik in wrong]
        pages.append(client.get("/daftar/selesai/").content.decode())
    assert half == []
    assert Application.objects.count() == 1
    assert tables_that_say([NIK, KK]) == []
    assert [number for number in (NIK, KK) if number in caplog.text] == []
    assert NIK not in pages[-1]


@pytest.mark.parametrize(
    ("accident", "status"), [(DatabaseError("a strange word"), 500), (OperationalError("the disk is full"), 503)]
)
def test_an_accident_tells_nothing_of_what_was_typed(
    accident: Exception, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    clock.stand_at(cast.NOW)
    cast.set_up_batch()
    client = Client(raise_request_exception=False)
    client.get(client.post("/daftar/").headers["Location"])

    def breaks(execute: Callable[..., Any], statement: str, *rest: Any) -> Any:
        if not statement.lstrip().upper().startswith("SELECT"):
            raise accident
        return execute(statement, *rest)

    with connection.execute_wrapper(breaks):
        answer = client.post("/daftar/nik/", {"nik": NIK})
    assert answer.status_code == status
    assert NIK not in answer.content.decode()
    assert str(accident) in caplog.text, "the accident itself is told"
    assert NIK not in caplog.text


def test_what_is_asked_of_the_doors_comes_back_nowhere(caplog: pytest.LogCaptureFixture) -> None:
    client = Client()
    for address, asked in (
        ("/masuk/", {"reference": NIK}),
        ("/sertifikat/", {"code": NIK}),
        ("/masuk/", {"phone": NIK}),
    ):
        answer = client.post(address, asked)
        assert NIK not in answer.headers.get("Location", ""), address
    assert NIK not in caplog.text
