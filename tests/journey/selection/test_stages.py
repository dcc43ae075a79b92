"""The public act of a draw: its stages, in order, once, with the same bytes."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from jadibisa.foundation.facts import queries as facts
from jadibisa.foundation.facts.services import record
from jadibisa.foundation.people import queries as people
from jadibisa.foundation.people.services import propose
from jadibisa.journey.registration.types import batch_subject
from jadibisa.journey.selection import queries, services
from jadibisa.journey.selection.models import Draw, DrawFile, Entry
from jadibisa.journey.selection.rules import formats, merkle
from jadibisa.journey.selection.rules.objections import LEAST
from jadibisa.journey.selection.types import Act, Stage
from jadibisa.journey.verification import services as verification
from jadibisa.journey.verification.models import Case
from jadibisa.kernel.actors import SYSTEM, Actor, Role
from jadibisa.kernel.refusals import Refusal
from tests.journey.selection import stage
from tests.journey.selection.stage import BATCH, CLOSED, DICE, DRAWN, FROZEN, OPENED, SECRETS, WITNESSES

pytestmark = pytest.mark.django_db


@contextmanager
def refused(code: str) -> Iterator[None]:
    with pytest.raises(Refusal) as caught, transaction.atomic():
        yield
    assert caught.value.code == code
    assert str(caught.value)


@pytest.mark.parametrize("open_types", [True, False])
@pytest.mark.parametrize("counting", ["headcount", "one_to_one"])
def test_a_whole_draw_recomputes_from_its_files(open_types: bool, counting: str) -> None:  # noqa: FBT001
    stage.until_published(300, 120, open_types=open_types, counting=counting, floor=1)
    view = queries.draw(BATCH)
    assert view is not None
    assert view.stage is Stage.PUBLISHED
    assert view.lines == 300
    assert len(queries.winners(BATCH)) == view.selected == 120
    assert queries.check_draw(BATCH) == []
    assert queries.rows_without_fact() == 0
    assert facts.exists("selection.published", batch_subject(BATCH))
    assert facts.subjects_of(["selection.selected"]) == set(queries.winners(BATCH))
    assert len(facts.subjects_of(["selection.not_selected"])) == 180
    assert facts.subjects_of(["verification.designated"]) == set(queries.winners(BATCH))


def test_a_stage_run_again_gives_the_same_bytes_and_no_second_fact() -> None:
    stage.batch(50)
    stage.apply(120)
    stage.verified()
    stage.lists()
    counted: dict[str, int] = {}
    for _name, step in STEPS:
        step()
        files = dict(DrawFile.objects.values_list("name", "sha256"))
        counted = facts.count_verbs()
        step()
        assert dict(DrawFile.objects.values_list("name", "sha256")) == files
        assert facts.count_verbs() == counted
    for _name, step in STEPS[2:]:
        step()
    assert facts.count_verbs() == counted


def test_other_inputs_are_refused_for_ever() -> None:
    stage.until_published(60, 40)
    with refused("other_inputs"):
        services.announce(BATCH, by=SYSTEM, at=DRAWN, witnesses=[("Ibu Sri", "0" * 64)])
    with refused("other_inputs"):
        services.record_dice(BATCH, DICE[::-1], by=SYSTEM, at=DRAWN)
    with refused("witness_wrong"):
        services.make_seed(BATCH, {"Ibu Sri": "00" * 16}, by=SYSTEM, at=DRAWN)
    Case.objects.filter(application_id=Entry.objects.values_list("application_id", flat=True)[0]).update(traits=7)
    with refused("other_inputs"):
        services.freeze(BATCH, by=SYSTEM, at=DRAWN)


STEPS: list[tuple[str, Callable[[], object]]] = [
    ("announced", lambda: services.announce(BATCH, by=SYSTEM, at=OPENED, witnesses=WITNESSES)),
    ("frozen", lambda: services.freeze(BATCH, by=SYSTEM, at=FROZEN)),
    ("dice", lambda: services.record_dice(BATCH, DICE, by=SYSTEM, at=DRAWN)),
    ("seeded", lambda: services.make_seed(BATCH, SECRETS, by=SYSTEM, at=DRAWN)),
    ("drawn", lambda: services.run(BATCH, by=SYSTEM, at=DRAWN)),
    ("published", lambda: services.publish(BATCH, by=SYSTEM, at=DRAWN)),
]


def test_no_stage_can_be_skipped() -> None:
    stage.batch(20)
    stage.apply(30)
    stage.verified()
    stage.lists()
    for place, (name, step) in enumerate(STEPS):
        for _later, skipped in STEPS[place + 1 :]:
            with refused("stage_out_of_order" if place else "draw_unknown"):
                skipped()
        step()
        assert Draw.objects.values_list("stage", flat=True).get() == name


def test_announcing_needs_the_budget() -> None:
    from jadibisa.journey.registration import services as registration

    registration.load_policy(stage.policy_text(), "test.toml", by=SYSTEM, at=OPENED)
    registration.open_batch(BATCH, "test", OPENED, CLOSED, 10, DRAWN, by=SYSTEM, at=OPENED)
    with refused("not_funded"):
        services.announce(BATCH, by=SYSTEM, at=OPENED, witnesses=WITNESSES)


def test_announcing_comes_before_the_registration_ends() -> None:
    stage.batch(10)
    with refused("announced_too_late"):
        services.announce(BATCH, by=SYSTEM, at=CLOSED, witnesses=WITNESSES)
    services.announce(BATCH, by=SYSTEM, at=CLOSED - timedelta(seconds=1), witnesses=WITNESSES)


def test_what_blocks_the_freeze() -> None:
    stage.batch(10)
    services.announce(BATCH, by=SYSTEM, at=OPENED, witnesses=WITNESSES)
    receipts = stage.apply(12)
    with refused("registration_open"):
        services.freeze(BATCH, by=SYSTEM, at=CLOSED - timedelta(seconds=1))
    stage.verified([receipt.application_id for receipt in receipts[1:]])
    with refused("cases_unsettled"):
        services.freeze(BATCH, by=SYSTEM, at=FROZEN)
    stage.verified([receipts[0].application_id])
    with refused("lists_stale"):
        services.freeze(BATCH, by=SYSTEM, at=FROZEN)
    stage.lists(OPENED - timedelta(days=40))
    with refused("lists_stale"):
        services.freeze(BATCH, by=SYSTEM, at=FROZEN)
    stage.lists()
    appellant = [receipts[3].application_id]
    for end in ("won", "rejected"):  # somebody may appeal again after a second refusal
        record("tickets.appeal_opened", by=SYSTEM, at=OPENED, subjects=appellant)
        with refused("appeals_open"):
            services.freeze(BATCH, by=SYSTEM, at=FROZEN)
        record(f"tickets.appeal_{end}", by=SYSTEM, at=CLOSED, subjects=appellant)
    services.freeze(BATCH, by=SYSTEM, at=FROZEN)
    assert Entry.objects.count() == 12


def test_an_empty_roll_is_a_stated_outcome() -> None:
    stage.batch(10)
    services.announce(BATCH, by=SYSTEM, at=OPENED, witnesses=WITNESSES)
    stage.lists()
    with refused("roll_empty"):
        services.freeze(BATCH, by=SYSTEM, at=FROZEN)


def test_fewer_people_than_seats_are_all_selected() -> None:
    stage.until_published(30, 500)
    assert len(queries.winners(BATCH)) == 30
    assert queries.check_draw(BATCH) == []


def test_times_of_the_ceremony() -> None:
    stage.batch(10)
    services.announce(BATCH, by=SYSTEM, at=OPENED, objections_until=DRAWN - timedelta(days=1), witnesses=WITNESSES)
    stage.apply(12)
    stage.verified()
    stage.lists()
    services.freeze(BATCH, by=SYSTEM, at=FROZEN)
    with refused("objections_open"):
        services.record_dice(BATCH, DICE, by=SYSTEM, at=DRAWN - timedelta(days=1, seconds=1))
    for wrong in ("", "123", "1" * 21, "²" * 20, "abcdefghijklmnopqrst"):
        with refused("dice_unreadable"):
            services.record_dice(BATCH, wrong, by=SYSTEM, at=DRAWN)
    services.record_dice(BATCH, "58203 91744 61059 23871", by=SYSTEM, at=DRAWN - timedelta(days=1))
    with refused("draw_too_early"):
        services.make_seed(BATCH, SECRETS, by=SYSTEM, at=DRAWN - timedelta(seconds=1))


@pytest.mark.parametrize("until", [CLOSED, DRAWN + timedelta(seconds=1), DRAWN.replace(tzinfo=None)])
def test_objections_end_between_the_close_and_the_draw(until: datetime) -> None:
    stage.batch(10)
    with refused("objections_unfit"):
        services.announce(BATCH, by=SYSTEM, at=OPENED, objections_until=until, witnesses=WITNESSES)
    services.announce(BATCH, by=SYSTEM, at=OPENED, objections_until=DRAWN, witnesses=WITNESSES)


def test_a_roll_that_is_frozen_late_can_still_be_objected_to() -> None:
    stage.batch(10)
    services.announce(BATCH, by=SYSTEM, at=OPENED, objections_until=DRAWN - timedelta(days=1), witnesses=WITNESSES)
    stage.apply(12)
    stage.verified()
    stage.lists()
    services.freeze(BATCH, by=SYSTEM, at=DRAWN)
    with refused("objections_open"):
        services.record_dice(BATCH, DICE, by=SYSTEM, at=DRAWN + LEAST - timedelta(seconds=1))
    view = queries.draw(BATCH)
    assert view is not None
    assert view.objections_until == DRAWN + LEAST
    services.record_dice(BATCH, DICE, by=SYSTEM, at=DRAWN + LEAST)


def test_dice_alone_are_not_enough() -> None:
    stage.batch(10)
    with refused("chance_missing"):
        services.announce(BATCH, by=SYSTEM, at=OPENED)
    assert queries.draw(BATCH) is None
    assert DrawFile.objects.count() == 0
    services.announce(BATCH, by=SYSTEM, at=OPENED, witnesses=WITNESSES)


def test_witnesses_open_what_they_promised() -> None:
    secret = "5ec1e7" * 6
    commitment = hashlib.sha256(bytes.fromhex(secret)).hexdigest()
    stage.batch(10)
    with refused("witness_unreadable"):
        services.announce(BATCH, by=SYSTEM, at=OPENED, witnesses=[("Ibu;Sri", commitment)])
    with refused("witness_twice"):
        services.announce(BATCH, by=SYSTEM, at=OPENED, witnesses=[("Ibu Sri", commitment), ("ibu sri", "0" * 64)])
    services.announce(BATCH, by=SYSTEM, at=OPENED, witnesses=[("Ibu Sri", commitment)])
    stage.apply(20)
    stage.verified()
    stage.lists()
    services.freeze(BATCH, by=SYSTEM, at=FROZEN)
    services.record_dice(BATCH, DICE, by=SYSTEM, at=DRAWN)
    with refused("witness_missing"):
        services.make_seed(BATCH, by=SYSTEM, at=DRAWN)
    with refused("witness_wrong"):
        services.make_seed(BATCH, {"Ibu Sri": "00" * 18}, by=SYSTEM, at=DRAWN)
    seed = services.make_seed(BATCH, {"Ibu Sri": secret}, by=SYSTEM, at=DRAWN)
    content = queries.file(BATCH, formats.SEED)
    assert hashlib.sha256(content).hexdigest() == seed
    assert f"witnesses=Ibu Sri:{secret}\n".encode() in content
    services.run(BATCH, by=SYSTEM, at=DRAWN)
    services.publish(BATCH, by=SYSTEM, at=DRAWN)
    assert queries.check_draw(BATCH) == []


@pytest.mark.parametrize("part", [formats.TREE_PART, 7])
def test_every_applicant_can_prove_to_be_in_the_roll(part: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where the tree fills several files, as that of millions does."""
    monkeypatch.setattr(formats, "TREE_PART", part)
    stage.until_frozen(70, 20)
    view = queries.draw(BATCH)
    assert view is not None
    for entry in Entry.objects.all():
        found = queries.ticket(BATCH, entry.ticket)
        proof = [bytes.fromhex(value) for value in found.proof]
        assert merkle.proves(found.line.encode() + b"\n", found.index, view.lines, proof, bytes.fromhex(view.root))
    with refused("ticket_unknown"):
        queries.ticket(BATCH, "0" * 16)


