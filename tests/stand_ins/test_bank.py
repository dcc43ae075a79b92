"""The stand-in bank over HTTP against the real adapter: signatures, names, transfers, faults, bad input."""

import base64
import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import given
from hypothesis import strategies as st

from jadibisa.foundation.plumbing.chance import uuid7
from jadibisa.journey.funding.gateways.snap import SnapBank
from jadibisa.journey.funding.rules import snap
from jadibisa.journey.funding.types import AccountQuestion, AnswerKind, Cause, Channel, Order
from stand_ins.bank.core import Account, Bank, Faults
from stand_ins.bank.server import Partner, Snap, serve

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
SECRET = "a-shared-secret"
AT = datetime(2026, 11, 24, 3, tzinfo=UTC)


class Stage:
    """A running bank and an adapter that talks to it."""

    def __init__(self) -> None:
        """Open a few accounts."""
        self.bank = Bank(funds=10**12)
        self.adapters: list[SnapBank] = []
        for account in (
            Account("1230004417", "AYU LESTARI", nik="3204145408980000"),
            Account("1230000001", "BUDI", state="dormant"),
            Account("1230000002", "CITRA", state="closed"),
            Account("081234560147", "AYU LESTARI", upgraded=False, limit=100),
        ):
            self.bank.open(account)
        self.snap = Snap(self.bank, Partner("jadibisa", SECRET, KEY.public_key()))
        self.server = serve(self.snap)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()
        self.adapter = self.adapt()

    def adapt(self, *, secret: str = SECRET, client_id: str = "jadibisa") -> SnapBank:
        """An adapter, perhaps with wrong keys."""
        made = SnapBank(self.url, client_id=client_id, client_secret=secret, private_key=KEY, account="0080000001")
        self.adapters.append(made)
        return made

    def close(self) -> None:
        """Close everything."""
        for adapter in self.adapters:
            adapter.close()
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def stage() -> Iterator[Stage]:
    """A bank for one test."""
    made = Stage()
    yield made
    made.close()


def order(
    number: str = "1230004417", institution: str = "bri", channel: Channel = Channel.BANK, amount: int = 60_000_000
) -> Order:
    """A new order."""
    return Order(f"JB{uuid7().hex}", str(uuid7().int % 10**30), channel, institution, number, "AYU LESTARI", amount, AT)


def question(number: str, channel: Channel = Channel.BANK, institution: str = "bri") -> AccountQuestion:
    """Whose is it."""
    return AccountQuestion(channel, institution, number, "Ayu Lestari", "3204145408980000", "+6281234560147")


def test_names_behind_numbers(stage: Stage) -> None:
    """The holder, and whether the NIK fits and the wallet is upgraded."""
    found = stage.adapter.inquire(question("1230004417"))
    assert (found.cause, found.name, found.nik_matches, found.upgraded) == (None, "AYU LESTARI", True, True)
    wallet = stage.adapter.inquire(question("081234560147", Channel.WALLET, "dana"))
    assert (wallet.name, wallet.upgraded) == ("AYU LESTARI", False)
    causes = [
        stage.adapter.inquire(question(number, institution="mandiri")).cause
        for number in ("999999", "1230000001", "1230000002")
    ]
    assert causes == [Cause.ACCOUNT_MISSING, Cause.ACCOUNT_DORMANT, Cause.ACCOUNT_CLOSED]


def test_a_transfer_is_carried_out_once(stage: Stage) -> None:
    """The same reference again is an open question, and the inquiry says paid."""
    one = order()
    assert stage.adapter.send(one).kind is AnswerKind.PAID
    again = stage.adapter.send(one)
    assert (again.kind, again.code) == (AnswerKind.UNKNOWN, "4091801")
    assert stage.adapter.status(one).kind is AnswerKind.PAID
    assert [entry["amount"] for entry in stage.bank.statement()] == [60_000_000]
    assert stage.adapter.status(order()).kind is AnswerKind.ABSENT


