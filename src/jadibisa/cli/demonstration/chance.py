"""Chance of the demonstration: the same SEED gives the same draws, each piece of the population from its own stream."""

import zlib
from collections.abc import Sequence
from typing import Any, TypeAlias, TypeVar

import numpy as np
from numpy.random import PCG64, Generator, SeedSequence  # noqa: TID251 - this file is where chance comes from
from numpy.typing import NDArray

Chance: TypeAlias = Generator
Array: TypeAlias = NDArray[Any]
T = TypeVar("T")


def chance(seed: int, *names: str | int) -> Chance:
    """A stream of chance for one piece; pieces do not disturb each other when one of them draws more."""
    words = [zlib.crc32(name.encode()) if isinstance(name, str) else name for name in names]
    return Generator(PCG64(SeedSequence([seed, *words])))


def pick(rng: Chance, weights: Sequence[float] | Array, count: int) -> Array:
    """Places in a list of weights, drawn with replacement."""
    limits = np.cumsum(np.asarray(weights, dtype=np.float64))
    return np.asarray(
        np.clip(np.searchsorted(limits, rng.random(count) * limits[-1], side="right"), 0, len(limits) - 1)
    )


def pick_each(rng: Chance, weights: Array) -> Array:
    """One place for each row of a table of weights (people × choices)."""
    limits = np.cumsum(weights, axis=1)
    below = (limits < (rng.random(len(weights)) * limits[:, -1])[:, None]).sum(axis=1)
    return np.asarray(np.clip(below, 0, weights.shape[1] - 1))


def whole(rng: Chance, low: int | Array, high: int | Array, count: int) -> Array:
    """Whole numbers from low to high, both included."""
    return (low + rng.random(count) * (np.asarray(high) - low + 1)).astype(np.int64)


def one_of(rng: Chance, choices: Sequence[T]) -> T:
    """One of some things."""
    return choices[int(rng.random() * len(choices))]


def some_of(rng: Chance, choices: Sequence[T], count: int) -> list[T]:
    """Different ones of some things, in a drawn order."""
    order = np.argsort(rng.random(len(choices)), kind="stable")
    return [choices[place] for place in order[:count]]


def tilted(base: Sequence[float], *tilts: Array) -> Array:
    """A table of weights: one row of base weights for everybody, multiplied by each person's tilts."""
    table = np.asarray(base, dtype=np.float64)[None, :]
    for tilt in tilts:
        table = table * tilt
    return table
