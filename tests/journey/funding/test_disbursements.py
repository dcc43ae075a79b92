"""Providers and the treasury are paid by two people, and only the bank's statement says that it arrived."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jadibisa.foundation.ledger import queries as ledger
from jadibisa.foundation.ledger.types import AccountType
from jadibisa.foundation.people import services as people
from jadibisa.foundation.plumbing import clock
from jadibisa.foundation.plumbing.chance import uuid7
from jadibisa.journey.funding import queries, services
from jadibisa.journey.funding.rules.statement import read_statement
from jadibisa.journey.funding.services.disbursements import COMMISSION
from jadibisa.journey.funding.types import DisbursementState, Hold, PayoutState
from jadibisa.journey.registration.types import batch_subject
from jadibisa.kernel.actors import SYSTEM, Role
from jadibisa.kernel.money import sen
from jadibisa.kernel.refusals import Refusal
from tests.journey.funding import world
from tests.journey.funding.test_pages import officer
from tests.journey.funding.world import UNKNOWN, ObedientBank


def refused(text: str) -> Refusal:
    """The refusal of a statement."""
    with pytest.raises(Refusal) as caught:
        services.import_statement(text, account="programme", by=SYSTEM, at=clock.now())
    return caught.value


def line(entry: str, amount: int, reference: str) -> str:
    """Money that left."""
    return f"{entry};2024-12-31;-{amount // 100}.{amount % 100:02d};{reference}"


def taught(people_count: int, schools: int) -> list[UUID]:
    """Settled courses at some schools."""
    ids = world.winners(people_count)
    names = [(f"Lembaga {number}", "provider") for number in range(schools)]
    providers = people.create_organisations(names, by=SYSTEM, at=clock.now())
    holds = [Hold(uuid7(), one, providers[n % schools], sen(1_000_000), None) for n, one in enumerate(ids)]
    services.hold(holds, by=SYSTEM, at=clock.now())
    services.settle([hold.purchase_id for hold in holds], by=SYSTEM, at=clock.now())
    return providers


def approved() -> UUID:
    """The newest run, approved by two people."""
    run = queries.disbursement_runs(states=[DisbursementState.WAITING])[0].run_id
    services.propose_disbursements(run, by=world.officer(), at=clock.now())
    services.decide_disbursements(run, approve=True, by=world.officer(Role.APPROVER), at=clock.now())
    return run


@pytest.mark.django_db
def test_providers_are_paid_for_what_was_verified() -> None:
    """Net of the commission; a second preparation finds nothing; the statement ends it, once."""
    providers = taught(5, 2)
    assert services.prepare_settlements(by=SYSTEM, at=clock.now()) == 2
    assert services.prepare_settlements(by=SYSTEM, at=clock.now()) == 0
    run = approved()
    rows = [row for row, _name in queries.disbursements(run)]
    assert [row.gross for row in rows] == [sen(3_000_000), sen(2_000_000)]
    assert all(row.commission == row.gross * 15 // 100 for row in rows)
    text = "\n".join(line(f"E{n}", row.amount, row.reference) for n, row in enumerate(rows))
    result = services.import_statement(text, account="programme", by=SYSTEM, at=clock.now())
    assert (result.new, result.matched, result.unmatched) == (2, 2, 0)
    again = services.import_statement(text, account="programme", by=SYSTEM, at=clock.now())
    assert (again.new, again.known) == (0, 2)
    owed = ledger.balances(AccountType.PARTNER_PAYABLE, providers)
    assert [owed[one].owed for one in providers] == [0, 0]
    assert ledger.balance(COMMISSION).owed == sen(750_000)
    assert queries.check().breaks == []
    assert queries.rows_without_fact() == 0


@pytest.mark.django_db
def test_a_refused_payment_is_owed_as_before() -> None:
    """And can be prepared again."""
    taught(1, 1)
    services.prepare_settlements(by=SYSTEM, at=clock.now())
    run = queries.disbursement_runs()[0].run_id
    maker = world.officer()
    services.propose_disbursements(run, by=maker, at=clock.now())
    with pytest.raises(Refusal) as caught:
        services.decide_disbursements(run, approve=False, by=maker, at=clock.now())
    assert caught.value.code == "own_proposal"
    services.decide_disbursements(run, approve=False, by=world.officer(Role.APPROVER), at=clock.now())
    assert services.prepare_settlements(by=SYSTEM, at=clock.now()) == 1
    assert queries.check().breaks == []


@pytest.mark.django_db
def test_what_was_unspent_is_remitted() -> None:
    """Returned, prepared, approved, on the statement: the treasury's account is empty."""
    world.winners(2)
    clock.stand_at(world.wib(2024, 12, 31))
    returned = services.return_unspent(63, by=SYSTEM, at=clock.now())
    assert services.prepare_remittance(63, by=SYSTEM, at=clock.now()) == returned == 2 * sen(3_500_000)
    assert services.prepare_remittance(63, by=SYSTEM, at=clock.now()) == 0
    row = queries.disbursements(approved())[0][0]
    services.import_statement(line("T1", row.amount, row.reference), account="programme", by=SYSTEM, at=clock.now())
    assert ledger.balances(AccountType.TREASURY_RETURN, [batch_subject(63)])[batch_subject(63)].owed == 0
    assert queries.check().breaks == []


