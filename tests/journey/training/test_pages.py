"""The pages of the training step: what they show, whom they let in, how many questions they ask the database."""

import json
import re
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jadibisa.foundation.people import services as people
from jadibisa.foundation.plumbing import clock
from jadibisa.foundation.plumbing.chance import uuid7
from jadibisa.journey.funding import queries as funding
from jadibisa.journey.registration import queries as registration
from jadibisa.journey.training import queries, services
from jadibisa.journey.training.types import Mode, Purchase, PurchaseState
from jadibisa.kernel.actors import SYSTEM, Role
from jadibisa.kernel.money import sen
from tests.journey.training import world
from tests.journey.training.world import citizen, wib

pytestmark = pytest.mark.django_db
BOUGHT_AT = wib(2024, 3, 1)


def at(moment: datetime) -> None:
    clock.stand_at(moment)


def desk_of(organisation_id: UUID) -> Client:
    account = people.create_account(
        f"{uuid7()}@contoh.example",
        Role.PROVIDER,
        "Rina",
        password="",
        organisation_id=organisation_id,
        by=SYSTEM,
        at=BOUGHT_AT,
    )
    return world.signed_in(account)


def test_the_catalogue_finds_filters_counts_and_corrects() -> None:
    of = world.provider()
    world.publish(
        world.course(of, "a", starts=BOUGHT_AT.date() + timedelta(days=20)),
        world.course(
            of,
            "b",
            mode=Mode.SELF_PACED,
            title="Dasar pembukuan usaha kecil",
            price=sen(300_000),
            meetings=0,
            sign_language=True,
        ),
        world.course(
            of,
            "c",
            mode=Mode.FACE_TO_FACE,
            title="Teknisi AC rumah",
            skills=("rawat-ac",),
            field="teknik",
            captions=False,
        ),
        world.course(of, "d", title="Petugas security gedung", skills=("pengamanan",), field="keamanan"),
    )
    at(BOUGHT_AT)

    def found(**asked: str) -> str:
        return Client().get("/kursus/", asked).content.decode()

    everything = found()
    assert "4 kursus" in everything
    assert "Webinar (2)" in everything
    assert "Tatap muka (1)" in everything
    only = found(q="pembukuhan")
    assert "1 kursus" in only
    assert "Kami mencari “pembukuan”" in only
    assert "Petugas security gedung" in found(q="satpam")
    assert "Teknisi AC rumah" not in found(di="online")
    assert "Teknisi AC rumah" in found(di="32")
    assert "Teknisi AC rumah" not in found(di="31")
    assert "1 kursus" in found(akses="sign_language")
    assert "1 kursus" in found(cara="face_to_face", bidang="teknik")
    assert found(urut="price").index("pembukuan") < found(urut="price").index("Teknisi AC")
    assert "Tidak ada kursus yang cocok" in found(q="zzzzqqqq")
    assert Client().get("/kursus/?halaman=99999999999&kuota=x&jenjang=zz&di=99&urut=drop").status_code == 200
    assert Client().get("/kursus/", {"q": "' or 1=1 -- & | ! ( ) :* \U0001f600"}).status_code == 200
    assert Client().get("/kursus/", {"jenjang": "\x00"}).status_code == 400


def test_the_catalogue_asks_few_questions_whatever_it_holds() -> None:
    of = world.provider()
    (who,) = world.learners(1)
    counts = []
    for size in (3, 40):
        world.publish(*(world.course(of, f"{size}-{n}", title=f"Kursus {n}") for n in range(size)))
        at(BOUGHT_AT)
        client = citizen(who)
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/kursus/?q=kursus&di=32&halaman=1").status_code == 200
        counts.append(len(asked))
    assert abs(counts[0] - counts[1]) <= 1  # the clock is kept for half a second
    assert counts[1] <= 14


