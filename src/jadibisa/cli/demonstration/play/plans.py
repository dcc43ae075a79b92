"""The four batches in their true order in time."""

from dataclasses import dataclass
from datetime import datetime

from jadibisa.cli.demonstration.play.world import wib
from jadibisa.cli.demonstration.population import jobs

SMALLEST = 76  # seats: two for each province
NOW = wib(2026, 11, 24, 10)


@dataclass(frozen=True, slots=True)
class Plan:
    """One batch: when, by which scheme, how many people, how many seats.

    Attributes:
        share: of all people of the demonstration.
        seats: share of the people who can be selected.
        listed: whether lists of another policy matter: who receives other aid is refused.
        beacon: whether the draw waits for a round of the beacon; without it dice and witnesses carry it alone.
    """

    number: int
    scheme: str
    season: int
    share: float
    seats: float
    prepare: datetime
    opens: datetime
    closes: datetime
    draw: datetime
    jobs: tuple[float, ...] = jobs.NORMAL_YEAR
    aid_matters: bool = False
    beacon: bool = True

    def count(self, people: int) -> int:
        """How many people apply."""
        return max(20, round(people * self.share))

    def places(self, people: int) -> int:
        """How many seats there are."""
        return max(SMALLEST, round(self.count(people) * self.seats))


# Dates of batch 4 and 68 as they were announced; the hours of their draws are the demonstration's.
FOURTH = Plan(
    4, "2020", 0, 0.2, 0.45, wib(2020, 8, 5, 9), wib(2020, 8, 8, 12), wib(2020, 8, 12), wib(2020, 8, 14, 10),
    jobs.YEAR_2020, aid_matters=True, beacon=False,
)  # fmt: skip
SIXTY_EIGHTH = Plan(
    68, "2024", 1, 0.36, 0.4, wib(2024, 5, 15, 9), wib(2024, 5, 17, 19), wib(2024, 5, 21), wib(2024, 5, 24, 10)
)  # fmt: skip
SEVENTY_FIRST = Plan(
    71, "2026", 2, 0.28, 0.4, wib(2026, 10, 30, 9), wib(2026, 11, 2, 9), wib(2026, 11, 7), wib(2026, 11, 10, 10)
)  # fmt: skip
SEVENTY_SECOND = Plan(
    72, "2026", 2, 0.16, 0.4, wib(2026, 11, 12, 9), wib(2026, 11, 16, 9), wib(2026, 12, 1), wib(2026, 12, 4, 10)
)  # fmt: skip
PLANS = (FOURTH, SIXTY_EIGHTH, SEVENTY_FIRST, SEVENTY_SECOND)
