"""The real adapter: a bank that speaks SNAP BI (services 15 to 18, 26, 27, 36 to 39, 47 and 73)."""

import base64
import hashlib
import hmac
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from jadibisa.foundation.plumbing import chance
from jadibisa.journey.funding.rules import snap
from jadibisa.journey.funding.types import (
    BANK_CODES,
    AccountAnswer,
    AccountQuestion,
    Answer,
    BillAnswer,
    BillView,
    Cause,
    Channel,
    Order,
    Payment,
)

TIMEOUT_SECONDS = 10.0
OWN_CODE = "008"  # the bank that holds the programme's account: transfers inside it are service 17
Json = dict[str, Any]


class SnapBank:
    """One bank; keeps its access token until the bank says that it is over."""

    def __init__(
        self,
        url: str,
        *,
        client_id: str,
        client_secret: str,
        private_key: rsa.RSAPrivateKey,
        account: str,
        prefix: str = "8808",
        client: httpx.Client | None = None,
    ) -> None:
        """Keep the keys; nothing is asked before it is needed."""
        self._client = client or httpx.Client(base_url=url, timeout=TIMEOUT_SECONDS)
        self._client_id, self._secret, self._key, self._account = client_id, client_secret, private_key, account
        self._prefix = prefix
        self._token = ""

    @classmethod
    def from_environment(cls, url: str) -> "SnapBank":
        """The bank as the environment names it; keys are files.

        Raises:
            KeyError: when a variable is missing.
            TypeError: when the key is not RSA.
        """
        key = load_pem_private_key(Path(os.environ["JADIBISA_BANK_KEY_FILE"]).read_bytes(), password=None)
        if not isinstance(key, rsa.RSAPrivateKey):
            message = "JADIBISA_BANK_KEY_FILE must hold an RSA key: SNAP signs with SHA256withRSA"
            raise TypeError(message)
        return cls(
            url,
            client_id=os.environ["JADIBISA_BANK_CLIENT_ID"],
            client_secret=Path(os.environ["JADIBISA_BANK_SECRET_FILE"]).read_text(encoding="utf-8").strip(),
            private_key=key,
            account=os.environ["JADIBISA_BANK_ACCOUNT"],
            prefix=os.environ.get("JADIBISA_BANK_VA_PREFIX", "8808"),
        )

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()

    def inquire(self, question: AccountQuestion) -> AccountAnswer:
        """Ask for the holder of an account (service 15, 16 or 37)."""
        if question.channel is Channel.WALLET:
            path, body = "/v1.0/emoney/account-inquiry", {"customerNumber": question.number}
        elif BANK_CODES[question.institution] == OWN_CODE:
            path, body = "/v1.0/account-inquiry-internal", {"beneficiaryAccountNo": question.number}
        else:
            path = "/v1.0/account-inquiry-external"
            body = {"beneficiaryBankCode": BANK_CODES[question.institution], "beneficiaryAccountNo": question.number}
        reply, raw = self._call(
            path, body | {"additionalInfo": {"nik": question.nik, "institution": question.institution}}
        )
        code = str(reply.get("responseCode", ""))
        if code[:3] != "200":
            return AccountAnswer(snap.read_send(code, raw).cause or Cause.BANK_DOWN)
        more = snap.more_of(reply)
        return AccountAnswer(
            name=str(reply.get("beneficiaryAccountName") or reply.get("customerName") or "").replace("\x00", ""),
            nik_matches=more.get("nikMatch") is True,
            upgraded=more.get("upgraded", question.channel is Channel.BANK) is True,
        )

    def send(self, order: Order) -> Answer:
        """Make a transfer (service 17, 18 or 38)."""
        amount = {"value": snap.amount_text(order.amount), "currency": "IDR"}
        body: Json = {"partnerReferenceNo": order.reference, "amount": amount}
        if order.channel is Channel.WALLET:
            path = "/v1.0/emoney/topup"
            body |= {"customerNumber": order.number, "transactionDate": snap.timestamp(order.at)}
        else:
            body |= {
                "beneficiaryAccountNo": order.number,
                "sourceAccountNo": self._account,
                "transactionDate": snap.timestamp(order.at),
            }
            path = "/v1.0/transfer-intrabank"
            if BANK_CODES[order.institution] != OWN_CODE:
                path = "/v1.0/transfer-interbank"
                body |= {
                    "beneficiaryAccountName": order.holder[:100],
                    "beneficiaryBankCode": BANK_CODES[order.institution],
                }
        reply, raw = self._call(
            path, body | {"additionalInfo": {"institution": order.institution}}, external_id=order.external_id
        )
        return snap.read_send(str(reply.get("responseCode", "")), raw)

    def status(self, order: Order) -> Answer:
        """Ask what became of a transfer (service 36 or 39)."""
        wallet = order.channel is Channel.WALLET
        service = "38" if wallet else "17" if BANK_CODES[order.institution] == OWN_CODE else "18"
        path = "/v1.0/emoney/topup-status" if wallet else "/v1.0/transfer/status"
        reply, raw = self._call(path, {"originalPartnerReferenceNo": order.reference, "serviceCode": service})
        more = snap.more_of(reply)
        return snap.read_status(
            str(reply.get("responseCode", "")), reply.get("latestTransactionStatus"), more.get("failureCode"), raw
        )

    def bill(self, bill: BillView) -> BillAnswer:
        """Open a virtual account (service 27) and a dynamic QRIS (service 47) for a bill."""
        amount = {"value": snap.amount_text(bill.amount), "currency": "IDR"}
        until = snap.timestamp(bill.expires_at)
        customer = f"{bill.id.int % 10**12:012d}"
        reply, _raw = self._call(
            "/v1.0/transfer-va/create-va",
            {
                "partnerServiceId": f"{self._prefix:>8}",
                "customerNo": customer,
                "virtualAccountNo": f"{self._prefix:>8}{customer}",
                "virtualAccountName": "JADIBISA",
                "trxId": bill.id.hex,
                "totalAmount": amount,
                "virtualAccountTrxType": "C",
                "expiredDate": until,
            },
        )
        account = reply.get("virtualAccountData")
        number = str(account.get("virtualAccountNo", "")) if isinstance(account, dict) else ""
        if not str(reply.get("responseCode", "")).startswith("200") or not snap.is_account_number(number):
            return BillAnswer()
        code, _raw = self._call(
            "/v1.0/qr/qr-mpm-generate",
            {"partnerReferenceNo": bill.id.hex, "amount": amount, "validityPeriod": until},
        )
        return BillAnswer(number.strip(), snap.qr_content(code))

    def payment_of(self, bill: BillView) -> Payment | None:
        """Ask whether a bill was paid (service 26)."""
        reply, _raw = self._call(
            "/v1.0/transfer-va/status",
            {
                "partnerServiceId": f"{self._prefix:>8}",
                "customerNo": bill.number.removeprefix(self._prefix),
                "virtualAccountNo": bill.number,
                "inquiryRequestId": bill.id.hex,
            },
        )
        return snap.read_payment(reply, bill.number)

    def _call(self, path: str, body: Json, *, external_id: str = "", again: bool = True) -> tuple[Json, bytes]:
        """One signed call; an empty reply when nothing readable came back (the caller must take that as unknown)."""
        try:
            token = self._token or self._new_token()
            content, at = snap.minified(body), snap.timestamp(datetime.now(tz=UTC))
            text = snap.signed_text("POST", path, token, content, at)
            headers = {
                "Authorization": f"Bearer {token}",
                "Content-Type": "application/json",
                "X-TIMESTAMP": at,
                "X-SIGNATURE": base64.b64encode(
                    hmac.digest(self._secret.encode(), text.encode(), hashlib.sha512)
                ).decode(),
                "X-PARTNER-ID": self._client_id,
                "X-EXTERNAL-ID": external_id or chance.digits(30),
                "CHANNEL-ID": "95221",
            }
            answer = self._client.post(path, content=content, headers=headers)
        except (httpx.HTTPError, KeyError, ValueError):
            return {}, b""
        if answer.status_code == httpx.codes.UNAUTHORIZED and again:
            self._token = ""
            return self._call(path, body, external_id=external_id, again=False)
        return _json(answer), answer.content

    def _new_token(self) -> str:
        """Service 73: an access token for a signature with our key."""
        at = snap.timestamp(datetime.now(tz=UTC))
        signature = self._key.sign(f"{self._client_id}|{at}".encode(), padding.PKCS1v15(), SHA256())
        headers = {
            "X-TIMESTAMP": at,
            "X-CLIENT-KEY": self._client_id,
            "X-SIGNATURE": base64.b64encode(signature).decode(),
        }
        answer = self._client.post("/v1.0/access-token/b2b", json={"grantType": "client_credentials"}, headers=headers)
        self._token = str(_json(answer)["accessToken"])
        return self._token


def _json(answer: httpx.Response) -> Json:
    """The body when it is a JSON object, else nothing."""
    try:
        body = answer.json()
    except (ValueError, RecursionError):
        return {}
    return body if isinstance(body, dict) else {}