def test_three_courses_are_compared_and_nonsense_is_left_out() -> None:
    of = world.provider()
    world.publish(*(world.course(of, f"{n}", title=f"Kursus nomor {n}") for n in range(5)))
    at(BOUGHT_AT)
    ids = [str(services.course_id(world.course(of, f"{n}"))) for n in range(5)]
    text = Client().get("/kursus/bandingkan/", {"banding": [*ids, "x", str(uuid7())]}).content.decode()
    assert [f"Kursus nomor {n}" in text for n in range(5)] == [True, True, True, False, False]
    assert "Belum ada kursus yang ditandai" in Client().get("/kursus/bandingkan/").content.decode()


def test_a_course_tells_price_access_schedule_and_linked_data() -> None:
    of = world.provider()
    (run,) = world.publish(world.course(of, mode=Mode.FACE_TO_FACE, title="Satu </script><b>judul"))
    at(BOUGHT_AT)
    course_id = services.course_id(world.course(of))
    with CaptureQueriesContext(connection) as asked:
        answer = Client().get(f"/kursus/{course_id}/")
    text = answer.content.decode()
    assert answer.status_code == 200
    assert len(asked) <= 10
    assert "Rp650.000" in text
    assert "Sisa 20 dari 20 kursi" in text
    assert f'value="{run}"' in text
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', text, flags=re.DOTALL)
    assert found is not None
    data = json.loads(found[1])
    assert data["@type"] == "Course"
    assert data["name"] == "Satu </script><b>judul"
    assert data["hasCourseInstance"][0]["location"]["name"] == "Kabupaten Bandung"
    assert Client().get(f"/kursus/{uuid7()}/").status_code == 404


def test_buying_by_hand_with_a_double_click() -> None:
    (who,) = world.learners(1)
    of = world.provider()
    (run,) = world.publish(world.course(of))
    course_id = services.course_id(world.course(of))
    at(BOUGHT_AT)
    client = citizen(who)
    buy = f"/kursus/{course_id}/beli/"
    assert Client().get(buy).status_code == 302
    assert client.get(buy).status_code == 303
    assert client.get(f"{buy}?kelas={uuid7()}").status_code == 303
    text = client.get(f"{buy}?kelas={run}").content.decode()
    assert "Rp2.850.000" in text
    assert "sampai Senin, 4 Maret 2024, 23.59 WIB" in text
    first = client.post(buy, {"kelas": str(run), "once": "a"})
    again = client.post(buy, {"kelas": str(run), "once": "a"})
    assert (first.status_code, first.url) == (303, again.url)  # type: ignore[attr-defined]
    assert funding.balance(who).reserved == sen(650_000)
    assert "Kursus sudah dibeli" in client.get(first.url).content.decode()  # type: ignore[attr-defined]


def test_a_refused_purchase_says_why_and_what_else() -> None:
    who, other = world.learners(2)
    of = world.provider()
    (run,) = world.publish(world.course(of, seats=1))
    services.purchase([(other, run)], by=SYSTEM, at=BOUGHT_AT)
    at(BOUGHT_AT)
    buy = f"/kursus/{services.course_id(world.course(of))}/beli/"
    client = citizen(who)
    assert "Kursi kelas ini sudah habis" in client.get(f"{buy}?kelas={run}").content.decode()
    answer = client.post(buy, {"kelas": str(run)})
    assert answer.status_code == 409
    assert "Yang bisa Anda lakukan" in answer.content.decode()


def bought(who: UUID, run: UUID) -> Purchase:
    return world.bought(services.purchase([(who, run)], by=SYSTEM, at=BOUGHT_AT))[0]


