"""Where staff and partners start: what waits for them, and the way to it."""

from datetime import datetime

from allauth.mfa.utils import is_mfa_enabled
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import path
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jadibisa.care.tickets import queries as tickets
from jadibisa.foundation.messages.queries import budget
from jadibisa.foundation.people import queries as people
from jadibisa.foundation.plumbing import clock
from jadibisa.foundation.plumbing.doors import ActorRequest, door
from jadibisa.foundation.plumbing.pages import page
from jadibisa.journey.verification import queries as verification
from jadibisa.journey.work import queries as work
from jadibisa.kernel.actors import STAFF, Actor, Role
from jadibisa.oversight.integrity import queries as integrity
from jadibisa.portal.views.context import DESK_MENU, DESKED

WHAT: dict[str, Promise | str] = {
    "/petugas/verifikasi/": _("Kasus yang tidak bisa diputuskan mesin, batas waktu terdekat di atas."),
    "/petugas/gelombang/": _("Buka gelombang, lihat pendaftar dan aturannya."),
    "/petugas/seleksi/": _("Bekukan daftar, catat dadu, hitung undian, umumkan. Selalu dua orang."),
    "/petugas/dana/": _("Uang gelombang, saldo, insentif, dan pembayaran. Selalu dua orang."),
    "/petugas/tiket/": _("Pertanyaan dan keberatan, batas waktu terdekat di atas."),
    "/petugas/pemberi-kerja/": _("Pemberi kerja yang menunggu diperiksa."),
    "/petugas/kursus/": _("Peserta yang butuh waktu tambahan untuk kursusnya."),
    "/petugas/sertifikat/": _("Periksa sertifikat dan cabut bila perlu. Selalu dua orang."),
    "/petugas/pendamping/": _("Pendamping yang menunggu diperiksa, dan yang bertugas."),
    "/petugas/data/": _("Hapus data dan nomor HP yang hilang, dalam 3×24 jam. Selalu dua orang."),
    "/pos/meja/": _("Tambah atau tutup pos bantuan di wilayah Anda."),
    "/laporan/": _("Seluruh corong program, dari pendaftar sampai bekerja."),
    "/auditor/dugaan/": _("Tanda-tanda penyalahgunaan, satu kasus untuk tiap tanda."),
    "/auditor/jejak/": _("Siapa berbuat apa, kapan, dan mengapa. Tidak dapat diubah."),
    "/pendamping/": _("Daftarkan orang bersama-sama, dengan izinnya."),
    "/pos/": _("Pos bantuan dan titik sinyal tiap kabupaten dan kota."),
    "/lembaga/": _("Kelas, kode tukar, kehadiran, dan nilai."),
    "/kursus/": _("Katalog seperti yang dilihat peserta."),
    "/pemberi-kerja/": _("Lowongan, pelamar, dan jawaban Anda."),
    "/mitra/dana/": _("Bayar bagian dari kursus orang lain, dan lihat hasilnya."),
    "/lowongan/": _("Lowongan seperti yang dilihat peserta."),
    "/data/": _("Siapa yang ikut, siapa yang belum, tiap provinsi."),
}


def waiting(url: str, actor: Actor, at: datetime) -> int | None:
    """How many things wait behind a link of a desk; None where nothing is counted."""
    match url:
        case "/petugas/verifikasi/":
            found = verification.queue_counts(at)
            return found.second if actor.role is Role.APPROVER else found.review
        case "/petugas/tiket/":
            return tickets.queue_counts(owner_id=actor.id, at=at)["open"]
        case "/petugas/data/":
            return len(people.requests_to_decide())
        case "/auditor/dugaan/":
            return integrity.counts()["open"]
        case "/pemberi-kerja/" if actor.organisation_id:
            return work.desk(actor.organisation_id).waiting
    return None


@door(Role.PUBLIC, methods=("GET",))
def desk(request: ActorRequest) -> HttpResponseBase:
    """The start page of a desk; whoever has a password but no second factor yet is told how to get one."""
    if request.actor.role in DESKED:
        at = clock.now()
        rooms = [(url, word, WHAT[url], waiting(url, request.actor, at)) for url, word in DESK_MENU[request.actor.role]]
        codes = budget(at) if request.actor.role in STAFF else None
        return page(request, "portal/desk.html", {"rooms": rooms, "codes": codes})
    if not request.user.is_authenticated:
        return redirect("account_login")
    return page(request, "portal/second_factor.html", {"has_one": is_mfa_enabled(request.user)})


urlpatterns = [path("meja/", desk, name="desk")]
