"""The rule on whole arrays: every type's winners are a prefix of its order, so only the prefixes are sought."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from jadibisa.journey.selection.rules.floors import HEADCOUNT, Counts, cover, lowered, membership

BLOCK, NOBODY = 128, 255  # people counted together; what stands behind the last of them
BYTES = np.uint64(0x0101010101010101)


def choose(types: NDArray[np.uint8], seats: int, floors: Sequence[int], counting: str) -> Counts:
    """Count the winners of each type; they are the first of their type in the order.

    Bisection over the order replaces the walk: while seats are to spare everybody is taken, and once the floors need
    all seats that are left a type that no longer helps is closed for good (`docs/algorithms/selection.md`).

    Args:
        types: the type (bit mask of traits) of each person, in the final order, best first.
        seats: how many may be taken.
        floors: for each trait; lowered here where they cannot be met together.
        counting: `headcount` or `one_to_one`.

    Returns:
        `[type]`: how many of each type are taken.
    """
    people = np.bincount(types, minlength=2 ** len(floors)).astype(np.int64)
    return take(types, seats, lowered(floors, people, seats, counting), counting)


def take(types: NDArray[np.uint8], seats: int, floors: Sequence[int], counting: str) -> Counts:
    """`choose` with floors that can be met together already, as the quota table holds them."""
    return take_from(Order(types, 2 ** len(floors)), seats, floors, counting)


def take_from(order: "Order", seats: int, floors: Sequence[int], counting: str) -> Counts:
    """`take` from an order that is known by type already."""
    if seats >= int(order.people.sum()):
        return order.people
    kept = np.array(floors, dtype=np.int64)
    if not (kept > membership(len(floors)) @ order.first(seats)).any() and counting == HEADCOUNT:
        return order.first(seats)  # the first so many meet every floor: nobody was ever passed over
    return _headcount(order, seats, kept) if counting == HEADCOUNT else _one_to_one(order, seats, kept)


def mask(types: NDArray[np.uint8], taken: Counts) -> NDArray[np.bool_]:
    """Who is taken, in the order, from the winners of each type."""
    chosen = np.zeros(len(types), dtype=np.bool_)
    for kind, count in enumerate(taken):
        chosen[np.flatnonzero(types == kind)[:count]] = True
    return chosen


class Order:
    """How many of each type stand before each place of the order, counted in blocks.

    Args:
        types: the type of each person, best first; of a type that is longer than the seats it may leave out those behind
            so many.
        kinds: how many types there are.
        people: `[type]`, how many there are, where the order leaves some out.
    """

    def __init__(self, types: NDArray[np.uint8], kinds: int, people: Counts | None = None) -> None:
        self.types, self.length, self.kinds = types, len(types), kinds
        self._before = _counted(types, kinds)
        self.people: Counts = self._before[:, -1] if people is None else people

    def first(self, length: int) -> Counts:
        """How many of each type are among the first so many of the order."""
        block = length // BLOCK
        return self._before[:, block] + np.bincount(self.types[block * BLOCK : length], minlength=self.kinds)

    def place(self, kind: int, rank: int) -> int:
        """Where the first of a type stands, for rank 0, and so on."""
        block = int(self._before[kind].searchsorted(rank, side="right")) - 1
        part = self.types[block * BLOCK : (block + 1) * BLOCK]
        return block * BLOCK + int(np.flatnonzero(part == kind)[rank - self._before[kind, block]])


def _counted(types: NDArray[np.uint8], kinds: int) -> Counts:
    """`[type, block]`: how many of a type stand before each block of the order; the last column is everybody."""
    blocks = max(1, -(-len(types) // BLOCK))  # also where nobody is left
    padded = np.full(blocks * BLOCK, NOBODY, dtype=np.uint8)
    padded[: len(types)] = types
    before = np.zeros((kinds, blocks + 1), dtype=np.int64)
    for kind in range(kinds):
        words = (padded == kind).view(np.uint64).reshape(blocks, BLOCK // 8)  # eight counters side by side in a word
        np.cumsum((words.sum(axis=1) * BYTES) >> np.uint64(56), out=before[kind, 1:])
    return before


def first_true(low: int, high: int, holds: Callable[[int], bool]) -> int:
    """The least value from `low` to `high` for which `holds` is true; `high + 1` if there is none."""
    high += 1
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle + 1, high)
    return low


def _headcount(order: Order, seats: int, floors: Counts) -> Counts:
    has = membership(len(floors))

    def to_spare(taken: Counts, below: Counts) -> int:
        """Seats that the floors do not need."""
        return seats - int(taken.sum()) - cover(np.maximum(0, floors - has @ taken), below)

    def spare_after(length: int) -> int:
        taken = order.first(length)
        return to_spare(taken, order.people - taken)

    here = first_true(0, seats, lambda length: spare_after(length) <= 0)
    taken, closed = order.first(here), np.zeros(len(order.people), dtype=np.bool_)

    def walked(length: int) -> Counts:
        return np.where(closed, taken, order.first(length))

    def broken(length: int) -> bool:
        counts = walked(length)
        return to_spare(counts, np.where(closed, 0, order.people - counts)) < 0

    def close_useless() -> None:
        """Close every type whose next person would cost a seat that the floors need."""
        below = np.where(closed, 0, order.people - taken)
        for kind in np.flatnonzero(below):
            one = np.zeros_like(taken)
            one[kind] = 1
            closed[kind] = to_spare(taken + one, below - one) < 0
        closed[below == 0] = True

    while int(taken.sum()) < seats:
        close_useless()
        stop = first_true(here + 1, order.length, broken)  # the person at stop - 1 helps no floor: her type is closed
        here = stop - 1
        taken = walked(here)
    return taken


def _one_to_one(order: Order, seats: int, floors: Counts) -> Counts:
    envelope = _envelope(order, floors)
    left = seats - int(envelope.sum())
    rest = first_true(0, order.length, lambda length: int(np.maximum(0, order.first(length) - envelope).sum()) >= left)
    return np.maximum(envelope, order.first(rest))


def _envelope(order: Order, floors: Counts) -> Counts:
    """How many of each type can be matched to distinct floor seats, going down the order."""
    kinds = np.arange(len(order.people))
    groups = kinds[1:]
    inside = (kinds[None, :] & ~groups[:, None]) == 0  # [group, type]: all traits of the type lie in the group
    inside[:, 0] = False
    room = np.array([sum(int(floor) for trait, floor in enumerate(floors) if group >> trait & 1) for group in groups])
    closed = kinds == 0
    taken = np.zeros(len(kinds), dtype=np.int64)
    here = 0

    def walked(length: int) -> Counts:
        return np.where(closed, taken, order.first(length))

    while not closed.all():
        stop = first_true(here + 1, order.length, lambda length: bool((inside @ walked(length) > room).any()))
        here = min(stop - 1, order.length)
        taken = walked(here)
        if stop > order.length:
            break
        closed |= walked(stop) != taken
    return taken