@pytest.mark.parametrize(
    "change",
    [
        "update selection_drawfile set content = 'x'",
        "delete from selection_drawfile",
        "truncate selection_drawfile cascade",
        "delete from selection_draw",
        "delete from selection_entry",
        "update selection_draw set stage = 'announced'",
        "update selection_draw set seats = 1",
        "update selection_draw set stage = 'drawn'",
        "update selection_draw set root = repeat('0', 64)",
        "update selection_entry set tier = 2",
        "update selection_entry set ticket = repeat('0', 16) where place = 0",
        "alter table selection_entry disable trigger all",
    ],
)
def test_the_database_refuses_what_a_draw_must_not_do(change: str) -> None:
    stage.until_frozen(20, 10)
    with pytest.raises((IntegrityError, ProgrammingError)), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)


def test_a_stage_without_its_time_is_refused_by_the_database() -> None:
    stage.until_frozen(20, 10)
    services.record_dice(BATCH, DICE, by=SYSTEM, at=DRAWN)
    services.make_seed(BATCH, SECRETS, by=SYSTEM, at=DRAWN)
    with pytest.raises(IntegrityError, match="draw_drawn_at"), transaction.atomic():
        Draw.objects.update(stage="drawn")
    services.run(BATCH, by=SYSTEM, at=DRAWN)
    with pytest.raises(IntegrityError, match="draw_published_at"), transaction.atomic():
        Draw.objects.update(stage="published")


