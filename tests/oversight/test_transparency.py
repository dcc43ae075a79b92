"""Signed days: nothing is signed twice, every change shows, and nobody can unsay a day."""

import time
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from jadibisa.foundation.facts.services import record
from jadibisa.journey.registration.types import Receipt
from jadibisa.kernel.actors import SYSTEM
from jadibisa.oversight.transparency import queries, services
from jadibisa.oversight.transparency.models import DailyRoot
from jadibisa.oversight.transparency.views.words import actor_words, data_words, value_words
from tests.portal.conftest import NOW

DAY = date(2026, 11, 23)
pytestmark = pytest.mark.django_db(transaction=True)


def sign_day(day: date) -> bool:
    """Sign once no transaction of a neighbouring test is open: a fact counts when nothing before it can still come."""
    for _try in range(400):
        with connection.cursor() as cursor:
            cursor.execute(
                "select coalesce(max(transaction), 0) < pg_snapshot_xmin(pg_current_snapshot())::text::bigint from facts_fact"
            )
            if cursor.fetchone()[0]:
                break
        time.sleep(0.05)
    return services.sign_day(day, by=SYSTEM, at=NOW)


@pytest.fixture
def facts() -> None:
    """Three settled facts."""
    for verb in ("people.person_added", "people.proposed", "people.decided"):
        record(verb, by=SYSTEM, at=NOW)


def test_a_day_is_signed_once_and_holds(facts: None) -> None:  # noqa: ARG001
    """The same day again changes nothing; a day with nothing but the last signature is not signed."""
    assert sign_day(DAY)
    assert not sign_day(DAY)
    assert not sign_day(DAY + timedelta(days=1))
    record("people.proposed", by=SYSTEM, at=NOW)
    assert sign_day(DAY + timedelta(days=1))
    assert [day.facts for day in queries.days()] == [2, 3]
    assert queries.broken_days() == []
    assert queries.rows_without_fact() == 0


def test_the_application_cannot_change_a_signed_day(facts: None) -> None:  # noqa: ARG001
    """Neither change, nor delete, nor empty the table."""
    sign_day(DAY)
    for act in (
        "update transparency_dailyroot set facts = 9",
        "delete from transparency_dailyroot",
        "truncate transparency_dailyroot",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(act)
    assert DailyRoot.objects.get().facts == 3


def test_a_record_that_is_not_what_was_signed_is_found(facts: None) -> None:  # noqa: ARG001
    """A root over other facts than the record holds breaks the day, and so does a foreign signature."""
    sign_day(DAY)
    signed = queries.days()[0]
    record("people.proposed", by=SYSTEM, at=NOW)
    _facts, _transfers, until = queries.gathered(signed.until)
    DailyRoot.objects.create(
        day=DAY + timedelta(days=1), facts=2, facts_root="0" * 64, transfers=0, transfers_root=signed.transfers_root, previous="1" * 64,
        signature="0" * 128, signed_at=NOW, last_transaction=until.transaction, last_fact=until.fact, last_transfer=until.transfer,
    )  # fmt: skip
    assert queries.broken_days() == ["2026-11-24: facts", "2026-11-24: chain", "2026-11-24: signature"]


def test_everybody_sees_the_days_and_only_auditors_the_trail(facts: None) -> None:  # noqa: ARG001
    """The page and the CSV are public, the trail asks to sign in."""
    sign_day(DAY)
    assert "23 November 2026" in Client().get("/data/hari/").text
    rows = Client().get("/data/hari/?bentuk=csv").getvalue().decode().splitlines()
    assert rows[1].startswith("2026-11-23,3,")
    assert Client().get("/auditor/jejak/").status_code == 302
    answer = Client().get("/api/transparency/days").json()
    assert answer["days"][0]["facts"] == 3
    assert len(answer["public_key"]) == 64


def test_a_whole_world_signs_and_holds(receipt: Receipt) -> None:  # noqa: ARG001
    """With real facts of registration."""
    assert sign_day(DAY)
    assert queries.broken_days() == []


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ({"vacancy_ending": 60}, "vacancy_ending 60"),
        ([4, 68], "4, 68"),
        (list("abcdef"), "a, b, c, d, e dan lainnya, 6 semua"),
        ("01a20d9b-2e01-75c7-8cbc-53b3e119e6c4", "53b3e119e6c4"),
        ([], "tidak ada"),
        (True, "ya"),
        (None, "–"),
        (12000, "12.000"),
        ("x" * 70, "x" * 39 + "…"),
    ],
)
def test_the_trail_shows_no_python(value: object, words: str) -> None:
    """Values stand in words, as one writes them on a page."""
    assert value_words(value) == words


def test_an_act_without_an_account_names_its_role() -> None:
    """The system and a participant have no account; an account's name is shown."""
    assert actor_words("system", {}) == "Sistem"
    assert actor_words("citizen:01a20d88-0000-7000-8000-00000000abcd", {}) == "Peserta 00000000abcd"
    assert data_words({"role": "employer"}) == [("peran", "Pemberi kerja")]
    assert actor_words("approver:1", {"approver:1": "Joko"}) == "Joko"
