"""Reading what people type: names, free text, birth dates, numbers; what cannot be right is refused kindly."""

import re
import unicodedata
from datetime import date

from jadibisa.kernel.ids import Nik
from jadibisa.kernel.refusals import N_, Refusal

LONGEST_NAME = 100
LONGEST_ADDRESS = 300
LONGEST_PROOF = 200
LONGEST_MOTIVE = 300
EARLIEST_BIRTH_YEAR = 1900
_NAME_SIGNS = frozenset("'’ʼ`-. ")
_UNREADABLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


def clean_name(text: str) -> str:
    """A name as it stands on the KTP: one word is fine; letters, marks, apostrophe, hyphen and dot.

    Raises:
        Refusal: `name_missing`, `name_too_long`, `name_signs`.
    """
    name = re.sub(r" +", " ", unicodedata.normalize("NFC", text)).strip()
    if not name:
        raise Refusal("name_missing", N_("Tulis nama Anda seperti di KTP."), field="name")
    if len(name) > LONGEST_NAME:
        raise Refusal(
            "name_too_long",
            N_("Nama paling panjang %(most)d huruf. Tulis seperti di KTP."),
            field="name",
            most=LONGEST_NAME,
        )
    for sign in name:
        if sign not in _NAME_SIGNS and unicodedata.category(sign)[0] not in {"L", "M"}:
            raise Refusal(
                "name_signs",
                N_("Nama hanya berisi huruf, titik, petik, dan tanda hubung. Hapus tanda lain."),
                field="name",
            )
    if not any(unicodedata.category(sign)[0] == "L" for sign in name):
        raise Refusal(
            "name_signs", N_("Nama hanya berisi huruf, titik, petik, dan tanda hubung. Hapus tanda lain."), field="name"
        )
    return name


def clean_text(text: str, *, field: str, longest: int) -> str:
    """Free text on one line without control characters.

    Raises:
        Refusal: `text_too_long`, `text_signs`.
    """
    plain = re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip()
    if len(plain) > longest:
        raise Refusal("text_too_long", N_("Tulis paling banyak %(most)d huruf."), field=field, most=longest)
    if any(unicodedata.category(sign) in _UNREADABLE for sign in plain):
        raise Refusal("text_signs", N_("Ada tanda yang tidak bisa dibaca. Hapus, lalu tulis lagi."), field=field)
    return plain


def require_birth_date(born: date, today: date) -> None:
    """Refuse a birth date that nobody alive has.

    Raises:
        Refusal: `birth_date_ahead`, `birth_date_long_ago`.
    """
    if born > today:
        raise Refusal("birth_date_ahead", N_("Tanggal lahir itu belum lewat. Lihat lagi KTP Anda."), field="birth_date")
    if born.year < EARLIEST_BIRTH_YEAR:
        raise Refusal(
            "birth_date_long_ago", N_("Tahun lahir itu terlalu lama. Lihat lagi KTP Anda."), field="birth_date"
        )


def require_nik(nik: Nik, *, demonstration: bool) -> None:
    """Synthetic numbers only in a demonstration, real ones only outside it.

    Raises:
        Refusal: `nik_real_in_demonstration`, `nik_synthetic`.
    """
    if demonstration and not nik.is_synthetic:
        raise Refusal(
            "nik_real_in_demonstration",
            N_(
                "Ini demonstrasi: jangan tulis NIK asli. Pakai NIK tiruan yang berakhir 0000, seperti 3204541408980000."
            ),
            field="nik",
        )
    if not demonstration and nik.is_synthetic:
        raise Refusal("nik_synthetic", N_("NIK yang berakhir 0000 tidak ada. Lihat lagi KTP Anda."), field="nik")
