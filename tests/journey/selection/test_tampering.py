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
