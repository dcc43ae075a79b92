"""`jadibisa fund`: allotment in chunks, told as it goes, stopped and taken up again."""

import signal
from functools import partial
from unittest import mock

import pytest

from jadibisa.cli import fund
from jadibisa.foundation.facts.models import FactRow
from jadibisa.foundation.plumbing import clock
from jadibisa.journey.funding import queries
from jadibisa.journey.funding.models import Allotment
from jadibisa.journey.funding.services import books, budget
from jadibisa.journey.selection import queries as selection
from jadibisa.kernel.money import sen
from tests.journey.funding import world

pytestmark = pytest.mark.django_db


def test_a_stopped_allotment_goes_on(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Ctrl-C after the second chunk: six of seven have it, with two facts; the next run gives it to the last one."""
    ids = world.applicants(7)
    clock.stand_at(world.ALLOTTED["2024"])
    monkeypatch.setattr(budget, "chunks", partial(books.chunks, size=3))
    monkeypatch.setattr(budget, "CHUNK", 3)
    told = []

    def stop(done: int, people: int) -> None:
        told.append((done, people))
        if done == 6:
            signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(fund, "_tell", stop)
    with mock.patch.object(selection, "winners", return_value=ids):
        assert fund.main(["63", "--allot"]) == fund.STOPPED
        assert "the same command goes on" in capsys.readouterr().out
        assert Allotment.objects.count() == 6
        assert fund.main(["63", "--allot"]) == 0
        assert "balances allotted now: 1\n" in capsys.readouterr().out
        assert fund.main(["63", "--allot"]) == 0
    assert told == [(3, 7), (6, 7), (1, 1)]
    assert FactRow.objects.filter(verb="funding.allotted").count() == 3
    assert queries.totals(63).allotted == 7 * sen(3_500_000)
    assert queries.check().breaks == []


def test_progress_is_told_now_and_then(capsys: pytest.CaptureFixture[str]) -> None:
    """Each ten thousand, and at the end."""
    for done in (1000, 10_000, 11_000, 12_345):
        fund._tell(done, 12_345)
    assert capsys.readouterr().out.split() == ["10,000", "of", "12,345", "12,345", "of", "12,345"]
