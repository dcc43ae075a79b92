"""The rule of floors: its axioms against exhaustive search on small instances, and arrays against the scalar twin."""

from collections.abc import Sequence
from itertools import combinations, permutations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jadibisa.journey.selection.rules import choice, plain
from jadibisa.journey.selection.rules.floors import (
    COUNTINGS,
    MOST_TRAITS,
    check_floors,
    cover,
    lowered,
    matchable,
    membership,
)
from jadibisa.journey.selection.rules.replacement import replacements
from jadibisa.journey.selection.rules.simulation import simulate
from jadibisa.journey.selection.types import Law, Place
from jadibisa.kernel.refusals import Refusal

Instance = tuple[list[int], int, list[int]]


@st.composite
def instances(draw: st.DrawFn, most_traits: int, most_people: int = 9) -> Instance:
    """Types in order, seats, floors."""
    traits = draw(st.integers(0, most_traits))
    people = draw(st.integers(0, most_people))
    seats = draw(st.integers(0, people))
    types = draw(st.lists(st.integers(0, 2**traits - 1), min_size=people, max_size=people))
    return types, seats, draw(st.lists(st.integers(0, seats), min_size=traits, max_size=traits))


def counts(types: Sequence[int], traits: int) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    """People of each type."""
    return np.bincount(np.array(types, dtype=np.int64), minlength=2**traits)


def has(types: Sequence[int], trait: int) -> int:
    """How many have a trait."""
    return sum(kind >> trait & 1 for kind in types)


def matched(types: Sequence[int], floors: Sequence[int]) -> int:
    """The largest number of floor seats that distinct people can fill, by trying augmenting paths."""
    seats = [trait for trait, floor in enumerate(floors) for _seat in range(floor)]
    holder: dict[int, int] = {}

    def place(person: int, seen: set[int]) -> bool:
        for seat, trait in enumerate(seats):
            if types[person] >> trait & 1 and seat not in seen:
                seen.add(seat)
                if seat not in holder or place(holder[seat], seen):
                    holder[seat] = person
                    return True
        return False

    return sum(place(person, set()) for person in range(len(types)))


@given(data=st.data(), traits=st.integers(0, 3))
def test_cover_is_the_least_number_of_people(data: st.DataObject, traits: int) -> None:
    people = data.draw(st.lists(st.integers(0, 2), min_size=2**traits, max_size=2**traits))
    available = membership(traits) @ np.array(people)
    deficits = [data.draw(st.integers(0, int(number))) for number in available]
    best = min(
        sum(taken)
        for taken in product(*(range(number + 1) for number in people))
        if all(sum(n for kind, n in enumerate(taken) if kind >> t & 1) >= d for t, d in enumerate(deficits))
    )
    assert cover(np.array(deficits, dtype=np.int64), np.array(people)) == best


@given(instance=instances(3))
def test_headcount_takes_the_best_set_in_the_order_among_those_that_meet_the_floors(instance: Instance) -> None:
    types, seats, floors = instance
    kept = lowered(floors, counts(types, len(floors)), seats, "headcount")
    best = next(
        list(chosen)
        for chosen in combinations(range(len(types)), seats)  # in lexicographic order: the best come first
        if all(has([types[place] for place in chosen], t) >= floor for t, floor in enumerate(kept))
    )
    assert plain.choose(types, seats, floors, "headcount") == best


@given(instance=instances(4, 8))
def test_one_to_one_fills_most_floor_seats_with_the_best_people(instance: Instance) -> None:
    types, seats, floors = instance
    kept = lowered(floors, counts(types, len(floors)), seats, "one_to_one")
    taken = plain.choose(types, seats, floors, "one_to_one")
    assert len(taken) == seats
    most = matched(types, kept)
    assert matched([types[place] for place in taken], kept) == most  # maximal satisfaction of the floors
    outside = [place for place in range(len(types)) if place not in taken]
    for better, worse in product(outside, taken):  # no justified envy
        if better < worse:
            swapped = [types[place] for place in taken if place != worse] + [types[better]]
            assert matched(swapped, kept) < most


@given(instance=instances(4, 8))
def test_one_to_one_takes_the_only_envelope(instance: Instance) -> None:
    types, seats, floors = instance
    kept = lowered(floors, counts(types, len(floors)), seats, "one_to_one")
    most = matched(types, kept)
    envelope = next(
        set(found)
        for found in combinations(range(len(types)), most)
        if matched([types[p] for p in found], kept) == most
    )
    rest = [place for place in range(len(types)) if place not in envelope][: seats - most]
    assert plain.choose(types, seats, floors, "one_to_one") == sorted(envelope | set(rest))


