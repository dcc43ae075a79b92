"""Employers, officers and vacancies for the tests of work."""

from uuid import UUID

from jadibisa.foundation.people import services as people
from jadibisa.journey.work import services
from jadibisa.journey.work.types import NewEmployer, NewVacancy
from jadibisa.kernel.actors import SYSTEM, Actor, Role
from jadibisa.kernel.skills import SKILLS
from tests.care.stage import NOW, officer

SLUGS = tuple(SKILLS)


def employer(number: int = 1, *, verified: bool = True) -> UUID:
    """An employer, looked at by two officers unless said otherwise."""
    new = NewEmployer(
        f"PT Sandang {number}", f"{number:013d}", "garmen", "32", "32.04", f"kerja{number}@usaha.example", "Jalan 1"
    )
    employer_id = services.register_employer(new, by=SYSTEM, at=NOW)
    if verified:
        first, second = officer(f"eko{number}"), officer(f"dewi{number}")
        services.propose_verification(employer_id, accept=True, by=first, at=NOW, why="Izin cocok")
        services.verify_employer(employer_id, by=second, at=NOW)
    return employer_id


def member(employer_id: UUID, name: str = "budi") -> Actor:
    """Somebody who signs in for an employer."""
    account = people.create_account(
        f"{name}@usaha.example", Role.EMPLOYER, name, password="", organisation_id=employer_id, by=SYSTEM, at=NOW
    )
    return Actor(Role.EMPLOYER, account, name, organisation_id=employer_id)


def vacancy(employer_id: UUID, key: str = "k1", **changes: object) -> NewVacancy:
    """A vacancy that shows at once."""
    values: dict[str, object] = {
        "key": key,
        "employer_id": employer_id,
        "title": f"Staf gudang {key}",
        "occupation": "4321",
        "skills": SLUGS[:5],
        "qualification": "SMA",
        "province": "32",
        "regency": "32.04",
        "contract": "fixed_term",
        "wage_low": 3_500_000_00,
        "wage_high": 4_000_000_00,
        "places": 2,
        "open_to_disabled": True,
    }
    return NewVacancy(**(values | changes))  # type: ignore[arg-type]


def post(employer_id: UUID, key: str = "k1", **changes: object) -> UUID:
    """A posted vacancy."""
    answer = services.post_vacancies([vacancy(employer_id, key, **changes)], by=SYSTEM, at=NOW)[0]
    assert isinstance(answer, UUID), answer
    return answer