def test_nobody_enters_a_frozen_roll() -> None:
    stage.until_frozen(20, 10)
    late = stage.late_application()
    with pytest.raises(IntegrityError, match="frozen roll"), transaction.atomic():
        Entry.objects.create(
            application_id=late.id, batch_id=BATCH, person_id=late.person_id, ticket=late.ticket, compartment="11", tier=1, kind=0, place=20
        )  # fmt: skip


def test_a_result_once_written_does_not_change() -> None:
    stage.until_published(20, 10)
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.filter(selected=False).update(selected=True)


# ---- four eyes ----------------------------------------------------------------------------------------


def test_an_officer_proposes_and_a_second_person_decides() -> None:
    stage.batch(10)
    eko, dewi = stage.officer("Eko"), stage.officer("Dewi", Role.APPROVER)
    proposal = services.propose_stage(BATCH, Act.ANNOUNCE, {"witnesses": WITNESSES}, by=eko, at=OPENED)
    assert queries.draw(BATCH) is None
    with refused("proposal_open"):
        services.propose_stage(BATCH, Act.ANNOUNCE, {"witnesses": WITNESSES}, by=eko, at=OPENED)
    with refused("own_proposal"):
        services.decide_stage(proposal, approve=True, by=eko, at=OPENED)
    services.decide_stage(proposal, approve=True, by=dewi, at=OPENED)
    assert queries.draw(BATCH) is not None
    with refused("already_decided"):
        services.decide_stage(proposal, approve=True, by=dewi, at=OPENED)
    with refused("stage_done"):
        services.propose_stage(BATCH, Act.ANNOUNCE, {"witnesses": WITNESSES}, by=eko, at=OPENED)
    with refused("stage_out_of_order"):
        services.propose_stage(BATCH, Act.RUN, {}, by=eko, at=OPENED)


