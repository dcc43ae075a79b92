"""Courses are published, bought and cancelled; each refusal has its case."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

import pytest

from jadibisa.foundation.facts.models import FactRow
from jadibisa.foundation.plumbing.chance import uuid7
from jadibisa.journey.funding import queries as funding
from jadibisa.journey.registration.types import Schooling
from jadibisa.journey.training import queries, services
from jadibisa.journey.training.models import Course, Run, Session
from jadibisa.journey.training.types import (
    Mode,
    Purchase,
    PurchaseState,
    Rating,
)
from jadibisa.kernel.actors import SYSTEM, Actor, Role
from jadibisa.kernel.clock import end_of
from jadibisa.kernel.money import sen
from jadibisa.kernel.refusals import Refusal
from tests.journey.training import world
from tests.journey.training.world import wib

pytestmark = pytest.mark.django_db
BOUGHT_AT = wib(2024, 3, 1)


def codes(answers: Sequence[object]) -> list[str]:
    return [answer.code if isinstance(answer, Refusal) else "" for answer in answers]


def buy(who: UUID, run: UUID) -> Purchase:
    return world.bought(services.purchase([(who, run)], by=SYSTEM, at=BOUGHT_AT))[0]


def test_publishing_again_changes_nothing_and_a_new_run_is_added() -> None:
    one = world.course(world.provider())
    first = services.publish([one], by=SYSTEM, at=BOUGHT_AT)
    facts = FactRow.objects.filter(verb="training.published").count()
    assert services.publish([one], by=SYSTEM, at=BOUGHT_AT) == first
    assert (Course.objects.count(), Run.objects.count(), Session.objects.count()) == (1, 1, 3)
    assert FactRow.objects.filter(verb="training.published").count() == facts
    more = world.course(one.provider_id, starts=date(2024, 4, 1))
    renamed = type(more.runs[0])("2", more.runs[0].starts_on, more.runs[0].ends_on, 5, None, more.runs[0].sessions)
    services.publish([world.course(one.provider_id, runs=(*one.runs, renamed))], by=SYSTEM, at=BOUGHT_AT)
    assert (Course.objects.count(), Run.objects.count()) == (1, 2)
    assert queries.rows_without_fact() == 0


def test_one_wrong_course_stops_all_of_them() -> None:
    of = world.provider()
    with pytest.raises(Refusal) as refusal:
        services.publish([world.course(of), world.course(of, "zwei", hours=0)], by=SYSTEM, at=BOUGHT_AT)
    assert refusal.value.code == "hours_wrong"
    assert Course.objects.count() == 0


def test_a_provider_publishes_only_for_itself() -> None:
    mine, other = world.provider(), world.provider("Balai Lain")
    desk = Actor(Role.PROVIDER, uuid7(), "Rina", mine)
    services.publish([world.course(mine)], by=desk, at=BOUGHT_AT)
    with pytest.raises(Refusal) as refusal:
        services.publish([world.course(other)], by=desk, at=BOUGHT_AT)
    assert refusal.value.code == "course_of_other_provider"


def test_a_purchase_takes_a_seat_holds_the_price_and_leaves_a_fact() -> None:
    (who,) = world.learners(1)
    (run,) = world.publish(world.course(world.provider()))
    purchase = buy(who, run)
    balance = funding.balance(who)
    assert (balance.reserved, balance.available) == (sen(650_000), sen(2_850_000))
    assert Run.objects.get(id=run).taken == 1
    assert purchase.cancel_until == date(2024, 3, 4)
    fact = FactRow.objects.get(verb="training.purchased")
    assert set(fact.subjects) == {who, purchase.id}
    learner = queries.learner(who)
    assert learner is not None
    assert (learner.buy_until, learner.purchases) == (None, 1)
    assert len(queries.redeem_code(purchase.id)) == 24
    assert queries.redeem_code(purchase.id) not in str(fact.data)
    assert queries.rows_without_fact() == 0


def test_a_double_click_gives_the_same_purchase() -> None:
    (who,) = world.learners(1)
    (run,) = world.publish(world.course(world.provider()))
    first, again = buy(who, run), buy(who, run)
    assert first.id == again.id
    assert Run.objects.get(id=run).taken == 1
    assert funding.balance(who).reserved == sen(650_000)


def test_one_course_at_a_time_also_inside_one_call() -> None:
    (who,) = world.learners(1)
    of = world.provider()
    one, two = world.publish(world.course(of), world.course(of, "dua"))
    answers = services.purchase([(who, one), (who, two)], by=SYSTEM, at=BOUGHT_AT)
    assert codes(answers) == ["", "one_course_at_a_time"]
    assert codes(services.purchase([(who, two)], by=SYSTEM, at=BOUGHT_AT)) == ["one_course_at_a_time"]


def test_the_refusals_of_a_purchase() -> None:
    who, second = world.learners(2, schooling=Schooling.SMP)
    of = world.provider()
    full, dear, poor, high, short, soon, mine = world.publish(
        world.course(of, "penuh", seats=1),
        world.course(of, "mahal", price=sen(3_500_001)),
        world.course(of, "sisa", price=sen(3_500_000)),
        world.course(of, "tinggi", min_schooling="S1"),
        world.course(of, "pendek", hours=6),
        world.course(of, "dekat", starts=date(2024, 3, 1)),
        world.course(of, "tiga-hari", mode=Mode.FACE_TO_FACE, starts=date(2024, 3, 3)),
    )
    buy(second, full)
    rows = [(who, run) for run in (full, dear, high, short, soon, mine)] + [(uuid7(), poor), (who, uuid7())]
    wanted = [
        "run_full",
        "price_above_ceiling",
        "schooling_too_low",
        "course_too_short",
        "run_closed",
        "run_closed",
        "no_training_balance",
        "run_unknown",
    ]
    assert codes(services.purchase(rows, by=SYSTEM, at=BOUGHT_AT)) == wanted
    buy(who, poor)
    assert funding.balance(who).available == 0


def test_the_balance_decides_last_and_one_refusal_leaves_the_rest_alone() -> None:
    rich, poor = world.learners(2)
    of = world.provider()
    first, dear = world.publish(
        world.course(of, starts=date(2024, 3, 2)), world.course(of, "mahal", price=sen(3_000_000))
    )
    done = world.learn([buy(poor, first)])
    services.rate(
        [Rating(queries.enrolments(poor)[0].id, 5, "Jelas dan dekat dengan pekerjaan saya.")], by=SYSTEM, at=done
    )
    (late,) = world.publish(world.course(of, "mahal2", starts=date(2024, 4, 1), price=sen(3_000_000)))
    answers = services.purchase([(poor, late), (rich, late)], by=SYSTEM, at=wib(2024, 3, 8))
    assert codes(answers) == ["balance_too_small", ""]
    assert Run.objects.get(id=late).taken == 1
    assert Run.objects.get(id=dear).taken == 0


def test_the_last_day_of_the_first_purchase_is_13_march_at_midnight() -> None:
    (who,) = world.learners(1)
    (run,) = world.publish(world.course(world.provider(), starts=date(2024, 3, 20)))
    learner = queries.learner(who)
    assert learner is not None
    assert learner.buy_until == date(2024, 3, 13)
    late = end_of(date(2024, 3, 13))
    assert codes(services.purchase([(who, run)], by=SYSTEM, at=late)) == ["purchase_deadline_passed"]
    assert services.lapse_missed(late - timedelta(seconds=1), by=SYSTEM) == []
    assert services.lapse_missed(late, by=SYSTEM) == [who]
    assert services.lapse_missed(late, by=SYSTEM) == []
    assert codes(services.purchase([(who, run)], by=SYSTEM, at=late)) == ["first_purchase_missed"]
    assert FactRow.objects.get(verb="training.first_purchase_missed").subjects == [who]
    assert queries.totals(world.BATCH).missed_first == 1


def test_who_bought_in_time_never_misses_the_first_purchase() -> None:
    (who,) = world.learners(1)
    (run,) = world.publish(world.course(world.provider()))
    buy(who, run)
    assert services.lapse_missed(wib(2024, 6, 1), by=SYSTEM) == []


def test_cancelling_gives_balance_and_seat_back_and_keeps_the_history() -> None:
    (who,) = world.learners(1)
    of = world.provider()
    run, other = world.publish(
        world.course(of, starts=date(2024, 3, 20)), world.course(of, "dua", starts=date(2024, 3, 20))
    )
    purchase = buy(who, run)
    (answer,) = services.cancel(
        [purchase.id], "Jadwal berubah", by=SYSTEM, at=end_of(date(2024, 3, 4)) - timedelta(seconds=1)
    )
    assert isinstance(answer, Purchase)
    assert funding.balance(who).available == sen(3_500_000)
    assert Run.objects.get(id=run).taken == 0
    assert queries.enrolments(who)[0].state is PurchaseState.CANCELLED
    learner = queries.learner(who)
    assert learner is not None
    assert (learner.purchases, learner.buy_until) == (0, date(2024, 3, 18))
    assert codes(services.purchase([(who, run)], by=SYSTEM, at=BOUGHT_AT)) == ["same_course_again"]
    assert codes(services.cancel([purchase.id, uuid7()], "", by=SYSTEM, at=BOUGHT_AT)) == [
        "not_cancellable",
        "purchase_unknown",
    ]
    buy(who, other)


def test_cancelling_too_late_and_never_possible() -> None:
    one, two = world.learners(2)
    of = world.provider()
    far, near = world.publish(
        world.course(of, starts=date(2024, 3, 31)), world.course(of, "dua", starts=date(2024, 3, 2))
    )
    late, never = buy(one, far), buy(two, near)
    assert codes(services.cancel([late.id], "x", by=SYSTEM, at=end_of(date(2024, 3, 4)))) == ["cancel_too_late"]
    assert codes(services.cancel([never.id], "x", by=SYSTEM, at=BOUGHT_AT)) == ["cancel_impossible"]
