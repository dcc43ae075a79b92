"""Files of the roll made from columns are byte for byte those made line by line."""

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from jadibisa.journey.selection.rules import formats
from jadibisa.journey.selection.rules.lines import TAB, hexadecimal, in_order, lines_of
from jadibisa.journey.selection.services.entries import Entries, roll_files
from jadibisa.journey.selection.types import Law
from jadibisa.kernel.ids import CROCKFORD

LAW = Law(traits=("W", "D", "L"), percents=(0, 0, 0))
PERSON = st.tuples(
    st.text(CROCKFORD, min_size=16, max_size=16),
    st.sampled_from(["11", "11.01", "11.02", "32", "94", "94.71"]),
    st.integers(1, 5),
    st.integers(0, 7),
)
Person = tuple[str, str, int, int]


def in_columns(rows: list[Person]) -> Entries:
    """The columns of some lines, which come in any order."""
    tickets = np.array([row[0] for row in rows], dtype="S16")
    provinces = np.array([row[1][:2] for row in rows], dtype="S2")
    order = in_order(provinces, tickets)
    return Entries(
        np.zeros((len(rows), 16), dtype=np.uint8), np.zeros((len(rows), 16), dtype=np.uint8), tickets[order], provinces[order],
        np.array([row[1] for row in rows], dtype="S5")[order], np.array([row[2] for row in rows], dtype=np.uint8)[order],
        np.array([row[3] for row in rows], dtype=np.uint8)[order],
    )  # fmt: skip


@given(rows=st.lists(PERSON, max_size=30, unique_by=lambda row: row[0]))
def test_the_files_of_the_roll_are_made_of_its_lines(rows: list[Person]) -> None:
    people = in_columns(rows)
    expected: dict[str, bytes] = {}
    for ticket, place, tier, kind in sorted(rows, key=lambda row: (row[1][:2], row[0])):
        line = formats.roll_line(ticket, place, tier, formats.label_of(kind, LAW.traits))
        name = formats.part_name("roll", place)
        expected[name] = expected.get(name, b"") + line
    found = roll_files(people, people.labels(LAW))
    assert found == expected
    assert list(found) == sorted(found)
    counted = Counter((place, kind) for _ticket, place, _tier, kind in rows)
    assert people.people(8) == {place: [counted[place, kind] for kind in range(8)] for _t, place, _r, _k in rows}


@given(
    rows=st.lists(st.tuples(st.text("ab1", max_size=4), st.text("xyz", max_size=3)), min_size=1, max_size=20),
    separator=st.sampled_from([TAB, 44]),
)
def test_what_fills_a_text_is_left_out(rows: list[tuple[str, str]], separator: int) -> None:
    columns = [np.array([row[at].encode() for row in rows], dtype="S5") for at in (0, 1)]
    assert lines_of(columns, separator).decode() == "".join(f"{a}{chr(separator)}{b}\n" for a, b in rows)


@given(ids=st.lists(st.binary(min_size=16, max_size=16), max_size=5))
def test_ids_as_text(ids: list[bytes]) -> None:
    table = np.frombuffer(b"".join(ids), dtype=np.uint8).reshape(-1, 16)
    assert [text.decode() for text in hexadecimal(table)] == [found.hex() for found in ids]
