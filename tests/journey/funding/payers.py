"""Helpers of the tests of shared prices: a participant of 2026, payers, pledges that are paid in, purchases."""

from datetime import date, datetime, timedelta
from uuid import UUID

from jadibisa.foundation.people import services as people
from jadibisa.foundation.plumbing import clock
from jadibisa.foundation.plumbing.chance import uuid7
from jadibisa.journey.funding import queries, services
from jadibisa.journey.funding.types import (
    BillKind,
    BillView,
    Hold,
    NewPledge,
    PayChannel,
    Payment,
    Sharing,
)
from jadibisa.journey.registration import queries as registration
from jadibisa.kernel.actors import SYSTEM
from jadibisa.kernel.money import sen
from jadibisa.kernel.refusals import Refusal

CERTIFICATE = sen(25_000_000)
COURSE = UUID(int=0xA1)
SCHOOL = UUID(int=0x5C)
LAST_DAY = date(2026, 12, 1)


def payer(name: str = "PT Maju Bersama", kind: str = "employer") -> UUID:
    """An employer or a local government."""
    return people.create_organisations([(name, kind)], by=SYSTEM, at=clock.now())[0]


def pledge(  # noqa: PLR0913 - a pledge is all of this
    organisation: UUID,
    per_person: int,
    total: int,
    *,
    named: tuple[UUID, ...] = (),
    course: UUID | None = None,
    skill: str = "",
    province: str = "",
    until: date = LAST_DAY,
    paid: bool = True,
) -> UUID:
    """A pledge, paid in unless the test says otherwise."""
    references = tuple(view.reference for view in registration.applications(named).values())
    title = "Sertifikat AI" if course else ""
    new = NewPledge(organisation, per_person, total, until, references, course, title, skill, province)
    made = services.offer_pledge(new, by=SYSTEM, at=clock.now())
    if paid:
        pay(BillKind.PLEDGE, made)
    return made


def bill(kind: BillKind, subject: UUID) -> BillView:
    """The bill of a purchase or a pledge, with its number."""
    found = services.ask_number(kind, subject, by=SYSTEM, at=clock.now())
    assert found is not None
    assert found.number
    return found


def pay(kind: BillKind, subject: UUID, *, reference: str = "", at: datetime | None = None) -> BillView:
    """Pay a bill as the bank tells it."""
    due = bill(kind, subject)
    told = Payment(due.number, due.amount, reference or uuid7().hex, PayChannel.VIRTUAL_ACCOUNT)
    return services.take_payment(told, by=SYSTEM, at=at or clock.now())


def hold(who: UUID, price: int = CERTIFICATE, *, course: UUID = COURSE, skills: tuple[str, ...] = ("ai",)) -> Hold:
    """A purchase of a course that may be shared."""
    at = clock.now()
    return Hold(uuid7(), who, SCHOOL, price, at + timedelta(days=90), Sharing(course, skills, at + timedelta(hours=24)))


def buy(who: UUID, price: int = CERTIFICATE, **more: object) -> UUID:
    """Hold the price of a course; the purchase's id."""
    row = hold(who, price, **more)  # type: ignore[arg-type]
    assert services.hold([row], by=SYSTEM, at=clock.now()) == [None]
    return row.purchase_id


def code(act: object) -> str:
    """The code of a refusal."""
    assert isinstance(act, Refusal)
    return act.code


def parts(purchase: UUID) -> list[tuple[str, int, str]]:
    """The parts beside the balance's: payer, rupiah, state; the own part first."""
    found = queries.shares_of([purchase]).get(purchase, [])
    return [(part.payer, part.amount // 100, str(part.state)) for part in found]


def books_balance() -> None:
    """Every invariant of the ledger and of funding holds, and every row has its fact."""
    found = queries.check()
    assert found.breaks == []
    assert queries.rows_without_fact() == 0
