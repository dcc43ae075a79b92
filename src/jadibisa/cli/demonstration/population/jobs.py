"""Job status by age, schooling, disability and the year: in 2020 many had lost their work."""

import numpy as np

from jadibisa.cli.demonstration.chance import Array, Chance, pick_each, tilted

STATUSES = ("seeking", "laid_off", "furloughed", "employed", "self_employed", "micro_business")
NORMAL_YEAR = (0.46, 0.12, 0.03, 0.16, 0.14, 0.09)
YEAR_2020 = (0.26, 0.42, 0.10, 0.06, 0.09, 0.07)
YOUNG = (1.6, 0.55, 0.7, 0.9, 0.7, 0.35)
OLDER = (0.55, 1.2, 1.1, 0.9, 1.4, 1.6)
LONG_SCHOOLED = (1.15, 1.0, 0.9, 1.3, 0.6, 0.8)
DISABLED = (1.2, 0.8, 0.7, 0.5, 1.5, 1.1)
WITH_LETTER = 0.88
YOUNG_UNTIL, OLDER_FROM, LONG_FROM = 24, 36, 6


def job_statuses(rng: Chance, base: tuple[float, ...], age: Array, level: Array, disabled: Array) -> list[str]:
    """How each person works; `base` are the shares of the year."""
    weights = tilted(
        base,
        np.where((age <= YOUNG_UNTIL)[:, None], np.array(YOUNG), 1.0),
        np.where((age >= OLDER_FROM)[:, None], np.array(OLDER), 1.0),
        np.where((level >= LONG_FROM)[:, None], np.array(LONG_SCHOOLED), 1.0),
        np.where(disabled[:, None], np.array(DISABLED), 1.0),
    )
    return [STATUSES[place] for place in pick_each(rng, weights)]


def occupation_of(status: str) -> str:
    """The occupation that goes with a job status, for people without an office."""
    return "private" if status in {"employed", "furloughed"} else "none"


def letters(rng: Chance, statuses: list[str], year: int) -> list[str]:
    """Numbers of letters of dismissal for those who lost their work and have one."""
    has = rng.random(len(statuses)) < WITH_LETTER
    number = (rng.random(len(statuses)) * 9000).astype(int) + 1000
    return [
        f"PHK-{number[place]}-{year}" if status in {"laid_off", "furloughed"} and has[place] else ""
        for place, status in enumerate(statuses)
    ]
