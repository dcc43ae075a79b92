"""Pages of payers: pledge, pay the bill, see what it bought; nobody sees another's, nor who did not agree."""

import re
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jadibisa.foundation.people import services as people
from jadibisa.foundation.plumbing import clock
from jadibisa.foundation.plumbing.chance import uuid7
from jadibisa.journey.funding import queries as funding
from jadibisa.journey.funding import services as money
from jadibisa.journey.funding.models import Pledge
from jadibisa.journey.funding.types import PledgeState
from jadibisa.journey.registration import queries as registration
from jadibisa.journey.training import queries as training
from jadibisa.kernel.actors import SYSTEM, Actor, Role
from jadibisa.kernel.money import sen
from tests.journey.funding import payers
from tests.journey.training import shared, world

pytestmark = pytest.mark.django_db
MOST_QUERIES = 25


def town() -> tuple[Client, UUID]:
    """The browser of a local government."""
    owner = payers.payer("Dinas Tenaga Kerja Bandung", "local_government")
    account = people.create_account(
        f"{uuid7()}@contoh.example", Role.LOCAL_GOVERNMENT, "Rini", password="", organisation_id=owner, by=SYSTEM, at=clock.now()
    )  # fmt: skip
    return world.signed_in(account), owner


def filled(client: Client, **more: str) -> dict[str, str]:
    """The form as a payer fills it in, with the day in the way that the page asks for it."""
    page = client.get("/mitra/dana/baru/").content.decode()
    names = re.findall(r'name="(until[^"]*)"', page)
    day = dict(zip(names, ["1", "12", "2026"], strict=False)) if len(names) > 1 else {names[0]: "2026-12-01"}
    return {"per_person": "15.000.000", "total": "30000000", "once": "k1", **day, **more}


def test_from_the_pledge_to_what_it_bought() -> None:
    one, two = shared.learners(2)
    (run,) = shared.publish(shared.certificate())
    client, _owner = town()
    assert "Belum ada dana" in client.get("/mitra/dana/").content.decode()
    course = training.offers([run])[run].course_id
    told = filled(
        client, references=registration.application(one).reference, course=f"https://x.example/kursus/{course}/"
    )
    answer = client.post("/mitra/dana/baru/", told)
    assert answer.status_code == 303
    again = client.post("/mitra/dana/baru/", told)
    assert again["Location"] == answer["Location"]  # a double click
    page = client.get(answer["Location"]).content.decode()
    assert "Tagihan: Rp30.000.000" in page
    assert "<svg" in page
    pledge = Pledge.objects.get()
    client.post(f"{answer['Location']}bayar/", {"cara": "va"})
    client.post(f"{answer['Location']}bayar/", {"cara": "va"})
    assert Pledge.objects.get().state == PledgeState.ACTIVE
    purchase = shared.buy(one, run)
    shared.buy(two, run)
    page = client.get(answer["Location"]).content.decode()
    assert ("Sertifikat AI" in page, "tidak dibagikan" in page, "Ayu Lestari" in page) == (True, True, False)
    money.show_name(purchase.id, shown=True, by=Actor(Role.CITIZEN, None, application_id=one), at=clock.now())
    assert "Ayu Lestari" in client.get(answer["Location"]).content.decode()
    listed = client.get("/mitra/dana/").content.decode()
    assert ("Rp15.000.000" in listed, "Sertifikat AI" in listed) == (True, True)
    client.post(f"{answer['Location']}akhiri/")
    client.post(f"{answer['Location']}akhiri/")
    assert Pledge.objects.get().state == PledgeState.ENDED
    view = funding.pledge(pledge.pk)
    assert view is not None
    assert (view.used, view.left) == (sen(15_000_000), sen(15_000_000))


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"per_person": "10"}, "Paling sedikit Rp50.000"),
        ({"per_person": "1,5"}, "tanpa sen"),
        ({"total": "100000"}, "Jumlah semua"),
        ({"references": "JB7199999999"}, "tidak ada"),
        ({"course": "kursus memasak"}, "bukan halaman kursus"),
        ({"skill": "terbang"}, "Pilih salah satu"),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_nothing_is_written(changes: dict[str, str], says: str) -> None:
    shared.learners(1)
    client, _owner = town()
    answer = client.post("/mitra/dana/baru/", filled(client, **changes))
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert not Pledge.objects.exists()


def test_nobody_sees_the_pledge_of_another_and_an_unknown_employer_sees_nothing() -> None:
    shared.learners(1)
    promise = payers.pledge(payers.payer(), sen(1_000_000), sen(1_000_000))
    client, _owner = town()
    for path in ("", "bayar/", "akhiri/"):
        address = f"/mitra/dana/{promise}/{path}"
        assert (client.post(address) if path else client.get(address)).status_code == 404
    account = people.create_account(
        "baru@contoh.example", Role.EMPLOYER, "Tono", password="", organisation_id=payers.payer("PT Baru"), by=SYSTEM, at=clock.now()
    )  # fmt: skip
    assert world.signed_in(account).get("/mitra/dana/").status_code == 404


def test_the_finance_desk_decides_a_big_pledge_by_two_and_the_pages_do_not_grow() -> None:
    shared.learners(1)
    owner = payers.payer()
    big = payers.pledge(owner, sen(1_000_000), sen(60_000_000))
    desks = [
        world.signed_in(
            people.create_account(f"{uuid7()}@contoh.example", role, "Sari", password="", by=SYSTEM, at=clock.now())
        )
        for role in (Role.FINANCE_OFFICER, Role.APPROVER, Role.AUDITOR)
    ]
    address = f"/petugas/dana/mitra/{big}/"
    assert desks[2].post(address, {"why": "x"}).status_code == 404
    assert desks[0].post(address, {"why": ""}).status_code == 422
    assert desks[0].post(address, {"why": "sudah dicek"}).status_code == 303
    assert desks[0].post(address, {"approve": "yes"}).status_code == 422
    assert desks[1].post(address, {"approve": "yes"}).status_code == 303
    assert Pledge.objects.get().state == PledgeState.ACTIVE
    assert desks[1].post(address, {"approve": "yes"}).status_code == 303
    counts, page = [], ""
    for _size in range(2):
        desks[0].get("/petugas/dana/mitra/")
        with CaptureQueriesContext(connection) as seen:
            page = desks[0].get("/petugas/dana/mitra/").content.decode()
        counts.append(len(seen))
        for _more in range(5):
            payers.pledge(owner, sen(1_000_000), sen(2_000_000))
    assert "Rp60.000.000" in page
    assert counts[0] == counts[1] <= MOST_QUERIES
    assert desks[0].get(f"/petugas/dana/mitra/{uuid7()}/").status_code == 404
