"""Days in a row, each as chance has it: pay, statement, match, close; every surprise is a case, nobody is paid twice."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jadibisa.foundation.plumbing import clock
from jadibisa.journey.funding import queries, services
from jadibisa.journey.funding.models import BankCase, BankDay, BankLine, Payout, PayoutAttempt
from jadibisa.journey.funding.rules.camt import write_camt
from jadibisa.journey.funding.types import Answer, AnswerKind, Cause, DayState, Mismatch, Outcome
from jadibisa.kernel.actors import SYSTEM, Role
from jadibisa.kernel.clock import wib_day
from jadibisa.kernel.refusals import Refusal
from tests.journey.funding import world
from tests.journey.funding.test_reconciling import paper, tomorrow
from tests.journey.funding.world import PAID, UNKNOWN, ObedientBank

DAYS, A_DAY = 9, 3
CLOSED = Answer(AnswerKind.FAILED, "4031818", Cause.ACCOUNT_CLOSED)
FATES = {"paid": PAID, "refused": CLOSED, "silent": UNKNOWN}
PAPERS = ("same", "missing", "other amount")


@pytest.mark.django_db
def test_any_days_in_a_row() -> None:
    """What the bank says and what we think agree, or somebody owns the difference."""
    left = world.winners(DAYS * A_DAY)
    world.finish([world.buy(one) for one in left])
    clock.stand_at(clock.now() + timedelta(days=1))
    officer, checker = world.officer(), world.officer(Role.APPROVER)

    @settings(max_examples=DAYS, deadline=None, derandomize=True)
    @given(
        st.lists(st.tuples(st.sampled_from(sorted(FATES)), st.sampled_from(PAPERS)), min_size=A_DAY, max_size=A_DAY),
        st.integers(0, 2),
    )
    def a_day(fates: list[tuple[str, str]], strangers: int) -> None:
        clock.stand_at(clock.now() + timedelta(days=1))
        day = wib_day(clock.now())
        for fate, _paper in fates:
            if left:
                world.link(left[0], f"77{len(left):08d}")
                left.pop(0)
                answer = FATES[fate]
                services.pay_due(clock.now(), through=ObedientBank(sends=[answer], statuses=[answer]))
                clock.stand_at(clock.now() + timedelta(minutes=16))
                services.send_due(by=SYSTEM, at=clock.now(), through=ObedientBank(statuses=[answer]))
        sent = list(PayoutAttempt.objects.filter(external_day=day).select_related("payout").order_by("pk"))
        moves = []
        for attempt, (_fate, said) in zip(sent, fates, strict=False):
            if said != "missing" and attempt.outcome != Outcome.FAILED:
                moves.append((attempt.reference, -attempt.payout.amount - (said == "other amount")))
        moves += [("", -1)] * strangers
        before = BankDay.objects.order_by("-day").first()
        statement = paper(moves, opening=before.closing if before else 10**12)
        services.import_bank_file(write_camt(statement, made_at=clock.now()), by=officer, at=tomorrow())
        _everything_is_explained_or_owned(day, strangers)
        for case in BankCase.objects.filter(day__day=day, ended_at=None):
            with pytest.raises(Refusal):
                services.propose_close(statement.day, by=officer, at=clock.now())
            services.answer_case(case.pk, by=officer, at=clock.now(), why="ditanyakan ke bank")
        services.propose_close(statement.day, by=officer, at=clock.now())
        services.decide_close(statement.day, approve=True, by=checker, at=clock.now())

    a_day()
    assert not BankDay.objects.exclude(state=DayState.CLOSED).exists()
    moved = Counter(BankLine.objects.exclude(reference="").values_list("reference", flat=True))
    paid = PayoutAttempt.objects.filter(reference__in=moved).values_list("payout__incentive_id", flat=True)
    assert max(Counter(paid).values(), default=0) <= 1, "the bank paid nobody twice"
    assert queries.check().breaks == []


def _everything_is_explained_or_owned(day: date, strangers: int) -> None:
    lines = BankLine.objects.filter(booked_on=day)
    alone = set(lines.filter(payout=None).values_list("entry", flat=True))
    cases = BankCase.objects.filter(day__day=day)
    owned = set(cases.exclude(kind=Mismatch.OURS_ONLY).values_list("entry", flat=True))
    assert alone == owned
    assert cases.filter(kind=Mismatch.BANK_ONLY).count() == strangers
    shown = lines.filter(payout__isnull=False).values_list("payout_id", flat=True)
    ours = PayoutAttempt.objects.filter(external_day=day, outcome=Outcome.PAID).exclude(payout__in=list(shown))
    missing = cases.filter(kind=Mismatch.OURS_ONLY).values_list("reference", flat=True)
    assert set(missing) == set(ours.values_list("reference", flat=True))
    assert not cases.filter(owner_id=None).exists()
    assert Payout.objects.filter(pk__in=list(shown)).exclude(state="paid").count() == 0
