"""The pages of care: tickets for everybody, appeals, the desk, companions, places, notices."""

import re
from datetime import timedelta
from types import SimpleNamespace
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client

from jadibisa.care.assistance import queries as assistance
from jadibisa.care.assistance import services as assisting
from jadibisa.care.notices import services as notices
from jadibisa.care.notices.types import NewNotice
from jadibisa.care.tickets import queries as tickets
from jadibisa.care.tickets import services as ticketing
from jadibisa.care.tickets.types import Category, NewTicket
from jadibisa.foundation.messages import queries as messages
from jadibisa.foundation.people import services as people
from jadibisa.foundation.plumbing import clock
from jadibisa.journey.verification import services as verifying
from jadibisa.kernel.actors import PUBLIC, SYSTEM, Actor, Role
from tests.care.stage import NOW, apply, citizen, client_as, officer, open_batch, person

pytestmark = pytest.mark.django_db
PHONE = "0812 3456 7890"


@pytest.fixture(autouse=True)
def _stage() -> None:
    clock.stand_at(NOW)
    open_batch()


@pytest.fixture
def ayu() -> Actor:
    return citizen(apply(1)[0])


def number_of(location: str) -> str:
    return location.rstrip("/").rsplit("/", maxsplit=1)[-1]


def test_anybody_writes_a_ticket_and_finds_it_again() -> None:
    client = Client()
    form = {"once": "klik", "category": "money", "text": "Uang belum masuk, NIK 3204155408980000", "phone": PHONE}
    assert client.post("/bantuan/tiket/", form | {"phone": "123"}).status_code == 422
    answers = [client.post("/bantuan/tiket/", form) for _click in range(2)]
    assert {answer.status_code for answer in answers} == {303}
    number = number_of(answers[0]["Location"])
    assert number == number_of(answers[1]["Location"])
    page = client.get(f"/bantuan/tiket/{number}/").content.decode()
    assert "Uang belum masuk" in page
    assert "3204155408980000" not in page
    stranger = Client()
    assert "Uang belum masuk" not in stranger.get(f"/bantuan/tiket/{number}/").content.decode()
    wrong = stranger.post("/bantuan/tiket/cari/", {"number": number, "phone": "0811 1111 1111"})
    assert wrong.status_code == 422
    assert stranger.post("/bantuan/tiket/cari/", {"number": "T-0", "phone": PHONE}).status_code == 422
    found = stranger.post("/bantuan/tiket/cari/", {"number": number.lower(), "phone": PHONE})
    assert found.status_code == 303
    assert "Uang belum masuk" in stranger.get(f"/bantuan/tiket/{number}/").content.decode()
    assert stranger.post(f"/bantuan/tiket/{number}/", {"text": ""}).status_code == 422
    for _click in range(2):
        assert stranger.post(f"/bantuan/tiket/{number}/", {"text": "Halo?"}).status_code == 303
    assert stranger.get(f"/bantuan/tiket/{number}/").content.decode().count("Halo?") == 1
    unknown = Client().get("/bantuan/tiket/T-0000-0000/")
    assert (unknown.status_code, "Lihat tiket" in unknown.content.decode()) == (200, True)


def test_a_participant_sees_own_tickets_and_nobody_elses(ayu: Actor) -> None:
    client = client_as(ayu)
    sent = client.post("/bantuan/tiket/", {"once": "a", "category": "time", "text": "Saya sakit"})
    number = number_of(sent["Location"])
    assert number in client.get("/bantuan/tiket/").content.decode()
    other = client_as(citizen(apply(1, start=2)[0]))
    assert "Saya sakit" not in other.get(f"/bantuan/tiket/{number}/").content.decode()


def test_the_desk_takes_asks_and_answers() -> None:
    number = ticketing.open_ticket(NewTicket(Category.MONEY, "Belum masuk", "x", "+628123"), by=PUBLIC, at=NOW)
    eko = client_as(officer("Eko"))
    assert number in eko.get("/petugas/tiket/").content.decode()
    for tab in ("lewat", "saya", "keberatan", "ditanya", "dijawab", "selesai", "aneh"):
        assert eko.get("/petugas/tiket/", {"tab": tab, "bagian": "money"}).status_code == 200
    page = f"/petugas/tiket/{number}/"
    assert eko.post(page).status_code == 303
    assert eko.post(page, {"form": "ticket", "act": "ask", "text": "Bank apa?"}).status_code == 303
    assert eko.post(page, {"form": "ticket", "act": "answer", "text": ""}).status_code == 422
    assert eko.post(page, {"form": "ticket", "act": "close", "text": "Sudah"}).status_code == 303
    assert eko.post(page, {"form": "ticket", "act": "ask", "text": "Lagi"}).status_code == 422
    exported = b"".join(eko.get("/petugas/tiket/ekspor/", {"tab": "selesai"}).streaming_content)  # type: ignore[attr-defined]
    assert number in exported.decode()
    assert b"Belum masuk" not in exported
    public = Client().get("/bantuan/statistik/").content.decode()
    assert "Waktu jawaban pertama" in public
    assert Client().get("/petugas/tiket/").status_code == 302
    assert client_as(officer("Fajar", Role.FINANCE_OFFICER)).get("/petugas/tiket/").status_code == 404


