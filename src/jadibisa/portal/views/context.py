"""What every page shows around its own words: menu, account, the demonstration's ribbon, the style sheet."""

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from jadibisa.kernel.actors import PUBLIC, STAFF, Actor, Role

STYLE_COOKIE = "gaya"
PARTNERS = frozenset({Role.COMPANION, Role.PROVIDER, Role.EMPLOYER, Role.LOCAL_GOVERNMENT})
DESKED = STAFF | PARTNERS
CITIZENS_MENU = (
    ("/kursus/", _("Kursus")),
    ("/lowongan/", _("Lowongan")),
    ("/undian/", _("Undian")),
    ("/data/", _("Data terbuka")),
    ("/bantuan/", _("Bantuan")),
)
VERIFICATION = ("/petugas/verifikasi/", _("Verifikasi"))
BATCHES = ("/petugas/gelombang/", _("Gelombang"))
SELECTION = ("/petugas/seleksi/", _("Seleksi"))
FUNDS = ("/petugas/dana/", _("Dana"))
TICKETS = ("/petugas/tiket/", _("Tiket bantuan"))
DATA_REQUESTS = ("/petugas/data/", _("Permintaan data"))
EXTENSION = ("/petugas/kursus/", _("Tambah waktu"))
EMPLOYERS = ("/petugas/pemberi-kerja/", _("Pemberi kerja"))
CERTIFICATES = ("/petugas/sertifikat/", _("Sertifikat"))
PLEDGES = ("/mitra/dana/", _("Dana untuk kursus"))
REPORT = ("/laporan/", _("Laporan"))
COMPANIONS = ("/petugas/pendamping/", _("Pendamping"))
CASES = ("/auditor/dugaan/", _("Dugaan curang"))
TRAIL = ("/auditor/jejak/", _("Jejak audit"))
DESK_MENU: dict[Role, tuple[tuple[str, Promise | str], ...]] = {
    Role.VERIFIER: (VERIFICATION, EMPLOYERS, COMPANIONS, CERTIFICATES, REPORT),
    Role.SELECTION_OFFICER: (BATCHES, SELECTION, REPORT),
    Role.FINANCE_OFFICER: (FUNDS, BATCHES, REPORT),
    Role.HELP_OFFICER: (TICKETS, DATA_REQUESTS, EXTENSION, EMPLOYERS, COMPANIONS, CERTIFICATES, REPORT),
    Role.APPROVER: (
        BATCHES,
        VERIFICATION,
        SELECTION,
        FUNDS,
        EMPLOYERS,
        COMPANIONS,
        CERTIFICATES,
        DATA_REQUESTS,
        CASES,
        REPORT,
    ),
    Role.AUDITOR: (
        CASES,
        TRAIL,
        VERIFICATION,
        BATCHES,
        SELECTION,
        FUNDS,
        TICKETS,
        EMPLOYERS,
        COMPANIONS,
        CERTIFICATES,
        REPORT,
    ),
    Role.COMPANION: (("/pendamping/", _("Pendampingan")), ("/pos/", _("Pos bantuan"))),
    Role.PROVIDER: (("/lembaga/", _("Kelas Anda")), ("/kursus/", _("Kursus"))),
    Role.EMPLOYER: (("/pemberi-kerja/", _("Lowongan Anda")), PLEDGES, ("/lowongan/", _("Semua lowongan"))),
    Role.LOCAL_GOVERNMENT: (
        ("/pos/meja/", _("Pos Anda")),
        PLEDGES,
        ("/pos/", _("Pos bantuan")),
        ("/data/", _("Data terbuka")),
    ),
}
DESK_NAMES: dict[Role, Promise | str] = {
    Role.COMPANION: _("Meja pendamping"),
    Role.PROVIDER: _("Meja lembaga"),
    Role.EMPLOYER: _("Meja pemberi kerja"),
    Role.LOCAL_GOVERNMENT: _("Meja pemerintah daerah"),
    Role.AUDITOR: _("Meja auditor"),
}


@dataclass(frozen=True, slots=True)
class Link:
    """One entry of a menu.

    Attributes:
        url: its address.
        word: what it says.
        here: the value of `aria-current`: "page", "true" (a page below it) or "".
    """

    url: str
    word: Promise | str
    here: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """The surroundings of one page.

    Attributes:
        demonstration: whether the ribbon is shown.
        official: the one address of the programme.
        menu: the main links of the public pages.
        desk_menu: the main links of the reader's own desk.
        account: the link to one's own start page, or None for a stranger.
        desk_name: what the desk of the role is called.
        style: the citizens' sheet to write into the page, or "" when the browser has it already.
        style_url: where the sheet is.
    """

    demonstration: bool
    official: str
    menu: tuple[Link, ...]
    desk_menu: tuple[Link, ...]
    account: Link | None
    desk_name: Promise | str
    style: SafeString | str
    style_url: str


@cache
def sheet() -> tuple[SafeString, str]:
    """The citizens' sheet without comments and line breaks, and its short hash."""
    text = (Path(__file__).resolve().parents[1] / "static" / "ui.css").read_text(encoding="utf-8")
    text = re.sub(r"/\*.*?\*/|\n", "", text)
    return mark_safe(text), hashlib.sha256(text.encode()).hexdigest()[:12]  # noqa: S308 - our own file


def links(table: tuple[tuple[str, Promise | str], ...], path: str) -> tuple[Link, ...]:
    """A menu with the current page marked."""
    return tuple(
        Link(url, word, "page" if path == url else "true" if path.startswith(url) else "") for url, word in table
    )


def account(actor: Actor, path: str) -> Link | None:
    """The link to one's own start page."""
    if actor.role is Role.CITIZEN:
        return Link("/saya/", actor.name.split(" ")[0] or _("Perjalanan Anda"), "page" if path == "/saya/" else "")
    if actor.role in DESKED:
        return Link("/meja/", actor.name or _("Meja Anda"), "page" if path == "/meja/" else "")
    return None


def everywhere(request: HttpRequest) -> dict[str, Any]:
    """The context processor: `frame` for every template."""
    actor: Actor = getattr(request, "actor", PUBLIC)
    style, version = sheet()
    return {
        "frame": Frame(
            demonstration=settings.DEMONSTRATION,
            official=settings.OFFICIAL_ADDRESS,
            menu=links(CITIZENS_MENU, request.path),
            desk_menu=links(DESK_MENU.get(actor.role, ()), request.path),
            account=account(actor, request.path),
            desk_name=DESK_NAMES.get(actor.role, _("Meja petugas")),
            style="" if request.COOKIES.get(STYLE_COOKIE) == version else style,
            style_url=reverse("portal:style", args=[version]),
        )
    }
