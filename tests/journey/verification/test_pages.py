"""The person's page in every state, the officers' queue and case."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from jadibisa.foundation.facts import queries as facts
from jadibisa.foundation.plumbing import clock
from jadibisa.journey.registration import queries as registration
from jadibisa.journey.verification import queries, services
from jadibisa.journey.verification.gateways import MirrorRegistry
from jadibisa.journey.verification.types import Answer, CaseState
from jadibisa.kernel.actors import SYSTEM, Role
from tests.journey.registration import cast
from tests.journey.registration.browsers import signed_in
from tests.journey.verification.stage import LATER, PERSON, begun, checked_one, family, said

pytestmark = pytest.mark.django_db
QUEUE = "/petugas/verifikasi/"


@pytest.fixture(autouse=True)
def batch() -> None:
    """A batch in its second hour."""
    clock.stand_at(LATER)
    cast.set_up_batch()


def citizen(application_id: UUID) -> Client:
    """The browser of a person who opened her application."""
    browser, view = Client(), registration.application(application_id)
    session = browser.session
    session["citizen"] = {
        "person": str(view.person_id),
        "application": str(application_id),
        "name": "Ayu",
        "zone": "Asia/Jakarta",
    }
    session.save()
    return browser


def mine(application_id: UUID) -> str:
    answer = citizen(application_id).get("/saya/verifikasi/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_before_the_check_and_while_dukcapil_is_slow() -> None:
    found = begun([cast.application()])
    assert "sedang diperiksa" in mine(found[0])
    services.check(found, by=SYSTEM, at=LATER, registry=MirrorRegistry(down=True))
    assert "Situs Dukcapil sedang lambat" in mine(found[0])


def test_verified_review_refused_and_asked() -> None:
    assert "Data Anda sudah cocok" in mine(checked_one(cast.application()))
    text = mine(checked_one(cast.application(3), Answer(found=False)))
    assert "Dukcapil tidak menemukan NIK Anda" in text
    refused = mine(checked_one(cast.application(5, in_education=True)))
    assert "masih sekolah atau kuliah" in refused
    assert "/saya/keberatan/" in refused
    assert 'class="notice bad"' not in refused


def test_who_is_verified_after_the_draw_reads_what_next() -> None:
    found = checked_one(cast.application())
    clock.stand_at(cast.DRAWN + timedelta(days=1))
    assert "sudah dilakukan" in mine(found)


def test_who_is_left_out_by_the_family_card_reads_why() -> None:
    ids = family(3)
    out = queries.left_out_by_family(cast.BATCH)
    assert "belum masuk daftar undian" in mine(out[0])
    assert "belum masuk daftar undian" not in mine(next(found for found in ids if found not in out))


def test_a_family_chooses_on_its_pages() -> None:
    ids = family(3)
    ayu = citizen(ids[0])
    assert "Beri tempat kepada keluarga" in ayu.get("/saya/verifikasi/").content.decode()
    assert ayu.post("/saya/verifikasi/", {"family": "back"}).status_code == 303
    assert "Saya ikut lagi" in ayu.get("/saya/verifikasi/").content.decode()
    assert len(queries.pool(cast.BATCH)) == 2
    clock.stand_at(cast.CLOSES)
    ayu.post("/saya/verifikasi/", {"family": "forward"})
    text = ayu.get("/saya/verifikasi/").content.decode()
    assert "sudah ditutup" in text
    assert "Saya ikut lagi" not in text


def test_a_person_answers_what_an_officer_asked() -> None:
    found = checked_one(cast.application(), Answer(found=False))
    eko = signed_in(Role.VERIFIER, "eko")
    assert "Tulis catatan" in eko.post(f"{QUEUE}{found}/", {"decision": "ask", "note": " "}).content.decode()
    assert eko.post(f"{QUEUE}{found}/", {"decision": "ask", "note": "Siapa nama ibu Anda?"}).status_code == 303
    assert "Siapa nama ibu Anda?" in mine(found)
    ayu = citizen(found)
    assert "err-sum" in ayu.post("/saya/verifikasi/", {"text": ""}).content.decode()
    assert ayu.post("/saya/verifikasi/", {"text": "Ibu Sari"}).status_code == 303
    assert "Ibu Sari" in eko.get(f"{QUEUE}{found}/").content.decode()
    assert eko.post(f"{QUEUE}{found}/", {"decision": "accept", "note": "cocok"}).status_code == 303
    view = queries.case(found)
    assert view is not None
    assert view.state is CaseState.VERIFIED


def test_opening_a_case_leaves_a_fact_and_never_shows_a_whole_number() -> None:
    found = checked_one(
        cast.application(disability="sight", disability_proof="KPD 7"), said(PERSON, name="Ayu Lestary")
    )
    eko = signed_in(Role.VERIFIER, "eko")
    text = eko.get(f"{QUEUE}{found}/").content.decode()
    assert PERSON.nik.digits not in text
    assert "Ayu Lestary" in text
    assert "KPD 7" in text
    assert text.count("people.") == 0
    person = registration.application(found).person_id
    opened = facts.about(person, verbs=["people.file_opened"])
    assert len(opened) == 1
    assert "Berkas dibuka" in text


def test_refusing_needs_two_officers() -> None:
    found = checked_one(cast.application(), Answer(found=False))
    eko, dewi = signed_in(Role.VERIFIER, "eko"), signed_in(Role.VERIFIER, "dewi")
    assert "Pilih alasan penolakan" in eko.post(f"{QUEUE}{found}/", {"decision": "refuse"}).content.decode()
    assert eko.post(f"{QUEUE}{found}/", {"decision": "refuse", "reason": "not_the_person"}).status_code == 303
    page = dewi.get(f"{QUEUE}{found}/").content.decode()
    proposal = re.search(r'name="proposal" value="([^"]+)"', page)
    assert proposal is not None
    assert 'name="proposal"' not in eko.get(f"{QUEUE}{found}/").content.decode()
    decision = {"proposal": proposal[1], "decision": "approve", "why": "beda"}
    eko.post(f"{QUEUE}{found}/kedua/", decision)
    view = queries.case(found)
    assert view is not None
    assert view.state is CaseState.REVIEW
    dewi.post(f"{QUEUE}{found}/kedua/", decision)
    view = queries.case(found)
    assert view is not None
    assert view.state is CaseState.REFUSED
    assert "Data Anda tidak cocok" in mine(found)


def test_who_may_enter() -> None:
    found = checked_one(cast.application(), Answer(found=False))
    assert Client().get(QUEUE).status_code == 302
    assert Client().get("/saya/verifikasi/").status_code == 302
    assert citizen(found).get(QUEUE).status_code == 404
    assert signed_in(Role.FINANCE_OFFICER, "f").get(QUEUE).status_code == 404
    auditor = signed_in(Role.AUDITOR, "a")
    assert auditor.get(QUEUE).status_code == 200
    opened = auditor.get(f"{QUEUE}{found}/")
    assert opened.status_code == 200
    assert "Kirim keputusan" not in opened.content.decode()
    assert auditor.post(f"{QUEUE}{found}/", {"decision": "refuse"}).status_code == 404
    assert signed_in(Role.VERIFIER, "v").get(f"{QUEUE}{UUID(int=7)}/").status_code == 404


def test_the_queue_in_filters_pages_and_csv(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    ids = begun([cast.application(number) for number in range(30)])
    known = {cast.person(number).nik.digits: Answer(found=False) for number in range(30)}
    services.check(ids, by=SYSTEM, at=LATER, registry=MirrorRegistry(known))
    eko = signed_in(Role.VERIFIER, "eko")
    with django_assert_max_num_queries(16):
        text = eko.get(QUEUE).content.decode()
    assert "1–25" in text
    assert "NIK tidak ditemukan" in text
    reference = registration.application(ids[0]).reference
    for address, rows in (
        ("?halaman=2", 5), (f"?cari={reference}", 1), ("?cari=nonsense", 0), ("?prov=32&alasan=not_found&jalur=web", 25), ("?prov=11", 0),
        ("?tab=late", 0), ("?tab=wizards&urut=wizards&halaman=x", 25), ("?urut=-due", 25),
    ):  # fmt: skip
        assert eko.get(QUEUE + address).content.decode().count('<th scope="row"><a') == rows, address
    csv = b"".join(eko.get(f"{QUEUE}?format=csv"))
    assert csv.decode().count("not_found") == 30
    with django_assert_max_num_queries(40):
        assert eko.get(f"{QUEUE}{ids[3]}/").status_code == 200


def test_the_persons_page_asks_a_bounded_number_of_questions(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    ayu = citizen(checked_one(cast.application(in_education=True)))
    with django_assert_max_num_queries(12):
        ayu.get("/saya/verifikasi/")
    clock.stand_at(LATER + timedelta(days=300))
    assert ayu.get("/saya/verifikasi/").status_code == 200
