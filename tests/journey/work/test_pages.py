"""The pages of work: who enters, what they show, how many questions they ask the database."""

import json
import re
from datetime import datetime
from uuid import UUID

import pytest
from django.test import Client

from jadibisa.foundation.plumbing import clock
from jadibisa.journey.work import queries, services
from jadibisa.journey.work.types import Wish
from jadibisa.kernel.actors import PUBLIC, SYSTEM, Actor
from jadibisa.kernel.clock import wib_day
from tests.care.stage import NOW, apply, citizen, client_as, officer, open_batch
from tests.journey.work.cast import SLUGS, employer, member, post

pytestmark = pytest.mark.django_db
BOTH = ("name", "phone")
MOST_QUERIES = 16


@pytest.fixture(autouse=True)
def _stage() -> None:
    clock.stand_at(NOW)
    open_batch()


@pytest.fixture
def ayu() -> Actor:
    return citizen(apply(1)[0])


def job_of(ayu: Actor, vacancy_id: UUID) -> UUID:
    assert ayu.application_id
    answer = services.apply([(ayu.application_id, vacancy_id, BOTH)], by=ayu, at=NOW)[0]
    assert isinstance(answer, UUID)
    return answer


def test_vacancies_show_counts_filters_and_ones_own_match(ayu: Actor) -> None:
    employer_id = employer()
    post(employer_id, "a", title="Kasir toko", skills=SLUGS[:3])
    post(employer_id, "b", title="Penjahit pola", regency="33.01", province="33", skills=SLUGS[5:8])
    assert ayu.application_id
    services.declare_skills(ayu.application_id, SLUGS[:2], by=ayu, at=NOW)
    html = client_as(ayu).get("/lowongan/").content.decode()
    assert "2 lowongan, paling cocok dulu" in html
    assert "Anda punya 2 dari 3 keterampilan" in html
    assert "Jawa Barat (1)" in html
    assert html.index("Kasir toko") < html.index("Penjahit pola")
    found = Client().get("/lowongan/", {"prov": "33", "kerja": "penjahit", "kual": "menengah"}).content.decode()
    assert "Penjahit pola" in found
    assert "Kasir toko" not in found
    empty = Client().get("/lowongan/", {"kerja": "astronot"}).content.decode()
    assert "Belum ada lowongan yang cocok" in empty
    for odd in ({"prov": "99"}, {"halaman": "-3"}, {"halaman": "99999999999"}, {"kual": "x"}):
        assert Client().get("/lowongan/", odd).status_code == 200


def test_a_vacancy_carries_json_ld_while_it_is_open_and_noindex_after() -> None:
    employer_id = employer()
    vacancy_id = post(employer_id, description="</script><b>aman</b>")
    html = Client().get(f"/lowongan/{vacancy_id}/").content.decode()
    [text] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, flags=re.DOTALL)
    posting = json.loads(text)
    assert posting["@type"] == "JobPosting"
    assert posting["baseSalary"]["value"]["minValue"] == 3_500_000
    assert posting["description"] == "</script><b>aman</b>"
    assert "<b>aman</b>" not in html
    services.change_vacancy(vacancy_id, "withdrawn", by=member(employer_id), at=NOW)
    closed = Client().get(f"/lowongan/{vacancy_id}/").content.decode()
    assert "noindex" in closed
    assert "ld+json" not in closed


def test_what_may_not_show_is_not_there() -> None:
    unverified = post(employer(2, verified=False))
    held = post(employer(3), description="bayar dulu")
    removed = post(employer(4))
    services.check_vacancy(removed, show=False, by=officer("eko"), at=NOW, why="Palsu")
    statuses = [Client().get(f"/lowongan/{found}/").status_code for found in (unverified, held, removed, UUID(int=1))]
    assert statuses == [404, 404, 410, 404]


def test_nobody_applies_to_an_employer_who_is_not_verified(ayu: Actor) -> None:
    unverified = post(employer(2, verified=False))
    assert client_as(ayu).get(f"/lowongan/{unverified}/lamar/").status_code == 404


