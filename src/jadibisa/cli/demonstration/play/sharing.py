"""Dear courses with several payers: an employer names one winner and calls openly, a province helps its own people."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from jadibisa.cli.demonstration.play.world import DAY, Batch, World
from jadibisa.foundation.plumbing.chance import digits
from jadibisa.journey.funding import queries as asked
from jadibisa.journey.funding import services as funding
from jadibisa.journey.funding.types import BillKind, NewPledge, PayChannel, Payment
from jadibisa.journey.registration import queries as registration
from jadibisa.journey.training import services as training
from jadibisa.journey.training.types import Mode, NewCourse, NewRun, NewSession, Purchase
from jadibisa.kernel.actors import Actor, Role
from jadibisa.kernel.clock import wib_day
from jadibisa.kernel.money import sen

BUYERS = 4
MINUTE = timedelta(minutes=1)
WEST_JAVA = "32"
# Title, summary, skills, price, hours: the prices of the demonstration's own choice.
COURSES = (
    (
        "Sertifikat keahlian AI",
        "Membangun dan menguji aplikasi kecerdasan buatan, dengan ujian sertifikasi.",
        ("ai-dasar", "ai-perkantoran"),
        sen(25_000_000),
        120,
    ),
    (
        "Konten digital dengan AI tingkat lanjut",
        "Membuat gambar, suara, dan video dengan AI, dari rencana sampai terbit.",
        ("ai-konten",),
        sen(9_000_000),
        48,
    ),
)


def share(world: World, batch: Batch, buyers: Sequence[UUID], at: datetime) -> None:
    """Play what sharing a price looks like: paid, waiting, helped by two, cancelled again.

    Args:
        world: everything that the steps share.
        batch: whose winners buy.
        buyers: winners who have bought nothing yet; fewer than four play fewer scenes.
        at: the instant; a few minutes pass.
    """
    office, employer = world.staff.get("office"), world.staff.get("employer")
    if office is None or employer is None or not buyers:
        return
    runs = _publish(world, at)
    references = tuple(view.reference for view in registration.applications(buyers[:2]).values())
    until = wib_day(at) + 30 * DAY
    _pledge(world, employer, NewPledge(_of(employer), sen(15_000_000), sen(30_000_000), until, references), at)
    _pledge(world, employer, NewPledge(_of(employer), sen(5_000_000), sen(60_000_000), until, skill="ai-konten"), at)
    _pledge(
        world, office, NewPledge(_of(office), sen(4_000_000), sen(40_000_000), until, province=WEST_JAVA), at
    )  # fmt: skip
    plan = (
        (runs[0], True, False),  # the certificate of three payers, paid
        (runs[0], False, False),  # reserved: the own part is still to be paid
        (runs[1], True, False),  # helped by the open call
        (runs[1], True, True),  # paid and cancelled: everybody gets the own part back
    )
    for place, (who, (run, pays, cancels)) in enumerate(zip(buyers, plan, strict=False)):
        _buy(batch, who, run, world.at(at + (place + 1) * MINUTE), pays=pays, cancels=cancels)


def _of(actor: Actor) -> UUID:
    if actor.organisation_id is None:
        raise LookupError(actor.label)
    return actor.organisation_id


def _publish(world: World, at: datetime) -> list[UUID]:
    """One run of each dear course, two weeks from now."""
    first = (at + 14 * DAY).replace(hour=19, minute=0, second=0, microsecond=0)
    found: list[UUID] = []
    for number, (title, summary, skills, price, hours) in enumerate(COURSES):
        sessions = tuple(
            NewSession(no + 1, first + no * DAY, first + no * DAY + timedelta(hours=3)) for no in range(hours // 12)
        )
        run = NewRun("1", first.date(), sessions[-1].ends_at.date(), 24, None, sessions)
        new = NewCourse(
            f"bersama-{number}", world.providers[number], title, summary, "digital", skills, 5, Mode.WEBINAR, hours, price,
            captions=True, screen_reader=True, data_mb=2400, runs=(run,),
        )  # fmt: skip
        (course,) = training.publish([new], by=Actor(Role.SYSTEM), at=at)
        found.append(training.run_id(course, run))
    return found


def _pledge(world: World, payer: Actor, new: NewPledge, at: datetime) -> None:
    """A pledge that is paid in and, above the limit, decided by two."""
    made = funding.offer_pledge(new, by=payer, at=at)
    _pay(BillKind.PLEDGE, made, payer, at)
    if new.total > sen(50_000_000):
        funding.propose_pledge(made, by=world.staff["finance"], at=at, why="uang masuk sesuai janji")
        funding.decide_pledge(made, approve=True, by=world.staff["approver"], at=at)


def _pay(kind: BillKind, subject: UUID, by: Actor, at: datetime) -> None:
    bill = funding.ask_number(kind, subject, by=by, at=at)
    if bill is not None and bill.number:
        told = Payment(bill.number, bill.amount, f"PLAY-{digits(20)}", PayChannel.QRIS)
        funding.take_payment(told, by=by, at=at)


def _buy(batch: Batch, who: UUID, run: UUID, at: datetime, *, pays: bool, cancels: bool) -> None:
    if who not in batch.people:
        return
    person = registration.application(who).person_id
    by = Actor(Role.CITIZEN, person, application_id=who)
    answer = training.purchase([(who, run)], by=by, at=at)[0]
    if not isinstance(answer, Purchase):
        return
    funding.ask_number(BillKind.SHARE, answer.id, by=by, at=at)
    if pays and any(share.pledge_id for share in asked.shares_of([answer.id]).get(answer.id, [])):
        funding.show_name(answer.id, shown=True, by=by, at=at)
    if pays:
        _pay(BillKind.SHARE, answer.id, by, at)
        training.confirm([answer.id], by=by, at=at)
    if cancels:
        training.cancel([answer.id], "jadwal kerja berubah", by=by, at=at)
