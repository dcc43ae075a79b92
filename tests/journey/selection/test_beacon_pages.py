"""The beacon on the pages: announced, waited for, used; and the lines that let everybody check its signature."""

import html
import re
import subprocess
import sys
from datetime import timedelta

import pytest
from django.conf import settings as loaded
from django.test import Client

from jadibisa.journey.selection import queries, services
from jadibisa.journey.selection.gateways import beacons
from jadibisa.journey.selection.gateways.drand import HttpBeacon
from jadibisa.journey.selection.gateways.rehearsal import RehearsalBeacon, rehearsed_chain
from jadibisa.kernel.actors import SYSTEM, Role
from tests.journey.selection import stage
from tests.journey.selection.stage import BATCH, DICE, DRAWN, FROZEN, OPENED, SECRETS, WITNESSES
from tests.journey.selection.test_pages import at, officer

pytestmark = pytest.mark.django_db
ADDRESS, PUBLIC = f"/petugas/seleksi/{BATCH}/", f"/undian/{BATCH}/"


def until_dice() -> int:
    """A draw whose dice lie; its announced round."""
    stage.batch(20)
    services.announce(BATCH, by=SYSTEM, at=OPENED, beacon=rehearsed_chain())
    stage.apply(30)
    stage.verified()
    stage.lists()
    services.freeze(BATCH, by=SYSTEM, at=FROZEN)
    services.record_dice(BATCH, DICE, by=SYSTEM, at=DRAWN - timedelta(minutes=5))
    found = queries.beacon(BATCH)
    assert found is not None
    return found.promise.number


def test_the_officer_chooses_the_beacon_and_everybody_sees_it(monkeypatch: pytest.MonkeyPatch) -> None:
    at(OPENED, monkeypatch)
    stage.batch(10)
    eko = officer("Eko")
    form = eko.get(ADDRESS).content.decode()
    assert "Suar peragaan" in form
    assert "Tanpa suar" in form
    assert "Pilih" in eko.post(ADDRESS, {"witnesses": "", "beacon": "other"}).content.decode()
    assert eko.post(ADDRESS, {"witnesses": "", "beacon": rehearsed_chain().hash}).status_code == 303
    assert rehearsed_chain().hash in eko.get(ADDRESS).content.decode()
    services.announce(BATCH, by=SYSTEM, at=OPENED, beacon=rehearsed_chain())
    found = queries.beacon(BATCH)
    assert found is not None
    public = Client().get(PUBLIC).content.decode()
    for words in (
        str(found.promise.number),
        str(found.promise.fallback),
        "Ini suar peragaan",
        "Tidak ada percobaan lain",
    ):
        assert words in public


def test_a_draw_without_beacon_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    at(OPENED, monkeypatch)
    stage.batch(10)
    services.announce(BATCH, by=SYSTEM, at=OPENED, witnesses=WITNESSES)
    assert "Undian ini tanpa suar acak" in Client().get(PUBLIC).content.decode()
    assert "Tanda tangan suar" not in officer("Eko").get(ADDRESS).content.decode()


def test_making_the_seed_fetches_the_round_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    number = until_dice()
    eko = officer("Eko")
    at(DRAWN - timedelta(seconds=1), monkeypatch)
    page = eko.post(ADDRESS, {"secrets": ""})
    assert page.status_code == 422
    assert "baru ada pukul 09:00:00 WIB" in page.content.decode()
    at(DRAWN, monkeypatch)
    assert eko.post(ADDRESS, {"secrets": ""}).status_code == 303
    done = eko.get(ADDRESS).content.decode()
    assert f"Terbaca dan diperiksa: putaran {number}" in done
    assert "Putaran suar terbaca" in done


def test_without_network_the_officer_pastes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    number = until_dice()
    at(DRAWN, monkeypatch)
    monkeypatch.setattr(beacons, "beacon", lambda: HttpBeacon(()))
    eko = officer("Eko")
    assert "Tanda tangan suar" in eko.get(ADDRESS).content.decode()
    for pasted, words in (
        ("", "belum terbaca dari suar"),
        ("abc", "96 angka heksadesimal"),
        (RehearsalBeacon().fetch(rehearsed_chain(), 1).signature, "bukan dari suar yang diumumkan"),
    ):
        page = eko.post(ADDRESS, {"secrets": "", "signature": pasted})
        assert page.status_code == 422
        assert words in page.content.decode()
    pasted = RehearsalBeacon().fetch(rehearsed_chain(), number).signature
    assert eko.post(ADDRESS, {"secrets": "", "signature": pasted}).status_code == 303


def test_the_lines_on_the_page_check_the_signature(monkeypatch: pytest.MonkeyPatch) -> None:
    until_dice()
    at(DRAWN, monkeypatch)
    services.collect_round(BATCH, by=SYSTEM, at=DRAWN)
    services.make_seed(BATCH, by=SYSTEM, at=DRAWN)
    page = Client().get(PUBLIC).content.decode()
    found = [html.unescape(one) for one in re.findall(r'<pre id="periksa-\d">(.*?)</pre>', page, flags=re.DOTALL)]
    first, second = (
        subprocess.run([sys.executable, "-c", one], capture_output=True, text=True, check=True).stdout.strip()
        for one in found
    )
    assert re.fullmatch(r"[0-9a-f]{64}", first)
    assert second == "True"
    assert f'"randomness":"{first}"' in Client().get(f"{PUBLIC}berkas/round.json").content.decode()
    wrong = found[0].replace("rfc9380(", "rfc9380(1")
    assert subprocess.run([sys.executable, "-c", wrong], capture_output=True, check=False).returncode


def test_a_real_chain_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    at(OPENED, monkeypatch)
    monkeypatch.setattr(loaded, "DEMONSTRATION", False)
    stage.batch(10)
    services.announce(BATCH, by=SYSTEM, at=OPENED, beacon=services.offered_chain())
    public = Client().get(PUBLIC).content.decode()
    assert "drand quicknet" in public
    assert "Ini suar peragaan" not in public


def test_the_desk_asks_the_witnesses_together_with_the_dice(monkeypatch: pytest.MonkeyPatch) -> None:
    stage.batch(20)
    services.announce(
        BATCH, by=SYSTEM, at=OPENED, beacon=rehearsed_chain(), witnesses=WITNESSES, objections_until=FROZEN
    )
    stage.apply(30)
    stage.verified()
    stage.lists()
    services.freeze(BATCH, by=SYSTEM, at=FROZEN)
    at(DRAWN - timedelta(minutes=5), monkeypatch)
    eko, dewi = officer("Eko"), officer("Dewi", Role.APPROVER)
    page = eko.post(ADDRESS, {"dice": DICE, "secrets": ""})
    assert page.status_code == 422
    assert "Isi bagian ini dulu" in page.content.decode()
    secret = SECRETS["Ibu Sri"]
    assert eko.post(ADDRESS, {"dice": DICE, "secrets": f"Ibu Sri: {secret}"}).status_code == 303
    asked = dewi.get(ADDRESS).content.decode()
    assert secret not in asked
    decide = ADDRESS + "putusan/" + asked.split("/putusan/")[1].split("/")[0] + "/"
    assert dewi.post(decide, {"decision": "approve"}).status_code == 303
    assert secret in Client().get(f"{PUBLIC}tahap/").content.decode()
    at(DRAWN, monkeypatch)
    assert 'name="secrets"' not in eko.get(ADDRESS).content.decode()
