"""Schooling by age, region and disability."""

import numpy as np

from jadibisa.cli.demonstration.chance import Array, Chance, pick_each, tilted

LEVELS = ("SD", "SMP", "SMA", "SMK", "D1", "D2", "D3", "D4", "S1", "S2")
# Applicants are schooled a little longer than the labour force (BPS, Sakernas: SD 36, SMP 17, SMA 21, SMK 13, D 2, S 10 %).
BASE = (0.14, 0.15, 0.33, 0.205, 0.008, 0.004, 0.04, 0.01, 0.108, 0.005)
LEAST_AGE = (0, 15, 18, 18, 19, 20, 21, 22, 22, 24)
OLDER = (1.045, 1.02, 0.985, 0.965, 1.0, 1.0, 1.0, 0.97, 0.985, 1.02)  # each year beyond 25
CITY = (0.55, 0.75, 1.1, 1.15, 1.2, 1.2, 1.4, 1.4, 1.5, 1.6)
HIGHLAND = (2.6, 1.5, 0.9, 0.4, 0.5, 0.5, 0.5, 0.4, 0.5, 0.3)
DISABLED = (1.9, 1.3, 0.9, 0.75, 0.7, 0.7, 0.6, 0.5, 0.55, 0.5)
SCHOOLED = 6  # from D3


def schooling(rng: Chance, age: Array, city: Array, highland: Array, disabled: Array) -> Array:
    """A place in `LEVELS` for each person; nobody has finished what their age does not allow."""
    beyond = (age - 25).clip(-7, 39)[:, None]
    possible = age[:, None] >= np.array(LEAST_AGE)[None, :]
    weights = tilted(
        BASE,
        np.array(OLDER)[None, :] ** beyond,
        np.where(city[:, None], np.array(CITY), 1.0),
        np.where(highland[:, None], np.array(HIGHLAND), 1.0),
        np.where(disabled[:, None], np.array(DISABLED), 1.0),
        possible,
    )
    return pick_each(rng, weights)
