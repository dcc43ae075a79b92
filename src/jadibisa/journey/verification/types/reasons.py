"""Every reason that a check can have, with the sentence for the person, what to do next, and its rule in the law."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from jadibisa.kernel.refusals import N_


class Reason(StrEnum):
    """Why a case is not simply verified; the order is the order in which reasons are shown."""

    NOT_FOUND = "not_found"
    RECORDED_DEAD = "recorded_dead"
    BIRTH_DATE_DIFFERS = "birth_date_differs"
    NAME_DIFFERS = "name_differs"
    NAME_OTHER = "name_other"
    KK_DIFFERS = "kk_differs"
    PROOF_UNCHECKED = "proof_unchecked"
    TOO_YOUNG = "too_young"
    TOO_OLD = "too_old"
    IN_EDUCATION = "in_education"
    OCCUPATION = "occupation"
    SOCIAL_AID = "social_aid"
    EARLIER_RECIPIENT = "earlier_recipient"
    BLACKLISTED = "blacklisted"
    FAMILY_CARD_FULL = "family_card_full"
    NOT_THE_PERSON = "not_the_person"
    NO_ANSWER = "no_answer"


class Way(StrEnum):
    """Where the person can act."""

    WAIT = "wait"
    ANSWER = "answer"
    APPEAL = "appeal"


@dataclass(frozen=True, slots=True)
class Advice:
    """What the person reads.

    Attributes:
        rule: rule of the law, for officers, for example `R-02`.
        short: a few words for officers' lists.
        sentence: why.
        next: what the person can do.
        way: where.
    """

    rule: str
    short: str
    sentence: str
    next: str
    way: Way


REASONS: Mapping[Reason, Advice] = {
    Reason.NOT_FOUND: Advice(
        "R-01", N_("NIK tidak ditemukan"), N_("Dukcapil tidak menemukan NIK Anda."),
        N_("Petugas kami memeriksa. Anda tidak perlu berbuat apa-apa dulu."), Way.WAIT,
    ),
    Reason.RECORDED_DEAD: Advice(
        "R-01", N_("Tercatat meninggal"), N_("Catatan Dukcapil untuk NIK ini keliru atau milik orang lain."),
        N_("Petugas kami memeriksa. Anda juga bisa bertanya di kantor Dukcapil."), Way.WAIT,
    ),
    Reason.BIRTH_DATE_DIFFERS: Advice(
        "R-01", N_("Tanggal lahir beda"), N_("Tanggal lahir yang Anda tulis berbeda dari catatan Dukcapil."),
        N_("Petugas kami memeriksa. Anda tidak perlu berbuat apa-apa dulu."), Way.WAIT,
    ),
    Reason.NAME_DIFFERS: Advice(
        "R-01", N_("Nama beda sedikit"), N_("Nama yang Anda tulis sedikit berbeda dari catatan Dukcapil."),
        N_("Petugas kami memeriksa. Salah ketik tidak membuat Anda ditolak."), Way.WAIT,
    ),
    Reason.NAME_OTHER: Advice(
        "R-01", N_("Nama beda"), N_("Nama yang Anda tulis berbeda dari catatan Dukcapil."),
        N_("Petugas kami memeriksa. Anda tidak perlu berbuat apa-apa dulu."), Way.WAIT,
    ),
    Reason.KK_DIFFERS: Advice(
        "R-01", N_("Nomor KK beda"), N_("Nomor Kartu Keluarga yang Anda tulis berbeda dari catatan Dukcapil."),
        N_("Petugas kami memeriksa. Anda tidak perlu berbuat apa-apa dulu."), Way.WAIT,
    ),
    Reason.PROOF_UNCHECKED: Advice(
        "R-04", N_("Bukti perlu dilihat"), N_("Nomor bukti Anda tidak ada dalam daftar yang kami terima."),
        N_("Petugas kami memeriksa bukti itu. Anda tidak perlu berbuat apa-apa dulu."), Way.WAIT,
    ),
    Reason.TOO_YOUNG: Advice(
        "R-02", N_("Belum cukup umur"), N_("Umur Anda belum cukup saat gelombang ini ditutup."),
        N_("Ikut gelombang berikutnya setelah umur Anda cukup. Jika datanya keliru, ajukan keberatan."), Way.APPEAL,
    ),
    Reason.TOO_OLD: Advice(
        "R-02", N_("Lewat batas umur"), N_("Umur Anda lewat batas saat gelombang ini ditutup."),
        N_("Anda tetap bisa ikut kursus dengan biaya sendiri. Jika datanya keliru, ajukan keberatan."), Way.APPEAL,
    ),
    Reason.IN_EDUCATION: Advice(
        "R-03", N_("Tercatat sekolah"), N_("Anda tercatat masih sekolah atau kuliah."),
        N_("Daftar lagi setelah lulus. Jika Anda sudah berhenti atau lulus, ajukan keberatan."), Way.APPEAL,
    ),
    Reason.OCCUPATION: Advice(
        "R-05", N_("Pekerjaan dikecualikan"), N_("Pekerjaan Anda termasuk yang tidak boleh ikut program ini."),
        N_("Anda tetap bisa ikut kursus dengan biaya sendiri. Jika datanya keliru, ajukan keberatan."), Way.APPEAL,
    ),
    Reason.SOCIAL_AID: Advice(
        "R-08", N_("Penerima bantuan lain"), N_("Anda tercatat menerima bantuan sosial lain, dan aturannya tidak boleh dua."),
        N_("Daftar lagi setelah bantuan itu selesai. Jika datanya keliru, ajukan keberatan."), Way.APPEAL,
    ),
    Reason.EARLIER_RECIPIENT: Advice(
        "R-07", N_("Pernah menjadi penerima"), N_("Anda sudah pernah menjadi penerima. Setiap orang hanya satu kali."),
        N_("Anda tetap bisa ikut kursus dengan biaya sendiri. Bukan Anda? Ajukan keberatan."), Way.APPEAL,
    ),
    Reason.BLACKLISTED: Advice(
        "R-09", N_("Kepesertaan dicabut"), N_("Kepesertaan Anda pernah dicabut, atau Anda ada dalam daftar larangan."),
        N_("Jika menurut Anda itu keliru, ajukan keberatan. Orang lain yang akan memeriksanya."), Way.APPEAL,
    ),
    Reason.FAMILY_CARD_FULL: Advice(
        "R-06", N_("KK sudah penuh"), N_("Jumlah peserta di Kartu Keluarga Anda sudah paling banyak menurut aturan."),
        N_("Anda tetap bisa ikut kursus dengan biaya sendiri. Jika datanya keliru, ajukan keberatan."), Way.APPEAL,
    ),
    Reason.NOT_THE_PERSON: Advice(
        "R-01", N_("Bukan orang yang sama"), N_("Data Anda tidak cocok dengan pemilik NIK di Dukcapil."),
        N_("Perbaiki data di kantor Dukcapil, lalu daftar lagi. Anda juga bisa mengajukan keberatan."), Way.APPEAL,
    ),
    Reason.NO_ANSWER: Advice(
        "R-10", N_("Tidak ada jawaban"), N_("Kami meminta perbaikan, tetapi belum menerima jawaban Anda."),
        N_("Ajukan keberatan dengan jawaban Anda, atau daftar lagi di gelombang berikutnya."), Way.APPEAL,
    ),
}  # fmt: skip

REVIEWING = frozenset(
    {
        Reason.NOT_FOUND, Reason.RECORDED_DEAD, Reason.BIRTH_DATE_DIFFERS, Reason.NAME_DIFFERS, Reason.NAME_OTHER,
        Reason.KK_DIFFERS, Reason.PROOF_UNCHECKED,
    }
)  # fmt: skip
"""Reasons that a person looks at; the rule never refuses for them."""

REFUSING = frozenset(Reason) - REVIEWING
"""Reasons for which a case may be refused."""

ASKED_REASONS = frozenset({Reason.NOT_THE_PERSON, Reason.NO_ANSWER})
"""Reasons that only an officer can give."""
