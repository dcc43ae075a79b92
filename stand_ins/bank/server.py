"""The bank behind HTTP: SNAP BI tokens, signatures, services 15 to 18, 26, 27, 36 to 39, 47, notices of payments, a door for faults.

Run it: `python -m stand_ins.bank.server --port 8181`. It listens on 127.0.0.1 only and keeps everything in memory.
"""

import argparse
import base64
import binascii
import hashlib
import hmac
import json
import re
import secrets  # noqa: TID251 - a stand-in stands alone
import threading
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

from stand_ins.bank import papers
from stand_ins.bank.core import Account, Bank, Bill, Faults, LostError, Reply

SKEW = timedelta(minutes=5)
TOKEN_LIFE = timedelta(minutes=15)
LARGEST_BODY = 65_536
Json = dict[str, Any]


@dataclass
class Partner:
    """Who may call: an id, the shared secret of services, the public key of tokens."""

    client_id: str
    secret: str
    public_key: rsa.RSAPublicKey
    callback: Callable[[str, bytes, bool], int] | None = None


class SnapError(Exception):
    """A refusal with its response code."""


class Snap:
    """What each path does; no HTTP in here."""

    def __init__(self, bank: Bank, partner: Partner) -> None:
        """One bank, one partner."""
        self.bank, self.partner = bank, partner
        self.tokens: dict[str, datetime] = {}
        self.external_ids: set[tuple[str, str]] = set()
        self._lock = threading.Lock()
        self.services: dict[str, tuple[str, Callable[[Json, str], Reply]]] = {
            "/v1.0/account-inquiry-internal": ("15", self._inquiry),
            "/v1.0/account-inquiry-external": ("16", self._inquiry),
            "/v1.0/emoney/account-inquiry": ("37", self._inquiry),
            "/v1.0/transfer-intrabank": ("17", self._transfer),
            "/v1.0/transfer-interbank": ("18", self._transfer),
            "/v1.0/emoney/topup": ("38", self._transfer),
            "/v1.0/transfer/status": ("36", self._status),
            "/v1.0/emoney/topup-status": ("39", self._status),
            "/v1.0/transfer-va/create-va": ("27", self._create_va),
            "/v1.0/transfer-va/status": ("26", self._va_status),
            "/v1.0/qr/qr-mpm-generate": ("47", self._qr),
        }

    def token(self, headers: dict[str, str], body: bytes) -> Reply:
        """Service 73: SHA256withRSA over `client_id|timestamp`."""
        at = _recent(headers.get("x-timestamp", ""), "73")
        try:
            signature = base64.b64decode(headers.get("x-signature", ""), validate=True)
            self.partner.public_key.verify(
                signature, f"{headers.get('x-client-key')}|{at}".encode(), padding.PKCS1v15(), SHA256()
            )
        except (InvalidSignature, binascii.Error):
            raise SnapError("4017300") from None
        if (
            headers.get("x-client-key") != self.partner.client_id
            or _json(body).get("grantType") != "client_credentials"
        ):
            raise SnapError("4007302")
        made = secrets.token_urlsafe(24)
        self.tokens[made] = datetime.now(tz=UTC) + TOKEN_LIFE
        return Reply(
            "2007300", {"accessToken": made, "tokenType": "Bearer", "expiresIn": str(int(TOKEN_LIFE.total_seconds()))}
        )

    def call(self, path: str, headers: dict[str, str], body: bytes) -> Reply:
        """A service call: token, timestamp, HMAC-SHA512, a new external id each day."""
        service, act = self.services[path]
        token = headers.get("authorization", "").removeprefix("Bearer ")
        if self.tokens.get(token, datetime.min.replace(tzinfo=UTC)) < datetime.now(tz=UTC):
            raise SnapError(f"401{service}01")
        at = _recent(headers.get("x-timestamp", ""), service)
        text = f"POST:{path}:{token}:{hashlib.sha256(body).hexdigest()}:{at}".encode()
        expected = hmac.digest(self.partner.secret.encode(), text, hashlib.sha512)
        if not _same_signature(headers.get("x-signature", ""), expected):
            raise SnapError(f"401{service}00")
        external = headers.get("x-external-id", "")
        if (
            not re.fullmatch(r"[0-9]{1,36}", external, flags=re.ASCII)
            or headers.get("x-partner-id") != self.partner.client_id
        ):
            raise SnapError(f"400{service}02")
        told = _json(body)
        if act == self._transfer:
            with self._lock:
                if (at[:10], external) in self.external_ids and told.get(
                    "partnerReferenceNo"
                ) not in self.bank.transfers:
                    raise SnapError(f"409{service}00")
                self.external_ids.add((at[:10], external))
        return act(told, service)

    def _inquiry(self, told: Json, service: str) -> Reply:
        number = str(told.get("beneficiaryAccountNo") or told.get("customerNumber") or "")
        return self.bank.inquire(number, str((told.get("additionalInfo") or {}).get("nik", "")), service)

    def _transfer(self, told: Json, service: str) -> Reply:
        reference, number = (
            told.get("partnerReferenceNo"),
            told.get("beneficiaryAccountNo") or told.get("customerNumber"),
        )
        amount = told.get("amount") or {}
        value = amount.get("value") if isinstance(amount, dict) else None
        if not (isinstance(reference, str) and 0 < len(reference) <= 64 and isinstance(number, str)):  # noqa: PLR2004 - SNAP's own limit
            raise SnapError(f"400{service}02")
        if (
            not isinstance(value, str)
            or not re.fullmatch(r"[0-9]{1,14}\.[0-9]{2}", value, flags=re.ASCII)
            or amount.get("currency") != "IDR"
        ):
            raise SnapError(f"400{service}01")
        return self.bank.transfer(reference, number, int(value.replace(".", "")), service)

    def _status(self, told: Json, service: str) -> Reply:
        return self.bank.status(str(told.get("originalPartnerReferenceNo", "")), service)

    def _create_va(self, told: Json, service: str) -> Reply:
        number, trx = str(told.get("virtualAccountNo", "")).strip(), told.get("trxId")
        amount = _amount(told.get("totalAmount"), service)
        until = _instant(told.get("expiredDate"), service)
        if not re.fullmatch(r"[0-9]{8,28}", number, flags=re.ASCII) or not isinstance(trx, str) or not trx:
            raise SnapError(f"400{service}02")
        made = self.bank.open_bill(Bill(number, trx, amount, until))
        if made is None:
            raise SnapError(f"409{service}01")
        return Reply(f"200{service}00", {"virtualAccountData": {"virtualAccountNo": made.number, "trxId": made.trx_id}})

    def _va_status(self, told: Json, service: str) -> Reply:
        bill = self.bank.bills.get(str(told.get("virtualAccountNo", "")).strip())
        if bill is None:
            raise SnapError(f"404{service}12")
        paid = {
            "virtualAccountNo": bill.number,
            "paymentRequestId": bill.reference,
            "paidAmount": _money(bill.amount if bill.reference else 0),
            "paymentFlagStatus": "00" if bill.reference else "03",
        }
        return Reply(f"200{service}00", {"virtualAccountData": paid, "additionalInfo": {"channel": bill.channel}})

    def _qr(self, told: Json, service: str) -> Reply:
        amount = _amount(told.get("amount"), service)
        return Reply(f"200{service}00", {"qrContent": qris(amount, str(told.get("partnerReferenceNo", ""))[:25])})

    def notice(self, number: str, channel: str) -> tuple[str, bytes] | None:
        """What the bank tells the partner of a payment: the path and the body; None when nothing was paid."""
        bill = self.bank.bills.get(number)
        if bill is None or not bill.reference:
            return None
        told: Json = {
            "virtualAccountNo": bill.number,
            "paymentRequestId": bill.reference,
            "paidAmount": _money(bill.amount),
        }
        path = "/snap/v1.0/transfer-va/payment"
        if channel == "qris":
            more = {"virtualAccountNo": bill.number}
            told = {"originalReferenceNo": bill.reference, "amount": _money(bill.amount), "additionalInfo": more}
            path = "/snap/v1.0/qr/qr-mpm-notify"
        return path, json.dumps(told, separators=(",", ":")).encode()

    def pay(self, told: Json) -> Reply:
        """The stage hands pay a bill; the partner is told unless the fault `silent` swallows it.

        `again`: tell once more. `unsigned`: tell with a wrong signature.
        """
        number, channel = str(told.get("number", "")), str(told.get("channel", "va"))
        if not told.get("again"):
            reference = secrets.token_hex(12)
            if self.bank.pay_bill(number, channel, reference=reference, now=datetime.now(tz=UTC)) is None:
                raise SnapError("4042512")
        found = self.notice(number, channel)
        if found is None or self.partner.callback is None or self.bank.faults.silent >= 1:
            return Reply("2000000", {"told": None})
        return Reply("2000000", {"told": self.partner.callback(*found, bool(told.get("unsigned")))})

    def paper(self, told: Json) -> Reply:
        """The day's statement as a file, Base64 in JSON; with a fault it is spoiled as it happens at banks."""
        write = papers.mt940 if told.get("format") == "mt940" else papers.camt053
        day = date.fromisoformat(str(told["day"])) if "day" in told else None
        data = write(self.bank.paper(str(told.get("account", "8808")), day))
        if "fault" in told:
            data = papers.spoiled(data, str(told["fault"]))
        return Reply("2000000", {"file": base64.b64encode(data).decode()})

    def control(self, path: str, told: Json) -> Reply:
        """The door of the stage hands: accounts, faults, the day's statement."""
        if path == "/_stage/accounts":
            self.bank.open(Account(**told))
        elif path == "/_stage/faults":
            known = {item.name for item in fields(Faults)}
            self.bank.faults = Faults(**{name: float(rate) for name, rate in told.items() if name in known})
        elif path == "/_stage/pay":
            return self.pay(told)
        elif path == "/_stage/paper":
            return self.paper(told)
        elif path != "/_stage/statement":
            raise SnapError("4040000")
        return Reply(
            "2000000", {"faults": asdict(self.bank.faults), "entries": self.bank.statement(), "funds": self.bank.funds}
        )


