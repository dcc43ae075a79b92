"""Money: integers in minor units (sen, ISO 4217 exponent 2), shown as whole rupiah."""

import re

from jadibisa.kernel.refusals import N_, Refusal

SEN_PER_RUPIAH = 100
BIGGEST_SEN = 2**63 - 1


def sen(rupiah: int) -> int:
    """Whole rupiah as sen.

    Raises:
        TypeError: for anything but an int; a float is never money.
    """
    if type(rupiah) is not int:
        message = f"money is an int, not {type(rupiah).__name__}"
        raise TypeError(message)
    return rupiah * SEN_PER_RUPIAH


def rupiah_text(amount_sen: int) -> str:
    """Sen as people write them: `Rp3.500.000`; half a rupiah and more rounds up, a minus sign stands before Rp."""
    rupiah = (abs(amount_sen) + SEN_PER_RUPIAH // 2) // SEN_PER_RUPIAH
    return f"{'-' if amount_sen < 0 else ''}Rp{rupiah:,}".replace(",", ".")


def parse_rupiah(text: str) -> int:
    """Sen from what a person typed: `3500000`, `3.500.000`, `Rp 3.500.000`.

    Raises:
        Refusal: `amount_unreadable` when it is not a whole number of rupiah, or too big.
    """
    digits = re.sub(r"^\s*(?:Rp\.?)?\s*", "", text, flags=re.IGNORECASE).strip()
    if not re.fullmatch(r"[0-9]{1,15}|[0-9]{1,3}(?:\.[0-9]{3}){1,4}", digits, flags=re.ASCII):
        raise Refusal("amount_unreadable", N_("Tulis jumlah dalam rupiah tanpa sen, misalnya 650000."))
    return int(digits.replace(".", "")) * SEN_PER_RUPIAH


def share(amount_sen: int, *, numerator: int, denominator: int) -> int:
    """A part of an amount, rounded down to the sen; the rest is found by subtraction, so nothing is lost."""
    return amount_sen * numerator // denominator
