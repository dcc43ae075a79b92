"""SNAP BI on the wire: amounts, signatures' texts, and what a response code means (specification 1.0.2)."""

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from jadibisa.journey.funding.types import Answer, AnswerKind, Cause
from jadibisa.kernel.clock import WIB

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
