"""SNAP BI on the wire: amounts, signatures' texts, and what a response code means (specification 1.0.2)."""

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from jadibisa.journey.funding.rules import qris
from jadibisa.journey.funding.types import Answer, AnswerKind, Cause, PayChannel, Payment
from jadibisa.kernel.clock import WIB
from jadibisa.kernel.refusals import Refusal

FINAL_REFUSALS: Mapping[tuple[str, str], Cause] = {
    ("404", "11"): Cause.ACCOUNT_MISSING,
    ("403", "09"): Cause.ACCOUNT_DORMANT,
    ("403", "18"): Cause.ACCOUNT_CLOSED,
    ("403", "02"): Cause.BALANCE_LIMIT,
    ("403", "03"): Cause.MONTHLY_LIMIT,
    ("403", "07"): Cause.WALLET_NOT_UPGRADED,
    ("403", "05"): Cause.REFUSED,
}
STATUS_PAID, STATUS_REFUNDED, STATUS_CANCELLED, STATUS_FAILED, STATUS_ABSENT = "00", "04", "05", "06", "07"


def amount_text(sen: int) -> str:
    """Sen as SNAP writes them: `600000.00`."""
    return f"{sen // 100}.{sen % 100:02d}"


def parse_amount(text: object) -> int | None:
    """Sen from SNAP's text; None for anything that is not exactly an amount with two decimals."""
    if not isinstance(text, str) or not re.fullmatch(r"[0-9]{1,14}\.[0-9]{2}", text, flags=re.ASCII):
        return None
    return int(text.replace(".", ""))


def timestamp(at: datetime) -> str:
    """ISO 8601 with +07:00, whole seconds."""
    return at.astimezone(WIB).isoformat(timespec="seconds")


def minified(body: Mapping[str, Any]) -> bytes:
    """The exact bytes that are signed and sent."""
    return json.dumps(body, separators=(",", ":"), ensure_ascii=False).encode()


def signed_text(method: str, path: str, token: str, body: bytes, at: str) -> str:
    """What the HMAC of a service call covers."""
    return f"{method}:{path}:{token}:{hashlib.sha256(body).hexdigest()}:{at}"


def more_of(reply: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a reply says in `additionalInfo`; nothing when that is no object."""
    more = reply.get("additionalInfo")
    return more if isinstance(more, dict) else {}


def _well_formed(code: str) -> bool:
    return re.fullmatch(r"[0-9]{7}", code, flags=re.ASCII) is not None


def read_send(code: str, body: bytes) -> Answer:
    """What the answer to a transfer means: `responseCode` is HTTP status, service, case."""
    digest = hashlib.sha256(body).digest()
    if not _well_formed(code):
        return Answer(AnswerKind.UNKNOWN, digest=digest)
    status, case = code[:3], code[5:]
    if status == "200":
        return Answer(AnswerKind.PAID, code, digest=digest)
    cause = FINAL_REFUSALS.get((status, case))
    if cause is not None:
        return Answer(AnswerKind.FAILED, code, cause, digest)
    # In progress, doubled reference, inconsistent request (a success for banks), no funds, token, server: only an inquiry tells.
    return Answer(AnswerKind.UNKNOWN, code, digest=digest)


def read_status(code: str, latest: object, failure: object, body: bytes) -> Answer:
    """What the answer to an inquiry means; `latest` is latestTransactionStatus, `failure` the code of the failed transfer."""
    digest = hashlib.sha256(body).digest()
    if not _well_formed(code):
        return Answer(AnswerKind.UNKNOWN, digest=digest)
    if not code.startswith("200"):
        return Answer(AnswerKind.UNKNOWN, code, digest=digest)
    if latest == STATUS_PAID:
        return Answer(AnswerKind.PAID, code, digest=digest)
    if latest in (STATUS_CANCELLED, STATUS_FAILED, STATUS_REFUNDED):  # no set: a reply may hold what has no hash
        text = str(failure or "")
        return Answer(AnswerKind.FAILED, code, FINAL_REFUSALS.get((text[:3], text[5:7]), Cause.REFUSED), digest)
    if latest == STATUS_ABSENT:
        return Answer(AnswerKind.ABSENT, code, digest=digest)
    return Answer(AnswerKind.UNKNOWN, code, digest=digest)


# ---- money that comes in ----------------------------------------------------------------------------------

PAID_FLAG = "00"


def is_account_number(text: str) -> bool:
    """Whether a text is the number of a virtual account: digits, perhaps after spaces that fill the prefix up."""
    return re.fullmatch(r" {0,8}[0-9]{8,28}", text, flags=re.ASCII) is not None


def qr_content(reply: Mapping[str, Any]) -> str:
    """The QRIS of an answer to service 47; "" when there is none that can be read."""
    text = reply.get("qrContent")
    if not str(reply.get("responseCode", "")).startswith("200") or not isinstance(text, str):
        return ""
    try:
        qris.read(text)
    except Refusal:
        return ""
    return text


def read_payment(reply: Mapping[str, Any], number: str) -> Payment | None:
    """What the answer to service 26 says was paid to a number; None when nothing, or nothing that can be read."""
    told = reply.get("virtualAccountData")
    if not str(reply.get("responseCode", "")).startswith("200") or not isinstance(told, dict):
        return None
    paid = told.get("paidAmount")
    amount = parse_amount(paid.get("value")) if isinstance(paid, dict) and paid.get("currency") == "IDR" else None
    reference = told.get("paymentRequestId")
    channel = PayChannel.QRIS if more_of(reply).get("channel") == "qris" else PayChannel.VIRTUAL_ACCOUNT
    if told.get("paymentFlagStatus") != PAID_FLAG or not amount or not is_reference(reference):
        return None
    return Payment(number, amount, str(reference), channel)


def is_reference(text: object) -> bool:
    """Whether a text can be the bank's reference of a payment."""
    return isinstance(text, str) and re.fullmatch(r"[A-Za-z0-9\-]{1,64}", text, flags=re.ASCII) is not None


def callback_text(path: str, body: bytes, at: str) -> str:
    """What the bank's signature of a message to us covers."""
    return f"POST:{path}:{hashlib.sha256(body).hexdigest()}:{at}"


def read_notice(told: Mapping[str, Any], channel: PayChannel) -> Payment | None:
    """A payment as the bank tells it: service 25 for a virtual account, 52 for a QRIS; None when it cannot be read."""
    if channel is PayChannel.VIRTUAL_ACCOUNT:
        number, reference, paid = told.get("virtualAccountNo"), told.get("paymentRequestId"), told.get("paidAmount")
    else:
        number, reference, paid = (
            more_of(told).get("virtualAccountNo"),
            told.get("originalReferenceNo"),
            told.get("amount"),
        )
    if not isinstance(paid, dict) or paid.get("currency") != "IDR":
        return None
    amount = parse_amount(paid.get("value"))
    if not amount or not isinstance(number, str) or not is_account_number(number) or not is_reference(reference):
        return None
    return Payment(number.strip(), amount, str(reference), channel)