def test_refusals_have_a_cause(stage: Stage) -> None:
    """Closed, dormant, full; asked later they are still refused for the same cause."""
    for number, channel, institution, cause in (
        ("1230000002", Channel.BANK, "mandiri", Cause.ACCOUNT_CLOSED),
        ("1230000001", Channel.BANK, "bri", Cause.ACCOUNT_DORMANT),
        ("081234560147", Channel.WALLET, "dana", Cause.BALANCE_LIMIT),
    ):
        one = order(number, institution, channel)
        sent, asked = stage.adapter.send(one), stage.adapter.status(one)
        assert (sent.kind, sent.cause) == (asked.kind, asked.cause) == (AnswerKind.FAILED, cause)


def test_faults_are_never_an_answer(stage: Stage) -> None:
    """Lost, silent, late, down, deaf: the adapter knows that it does not know."""
    for faults in (Faults(lost=1), Faults(silent=1), Faults(late=1), Faults(down=1)):
        stage.bank.faults = faults
        assert stage.adapter.send(order()).kind is AnswerKind.UNKNOWN
    stage.bank.faults = Faults(deaf=1)
    assert stage.adapter.status(order()).kind is AnswerKind.UNKNOWN
    stage.server.shutdown()
    stage.server.server_close()
    assert stage.adapt().send(order()).kind is AnswerKind.UNKNOWN


def test_wrong_keys_reach_nothing(stage: Stage) -> None:
    """A wrong secret, another client: no transfer, no name."""
    for adapter in (stage.adapt(secret="wrong"), stage.adapt(client_id="other")):
        assert adapter.send(order()).kind is AnswerKind.UNKNOWN
        assert adapter.inquire(question("1230004417")).cause is Cause.BANK_DOWN
    assert stage.bank.statement() == []


def test_a_token_that_ended_is_renewed_once(stage: Stage) -> None:
    """The bank forgot its tokens; the same reference goes out again and is paid once."""
    assert stage.adapter.send(order()).kind is AnswerKind.PAID
    stage.snap.tokens.clear()
    assert stage.adapter.send(order()).kind is AnswerKind.PAID
    assert len(stage.bank.statement()) == 2


def test_bad_input_is_refused(stage: Stage) -> None:
    """Floats, three decimals, another currency, no reference, an old timestamp, unreadable bodies."""
    good = {
        "partnerReferenceNo": "R1",
        "beneficiaryAccountNo": "1230004417",
        "amount": {"value": "1.00", "currency": "IDR"},
    }
    bad = [
        good | {"amount": {"value": 1.5, "currency": "IDR"}},
        good | {"amount": {"value": "1.000", "currency": "IDR"}},
        good | {"amount": {"value": "-1.00", "currency": "IDR"}},
        good | {"amount": {"value": "1.00", "currency": "USD"}},
        good | {"amount": "1.00"},
        {name: value for name, value in good.items() if name != "partnerReferenceNo"},
        good | {"partnerReferenceNo": "x" * 65},
    ]
    codes = [stage.adapter._call("/v1.0/transfer-interbank", body)[0]["responseCode"] for body in bad]
    assert {code[:3] for code in codes} == {"400"}
    old = snap.timestamp(datetime.now(tz=UTC) - timedelta(hours=1))
    headers = {"X-TIMESTAMP": old, "X-CLIENT-KEY": "jadibisa", "X-SIGNATURE": base64.b64encode(b"x").decode()}
    with httpx.Client(base_url=stage.url) as client:
        assert client.post("/v1.0/access-token/b2b", content=b"{}", headers=headers).json()["responseCode"] == "4017300"
        assert client.post("/v1.0/transfer-interbank", content=b"[").json()["responseCode"] == "4011801"
        assert client.post("/_stage/statement", content=json.dumps({})).json()["entries"] == []
        for name, begin in (("camt053", b"<?xml"), ("mt940", b":20:")):
            told = client.post("/_stage/paper", content=json.dumps({"format": name})).json()
            assert base64.b64decode(told["file"]).startswith(begin)
        cut = client.post("/_stage/paper", content=json.dumps({"day": "2024-12-31", "fault": "truncated"})).json()
        assert b"</Document>" not in base64.b64decode(cut["file"])
        assert client.post("/nowhere", content=b"").status_code == 404
    assert stage.bank.statement() == []


