"""Where types are hidden, no line of the cut-offs names a person or leads to one, and everybody's side stays the same."""

from collections import defaultdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jadibisa.journey.selection import queries
from jadibisa.journey.selection.models import Entry
from jadibisa.journey.selection.rules.between import GREATEST, published_cutoffs
from jadibisa.journey.selection.rules.formats import label_of
from jadibisa.journey.selection.rules.tickets import number_of
from jadibisa.journey.selection.types import Law, Place
from tests.journey.selection import stage
from tests.journey.selection.folder import laws, made_or_refused, make
from tests.journey.selection.stage import BATCH


@settings(max_examples=40, deadline=None)
@given(law=laws(open_types=False), seats=st.integers(5, 60), people=st.integers(10, 120), number=st.integers(0, 10**6))
def test_a_hidden_limit_is_the_middle_of_the_last_winner_and_the_next(
    law: tuple[Law, list[Place]], seats: int, people: int, number: int
) -> None:
    made = made_or_refused(*law, seats, people, number)
    if made is None:
        return
    groups: dict[tuple[str, int, str], list[tuple[int, bool]]] = defaultdict(list)
    for place, ticket in enumerate(made.roll.tickets):
        code = made.table.rows[made.roll.compartments[place]].code
        label = label_of(int(made.roll.types[place]), made.law.traits)
        drawn = int(number_of(made.seed, ticket.decode()), 16)
        groups[code, int(made.roll.tiers[place]), label].append((drawn, bool(made.result.selected[place])))
    everybody = {drawn for group in groups.values() for drawn, _selected in group}
    found = published_cutoffs(made.roll, made.table, made.seed, made.result)
    assert len(found) == len(groups)
    for cut, named in zip(found, made.result.cutoffs, strict=True):
        group = groups[cut.compartment, cut.tier, cut.label]
        inside = [drawn for drawn, selected in group if selected]
        assert cut.ticket == "-"
        assert cut.selected == named.selected == len(inside)
        if not inside:
            assert cut.number == "-"
            continue
        limit = int(cut.number, 16)
        after = min((drawn for drawn, selected in group if not selected), default=GREATEST)
        assert limit == (max(inside) + after) // 2
        assert len(cut.number) == 64
        assert limit not in everybody
        assert all((drawn <= limit) == selected for drawn, selected in group)


def test_open_types_name_the_last_winner() -> None:
    made = make(Law(traits=("W",), percents=(50,), day="2024-03-01"), [Place("11", 5), Place("12", 7)], 10, 40)
    assert published_cutoffs(made.roll, made.table, made.seed, made.result) == made.result.cutoffs


@pytest.mark.django_db
def test_the_published_table_of_a_hidden_draw_names_nobody() -> None:
    stage.until_published(120, 40, open_types=False)
    table = queries.file(BATCH, "cutoffs.csv").decode()
    seed = queries.known(BATCH).seed
    tickets = list(Entry.objects.values_list("ticket", flat=True))
    assert not any(ticket in table or number_of(seed, ticket) in table for ticket in tickets)
    for entry in Entry.objects.all():  # each owner's own page still compares with her own limit
        found = queries.result_of(entry.application_id)
        assert found is not None
        limit = found.ticket.cutoff
        assert limit is not None
        assert (limit.number != "-" and found.ticket.number <= limit.number) == bool(entry.selected)
    assert queries.check_draw(BATCH) == []