def test_the_door_of_a_draw_decides_nothing_else() -> None:
    stage.batch(10)
    eko, dewi = stage.officer("Eko"), stage.officer("Dewi", Role.APPROVER)
    foreign = propose("registration.open_batch", batch_subject(BATCH), {"batch": BATCH}, by=eko, at=OPENED)
    with refused("proposal_unknown"):
        services.decide_stage(foreign, approve=True, by=dewi, at=OPENED)
    mine = services.propose_stage(BATCH, Act.ANNOUNCE, {"witnesses": WITNESSES}, by=eko, at=OPENED)
    with refused("proposal_unknown"):
        services.decide_stage(mine, approve=True, by=dewi, at=OPENED, batch=BATCH + 1)
    services.decide_stage(mine, approve=True, by=dewi, at=OPENED, batch=BATCH)
    assert queries.draw(BATCH) is not None


def test_a_refused_stage_leaves_the_proposal_open() -> None:
    stage.batch(10)
    eko, dewi = stage.officer("Eko"), stage.officer("Dewi", Role.APPROVER)
    services.announce(BATCH, by=SYSTEM, at=OPENED, witnesses=WITNESSES)
    proposal = services.propose_stage(BATCH, Act.FREEZE, {}, by=eko, at=OPENED)
    with refused("registration_open"):
        services.decide_stage(proposal, approve=True, by=dewi, at=OPENED)
    assert people.open_proposal("selection.freeze", batch_subject(BATCH)) is not None
    services.decide_stage(proposal, approve=False, by=dewi, at=OPENED, why="belum ditutup")
    assert people.open_proposal("selection.freeze", batch_subject(BATCH)) is None


