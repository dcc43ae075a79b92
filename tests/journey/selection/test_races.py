"""Two at once: one draw is drawn once, and without the lock it would not be."""

import threading
from collections.abc import Callable, Iterator
from uuid import UUID

import pytest
from django.db import connection, transaction

from jadibisa.foundation.facts import queries as facts
from jadibisa.journey.registration.types import batch_subject
from jadibisa.journey.selection import queries, services
from jadibisa.journey.selection.models import Addition, Draw, Entry, Promise
from jadibisa.journey.selection.services import additions
from jadibisa.journey.selection.types import Act, Way
from jadibisa.journey.verification.models import Recipient
from jadibisa.kernel.actors import SYSTEM, Role
from jadibisa.kernel.refusals import Refusal
from tests.journey.selection import stage
from tests.journey.selection.stage import BATCH, DICE, DRAWN, FROZEN, OPENED, SECRETS, WITNESSES
from tests.journey.selection.test_additions import published

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _closed_connections() -> Iterator[None]:
    yield
    connection.close()


def both(first: Callable[[], object], second: Callable[[], object]) -> list[object]:
    """Run two commands at the same moment, each on a connection of its own; what came out, a refusal as its code."""
    results: list[object] = [None, None]
    together = threading.Barrier(2)

    def one(place: int, command: Callable[[], object]) -> None:
        together.wait(timeout=10)
        try:
            results[place] = command()
        except Refusal as refusal:
            results[place] = refusal.code
        except Exception as error:  # noqa: BLE001 - the test looks at it
            results[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=pair) for pair in enumerate((first, second))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return results


def test_two_officers_run_the_same_stage() -> None:
    stage.batch(20)
    stage.apply(60)
    stage.verified()
    stage.lists()

    def announce() -> None:
        services.announce(BATCH, by=SYSTEM, at=OPENED, witnesses=WITNESSES)

    def freeze() -> None:
        services.freeze(BATCH, by=SYSTEM, at=FROZEN)

    def run() -> int:
        return services.run(BATCH, by=SYSTEM, at=DRAWN)

    def publish() -> None:
        services.publish(BATCH, by=SYSTEM, at=DRAWN)

    assert both(announce, announce) == [None, None]
    assert both(freeze, freeze) == [None, None]
    services.record_dice(BATCH, DICE, by=SYSTEM, at=DRAWN)
    services.make_seed(BATCH, SECRETS, by=SYSTEM, at=DRAWN)
    assert both(run, run) == [20, 20]
    assert both(publish, publish) == [None, None]
    counted = facts.count_verbs()
    for verb in ("announced", "frozen", "drawn", "published"):
        assert counted[f"selection.{verb}"] == 1
    assert counted["selection.selected"] == 1
    assert queries.check_draw(BATCH) == []


def test_two_officers_throw_different_dice() -> None:
    stage.until_frozen(20, 10)
    answers = both(
        lambda: services.record_dice(BATCH, DICE, by=SYSTEM, at=DRAWN),
        lambda: services.record_dice(BATCH, DICE[::-1], by=SYSTEM, at=DRAWN),
    )
    assert sorted(map(str, answers)) == ["None", "other_inputs"]
    assert facts.count_verbs()["selection.dice_thrown"] == 1


def test_without_the_lock_two_officers_throw_different_dice(monkeypatch: pytest.MonkeyPatch) -> None:
    stage.until_frozen(20, 10)
    seen = threading.Barrier(2)

    def unlocked(batch: int) -> Draw:
        draw = Draw.objects.get(batch_id=batch)
        seen.wait(timeout=10)
        return draw

    monkeypatch.setattr("jadibisa.journey.selection.services.ceremony.locked", unlocked)
    answers = both(
        lambda: services.record_dice(BATCH, DICE, by=SYSTEM, at=DRAWN),
        lambda: services.record_dice(BATCH, DICE[::-1], by=SYSTEM, at=DRAWN),
    )
    # Both believe it is their turn; only the trigger of the table still stops the second.
    assert "other_inputs" not in answers
    assert sum(answer is None for answer in answers) == 1


