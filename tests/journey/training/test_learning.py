"""Codes, presence, scores, completion, ratings and the end of what was not finished; each refusal has its case."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction

from jadibisa.foundation.facts.models import FactRow
from jadibisa.foundation.plumbing.chance import uuid7
from jadibisa.journey.funding import queries as funding
from jadibisa.journey.training import queries, services
from jadibisa.journey.training.models import Course, LearnerRow, PurchaseRow
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