def test_a_refused_person_reads_why_appeals_and_wins(ayu: Actor) -> None:
    client = client_as(ayu)
    assert "Tidak ada penolakan" in client.get("/saya/keberatan/").content.decode()
    assert ayu.application_id
    verifying.begin([ayu.application_id], by=SYSTEM, at=NOW)
    with connection.cursor() as cursor:
        cursor.execute(
            "update verification_case set state = 'refused', decided_at = %s, reasons = array['too_young']", [NOW]
        )
    page = client.get("/saya/keberatan/").content.decode()
    assert "Umur Anda belum cukup" in page
    assert client.post("/saya/keberatan/", {"text": ""}).status_code == 422
    assert client.post("/saya/keberatan/", {"once": "k", "text": "Saya 28 tahun"}).status_code == 303
    assert client.post("/saya/keberatan/", {"once": "l", "text": "Lagi"}).status_code == 422
    appeal = tickets.appeal_of(ayu.application_id)
    assert appeal is not None
    eko, dewi = client_as(officer("Eko")), client_as(officer("Dewi"))
    desk = f"/petugas/tiket/{appeal.ticket}/"
    assert "Umur Anda belum cukup" in eko.get(desk).content.decode()
    assert eko.post(desk, {"form": "appeal", "v-act": "grant", "v-why": ""}).status_code == 422
    assert eko.post(desk, {"form": "appeal", "v-act": "reject", "v-why": "Tetap"}).status_code == 303
    assert "Anda yang mengusulkan" in eko.get(desk).content.decode()
    again = eko.post(desk, {"form": "appeal", "v-act": "reject", "v-why": "Tetap"}, follow=True)
    assert "sudah berubah" in again.content.decode()
    own = eko.post(desk, {"form": "appeal", "v-act": "ya"})
    assert own.status_code == 422
    assert "err-sum" in own.content.decode()
    assert "Bukan Anda?" not in client.get("/saya/").content.decode()
    assert dewi.post(desk, {"form": "appeal", "v-act": "tidak", "v-why": "Lihat akta"}).status_code == 303
    assert dewi.post(desk, {"form": "appeal", "v-act": "grant", "v-why": "Akta cocok"}).status_code == 303
    assert "Dikabulkan" in client.get("/saya/keberatan/").content.decode()


def test_notices_are_listed_and_the_way_is_chosen(ayu: Actor) -> None:
    client = client_as(ayu)
    assert "Belum ada kabar" in client.get("/saya/kabar/").content.decode()
    assert ayu.application_id
    notices.notify([NewNotice(ayu.application_id, "verified", "fact/1/x", NOW)])
    page = client.get("/saya/kabar/").content.decode()
    assert "Data Anda sudah cocok" in page
    assert client.post("/saya/kabar/", {"channels": [], "language": "id"}).status_code == 422
    assert client.post("/saya/kabar/", {"channels": ["email"], "language": "id"}).status_code == 422
    assert client.post("/saya/kabar/", {"channels": ["sms"], "language": "en"}).status_code == 303


def seen(client: Client, page: str) -> str:
    """What a page of an officer says that it shows."""
    return str(re.findall(r'name="seen" value="([^"]+)"', client.get(page).content.decode())[0])


@pytest.fixture
def companion(ayu: Actor, monkeypatch: pytest.MonkeyPatch) -> Actor:
    """Ayu as a companion of Kabupaten Bandung, all by pages."""
    held = [SimpleNamespace(code="7K2M9QXT4E1A", revoked_at=None)]
    monkeypatch.setattr("jadibisa.journey.certification.queries.certificates", lambda _application: held)
    client = client_as(ayu)
    assert client.post("/saya/pendamping/", {"regencies": [], "motive": "x"}).status_code == 422
    assert client.post("/saya/pendamping/", {"regencies": ["32.04"], "motive": "Membantu"}).status_code == 303
    found = assistance.companion_of_person(ayu.id or UUID(int=0))
    assert found is not None
    eko, dewi = client_as(officer("Eko")), client_as(officer("Dewi"))
    page = f"/petugas/pendamping/{found.id}/"
    assert "Kabupaten Bandung" in eko.get("/petugas/pendamping/").content.decode()
    told = {"verdict": "ya", "why": "Baik", "seen": seen(eko, page)}
    assert eko.post(page, told).status_code == 303
    assert dewi.post(page, told).status_code == 409, "an old page decides nothing"
    told = {"verdict": "ya", "seen": seen(dewi, page)}
    assert eko.post(page, told).status_code == 422
    assert "Empat mata" in eko.get(page).content.decode()
    assert dewi.post(page, told).status_code == 303
    account = {"email": "ayu@jadibisa.example", "password": "pendek"}
    assert client.post("/saya/pendamping/", account).status_code == 422
    assert client.post("/saya/pendamping/", account | {"password": "tiga kata panjang"}).status_code == 303
    found = assistance.companion_of_person(ayu.id or UUID(int=0))
    assert found is not None
    return Actor(Role.COMPANION, found.account_id, "Ayu Lestari")


