"""Money that comes in through a bank that speaks SNAP BI: bills, its signed messages, and what is wrong with them."""

import base64
import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.test import Client

from jadibisa.foundation.plumbing import clock
from jadibisa.journey.funding import queries, services
from jadibisa.journey.funding.gateways.snap import SnapBank
from jadibisa.journey.funding.rules import qris, snap
from jadibisa.journey.funding.types import BillKind, BillState, BillView, ShareState
from jadibisa.kernel.actors import SYSTEM
from stand_ins.bank.core import Bank, Faults
from stand_ins.bank.server import Partner, Snap, SnapError, caller, serve
from tests.journey.funding import payers, world

pytestmark = pytest.mark.django_db
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OURS = rsa.generate_private_key(public_exponent=65537, key_size=2048)
VA, QR = "/snap/v1.0/transfer-va/payment", "/snap/v1.0/qr/qr-mpm-notify"


def post(
    path: str, body: bytes, *, at: str = "", signature: str | None = None, hexadecimal: bool = False
) -> tuple[int, str]:
    """What the bank sends: the status and the response code."""
    at = at or datetime.now(tz=UTC).isoformat(timespec="seconds")
    made = KEY.sign(snap.callback_text(path, body, at).encode(), padding.PKCS1v15(), SHA256())
    signed = made.hex() if hexadecimal else base64.b64encode(made).decode()
    answer = Client(enforce_csrf_checks=True).post(
        path,
        body,
        "application/json",
        headers={"X-TIMESTAMP": at, "X-SIGNATURE": signed if signature is None else signature},
    )
    return answer.status_code, answer.json()["responseCode"]


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Snap, SnapBank]]:
    """A stand-in bank and the real adapter on it; the bank's messages come back through the programme's own door."""
    file = tmp_path / "bank.pub"
    file.write_bytes(KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    monkeypatch.setenv("JADIBISA_BANK_PUBLIC_KEY_FILE", str(file))

    def tell(path: str, body: bytes, unsigned: bool) -> int:  # noqa: FBT001 - the stand-in's own shape
        return post(path, body, signature="AAAA" if unsigned else None)[0]

    bank = Snap(Bank(funds=0), Partner("jadibisa", "secret", OURS.public_key(), tell))
    server = serve(bank)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    url = f"http://127.0.0.1:{server.server_address[1]}"
    adapter = SnapBank(url, client_id="jadibisa", client_secret="secret", private_key=OURS, account="1")
    yield bank, adapter
    adapter.close()
    server.shutdown()
    server.server_close()


def billed(adapter: SnapBank) -> tuple[UUID, BillView]:
    """A purchase whose own part has a number at the bank."""
    (who,) = world.winners(1, scheme="2026")
    clock.stand_at(datetime.now(tz=UTC))  # the bank lives by the clock on the wall
    purchase = payers.buy(who)
    bill = services.ask_number(BillKind.SHARE, purchase, by=SYSTEM, at=clock.now(), through=adapter)
    assert bill is not None
    return purchase, bill


def state(purchase: UUID) -> ShareState:
    return queries.shares_of([purchase])[purchase][0].state


def test_a_bill_gets_a_number_and_a_code_and_its_payment_comes_in(stage: tuple[Snap, SnapBank]) -> None:
    bank, adapter = stage
    purchase, bill = billed(adapter)
    assert bill.number.startswith("8808")
    assert qris.read(bill.qris)["54"] == f"{bill.amount // 100}.00"
    assert adapter.payment_of(bill) is None
    assert bank.pay({"number": bill.number}).body == {"told": 200}
    assert state(purchase) is ShareState.HELD
    assert bank.pay({"number": bill.number, "again": True}).body == {"told": 200}  # doubled: the same answer
    with pytest.raises(SnapError):
        bank.pay({"number": bill.number})
    assert bank.bank.funds == bill.amount
    payers.books_balance()


def test_a_qris_pays_the_same_bill(stage: tuple[Snap, SnapBank]) -> None:
    bank, adapter = stage
    purchase, bill = billed(adapter)
    assert bank.pay({"number": bill.number, "channel": "qris"}).body == {"told": 200}
    assert state(purchase) is ShareState.HELD
    found = queries.bill_by_number(bill.number)
    assert found is not None
    assert found.state is BillState.PAID
    payers.books_balance()


def test_unsigned_is_refused_and_asking_finds_the_money_that_nobody_told_of(stage: tuple[Snap, SnapBank]) -> None:
    bank, adapter = stage
    purchase, bill = billed(adapter)
    assert bank.pay({"number": bill.number, "unsigned": True}).body == {"told": 401}
    bank.bank.faults = Faults(silent=1)
    assert bank.pay({"number": bill.number, "again": True}).body == {"told": None}
    assert state(purchase) is ShareState.WAITING
    bank.bank.faults = Faults()
    assert services.ask_bills(clock.now(), through=adapter) == 1
    assert state(purchase) is ShareState.HELD
    payers.books_balance()


def notice(number: str, amount: object = "6500000.00", currency: str = "IDR", reference: object = "R1") -> bytes:
    told = {
        "virtualAccountNo": number,
        "paymentRequestId": reference,
        "paidAmount": {"value": amount, "currency": currency},
    }
    return json.dumps(told).encode()


def test_what_is_wrong_with_a_message_is_said_in_the_banks_own_codes(stage: tuple[Snap, SnapBank]) -> None:
    _bank, adapter = stage
    _purchase, bill = billed(adapter)
    good = snap.amount_text(bill.amount)
    late = (datetime.now(tz=UTC) - timedelta(minutes=6)).isoformat()
    assert post(VA, notice(bill.number, good), at=late) == (401, "4012500")
    assert post(VA, notice(bill.number, good), at="kemarin") == (401, "4012500")
    assert post(VA, notice(bill.number, good), signature="") == (401, "4012500")
    assert post(VA, notice(bill.number, good), signature="zz") == (401, "4012500")
    assert post(VA, b"not json") == (400, "4002501")
    assert post(VA, b"[" * 70_000) == (400, "4002500")
    for body in (
        notice(bill.number, 6500000.0),
        notice(bill.number, "6500000.001"),
        notice(bill.number, "-6500000.00"),
        notice(bill.number, good, "USD"),
        notice("DROP", good),
        notice(bill.number, good, reference="x" * 65),
        b'{"virtualAccountNo": "88080000", "paidAmount": 5}',
        b"[]",
    ):
        assert post(VA, body) == (400, "4002501"), body
    assert post(VA, notice("880899999999", good)) == (404, "4042512")
    assert post(VA, notice(bill.number, "1.00")) == (404, "4042513")
    assert post(QR, notice(bill.number, good)) == (400, "4005201")
    assert post(VA, notice(bill.number, good), hexadecimal=True) == (200, "2002500")
    assert post(VA, notice(bill.number, good, reference="R2")) == (404, "4042514")
    payers.books_balance()


def test_a_message_after_the_last_hour_takes_nothing(stage: tuple[Snap, SnapBank]) -> None:
    _bank, adapter = stage
    _purchase, bill = billed(adapter)
    clock.stand_at(bill.expires_at)
    assert post(VA, notice(bill.number, snap.amount_text(bill.amount))) == (404, "4042519")
    payers.books_balance()


def test_without_a_key_of_the_bank_nobody_is_believed() -> None:
    assert post(VA, notice("88080000")) == (401, "4012500")


def test_a_bank_that_is_down_gives_no_number_and_the_bill_waits(stage: tuple[Snap, SnapBank]) -> None:
    _bank, adapter = stage
    (who,) = world.winners(1, scheme="2026")
    purchase = payers.buy(who)
    dead = SnapBank("http://127.0.0.1:9", client_id="x", client_secret="x", private_key=OURS, account="1")
    bill = services.ask_number(BillKind.SHARE, purchase, by=SYSTEM, at=clock.now(), through=dead)
    dead.close()
    assert bill is not None
    assert (bill.number, bill.state) == ("", BillState.OPEN)
    again = services.ask_number(BillKind.SHARE, purchase, by=SYSTEM, at=clock.now(), through=adapter)
    assert again is not None
    assert again.number
    assert services.ask_number(BillKind.PLEDGE, purchase, by=SYSTEM, at=clock.now(), through=adapter) is None


@pytest.mark.parametrize(
    "reply",
    [
        {},
        {"responseCode": "2002600", "virtualAccountData": []},
        {"responseCode": "4042612", "virtualAccountData": {}},
        {"responseCode": "2002600", "virtualAccountData": {"paymentFlagStatus": "00", "paymentRequestId": "R"}},
        {
            "responseCode": "2002600",
            "virtualAccountData": {
                "paymentFlagStatus": "03",
                "paymentRequestId": "R",
                "paidAmount": {"value": "1.00", "currency": "IDR"},
            },
        },
    ],
)
def test_an_answer_that_says_nothing_sure_pays_nothing(reply: dict[str, object]) -> None:
    assert snap.read_payment(reply, "8808") is None
    assert snap.qr_content(reply | {"qrContent": "000201"}) == ""
    assert snap.qr_content({"responseCode": "2004700"}) == ""


def test_the_stand_in_signs_what_it_tells() -> None:
    heard: list[tuple[str, bytes, str, str]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            heard.append((self.path, body, self.headers["X-TIMESTAMP"], self.headers["X-SIGNATURE"]))
            self.send_response(404 if len(heard) > 1 else 200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    tell = caller(f"http://127.0.0.1:{server.server_address[1]}", KEY)
    assert (tell(VA, b"{}", False), tell(VA, b"{}", True)) == (200, 404)  # noqa: FBT003 - the shape of a caller
    server.shutdown()
    server.server_close()
    assert caller("http://127.0.0.1:9", KEY)(VA, b"{}", False) == 0  # noqa: FBT003 - the same
    path, body, at, signature = heard[0]
    text = snap.callback_text(path, body, at).encode()
    KEY.public_key().verify(base64.b64decode(signature), text, padding.PKCS1v15(), SHA256())
