"""`jadibisa draw`: each stage is one command."""

import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from jadibisa.cli import draw as command
from jadibisa.journey.selection import queries
from jadibisa.kernel.refusals import Refusal
from tests.journey.selection import stage
from tests.journey.selection.stage import DICE, DRAWN, FROZEN, OPENED

pytestmark = pytest.mark.django_db


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Set the time that the command sees."""
    return lambda moment: monkeypatch.setattr(command, "now", lambda: moment)


def test_each_stage_is_one_command(
    at: Callable[[datetime], None], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:  # fmt: skip
    stage.batch(40)
    stage.apply(90)
    stage.verified()
    stage.lists()
    with pytest.raises(Refusal):
        command.main(["freeze", "72"])
    at(OPENED)
    assert command.main(["announce", "72"]) == 0
    at(FROZEN)
    assert command.main(["freeze", "72"]) == 0
    at(DRAWN - timedelta(minutes=10))
    assert command.main(["dice", "72", DICE]) == 0
    with pytest.raises(Refusal) as early:
        command.main(["seed", "72"])
    assert early.value.code == "beacon_too_early"
    at(DRAWN)
    assert command.main(["simulate", "72", "--floor", "W=70", "--floor", "D=5", "--seeds", "3"]) == 0
    for words in (["seed", "72"], ["run", "72"], ["publish", "72"], ["replace", "72"], ["show"]):
        assert command.main(words) == 0
    assert command.main(["check"]) == 0
    out = capsys.readouterr().out
    assert "every published draw re-computes" in out
    assert "selected       40" in out
    assert "share of women" in out
    assert "above 100%" not in out
    assert command.main(["simulate", "72", "--floor", "W=70", "--floor", "D=40", "--seeds", "1"]) == 0
    assert "floors above 100% together" in capsys.readouterr().out
    assert command.main(["export", "72", str(tmp_path / "G72")]) == 0
    assert (tmp_path / "G72" / "verify_draw.py").stat().st_size > 1000
    with pytest.raises(Refusal):
        command.main(["export", "73", str(tmp_path)])
    with pytest.raises(SystemExit):
        command.main(["announce", "72", "--witness", "Ibu Sri"])
    with pytest.raises(SystemExit):
        command.main(["simulate", "72", "--floor", "W=101"])


def test_another_engine_gives_the_same_bytes_and_what_it_lacks_is_said(
    at: Callable[[datetime], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.until_published(20, 10)
    at(DRAWN)
    before = queries.contents(72)
    assert command.main(["run", "72", "--engine", "array"]) == 0
    assert queries.contents(72) == before
    monkeypatch.setitem(sys.modules, "pyspark", None)
    with pytest.raises(Refusal) as caught:
        command.main(["run", "72", "--engine", "spark"])
    assert caught.value.code == "spark_missing"


def test_a_draw_that_does_not_recompute_is_reported(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stage.until_published(20, 10)
    files = queries.contents(72, private=True)
    wrong = {**files, "cutoffs.csv": files["cutoffs.csv"].replace(b"11,1,W", b"11,1,-", 1) + b"x"}
    monkeypatch.setattr(queries, "contents", lambda _batch, **_which: wrong)
    assert command.main(["check", "72"]) == 1
    assert "G72: cutoffs.csv" in capsys.readouterr().out
