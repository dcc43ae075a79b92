"""Floors for groups: what can still be covered, floors that must be lowered, and who may name which trait."""

from collections.abc import Callable, Sequence
from functools import cache
from itertools import product

import numpy as np
from numpy.typing import NDArray

from jadibisa.kernel.refusals import N_, Refusal

HEADCOUNT, ONE_TO_ONE = "headcount", "one_to_one"
COUNTINGS = (HEADCOUNT, ONE_TO_ONE)
MOST_TRAITS = {HEADCOUNT: 3, ONE_TO_ONE: 4}
Counts = NDArray[np.int64]


def check_floors(traits: Sequence[str], floors: Sequence[int], seats: int, counting: str) -> None:
    """Refuse floors that the rule cannot serve.

    Raises:
        Refusal: `unknown_counting`, `too_many_traits` (names the first one too many), `negative_number`,
            `floor_beyond_seats`.
    """
    if counting not in MOST_TRAITS:
        raise Refusal("unknown_counting", N_("Cara hitung %(counting)s tidak dikenal."), counting=counting)
    most = MOST_TRAITS[counting]
    if len(traits) > most:
        raise Refusal(
            "too_many_traits",
            N_("Cara hitung %(counting)s mengenal paling banyak %(most)d kelompok. Kelompok %(trait)s terlalu banyak."),
            counting=counting, most=most, trait=traits[most],
        )  # fmt: skip
    if seats < 0 or any(floor < 0 for floor in floors):
        raise Refusal("negative_number", N_("Kursi dan batas kelompok tidak boleh kurang dari nol."))
    for trait, floor in zip(traits, floors, strict=True):
        if floor > seats:
            raise Refusal(
                "floor_beyond_seats",
                N_("Batas kelompok %(trait)s adalah %(floor)d, lebih dari %(seats)d kursi. Turunkan batas itu."),
                trait=trait, floor=floor, seats=seats,
            )  # fmt: skip


@cache
def membership(traits: int) -> Counts:
    """For m traits the table `[trait, type]`: 1 where the type (a bit mask) has the trait."""
    types = np.arange(2**traits)
    return np.array([(types >> trait) & 1 for trait in range(traits)], dtype=np.int64).reshape(traits, len(types))


@cache
def corners(traits: int) -> tuple[Counts, Counts]:
    """The half-integral corners y of the dual, doubled, and for each corner what a person of each type takes off."""
    grid = np.array(list(product(range(3), repeat=traits)), dtype=np.int64)
    return grid, np.maximum(0, grid @ membership(traits) - 2)


@cache
def _dual(traits: int) -> Counts:
    """The corners side by side with what the people take off: one product with deficits and people gives every bound."""
    grid, taken = corners(traits)
    return np.hstack((grid, -taken))


def cover(deficits: Counts, people: Counts) -> int:
    """The least number of persons that removes all deficits (headcount: a person counts for each of her traits).

    Exact for up to three traits: the dual of the covering problem has its best corner at y in {0, 1/2, 1}.

    Args:
        deficits: `[trait]`, each at most the people who have the trait.
        people: `[type]`, how many there are of each set of traits.
    """
    return -(-int(np.max(_dual(len(deficits)) @ np.concatenate((deficits, people)))) // 2)


@cache
def _groups(traits: int) -> tuple[Counts, Counts]:
    """For each set of traits, none excepted: which floors are in it, and which types have one of its traits."""
    group, kind = np.arange(2**traits), np.arange(2**traits)
    return membership(traits).T, ((group[:, None] & kind) > 0).astype(np.int64)


def matchable(floors: Counts, people: Counts) -> bool:
    """Whether distinct people can fill every floor seat (one to one): Hall's condition for every set of traits."""
    inside, having = _groups(len(floors))
    return bool((inside @ floors <= having @ people).all())


def lowered(floors: Sequence[int], people: Counts, seats: int, counting: str) -> list[int]:
    """Each floor at the largest value for which the floors so far can still be met; the first named is lowered last.

    Args:
        floors: in the order of the policy.
        people: `[type]`, the people of the compartment; bit i of a type is the i-th floor.
        seats: the seats of the compartment.
        counting: `headcount` or `one_to_one`.
    """
    held = np.zeros(len(floors), dtype=np.int64)
    available = membership(len(floors)) @ people

    def possible(trait: int, value: int) -> bool:
        trial = held.copy()
        trial[trait] = value
        if counting == ONE_TO_ONE:
            return int(trial.sum()) <= seats and matchable(trial, people)
        return cover(trial, people) <= seats

    for trait, floor in enumerate(floors):
        most = min(floor, int(available[trait]), seats)
        held[trait] = last_true(most, lambda value, trait=trait: possible(trait, value))  # type: ignore[misc]
    return [int(floor) for floor in held]


def last_true(most: int, holds: Callable[[int], bool]) -> int:
    """The largest value from 0 to `most` for which `holds` is true; it is true at 0 and never comes back."""
    if holds(most):  # nearly always
        return most
    low, high = 0, most
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if holds(middle) else (low, middle)
    return low
