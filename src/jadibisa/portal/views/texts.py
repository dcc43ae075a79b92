"""Pages that mostly say something: help, privacy, accessibility, the state of the service; and what machines ask for."""

from dataclasses import dataclass

from django.db import connection
from django.db.utils import OperationalError
from django.http import HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import path
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from jadibisa.care.answers import queries as answers
from jadibisa.foundation.messages.queries import budget, waiting
from jadibisa.foundation.plumbing import clock
from jadibisa.foundation.plumbing.doors import ActorRequest, door
from jadibisa.foundation.plumbing.pages import page
from jadibisa.foundation.plumbing.templatetags.jadibisa import tanggal
from jadibisa.journey.verification import queries as verification
from jadibisa.kernel.actors import Role
from jadibisa.oversight.transparency.queries import newest

PUBLIC_PAGES = (
    "/", "/daftar/", "/kursus/", "/lowongan/", "/undian/", "/data/", "/laporan/", "/sertifikat/", "/pos/", "/bantuan/", "/privasi/",
    "/kemudahan-akses/", "/keadaan/", "/pesan/", "/masuk/",
)  # fmt: skip
PRIVATE_PARTS = (
    "/saya/",
    "/meja/",
    "/petugas/",
    "/auditor/",
    "/lembaga/",
    "/pemberi-kerja/",
    "/pendamping/",
    "/demo/",
    "/akun/",
    "/api/",
)
MANY_WAITING = 1000


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the service and how it is."""

    name: Promise | str
    kind: str
    word: Promise | str
    detail: str = ""


@door(Role.PUBLIC, methods=("GET",))
def help_page(request: ActorRequest) -> HttpResponseBase:
    """Questions and answers by topic, a search in them, and every way to reach somebody."""
    words = request.GET.get("q", "").strip()[:200]
    context = {"words": words, "found": answers.search(words) if words else [], "topics": answers.titles()}
    return page(request, "portal/help.html", context)


@door(Role.PUBLIC, methods=("GET",))
def privacy(request: ActorRequest) -> HttpResponseBase:
    """Which data are kept, what for, and what one may ask."""
    return page(request, "portal/privacy.html")


@door(Role.PUBLIC, methods=("GET",))
def accessibility(request: ActorRequest) -> HttpResponseBase:
    """What works for whom, and what does not yet."""
    return page(request, "portal/accessibility.html")


def parts() -> list[Part]:
    """The state of each part, asked now."""
    at = clock.now()
    queue, checks, signed, today = waiting(), verification.queue_counts(at), newest(), budget(at)
    return [
        Part(_("Situs dan pendaftaran"), "ok", _("Berjalan")),
        Part(
            _("Pemeriksaan data"),
            "wait" if checks.late else "ok",
            _("Lambat") if checks.late else _("Berjalan"),
            _("%(count)d pendaftaran menunggu, %(late)d lewat batas") % {"count": checks.all, "late": checks.late},
        ),
        Part(_("SMS dan e-mail"), "ok" if queue < MANY_WAITING else "wait", _("Berjalan") if queue < MANY_WAITING else _("Lambat"),
             _("%(count)d pesan menunggu dikirim") % {"count": queue}),
        Part(_("Kode lewat SMS"), "bad" if today.is_spent else "ok", _("Berhenti hari ini") if today.is_spent else _("Berjalan"),
             _("Jatah kode hari ini habis. Besok kode dikirim lagi. Isian Anda aman.") if today.is_spent else ""),
        Part(_("Catatan bertanda tangan"), "ok" if signed else "none", _("Berjalan") if signed else _("Belum mulai"),
             _("Hari terakhir yang ditandatangani: %(day)s") % {"day": tanggal(signed.day)} if signed else ""),
    ]  # fmt: skip


@door(Role.PUBLIC, methods=("GET",))
def status(request: ActorRequest) -> HttpResponseBase:
    """How the service is right now."""
    return page(request, "portal/status.html", {"parts": parts(), "at": clock.now()})


@door(Role.PUBLIC, methods=("GET",))
def alive(request: ActorRequest) -> HttpResponseBase:  # noqa: ARG001 - a view's signature
    """For the machine that watches: the process answers."""
    return JsonResponse({"status": "alive"})


@door(Role.PUBLIC, methods=("GET",))
def ready(request: ActorRequest) -> HttpResponseBase:  # noqa: ARG001 - a view's signature
    """For the machine that watches: the database answers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
    except OperationalError:
        return JsonResponse({"status": "database does not answer"}, status=503)
    return JsonResponse({"status": "ready"})


@door(Role.PUBLIC, methods=("GET",))
def robots(request: ActorRequest) -> HttpResponseBase:
    """What search engines may read."""
    lines = [
        "User-agent: *",
        *(f"Disallow: {part}" for part in PRIVATE_PARTS),
        f"Sitemap: {request.build_absolute_uri('/sitemap.xml')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@door(Role.PUBLIC, methods=("GET",))
def sitemap(request: ActorRequest) -> HttpResponseBase:
    """The public pages."""
    urls = "".join(f"<url><loc>{request.build_absolute_uri(address)}</loc></url>" for address in PUBLIC_PAGES)
    text = f'<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'
    return HttpResponse(text, content_type="application/xml; charset=utf-8")


urlpatterns = [
    path("bantuan/", help_page, name="help"),
    path("privasi/", privacy, name="privacy"),
    path("kemudahan-akses/", accessibility, name="accessibility"),
    path("keadaan/", status, name="status"),
    path("hidup/", alive, name="alive"),
    path("siap/", ready, name="ready"),
    path("robots.txt", robots, name="robots"),
    path("sitemap.xml", sitemap, name="sitemap"),
]
