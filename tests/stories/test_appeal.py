"""Dewi is refused because a list names her by mistake; she objects, wins, and joins the draw."""

from playwright.sync_api import expect

from jadibisa.foundation.plumbing import clock
from jadibisa.journey.verification import queries as verification
from jadibisa.journey.verification import services as checking
from jadibisa.journey.verification.types import CaseState, ListKind
from jadibisa.kernel.clock import wib_day
from tests.stories.acts import answer, press, sign_in
from tests.stories.conftest import Opener
from tests.stories.world import DAY, World, person, register, rest

BORN = ("14", "8", "1998")


def test_a_person_refused_by_mistake_appeals_and_wins(open_page: Opener, world: World) -> None:
    """The reason, the way out, the objection, the officer's answer, and the check again."""
    dewi = person(7, "Dewi Anggraini")
    checking.import_list(
        ListKind.OFFICIALS,
        wib_day(clock.now()) - DAY,
        [dewi.nik],
        by=world.staff["verifier"],
        at=clock.now(),
        source="BKN",
    )
    (receipt,) = register([dewi])
    rest()
    case = verification.case(receipt.application_id)
    assert case is not None
    if case.state is CaseState.REVIEW:
        checking.open_case(receipt.application_id, by=world.staff["verifier"], at=clock.now(), why="periksa")
        proposal = checking.propose_refusal(
            receipt.application_id, case.reasons[0], by=world.staff["verifier"], at=clock.now(), note="daftar"
        )
        checking.decide_refusal(proposal, approve=True, by=world.staff["approver"], at=clock.now())
        rest()

    page = open_page()
    sign_in(page, receipt.reference, BORN, dewi.phone)
    page.goto("/saya/verifikasi/")
    expect(page.get_by_role("heading", name="Anda belum bisa ikut gelombang ini")).to_be_visible()
    assert page.locator(".err-sum").count() == 0
    page.get_by_role("link", name="Ajukan keberatan").click()
    answer(page, text="Saya bukan pegawai negeri. Surat keterangan dari kantor desa ada.")
    ticket = page.locator('a[href*="/bantuan/tiket/T-"]').first.inner_text().split()[-1]
    rest()

    officer = open_page("help")
    officer.goto(f"/petugas/tiket/{ticket}/")
    if officer.get_by_role("button", name="Saya pegang tiket ini").count():
        press(officer, "Saya pegang tiket ini")
    officer.get_by_label("Kabulkan").check()
    officer.get_by_label("Alasan untuk pendaftar").fill("Nama sama, orang lain.")
    press(officer, "Simpan")
    rest()

    after = verification.case(receipt.application_id)
    assert after is not None
    if after.state is not CaseState.VERIFIED:
        verifier = open_page("verifier-2")
        verifier.goto(f"/petugas/verifikasi/{receipt.application_id}/")
        answer(verifier, decision="accept", note="Keberatan dikabulkan: orang lain dengan nama sama.")
        rest()
    page.goto("/saya/")
    expect(page.locator("ol.journey > li").nth(1)).to_contain_text("Selesai")
