"""The applicant's own page in each state, her proof, and the public act stage by stage."""

import hashlib
import json
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jadibisa.foundation.facts.queries import count_verbs
from jadibisa.foundation.people.queries import open_proposal
from jadibisa.journey.registration.models import Application
from jadibisa.journey.selection import queries, services
from jadibisa.journey.selection.models import Addition, Entry, Promise
from jadibisa.journey.selection.types import Act, Way
from jadibisa.journey.selection.views.mine import PROOF_CHECK
from jadibisa.kernel.actors import SYSTEM, Role
from tests.journey.selection import stage
from tests.journey.selection.stage import BATCH, DICE, DRAWN, FROZEN, OPENED, SECRETS, WITNESSES
from tests.journey.selection.test_additions import LATER, given, published
from tests.journey.selection.test_pages import at, citizen, officer

pytestmark = pytest.mark.django_db
MOST_QUERIES = 40


def page(application_id: UUID) -> str:
    """The own page, as its owner sees it."""
    client = citizen(application_id)
    session = client.session
    person = Application.objects.get(pk=application_id).person_id
    session["citizen"] = session["citizen"] | {"person": str(person)}
    session.save()
    answer = client.get("/saya/seleksi/")
    assert answer.status_code == 200
    return answer.content.decode()


def proves(proof: dict[str, object]) -> bool:
    """RFC 9162, 2.1.3.2, written here once more from its text: does the proof lead from the line to the root?"""
    lines, line = int(str(proof["lines"])), str(proof["line"])
    fn, sn = int(str(proof["index"])), lines - 1
    if fn >= lines:
        return False
    r = hashlib.sha256(b"\x00" + line.encode() + b"\n").digest()
    hashes = proof["hashes"]
    assert isinstance(hashes, list)
    for p in [bytes.fromhex(text) for text in hashes]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            r = hashlib.sha256(b"\x01" + p + r).digest()
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            r = hashlib.sha256(b"\x01" + r + p).digest()
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and r.hex() == proof["root"]


def test_the_page_at_each_stage_says_what_is_next_and_when(monkeypatch: pytest.MonkeyPatch) -> None:
    at(OPENED, monkeypatch)
    stage.batch(20)
    mine = stage.apply(50)[0].application_id
    assert "Seleksi belum mulai" in page(mine)
    services.announce(BATCH, by=SYSTEM, at=OPENED, witnesses=WITNESSES)
    assert "Daftar dibekukan sesudah pendaftaran ditutup" in page(mine)
    stage.verified()
    stage.lists()
    services.freeze(BATCH, by=SYSTEM, at=FROZEN)
    steps = [("Dua puluh dadu dilempar, lalu undian.", "21 November 2026")]
    for words, day in steps:
        text = page(mine)
        assert "Tiket Anda ada dalam daftar undian" in text
        assert words in text
        assert day in text
    services.record_dice(BATCH, DICE, by=SYSTEM, at=DRAWN)
    assert "SEED terbit, lalu setiap tiket dihitung." in page(mine)
    services.make_seed(BATCH, SECRETS, by=SYSTEM, at=DRAWN)
    seeded = page(mine)
    assert "Komputer menghitung setiap tiket." in seeded
    assert (
        hashlib.sha256(f"{queries.known(BATCH).seed},{Entry.objects.get(pk=mine).ticket}".encode()).hexdigest()
        in seeded
    )
    services.run(BATCH, by=SYSTEM, at=DRAWN)
    drawn = page(mine)
    assert "Dua petugas menerbitkan hasilnya." in drawn
    assert "terpilih</h1>" not in drawn
    services.publish(BATCH, by=SYSTEM, at=DRAWN)
    assert "terpilih</h1>" in page(mine)


def test_winner_loser_lapsed_and_moved_up(monkeypatch: pytest.MonkeyPatch) -> None:
    stage.until_published(80, 30)
    at(LATER, monkeypatch)
    won, lost = next(
        (winner, waiting)
        for waiting in Entry.objects.filter(selected=False, waiting_place=1)
        for winner in Entry.objects.filter(selected=True, compartment=waiting.compartment, kind=waiting.kind)
    )
    assert "Anda terpilih</h1>" in page(won.pk)
    text = page(lost.pk)
    assert "Anda belum terpilih</h1>" in text
    assert "<strong>1</strong>. Orang yang masih menunggu di depan Anda sekarang: 0." in text
    services.lapse([won.pk], "x", by=SYSTEM, at=LATER)
    services.replace(BATCH, by=SYSTEM, at=LATER)
    assert "Kursi Anda sudah dilepas</h1>" in page(won.pk)
    moved = page(lost.pk)
    assert "Anda terpilih</h1>" in moved
    assert "berikutnya di daftar tunggu" in moved


