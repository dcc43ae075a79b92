"""The papers of the bank: the day's statement as camt.053.001.08 and as MT940, and the report pain.002 on a payment file."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

ISO = "urn:iso:std:iso:20022:tech:xsd:"
FAULTS = ("truncated", "changed", "doubled", "encoding", "currency")


@dataclass(frozen=True)
class Move:
    """Money in (above zero) or out (below), in sen; `entry` is this bank's own number of it."""

    entry: str
    day: date
    amount: int
    reference: str


@dataclass(frozen=True)
class Paper:
    """A statement of one account and one day."""

    identity: str
    account: str
    day: date
    opening: int
    moves: Sequence[Move]

    @property
    def closing(self) -> int:
        """The balance at the day's end."""
        return self.opening + sum(move.amount for move in self.moves)


def _amount(amount: int, sign: str = ".") -> str:
    return f"{abs(amount) // 100}{sign}{abs(amount) % 100:02d}"


def camt053(paper: Paper) -> bytes:
    """As ISO 20022."""

    def money(amount: int) -> str:
        side = "DBIT" if amount < 0 else "CRDT"
        return f'<Amt Ccy="IDR">{_amount(amount)}</Amt><CdtDbtInd>{side}</CdtDbtInd>'

    def balance(code: str, amount: int) -> str:
        kind = f"<Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>"
        return f"<Bal>{kind}{money(amount)}<Dt><Dt>{paper.day}</Dt></Dt></Bal>"

    stamp = f"{paper.day}T23:59:59+07:00"
    entries = "\n".join(
        f"<Ntry>{money(move.amount)}<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>{move.day}</Dt></BookgDt>"
        f"<ValDt><Dt>{move.day}</Dt></ValDt><AcctSvcrRef>{escape(move.entry)}</AcctSvcrRef>"
        "<BkTxCd><Prtry><Cd>NTRF</Cd></Prtry></BkTxCd><NtryDtls><TxDtls><Refs>"
        f"<EndToEndId>{escape(move.reference or 'NOTPROVIDED')}</EndToEndId></Refs></TxDtls></NtryDtls></Ntry>"
        for move in paper.moves
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="{ISO}camt.053.001.08"><BkToCstmrStmt>'
        f"<GrpHdr><MsgId>{escape(paper.identity)}</MsgId><CreDtTm>{stamp}</CreDtTm></GrpHdr>\n"
        f"<Stmt><Id>{escape(paper.identity)}</Id><CreDtTm>{stamp}</CreDtTm>"
        f"<Acct><Id><Othr><Id>{escape(paper.account)}</Id></Othr></Id><Ccy>IDR</Ccy></Acct>\n"
        f"{balance('OPBD', paper.opening)}\n{balance('CLBD', paper.closing)}\n{entries}\n"
        "</Stmt></BkToCstmrStmt></Document>\n"
    ).encode()


def mt940(paper: Paper) -> bytes:
    """As SWIFT's text, with the whole reference in field 86 because field 61 has room for 16 characters only."""
    day = f"{paper.day:%y%m%d}"

    def balance(tag: str, amount: int) -> str:
        return f":{tag}:{'D' if amount < 0 else 'C'}{day}IDR{_amount(amount, ',')}"

    lines = [f":20:{paper.identity}", f":25:{paper.account}", ":28C:1/1", balance("60F", paper.opening)]
    for move in paper.moves:
        side = "D" if move.amount < 0 else "C"
        lines.append(f":61:{move.day:%y%m%d}{move.day:%m%d}{side}{_amount(move.amount, ',')}NTRFNONREF//{move.entry}")
        lines.append(f":86:/EREF/{move.reference}")
    return "\r\n".join([*lines, balance("62F", paper.closing), "-", ""]).encode()


def spoiled(data: bytes, fault: str) -> bytes:
    """The same file as a bank sometimes hands it out: cut, with a changed balance, an entry twice, other letters or money.

    Raises:
        ValueError: for a fault that is not known.
    """
    text = data.decode()
    xml = text.startswith("<")
    if fault == "truncated":
        return data[: len(data) * 2 // 3]
    if fault == "encoding":
        return text.encode("utf-16")
    if fault == "currency":
        return text.replace("IDR", "USD").encode()
    if fault == "changed":
        head, mark, rest = text.rpartition("<Cd>CLBD</Cd>" if xml else ":62F:")
        place = rest.index("</Amt>") if xml else rest.index("\r\n")
        last = str((int(rest[place - 1]) + 1) % 10)
        return (head + mark + rest[: place - 1] + last + rest[place:]).encode()
    if fault == "doubled":
        begin, end = ("<Ntry>", "</Ntry>") if xml else (":61:", "\r\n:62F:")
        if begin not in text:
            return data
        start = text.rindex(begin)
        stop = text.index(end, start) + (len(end) if xml else 2)
        return (text[:stop] + text[start:stop] + text[stop:]).encode()
    message = f"a fault of a statement is one of {', '.join(FAULTS)}"
    raise ValueError(message)


def pain002(file: str, rows: Sequence[tuple[str, str, str]]) -> bytes:
    """What became of the payments of a file: EndToEndId, status, reason."""
    told = "".join(
        f"<TxInfAndSts><OrgnlEndToEndId>{escape(reference)}</OrgnlEndToEndId><TxSts>{status}</TxSts>"
        + (f"<StsRsnInf><Rsn><Cd>{reason}</Cd></Rsn></StsRsnInf>" if reason else "")
        + "</TxInfAndSts>"
        for reference, status, reason in rows
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="{ISO}pain.002.001.10"><CstmrPmtStsRpt>'
        f"<GrpHdr><MsgId>R-{escape(file)}</MsgId></GrpHdr><OrgnlGrpInfAndSts><OrgnlMsgId>{escape(file)}</OrgnlMsgId>"
        f"<OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId></OrgnlGrpInfAndSts><OrgnlPmtInfAndSts>{told}</OrgnlPmtInfAndSts>"
        "</CstmrPmtStsRpt></Document>"
    ).encode()
