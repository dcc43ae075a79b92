"""Payouts: sent once, asked about before anything else, refused only after the quiet time, two people above the limit."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from types import SimpleNamespace

import pytest

from jadibisa.foundation.facts import queries as facts
from jadibisa.foundation.plumbing import clock
from jadibisa.journey.funding import queries, services
from jadibisa.journey.funding.models import Payout, PayoutAttempt
from jadibisa.journey.funding.services import sending
from jadibisa.journey.funding.types import (
    Answer,
    Cause,
    IncentiveState,
    Order,
    Outcome,
    PayoutState,
    RunState,
)
from jadibisa.kernel.actors import Role
from jadibisa.kernel.journey import Holder
from jadibisa.kernel.refusals import Refusal
from tests.journey.funding import world
from tests.journey.funding.world import ABSENT, PAID, UNKNOWN, ObedientBank, failed

pytestmark = pytest.mark.django_db


@contextmanager
def refused(code: str) -> Iterator[None]:
    """The block ends with this refusal."""
    with pytest.raises(Refusal) as caught:
        yield
    assert caught.value.code == code


def later(**span: int) -> None:
    """Move the clock."""
    clock.stand_at(clock.now() + timedelta(**span))


def pay(bank: ObedientBank) -> int:
    """One round of the timetable."""
    return services.pay_due(clock.now(), through=bank)


def state(application_id: object) -> PayoutState:
    """Where the newest payout of a participant is."""
    return queries.incentives(application_id)[0].payouts[-1].state  # type: ignore[arg-type]


def test_no_answer_is_asked_about_and_never_sent_again() -> None:
    """The bank paid and the answer got lost: an inquiry finds it."""
    (ayu,) = world.owed(1)
    bank = ObedientBank(sends=[UNKNOWN], statuses=[UNKNOWN, PAID])
    assert pay(bank) == 0
    assert state(ayu) is PayoutState.UNKNOWN
    assert pay(bank) == 0
    assert bank.asked == []
    later(minutes=15)
    assert pay(bank) == 0
    later(hours=1)
    assert pay(bank) == 1
    assert (len(bank.sent), len(bank.asked)) == (1, 2)
    assert state(ayu) is PayoutState.PAID


def test_what_never_arrived_goes_out_again_with_the_same_reference() -> None:
    """Absent counts only after the quiet time; then the same order goes out."""
    world.owed(1)
    bank = ObedientBank(sends=[UNKNOWN, PAID], statuses=[ABSENT])
    pay(bank)
    later(minutes=15)
    assert pay(bank) == 1
    assert bank.sent[0].reference == bank.sent[1].reference
    assert PayoutAttempt.objects.count() == 1


def test_after_three_days_only_a_person_decides() -> None:
    """An order that is still unknown is not sent again; it has a due time for its owner."""
    world.owed(1)
    bank = ObedientBank(sends=[UNKNOWN], statuses=[UNKNOWN])
    pay(bank)
    later(days=4)
    bank.statuses = [ABSENT]
    pay(bank)
    assert len(bank.sent) == 1
    view = queries.payouts(states=[PayoutState.UNKNOWN])[0]
    assert (view.cause, view.holder) == (Cause.NO_ANSWER, Holder.BANK)
    assert view.due_at is not None


def test_a_refusal_is_final_after_the_quiet_time_and_one_question() -> None:
    """Then the money is owed again, and another account is paid at once."""
    (ayu,) = world.owed(1)
    bank = ObedientBank(sends=[failed(Cause.ACCOUNT_CLOSED)], statuses=[failed(Cause.ACCOUNT_CLOSED)])
    assert pay(bank) == 0
    later(minutes=15)
    assert pay(bank) == 1
    view = queries.incentives(ayu)[0]
    assert (view.state, view.payouts[0].state, view.payouts[0].cause) == (
        IncentiveState.OWED,
        PayoutState.FAILED,
        Cause.ACCOUNT_CLOSED,
    )
    assert view.payouts[0].words is not None
    assert view.payouts[0].holder is Holder.PERSON
    assert queries.totals(63).incentives_failed_count == 1
    later(days=30)
    assert pay(bank) == 0
    assert len(bank.sent) == 1, "the same dead account is not tried again"
    bank.sends = [PAID]
    world.link(ayu, "5550004417")
    assert pay(bank) == 0
    later(days=2)
    assert pay(bank) == 0, "the bank's statement of the failed day is not read yet"
    world.read_statements()
    assert pay(bank) == 1
    assert bank.sent[1].reference != bank.sent[0].reference
    assert queries.incentives(ayu)[0].state is IncentiveState.PAID
    assert queries.check().breaks == []


def test_an_account_refused_for_good_gets_nothing_more() -> None:
    """The second month of 2020's scheme waits for another account as well; then both arrive."""
    (ayu,) = world.owed(1, scheme="2020")
    bank = ObedientBank(sends=[failed(Cause.ACCOUNT_CLOSED)], statuses=[failed(Cause.ACCOUNT_CLOSED)])
    pay(bank)
    later(minutes=15)
    pay(bank)
    later(days=32)
    assert pay(bank) == 0
    assert len(bank.sent) == 1
    bank.sends = [PAID]
    world.link(ayu, "5550004417")
    world.read_statements()
    later(days=2)
    assert pay(bank) == 2
    assert queries.check().breaks == []


