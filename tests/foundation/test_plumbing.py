"""Sealing, exports, paging, the timetable, the clock."""

from datetime import UTC, datetime, timedelta

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st

from jadibisa.config.middleware import client_address
from jadibisa.foundation.plumbing import chance, clock, crypto, timetable
from jadibisa.foundation.plumbing.exports import csv_lines, neutral
from jadibisa.foundation.plumbing.paging import paginate
from jadibisa.kernel.refusals import Refusal

AT = datetime(2026, 11, 24, 3, tzinfo=UTC)


@given(st.binary(max_size=200))
def test_what_is_sealed_opens_only_in_its_context(plain: bytes) -> None:
    """Another context, another key, one bit: nothing opens."""
    key = crypto.new_key()
    sealed = crypto.seal(plain, key=key, context="a|1")
    assert crypto.unseal(sealed, key=key, context="a|1") == plain
    for other_key, context, text in (
        (key, "a|2", sealed),
        (crypto.new_key(), "a|1", sealed),
        (key, "a|1", sealed[:-1] + bytes([sealed[-1] ^ 1])),
    ):
        with pytest.raises(InvalidTag):
            crypto.unseal(text, key=other_key, context=context)


def test_blind_indexes_of_two_kinds_differ() -> None:
    """Each kind has its own key."""
    assert crypto.blind_index("nik", "1") == crypto.blind_index("nik", "1")
    assert crypto.blind_index("nik", "1") != crypto.blind_index("kk", "1")
    assert len(crypto.blind_index("nik", "1")) == 32


@pytest.mark.parametrize("cell", ["=1+1", "+62", "-1", "@x", "\tx", "\rx"])
def test_no_cell_is_a_formula(cell: str) -> None:
    """An apostrophe stands in front."""
    assert neutral(cell) == "'" + cell
    assert neutral(-5) == "-5"
    assert next(iter(csv_lines(["a"], [[cell]]))).startswith("\ufeffa")


@given(st.integers(0, 10_000), st.one_of(st.none(), st.text(max_size=12)), st.integers(1, 100))
def test_every_page_exists(count: int, number: str | None, size: int) -> None:
    """Nonsense leads to a page that exists, and its rows lie within the list."""
    page = paginate(count, number, size)
    assert 1 <= page.number <= page.pages
    assert page.last <= count
    assert page.last - page.offset <= size


def test_ids() -> None:
    """Version, variant, order, and the names that meet themselves."""
    one = chance.uuid7()
    assert (one.version, one.variant) == (7, "specified in RFC 4122")
    assert chance.named_uuid("a", "b") == chance.named_uuid("a", "b") != chance.named_uuid("a/b/")
    assert len(chance.ticket()) == 16


@pytest.mark.parametrize(
    ("peer", "forwarded", "seen"),
    [
        ("10.0.0.1", "1.2.3.4, 10.0.0.2", "1.2.3.4"),
        ("9.9.9.9", "1.2.3.4", "9.9.9.9"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "x", "unknown"),
        ("10.0.0.1", "6.6.6.6, 1.2.3.4", "1.2.3.4"),
    ],
)
def test_addresses_come_through_configured_proxies_only(peer: str, forwarded: str, seen: str) -> None:
    """A client cannot invent its address."""
    from django.test import RequestFactory

    request = RequestFactory().get("/", REMOTE_ADDR=peer, HTTP_X_FORWARDED_FOR=forwarded)
    assert client_address(request, ("10.0.0.1", "10.0.0.2")) == seen


@pytest.mark.django_db
def test_the_demonstrations_clock_stands_runs_and_moves_forward_only() -> None:
    """One clock, in Python and in SQL."""
    from django.db import connection

    clock.stand_at(AT)
    assert clock.now() == AT
    clock.advance(timedelta(days=3))
    assert clock.now() == AT + timedelta(days=3)
    with connection.cursor() as cursor:
        cursor.execute("select programme_now()")
        assert cursor.fetchone()[0] == AT + timedelta(days=3)
    for backwards in (lambda: clock.stand_at(AT), lambda: clock.advance(timedelta(days=-1))):
        with pytest.raises(Refusal, check=lambda refusal: refusal.code == "clock_backwards"):
            backwards()
    clock.start()
    assert clock.now() > AT + timedelta(days=3)
    clock.stop()
    assert clock.now() == clock.now()


@pytest.mark.django_db
def test_time_is_real_outside_a_demonstration() -> None:
    """Nothing can move it."""
    clock.forget()
    assert abs(clock.now() - datetime.now(tz=UTC)) < timedelta(seconds=5)
    with pytest.raises(Refusal, check=lambda refusal: refusal.code == "clock_is_real"):
        clock.advance(timedelta(days=1))


@pytest.mark.django_db
def test_the_timetable_runs_in_order_and_tries_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hourly and daily entries interleave by time; a failing entry stops there and goes on later."""
    ran: list[tuple[str, datetime]] = []
    broken = True

    def daily(at: datetime) -> None:
        if broken:
            message = "no"
            raise RuntimeError(message)
        ran.append(("daily", at))

    monkeypatch.setattr(timetable, "_entries", {})
    timetable.hourly("test.hourly")(lambda at: ran.append(("hourly", at)))
    timetable.daily("test.daily", hour=12)(daily)
    timetable.begin(AT)
    timetable.run_due(AT + timedelta(hours=3))
    assert ran == [("hourly", AT + timedelta(hours=hour)) for hour in (1, 2, 3)]
    broken = False
    ran.clear()
    timetable.run_due(AT + timedelta(hours=4))
    assert ran == [("daily", AT + timedelta(hours=2)), ("hourly", AT + timedelta(hours=4))]
