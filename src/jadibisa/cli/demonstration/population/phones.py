"""Phone numbers and e-mail addresses that no real person has: a block of zeros after the prefix, a reserved domain."""

import re
from collections.abc import Sequence

import numpy as np

from jadibisa.cli.demonstration.chance import Array, Chance, whole

PREFIXES = (
    "811", "812", "813", "821", "822", "823", "851", "852", "853", "814", "815", "816", "855", "856", "857", "858", "817",
    "818", "819", "859", "877", "878", "831", "832", "833", "838", "881", "882", "888", "895", "896", "897", "898", "899",
)  # fmt: skip
SHARED = 0.03
WITH_EMAIL = 0.62
NUMBERS = 100_000
STEP = 7919
ENDINGS, REHEARSED = 10_000, 9990  # the rehearsal bank misbehaves for numbers that end with 9990 to 9999
FAILING = (
    9990,
    9993,
    9997,
    9999,
)  # closed when money is sent, not upgraded, full on some days, over its limit on some days


def phones(rng: Chance, families: Array, failing: Array, taken: set[int]) -> list[str]:
    """A number for each person, `+628…`; a few members of a family share the phone of the first.

    Args:
        rng: chance.
        families: number of each person's family.
        failing: whose wallet fails: the number ends so that the rehearsal bank answers as it does for such wallets.
        taken: numbers given before; it grows.
    """
    count = len(families)
    shares = rng.random(count) < SHARED
    drawn = whole(rng, 0, len(PREFIXES) * NUMBERS - 1, count)
    found: list[str] = []
    first: dict[int, str] = {}
    for place in range(count):
        family = int(families[place])
        if family in first and shares[place]:
            found.append(first[family])
            continue
        number = int(drawn[place])
        if failing[place]:
            number = number - number % ENDINGS + FAILING[number % len(FAILING)]
        while number in taken or (number % ENDINGS >= REHEARSED and not failing[place]):
            number = (number + (ENDINGS if failing[place] else STEP)) % (len(PREFIXES) * NUMBERS)
        taken.add(number)
        prefix, rest = divmod(number, NUMBERS)
        found.append(f"+62{PREFIXES[prefix]}000{rest:05}")
        first.setdefault(family, found[-1])
    return found


def emails(rng: Chance, names: Sequence[str], schooled: Array) -> list[str]:
    """An address for those who have one, else ""; people with more schooling have one more often."""
    has = rng.random(len(names)) < WITH_EMAIL * np.where(schooled, 1.35, 0.75)
    numbers = whole(rng, 1, 9999, len(names))
    return [
        f"{'.'.join(re.findall('[a-z]+', name.lower())[:2])}{number}@surel.example" if owns else ""
        for name, owns, number in zip(names, has, numbers, strict=True)
    ]