def test_a_cause_that_passes_is_tried_again_by_itself() -> None:
    """A full wallet: three days later."""
    (ayu,) = world.owed(1)
    bank = ObedientBank(sends=[failed(Cause.BALANCE_LIMIT), PAID], statuses=[failed(Cause.BALANCE_LIMIT)])
    pay(bank)
    later(minutes=15)
    pay(bank)
    world.read_statements()
    later(days=2)
    assert pay(bank) == 0
    later(days=1)
    assert pay(bank) == 1
    assert queries.incentives(ayu)[0].state is IncentiveState.PAID
    assert queries.check().breaks == []


def test_a_run_above_the_limit_needs_two_people() -> None:
    """167 × Rp600.000 is more than Rp100 million: proposed by one, approved by another, never by the same."""
    world.owed(167)
    bank = ObedientBank()
    assert pay(bank) == 0
    (run,) = queries.open_runs()
    assert (run.state, run.count) == (RunState.WAITING, 167)
    maker, checker = world.officer(), world.officer(Role.APPROVER, "Gita")
    with refused("run_not_proposed"):
        services.decide_run(run.id, approve=True, by=checker, at=clock.now())
    services.propose_run(run.id, by=maker, at=clock.now())
    with refused("own_proposal"):
        services.decide_run(run.id, approve=True, by=maker, at=clock.now())
    assert pay(bank) == 0
    services.decide_run(run.id, approve=True, by=checker, at=clock.now())
    assert pay(bank) == 167
    assert len({order.reference for order in bank.sent}) == len(bank.sent) == 167
    assert queries.check().breaks == []
    assert queries.rows_without_fact() == 0


def test_a_refused_run_pays_nobody_until_somebody_tries_again() -> None:
    """The holds go back; an officer's reason is a fact."""
    ids = world.owed(167)
    bank = ObedientBank()
    pay(bank)
    maker, checker = world.officer(), world.officer(Role.APPROVER)
    run = queries.open_runs()[0]
    services.propose_run(run.id, by=maker, at=clock.now())
    services.decide_run(run.id, approve=False, by=checker, at=clock.now(), why="cek ulang")
    assert pay(bank) == 0
    assert queries.incentives(ids[0])[0].state is IncentiveState.OWED
    payout = queries.payouts(states=[PayoutState.CANCELLED])[0]
    with refused("reason_missing"):
        services.retry_incentive(payout.id, by=maker, at=clock.now(), why=" ")
    services.retry_incentive(payout.id, by=maker, at=clock.now(), why="sudah dicek")
    assert pay(bank) == 1
    assert queries.check().breaks == []


def test_many_runs_at_once() -> None:
    """What the timetable of an office does: propose all, approve all."""
    world.owed(167)
    bank = ObedientBank()
    pay(bank)
    assert services.propose_waiting_runs(by=world.officer(), at=clock.now()) == 1
    assert services.approve_proposed_runs(by=world.officer(Role.APPROVER), at=clock.now()) == 1
    assert pay(bank) == 167


