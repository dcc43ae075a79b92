"""Simulation by counts: the orders are fair, the rule on them is the rule, the expectation is the draw's."""

from collections import Counter
from hashlib import sha256
from itertools import permutations
from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jadibisa.foundation.plumbing.charts import swing
from jadibisa.journey.selection.rules import choice, comparing
from jadibisa.journey.selection.rules.draw import Roll, draw
from jadibisa.journey.selection.rules.floors import COUNTINGS, lowered
from jadibisa.journey.selection.rules.imagined import Orders, Walk, halves, mixed
from jadibisa.journey.selection.rules.many import take_many
from jadibisa.journey.selection.rules.simulation import Trial, placed, simulate, tallies
from jadibisa.journey.selection.types import Law, Place
from jadibisa.kernel.refusals import Refusal

ALL = np.ones((1, 8), dtype=np.int64)
SPLIT = np.array([[full >> 2 & 1 for full in range(8)], [1 - (full >> 2 & 1) for full in range(8)]], dtype=np.int64)


def types_of(walk: Walk, row: int) -> list[int]:
    """The whole order of one row, person by person."""
    rows = np.array([row])
    steps = [
        walk.first_true(rows, lambda people, _rows, length=length: people.sum(axis=1) >= length)  # type: ignore[misc]
        for length in range(1, int(walk.people[row].sum()) + 1)
    ]
    assert all(int((found.after - found.before).sum()) == 1 for found in steps)
    return [int(np.argmax(found.after - found.before)) for found in steps]


def merged(traits: int) -> np.ndarray:
    """Full types over three traits, merged into the types of the first so many."""
    return np.eye(2**traits, dtype=np.int64)[[full % 2**traits for full in range(8)]]


@pytest.mark.parametrize("counting", COUNTINGS)
@given(
    people=st.lists(st.integers(0, 7), min_size=8, max_size=8).filter(lambda people: sum(people) > 1),
    tiers=st.sampled_from([ALL, SPLIT]), share=st.floats(0.01, 0.99),
    wanted=st.lists(st.integers(0, 30), min_size=1, max_size=3), seed=st.integers(0, 10**6),
)  # fmt: skip
def test_the_rule_on_many_orders_is_the_rule_on_each(
    people: list[int], tiers: np.ndarray, share: float, wanted: list[int], seed: int, counting: str
) -> None:
    numbers = np.array([people], dtype=np.int64)
    walk = Walk(Orders(["11"], numbers, [seed, seed + 1]), np.arange(2), merged(len(wanted)), tiers)
    seats = max(1, int(share * sum(people)))
    floors = lowered(wanted, numbers[0] @ merged(len(wanted)), seats, counting)
    found = take_many(walk, np.full(2, seats), np.array([floors, floors]), counting)
    for row in range(2):
        order = np.array(types_of(walk, row), dtype=np.uint8)
        assert found[row].tolist() == choice.take(order, seats, floors, counting).tolist()


def test_every_order_of_types_is_equally_likely() -> None:
    """Two, one and one of three types: twelve orders, 6,000 seeds, 500 each; five standard deviations are 107."""
    people = np.array([[2, 1, 0, 0, 1, 0, 0, 0]], dtype=np.int64)
    seeds = 6000
    walk = Walk(Orders(["11"], people, range(seeds)), np.arange(seeds), np.eye(8, dtype=np.int64), ALL)
    rows, seen = np.arange(seeds), np.zeros((seeds, 4), dtype=np.int64)
    for length in range(1, 5):
        found = walk.first_true(rows, lambda people, _rows, length=length: people.sum(axis=1) >= length)  # type: ignore[misc]
        seen[:, length - 1] = (found.after - found.before).argmax(axis=1)
    counted = Counter(map(tuple, seen.tolist()))
    assert set(counted) == set(permutations((0, 0, 1, 4)))
    assert max(abs(number - seeds / 12) for number in counted.values()) < 107


