"""The compiled loops for large rolls give what plain Python gives, and plain Python serves where they cannot be had."""

import hashlib
import subprocess
import sys
from collections import Counter
from random import Random  # noqa: TID251 - examples that are the same every time
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jadibisa.journey.selection.rules import draw as rule
from jadibisa.journey.selection.rules import floors, merkle, passes, plain, swift
from jadibisa.journey.selection.rules.quota import quota
from jadibisa.journey.selection.rules.tickets import number_of, prefixes
from jadibisa.journey.selection.types import Law, Place, Quota
from tests.journey.selection.folder import laws, made_or_refused, tickets

FOREVER = 10**9
SEED = hashlib.sha256(b"native").hexdigest()
TICKETS = st.lists(st.text("0123456789ABCDEFGHJKMNPQRSTVWXYZ", min_size=16, max_size=16), min_size=1, max_size=20)


@pytest.fixture(autouse=True, scope="module")
def _compiled_loops_are_here() -> None:
    assert swift.compiled(FOREVER) is not None


@given(names=TICKETS, seed=st.binary(min_size=32, max_size=32))
def test_a_compiled_number_is_the_number(names: list[str], seed: bytes) -> None:
    array = np.array([name.encode() for name in names], dtype="S16")
    expected = [int(number_of(seed.hex(), name)[:16], 16) for name in names]
    with patch.object(swift, "FROM", 0):
        assert prefixes(seed.hex(), array).tolist() == expected
    assert prefixes(seed.hex(), array).tolist() == expected


@pytest.mark.parametrize("names", [[b"SHORT", b"0123456789ABCDEF"], [b"A" * 17], [b"a"], []])
def test_tickets_of_other_widths_go_the_plain_way(names: list[bytes]) -> None:
    with patch.object(swift, "FROM", 0):
        for given_as in (names, np.array(names, dtype="S16"), np.array(names, dtype="S20")):
            kept = given_as if isinstance(given_as, list) else given_as.tolist()
            expected = [int(number_of(SEED, name.decode())[:16], 16) for name in kept]
            assert prefixes(SEED, given_as).tolist() == expected


@given(lines=st.lists(st.binary(max_size=140).map(lambda line: line.translate(None, b"\n\r") + b"\n"), max_size=40))
def test_a_compiled_tree_is_the_tree(lines: list[bytes]) -> None:
    with patch.object(swift, "FROM", 0):
        swiftly = merkle.tree_of(b"".join(lines))
    assert swiftly == merkle.tree([merkle.leaf(line) for line in lines]) == merkle.tree_of(b"".join(lines))
    assert swiftly.root == merkle.root(merkle.leaf(line) for line in lines)


def test_every_length_of_a_line_around_a_block() -> None:
    lines = [b"a" * length + b"\n" for length in range(200)]
    with patch.object(swift, "FROM", 0):
        assert merkle.tree_of(b"".join(lines)) == merkle.tree([merkle.leaf(line) for line in lines])


@pytest.mark.parametrize("least", [0, FOREVER])
def test_a_text_that_stops_inside_a_line_is_not_read_past_its_end(least: int) -> None:
    with patch.object(swift, "FROM", least), pytest.raises(ValueError, match="no line end"):
        merkle.tree_of(b"one\ntwo")


@pytest.mark.parametrize("loop", ["numbers", "leaves", "level"])
def test_the_loops_are_refused_when_one_of_them_is_wrong(loop: str) -> None:
    native = swift.compiled(FOREVER)
    assert native is not None
    assert native._agrees()
    with patch.object(native, f"_{loop}", lambda *given: given[-1].fill(0)):
        assert not native._agrees()


@settings(max_examples=60, deadline=None)
@given(law=laws(), seats=st.integers(5, 80), people=st.integers(1, 150), number=st.integers(0, 10**6))
def test_the_passes_are_the_rule_in_every_compartment(
    law: tuple[Law, list[Place]], seats: int, people: int, number: int
) -> None:
    made = made_or_refused(*law, seats, people, number)
    if made is None:
        return
    names = [ticket.decode() for ticket in made.roll.tickets]
    expected: set[int] = set()
    waiting = [0] * people
    for place, row in enumerate(made.table.rows):
        mine = np.flatnonzero(made.roll.compartments == place).tolist()
        order = sorted(mine, key=lambda p: (int(made.roll.tiers[p]), number_of(made.seed, names[p]), names[p]))
        kinds = [int(made.roll.types[p]) for p in order]
        expected |= {order[p] for p in plain.choose(kinds, row.seats, row.lowered, made.law.counting)}
        behind: Counter[int] = Counter()
        for person in order:
            if person not in expected:
                behind[int(made.roll.types[person])] += 1
                waiting[person] = behind[int(made.roll.types[person])]
    with patch.object(swift, "FROM", 0):
        for numbers in (None, np.zeros(people, dtype=np.uint64)):  # of zeros every one meets another
            for wanted in (False, True):
                found = rule.draw(made.roll, made.table, made.seed, numbers, waiting=wanted)
                assert set(np.flatnonzero(found.selected).tolist()) == expected
                assert found.cutoffs == made.result.cutoffs
                assert found.places.tolist() == (waiting if wanted else [0] * people)