def registration_form(number: int) -> dict[str, object]:
    new = person(number, name="Budi Santoso")
    return {
        "nik": new.nik.digits,
        "kk": new.kk.digits,
        "name": new.name,
        "birth_date_day": "14",
        "birth_date_month": "8",
        "birth_date_year": "1998",
        "gender": "M",
        "address": "Jalan Melati 9",
        "regency": "32.04",
        "schooling": "SMP",
        "in_education": "tidak",
        "job_status": "seeking",
        "occupation": "none",
        "motive": "kerja",
        "interests": ["pertanian"],
        "agree": "on",
    }


def test_a_companion_helps_with_consent_and_the_person_can_revoke(companion: Actor) -> None:
    client = client_as(companion)
    assert "Sisa hari ini: 20 dari 20 orang" in client.get("/pendamping/").content.decode()
    form = {"once": "k", "first_name": "Budi", "phone": PHONE, "regency": "32.04", "consent": "code"}
    assert client.post("/pendamping/mulai/", form | {"phone": ""}).status_code == 422
    started = client.post("/pendamping/mulai/", form)
    assert started.status_code == 303
    sitting = started["Location"]
    assert client.post("/pendamping/mulai/", form)["Location"] == sitting
    assert client.post(sitting, {"code": "000000"}).status_code == 422
    sms = messages.outbox(to="+6281234567890")[0].text
    code = re.findall(r"\d{6}", sms)[0]
    assert client.post(sitting, {"code": code}).status_code == 303
    assert client.post(sitting, {"code": code}).status_code == 200
    bad = client.post(sitting, registration_form(60) | {"nik": "123", "agree": ""})
    assert bad.status_code == 422
    assert "NIK harus 16 angka" in bad.content.decode()
    assert client.post(sitting, registration_form(60)).status_code == 303
    receipt = client.get(sitting).content.decode()
    assert "JB-72-" in receipt
    assert "0812 •••• 7890" in receipt
    sms = messages.outbox(to="+6281234567890")[0].text
    link = re.findall(r"(/pendamping/bukan-saya/\w+/)", sms)[0]
    assert "Budi" in Client().get(link).content.decode()
    assert "dicabut" in Client().post(link).content.decode()
    assert "Dicabut orangnya" in client.get("/pendamping/").content.decode()
    assert Client().get("/pendamping/bukan-saya/0000/").status_code == 404


def test_places_are_public_and_kept_by_their_government() -> None:
    organisation = people.create_organisation("Pemkab Bandung", "local_government", by=SYSTEM, at=NOW)
    assisting.name_office(organisation, ["32.04"], by=SYSTEM, at=NOW)
    account = people.create_account(
        "citra@pemkab.example",
        Role.LOCAL_GOVERNMENT,
        "Citra",
        password="",
        organisation_id=organisation,
        by=SYSTEM,
        at=NOW,
    )
    client = client_as(Actor(Role.LOCAL_GOVERNMENT, account, "Citra", organisation_id=organisation))
    form = {
        "name": "Kantor Desa Sukamaju",
        "kind": "post",
        "regency": "32.04",
        "address": "Jalan 1",
        "hours": "Senin–Jumat, 08.00–15.00 WIB",
    }
    assert client.post("/pos/meja/", form | {"regency": "94.01"}).status_code == 422
    assert client.post("/pos/meja/", form).status_code == 303
    public = Client().get("/pos/", {"prov": "32"}).content.decode()
    assert "Kantor Desa Sukamaju" in public
    assert "Belum ada pos di 26 dari 27" in public
    assert Client().get("/pos/").status_code == 200
    assert Client().get("/pos/", {"prov": "xx"}).status_code == 200
    exported = b"".join(Client().get("/pos/unduh/").streaming_content)  # type: ignore[attr-defined]
    assert exported.count(b"\r\n") == 515
    [point] = assistance.points("32")
    assert client.post(f"/pos/meja/{point.id}/tutup/").status_code == 303
    assert "Sudah ditutup" in client.get("/pos/meja/").content.decode()


def test_queries_of_the_desk_are_bounded(django_assert_max_num_queries: object) -> None:
    eko = client_as(officer("Eko"))
    for count in (2, 12):
        for number in range(count):
            new = NewTicket(Category.MONEY, "Belum", f"{count}-{number}", f"+62812345{count:02d}{number:03d}")
            ticketing.open_ticket(new, by=PUBLIC, at=NOW - timedelta(days=number))
        for address in ("/petugas/tiket/", "/petugas/pendamping/", "/pos/?prov=32", "/pos/", "/bantuan/statistik/"):
            eko.get(address)
            with django_assert_max_num_queries(14):  # type: ignore[operator]
                assert eko.get(address).status_code == 200
