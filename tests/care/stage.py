"""A small stage for the tests of work and care: a batch, people who applied, officers, employers."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client

from jadibisa.config.middleware import CITIZEN_KEY, DEMONSTRATION_KEY
from jadibisa.foundation.people import services as people
from jadibisa.foundation.people.models import Account
from jadibisa.foundation.people.types import NewPerson
from jadibisa.journey.registration import queries as registered
from jadibisa.journey.registration import services as registration
from jadibisa.journey.registration.types import JobStatus, NewApplication, Occupation, Receipt, Schooling
from jadibisa.kernel.actors import SYSTEM, Actor, Role
from jadibisa.kernel.ids import Kk, Nik
from jadibisa.kernel.refusals import Refusal

POLICY = Path(__file__).resolve().parents[2] / "policy" / "2026.toml"
OPENED = datetime(2026, 11, 1, 2, 0, tzinfo=UTC)
NOW = datetime(2026, 11, 5, 3, 0, tzinfo=UTC)  # ten in the morning in Jakarta
BATCH = 72


@contextmanager
def refused(code: str) -> Iterator[pytest.ExceptionInfo[Refusal]]:
    """The block ends with this refusal, which has a sentence."""
    with pytest.raises(Refusal) as caught:
        yield caught
    assert caught.value.code == code
    assert str(caught.value)


def officer(name: str = "Eko", role: Role = Role.HELP_OFFICER) -> Actor:
    """An officer with an account."""
    account = people.create_account(f"{name.lower()}@jadibisa.example", role, name, password="", by=SYSTEM, at=OPENED)
    return Actor(role, account, name)


def person(number: int, *, name: str = "Ayu Lestari", phone: str | None = None, regency: str = "32.04") -> NewPerson:
    """A synthetic person; the number makes NIK and family card."""
    return NewPerson(
        Nik(f"{regency.replace('.', '')}{number // 100 % 100:02d}5408{number % 100:02d}0000"[:16]),
        Kk(f"3204{number:08d}0000"),
        name,
        date(1998, 8, 14),
        "F",
        phone or f"+62812{number:08d}",
        "",
        "Jalan Melati 8",
        regency,
    )


def open_batch() -> None:
    """Batch 72 is open from 1 to 20 November 2026."""
    code = registration.load_policy(POLICY.read_text(encoding="utf-8"), POLICY.name, by=SYSTEM, at=OPENED)
    registration.open_batch(
        BATCH, code, OPENED, OPENED + timedelta(days=19), 100, OPENED + timedelta(days=32), by=SYSTEM, at=OPENED
    )


def apply(count: int, *, start: int = 1, regency: str = "32.04") -> list[Receipt]:
    """People who applied to batch 72."""
    rows = [
        NewApplication(
            batch=BATCH,
            person=person(number, regency=regency),
            schooling=Schooling.SMA,
            job_status=JobStatus.SEEKING,
            occupation=Occupation.NONE,
            in_education=False,
            motive="kerja",
            interests=("perkantoran",),
            key=f"test-{number}",
        )
        for number in range(start, start + count)
    ]
    found = registration.register(rows, by=SYSTEM, at=NOW)
    receipts = [receipt for receipt in found if isinstance(receipt, Receipt)]
    assert len(receipts) == count, found[:3]
    return receipts


def client_as(actor: Actor) -> Client:
    """A browser in which somebody is signed in."""
    client = Client()
    if actor.role is Role.CITIZEN:
        session = client.session
        session[CITIZEN_KEY] = {
            "person": str(actor.id),
            "application": str(actor.application_id),
            "name": actor.name or "Ayu",
            "zone": "Asia/Jakarta",
        }
        session.save()
    elif actor.id is not None:
        client.force_login(Account.objects.get(pk=actor.id))
        session = client.session
        session[DEMONSTRATION_KEY] = True
        session.save()
    return client


def citizen(receipt: Receipt) -> Actor:
    """The person behind an application, signed in."""
    person_id = registered.application(receipt.application_id).person_id
    return Actor(Role.CITIZEN, person_id, "Ayu", application_id=receipt.application_id)
