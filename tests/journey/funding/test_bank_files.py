"""Files of the bank: what is written is read back to the sen; each thing that is wrong has its own code and its place."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jadibisa.journey.funding.rules.camt import write_camt
from jadibisa.journey.funding.rules.pain import check_pain, read_report, write_pain
from jadibisa.journey.funding.rules.recognising import read_bank_file
from jadibisa.journey.funding.types import FilePayment, Outcome, PaymentFile, Statement, StatementLine
from jadibisa.kernel.refusals import Refusal
from stand_ins.bank import papers
from stand_ins.bank.core import Bank

DAY = date(2024, 12, 31)
NOW = datetime(2024, 12, 31, 17, tzinfo=UTC)
NAMES = st.text("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789", min_size=1, max_size=16)
AMOUNTS = st.integers(-(10**15), 10**15).filter(bool)


@st.composite
def statements(draw: st.DrawFn) -> Statement:
    """A statement that adds up."""
    entries = draw(st.lists(NAMES, unique=True, max_size=8))
    lines = tuple(StatementLine(one, DAY, draw(AMOUNTS), draw(st.just("") | NAMES)) for one in entries)
    opening = draw(st.integers(-(10**15), 10**15))
    total = sum(line.amount for line in lines)
    return Statement(draw(NAMES), draw(NAMES), DAY, opening, opening + total, lines)


def good() -> Statement:
    """Two lines out, one in."""
    lines = (
        StatementLine("E1", DAY, -60_000_000, "JB1"),
        StatementLine("E2", DAY, -5_000_050, "JB2"),
        StatementLine("E3", DAY, 100, ""),
    )
    return Statement("S20241231", "1234567890", DAY, 100_000_000, 100_000_000 - 65_000_050 + 100, lines)


def camt() -> str:
    """Its camt.053."""
    return write_camt(good(), made_at=NOW).decode()


def mt940() -> str:
    """Its MT940, as the stand-in bank writes it."""
    found = good()
    moves = [papers.Move(line.entry, line.booked_on, line.amount, line.reference) for line in found.lines]
    return papers.mt940(papers.Paper(found.identity, found.account, found.day, found.opening, moves)).decode()


def code(data: bytes | str) -> tuple[str, object]:
    """The code of the refusal, and the place."""
    with pytest.raises(Refusal) as caught:
        read_bank_file(data.encode() if isinstance(data, str) else data)
    assert str(caught.value)
    return caught.value.code, caught.value.values.get("line", 0)


@given(statements())
def test_what_is_written_is_read(statement: Statement) -> None:
    """Both formats, both writers, to the sen."""
    assert read_bank_file(write_camt(statement, made_at=NOW)) == ("camt.053", statement)
    moves = [papers.Move(line.entry, line.booked_on, line.amount, line.reference) for line in statement.lines]
    paper = papers.Paper(statement.identity, statement.account, statement.day, statement.opening, moves)
    assert read_bank_file(papers.camt053(paper)) == ("camt.053", statement)
    assert read_bank_file(papers.mt940(paper)) == ("MT940", statement)


@settings(max_examples=60)
@given(st.data())
def test_a_file_that_was_cut_is_refused_whole(data: st.DataObject) -> None:
    """Wherever it was cut."""
    for whole in (camt().rstrip(), mt940().rstrip()):
        cut = whole[: data.draw(st.integers(0, len(whole) - 1))]
        with pytest.raises(Refusal):
            read_bank_file(cut.encode())


@settings(max_examples=60)
@given(st.binary(max_size=300))
def test_noise_is_refused(noise: bytes) -> None:
    """Never another exception."""
    for begin in (b"", b"<", b":20:", b'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">'):
        with pytest.raises(Refusal):
            read_bank_file(begin + noise)


BAD_CAMT = [
    ('<Amt Ccy="IDR">50000.50', '<Amt Ccy="IDR">50000.51', ("statement_balance", 0)),
    ('<Amt Ccy="IDR">50000.50', '<Amt Ccy="USD">50000.50', ("statement_currency", 2)),
    ('<Amt Ccy="IDR">50000.50', '<Amt Ccy="IDR">-50000.50', ("amount_negative", 2)),
    ('<Amt Ccy="IDR">50000.50', '<Amt Ccy="IDR">50000.505', ("amount_decimals", 2)),
    ('<Amt Ccy="IDR">50000.50', '<Amt Ccy="IDR">5e4', ("amount_unreadable", 2)),
    ('<Amt Ccy="IDR">50000.50', '<Amt Ccy="IDR">0.00', ("amount_zero", 2)),
    ("<AcctSvcrRef>E2<", "<AcctSvcrRef>E1<", ("statement_entry_twice", 2)),
    ("<AcctSvcrRef>E2<", "<AcctSvcrRef><", ("statement_field", 2)),
    ("<EndToEndId>JB2<", f"<EndToEndId>{'J' * 36}<", ("statement_field", 2)),
    ("<BookgDt><Dt>2024-12-31", "<BookgDt><Dt>2024-12-30", ("statement_day", 1)),
    ("<BookgDt><Dt>2024-12-31", "<BookgDt><Dt>31-12-2024", ("statement_field", 1)),
    ("camt.053.001.08", "camt.053.001.02", ("statement_message", 0)),
    ('encoding="UTF-8"', 'encoding="ISO-8859-1"', ("statement_encoding", 0)),
    ("<Document", "<!DOCTYPE d [<!ENTITY a 'b'>]><Document", ("statement_dtd", 0)),
    ("<GrpHdr>", "<x>" * 30 + "<GrpHdr>", ("statement_deep", 0)),
    ("</GrpHdr>", "</GrpHd>", ("statement_xml", 0)),
    ("<Cd>OPBD</Cd>", "<Cd>PRCD</Cd>", ("statement_field", 0)),
]


@pytest.mark.parametrize(("old", "new", "expected"), BAD_CAMT)
def test_each_fault_of_a_camt_has_its_code(old: str, new: str, expected: tuple[str, int]) -> None:
    """And the number of the entry."""
    assert old in camt()
    assert code(camt().replace(old, new, 1)) == expected


BAD_MT940 = [
    ("D50000,50", "D50000,51", ("statement_balance", 0)),
    ("D50000,50", "D-50000,50", ("amount_negative", 7)),
    ("D50000,50", "D50000,505", ("amount_decimals", 7)),
    ("D50000,50", "D50000.50", ("amount_unreadable", 7)),
    (":60F:C241231IDR", ":60F:C241231USD", ("statement_currency", 4)),
    ("//E2", "//E1", ("statement_entry_twice", 7)),
    (":61:241231", ":61:241230", ("statement_day", 5)),
    (":62F:", ":64:", ("statement_field", 0)),
    ("JB2", "JB\u00e9", ("statement_encoding", 0)),
    (":25:", "xx", ("statement_field", 2)),
    ("\r\n-\r\n", "\r\n-\r\n:20:X\r\n", ("statement_many", 13)),
]


@pytest.mark.parametrize(("old", "new", "expected"), BAD_MT940)
def test_each_fault_of_an_mt940_has_its_code(old: str, new: str, expected: tuple[str, int]) -> None:
    """And the number of the line."""
    assert old in mt940()
    found, place = code(mt940().replace(old, new, 1))
    assert found == expected[0]
    assert place == expected[1] or expected[0] == "statement_many"


def test_other_kinds_of_files() -> None:
    """Empty, a table, another alphabet."""
    assert code(b"")[0] == "statement_unknown"
    assert code(b"entry;day")[0] == "statement_unknown"
    assert code(camt().encode("utf-16"))[0] == "statement_encoding"
    assert code(b"<\xff\xfe>")[0] == "statement_encoding"


def test_many_lines_with_one_bad_one() -> None:
    """The bad one is named by its number."""
    lines = tuple(StatementLine(f"E{n}", DAY, -100, f"JB{n}") for n in range(20_000))
    whole = write_camt(Statement("S", "1", DAY, 0, -100 * len(lines), lines), made_at=NOW).decode()
    assert len(read_bank_file(whole.encode())[1].lines) == len(lines)
    assert code(whole.replace("<AcctSvcrRef>E15000<", "<AcctSvcrRef><")) == ("statement_field", 15_001)


# ---- payment files ----------------------------------------------------------------------------------------

HOLDERS = st.text("AYUBDI &<'", min_size=1, max_size=20).filter(lambda name: name == name.strip())
PAYMENTS = st.builds(FilePayment, NAMES, st.integers(1, 10**10), HOLDERS, NAMES, NAMES)


@given(st.lists(PAYMENTS, min_size=1, max_size=6, unique_by=lambda payment: payment.reference))
def test_a_payment_file_says_what_was_meant(payments: list[FilePayment]) -> None:
    """Written, checked by the message's rules, read back the same."""
    file = PaymentFile("JB-1", NOW, "Program JadiBisa", "1234567890", "008", DAY, tuple(payments))
    assert check_pain(write_pain(file)) == file


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("<NbOfTxs>1<", "<NbOfTxs>2<", "statement_balance"),
        ("<CtrlSum>600000.00<", "<CtrlSum>600000.01<", "statement_balance"),
        ('Ccy="IDR"', 'Ccy="idr"', "statement_currency"),
        ("<EndToEndId>JB1<", f"<EndToEndId>{'J' * 36}<", "statement_field"),
        ("<PmtMtd>TRF<", "<PmtMtd>CHK<", "statement_field"),
        ("<Nm>Ayu<", f"<Nm>{'A' * 141}<", "statement_field"),
        ("600000.00</InstdAmt>", "600000.001</InstdAmt>", "amount_decimals"),
        ("600000.00</InstdAmt>", "0</InstdAmt>", "amount_zero"),
        ("T17:00:00", "T27:00:00", "statement_field"),
    ],
)
def test_a_payment_file_that_breaks_a_rule(old: str, new: str, expected: str) -> None:
    """It is never handed out."""
    payment = FilePayment("JB1", 60_000_000, "Ayu", "123", "002")
    text = write_pain(PaymentFile("JB-1", NOW, "Program", "1234567890", "008", DAY, (payment,))).decode()
    assert old in text
    with pytest.raises(Refusal) as caught:
        check_pain(text.replace(old, new, 1).encode())
    assert caught.value.code == expected


