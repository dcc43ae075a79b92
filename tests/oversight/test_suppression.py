"""Published tables give nobody away: no hidden cell can be computed from the published ones."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from jadibisa.oversight.inclusion.rules import LIMIT, TOTAL, bridges, hidden_cells, publish, small, with_totals

TABLES = st.integers(1, 5).flatmap(
    lambda columns: st.lists(st.lists(st.integers(0, 40), min_size=columns, max_size=columns), min_size=1, max_size=6)
)


def rank(rows: list[list[Fraction]]) -> int:
    """Rank by elimination, exact."""
    rows, found = [row[:] for row in rows], 0
    for column in range(len(rows[0]) if rows else 0):
        pivot = next((i for i in range(found, len(rows)) if rows[i][column]), None)
        if pivot is None:
            continue
        rows[found], rows[pivot] = rows[pivot], rows[found]
        for i in range(found + 1, len(rows)):
            factor = rows[i][column] / rows[found][column]
            rows[i] = [a - factor * b for a, b in zip(rows[i], rows[found], strict=True)]
        found += 1
    return found


def computable(table: list[list[int]], hidden: set[tuple[int, int]]) -> set[tuple[int, int]]:
    """The oracle: which hidden cells follow from the published ones, by linear algebra over every row and column equation."""
    cells = sorted(hidden)
    height, width = len(table), len(table[0])
    equations = [[Fraction((1 if b < width - 1 else -1) if a == i else 0) for a, b in cells] for i in range(height)]
    equations += [[Fraction((1 if a < height - 1 else -1) if b == j else 0) for a, b in cells] for j in range(width)]
    base = rank(equations)
    return {
        cell
        for place, cell in enumerate(cells)
        if rank([*equations, [Fraction(int(place == other)) for other in range(len(cells))]]) == base
    }


@settings(deadline=None)
@given(TABLES, st.randoms(use_true_random=False))
def test_bridges_are_exactly_what_linear_algebra_computes(rows: list[list[int]], chance: object) -> None:
    """The graph's answer is the algebra's answer, for any set of hidden cells."""
    table = with_totals(rows)
    cells = [(i, j) for i in range(len(table)) for j in range(len(table[0]))]
    hidden = {cell for cell in cells if chance.random() < 0.5}  # type: ignore[attr-defined]
    assert bridges(hidden) == computable(table, hidden)


@settings(max_examples=60, deadline=None)
@given(TABLES)
def test_no_small_cell_is_published_or_follows(rows: list[list[int]]) -> None:
    """Small cells are hidden, and while a table has anything else to hide, nothing hidden follows."""
    table = with_totals(rows)
    hidden = hidden_cells(table)
    assert small(table) <= hidden
    everything = {(i, j) for i, row in enumerate(table) for j, count in enumerate(row) if count}
    if bridges(hidden):
        assert {cell for cell in everything if any(cell[0] == a or cell[1] == b for a, b in bridges(hidden))} <= hidden


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(st.sampled_from(["11", "32", "53", "94"]), st.integers(0, 60), min_size=1),
    st.randoms(use_true_random=False),
)
def test_shares_of_places_hide_both_sides(places: dict[str, int], chance: object) -> None:
    """A group is not published where it, or everybody outside it, is small."""
    groups = {
        name: {key: chance.randint(0, count) for key, count in places.items()}  # type: ignore[attr-defined]
        for name in ("women", "disabled")
    }
    totals, shown = publish(places, groups)
    for key, count in places.items():
        assert totals[key] in (None, count)
        if 0 < count < LIMIT:
            assert totals[key] is None
        for name, counts in groups.items():
            inside = counts[key]
            if 0 < inside < LIMIT or 0 < count - inside < LIMIT:
                assert shown[name][key] is None
            else:
                assert shown[name][key] in (None, inside)
    assert all(TOTAL in counts for counts in shown.values())


def test_one_small_cell_takes_a_partner_with_it() -> None:
    """Ayu's province has three disabled people; without a partner the total would give them away."""
    places = {"11": 100, "32": 200, "94": 90}
    _totals, shown = publish(places, {"disabled": {"11": 40, "32": 60, "94": 3}})
    assert shown["disabled"]["94"] is None
    assert sum(count is None for key, count in shown["disabled"].items()) >= 2


def test_large_groups_are_published_whole() -> None:
    """Where nobody is hidden, every figure is shown."""
    totals, shown = publish({"11": 100, "32": 200}, {"women": {"11": 50, "32": 110}})
    assert totals == {"11": 100, "32": 200}
    assert shown["women"] == {"11": 50, "32": 110, TOTAL: 160}
