"""People help people: companions with a certificate, help posts of local governments, tickets, and an appeal that is won."""

from datetime import datetime, timedelta
from uuid import UUID

from jadibisa.care.assistance import services as assistance
from jadibisa.care.assistance.types import NewPoint, PointKind
from jadibisa.care.tickets import queries as ticket_queries
from jadibisa.care.tickets import services as tickets
from jadibisa.care.tickets.types import Category, NewTicket
from jadibisa.cli.demonstration.chance import Chance, chance, one_of, some_of
from jadibisa.cli.demonstration.play.world import Batch, World
from jadibisa.foundation.people import services as people
from jadibisa.foundation.places import queries as places
from jadibisa.journey.certification import queries as certification
from jadibisa.journey.registration import queries as registration
from jadibisa.journey.selection import queries as selection_queries
from jadibisa.journey.selection import services as selection
from jadibisa.journey.verification import services as checking
from jadibisa.journey.verification.models import Case
from jadibisa.journey.verification.types import CaseState, Reason
from jadibisa.kernel.actors import SYSTEM, Actor, Role
from jadibisa.kernel.refusals import Refusal

COMPANIONS = 10
COVERED, SECOND_POINT, STEP_FREE, SIGN_LANGUAGE = 0.72, 0.3, 0.6, 0.1
OFFICE_NAMES = ("Dinas Tenaga Kerja", "Dinas Ketenagakerjaan")
QUESTIONS: tuple[tuple[Category, str], ...] = (
    (Category.VERIFICATION, "Kapan data saya selesai diperiksa? Saya sudah menunggu dua hari."),
    (Category.MONEY, "Insentif saya belum masuk. Dompet digital saya sudah ditingkatkan."),
    (Category.TRAINING, "Pengajar webinar tidak datang kemarin. Apakah ada kelas pengganti?"),
    (Category.CERTIFICATE, "Nama di sertifikat saya kurang satu huruf. Bagaimana memperbaikinya?"),
    (Category.SELECTION, "Saya sudah tiga kali tidak terpilih. Apakah ada yang salah dengan data saya?"),
    (Category.WORK, "Pemberi kerja meminta uang seragam. Apakah itu boleh?"),
    (Category.REGISTRATION, "Nomor HP saya hilang. Bagaimana mengganti nomor?"),
    (Category.IDENTITY, "Ada yang memakai NIK saya untuk mendaftar."),
)  # fmt: skip
ANSWERS = (
    "Data Anda sudah kami periksa. Lihat hasilnya di halaman Anda.",
    "Kami sudah menghubungi lembaga pelatihan. Kelas pengganti diumumkan lusa.",
    "Nama di sertifikat mengikuti KTP. Kami sudah memperbaikinya.",
)


def open_offices(world: World, at: datetime) -> None:
    """A local government in each province keeps help posts; some regencies have none and are flagged."""
    rng = chance(world.seed, "points")
    provinces = places.provinces()
    names = [(f"{one_of(rng, OFFICE_NAMES)} Provinsi {province.name}", "local_government") for province in provinces]
    offices = people.create_organisations(names, by=SYSTEM, at=at)
    for province, office in zip(provinces, offices, strict=True):
        codes = [regency.code for regency in places.regencies(province.code)]
        assistance.name_office(office, codes, by=SYSTEM, at=at)
        rows = [point for code in codes if rng.random() < COVERED for point in _points(rng, code)]
        if rows:
            assistance.open_points(office, rows, by=SYSTEM, at=at)
    world.offices = list(zip([name for name, _kind in names], offices, strict=True))


def _points(rng: Chance, code: str) -> list[NewPoint]:
    place = places.regency(code).name.split(" ", maxsplit=1)[-1]
    zone = {"Asia/Jakarta": "WIB", "Asia/Makassar": "WITA"}.get(places.province(code[:2]).zone, "WIT")
    hours = f"Senin–Jumat, 08.00–15.00 {zone}"
    street, step_free = 1 + int(rng.random() * 90), rng.random() < STEP_FREE
    post = NewPoint(
        code, f"Pos Bantuan {place}", PointKind.POST, f"Jl. Merdeka No. {street}, {place}", hours,
        step_free=step_free, sign_language=rng.random() < SIGN_LANGUAGE,
    )  # fmt: skip
    if rng.random() >= SECOND_POINT:
        return [post]
    return [
        post,
        NewPoint(code, f"Perpustakaan {place}", PointKind.ACCESS, f"Jl. Pendidikan No. {street}, {place}", hours),
    ]