def test_a_participant_applies_follows_and_withdraws(ayu: Actor) -> None:
    vacancy_id = post(employer())
    client = client_as(ayu)
    page = client.get(f"/lowongan/{vacancy_id}/lamar/").content.decode()
    assert "NIK Anda tidak pernah dikirim" in page
    missing = client.post(f"/lowongan/{vacancy_id}/lamar/", {"shares": ["name"]})
    assert missing.status_code == 422
    assert "Kesalahan:" in missing.content.decode()
    for _click in range(2):
        sent = client.post(f"/lowongan/{vacancy_id}/lamar/", {"shares": list(BOTH)})
        assert sent.status_code == 303
        assert sent["Location"] == "/saya/lamaran/"
    again = client.get(f"/lowongan/{vacancy_id}/lamar/", follow=True).content.decode()
    assert "sudah Anda lamar" in again
    mine = client.get("/saya/lamaran/").content.decode()
    assert mine.count("Terkirim") >= 1
    assert "Giliran pemberi kerja" in mine
    [job] = queries.job_applications(ayu.application_id or UUID(int=0))
    assert client.post(f"/saya/lamaran/{job.id}/tarik/").status_code == 303
    assert client.post(f"/saya/lamaran/{job.id}/tarik/").status_code == 303
    assert "Anda tarik" in client.get("/saya/lamaran/").content.decode()
    assert client.get(f"/lowongan/{vacancy_id}/lamar/").status_code == 200, "one may apply again"
    stranger = client_as(citizen(apply(1, start=2)[0]))
    assert stranger.post(f"/saya/lamaran/{job.id}/tarik/").status_code == 404


def test_who_is_not_signed_in_is_led_to_the_door() -> None:
    answer = Client().get(f"/lowongan/{post(employer())}/lamar/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/masuk/")


def test_skills_and_surveys(ayu: Actor) -> None:
    client = client_as(ayu)
    assert client.post("/saya/keterampilan/", {"skills": [SLUGS[0]]}).status_code == 303
    assert queries.own_skills([ayu.application_id or UUID(int=0)]) == {ayu.application_id: {SLUGS[0]}}
    assert client.post("/saya/keterampilan/", {"skills": ["x"]}).status_code == 422
    assert "Belum ada survei" in client.get("/saya/kabar-kerja/").content.decode()
    assert ayu.application_id
    services.plan_surveys([ayu.application_id], by=SYSTEM, at=NOW)
    first = queries.surveys(ayu.application_id)[0]
    clock.stand_at(datetime.combine(first.opens_on, NOW.timetz()))
    assert client.post("/saya/kabar-kerja/", {"answer": ""}).status_code == 422
    told = {"answer": "employed", "same_field": "ya", "hours_week": "40"}
    assert client.post("/saya/kabar-kerja/", told).status_code == 303
    assert queries.placed(None) == 1


def test_an_employer_registers_posts_and_answers(ayu: Actor) -> None:
    told = {
        "name": "CV Maju",
        "licence": "1234 5678 9012 3",
        "sector": "toko",
        "regency": "32.04",
        "address": "Jalan 1",
        "contact": "Citra",
        "email": "citra@maju.example",
        "password": "tiga kata panjang",
    }
    weak = Client().post("/pemberi-kerja/daftar/", told | {"password": "123"})
    assert weak.status_code == 422
    browser = Client()
    for _click in range(2):
        made = browser.post("/pemberi-kerja/daftar/", told, follow=True)
        assert made.redirect_chain == [("/pemberi-kerja/terdaftar/", 303)]
        assert "dua petugas memeriksa" in made.content.decode()
    assert Client().get("/pemberi-kerja/terdaftar/").status_code == 303
    assert Client().post("/pemberi-kerja/daftar/", told).status_code == 422
    employer_id = employer(7)
    boss = client_as(member(employer_id, "bos"))
    form = {
        "once": "klik",
        "title": "Kasir",
        "occupation": "5230",
        "regency": "32.04",
        "qualification": "SMA",
        "contract": "permanent",
        "wage_low": "3.500.000",
        "wage_high": "4000000",
        "places": "1",
        "skills": list(SLUGS[:2]),
    }
    for _click in range(2):
        sent = boss.post("/pemberi-kerja/lowongan/baru/", form)
        assert sent.status_code == 303
    assert boss.post("/pemberi-kerja/lowongan/baru/", form | {"wage_low": "banyak"}).status_code == 422
    [found] = queries.vacancies_of(employer_id)[1]
    job = job_of(ayu, found.id)
    assert "Ayu Lestari" in boss.get("/pemberi-kerja/").content.decode()
    assert "Ayu Lestari" in boss.get(f"/pemberi-kerja/lowongan/{found.id}/").content.decode()
    mine = queries.job_application(ayu.application_id or UUID(int=0), found.id)
    assert mine is not None
    assert mine.state == "seen"
    page = f"/pemberi-kerja/pelamar/{job}/"
    assert boss.post(page, {"state": "refused", "reason": ""}).status_code == 422
    assert boss.post(page, {"state": "accepted"}).status_code == 303
    assert boss.post(page, {"state": "accepted"}).status_code == 422
    rival = client_as(member(employer(8), "rival"))
    assert rival.get(page).status_code == 404
    assert rival.get(f"/pemberi-kerja/lowongan/{found.id}/").status_code == 404
    assert "Kasir" not in rival.get("/pemberi-kerja/").content.decode()


