"""What the player holds in its hands while batches live: staff, people, courses, and the one clock that moves on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from jadibisa.cli.demonstration.catalogue import Course
from jadibisa.cli.demonstration.population.people import Citizen, Taken
from jadibisa.cli.demonstration.vacancies import Employer, Opening
from jadibisa.foundation.facts import services as facts
from jadibisa.foundation.plumbing import clock, timetable
from jadibisa.foundation.plumbing.models import DueRun
from jadibisa.journey.verification.gateways import MirrorRegistry
from jadibisa.kernel.actors import Actor
from jadibisa.kernel.clock import WIB

Say = Callable[[str], None]
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def wib(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """An instant in WIB."""
    return datetime(year, month, day, hour, minute, tzinfo=WIB)


@dataclass(slots=True)
class Batch:
    """One batch as the demonstration knows it.

    Attributes:
        people: application id → who applied.
        tickets: application id → ticket id.
        turned_away: who was refused at the door, with the code of the refusal.
        second_tries: how many registered a second time; second_refused: how many of these were refused.
        winners: application ids after the draw.
    """

    number: int
    people: dict[UUID, Citizen] = field(default_factory=dict)
    tickets: dict[UUID, str] = field(default_factory=dict)
    turned_away: list[tuple[Citizen, str]] = field(default_factory=list)
    second_tries: int = 0
    second_refused: int = 0
    winners: list[UUID] = field(default_factory=list)


@dataclass(slots=True)
class World:
    """Everything that the steps of the play share."""

    seed: int
    people: int
    say: Say
    staff: dict[str, Actor] = field(default_factory=dict)
    taken: Taken = field(default_factory=Taken)
    batches: dict[int, Batch] = field(default_factory=dict)
    registry: MirrorRegistry = field(default_factory=MirrorRegistry)
    providers: Sequence[UUID] = ()
    courses: Sequence[Course] = ()
    employers: Sequence[tuple[Employer, UUID]] = ()
    openings: Sequence[tuple[Opening, UUID]] = ()
    offices: Sequence[tuple[str, UUID]] = ()
    strangers: Sequence[Citizen] = ()
    wronged: list[Citizen] = field(default_factory=list)
    now: datetime | None = None

    def at(self, instant: datetime) -> datetime:
        """Move the programme's clock on to an instant and give it back; it never goes backwards."""
        if self.now is None or instant > self.now:
            clock.stand_at(instant)
            self.now = instant
        return self.now

    def listen(self) -> None:
        """Let every step hear what happened."""
        facts.deliver()

    def rest(self, until: datetime) -> datetime:
        """Days go by in which nothing is played: each line of the timetable runs once, for its newest due instant.

        A real programme runs all of them on each day; on days without deadlines they find nothing to do.
        """
        now = self.at(until)
        timetable.begin(now - DAY)
        hourly = [entry.name for entry in timetable.entries() if entry.hour is None]
        DueRun.objects.update(ran_until=now - DAY)
        DueRun.objects.filter(name__in=hourly).update(ran_until=now - HOUR)
        timetable.run_due(now)
        self.listen()
        return now
