"""Reconciliation as the finance desk sees it: a file comes in, a case is answered, two people close the day."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jadibisa.foundation.plumbing import clock
from jadibisa.journey.funding import services
from jadibisa.journey.funding.models import BankCase, BankDay
from jadibisa.journey.funding.rules.camt import write_camt
from jadibisa.journey.funding.types import DayState
from jadibisa.kernel.actors import SYSTEM, Role
from tests.journey.funding import world
from tests.journey.funding.test_pages import officer
from tests.journey.funding.test_reconciling import paper, sent_today, tomorrow
from tests.journey.funding.world import ObedientBank

pytestmark = pytest.mark.django_db
ADDRESS = "/petugas/dana/rekonsiliasi/"
MOST_QUERIES = 24


def upload(client: Client, data: bytes) -> int:
    """Send a file."""
    answer = client.post(ADDRESS, {"file": SimpleUploadedFile("any.txt", data)})
    return answer.status_code


def test_from_the_file_to_the_closed_day() -> None:
    """The desk's whole way; the auditor reads it and changes nothing."""
    maker, checker = officer(world.officer()), officer(world.officer(Role.APPROVER))
    world.owed(2)
    services.pay_due(clock.now(), through=ObedientBank())
    data = write_camt(paper([*sent_today(), ("FEE", -2500)]), made_at=clock.now())
    assert upload(maker, data) == 422, "the day is not over"
    clock.stand_at(tomorrow())
    assert upload(maker, b"") == upload(maker, data[:-99]) == 422
    assert upload(maker, data) == upload(maker, data) == 303
    assert "sudah ada" in maker.get(ADDRESS).content.decode()
    day = BankDay.objects.get().day
    own = f"{ADDRESS}{day}/"
    case = BankCase.objects.get()
    shown = maker.get(own).content.decode()
    assert "Hanya di bank" in shown
    assert "Usulkan penutupan" not in shown
    maker.post(f"{own}selisih/{case.pk}/", {"why": ""})
    assert "Tulis penjelasan" in maker.get(own).content.decode()
    maker.post(f"{own}selisih/{case.pk}/", {"why": "biaya bank"})
    assert maker.post(own, {"why": "semua cocok"}).status_code == 303
    assert maker.post(own, {"approve": "yes", "why": ""}).status_code == 422
    auditor = officer(world.officer(Role.AUDITOR))
    assert auditor.post(own, {"approve": "yes"}).status_code == 404
    assert auditor.post(ADDRESS, {}).status_code == 404
    assert checker.post(own, {"approve": "yes"}).status_code == 303
    assert BankDay.objects.get().state == DayState.CLOSED
    assert "Ditutup" in auditor.get(own).content.decode()
    for wrong in ("2024-13-01", "kemarin", "2019-01-01"):
        assert maker.get(f"{ADDRESS}{wrong}/").status_code == 404


def test_queries_do_not_grow_with_the_data() -> None:
    """Both pages ask as often with many days and cases as with few."""
    client = officer(world.officer())
    world.owed(3)
    services.pay_due(clock.now(), through=ObedientBank())
    client.get(ADDRESS)
    counts: list[int] = []
    for moves in ([("X", -1)], [(f"Y{n}", -1) for n in range(30)]):
        statement = paper(moves, opening=BankDay.objects.get().closing if counts else 10**12)
        services.import_bank_file(write_camt(statement, made_at=clock.now()), by=SYSTEM, at=tomorrow())
        with CaptureQueriesContext(connection) as seen:
            assert client.get(ADDRESS).status_code == 200
            assert client.get(f"{ADDRESS}{statement.day}/").status_code == 200
        counts.append(len(seen))
        clock.stand_at(world.wib(2025, 1, 15))
    assert counts[0] == counts[1] <= 2 * MOST_QUERIES
