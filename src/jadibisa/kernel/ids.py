"""Identity numbers and public ids: their shape, their masks, their check."""

import re
from dataclasses import dataclass
from datetime import date

from jadibisa.kernel.refusals import N_, Refusal

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
FEMALE_DAY_OFFSET = 40
_SEPARATORS = re.compile(r"[\s.\-]+")


def _sixteen_digits(text: str, *, name: str) -> str:
    digits = _SEPARATORS.sub("", text)
    if not re.fullmatch(r"[0-9]*", digits, flags=re.ASCII):
        raise Refusal(
            f"{name.lower()}_not_digits",
            N_("%(name)s hanya berisi angka. Lihat lagi kartu Anda."),
            field=name.lower(),
            name=name,
        )
    if len(digits) != 16:  # noqa: PLR2004 - the length of the number is its definition
        raise Refusal(
            f"{name.lower()}_wrong_length",
            N_("%(name)s harus 16 angka. Anda menulis %(count)d angka. Lihat lagi kartu Anda."),
            field=name.lower(), name=name, count=len(digits),
        )  # fmt: skip
    return digits


@dataclass(frozen=True, slots=True)
class Nik:
    """A NIK: 16 digits; province, regency and district of first registration, birth date (women: day + 40), serial.

    It keeps the district of its first registration for life, so an unknown or old district is never refused.
    """

    digits: str

    @classmethod
    def parse(cls, text: str) -> "Nik":
        """Read what a person typed; spaces, dots and hyphens are fine.

        Raises:
            Refusal: `nik_not_digits`, `nik_wrong_length`, `nik_impossible_date` (31 February).
        """
        digits = _sixteen_digits(text, name="NIK")
        day = int(digits[6:8])
        day -= FEMALE_DAY_OFFSET if day > FEMALE_DAY_OFFSET else 0
        month = int(digits[8:10])
        try:
            date(2000, month, day)  # a leap year: the century is not in the number
        except ValueError:
            raise Refusal(
                "nik_impossible_date",
                N_("Angka ke-7 sampai ke-12 pada NIK adalah tanggal lahir, dan tanggal itu tidak ada. Lihat lagi KTP Anda."),
                field="nik",
            ) from None  # fmt: skip
        return cls(digits)

    @property
    def province(self) -> str:
        """Kemendagri code of the province of first registration."""
        return self.digits[:2]

    @property
    def is_synthetic(self) -> bool:
        """Serial 0000: no real person has it; only demonstrations may use it."""
        return self.digits[12:] == "0000"

    def agrees_with(self, born: date) -> bool:
        """Whether the date inside agrees with a birth date. A disagreement is legal: warn, never refuse."""
        day = int(self.digits[6:8])
        day -= FEMALE_DAY_OFFSET if day > FEMALE_DAY_OFFSET else 0
        return (day, int(self.digits[8:10]), int(self.digits[10:12])) == (born.day, born.month, born.year % 100)

    def __repr__(self) -> str:
        """Masked, so that no log shows it."""
        return f"Nik({mask_number(self.digits)})"

    __str__ = __repr__


@dataclass(frozen=True, slots=True)
class Kk:
    """The number of a family card: 16 digits."""

    digits: str

    @classmethod
    def parse(cls, text: str) -> "Kk":
        """Read what a person typed.

        Raises:
            Refusal: `kk_not_digits`, `kk_wrong_length`.
        """
        return cls(_sixteen_digits(text, name="KK"))

    def __repr__(self) -> str:
        """Masked, so that no log shows it."""
        return f"Kk({mask_number(self.digits)})"

    __str__ = __repr__


def mask_number(digits: str) -> str:
    """`3204 •••• •••• 0000`."""
    return f"{digits[:4]} •••• •••• {digits[-4:]}"


def mask_phone(phone: str) -> str:
    """`+6281234560147` as `0812 •••• 0147`."""
    local = "0" + phone.removeprefix("+62") if phone.startswith("+62") else phone
    return f"{local[:4]} •••• {local[-4:]}"


def parse_phone(text: str) -> str:
    """An Indonesian mobile number in any writing, as `+628…`.

    Raises:
        Refusal: `phone_abroad` for another country, `phone_unreadable` otherwise.
    """
    plain = re.sub(r"[\s().\-/]+", "", text)
    if (plain.startswith("+") and not plain.startswith("+62")) or (
        plain.startswith("00") and not plain.startswith("0062")
    ):
        raise Refusal(
            "phone_abroad",
            N_("Kami hanya dapat mengirim SMS ke nomor Indonesia. Tulis nomor yang mulai dengan 08, boleh milik keluarga."),
            field="phone",
        )  # fmt: skip
    local = re.sub(r"^(?:\+62|0062|62)0?|^0", "", plain)
    if not re.fullmatch(r"8[1-9][0-9]{7,10}", local, flags=re.ASCII):
        raise Refusal(
            "phone_unreadable", N_("Tulis nomor HP yang mulai dengan 08, misalnya 0812 3456 0147."), field="phone"
        )
    return f"+62{local}"


def crockford(number: int, length: int) -> str:
    """A number in Crockford's base 32, padded to a length."""
    letters = []
    for _ in range(length):
        number, rest = divmod(number, 32)
        letters.append(CROCKFORD[rest])
    return "".join(reversed(letters))


def read_crockford(text: str) -> str:
    """What a person typed as canonical Crockford: upper case, without spaces and hyphens; O is 0, I and L are 1."""
    return re.sub(r"[\s\-]+", "", text.upper()).translate(str.maketrans("OIL", "011"))


def check_letter(text: str) -> str:
    """A check letter for a Crockford text (Luhn modulo 32): every single wrong letter changes it."""
    total = 0
    for place, letter in enumerate(reversed(text)):
        weighted = CROCKFORD.index(letter) * (1 if place % 2 else 2)
        total += weighted // 32 + weighted % 32
    return CROCKFORD[-total % 32]


def grouped(text: str, size: int = 4) -> str:
    """`JB7K2M9QXT4E` as `JB7K-2M9Q-XT4E`."""
    return "-".join(text[place : place + size] for place in range(0, len(text), size))
