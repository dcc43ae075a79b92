"""The pure decision of the ledger: every verdict once, and properties that hold for any batch."""

from datetime import UTC, datetime
from uuid import UUID, uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jadibisa.foundation.ledger.rules import Books, amount_fits, decide, one_flow
from jadibisa.foundation.ledger.types import AccountKey, AccountState, AccountType, Flow, Kind, NewTransfer, Verdict
from jadibisa.foundation.plumbing.chance import uuid7

NOW = datetime(2026, 11, 24, tzinfo=UTC)
BANK = AccountKey(AccountType.BANK_CASH, UUID(int=1))
BUDGET = AccountKey(AccountType.APPROPRIATION, UUID(int=2))
AYU = AccountKey(AccountType.TRAINING_BALANCE, UUID(int=3))
SCHOOL = AccountKey(AccountType.PARTNER_PAYABLE, UUID(int=4))
KEYS = (BANK, BUDGET, AYU, SCHOOL)
GROUP = UUID(int=9)


def books(*, fund: int = 0, balance: int = 0, closed: bool = False) -> Books:
    """Empty books, or with a budget and a balance."""
    accounts = {number: AccountState(number, key.type) for number, key in enumerate(KEYS, 1)}
    accounts[1].dr_posted = fund + balance
    accounts[2].cr_posted, accounts[2].dr_posted = fund + balance, balance
    accounts[3].cr_posted = balance
    accounts[3].closed = closed
    return Books(accounts, {key: number for number, key in enumerate(KEYS, 1)}, {}, set(), NOW)


def single(
    amount: object = 100,
    flow: Flow = Flow.ALLOCATE,
    debit: AccountKey | None = BUDGET,
    credit: AccountKey | None = AYU,
    **more: object,
) -> NewTransfer:
    """A movement in one step."""
    return NewTransfer(more.pop("id", uuid7()), flow, GROUP, "test", debit, credit, amount, **more)  # type: ignore[arg-type]


def buy(amount: int = 100, **more: object) -> NewTransfer:
    """A hold on Ayu's balance."""
    return single(amount, Flow.PURCHASE, AYU, SCHOOL, kind=Kind.PENDING, **more)


def resolve(hold: NewTransfer, kind: Kind = Kind.POST, amount: int | None = None, **more: object) -> NewTransfer:
    """The end of a hold."""
    flow = more.pop("flow", hold.flow)
    return NewTransfer(more.pop("id", uuid7()), flow, GROUP, "test", amount=amount, kind=kind, pending=hold.id, **more)  # type: ignore[arg-type]


def verdicts(books_: Books, *transfers: NewTransfer) -> list[Verdict]:
    """The verdicts alone."""
    return decide(transfers, books_)[0]


@pytest.mark.parametrize(
    ("transfer", "verdict"),
    [
        (single(), Verdict.POSTED),
        (single(1001), Verdict.EXCEEDS_BALANCE),
        (single(0), Verdict.MALFORMED),
        (single(-1), Verdict.MALFORMED),
        (single(1.5), Verdict.MALFORMED),
        (single(amount=True), Verdict.MALFORMED),
        (single(2**53 + 1), Verdict.MALFORMED),
        (single(None), Verdict.MALFORMED),
        (single(debit=None), Verdict.MALFORMED),
        (single(credit=None), Verdict.MALFORMED),
        (single(pending=uuid7()), Verdict.MALFORMED),
        (single(expires_at=NOW), Verdict.MALFORMED),
        (single(flow=Flow.FUND), Verdict.FLOW_FORBIDDEN),
        (single(kind=Kind.PENDING), Verdict.FLOW_FORBIDDEN),
        (single(credit=AccountKey(AccountType.TRAINING_BALANCE, UUID(int=99))), Verdict.ACCOUNT_MISSING),
        (single(debit=AccountKey(AccountType.APPROPRIATION, UUID(int=99))), Verdict.ACCOUNT_MISSING),
        (buy(501), Verdict.EXCEEDS_BALANCE),
        (buy(500), Verdict.POSTED),
        (NewTransfer(uuid7(), Flow.PURCHASE, GROUP, "t", kind=Kind.POST), Verdict.MALFORMED),
        (resolve(buy()), Verdict.PENDING_MISSING),
    ],
)
def test_one_transfer(transfer: NewTransfer, verdict: Verdict) -> None:
    """Each first reason to refuse."""
    assert verdicts(books(fund=1000, balance=500), transfer) == [verdict]


