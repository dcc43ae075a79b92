"""Covering numbers of persons in free text: what goes into the record can never be taken out again."""

import re

_LONG_NUMBER = re.compile(r"(?<!\d)(\d[\s.\-]?){11,}\d(?!\d)")
SHOWN = 4


def covered(text: str) -> str:
    """A text with long numbers (NIK, KK, cards, accounts of 12 digits and more) covered but for their last four digits."""
    return _LONG_NUMBER.sub(lambda found: "••••" + re.sub(r"\D", "", found[0])[-SHOWN:], text)
