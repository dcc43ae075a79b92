"""Seats to places by a published rule, exactly: one divisor, with floors and caps inside the formula."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from heapq import heapify, heapreplace
from math import isqrt

from jadibisa.kernel.refusals import N_, Refusal

METHODS = ("sainte-lague", "dhondt", "largest-remainder", "huntington-hill", "equal")


@dataclass(frozen=True, slots=True)
class _Bounded:
    """A problem whose bounds are already effective: floor <= cap <= seats, and weight 0 means cap = floor."""

    weights: Sequence[int]
    seats: int
    floors: Sequence[int]
    caps: Sequence[int]


def apportion(
    method: str,
    weights: Sequence[int],
    seats: int,
    *,
    floors: Sequence[int] | None = None,
    caps: Sequence[int] | None = None,
) -> list[int]:
    """Apportion seats: `a_p = median(floor_p, round(w_p / d), cap_p)` with one divisor `d` so that they sum to `seats`.

    Ties go to the larger weight, then to the earlier place. A weight of zero gets its floor and no more. Where a cap is
    below its floor the cap counts. Caps that sum to no more than the seats are the answer: everybody gets a seat.

    Args:
        method: one of `METHODS`.
        weights: whole numbers, not negative, not all zero.
        seats: how many to give.
        floors: the fewest for each place; zero when missing.
        caps: the most for each place; no limit when missing.

    Returns:
        The seats of each place, in the order of the weights.

    Raises:
        Refusal: `unknown_method`, `negative_number`, `unequal_lengths`, `weights_all_zero`, `floors_beyond_seats`,
            `seats_too_few` (Huntington-Hill), `seats_unplaced` (all that may have more are full).
    """
    least = [0] * len(weights) if floors is None else list(floors)
    most = [max(seats, low) for low in least] if caps is None else list(caps)
    _check(method, weights, seats, least, most)
    if caps is not None and sum(most) <= seats:
        return most
    return METHOD[method](_bounded(method, weights, seats, least, most))


def _check(method: str, weights: Sequence[int], seats: int, floors: Sequence[int], caps: Sequence[int]) -> None:
    if method not in METHODS:
        raise Refusal("unknown_method", N_("Cara pembagian %(method)s tidak dikenal."), method=method)
    if len(floors) != len(weights) or len(caps) != len(weights):
        raise Refusal("unequal_lengths", N_("Banyaknya bobot, batas bawah, dan batas atas harus sama."))
    if seats < 0 or any(number < 0 for numbers in (weights, floors, caps) for number in numbers):
        raise Refusal("negative_number", N_("Kursi, bobot, dan batas tidak boleh kurang dari nol."))
    if not any(weights):
        raise Refusal("weights_all_zero", N_("Paling sedikit satu bobot harus lebih dari nol."))


def _bounded(method: str, weights: Sequence[int], seats: int, floors: Sequence[int], caps: Sequence[int]) -> _Bounded:
    least = [min(floor, cap) for floor, cap in zip(floors, caps, strict=True)]
    if sum(least) > seats:
        raise Refusal(
            "floors_beyond_seats",
            N_("Batas bawah berjumlah %(floors)d, lebih dari %(seats)d kursi. Turunkan batas bawah."),
            floors=sum(least), seats=seats,
        )  # fmt: skip
    if method == "huntington-hill":
        positive = sum(weight > 0 for weight in weights)
        least = [max(low, min(cap, int(weight > 0))) for low, cap, weight in zip(least, caps, weights, strict=True)]
        if max(positive, sum(least)) > seats:
            raise Refusal(
                "seats_too_few",
                N_("Cara Huntington-Hill memberi tiap tempat satu kursi. %(seats)d kursi tidak cukup untuk %(places)d tempat."),
                seats=seats, places=positive,
            )  # fmt: skip
    most = [min(cap, seats) if weight else low for low, cap, weight in zip(least, caps, weights, strict=True)]
    if sum(most) < seats:
        raise Refusal(
            "seats_unplaced",
            N_("%(left)d kursi tidak dapat diberikan: tempat yang berbobot sudah penuh."),
            left=seats - sum(most),
        )  # fmt: skip
    return _Bounded(weights, seats, least, most)


@dataclass(frozen=True, slots=True)
class _Divisor:
    """A divisor method: seats at a multiplier, and the claim that decides a further seat.

    Attributes:
        power: claims are `weight ** power / signpost`.
        signpost: what a place with so many seats is divided by for one more; 0 means before all others.
        reached: how many seats a claim's floor `weight ** power * multiplier` reaches, given as a whole number.
    """

    power: int
    signpost: Callable[[int], int]
    reached: Callable[[int], int]


def _reached_hill(claim: int) -> int:
    """The number of k >= 0 with k(k+1) <= claim."""
    return (isqrt(4 * claim + 1) - 1) // 2 + 1


DIVISORS = {
    "sainte-lague": _Divisor(1, lambda held: 2 * held + 1, lambda claim: (claim + 1) // 2),
    "dhondt": _Divisor(1, lambda held: held + 1, lambda claim: claim),
    "huntington-hill": _Divisor(2, lambda held: held * (held + 1), _reached_hill),
}


def _by_divisor(divisor: _Divisor, problem: _Bounded) -> list[int]:
    """Find the largest multiplier on a fine grid that gives too few seats, then hand out the rest one by one."""
    claims = [weight**divisor.power for weight in problem.weights]
    shift = max(claims).bit_length() + 1  # on this grid one step gives a place at most one seat more

    def at(multiplier: int) -> list[int]:
        return [
            min(max(divisor.reached(claim * multiplier >> shift), low), most) if claim else low
            for claim, low, most in zip(claims, problem.floors, problem.caps, strict=True)
        ]

    few, many = 0, 1
    while sum(held := at(many)) <= problem.seats and held != list(problem.caps):
        few, many = many, many * 2
    while many - few > 1:
        middle = (few + many) // 2
        few, many = (middle, many) if sum(at(middle)) <= problem.seats else (few, middle)
    held = at(few) if sum(at(many)) > problem.seats else at(many)
    return _one_by_one(
        held, problem, lambda place: _Claim(claims[place], divisor.signpost(held[place]), problem.weights[place], place)
    )


@dataclass(frozen=True, slots=True)
class _Claim:
    """A place's claim to one more seat; the best claim is the least in the order."""

    numerator: int
    denominator: int
    weight: int
    place: int

    def __lt__(self, other: "_Claim") -> bool:
        """Whether this claim comes first: larger quotient, larger weight, earlier place."""
        mine, theirs = self.numerator * other.denominator, other.numerator * self.denominator
        if self.denominator == 0 and other.denominator == 0:
            mine = theirs = 0
        if mine != theirs:
            return mine > theirs
        return (-self.weight, self.place) < (-other.weight, other.place)


