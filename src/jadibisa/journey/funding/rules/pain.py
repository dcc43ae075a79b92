"""Payment files: pain.001.001.09 (CustomerCreditTransferInitiationV09) out, pain.002.001.10 (its status report) in."""

import re
from datetime import datetime
from html import escape

from jadibisa.journey.funding.rules.files import CURRENCY, bad, day_of, sen_of, text, text_of
from jadibisa.journey.funding.rules.xml import ISO, Node, read
from jadibisa.journey.funding.types import FileAnswer, FilePayment, Outcome, PaymentFile

MESSAGE, REPORT = "pain.001.001.09", "pain.002.001.10"
MOST = 10**13  # sen: the most that one payment file may carry
IDENTITY = re.compile(r"[A-Za-z0-9/?:().,'+ -]{1,35}")  # the SWIFT set of identifiers in ISO 20022's usage rules
ACCOUNT = re.compile(r"[A-Za-z0-9-]{1,34}")
INSTITUTION = re.compile(r"[A-Za-z0-9]{1,35}")
STAMP = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:Z|[+-][0-9]{2}:[0-9]{2})")
OUTCOMES = {"ACSC": Outcome.PAID, "ACCC": Outcome.PAID, "RJCT": Outcome.FAILED, "CANC": Outcome.FAILED}


def write_pain(file: PaymentFile) -> bytes:
    """The payment file, checked against every rule of `check_pain` before anybody gets it.

    Raises:
        Refusal: those of `check_pain`.
    """
    count, total = len(file.payments), text_of(sum(payment.amount for payment in file.payments))
    sums = f"<NbOfTxs>{count}</NbOfTxs><CtrlSum>{total}</CtrlSum>"
    head = (
        f"<GrpHdr><MsgId>{escape(file.identity)}</MsgId><CreDtTm>{file.made_at.isoformat(timespec='seconds')}</CreDtTm>"
        f"{sums}<InitgPty><Nm>{escape(file.payer)}</Nm></InitgPty></GrpHdr>"
    )
    payer = (
        f"<PmtInfId>{escape(file.identity)}</PmtInfId><PmtMtd>TRF</PmtMtd>{sums}"
        f"<ReqdExctnDt><Dt>{file.day}</Dt></ReqdExctnDt><Dbtr><Nm>{escape(file.payer)}</Nm></Dbtr>"
        f"{_account('DbtrAcct', file.account)}{_agent('DbtrAgt', file.institution)}"
    )
    data = "\n".join(
        [
            f'<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="{ISO}{MESSAGE}"><CstmrCdtTrfInitn>{head}<PmtInf>{payer}',
            *(_payment(payment) for payment in file.payments),
            "</PmtInf></CstmrCdtTrfInitn></Document>\n",
        ]
    ).encode("utf-8")
    check_pain(data)
    return data


def _account(name: str, number: str) -> str:
    return f"<{name}><Id><Othr><Id>{escape(number)}</Id></Othr></Id></{name}>"


def _agent(name: str, code: str) -> str:
    member = f"<ClrSysMmbId><MmbId>{escape(code)}</MmbId></ClrSysMmbId>"
    return f"<{name}><FinInstnId>{member}</FinInstnId></{name}>"


def _payment(payment: FilePayment) -> str:
    return (
        f"<CdtTrfTxInf><PmtId><EndToEndId>{escape(payment.reference)}</EndToEndId></PmtId>"
        f'<Amt><InstdAmt Ccy="{CURRENCY}">{text_of(payment.amount)}</InstdAmt></Amt>'
        f"{_agent('CdtrAgt', payment.institution)}<Cdtr><Nm>{escape(payment.name)}</Nm></Cdtr>"
        f"{_account('CdtrAcct', payment.account)}</CdtTrfTxInf>"
    )