def test_a_resolution_may_not_bring_accounts_or_a_date() -> None:
    """They come from the hold."""
    hold = buy()
    extra = [{"debit": AYU}, {"credit": SCHOOL}, {"expires_at": NOW}]
    found = [verdicts(books(balance=500), hold, resolve(hold, **more))[1] for more in extra]  # type: ignore[arg-type]
    assert found == [Verdict.MALFORMED] * 3
    assert verdicts(books(balance=500), hold, resolve(hold, amount=-5))[1] is Verdict.MALFORMED


def test_the_end_of_a_hold() -> None:
    """Once, not more than was held, not with another flow, not too late; void always whole."""
    hold = buy()
    post = resolve(hold)
    assert verdicts(books(balance=500), hold, post, post, resolve(hold, Kind.VOID)) == [
        Verdict.POSTED,
        Verdict.POSTED,
        Verdict.ALREADY,
        Verdict.ALREADY_RESOLVED,
    ]
    assert verdicts(books(balance=500), hold, resolve(hold, amount=101))[1] is Verdict.EXCEEDS_PENDING
    assert verdicts(books(balance=500), hold, resolve(hold, Kind.VOID, 99))[1] is Verdict.EXCEEDS_PENDING
    assert verdicts(books(balance=500), hold, resolve(hold, flow=Flow.COPAY))[1] is Verdict.PENDING_DIFFERS
    first = single(100)
    assert verdicts(books(fund=500), first, resolve(first))[1] is Verdict.PENDING_DIFFERS
    late = buy(expires_at=NOW)
    assert verdicts(books(balance=500), late, resolve(late), resolve(late, Kind.VOID)) == [
        Verdict.POSTED,
        Verdict.TOO_LATE,
        Verdict.POSTED,
    ]


def test_a_partial_end_gives_the_rest_back() -> None:
    """Held 400, paid 150: 250 can be spent again."""
    after = books(balance=400)
    hold = buy(400)
    assert verdicts(after, hold, buy(1), resolve(hold, amount=150), buy(251), buy(250)) == [
        Verdict.POSTED,
        Verdict.EXCEEDS_BALANCE,
        Verdict.POSTED,
        Verdict.EXCEEDS_BALANCE,
        Verdict.POSTED,
    ]


def test_a_closed_account_only_lets_holds_go() -> None:
    """No new money in or out, no settlement; a void is fine."""
    open_books = books(fund=100, balance=500)
    hold = buy()
    assert verdicts(open_books, hold) == [Verdict.POSTED]
    open_books.accounts[3].closed = True
    closed = Verdict.ACCOUNT_CLOSED
    assert verdicts(open_books, single(), buy(), resolve(hold), resolve(hold, Kind.VOID)) == [
        closed,
        closed,
        closed,
        Verdict.POSTED,
    ]
    payable_closed = books(balance=500)
    payable_closed.accounts[4].closed = True
    assert verdicts(payable_closed, buy()) == [closed]


def test_the_same_id_again() -> None:
    """Same content: nothing happens; other content: a conflict."""
    first = single(100)
    other = NewTransfer(first.id, first.flow, GROUP, "test", BUDGET, AYU, 101)
    assert verdicts(books(fund=1000), first, first, other) == [Verdict.POSTED, Verdict.ALREADY, Verdict.ID_DIFFERS]


@given(st.integers())
def test_amounts(amount: int) -> None:
    """Whole sen above zero and below the limit."""
    assert amount_fits(amount) == (0 < amount <= 2**53)
    assert not amount_fits(float(amount % 1000))


STEPS = st.lists(
    st.tuples(st.sampled_from(["fund", "allot", "buy", "post", "void"]), st.integers(0, 6), st.integers(-1, 600)),
    max_size=40,
)


