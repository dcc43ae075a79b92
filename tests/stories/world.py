"""The small world of the stories: an open batch, staff, one provider with a course, one employer with a vacancy."""

import hashlib
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.db import connection, connections

from jadibisa.config.worker import turn
from jadibisa.foundation.messages.queries import outbox
from jadibisa.foundation.people import services as people
from jadibisa.foundation.people.types import NewPerson
from jadibisa.foundation.plumbing import clock, timetable
from jadibisa.journey.funding import services as funding
from jadibisa.journey.registration import queries as registration_queries
from jadibisa.journey.registration import services as registration
from jadibisa.journey.registration.types import JobStatus, NewApplication, Occupation, Receipt, Schooling
from jadibisa.journey.selection import services as drawing
from jadibisa.journey.selection.types import Act
from jadibisa.journey.training import queries as training_queries
from jadibisa.journey.training import services as training
from jadibisa.journey.training.types import ASSESSMENTS, Mode, NewCourse, NewRun, NewSession, Purchase
from jadibisa.journey.verification import services as checking
from jadibisa.journey.verification.types import ListKind
from jadibisa.journey.work import services as work
from jadibisa.journey.work.types import NewEmployer, NewVacancy
from jadibisa.kernel.actors import SYSTEM, Actor, Role
from jadibisa.kernel.clock import WIB, wib_day
from jadibisa.kernel.ids import Kk, Nik

POLICY = Path(__file__).resolve().parents[2] / "policy" / "2026.toml"
BATCH = 72
DAY = timedelta(days=1)
OPENED = datetime(2026, 11, 16, 9, tzinfo=WIB)
NOW = datetime(2026, 11, 24, 10, tzinfo=WIB)
CLOSES = datetime(2026, 12, 1, tzinfo=WIB)
DRAW = datetime(2026, 12, 4, 10, tzinfo=WIB)
WITNESSES = ("Ombudsman", "Universitas")
STAFF = {
    "verifier": Role.VERIFIER,
    "verifier-2": Role.VERIFIER,
    "selection": Role.SELECTION_OFFICER,
    "finance": Role.FINANCE_OFFICER,
    "help": Role.HELP_OFFICER,
    "help-2": Role.HELP_OFFICER,
    "approver": Role.APPROVER,
    "auditor": Role.AUDITOR,
}


def secret(witness: str) -> str:
    """What a witness keeps until the draw."""
    return hashlib.sha256(f"story/{witness}".encode()).hexdigest()


def commitment(witness: str) -> str:
    """What a witness publishes before."""
    return hashlib.sha256(bytes.fromhex(secret(witness))).hexdigest()


@dataclass(slots=True)
class World:
    """Who and what there is."""

    staff: dict[str, Actor] = field(default_factory=dict)
    provider: UUID | None = None
    course: UUID | None = None
    employer: UUID | None = None
    vacancy: UUID | None = None


def build() -> World:
    """Build the world in the present database; the clock stands at `NOW`."""
    clock.stand_at(OPENED - 4 * DAY)
    world = World()
    at = clock.now()
    for slug, role in STAFF.items():
        _account(world, slug, role, slug.capitalize(), at)
    code = registration.load_policy(POLICY.read_text(encoding="utf-8"), POLICY.name, by=SYSTEM, at=at)
    registration.open_batch(BATCH, code, OPENED, CLOSES, 100, DRAW, by=SYSTEM, at=at)
    funding.fund_batch(BATCH, by=world.staff["finance"], at=at)
    stage(world, Act.ANNOUNCE, {"witnesses": [[name, commitment(name)] for name in WITNESSES]})
    world.provider = people.create_organisation("Sanggar Melati", "provider", by=SYSTEM, at=at)
    _account(world, "provider", Role.PROVIDER, "Citra", at, organisation=world.provider)
    (world.course,) = training.publish([_course(world.provider)], by=SYSTEM, at=at)
    _employ(world, at)
    clock.stand_at(NOW)
    timetable.begin(clock.now())
    return world


def _account(world: World, slug: str, role: Role, name: str, at: datetime, organisation: UUID | None = None) -> None:
    account = people.create_account(
        f"{slug}@jadibisa.example", role, name, password="", organisation_id=organisation, by=SYSTEM, at=at
    )
    people.cast(slug, name, role, place=len(world.staff), account_id=account)
    world.staff[slug] = Actor(role, account, name, organisation)


def _course(provider: UUID) -> NewCourse:
    begins, ends = date(2026, 12, 1), date(2027, 1, 31)
    opens, shuts = datetime(2026, 12, 1, tzinfo=WIB), datetime(2027, 1, 31, 23, tzinfo=WIB)
    sessions = tuple(NewSession(number, opens, shuts) for number in (1, 2))
    return NewCourse(
        "excel", provider, "Microsoft Excel untuk Kantor", "Menghitung, menyaring, dan membuat laporan.", "perkantoran",
        ("microsoft-excel", "rumus-excel"), 3, Mode.SELF_PACED, 20, 650_000_00, captions=True, screen_reader=True, data_mb=300,
        runs=(NewRun("2026", begins, ends, 40, None, sessions),),
    )  # fmt: skip


