"""The pages of the draw: for everybody, for a participant, for officers."""

import io
import zipfile
from collections.abc import Callable, Iterable
from datetime import datetime
from hashlib import sha256
from uuid import UUID

import pytest
from django.test import Client

from jadibisa.foundation.facts import queries as facts
from jadibisa.foundation.facts.services import record
from jadibisa.foundation.plumbing import clock
from jadibisa.journey.registration.types import batch_subject
from jadibisa.journey.selection import queries, services
from jadibisa.journey.selection.models import Entry
from jadibisa.journey.selection.rules.formats import commitment
from jadibisa.journey.selection.rules.tickets import number_of
from jadibisa.journey.selection.types import DEMONSTRATION_SECRETS
from jadibisa.kernel.actors import SYSTEM, Role
from tests.journey.selection import stage
from tests.journey.selection.stage import BATCH, DICE, DRAWN, FROZEN, OPENED, SECRETS, WITNESSES

pytestmark = pytest.mark.django_db


def at(moment: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let it be that time on every page."""
    monkeypatch.setattr(clock, "now", lambda: moment)


def citizen(application_id: UUID) -> Client:
    """Somebody signed in with an application."""
    client = Client()
    session = client.session
    person = Entry.objects.values_list("person_id", flat=True).filter(application_id=application_id).first()
    session["citizen"] = {
        "person": str(person),
        "application": str(application_id),
        "name": "Budi",
        "zone": "Asia/Jakarta",
    }
    session.save()
    return client


def officer(name: str, role: Role = Role.SELECTION_OFFICER) -> Client:
    """An officer signed in by the demonstration's own door."""
    from jadibisa.foundation.people.models import Account

    stage.officer(name, role)
    client = Client()
    client.force_login(Account.objects.get(email=f"{name.lower()}@jadibisa.example"))
    session = client.session
    session["demonstration"] = name
    session.save()
    return client


def test_pages_before_and_after_each_stage(monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client()
    at(OPENED, monkeypatch)
    assert "Belum ada undian" in client.get("/undian/").content.decode()
    assert client.get(f"/undian/{BATCH}/").status_code == 404
    stage.batch(40)
    services.announce(BATCH, by=SYSTEM, at=OPENED, witnesses=WITNESSES)
    assert "Diumumkan" in client.get(f"/undian/{BATCH}/").content.decode()
    receipts = stage.apply(90)
    stage.verified()
    stage.lists()
    services.freeze(BATCH, by=SYSTEM, at=FROZEN)
    frozen = client.get(f"/undian/{BATCH}/?tiket={receipts[0].ticket.lower()}").content.decode()
    assert "Ada dalam daftar" in frozen
    assert "Kursi tiap provinsi" in frozen
    assert (
        "Tiket Anda ada dalam daftar undian"
        in citizen(receipts[0].application_id).get("/saya/seleksi/").content.decode()
    )
    services.record_dice(BATCH, DICE, by=SYSTEM, at=DRAWN)
    services.make_seed(BATCH, SECRETS, by=SYSTEM, at=DRAWN)
    services.run(BATCH, by=SYSTEM, at=DRAWN)
    hidden = client.get(f"/undian/{BATCH}/?tiket={receipts[0].ticket}").content.decode()
    assert "Belum terpilih" not in hidden
    assert "cutoffs.csv" not in hidden
    services.publish(BATCH, by=SYSTEM, at=DRAWN)
    done = client.get(f"/undian/{BATCH}/").content.decode()
    for word in (
        "Hitung sendiri",
        "Batas tiap provinsi",
        "verify_draw.py",
        "seed.txt",
        "Urutan kejadian",
        "Hasil 20 dadu",
    ):
        assert word in done


def test_a_ticket_is_checked_in_any_writing(monkeypatch: pytest.MonkeyPatch) -> None:
    stage.until_published(90, 40)
    at(DRAWN, monkeypatch)
    view = queries.draw(BATCH)
    assert view is not None
    client = Client()
    for selected, word in ((True, "Terpilih"), (False, "Belum terpilih")):
        ticket = Entry.objects.filter(selected=selected).values_list("ticket", flat=True)[0]
        typed = " ".join(ticket[place : place + 4] for place in range(0, 16, 4)).lower()
        page = client.get(f"/undian/{BATCH}/", {"tiket": typed})
        assert page.status_code == 200
        text = page.content.decode()
        assert word in text
        assert number_of(view.seed, ticket)[:4] in text
    for typed, words in (
        ("abc", "16 huruf dan angka"),
        ("0" * 16, "tidak ada dalam daftar"),
        ("", "Isi bagian ini dulu"),
    ):
        page = client.get(f"/undian/{BATCH}/", {"tiket": typed})
        assert page.status_code == 422
        assert words in page.content.decode()
        assert "<title>Kesalahan:" in page.content.decode()


def test_files_are_byte_for_byte_and_the_archive_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    stage.until_published(60, 30, open_types=False)
    at(DRAWN, monkeypatch)
    client = Client()
    for found in queries.files(BATCH):
        answer = client.get(f"/undian/{BATCH}/berkas/{found.name}")
        assert answer.content == queries.file(BATCH, found.name)
        assert "attachment" in answer["Content-Disposition"]
    packed = zipfile.ZipFile(io.BytesIO(b"".join(client.get(f"/undian/{BATCH}/berkas.zip"))))
    assert {name.removeprefix("G72/") for name in packed.namelist()} == {found.name for found in queries.files(BATCH)}
    assert client.get(f"/undian/{BATCH}/berkas/openings.csv").status_code == 404
    assert client.get(f"/undian/{BATCH}/berkas/nothing.txt").status_code == 404
    assert not facts.exists("selection.openings_taken", batch_subject(BATCH))
    taken = officer("Auditor", Role.AUDITOR).get(f"/undian/{BATCH}/berkas/openings.csv")
    assert taken.content == queries.file(BATCH, "openings.csv", private=True)
    assert "no-store" in taken["Cache-Control"]
    told = facts.about(batch_subject(BATCH), limit=1, verbs=["selection.openings_taken"])
    assert [(fact.by.split(":")[0], fact.at) for fact in told] == [("auditor", DRAWN)]
    ticket = Entry.objects.values_list("ticket", flat=True)[0]
    assert "hash=" in client.get(f"/undian/{BATCH}/bukti/{ticket}.txt").content.decode()
    assert client.get(f"/undian/{BATCH}/bukti/{'0' * 16}.txt").status_code == 404


def test_the_reason_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    stage.until_published(200, 60)
    at(DRAWN, monkeypatch)
    lost = Entry.objects.filter(selected=False, compartment="32").first()
    won = Entry.objects.filter(selected=True, compartment="32").first()
    assert lost is not None
    assert won is not None
    text = citizen(lost.application_id).get("/saya/seleksi/").content.decode()
    assert "Anda belum terpilih" in text
    assert "lebih besar dari batas" in text or "jatuh ke kelompok lain" in text
    assert "di Jawa Barat" in text
    assert "daftar tunggu" in text
    assert "Anda terpilih" in citizen(won.application_id).get("/saya/seleksi/").content.decode()
    assert Client().get("/saya/seleksi/").status_code == 302


def lines(pairs: Iterable[tuple[str, str]]) -> str:
    """Pairs as they are typed."""
    return "\n".join(f"{name}: {value}" for name, value in pairs)


def test_an_announcement_with_dice_alone_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    stage.batch(30)
    at(OPENED, monkeypatch)
    eko = officer("Eko")
    for typed, said in (
        ("", "Dadu saja tidak cukup"),
        (lines([("Ibu Sri", "0" * 64), ("IBU SRI", "1" * 64)]), "IBU SRI tertulis dua kali"),
    ):
        page = eko.post(f"/petugas/seleksi/{BATCH}/", {"witnesses": typed, "beacon": ""})
        assert page.status_code == 422
        assert said in page.content.decode()
    assert queries.draw(BATCH) is None


def test_two_officers_lead_the_whole_act(monkeypatch: pytest.MonkeyPatch) -> None:
    stage.batch(30)
    stage.apply(60)
    stage.verified()
    stage.lists()
    eko, dewi, auditor = officer("Eko"), officer("Dewi", Role.APPROVER), officer("Audit", Role.AUDITOR)
    given: list[tuple[datetime, dict[str, str]]] = [
        (OPENED, {"witnesses": lines(WITNESSES)}),
        (FROZEN, {}),
        (DRAWN, {"dice": "58203 91744 61059 23871"}),
        (DRAWN, {"secrets": lines(SECRETS.items())}),
        (DRAWN, {}),
        (DRAWN, {}),
    ]
    address = f"/petugas/seleksi/{BATCH}/"
    for moment, fields in given:
        at(moment, monkeypatch)
        assert eko.post(address, {**fields, "why": "sesuai jadwal"}).status_code == 303
        page = dewi.get(address).content.decode()
        assert "Menunggu orang kedua" in page
        assert "Ini usulan Anda" in eko.get(address).content.decode()
        decide = (
            page.split('action="')[1].split('"')[0]
            if "putusan" in page.split('action="')[1]
            else page.split("/putusan/")[0]
        )
        decide = address + "putusan/" + page.split("/putusan/")[1].split("/")[0] + "/"
        assert auditor.post(decide, {"decision": "approve"}).status_code == 404
        eko.post(decide, {"decision": "approve"})  # one's own proposal: refused
        assert "Menunggu orang kedua" in dewi.get(address).content.decode()
        assert dewi.post(decide, {"decision": "approve"}).status_code == 303
        dewi.post(decide, {"decision": "approve"})  # a double click changes nothing
    view = queries.draw(BATCH)
    assert view is not None
    assert view.published_at is not None
    assert "Tidak ada yang perlu dilakukan" in eko.get(address).content.decode()
    assert "G72" in auditor.get("/petugas/seleksi/").content.decode()


def test_mistakes_on_the_desk_keep_what_was_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    stage.until_frozen(20, 10)
    at(DRAWN, monkeypatch)
    eko = officer("Eko")
    page = eko.post(f"/petugas/seleksi/{BATCH}/", {"dice": "123"})
    assert page.status_code == 422
    assert "Tulis 20 angka dadu" in page.content.decode()
    assert 'value="123"' in page.content.decode()
    at(FROZEN, monkeypatch)
    assert "Masa keberatan belum selesai" in eko.post(f"/petugas/seleksi/{BATCH}/", {"dice": DICE}).content.decode()
    assert eko.get("/petugas/seleksi/999/").status_code == 404
    assert Client().get(f"/petugas/seleksi/{BATCH}/").status_code == 302
    assert (
        citizen(Entry.objects.values_list("application_id", flat=True)[0]).get("/petugas/seleksi/").status_code == 404
    )


def test_the_number_of_queries_does_not_grow(
    monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Callable[..., object]
) -> None:
    stage.until_published(250, 100)
    at(DRAWN, monkeypatch)
    entry = Entry.objects.filter(selected=False).first()
    assert entry is not None
    mine, eko, client = citizen(entry.application_id), officer("Eko"), Client()
    for who, address, most in (
        (client, "/undian/", 4),
        (client, f"/undian/{BATCH}/", 10),
        (client, f"/undian/{BATCH}/?tiket={entry.ticket}", 18),
        (mine, "/saya/seleksi/", 20),
        (eko, "/petugas/seleksi/", 16),
        (eko, f"/petugas/seleksi/{BATCH}/", 22),
    ):
        with django_assert_max_num_queries(most):  # type: ignore[attr-defined]
            assert who.get(address).status_code == 200


def test_the_simulation_shows_both_countings_beside_the_law_in_force(monkeypatch: pytest.MonkeyPatch) -> None:
    stage.until_frozen(200, 80)
    at(FROZEN, monkeypatch)
    eko = officer("Eko")
    assert "Belum ada hitungan" in eko.get("/petugas/seleksi/simulasi/").content.decode()
    given = {"gelombang": "72", "W": "70", "D": "5", "bobot": "population", "lantai": "0", "kursi": "60"}
    page = eko.get("/petugas/seleksi/simulasi/", given)
    assert page.status_code == 200
    text = page.content.decode()
    assert "Peluang terpilih tiap provinsi" in text
    assert "Papua" in text
    assert "naik" in text
    for wrong, words in (
        ({"W": "150"}, "100"),
        ({"W": "x"}, "Tulis angka bulat"),
        ({"lantai": "9"}, "Turunkan batas bawah"),
        ({"gelombang": "1"}, "Pilih"),
    ):
        bad = eko.get("/petugas/seleksi/simulasi/", {**given, **wrong})
        assert bad.status_code == 422
        assert words in bad.content.decode()


def test_a_hidden_type_is_shown_to_its_owner_only(monkeypatch: pytest.MonkeyPatch) -> None:
    stage.until_published(200, 60, open_types=False)
    at(DRAWN, monkeypatch)
    entry = Entry.objects.filter(selected=False, kind=1).first()
    assert entry is not None
    public = Client().get(f"/undian/{BATCH}/?tiket={entry.ticket}").content.decode()
    assert "Kelompok tiket ini tidak ditampilkan" in public
    assert "daftar tunggu kelompok" not in public
    assert "<dt>Batas " not in public
    lines = queries.file(BATCH, f"result-{entry.compartment}.csv")
    assert b"waiting,-\n" in lines
    assert b"waiting,1\n" not in lines
    mine = citizen(entry.application_id).get("/saya/seleksi/").content.decode()
    assert "perempuan" in mine
    assert "Kelompok Anda disegel dalam daftar" in mine
    result = queries.result_of(entry.application_id)
    assert result is not None
    seal = commitment(result.ticket.salt, entry.ticket, result.ticket.label)
    assert f",{seal}\n".encode() in queries.file(BATCH, f"roll-{entry.compartment}.csv")
    answer = Client().get(f"/api/selection/draws/{BATCH}/tickets/{entry.ticket}").json()
    assert (answer["outcome"], answer["limit"], answer["waiting_place"]) == ("waiting", "", 0)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/undian/99999999999999999999999/", 404),
        ("/undian/99999999999999999999999/berkas.zip", 404),
        ("/undian/99999999999999999999999/berkas/seed.txt", 404),
        ("/undian/72/berkas/%00", 400),
        ("/undian/72/berkas/..%2f..%2fetc%2fpasswd", 404),
        ("/undian/72/bukti/%00.txt", 400),
        ("/undian/72/?tiket=%00", 400),
        ("/undian/72/?tiket=%F0%9F%8E%B2", 422),
        ("/api/selection/draws/99999999999999999999999", 404),
        ("/api/selection/draws/72/tickets/%00", 400),
        ("/api/selection/draws/72/tickets/abc", 422),
    ],
)
def test_odd_addresses_get_a_plain_no(address: str, status: int) -> None:
    stage.until_frozen(12, 10)
    assert Client().get(address).status_code == status


def test_a_visitor_of_the_demonstration_finds_what_the_witnesses_know(monkeypatch: pytest.MonkeyPatch) -> None:
    stage.batch(10)
    secret = "ab" * 16
    services.announce(BATCH, by=SYSTEM, at=OPENED, witnesses=[("Ombudsman", sha256(bytes.fromhex(secret)).hexdigest())])
    record(DEMONSTRATION_SECRETS, by=SYSTEM, at=OPENED, subjects=[batch_subject(BATCH)], data={"Ombudsman": secret})
    stage.apply(20)
    stage.verified()
    stage.lists()
    services.freeze(BATCH, by=SYSTEM, at=FROZEN)
    services.record_dice(BATCH, DICE, by=SYSTEM, at=DRAWN)
    at(DRAWN, monkeypatch)
    eko, address = officer("Eko"), f"/petugas/seleksi/{BATCH}/"
    page = eko.get(address).content.decode()
    assert f"Ombudsman: {secret}" in page
    assert "Rahasia saksi (opsional)" not in page
    assert "Isi bagian ini dulu" in eko.post(address, {"secrets": "", "why": "x"}).content.decode()
    assert eko.post(address, {"secrets": f"Ombudsman: {secret}"}).status_code == 303
