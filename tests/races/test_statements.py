"""Two people bring in the same statement at once, in a pair: the lock prevents it; without the lock it happens."""

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError

from jadibisa.foundation.plumbing import clock
from jadibisa.journey.funding import services
from jadibisa.journey.funding.models import BankDay, BankLine
from jadibisa.journey.funding.rules.camt import write_camt
from jadibisa.journey.funding.services import reconciling
from jadibisa.journey.funding.types import Statement, Taken
from jadibisa.kernel.actors import SYSTEM
from tests.journey.funding.test_reconciling import paper
from tests.journey.funding.world import ALLOTTED
from tests.races.test_money import PATIENCE, together

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def slow_look(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two imports meet between look and write, if nothing keeps them apart."""
    meeting = threading.Barrier(2)

    def slow(_statement: Statement) -> None:
        try:
            meeting.wait(PATIENCE)
        except threading.BrokenBarrierError:
            meeting.reset()

    monkeypatch.setattr(reconciling, "_goes_on", slow)


def both() -> list[Taken | Exception]:
    """The same file, twice at once."""
    clock.stand_at(ALLOTTED["2024"])
    data = write_camt(paper([("A", -100), ("B", -200)]), made_at=clock.now())

    def act() -> Taken:
        return services.import_bank_file(data, by=SYSTEM, at=ALLOTTED["2024"] + timedelta(days=1))

    return together(act, act)


@pytest.mark.usefixtures("slow_look")
def test_one_takes_it_in_and_the_other_finds_it() -> None:
    """No error, no line twice."""
    found = both()
    assert sorted(one.again for one in found if isinstance(one, Taken)) == [False, True]
    assert (BankDay.objects.count(), BankLine.objects.count()) == (1, 2)


@pytest.mark.usefixtures("slow_look")
def test_without_the_lock_one_of_them_breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    """The table still keeps the statement single; the person would see an error."""
    monkeypatch.setattr(reconciling, "_alone", lambda: None)
    found = both()
    assert sum(isinstance(one, IntegrityError) for one in found) == 1
    assert BankLine.objects.count() == 2
