"""`jadibisa clock`: a deadline can be watched passing."""

from datetime import UTC, datetime, timedelta

import pytest

from jadibisa.cli import clock as command
from jadibisa.foundation.plumbing import clock, timetable
from jadibisa.foundation.plumbing.models import DemonstrationClock
from jadibisa.kernel.refusals import Refusal

NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("3d", timedelta(days=3)),
        ("12h", timedelta(hours=12)),
        ("30m", timedelta(minutes=30)),
        ("1d12h", timedelta(days=1, hours=12)),
        (" 2D ", timedelta(days=2)),
    ],
)
def test_a_step_is_read(text: str, step: timedelta) -> None:
    assert command.read_step(text) == step


@pytest.mark.parametrize("text", ["", "3", "d", "-3d", "3w", "0d", "401d", "3 d", "١d"])
def test_an_unreadable_step_is_refused(text: str) -> None:
    with pytest.raises(Refusal) as refusal:
        command.read_step(text)
    assert refusal.value.code == "step_unreadable"


@pytest.mark.django_db
def test_real_time_is_left_alone() -> None:
    DemonstrationClock.objects.all().delete()
    clock.forget()
    with pytest.raises(Refusal) as refusal:
        command.advance(timedelta(days=1))
    assert refusal.value.code == "clock_is_real"


@pytest.fixture
def standing() -> None:
    DemonstrationClock.objects.all().delete()
    clock.forget()
    clock.stand_at(NOW)
    timetable.begin(NOW)


@pytest.mark.django_db
@pytest.mark.usefixtures("standing")
def test_every_due_job_runs_at_its_own_time(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[datetime, datetime]] = []
    entry = timetable.Entry("zz.watch", lambda at: seen.append((at, clock.now())), 0)
    monkeypatch.setattr(timetable, "_entries", {"zz.watch": entry})
    timetable.begin(NOW)
    assert command.advance(timedelta(days=3)) == 3
    assert [at for at, _now in seen] == [NOW.replace(day=day, hour=17) for day in (24, 25, 26)]
    assert all(at == now for at, now in seen)
    assert clock.now() == NOW + timedelta(days=3)


@pytest.mark.django_db
@pytest.mark.usefixtures("standing")
def test_a_running_clock_goes_on_running(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(timetable, "_entries", {})
    clock.start()
    assert command.main(["advance", "1h"]) == 0
    assert DemonstrationClock.objects.get().running_since is not None
    assert clock.now() >= NOW + timedelta(hours=1)
    assert "0 due jobs ran" in capsys.readouterr().out
    assert command.main([]) == 0
    assert "WIB" in capsys.readouterr().out