def caller(url: str, key: rsa.RSAPrivateKey) -> Callable[[str, bytes, bool], int]:
    """Who tells a partner at a URL: a signed POST; gives the partner's status, 0 when it does not answer."""

    def tell(path: str, body: bytes, unsigned: bool) -> int:  # noqa: FBT001 - a stage hand's switch
        at = datetime.now(tz=UTC).isoformat(timespec="seconds")
        text = f"POST:{path}:{hashlib.sha256(b'x' + body if unsigned else body).hexdigest()}:{at}"
        signature = base64.b64encode(key.sign(text.encode(), padding.PKCS1v15(), SHA256())).decode()
        headers = {"Content-Type": "application/json", "X-TIMESTAMP": at, "X-SIGNATURE": signature}
        request = urllib.request.Request(url + path, data=body, headers=headers, method="POST")  # noqa: S310 - told at start
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 - the same
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    return tell


def qris(amount: int, reference: str) -> str:
    """A dynamic QRIS (EMV QRCPS) with its CRC-16/CCITT."""

    def field(tag: str, value: str) -> str:
        return f"{tag}{len(value):02d}{value}"

    account = field("00", "ID.CO.QRIS.WWW") + field("02", "ID2026000000001")
    text = field("00", "01") + field("01", "12") + field("51", account) + field("52", "8299") + field("53", "360")
    text += field("54", f"{amount // 100}.{amount % 100:02d}") + field("58", "ID") + field("59", "BANK TIRUAN")
    text += field("60", "JAKARTA") + field("62", field("01", reference or "0")) + "6304"
    return text + f"{binascii.crc_hqx(text.encode(), 0xFFFF):04X}"