@pytest.mark.parametrize("way", list(Way))
def test_an_appeal_won_after_the_freeze(way: Way, monkeypatch: pytest.MonkeyPatch) -> None:
    wronged = published(way)
    at(LATER, monkeypatch)
    text = page(wronged)
    assert "Tiket Anda tidak ada dalam daftar undian" in text
    assert "Dua petugas sedang memberi hak Anda" in text
    given(wronged)
    words = {
        Way.EXTRA_SEAT: "Anda mendapat kursi tambahan</h1>",
        Way.NEXT_BATCH: "gelombang berikutnya sudah pasti</h1>",
    }
    assert words[way] in page(wronged)
    if way is Way.NEXT_BATCH:
        Promise.objects.update(kept_at=LATER + timedelta(days=40))
        assert "Janji kursi Anda sudah dipenuhi</h1>" in page(wronged)
    else:
        services.lapse([wronged], "x", by=SYSTEM, at=LATER)
        assert "Kursi Anda sudah dilepas</h1>" in page(wronged)
    public = Client().get(f"/undian/{BATCH}/tahap/").content.decode()
    assert "additions-001.csv" in public
    assert Client().get(f"/api/selection/draws/{BATCH}/beside").json() == {
        "late_appeals": str(way), "extra_seats": int(way is Way.EXTRA_SEAT), "promises": int(way is Way.NEXT_BATCH),
        "files": ["additions-001.csv"],
    }  # fmt: skip


