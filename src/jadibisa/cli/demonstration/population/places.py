"""Where people live and where they were registered first: real regencies by their labour force, people who moved, old codes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from jadibisa.cli.demonstration.chance import Array, Chance, pick
from jadibisa.foundation.places import queries as places

# Codes of first registration before new provinces were made (North Kalimantan 2012, Papua 2022): name → old code.
OLD_CODES: Mapping[str, str] = {
    "65.01": "64.04", "65.02": "64.06", "65.03": "64.05", "65.04": "64.10", "65.71": "64.73",
    "93.01": "91.01", "93.02": "91.16", "93.03": "91.17", "93.04": "91.18",
    "94.01": "91.04", "94.02": "91.07", "94.03": "91.08", "94.04": "91.09", "94.05": "91.25", "94.06": "91.26",
    "94.07": "91.27", "94.08": "91.28",
    "95.01": "91.02", "95.02": "91.12", "95.03": "91.13", "95.04": "91.14", "95.05": "91.21", "95.06": "91.22",
    "95.07": "91.23", "95.08": "91.24",
    "96.01": "92.01", "96.02": "92.04", "96.03": "92.05", "96.04": "92.09", "96.05": "92.10", "96.71": "92.71",
}  # fmt: skip
OLD_CODE_SHARE = 0.85
MOVED_SHARE = 0.12
REGISTERED_ELSEWHERE_IN_CITY = 2.0
REMOTE = frozenset({"53", "81", "82", "91", "92", "93", "94", "95", "96"})
HIGHLAND = frozenset({"94", "95"})


@dataclass(frozen=True, slots=True)
class Atlas:
    """The regencies as columns.

    Attributes:
        codes: Kemendagri codes.
        labour: labour force.
        women: share of women among the people.
        city: whether it is a kota.
        remote: whether signal is often missing.
        highland: whether schools are far.
    """

    codes: tuple[str, ...]
    names: tuple[str, ...]
    labour: Array
    women: Array
    city: Array
    remote: Array
    highland: Array


@cache
def atlas() -> Atlas:
    """All 514 regencies in the order of their codes."""
    found = places.regencies()
    return Atlas(
        tuple(regency.code for regency in found),
        tuple(regency.name for regency in found),
        np.array([regency.labour_force for regency in found], dtype=np.float64),
        np.array([regency.women / regency.population for regency in found]),
        np.array([regency.name.startswith("Kota") for regency in found]),
        np.array([regency.province in REMOTE for regency in found]),
        np.array([regency.province in HIGHLAND for regency in found]),
    )


def homes(rng: Chance, count: int) -> Array:
    """Places in the atlas where families live, by labour force."""
    return pick(rng, atlas().labour, count)


def first_registered(rng: Chance, home: Array) -> list[str]:
    """Codes of first registration.

    Most people are registered where they live; some moved, more often into cities; most people of new provinces hold the
    code of the old one.
    """
    here = atlas()
    moved = rng.random(len(home)) < MOVED_SHARE * np.where(here.city[home], REGISTERED_ELSEWHERE_IN_CITY, 1.0)
    origin = np.where(moved, pick(rng, here.labour, len(home)), home)
    old = rng.random(len(home)) < OLD_CODE_SHARE
    codes = [here.codes[place] for place in origin]
    return [OLD_CODES.get(code, code) if is_old else code for code, is_old in zip(codes, old, strict=True)]


def is_old(codes: Sequence[str], home: Array) -> Array:
    """Whether somebody lives in a new province and holds the code of the old one."""
    return np.array([OLD_CODES.get(atlas().codes[at]) == code for code, at in zip(codes, home, strict=True)])
