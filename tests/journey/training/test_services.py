"""Courses are published, bought, cancelled, learnt, completed and rated; each refusal has its case."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction

from jadibisa.foundation.facts.models import FactRow
from jadibisa.foundation.plumbing.chance import uuid7
from jadibisa.journey.funding import queries as funding
from jadibisa.journey.registration.types import Schooling
from jadibisa.journey.training import queries, services
from jadibisa.journey.training.models import Course, LearnerRow, PurchaseRow, Run, Session
from jadibisa.journey.training.rules.evidence import rotating_code
from jadibisa.journey.training.types import (
    AssessmentKind,
    Attendance,
    LearnerState,
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


def test_the_refusals_of_a_redeem_code() -> None:
    one, two, three = world.learners(3)
    of, other = world.provider(), world.provider("Balai Lain")
    run, hall = world.publish(world.course(of), world.course(of, "dua", mode=Mode.FACE_TO_FACE))
    purchase, cancelled, at_hall = buy(one, run), buy(two, run), buy(three, hall)
    services.cancel([cancelled.id], "x", by=SYSTEM, at=BOUGHT_AT)
    code, gone = queries.redeem_code(purchase.id), queries.redeem_code(cancelled.id)
    on_time = purchase.redeem_from

    def tried(text: str, *, at: object = on_time, **more: object) -> str:
        return codes(services.redeem([text], by=SYSTEM, at=at, **more))[0]  # type: ignore[arg-type]

    assert tried("000000000000000000000000") == "code_unknown"
    assert tried(code, provider_id=other) == "code_of_other_provider"
    assert tried(code, mode=Mode.FACE_TO_FACE) == "code_of_other_kind"
    assert tried(gone) == "code_cancelled"
    assert tried(code, at=on_time - timedelta(seconds=1)) == "code_too_early"
    assert tried(code, at=purchase.redeem_until) == "code_too_late"
    assert tried(" ".join(code.lower()[i : i + 4] for i in range(0, 24, 4)), provider_id=of) == ""
    assert tried(code) == "code_used"
    assert at_hall.redeem_until - at_hall.redeem_from == timedelta(hours=3)
    assert purchase.redeem_until - purchase.redeem_from == timedelta(hours=2)


def test_what_is_not_started_in_time_ends_and_the_price_comes_back() -> None:
    (who,) = world.learners(1)
    (run,) = world.publish(world.course(world.provider()))
    purchase = buy(who, run)
    assert services.expire(purchase.redeem_until - timedelta(seconds=1), by=SYSTEM) == []
    assert services.expire(purchase.redeem_until, by=SYSTEM) == [purchase.id]
    assert funding.balance(who).available == sen(3_500_000)
    learner = queries.learner(who)
    assert learner is not None
    assert learner.buy_until == date(2024, 3, 24)
    assert codes(services.redeem([queries.redeem_code(purchase.id)], by=SYSTEM, at=purchase.redeem_until)) == [
        "code_expired"
    ]
    assert services.lapse_missed(wib(2024, 6, 1), by=SYSTEM) == []


def test_what_is_not_finished_in_time_ends_too() -> None:
    (who,) = world.learners(1)
    (run,) = world.publish(world.course(world.provider()))
    purchase = buy(who, run)
    world.redeem([purchase])
    assert purchase.finish_until == date(2024, 4, 10)
    assert services.expire(end_of(date(2024, 4, 10)) - timedelta(seconds=1), by=SYSTEM) == []
    assert services.expire(end_of(date(2024, 4, 10)), by=SYSTEM) == [purchase.id]
    assert funding.balance(who).available == sen(3_500_000)


def test_completion_is_computed_from_evidence_only() -> None:
    (who,) = world.learners(1)
    (run,) = world.publish(world.course(world.provider()))
    purchase = buy(who, run)
    world.redeem([purchase])
    sessions = queries.sessions_of([run])[run]
    late = sessions[3][2] + timedelta(hours=1)
    world.assess_all([purchase], at=late)
    assert codes(services.complete([purchase.id], by=SYSTEM, at=late)) == ["not_complete_yet"]
    rows = [Attendance(purchase.id, number, sessions[number][1]) for number in (1, 2, 3)]
    assert services.attend(rows, by=SYSTEM, at=late) == [None] * 3
    assert services.attend(rows, by=SYSTEM, at=late) == [None] * 3
    (done,) = services.complete([purchase.id], by=SYSTEM, at=late)
    assert isinstance(done, Purchase)
    found = queries.enrolment(purchase.id)
    assert found is not None
    assert (found.state, found.score) == (PurchaseState.COMPLETED, 84)
    assert funding.balance(who).spent == sen(650_000)
    assert Course.objects.get().graduates == 1
    assert isinstance(services.complete([purchase.id], by=SYSTEM, at=late)[0], Purchase)
    assert FactRow.objects.filter(verb="training.completed").count() == 1
    (completion,) = queries.completions([purchase.id])
    assert (completion.application_id, completion.hours, completion.skills) == (
        who,
        15,
        ("microsoft-word", "microsoft-excel"),
    )


def test_the_gates_of_assessments_open_in_order() -> None:
    (who,) = world.learners(1)
    (run,) = world.publish(world.course(world.provider()))
    purchase = buy(who, run)
    at = purchase.redeem_from
    assert codes(services.assess([(purchase.id, AssessmentKind.PRE, 50)], by=SYSTEM, at=at)) == ["not_redeemed"]
    world.redeem([purchase])
    kinds = AssessmentKind
    rows = [
        (purchase.id, kinds.POST, 80),
        (purchase.id, kinds.PRE, 40),
        (purchase.id, kinds.PRE, 101),
        (purchase.id, kinds.QUIZ, 70),
        (purchase.id, kinds.POST, 80),
        (purchase.id, kinds.TASK, 75),
        (purchase.id, kinds.DEMONSTRATION, 75),
        (purchase.id, kinds.POST, 80),
        (purchase.id, kinds.DEMONSTRATION, 75),
    ]
    wanted = ["gate_closed", "", "score_out_of_range", "", "gate_closed", "", "gate_closed", "", ""]
    assert codes(services.assess(rows, by=SYSTEM, at=at)) == wanted
    assert queries.scores_of([purchase.id])[purchase.id][kinds.PRE] == 40


def test_presence_by_a_learner_face_to_face_needs_the_code_on_the_screen() -> None:
    who, other = world.learners(2)
    (run,) = world.publish(world.course(world.provider(), mode=Mode.FACE_TO_FACE))
    purchase, theirs = buy(who, run), buy(other, run)
    world.redeem([purchase, theirs])
    me = Actor(Role.CITIZEN, uuid7(), "", None, who)
    number, starts_at, _ends_at = queries.sessions_of([run])[run][1]
    shown = rotating_code(queries.session_key(number), starts_at)

    def click(code: str, at: object, of: UUID = purchase.id, no: int = 1) -> str:
        return codes(services.attend([Attendance(of, no, None, code)], by=me, at=at))[0]  # type: ignore[arg-type]

    assert click("", starts_at) == "presence_code_wrong"
    assert click("ZZZZZZ", starts_at) == "presence_code_wrong"
    assert click(shown, starts_at + timedelta(seconds=31)) == "presence_code_wrong"
    assert click(shown, starts_at, of=theirs.id) == "purchase_unknown"
    assert click(shown, starts_at, no=9) == "session_unknown"
    assert click(shown, starts_at, no=2) == "presence_too_early"
    assert click(f" {shown[:3].lower()}-{shown[3:]}", starts_at + timedelta(seconds=15)) == ""


def test_a_provider_touches_only_its_own_learners() -> None:
    (who,) = world.learners(1)
    (run,) = world.publish(world.course(world.provider()))
    purchase = buy(who, run)
    world.redeem([purchase])
    stranger = Actor(Role.PROVIDER, uuid7(), "", world.provider("Balai Lain"))
    at = purchase.redeem_from
    assert codes(services.assess([(purchase.id, AssessmentKind.PRE, 50)], by=stranger, at=at)) == ["purchase_unknown"]
    assert codes(services.attend([(purchase.id, 1)], by=stranger, at=at)) == ["purchase_unknown"]
    assert codes(services.complete([purchase.id], by=stranger, at=at)) == ["purchase_unknown"]
    course_id = Course.objects.get().id
    with pytest.raises(Refusal):
        services.close(course_id, by=stranger, at=at, why="")
    services.close(course_id, by=SYSTEM, at=at, why="Pengajar sakit")
    assert not Course.objects.get().is_open


def test_rating_wants_stars_and_text_and_opens_the_next_purchase() -> None:
    (who,) = world.learners(1)
    of = world.provider()
    run, other = world.publish(world.course(of), world.course(of, "dua", starts=date(2024, 4, 1)))
    purchase = buy(who, run)
    at = wib(2024, 3, 1)
    assert codes(services.rate([Rating(purchase.id, 5, "baik")], by=SYSTEM, at=at)) == ["not_completed"]
    done = world.learn([purchase])
    assert codes(services.purchase([(who, other)], by=SYSTEM, at=done)) == ["one_course_at_a_time"]
    rows = [
        Rating(purchase.id, 0, "a"),
        Rating(purchase.id, 6, "a"),
        Rating(purchase.id, 5, " "),
        Rating(purchase.id, 5, "a" * 2001),
    ]
    assert codes(services.rate(rows, by=SYSTEM, at=done)) == [
        "stars_out_of_range",
        "stars_out_of_range",
        "review_missing",
        "review_too_long",
    ]
    assert codes(
        services.rate([Rating(purchase.id, 4, "Jelas."), Rating(purchase.id, 4, "Jelas.")], by=SYSTEM, at=done)
    ) == ["", "already_rated"]
    learner = queries.learner(who)
    assert learner is not None
    assert learner.buy_until == date(2024, 3, 28)  # rated on 14 March, the start day counts
    assert codes(services.purchase([(who, other)], by=SYSTEM, at=done)) == [""]
    assert queries.rows_without_fact() == 0


def test_a_revoked_membership_ends_an_open_course() -> None:
    who, idle = world.learners(2)
    (run,) = world.publish(world.course(world.provider()))
    purchase = buy(who, run)
    services.revoke([who, idle], by=SYSTEM, at=BOUGHT_AT)
    assert PurchaseRow.objects.get(id=purchase.id).state == PurchaseState.EXPIRED
    assert set(LearnerRow.objects.values_list("state", flat=True)) == {LearnerState.REVOKED}
    assert funding.balance(who).reserved == 0
    assert codes(services.purchase([(idle, run)], by=SYSTEM, at=BOUGHT_AT)) == ["no_longer_recipient"]


def test_the_tables_defend_themselves() -> None:
    (who,) = world.learners(1)
    (run,) = world.publish(world.course(world.provider(), seats=1))
    purchase = buy(who, run)
    for statement in (
        "update training_run set taken = 2",
        "update training_learner set finished = 2",
        "update training_purchase set state = 'done'",
        "update training_purchase set state = 'completed'",
        "update training_course set level = 10",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    with pytest.raises(IntegrityError), transaction.atomic():
        PurchaseRow.objects.create(
            id=uuid7(),
            learner_id=who,
            run_id=run,
            course_id=purchase.course_id,
            price=1,
            code_hash=b"1" * 32,
            bought_at=BOUGHT_AT,
            redeem_from=BOUGHT_AT,
            redeem_until=BOUGHT_AT,
            finish_until=date(2024, 4, 1),
        )