def test_a_proposal_is_rehearsed_and_leaves_nothing() -> None:
    stage.until_frozen(20, 10)
    eko = stage.officer("Eko")
    with refused("objections_open"):
        services.propose_stage(BATCH, Act.DICE, {"dice": DICE}, by=eko, at=FROZEN)
    services.propose_stage(BATCH, Act.DICE, {"dice": DICE}, by=eko, at=DRAWN)
    assert Draw.objects.values_list("stage", "dice").get() == ("frozen", "")


# ---- lapse and replacement ------------------------------------------------------------------------------


def test_the_next_of_the_same_group_takes_a_lapsed_seat() -> None:
    stage.until_published(400, 60)
    lapsing = Entry.objects.filter(selected=True, compartment="32").order_by("place").first()
    assert lapsing is not None
    assert services.lapse([lapsing.application_id], "first_purchase_missed", by=SYSTEM, at=DRAWN) == 1
    assert services.lapse([lapsing.application_id], "first_purchase_missed", by=SYSTEM, at=DRAWN) == 0
    assert queries.open_seats(BATCH) == 1
    before = set(queries.winners(BATCH))
    moved = services.replace(BATCH, by=SYSTEM, at=DRAWN)
    assert set(queries.winners(BATCH)) == before | set(moved)
    assert queries.open_seats(BATCH) == 0
    group = Entry.objects.filter(compartment="32", kind=lapsing.kind, waiting_place=1).first()
    if group is not None:
        assert moved == [group.application_id]
    assert facts.subjects_of(["selection.replaced"]) == set(moved)
    assert services.replace(BATCH, by=SYSTEM, at=DRAWN) == []
    assert queries.check_draw(BATCH) == []
    result = queries.result_of(moved[0])
    assert result is not None
    assert result.selected
    lost = queries.result_of(lapsing.application_id)
    assert lost is not None
    assert lost.lapsed
    assert not lost.selected


