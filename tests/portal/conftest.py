"""A small world for the pages of the roof: one open batch, Ayu who registered, nobody else."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client

from jadibisa.foundation.messages.queries import outbox
from jadibisa.foundation.people.types import NewPerson
from jadibisa.foundation.plumbing import clock
from jadibisa.journey.registration import services as registration
from jadibisa.journey.registration.types import JobStatus, NewApplication, Occupation, Receipt, Schooling
from jadibisa.kernel.actors import SYSTEM
from jadibisa.kernel.ids import Kk, Nik

OPENED = datetime(2026, 11, 1, 2, 0, tzinfo=UTC)
NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)  # ten in the morning in Jakarta
BATCH = 72
BORN = date(1998, 8, 14)
PHONE = "+6281234560147"
POLICY = Path(__file__).resolve().parents[2] / "policy" / "2024.toml"


def ayu(number: int = 1) -> NewPerson:
    """Ayu, or a neighbour of hers with another number."""
    nik = Nik(f"320454{BORN:%m%y}{number:02d}0000")
    kk = Kk(f"3204{number:08d}0000")
    return NewPerson(nik, kk, "Ayu Lestari", BORN, "F", PHONE, "", "Jalan Melati 8", "32.04")


@pytest.fixture
def stage(db: None) -> None:  # noqa: ARG001 - the database must be there
    """Time stands, batch 72 is open."""
    clock.stand_at(NOW)
    code = registration.load_policy(POLICY.read_text(encoding="utf-8"), POLICY.name, by=SYSTEM, at=OPENED)
    registration.open_batch(
        BATCH, code, OPENED, NOW + timedelta(days=6), 100, NOW + timedelta(days=9), by=SYSTEM, at=OPENED
    )


@pytest.fixture
def receipt(stage: None) -> Receipt:  # noqa: ARG001 - the batch must be open
    """Ayu's application."""
    row = NewApplication(
        batch=BATCH,
        person=ayu(),
        schooling=Schooling.SMA,
        job_status=JobStatus.SEEKING,
        occupation=Occupation.NONE,
        in_education=False,
        motive="kerja",
        interests=("digital",),
        key="ayu",
    )
    (answer,) = registration.register([row], by=SYSTEM, at=NOW)
    assert isinstance(answer, Receipt)
    return answer


def last_code() -> str:
    """The code in the newest SMS."""
    text = next(message.text for message in outbox(limit=1) if message.kind == "code")
    return text.split("kode Anda ")[1][:6]


@pytest.fixture
def signed_in(receipt: Receipt) -> Client:
    """A browser in which Ayu signed in."""
    client = Client()
    born = {"birth_date_day": "14", "birth_date_month": "8", "birth_date_year": "1998"}
    client.post("/masuk/", {"reference": receipt.reference, **born})
    client.post("/masuk/kode/", {"code": last_code()})
    return client


def enter(client: Client, account_id: UUID) -> Client:
    """A browser in which an account is signed in with both factors."""
    client.force_login(get_user_model().objects.get(pk=account_id), backend=settings.AUTHENTICATION_BACKENDS[0])
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": NOW.timestamp(), "type": "totp"}]
    session.save()
    return client
