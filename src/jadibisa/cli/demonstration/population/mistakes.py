"""Slips of the finger: names, birth dates and family cards as somebody in a hurry types them."""

from datetime import date

from jadibisa.cli.demonstration.chance import Chance

SHORTEST = 4


def mistyped_name(rng: Chance, name: str) -> str:
    """One letter doubled, dropped or swapped inside the longest word."""
    words = name.split()
    place = max(range(len(words)), key=lambda at: len(words[at]))
    word = words[place]
    if len(word) < SHORTEST:
        words[place] = word + word[-1]
        return " ".join(words)
    at, kind = 1 + int(rng.random() * (len(word) - 2)), int(rng.random() * 3)
    dropped = word[:at] + word[at + 1 :]
    doubled = word[:at] + word[at] + word[at:]
    swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    words[place] = (dropped, doubled, swapped if swapped != word else doubled)[kind]
    return " ".join(words)


def mistyped_birth(rng: Chance, born: date) -> date:
    """Day and month swapped where that is a date, else a day beside it."""
    if born.day != born.month and born.day <= 12:  # noqa: PLR2004 - months
        return date(born.year, born.day, born.month)
    return born.replace(day=born.day - 1 if born.day > 1 else 2 + int(rng.random() * 20))


def mistyped_card(rng: Chance, card: str) -> str:
    """One digit of the district wrong; the serial stays 0000."""
    at = 4 + int(rng.random() * 2)
    digit = (int(card[at]) + 1 + int(rng.random() * 8)) % 10
    return f"{card[:at]}{digit}{card[at + 1 :]}"
