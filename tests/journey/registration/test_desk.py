"""The officers' batches: opened by two people, read by whoever works for the programme."""

import re

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from jadibisa.foundation.plumbing import clock
from jadibisa.journey.registration import queries
from jadibisa.kernel.actors import Role
from tests.journey.registration import cast
from tests.journey.registration.browsers import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    """A browser while a batch is open."""
    clock.stand_at(cast.NOW)
    cast.set_up_batch()
    return Client()


def test_a_batch_is_opened_by_two_people(client: Client) -> None:
    assert client.get("/petugas/gelombang/").status_code == 302
    eko, dewi = signed_in(Role.SELECTION_OFFICER, "eko"), signed_in(Role.APPROVER, "dewi")
    typed = {
        "number": "64", "scheme": "2024", "opens_at": "2024-03-01 10.00", "closes_at": "2024-03-04 10.00", "seats": "500",
        "draw_at": "2024-03-10 10.00", "why": "Maret",
    }  # fmt: skip
    for change, words in (
        ({"number": "63"}, "sudah ada"),
        ({"opens_at": "besok"}, "Tulis tanggal dan jam"),
        ({"opens_at": "2024-02-01 10.00"}, "sudah lewat"),
        ({"closes_at": "2024-02-28 10.00"}, "Urutannya"),
        ({"seats": "x"}, "angka bulat"),
    ):
        assert words in eko.post("/petugas/gelombang/usul/", typed | change).content.decode()
    assert eko.post("/petugas/gelombang/usul/", typed).status_code == 303
    page = eko.get("/petugas/gelombang/").content.decode()
    assert "tidak bisa menyetujui usulan sendiri" in page
    found = re.search(r'name="proposal" value="([^"]+)"', dewi.get("/petugas/gelombang/").content.decode())
    assert found is not None
    decision = {"proposal": found[1], "decision": "approve", "why": ""}
    assert eko.post("/petugas/gelombang/putus/", decision).status_code == 303
    assert 64 not in {view.number for view in queries.batches()}
    dewi.post("/petugas/gelombang/putus/", decision | {"decision": "reject"})  # without a reason
    assert 64 not in {view.number for view in queries.batches()}
    assert dewi.post("/petugas/gelombang/putus/", decision).status_code == 303
    assert queries.batch(64).seats == 500


@pytest.mark.usefixtures("client")
def test_the_officers_pages_of_a_batch(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    cast.registered([cast.application(number) for number in range(3)])
    eko = signed_in(Role.SELECTION_OFFICER, "eko")
    with django_assert_max_num_queries(12):
        assert "Jawa Barat" in eko.get(f"/petugas/gelombang/{cast.BATCH}/").content.decode()
    with django_assert_max_num_queries(12):
        assert "G63" in eko.get("/petugas/gelombang/").content.decode()
    csv = b"".join(eko.get(f"/petugas/gelombang/{cast.BATCH}/?format=csv"))
    assert "32,Jawa Barat,3" in csv.decode()
    assert "[scheme]" in eko.get(f"/petugas/gelombang/{cast.BATCH}/aturan/").content.decode()
    assert eko.get("/petugas/gelombang/999/").status_code == 404
