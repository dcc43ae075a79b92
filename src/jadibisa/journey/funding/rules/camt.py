"""camt.053.001.08, the bank's statement to its customer (ISO 20022, BankToCustomerStatementV08), read and written."""

from datetime import date, datetime
from html import escape

from jadibisa.journey.funding.rules.files import CURRENCY, bad, checked, day_of, sen_of, text, text_of
from jadibisa.journey.funding.rules.xml import ISO, Node, read
from jadibisa.journey.funding.types import Statement, StatementLine

MESSAGE = "camt.053.001.08"
SIGNS = {"CRDT": 1, "DBIT": -1}


def read_camt(data: bytes) -> Statement:
    """The statement in a camt.053.001.08 file; only booked entries count.

    Raises:
        Refusal: with its own code and, for an entry, its number; nothing of a bad file is used.
    """
    lines: list[StatementLine] = []
    places: list[int] = []

    def each(node: Node, number: int) -> None:
        if node.maybe("Sts/Cd") == "BOOK":
            lines.append(_line(node, number))
            places.append(number)

    root = read(data, MESSAGE, branch="Ntry", each=each)
    found = root.all("BkToCstmrStmt/Stmt")
    if root.name != "Document" or not found:
        raise bad("statement_message")
    if len(found) > 1:
        raise bad("statement_many")
    node = found[0]
    opening, _first = _balance(node, "OPBD")
    closing, day = _balance(node, "CLBD")
    return checked(
        Statement(
            text(node.one("Id").text, "Stmt/Id"),
            text(node.maybe("Acct/Id/Othr/Id") or node.maybe("Acct/Id/IBAN"), "Acct/Id", longest=34),
            day,
            opening,
            closing,
            tuple(lines),
        ),
        places,
    )


def _amount(node: Node, line: int = 0) -> int:
    amount = node.one("Amt", line=line)
    if amount.attributes.get("Ccy") != CURRENCY:
        raise bad("statement_currency", line=line)
    sign = SIGNS.get(node.one("CdtDbtInd", line=line).text)
    if sign is None:
        raise bad("statement_field", line=line, name="CdtDbtInd")
    return sign * sen_of(amount.text, line=line)


def _balance(statement: Node, code: str) -> tuple[int, date]:
    found = [node for node in statement.all("Bal") if node.maybe("Tp/CdOrPrtry/Cd") == code]
    if len(found) != 1:
        raise bad("statement_field", name=f"Bal {code}")
    return _amount(found[0]), day_of(found[0].one("Dt/Dt").text, "%Y-%m-%d", f"Bal {code} Dt")


def _line(node: Node, number: int) -> StatementLine:
    details = node.all("NtryDtls/TxDtls")
    if len(details) > 1:
        raise bad("statement_field", line=number, name="NtryDtls/TxDtls")
    reference = details[0].maybe("Refs/EndToEndId") if details else ""
    return StatementLine(
        text(node.one("AcctSvcrRef", line=number).text, "AcctSvcrRef", line=number),
        day_of(node.one("BookgDt/Dt", line=number).text, "%Y-%m-%d", "BookgDt", line=number),
        _amount(node, number),
        text(reference, "EndToEndId", line=number) if reference not in {"", "NOTPROVIDED"} else "",
    )


def write_camt(statement: Statement, *, made_at: datetime) -> bytes:
    """The file of a statement."""
    stamp = made_at.isoformat(timespec="seconds")
    parts = [
        f'<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="{ISO}{MESSAGE}"><BkToCstmrStmt>',
        f"<GrpHdr><MsgId>{escape(statement.identity)}</MsgId><CreDtTm>{stamp}</CreDtTm></GrpHdr>",
        f"<Stmt><Id>{escape(statement.identity)}</Id><CreDtTm>{stamp}</CreDtTm>",
        f"<Acct><Id><Othr><Id>{escape(statement.account)}</Id></Othr></Id><Ccy>{CURRENCY}</Ccy></Acct>",
        _written_balance("OPBD", statement.opening, statement.day),
        _written_balance("CLBD", statement.closing, statement.day),
        *(_written_line(line) for line in statement.lines),
        "</Stmt></BkToCstmrStmt></Document>\n",
    ]
    return "\n".join(parts).encode("utf-8")


def _written_amount(amount: int) -> str:
    sign = "DBIT" if amount < 0 else "CRDT"
    return f'<Amt Ccy="{CURRENCY}">{text_of(abs(amount))}</Amt><CdtDbtInd>{sign}</CdtDbtInd>'


def _written_balance(code: str, amount: int, day: date) -> str:
    kind = f"<Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>"
    return f"<Bal>{kind}{_written_amount(amount)}<Dt><Dt>{day}</Dt></Dt></Bal>"


def _written_line(line: StatementLine) -> str:
    code = "<BkTxCd><Prtry><Cd>NTRF</Cd></Prtry></BkTxCd>"
    return (
        f"<Ntry>{_written_amount(line.amount)}<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>{line.booked_on}</Dt></BookgDt>"
        f"<AcctSvcrRef>{escape(line.entry)}</AcctSvcrRef>{code}<NtryDtls><TxDtls><Refs>"
        f"<EndToEndId>{escape(line.reference or 'NOTPROVIDED')}</EndToEndId></Refs></TxDtls></NtryDtls></Ntry>"
    )