def _employ(world: World, at: datetime) -> None:
    new = NewEmployer("PT Bahari Utama", "9120001234567", "perdagangan", "32", "32.04", "bahari@mitra.example")
    world.employer = work.register_employer(new, by=SYSTEM, at=at)
    work.propose_verification(world.employer, accept=True, by=world.staff["verifier"], at=at, why="NIB cocok")
    work.verify_employer(world.employer, by=world.staff["approver"], at=at)
    _account(world, "employer", Role.EMPLOYER, "Budi", at, organisation=world.employer)
    row = NewVacancy(
        "admin", world.employer, "Staf Administrasi", "4110", ("microsoft-excel",), "SMA", "32", "32.04", "permanent", 4_000_000_00,
        5_000_000_00, 2, open_to_disabled=True, expires_on=date(2027, 3, 1), description="Mengurus dokumen kantor.",
    )  # fmt: skip
    (world.vacancy,) = work.post_vacancies([row], by=SYSTEM, at=at)  # type: ignore[assignment]


def stage(world: World, act: Act, given: dict[str, object] | None = None) -> None:
    """One stage of the draw by two people, without their pages."""
    at = clock.now()
    proposal = drawing.propose_stage(BATCH, act, given or {}, by=world.staff["selection"], at=at)
    drawing.decide_stage(proposal, approve=True, by=world.staff["approver"], at=at)


def lists(world: World) -> None:
    """Every list from outside comes in fresh and holds somebody else."""
    for kind in ListKind:
        checking.import_list(
            kind,
            wib_day(clock.now()) - DAY,
            [Nik("1101010101010000")],
            by=world.staff["verifier"],
            at=clock.now(),
            source="uji",
        )


def person(number: int, name: str = "Budi Santoso") -> NewPerson:
    """Somebody else."""
    return NewPerson(
        Nik(f"3204{10 + number:02d}1408980000"), Kk(f"3204{number:08d}0000"), name, date(1998, 8, 14), "M", f"+62812{number:08d}", "",
        "Jalan Kenanga 1", "32.04",
    )  # fmt: skip


def register(rows: Sequence[NewPerson], **changes: object) -> list[Receipt]:
    """Applications that others sent."""
    told: dict[str, object] = {
        "schooling": Schooling.SMA, "job_status": JobStatus.SEEKING, "occupation": Occupation.NONE, "in_education": False,
        "motive": "kerja", "interests": ("perkantoran",),
    } | changes  # fmt: skip
    answers = registration.register(
        [NewApplication(batch=BATCH, person=row, key=f"story/{row.nik.digits}", **told) for row in rows],  # type: ignore[arg-type]
        by=SYSTEM,
        at=clock.now(),
    )
    assert all(isinstance(answer, Receipt) for answer in answers)
    return [answer for answer in answers if isinstance(answer, Receipt)]


def later(at: datetime) -> None:
    """Time passes and the worker does what is due."""
    clock.stand_at(at)
    rest()


def rest() -> None:
    """The worker works until nothing waits; in a thread of its own, because the browser keeps a loop in this one.

    A fact is heard once no earlier transaction of the server is open, also of a neighbouring test: that is waited for.
    """
    with ThreadPoolExecutor(max_workers=1) as worker:
        for _turn in range(400):
            if not worker.submit(turn).result():
                if _settled():
                    break
                time.sleep(0.05)
        worker.submit(turn).result()
        worker.submit(connections.close_all).result()
    clock.forget()


def _settled() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "select coalesce(max(transaction), 0) < pg_snapshot_xmin(pg_current_snapshot())::text::bigint from facts_fact"
        )
        return bool(cursor.fetchone()[0])


def code_of(phone: str) -> str:
    """The code in the newest SMS to a phone."""
    return next(message.text for message in outbox(limit=50, to=phone) if message.kind == "code").split("kode Anda ")[
        1
    ][:6]


def drawn(world: World) -> None:
    """The batch is closed, checked, drawn and published, without pages."""
    later(CLOSES + DAY)
    lists(world)
    clock.stand_at(DRAW - DAY)
    stage(world, Act.FREEZE)
    clock.stand_at(DRAW - timedelta(minutes=20))
    stage(world, Act.DICE, {"dice": "58203917446105923871"})
    clock.stand_at(DRAW + timedelta(minutes=1))
    stage(world, Act.SEED, {"secrets": {name: secret(name) for name in WITNESSES}})
    stage(world, Act.RUN)
    clock.stand_at(DRAW + timedelta(minutes=30))
    stage(world, Act.PUBLISH)
    rest()


def graduate(world: World, application_id: UUID) -> None:
    """A winner buys the course, finishes it and holds the certificate, without pages."""
    at = clock.now()
    assert world.course is not None
    view = training_queries.course(world.course, today=wib_day(at))
    assert view is not None
    (bought,) = training.purchase([(application_id, view.runs[0].id)], by=SYSTEM, at=at)
    assert isinstance(bought, Purchase)
    training.redeem([training_queries.redeem_code(bought.id)], by=SYSTEM, at=at)
    training.attend([(bought.id, 1), (bought.id, 2)], by=SYSTEM, at=at)
    training.assess([(bought.id, kind, 90) for kind in ASSESSMENTS[Mode.SELF_PACED]], by=SYSTEM, at=at)
    training.complete([bought.id], by=SYSTEM, at=at)
    rest()


def open_next_batch(world: World, number: int = 73) -> None:
    """Another batch opens today."""
    at = clock.now()
    code = registration_queries.batch(BATCH).scheme_code
    registration.open_batch(number, code, at, at + 7 * DAY, 100, at + 11 * DAY, by=world.staff["selection"], at=at)


def cast(slug: str, role: Role, name: str, account_id: UUID) -> None:
    """Somebody whose account was made during the story joins the cast."""
    people.cast(slug, name, role, place=90, account_id=account_id)
