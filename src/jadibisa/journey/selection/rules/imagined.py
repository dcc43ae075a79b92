"""Imagined orders of people by counts: how many of each type stand before a point, for many places and seeds at once.

Nobody is sorted. A person's number is an endless row of fair bits; the people of one type are alike, so of m of them the
ones whose next bit is 0 are as many as there are zeros among m fair bits. Halving again and again where somebody looks
gives exactly the orders that drawing a number for each person would give (`docs/algorithms/selection.md`).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint64]
Numbers = NDArray[np.int64]
Marks = NDArray[np.bool_]
Test = Callable[[Numbers, NDArray[np.intp]], Marks]

ODD, MIX_1, MIX_2 = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
LEFT, RIGHT = np.uint64(0x2545F4914F6CDD1D), np.uint64(0xD6E8FEB86659FD93)
WORD = 64
TOP = 6  # so often all of them are halved at once: the first 64 parts of every order are kept


def mixed(words: Words) -> Words:
    """Each word stirred until it looks drawn (the end of splitmix64)."""
    found = (words ^ (words >> np.uint64(30))) * MIX_1
    found = (found ^ (found >> np.uint64(27))) * MIX_2
    return np.asarray(found ^ (found >> np.uint64(31)))


def halves(people: Numbers, keys: Words) -> Numbers:
    """Of each cell how many go left: the ones among as many fair bits as it has people.

    Args:
        people: `[row, type]`.
        keys: `[row]`, the name of each row's stream of bits; every type has a stream of its own.
    """
    kinds = np.arange(1, people.shape[1] + 1, dtype=np.uint64)
    streams = mixed(np.add.outer(keys, kinds * ODD)).ravel()
    flat = people.ravel()
    last = (np.uint64(1) << (flat & (WORD - 1)).astype(np.uint64)) - np.uint64(1)
    found = np.bitwise_count(mixed(streams) & last).astype(np.int64)
    whole = flat >> 6
    big = np.flatnonzero(whole)
    if len(big):
        many = whole[big]
        begins = np.cumsum(many) - many
        inside = np.arange(int(many.sum()), dtype=np.uint64) - np.repeat(begins, many).astype(np.uint64)
        ones = np.bitwise_count(mixed(np.repeat(streams[big], many) + (inside + np.uint64(1)) * ODD))
        found[big] += np.add.reduceat(ones, begins, dtype=np.int64)
    return found.reshape(people.shape)


class Orders:
    """The orders of the people of many places, one for each seed; a row is a seed and a place."""

    def __init__(self, codes: Sequence[str], people: Numbers, seeds: Sequence[int]) -> None:
        """Halve everybody into the first parts.

        Args:
            codes: of the places.
            people: `[place, type]`.
            seeds: the names of the seeds, from 0.
        """
        self.places, self.seeds = len(codes), len(seeds)
        names = np.array([int.from_bytes(code.encode(), "big") for code in codes], dtype=np.uint64)
        keys = mixed(mixed(np.array(seeds, dtype=np.uint64) + ODD)[:, None] + names[None, :] * ODD).ravel()
        parts = np.tile(people, (self.seeds, 1))
        for _level in range(TOP):
            left = halves(parts, keys)
            parts = np.stack([left, parts - left], axis=1).reshape(-1, people.shape[1])
            keys = np.stack([mixed(keys + LEFT), mixed(keys + RIGHT)], axis=1).ravel()
        self.parts = parts.reshape(self.seeds * self.places, 2**TOP, people.shape[1])
        self.keys = keys.reshape(self.seeds * self.places, 2**TOP)


@dataclass(frozen=True, slots=True)
class Found:
    """Where a test became true in each row: the people before that point, and with the person who made it true."""

    before: Numbers
    after: Numbers


class Walk:
    """The orders as a law sees them: tier after tier, full types merged into the types of the law."""

    def __init__(self, orders: Orders, rows: NDArray[np.intp], merged: Numbers, tiers: Numbers) -> None:
        """Lay the parts of the orders one after the other.

        Args:
            orders: the orders.
            rows: the rows that are wanted.
            merged: `[full type, type of the law]`, 1 where they belong together.
            tiers: `[tier, full type]`, 1 where the full type belongs to the tier.
        """
        self._orders, self._rows, self._merged, self._tiers = orders, rows, merged, tiers
        parts = orders.parts[rows]
        laid = np.concatenate([(parts * tier) @ merged for tier in tiers], axis=1)
        edges = np.zeros((len(rows), laid.shape[1] + 1, merged.shape[1]), dtype=np.int64)
        np.cumsum(laid, axis=1, out=edges[:, 1:])
        self._edges = edges
        self.people: Numbers = edges[:, -1]

    def first_true(self, rows: NDArray[np.intp], holds: Test) -> Found:
        """Seek the first point at which a test that never becomes false again is true.

        Args:
            rows: numbers of rows of this walk.
            holds: gets `[row, type]` people before the point, and their rows; tells `[row]`.

        Returns:
            Where a test is true at the beginning, nobody before and nobody after; where it is never true, everybody.
        """
        low, high = np.zeros(len(rows), dtype=np.intp), np.full(len(rows), self._edges.shape[1] - 1, dtype=np.intp)
        begun, never = holds(self._edges[rows, low], rows), ~holds(self._edges[rows, high], rows)
        high[begun], low[never] = 0, high[never]
        while len(wide := np.flatnonzero(high - low > 1)):
            middle = (low[wide] + high[wide]) // 2
            true = holds(self._edges[rows[wide], middle], rows[wide])
            high[wide[true]], low[wide[~true]] = middle[true], middle[~true]
        found = Found(self._edges[rows, low].copy(), self._edges[rows, high].copy())
        self._down(found, rows, low, np.flatnonzero(high > low), holds)
        return found

    def _down(
        self, found: Found, rows: NDArray[np.intp], part: NDArray[np.intp], open_: NDArray[np.intp], holds: Test
    ) -> None:
        """Halve the part where the test turns until one person is left in it."""
        tier, place = np.divmod(part[open_], 2**TOP)
        real = self._rows[rows[open_]]
        people = self._orders.parts[real, place] * self._tiers[tier]
        keys = self._orders.keys[real, place]
        while len(wide := np.flatnonzero(people.sum(axis=1) > 1)):
            people, keys, open_ = people[wide], keys[wide], open_[wide]
            left = halves(people, keys)
            middle = found.before[open_] + left @ self._merged
            true = holds(middle, rows[open_])
            found.after[open_[true]], found.before[open_[~true]] = middle[true], middle[~true]
            people = np.where(true[:, None], left, people - left)
            keys = np.where(true, mixed(keys + LEFT), mixed(keys + RIGHT))
