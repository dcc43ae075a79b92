"""The public act of a draw: its stages, in order, once, with the same bytes."""

import pytest

from jadibisa.journey.selection import queries, services
from jadibisa.journey.selection.models import DrawFile, Entry
from jadibisa.journey.selection.types import Stage
from jadibisa.kernel.actors import SYSTEM
from tests.journey.selection import stage
from tests.journey.selection.stage import BATCH, DICE, DRAWN, FROZEN, OPENED

pytestmark = pytest.mark.django_db


def test_a_whole_draw_recomputes_from_its_files() -> None:
    stage.until_published(400, 120)
    view = queries.draw(BATCH)
    assert view is not None
    assert view.stage is Stage.PUBLISHED
    assert view.lines == 400
    assert len(queries.winners(BATCH)) == view.selected == 120
    assert queries.check_draw(BATCH) == []
    assert queries.rows_without_fact() == 0
