"""Pages of shared prices: who pays what before any click, the bill of the own part, the way back; bounded questions."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jadibisa.journey.funding.models import Bill, Share
from jadibisa.journey.training import queries
from jadibisa.journey.training.models import PurchaseRow
from jadibisa.kernel.money import sen
from tests.journey.funding import payers
from tests.journey.training import shared, world

pytestmark = pytest.mark.django_db
MOST_QUERIES = 30


def stage() -> tuple[Client, str, str]:
    """A participant whom an employer named, the address of the course, and its run."""
    (who,) = shared.learners(1)
    (run,) = shared.publish(shared.certificate())
    payers.pledge(payers.payer(), shared.EMPLOYER, shared.EMPLOYER, named=(who,))
    course = queries.offers([run])[run].course_id
    return world.citizen(who), f"/kursus/{course}/", str(run)


def text(answer: object) -> str:
    """The words of a page without marks."""
    content = answer.content.decode()  # type: ignore[attr-defined]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", content))


def buy(client: Client, course: str, run: str, own: int = shared.OWN, **more: str) -> object:
    return client.post(f"{course}beli/", {"kelas": run, "bagian": str(own), **more})


def test_who_pays_what_stands_there_before_any_click() -> None:
    client, course, run = stage()
    page = text(client.get(course))
    for words in ("Saldo Anda Rp3.500.000", "PT Maju Bersama Rp15.000.000", "Anda bayar sendiri Rp6.500.000"):
        assert words in page
    again = text(client.get(f"{course}beli/", {"kelas": run}))
    for words in ("Saldo Anda Rp3.500.000", "PT Maju Bersama Rp15.000.000", "Anda bayar sendiri Rp6.500.000"):
        assert words in again
    assert "Pesan, lalu bayar bagian saya" in again
    listed = text(client.get("/kursus/?q=sertifikat"))
    assert "Biaya bersama: Rp21.500.000 di atas saldo" in listed
    stranger = text(Client().get(course))
    assert "PT Maju Bersama" not in stranger  # a pledge that names people is nobody else's business
    assert "Peserta bayar sendiri Rp21.500.000" in stranger
    assert "Contoh untuk peserta dengan saldo penuh." in stranger


def test_from_the_reservation_over_the_bill_to_the_code() -> None:
    client, course, run = stage()
    bought = buy(client, course, run, lihat="ya")
    assert bought.status_code == 303  # type: ignore[attr-defined]
    assert Share.objects.exclude(pledge=None).get().name_shared_at is not None
    home = bought["Location"]  # type: ignore[index]
    page = text(client.get(home))
    assert ("Bayar bagian Anda: Rp6.500.000" in page, "Mulai kursus dengan kode" in page) == (True, False)
    number = Bill.objects.get(subject_id=PurchaseRow.objects.get().id).number or ""
    assert number[:4] in page
    client.post(f"{home}bayar/", {"cara": "va"})
    client.post(f"{home}bayar/", {"cara": "va"})  # a double click
    page = text(client.get(home))
    assert ("Mulai kursus dengan kode Anda" in page, "Anda bayar sendiri (disiapkan)" in page) == (True, True)
    client.post(f"{home}nama/", {"lihat": "tidak"})
    assert Share.objects.exclude(pledge=None).get().name_shared_at is None
    assert "Setiap bagian kembali kepada pembayarnya" in text(client.get(f"{home}batal/"))
    back = text(client.post(f"{home}batal/", {"why": "jadwal"}, follow=True))
    assert "Uangnya kembali kepada pembayarnya" in back
    assert "Bagian Anda dikirim ke rekening Anda" in text(client.get(home))
    assert "Pengembalian bagian Anda: Rp6.500.000" in text(client.get("/saya/saldo/"))
    payers.books_balance()


def test_a_reservation_is_given_up_and_the_course_may_be_bought_again() -> None:
    client, course, run = stage()
    home = buy(client, course, run)["Location"]  # type: ignore[index]
    assert "boleh dibeli lagi" in text(client.get(f"{home}batal/"))
    client.post(f"{home}batal/", {"why": "jadwal"})
    assert "boleh dibeli lagi" in text(client.get(home))
    assert "Bayar bagian Anda" not in text(client.post(f"{home}bayar/", {"cara": "va"}, follow=True))
    assert buy(client, course, run).status_code == 303  # type: ignore[attr-defined]


def test_parts_that_changed_since_the_page_was_drawn_are_shown_first() -> None:
    client, course, run = stage()
    answer = buy(client, course, run, own=0)
    assert answer.status_code == 409  # type: ignore[attr-defined]
    assert "Pembagian biaya baru saja berubah" in text(answer)
    assert "Anda bayar sendiri Rp6.500.000" in text(answer)
    assert not PurchaseRow.objects.exists()
    assert buy(client, course, run, own=-1).status_code == 409  # type: ignore[attr-defined]


def test_nobody_pays_or_shows_for_another() -> None:
    client, course, run = stage()
    home = buy(client, course, run)["Location"]  # type: ignore[index]
    assert client.get(f"{home}bayar/").status_code == 405
    other = world.citizen(PurchaseRow.objects.get().learner_id)
    session = other.session
    session["citizen"] = {**session["citizen"], "application": "01a20df2-c2c6-7db7-9e98-e18e4396b443"}
    session.save()
    for path in ("bayar/", "nama/"):
        assert other.post(f"{home}{path}").status_code in {302, 404}
    assert Bill.objects.filter(state="paid", kind="share").count() == 0


def test_questions_do_not_grow_with_payers() -> None:
    client, course, run = stage()
    counts = []
    for _time in range(2):
        client.get(course)
        with CaptureQueriesContext(connection) as seen:
            client.get(course)
            client.get(f"{course}beli/", {"kelas": run})
        counts.append(len(seen))
        for number in range(4):
            payers.pledge(payers.payer(f"Mitra {number}"), sen(1_000_000), sen(5_000_000))
    assert counts[0] == counts[1] <= 2 * MOST_QUERIES
