"""Pay, read the day's statement, match, close: each side's surprise is a case, and nobody is paid again before the match."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from jadibisa.foundation.plumbing import clock
from jadibisa.journey.funding import queries, services
from jadibisa.journey.funding.models import BankCase, BankDay, BankLine, PayoutAttempt
from jadibisa.journey.funding.rules.camt import write_camt
from jadibisa.journey.funding.types import (
    Answer,
    AnswerKind,
    Cause,
    DayState,
    Mismatch,
    PayoutState,
    Statement,
    StatementLine,
    Taken,
)
from jadibisa.kernel.actors import SYSTEM, Role
from jadibisa.kernel.clock import wib_day
from jadibisa.kernel.refusals import Refusal
from stand_ins.bank import papers
from tests.journey.funding import world
from tests.journey.funding.world import ObedientBank

ACCOUNT = "8808000001"
CLOSED = Answer(AnswerKind.FAILED, "4031818", Cause.ACCOUNT_CLOSED)


def sent_today() -> list[tuple[str, int]]:
    """References and amounts (below zero) of what was sent."""
    return [
        (one.reference, -one.payout.amount) for one in PayoutAttempt.objects.select_related("payout").order_by("pk")
    ]


def paper(moves: Sequence[tuple[str, int]], *, opening: int = 10**12, day: date | None = None) -> Statement:
    """A statement of today."""
    day = day or wib_day(clock.now())
    lines = tuple(StatementLine(f"{day:%m%d}-{n}", day, amount, ref) for n, (ref, amount) in enumerate(moves))
    return Statement(f"S{day:%Y%m%d}", ACCOUNT, day, opening, opening + sum(line.amount for line in lines), lines)


def take(statement: Statement) -> Taken:
    """Import it as camt.053 on the day after."""
    return services.import_bank_file(write_camt(statement, made_at=clock.now()), by=SYSTEM, at=tomorrow())


def tomorrow() -> datetime:
    """When the bank's day is over."""
    return clock.now() + timedelta(days=1)


def refused(statement: Statement) -> str:
    """The code of the refusal."""
    with pytest.raises(Refusal) as caught:
        take(statement)
    return caught.value.code


def close(day: date) -> None:
    """Two people."""
    services.propose_close(day, by=world.officer(), at=clock.now())
    services.decide_close(day, approve=True, by=world.officer(Role.APPROVER), at=clock.now())


@pytest.mark.django_db
def test_a_day_is_paid_matched_and_closed() -> None:
    """Everything fits; the same day again in the other format changes nothing; closed is closed."""
    world.owed(3)
    services.pay_due(clock.now(), through=ObedientBank())
    statement = paper(sent_today())
    taken = take(statement)
    assert (taken.again, taken.result.new, taken.result.matched, taken.cases) == (False, 3, 3, 0)
    moves = [papers.Move(line.entry, line.booked_on, line.amount, line.reference) for line in statement.lines]
    other = papers.mt940(papers.Paper(statement.identity, ACCOUNT, statement.day, statement.opening, moves))
    again = services.import_bank_file(other, by=SYSTEM, at=tomorrow())
    assert (again.again, again.format, again.result.known) == (True, "MT940", 3)
    maker = world.officer()
    services.propose_close(statement.day, by=maker, at=clock.now())
    with pytest.raises(Refusal) as caught:
        services.decide_close(statement.day, approve=True, by=maker, at=clock.now())
    assert caught.value.code == "own_proposal"
    services.decide_close(statement.day, approve=True, by=world.officer(Role.APPROVER), at=clock.now())
    assert BankDay.objects.get().state == DayState.CLOSED
    with pytest.raises(Refusal) as caught:
        services.reconcile(statement.day, by=SYSTEM, at=clock.now())
    assert caught.value.code == "day_closed"
    with pytest.raises(Refusal) as caught:
        services.import_statement(f"N1;{statement.day};-1.00;X", account="programme", by=SYSTEM, at=clock.now())
    assert caught.value.code == "day_closed"
    assert queries.check().breaks == []


