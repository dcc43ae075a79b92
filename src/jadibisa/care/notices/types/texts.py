"""Every text that people are sent: what happened, what to do, until when, where."""

from collections.abc import Mapping
from dataclasses import dataclass

from jadibisa.kernel.refusals import N_


@dataclass(frozen=True, slots=True)
class Text:
    """One text.

    Attributes:
        title: what happened, in a line.
        body: what to do, until when; `%(name)s` is the first name, `%(until)s` the last day, `%(batch)s`, `%(draw)s`,
            `%(number)s` as the event gives them.
        page: where to go, a path of this site.
    """

    title: str
    body: str
    page: str = "/saya/"


TEXTS: Mapping[str, Text] = {
    "submitted": Text(
        N_("Pendaftaran Anda kami terima"),
        N_("%(name)s, pendaftaran gelombang %(batch)s kami terima. Nomor Anda %(number)s. Kami memeriksa data Anda."),
        "/saya/verifikasi/",
    ),
    "verified": Text(
        N_("Data Anda sudah cocok"),
        N_(
            "%(name)s, data Anda sudah cocok. Anda ikut undian gelombang %(batch)s pada %(draw)s. Anda tidak perlu berbuat apa-apa."
        ),
    ),
    "verified_late": Text(
        N_("Data Anda sudah cocok"),
        N_(
            "%(name)s, data Anda sudah cocok. Daftar undian sudah dibekukan. Dua petugas memberi hak Anda. "
            "Anda tidak perlu berbuat apa-apa."
        ),
        "/saya/seleksi/",
    ),
    "refused": Text(
        N_("Anda belum bisa ikut gelombang ini"),
        N_(
            "%(name)s, Anda belum bisa ikut gelombang %(batch)s. Baca alasannya. Anda boleh mengajukan keberatan sampai %(until)s."
        ),
        "/saya/keberatan/",
    ),
    "in_review": Text(
        N_("Petugas memeriksa data Anda"),
        N_(
            "%(name)s, petugas memeriksa data Anda. Kami memberi kabar setelah selesai. Anda tidak perlu berbuat apa-apa."
        ),
        "/saya/verifikasi/",
    ),
    "data_asked": Text(
        N_("Petugas bertanya tentang data Anda"),
        N_("%(name)s, petugas bertanya tentang data Anda. Jawab sampai %(until)s, 23.59 WIB."),
        "/saya/verifikasi/",
    ),
    "delayed": Text(
        N_("Pemeriksaan data lebih lama"),
        N_("%(name)s, situs Dukcapil sedang lambat. Isian Anda aman. Anda tidak perlu berbuat apa-apa."),
        "/saya/verifikasi/",
    ),
    "revoked": Text(
        N_("Kepesertaan Anda dihentikan"),
        N_("%(name)s, kepesertaan Anda dihentikan. Baca alasannya. Jika keliru, ajukan keberatan."),
        "/saya/keberatan/",
    ),
    "selected": Text(
        N_("Anda terpilih"),
        N_("%(name)s, Anda terpilih pada gelombang %(batch)s. Beli kursus pertama sampai %(until)s, 23.59 WIB."),
        "/kursus/",
    ),
    "selected_later": Text(
        N_("Anda mendapat kursi dari daftar tunggu"),
        N_("%(name)s, Anda mendapat kursi gelombang %(batch)s. Beli kursus pertama sampai %(until)s, 23.59 WIB."),
        "/kursus/",
    ),
    "seat_added": Text(
        N_("Anda mendapat kursi tambahan"),
        N_(
            "%(name)s, Anda mendapat kursi tambahan gelombang %(batch)s. Beli kursus pertama sampai %(until)s, 23.59 WIB."
        ),
        "/kursus/",
    ),
    "seat_promised": Text(
        N_("Anda dijanjikan kursi"),
        N_("%(name)s, kursi Anda di gelombang berikutnya sudah pasti. Ikutlah gelombang itu di halaman Anda."),
        "/saya/seleksi/",
    ),
    "not_selected": Text(
        N_("Anda belum terpilih"),
        N_("%(name)s, Anda belum terpilih pada gelombang %(batch)s. Ini murni undian. Anda boleh mendaftar lagi."),
        "/saya/seleksi/",
    ),
    "account_linked": Text(
        N_("Rekening Anda tersambung"),
        N_("%(name)s, rekening Anda tersambung. Bukan Anda yang melakukannya? Tulis tiket bantuan sekarang."),
        "/saya/rekening/",
    ),
    "paid": Text(
        N_("Uang Anda sudah dikirim"),
        N_("%(name)s, uang Anda sudah dikirim ke rekening Anda. Simpan bukti dari bank."),
        "/saya/saldo/",
    ),
    "payout_failed": Text(
        N_("Uang Anda belum masuk"),
        N_("%(name)s, bank menolak kiriman uang Anda. Uang itu aman. Baca sebabnya, lalu perbaiki rekening."),
        "/saya/rekening/",
    ),
    "returned": Text(
        N_("Sisa saldo kembali ke negara"),
        N_("%(name)s, sisa saldo pelatihan Anda kembali ke negara. Sertifikat dan insentif Anda tetap milik Anda."),
        "/saya/saldo/",
    ),
    "purchased": Text(
        N_("Kursus sudah dibeli"),
        N_(
            "%(name)s, kursus sudah dibeli. Tukarkan kode Anda sampai %(until)s, 23.59 WIB. Kodenya ada di halaman kursus Anda."
        ),
        "/saya/kursus/",
    ),
    "cancelled": Text(
        N_("Kursus dibatalkan"),
        N_("%(name)s, kursus dibatalkan. Saldo Anda sudah kembali. Pilih kursus lain sebelum batas waktu."),
        "/kursus/",
    ),
    "completed": Text(
        N_("Kursus Anda selesai"),
        N_("%(name)s, kursus Anda selesai. Beri penilaian sekarang, supaya insentif dapat diproses."),
        "/saya/kursus/",
    ),
    "expired": Text(
        N_("Kursus lewat batas waktu"),
        N_(
            "%(name)s, kursus Anda lewat batas waktu. Harganya kembali ke saldo. Pilih kursus lain, atau tulis tiket bantuan."
        ),
        "/kursus/",
    ),
    "extended": Text(
        N_("Anda mendapat waktu tambahan"),
        N_("%(name)s, Anda mendapat waktu tambahan sampai %(until)s, 23.59 WIB."),
        "/saya/",
    ),
    "first_purchase_missed": Text(
        N_("Batas kursus pertama lewat"),
        N_(
            "%(name)s, batas membeli kursus pertama sudah lewat. Saldo kembali ke negara. Jika ada kendala, ajukan keberatan."
        ),
        "/saya/keberatan/",
    ),
    "certified": Text(
        N_("Sertifikat Anda terbit"),
        N_("%(name)s, sertifikat Anda terbit. Lihat lowongan yang cocok dengan keterampilan Anda."),
        "/saya/sertifikat/",
    ),
    "certificate_revoked": Text(
        N_("Sertifikat Anda dicabut"),
        N_("%(name)s, satu sertifikat Anda dicabut. Baca alasannya. Jika keliru, tulis tiket bantuan."),
        "/saya/sertifikat/",
    ),
    "survey_opened": Text(
        N_("Apa kabar setelah kursus?"),
        N_(
            "%(name)s, ceritakan kabar Anda setelah kursus sampai %(until)s. Jawaban apa pun tidak mengurangi hak Anda."
        ),
        "/saya/kabar-kerja/",
    ),
    "job_accepted": Text(
        N_("Anda diterima kerja"),
        N_("%(name)s, satu lamaran Anda diterima. Pemberi kerja akan menelepon. Lowongan tidak boleh meminta uang."),
        "/saya/lamaran/",
    ),
    "job_refused": Text(
        N_("Lamaran Anda dijawab"),
        N_("%(name)s, satu lamaran Anda belum cocok. Baca alasannya dan lihat kursus yang membantu."),
        "/saya/lamaran/",
    ),
    "job_postponed": Text(
        N_("Lamaran Anda ditunda"),
        N_("%(name)s, pemberi kerja menunda jawaban lamaran Anda. Anda tidak perlu berbuat apa-apa."),
        "/saya/lamaran/",
    ),
    "job_closed": Text(
        N_("Lamaran Anda ditutup"),
        N_("%(name)s, pemberi kerja tidak menjawab sampai batasnya. Lamaran Anda kami tutup. Lihat lowongan lain."),
        "/lowongan/",
    ),
    "ticket_opened": Text(
        N_("Pesan Anda kami terima"),
        N_("%(name)s, pesan Anda kami terima dengan nomor %(number)s. Petugas menjawab sampai %(until)s."),
        "/bantuan/tiket/",
    ),
    "ticket_asked": Text(
        N_("Petugas bertanya kepada Anda"),
        N_("%(name)s, petugas bertanya tentang tiket %(number)s. Jawab di halaman tiket."),
        "/bantuan/tiket/",
    ),
    "ticket_answered": Text(
        N_("Petugas menjawab Anda"),
        N_("%(name)s, petugas menjawab tiket %(number)s. Baca jawabannya di halaman tiket."),
        "/bantuan/tiket/",
    ),
    "appeal_opened": Text(
        N_("Keberatan Anda kami terima"),
        N_(
            "%(name)s, keberatan Anda kami terima. Petugas menjawab sampai %(until)s. Batas waktu Anda berhenti dihitung."
        ),
        "/saya/keberatan/",
    ),
    "appeal_won": Text(
        N_("Keberatan Anda dikabulkan"),
        N_("%(name)s, keberatan Anda dikabulkan. Kami memeriksa data Anda lagi. Anda tidak perlu berbuat apa-apa."),
        "/saya/verifikasi/",
    ),
    "appeal_rejected": Text(
        N_("Keberatan Anda ditolak"),
        N_("%(name)s, keberatan Anda ditolak oleh dua petugas. Baca alasannya. Anda boleh ikut gelombang berikutnya."),
        "/saya/keberatan/",
    ),
    "companion_approved": Text(
        N_("Anda boleh menjadi pendamping"),
        N_("%(name)s, Anda boleh menjadi pendamping. Buat akun pendamping Anda di halaman ini."),
        "/saya/pendamping/",
    ),
    "companion_refused": Text(
        N_("Permohonan pendamping dijawab"),
        N_("%(name)s, permohonan Anda menjadi pendamping belum diterima. Baca alasannya."),
        "/saya/pendamping/",
    ),
    "companion_stopped": Text(
        N_("Tugas pendamping Anda dihentikan"),
        N_("%(name)s, tugas Anda sebagai pendamping dihentikan. Baca alasannya. Jika keliru, tulis tiket bantuan."),
        "/saya/pendamping/",
    ),
    "file_opened": Text(
        N_("Petugas membuka data Anda"),
        N_("%(name)s, petugas membuka data pribadi Anda. Alasannya ada di halaman Anda."),
        "/saya/",
    ),
    "remind_first_purchase": Text(
        N_("Pengingat: beli kursus pertama"),
        N_(
            "%(name)s, beli kursus pertama sampai %(until)s, 23.59 WIB. Lewat dari itu, kursi diberikan kepada orang lain."
        ),
        "/kursus/",
    ),
    "remind_link_account": Text(
        N_("Pengingat: sambungkan rekening"),
        N_("%(name)s, sambungkan rekening sampai %(until)s, 23.59 WIB. Tanpa rekening, insentif tidak dapat dikirim."),
        "/saya/rekening/",
    ),
    "remind_spend": Text(
        N_("Pengingat: pakai saldo Anda"),
        N_("%(name)s, saldo pelatihan berlaku sampai %(until)s, 23.59 WIB. Sisanya kembali ke negara."),
        "/kursus/",
    ),
    "remind_redeem": Text(
        N_("Pengingat: tukarkan kode kursus"),
        N_("%(name)s, tukarkan kode kursus sampai %(until)s, 23.59 WIB. Kodenya ada di halaman kursus Anda."),
        "/saya/kursus/",
    ),
    "remind_finish": Text(
        N_("Pengingat: selesaikan kursus"),
        N_("%(name)s, selesaikan kursus sampai %(until)s, 23.59 WIB. Setelah itu kursus tidak dihitung."),
        "/saya/kursus/",
    ),
    "remind_survey": Text(
        N_("Pengingat: ceritakan kabar Anda"),
        N_("%(name)s, survei kerja ditutup pada %(until)s. Jawaban apa pun tidak mengurangi hak Anda."),
        "/saya/kabar-kerja/",
    ),
    "remind_answer": Text(
        N_("Pengingat: jawab petugas"),
        N_(
            "%(name)s, jawab pertanyaan petugas sampai %(until)s, 23.59 WIB. Tanpa jawaban, data Anda tidak bisa dicocokkan."
        ),
        "/saya/verifikasi/",
    ),
    "remind_appeal": Text(
        N_("Pengingat: batas keberatan"),
        N_("%(name)s, keberatan dapat diajukan sampai %(until)s, 23.59 WIB. Lewatkan saja jika penolakan sudah benar."),
        "/saya/keberatan/",
    ),
}
