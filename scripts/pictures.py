"""Photographs the main pages, phone and desktop, into docs/pictures: `python scripts/pictures.py [http://127.0.0.1:8000]`.

It needs `make run` at work in another window and Debian's Chromium; pages of a role are opened through "Masuk sebagai".
"""

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "pictures"
ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--disable-background-networking"]
SIZES = {"hp": (360, 780), "layar": (1280, 900)}
PAGES = (
    ("beranda", "", "/"),
    ("perjalanan", "terpilih", "/saya/"),
    ("kursus", "", "/kursus/"),
    ("undian", "", "/undian/71/"),
    ("lowongan", "", "/lowongan/"),
    ("data", "", "/data/?gelombang=semua"),
    ("laporan", "", "/laporan/?gelombang=semua"),
    ("daftar", "", "/daftar/"),
    ("antrean", "verifier", "/petugas/verifikasi/"),
    ("jejak", "auditor", "/auditor/jejak/"),
)


def chromium() -> str:
    """The browser of the system.

    Raises:
        SystemExit: when there is none.
    """
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    raise SystemExit("No browser: install the package chromium.")


@contextmanager
def browser() -> Iterator[Browser]:
    """A browser without a window."""
    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        yield opened
        opened.close()


def enter(page: Page, site: str, slug: str) -> None:
    """Look around as a member of the cast whose name begins so."""
    page.goto(f"{site}/demo/")
    page.locator(f'form:has(input[value^="{slug}"]) button').first.click()


def main(arguments: list[str]) -> int:
    """Take every picture."""
    site = (arguments[0] if arguments else "http://127.0.0.1:8000").rstrip("/")
    FOLDER.mkdir(parents=True, exist_ok=True)
    with browser() as opened:
        for size, (width, height) in SIZES.items():
            for name, slug, address in PAGES:
                context = opened.new_context(
                    viewport={"width": width, "height": height}, locale="id-ID", device_scale_factor=1
                )
                page = context.new_page()
                if slug:
                    enter(page, site, slug)
                page.goto(site + address)
                page.screenshot(path=FOLDER / f"{name}-{size}.png")
                context.close()
                print(f"{name}-{size}.png")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
