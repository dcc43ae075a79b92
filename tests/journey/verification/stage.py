"""Applications on their way through the check, for the tests of verification."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from jadibisa.foundation.facts.services import deliver
from jadibisa.foundation.people import services as people
from jadibisa.foundation.people.types import NewPerson
from jadibisa.journey.registration import queries as registration
from jadibisa.journey.registration.types import NewApplication
from jadibisa.journey.verification import queries, services
from jadibisa.journey.verification.gateways import MirrorRegistry
from jadibisa.journey.verification.types import Answer, CaseState, Reason
from jadibisa.kernel.actors import SYSTEM, Actor, Role
from tests.journey.registration import cast

LATER = cast.NOW + timedelta(hours=2)
PERSON = cast.person(1)


def said(person: NewPerson, **changes: object) -> Answer:
    """What the registry says of a person who told the truth, with changes."""
    base = Answer(
        found=True, name=person.name, birth_date=person.birth_date, gender=person.gender, kk=person.kk.digits, province=person.regency[:2],
        regency=person.regency,
    )  # fmt: skip
    return replace(base, **changes)  # type: ignore[arg-type]


def begun(rows: Sequence[NewApplication]) -> list[UUID]:
    """Registered applications whose check has begun by the fact."""
    ids = [receipt.application_id for receipt in cast.registered(rows)]
    deliver()
    assert set(queries.cases(ids)) == set(ids), (
        "the fact was not heard: a transaction is open on this server, or the log says why"
    )
    return ids


def officer(name: str) -> Actor:
    """A verifier with an account."""
    account = people.create_account(f"{name}@example.id", Role.VERIFIER, name, password="", by=SYSTEM, at=cast.NOW)
    return Actor(Role.VERIFIER, account, name)


def checked_one(row: NewApplication, answer: Answer | None = None) -> UUID:
    """One application, checked with what the registry says."""
    found = begun([row])[0]
    known = {row.person.nik.digits: answer} if answer else {}
    services.check([found], by=SYSTEM, at=LATER, registry=MirrorRegistry(known))
    return found


def state_and_reasons(found: UUID) -> tuple[CaseState, tuple[Reason, ...]]:
    view = queries.case(found)
    assert view is not None
    return view.state, view.reasons


def family(count: int) -> list[UUID]:
    """Verified applicants of one family."""
    kk = cast.person(1).kk
    ids = begun([cast.application(n, who=cast.person(n, kk=kk)) for n in range(count)])
    services.check(ids, by=SYSTEM, at=LATER, registry=MirrorRegistry())
    return ids


def rows_of(ids: Sequence[UUID], batch: int = cast.BATCH) -> list[tuple[UUID, UUID, int]]:
    persons = registration.persons_of(ids)
    return [(found, persons[found], batch) for found in ids]
