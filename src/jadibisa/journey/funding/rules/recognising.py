"""Which kind of statement a file is: its content says it, never its name."""

from jadibisa.journey.funding.rules.camt import read_camt
from jadibisa.journey.funding.rules.files import bad
from jadibisa.journey.funding.rules.mt940 import read_mt940
from jadibisa.journey.funding.types import Statement

LOOKED_AT = 4096


def read_bank_file(data: bytes) -> tuple[str, Statement]:
    """The format's name and the statement in the file.

    Raises:
        Refusal: `statement_unknown`, and those of both readers.
    """
    begin = data[:LOOKED_AT].removeprefix(b"\xef\xbb\xbf").lstrip()
    if begin.startswith(b"<"):
        return "camt.053", read_camt(data)
    if begin.startswith((b"{1:", b":20:")):
        return "MT940", read_mt940(data)
    if begin.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise bad("statement_encoding")
    raise bad("statement_unknown")
