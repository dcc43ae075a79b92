"""Whatever learners, providers and the night do in whatever order: seats, money and states stay right."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from jadibisa.foundation.ledger import queries as ledger
from jadibisa.journey.funding import queries as funding
from jadibisa.journey.training import queries, services
from jadibisa.journey.training.models import LearnerRow, PurchaseRow, Run
from jadibisa.journey.training.types import ASSESSMENTS, OPEN_STATES, Attendance, Mode, PurchaseState, Rating
from jadibisa.kernel.actors import SYSTEM
from jadibisa.kernel.money import sen
from tests.journey.training import world
from tests.journey.training.world import wib

pytestmark = pytest.mark.django_db
START = wib(2024, 3, 1, 18, 30)
ACTS = ("buy", "cancel", "redeem", "attend", "assess", "complete", "rate", "night", "withdraw")
FREED = (PurchaseState.CANCELLED, PurchaseState.WITHDRAWN)


class Play:
    """A few learners and runs, and a clock that goes on half a day with each act."""

    def __init__(self, people: list[UUID], runs: list[UUID]) -> None:
        self.people, self.runs, self.at = people, runs, START

    def purchases(self, who: UUID) -> list[UUID]:
        """The purchases of a learner, newest first."""
        return [purchase.id for purchase in queries.enrolments(who)]

    def act(self, name: str, person: int, run: int) -> None:
        """One act; it may be refused."""
        who, of = self.people[person], self.runs[run]
        mine = self.purchases(who)
        acts: dict[str, Callable[[], object]] = {
            "buy": lambda: services.purchase([(who, of)], by=SYSTEM, at=self.at),
            "cancel": lambda: services.cancel(mine, "x", by=SYSTEM, at=self.at),
            "redeem": lambda: services.redeem([queries.redeem_code(one) for one in mine], by=SYSTEM, at=self.at),
            "attend": lambda: services.attend([Attendance(one, 1) for one in mine], by=SYSTEM, at=self.at),
            "assess": lambda: services.assess(
                [(one, kind, 80) for one in mine for kind in ASSESSMENTS[Mode.WEBINAR]], by=SYSTEM, at=self.at
            ),
            "complete": lambda: services.complete(mine, by=SYSTEM, at=self.at),
            "rate": lambda: services.rate([Rating(one, 4, "Baik.") for one in mine], by=SYSTEM, at=self.at),
            "night": lambda: (services.expire(self.at, by=SYSTEM), services.lapse_missed(self.at, by=SYSTEM)),
            "withdraw": lambda: services.withdraw(of, "x", by=SYSTEM, at=self.at),
        }
        acts[name]()
        self.at += timedelta(hours=12)

    def check(self) -> None:
        """Everything that must be so at any time."""
        rows = list(PurchaseRow.objects.values_list("learner_id", "run_id", "state", "price", "redeemed_at"))
        holds = Counter(
            run
            for _who, run, state, _price, begun in rows
            if state not in FREED and not (state == "expired" and not begun)
        )
        assert dict(Run.objects.values_list("id", "taken")) == {run: holds[run] for run in self.runs}
        for row in LearnerRow.objects.all():
            own = [(state, price) for who, _run, state, price, _begun in rows if who == row.application_id]
            assert sum(state in OPEN_STATES for state, _price in own) <= 1
            assert row.purchases == sum(state not in FREED for state, _price in own)
            assert row.finished == sum(state in {"completed", "rated"} for state, _price in own)
            balance = funding.balance(row.application_id)
            assert balance.spent == sum(price for state, price in own if state in {"completed", "rated"})
            assert balance.reserved == sum(price for state, price in own if state in {"bought", "redeemed"})
            assert balance.available == sen(3_500_000) - balance.spent - balance.reserved
        assert not ledger.check().breaks
        assert queries.rows_without_fact() == 0


def test_seats_money_and_states_stay_right() -> None:
    people = world.learners(3)
    of = world.provider()
    runs = world.publish(
        *(
            world.course(of, f"{n}", starts=START.date() + timedelta(days=2 + 2 * n), seats=2, meetings=1)
            for n in range(3)
        )
    )

    @given(st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 2), st.integers(0, 2)), min_size=3, max_size=16))
    @settings(max_examples=10, deadline=None)
    def play(acts: list[tuple[str, int, int]]) -> None:
        before = transaction.savepoint()
        game = Play(people, runs)
        for name, person, run in [("buy", 0, 0), ("buy", 1, 1), *acts]:
            game.act(name, person, run)
        game.check()
        transaction.savepoint_rollback(before)

    play()