@pytest.mark.parametrize("open_types", [True, False])
def test_the_proof_is_checked_by_a_function_of_its_own(open_types: bool, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: FBT001
    stage.until_published(45, 20, open_types=open_types)
    at(LATER, monkeypatch)
    rows = list(Entry.objects.order_by("place"))
    for entry in (rows[0], rows[17], rows[-1]):
        answer = citizen(entry.pk).get("/saya/seleksi/bukti.json")
        assert "attachment" in answer["Content-Disposition"]
        proof = json.loads(answer.content)
        assert proof["line"].startswith(entry.ticket)
        assert proof["root"] == queries.known(BATCH).root
        assert proves(proof)
        assert not proves(proof | {"index": (proof["index"] + 1) % 45})
        assert not proves(proof | {"line": proof["line"][:-1] + "!"})
        if not open_types:
            opened = f"{proof['salt']},{entry.ticket},{proof['type']}"
            assert hashlib.sha256(opened.encode()).hexdigest() == proof["line"].rpartition(",")[2]


def test_the_script_of_the_page_checks_the_proof(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stage.until_published(30, 10)
    at(LATER, monkeypatch)
    monkeypatch.chdir(tmp_path)
    proof = citizen(Entry.objects.order_by("place")[11].pk).get("/saya/seleksi/bukti.json").content
    for content, verdict in ((proof, "True"), (proof.replace(b'"index": 11', b'"index": 12'), "False")):
        (tmp_path / "bukti.json").write_bytes(content)
        exec(compile(PROOF_CHECK, "periksa.py", "exec"), {})  # noqa: S102 - the lines that the page offers
        assert capsys.readouterr().out.strip() == verdict


def test_the_public_act_names_roles_and_no_names(monkeypatch: pytest.MonkeyPatch) -> None:
    stage.batch(10)
    first, second = stage.officer("Eko"), stage.officer("Citra", Role.APPROVER)
    proposal = services.propose_stage(BATCH, Act.ANNOUNCE, {"witnesses": WITNESSES}, by=first, at=OPENED)
    services.decide_stage(proposal, approve=True, by=second, at=OPENED)
    at(OPENED, monkeypatch)
    text = Client().get(f"/undian/{BATCH}/tahap/").content.decode()
    assert "diusulkan petugas seleksi, disetujui penyetuju" in text
    assert "Citra" not in text
    assert "curl -fsSo undian-G72.zip" in text
    assert text.count("<li class=") == 8
    assert Client().get("/undian/9999/tahap/").status_code == 404
    stage.apply(20)
    stage.verified()
    stage.lists()
    services.freeze(BATCH, by=SYSTEM, at=FROZEN)
    assert "lewat baris perintah, satu orang" in Client().get(f"/undian/{BATCH}/tahap/").content.decode()


def test_two_officers_give_what_is_owed_on_the_desk(monkeypatch: pytest.MonkeyPatch) -> None:
    wronged = published(Way.EXTRA_SEAT)
    at(LATER, monkeypatch)
    eko, citra = officer("Eko"), officer("Citra", Role.APPROVER)
    desk = f"/petugas/seleksi/{BATCH}/tambahan/"
    assert "Putusan keberatan yang mana" in eko.get(desk).content.decode()
    assert eko.post(desk, {"application": str(wronged), "why": ""}).status_code == 422
    stranger = queries.winners(BATCH)[0]
    assert eko.post(desk, {"application": str(stranger), "why": "x"}).status_code == 422
    assert eko.post(desk, {"application": str(wronged), "why": "Putusan T-1"}).status_code == 303
    proposal = open_proposal_about(wronged)
    decide = f"{desk}{proposal}/"
    assert eko.post(decide, {"decision": "approve", "why": ""}, follow=True).status_code == 200
    assert Addition.objects.count() == 0
    assert (
        "Orangnya mendapat kabar"
        in citra.post(decide, {"decision": "approve", "why": ""}, follow=True).content.decode()
    )
    assert Addition.objects.count() == 1
    auditor = officer("Auditor", Role.AUDITOR)
    assert auditor.get(desk).status_code == 200
    assert auditor.post(desk, {"application": str(wronged), "why": "x"}).status_code == 404


def open_proposal_about(subject: UUID) -> UUID:
    """The open proposal about somebody."""
    found = open_proposal(queries.ADD, subject)
    assert found is not None
    return found.id


def test_auditors_work_through_the_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    stage.until_published(60, 30)
    at(LATER, monkeypatch)
    seed, rows = queries.known(BATCH).seed, list(Entry.objects.all())

    def smallest(tickets: list[str]) -> list[str]:
        return sorted(tickets, key=lambda ticket: hashlib.sha256(f"{seed},audit,{ticket}".encode()).hexdigest())[:20]

    expected = [f"winner,{one}" for one in smallest([row.ticket for row in rows if row.selected])]
    expected += [f"roll,{one}" for one in smallest([row.ticket for row in rows])]
    assert queries.file(BATCH, "audit.csv").decode().splitlines() == expected
    auditor, page_of = officer("Auditor", Role.AUDITOR), f"/petugas/seleksi/{BATCH}/audit/"
    assert "Sudah dilihat 0 dari" in auditor.get(page_of).content.decode()
    ticket = expected[0].partition(",")[2]
    assert auditor.post(page_of, {"ticket": ticket, "finding": "wrong", "why": ""}).status_code == 422
    assert auditor.post(page_of, {"ticket": "0" * 16, "finding": "fits", "why": ""}).status_code == 422
    for _click in range(2):
        assert auditor.post(page_of, {"ticket": ticket.lower(), "finding": "fits", "why": ""}).status_code == 303
    assert "Sudah dilihat 1 dari" in auditor.get(page_of).content.decode()
    assert count_verbs()["selection.audited"] == 1
    assert officer("Eko").get(page_of).status_code == 404


def test_the_results_are_open_data(monkeypatch: pytest.MonkeyPatch) -> None:
    stage.until_published(40, 15)
    at(LATER, monkeypatch)
    client, path = Client(), f"/api/selection/draws/{BATCH}"
    listed = client.get(f"{path}/files").json()
    for one in listed[:4]:
        assert hashlib.sha256(client.get(f"{path}/files/{one['name']}").content).hexdigest() == one["sha256"]
    cutoffs = client.get(f"{path}/cutoffs").json()
    assert sum(row["selected"] for row in cutoffs) == 15
    assert sum(row["eligible"] for row in cutoffs) == 40
    assert client.get("/api/selection/draws/999/cutoffs").status_code == 404
    assert client.get(f"{path}/files/openings.csv").status_code == 404


def test_pages_ask_the_database_a_bounded_number_of_times(monkeypatch: pytest.MonkeyPatch) -> None:
    published(Way.EXTRA_SEAT)
    at(LATER, monkeypatch)
    lost = Entry.objects.filter(selected=False)[0]
    auditor = officer("Auditor", Role.AUDITOR)
    asked: list[tuple[Client, str]] = [
        (citizen(lost.pk), "/saya/seleksi/"), (Client(), f"/undian/{BATCH}/tahap/"), (Client(), "/undian/cara/"),
        (officer("Eko"), f"/petugas/seleksi/{BATCH}/tambahan/"), (auditor, f"/petugas/seleksi/{BATCH}/audit/"),
    ]  # fmt: skip
    for client, address in asked:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert client.get(address).status_code == 200
        assert len(caught) <= MOST_QUERIES, address
