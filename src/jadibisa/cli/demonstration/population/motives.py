"""Why people apply and what they want to learn, by how they work, where they live and their schooling."""

from collections.abc import Mapping, Sequence

import numpy as np

from jadibisa.cli.demonstration.chance import Array, Chance, pick_each

MOTIVES: Mapping[str, Sequence[tuple[str, float]]] = {
    "seeking": (("kerja", 0.82), ("usaha", 0.1), ("ganti", 0.03), ("lain", 0.05)),
    "laid_off": (("kerja", 0.68), ("ganti", 0.17), ("usaha", 0.12), ("lain", 0.03)),
    "furloughed": (("kerja", 0.45), ("ganti", 0.3), ("naik", 0.15), ("usaha", 0.1)),
    "employed": (("naik", 0.66), ("ganti", 0.27), ("usaha", 0.04), ("lain", 0.03)),
    "self_employed": (("usaha", 0.48), ("kerja", 0.32), ("ganti", 0.12), ("lain", 0.08)),
    "micro_business": (("usaha", 0.85), ("kerja", 0.06), ("ganti", 0.04), ("lain", 0.05)),
}
# Field → weight; office basics are wanted most.
FIELDS: Mapping[str, float] = {
    "perkantoran": 2.6, "digital": 1.6, "kecerdasan-buatan": 0.35, "hijau": 0.2, "bahasa": 1.0, "perhotelan": 1.1,
    "teknik": 1.1, "pertambangan": 0.3, "pertanian": 0.6, "perkebunan": 0.35, "keamanan": 0.5, "administrasi": 1.0,
    "penjualan": 1.2,
}  # fmt: skip
WOMEN: Mapping[str, float] = {
    "teknik": 0.3,
    "pertambangan": 0.2,
    "keamanan": 0.3,
    "perhotelan": 1.5,
    "administrasi": 1.6,
}
LOW_SCHOOLED: Mapping[str, float] = {
    "digital": 0.5, "kecerdasan-buatan": 0.1, "bahasa": 0.5, "pertanian": 2.0, "perkebunan": 2.2, "keamanan": 1.8,
    "administrasi": 0.6, "teknik": 1.3,
}  # fmt: skip
CITY: Mapping[str, float] = {
    "pertanian": 0.3,
    "perkebunan": 0.15,
    "pertambangan": 0.4,
    "digital": 1.4,
    "perhotelan": 1.2,
}
TWO, THREE = 0.62, 0.28


def motives(rng: Chance, statuses: Sequence[str]) -> list[str]:
    """A motive for each person."""
    drawn = rng.random(len(statuses))
    return [_along(MOTIVES[status], float(share)) for status, share in zip(statuses, drawn, strict=True)]


def _along(shares: Sequence[tuple[str, float]], drawn: float) -> str:
    for word, share in shares:
        drawn -= share
        if drawn < 0:
            return word
    return shares[0][0]


def interests(rng: Chance, women: Array, low_schooled: Array, city: Array) -> list[tuple[str, ...]]:
    """One to three fields for each person, the most wanted first."""
    names = tuple(FIELDS)
    base = np.array(list(FIELDS.values()))
    weights = np.tile(base, (len(women), 1))
    for who, tilts in ((women, WOMEN), (low_schooled, LOW_SCHOOLED), (city, CITY)):
        weights *= np.where(who[:, None], np.array([tilts.get(name, 1.0) for name in names]), 1.0)
    found: list[list[str]] = []
    counts = 1 + (rng.random(len(women)) < TWO) + (rng.random(len(women)) < THREE)
    for _turn in range(3):
        place = pick_each(rng, weights)
        weights[np.arange(len(place)), place] = 0.0
        found.append([names[at] for at in place])
    return [tuple(turn[person] for turn in found[: counts[person]]) for person in range(len(women))]
