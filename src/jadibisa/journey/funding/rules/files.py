"""What every file of the bank must keep: exact amounts, its own currency, a day, balances that add up, no entry twice."""

import re
from datetime import date, datetime

from jadibisa.journey.funding.types import Statement
from jadibisa.kernel.refusals import N_, Phrase, Refusal

CURRENCY = "IDR"
BIGGEST = 512 * 1024 * 1024  # bytes
LONGEST = 35  # Max35Text of ISO 20022, and what an attempt's reference keeps
AMOUNT = re.compile(r"[0-9]{1,16}(?:\.[0-9]{1,2})?")
DECIMALS = re.compile(r"[0-9]+\.[0-9]{3,}")
SENTENCES = {
    "statement_too_big": N_("Berkas lebih dari 512 MB. Minta berkas per hari."),
    "statement_encoding": N_("Huruf berkas rusak. Minta berkas UTF-8 dari bank."),
    "statement_unknown": N_("Berkas ini bukan camt.053.001.08 dan bukan MT940."),
    "statement_dtd": N_("Berkas memuat DOCTYPE. Itu tidak kami terima."),
    "statement_deep": N_("Susunan berkas terlalu dalam. Minta berkas yang benar."),
    "statement_truncated": N_("Berkas terpotong. Unduh lagi dari bank."),
    "statement_xml": N_("XML berkas rusak. Unduh lagi dari bank."),
    "statement_message": N_("Jenis pesan berkas ini lain. Minta jenis yang benar."),
    "statement_many": N_("Berkas memuat lebih dari satu rekening koran. Pisahkan dulu."),
    "statement_field": N_("Isian %(name)s kosong, ganda, atau salah."),
    "statement_currency": N_("Mata uang harus IDR."),
    "statement_day": N_("Tanggal baris bukan tanggal rekening koran."),
    "statement_balance": N_("Saldo awal ditambah semua baris bukan saldo akhir."),
    "statement_entry_twice": N_("Nomor entri muncul dua kali."),
    "amount_negative": N_("Jumlah tidak boleh negatif. Arah uang ditulis terpisah."),
    "amount_decimals": N_("Jumlah paling banyak dua angka di belakang koma."),
    "amount_zero": N_("Jumlah nol tidak boleh ada di baris."),
    "amount_unreadable": N_("Jumlah tidak terbaca."),
}


def bad(code: str, *, line: int = 0, name: str = "") -> Refusal:
    """The refusal of a whole file; `line` is the first bad line of an MT940, the first bad entry of an XML."""
    if not line:
        return Refusal(code, SENTENCES[code], field="file", name=name)
    reason = Phrase(SENTENCES[code], {"name": name})
    return Refusal(code, N_("Baris %(line)d: %(reason)s"), field="file", line=line, reason=reason)


def sen_of(text: str, *, line: int = 0) -> int:
    """The sen of a decimal text of the file, which is never rounded and never a float.

    Raises:
        Refusal: `amount_negative`, `amount_decimals`, `amount_unreadable`.
    """
    if AMOUNT.fullmatch(text):
        whole, _dot, rest = text.partition(".")
        return int(whole) * 100 + int(rest.ljust(2, "0"))
    if text.startswith("-"):
        raise bad("amount_negative", line=line)
    raise bad("amount_decimals" if DECIMALS.fullmatch(text) else "amount_unreadable", line=line)


def text_of(amount: int) -> str:
    """The decimal text of an amount in sen that is not below zero."""
    return f"{amount // 100}.{amount % 100:02d}"


def text(value: str, name: str, *, line: int = 0, longest: int = LONGEST) -> str:
    """A field that must be there, printable and not too long.

    Raises:
        Refusal: `statement_field`.
    """
    if not value or len(value) > longest or not value.isprintable() or value != value.strip():
        raise bad("statement_field", line=line, name=name)
    return value


def day_of(value: str, pattern: str, name: str, *, line: int = 0) -> date:
    """A day written as the format asks.

    Raises:
        Refusal: `statement_field`.
    """
    try:
        found = datetime.strptime(value, pattern).date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        raise bad("statement_field", line=line, name=name) from None
    if not value.isascii() or found.strftime(pattern) != value:
        raise bad("statement_field", line=line, name=name)
    return found


def decoded(data: bytes) -> str:
    """The text of a file.

    Raises:
        Refusal: `statement_too_big`, `statement_encoding`.
    """
    if len(data) > BIGGEST:
        raise bad("statement_too_big")
    try:
        found = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise bad("statement_encoding") from None
    if "\0" in found:
        raise bad("statement_encoding")
    return found


def checked(statement: Statement, places: list[int]) -> Statement:
    """The statement, if it adds up, stays on its day and names no entry twice.

    Args:
        statement: as it was read.
        places: for each line where it stands in the file.

    Raises:
        Refusal: `statement_day`, `statement_entry_twice`, `amount_zero`, `statement_balance`.
    """
    seen: set[str] = set()
    for place, line in zip(places, statement.lines, strict=True):
        if line.booked_on != statement.day:
            raise bad("statement_day", line=place)
        if line.entry in seen:
            raise bad("statement_entry_twice", line=place)
        if not line.amount:
            raise bad("amount_zero", line=place)
        seen.add(line.entry)
    if statement.opening + sum(line.amount for line in statement.lines) != statement.closing:
        raise bad("statement_balance")
    return statement
