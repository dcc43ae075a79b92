"""axe-core finds nothing on the main pages, on a phone and on a desktop; and it does find what is broken."""

from collections.abc import Iterator
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from jadibisa.foundation.plumbing import clock
from jadibisa.kernel.actors import SYSTEM
from jadibisa.oversight.inclusion.services import refresh
from tests.stories.acts import answer, sign_in
from tests.stories.conftest import DESKTOP, PHONE
from tests.stories.world import World, drawn, graduate, person, register, rest

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
RULES = """axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}).then(
  found => found.violations.map(one => one.id + ": " + one.nodes.map(node => node.target.join(" ")).slice(0, 3).join(", ")))"""
PUBLIC = (
    "/", "/daftar/", "/masuk/", "/bukan-saya/", "/kursus/", "/lowongan/", "/undian/", "/undian/72/", "/data/?gelombang=72",
    "/undian/cara/", "/undian/72/tahap/",
    "/laporan/?gelombang=72", "/data/hari/", "/sertifikat/", "/pos/", "/bantuan/",
    "/bantuan/?q=insentif", "/bantuan/uang/", "/bantuan/uang/insentif/", "/bantuan/angka/", "/bantuan/tiket/",
    "/privasi/", "/kemudahan-akses/",
    "/keadaan/", "/pesan/", "/bantuan/arti/", "/akun/login/", "/demo/", "/demo/kotak/", "/tidak-ada/",
)  # fmt: skip
CITIZEN = (
    "/saya/",
    "/saya/saldo/",
    "/saya/kursus/",
    "/saya/seleksi/",
    "/saya/verifikasi/",
    "/saya/sertifikat/",
    "/saya/lamaran/",
    "/saya/kabar/",
    "/saya/keberatan/",
    "/saya/data/",
    "/saya/data/hp/",
    "/saya/data/alamat/",
    "/saya/data/hapus/",
)
DESKS = {
    "verifier": ("/meja/", "/petugas/verifikasi/", "/petugas/pemberi-kerja/"),
    "selection": ("/petugas/gelombang/", "/petugas/seleksi/72/", "/petugas/seleksi/72/tambahan/"),
    "finance": ("/petugas/dana/", "/petugas/dana/rekonsiliasi/"),
    "help": ("/petugas/tiket/", "/petugas/data/"),
    "auditor": ("/auditor/dugaan/", "/auditor/jejak/", "/petugas/seleksi/72/audit/"),
    "provider": ("/lembaga/",),
    "employer": ("/pemberi-kerja/",),
}


def violations(page: Page) -> list[str]:
    """What axe-core finds on the page that is open."""
    page.evaluate(AXE)
    return list(page.evaluate(RULES))


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


@pytest.fixture
def context(browser: Browser, live_server: LiveServer, world: World) -> Iterator[BrowserContext]:  # noqa: ARG001 - the world comes first
    """A browser of somebody who has a phone."""
    opened = browser.new_context(base_url=live_server.url, locale="id-ID", viewport=PHONE)
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """Its window."""
    return context.new_page()


def test_main_pages_have_no_barriers(page: Page, world: World) -> None:
    """Public pages and a participant's on a phone, every desk on a desktop: no violation, nothing wider than the window."""
    ayu = person(3, "Ayu Lestari")
    receipts = register([ayu, *(person(number) for number in range(4, 9))])
    rest()
    drawn(world)
    graduate(world, receipts[0].application_id)
    refresh(by=SYSTEM, at=clock.now())
    found: dict[str, list[str]] = {}

    def look(address: str) -> None:
        page.goto(address)
        wide = overflow(page)
        if problems := violations(page) + ([f"wider than the window by {wide}"] if wide > 0 else []):
            found[address] = problems

    for address in PUBLIC:
        look(address)
    sign_in(page, receipts[0].reference, ("14", "8", "1998"), ayu.phone)
    for address in CITIZEN:
        look(address)
    page.set_viewport_size(DESKTOP)
    for slug, addresses in DESKS.items():
        page.goto("/demo/")
        page.locator(f'form:has(input[value="{slug}"]) button').click()
        for address in addresses:
            look(address)
    assert not found, "\n".join(f"{address}: {problem}" for address, problems in found.items() for problem in problems)


def test_a_form_with_mistakes_has_no_barriers_and_takes_the_focus(page: Page) -> None:
    """After a mistake the summary has the focus and its links lead to the fields."""
    page.goto("/masuk/")
    answer(page, reference="", birth_date_day="31", birth_date_month="2", birth_date_year="1998")
    assert violations(page) == []
    assert page.evaluate("document.activeElement.className") == "err-sum"
    page.locator(".err-sum a").last.click()
    assert page.evaluate("document.activeElement.id || location.hash") in {"id_birth_date_0", "#id_birth_date_0"}


def test_the_style_sheet_is_kept_by_the_browser(page: Page) -> None:
    """The first page carries its style, a later one links the copy that the browser fetched meanwhile."""
    page.goto("/")
    assert page.locator("head style").count() == 1
    page.wait_for_timeout(500)
    page.goto("/bantuan/")
    assert page.locator("head style").count() == 0
    assert page.evaluate("getComputedStyle(document.querySelector('.top')).backgroundColor") == "rgb(38, 64, 125)"


def test_axe_finds_what_is_broken(page: Page) -> None:
    """The negative control: without it a silent axe would look like a good page."""
    page.set_content(
        '<html><body><img src="x.png"><input><p style="color:#ccc;background:#fff">pudar</p></body></html>'
    )
    found = " ".join(violations(page))
    for rule in ("image-alt", "label", "color-contrast", "html-has-lang"):
        assert rule in found
