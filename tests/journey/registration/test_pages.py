"""The pages of registration as a person meets them, without JavaScript: good ways, bad input, two tabs, coming back."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from jadibisa.foundation.messages.models import Message
from jadibisa.foundation.plumbing import clock
from jadibisa.journey.registration import queries, services
from jadibisa.journey.registration.forms import QUESTIONS
from jadibisa.journey.registration.models import Application, Draft
from jadibisa.kernel.actors import SYSTEM
from tests.journey.registration import cast

pytestmark = pytest.mark.django_db
BORN = date(1998, 8, 14)
NIK = cast.nik_of(204, BORN, "F").digits
ANSWERS: dict[str, dict[str, Any]] = {
    "nama": {"name": "Ayu"},
    "nik": {"nik": f"{NIK[:4]} {NIK[4:8]}-{NIK[8:12]}.{NIK[12:]}"},
    "kk": {"kk": "3204540102030000"},
    "lahir": {"birth_date_day": "14", "birth_date_month": "8", "birth_date_year": "1998"},
    "jenis-kelamin": {"gender": "F"},
    "provinsi": {"province": "32"},
    "kabupaten": {"regency": "32.04"},
    "alamat": {"address": "Jalan Melati 8, RT 02 RW 05,\n Sukamaju"},
    "hp": {"phone": "(0812) 3456-0147"},
    "email": {"email": ""},
    "pekerjaan": {"job_status": "laid_off"},
    "phk": {"laid_off_proof": "Surat 12/PHK"},
    "jabatan": {"occupation": "none"},
    "sekolah": {"in_education": "tidak"},
    "pendidikan": {"schooling": "SMK"},
    "minat": {"interests": ["perkantoran", "digital"]},
    "alasan": {"motive": "kerja"},
    "disabilitas": {"disability": "tidak", "disability_proof": ""},
}


@pytest.fixture
def client() -> Client:
    """A browser while a batch is open."""
    clock.stand_at(cast.NOW)
    cast.set_up_batch()
    return Client()


def fill_in(client: Client, answers: dict[str, dict[str, Any]]) -> str:
    """Begin and answer; the address where it ends."""
    where: str = client.post("/daftar/").headers["Location"]
    for _question in range(len(QUESTIONS) + 2):
        slug = where.removeprefix("/daftar/").strip("/")
        if slug not in answers:
            break
        page = client.get(where)
        assert page.status_code == 200, slug
        answer = client.post(where, answers[slug])
        assert answer.status_code == 303, (
            slug,
            re.findall(r'class="err".*?</div>', answer.content.decode(), re.DOTALL),
        )
        where = answer.headers["Location"]
    return where


def test_from_the_start_page_to_the_receipt(client: Client) -> None:
    assert "Mulai mendaftar" in client.get("/daftar/").content.decode()
    assert fill_in(client, ANSWERS) == "/daftar/periksa/"
    check = client.get("/daftar/periksa/").content.decode()
    assert NIK not in check
    assert "0812 •••• 0147" in check
    assert "Terkena PHK" in check
    sent = client.post("/daftar/periksa/")
    assert (sent.status_code, sent.headers["Location"]) == (303, "/daftar/selesai/")
    receipt = client.get("/daftar/selesai/").content.decode()
    view = queries.applications_of_person(Application.objects.get().person_id)[0]
    assert view.reference in receipt
    assert int(view.traits) == 5
    again = client.post("/daftar/periksa/")  # a double click, or the back button
    assert again.headers["Location"] == "/daftar/selesai/"
    assert Application.objects.count() == 1
    assert client.post("/daftar/pertanyaan-tambahan/", {"difficulty": "tidak"}).status_code == 303
    assert client.get("/daftar/pertanyaan-tambahan/").status_code == 303
    client.post("/daftar/keluar/")
    assert client.get("/daftar/selesai/").headers["Location"] == "/daftar/"


def test_every_question_is_asked_once_and_shows_its_errors(client: Client) -> None:
    assert set(ANSWERS) == {question.slug for question in QUESTIONS}
    fill_in(client, ANSWERS)
    optional = {"email", "phk"}
    for question in QUESTIONS:
        answer = client.post(f"/daftar/{question.slug}/", {})
        if question.slug in optional:
            assert answer.status_code == 303
            continue
        text = answer.content.decode()
        assert answer.status_code == 200, question.slug
        assert "<title>Kesalahan:" in text, question.slug
        assert 'class="err-sum"' in text, question.slug


@pytest.mark.parametrize(
    ("slug", "typed", "words"),
    [
        ("nama", {"name": "A" * 101}, "paling panjang 100 huruf"),
        ("nama", {"name": "Ayu 2"}, "Nama hanya berisi huruf"),
        ("nama", {"name": "Ayu\u202e"}, "Nama hanya berisi huruf"),
        ("nama", {"name": "😀"}, "Nama hanya berisi huruf"),
        ("nik", {"nik": "320454140898000"}, "Anda menulis 15 angka"),
        ("nik", {"nik": "32045414089800000"}, "Anda menulis 17 angka"),
        ("nik", {"nik": "3204541408980abc"}, "hanya berisi angka"),
        ("nik", {"nik": "3204543102980000"}, "tanggal itu tidak ada"),
        ("nik", {"nik": "3204541408980001"}, "Ini demonstrasi"),
        ("kk", {"kk": "1"}, "harus 16 angka"),
        (
            "lahir",
            {"birth_date_day": "31", "birth_date_month": "2", "birth_date_year": "1998"},
            "tidak ada di kalender",
        ),
        (
            "lahir",
            {"birth_date_day": "3", "birth_date_month": "2", "birth_date_year": "98"},
            "Tahun lahir harus 4 angka",
        ),
        ("lahir", {"birth_date_day": "3", "birth_date_month": "2", "birth_date_year": "2030"}, "belum lewat"),
        ("lahir", {"birth_date_day": "3", "birth_date_month": "2", "birth_date_year": "1880"}, "terlalu lama"),
        ("hp", {"phone": "+1 212 555 0100"}, "nomor Indonesia"),
        ("hp", {"phone": "abc"}, "mulai dengan 08"),
        ("email", {"email": "ayu@"}, "alamat e-mail lengkap"),
        ("provinsi", {"province": "00"}, "Pilih salah satu dari daftar"),
        ("kabupaten", {"regency": "11.01"}, "Pilih salah satu dari daftar"),
        ("alamat", {"address": "x" * 301}, "paling banyak 300 huruf"),
        ("alamat", {"address": "Jalan\x00Melati"}, "tidak"),
        ("minat", {"interests": ["wizardry"]}, "Pilih dari daftar"),
    ],
)
def test_bad_input_gets_its_sentence_and_stays_typed(
    client: Client, slug: str, typed: dict[str, Any], words: str
) -> None:
    fill_in(client, ANSWERS)
    kept = dict(Draft.objects.values_list("id", "sealed"))
    answer = client.post(f"/daftar/{slug}/", typed)
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert dict(Draft.objects.values_list("id", "sealed")) == kept


@pytest.mark.parametrize("name", ["Sukarno", "Nu'man", "Siti Nurbaya-Putri", "R. Ayu", "Gédé", "I"])
def test_names_as_they_are(client: Client, name: str) -> None:
    client.post("/daftar/")
    assert client.post("/daftar/nama/", {"name": name}).status_code == 303


def test_a_birth_date_that_the_nik_does_not_know_is_only_worth_a_word(client: Client) -> None:
    answers = ANSWERS | {"lahir": {"birth_date_day": "15", "birth_date_month": "8", "birth_date_year": "1998"}}
    where = fill_in(client, {slug: answers[slug] for slug in ("nama", "nik", "kk", "lahir")})
    assert where == "/daftar/jenis-kelamin/"
    assert "berbeda dari angka di NIK" in client.get(where).content.decode()
    assert fill_in(client, answers) == "/daftar/periksa/"
    assert client.post("/daftar/periksa/").headers["Location"] == "/daftar/selesai/"


@pytest.mark.parametrize(
    ("slug", "typed", "words"),
    [
        (
            "lahir",
            {"birth_date_day": "14", "birth_date_month": "8", "birth_date_year": "2010"},
            "Umur Anda belum cukup",
        ),
        (
            "lahir",
            {"birth_date_day": "14", "birth_date_month": "8", "birth_date_year": "1940"},
            "Umur Anda lewat batas",
        ),
        ("sekolah", {"in_education": "ya"}, "tidak sedang sekolah"),
        ("jabatan", {"occupation": "police"}, "Pekerjaan Anda"),
    ],
)
def test_not_eligible_is_a_page_of_its_own_with_ways_out(
    client: Client, slug: str, typed: dict[str, str], words: str
) -> None:
    where = fill_in(client, ANSWERS | {slug: typed})
    assert where == f"/daftar/belum-bisa/{slug}/"
    text = client.get(where).content.decode()
    assert words in text
    assert 'class="notice"' in text
    assert "/bantuan/tiket/" in text
    assert "/kursus/" in text
    assert f"/daftar/{slug}/" in text
    client.post(f"/daftar/{slug}/", ANSWERS[slug])
    assert client.get(where).headers["Location"] == f"/daftar/{slug}/"


def test_one_second_after_closing_the_draft_is_kept(client: Client) -> None:
    fill_in(client, ANSWERS)
    clock.stand_at(cast.CLOSES)
    for answer in (client.get("/daftar/periksa/"), client.post("/daftar/periksa/")):
        assert "sudah ditutup" in answer.content.decode()
    assert Application.objects.count() == 0
    cast.set_up_batch(64, opens=cast.CLOSES)
    assert client.post("/daftar/periksa/").headers["Location"] == "/daftar/selesai/"


def test_changing_an_answer_leads_back_to_the_check(client: Client) -> None:
    fill_in(client, ANSWERS)
    assert 'name="ubah"' in client.get("/daftar/nama/?ubah=1").content.decode()
    assert client.post("/daftar/nama/", {"name": "Ayu Lestari", "ubah": "1"}).headers["Location"] == "/daftar/periksa/"
    assert "Ayu Lestari" in client.get("/daftar/periksa/").content.decode()
    client.post("/daftar/provinsi/", {"province": "94", "ubah": "1"})
    assert client.get("/daftar/periksa/").headers["Location"] == "/daftar/kabupaten/?ubah=1"  # of another province
    answer = client.post("/daftar/kabupaten/", {"regency": "94.01", "ubah": "1"})
    assert answer.headers["Location"] == "/daftar/periksa/"


def test_pages_out_of_order_lead_somewhere(client: Client) -> None:
    for address in (
        "nama",
        "periksa",
        "selesai",
        "simpan",
        "pertanyaan-tambahan",
        "lanjutkan/kode",
        "belum-bisa/lahir",
    ):
        assert client.get(f"/daftar/{address}/").status_code in {302, 303}, address
    client.post("/daftar/")
    assert client.get("/daftar/periksa/").headers["Location"] == "/daftar/nama/"
    assert client.get("/daftar/kabupaten/").headers["Location"] == "/daftar/provinsi/"
    assert client.get("/daftar/phk/").headers["Location"] == "/daftar/nama/"
    assert client.get("/daftar/tidak-ada/").status_code == 404


def test_somebody_elses_nik_gets_a_way_out_and_no_number(client: Client) -> None:
    fill_in(client, ANSWERS)
    client.post("/daftar/periksa/")
    reference = Application.objects.get().reference
    other = Client()
    fill_in(other, ANSWERS | {"hp": {"phone": "0813 9999 8888"}})
    answer = other.post("/daftar/periksa/")
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "/bantuan/tiket/" in text
    assert reference not in text
    same = Client()
    fill_in(same, ANSWERS)
    answer = same.post("/daftar/periksa/")
    assert answer.status_code == 409
    assert reference not in answer.content.decode()


def test_who_registers_again_proves_who_it_is(client: Client) -> None:
    fill_in(client, ANSWERS)
    client.post("/daftar/periksa/")
    assert client.get("/daftar/kode/").headers["Location"] == "/daftar/periksa/"
    clock.stand_at(cast.CLOSES)
    cast.set_up_batch(64, opens=cast.CLOSES)
    other = Client()
    fill_in(other, ANSWERS | {"nama": {"name": "Ayu Baru"}})
    assert other.post("/daftar/periksa/").headers["Location"] == "/daftar/kode/"
    assert "0812 •••• 0147" in other.get("/daftar/kode/").content.decode()
    assert "Kode tidak cocok" in other.post("/daftar/kode/", {"code": "000000"}).content.decode()
    assert Application.objects.count() == 1
    assert (
        other.post("/daftar/periksa/").headers["Location"] == "/daftar/kode/"
    )  # the code of a moment ago is still good
    assert other.post("/daftar/kode/", {"code": code_sent()}).headers["Location"] == "/daftar/selesai/"
    assert Application.objects.count() == 2


def code_sent() -> str:
    text = Message.objects.filter(kind="code").latest("id").text
    return str(re.findall(r"\d{6}", text)[0])


def test_save_on_one_computer_and_go_on_at_another(client: Client) -> None:
    fill_in(client, {slug: ANSWERS[slug] for slug in ("nama", "nik")})
    reference = Draft.objects.get().reference
    assert reference in client.get("/daftar/simpan/").content.decode()
    assert client.post("/daftar/simpan/", {"phone": "12"}).status_code == 200
    assert client.post("/daftar/simpan/", {"phone": "0812 3456 0147"}).status_code == 303
    assert reference in client.get("/daftar/simpan/").content.decode()
    assert client.get("/daftar/nik/").headers["Location"] == "/daftar/"  # nothing is left here
    assert reference in Message.objects.get(kind="draft").text
    other = Client()
    typed = {"reference": reference.lower().replace("-", " "), "phone": "+62 812 3456 0147"}
    assert other.post("/daftar/lanjutkan/", typed).headers["Location"] == "/daftar/lanjutkan/kode/"
    wrong = other.post("/daftar/lanjutkan/kode/", {"code": "000000"})
    assert wrong.status_code == 200
    good = other.post("/daftar/lanjutkan/kode/", {"code": code_sent()})
    assert good.headers["Location"] == "/daftar/kk/"


def test_nobody_learns_whether_a_draft_exists(client: Client) -> None:
    answer = client.post("/daftar/lanjutkan/", {"reference": "DJ-0000-0000", "phone": "0812 3456 0147"})
    assert answer.headers["Location"] == "/daftar/lanjutkan/kode/"
    assert not Message.objects.exists()
    assert "Kode tidak cocok" in client.post("/daftar/lanjutkan/kode/", {"code": "123456"}).content.decode()


def test_an_expired_draft_says_so(client: Client) -> None:
    fill_in(client, {"nama": ANSWERS["nama"]})
    clock.stand_at(cast.NOW + timedelta(days=31))
    assert client.get("/daftar/nik/").headers["Location"] == "/daftar/"
    assert "Belum ada gelombang" in client.get("/daftar/").content.decode()


def test_beginning_again_forgets_what_was_there(client: Client) -> None:
    fill_in(client, {"nama": ANSWERS["nama"]})
    assert "belum dikirim" in client.get("/daftar/").content.decode()
    assert client.post("/daftar/").headers["Location"] == "/daftar/nik/"
    assert client.post("/daftar/", {"again": "1"}).headers["Location"] == "/daftar/nama/"
    assert Draft.objects.count() == 1


def test_two_tabs_answer_different_questions_and_both_arrive(client: Client) -> None:
    fill_in(client, {"nama": ANSWERS["nama"]})
    first, second = client.post("/daftar/kk/", ANSWERS["kk"]), client.post("/daftar/nik/", ANSWERS["nik"])
    assert {first.status_code, second.status_code} == {303}
    draft = queries.draft(Draft.objects.get().id, cast.NOW)
    assert draft is not None
    assert set(draft.answers) == {"nama", "kk", "nik"}


def test_pages_ask_the_database_a_bounded_number_of_questions(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    fill_in(client, ANSWERS)
    for address in ("", "nama/", "kabupaten/", "periksa/", "simpan/", "lanjutkan/"):
        with django_assert_max_num_queries(12):
            assert client.get(f"/daftar/{address}").status_code == 200
    with django_assert_max_num_queries(60):
        client.post("/daftar/periksa/")
    with django_assert_max_num_queries(12):
        client.get("/daftar/selesai/")


def test_a_draft_in_a_browser_is_not_begun_when_nothing_is_open(client: Client) -> None:
    clock.stand_at(cast.CLOSES)
    assert client.post("/daftar/").headers["Location"] == "/daftar/"
    services.open_batch(
        70,
        "2024",
        cast.CLOSES + timedelta(days=1),
        cast.CLOSES + timedelta(days=2),
        5,
        cast.CLOSES + timedelta(days=3),
        by=SYSTEM,
        at=cast.CLOSES,
    )
    assert "Gelombang 70" in client.get("/daftar/").content.decode()