@pytest.mark.parametrize("counting", COUNTINGS)
@given(data=st.data())
def test_the_array_version_is_the_scalar_twin(data: st.DataObject, counting: str) -> None:
    types, seats, floors = data.draw(instances(MOST_TRAITS[counting], 60))
    array = np.array(types, dtype=np.uint8)
    taken = choice.choose(array, seats, floors, counting)
    assert np.flatnonzero(choice.mask(array, taken)).tolist() == plain.choose(types, seats, floors, counting)


@settings(max_examples=30)
@pytest.mark.parametrize("counting", COUNTINGS)
@given(data=st.data())
def test_the_array_version_is_the_scalar_twin_on_longer_lists(data: st.DataObject, counting: str) -> None:
    traits = data.draw(st.integers(1, MOST_TRAITS[counting]))
    chance = data.draw(st.randoms(use_true_random=False))
    shares = [chance.random() ** 3 + 0.001 for _kind in range(2**traits)]
    types = chance.choices(range(2**traits), shares, k=400)
    seats = chance.randint(0, 420)
    floors = [chance.randint(0, min(seats, 200)) for _trait in range(traits)]
    array = np.array(types, dtype=np.uint8)
    taken = choice.choose(array, seats, floors, counting)
    assert np.flatnonzero(choice.mask(array, taken)).tolist() == plain.choose(types, min(seats, 400), floors, counting)


@pytest.mark.parametrize("counting", COUNTINGS)
@given(data=st.data())
def test_no_seat_is_wasted_and_each_types_winners_are_a_prefix(data: st.DataObject, counting: str) -> None:
    types, seats, floors = data.draw(instances(MOST_TRAITS[counting], 14))
    taken = set(plain.choose(types, seats, floors, counting))
    assert len(taken) == min(seats, len(types))
    for kind in set(types):
        group = [place in taken for place, found in enumerate(types) if found == kind]
        assert group == sorted(group, reverse=True)


@pytest.mark.parametrize("counting", COUNTINGS)
@given(data=st.data())
def test_the_names_of_the_traits_do_not_matter(data: st.DataObject, counting: str) -> None:
    types, seats, asked = data.draw(instances(MOST_TRAITS[counting], 12))
    floors = lowered(
        asked, counts(types, len(asked)), seats, counting
    )  # how far they come down follows the policy's order
    expected = plain.choose(types, seats, floors, counting)
    for order in permutations(range(len(floors))):
        renamed = [sum((kind >> trait & 1) << place for place, trait in enumerate(order)) for kind in types]
        assert plain.choose(renamed, seats, [floors[trait] for trait in order], counting) == expected


@pytest.mark.parametrize("counting", COUNTINGS)
@given(data=st.data())
def test_floors_are_lowered_as_the_policy_orders_and_no_further(data: st.DataObject, counting: str) -> None:
    types, seats, floors = data.draw(instances(MOST_TRAITS[counting], 8))

    def possible(wanted: Sequence[int]) -> bool:
        chosen = combinations(range(len(types)), seats)
        if counting == "one_to_one":
            return any(matched([types[p] for p in found], wanted) == sum(wanted) for found in chosen)
        return any(
            all(has([types[p] for p in found], t) >= floor for t, floor in enumerate(wanted)) for found in chosen
        )

    kept: list[int] = []
    for place, floor in enumerate(floors):
        rest = [0] * (len(floors) - place - 1)
        kept.append(max(value for value in range(floor + 1) if possible([*kept, value, *rest])))
    assert lowered(floors, counts(types, len(floors)), seats, counting) == kept


def test_filling_women_first_and_disabled_second_would_be_wrong() -> None:
    # Two seats, one for a woman, one for a disabled person: the disabled woman fills both floors, the best man the rest.
    types, floors = [0, 1, 2, 3], [1, 1]
    assert plain.choose(types, 2, floors, "headcount") == [0, 3]
    assert plain.choose(types, 2, floors, "one_to_one") == [1, 2]


def test_the_shares_of_the_standard() -> None:
    # 50 % women, 5 % disabled, 20 % laid-off of a balanced pool: 62.5 % women one to one, 50.1 % by headcount.
    chance = np.arange(200_000)
    types = ((chance * 7919 % 2 == 0) * 1 + (chance * 104729 % 20 == 1) * 2 + (chance * 15485863 % 5 == 2) * 4).astype(
        np.uint8
    )
    shuffled = types[np.argsort(chance * 2654435761 % 2**32, kind="stable")]
    shares = {}
    for counting in COUNTINGS:
        taken = choice.choose(shuffled, 10_000, [5000, 500, 2000], counting)
        shares[counting] = float((membership(3) @ taken)[0]) / 10_000
    assert shares["one_to_one"] == pytest.approx(0.625, abs=0.03)
    assert shares["headcount"] == pytest.approx(0.50, abs=0.02)


