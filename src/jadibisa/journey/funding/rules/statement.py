"""Reading a bank statement: one line an entry, refused as a whole with the number of the first bad line."""

import re
from datetime import date

from jadibisa.journey.funding.types import StatementLine
from jadibisa.kernel.refusals import N_, Phrase, Refusal

MOST_LINES = 20_000
COLUMNS = 4


def read_statement(text: str) -> list[StatementLine]:
    """Lines `entry;2026-11-24;-600000.00;reference`; a header and empty lines are skipped.

    Raises:
        Refusal: `statement_line` with the line's number and what is wrong; `statement_empty`, `statement_long`.
    """
    lines: list[StatementLine] = []
    seen: set[str] = set()
    for number, raw in enumerate(text.lstrip("\ufeff").splitlines(), 1):
        if not raw.strip() or (number == 1 and raw.lower().startswith("entry;")):
            continue
        line = _line(number, [cell.strip() for cell in raw.split(";")])
        if line.entry in seen:
            raise _bad(number, N_("nomor entri terulang"))
        seen.add(line.entry)
        lines.append(line)
    if not lines:
        raise Refusal("statement_empty", N_("Rekening koran itu kosong."), field="text")
    if len(lines) > MOST_LINES:
        raise Refusal("statement_long", N_("Paling banyak 20.000 baris sekali unggah. Bagi per hari."), field="text")
    return lines


def _line(number: int, cells: list[str]) -> StatementLine:
    if len(cells) != COLUMNS:
        raise _bad(number, N_("harus ada 4 kolom: entri;tanggal;jumlah;nomor kiriman"))
    entry, day, amount, reference = cells
    if not re.fullmatch(r"[A-Za-z0-9/\-]{1,35}", entry, flags=re.ASCII):
        raise _bad(number, N_("nomor entri tidak terbaca"))
    try:
        booked_on = date.fromisoformat(day)
    except ValueError:
        raise _bad(number, N_("tanggal harus seperti 2026-11-24")) from None
    if not re.fullmatch(r"-?[0-9]{1,14}\.[0-9]{2}", amount, flags=re.ASCII) or not int(amount.replace(".", "")):
        raise _bad(number, N_("jumlah harus seperti -600000.00"))
    if not re.fullmatch(r"[A-Za-z0-9\-]{0,35}", reference, flags=re.ASCII):
        raise _bad(number, N_("nomor kiriman tidak terbaca"))
    return StatementLine(entry, booked_on, int(amount.replace(".", "")), reference)


def _bad(number: int, reason: str) -> Refusal:
    return Refusal(
        "statement_line", N_("Baris %(line)d: %(reason)s. Tidak ada baris yang disimpan."), field="text", line=number, reason=Phrase(reason)
    )  # fmt: skip
