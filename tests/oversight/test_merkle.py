"""The tree of a day: one changed record changes the root, and a record proves that it belongs."""

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from jadibisa.oversight.transparency.rules import EMPTY, canonical, leaf, node, proof, proves, root, statement

RECORDS = st.lists(st.binary(max_size=20), min_size=1, max_size=40)


def recursive_root(leaves: list[bytes]) -> bytes:
    """The definition of RFC 6962 as it stands there, as an oracle."""
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return node(recursive_root(leaves[:split]), recursive_root(leaves[split:]))


@given(RECORDS)
def test_root_is_that_of_the_standard(records: list[bytes]) -> None:
    """Level by level gives the same as the recursive definition."""
    leaves = [leaf(record) for record in records]
    assert root(leaves) == recursive_root(leaves)


@given(RECORDS, st.data())
def test_every_record_proves_itself_and_no_other(records: list[bytes], data: st.DataObject) -> None:
    """The way from a leaf leads to the root; the same way from another record does not."""
    leaves = [leaf(record) for record in records]
    place = data.draw(st.integers(0, len(leaves) - 1))
    steps = proof(leaves, place)
    assert proves(leaves[place], steps, root(leaves))
    assert not proves(leaf(records[place] + b"!"), steps, root(leaves))


@given(RECORDS, st.data())
def test_a_changed_record_changes_the_root(records: list[bytes], data: st.DataObject) -> None:
    """Nobody edits one line in silence."""
    place = data.draw(st.integers(0, len(records) - 1))
    changed = [*records[:place], records[place] + b"x", *records[place + 1 :]]
    assert root([leaf(one) for one in records]) != root([leaf(one) for one in changed])


def test_the_vectors_of_the_standard() -> None:
    """RFC 6962's empty tree, and a leaf is not a node."""
    assert root([]) == EMPTY == hashlib.sha256(b"").digest()
    assert leaf(b"") == bytes.fromhex("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d")
    assert leaf(b"ab") != node(b"a", b"b")


def test_the_signed_sentence_is_written_one_way() -> None:
    """Sorted keys, no spaces: two programs sign the same bytes."""
    assert canonical({"b": 1, "a": "é"}) == '{"a":"é","b":1}'.encode()
    words = statement(day="2026-11-24", facts=1, facts_root=b"\x01", transfers=0, transfers_root=EMPTY, previous=EMPTY)
    assert words.startswith(b'{"day":"2026-11-24","facts":1,')
