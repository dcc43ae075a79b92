"""The axioms of the rule on whole draws and on the definition of bounded rounding, against exhaustive search."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jadibisa.config.state import ROOT
from jadibisa.journey.selection.rules import draw as rule
from jadibisa.journey.selection.rules import formats, plain
from jadibisa.journey.selection.rules.apportion import apportion
from jadibisa.journey.selection.rules.floors import COUNTINGS, MOST_TRAITS, lowered
from jadibisa.journey.selection.rules.quota import quota
from jadibisa.journey.selection.rules.replacement import replacements
from jadibisa.journey.selection.rules.tickets import number_of
from jadibisa.journey.selection.types import Compartment, Law, Place
from tests.journey.selection.folder import LAW, PLACES, Made, laws, made_or_refused, make
from tests.journey.selection.test_apportion import found, problems
from tests.journey.selection.test_choose import counts, has, instances, matched

SEATS, PEOPLE, EXAMPLES = st.integers(1, 12), st.integers(1, 16), st.integers(0, 10**6)


# ---- the definition of bounded rounding -----------------------------------------------------------------


ROUNDING: dict[str, Callable[[int, int], tuple[Fraction, ...]]] = {  # where w / d rounds up to 1, 2, … seats
    "sainte-lague": lambda weight, seats: tuple(Fraction(2 * weight, 2 * held + 1) for held in range(seats)),
    "dhondt": lambda weight, seats: tuple(Fraction(weight, held + 1) for held in range(seats)),
}


def by_definition(
    method: str, weights: Sequence[int], seats: int, floors: Sequence[int], caps: Sequence[int]
) -> list[int]:
    """Try every divisor at which anything changes: `median(floor, round(w / d), cap)`, ties by weight, then place."""
    steps = [ROUNDING[method](weight, seats) if weight else () for weight in weights]
    for divisor in sorted({step for places in steps for step in places}, reverse=True):
        below = [sum(step > divisor for step in places) for places in steps]  # a tie rounds down here, up in `above`
        above = [sum(step >= divisor for step in places) for places in steps]
        least, most = (
            [min(max(held, low), cap) if weight else low for held, low, cap, weight in zip(table, floors, caps, weights, strict=True)]
            for table in (below, above)
        )  # fmt: skip
        if sum(least) == seats:
            return least
        if sum(least) < seats <= sum(most):
            tied = [place for place in range(len(weights)) if most[place] > least[place]]
            for place in sorted(tied, key=lambda place: (-weights[place], place))[: seats - sum(least)]:
                least[place] += 1
            return least
    return [min(cap, seats) if weight else low for weight, low, cap in zip(weights, floors, caps, strict=True)]


@pytest.mark.parametrize("method", ROUNDING)
@given(problem=problems())
def test_a_divisor_method_is_its_definition(method: str, problem: tuple[list[int], int, list[int], list[int]]) -> None:
    answer = found(method, *problem)
    weights, seats, floors, caps = problem
    if isinstance(answer, list) and sum(caps) > seats:
        least = [min(low, cap) for low, cap in zip(floors, caps, strict=True)]
        assert answer == by_definition(method, weights, seats, least, caps)


@given(weights=st.lists(st.integers(1, 40), min_size=1, max_size=4), seats=st.integers(0, 14), data=st.data())
def test_webster_is_nearest_to_the_shares_per_seat_among_all_tables(
    weights: list[int], seats: int, data: st.DataObject
) -> None:
    # Sainte-Laguë's own definition: no table within the bounds has a smaller sum of (a - share)^2 / weight.
    caps = [data.draw(st.integers(0, 8)) for _weight in weights]
    floors = [data.draw(st.integers(0, min(2, cap))) for cap in caps]
    answer = found("sainte-lague", weights, seats, floors, caps)
    if isinstance(answer, str) or sum(caps) <= seats:
        return

    def error(table: Sequence[int]) -> Fraction:
        return sum((Fraction(held * held, weight) for held, weight in zip(table, weights, strict=True)), Fraction(0))

    tables = product(*(range(low, cap + 1) for low, cap in zip(floors, caps, strict=True)))
    assert error(answer) == min(error(table) for table in tables if sum(table) == seats)


@given(weights=st.lists(st.integers(1, 200), min_size=1, max_size=4), more=st.integers(0, 20))
def test_huntington_hill_is_rounding_at_the_geometric_mean(weights: list[int], more: int) -> None:
    seats = len(weights) + more
    answer = apportion("huntington-hill", weights, seats)
    # With the square of a common divisor between these two every w / d lies between the means around its seats.
    low = max(
        (Fraction(w * w, held * (held + 1)) for w, held in zip(weights, answer, strict=True)), default=Fraction(0)
    )
    high = min(
        (Fraction(w * w, held * (held - 1)) for w, held in zip(weights, answer, strict=True) if held > 1), default=low
    )
    assert low <= high
    assert min(answer) >= 1
    assert sum(answer) == seats


# ---- whole draws -----------------------------------------------------------------------------------------


def ordered(made: Made, place: int) -> list[int]:
    """The people of a compartment in the order of the draw: tier, number, ticket."""
    names = [ticket.decode() for ticket in made.roll.tickets]
    mine = np.flatnonzero(made.roll.compartments == place).tolist()
    return sorted(
        mine, key=lambda person: (int(made.roll.tiers[person]), number_of(made.seed, names[person]), names[person])
    )


def best_set(types: Sequence[int], row: Compartment, counting: str) -> list[int]:
    """Whom the axioms leave, by trying sets in lexicographic order, the best first."""
    seats, everybody = min(row.seats, len(types)), range(len(types))
    if counting == "headcount":
        return next(
            list(chosen)
            for chosen in combinations(everybody, seats)
            if all(has([types[person] for person in chosen], trait) >= floor for trait, floor in enumerate(row.lowered))
        )
    most = matched(types, row.lowered)
    envelope = next(
        chosen
        for chosen in combinations(everybody, most)
        if matched([types[person] for person in chosen], row.lowered) == most
    )
    rest = [person for person in everybody if person not in envelope]
    return sorted([*envelope, *rest[: seats - most]])


@settings(max_examples=60)
@given(law=laws(), seats=SEATS, people=PEOPLE, number=EXAMPLES)
def test_every_compartment_gets_the_set_that_the_axioms_leave(
    law: tuple[Law, list[Place]], seats: int, people: int, number: int
) -> None:  # fmt: skip
    made = made_or_refused(*law, seats, people, number)
    if made is None:
        return
    for place, row in enumerate(made.table.rows):
        order = ordered(made, place)
        winners = [at for at, person in enumerate(order) if made.result.selected[person]]
        if row.split:
            assert not order
            continue
        assert winners == best_set([int(made.roll.types[person]) for person in order], row, made.law.counting)


@pytest.mark.parametrize("counting", COUNTINGS)
@given(data=st.data())
def test_nobody_envies_with_reason(data: st.DataObject, counting: str) -> None:
    types, seats, floors = data.draw(instances(MOST_TRAITS[counting], 10))
    kept = lowered(floors, counts(types, len(floors)), seats, counting)
    taken = plain.choose(types, seats, floors, counting)

    def filled(chosen: Sequence[int]) -> int:
        mine = [types[person] for person in chosen]
        if counting == "one_to_one":
            return matched(mine, kept)
        return sum(min(floor, has(mine, trait)) for trait, floor in enumerate(kept))

    assert filled(taken) == filled(range(len(types)))  # maximal satisfaction: no set of people fills more
    for better in set(range(len(types))) - set(taken):
        for worse in taken:
            if better < worse:
                assert filled([*(person for person in taken if person != worse), better]) < filled(taken)


@settings(max_examples=30)
@given(law=laws(), seats=SEATS, people=PEOPLE, number=EXAMPLES, data=st.data())
def test_the_order_of_the_roll_and_of_the_places_does_not_matter(
    law: tuple[Law, list[Place]], seats: int, people: int, number: int, data: st.DataObject
) -> None:
    made = made_or_refused(*law, seats, people, number)
    if made is None:
        return
    order = np.array(data.draw(st.permutations(range(people))))
    shuffled = rule.Roll(
        [made.roll.tickets[person] for person in order],
        made.roll.compartments[order],
        made.roll.tiers[order],
        made.roll.types[order],
    )
    again = rule.draw(shuffled, made.table, made.seed)
    assert again.cutoffs == made.result.cutoffs
    assert (again.selected == made.result.selected[order]).all()
    assert (again.places == made.result.places[order]).all()
    places = data.draw(st.permutations(law[1]))
    counted = {row.code: row.people for row in made.table.rows if not row.split}
    assert quota("G1", seats, law[0], places, counted) == made.table


@settings(max_examples=30)
@given(law=laws(), seats=SEATS, people=PEOPLE, number=EXAMPLES, seed=st.binary(min_size=32, max_size=32))
def test_no_number_of_seats_depends_on_the_seed(
    law: tuple[Law, list[Place]], seats: int, people: int, number: int, seed: bytes
) -> None:
    made = made_or_refused(*law, seats, people, number)
    if made is None:
        return
    other = rule.draw(made.roll, made.table, seed.hex())
    for place, row in enumerate(made.table.rows):
        here = made.roll.compartments == place
        for result in (made.result, other):
            mine = [int(kind) for kind in made.roll.types[here & result.selected]]
            assert len(mine) == (0 if row.split else min(row.seats, row.eligible))
            if row.split:
                continue
            if made.law.counting == "headcount":
                assert all(has(mine, trait) >= floor for trait, floor in enumerate(row.lowered))
            else:
                assert matched(mine, row.lowered) == sum(row.lowered)
    assert [cut.eligible for cut in other.cutoffs] == [cut.eligible for cut in made.result.cutoffs]


def test_tiers_are_served_strictly_where_no_floor_asks_otherwise() -> None:
    made = make(replace(LAW, traits=(), percents=()), PLACES, 40, 90)
    assert {int(tier) for tier in made.roll.tiers} == {1, 2}
    for place, row in enumerate(made.table.rows):
        order = ordered(made, place)
        assert [bool(made.result.selected[person]) for person in order] == [at < row.seats for at in range(len(order))]


# ---- two levels of compartments --------------------------------------------------------------------------


@settings(max_examples=60)
@given(
    weights=st.lists(st.integers(1, 60), min_size=2, max_size=4),
    parts=st.lists(st.integers(1, 60), min_size=2, max_size=3),
    minimum=st.integers(0, 2),
    method=st.sampled_from(["sainte-lague", "dhondt"]),
    seats=st.integers(6, 30),
    data=st.data(),
)
def test_a_split_province_shares_its_own_seats_by_the_same_definition(
    weights: list[int], parts: list[int], minimum: int, method: str, seats: int, data: st.DataObject
) -> None:
    law = Law(method=method, traits=("W",), percents=(data.draw(st.integers(0, 60)),))
    provinces = [Place(str(11 + at), weight) for at, weight in enumerate(weights)]
    regencies = [Place(f"11.0{at}", weight, minimum, "11") for at, weight in enumerate(parts, 1)]

    inside = {
        place.code: (data.draw(st.integers(0, 12)), data.draw(st.integers(1, 12)))
        for place in [*provinces[1:], *regencies]
    }
    together = {place.code: inside[place.code] for place in provinces[1:]}
    together["11"] = (
        sum(inside[place.code][0] for place in regencies),
        sum(inside[place.code][1] for place in regencies),
    )
    whole = quota("G1", seats, law, provinces, together)
    split = quota("G1", seats, law, [*provinces, *regencies], inside)
    rows = {row.code: row for row in split.rows}
    for row in whole.rows:  # a split changes nothing outside, and not the seats of the province itself
        assert (rows[row.code].seats, rows[row.code].floors) == (row.seats, row.floors)
    mine = [rows[place.code] for place in regencies]
    share = rows["11"].seats
    assert sum(row.seats for row in mine) == share
    able = [min(row.seats, row.people[1]) for row in mine]  # women who can have a seat where they live
    assert sum(row.floors[0] for row in mine) == min(rows["11"].floors[0], sum(able))
    caps = [row.eligible for row in mine]
    if sum(caps) > share:
        fit = max(level for level in range(minimum + 1) if sum(min(level, cap) for cap in caps) <= share)
        floors = [min(fit, cap) for cap in caps]
        assert [row.seats for row in mine] == by_definition(method, parts, share, floors, caps)


# ---- replacements ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("counting", COUNTINGS)
@settings(max_examples=40)
@given(data=st.data())
def test_lapse_after_lapse_nobody_who_holds_a_seat_loses_it(data: st.DataObject, counting: str) -> None:
    types, seats, floors = data.draw(instances(MOST_TRAITS[counting], 14))
    array = np.array(types, dtype=np.uint8)
    kept = lowered(floors, counts(types, len(floors)), seats, counting)
    holding = set(plain.choose(types, seats, floors, counting))
    gone: set[int] = set()
    while holding:
        lapsed = data.draw(st.sets(st.sampled_from(sorted(holding)), min_size=1))
        gone |= lapsed
        holding -= lapsed
        waiting = np.array([person not in holding | gone for person in range(len(types))], dtype=np.bool_)
        moved = replacements(
            array, waiting, counts([types[person] for person in holding], len(floors)),
            counts([types[person] for person in lapsed], len(floors)).tolist(), kept, counting,
        )  # fmt: skip
        assert not set(moved) & (holding | gone)
        assert len(moved) == len(set(moved)) == min(len(lapsed), int(waiting.sum()))
        for kind in {types[person] for person in moved}:  # of each type the next ones
            queue = [person for person in np.flatnonzero(waiting).tolist() if types[person] == kind]
            mine = [person for person in moved if types[person] == kind]
            assert mine == queue[: len(mine)]
        holding |= set(moved)


@pytest.mark.parametrize("counting", COUNTINGS)
@settings(max_examples=60)
@given(data=st.data())
def test_where_a_type_is_exhausted_the_floors_are_filled_as_far_as_they_can_be(
    data: st.DataObject, counting: str
) -> None:
    types, seats, floors = data.draw(instances(MOST_TRAITS[counting], 9))
    kept = lowered(floors, counts(types, len(floors)), seats, counting)
    winners = plain.choose(types, seats, floors, counting)
    lapsed = data.draw(st.sets(st.sampled_from(winners))) if winners else set()
    holding = [person for person in winners if person not in lapsed]
    queue = [person for person in range(len(types)) if person not in winners]
    waiting = np.array([person in queue for person in range(len(types))], dtype=np.bool_)
    opened = counts([types[person] for person in lapsed], len(floors)).tolist()
    moved = replacements(
        np.array(types, dtype=np.uint8), waiting, counts([types[person] for person in holding], len(floors)), opened,
        kept, counting,
    )  # fmt: skip
    first = [person for kind, number in enumerate(opened) for person in [p for p in queue if types[p] == kind][:number]]
    rest = [person for person in queue if person not in first]

    def filled(more: Sequence[int], wanted: Sequence[int]) -> int:
        mine = [types[person] for person in (*holding, *first, *more)]
        if counting == "one_to_one":
            return matched(mine, wanted)
        return sum(min(floor, has(mine, trait)) for trait, floor in enumerate(wanted))

    left = min(len(lapsed) - len(first), len(rest))
    goal: list[int] = []
    for trait, floor in enumerate(kept):  # in the order of the policy, as far as any choice from the rest can go
        tables = [[*goal, value, *[0] * (len(kept) - trait - 1)] for value in range(1, floor + 1)]
        reachable = [t[trait] for t in tables if any(filled(way, t) == sum(t) for way in combinations(rest, left))]
        goal.append(max(reachable, default=0))
    assert set(first) <= set(moved)
    chosen = [person for person in moved if person not in first]
    assert len(chosen) == left
    if counting == "one_to_one":
        assert filled(chosen, goal) == sum(goal)
    else:
        reached = [min(floor, has([types[p] for p in (*holding, *moved)], trait)) for trait, floor in enumerate(goal)]
        assert reached == goal
    for better in set(rest) - set(chosen):  # and nobody from the rest is passed over for somebody behind without reason
        for worse in chosen:
            if better < worse:
                assert filled([*(p for p in chosen if p != worse), better], goal) < filled(chosen, goal)


def test_the_quota_file_is_written_without_any_seed() -> None:
    made = make(LAW, PLACES, 20, 60)
    counted = {row.code: row.people for row in made.table.rows}
    assert formats.quota_text(quota("G1", 20, LAW, PLACES, counted)) == made.files[formats.QUOTA]
    assert made.seed.encode() not in made.files[formats.QUOTA]


def test_every_test_that_the_contract_names_is_there() -> None:
    text = (ROOT / "docs/algorithms/selection.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(test_\w+)(?:…|\(…\))?`", text, flags=re.ASCII))
    there = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    assert len(named) > 50
    assert not [name for name in sorted(named) if f"def {name}" not in there]