def test_two_approvers_decide_the_same_proposal() -> None:
    stage.batch(20)
    eko, dewi, citra = stage.officer("Eko"), stage.officer("Dewi", Role.APPROVER), stage.officer("Citra", Role.APPROVER)
    proposal = services.propose_stage(BATCH, Act.ANNOUNCE, {"witnesses": WITNESSES}, by=eko, at=OPENED)
    answers = both(
        lambda: services.decide_stage(proposal, approve=True, by=dewi, at=OPENED).kind,
        lambda: services.decide_stage(proposal, approve=True, by=citra, at=OPENED).kind,
    )
    assert sorted(map(str, answers)) == ["already_decided", "selection.announce"]
    assert facts.count_verbs()["selection.announced"] == 1
    assert facts.exists("selection.announced", batch_subject(BATCH))


def test_two_replacements_at_once_fill_each_seat_once() -> None:
    stage.until_published(80, 30)
    services.lapse(queries.winners(BATCH)[:10], "x", by=SYSTEM, at=DRAWN)

    def replace() -> int:
        return len(services.replace(BATCH, by=SYSTEM, at=DRAWN))

    moved = both(replace, replace)
    assert sorted(moved, key=str) == [0, 10] or 0 in moved
    assert Entry.objects.filter(replaced_at__isnull=False).count() <= 10
    assert len(queries.winners(BATCH)) + queries.open_seats(BATCH) == 30


@pytest.mark.parametrize("way", list(Way))
def test_two_officers_give_the_same_seat_at_once(way: Way) -> None:
    wronged = published(way)

    def add() -> Way:
        return services.add(wronged, by=SYSTEM, at=DRAWN)

    assert both(add, add) == [way, way]
    assert Addition.objects.count() + Promise.objects.count() == 1
    assert Recipient.objects.filter(pk=wronged).count() == int(way is Way.EXTRA_SEAT)
    counted = facts.count_verbs()
    assert counted.get("selection.added", 0) + counted.get("selection.promised", 0) == 1
    assert [one.name for one in queries.files(BATCH)].count("additions-001.csv") == 1


def test_two_approvers_give_the_same_seat_once() -> None:
    wronged = published(Way.EXTRA_SEAT)
    eko, dewi, citra = (
        stage.officer("Eko"),
        stage.officer("Lestari", Role.APPROVER),
        stage.officer("Citra", Role.APPROVER),
    )
    proposal = services.propose_addition(wronged, by=eko, at=DRAWN, why="Putusan")
    answers = both(
        lambda: services.decide_addition(proposal, approve=True, by=dewi, at=DRAWN).kind,
        lambda: services.decide_addition(proposal, approve=True, by=citra, at=DRAWN).kind,
    )
    assert sorted(map(str, answers)) == ["already_decided", queries.ADD]
    assert Addition.objects.count() == 1


def test_without_the_lock_two_officers_collide_and_the_table_keeps_one(monkeypatch: pytest.MonkeyPatch) -> None:
    wronged = published(Way.EXTRA_SEAT)
    meeting = threading.Barrier(2)

    def unlocked(batch: int) -> Draw:
        return Draw.objects.get(batch_id=batch)

    def given(_application_id: UUID) -> None:
        meeting.wait(timeout=10)

    monkeypatch.setattr(additions, "locked", unlocked)
    monkeypatch.setattr(queries, "beside", given)

    def add() -> Way:
        return services.add(wronged, by=SYSTEM, at=DRAWN)

    answers = both(add, add)
    assert sum(isinstance(answer, Exception) or answer == "nothing_owed" for answer in answers) == 1
    assert Addition.objects.count() == 1


def test_a_registration_during_the_freeze_does_not_enter() -> None:
    stage.batch(20)
    services.announce(BATCH, by=SYSTEM, at=OPENED, witnesses=WITNESSES)
    stage.apply(30)
    stage.verified()
    stage.lists()

    def late() -> int:
        return len(stage.apply(31))

    answers = both(lambda: services.freeze(BATCH, by=SYSTEM, at=FROZEN), late)
    view = queries.draw(BATCH)
    if answers[0] is None:  # the freeze came first: the late one is on no roll
        assert view is not None
        assert view.lines == 30
    else:  # the application came first and is not verified yet: the freeze waits
        assert answers[0] == "cases_unsettled"
    with transaction.atomic():
        assert not Entry.objects.exclude(batch_id=BATCH).exists()