@pytest.mark.parametrize(
    ("code", "traits", "floors", "seats", "counting"),
    [
        ("too_many_traits", "WDLV", [0, 0, 0, 0], 5, "headcount"),
        ("too_many_traits", "WDLVX", [0, 0, 0, 0, 0], 5, "one_to_one"),
        ("floor_beyond_seats", "W", [6], 5, "headcount"),
        ("negative_number", "W", [-1], 5, "headcount"),
        ("negative_number", "W", [1], -5, "one_to_one"),
        ("unknown_counting", "W", [1], 5, "twice"),
    ],
)
def test_refusals(code: str, traits: str, floors: list[int], seats: int, counting: str) -> None:
    with pytest.raises(Refusal) as caught:
        check_floors(list(traits), floors, seats, counting)
    assert caught.value.code == code
    if code == "too_many_traits":
        assert traits[MOST_TRAITS[counting]] in str(caught.value)


def test_matchable_is_halls_condition() -> None:
    for people in product(range(3), repeat=3):
        types = [kind for kind, number in enumerate(people, 1) for _person in range(number)]
        for floors in product(range(3), repeat=2):
            assert matchable(np.array(floors), counts(types, 2)) == (matched(types, floors) == sum(floors))


# ---- replacement ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("counting", COUNTINGS)
@given(data=st.data())
def test_replacements_never_displace_and_take_the_same_type_first(data: st.DataObject, counting: str) -> None:
    types, seats, floors = data.draw(instances(3, 14))
    array = np.array(types, dtype=np.uint8)
    kept = lowered(floors, counts(types, len(floors)), seats, counting)
    winners = plain.choose(types, seats, floors, counting)
    lapsed = data.draw(st.sets(st.sampled_from(winners))) if winners else set()
    waiting = np.array([place not in winners for place in range(len(types))], dtype=np.bool_)
    held = counts([types[place] for place in winners if place not in lapsed], len(floors))
    seats_open = counts([types[place] for place in lapsed], len(floors)).tolist()
    moved = replacements(array, waiting, held, seats_open, kept, counting)
    queue = [place for place in range(len(types)) if place not in winners]
    assert set(moved) <= set(queue)
    assert len(moved) == min(len(lapsed), len(queue))
    for kind, number in enumerate(seats_open):
        group = [place for place in queue if types[place] == kind]
        assert set(group[:number]) <= set(moved)


def test_an_exhausted_type_is_replaced_by_the_rule_on_the_remaining_list() -> None:
    # The only disabled winner lapses, no other waits in her type (disabled woman): a disabled man keeps the floor met.
    types = np.array([3, 0, 0, 2], dtype=np.uint8)
    waiting = np.array([False, False, True, True])
    assert replacements(types, waiting, np.array([1, 0, 0, 0]), [0, 0, 0, 1], [0, 1], "headcount") == [3]
    assert replacements(types, waiting, np.array([1, 0, 0, 0]), [0, 0, 0, 1], [0, 0], "headcount") == [2]


# ---- simulation -------------------------------------------------------------------------------------------


def test_a_simulation_without_floors_gives_everybody_the_chance_of_the_place() -> None:
    people = {"11": [30, 30, 5, 5, 10, 10, 5, 5], "12": [50, 50, 0, 0, 0, 0, 0, 0]}
    found = simulate(40, Law(), [Place("11", 1), Place("12", 1)], people, 200)
    assert found.place_chance() == {"11": pytest.approx(0.2), "12": pytest.approx(0.2)}
    assert found.group_chance("W") == pytest.approx(0.2, abs=0.02)
    assert found.share("W") == pytest.approx(0.5, abs=0.03)
    assert np.isnan(found.group_chance("WD", without="D"))


@given(
    people=st.lists(st.integers(0, 6), min_size=8, max_size=8).filter(any),
    seats=st.integers(1, 20),
    traits=st.permutations("WDL").map(lambda letters: tuple(letters[:2])),
    counting=st.sampled_from(COUNTINGS),
    tiers=st.sampled_from([(), ("L",)]),
)
def test_a_simulation_is_the_draw(
    people: list[int], seats: int, traits: tuple[str, ...], counting: str, tiers: tuple[str, ...]
) -> None:
    law = Law(traits=traits, percents=(40, 20), counting=counting, tiers=tiers)
    found = simulate(seats, law, [Place("11", 1)], {"11": people}, 3)
    winners = np.nansum(found.chance * found.people)
    assert winners == pytest.approx(min(seats, sum(people)), abs=1e-5)  # whole millionths of a person
    row = found.table.rows[0]
    for trait, floor in zip(traits, row.lowered, strict=True):
        kinds = [kind for kind in range(8) if kind >> "WDL".index(trait) & 1]
        assert np.nansum(found.chance[0, kinds] * found.people[0, kinds]) >= floor - 1e-5
    if tiers and not any(row.lowered):  # strictly first: nobody without the trait while somebody with it waits
        first = sum(people[4:])
        assert np.nansum(found.chance[0, 4:] * found.people[0, 4:]) == pytest.approx(min(seats, first), abs=1e-5)
