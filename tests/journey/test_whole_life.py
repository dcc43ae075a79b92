"""One batch lives through all steps by commands alone: from a policy file to a first wage, and nothing is missing."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from jadibisa.foundation.facts import services as facts
from jadibisa.foundation.ledger import queries as ledger
from jadibisa.foundation.people import queries as people_queries
from jadibisa.foundation.people import services as people
from jadibisa.foundation.people.types import NewPerson
from jadibisa.foundation.plumbing import clock
from jadibisa.journey.certification import queries as certification
from jadibisa.journey.funding import queries as funding_queries
from jadibisa.journey.funding import services as funding
from jadibisa.journey.funding.types import Channel as PayoutChannel
from jadibisa.journey.registration import queries as registration_queries
from jadibisa.journey.registration import services as registration
from jadibisa.journey.registration.types import (
    CONSENT_VERSION,
    Channel,
    JobStatus,
    NewApplication,
    Occupation,
    Receipt,
    Schooling,
)
from jadibisa.journey.selection import queries as selection_queries
from jadibisa.journey.selection import services as selection
from jadibisa.journey.training import queries as training_queries
from jadibisa.journey.training import services as training
from jadibisa.journey.training.types import AssessmentKind, Attendance, Mode, NewCourse, NewRun, NewSession, Purchase
from jadibisa.journey.verification import queries as verification_queries
from jadibisa.journey.verification import services as verification
from jadibisa.journey.verification.gateways import MirrorRegistry
from jadibisa.kernel.actors import SYSTEM, Actor, Role
from jadibisa.kernel.ids import Kk, Nik
from tests.journey.selection.stage import SECRETS, WITNESSES

BATCH = 71
OPENS = datetime(2026, 11, 1, 1, tzinfo=UTC)
CLOSES = datetime(2026, 11, 14, 17, tzinfo=UTC)
DRAWS = datetime(2026, 11, 19, 3, tzinfo=UTC)
POLICY = Path(__file__).parents[2] / "policy" / "2026.toml"
PLACES = ("32.04", "96.71", "31.74")
pytestmark = pytest.mark.django_db


def applicant(number: int) -> NewApplication:
    """The n-th person, with a family card of her own."""
    woman = number % 2 == 0
    day = number % 27 + 1
    nik = f"3204{number // 28 + 1:02d}{day + 40 if woman else day:02d}0590{0:04d}"
    person = NewPerson(
        Nik.parse(nik), Kk.parse(f"3204{number:08d}0000"), f"Ayu Lestari{'i' * (number % 3)}", date(1990, 5, day), "F" if woman else "M",
        f"+62812{number:08d}", "", f"Jalan Melati {number}", PLACES[number % len(PLACES)],
    )  # fmt: skip
    return NewApplication(
        batch=BATCH, person=person, schooling=Schooling.SMA, job_status=JobStatus.SEEKING, occupation=Occupation.NONE, in_education=False,
        motive="work", interests=(), disability=None, disability_proof="", laid_off_proof="", channel=Channel.WEB,
        companion_account_id=None, consent_version=CONSENT_VERSION, key=f"life-{number}",
    )  # fmt: skip


def course(provider: UUID) -> NewCourse:
    """A webinar of two evenings."""
    evenings = [datetime(2026, 12, day, 12, tzinfo=UTC) for day in (1, 3)]
    sessions = tuple(NewSession(no, at, at + timedelta(hours=2)) for no, at in enumerate(evenings, 1))
    run = NewRun("r", date(2026, 12, 1), date(2026, 12, 3), 500, None, sessions)
    return NewCourse(
        "c",
        provider,
        "Administrasi kantor",
        "Word dan Excel.",
        "office",
        ("word-basics",),
        3,
        Mode.WEBINAR,
        16,
        65_000_000,
        runs=(run,),
    )


def draw(at: datetime) -> None:
    """Announce before the end, then the whole ceremony."""
    registration.load_policy(POLICY.read_text(encoding="utf-8"), POLICY.name, by=SYSTEM, at=at)
    registration.open_batch(BATCH, "2026", OPENS, CLOSES, 100, DRAWS, by=SYSTEM, at=at)
    funding.fund_batch(BATCH, by=SYSTEM, at=at)
    selection.announce(BATCH, by=SYSTEM, at=at, witnesses=WITNESSES)


def test_a_batch_lives_from_law_to_work() -> None:
    """Registered, verified, drawn, financed, trained, certified, paid."""
    clock.stand_at(OPENS - timedelta(days=5))
    draw(OPENS - timedelta(days=5))
    clock.stand_at(OPENS + timedelta(days=1))
    at = clock.now()
    receipts = registration.register([applicant(number) for number in range(150)], by=SYSTEM, at=at)
    assert all(isinstance(receipt, Receipt) for receipt in receipts), receipts[:3]
    facts.deliver()
    for kind in verification_queries.stale_lists(CLOSES, 30):
        verification.import_list(kind, OPENS.date(), [], by=SYSTEM, at=at)
    verification.check(verification_queries.waiting(5000), by=SYSTEM, at=at, registry=MirrorRegistry())
    assert verification_queries.unsettled(BATCH) == 0
    assert len(verification_queries.pool(BATCH)) == 150

    clock.stand_at(CLOSES + timedelta(hours=1))
    selection.freeze(BATCH, by=SYSTEM, at=clock.now())
    clock.stand_at(DRAWS)
    selection.record_dice(BATCH, "58203917446105923871", by=SYSTEM, at=DRAWS)
    selection.make_seed(BATCH, SECRETS, by=SYSTEM, at=DRAWS)
    selection.run(BATCH, by=SYSTEM, at=DRAWS)
    selection.publish(BATCH, by=SYSTEM, at=DRAWS)
    assert selection_queries.check_draw(BATCH) == []
    winners = selection_queries.winners(BATCH)
    assert len(winners) == 100
    facts.deliver()
    balance = funding_queries.balance(winners[0])
    assert balance.available == balance.allotted == 350_000_000

    learn(winners)
    pay()
    paid = funding_queries.totals(BATCH)
    assert certification.totals(BATCH).issued == 100
    assert paid.spent == 100 * 65_000_000
    assert paid.incentives_paid == 100 * 60_000_000, paid
    assert not ledger.check().breaks
    assert ledger.check().accounts
    assert rows_without_fact() == {}


def learn(winners: list[UUID]) -> None:
    """Buy, be there, pass, rate, and get paid into an own account."""
    at = DRAWS + timedelta(days=1)
    clock.stand_at(at)
    provider = people.create_organisation("Lembaga Karya Mandiri", "provider", by=SYSTEM, at=at)
    offered = course(provider)
    [course_id] = training.publish([offered], by=SYSTEM, at=at)
    run_id = training.run_id(course_id, offered.runs[0])
    bought = training.purchase([(winner, run_id) for winner in winners], by=SYSTEM, at=at)
    assert all(isinstance(purchase, Purchase) for purchase in bought), bought[:3]
    purchases = [purchase for purchase in bought if isinstance(purchase, Purchase)]
    codes = training_codes(purchases)
    for number, session in enumerate(offered.runs[0].sessions):
        clock.stand_at(session.starts_at)
        if number == 0:
            redeemed = training.redeem(codes, by=SYSTEM, at=session.starts_at)
            assert all(isinstance(purchase, Purchase) for purchase in redeemed), redeemed[:3]
        answers = training.attend(
            [Attendance(purchase.id, session.no) for purchase in purchases], by=SYSTEM, at=session.starts_at
        )
        assert not any(answers), answers[:3]
    at = clock.now() + timedelta(hours=2)
    for kind in (
        AssessmentKind.PRE,
        AssessmentKind.QUIZ,
        AssessmentKind.TASK,
        AssessmentKind.POST,
        AssessmentKind.DEMONSTRATION,
    ):
        answers = training.assess([(purchase.id, kind, 80) for purchase in purchases], by=SYSTEM, at=at)
        assert not any(answers), (kind, answers[:3])
    completed = training.complete([purchase.id for purchase in purchases], by=SYSTEM, at=at)
    assert all(isinstance(purchase, Purchase) for purchase in completed), completed[:3]
    facts.deliver()
    assert certification.skills_of(winners[:1]) == {winners[0]: {"word-basics"}}
    training.rate(
        [(purchase.id, 5, "Contohnya dekat dengan pekerjaan saya.") for purchase in purchases], by=SYSTEM, at=at
    )
    names = names_of(winners)
    for number, winner in enumerate(winners):
        funding.link_account(winner, PayoutChannel.BANK, "bni", f"10{number:06d}01", names[winner], by=SYSTEM, at=at)
    facts.deliver()


def names_of(winners: list[UUID]) -> dict[UUID, str]:
    """Holders' names."""
    views = registration_queries.applications(winners)
    names = people_queries.names(view.person_id for view in views.values())
    return {winner: names[views[winner].person_id] for winner in winners}


def pay() -> None:
    """Two finance people and the bank, after the cooling period of new accounts."""
    officers = [
        Actor(
            role, people.create_account(f"{role}@example.org", role, str(role), password="", by=SYSTEM, at=clock.now())
        )
        for role in (Role.FINANCE_OFFICER, Role.APPROVER)
    ]
    for _day in range(14):
        clock.stand_at(clock.now() + timedelta(days=1))
        funding.pay_due(clock.now(), by=SYSTEM)
        funding.propose_waiting_runs(by=officers[0], at=clock.now())
        funding.approve_proposed_runs(by=officers[1], at=clock.now())
    funding.pay_due(clock.now(), by=SYSTEM)
    facts.deliver()


def training_codes(purchases: list[Purchase]) -> list[str]:
    """The codes that the participants see."""
    return [training_queries.redeem_code(purchase.id) for purchase in purchases]


def rows_without_fact() -> dict[str, int]:
    """What each app says of its own rows."""
    found = {
        "people": people_queries.rows_without_fact(),
        "verification": verification_queries.rows_without_fact(),
        "selection": selection_queries.rows_without_fact(),
        "funding": funding_queries.rows_without_fact(),
        "certification": certification.rows_without_fact(),
    }
    return {name: count for name, count in found.items() if count}
