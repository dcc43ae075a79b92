"""Family cards: how many members of one card apply, who they are to each other, where they live."""

from dataclasses import dataclass

import numpy as np

from jadibisa.cli.demonstration.chance import Array, Chance, pick, whole
from jadibisa.cli.demonstration.population.places import atlas, homes

# Members of one card who apply in one batch: mostly one.
APPLICANTS = (0.9, 0.08, 0.014, 0.004, 0.0015, 0.0005)
COUPLE_AND_CHILDREN = 0.55
WOMEN_APPLY_MORE = 0.026  # women are 49.5 % of the people and 52 % of the recipients
OLDEST, YOUNGEST = 64, 18


@dataclass(frozen=True, slots=True)
class Families:
    """Members as columns.

    Attributes:
        family: number of the family card, 0, 1, …
        rank: 0 for the first member who applies.
        home: place of the regency in the atlas.
        women: whether a woman.
    """

    family: Array
    rank: Array
    home: Array
    women: Array


def families(rng: Chance, count: int) -> Families:
    """Families until there are so many members."""
    sizes = pick(rng, APPLICANTS, count) + 1
    family = np.repeat(np.arange(count), sizes)[:count]
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    rank = np.arange(count) - starts[family]
    home = homes(rng, count)[family]
    women = rng.random(count) < atlas().women[home] + WOMEN_APPLY_MORE
    partner = (rank == 1) & (rng.random(count) < COUPLE_AND_CHILDREN)
    women[1:] = np.where(partner[1:], ~women[:-1], women[1:])
    return Families(family, rank, home, women)


def fit_ages(rng: Chance, found: Families, age: Array) -> Array:
    """Ages that fit into a family: the second near the first, later ones young."""
    first = age[np.arange(len(age)) - found.rank]
    near = np.clip(first + whole(rng, -6, 6, len(age)), YOUNGEST, OLDEST)
    young = whole(rng, YOUNGEST, 30, len(age))
    return np.where(found.rank == 0, age, np.where(found.rank == 1, near, young))