def _money(sen: int) -> Json:
    return {"value": f"{sen // 100}.{sen % 100:02d}", "currency": "IDR"}


def _amount(told: object, service: str) -> int:
    value = told.get("value") if isinstance(told, dict) and told.get("currency") == "IDR" else None
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{1,14}\.[0-9]{2}", value, flags=re.ASCII):
        raise SnapError(f"400{service}01")
    return int(value.replace(".", ""))


def _instant(told: object, service: str) -> datetime:
    try:
        at = datetime.fromisoformat(str(told))
    except ValueError:
        raise SnapError(f"400{service}02") from None
    if at.tzinfo is None:
        raise SnapError(f"400{service}02")
    return at


def _same_signature(told: str, expected: bytes) -> bool:
    """Base64 or hex: banks do not agree, so both are read."""
    return hmac.compare_digest(told, base64.b64encode(expected).decode()) or hmac.compare_digest(
        told.lower(), expected.hex()
    )


def _recent(text: str, service: str) -> str:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise SnapError(f"400{service}02") from None
    if at.tzinfo is None or abs(datetime.now(tz=UTC) - at) > SKEW:
        raise SnapError(f"401{service}00")
    return text


def _json(body: bytes) -> Json:
    try:
        told = json.loads(body or b"{}")
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def handler(snap: Snap) -> type[BaseHTTPRequestHandler]:
    """A handler class for one bank."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            """Every service is a POST."""
            length = int(self.headers.get("Content-Length") or 0)
            if length > LARGEST_BODY:
                self._answer(Reply("4130000"))
                return
            body = self.rfile.read(length)
            headers = {name.lower(): value for name, value in self.headers.items()}
            try:
                self._answer(self._reply(headers, body))
            except LostError:
                self.close_connection = True
            except SnapError as refusal:
                self._answer(Reply(str(refusal)))

        def _reply(self, headers: dict[str, str], body: bytes) -> Reply:
            if self.path == "/v1.0/access-token/b2b":
                return snap.token(headers, body)
            if self.path in snap.services:
                return snap.call(self.path, headers, body)
            return snap.control(self.path, _json(body))

        def _answer(self, reply: Reply) -> None:
            content = json.dumps(
                {"responseCode": reply.code, "responseMessage": reply.code} | reply.body, separators=(",", ":")
            ).encode()
            self.send_response(int(reply.code[:3]))
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
            """Say nothing: numbers of accounts stand in bodies, and paths tell nothing new."""

    return Handler


def serve(snap: Snap, port: int = 0) -> ThreadingHTTPServer:
    """A server on the loopback; port 0 takes a free one. The caller starts and stops it."""
    server = ThreadingHTTPServer(("127.0.0.1", port), handler(snap))
    server.daemon_threads = True
    return server


def main() -> None:
    """Serve until Ctrl-C."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--port", type=int, default=8181)
    asked.add_argument("--client-id", default="jadibisa")
    asked.add_argument("--secret", default="stand-in-secret", help="the shared secret of service calls")
    asked.add_argument("--public-key", required=True, help="PEM file with the partner's RSA public key")
    asked.add_argument("--callback", default="", help="URL of the partner who is told of payments")
    asked.add_argument("--private-key", default="", help="PEM file of the bank's RSA key, which signs what it tells")
    asked.add_argument("--funds", type=int, default=10**15, help="what the programme's account holds, in sen")
    asked.add_argument("--generous", action="store_true", help="know every number as an active account")
    asked.add_argument("--seed", type=int, default=1, help="the same seed gives the same faults")
    told = asked.parse_args()
    with open(told.public_key, "rb") as file:  # noqa: PTH123 - one read
        key = load_pem_public_key(file.read())
    if not isinstance(key, rsa.RSAPublicKey):
        asked.error("--public-key must be an RSA key")
    bank = Bank(funds=told.funds, seed=told.seed, generous=told.generous)
    callback = None
    if told.callback:
        with open(told.private_key, "rb") as file:  # noqa: PTH123 - one read
            own = load_pem_private_key(file.read(), password=None)
        if not isinstance(own, rsa.RSAPrivateKey):
            asked.error("--private-key must be an RSA key")
        callback = caller(told.callback, own)
    server = serve(Snap(bank, Partner(told.client_id, told.secret, key, callback)), told.port)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.server_close()


if __name__ == "__main__":
    main()
