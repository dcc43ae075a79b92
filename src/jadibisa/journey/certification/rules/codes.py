"""Codes, places in the status list and days of a certificate."""

from datetime import date, timedelta

from jadibisa.kernel.ids import check_letter, crockford, read_crockford

CODE_LETTERS = 12
VALID_YEARS = 3
LIST_SIZE = 131_072
"""Entries of one status list: the least that the standard allows, so that nobody can tell whose bit is asked for."""


def code_of(digest: bytes) -> str:
    """Twelve letters from a keyed digest: eleven (55 bits) and a check letter."""
    body = crockford(int.from_bytes(digest[:8], "big") >> 9, CODE_LETTERS - 1)
    return body + check_letter(body)


def read_code(text: str) -> str | None:
    """What somebody typed as a code; None when a letter is wrong or missing."""
    code = read_crockford(text)
    try:
        fits = len(code) == CODE_LETTERS and check_letter(code[:-1]) == code[-1]
    except ValueError:
        return None
    return code if fits else None


def valid_until(completed_on: date) -> date:
    """The last day of validity: the day before the third anniversary."""
    try:
        again = completed_on.replace(year=completed_on.year + VALID_YEARS)
    except ValueError:  # 29 February
        again = date(completed_on.year + VALID_YEARS, 3, 1)
    return again - timedelta(days=1)


def place_of(serial: int, key: bytes) -> tuple[int, int]:
    """The list (from 1) and the index in it of the certificate with a serial number (from 1).

    Inside a list the indexes are shuffled by a keyed bijection, so that neighbours in time are no neighbours in the list.
    """
    number, inside = divmod(serial - 1, LIST_SIZE)
    factor = int.from_bytes(key[:4], "big") | 1
    shift = int.from_bytes(key[4:8], "big") + number
    return number + 1, (inside * factor + shift) % LIST_SIZE