@pytest.mark.django_db
def test_each_mismatch_is_a_case_with_an_owner() -> None:
    """Bank only, ours only, another amount; the day closes when somebody has answered them all."""
    officer = world.officer()
    world.owed(3)
    services.pay_due(clock.now(), through=ObedientBank())
    first, second, _third = sent_today()
    statement = paper([first, (second[0], second[1] - 5), ("FEE", -2500)])
    assert take(statement).cases == 4
    cases = {(case.kind, case.reference) for case in BankCase.objects.all()}
    assert cases == {
        (Mismatch.AMOUNT, second[0]),
        (Mismatch.BANK_ONLY, "FEE"),
        (Mismatch.OURS_ONLY, second[0]),
        (Mismatch.OURS_ONLY, _third[0]),
    }
    assert all(case.owner_id == officer.id and case.due_at > tomorrow() for case in BankCase.objects.all())
    with pytest.raises(Refusal) as caught:
        services.propose_close(statement.day, by=officer, at=clock.now())
    assert (caught.value.code, caught.value.values["count"]) == ("day_has_cases", 4)
    for case in BankCase.objects.filter(ended_at=None).exclude(reference=_third[0]):
        services.answer_case(case.pk, by=officer, at=clock.now(), why="biaya bank")
    clock.stand_at(clock.now() + timedelta(days=1))
    take(paper([_third], opening=statement.closing))
    assert services.reconcile(statement.day, by=SYSTEM, at=clock.now()) == 0
    close(statement.day)


@pytest.mark.django_db
def test_bad_statements_leave_nothing() -> None:
    """Another content, another account, a gap in the balances, a cut file."""
    world.owed(1)
    statement = paper([("A", -100), ("B", -200)])
    data = write_camt(statement, made_at=clock.now())
    with pytest.raises(Refusal):
        services.import_bank_file(data[:-200], by=SYSTEM, at=clock.now())
    assert not BankLine.objects.exists()
    take(statement)
    assert refused(paper([("A", -100), ("B", -201)])) == "statement_day_changed"
    day = statement.day + timedelta(days=1)
    assert refused(paper([("C", -1)], opening=1, day=day)) == "statement_early"
    clock.stand_at(tomorrow())
    assert refused(paper([("C", -1)], opening=1, day=day)) == "statement_gap"
    with pytest.raises(Refusal) as caught:
        services.import_bank_file(data.replace(ACCOUNT.encode(), b"99"), by=SYSTEM, at=clock.now())
    assert caught.value.code == "statement_account"
    assert BankLine.objects.count() == 2


@pytest.mark.django_db
def test_the_database_itself_keeps_a_closed_day() -> None:
    """Neither a line nor another balance goes in behind the application's back."""
    world.owed(1)
    statement = paper([])
    take(statement)
    close(statement.day)
    line = BankLine(bank_account="programme", entry="Z", booked_on=statement.day, amount=-1, imported_at=clock.now())
    for act in (line.save, lambda: BankDay.objects.update(closing=0), lambda: BankDay.objects.update(state="open")):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()
    assert BankDay.objects.get().closing == statement.closing


@pytest.mark.django_db
def test_nobody_is_paid_again_before_the_statement_of_the_day() -> None:
    """A refused payout waits for its day; money that left after all is never sent a second time."""
    ayu, budi = world.owed(2)
    refuse = ObedientBank(sends=[CLOSED], statuses=[CLOSED])
    services.pay_due(clock.now(), through=refuse)
    clock.stand_at(clock.now() + timedelta(minutes=16))
    services.send_due(by=SYSTEM, at=clock.now(), through=refuse)
    failed = {one: queries.incentives(one)[0].payouts[0] for one in (ayu, budi)}
    assert {view.state for view in failed.values()} == {PayoutState.FAILED}
    for view in failed.values():
        with pytest.raises(Refusal) as caught:
            services.retry_incentive(view.id, by=world.officer(), at=clock.now(), why="coba lagi")
        assert caught.value.code == "statement_awaited"
    take(paper([(f"JB{failed[budi].id.hex}", -failed[budi].amount)]))
    services.retry_incentive(failed[ayu].id, by=world.officer(), at=clock.now(), why="coba lagi")
    with pytest.raises(Refusal) as caught:
        services.retry_incentive(failed[budi].id, by=world.officer(), at=clock.now(), why="coba lagi")
    assert caught.value.code == "bank_paid_it"
    services.pay_due(clock.now(), through=ObedientBank())
    assert [len(queries.incentives(one)[0].payouts) for one in (ayu, budi)] == [2, 1]
