"""Figures, timelines and what the step hears."""

from datetime import date, timedelta
from unittest import mock

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jadibisa.foundation.facts import services as facts
from jadibisa.foundation.facts.services import record
from jadibisa.foundation.plumbing import clock, timetable
from jadibisa.journey.funding import services as funding
from jadibisa.journey.selection import queries as selection
from jadibisa.journey.training import queries, services
from jadibisa.journey.training.types import LearnerState, Mode, Rating
from jadibisa.kernel.actors import SYSTEM
from jadibisa.kernel.clock import end_of
from jadibisa.kernel.journey import Holder, StepState
from tests.journey.training import world
from tests.journey.training.world import wib

pytestmark = pytest.mark.django_db
BOUGHT_AT = wib(2024, 3, 1)


def test_a_balance_makes_a_learner_and_a_revocation_stops_one() -> None:
    ids = world.applicants(2)
    with mock.patch.object(selection, "winners", return_value=ids):
        funding.allot(world.BATCH, by=SYSTEM, at=world.ANNOUNCED)
    facts.deliver()
    facts.deliver()
    found = queries.learner(ids[0])
    assert found is not None
    assert (found.batch, found.started_on, found.buy_until) == (world.BATCH, date(2024, 2, 28), date(2024, 3, 13))
    assert queries.rows_without_fact() == 0
    record("verification.revoked", by=SYSTEM, at=BOUGHT_AT, subjects=[ids[1]])
    facts.deliver()
    stopped = queries.learner(ids[1])
    assert stopped is not None
    assert stopped.state is LearnerState.REVOKED


def test_the_timetable_ends_what_is_late_in_the_night() -> None:
    (who,) = world.learners(1)
    timetable.begin(wib(2024, 3, 13, 12))
    timetable.run_due(wib(2024, 3, 13, 23, 59))
    assert queries.totals(world.BATCH).missed_first == 0
    timetable.run_due(wib(2024, 3, 14, 0, 30))
    assert queries.totals(world.BATCH).missed_first == 1
    assert queries.steps_of(who)[-1].state is StepState.STOPPED


def test_the_figures_of_a_batch() -> None:
    people = world.learners(4)
    of = world.provider()
    run, hall = world.publish(
        world.course(of), world.course(of, "b", mode=Mode.FACE_TO_FACE, seats=7, skills=("rawat-ac",))
    )
    one, two, three = world.bought(services.purchase([(who, run) for who in people[:3]], by=SYSTEM, at=BOUGHT_AT))
    services.cancel([three.id], "x", by=SYSTEM, at=BOUGHT_AT)
    done = world.learn([one])
    services.rate([Rating(one.id, 5, "Baik.")], by=SYSTEM, at=done)
    services.expire(two.redeem_until, by=SYSTEM)
    totals = queries.totals(world.BATCH)
    assert (totals.learners, totals.buyers, totals.rated, totals.cancelled, totals.expired) == (4, 2, 1, 1, 1)
    assert (totals.completers, queries.completers(world.BATCH)) == (1, {people[0]})
    assert queries.totals() == totals
    assert ("rawat-ac", "32", 7) in queries.seats_by_skill_and_province()
    assert ("microsoft-word", "", 20) in queries.seats_by_skill_and_province()
    assert [card.title for card in queries.teaching(["rawat-ac"], today=date(2024, 3, 2))] == [
        queries.offers([hall])[hall].title
    ]
    assert queries.teaching(["rawat-ac"], today=date(2024, 3, 9)) == []
    assert queries.rows_without_fact() == 0


def test_the_timeline_says_who_holds_the_ball_until_when() -> None:
    (who,) = world.learners(1)
    (run,) = world.publish(world.course(world.provider()))
    (step,) = queries.steps_of(who)
    assert (step.holder, step.until) == (Holder.PERSON, end_of(date(2024, 3, 13)))
    assert step.consequence
    (purchase,) = world.bought(services.purchase([(who, run)], by=SYSTEM, at=BOUGHT_AT))
    (step,) = queries.steps_of(who)
    assert step.until == purchase.redeem_until
    world.redeem([purchase])
    (step,) = queries.steps_of(who)
    assert (step.holder, step.until) == (Holder.PERSON, end_of(purchase.finish_until))
    world.attend_all([purchase])
    (step,) = queries.steps_of(who)
    assert (step.holder, step.title) == (Holder.PROVIDER, f"Menunggu nilai: {purchase.title}")
    done = purchase.redeem_from + timedelta(days=4)
    world.assess_all([purchase], at=done)
    services.complete([purchase.id], by=SYSTEM, at=done)
    (step,) = queries.steps_of(who)
    assert (step.holder, step.url) == (Holder.PERSON, f"/saya/kursus/{purchase.id}/")
    services.rate([Rating(purchase.id, 5, "Baik.")], by=SYSTEM, at=done)
    past, ahead = queries.steps_of(who)
    assert (past.state, ahead.holder) == (StepState.DONE, Holder.NOBODY)
    assert queries.steps_of(world.provider("Bukan peserta")) == []


def test_nobody_is_asked_to_go_on_with_a_course_whose_modules_are_all_done() -> None:
    (who,) = world.learners(1)
    (run,) = world.publish(world.course(world.provider(), mode=Mode.SELF_PACED))
    (purchase,) = world.bought(services.purchase([(who, run)], by=SYSTEM, at=BOUGHT_AT))
    world.redeem([purchase])
    (step,) = queries.steps_of(who)
    assert step.holder is Holder.PERSON
    world.attend_all([purchase])
    (step,) = queries.steps_of(who)
    assert step.holder is Holder.PROVIDER


def test_a_bulk_of_learners_costs_few_questions() -> None:
    people = world.learners(60)
    (run,) = world.publish(world.course(world.provider(), seats=60))
    clock.stand_at(BOUGHT_AT)
    with CaptureQueriesContext(connection) as asked:
        purchases = world.bought(services.purchase([(who, run) for who in people], by=SYSTEM, at=BOUGHT_AT))
    assert len(asked) <= 40
    world.redeem(purchases)
    world.attend_all(purchases)
    done = purchases[0].redeem_from + timedelta(days=4)
    world.assess_all(purchases, at=done)
    with CaptureQueriesContext(connection) as asked:
        world.bought(services.complete([purchase.id for purchase in purchases], by=SYSTEM, at=done))
    assert len(asked) <= 40
