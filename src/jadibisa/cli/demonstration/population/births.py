"""Ages by the real shares of 2023 (18-25: 36 %, 26-35: 33 %), and births from them."""

from datetime import date, timedelta

import numpy as np

from jadibisa.cli.demonstration.chance import Array, Chance, pick, whole

# Youngest, oldest, share of recipients: the first two are published (Republika, June 2023), the rest is spread over the others.
BANDS: tuple[tuple[int, int, float], ...] = (
    (18, 25, 0.36),
    (26, 35, 0.33),
    (36, 45, 0.19),
    (46, 55, 0.09),
    (56, 64, 0.03),
)
DAYS_OF_YEAR = 365


def ages(rng: Chance, count: int) -> Array:
    """Completed years, 18 to 64."""
    band = pick(rng, [share for _low, _high, share in BANDS], count)
    low = np.array([low for low, _high, _share in BANDS])[band]
    high = np.array([high for _low, high, _share in BANDS])[band]
    return whole(rng, low, high, count)


def births(rng: Chance, age: Array, day: date) -> list[date]:
    """Births of people who have these completed years on a day, any day of the year alike."""
    back = whole(rng, 0, DAYS_OF_YEAR - 1, len(age))
    return [years_before(day, int(years)) - timedelta(days=int(days)) for years, days in zip(age, back, strict=True)]


def years_before(day: date, years: int) -> date:
    """The day so many years earlier; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
