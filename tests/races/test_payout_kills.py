"""A thousand payouts to a hostile bank, with workers killed at any line: nobody is paid twice, nothing is unknown.

The naive worker (a new reference for every retry, what fails is failed) is here too and must fail, so that the test is
known to bite.
"""

import os
import random  # noqa: TID251 - seeded, to repeat a failure
import sys
from collections import Counter
from datetime import datetime, timedelta
from types import FrameType
from typing import Any

import pytest
from django.db import connection, transaction

from jadibisa.foundation.plumbing import clock
from jadibisa.foundation.plumbing.chance import uuid7
from jadibisa.journey.funding import queries, services
from jadibisa.journey.funding.models import Payout, PayoutAttempt
from jadibisa.journey.funding.rules import snap
from jadibisa.journey.funding.services import sending
from jadibisa.journey.funding.types import AccountAnswer, AccountQuestion, Answer, AnswerKind, Order, PayoutState
from jadibisa.kernel.actors import SYSTEM, Role
from jadibisa.kernel.money import sen
from stand_ins.bank.core import Bank, Faults, LostError
from tests.journey.funding import world

PAYOUTS = int(os.environ.get("JADIBISA_PAYOUTS", "1000"))  # `make bench` asks for more
ROUND = timedelta(minutes=20)
ALL_FAULTS = Faults(lost=0.12, silent=0.12, late=0.12, hidden=0.1, refuse=0.03, down=0.05, deaf=0.1)


class Killed(BaseException):
    """The worker's process ends here."""


class HostileBank:
    """The stand-in bank without its network."""

    def __init__(self, seed: int) -> None:
        """All faults on."""
        self.core = Bank(funds=10**15, seed=seed, generous=True)
        self.core.faults = ALL_FAULTS

    def inquire(self, question: AccountQuestion) -> AccountAnswer:
        """Not asked here."""
        return AccountAnswer(name=question.name)

    def send(self, order: Order) -> Answer:
        """An order, whatever becomes of it."""
        try:
            return snap.read_send(self.core.transfer(order.reference, order.number, order.amount, "18").code, b"")
        except LostError:
            return Answer(AnswerKind.UNKNOWN)

    def status(self, order: Order) -> Answer:
        """An inquiry, if it is heard."""
        try:
            reply = self.core.status(order.reference, "36")
        except LostError:
            return Answer(AnswerKind.UNKNOWN)
        more: Any = reply.body.get("additionalInfo") or {}
        return snap.read_status(reply.code, reply.body.get("latestTransactionStatus"), more.get("failureCode"), b"")


class Killer:
    """Kills the worker at a random line of the code that sends."""

    def __init__(self, seed: int, rate: float) -> None:
        """At each line with this rate."""
        self.chance, self.rate, self.kills = random.Random(seed), rate, 0

    def trace(self, frame: FrameType, event: str, _arg: object) -> Any:
        """Only the sending code is watched."""
        if not frame.f_code.co_filename.endswith("funding/services/sending.py"):
            return None
        if event == "line" and self.chance.random() < self.rate:
            self.kills += 1
            raise Killed
        return self.trace

    def work(self, bank: HostileBank, at: datetime) -> bool:
        """One worker's life; tells whether it was killed."""
        sys.settrace(self.trace)
        try:
            services.send_due(by=SYSTEM, at=at, through=bank)
        except Killed:
            return True
        finally:
            sys.settrace(None)
        return False


def approved(count: int) -> datetime:
    """So many payouts, approved by two people; the present."""
    world.owed(count)
    services.prepare(by=SYSTEM, at=clock.now())
    services.propose_waiting_runs(by=world.officer(), at=clock.now())
    services.approve_proposed_runs(by=world.officer(Role.APPROVER), at=clock.now())
    return clock.now()


def wrongs(bank: HostileBank) -> Counter[str]:
    """What must not be: compared with the bank's own statement."""
    moved = Counter(str(entry["number"]) for entry in bank.core.statement())
    ours = {number: PayoutState(state) for number, state in _states().items()}
    found: Counter[str] = Counter()
    for number, state in ours.items():
        found["paid twice"] += moved[number] > 1
        found["paid and called failed"] += moved[number] > 0 and state is PayoutState.FAILED
        found["called paid and not paid"] += state is PayoutState.PAID and moved[number] == 0
        found["unknown"] += state not in {PayoutState.PAID, PayoutState.FAILED}
    return +found


def _states() -> dict[str, str]:
    rows = Payout.objects.select_related("account").order_by("number")
    plain = sending._plain([row.account for row in rows])
    return {plain[row.account_id][0]: row.state for row in rows}


@pytest.mark.django_db
def test_nobody_is_paid_twice_and_nothing_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    """All faults on, hundreds of dead workers; then every payout is paid or failed, as the bank says."""
    monkeypatch.setattr(sending, "AT_ONCE", 25)
    at = approved(PAYOUTS)
    bank, killer = HostileBank(7), Killer(7, 0.001)
    for _round in range(200):
        while killer.work(bank, at):
            Payout.objects.filter(lease_until__isnull=False).update(lease_until=None)
        at += ROUND
        if not Payout.objects.filter(state__in=[PayoutState.READY, PayoutState.SENDING, PayoutState.UNKNOWN]).exists():
            break
    assert killer.kills > 30
    assert not wrongs(bank)
    assert queries.check().breaks == []
    assert PayoutAttempt.objects.count() == PAYOUTS
    assert Payout.objects.filter(state=PayoutState.FAILED).count() > 5


@pytest.mark.django_db
def test_the_naive_worker_fails() -> None:
    """Retry with a new reference, believe every refusal: the bank pays some twice, and some are called failed though paid."""
    approved(200)
    bank, chance = HostileBank(7), random.Random(7)
    with connection.cursor() as cursor, transaction.atomic():
        for row in Payout.objects.select_related("account").order_by("id"):
            number = sending._plain([row.account])[row.account_id][0]
            state = "unknown"
            for _try in range(3):
                order = Order(uuid7().hex, "1", row.account.channel, "bri", number, "", row.amount, clock.now())  # type: ignore[arg-type]
                answer = bank.send(order)
                if answer.kind is AnswerKind.PAID and chance.random() > 0.06:  # the worker may die before it writes
                    state = "paid"
                    break
            cursor.execute("SELECT 1")
            Payout.objects.filter(pk=row.pk).update(state="paid" if state == "paid" else "failed")
        found = wrongs(bank)
        transaction.set_rollback(True)
    assert found["paid twice"] > 5
    assert found["paid and called failed"] + found["called paid and not paid"] > 0
    assert row.amount == sen(600_000)
