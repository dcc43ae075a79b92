"""`jadibisa report`: the whole funnel and three checks that it really makes."""

import pytest

from jadibisa.cli import report
from jadibisa.foundation.ledger import queries as ledger
from jadibisa.foundation.ledger.types import Break, Check
from jadibisa.journey.certification import queries as certification
from jadibisa.journey.funding.queries import money
from jadibisa.journey.selection import queries as selection
from jadibisa.kernel.refusals import Refusal

pytestmark = pytest.mark.django_db


def test_an_empty_book_is_a_break(capsys: pytest.CaptureFixture[str]) -> None:
    assert report.main([]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[-3].startswith("FAILED: the books balance")
    assert lines[-2].startswith("ok: every draw re-computes from its published files")
    assert lines[-1].startswith("ok: no fact is missing")


@pytest.fixture
def sound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger, "check", lambda: Check(3, 4, []))


@pytest.mark.usefixtures("sound")
def test_all_three_hold(capsys: pytest.CaptureFixture[str]) -> None:
    assert report.main([]) == 0
    assert [line.split(":")[0] for line in capsys.readouterr().out.splitlines()[-3:]] == ["ok", "ok", "ok"]


def test_a_book_that_does_not_balance_fails(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(
        ledger, "check", lambda: Check(3, 4, [Break("I1 debits are credits", str(n)) for n in range(5)])
    )
    assert report.main([]) == 1
    assert "FAILED: the books balance: I1 debits are credits: 0;" in capsys.readouterr().out
    assert report.main([]) == 1
    assert "and 2 more" in capsys.readouterr().out


@pytest.mark.usefixtures("sound")
def test_a_payment_that_is_not_what_the_ledger_holds_fails(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(money, "breaks", lambda: [Break("I6 paid twice", "a payout")])
    assert report.main([]) == 1
    assert "FAILED: the books balance: I6 paid twice: a payout" in capsys.readouterr().out


@pytest.mark.usefixtures("sound")
def test_a_missing_fact_fails(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(certification, "rows_without_fact", lambda: 2)
    assert report.main([]) == 1
    assert (
        capsys.readouterr().out.splitlines()[-1] == "FAILED: no fact is missing: certification: 2 rows without a fact"
    )


@pytest.mark.usefixtures("sound")
def test_a_draw_that_does_not_recompute_fails(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Published:
        batch, stage = 71, "published"

    monkeypatch.setattr(selection, "draws", lambda: [Published()])
    monkeypatch.setattr(selection, "check_draw", lambda _batch: ["the seed file differs"])
    assert report.main([]) == 1
    assert (
        "FAILED: every draw re-computes from its published files: G71: the seed file differs" in capsys.readouterr().out
    )


def test_an_unknown_batch_and_an_unreadable_one_are_refused() -> None:
    with pytest.raises(Refusal) as unknown:
        report.main(["G99"])
    assert unknown.value.code == "unknown_batch"
    with pytest.raises(Refusal) as unreadable:
        report.main(["tujuh"])
    assert unreadable.value.code == "batch_unreadable"
