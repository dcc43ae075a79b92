"""A small world for the tests of money: a batch with winners who have a balance, officers, a bank that obeys."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from unittest import mock
from uuid import UUID

from jadibisa.foundation.people import services as people
from jadibisa.foundation.people.types import NewPerson
from jadibisa.foundation.plumbing import clock
from jadibisa.foundation.plumbing.chance import uuid7
from jadibisa.journey.funding import services
from jadibisa.journey.funding.models import PayoutAttempt
from jadibisa.journey.funding.rules.camt import write_camt
from jadibisa.journey.funding.types import (
    AccountAnswer,
    AccountQuestion,
    Answer,
    AnswerKind,
    Cause,
    Channel,
    Hold,
    NewLink,
    Order,
    Outcome,
    Statement,
    StatementLine,
)
from jadibisa.journey.registration import services as registration
from jadibisa.journey.registration.types import JobStatus, NewApplication, Occupation, Receipt, Schooling
from jadibisa.journey.selection import queries as selection
from jadibisa.kernel.actors import SYSTEM, Actor, Role
from jadibisa.kernel.clock import WIB, wib_day
from jadibisa.kernel.ids import Kk, Nik
from jadibisa.kernel.money import sen

POLICIES = Path(__file__).parents[3] / "policy"
PRICE = sen(1_000_000)


def wib(year: int, month: int, day: int, hour: int = 10) -> datetime:
    """An instant by the clock of Jakarta."""
    return datetime(year, month, day, hour, tzinfo=WIB).astimezone(UTC)


ALLOTTED = {"2024": wib(2024, 2, 28), "2020": wib(2020, 8, 25), "2026": wib(2026, 10, 20)}
NUMBERS = {"2024": 63, "2020": 4, "2026": 71}


def officer(role: Role = Role.FINANCE_OFFICER, name: str = "Fajar") -> Actor:
    """A new officer."""
    account = people.create_account(
        f"{uuid7().hex[-12:]}@example.org", role, name, password="", by=SYSTEM, at=ALLOTTED["2024"]
    )
    return Actor(role, account, name)


def phone(number: int) -> str:
    """The phone of the applicant with this number."""
    return f"08120{number:07d}"


def applicants(count: int, *, scheme: str = "2024", seats: int | None = None, name: str = "Ayu Lestari") -> list[UUID]:
    """Register synthetic persons in a batch of a scheme; their application ids."""
    before = ALLOTTED[scheme] - timedelta(days=20)
    clock.stand_at(before)
    file = POLICIES / f"{scheme}.toml"
    registration.load_policy(file.read_text(encoding="utf-8"), file.name, by=SYSTEM, at=before)
    batch, closes, draws = NUMBERS[scheme], before + timedelta(days=10), before + timedelta(days=15)
    registration.open_batch(batch, scheme, before, closes, seats or max(count, 1), draws, by=SYSTEM, at=before)
    rows = [_applicant(number, batch, name) for number in range(count)]
    answers = registration.register(rows, by=SYSTEM, at=before + timedelta(hours=1))
    return [answer.application_id for answer in answers if isinstance(answer, Receipt)]


def _applicant(number: int, batch: int, name: str) -> NewApplication:
    born = date(1990, 1 + number % 12, 1 + number // 12 % 28)
    digits = f"32{number // 336 % 90 + 10:02d}{number // 336 // 90 + 10:02d}{born.day + 40:02d}{born:%m}900000"
    person = NewPerson(
        Nik.parse(digits), Kk.parse(f"3204{number:012d}"), name, born, "F", "+62" + phone(number)[1:], "", "Jalan Melati 1", "32.04"
    )  # fmt: skip
    return NewApplication(
        batch=batch, person=person, schooling=Schooling.SMA, job_status=JobStatus.SEEKING, occupation=Occupation.NONE,
        in_education=False, motive="kerja", interests=("perkantoran",), key=f"money/{batch}/{number}",
    )  # fmt: skip


def winners(count: int, *, scheme: str = "2024") -> list[UUID]:
    """Participants with a balance."""
    ids = applicants(count, scheme=scheme)
    allot(ids, scheme=scheme)
    return ids


def allot(ids: list[UUID], *, scheme: str = "2024", at: datetime | None = None) -> int:
    """Allot as if the draw had named these."""
    at = at or ALLOTTED[scheme]
    clock.stand_at(at)
    with mock.patch.object(selection, "winners", return_value=ids):
        return services.allot(NUMBERS[scheme], by=SYSTEM, at=at)


def buy(application_id: UUID, *, amount: int = PRICE, at: datetime | None = None) -> UUID:
    """Hold the price of a course; the purchase's id."""
    purchase = uuid7()
    at = at or clock.now()
    assert services.hold(
        [Hold(purchase, application_id, uuid7(), amount, at + timedelta(days=90))], by=SYSTEM, at=at
    ) == [None]
    return purchase