def check_pain(data: bytes) -> PaymentFile:
    """What a pain.001.001.09 says, if it keeps the message's rules: lengths, signs, order of money, counts and sums.

    Raises:
        Refusal: with its own code and the number of the payment.
    """
    payments: list[FilePayment] = []
    seen: set[str] = set()

    def each(node: Node, number: int) -> None:
        payment = _read_payment(node, number)
        if payment.reference in seen:
            raise bad("statement_entry_twice", line=number)
        seen.add(payment.reference)
        payments.append(payment)

    root = read(data, MESSAGE, branch="CdtTrfTxInf", each=each)
    head, info = root.one("CstmrCdtTrfInitn/GrpHdr"), root.one("CstmrCdtTrfInitn/PmtInf")
    total = sum(payment.amount for payment in payments)
    for node in (head, info):
        if node.one("NbOfTxs").text != str(len(payments)) or sen_of(node.one("CtrlSum").text) != total:
            raise bad("statement_balance")
    if not payments or total > MOST:
        raise bad("statement_field", name="CtrlSum")
    if info.one("PmtMtd").text != "TRF":
        raise bad("statement_field", name="PmtMtd")
    stamp = _fits(STAMP, head.one("CreDtTm").text, "CreDtTm")
    return PaymentFile(
        _fits(IDENTITY, head.one("MsgId").text, "MsgId"),
        _moment(stamp),
        text(info.one("Dbtr/Nm").text, "Dbtr/Nm", longest=140),
        _fits(ACCOUNT, info.one("DbtrAcct/Id/Othr/Id").text, "DbtrAcct"),
        _fits(INSTITUTION, info.one("DbtrAgt/FinInstnId/ClrSysMmbId/MmbId").text, "DbtrAgt"),
        day_of(info.one("ReqdExctnDt/Dt").text, "%Y-%m-%d", "ReqdExctnDt"),
        tuple(payments),
    )


def _moment(stamp: str) -> datetime:
    try:
        return datetime.fromisoformat(stamp)
    except ValueError:
        raise bad("statement_field", name="CreDtTm") from None


def _fits(pattern: re.Pattern[str], value: str, name: str, line: int = 0) -> str:
    if not pattern.fullmatch(value):
        raise bad("statement_field", line=line, name=name)
    return value


def _read_payment(node: Node, number: int) -> FilePayment:
    amount = node.one("Amt/InstdAmt", line=number)
    if amount.attributes.get("Ccy") != CURRENCY:
        raise bad("statement_currency", line=number)
    sen = sen_of(amount.text, line=number)
    if not sen:
        raise bad("amount_zero", line=number)
    return FilePayment(
        _fits(IDENTITY, node.one("PmtId/EndToEndId", line=number).text, "EndToEndId", number),
        sen,
        text(node.one("Cdtr/Nm", line=number).text, "Cdtr/Nm", line=number, longest=140),
        _fits(ACCOUNT, node.one("CdtrAcct/Id/Othr/Id", line=number).text, "CdtrAcct", number),
        _fits(INSTITUTION, node.one("CdtrAgt/FinInstnId/ClrSysMmbId/MmbId", line=number).text, "CdtrAgt", number),
    )


def read_report(data: bytes) -> tuple[FileAnswer, ...]:
    """What the bank says of each payment; a status that is not final is unknown, never a refusal.

    Raises:
        Refusal: with its own code and the number of the payment.
    """
    answers: list[FileAnswer] = []

    def each(node: Node, number: int) -> None:
        code = _fits(re.compile("[A-Z]{4}"), node.one("TxSts", line=number).text, "TxSts", number)
        reference = _fits(IDENTITY, node.one("OrgnlEndToEndId", line=number).text, "OrgnlEndToEndId", number)
        reason = node.maybe("StsRsnInf/Rsn/Cd") or node.maybe("StsRsnInf/Rsn/Prtry")
        answers.append(FileAnswer(reference, OUTCOMES.get(code, Outcome.UNKNOWN), code, reason))

    root = read(data, REPORT, branch="TxInfAndSts", each=each)
    root.one("CstmrPmtStsRpt/OrgnlGrpInfAndSts")
    if len({answer.reference for answer in answers}) != len(answers):
        raise bad("statement_entry_twice")
    return tuple(answers)
