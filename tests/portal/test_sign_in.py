"""Signing in: reference and birth date, then a code; nothing tells whether a reference exists."""

from datetime import timedelta

import pytest
from django.test import Client

from jadibisa.foundation.facts.queries import count_verbs
from jadibisa.foundation.facts.services import deliver
from jadibisa.foundation.people.queries import is_cut
from jadibisa.foundation.people.services import cut_number, lift_number
from jadibisa.foundation.plumbing import clock
from jadibisa.journey.registration.types import Receipt
from jadibisa.kernel.actors import SYSTEM
from jadibisa.oversight.integrity.queries import cases
from tests.portal.conftest import PHONE, last_code

BORN = {"birth_date_day": "14", "birth_date_month": "8", "birth_date_year": "1998"}
WRONG = {"birth_date_day": "15", "birth_date_month": "8", "birth_date_year": "1998"}


def test_reference_birth_date_and_code_open_the_home(signed_in: Client) -> None:
    """Ayu comes in and is greeted by her first name."""
    page = signed_in.get("/saya/")
    assert page.status_code == 200
    assert "Ayu" in page.text
    assert page["Cache-Control"].startswith("max-age=0")


@pytest.mark.parametrize(("reference", "born"), [(None, WRONG), ("JB-72-9999-9999", BORN)])
def test_a_stranger_learns_nothing(receipt: Receipt, reference: str | None, born: dict[str, str]) -> None:
    """A wrong birth date and an unknown reference give the same pages and the same refusals as a wrong code."""
    right, wrong = Client(), Client()
    first = [
        client.post("/masuk/", {"reference": named, **dates})
        for client, named, dates in ((right, receipt.reference, BORN), (wrong, reference or receipt.reference, born))
    ]
    assert [answer.status_code for answer in first] == [303, 303]
    assert first[0]["Location"] == first[1]["Location"]
    typed = "000000" if last_code() != "000000" else "111111"
    words: list[str] = []
    for _try in range(4):
        answers = [client.post("/masuk/kode/", {"code": typed}) for client in (right, wrong)]
        words = [answer.text.split('role="alert"')[1].split("</ul>")[0] for answer in answers]
        assert words[0] == words[1]
    assert "Kode salah 3 kali" in words[0]


def test_a_code_sends_nobody_to_another_site(receipt: Receipt) -> None:
    """The address to go on to is one of ours."""
    client = Client()
    client.post("/masuk/?next=https://jahat.example/", {"reference": receipt.reference, **BORN})
    answer = client.post("/masuk/kode/", {"code": last_code()})
    assert answer["Location"] == "/saya/"


def test_an_old_code_is_refused(receipt: Receipt) -> None:
    """After ten minutes the code is worth nothing."""
    client = Client()
    client.post("/masuk/", {"reference": receipt.reference, **BORN})
    clock.advance(timedelta(minutes=11))
    answer = client.post("/masuk/kode/", {"code": last_code()})
    assert answer.status_code == 200
    assert "Kode tidak cocok" in answer.text


def test_what_was_typed_stays_and_the_mistake_is_linked(db: None) -> None:  # noqa: ARG001
    """A year of two digits: summary, the same words beside the field, title, value kept."""
    page = Client().post(
        "/masuk/",
        {"reference": "JB-72-0038-1205", "birth_date_day": "14", "birth_date_month": "8", "birth_date_year": "98"},
    )
    assert "<title>Kesalahan: Masuk" in page.text
    assert page.text.count("Tahun lahir harus 4 angka, misalnya 1998") == 2
    assert 'value="98"' in page.text
    assert 'href="#id_birth_date_0"' in page.text


def test_this_is_not_me_cuts_the_number_and_opens_one_case(receipt: Receipt) -> None:
    """Whoever holds the phone stops the codes; the auditors get one case."""
    client = Client()
    client.post("/masuk/", {"reference": receipt.reference, **BORN})
    wrong = client.post(
        "/bukan-saya/", {"phone": "0812 3456 0147", "code": "999999" if last_code() != "999999" else "111111"}
    )
    assert wrong.status_code == 200
    assert not is_cut(PHONE)
    answer = client.post("/bukan-saya/", {"phone": "0812 3456 0147", "code": last_code()})
    assert answer.status_code == 303
    assert is_cut(PHONE)
    deliver()
    deliver()
    assert [case.kind for case in cases()] == ["number_cut"]
    assert count_verbs()["integrity.case_opened"] == 1


def test_a_number_that_is_cut_off_ends_the_sessions_that_it_opened(signed_in: Client, receipt: Receipt) -> None:
    """Whoever signed in with a number of somebody else is out at the next click; nobody else is."""
    assert signed_in.get("/saya/").status_code == 200
    cut_number(PHONE, by=SYSTEM, at=clock.now())
    assert signed_in.get("/saya/").status_code == 302
    lift_number(PHONE, by=SYSTEM, at=clock.now(), why="diperiksa")
    clock.stand_at(clock.now() + timedelta(minutes=5))
    again = Client()
    again.post("/masuk/", {"reference": receipt.reference, **BORN})
    again.post("/masuk/kode/", {"code": last_code()})
    assert again.get("/saya/").status_code == 200
    assert signed_in.get("/saya/").status_code == 302


def test_signing_out_leaves_nothing(signed_in: Client) -> None:
    """After leaving, the home asks to sign in again."""
    assert signed_in.get("/keluar/").status_code == 405
    assert signed_in.post("/keluar/").status_code == 303
    assert signed_in.get("/saya/").status_code == 302
