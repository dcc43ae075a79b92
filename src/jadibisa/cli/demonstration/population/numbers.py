"""NIK and numbers of family cards: serial 0000 always, so that no real person's number is made; redrawn until unique."""

from collections.abc import Sequence
from datetime import date

import numpy as np

from jadibisa.cli.demonstration.chance import Array, Chance, whole
from jadibisa.kernel.ids import FEMALE_DAY_OFFSET

DISTRICTS = 40
FIRST_CARD = date(2008, 1, 1).toordinal()
LAST_CARD = date(2020, 3, 1).toordinal()


def niks(rng: Chance, codes: Sequence[str], births: Sequence[date], women: Array, taken: set[int]) -> list[str]:
    """A NIK for each person; `taken` grows by them.

    Args:
        rng: chance.
        codes: Kemendagri codes of the regencies of first registration.
        births: birth dates.
        women: whether a woman: her day counts 40 more.
        taken: numbers given before.
    """
    tails = np.array(
        [
            int(f"{born.day + (FEMALE_DAY_OFFSET if woman else 0):02}{born:%m%y}0000")
            for born, woman in zip(births, women, strict=True)
        ]
    )
    return _unique(rng, codes, tails, taken)


def family_cards(rng: Chance, codes: Sequence[str], taken: set[int]) -> list[str]:
    """A number for each family card: regency and district, day of issue, 0000."""
    days = whole(rng, FIRST_CARD, LAST_CARD, len(codes))
    tails = np.array([int(f"{date.fromordinal(int(day)):%d%m%y}0000") for day in days])
    return _unique(rng, codes, tails, taken)


def _unique(rng: Chance, codes: Sequence[str], tails: Array, taken: set[int]) -> list[str]:
    heads = np.array([int(code.replace(".", "")) for code in codes], dtype=np.int64)
    numbers = np.zeros(len(codes), dtype=np.int64)
    open_places = list(range(len(codes)))
    districts = 1
    while open_places:
        drawn = whole(rng, 1, min(DISTRICTS * districts, 99), len(open_places))
        waiting = []
        for place, district in zip(open_places, drawn, strict=True):
            number = (int(heads[place]) * 100 + int(district)) * 10**10 + int(tails[place])
            if number in taken:
                waiting.append(place)
            else:
                taken.add(number)
                numbers[place] = number
        open_places = waiting
        districts += 1
        if districts > DISTRICTS:
            message = "more people of one birth date in one regency than districts"
            raise ValueError(message)
    return [f"{number:016}" for number in numbers]
