"""Database, server and worker are killed with -9 under load: what was acknowledged is there, nothing else is, the books balance."""

import os
from collections.abc import Iterator

import pytest

from jadibisa.config import state
from tests import conftest
from tests.races.kill_drill import VICTIMS, Drill

KILLS = int(os.environ.get("JADIBISA_KILLS", "3"))  # `make bench ARGS=kills` asks for more
PEOPLE = 40


@pytest.fixture
def drill() -> Iterator[Drill]:
    """A small programme on a cluster of its own that flushes."""
    one = Drill(conftest.prepared(state.folder()), conftest.TEMPLATE, people=PEOPLE)
    yield one
    one.end()


def test_nothing_acknowledged_is_lost_and_nothing_is_extra(drill: Drill) -> None:
    """After every kill: 0 missing, 0 that nobody asked for, 0 breaks, each told balance given back exactly once."""
    found = drill.go(KILLS)
    assert set(found.kills) == set(VICTIMS)
    assert found.acknowledged > 10 * KILLS
    assert found.transfers > found.acknowledged
    assert not found.missing, "what was acknowledged is there"
    assert not found.extra, "nothing is there that nobody asked for"
    assert not found.breaks
    assert drill.said["told"]
