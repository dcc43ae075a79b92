"""The tables of shared prices defend themselves: the application's role may not try, and each guard is missed when it is gone."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from jadibisa.config import embedded_database
from jadibisa.journey.funding.types import BillKind
from tests.journey.funding import payers, world

pytestmark = pytest.mark.django_db
ACTS = (
    "DELETE FROM funding_pledge",
    "DELETE FROM funding_pledgeperson",
    "DELETE FROM funding_share",
    "DELETE FROM funding_bill",
    "TRUNCATE funding_bill",
    "UPDATE funding_pledge SET total = total + 1",
    "UPDATE funding_pledge SET per_person = 1",
    "UPDATE funding_pledge SET until = until + 9",
    "UPDATE funding_share SET amount = amount + 1",
    "UPDATE funding_share SET pledge_id = NULL, position = 0 WHERE position = 1",
    "UPDATE funding_bill SET amount = 1",
    "UPDATE funding_bill SET number = '1'",
    "UPDATE funding_bill SET expires_at = now()",
    "UPDATE funding_bill SET reference = 'X' WHERE state = 'paid'",
    "UPDATE funding_bill SET state = 'closed' WHERE state = 'paid'",
    "UPDATE funding_bill SET state = 'paid' WHERE state = 'open'",
    "UPDATE funding_share SET state = 'waiting' WHERE position = 1",
    "UPDATE funding_share SET settled_amount = amount + 1",
    'UPDATE funding_pledge SET state = $$active$$, "limit" = 0, proposal_id = NULL',
    "UPDATE funding_pledge SET paid_at = NULL",
    "UPDATE funding_purchasehold SET shared = -1",
    "UPDATE funding_purchasehold SET settled_shared = shared + 1",
    "UPDATE funding_purchasehold SET amount = 0, shared = 0",
)


def stage() -> None:
    """A paid pledge, a purchase that waits for an own part with its number."""
    (who,) = world.winners(1, scheme="2026")
    payers.pledge(payers.payer(), payers.CERTIFICATE, payers.CERTIFICATE, named=(who,))
    payers.bill(BillKind.SHARE, payers.buy(who))


def test_the_application_cannot() -> None:
    """Every act that would unsay a promise, a bill or a part is refused by the database."""
    stage()
    for act in ACTS:
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(act)


def test_what_ended_stays_ended() -> None:
    """A pledge that is over, a part that was given back, a bill that was closed."""
    stage()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE funding_pledge SET state = 'ended', ended_at = now()")
        cursor.execute("UPDATE funding_share SET state = 'returned', resolved_at = now()")
        cursor.execute("UPDATE funding_bill SET state = 'closed' WHERE state = 'open'")
    for act in (
        "UPDATE funding_pledge SET state = 'active'",
        "UPDATE funding_share SET state = 'held', held_at = now()",
        "UPDATE funding_bill SET state = 'open' WHERE state = 'closed'",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(act)


# ---- each guard taken away in turn ----------------------------------------------------------------------

GUARDS = {  # a guard, and the act that only it refuses
    "ALTER TABLE funding_pledge DISABLE TRIGGER funding_guard_pledge": "UPDATE funding_pledge SET until = until + 9",
    "ALTER TABLE funding_share DISABLE TRIGGER funding_guard_share": "UPDATE funding_share SET amount = amount + 1",
    "ALTER TABLE funding_bill DISABLE TRIGGER funding_guard_bill": "UPDATE funding_bill SET amount = amount + 1",
    "ALTER TABLE funding_pledgeperson DISABLE TRIGGER funding_kept": "DELETE FROM funding_pledgeperson",
    "ALTER TABLE funding_bill DROP CONSTRAINT funding_bill_paid_whole": (
        "UPDATE funding_bill SET state = 'paid' WHERE state = 'open'"
    ),
    "ALTER TABLE funding_share DROP CONSTRAINT funding_share_only_own_waits": (
        "UPDATE funding_share SET state = 'waiting' WHERE position = 1"
    ),
    "ALTER TABLE funding_share DROP CONSTRAINT funding_share_amounts": "UPDATE funding_share SET settled_amount = amount + 1",
    "ALTER TABLE funding_pledge DROP CONSTRAINT funding_pledge_paid_first": "UPDATE funding_pledge SET paid_at = NULL",
    "ALTER TABLE funding_purchasehold DROP CONSTRAINT funding_hold_shared": "UPDATE funding_purchasehold SET settled_shared = shared + 1",
}


@contextmanager
def superuser() -> Iterator["psycopg.Connection[Any]"]:
    """The owner of everything, inside one transaction that is never committed."""
    name = str(connection.settings_dict["NAME"])
    with psycopg.connect(host=os.environ["PGHOST"], user=embedded_database.SUPERUSER, dbname=name) as found:
        yield found
        found.rollback()


@pytest.mark.django_db(transaction=True)
def test_without_a_guard_its_act_goes_through() -> None:
    """A guard that nothing tests, or that something else makes superfluous, would be noticed here."""
    stage()
    for guard, act in GUARDS.items():
        with superuser() as all_powerful:
            with pytest.raises(psycopg.DatabaseError), all_powerful.transaction():
                all_powerful.execute(act)
            all_powerful.execute(guard)
            assert all_powerful.execute(act).rowcount > 0, guard
            all_powerful.rollback()


def test_a_share_may_only_go_back_to_a_pledge_by_the_flow_that_was_added() -> None:
    """The one new flow stands in the table of the database as in the code; nothing else leads from a part to a pledge."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT code, two_phase FROM ledger_flowrule WHERE dr_code = 4 AND cr_code = 10")
        assert cursor.fetchall() == [(173, False)]
