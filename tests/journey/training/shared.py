"""A world of 2026 for tests of shared prices in training: participants, one dear certificate, payers."""

from datetime import date, datetime, timedelta
from uuid import UUID

from jadibisa.foundation.plumbing import clock
from jadibisa.journey.funding import services as money
from jadibisa.journey.funding.types import BillKind
from jadibisa.journey.training import services
from jadibisa.journey.training.types import NewCourse, Purchase
from jadibisa.kernel.actors import SYSTEM
from jadibisa.kernel.money import sen
from tests.journey.funding import payers
from tests.journey.funding import world as funded
from tests.journey.training import world

BEGUN = funded.ALLOTTED["2026"]
PRICE = sen(25_000_000)
EMPLOYER = sen(15_000_000)
OWN = sen(6_500_000)


def learners(count: int) -> list[UUID]:
    """Recipients of 2026 with a balance who may buy from today on."""
    ids = funded.winners(count, scheme="2026")
    services.enter(ids, by=SYSTEM, at=BEGUN)
    return ids


def certificate(key: str = "ai", *, seats: int = 20, price: int = PRICE, starts: date = date(2026, 11, 3)) -> NewCourse:
    """The dear course."""
    return world.course(
        world.provider(), key, price=price, seats=seats, starts=starts, title="Sertifikat AI", skills=("python",)
    )


def publish(*courses: NewCourse) -> list[UUID]:
    """Publish courses; the ids of their first runs."""
    ids = services.publish(list(courses), by=SYSTEM, at=BEGUN)
    return [services.run_id(of, one.runs[0]) for of, one in zip(ids, courses, strict=True)]


def buy(who: UUID, run: UUID, *, at: datetime | None = None) -> Purchase:
    """Buy, or reserve when an own part is to come."""
    return world.bought(services.purchase([(who, run)], by=SYSTEM, at=at or clock.now()))[0]


def pay(purchase: Purchase) -> None:
    """The own part comes in, and training hears of it."""
    payers.pay(BillKind.SHARE, purchase.id)
    services.confirm([purchase.id], by=SYSTEM, at=clock.now())


def night() -> None:
    """What the timetable does, a day later."""
    clock.stand_at(clock.now() + timedelta(days=1))
    at = clock.now()
    money.ask_bills(at)
    money.end_pledges(at, by=SYSTEM)
    money.return_pledges(by=SYSTEM, at=at)
    services.lapse_unpaid(at, by=SYSTEM)
    services.expire(at, by=SYSTEM)
