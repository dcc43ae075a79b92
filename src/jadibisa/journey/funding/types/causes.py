"""Why a payout failed, in words for the person: what happened, what to do, who acts."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from typing import NamedTuple

from jadibisa.kernel.journey import Holder
from jadibisa.kernel.refusals import N_


class Cause(StrEnum):
    """Why a payout failed, or an account does not fit."""

    ACCOUNT_MISSING = "account_missing"
    ACCOUNT_DORMANT = "account_dormant"
    ACCOUNT_CLOSED = "account_closed"
    NAME_DIFFERS = "name_differs"
    NIK_DIFFERS = "nik_differs"
    WALLET_NOT_UPGRADED = "wallet_not_upgraded"
    PHONE_DIFFERS = "phone_differs"
    BALANCE_LIMIT = "balance_limit"
    MONTHLY_LIMIT = "monthly_limit"
    BANK_DOWN = "bank_down"
    NO_ANSWER = "no_answer"
    REFUSED = "refused"


class CauseWords(NamedTuple):
    """A cause in plain words.

    Attributes:
        says: what happened.
        advice: what the person can do, also another way.
        holder: who has to act.
        retry_after: after this the programme tries the same account again by itself; None: only another account helps.
    """

    says: str
    advice: str
    holder: Holder
    retry_after: timedelta | None = None


OTHER_WAYS = N_("Anda juga bisa memakai bank lain, dompet digital lain, atau rekening yang dibuka di kantor pos.")


CAUSES: Mapping[Cause, CauseWords] = {
    Cause.ACCOUNT_MISSING: CauseWords(
        N_("Nomor itu tidak ada di bank atau dompet yang Anda pilih."),
        N_("Periksa angka satu per satu, lalu tulis lagi."),
        Holder.PERSON,
    ),
    Cause.ACCOUNT_DORMANT: CauseWords(
        N_("Rekening itu lama tidak dipakai, jadi bank menidurkannya."),
        N_("Setor sedikit uang di kantor bank, lalu tautkan lagi."),
        Holder.PERSON,
    ),
    Cause.ACCOUNT_CLOSED: CauseWords(
        N_("Rekening itu sudah ditutup."), N_("Tautkan rekening lain atas nama Anda."), Holder.PERSON
    ),
    Cause.NAME_DIFFERS: CauseWords(
        N_("Nama pemilik di bank berbeda dari nama di KTP Anda."),
        N_("Pakai rekening atas nama Anda sendiri, atau minta bank membetulkan nama."),
        Holder.PERSON,
    ),
    Cause.NIK_DIFFERS: CauseWords(
        N_("Rekening itu terdaftar dengan NIK orang lain."),
        N_("Pakai rekening yang dibuka dengan KTP Anda sendiri."),
        Holder.PERSON,
    ),
    Cause.WALLET_NOT_UPGRADED: CauseWords(
        N_("Dompet digital itu belum dinaikkan ke akun penuh dengan KTP."),
        N_("Buka aplikasi dompet, naikkan akun dengan KTP, lalu tautkan lagi."),
        Holder.PERSON,
    ),
    Cause.PHONE_DIFFERS: CauseWords(
        N_("Nomor dompet digital harus sama dengan nomor HP yang Anda daftarkan."),
        N_("Tulis nomor HP Anda sendiri, atau pilih rekening bank."),
        Holder.PERSON,
    ),
    Cause.BALANCE_LIMIT: CauseWords(
        N_("Dompet Anda sudah penuh, jadi uang tidak bisa masuk."),
        N_("Pakai sebagian isi dompet. Kami coba lagi 3 hari kemudian."),
        Holder.PERSON,
        timedelta(days=3),
    ),
    Cause.MONTHLY_LIMIT: CauseWords(
        N_("Batas uang masuk bulan ini di rekening Anda sudah tercapai."),
        N_("Anda tidak perlu berbuat apa-apa. Kami coba lagi 14 hari kemudian."),
        Holder.PROGRAMME,
        timedelta(days=14),
    ),
    Cause.BANK_DOWN: CauseWords(
        N_("Bank sedang tidak bisa menerima kiriman."),
        N_("Anda tidak perlu berbuat apa-apa. Kami coba lagi besok."),
        Holder.PROGRAMME,
        timedelta(days=1),
    ),
    Cause.NO_ANSWER: CauseWords(
        N_("Bank belum menjawab apakah kiriman sudah sampai."),
        N_("Anda tidak perlu berbuat apa-apa. Petugas dana mencocokkan dengan catatan bank."),
        Holder.BANK,
    ),
    Cause.REFUSED: CauseWords(
        N_("Bank menolak kiriman tanpa menyebut sebab."),
        N_("Petugas dana menanyakan ke bank. Anda boleh menautkan rekening lain."),
        Holder.PROGRAMME,
        timedelta(days=3),
    ),
}
