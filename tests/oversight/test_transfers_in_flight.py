"""A transfer that is on its way while a day is signed belongs to a later day, never to none."""

import threading
import time
from datetime import date, timedelta

import pytest
from django.db import connection, transaction

from jadibisa.foundation.facts.services import record
from jadibisa.foundation.ledger import queries as ledger
from jadibisa.foundation.ledger.models import Transfer
from jadibisa.kernel.actors import SYSTEM
from jadibisa.oversight.transparency import queries, services
from tests.foundation.ledger.books import SmallBooks
from tests.portal.conftest import NOW

DAY = date(2026, 11, 23)
pytestmark = pytest.mark.django_db(transaction=True)


def _settle() -> None:
    """Wait until every transfer is settled: transactions of a neighbouring test may still be open."""
    for _try in range(400):
        if len(list(ledger.leaves((0, 0), 1000))) == Transfer.objects.count():
            return
        time.sleep(0.05)


def test_a_transfer_in_flight_is_signed_the_day_after() -> None:
    """The slow one got the smaller number and commits after the signature."""
    slow, quick = SmallBooks(), SmallBooks()
    quick.fund(1)
    _settle()
    posted, go_on = threading.Event(), threading.Event()

    def pay_slowly() -> None:
        try:
            with transaction.atomic():
                slow.fund(2)
                posted.set()
                assert go_on.wait(20)
        finally:
            connection.close()

    worker = threading.Thread(target=pay_slowly)
    worker.start()
    try:
        assert posted.wait(20)
        quick.fund(3)
        assert services.sign_day(DAY, by=SYSTEM, at=NOW)
    finally:
        go_on.set()
        worker.join()
    _settle()
    record("people.proposed", by=SYSTEM, at=NOW)
    assert services.sign_day(DAY + timedelta(days=1), by=SYSTEM, at=NOW)
    assert [day.transfers for day in queries.days()] == [2, 1]
    numbers = list(Transfer.objects.order_by("transaction", "seq").values_list("amount", flat=True))
    assert numbers == [1, 2, 3]
    assert queries.broken_days() == []
