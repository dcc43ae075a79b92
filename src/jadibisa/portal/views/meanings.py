"""Every status and reason that a person can ever see: what it means, what to do next, until when."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http.response import HttpResponseBase
from django.urls import path
from django.utils.translation import gettext as _

from jadibisa.care.tickets.types import AppealState, TicketState
from jadibisa.foundation.people.types import RequestState
from jadibisa.foundation.plumbing.doors import ActorRequest, door
from jadibisa.foundation.plumbing.pages import page
from jadibisa.journey.certification.types import Verdict
from jadibisa.journey.funding.types import CAUSES, IncentiveState, PayoutState
from jadibisa.journey.selection.types import Way as SeatWay
from jadibisa.journey.training.types import LearnerState, PurchaseState
from jadibisa.journey.verification.types import REASONS, CaseState, RecipientState, Way
from jadibisa.journey.work.types import JobState, RefusedFor
from jadibisa.kernel.actors import Role
from jadibisa.kernel.journey import Holder
from jadibisa.kernel.refusals import N_

NOTHING = N_("Anda tidak perlu berbuat apa-apa.")
NO_END = N_("Tidak ada batas waktu.")
ON_PAGE = N_("Tanggalnya ada di halaman Anda.")
APPEAL_END = N_("Keberatan: sampai tanggal di halaman Anda, 23.59 WIB.")
OFFICERS_END = N_("Petugas menjawab sampai tanggal di halaman Anda.")
BANK_END = N_("Bank menjawab paling lama 5 hari kerja.")
OTHER_COURSE = N_("Pilih kursus atau kelas lain.")
BUY_END = N_("Sampai hari terakhir membeli di halaman Anda.")


@dataclass(frozen=True, slots=True)
class Meaning:
    """One status or reason: what it says, what to do next, until when."""

    says: str
    then: str = NOTHING
    until: str = NO_END


WAYS: Mapping[Way, str] = {Way.WAIT: OFFICERS_END, Way.ANSWER: ON_PAGE, Way.APPEAL: APPEAL_END}
HOLDERS: Mapping[Holder, str] = {Holder.PERSON: ON_PAGE, Holder.BANK: BANK_END}
CASES: Mapping[str, Meaning] = {
    CaseState.WAITING: Meaning(N_("Dukcapil belum menjawab. Isian Anda aman."), until=OFFICERS_END),
    CaseState.ASKING: Meaning(N_("Petugas bertanya tentang data Anda."), N_("Jawab di halaman Verifikasi."), ON_PAGE),
    CaseState.REVIEW: Meaning(N_("Petugas memeriksa data Anda."), until=OFFICERS_END),
    CaseState.VERIFIED: Meaning(
        N_("Data Anda sudah cocok. Anda ikut undian."), until=N_("Undian: tanggalnya di halaman gelombang.")
    ),
    CaseState.REFUSED: Meaning(
        N_("Anda belum bisa ikut gelombang ini. Alasannya tertulis."), N_("Jika keliru, ajukan keberatan."), APPEAL_END
    ),
}
DRAWS: Mapping[str, Meaning] = {
    "selected": Meaning(N_("Anda terpilih dalam undian."), N_("Beli kursus pertama dan sambungkan rekening."), ON_PAGE),
    "not_selected": Meaning(
        N_("Anda belum terpilih. Ini murni undian, bukan karena data Anda kurang."),
        N_("Daftar lagi di gelombang berikutnya."),
    ),
    "waiting_list": Meaning(N_("Anda ada di daftar tunggu."), until=N_("Sampai kursi gelombang ini habis dibagi.")),
    SeatWay.EXTRA_SEAT: Meaning(
        N_("Keberatan Anda menang. Anda mendapat kursi tambahan."), N_("Beli kursus pertama."), ON_PAGE
    ),
    SeatWay.NEXT_BATCH: Meaning(
        N_("Keberatan Anda menang. Kursi gelombang berikutnya sudah pasti."),
        N_("Ikut gelombang berikutnya di halaman Anda."),
        N_("Sampai gelombang berikutnya ditutup."),
    ),
}
RIGHTS: Mapping[str, Meaning] = {
    RecipientState.ACTIVE: Meaning(
        N_("Anda penerima program."), N_("Lihat langkah berikutnya di halaman Anda."), ON_PAGE
    ),
    RecipientState.REVOKED: Meaning(
        N_("Kepesertaan Anda dihentikan. Alasannya tertulis."), N_("Jika keliru, tulis tiket bantuan.")
    ),
}
LEARNERS: Mapping[str, Meaning] = {
    LearnerState.ACTIVE: Meaning(N_("Anda bisa membeli kursus."), N_("Pilih kursus."), BUY_END),
    LearnerState.MISSED: Meaning(
        N_("Batas kursus pertama lewat. Saldo kembali ke negara."), N_("Jika ada kendala, tulis tiket bantuan.")
    ),
    LearnerState.REVOKED: Meaning(
        N_("Kepesertaan Anda dihentikan. Alasannya tertulis."), N_("Jika keliru, tulis tiket bantuan.")
    ),
}
PURCHASES: Mapping[str, Meaning] = {
    PurchaseState.UNPAID: Meaning(
        N_("Kursus ditahan untuk Anda. Bagian Anda belum dibayar."), N_("Bayar bagian Anda, atau batalkan."), ON_PAGE
    ),
    PurchaseState.BOUGHT: Meaning(N_("Kursus sudah dibeli."), N_("Tukarkan kode kursus."), ON_PAGE),
    PurchaseState.REDEEMED: Meaning(N_("Kursus sudah dimulai."), N_("Ikuti sampai selesai."), ON_PAGE),
    PurchaseState.COMPLETED: Meaning(N_("Kursus selesai."), N_("Beri penilaian, supaya insentif diproses."), ON_PAGE),
    PurchaseState.RATED: Meaning(
        N_("Kursus selesai dan sudah dinilai."), N_("Pilih kursus berikutnya, jika saldo masih ada."), BUY_END
    ),
    PurchaseState.CANCELLED: Meaning(N_("Anda membatalkan kursus. Saldo sudah kembali."), OTHER_COURSE, BUY_END),
    PurchaseState.WITHDRAWN: Meaning(N_("Kelas dibatalkan lembaga. Saldo sudah kembali."), OTHER_COURSE, BUY_END),
    PurchaseState.EXPIRED: Meaning(N_("Kursus lewat batas waktu. Harganya kembali ke saldo."), OTHER_COURSE, BUY_END),
    PurchaseState.LAPSED: Meaning(
        N_("Bagian Anda tidak dibayar pada waktunya. Kursus dilepas."), OTHER_COURSE, BUY_END
    ),
}
SHOPPING: Mapping[str, Meaning] = {  # codes of refusals at the till
    "run_unknown": Meaning(N_("Kelas ini tidak ada lagi."), OTHER_COURSE, BUY_END),
    "no_training_balance": Meaning(
        N_("Anda belum punya saldo pelatihan."), N_("Saldo diberikan setelah Anda terpilih.")
    ),
    "first_purchase_missed": LEARNERS[LearnerState.MISSED],
    "no_longer_recipient": LEARNERS[LearnerState.REVOKED],
    "one_course_at_a_time": Meaning(
        N_("Kursus Anda yang sekarang belum selesai."), N_("Selesaikan dan nilai dulu."), ON_PAGE
    ),
    "same_course_again": Meaning(N_("Kursus ini sudah pernah Anda beli."), OTHER_COURSE, BUY_END),
    "purchase_deadline_passed": Meaning(
        N_("Hari terakhir membeli sudah lewat."), N_("Jika ada kendala, tulis tiket bantuan.")
    ),
    "run_closed": Meaning(N_("Kelas ini sudah ditutup."), OTHER_COURSE, BUY_END),
    "schooling_too_low": Meaning(N_("Kursus ini meminta pendidikan lebih tinggi."), OTHER_COURSE, BUY_END),
    "course_too_short": Meaning(N_("Kursus ini terlalu pendek untuk saldo."), OTHER_COURSE, BUY_END),
    "price_above_ceiling": Meaning(N_("Harga kursus di atas batas program."), OTHER_COURSE, BUY_END),
    "run_full": Meaning(N_("Kursi kelas ini sudah habis."), OTHER_COURSE, BUY_END),
    "balance_too_small": Meaning(N_("Saldo Anda kurang untuk kursus ini."), OTHER_COURSE, BUY_END),
    "not_cancellable": Meaning(
        N_("Kursus sudah dimulai atau berakhir, jadi tidak bisa dibatalkan."),
        N_("Ikuti kursus, atau tulis tiket bantuan."),
    ),
    "cancel_impossible": Meaning(
        N_("Kelas mulai terlalu dekat, jadi tidak bisa dibatalkan."), N_("Ikuti kursus, atau tulis tiket bantuan.")
    ),
    "cancel_too_late": Meaning(
        N_("Hari terakhir membatalkan sudah lewat."), N_("Ikuti kursus, atau tulis tiket bantuan.")
    ),
}
PROVIDER = N_("Tanyakan kepada lembaga pelatihan, atau tulis tiket bantuan.")
REDEEMING: Mapping[str, Meaning] = {  # codes of refusals of a course's code
    "code_unknown": Meaning(N_("Kode kursus tidak dikenal."), N_("Periksa lagi setiap huruf dan angka."), ON_PAGE),
    "code_of_other_provider": Meaning(
        N_("Kode ini untuk lembaga lain."), N_("Lihat nama lembaga di halaman kursus Anda."), ON_PAGE
    ),
    "code_of_other_kind": Meaning(
        N_("Kode ini untuk cara belajar yang lain."), N_("Lihat cara belajar di halaman kursus Anda."), ON_PAGE
    ),
    "code_too_early": Meaning(
        N_("Kode kursus belum bisa dipakai."), N_("Coba lagi mulai 1 jam sebelum kelas."), ON_PAGE
    ),
    "code_too_late": Meaning(N_("Waktu memakai kode kursus sudah lewat."), PROVIDER),
    "code_unpaid": Meaning(N_("Bagian Anda belum dibayar."), N_("Bayar bagian Anda, atau batalkan."), ON_PAGE),
    "code_cancelled": Meaning(N_("Pembelian dengan kode ini sudah dibatalkan."), OTHER_COURSE, BUY_END),
    "code_expired": Meaning(N_("Masa pakai kode lewat. Harganya kembali ke saldo."), OTHER_COURSE, BUY_END),
    "code_used": Meaning(N_("Kode kursus sudah dipakai."), N_("Lanjutkan kursus di halaman Anda."), ON_PAGE),
}
TOMORROW, NOW_AGAIN = N_("Sampai besok pagi."), N_("Kode berlaku 10 menit.")
SMS_CODES: Mapping[str, Meaning] = {  # codes of refusals of one-time codes
    "code_wrong": Meaning(N_("Kode SMS tidak cocok."), N_("Lihat lagi SMS terakhir dari kami."), NOW_AGAIN),
    "code_expired": Meaning(N_("Kode SMS sudah tidak berlaku."), N_("Minta kode baru."), NOW_AGAIN),
    "code_blocked": Meaning(N_("Kode SMS salah 3 kali."), N_("Minta kode baru."), NOW_AGAIN),
    "code_too_soon": Meaning(
        N_("Kode baru saja dikirim."), N_("Tunggu 1 menit, lalu minta lagi."), N_("Sampai 1 menit lagi.")
    ),
    "code_too_many": Meaning(
        N_("Kode hari ini sudah paling banyak."), N_("Coba lagi besok, atau telepon kami."), TOMORROW
    ),
    "code_address_busy": Meaning(
        N_("Terlalu banyak permintaan dari jaringan ini."), N_("Coba lagi 1 jam lagi."), N_("Sampai 1 jam lagi.")
    ),
    "number_cut": Meaning(
        N_("Pemilik nomor ini berkata bahwa ia bukan Anda."), N_("Telepon kami agar petugas memeriksa."), OFFICERS_END
    ),
    "messages_prefix": Meaning(
        N_("Terlalu banyak kode ke nomor yang mirip."), N_("Coba lagi besok, atau telepon kami."), TOMORROW
    ),
    "messages_budget": Meaning(N_("Jatah kode hari ini habis."), N_("Coba lagi besok, atau telepon kami."), TOMORROW),
}
INCENTIVES: Mapping[str, Meaning] = {
    IncentiveState.SCHEDULED: Meaning(N_("Insentif dijadwalkan."), until=ON_PAGE),
    IncentiveState.OWED: Meaning(N_("Insentif menunggu rekening Anda."), N_("Sambungkan rekening."), ON_PAGE),
    IncentiveState.PAYING: Meaning(N_("Insentif sedang dikirim."), until=BANK_END),
    IncentiveState.PAID: Meaning(N_("Insentif sudah dikirim."), N_("Periksa rekening Anda.")),
    IncentiveState.CANCELLED: Meaning(
        N_("Insentif batal. Alasannya tertulis."), N_("Jika keliru, tulis tiket bantuan.")
    ),
}
PAYOUTS: Mapping[str, Meaning] = {
    PayoutState.WAITING: Meaning(N_("Kiriman menunggu persetujuan dua petugas."), until=OFFICERS_END),
    PayoutState.READY: Meaning(N_("Kiriman siap dan masuk antrean bank."), until=BANK_END),
    PayoutState.SENDING: Meaning(N_("Bank sedang mengirim."), until=BANK_END),
    PayoutState.UNKNOWN: Meaning(N_("Bank belum memberi kepastian. Kami bertanya lagi."), until=BANK_END),
    PayoutState.PAID: Meaning(N_("Uang sudah dikirim."), N_("Periksa rekening Anda.")),
    PayoutState.FAILED: Meaning(
        N_("Bank menolak kiriman. Uang Anda aman."), N_("Baca sebabnya, lalu perbaiki rekening."), ON_PAGE
    ),
    PayoutState.CANCELLED: Meaning(
        N_("Kiriman dibatalkan. Alasannya tertulis."), N_("Jika keliru, tulis tiket bantuan.")
    ),
}
CERTIFICATES: Mapping[str, Meaning] = {
    Verdict.VALID: Meaning(
        N_("Sertifikat sah."), N_("Pakai untuk melamar kerja."), N_("Sampai tanggal di sertifikat.")
    ),
    Verdict.EXPIRED: Meaning(N_("Masa berlaku sertifikat sudah lewat."), N_("Ikut kursus lagi bila perlu.")),
    Verdict.REVOKED: Meaning(N_("Sertifikat dicabut. Alasannya tertulis."), N_("Jika keliru, tulis tiket bantuan.")),
    Verdict.UNKNOWN: Meaning(N_("Sertifikat tidak kami kenal."), N_("Periksa lagi kodenya.")),
}
JOBS: Mapping[str, Meaning] = {
    JobState.NEW: Meaning(N_("Lamaran terkirim. Pemberi kerja belum membacanya."), until=ON_PAGE),
    JobState.SEEN: Meaning(N_("Pemberi kerja sudah membaca lamaran Anda."), until=ON_PAGE),
    JobState.POSTPONED: Meaning(N_("Pemberi kerja menunda jawaban."), until=ON_PAGE),
    JobState.ACCEPTED: Meaning(N_("Lamaran diterima."), N_("Tunggu telepon pemberi kerja. Jangan bayar apa pun.")),
    JobState.REFUSED: Meaning(N_("Lamaran belum cocok. Alasannya tertulis."), N_("Lihat lowongan lain.")),
    JobState.WITHDRAWN: Meaning(N_("Anda menarik lamaran."), N_("Lihat lowongan lain.")),
    JobState.CLOSED: Meaning(N_("Lamaran ditutup karena tidak dijawab."), N_("Lihat lowongan lain.")),
}
JOB_REASONS: Mapping[str, Meaning] = {
    RefusedFor.LACKING_SKILLS: Meaning(
        N_("Keterampilan Anda belum lengkap untuk tempat itu."), N_("Lihat kursus yang membantu.")
    ),
    RefusedFor.LACKING_EXPERIENCE: Meaning(
        N_("Pengalaman Anda belum cukup untuk tempat itu."), N_("Cari lowongan untuk pemula atau magang.")
    ),
    RefusedFor.PLACE_FILLED: Meaning(N_("Tempat itu sudah terisi."), N_("Lihat lowongan lain.")),
    RefusedFor.TOO_FAR: Meaning(N_("Tempat tinggal Anda terlalu jauh."), N_("Cari lowongan yang lebih dekat.")),
    RefusedFor.NOT_REACHED: Meaning(
        N_("Pemberi kerja tidak bisa menghubungi Anda."), N_("Periksa nomor HP Anda di Data saya.")
    ),
    RefusedFor.OTHER: Meaning(N_("Pemberi kerja punya alasan lain."), N_("Lihat lowongan lain.")),
}
TICKETS: Mapping[str, Meaning] = {
    TicketState.OPEN: Meaning(N_("Pesan Anda kami terima."), until=OFFICERS_END),
    TicketState.ASKED: Meaning(N_("Petugas bertanya kepada Anda."), N_("Jawab di halaman tiket.")),
    TicketState.ANSWERED: Meaning(
        N_("Petugas sudah menjawab."), N_("Balas jika belum jelas."), N_("14 hari setelah ditutup.")
    ),
    TicketState.CLOSED: Meaning(
        N_("Tiket selesai."), N_("Balas untuk membukanya lagi."), N_("14 hari setelah ditutup.")
    ),
}
APPEALS: Mapping[str, Meaning] = {
    AppealState.OPEN: Meaning(N_("Keberatan Anda diperiksa. Batas waktu Anda berhenti dihitung."), until=OFFICERS_END),
    AppealState.PROPOSED: Meaning(N_("Petugas kedua memutuskan keberatan Anda."), until=OFFICERS_END),
    AppealState.WON: Meaning(N_("Keberatan Anda dikabulkan."), until=ON_PAGE),
    AppealState.REJECTED: Meaning(
        N_("Keberatan Anda ditolak dua petugas. Alasannya tertulis."), N_("Daftar lagi di gelombang berikutnya.")
    ),
}
REQUESTS: Mapping[str, Meaning] = {
    RequestState.OPEN: Meaning(N_("Permintaan tentang data Anda masih berjalan."), until=N_("Paling lama 3×24 jam.")),
    RequestState.DONE: Meaning(N_("Permintaan tentang data Anda sudah dijalankan.")),
    RequestState.REFUSED: Meaning(N_("Permintaan ditolak dua petugas."), N_("Jika keliru, tulis tiket bantuan.")),
    RequestState.WITHDRAWN: Meaning(N_("Permintaan Anda dibatalkan."), N_("Minta lagi kapan saja.")),
}
TABLE: Mapping[str, Mapping[str, Meaning]] = {
    N_("Pemeriksaan data"): CASES,
    N_("Alasan pemeriksaan"): {
        reason: Meaning(advice.sentence, advice.next, WAYS[advice.way]) for reason, advice in REASONS.items()
    },
    N_("Undian"): DRAWS,
    N_("Kepesertaan"): RIGHTS,
    N_("Hak membeli kursus"): LEARNERS,
    N_("Kursus Anda"): PURCHASES,
    N_("Kursus belum bisa dibeli atau dibatalkan"): SHOPPING,
    N_("Kode kursus"): REDEEMING,
    N_("Kode lewat SMS"): SMS_CODES,
    N_("Insentif"): INCENTIVES,
    N_("Kiriman uang"): PAYOUTS,
    N_("Sebab uang belum masuk"): {
        cause: Meaning(words.says, words.advice, HOLDERS.get(words.holder, OFFICERS_END))
        for cause, words in CAUSES.items()
    },
    N_("Sertifikat"): CERTIFICATES,
    N_("Lamaran kerja"): JOBS,
    N_("Alasan pemberi kerja"): JOB_REASONS,
    N_("Tiket bantuan"): TICKETS,
    N_("Keberatan"): APPEALS,
    N_("Permintaan data"): REQUESTS,
}


@door(Role.PUBLIC, methods=("GET",))
def meanings(request: ActorRequest) -> HttpResponseBase:
    """The whole table, for everybody."""
    groups = [
        (_(title), [(_(one.says), _(one.then), _(one.until)) for one in rows.values()]) for title, rows in TABLE.items()
    ]
    return page(request, "portal/meanings.html", {"groups": groups})


urlpatterns = [path("bantuan/arti/", meanings, name="meanings")]
