"""A stage for the tests of the draw: a funded batch, people who applied, verified cases."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from random import Random  # noqa: TID251 - examples that are the same every time
from uuid import UUID

from jadibisa.foundation.facts.services import record
from jadibisa.foundation.people import services as people
from jadibisa.foundation.people.types import NewPerson
from jadibisa.foundation.places import queries as places
from jadibisa.journey.registration import services as registration
from jadibisa.journey.registration.models import Application
from jadibisa.journey.registration.types import JobStatus, NewApplication, Occupation, Receipt, Schooling, batch_subject
from jadibisa.journey.selection import services
from jadibisa.journey.verification import services as verification
from jadibisa.journey.verification.models import Case
from jadibisa.journey.verification.types import CaseState, ListKind
from jadibisa.kernel.actors import SYSTEM, Actor, Role
from jadibisa.kernel.ids import Kk, Nik
from jadibisa.kernel.policy import KINDS
from tests.journey.selection.folder import POLICY

OPENED = datetime(2026, 11, 1, 2, 0, tzinfo=UTC)
CLOSED = OPENED + timedelta(days=14)
FROZEN = CLOSED + timedelta(days=2)
DRAWN = OPENED + timedelta(days=20)
DICE = "58203917446105923871"
SECRETS = {"Ibu Sri": "5a" * 16}
WITNESSES = [(name, sha256(bytes.fromhex(secret)).hexdigest()) for name, secret in SECRETS.items()]
BATCH = 72
OTHERS = {
    "integer": "5", "percent": "15", "money": "3500000", "flag": "true", "text": '"return_only"', "texts": "[]", "month_day": '"12-15"',
    "floors": "[]", "own_shares": "[]",
}  # fmt: skip


def policy_text(
    *,
    open_types: bool = True,
    counting: str = "headcount",
    tiers: Sequence[str] = (),
    floor: int = 0,
    late_appeals: str = "next_batch",
    simulation: str = "",
    regencies: Sequence[str] = (),
    regency_floor: int = 0,
) -> str:
    """A whole policy with the numbers of the draw that a test wants."""
    said = {
        "selection.method": '"sainte-lague"',
        "selection.weights": '"labour_force"',
        "selection.province_floor": str(floor),
        "selection.floors": '[{trait = "W", percent = 52}, {trait = "D", percent = 3}]',
        "selection.counting": f'"{counting}"',
        "selection.tiers": str(list(tiers)).replace("'", '"'),
        "selection.types_published": '"open"' if open_types else '"committed"',
        "selection.simulation": f'"{simulation}"',
        "selection.late_appeals": f'"{late_appeals}"',
        "selection.regencies": str(list(regencies)).replace("'", '"'),
        "selection.regency_floor": str(regency_floor),
        "eligibility.recipients_per_family_card": "2",
        "eligibility.minimum_age": "18",
        "eligibility.maximum_age": "64",
        "eligibility.stale_list_days": "30",
    }
    values = {key: said.get(key, OTHERS[kind]) for key, kind in KINDS.items()}
    return POLICY.format(
        parameters="".join(
            f'[[parameter]]\nkey = "{key}"\nvalue = {value}\nfrom = 2020-01-01\nsource = "test"\n\n'
            for key, value in values.items()
        )
    )


def officer(name: str = "Eko", role: Role = Role.SELECTION_OFFICER) -> Actor:
    """An officer with an account."""
    account = people.create_account(f"{name.lower()}@jadibisa.example", role, name, password="", by=SYSTEM, at=OPENED)
    return Actor(role, account, name)


def _person(number: int, chance: Random) -> NewPerson:
    regency = chance.choice(places.regencies())
    gender = chance.choice("FM")
    day = 54 if gender == "F" else 14
    code = regency.code.replace(".", "")
    nik = f"{code}{number // 1200 % 100:02d}{day}{1 + number % 12:02d}{number // 12 % 100:02d}0000"
    return NewPerson(
        Nik(nik), Kk(f"{code}{number:08d}00"), "Budi Santoso", date(1998, 8, 14), gender, f"+62812{10000000 + number}", "",
        "Jalan Melati 8", regency.code,
    )  # fmt: skip


def batch(seats: int = 100, **policy: object) -> None:
    """Open a funded batch with fresh exclusion lists."""
    registration.load_policy(policy_text(**policy), "test.toml", by=SYSTEM, at=OPENED)  # type: ignore[arg-type]
    registration.open_batch(BATCH, "test", OPENED, CLOSED, seats, DRAWN, by=SYSTEM, at=OPENED)
    record("funding.funded", by=SYSTEM, at=OPENED, subjects=[batch_subject(BATCH)], data={"batch": BATCH})


def lists(at: datetime = CLOSED) -> None:
    """Import empty lists of all kinds as of a day."""
    for kind in ListKind:
        verification.import_list(str(kind), at.date(), [], by=SYSTEM, at=at)


def apply(count: int, number: int = 1) -> list[Receipt]:
    """So many people apply."""
    chance = Random(number)
    rows = [
        NewApplication(
            BATCH, _person(place, chance), Schooling.SMA, JobStatus.SEEKING, Occupation.NONE, in_education=False, motive="kerja",
            interests=("digital",), key=f"k{place}", disability="sight" if chance.random() < 0.1 else None, disability_proof="kartu",
        )
        for place in range(count)
    ]  # fmt: skip
    found = registration.register(rows, by=SYSTEM, at=OPENED)
    assert {str(row) for row in found if not isinstance(row, Receipt)} == set()
    return [row for row in found if isinstance(row, Receipt)]


def verified(ids: Sequence[UUID] | None = None) -> None:
    """Let the cases of all applications be verified, each on a family card of its own."""
    rows = Application.objects.filter(batch_id=BATCH).select_related("person")
    Case.objects.bulk_create(
        Case(
            application_id=row.id, batch_number=BATCH, person_id=row.person_id, state=CaseState.VERIFIED, province=row.province,
            regency=row.regency, kk_index=bytes(row.person.kk_index), traits=row.trait_woman + 2 * row.trait_disabled,
            begun_at=OPENED, due_at=CLOSED, decided_at=CLOSED,
        )
        for row in rows if ids is None or row.id in ids
    )  # fmt: skip


def until_frozen(count: int, seats: int, **policy: object) -> None:
    """A frozen draw."""
    batch(seats, **policy)
    services.announce(BATCH, by=SYSTEM, at=OPENED, witnesses=WITNESSES)
    apply(count)
    verified()
    lists()
    services.freeze(BATCH, by=SYSTEM, at=FROZEN)


def until_published(count: int, seats: int, **policy: object) -> None:
    """A published draw."""
    until_frozen(count, seats, **policy)
    publish()


def publish() -> None:
    """Everything after the freeze."""
    services.record_dice(BATCH, DICE, by=SYSTEM, at=DRAWN)
    services.make_seed(BATCH, SECRETS, by=SYSTEM, at=DRAWN)
    services.run(BATCH, by=SYSTEM, at=DRAWN)
    services.publish(BATCH, by=SYSTEM, at=DRAWN)


def late_application() -> Application:
    """Somebody whose application is in no roll."""
    known = set(Application.objects.values_list("id", flat=True))
    apply(len(known) + 1)
    return Application.objects.exclude(id__in=known).get()