def test_why_somebody_is_passed_over_is_not_published(monkeypatch: pytest.MonkeyPatch) -> None:
    stage.until_published(200, 60)
    designate = verification.designate
    refused_ids: list[UUID] = []

    def strict(rows: Sequence[tuple[UUID, UUID, int]], *, by: Actor, at: datetime) -> list[Refusal | None]:
        if refused_ids:
            return list(designate(rows, by=by, at=at))
        refused_ids.append(rows[0][0])
        return [Refusal("family_full", "x"), *designate(rows[1:], by=by, at=at)]

    services.lapse(queries.winners(BATCH)[:2], "x", by=SYSTEM, at=DRAWN)
    monkeypatch.setattr(verification, "designate", strict)
    services.replace(BATCH, by=SYSTEM, at=DRAWN)
    published = queries.file(BATCH, "replacements-001.csv").decode()
    ticket = Entry.objects.get(pk=refused_ids[0]).ticket
    assert f"passed,{ticket}," in published
    assert "family_full" not in published
    told = facts.about(refused_ids[0], limit=1, verbs=["selection.passed_over"])
    assert [fact.why for fact in told] == ["family_full"]
    assert queries.check_draw(BATCH) == []


def test_a_drop_out_never_displaces_another_winner_and_losers_do_not_lapse() -> None:
    stage.until_published(200, 80)
    winners = queries.winners(BATCH)
    losers = list(Entry.objects.filter(selected=False).values_list("application_id", flat=True))
    assert services.lapse(losers, "x", by=SYSTEM, at=DRAWN) == 0
    assert services.lapse(winners[:30], "x", by=SYSTEM, at=DRAWN) == 30
    moved = services.replace(BATCH, by=SYSTEM, at=DRAWN)
    assert set(winners[30:]) <= set(queries.winners(BATCH))
    assert set(moved) <= set(losers)
    assert len(queries.winners(BATCH)) == 80 - queries.open_seats(BATCH)


def test_who_may_not_become_a_recipient_loses_the_seat_with_the_reason() -> None:
    stage.until_frozen(60, 30)
    services.record_dice(BATCH, DICE, by=SYSTEM, at=DRAWN)
    services.make_seed(BATCH, SECRETS, by=SYSTEM, at=DRAWN)
    services.run(BATCH, by=SYSTEM, at=DRAWN)
    unlucky = Entry.objects.filter(selected=True).order_by("place").first()
    assert unlucky is not None
    Case.objects.filter(application_id=unlucky.application_id).update(state="refused", reasons=["blacklist"])
    services.publish(BATCH, by=SYSTEM, at=DRAWN)
    assert len(queries.winners(BATCH)) == 29
    assert unlucky.application_id not in facts.subjects_of(["selection.selected"])
    assert unlucky.application_id in facts.subjects_of(["selection.lapsed"])
    assert queries.open_seats(BATCH) == 1


def test_a_revoked_recipient_is_heard() -> None:
    from jadibisa.foundation.facts.services import deliver

    stage.until_published(60, 30)
    lost = queries.winners(BATCH)[:2]
    verification.revoke(lost, "first_purchase_missed", by=SYSTEM, at=DRAWN)
    deliver()
    assert queries.open_seats(BATCH) == 2
    assert set(lost).isdisjoint(queries.winners(BATCH))
    assert set(Entry.objects.filter(application_id__in=lost).values_list("lapsed_why", flat=True)) == {
        "first_purchase_missed"
    }
    deliver()
    assert queries.open_seats(BATCH) == 2


def test_floors_of_provinces_beyond_the_seats_are_refused_at_once() -> None:
    stage.batch(75, floor=2)
    with refused("floors_beyond_seats"):
        services.announce(BATCH, by=SYSTEM, at=OPENED, witnesses=WITNESSES)