def train_companions(world: World, batch: Batch, at: datetime) -> None:
    """Certificate holders of an earlier batch become companions, by two officers; the first is Budi."""
    certified = [one for one, skills in certification.skills_of(batch.winners).items() if skills]
    order = sorted(certified, key=lambda one: (not batch.people[one].name.startswith("Budi"), batch.people[one].nik))
    for number, one in enumerate(order[:COMPANIONS], 1):
        regency = batch.people[one].registry.regency
        near = [found.code for found in places.regencies(regency[:2])][:4]
        person = registration.application(one).person_id
        companion = assistance.apply(
            one, sorted({regency, *near}), "Saya ingin membantu tetangga mendaftar.",
            by=Actor(Role.CITIZEN, person, application_id=one), at=at,
        )  # fmt: skip
        assistance.propose_companion(companion, accept=True, by=world.staff["help"], at=at, why="Sertifikat sah")
        assistance.approve_companion(companion, by=world.staff["approver"], at=at)
        account = assistance.open_account(companion, f"pendamping-{number}@mitra.example", "", by=SYSTEM, at=at)
        if number == 1:
            world.staff["companion"] = Actor(Role.COMPANION, account, batch.people[one].name)


def ask_for_help(world: World, batch: Batch, at: datetime, *, count: int, answered: bool) -> None:
    """Participants write tickets; some are answered, some wait."""
    rng = chance(world.seed, batch.number, "tickets")
    order = sorted(batch.people, key=lambda one: batch.people[one].nik)
    officer = world.staff["help"]
    for number, one in enumerate(some_of(rng, order, count)):
        category, text = QUESTIONS[number % len(QUESTIONS)]
        ticket_number = tickets.open_ticket(
            NewTicket(category, text, f"demonstration/{batch.number}/{number}", application_id=one),
            by=_citizen(one), at=at + timedelta(minutes=number),
        )  # fmt: skip
        found = ticket_queries.ticket(ticket_number)
        if answered and found is not None and number % 3:
            tickets.take(found.id, by=officer, at=at + timedelta(hours=2))
            if number % 3 == 1:
                tickets.answer(
                    found.id, one_of(rng, ANSWERS), close=bool(number % 2), by=officer, at=at + timedelta(hours=3)
                )


def appeal(world: World, batch: Batch, at: datetime) -> None:
    """Who is refused by a stale list appeals and wins; a few others appeal and wait."""
    refused = Case.objects.filter(
        batch_number=batch.number, state=CaseState.REFUSED, reasons__contains=[Reason.IN_EDUCATION]
    )
    ids = sorted(refused.values_list("application_id", flat=True), key=lambda one: batch.people[one].nik)
    wronged = [one for one in ids if batch.people[one] in world.wronged]
    for one in [*wronged, *(one for one in ids if one not in wronged)][: len(wronged) + 2]:
        _appeal(world, one, at, win=one in wronged)


def late_appeal(world: World, batch: Batch, at: datetime) -> None:
    """Who was refused by a stale list appeals after the draw, wins, and two officers give what the policy says."""
    owed = [one for one, person in batch.people.items() if person in world.wronged]
    for one in owed:
        _appeal(world, one, at, win=True)
    world.listen()
    for found in selection_queries.owed(batch.number):
        proposal = selection.propose_addition(
            found.application_id, by=world.staff["selection"], at=at + timedelta(minutes=35), why="Keberatan menang sesudah undian"
        )  # fmt: skip
        selection.decide_addition(proposal, approve=True, by=world.staff["approver"], at=at + timedelta(minutes=40))


def _appeal(world: World, one: UUID, at: datetime, *, win: bool) -> None:
    text = "Saya sudah lulus tahun lalu. Ijazah saya ada." if win else "Saya sudah tidak kuliah lagi."
    try:
        tickets.open_appeal(one, text, once=f"demonstration/appeal/{one}", by=_citizen(one), at=at)
    except Refusal:
        return
    found = ticket_queries.appeal_of(one)
    if win and found is not None:
        tickets.grant_appeal(
            found.id, by=world.staff["help-2"], at=at + timedelta(minutes=20), why="Ijazah sudah kami lihat."
        )
        checking.review(
            one, accept=True, reason="Ijazah sah", by=world.staff["verifier"], at=at + timedelta(minutes=30)
        )


def _citizen(one: UUID) -> Actor:
    return Actor(Role.CITIZEN, registration.application(one).person_id, application_id=one)