def test_my_course_from_code_to_rating() -> None:
    who, stranger = world.learners(2)
    (run,) = world.publish(world.course(world.provider()))
    purchase = bought(who, run)
    client, url = citizen(who), f"/saya/kursus/{purchase.id}/"
    at(BOUGHT_AT)
    assert "Batalkan kursus" in client.get(url).content.decode()
    assert citizen(stranger).get(url).status_code == 404
    assert Client().get(url).status_code == 302
    assert "Kode ini belum bisa dipakai" in client.post(f"{url}mulai/", follow=True).content.decode()
    at(purchase.redeem_from)
    assert "Kursus Anda sudah dimulai" in client.post(f"{url}mulai/", follow=True).content.decode()
    for number, (_id, starts_at, _ends_at) in sorted(queries.sessions_of([run])[run].items()):
        at(starts_at)
        assert f"pertemuan {number} tercatat" in client.post(f"{url}hadir/{number}/", follow=True).content.decode()
    with CaptureQueriesContext(connection) as asked:
        assert "Menunggu nilai dari lembaga" in client.get(url).content.decode()
    assert len(asked) <= 14
    world.assess_all([purchase], at=clock.now())
    services.complete([purchase.id], by=SYSTEM, at=clock.now())
    assert "Nilai kursus ini" in client.get(url).content.decode()
    wrong = client.post(f"{url}nilai/", {"stars": "9", "text": "Contohnya jelas."})
    assert wrong.status_code == 422
    assert "Contohnya jelas." in wrong.content.decode()
    done = client.post(f"{url}nilai/", {"stars": "5", "text": "Contohnya jelas."}, follow=True)
    assert "Penilaian Anda tersimpan" in done.content.decode()
    mine = client.get("/saya/kursus/").content.decode()
    assert "Beli kursus berikutnya" in mine
    assert "Administrasi kantor" in mine


def test_cancelling_by_hand_asks_for_the_reason() -> None:
    (who,) = world.learners(1)
    (run,) = world.publish(world.course(world.provider(), starts=BOUGHT_AT.date() + timedelta(days=20)))
    purchase = bought(who, run)
    at(BOUGHT_AT)
    client, url = citizen(who), f"/saya/kursus/{purchase.id}/batal/"
    assert "Mengapa Anda membatalkan?" in client.get(url).content.decode()
    assert "Pilih salah satu" in client.post(url, {}).content.decode()
    assert "sudah kembali ke saldo Anda" in client.post(url, {"why": "jadwal"}, follow=True).content.decode()
    assert "tidak bisa dibatalkan" in client.post(url, {"why": "jadwal"}).content.decode()


def test_the_desk_of_a_provider_shows_only_its_own() -> None:
    who, _other = world.learners(2)
    mine, theirs = world.provider(), world.provider("Balai Lain")
    run, foreign = world.publish(
        world.course(mine, mode=Mode.FACE_TO_FACE), world.course(theirs, "x", title="Kursus orang lain")
    )
    purchase = bought(who, run)
    at(purchase.redeem_from)
    client = desk_of(mine)
    text = client.get("/lembaga/").content.decode()
    assert "Administrasi kantor" in text
    assert "Kursus orang lain" not in text
    for address in (f"/lembaga/kelas/{foreign}/", f"/lembaga/kelas/{foreign}/kode/1/"):
        assert client.get(address).status_code == 404
    assert client.post(f"/lembaga/kelas/{foreign}/catat/").status_code == 404
    closed = client.post(f"/lembaga/kursus/{services.course_id(world.course(theirs, 'x'))}/tutup/")
    assert closed.status_code == 404
    assert citizen(who).get("/lembaga/").status_code == 404
    code = queries.redeem_code(purchase.id)
    assert (
        "Kode ini untuk lembaga lain"
        in desk_of(theirs).post("/lembaga/kode/", {"code": code}, follow=True).content.decode()
    )
    assert "Kode diterima" in client.post("/lembaga/kode/", {"code": code.lower()}, follow=True).content.decode()


