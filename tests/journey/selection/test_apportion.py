"""Apportionment: the formula itself as oracle, the standard's example, published censuses, refusals."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jadibisa.journey.selection.rules.apportion import METHODS, apportion
from jadibisa.kernel.refusals import Refusal

DIVISORS = ("sainte-lague", "dhondt", "huntington-hill", "equal")


def claim(method: str, weight: int, held: int) -> Fraction:
    """What a place with so many seats is worth for one more."""
    if method == "sainte-lague":
        return Fraction(weight, 2 * held + 1)
    if method == "dhondt":
        return Fraction(weight, held + 1)
    if method == "equal":
        return Fraction(1, held + 1)
    return Fraction(weight * weight, held * (held + 1)) if held else Fraction(10**30)


def one_by_one(method: str, weights: list[int], seats: int, floors: list[int], caps: list[int]) -> list[int] | str:
    """The scalar twin: give every seat to the best claim."""
    if sum(caps) <= seats:
        return caps
    least = [min(floor, cap) for floor, cap in zip(floors, caps, strict=True)]
    if sum(least) > seats:
        return "floors_beyond_seats"
    if method == "huntington-hill":
        least = [max(a, min(cap, int(w > 0))) for a, cap, w in zip(least, caps, weights, strict=True)]
        if max(sum(least), sum(w > 0 for w in weights)) > seats:
            return "seats_too_few"
    held = least
    for _seat in range(seats - sum(held)):
        able = [p for p in range(len(held)) if weights[p] and held[p] < caps[p]]
        if not able:
            return "seats_unplaced"
        held[max(able, key=lambda p: (claim(method, weights[p], held[p]), weights[p], -p))] += 1
    return held


def found(method: str, weights: list[int], seats: int, floors: list[int], caps: list[int]) -> list[int] | str:
    """The answer, or the code of the refusal."""
    try:
        return apportion(method, weights, seats, floors=floors, caps=caps)
    except Refusal as refusal:
        return refusal.code


@st.composite
def problems(draw: st.DrawFn) -> tuple[list[int], int, list[int], list[int]]:
    """Small problems with many ties."""
    places = draw(st.integers(1, 6))

    def numbers(*values: int) -> list[int]:
        return draw(st.lists(st.sampled_from(values), min_size=places, max_size=places))

    weights = numbers(0, 1, 2, 3, 5, 10, 17, 60)
    return (
        weights if any(weights) else [1] * places,
        draw(st.integers(0, 25)),
        numbers(0, 0, 1, 2, 5),
        numbers(0, 1, 3, 8, 40),
    )


@pytest.mark.parametrize("method", DIVISORS)
@given(problem=problems())
def test_a_divisor_method_gives_each_seat_to_the_best_claim(
    method: str, problem: tuple[list[int], int, list[int], list[int]]
) -> None:  # fmt: skip
    assert found(method, *problem) == one_by_one(method, *problem)


@given(
    weights=st.lists(st.integers(1, 9), min_size=1, max_size=4),
    seats=st.integers(0, 12),
    data=st.data(),
)
def test_webster_is_the_median_of_floor_rounded_share_and_cap(
    weights: list[int], seats: int, data: st.DataObject
) -> None:
    size = len(weights)
    floors = data.draw(st.lists(st.integers(0, 2), min_size=size, max_size=size))
    caps = [
        floor + extra
        for floor, extra in zip(
            floors, data.draw(st.lists(st.integers(0, 6), min_size=size, max_size=size)), strict=True
        )
    ]
    answer = found("sainte-lague", weights, seats, floors, caps)
    if isinstance(answer, str) or sum(caps) <= seats:
        return
    # Some divisor d must give exactly this: a rounded share lies within half a seat of w / d (a tie may go either way).
    low = max(
        (Fraction(w, 2 * a + 1) for w, a, cap in zip(weights, answer, caps, strict=True) if a < cap),
        default=Fraction(0),
    )
    high = min(
        (Fraction(w, 2 * a - 1) for w, a, floor in zip(weights, answer, floors, strict=True) if a > floor),
        default=Fraction(10**9),
    )
    assert low <= high


@pytest.mark.parametrize("method", METHODS)
@given(problem=problems())
def test_sum_bounds_and_order_of_places(method: str, problem: tuple[list[int], int, list[int], list[int]]) -> None:
    weights, seats, floors, caps = problem
    answer = found(method, *problem)
    if isinstance(answer, str):
        return
    assert sum(answer) == min(seats, sum(caps))
    assert all(min(low, cap) <= a <= cap for low, a, cap in zip(floors, answer, caps, strict=True))
    if sum(caps) > seats:
        order = sorted(range(len(weights)), key=lambda p: (-weights[p], p))
        again = found(method, [weights[p] for p in order], seats, [floors[p] for p in order], [caps[p] for p in order])
        assert [answer[p] for p in order] == again  # ties go to the larger weight, then the earlier place


@given(
    weights=st.lists(st.integers(1, 50), min_size=2, max_size=5),
    seats=st.integers(1, 30),
    data=st.data(),
)
def test_a_cap_on_one_place_never_takes_a_seat_from_another(
    weights: list[int], seats: int, data: st.DataObject
) -> None:
    free = apportion("sainte-lague", weights, seats)
    place = data.draw(st.integers(0, len(weights) - 1))
    caps = [seats] * len(weights)
    caps[place] = data.draw(st.integers(0, free[place]))
    capped = apportion("sainte-lague", weights, seats, caps=caps)
    assert all(after >= before for p, (before, after) in enumerate(zip(free, capped, strict=True)) if p != place)


def test_the_example_of_the_standard() -> None:
    weights = [34, 64, 91, 261, 225]
    assert apportion("sainte-lague", weights, 10) == [1, 1, 1, 4, 3]
    assert apportion("sainte-lague", weights, 10, caps=[10, 10, 10, 10, 2]) == [1, 1, 2, 4, 2]
    assert apportion("largest-remainder", weights, 10) == [1, 1, 1, 4, 3]
    assert apportion("largest-remainder", weights, 10, caps=[10, 10, 10, 10, 2]) == [0, 1, 2, 5, 2]


@given(
    weights=st.lists(st.integers(0, 30), min_size=1, max_size=4).filter(any),
    seats=st.integers(0, 15),
    data=st.data(),
)
def test_largest_remainder_is_the_nearest_whole_table_to_the_bounded_quotas(
    weights: list[int], seats: int, data: st.DataObject
) -> None:
    size = len(weights)
    caps = data.draw(st.lists(st.integers(0, 9), min_size=size, max_size=size))
    floors = [data.draw(st.integers(0, min(2, cap))) for cap in caps]
    answer = found("largest-remainder", weights, seats, floors, caps)
    if isinstance(answer, str) or sum(caps) <= seats:
        return
    quotas = _quotas(weights, seats, floors, caps)
    best = min(
        sum((a - q) ** 2 for a, q in zip(table, quotas, strict=True))
        for table in product(*(range(low, cap + 1) for low, cap in zip(floors, caps, strict=True)))
        if sum(table) == seats and all(w or a == low for w, a, low in zip(weights, table, floors, strict=True))
    )
    assert sum((a - q) ** 2 for a, q in zip(answer, quotas, strict=True)) == best


def _quotas(weights: list[int], seats: int, floors: list[int], caps: list[int]) -> list[Fraction]:
    """Quotas clamped to the bounds with one multiplier, found by trying every multiplier that can be the one."""
    rates = {Fraction(bound, w) for w, low, cap in zip(weights, floors, caps, strict=True) if w for bound in (low, cap)}
    for state in product((0, 1, 2), repeat=len(weights)):
        total = sum(w for w, s in zip(weights, state, strict=True) if s == 2)
        bound = sum(low if s == 0 else cap for low, cap, s in zip(floors, caps, state, strict=True) if s != 2)
        if total and seats >= bound:
            rates.add(Fraction(seats - bound, total))
    tables = (
        [
            min(max(rate * w, Fraction(low)), Fraction(cap)) if w else Fraction(low)
            for w, low, cap in zip(weights, floors, caps, strict=True)
        ]
        for rate in rates
    )
    return next(table for table in tables if sum(table) == seats)


# Residents and overseas population of 2020 from GPHemsley/house-apportionment, data/2020_census.csv; the seats are those
# that the Census Bureau announced, from evanjpw/huntington_hill, tests/test_huntington_hill.py. Other censuses and
# elections are in test_published.py.
HOUSE_2020 = {
    "AL": (5030053, 7), "AK": (736081, 1), "AZ": (7158923, 9), "AR": (3013756, 4), "CA": (39576757, 52), "CO": (5782171, 8),
    "CT": (3608298, 5), "DE": (990837, 1), "FL": (21570527, 28), "GA": (10725274, 14), "HI": (1460137, 2), "ID": (1841377, 2),
    "IL": (12822739, 17), "IN": (6790280, 9), "IA": (3192406, 4), "KS": (2940865, 4), "KY": (4509342, 6), "LA": (4661468, 6),
    "ME": (1363582, 2), "MD": (6185278, 8), "MA": (7033469, 9), "MI": (10084442, 13), "MN": (5709752, 8), "MS": (2963914, 4),
    "MO": (6160281, 8), "MT": (1085407, 2), "NE": (1963333, 3), "NV": (3108462, 4), "NH": (1379089, 2), "NJ": (9294493, 12),
    "NM": (2120220, 3), "NY": (20215751, 26), "NC": (10453948, 14), "ND": (779702, 1), "OH": (11808848, 15), "OK": (3963516, 5),
    "OR": (4241500, 6), "PA": (13011844, 17), "RI": (1098163, 2), "SC": (5124712, 7), "SD": (887770, 1), "TN": (6916897, 9),
    "TX": (29183290, 38), "UT": (3275252, 4), "VT": (643503, 1), "VA": (8654542, 11), "WA": (7715946, 10), "WV": (1795045, 2),
    "WI": (5897473, 8), "WY": (577719, 1),
}  # fmt: skip


def test_the_house_of_representatives_of_2020() -> None:
    people, seats = [row[0] for row in HOUSE_2020.values()], [row[1] for row in HOUSE_2020.values()]
    assert apportion("huntington-hill", people, 435) == seats


@pytest.mark.parametrize(
    ("code", "method", "weights", "seats", "floors", "caps"),
    [
        ("unknown_method", "hare", [1], 1, None, None),
        ("unequal_lengths", "equal", [1, 2], 1, [0], None),
        ("unequal_lengths", "equal", [1, 2], 1, None, [1, 2, 3]),
        ("negative_number", "equal", [1, -2], 1, None, None),
        ("negative_number", "equal", [1], -1, None, None),
        ("negative_number", "equal", [1], 1, [-1], None),
        ("weights_all_zero", "equal", [0, 0], 1, None, None),
        ("weights_all_zero", "equal", [], 0, None, None),
        ("floors_beyond_seats", "dhondt", [1, 1], 3, [2, 2], None),
        ("floors_beyond_seats", "equal", [1, 1], 3, [4, 0], None),
        ("floors_beyond_seats", "sainte-lague", [1], 3, [4], [9]),
        ("seats_too_few", "huntington-hill", [5, 3, 1], 2, None, None),
        ("seats_too_few", "huntington-hill", [5, 3, 1], 4, [3, 0, 0], None),
        ("seats_unplaced", "sainte-lague", [0, 5], 5, None, [9, 3]),
    ],
)
def test_refusals(
    code: str, method: str, weights: list[int], seats: int, floors: list[int] | None, caps: list[int] | None
) -> None:
    with pytest.raises(Refusal) as caught:
        apportion(method, weights, seats, floors=floors, caps=caps)
    assert caught.value.code == code
    assert str(caught.value)


def test_a_weight_of_zero_gets_its_floor_and_caps_that_fit_are_the_answer() -> None:
    for method in METHODS:
        assert apportion(method, [0, 5, 5], 10, floors=[2, 0, 0]) == [2, 4, 4]
        assert apportion(method, [0, 5, 5], 10, caps=[1, 2, 3]) == [1, 2, 3]


def test_numbers_beyond_any_float_are_exact() -> None:
    assert apportion("sainte-lague", [10**60, 10**60 + 1], 3) == [1, 2]
    assert apportion("dhondt", [1, 2], 3 * 10**40) == [10**40, 2 * 10**40]
    assert sum(apportion("huntington-hill", [3**70, 5**40, 7], 10**30)) == 10**30


@settings(max_examples=20)
@given(weights=st.lists(st.integers(1, 10**9), min_size=20, max_size=60), seats=st.integers(0, 3000))
def test_large_problems_give_each_seat_to_the_best_claim(weights: list[int], seats: int) -> None:
    answer = apportion("sainte-lague", weights, seats)
    assert sum(answer) == seats
    wanting = max(Fraction(w, 2 * a + 1) for w, a in zip(weights, answer, strict=True))
    holding = min((Fraction(w, 2 * a - 1) for w, a in zip(weights, answer, strict=True) if a), default=wanting)
    assert wanting <= holding
