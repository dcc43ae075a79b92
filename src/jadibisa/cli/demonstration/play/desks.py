"""Who works in the programme: staff with four eyes, providers, employers, a local government, and the first courses."""

from datetime import datetime

from django.db.models import Count

from jadibisa.cli.demonstration.catalogue import courses
from jadibisa.cli.demonstration.catalogue.providers import providers
from jadibisa.cli.demonstration.chance import chance
from jadibisa.cli.demonstration.play.world import World
from jadibisa.foundation.people import queries as people_queries
from jadibisa.foundation.people import services as people
from jadibisa.journey.training import services as training
from jadibisa.journey.work.models import JobApplication
from jadibisa.journey.work.types import JobState
from jadibisa.kernel.actors import SYSTEM, Actor, Role

STAFF: tuple[tuple[str, Role, str], ...] = (
    ("verifier", Role.VERIFIER, "Fajar Nugraha"),
    ("verifier-2", Role.VERIFIER, "Galuh Permata"),
    ("selection", Role.SELECTION_OFFICER, "Dewi Anggraini"),
    ("finance", Role.FINANCE_OFFICER, "Hendra Saputra"),
    ("help", Role.HELP_OFFICER, "Intan Maharani"),
    ("help-2", Role.HELP_OFFICER, "Krisna Wijaya"),
    ("approver", Role.APPROVER, "Joko Susilo"),
    ("auditor", Role.AUDITOR, "Laila Rahmawati"),
)
TITLES = {
    "verifier": "Petugas verifikasi",
    "selection": "Petugas seleksi",
    "finance": "Petugas dana",
    "help": "Petugas bantuan",
    "approver": "Penyetuju, orang kedua",
    "auditor": "Auditor",
}


def open_desks(world: World, at: datetime) -> None:
    """Accounts of the staff; nobody signs in with a password, "Masuk sebagai" opens them in the demonstration."""
    for slug, role, name in STAFF:
        account = people.create_account(f"{slug}@jadibisa.example", role, name, password="", by=SYSTEM, at=at)
        world.staff[slug] = Actor(role, account, name)
    for place, (slug, title) in enumerate(TITLES.items()):
        actor = world.staff[slug]
        people.cast(slug, f"{actor.name}, {title.lower()}", actor.role, place=50 + place, account_id=actor.id)


def partner(
    world: World, slug: str, role: Role, name: str, title: str, *, organisation: tuple[str, str] | None, at: datetime
) -> Actor:
    """An account of a partner in an organisation, shown in the cast."""
    kind, called = organisation or ("", "")
    organisation_id = next((found for found, its in people_queries.organisations(kind) if its == called), None)
    account = people.create_account(
        f"{slug}@mitra.example", role, name, password="", organisation_id=organisation_id, by=SYSTEM, at=at
    )
    people.cast(slug, f"{name}, {title}", role, place=40, account_id=account)
    world.staff[slug] = Actor(role, account, name, organisation_id)
    return world.staff[slug]


def open_shop(world: World, at: datetime) -> None:
    """Providers with all their courses: those of a season are published when it comes."""
    found = providers(chance(world.seed, "providers"))
    world.providers = people.create_organisations([(one.name, "provider") for one in found], by=SYSTEM, at=at)
    world.courses = courses(world.seed, found, world.providers)
    partner(
        world, "provider", Role.PROVIDER, "Citra Lestari", f"lembaga pelatihan {found[0].name}",
        organisation=("provider", found[0].name), at=at,
    )  # fmt: skip


def publish_season(world: World, season: int, at: datetime) -> int:
    """Publish the courses of a season; tells how many."""
    new = [course.new for course in world.courses if course.season == season]
    training.publish(new, by=SYSTEM, at=at)
    return len(new)


def employer_account(world: World, at: datetime) -> None:
    """The employer of the cast: the one whose vacancies have most applications that wait for an answer."""
    counts = (
        JobApplication.objects.filter(state=JobState.NEW)
        .values_list("vacancy__employer_id")
        .annotate(count=Count("id"))
    )
    busiest = max(counts, key=lambda row: (row[1], str(row[0])), default=None)
    found = next(
        (one for one, employer_id in world.employers if busiest and employer_id == busiest[0]), world.employers[0][0]
    )
    partner(
        world,
        "employer",
        Role.EMPLOYER,
        "Eko Prasetyo",
        f"pemberi kerja {found.name}",
        organisation=("employer", found.name),
        at=at,
    )


def office_account(world: World, at: datetime) -> None:
    """The local government of the cast: the one of Jawa Barat."""
    name = next(name for name, _office in world.offices if name.endswith("Jawa Barat"))
    partner(
        world, "office", Role.LOCAL_GOVERNMENT, "Kartika Dewi", name, organisation=("local_government", name), at=at
    )


def companion_cast(world: World) -> None:
    """Budi, who became a companion with his certificate."""
    budi = world.staff.get("companion")
    if budi is not None:
        people.cast("companion", f"{budi.name}, pendamping", Role.COMPANION, place=30, account_id=budi.id)
