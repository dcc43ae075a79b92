"""Somebody with the keys of the database changes the frozen roll behind the triggers: the draw sees it and stops."""

import os
from collections.abc import Iterator

import psycopg
import pytest
from django.db import connection

from jadibisa.config import database as databases
from jadibisa.journey.selection import queries, services
from jadibisa.journey.selection.models import Entry
from jadibisa.kernel.actors import SYSTEM
from jadibisa.kernel.refusals import Refusal
from tests.journey.selection import stage
from tests.journey.selection.stage import BATCH, DICE, DRAWN, SECRETS


@pytest.fixture
def _closed_connections() -> Iterator[None]:
    yield
    connection.close()


def neighbours() -> tuple[Entry, Entry]:
    """Two people of one place and tier who have different types."""
    people = list(Entry.objects.order_by("place"))
    return next(
        (one, other) for one in people for other in people
        if (one.compartment, one.tier) == (other.compartment, other.tier) and one.kind != other.kind
    )  # fmt: skip


def give(kinds: dict[Entry, int]) -> None:
    """Write types as the owner, without triggers."""
    host, name = os.environ["PGHOST"], connection.settings_dict["NAME"]
    with psycopg.connect(host=host, user=databases.OWNER, dbname=name, autocommit=True) as owner:
        owner.execute("alter table selection_entry disable trigger user")
        for entry, kind in kinds.items():
            owner.execute("update selection_entry set kind = %s where application_id = %s", [kind, entry.pk])
        owner.execute("alter table selection_entry enable trigger user")


@pytest.mark.parametrize("open_types", [True, False])
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_closed_connections")
def test_two_types_swapped_behind_the_triggers_stop_the_draw(open_types: bool) -> None:  # noqa: FBT001
    stage.until_frozen(60, 20, open_types=open_types)
    services.record_dice(BATCH, DICE, by=SYSTEM, at=DRAWN)
    services.make_seed(BATCH, SECRETS, by=SYSTEM, at=DRAWN)
    one, other = neighbours()
    give({one: other.kind, other: one.kind})  # every count stays
    with pytest.raises(Refusal) as caught:
        services.run(BATCH, by=SYSTEM, at=DRAWN)
    assert caught.value.code == "roll_changed"
    assert queries.known(BATCH).drawn_at is None
    give({one: one.kind, other: other.kind})
    assert services.run(BATCH, by=SYSTEM, at=DRAWN) == 20


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_closed_connections")
def test_a_seat_that_moves_without_its_own_fact_and_file_is_counted() -> None:
    stage.until_published(60, 20)
    services.lapse(queries.winners(BATCH)[:3], "first_purchase_missed", by=SYSTEM, at=DRAWN)
    services.replace(BATCH, by=SYSTEM, at=DRAWN)
    assert queries.rows_without_fact() == 0
    friend = Entry.objects.filter(selected=False, replaced_at=None).order_by("place")[0]
    holder = Entry.objects.filter(selected=True, lapsed_at=None).order_by("place")[0]
    Entry.objects.filter(pk=friend.pk).update(replaced_at=DRAWN)  # a fact lists both lines, but none says this
    assert queries.rows_without_fact() == 2  # no fact, and no published file
    Entry.objects.filter(pk=holder.pk).update(lapsed_at=DRAWN)
    assert queries.rows_without_fact() == 3