def test_half_of_the_people_go_left_as_fair_coins_fall() -> None:
    """The number of left-goers among 5, 64 and 200 people has the mean and the spread of fair coins; and all shapes of 5."""
    keys = mixed(np.arange(20_000, dtype=np.uint64))
    left = halves(np.tile(np.array([[5, 64, 200]], dtype=np.int64), (20_000, 1)), keys)
    assert np.abs(left.mean(axis=0) - np.array([2.5, 32, 100])).max() < 0.3
    assert np.abs(left.var(axis=0) / np.array([1.25, 16, 50]) - 1).max() < 0.05
    shapes = np.bincount(left[:, 0], minlength=6) / 20_000
    assert np.abs(shapes - np.array([comb(5, k) / 32 for k in range(6)])).max() < 0.015


@pytest.mark.parametrize("counting", COUNTINGS)
def test_the_expectation_is_that_of_all_orders(counting: str) -> None:
    """Every order of a small place is listed; 20,000 seeds come within 0.02 persons of the exact mean of each type."""
    people, seats, law = [2, 2, 1, 1], 3, Law(traits=("W", "D"), percents=(60, 30), counting=counting)
    trial = Trial(seats, law, [Place("11", 1)], {"11": people}, ("W", "D"))
    floors = trial.table.rows[0].lowered
    orders = set(permutations([kind for kind, number in enumerate(people) for _person in range(number)]))
    exact = np.mean([choice.take(np.array(one, dtype=np.uint8), seats, floors, counting) for one in orders], axis=0)
    found = tallies([trial], range(20_000))[0][0] / 20_000
    assert np.abs(found - exact).max() < 0.02


@pytest.mark.parametrize(("counting", "tiers"), [("headcount", ()), ("one_to_one", ()), ("headcount", ("L",))])
def test_the_expectation_is_that_of_the_real_draw(counting: str, tiers: tuple[str, ...]) -> None:
    """2,000 real draws with SHA-256 tickets against 2,000 imagined ones: each type within 5 standard errors."""
    people = [14, 12, 3, 2, 4, 4, 1, 0]
    law = Law(traits=("W", "D"), percents=(55, 12), counting=counting, tiers=tiers)
    trial = Trial(15, law, [Place("11", 1)], {"11": people}, ("W", "D", "L"))
    full = np.repeat(np.arange(8), people)
    roll = Roll(
        np.array([f"{number:016d}".encode() for number in range(len(full))]), np.zeros(len(full), dtype=np.int32),
        np.where((full >> 2 & 1 == 1) | (not tiers), 1, 2).astype(np.uint8), (full & 3).astype(np.uint8),
    )  # fmt: skip
    times, cell = 2000, (roll.tiers.astype(np.int64) - 1) * 4 + roll.types
    won = np.array(
        [
            np.bincount(cell[draw(roll, trial.table, sha256(str(number).encode()).hexdigest()).selected], minlength=8)
            for number in range(times)
        ]
    )
    found = tallies([trial], range(times))[0][0]
    error = np.sqrt(2 * won.var(axis=0) / times) + 1e-9
    assert (np.abs(won.mean(axis=0)[: len(found)] - found / times) <= 5 * error[: len(found)]).all()


def test_where_no_floor_can_matter_the_expectation_is_exact() -> None:
    law = Law(traits=("W",), percents=(20,))  # of 80 seats for 100 people at least 30 go to women: 16 are never missed
    found = simulate(80, law, [Place("11", 1)], {"11": [50, 50]}, 1, ("W",))
    assert found.exact.all()
    assert found.micro.tolist() == [[40_000_000, 40_000_000]]
    tiered = simulate(60, Law(tiers=("W",)), [Place("11", 1)], {"11": [50, 50]}, 1, ("W",))
    assert tiered.micro.tolist() == [[10_000_000, 50_000_000]]
    assert not simulate(
        80, Law(traits=("W",), percents=(60,)), [Place("11", 1)], {"11": [50, 50]}, 1, ("W",)
    ).exact.any()


def test_regencies_are_added_up_to_their_province() -> None:
    people = {"11.01": [10, 10], "11.02": [0, 5], "12.01": [5, 0]}
    assert placed(people, [Place("11", 1), Place("12.01", 1, parent="12")]) == {"11": [10, 15], "12.01": [5, 0]}
    split = [Place("11", 2), Place("11.01", 1, parent="11"), Place("11.02", 1, 1, "11"), Place("12", 1)]
    found = simulate(9, Law(regencies=("11",)), split, people, 1, ("W",))
    assert found.place_chance() == {"11": pytest.approx(6 / 25), "12": pytest.approx(3 / 5)}