def _transfer(step: str, which: int, amount: int) -> NewTransfer:
    hold = uuid5(GROUP, f"hold{which}")
    match step:
        case "fund":
            return single(amount, Flow.FUND, BANK, BUDGET)
        case "allot":
            return single(amount)
        case "buy":
            return buy(amount, id=hold)
    kind = Kind.POST if step == "post" else Kind.VOID
    return NewTransfer(
        uuid7(), Flow.PURCHASE, GROUP, "t", amount=amount if step == "post" else None, kind=kind, pending=hold
    )


@given(STEPS)
def test_any_batch_keeps_the_books(steps: list[tuple[str, int, int]]) -> None:
    """Bounds and both trial balances hold, and one by one gives the same verdicts as all at once."""
    transfers = [_transfer(*step) for step in steps]
    at_once, one_by_one = books(fund=500), books(fund=500)
    found, rows = decide(transfers, at_once)
    assert found == [decide([transfer], one_by_one)[0][0] for transfer in transfers]
    states = at_once.accounts.values()
    assert states == one_by_one.accounts.values() or list(states) == list(one_by_one.accounts.values())
    assert all(
        account.within_bound and min(account.dr_pending, account.dr_posted, account.cr_pending, account.cr_posted) >= 0
        for account in states
    )
    assert sum(account.dr_posted - account.cr_posted for account in states) == 0
    assert sum(account.dr_pending - account.cr_pending for account in states) == 0
    assert len(rows) == found.count(Verdict.POSTED)


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(1, 300)), min_size=1, max_size=12), st.permutations(range(12)))
def test_one_flow_knows_no_order(rows: list[tuple[int, int]], order: list[int]) -> None:
    """Why a batch of one flow may be booked in one statement: it stands whole, in any order, or not whole in any order."""
    buyers = [AccountKey(AccountType.TRAINING_BALANCE, UUID(int=50 + number)) for number in range(3)]
    transfers = [single(amount, credit=buyers[who]) for who, amount in rows]
    shuffled = [transfers[place] for place in order if place < len(transfers)]
    found = []
    for batch in (transfers, shuffled):
        known = books(fund=700)
        for number, key in enumerate(buyers, 10):
            known.accounts[number] = AccountState(number, key.type)
        known = Books(known.accounts, {**known.ids, **{key: n for n, key in enumerate(buyers, 10)}}, {}, set(), NOW)
        found.append(set(decide(batch, known)[0]) == {Verdict.POSTED})
    assert found[0] == found[1] == (sum(amount for _who, amount in rows) <= 700)
    columns = one_flow(transfers)
    assert columns is not None
    assert [columns.keys[place - 1] for place in columns.credits] == [transfer.credit for transfer in transfers]
    assert {columns.keys[place - 1] for place in columns.debits} == {BUDGET}
    assert list(columns.ends) == []


@pytest.mark.parametrize(
    "odd",
    [
        single(1.5),
        single(amount=True),
        single(0),
        single(2**53 + 1),
        single(debit=None),
        single(credit=None),
        single(credit=SCHOOL),
        single(flow=Flow.FUND),
        single(kind=Kind.PENDING),
        single(expires_at=NOW),
        single(pending=uuid7()),
        resolve(buy()),
    ],
)
def test_what_has_to_be_decided_one_by_one(odd: NewTransfer) -> None:
    """One odd transfer, alone or in a batch."""
    assert one_flow([odd]) is None
    assert one_flow([single(), odd]) is None


@pytest.mark.parametrize("other", [buy(), single()._replace(actor="other")])
def test_a_batch_of_two_flows_or_actors_is_decided_one_by_one(other: NewTransfer) -> None:
    """Each alone is of one flow."""
    assert one_flow([other]) is not None
    assert one_flow([single(), other]) is None


def test_holds_of_one_flow_keep_their_ends() -> None:
    """With and without an end in one batch."""
    columns = one_flow([buy(expires_at=NOW), buy()])
    assert columns is not None
    assert list(columns.ends) == [NOW, None]
