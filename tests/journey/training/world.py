"""A small world for tests of training and what stands on it: participants with a balance, and courses."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from unittest import mock
from uuid import UUID

from django.test import Client

from jadibisa.foundation.people import services as people
from jadibisa.foundation.people.models import Account
from jadibisa.foundation.people.types import NewPerson
from jadibisa.foundation.plumbing import clock
from jadibisa.journey.funding import services as funding
from jadibisa.journey.registration import queries as asked
from jadibisa.journey.registration import services as registration
from jadibisa.journey.registration.types import JobStatus, NewApplication, Occupation, Receipt, Schooling
from jadibisa.journey.selection import queries as selection
from jadibisa.journey.training import queries, services
from jadibisa.journey.training.types import (
    ASSESSMENTS,
    Attendance,
    Mode,
    NewCourse,
    NewRun,
    NewSession,
    Purchase,
)
from jadibisa.kernel.actors import SYSTEM
from jadibisa.kernel.clock import WIB
from jadibisa.kernel.ids import Kk, Nik
from jadibisa.kernel.money import sen

POLICY = (Path(__file__).parents[3] / "policy" / "2024.toml").read_text(encoding="utf-8")
BATCH = 63


def wib(year: int, month: int, day: int, hour: int = 10, minute: int = 0) -> datetime:
    """An instant by the clock of Jakarta."""
    return datetime(year, month, day, hour, minute, tzinfo=WIB).astimezone(UTC)


ANNOUNCED = wib(2024, 2, 28)


def signed_in(account_id: UUID) -> Client:
    """A browser in which somebody signed in with password and second factor."""
    client = Client()
    client.force_login(Account.objects.get(id=account_id))
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa"}]
    session.save()
    return client


def citizen(application_id: UUID) -> Client:
    """A browser in which a participant signed in."""
    client = Client()
    person = asked.application(application_id).person_id
    session = client.session
    session["citizen"] = {
        "person": str(person),
        "application": str(application_id),
        "name": "Budi Santoso",
        "zone": "Asia/Jakarta",
    }
    session.save()
    return client


def applicants(count: int, *, schooling: Schooling = Schooling.SMA) -> list[UUID]:
    """Register synthetic persons; their application ids."""
    before = ANNOUNCED - timedelta(days=20)
    clock.stand_at(before)  # holds expire by the programme's clock
    registration.load_policy(POLICY, "2024.toml", by=SYSTEM, at=before)
    registration.open_batch(
        BATCH,
        "2024",
        before,
        before + timedelta(days=10),
        max(count, 1),
        before + timedelta(days=15),
        by=SYSTEM,
        at=before,
    )
    rows = [_applicant(number, schooling) for number in range(count)]
    answers = registration.register(rows, by=SYSTEM, at=before + timedelta(hours=1))
    receipts = [answer for answer in answers if isinstance(answer, Receipt)]
    assert len(receipts) == len(rows), answers
    return [receipt.application_id for receipt in receipts]


def _applicant(number: int, schooling: Schooling) -> NewApplication:
    born = date(1990, 1 + number % 12, 1 + number // 12 % 28)
    nik = f"32{number // 336 % 90 + 10:02d}{number // 336 // 90 + 10:02d}{born:%d%m}90" + "0000"
    person = NewPerson(
        nik=Nik.parse(nik),
        kk=Kk.parse(f"3204{number:012d}"),
        name="Budi Santoso",
        birth_date=born,
        gender="M",
        phone=f"+62812{number:08d}",
        email="",
        address="Jalan Melati 1",
        regency="32.04",
    )
    return NewApplication(
        batch=BATCH,
        person=person,
        schooling=schooling,
        job_status=JobStatus.SEEKING,
        occupation=Occupation.NONE,
        in_education=False,
        motive="kerja",
        interests=("perkantoran",),
        key=f"test/{number}",
    )


def learners(count: int, *, at: datetime = ANNOUNCED, schooling: Schooling = Schooling.SMA) -> list[UUID]:
    """Recipients with a balance who may buy from a day on; their application ids."""
    ids = applicants(count, schooling=schooling)
    with mock.patch.object(selection, "winners", return_value=ids):
        funding.allot(BATCH, by=SYSTEM, at=at)
    services.enter(ids, by=SYSTEM, at=at)
    return ids


def provider(name: str = "Lembaga Karya Mandiri") -> UUID:
    """A provider."""
    return people.create_organisations([(name, "provider")], by=SYSTEM, at=ANNOUNCED)[0]


def course(
    provider_id: UUID,
    key: str = "kursus",
    *,
    mode: Mode = Mode.WEBINAR,
    starts: date = date(2024, 3, 10),
    seats: int = 20,
    price: int = sen(650_000),
    meetings: int = 3,
    title: str = "Administrasi kantor dengan Word dan Excel",
    **more: object,
) -> NewCourse:
    """A course with one run; a meeting each day at 19.00 WIB, 3 hours."""
    sessions = tuple(
        NewSession(
            number + 1,
            wib(starts.year, starts.month, starts.day, 19) + timedelta(days=number),
            wib(starts.year, starts.month, starts.day, 22) + timedelta(days=number),
        )
        for number in range(meetings)
    )
    run = NewRun(
        key="1",
        starts_on=starts,
        ends_on=starts + timedelta(days=max(meetings, 1) + (100 if mode is Mode.SELF_PACED else 0)),
        seats=seats,
        regency="32.04" if mode is Mode.FACE_TO_FACE else None,
        sessions=sessions,
    )
    values: dict[str, object] = {
        "key": key,
        "provider_id": provider_id,
        "title": title,
        "summary": "Surat, tabel dan arsip kantor.",
        "field": "perkantoran",
        "skills": ("microsoft-word", "microsoft-excel"),
        "level": 2,
        "mode": mode,
        "hours": 15,
        "price": price,
        "captions": True,
        "data_mb": 410,
        "runs": (run,),
    }
    return NewCourse(**(values | more))  # type: ignore[arg-type]


def publish(*courses: NewCourse) -> list[UUID]:
    """Publish courses; the ids of their first runs."""
    ids = services.publish(list(courses), by=SYSTEM, at=ANNOUNCED)
    return [services.run_id(of, one.runs[0]) for of, one in zip(ids, courses, strict=True)]


def bought(answers: Sequence[object]) -> list[Purchase]:
    """All purchases of a bulk answer; none may be refused."""
    purchases = [answer for answer in answers if isinstance(answer, Purchase)]
    assert len(purchases) == len(answers), answers
    return purchases


def redeem(purchases: Sequence[Purchase], *, at: datetime | None = None) -> None:
    """Use the codes at the first moment at which they work."""
    codes = [queries.redeem_code(purchase.id) for purchase in purchases]
    bought(services.redeem(codes, by=SYSTEM, at=at or purchases[0].redeem_from))


def attend_all(purchases: Sequence[Purchase], meetings: int = 3) -> None:
    """Be present at every session, a little after its start."""
    sessions = queries.sessions_of([purchase.run_id for purchase in purchases])
    for number in range(1, meetings + 1):
        when = sessions[purchases[0].run_id][number][1] + timedelta(minutes=5)
        rows = [Attendance(purchase.id, number) for purchase in purchases]
        answers = services.attend(rows, by=SYSTEM, at=when)
        assert answers == [None] * len(rows)


def assess_all(purchases: Sequence[Purchase], *, score: int = 84, at: datetime) -> None:
    """Get a score in every assessment."""
    rows = [(purchase.id, kind, score) for purchase in purchases for kind in ASSESSMENTS[purchase.mode]]
    assert services.assess(rows, by=SYSTEM, at=at) == [None] * len(rows)


def learn(purchases: Sequence[Purchase], *, meetings: int = 3) -> datetime:
    """Do everything up to completion; when it was completed."""
    redeem(purchases)
    attend_all(purchases, meetings)
    done = purchases[0].redeem_from + timedelta(days=meetings + 1)
    assess_all(purchases, at=done)
    bought(services.complete([purchase.id for purchase in purchases], by=SYSTEM, at=done))
    return done