def inputs(**changes: object) -> comparing.Inputs:
    """Two laws on two places."""
    people = {"11": [40, 38, 2, 1, 3, 2, 0, 0], "12": [9, 7, 1, 1, 0, 1, 0, 0]}
    places = (Place("11", 70), Place("12", 30))
    law = Law(traits=("W",), percents=(50,))
    tried = Law(traits=("W", "D"), percents=(55, 5), counting="one_to_one")
    told = {"batch": "G1", "seeds": 40, "letters": ("W", "D", "L"), "people": people}
    now, then = comparing.Setting(20, law, places), comparing.Setting(20, tried, places)
    return comparing.Inputs(**(told | {"now": now, "tried": then} | changes))  # type: ignore[arg-type]


def test_the_same_inputs_give_the_same_bytes_in_one_piece_or_many() -> None:
    told = comparing.named(inputs())
    assert told.letters == ("W", "D")
    whole = comparing.result_text(told, comparing.compare(told))
    assert comparing.read_inputs(whole) == comparing.read_inputs(comparing.inputs_text(told)) == told
    tried = comparing.trials(told)
    tally = comparing.begun(tried)
    for seeds in (range(33, 40), range(10), range(10, 33)):
        tally = comparing.gone_on(tried, tally, seeds)
    assert comparing.result_text(told, comparing.summed(told, tally, 40)) == whole
    assert comparing.sha256(whole) == "cf7a3114e6afbd92506b745ae0dcddd5d305065178edf0e8cdbeae1facde581a"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"seeds": 0}, "seeds_unfit"), ({"seeds": 10_001}, "seeds_unfit"),
        ({"tried": comparing.Setting(0, Law(), (Place("11", 1), Place("12", 1)))}, "seats_missing"),
        ({"tried": comparing.Setting(9, Law(traits=("X",), percents=(5,)), (Place("11", 1),))}, "unknown_trait"),
        ({"tried": comparing.Setting(9, Law(tiers=("Q",)), (Place("11", 1),))}, "unknown_trait"),
        ({"tried": comparing.Setting(9, Law(traits=("W", "W"), percents=(5, 5)), (Place("11", 1),))}, "unknown_trait"),
        ({"tried": comparing.Setting(9, Law(), (Place("11", 1),))}, "unknown_place"),
        ({"tried": comparing.Setting(9, Law(regencies=("99",)), (Place("11", 1), Place("12", 1)))}, "unknown_place"),
        ({"tried": comparing.Setting(9, Law(counting="twice"), (Place("11", 1), Place("12", 1)))}, "unknown_counting"),
        ({"letters": ("W", "D", "X")}, "unknown_trait"),
        ({"tried": comparing.Setting(9, Law(traits=("W",), percents=(101,)), (Place("11", 1), Place("12", 1)))}, "floor_beyond_seats"),
        ({"tried": comparing.Setting(9, Law(), (Place("11", 1, 8), Place("12", 1, 8)))}, "floors_beyond_seats"),
    ],
)  # fmt: skip
def test_what_cannot_be_simulated_is_refused(changes: dict[str, object], code: str) -> None:
    with pytest.raises(Refusal) as caught:
        comparing.compare(inputs(**changes))
    assert caught.value.code == code


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", "nothing", '{"format":"ukp-simulation/2"}', '{"letters":1}', "null", '{"people":[]}']
)
def test_what_is_no_simulation_is_refused(text: str) -> None:
    with pytest.raises(Refusal) as caught:
        comparing.read_inputs(text)
    assert caught.value.code == "simulation_unreadable"
    whole = comparing.inputs_text(inputs())
    for wrong in (whole.replace("[40,38", "[-40,38"), whole.replace('"letters":["W",', '"letters":['), whole[:-9]):
        with pytest.raises(Refusal):
            comparing.read_inputs(wrong)


def test_a_swing_goes_right_for_a_gain_and_left_for_a_loss() -> None:
    assert 'd="M50.0 0h24.5' in swing(2, 4)
    assert 'class="c" d="M1.0 0h49.0' in swing(-4, 4)
    assert "h0.0" in swing(0, 0)
    assert not swing(None, 4)