@given(st.integers(0, 10**15))
def test_amounts_travel_exactly(sen: int) -> None:
    """Sen to text and back; everything else is not an amount."""
    assert snap.parse_amount(snap.amount_text(sen)) == sen


@pytest.mark.parametrize("text", ["1.5", "1,00", "1.000", "-1.00", "1e3", "", " 1.00", 1.5, None, "１.００"])
def test_what_is_no_amount(text: object) -> None:
    assert snap.parse_amount(text) is None


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("2001800", AnswerKind.PAID),
        ("2021800", AnswerKind.UNKNOWN),
        ("4091801", AnswerKind.UNKNOWN),
        ("4041818", AnswerKind.UNKNOWN),
        ("4031814", AnswerKind.UNKNOWN),
        ("5041800", AnswerKind.UNKNOWN),
        ("4011800", AnswerKind.UNKNOWN),
        ("4041811", AnswerKind.FAILED),
        ("4031818", AnswerKind.FAILED),
        ("abc", AnswerKind.UNKNOWN),
        ("20018000", AnswerKind.UNKNOWN),
        ("200\x0000", AnswerKind.UNKNOWN),
        ("", AnswerKind.UNKNOWN),
    ],
)
def test_what_a_code_means(code: str, kind: AnswerKind) -> None:
    """Only an explicit success is paid, only an explicit refusal of the account is failed."""
    answer = snap.read_send(code, b"")
    assert answer.kind is kind
    assert len(answer.code) in {0, 7}


@pytest.mark.parametrize(
    ("code", "latest", "kind"),
    [
        ("2003600", "00", AnswerKind.PAID),
        ("2003600", "06", AnswerKind.FAILED),
        ("2003600", "05", AnswerKind.FAILED),
        ("2003600", "04", AnswerKind.FAILED),
        ("2003600", "07", AnswerKind.ABSENT),
        ("2003600", "03", AnswerKind.UNKNOWN),
        ("2003600", None, AnswerKind.UNKNOWN),
        ("5003600", "00", AnswerKind.UNKNOWN),
        ("20036000", "00", AnswerKind.UNKNOWN),
        ("2003600", ["00"], AnswerKind.UNKNOWN),
        ("2003600", {"00": "00"}, AnswerKind.UNKNOWN),
    ],
)
def test_what_a_status_means(code: str, latest: object, kind: AnswerKind) -> None:
    assert snap.read_status(code, latest, "4031818", b"").kind is kind


@pytest.mark.parametrize(
    "body",
    [
        b'{"responseCode": "2001600", "additionalInfo": ["x"], "beneficiaryAccountName": {"a": 1}}',
        b'{"responseCode": "2003600", "latestTransactionStatus": ["00"], "additionalInfo": "x"}',
        b'{"responseCode": {"200": 1}, "additionalInfo": 7, "latestTransactionStatus": {}}',
        b'{"responseCode": "200\\u000000"}',
        b"[" * 100_000,
        b'"200"',
        b"\xff",
    ],
)
def test_a_malformed_reply_is_no_answer(body: bytes) -> None:
    """Whatever a bank sends, the adapter answers and the run goes on; nothing of it is taken for paid."""

    def reply(request: httpx.Request) -> httpx.Response:
        token = b'{"accessToken": "t"}'
        return httpx.Response(200, content=token if request.url.path.endswith("b2b") else body)

    with httpx.Client(base_url="http://bank", transport=httpx.MockTransport(reply)) as client:
        bank = SnapBank(
            "", client_id="jadibisa", client_secret=SECRET, private_key=KEY, account="0080000001", client=client
        )
        assert isinstance(bank.inquire(question("1230004417")).name, str)
        for answer in (bank.send(order()), bank.status(order())):
            assert answer.kind is AnswerKind.UNKNOWN or answer.code in {"2001600", "2003600"}
            assert "\x00" not in answer.code