def finish(purchases: list[UUID], *, at: datetime | None = None) -> None:
    """Completed, certified and rated: the money's side of it."""
    at = at or clock.now()
    assert services.settle(purchases, by=SYSTEM, at=at) == [None] * len(purchases)
    services.note_certified(purchases, fact_id=1, by=SYSTEM, at=at)
    services.note_rated(purchases, fact_id=2, by=SYSTEM, at=at)


def link(application_id: UUID, number: str = "1230004417", bank: str = "bri", *, at: datetime | None = None) -> None:
    """Link a bank account in the person's name."""
    services.link_account(application_id, Channel.BANK, bank, number, "Ayu Lestari", by=SYSTEM, at=at or clock.now())


def links(ids: list[UUID]) -> list[NewLink]:
    """A good account for each: the last four digits stay below those to which the rehearsed bank gives a meaning."""
    numbers = [f"77{number // 1000:05d}0{number % 1000:03d}" for number in range(len(ids))]
    return [NewLink(one, Channel.BANK, "bri", number, "Ayu Lestari") for one, number in zip(ids, numbers, strict=True)]


def owed(count: int, *, scheme: str = "2024") -> list[UUID]:
    """Participants whose first incentive is due tomorrow and whose accounts are linked; the clock stands on that day."""
    ids = winners(count, scheme=scheme)
    finish([buy(one) for one in ids])
    assert services.link_accounts(links(ids), by=SYSTEM, at=clock.now()) == [None] * count
    clock.stand_at(clock.now() + timedelta(days=1))
    return ids


@dataclass
class ObedientBank:
    """A bank that does what the test says, and remembers every order."""

    sends: list[Answer] = field(default_factory=list)
    statuses: list[Answer] = field(default_factory=list)
    sent: list[Order] = field(default_factory=list)
    asked: list[Order] = field(default_factory=list)

    def inquire(self, question: AccountQuestion) -> AccountAnswer:
        """Everybody's account is fine."""
        return AccountAnswer(name=question.name)

    def send(self, order: Order) -> Answer:
        """The next answer, the last one for ever."""
        self.sent.append(order)
        return (
            self.sends.pop(0)
            if len(self.sends) > 1
            else self.sends[0]
            if self.sends
            else Answer(AnswerKind.PAID, "2001800")
        )

    def status(self, order: Order) -> Answer:
        """The next answer, the last one for ever."""
        self.asked.append(order)
        return (
            self.statuses.pop(0)
            if len(self.statuses) > 1
            else self.statuses[0]
            if self.statuses
            else Answer(AnswerKind.PAID, "2003600")
        )


def read_statements() -> None:
    """The bank's statement of each day on which something was sent: what we call paid, it paid."""
    sent: dict[date, list[PayoutAttempt]] = {}
    for attempt in PayoutAttempt.objects.select_related("payout").order_by("pk"):
        sent.setdefault(wib_day(attempt.last_sent_at or attempt.requested_at), []).append(attempt)
    balance = 10**13
    for day, attempts in sorted(sent.items()):
        paid = [one for one in attempts if one.outcome == Outcome.PAID]
        lines = tuple(StatementLine(one.reference[:16], day, -one.payout.amount, one.reference) for one in paid)
        closing = balance + sum(line.amount for line in lines)
        statement = Statement(f"W{day:%Y%m%d}", "8808000001", day, balance, closing, lines)
        services.import_bank_file(
            write_camt(statement, made_at=clock.now()), by=SYSTEM, at=clock.now() + timedelta(days=1)
        )
        balance = closing


def failed(cause: Cause) -> Answer:
    """A refusal."""
    return Answer(AnswerKind.FAILED, "4031818", cause)


UNKNOWN = Answer(AnswerKind.UNKNOWN)
ABSENT = Answer(AnswerKind.ABSENT, "2003600")
PAID = Answer(AnswerKind.PAID, "2001800")
