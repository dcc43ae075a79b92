"""Facts only grow, whoever tries; listeners hear each once."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from jadibisa.foundation.facts import queries, services
from jadibisa.foundation.facts.models import FactRow
from jadibisa.foundation.facts.types import Fact
from jadibisa.foundation.plumbing import chance
from jadibisa.kernel.actors import SYSTEM

AT = datetime(2026, 11, 24, 3, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def test_a_fact_is_found_by_its_subject() -> None:
    """Newest first."""
    one, other = chance.uuid7(), chance.uuid7()
    services.record("people.tried", by=SYSTEM, at=AT, subjects=[one, other, one])
    last = services.record("people.tried_again", by=SYSTEM, at=AT, subjects=[one], why="because", data={"n": 1})
    found = queries.about(one)
    assert [fact.verb for fact in found] == ["people.tried_again", "people.tried"]
    assert found[0].id == last
    assert found[0].data == {"n": 1}
    assert found[1].subjects == (one, other)
    assert queries.exists("people.tried", other)
    assert not queries.exists("people.tried_again", other)


@pytest.mark.parametrize(
    "attack",
    [
        "update facts_fact set verb = 'a.b'",
        "delete from facts_fact",
        "truncate facts_fact",
        "alter table facts_fact disable trigger facts_immutable",
        "alter table facts_fact disable trigger all",
        "set session_replication_role = replica",
        "drop trigger facts_immutable on facts_fact",
        "create or replace function facts_forbid() returns trigger language plpgsql as 'begin return null; end'",
        "set role jadibisa_owner",
    ],
)
def test_the_application_cannot_change_the_record(attack: str) -> None:
    """UPDATE, DELETE, TRUNCATE, switching the guard off: all refused by the database."""
    services.record("people.tried", by=SYSTEM, at=AT)
    with pytest.raises(DatabaseError) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(attack)
    assert isinstance(caught.value.__cause__, psycopg.Error)
    assert caught.value.__cause__.sqlstate in {"42501", "22023"}, caught.value
    assert FactRow.objects.filter(verb="people.tried").count() == 1


def test_an_act_on_too_many_is_refused() -> None:
    """One fact names at most 1,000 subjects."""
    with pytest.raises(ValueError, match="1000"):
        services.record("people.tried", by=SYSTEM, at=AT, subjects=[chance.uuid7() for _ in range(1001)])


@pytest.fixture
def hear() -> Callable[[Callable[[Fact], None]], None]:
    """Registers a listener for one test."""
    return services.listener("test", "people.tried")  # type: ignore[return-value]


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the test's own listeners."""
    monkeypatch.setattr(services, "_ears", {})


def test_a_listener_hears_each_fact_once(hear: Callable[[Callable[[Fact], None]], None]) -> None:
    """In order, only what it listens to, and not again."""
    heard: list[int] = []
    hear(lambda fact: heard.append(fact.id))
    first = services.record("people.tried", by=SYSTEM, at=AT)
    services.record("people.ignored", by=SYSTEM, at=AT)
    second = services.record("people.tried", by=SYSTEM, at=AT)
    assert services.deliver() == 2
    assert services.deliver() == 0
    assert heard == [first, second]


def test_a_listener_that_fails_hears_again(
    hear: Callable[[Callable[[Fact], None]], None], caplog: pytest.LogCaptureFixture
) -> None:
    """What it did is undone, the log says so, nothing is skipped."""
    seen: list[int] = []

    def listen(fact: Fact) -> None:
        seen.append(fact.id)
        services.record("people.followed", by=SYSTEM, at=AT)
        if len(seen) == 1:
            message = "broken"
            raise RuntimeError(message)

    hear(listen)
    fact = services.record("people.tried", by=SYSTEM, at=AT)
    assert services.deliver() == 0
    assert "hears it again" in caplog.text
    assert services.behind(AT) == {}
    assert {name: late.id for name, late in services.behind(AT + timedelta(hours=1)).items()} == {"test": fact}
    assert not FactRow.objects.filter(verb="people.followed").exists()
    assert services.deliver() == 1
    assert seen == [fact, fact]
    assert services.behind(AT + timedelta(hours=1)) == {}
    assert FactRow.objects.filter(verb="people.followed").count() == 1


def test_those_who_hear_together_hear_one_chunk_and_after_a_failure_each_fact_alone() -> None:
    """What comes before the fact at fault is heard, what comes after it waits."""
    heard: list[list[int]] = []
    poison: set[int] = set()

    @services.listener_together("test", "people.tried")
    def listen(facts: Sequence[Fact]) -> None:
        if poison & {fact.id for fact in facts}:
            raise RuntimeError
        heard.append([fact.id for fact in facts])

    first = [services.record("people.tried", by=SYSTEM, at=AT) for _ in range(3)]
    assert services.deliver() == 3
    later = [services.record("people.tried", by=SYSTEM, at=AT) for _ in range(3)]
    poison.add(later[1])
    assert services.deliver() == 1
    assert heard == [first, [later[0]]]
    poison.clear()
    assert services.deliver() == 2
    assert heard[2:] == [later[1:]]


def test_many_subjects_are_asked_at_once() -> None:
    one, other, never = chance.uuid7(), chance.uuid7(), chance.uuid7()
    services.record("people.tried", by=SYSTEM, at=AT, subjects=[one, other])
    assert queries.named("people.tried", [one, never]) == {one}
    assert queries.named("people.ignored", [one]) == set()


def test_numbers_of_persons_do_not_get_into_the_record() -> None:
    """A reason is covered before it is written for ever."""
    subject = chance.uuid7()
    services.record("people.tried", by=SYSTEM, at=AT, subjects=[subject], why="NIK 3204541408980000 salah")
    assert queries.about(subject)[0].why == "NIK ••••0000 salah"


def test_a_dump_in_a_younger_server_is_noticed() -> None:
    """Facts from transactions that this server has not reached yet."""
    services.record("people.tried", by=SYSTEM, at=AT)
    assert not queries.is_from_an_older_cluster()
    FactRow.objects.create(verb="people.tried", at=AT, actor="system", transaction=2**50)
    assert queries.is_from_an_older_cluster()
