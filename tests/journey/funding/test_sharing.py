"""Shared prices: who pays what, held together, ended along the shares, with the books balanced after every step."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest

from jadibisa.foundation.facts.models import FactRow
from jadibisa.foundation.ledger import queries as ledger
from jadibisa.foundation.ledger.types import AccountType
from jadibisa.foundation.plumbing import clock
from jadibisa.foundation.plumbing.chance import uuid7
from jadibisa.journey.funding import queries, services
from jadibisa.journey.funding.models import Bill, Incentive, Payout, PurchaseHold
from jadibisa.journey.funding.services.books import escrow
from jadibisa.journey.funding.types import (
    BillAnswer,
    BillKind,
    BillState,
    BillView,
    Cause,
    NewPledge,
    PayChannel,
    Payment,
    PayoutState,
    PledgeState,
    Purpose,
    ShareState,
)
from jadibisa.kernel.actors import SYSTEM, Actor, Role
from jadibisa.kernel.money import sen
from jadibisa.kernel.refusals import Refusal
from tests.journey.funding import payers, world
from tests.journey.funding.payers import CERTIFICATE, COURSE, books_balance, parts

pytestmark = pytest.mark.django_db
EMPLOYER = sen(15_000_000)


@dataclass
class Teller:
    """A bank that says of every bill that it was paid so."""

    told: Payment

    def bill(self, bill: BillView) -> BillAnswer:
        """It gives no numbers."""
        return BillAnswer() if bill.amount else BillAnswer("1")

    def payment_of(self, bill: BillView) -> Payment | None:
        """The payment, while the bill is open."""
        return self.told if bill.number else None


def certificate() -> tuple[UUID, UUID, UUID]:
    """A participant, the pledge of an employer who named her, and her purchase of the certificate."""
    (who,) = world.winners(1, scheme="2026")
    promise = payers.pledge(payers.payer(), EMPLOYER, EMPLOYER, named=(who,))
    return who, promise, payers.buy(who)


def left(pledge: UUID) -> int:
    return ledger.balances(AccountType.PLEDGE_FUND, [pledge])[pledge].available


def owed_to_school() -> int:
    return ledger.balances(AccountType.PARTNER_PAYABLE, [payers.SCHOOL])[payers.SCHOOL].owed


def pay_out() -> None:
    """Everything that is due goes out: above the limit two officers decide."""
    services.prepare(by=SYSTEM, at=clock.now())
    services.propose_waiting_runs(by=world.officer(), at=clock.now())
    services.approve_proposed_runs(by=world.officer(Role.APPROVER, "Sari"), at=clock.now())
    services.send_due(by=SYSTEM, at=clock.now(), through=world.ObedientBank())


def test_a_certificate_of_twenty_five_million_is_paid_by_three() -> None:
    who, promise, purchase = certificate()
    assert parts(purchase) == [("", 6_500_000, "waiting"), ("PT Maju Bersama", 15_000_000, "held")]
    assert queries.balance(who).available == 0
    assert left(promise) == 0
    assert queries.unpaid([purchase]) == {purchase: sen(6_500_000)}
    books_balance()
    assert payers.code(services.settle([purchase], by=SYSTEM, at=clock.now())[0]) == "hold_incomplete"
    payers.pay(BillKind.SHARE, purchase)
    assert queries.unpaid([purchase]) == {}
    books_balance()
    assert services.settle([purchase], by=SYSTEM, at=clock.now()) == [None]
    assert owed_to_school() == CERTIFICATE
    books_balance()
    services.prepare_settlements(by=SYSTEM, at=clock.now())
    assert queries.disbursement_runs()[0].gross == CERTIFICATE
    books_balance()


def test_cancelled_before_the_own_part_came_in_nobody_is_owed_anything() -> None:
    who, promise, purchase = certificate()
    payers.bill(BillKind.SHARE, purchase)
    assert services.void([purchase], by=SYSTEM, at=clock.now()) == [None]
    assert queries.balance(who).available == sen(3_500_000)
    assert left(promise) == EMPLOYER
    assert Bill.objects.get(subject_id=purchase).state == BillState.CLOSED
    assert not Incentive.objects.exists()
    with pytest.raises(Refusal, check=lambda refusal: refusal.code == "bill_expired"):
        payers.pay(BillKind.SHARE, purchase)
    books_balance()


def test_cancelled_afterwards_each_gets_back_what_was_paid() -> None:
    who, promise, purchase = certificate()
    payers.pay(BillKind.SHARE, purchase)
    assert services.void([purchase], by=SYSTEM, at=clock.now()) == [None]
    assert services.void([purchase], by=SYSTEM, at=clock.now()) == [None]
    assert queries.balance(who).available == sen(3_500_000)
    assert left(promise) == EMPLOYER
    refund = Incentive.objects.get()
    assert (refund.purpose, refund.amount) == (Purpose.REFUND, sen(6_500_000))
    books_balance()
    world.link(who)
    pay_out()
    assert Payout.objects.get().state == PayoutState.PAID
    assert ledger.balance(escrow(purchase, 0)).owed == 0
    books_balance()
    titles = [line.title for line in queries.statement(who)]
    assert "Anda membayar bagian Anda" in titles
    assert "Bagian Anda dikembalikan" in titles
    assert "Bagian PT Maju Bersama kembali kepadanya" in titles


def test_a_refund_that_the_bank_refuses_is_still_owed() -> None:
    who, _promise, purchase = certificate()
    payers.pay(BillKind.SHARE, purchase)
    services.void([purchase], by=SYSTEM, at=clock.now())
    world.link(who)
    services.prepare(by=SYSTEM, at=clock.now())
    bank = world.ObedientBank([world.failed(Cause.ACCOUNT_CLOSED)], [world.failed(Cause.ACCOUNT_CLOSED)])
    services.send_due(by=SYSTEM, at=clock.now(), through=bank)
    clock.stand_at(clock.now() + timedelta(hours=1))
    services.send_due(by=SYSTEM, at=clock.now(), through=bank)
    assert Incentive.objects.get().state == "owed"
    books_balance()


def test_a_part_payment_is_split_along_the_shares() -> None:
    who, promise, purchase = certificate()
    payers.pay(BillKind.SHARE, purchase)
    assert services.settle([purchase], by=SYSTEM, at=clock.now(), amounts={purchase: sen(10_000_000)}) == [None]
    row = PurchaseHold.objects.get(pk=purchase)
    assert (row.settled_amount, row.settled_shared) == (sen(1_400_000), sen(8_600_000))
    assert owed_to_school() == sen(10_000_000)
    assert left(promise) == sen(9_000_000)
    assert queries.balance(who).available == sen(2_100_000)
    assert Incentive.objects.get().amount == sen(3_900_000)
    books_balance()


def test_parts_of_a_sen_go_back_whole() -> None:
    _who, promise, purchase = certificate()
    payers.pay(BillKind.SHARE, purchase)
    assert services.settle([purchase], by=SYSTEM, at=clock.now(), amounts={purchase: 1}) == [None]
    assert owed_to_school() == 1
    assert left(promise) == EMPLOYER - 1
    books_balance()


@pytest.mark.parametrize("amount", [0, CERTIFICATE + 1])
def test_nothing_and_more_than_the_price_are_refused(amount: int) -> None:
    _who, _promise, purchase = certificate()
    payers.pay(BillKind.SHARE, purchase)
    answer = services.settle([purchase], by=SYSTEM, at=clock.now(), amounts={purchase: amount})[0]
    assert payers.code(answer) == "hold_incomplete"
    books_balance()


def test_after_its_last_instant_a_shared_purchase_can_only_be_voided() -> None:
    _who, promise, purchase = certificate()
    payers.pay(BillKind.SHARE, purchase)
    clock.stand_at(clock.now() + timedelta(days=91))
    for amounts in ({}, {purchase: 1}):
        answer = services.settle([purchase], by=SYSTEM, at=clock.now(), amounts=amounts)[0]
        assert payers.code(answer) == "hold_too_late"
    assert services.void([purchase], by=SYSTEM, at=clock.now()) == [None]
    assert left(promise) == EMPLOYER
    books_balance()


def test_the_same_purchase_again_changes_nothing() -> None:
    (who,) = world.winners(1, scheme="2026")
    payers.pledge(payers.payer(), EMPLOYER, EMPLOYER, named=(who,))
    row = payers.hold(who)
    for _time in range(2):
        assert services.hold([row], by=SYSTEM, at=clock.now()) == [None]
    other = row._replace(amount=row.amount - 1)
    assert payers.code(services.hold([other], by=SYSTEM, at=clock.now())[0]) == "purchase_repeated"
    assert PurchaseHold.objects.count() == 1
    books_balance()


def test_what_the_balance_pays_alone_is_not_shared() -> None:
    (who,) = world.winners(1, scheme="2026")
    payers.pledge(payers.payer(), EMPLOYER, EMPLOYER, named=(who,))
    purchase = payers.buy(who, sen(650_000))
    assert parts(purchase) == []
    assert (
        payers.code(services.hold([payers.hold(who, CERTIFICATE + 100)], by=SYSTEM, at=clock.now())[0])
        == "balance_too_small"
    )
    books_balance()


def test_an_older_policy_shares_nothing() -> None:
    (who,) = world.winners(1)
    assert (
        payers.code(services.hold([payers.hold(who, sen(4_000_000))], by=SYSTEM, at=clock.now())[0])
        == "balance_too_small"
    )
    with pytest.raises(Refusal, check=lambda refusal: refusal.code == "sharing_closed"):
        payers.pledge(payers.payer(), EMPLOYER, EMPLOYER)


def test_a_balance_that_is_used_up_leaves_the_price_to_the_others() -> None:
    (who,) = world.winners(1, scheme="2026")
    first = payers.buy(who, sen(3_500_000))
    services.settle([first], by=SYSTEM, at=clock.now())
    payers.pledge(payers.payer(), sen(20_000_000), sen(20_000_000), named=(who,))
    purchase = payers.buy(who, sen(20_000_000))
    assert parts(purchase) == [("", 2_000_000, "waiting"), ("PT Maju Bersama", 18_000_000, "held")]
    payers.pay(BillKind.SHARE, purchase)
    books_balance()
    assert services.settle([purchase], by=SYSTEM, at=clock.now()) == [None]
    books_balance()


def test_two_of_one_call_cannot_spend_the_same_money() -> None:
    one, two = world.winners(2, scheme="2026")
    promise = payers.pledge(payers.payer(), EMPLOYER, EMPLOYER, course=COURSE)
    rows = [payers.hold(one), payers.hold(two)]
    assert services.hold(rows, by=SYSTEM, at=clock.now()) == [None, None]
    assert [parts(row.purchase_id)[0][1] for row in rows] == [6_500_000, 21_500_000]
    assert left(promise) == 0
    books_balance()


def test_several_payers_pay_in_order_the_one_who_names_her_first() -> None:
    one, two = world.winners(2, scheme="2026")
    town = payers.payer("Dinas Tenaga Kerja Bandung", "local_government")
    payers.pledge(town, sen(4_000_000), sen(40_000_000), skill="ai", province="32", until=date(2026, 11, 1))
    payers.pledge(payers.payer(), sen(10_000_000), sen(10_000_000), named=(one,))
    payers.pledge(payers.payer("Orang lain"), sen(10_000_000), sen(10_000_000), skill="las")
    payers.pledge(payers.payer("Provinsi lain"), sen(10_000_000), sen(10_000_000), province="51")
    payers.pledge(payers.payer("Belum bayar"), sen(10_000_000), sen(10_000_000), paid=False)
    purchase = payers.buy(one)
    assert [part[:2] for part in parts(purchase)] == [
        ("", 7_500_000),
        ("PT Maju Bersama", 10_000_000),
        ("Dinas Tenaga Kerja Bandung", 4_000_000),
    ]
    assert [part[0] for part in parts(payers.buy(two))] == ["", "Dinas Tenaga Kerja Bandung"]
    books_balance()


def test_a_pledge_gives_one_person_no_more_than_it_says_over_several_courses() -> None:
    (who,) = world.winners(1, scheme="2026")
    payers.pledge(payers.payer(), sen(5_000_000), sen(50_000_000))
    first = payers.buy(who, sen(10_000_000))
    assert [part[1] for part in parts(first)] == [1_500_000, 5_000_000]
    payers.pay(BillKind.SHARE, first)
    services.settle([first], by=SYSTEM, at=clock.now(), amounts={first: sen(5_000_000)})
    second = payers.buy(who, sen(10_000_000))
    assert [part[1] for part in parts(second)] == [5_750_000, 2_500_000]
    books_balance()


# ---- the pledge's own life --------------------------------------------------------------------------------


def test_a_big_pledge_pays_only_after_two_people_agreed() -> None:
    (who,) = world.winners(1, scheme="2026")
    maker, checker = world.officer(), world.officer(Role.APPROVER, "Sari")
    promise = payers.pledge(payers.payer(), EMPLOYER, sen(60_000_000))
    view = queries.pledge(promise)
    assert view is not None
    assert view.state is PledgeState.PAID
    assert queries.quote_for(who, CERTIFICATE, COURSE, ["ai"], clock.now()).own == sen(21_500_000)
    with pytest.raises(Refusal, check=lambda refusal: refusal.code == "pledge_not_waiting"):
        services.decide_pledge(promise, approve=True, by=checker, at=clock.now())
    services.propose_pledge(promise, by=maker, at=clock.now())
    with pytest.raises(Refusal, check=lambda refusal: refusal.code == "own_proposal"):
        services.decide_pledge(promise, approve=True, by=maker, at=clock.now())
    services.decide_pledge(promise, approve=True, by=checker, at=clock.now())
    assert queries.quote_for(who, CERTIFICATE, COURSE, ["ai"], clock.now()).own == sen(6_500_000)
    books_balance()


def test_a_refused_pledge_goes_back_by_two_people_and_the_banks_statement() -> None:
    world.winners(1, scheme="2026")
    maker, checker = world.officer(), world.officer(Role.APPROVER, "Sari")
    promise = payers.pledge(payers.payer(), EMPLOYER, sen(60_000_000))
    services.propose_pledge(promise, by=maker, at=clock.now())
    services.decide_pledge(promise, approve=False, by=checker, at=clock.now(), why="tidak jelas")
    assert services.return_pledges(by=SYSTEM, at=clock.now()) == 1
    assert services.return_pledges(by=SYSTEM, at=clock.now()) == 0
    run = queries.disbursement_runs()[0]
    ((item, name),) = queries.disbursements(run.run_id)
    assert (item.amount, name) == (sen(60_000_000), "PT Maju Bersama")
    services.propose_disbursements(run.run_id, by=maker, at=clock.now())
    services.decide_disbursements(run.run_id, approve=True, by=checker, at=clock.now())
    line = f"B1;2026-10-21;-60000000.00;{item.reference}"
    services.import_statement(line, account="programme", by=maker, at=clock.now())
    view = queries.pledge(promise)
    assert view is not None
    assert (view.left, view.returned) == (0, sen(60_000_000))
    books_balance()


def test_what_is_left_goes_back_when_the_last_day_is_over_and_what_a_purchase_gives_up_later_too() -> None:
    (who,) = world.winners(1, scheme="2026")
    promise = payers.pledge(payers.payer(), EMPLOYER, sen(30_000_000), until=date(2026, 10, 25))
    purchase = payers.buy(who)
    payers.pay(BillKind.SHARE, purchase)
    assert services.end_pledges(clock.now(), by=SYSTEM) == 0
    clock.stand_at(clock.now() + timedelta(days=6))
    assert services.end_pledges(clock.now(), by=SYSTEM) == 1
    assert services.return_pledges(by=SYSTEM, at=clock.now()) == 1
    assert queries.disbursement_runs()[0].amount == sen(15_000_000)
    services.void([purchase], by=SYSTEM, at=clock.now())
    assert services.return_pledges(by=SYSTEM, at=clock.now()) == 0  # the first one still waits
    assert left(promise) == EMPLOYER
    books_balance()


def test_a_payer_ends_only_its_own_pledge_and_only_once() -> None:
    world.winners(1, scheme="2026")
    owner = payers.payer()
    promise = payers.pledge(owner, EMPLOYER, EMPLOYER)
    with pytest.raises(Refusal, check=lambda refusal: refusal.code == "pledge_unknown"):
        services.end_pledge(promise, by=Actor(Role.EMPLOYER, uuid7(), "X", payers.payer("Lain")), at=clock.now())
    services.end_pledge(promise, by=Actor(Role.EMPLOYER, uuid7(), "X", owner), at=clock.now())
    with pytest.raises(Refusal, check=lambda refusal: refusal.code == "pledge_over"):
        services.end_pledge(promise, by=SYSTEM, at=clock.now())
    with pytest.raises(Refusal, check=lambda refusal: refusal.code == "pledge_unknown"):
        services.propose_pledge(uuid7(), by=world.officer(), at=clock.now())
    books_balance()


def test_a_pledge_that_is_never_paid_lapses_and_takes_no_money_any_more() -> None:
    world.winners(1, scheme="2026")
    promise = payers.pledge(payers.payer(), EMPLOYER, EMPLOYER, paid=False)
    payers.bill(BillKind.PLEDGE, promise)
    clock.stand_at(clock.now() + timedelta(days=7))
    assert services.end_pledges(clock.now(), by=SYSTEM) == 1
    view = queries.pledge(promise)
    assert view is not None
    assert view.state is PledgeState.LAPSED
    bill = Bill.objects.get()
    with pytest.raises(Refusal, check=lambda refusal: refusal.code == "bill_expired"):
        services.take_payment(Payment(bill.number or "", bill.amount, "R1", PayChannel.QRIS), by=SYSTEM, at=clock.now())
    books_balance()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"per_person": sen(1)}, "pledge_small"),
        ({"total": EMPLOYER - 1}, "pledge_total"),
        ({"total": sen(10**12)}, "pledge_total"),
        ({"until": date(2026, 10, 19)}, "pledge_until"),
        ({"until": date(2028, 1, 1)}, "pledge_until"),
        ({"references": ("JB7100000000",)}, "reference_unknown"),
        ({"references": tuple(f"JB71{number:08d}" for number in range(501))}, "references_many"),
    ],
)
def test_a_bad_pledge_is_refused_with_its_reason(changes: dict[str, object], code: str) -> None:
    world.winners(1, scheme="2026")
    values = {"organisation_id": payers.payer(), "per_person": EMPLOYER, "total": EMPLOYER, "until": payers.LAST_DAY}
    with pytest.raises(Refusal, check=lambda refusal: refusal.code == code):
        services.offer_pledge(NewPledge(**(values | changes)), by=SYSTEM, at=clock.now())  # type: ignore[arg-type]


def test_the_payer_sees_what_was_bought_and_only_who_agreed() -> None:
    one, two = world.winners(2, scheme="2026")
    promise = payers.pledge(payers.payer(), sen(5_000_000), sen(40_000_000))
    first, _second = payers.buy(one), payers.buy(two)
    mine = Actor(Role.CITIZEN, uuid7(), "Ayu", application_id=one)
    services.show_name(first, shown=True, by=mine, at=clock.now())
    with pytest.raises(Refusal, check=lambda refusal: refusal.code == "share_missing"):
        services.show_name(first, shown=True, by=Actor(Role.CITIZEN, uuid7(), "B", application_id=two), at=clock.now())
    seen = queries.spent_of(promise)
    assert {row.application_id for row in seen} == {one, None}
    assert sum(row.amount for row in seen) == sen(10_000_000)
    services.show_name(first, shown=False, by=mine, at=clock.now())
    services.show_name(first, shown=False, by=mine, at=clock.now())
    assert {row.application_id for row in queries.spent_of(promise)} == {None}
    assert FactRow.objects.filter(verb__startswith="funding.name_").count() == 2


# ---- payments ---------------------------------------------------------------------------------------------


def test_a_payment_is_taken_once_whole_and_in_time() -> None:
    _who, _promise, purchase = certificate()
    due = payers.bill(BillKind.SHARE, purchase)
    assert payers.bill(BillKind.SHARE, purchase) == due

    def pay(
        number: str = due.number, amount: int = due.amount, reference: str = "R1", at: datetime | None = None
    ) -> str:
        told = Payment(number, amount, reference, PayChannel.QRIS)
        try:
            return str(services.take_payment(told, by=SYSTEM, at=at or clock.now()).state)
        except Refusal as refusal:
            return refusal.code

    assert pay(number="999") == "bill_unknown"
    assert pay(amount=due.amount - 1) == "bill_amount"
    assert pay(at=due.expires_at) == "bill_expired"
    assert pay() == "paid"
    assert pay() == "paid"
    assert pay(amount=due.amount - 1) == "bill_paid"
    assert pay(reference="R2") == "bill_paid"
    other = payers.bill(BillKind.PLEDGE, payers.pledge(payers.payer("B"), EMPLOYER, EMPLOYER, paid=False))
    assert pay(number=other.number, amount=other.amount) == "payment_repeated"
    assert ledger.balance(escrow(purchase, 0)).owed == due.amount
    books_balance()


def test_money_whose_message_got_lost_is_found_by_asking() -> None:
    _who, _promise, purchase = certificate()
    due = payers.bill(BillKind.SHARE, purchase)
    bank = Teller(Payment(due.number, due.amount, "R9", PayChannel.VIRTUAL_ACCOUNT))
    assert services.ask_bills(clock.now(), through=bank) == 1
    assert services.ask_bills(clock.now(), through=bank) == 0
    assert queries.shares_of([purchase])[purchase][0].state is ShareState.HELD
    books_balance()


def test_the_statement_makes_up_for_a_message_that_never_came_and_explains_one_that_did() -> None:
    _who, _promise, purchase = certificate()
    due = payers.bill(BillKind.SHARE, purchase)
    late = payers.bill(BillKind.PLEDGE, payers.pledge(payers.payer("B"), EMPLOYER, EMPLOYER, paid=False))
    Bill.objects.filter(number=late.number).update(state=BillState.CLOSED)
    known = payers.bill(BillKind.PLEDGE, payers.pledge(payers.payer("C"), EMPLOYER, EMPLOYER))
    lines = "\n".join(
        f"L{number};2026-10-21;{amount // 100}.00;{reference}"
        for number, (amount, reference) in enumerate(
            [
                (due.amount, due.number),
                (due.amount, due.number),
                (late.amount, late.number),
                (known.amount, known.number),
                (known.amount - 100, known.number),
            ]
        )
    )
    by = world.officer()
    result = services.import_statement(lines, account="programme", by=by, at=clock.now())
    assert (result.new, result.matched, result.unmatched) == (5, 2, 3)
    assert queries.shares_of([purchase])[purchase][0].state is ShareState.HELD
    assert services.import_statement(lines, account="programme", by=by, at=clock.now()).new == 0
    assert queries.count_unmatched_lines() == 3
    books_balance()
