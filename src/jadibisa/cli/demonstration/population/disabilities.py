"""Disabilities: 3 % of the people, more with age, fewer women among them; kinds by the real shares of 2020-22."""

import numpy as np

from jadibisa.cli.demonstration.chance import Array, Chance, pick

SHARE = 0.031
BY_AGE = ((26, 0.65), (36, 0.85), (46, 1.3), (56, 2.0), (120, 3.2))  # below this age: times the share
WOMEN, MEN = 0.42 / 0.52, 0.58 / 0.48  # 42 % of the disabled are women (ANTARA, 2023), 52 % of all
# 47 % physical, 13 % deaf, 40 % others (ANTARA, 2023); how the others divide is an assumption.
KINDS: tuple[tuple[str, float], ...] = (
    ("physical", 0.47),
    ("hearing", 0.13),
    ("sight", 0.16),
    ("mental", 0.09),
    ("intellectual", 0.06),
    ("speech", 0.05),
    ("multiple", 0.04),
)
WITH_CARD = 0.92


def disabilities(rng: Chance, age: Array, women: Array) -> list[str | None]:
    """The kind of disability of each person, None for most."""
    by_age = np.select([age < limit for limit, _times in BY_AGE], [times for _limit, times in BY_AGE])
    has = rng.random(len(age)) < SHARE * by_age * np.where(women, WOMEN, MEN)
    kind = pick(rng, [share for _kind, share in KINDS], len(age))
    return [KINDS[place][0] if person else None for person, place in zip(has, kind, strict=True)]


def proofs(rng: Chance, kinds: list[str | None], niks: list[str]) -> list[str]:
    """Numbers of disability cards; a few have none and are still believed by an officer who sees them."""
    has = rng.random(len(kinds)) < WITH_CARD
    return [
        (f"KPD-{nik[:4]}-{nik[6:12]}" if card else "Surat puskesmas") if kind else ""
        for kind, card, nik in zip(kinds, has, niks, strict=True)
    ]