def seen(client: Client, page: str) -> str:
    """What a page of an officer says that it shows."""
    return str(re.findall(r'name="seen" value="([^"]+)"', client.get(page).content.decode())[0])


def test_a_verdict_is_good_only_for_the_state_that_was_seen() -> None:
    """An old page of a waiting employer neither decides a colleague's proposal nor suspends."""
    employer_id = employer(verified=False)
    eko, dewi = officer("eko"), client_as(officer("dewi"))
    page = f"/petugas/pemberi-kerja/{employer_id}/"
    told = {"verdict": "tidak", "why": "NIB tidak ada", "seen": seen(dewi, page)}
    services.propose_verification(employer_id, accept=True, by=eko, at=NOW, why="Izin cocok")
    answer = dewi.post(page, told)
    assert answer.status_code == 409
    assert "berubah sejak Anda membukanya" in answer.content.decode()
    assert dewi.post(page, {"verdict": "ya"}).status_code == 409
    first = {"verdict": "ya", "seen": seen(dewi, page)}
    services.verify_employer(employer_id, approve=False, by=officer("fajar"), at=NOW, why="Periksa lagi")
    services.propose_verification(employer_id, accept=False, by=eko, at=NOW, why="NIB tidak ada")
    assert dewi.post(page, first).status_code == 409, "another proposal than the one that was read"
    found = queries.employer(employer_id)
    assert found is not None
    assert found.state == "proposed"


def test_two_officers_verify_on_their_page() -> None:
    employer_id = employer(verified=False)
    held = post(employer_id, description="deposit 1 juta")
    post(employer_id, "2", title="Penjahit")
    eko, dewi = client_as(officer("eko")), client_as(officer("dewi"))
    listed = eko.get("/petugas/pemberi-kerja/").content.decode()
    assert "PT Sandang 1" in listed
    assert "Menyebut pembayaran oleh pelamar" in listed
    page = f"/petugas/pemberi-kerja/{employer_id}/"
    assert "Tersembunyi: usaha belum terverifikasi" in eko.get(page).content.decode()
    assert eko.post(page, {"verdict": "ya", "why": "Cocok", "seen": seen(eko, page)}).status_code == 303
    assert "Anda yang mengusulkan" in eko.get(page).content.decode()
    proposed = seen(dewi, page)
    assert eko.post(page, {"verdict": "ya", "seen": proposed}).status_code == 422
    assert dewi.post(page, {"verdict": "ya", "seen": proposed}).status_code == 303
    assert dewi.post(f"/petugas/lowongan/{held}/", {"verdict": "tidak", "why": ""}).status_code == 422
    assert dewi.post(f"/petugas/lowongan/{held}/", {"verdict": "tidak", "why": "Penipuan"}).status_code == 303
    assert Client().get("/petugas/pemberi-kerja/").status_code == 302
    for tab in ("orang-kedua", "terverifikasi", "lain", "x"):
        assert eko.get("/petugas/pemberi-kerja/", {"tab": tab}).status_code == 200


def test_a_report_reaches_the_officers() -> None:
    vacancy_id = post(employer())
    assert Client().post(f"/lowongan/{vacancy_id}/lapor/", {"why": ""}).status_code == 422
    assert Client().post(f"/lowongan/{vacancy_id}/lapor/", {"why": "Minta uang"}).status_code == 303


@pytest.mark.parametrize("count", [3, 12])
def test_queries_do_not_grow_with_the_rows(ayu: Actor, count: int, django_assert_max_num_queries: object) -> None:
    employer_id = employer()
    boss = member(employer_id)
    jobs = [post(employer_id, str(number), title=f"Kerja {number * 'x'} {number}") for number in range(count)]
    for vacancy_id in jobs:
        job_of(ayu, vacancy_id)
    assert ayu.application_id
    services.declare_skills(ayu.application_id, SLUGS[:1], by=ayu, at=NOW)
    for actor, address in (
        (PUBLIC, "/lowongan/"),
        (ayu, "/lowongan/"),
        (ayu, f"/lowongan/{jobs[0]}/"),
        (ayu, "/saya/lamaran/"),
        (boss, "/pemberi-kerja/"),
        (boss, f"/pemberi-kerja/lowongan/{jobs[0]}/"),
        (officer(), "/petugas/pemberi-kerja/"),
    ):
        client = client_as(actor)
        client.get(address)
        with django_assert_max_num_queries(MOST_QUERIES):  # type: ignore[operator]
            assert client.get(address).status_code == 200
    assert queries.found(Wish(), today=wib_day(NOW)).page.count == count