def test_a_failed_payout_has_one_owner() -> None:
    """Taken by one officer, not by a second."""
    world.owed(1)
    bank = ObedientBank(sends=[failed(Cause.REFUSED)], statuses=[failed(Cause.REFUSED)])
    pay(bank)
    later(minutes=15)
    pay(bank)
    view = queries.payouts(states=[PayoutState.FAILED])[0]
    assert view.due_at is not None
    one, other = world.officer(), world.officer()
    services.take_payout(view.id, by=one, at=clock.now())
    with refused("payout_has_owner"):
        services.take_payout(view.id, by=other, at=clock.now())
    found = queries.payout(view.id)
    assert found is not None
    assert found.owner_id == one.id
    assert [attempt.outcome for attempt in found.attempts] == [Outcome.FAILED]
    assert queries.counts_by_cause() == {Cause.REFUSED: 1}
    assert queries.counts_by_state()[PayoutState.FAILED] == (1, view.amount)


def test_a_worker_that_lost_its_lease_writes_nothing() -> None:
    """Its late answer is thrown away; the next worker asks and finds the truth."""

    class SlowBank(ObedientBank):
        """While it answers, somebody else leases the payout."""

        def send(self, order: Order) -> Answer:
            answer = super().send(order)
            Payout.objects.update(lease_no=99)
            return answer

    (ayu,) = world.owed(1)
    bank = SlowBank(sends=[failed(Cause.REFUSED)])
    assert pay(bank) == 0
    assert PayoutAttempt.objects.get().outcome == Outcome.OPEN
    assert state(ayu) is PayoutState.SENDING
    Payout.objects.update(lease_until=None)
    assert pay(ObedientBank(statuses=[PAID])) == 1
    assert queries.check().breaks == []


def test_nothing_is_sent_after_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that was asleep until its lease was over does not send."""
    world.owed(3)
    times = iter([0.0, 1.0, 10_000.0])
    monkeypatch.setattr(sending, "time", SimpleNamespace(monotonic=lambda: next(times, 0.0)))
    bank = ObedientBank()
    sending_rounds = iter([True])
    real = sending._lease
    monkeypatch.setattr(sending, "_lease", lambda at: real(at) if next(sending_rounds, False) else [])
    assert pay(bank) == 1
    assert len(bank.sent) == 1


def test_the_attempt_is_there_before_the_bank_is_called() -> None:
    """Whoever finds the database after a crash knows that something may have been sent."""
    seen: list[tuple[str, int]] = []

    class Watching(ObedientBank):
        """Looks at the table while it is called."""

        def send(self, order: Order) -> Answer:
            seen.append((PayoutAttempt.objects.get(reference=order.reference).outcome, Payout.objects.get().lease_no))
            return super().send(order)

    world.owed(1)
    pay(Watching())
    assert seen == [(Outcome.OPEN, 1)]


def test_a_crash_after_the_send_pays_once() -> None:
    """The bank paid, the worker died before it could write: the next one asks first."""

    class Deadly(ObedientBank):
        """Pays, then the worker dies."""

        def send(self, order: Order) -> Answer:
            super().send(order)
            raise KeyboardInterrupt

    (ayu,) = world.owed(1)
    bank = Deadly()
    with pytest.raises(KeyboardInterrupt):
        pay(bank)
    Payout.objects.update(lease_until=None)
    healthy = ObedientBank(statuses=[PAID])
    assert pay(healthy) == 1
    assert (len(healthy.sent), state(ayu)) == (0, PayoutState.PAID)


def test_the_timeline_says_who_holds_the_ball() -> None:
    """Account missing: the person; sent: the bank; failed: the person again with words; paid: done."""
    (ayu,) = world.winners(1)
    assert [step.holder for step in queries.steps_of(ayu)] == [Holder.NOBODY, Holder.PERSON]
    world.finish([world.buy(ayu)])
    world.link(ayu)
    later(days=1)
    assert queries.steps_of(ayu)[-1].holder is Holder.PROGRAMME
    bank = ObedientBank(sends=[failed(Cause.ACCOUNT_CLOSED)], statuses=[failed(Cause.ACCOUNT_CLOSED)])
    pay(bank)
    assert queries.steps_of(ayu)[-1].holder is Holder.BANK
    later(minutes=15)
    pay(bank)
    step = queries.steps_of(ayu)[-1]
    assert (step.holder, bool(step.button)) == (Holder.PERSON, True)
    assert facts.about(ayu)[0].verb == "funding.payout_failed"
