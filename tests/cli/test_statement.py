"""`jadibisa statement`: a file of the bank comes in by command; the demonstration's bank hands over its own."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings

from jadibisa.cli import statement
from jadibisa.foundation.plumbing import clock
from jadibisa.journey.funding import queries, services
from jadibisa.journey.funding.models import BankDay, BankLine
from jadibisa.journey.funding.rules.camt import write_camt
from jadibisa.kernel.actors import SYSTEM
from jadibisa.kernel.refusals import Refusal
from tests.journey.funding import world
from tests.journey.funding.test_reconciling import paper, sent_today, tomorrow
from tests.journey.funding.world import UNKNOWN, ObedientBank

pytestmark = pytest.mark.django_db


def test_a_file_comes_in(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Told how far it is; a case is exit code 1; again is nothing; a cut file leaves nothing."""
    world.owed(1)
    services.pay_due(clock.now(), through=ObedientBank())
    file = tmp_path / "day"
    whole = write_camt(paper([*sent_today(), ("FEE", -2500)]), made_at=clock.now())
    clock.stand_at(tomorrow())
    file.write_bytes(whole[:-50])
    with pytest.raises(Refusal):
        statement.main([str(file)])
    assert not BankLine.objects.exists()
    file.write_bytes(whole)
    assert statement.main([str(file)]) == 1
    out = capsys.readouterr().out
    assert "kept: 2" in out
    assert "open cases: 1" in out
    assert statement.main([str(file)]) == 0
    assert "nothing changed" in capsys.readouterr().out
    assert statement.main([]) == 0
    assert "1 open cases" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        statement.main([str(tmp_path / "none")])


def test_the_demonstrations_bank_hands_over_its_days(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was silent is asked about first; each day comes once; a real bank is not spoken for."""
    world.owed(2)
    services.pay_due(clock.now(), through=ObedientBank(sends=[UNKNOWN], statuses=[UNKNOWN]))
    assert services.read_rehearsed(by=SYSTEM, at=clock.now()) == 0, "today is not over"
    clock.stand_at(clock.now() + timedelta(days=1))
    monkeypatch.setattr(settings, "BANK_URL", "http://127.0.0.1:9")
    assert services.read_rehearsed(by=SYSTEM, at=clock.now()) == 0
    monkeypatch.setattr(settings, "BANK_URL", "")
    assert services.read_rehearsed(by=SYSTEM, at=clock.now()) == 1
    assert services.read_rehearsed(by=SYSTEM, at=clock.now()) == 0
    day = BankDay.objects.get()
    assert day.lines == BankLine.objects.filter(payout__isnull=False).count() == 2
    assert [one.open_cases for one in queries.bank_days()] == [0]
    assert queries.rows_without_fact() == 0
