"""Every page of the roof has an upper bound on its queries, and it does not grow with the data."""

from typing import Any

import pytest
from django.test import Client

from jadibisa.foundation.people.services import create_account
from jadibisa.journey.registration import services as registration
from jadibisa.journey.registration.types import JobStatus, NewApplication, Occupation, Schooling
from jadibisa.kernel.actors import SYSTEM, Role
from tests.portal.conftest import BATCH, NOW, ayu, enter

BOUNDS = {
    "/": 12,
    "/bantuan/": 4,
    "/privasi/": 1,
    "/kemudahan-akses/": 1,
    "/keadaan/": 6,
    "/pesan/": 2,
    "/bantuan/arti/": 1,
    "/masuk/": 2,
    "/bukan-saya/": 2,
    "/demo/": 3,
    "/demo/kotak/": 2,
    "/data/hari/": 2,
    "/siap/": 2,
    "/robots.txt": 1,
    "/sitemap.xml": 1,
}


def neighbours(count: int) -> None:
    """More people."""
    rows = [
        NewApplication(
            batch=BATCH, person=ayu(number), schooling=Schooling.SMA, job_status=JobStatus.SEEKING, occupation=Occupation.NONE,
            in_education=False, motive="kerja", interests=(), key=f"neighbour {number}",
        )
        for number in range(2, count + 2)
    ]  # fmt: skip
    registration.register(rows, by=SYSTEM, at=NOW)


@pytest.mark.usefixtures("receipt")
@pytest.mark.parametrize(("address", "bound"), BOUNDS.items())
def test_a_public_page_keeps_its_bound(django_assert_max_num_queries: Any, address: str, bound: int) -> None:
    """With one person and with thirty the bound is the same."""
    for people in (0, 30):
        if people:
            neighbours(people)
        with django_assert_max_num_queries(bound):
            assert Client().get(address).status_code == 200


def test_the_home_of_a_participant_keeps_its_bound(signed_in: Client, django_assert_max_num_queries: Any) -> None:
    """Every step tells its lines with a fixed number of queries."""
    with django_assert_max_num_queries(40):
        assert signed_in.get("/saya/").status_code == 200


@pytest.mark.usefixtures("receipt")
@pytest.mark.parametrize(
    ("role", "address", "bound"),
    [
        (Role.AUDITOR, "/meja/", 8),
        (Role.VERIFIER, "/meja/", 7),
        (Role.HELP_OFFICER, "/meja/", 8),
        (Role.AUDITOR, "/auditor/dugaan/", 7),
        (Role.AUDITOR, "/auditor/jejak/", 6),
        (Role.APPROVER, "/auditor/dugaan/", 7),
        (Role.APPROVER, "/meja/", 10),
        (Role.HELP_OFFICER, "/petugas/data/", 5),
    ],
)
def test_a_desk_keeps_its_bound(django_assert_max_num_queries: Any, role: Role, address: str, bound: int) -> None:
    """The desks of the roof and of oversight."""
    client = enter(Client(), create_account(f"{role}@jadibisa.example", role, "Eko", password="", by=SYSTEM, at=NOW))
    for people in (0, 30):
        if people:
            neighbours(people)
        with django_assert_max_num_queries(bound):
            assert client.get(address).status_code == 200
