"""What a learner of the demonstration can choose from: runs of a season with the seats that are left."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from jadibisa.cli.demonstration.chance import Chance, one_of
from jadibisa.cli.demonstration.play.world import World
from jadibisa.cli.demonstration.population.people import Citizen
from jadibisa.journey.training.rules.days import buy_until
from jadibisa.journey.training.rules.purchase import SCHOOLING_RANK
from jadibisa.journey.training.services.publishing import course_id, run_id
from jadibisa.journey.training.types import Mode, NewCourse, NewRun
from jadibisa.kernel.clock import wib_day

LOOKS = 40
LATEST_START = timedelta(days=24)


@dataclass(slots=True)
class Offer:
    """A run on the shelf."""

    run_id: UUID
    course_id: UUID
    course: NewCourse
    run: NewRun
    left: int
    until: date


@dataclass(slots=True)
class Shelf:
    """Runs by field."""

    fields: dict[str, list[Offer]] = field(default_factory=dict)

    @classmethod
    def of(cls, world: World, seasons: Collection[int]) -> "Shelf":
        """The shelf of some seasons."""
        shelf = cls()
        for course in world.courses:
            if course.season in seasons:
                new, of = course.new, course_id(course.new)
                shelf.fields.setdefault(new.field, []).extend(
                    Offer(run_id(of, run), of, new, run, run.seats, buy_until(new.mode, run.starts_on, run.ends_on))
                    for run in new.runs
                )
        return shelf

    def choose(
        self, rng: Chance, person: Citizen, at: datetime, *, money: int, hours: int, earlier: Collection[UUID] = ()
    ) -> Offer | None:  # fmt: skip
        """A run that fits the person's interests, schooling, place and money; its seat is taken."""
        wanted = [*person.interests, *person.interests, "perkantoran", "digital", "penjualan"]
        for _look in range(LOOKS):
            offers: Sequence[Offer] = self.fields.get(one_of(rng, wanted), ())
            if not offers:
                continue
            offer = one_of(rng, offers)
            if self._fits(offer, person, wib_day(at), money=money, hours=hours) and offer.course_id not in earlier:
                offer.left -= 1
                return offer
        return None

    @staticmethod
    def _fits(offer: Offer, person: Citizen, day: date, *, money: int, hours: int) -> bool:
        course, run = offer.course, offer.run
        in_time = day <= offer.until and (
            run.starts_on <= day if course.mode is Mode.SELF_PACED else run.starts_on <= day + LATEST_START
        )
        near = run.regency is None or run.regency[:2] == person.regency[:2]
        able = SCHOOLING_RANK[person.schooling] >= SCHOOLING_RANK.get(course.min_schooling, 0)
        return offer.left > 0 and in_time and near and able and course.price <= money and course.hours >= hours