def _one_by_one(held: list[int], problem: _Bounded, claim: Callable[[int], _Claim]) -> list[int]:
    """Give the seats that are left to the best claims; `held` is filled in place and returned."""
    heap = [claim(place) for place in range(len(held)) if held[place] < problem.caps[place]]
    heapify(heap)
    never = _Claim(-1, 1, -1, len(held))
    for _ in range(problem.seats - sum(held)):
        place = heap[0].place
        held[place] += 1
        heapreplace(heap, claim(place) if held[place] < problem.caps[place] else never)
    return held


def _equal(problem: _Bounded) -> list[int]:
    """The same number for every place within its bounds; what is left goes to the larger weights."""
    low, high = 0, problem.seats + 1

    def at(level: int) -> list[int]:
        return [min(max(level, least), most) for least, most in zip(problem.floors, problem.caps, strict=True)]

    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if sum(at(middle)) <= problem.seats else (low, middle)
    held = at(low)
    return _one_by_one(held, problem, lambda place: _Claim(1, held[place] + 1, problem.weights[place], place))


def _largest_remainder(problem: _Bounded) -> list[int]:
    """Quotas `median(floor, m * w, cap)` that sum to the seats exactly; whole parts, then the largest remainders."""
    multiplier = _quota_multiplier(problem)
    quotas = [
        min(max(multiplier * weight, Fraction(low)), Fraction(most))
        for weight, low, most in zip(problem.weights, problem.floors, problem.caps, strict=True)
    ]
    held = [int(quota) for quota in quotas]
    order = sorted(range(len(held)), key=lambda place: (held[place] - quotas[place], -problem.weights[place], place))
    for place in order[: problem.seats - sum(held)]:
        held[place] += 1
    return held


def _quota_multiplier(problem: _Bounded) -> Fraction:
    """The multiplier at which the bounded quotas sum to the seats: walk over the points where a bound begins to bind."""
    places = [place for place, weight in enumerate(problem.weights) if weight]
    points = sorted(
        [(Fraction(problem.floors[place], problem.weights[place]), problem.weights[place]) for place in places]
        + [(Fraction(problem.caps[place], problem.weights[place]), -problem.weights[place]) for place in places]
    )
    total, slope, here = Fraction(sum(problem.floors)), 0, Fraction(0)
    for point, change in points:
        if slope and total + slope * (point - here) >= problem.seats:
            return here + (problem.seats - total) / slope
        total, slope, here = total + slope * (point - here), slope + change, point
    return here


METHOD: dict[str, Callable[[_Bounded], list[int]]] = {
    "sainte-lague": lambda problem: _by_divisor(DIVISORS["sainte-lague"], problem),
    "dhondt": lambda problem: _by_divisor(DIVISORS["dhondt"], problem),
    "huntington-hill": lambda problem: _by_divisor(DIVISORS["huntington-hill"], problem),
    "largest-remainder": _largest_remainder,
    "equal": _equal,
}