@pytest.mark.django_db
def test_a_statement_settles_what_the_bank_never_answered() -> None:
    """Unknown for days, on the statement: paid; a line that nothing explains stays a case."""
    (ayu,) = world.owed(1)
    services.pay_due(clock.now(), through=ObedientBank(sends=[UNKNOWN], statuses=[UNKNOWN]))
    view = queries.incentives(ayu)[0].payouts[0]
    text = "\n".join(
        ["entry;day;amount;reference", line("A1", view.amount, f"JB{view.id.hex}"), line("A2", 500, "X-1")]
    )
    result = services.import_statement(text, account="programme", by=SYSTEM, at=clock.now())
    assert (result.matched, result.unmatched) == (1, 1)
    assert queries.incentives(ayu)[0].payouts[0].state is PayoutState.PAID
    assert [found.entry for found in queries.unmatched_lines()] == ["A2"]
    assert refused(line("A1", 700, "X")).code == "statement_changed"
    assert queries.count_unmatched_lines() == 1
    assert queries.check().breaks == []


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("A1;2024-12-31;-1.00;R\nA2;2024-13-31;-1.00;R", 2),
        ("A1;2024-12-31;-1.00", 1),
        ("A1;2024-12-31;-1,00;R", 1),
        ("A1;2024-12-31;-1.000;R", 1),
        ("A1;2024-12-31;0.00;R", 1),
        ("A 1;2024-12-31;-1.00;R", 1),
        ("A1;2024-12-31;-1.00;R R", 1),
        ("A1;2024-12-31;-1.00;R\n\nA1;2024-12-31;-1.00;R", 3),
    ],
)
def test_a_bad_line_is_named_and_nothing_is_kept(text: str, number: int) -> None:
    with pytest.raises(Refusal) as caught:
        read_statement(text)
    assert (caught.value.code, caught.value.values["line"]) == ("statement_line", number)


def test_an_empty_statement() -> None:
    with pytest.raises(Refusal) as caught:
        read_statement("entry;day;amount;reference\n\n")
    assert caught.value.code == "statement_empty"


@given(st.lists(st.integers(-(10**14), 10**14).filter(bool), min_size=1, max_size=20))
def test_every_amount_is_read_exactly(amounts: list[int]) -> None:
    """To the sen."""
    text = "\n".join(
        f"E{n};2024-01-01;{'-' if amount < 0 else ''}{abs(amount) // 100}.{abs(amount) % 100:02d};"
        for n, amount in enumerate(amounts)
    )
    assert [found.amount for found in read_statement(text)] == amounts


@pytest.mark.django_db
def test_the_desk_from_preparation_to_the_statement() -> None:
    """All by the pages, with two people; an auditor only reads."""
    taught(2, 1)
    maker, checker = officer(world.officer()), officer(world.officer(Role.APPROVER, "Gita"))
    auditor = officer(world.officer(Role.AUDITOR))
    assert maker.post("/petugas/dana/siapkan/").status_code == 303
    run = queries.disbursement_runs()[0].run_id
    address = f"/petugas/dana/pembayaran/{run}/"
    assert "Lembaga 0" in maker.get(address).content.decode()
    assert auditor.post(address, {"why": "x"}).status_code == 404
    assert maker.post(address, {"why": "bulan ini"}).status_code == 303
    assert maker.post(address, {"approve": "yes"}).status_code == 422
    assert checker.post(address, {"approve": "yes"}).status_code == 303
    again = checker.post(address, {"approve": "yes"}, follow=True)
    assert "Pembayaran ini sudah diputuskan." in again.content.decode()
    row = queries.disbursements(run)[0][0]
    statement = "/petugas/dana/rekening-koran/"
    assert auditor.get(statement).status_code == 200
    assert "Baris 1" in maker.post(statement, {"text": "x"}).content.decode()
    assert maker.post(statement, {"text": line("B1", row.amount, row.reference)}).status_code == 303
    assert queries.disbursements(run)[0][0].state is DisbursementState.PAID
    assert "Dibayar" in maker.get(address).content.decode()
    assert maker.get("/petugas/dana/").status_code == 200