def test_a_provider_records_presence_and_scores_and_the_programme_completes() -> None:
    (who,) = world.learners(1)
    mine = world.provider()
    (run,) = world.publish(world.course(mine, mode=Mode.FACE_TO_FACE, meetings=1))
    purchase = bought(who, run)
    world.redeem([purchase])
    session = queries.run_sessions(run)[0]
    at(session.starts_at)
    client, url = desk_of(mine), f"/lembaga/kelas/{run}/"
    with CaptureQueriesContext(connection) as asked:
        text = client.get(url).content.decode()
    assert len(asked) <= 16
    assert "Budi" in text
    assert "Santoso" not in text
    assert registration.application(who).reference in text
    screen = client.get(f"{url}kode/1/")
    assert re.search(r'class="big code">[0-9A-Z]{3} [0-9A-Z]{3}<', screen.content.decode())
    assert 1 <= int(screen["Refresh"]) <= 15
    typed = {f"{kind}-{purchase.id}": "80" for kind in ("pre", "quiz", "post", "demonstration")}
    wrong = client.post(f"{url}catat/", typed | {f"quiz-{purchase.id}": "abc"}, follow=True).content.decode()
    assert "3 isian tidak dicatat" in wrong
    good = client.post(
        f"{url}catat/", typed | {"pertemuan": "1", f"hadir-{purchase.id}": "1"}, follow=True
    ).content.decode()
    assert "Peserta yang selesai: 1" in good
    found = queries.enrolment(purchase.id)
    assert found is not None
    assert found.state is PurchaseState.COMPLETED


def test_a_provider_publishes_a_course_by_form_once() -> None:
    mine = world.provider()
    at(BOUGHT_AT)
    client = desk_of(mine)
    form = {
        "once": "satu-kali",
        "title": "Dasar Excel untuk toko",
        "summary": "Mencatat barang dan uang.",
        "skills": ["microsoft-excel"],
        "level": "2",
        "mode": "webinar",
        "hours": "15",
        "price": "Rp 450.000",
        "data_mb": "200",
        "access": ["captions"],
        "starts_on_day": "1",
        "starts_on_month": "4",
        "starts_on_year": "2024",
        "seats": "20",
        "meetings": "5",
        "hour": "19.00",
        "minutes": "180",
        "every": "1",
    }
    assert client.get("/lembaga/kursus/baru/").status_code == 200
    wrong = client.post("/lembaga/kursus/baru/", form | {"price": "mahal", "minutes": "240"})
    assert wrong.status_code == 422
    assert "Dasar Excel untuk toko" in wrong.content.decode()
    assert client.post("/lembaga/kursus/baru/", form | {"minutes": "240"}).status_code == 422
    first, again = client.post("/lembaga/kursus/baru/", form), client.post("/lembaga/kursus/baru/", form)
    assert (first.status_code, first.url) == (303, again.url)  # type: ignore[attr-defined]
    assert "Dasar Excel untuk toko" in Client().get("/kursus/?q=excel").content.decode()


def test_the_catalogue_as_json() -> None:
    of = world.provider()
    (run,) = world.publish(world.course(of))
    at(BOUGHT_AT)
    client = Client()
    found = client.get("/api/training/courses", {"q": "exsel", "place": "online", "mode": "webinar"}).json()
    assert (found["count"], found["searched"]) == (1, ["excel"])
    (one,) = found["courses"]
    assert (one["provider"], one["price"]) == ("Lembaga Karya Mandiri", sen(650_000))
    told = client.get(f"/api/training/courses/{one['id']}").json()
    assert told["runs"][0]["id"] == str(run)
    assert client.get("/api/training/courses", {"page": "zz"}).status_code == 422
    assert client.get("/api/training/courses", {"mode": "zz"}).status_code == 422
    assert client.get("/api/training/courses", {"place": "3\x00"}).status_code == 400
    missing = client.get(f"/api/training/courses/{uuid7()}")
    assert (missing.status_code, missing["Content-Type"]) == (404, "application/problem+json")


def test_a_self_paced_course_has_modules_without_an_hour() -> None:
    of = world.provider()
    (modules,) = world.publish(world.course(of, mode=Mode.SELF_PACED, meetings=4))
    (meetings,) = world.publish(world.course(of, "b", meetings=4))
    at(BOUGHT_AT)
    for run, words, other in ((modules, "4 modul, kapan saja", "4 pertemuan"), (meetings, "4 pertemuan", "4 modul")):
        text = Client().get(f"/kursus/{queries.offers([run])[run].course_id}/").content.decode()
        assert words in text
        assert other not in text
    assert "4 modul." in Client().get("/kursus/").content.decode()
