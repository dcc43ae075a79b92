"""The public figures of answer times: few tickets stay hidden and do not follow from what is shown."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from jadibisa.care.tickets import queries, rules, services
from jadibisa.care.tickets.types import AnswerTimes, Category, NewTicket
from jadibisa.foundation.plumbing import clock
from jadibisa.kernel.actors import PUBLIC
from tests.care.stage import NOW, officer


def times(category: str, opened: int) -> AnswerTimes:
    return AnswerTimes(category, opened, 0, 0, None, None, 0, 0)


@given(st.dictionaries(st.sampled_from(list(Category)), st.integers(1, 30), min_size=1))
def test_no_small_part_follows_from_the_sum_and_the_others(parts: dict[Category, int]) -> None:
    whole, *rows = rules.published([times("", sum(parts.values())), *(times(c, n) for c, n in parts.items())])
    assert [row.category for row in rows] == list(parts)
    assert all(row.hidden for row in rows if row.opened < rules.FEWEST)
    assert whole.hidden or sum(row.hidden for row in rows) != 1
    assert all(not row.hidden for row in rows) or any(row.opened < rules.FEWEST for row in rows)


@pytest.mark.django_db
def test_the_months_tell_median_and_share_in_time(django_assert_max_num_queries: Any) -> None:
    eko = officer("Eko")
    for number in range(rules.FEWEST):
        new = NewTicket(Category.MONEY, "Uang", str(number), f"+62812345678{number}")
        found = queries.ticket(services.open_ticket(new, by=PUBLIC, at=NOW))
        assert found is not None
        services.answer(found.id, "Sudah", close=True, by=eko, at=NOW + timedelta(hours=number + 1))
    services.open_ticket(NewTicket(Category.WORK, "Lowongan", "w", "+6281111111111"), by=PUBLIC, at=NOW)
    clock.stand_at(NOW + timedelta(days=1))
    (month,) = queries.answer_months(at=clock.now())
    assert (month.month.year, month.month.month, month.month.day) == (2026, 11, 1)
    assert [(row.category, row.hidden) for row in month.rows] == [("", False), ("money", True), ("work", True)]
    assert (month.rows[0].median_hours, month.rows[0].slow_hours, month.rows[0].in_time_percent) == (5.5, 10.0, 100.0)
    with django_assert_max_num_queries(2):
        page = Client().get("/bantuan/angka/").content.decode()
    assert "5,5" in page
    assert "Disembunyikan" in Client().get("/bantuan/angka/", {"tentang": "work"}).content.decode()
    assert Client().get("/bantuan/angka/", {"tentang": "aneh"}).status_code == 200
    lines = b"".join(Client().get("/bantuan/angka/unduh.csv").streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    assert lines[1:] == ["2026-11,all,11,10,100.0,5.5,10.0", "2026-11,money,,,,,", "2026-11,work,,,,,"]
