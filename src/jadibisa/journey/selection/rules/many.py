"""The rule on many imagined orders at once: `choice.take`, row by row the same, on counts instead of people."""

import numpy as np
from numpy.typing import NDArray

from jadibisa.journey.selection.rules.floors import HEADCOUNT, corners, membership
from jadibisa.journey.selection.rules.imagined import Marks, Numbers, Walk

Rows = NDArray[np.intp]


def take_many(walk: Walk, seats: Numbers, floors: Numbers, counting: str) -> Numbers:
    """Count the winners of each type in each row.

    Args:
        walk: the orders.
        seats: `[row]`, fewer than the people of the row.
        floors: `[row, trait]`, as the quota table lowered them.
        counting: `headcount` or `one_to_one`.

    Returns:
        `[row, type]`.
    """
    rule = _Headcount if counting == HEADCOUNT else _OneToOne
    return rule(walk, seats, floors).taken


class _Closing:
    """Types that are passed over once are closed for good; what was taken of them stays."""

    def __init__(self, walk: Walk, seats: Numbers, floors: Numbers) -> None:
        self.walk, self.seats, self.floors = walk, seats, floors
        self.taken: Numbers = np.zeros_like(walk.people)
        self.closed: Marks = np.zeros(walk.people.shape, dtype=np.bool_)
        self.here = np.zeros(len(seats), dtype=np.int64)
        self.all: Rows = np.arange(len(seats))

    def walked(self, people: Numbers, rows: Rows) -> Numbers:
        """Who is taken when the walk has come so far."""
        return np.asarray(np.where(self.closed[rows], self.taken[rows], people))


class _Headcount(_Closing):
    """A person counts for each of her traits."""

    def __init__(self, walk: Walk, seats: Numbers, floors: Numbers) -> None:
        super().__init__(walk, seats, floors)
        self._has = membership(floors.shape[1]).astype(np.float64)
        grid, taken = corners(floors.shape[1])
        self._grid, self._off = grid.T.astype(np.float64), taken.T.astype(np.float64)
        found = walk.first_true(
            self.all, lambda people, rows: self._spare(people, walk.people[rows] - people, rows) <= 0
        )
        self.taken, self.here = found.after, found.after.sum(axis=1)
        while len(rows := np.flatnonzero(self.taken.sum(axis=1) < seats)):
            self._close(rows)
            self._go_on(rows)

    def _spare(self, taken: Numbers, below: Numbers, rows: Rows) -> Numbers:
        """Seats that the floors do not need; floats of whole numbers below 2^53 are exact, and their products fast."""
        missing = np.maximum(0, self.floors[rows] - taken @ self._has.T)
        need = (missing @ self._grid - below.astype(np.float64) @ self._off).max(axis=1)
        return np.asarray(self.seats[rows] - taken.sum(axis=1) - np.ceil(need / 2).astype(np.int64))

    def _close(self, rows: Rows) -> None:
        """Close every type whose next person would cost a seat that the floors need."""
        taken, below = self.taken[rows], np.where(self.closed[rows], 0, self.walk.people[rows] - self.taken[rows])
        shut = below == 0
        for kind in range(below.shape[1]):
            one = np.zeros(below.shape[1], dtype=np.int64)
            one[kind] = 1
            shut[:, kind] |= self._spare(taken + one, np.maximum(0, below - one), rows) < 0
        self.closed[rows] |= shut

    def _go_on(self, rows: Rows) -> None:
        """Walk on to the next person whom the floors cannot afford."""

        def broken(people: Numbers, some: Rows) -> Marks:
            counts = self.walked(people, some)
            below = np.where(self.closed[some], 0, self.walk.people[some] - counts)
            return np.asarray((people.sum(axis=1) > self.here[some]) & (self._spare(counts, below, some) < 0))

        found = self.walk.first_true(rows, broken)
        self.taken[rows] = self.walked(found.before, rows)
        self.here[rows] = found.before.sum(axis=1)


class _OneToOne(_Closing):
    """A person uses up one floor seat."""

    def __init__(self, walk: Walk, seats: Numbers, floors: Numbers) -> None:
        super().__init__(walk, seats, floors)
        kinds = np.arange(walk.people.shape[1])
        groups = kinds[1:]
        inside = (kinds[:, None] & ~groups[None, :]) == 0  # [type, group]: all traits of the type lie in the group
        inside[0, :] = False
        self._inside = inside.astype(np.int64)
        self._room = floors @ ((groups[None, :] >> np.arange(floors.shape[1])[:, None]) & 1)
        self.closed[:, 0] = True
        rows = self.all
        while len(rows):
            rows = self._fill(rows)
        envelope = self.taken
        left = seats - envelope.sum(axis=1)
        found = walk.first_true(
            self.all,
            lambda people, rows: np.maximum(0, people - envelope[rows]).sum(axis=1) >= left[rows],
        )
        self.taken = np.maximum(envelope, found.after)

    def _fill(self, rows: Rows) -> Rows:
        """Take people for floor seats until a set of traits is full; tell which rows go on."""

        def full(people: Numbers, some: Rows) -> Marks:
            over = (self.walked(people, some) @ self._inside > self._room[some]).any(axis=1)
            return np.asarray((people.sum(axis=1) > self.here[some]) & over)

        found = self.walk.first_true(rows, full)
        before, after = self.walked(found.before, rows), self.walked(found.after, rows)
        self.taken[rows], self.here[rows] = before, found.before.sum(axis=1)
        self.closed[rows] |= after != before
        ended = (found.before == found.after).all(axis=1)
        return np.asarray(rows[~ended & ~self.closed[rows].all(axis=1)])
