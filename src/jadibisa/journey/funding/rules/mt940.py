"""MT940, the customer statement of SWIFT, as Indonesian banks still hand it out: text, one field a line."""

import re
from datetime import date

from jadibisa.journey.funding.rules.files import CURRENCY, bad, checked, day_of, decoded, sen_of, text
from jadibisa.journey.funding.types import Statement, StatementLine

FIELD = re.compile(r":([0-9]{2}[A-Z]?):(.*)")
BALANCE = re.compile(r"([CD])([0-9]{6})([A-Z]{3})(\S+)")
ENTRY = re.compile(r"([0-9]{6})([0-9]{4})?(R?[CD])[A-Z]?([-0-9.,]+)([NFS][A-Z0-9]{3})([^/]*)//(\S{1,16})")
REFERENCE = re.compile(r"/EREF/([^/]*)")
SIGNS = {"C": 1, "D": -1, "RC": -1, "RD": 1}
ONCE = ("20", "25", "60F", "62F")


def read_mt940(data: bytes) -> Statement:
    """The statement in an MT940 file with one message.

    Raises:
        Refusal: with its own code and, for an entry, the number of its line in the file.
    """
    found = decoded(data)
    if not found.isascii():
        raise bad("statement_encoding")
    once: dict[str, tuple[str, int]] = {}
    entries: list[tuple[str, int]] = []
    notes: dict[int, str] = {}
    for tag, value, number in _fields(found):
        if tag in ONCE and tag in once:
            raise bad("statement_many", line=number)
        if tag == "61":
            entries.append((value, number))
        elif tag == "86" and entries:
            notes[len(entries) - 1] = value
        once[tag] = value, number
    missing = [tag for tag in ONCE if tag not in once]
    if missing:
        raise bad("statement_field", name=f":{missing[0]}:")
    opening, _first = _balance(*once["60F"], "60F")
    closing, day = _balance(*once["62F"], "62F")
    lines = tuple(_line(value, number, notes.get(place, "")) for place, (value, number) in enumerate(entries))
    identity, account = text(once["20"][0], ":20:", longest=16), text(once["25"][0], ":25:", longest=34)
    return checked(Statement(identity, account, day, opening, closing, lines), [number for _value, number in entries])


def _fields(found: str) -> list[tuple[str, str, int]]:
    """Fields with the number of their first line; lines that begin without a tag continue the field before."""
    fields: list[tuple[str, str, int]] = []
    ended = False
    for number, raw in enumerate(found.replace("\r\n", "\n").split("\n"), 1):
        line = raw.rpartition("{4:")[2] if raw.startswith("{") else raw
        if not line or (ended and line == "}"):
            continue
        if ended:
            raise bad("statement_many", line=number)
        if line in {"-", "-}"}:
            ended = True
            continue
        match = FIELD.fullmatch(line)
        if match:
            fields.append((match[1], match[2], number))
        elif fields and fields[-1][0] in {"61", "86"}:
            tag, value, first = fields[-1]
            fields[-1] = tag, value + line if tag == "86" else value, first
        else:
            raise bad("statement_field", line=number, name=":…:")
    if not ended:
        raise bad("statement_truncated")
    return fields


def _sen(value: str, line: int) -> int:
    """An amount with the comma that the format demands (`600000,`)."""
    if "," not in value or "." in value:
        raise bad("amount_negative" if value.startswith("-") else "amount_unreadable", line=line)
    return sen_of(value.removesuffix(",").replace(",", "."), line=line)


def _balance(value: str, line: int, name: str) -> tuple[int, date]:
    match = BALANCE.fullmatch(value)
    if match is None:
        raise bad("statement_field", line=line, name=f":{name}:")
    if match[3] != CURRENCY:
        raise bad("statement_currency", line=line)
    return SIGNS[match[1]] * _sen(match[4], line), day_of(match[2], "%y%m%d", f":{name}:", line=line)


def _line(value: str, number: int, note: str) -> StatementLine:
    match = ENTRY.fullmatch(value)
    if match is None:
        raise bad("statement_field", line=number, name=":61:")
    known = REFERENCE.search(note)
    reference = known[1] if known else "" if match[6] in {"", "NONREF"} else match[6]
    return StatementLine(
        match[7],
        day_of(match[1], "%y%m%d", ":61:", line=number),
        SIGNS[match[3]] * _sen(match[4], number),
        text(reference, ":86:", line=number) if reference else "",
    )