def test_the_banks_report_on_a_payment_file() -> None:
    """Settled, refused with a reason, and everything else is not known yet."""
    rows = [("JB1", "ACSC", ""), ("JB2", "RJCT", "AC04"), ("JB3", "PDNG", "")]
    assert [(one.reference, one.outcome, one.reason) for one in read_report(papers.pain002("JB-1", rows))] == [
        ("JB1", Outcome.PAID, ""),
        ("JB2", Outcome.FAILED, "AC04"),
        ("JB3", Outcome.UNKNOWN, ""),
    ]
    with pytest.raises(Refusal) as caught:
        read_report(papers.pain002("JB-1", [*rows, rows[0]]))
    assert caught.value.code == "statement_entry_twice"


@pytest.mark.parametrize("fault", papers.FAULTS)
def test_what_the_stand_in_spoils_is_refused(fault: str) -> None:
    """Both formats, each fault of the bank, its own code."""
    expected = {
        "truncated": {"statement_truncated", "statement_field"},
        "changed": {"statement_balance"},
        "doubled": {"statement_entry_twice"},
        "encoding": {"statement_encoding"},
        "currency": {"statement_currency"},
    }
    for whole in (camt(), mt940()):
        assert code(papers.spoiled(whole.encode(), fault))[0] in expected[fault]


def test_the_stand_in_bank_writes_its_day() -> None:
    """What it moved is on its paper, once, and the balances are its own."""
    bank = Bank(funds=10**9, generous=True)
    bank.transfer("JB1", "123", 60_000_000, "18")
    bank.transfer("JB1", "123", 60_000_000, "18")
    paper = bank.paper("8808")
    name, statement = read_bank_file(papers.camt053(paper))
    assert (name, read_bank_file(papers.mt940(paper))) == ("camt.053", ("MT940", statement))
    assert [(line.amount, line.reference) for line in statement.lines] == [(-60_000_000, "JB1")]
    assert (statement.opening, statement.closing) == (10**9, 10**9 - 60_000_000)
