"""Pages of money: the participant's balance and account, the finance desk with two people, and a bound on queries."""

import sys
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jadibisa.config.middleware import CITIZEN_KEY, DEMONSTRATION_KEY
from jadibisa.foundation.people.models import Account
from jadibisa.foundation.plumbing import clock
from jadibisa.journey.funding import queries, services
from jadibisa.journey.funding.types import Cause, PayoutState
from jadibisa.journey.registration import queries as registration
from jadibisa.kernel.actors import Actor, Role
from jadibisa.kernel.money import rupiah_text
from tests.journey.funding import world
from tests.journey.funding.world import ObedientBank, failed

pytestmark = pytest.mark.django_db
MOST_QUERIES = 40


def citizen(application_id: UUID) -> Client:
    """A browser in which a participant signed in."""
    client = Client()
    session = client.session
    view = registration.applications([application_id])[application_id]
    session[CITIZEN_KEY] = {
        "person": str(view.person_id),
        "application": str(application_id),
        "name": "Ayu",
        "zone": "Asia/Jakarta",
    }
    session.save()
    return client


def officer(actor: Actor) -> Client:
    """A browser in which an officer signed in."""
    client = Client()
    client.force_login(
        Account.objects.get(pk=str(actor.id)),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    session = client.session
    session[DEMONSTRATION_KEY] = True
    session.save()
    return client


def failures(count: int) -> None:
    """So many payouts that failed."""
    world.owed(count)
    bank = ObedientBank(sends=[failed(Cause.ACCOUNT_CLOSED)], statuses=[failed(Cause.ACCOUNT_CLOSED)])
    services.pay_due(clock.now(), through=bank)
    clock.stand_at(clock.now() + timedelta(minutes=15))
    services.pay_due(clock.now(), through=bank)


def test_the_balance_page_of_every_state() -> None:
    """Nothing yet; a balance; a hold; a payout that failed with its words; never an unmasked number."""
    (budi,) = world.applicants(1)
    assert "Belum ada saldo" in citizen(budi).get("/saya/saldo/").content.decode()
    world.allot([budi])
    assert "Rp3.500.000" in citizen(budi).get("/saya/saldo/").content.decode()
    world.buy(budi)
    assert "Uang kursus ditahan" in citizen(budi).get("/saya/saldo/").content.decode()


def test_a_failed_payout_is_told_with_a_way_out() -> None:
    """The same trace as the officer's: cause, what to do, whose turn, until when."""
    failures(1)
    view = queries.payouts(states=[PayoutState.FAILED])[0]
    page = citizen(view.application_id).get("/saya/saldo/").content.decode()
    for words in ("Rekening itu sudah ditutup.", "Tautkan rekening lain", "Giliran: Peserta", "•••• 0000", "4031818"):
        assert words in page
    assert "7700000000" not in page
    desk = officer(world.officer()).get(f"/petugas/dana/pencairan/{view.id}/").content.decode()
    assert "Rekening itu sudah ditutup." in desk
    assert f"JB{view.id.hex}" in desk
    assert f"JB{view.id.hex}" in page


def test_the_statement_as_a_file() -> None:
    """One line a movement, amounts as numbers."""
    (ayu,) = world.winners(1)
    answer = citizen(ayu).get("/saya/saldo/rincian.csv")
    assert b"3500000.0" in b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def test_linking_an_account_by_the_page() -> None:
    """Refused with words and other ways, what was typed stays; then linked and masked."""
    (ayu,) = world.winners(1)
    client = citizen(ayu)
    assert client.get("/saya/rekening/").status_code == 200
    wrong = client.post("/saya/rekening/", {"institution": "bri", "number": "1230009991", "holder": "Ayu Lestari"})
    assert wrong.status_code == 422
    page = wrong.content.decode()
    for words in ("lama tidak dipakai", "kantor bank", "kantor pos", 'value="1230009991"', "Kesalahan"):
        assert words in page
    assert client.post("/saya/rekening/", {}).status_code == 422
    right = client.post("/saya/rekening/", {"institution": "bri", "number": "123-000 4417", "holder": "Ayu Lestari"})
    assert right.status_code == 303
    page = client.get("/saya/rekening/").content.decode()
    assert "•••• 4417" in page
    assert "1230004417" not in page


def test_before_the_draw_there_is_nothing_to_link() -> None:
    """A page that says so."""
    (budi,) = world.applicants(1)
    client = citizen(budi)
    assert "Belum perlu" in client.get("/saya/rekening/").content.decode()
    answer = client.post("/saya/rekening/", {"institution": "bri", "number": "1230004417", "holder": "Ayu Lestari"})
    assert answer.status_code == 422


def test_two_people_for_a_big_run_by_the_pages() -> None:
    """Proposed on the desk, refused to the same person, approved by another; then it is gone."""
    world.owed(167)
    services.pay_due(clock.now(), through=ObedientBank())
    maker, checker = officer(world.officer()), officer(world.officer(Role.APPROVER, "Gita"))
    (run,) = queries.open_runs()
    address = f"/petugas/dana/putaran/{run.id}/"
    assert "Belum diusulkan" in maker.get("/petugas/dana/").content.decode()
    assert maker.post(address, {"why": ""}).status_code == 422
    assert maker.post(address, {"why": "sesuai daftar"}).status_code == 303
    own = maker.post(address, {"approve": "yes", "why": ""})
    assert own.status_code == 422
    assert "usulan sendiri" in own.content.decode()
    assert checker.post(address, {"approve": "yes", "why": ""}).status_code == 303
    assert queries.open_runs() == []
    assert checker.get(address).status_code == 303
    assert services.pay_due(clock.now(), through=ObedientBank()) == 167


def test_an_auditor_only_reads() -> None:
    """Sees the desk, acts nowhere."""
    failures(1)
    view = queries.payouts(states=[PayoutState.FAILED])[0]
    auditor = officer(world.officer(Role.AUDITOR))
    assert auditor.get("/petugas/dana/?keadaan=gagal&sebab=account_closed").status_code == 200
    for act in ("ambil", "ulang"):
        assert auditor.post(f"/petugas/dana/pencairan/{view.id}/{act}/", {"why": "x"}).status_code == 404


def test_an_officer_takes_and_tries_again() -> None:
    """One owner; a reason is needed; a payout that does not exist is a 404."""
    failures(1)
    view = queries.payouts(states=[PayoutState.FAILED])[0]
    fajar, gita = officer(world.officer()), officer(world.officer(name="Gita"))
    address = f"/petugas/dana/pencairan/{view.id}/"
    assert fajar.post(f"{address}ambil/").status_code == 303
    gita.post(f"{address}ambil/")
    assert "Petugas lain" in gita.get(address).content.decode()
    fajar.post(f"{address}ulang/", {"why": ""})
    assert "Tulis alasan" in fajar.get(address).content.decode()
    fajar.post(f"{address}ulang/", {"why": "bank sudah membuka"})
    assert "Tunggu rekening koran" in fajar.get(address).content.decode()
    world.read_statements()
    assert fajar.post(f"{address}ulang/", {"why": "bank sudah membuka"}).status_code == 303
    assert services.pay_due(clock.now(), through=ObedientBank()) == 1
    assert fajar.get(f"/petugas/dana/pencairan/{UUID(int=1)}/").status_code == 404


def test_queries_do_not_grow_with_the_data() -> None:
    """The desk with many failures asks as often as with few."""
    failures(3)
    client = officer(world.officer())
    client.get("/petugas/dana/")
    counts = []
    for size in (1, 40):
        with CaptureQueriesContext(connection) as seen, pytest.MonkeyPatch.context() as patch:
            patch.setattr(sys.modules["jadibisa.journey.funding.views.desk"], "PAGE", size)
            assert client.get("/petugas/dana/").status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1] <= MOST_QUERIES


def test_the_money_of_a_batch_has_a_page_of_its_own() -> None:
    """The desk lists work; sums over everybody are added up where somebody asks for them."""
    failures(1)
    client = officer(world.officer())
    [number] = queries.funded_batches()
    address = f"/petugas/dana/gelombang/{number}/"
    with CaptureQueriesContext(connection) as seen:
        page = client.get(address)
    assert page.status_code == 200
    assert f"Uang gelombang {number}" in page.content.decode()
    assert rupiah_text(queries.totals(number).allotted) in page.content.decode()
    assert len(seen) <= MOST_QUERIES
    assert f'{address}"' in client.get("/petugas/dana/").content.decode()
    assert client.get("/petugas/dana/gelombang/99999/").status_code == 404


def test_the_desk_shows_what_the_budget_does_not_hold() -> None:
    """An incentive whose day is over and that is no debt yet."""
    (ayu,) = world.winners(1)
    world.finish([world.buy(ayu)])
    desk = officer(world.officer())
    assert "Anggaran kurang" not in desk.get("/petugas/dana/").content.decode()
    clock.stand_at(clock.now() + timedelta(days=2))
    assert "Anggaran kurang" in officer(world.officer()).get("/petugas/dana/").content.decode()