def crowd(number: int, counting: str, tiers: tuple[str, ...]) -> tuple[rule.Roll, Quota]:
    """Thousands of people for few seats, so that most are left out of the buckets."""
    chance = Random(number)
    people, seats = chance.randint(2_000, 5_000), chance.randint(3, 300)
    shares = [chance.random() ** 3 + 0.01 for _kind in range(8)]
    law = Law(
        traits=("W", "D", "L"), percents=tuple(chance.choices([0, 3, 20, 52, 80], k=3)), counting=counting, tiers=tiers
    )
    places = [Place("11", 50), Place("12", 10), Place("94", 1)]
    roll = rule.Roll(
        np.array([name.encode() for name in tickets(chance, people)], dtype="S16"),
        np.array(chance.choices(range(3), [5, 3, 1], k=people), dtype=np.int16),
        np.array(chance.choices(range(1, len(tiers) + 2), k=people), dtype=np.uint8),
        np.array(chance.choices(range(8), shares, k=people), dtype=np.uint8),
    )
    counts = {
        place.code: np.bincount(roll.types[roll.compartments == at], minlength=8).tolist()
        for at, place in enumerate(places)
    }
    return roll, quota("G1", seats, law, places, counts)


@settings(max_examples=25, deadline=None)
@pytest.mark.parametrize("counting", floors.COUNTINGS)
@given(number=st.integers(0, 10**6), tiers=st.sampled_from([(), ("L",)]), spread=st.sampled_from([(8, 32), (0, 0)]))
def test_who_is_left_out_of_the_buckets_could_not_have_won(
    counting: str, number: int, tiers: tuple[str, ...], spread: tuple[int, int]
) -> None:
    roll, table = crowd(number, counting, tiers)
    expected = rule.draw(roll, table, SEED)
    with (
        patch.object(swift, "FROM", 0),
        patch.object(passes, "SPREAD", spread[0]),
        patch.object(passes, "MORE", spread[1]),  # without room to spare many limits fall short and are given up
    ):
        found = rule.draw(roll, table, SEED)
    assert (found.selected == expected.selected).all()
    assert (found.places == expected.places).all()
    assert found.cutoffs == expected.cutoffs


def test_two_people_behind_the_winners_whose_numbers_begin_alike_wait_in_the_order_of_the_whole_numbers() -> None:
    roll, table = crowd(7, "headcount", ())
    numbers = prefixes(SEED, roll.tickets)
    first = rule.draw(roll, table, SEED, numbers)
    kind = int(np.argmax(np.bincount(roll.types[roll.compartments == 0])))
    mine = np.flatnonzero((roll.compartments == 0) & (roll.types == kind))
    tail = mine[np.argsort(first.places[mine])][-40:]
    numbers[tail] = 2**64 - 1  # far behind, so that the buckets do not hold them
    names = {place: roll.tickets[place].decode() for place in tail.tolist()}
    expected = sorted(names, key=lambda place: number_of(SEED, names[place]))
    with patch.object(swift, "FROM", 0):
        found = rule.draw(roll, table, SEED, numbers)
    assert sorted(names, key=lambda place: found.places[place]) == expected
    assert (found.places == first.places).all()


def test_without_the_library_plain_python_does_the_same() -> None:
    program = (
        "import ctypes.util; ctypes.util.find_library = lambda name: '/nowhere/lib.so'\n"
        "import numpy as np\n"
        "from jadibisa.journey.selection.rules import swift, tickets\n"
        "swift.FROM = 0\n"
        "assert swift.compiled(1) is None\n"
        f"print(tickets.prefixes('{SEED}', np.array([b'0123456789ABCDEF']))[0])"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert int(told.stdout) == int(number_of(SEED, "0123456789ABCDEF")[:16], 16)


def test_small_rolls_never_load_the_compiler() -> None:
    program = (
        "import sys; import numpy as np\n"
        "from jadibisa.journey.selection.rules import draw, merkle, tickets\n"
        f"tickets.prefixes('{SEED}', np.array([b'0123456789ABCDEF'] * 1000)); merkle.tree_of(b'a\\n' * 1000)\n"
        "print('numba' in sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert told.stdout == "False\n"
