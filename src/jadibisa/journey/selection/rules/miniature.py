"""The draw in small: twelve people, four seats, computed by the rule itself, for the page that a child follows."""

import hashlib
from dataclasses import dataclass
from typing import Final

from jadibisa.journey.selection.rules.plain import choose
from jadibisa.journey.selection.rules.tickets import number_of

SEATS, FLOOR = 4, 2
DICE: Final = "87425473459527629989"
SEED_FILE: Final = f"contoh/1\ndice={DICE}\n"
PEOPLE: Final = (
    ("Ayu", "FNN40B8SPKHN4E5W", True),
    ("Budi", "1T2NACT01XG2ZY3D", False),
    ("Citra", "4AK5P15TCDKFC0QY", True),
    ("Dewi", "ZNBBPN37BGSG0TDG", True),
    ("Eko", "7DCR3H5P18BM1E69", False),
    ("Fajar", "FYFY5XB6QX08RA70", False),
    ("Gita", "1KZZG0ASTM7GFM8Y", True),
    ("Hadi", "W59V8YGPP698NP4W", False),
    ("Intan", "D7DZHKXYRDJWSJBB", True),
    ("Joko", "QJ0PWSWXHSC3B9XP", False),
    ("Kartika", "HK3HPC7DAN429PRN", True),
    ("Lukman", "XB0FE5NA7AY0B86D", False),
)
"""Names, tickets, and who is a woman; invented once, by chance."""


@dataclass(frozen=True, slots=True)
class Player:
    """One of the twelve, in the order of the numbers.

    Attributes:
        number: the number of the draw, 64 hexadecimal digits.
        wins: whether the four smallest numbers win her a seat.
        wins_guarded: whether she wins when at least two seats are kept for women.
    """

    name: str
    ticket: str
    woman: bool
    number: str
    wins: bool
    wins_guarded: bool


@dataclass(frozen=True, slots=True)
class Miniature:
    """The whole small draw: its seed and its people, the smallest number first."""

    seed: str
    players: tuple[Player, ...]

    @property
    def limit(self) -> Player:
        """The last who wins without guarded seats: the limit."""
        return [player for player in self.players if player.wins][-1]

    @property
    def out(self) -> Player:
        """Who gives way when two seats are kept for women."""
        return next(player for player in self.players if player.wins and not player.wins_guarded)

    @property
    def into(self) -> Player:
        """Who wins because two seats are kept for women."""
        return next(player for player in self.players if player.wins_guarded and not player.wins)

    @property
    def next(self) -> Player:
        """The first on the waiting list of the draw without guarded seats."""
        return next(player for player in self.players if not player.wins)


def miniature() -> Miniature:
    """Draw the twelve."""
    seed = hashlib.sha256(SEED_FILE.encode()).hexdigest()
    ranked = sorted((number_of(seed, ticket), name, ticket, woman) for name, ticket, woman in PEOPLE)
    types = [int(woman) for *_rest, woman in ranked]
    plain, guarded = set(choose(types, SEATS, (0,), "headcount")), set(choose(types, SEATS, (FLOOR,), "headcount"))
    return Miniature(
        seed,
        tuple(
            Player(name, ticket, woman, number, place in plain, place in guarded)
            for place, (number, name, ticket, woman) in enumerate(ranked)
        ),
    )
