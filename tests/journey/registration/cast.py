"""Ayu, Budi and a village: applications for the tests of registration and verification."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from jadibisa.foundation.people.types import NewPerson
from jadibisa.journey.registration import services
from jadibisa.journey.registration.types import JobStatus, NewApplication, Occupation, Receipt, Schooling
from jadibisa.kernel.actors import SYSTEM
from jadibisa.kernel.ids import Kk, Nik
from jadibisa.kernel.refusals import Refusal

ROOT = Path(__file__).parents[3]
OPENS = datetime(2024, 2, 16, 5, 0, tzinfo=UTC)
CLOSES = OPENS + timedelta(days=3)
DRAWN = CLOSES + timedelta(days=5)
NOW = OPENS + timedelta(hours=1)
BATCH = 63


def policy_text(code: str = "2024") -> str:
    """A policy file of the programme."""
    return (ROOT / "policy" / f"{code}.toml").read_text(encoding="utf-8")


def set_up_batch(number: int = BATCH, *, opens: datetime = OPENS, seats: int = 100, scheme: str = "2024") -> int:
    """A batch that opens for three days."""
    services.load_policy(policy_text(scheme), f"{scheme}.toml", by=SYSTEM, at=opens)
    closes = opens + timedelta(days=3)
    services.open_batch(number, scheme, opens, closes, seats, closes + timedelta(days=5), by=SYSTEM, at=opens)
    return number


def nik_of(number: int, born: date, gender: str) -> Nik:
    """A synthetic NIK: its district tells the persons apart."""
    day = born.day + (40 if gender == "F" else 0)
    return Nik(f"{110000 + number:06d}{day:02d}{born:%m%y}0000")


def person(number: int = 1, **changes: object) -> NewPerson:
    """A person who may join; each number is another one, in a family of her own."""
    born = date(1990, 1 + number % 12, 1 + number // 12 % 28)
    gender = "F" if number % 2 else "M"
    base = NewPerson(
        nik=nik_of(number, born, gender),
        kk=Kk(f"3204{number:08d}0000"),
        name="Ayu Lestari" if number % 2 else "Budi Santoso",
        birth_date=born,
        gender=gender,
        phone=f"+62812{number:08d}",
        email="",
        address="Jalan Melati 8",
        regency="32.04",
    )
    return replace(base, **changes)  # type: ignore[arg-type]


def application(number: int = 1, *, who: NewPerson | None = None, **changes: object) -> NewApplication:
    """Her application."""
    base = NewApplication(
        batch=BATCH,
        person=who or person(number),
        schooling=Schooling.SMK,
        job_status=JobStatus.SEEKING,
        occupation=Occupation.NONE,
        in_education=False,
        motive="kerja",
        interests=("perkantoran",),
        key=f"test/{number}",
    )
    return replace(base, **changes)  # type: ignore[arg-type]


def registered(rows: Sequence[NewApplication], at: datetime = NOW) -> list[Receipt]:
    """Register persons against whom nothing stands."""
    answers = services.register(rows, by=SYSTEM, at=at)
    receipts = [answer for answer in answers if isinstance(answer, Receipt)]
    assert len(receipts) == len(rows), answers
    return receipts


@contextmanager
def refuses(code: str) -> Iterator[None]:
    """What stands inside is refused with this code."""
    with pytest.raises(Refusal) as caught:
        yield
    assert caught.value.code == code
