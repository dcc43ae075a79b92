"""How counts are published without giving a person away: small cells are hidden, and so is whatever would reveal them.

A table is published with its totals, so a hidden cell must not follow from the others. Every cell, the totals included,
stands in exactly one row equation and one column equation; seen as edges of a graph between rows and columns, a hidden
cell can be computed from the published ones if and only if its edge is a bridge of the graph of hidden cells.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

LIMIT = 10
TOTAL = "*"
Cell = tuple[int, int]
Node = tuple[str, int]


def with_totals(rows: Sequence[Sequence[int]]) -> list[list[int]]:
    """A table with a column of row totals and a row of column totals."""
    full = [[*row, sum(row)] for row in rows]
    return [*full, [sum(column) for column in zip(*full, strict=True)]] if full else []


def small(table: Sequence[Sequence[int]], limit: int = LIMIT) -> set[Cell]:
    """The cells with at least 1 and fewer than `limit` people."""
    return {(i, j) for i, row in enumerate(table) for j, count in enumerate(row) if 0 < count < limit}


def bridges(cells: Iterable[Cell]) -> set[Cell]:
    """The cells that follow from the published ones: bridges of the bipartite graph of rows and columns.

    Tarjan's search: an edge is a bridge when nothing behind it leads back to before it.
    """
    edges: dict[Node, list[tuple[Cell, Node]]] = defaultdict(list)
    for i, j in cells:
        edges["row", i].append(((i, j), ("column", j)))
        edges["column", j].append(((i, j), ("row", i)))
    reached: dict[Node, int] = {}
    back: dict[Node, int] = {}
    found: set[Cell] = set()

    def visit(node: Node, by: Cell | None) -> None:
        reached[node] = back[node] = len(reached)
        for cell, other in edges[node]:
            if cell == by:
                continue
            if other in reached:
                back[node] = min(back[node], reached[other])
                continue
            visit(other, cell)
            back[node] = min(back[node], back[other])
            if back[other] > reached[node]:
                found.add(cell)

    for start in list(edges):
        if start not in reached:
            visit(start, None)
    return found


def hidden_cells(table: Sequence[Sequence[int]], *, limit: int = LIMIT, also: Iterable[Cell] = ()) -> set[Cell]:
    """Which cells of a table with totals are not published.

    Args:
        table: the counts, the last row and the last column being totals (`with_totals`).
        limit: fewer people than this are hidden; zero is published.
        also: cells that are hidden for another reason.

    Returns:
        The small cells and as many of the smallest others as keep every hidden cell from being computed.
    """
    hidden = small(table, limit) | {cell for cell in also if table[cell[0]][cell[1]]}
    while found := bridges(hidden):
        rows, columns = {i for i, _j in found}, {j for _i, j in found}
        open_cells = [
            (count, i, j)
            for i, row in enumerate(table)
            for j, count in enumerate(row)
            if count and (i in rows or j in columns) and (i, j) not in hidden
        ]
        if not open_cells:
            return hidden
        _count, i, j = min(open_cells)
        hidden.add((i, j))
    return hidden


def publish_list(counts: Mapping[str, int], limit: int = LIMIT) -> dict[str, int | None]:
    """Counts of groups that together are everybody, published beside their total, with what must stay hidden as None."""
    keys = list(counts)
    hidden = hidden_cells(with_totals([[counts[key] for key in keys]]), limit=limit) if keys else set()
    return {key: None if (0, place) in hidden else counts[key] for place, key in enumerate(keys)}


def publish(
    places: Mapping[str, int], groups: Mapping[str, Mapping[str, int]], limit: int = LIMIT
) -> tuple[dict[str, int | None], dict[str, dict[str, int | None]]]:
    """Counts per place and per group in each place, with what must stay hidden as None.

    Each group is published beside the total of its place, so the people outside the group are published too: every group
    is a table of two columns (in it, not in it). The totals of the places are shared by all tables.

    Args:
        places: place to people.
        groups: group to (place to people of the group).
        limit: see `hidden_cells`.

    Returns:
        The totals per place; and per group and place, the group's own total under `TOTAL`.
    """
    keys = sorted(places)
    tables = {
        name: with_totals([[counts.get(key, 0), places[key] - counts.get(key, 0)] for key in keys])
        for name, counts in groups.items()
    }
    totals: set[int] = {place for place, key in enumerate(keys) if 0 < places[key] < limit}
    while True:
        hidden = {
            name: hidden_cells(table, limit=limit, also=[(i, 2) for i in totals]) for name, table in tables.items()
        }
        wanted = totals | {i for cells in hidden.values() for i, j in cells if j == 2 and i < len(keys)}  # noqa: PLR2004 - the third column is the total
        wanted |= _partner(keys, places, wanted)
        if wanted == totals:
            break
        totals = wanted
    shown = {key: None if i in totals else places[key] for i, key in enumerate(keys)}
    return shown, {
        name: {
            key: None if {(i, 0), (i, 1)} & hidden[name] else tables[name][i][0] for i, key in enumerate([*keys, TOTAL])
        }
        for name in groups
        if tables[name]
    }


def _partner(keys: Sequence[str], places: Mapping[str, int], hidden: set[int]) -> set[int]:
    """One hidden total alone would follow from the grand total: the next smallest place is hidden with it."""
    if len(hidden) != 1:
        return set()
    others = [(places[key], i) for i, key in enumerate(keys) if i not in hidden and places[key]]
    return {min(others)[1]} if others else set()
