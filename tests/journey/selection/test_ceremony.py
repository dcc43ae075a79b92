"""The ceremony with a beacon: the announced round and no other, the fallback by its announced rule, never a next try."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from hashlib import sha256

import pytest
from django.db import ProgrammingError, connection, transaction

from jadibisa.foundation.facts import queries as facts
from jadibisa.foundation.people import queries as people
from jadibisa.journey.registration.types import batch_subject
from jadibisa.journey.selection import queries, services, tasks
from jadibisa.journey.selection.gateways import beacons
from jadibisa.journey.selection.gateways.drand import BeaconDownError
from jadibisa.journey.selection.gateways.rehearsal import RehearsalBeacon, rehearsed_chain
from jadibisa.journey.selection.models import Draw, DrawFile
from jadibisa.journey.selection.rules import beacon as rules
from jadibisa.journey.selection.services import rounds
from jadibisa.journey.selection.types import Act, BeaconView, Chain, Pulse, Stage
from jadibisa.kernel.actors import SYSTEM, Role
from jadibisa.kernel.refusals import Refusal
from tests.journey.selection import stage
from tests.journey.selection.stage import BATCH, DICE, DRAWN, FROZEN, OPENED
from tests.journey.selection.test_races import both

DAY, HOUR, SECOND = timedelta(days=1), timedelta(hours=1), timedelta(seconds=1)
CHAIN = rehearsed_chain()
SECRET = "ab" * 16
WITNESS = ("Ombudsman", sha256(bytes.fromhex(SECRET)).hexdigest())
TOLD = {"Ombudsman": SECRET}
pytestmark = pytest.mark.django_db


class Beacon:
    """A beacon that tells what a test wants."""

    def __init__(self, *known: int, signature_of: int = 0, told: int = 0) -> None:
        """Know these rounds; sign another round than asked, or tell another one, where a test says so."""
        self.known, self.signature_of, self.told, self.asked = known, signature_of, told, list[int]()

    def fetch(self, chain: Chain, number: int) -> Pulse:
        """Tell it, or be down."""
        self.asked.append(number)
        if number not in self.known:
            raise BeaconDownError
        return Pulse(self.told or number, RehearsalBeacon().fetch(chain, self.signature_of or number).signature)


@contextmanager
def refused(code: str) -> Iterator[None]:
    with pytest.raises(Refusal) as caught, transaction.atomic():
        yield
    assert caught.value.code == code
    assert str(caught.value)


def until_dice(
    *, witnesses: bool = False, dice_at: datetime = DRAWN - HOUR, told: dict[str, str] | None = None
) -> BeaconView:
    """A draw with a beacon whose dice lie on the table."""
    stage.batch(20)
    services.announce(
        BATCH, by=SYSTEM, at=OPENED, beacon=CHAIN, witnesses=[WITNESS] if witnesses else [], objections_until=FROZEN
    )
    stage.apply(50)
    stage.verified()
    stage.lists()
    services.freeze(BATCH, by=SYSTEM, at=FROZEN)
    if told is None:
        told = TOLD if witnesses and rules.round_after(view(), dice_at) else {}
    services.record_dice(BATCH, DICE, told, by=SYSTEM, at=dice_at)
    return view()


def view() -> BeaconView:
    found = queries.beacon(BATCH)
    assert found is not None
    return found


def collect(at: datetime = DRAWN, *, source: Beacon | None = None, signature: str = "") -> Pulse | None:
    return services.collect_round(BATCH, by=SYSTEM, at=at, beacon=source, signature=signature)


def seed_line() -> str:
    return queries.file(BATCH, "seed.txt").decode().splitlines()[-1]


def publish_and_check(at: datetime) -> None:
    """The rest of the act; the published checker finds nothing wrong."""
    services.run(BATCH, by=SYSTEM, at=at)
    services.publish(BATCH, by=SYSTEM, at=at)
    assert queries.check_draw(BATCH) == []


def signed(number: int) -> str:
    return RehearsalBeacon().fetch(CHAIN, number).signature


def test_a_whole_draw_with_the_announced_round() -> None:
    beacon = until_dice(witnesses=True)
    number = beacon.promise.number
    line = f"drand={CHAIN.hash};{number};{number + 28_800};dice\n"
    assert line in queries.file(BATCH, "announcement.txt").decode()
    assert rules.read_chain(json.loads(queries.file(BATCH, "chain.json"))) == CHAIN
    assert collect() == Pulse(number, signed(number))
    services.make_seed(BATCH, TOLD, by=SYSTEM, at=DRAWN)
    assert seed_line() == f"drand={CHAIN.hash};{number};{signed(number)}"
    publish_and_check(DRAWN)
    assert "  chain.json\n" in queries.file(BATCH, "SHA256SUMS").decode()
    assert "  round.json\n" in queries.file(BATCH, "SHA256SUMS-result").decode()
    files, counted = dict(DrawFile.objects.values_list("name", "sha256")), facts.count_verbs()
    later = DRAWN + 5 * DAY  # every stage again, long after: the same bytes, no second fact, nobody is asked
    asked = Beacon()
    services.announce(BATCH, by=SYSTEM, at=later, beacon=CHAIN, witnesses=[WITNESS], objections_until=FROZEN)
    services.record_dice(BATCH, DICE, by=SYSTEM, at=later)
    assert collect(later, source=asked) == Pulse(number, signed(number))
    services.make_seed(BATCH, TOLD, by=SYSTEM, at=later)
    assert asked.asked == []
    assert dict(DrawFile.objects.values_list("name", "sha256")) == files
    assert facts.count_verbs() == counted


def test_with_a_beacon_secrets_are_opened_with_the_dice_before_its_round() -> None:
    """So no witness can look at the result first and then keep silent."""
    stage.batch(20)
    services.announce(BATCH, by=SYSTEM, at=OPENED, beacon=CHAIN, witnesses=[WITNESS], objections_until=FROZEN)
    stage.apply(30)
    stage.verified()
    stage.lists()
    services.freeze(BATCH, by=SYSTEM, at=FROZEN)
    at = DRAWN - HOUR
    with refused("witness_missing"):
        services.record_dice(BATCH, DICE, by=SYSTEM, at=at)
    with refused("witness_wrong"):
        services.record_dice(BATCH, DICE, {"Ombudsman": "cd" * 16}, by=SYSTEM, at=at)
    services.record_dice(BATCH, DICE, TOLD, by=SYSTEM, at=at)
    assert queries.known(BATCH).secrets == (("Ombudsman", SECRET),)
    services.record_dice(BATCH, DICE, by=SYSTEM, at=at)
    with refused("other_inputs"):
        services.record_dice(BATCH, DICE, {"Ombudsman": "cd" * 16}, by=SYSTEM, at=at)
    collect()
    with refused("other_inputs"):
        services.make_seed(BATCH, {"Ombudsman": "cd" * 16}, by=SYSTEM, at=DRAWN)
    services.make_seed(BATCH, by=SYSTEM, at=DRAWN)  # nobody is asked again
    assert f"witnesses=Ombudsman:{SECRET}\n" in queries.file(BATCH, "seed.txt").decode()
    publish_and_check(DRAWN)


def test_without_a_beacon_secrets_come_after_the_dice() -> None:
    stage.until_frozen(20, 10)
    with refused("secrets_too_early"):
        services.record_dice(BATCH, DICE, stage.SECRETS, by=SYSTEM, at=DRAWN)
    services.record_dice(BATCH, DICE, by=SYSTEM, at=DRAWN)
    services.make_seed(BATCH, stage.SECRETS, by=SYSTEM, at=DRAWN)


def test_dice_of_an_older_version_take_the_secrets_with_the_seed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "opens_with_dice", lambda _batch, _at: False)
    until_dice(witnesses=True, told={})
    monkeypatch.undo()
    collect()
    with refused("witness_missing"):
        services.make_seed(BATCH, by=SYSTEM, at=DRAWN)
    services.make_seed(BATCH, TOLD, by=SYSTEM, at=DRAWN)
    assert f"witnesses=Ombudsman:{SECRET}\n" in queries.file(BATCH, "seed.txt").decode()


def test_another_beacon_is_another_announcement() -> None:
    until_dice()
    with refused("other_inputs"):
        services.announce(BATCH, by=SYSTEM, at=OPENED, objections_until=FROZEN)
    with refused("other_inputs"):
        services.announce(BATCH, by=SYSTEM, at=OPENED, beacon=rules.QUICKNET, objections_until=FROZEN)


def test_nothing_comes_before_its_time() -> None:
    stage.batch(20)
    with refused("draw_unknown"):
        collect()
    services.announce(BATCH, by=SYSTEM, at=OPENED, beacon=CHAIN)
    with refused("stage_out_of_order"):
        collect()


def test_a_round_before_its_time_says_when() -> None:
    beacon = until_dice()
    asked = Beacon(beacon.promise.number)
    with pytest.raises(Refusal) as caught:
        collect(beacon.number_at - SECOND, source=asked)
    assert caught.value.code == "beacon_too_early"
    assert "09:00:00 WIB, 21-11-2026" in str(caught.value)
    assert asked.asked == []
    with refused("beacon_unreachable"):  # nobody has asked yet
        services.make_seed(BATCH, by=SYSTEM, at=DRAWN)
    with refused("draw_too_early"):
        services.make_seed(BATCH, by=SYSTEM, at=DRAWN - SECOND)


def test_a_beacon_that_is_down_is_asked_again() -> None:
    beacon = until_dice()
    for _again in range(2):
        with refused("beacon_unreachable"):
            collect(source=Beacon())
    assert collect(DRAWN + HOUR, source=Beacon(beacon.promise.number)) is not None
    services.make_seed(BATCH, by=SYSTEM, at=DRAWN + HOUR)
    assert seed_line().split(";")[1] == str(beacon.promise.number)


def test_that_it_did_not_come_is_written_down_once() -> None:
    until_dice()
    for _again in range(3):
        with pytest.raises(Refusal):
            collect(source=Beacon())
    assert facts.count_verbs()["selection.beacon_unanswered"] == 1


def test_wrong_answers_have_their_own_codes_and_leave_nothing() -> None:
    number = until_dice().promise.number
    with refused("beacon_signature_wrong"):
        collect(source=Beacon(number, signature_of=number + 1))
    with refused("beacon_round_wrong"):
        collect(source=Beacon(number, told=number - 1))
    for pasted, code in (
        ("zz", "signature_unreadable"),
        (signed(number - 1), "beacon_signature_wrong"),
        (f'{{"round":{number - 1},"signature":"{signed(number - 1)}"}}', "beacon_round_wrong"),
        (f'{{"round":{number},"signature":"{signed(number - 1)}"}}', "beacon_signature_wrong"),
        (signed(number + 28_800), "beacon_too_early"),
    ):
        with refused(code):
            collect(signature=pasted)
    assert view().pulse is None


def test_an_officer_pastes_the_round_where_there_is_no_network() -> None:
    number = until_dice().promise.number
    assert collect(signature=f" {signed(number).upper()} ", source=Beacon()) == Pulse(number, signed(number))
    assert collect(signature=signed(number)) == Pulse(number, signed(number))
    with refused("other_inputs"):
        collect(signature=signed(number - 1))
    with pytest.raises(ProgrammingError), transaction.atomic():
        DrawFile.objects.filter(name="round.json").update(content=b"")


def test_the_fallback_counts_only_a_day_later_and_only_in_vain() -> None:
    beacon = until_dice(witnesses=True)
    number, fallback = beacon.promise.number, beacon.promise.fallback
    late = Beacon(fallback)
    with refused("beacon_unreachable"):
        collect(beacon.fallback_at - SECOND, source=late)
    assert late.asked == [number]
    with refused("beacon_too_early"):
        collect(beacon.fallback_at - SECOND, source=late, signature=signed(fallback))
    assert collect(beacon.fallback_at, source=late) == Pulse(fallback, signed(fallback))
    services.make_seed(BATCH, TOLD, by=SYSTEM, at=beacon.fallback_at)
    assert seed_line() == f"drand={CHAIN.hash};{fallback};{signed(fallback)}"
    with refused("other_inputs"):
        collect(beacon.fallback_at, signature=signed(number))
    publish_and_check(beacon.fallback_at)


def test_the_announced_round_wins_over_a_pasted_fallback() -> None:
    beacon = until_dice()
    number = beacon.promise.number
    assert collect(beacon.fallback_at, source=Beacon(number), signature=signed(beacon.promise.fallback)) == Pulse(
        number, signed(number)
    )


def test_a_pasted_fallback_holds_when_the_announced_round_does_not_come() -> None:
    beacon = until_dice()
    fallback = beacon.promise.fallback
    assert collect(beacon.fallback_at, source=Beacon(), signature=signed(fallback)) == Pulse(fallback, signed(fallback))


def test_dice_and_witnesses_are_the_last_resort_and_only_by_the_announced_rule() -> None:
    beacon = until_dice(witnesses=True)
    with refused("beacon_unreachable"):
        services.make_seed(BATCH, TOLD, by=SYSTEM, at=beacon.alternative_at)  # nobody has asked
    with pytest.raises(Refusal, match="Putaran"):
        collect(beacon.alternative_at - SECOND, source=Beacon())
    with refused("beacon_unreachable"):
        services.make_seed(BATCH, TOLD, by=SYSTEM, at=beacon.alternative_at - SECOND)
    assert collect(beacon.alternative_at, source=Beacon()) is None
    services.make_seed(BATCH, TOLD, by=SYSTEM, at=beacon.alternative_at)
    assert seed_line() == "drand=-"
    assert collect(beacon.alternative_at + DAY, source=Beacon(beacon.promise.number)) is None  # too late for ever
    services.make_seed(BATCH, TOLD, by=SYSTEM, at=beacon.alternative_at + DAY)
    assert view().pulse is None
    publish_and_check(beacon.alternative_at + DAY)


def test_without_witnesses_the_draw_waits_for_the_beacon() -> None:
    beacon = until_dice()
    with pytest.raises(Refusal):
        collect(beacon.alternative_at + DAY, source=Beacon())
    with refused("beacon_unreachable"):
        services.make_seed(BATCH, by=SYSTEM, at=beacon.alternative_at + DAY)


@pytest.mark.parametrize(("late", "offset"), [(timedelta(0), 28_800), (DAY - SECOND, 28_800), (-SECOND, 0)])
def test_only_a_round_after_the_dice_counts(late: timedelta, offset: int) -> None:
    beacon = until_dice(dice_at=DRAWN + late)
    wanted = beacon.promise.number + offset
    if offset:
        with refused("beacon_too_early"):
            collect(beacon.fallback_at - SECOND)
        with refused("beacon_signature_wrong"):
            collect(beacon.fallback_at, signature=signed(beacon.promise.number))
    assert collect(beacon.fallback_at) == Pulse(wanted, signed(wanted))


def test_dice_after_every_announced_round() -> None:
    with pytest.raises(Refusal) as caught:
        until_dice(dice_at=DRAWN + DAY)
    assert caught.value.code == "dice_too_late"
    assert Draw.objects.get().stage == Stage.FROZEN


def test_dice_hold_alone_only_if_both_rounds_were_asked_for_in_vain_at_the_end() -> None:
    beacon = until_dice(witnesses=True)
    with pytest.raises(Refusal, match="Putaran"):
        collect(beacon.fallback_at + HOUR, source=Beacon())
    assert facts.count_verbs()["selection.beacon_unanswered"] == 2
    with refused("beacon_unreachable"):  # what was asked for a day before says nothing about now
        services.make_seed(BATCH, by=SYSTEM, at=beacon.alternative_at)
    assert collect(beacon.alternative_at, source=Beacon()) is None
    assert facts.count_verbs()["selection.beacon_unanswered"] == 4
    services.make_seed(BATCH, by=SYSTEM, at=beacon.alternative_at)
    assert seed_line() == "drand=-"


def test_a_round_that_comes_between_proposal_and_approval_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    beacon = until_dice(witnesses=True)
    eko, dewi = stage.officer("Eko"), stage.officer("Dewi", Role.APPROVER)
    monkeypatch.setattr(beacons, "beacon", Beacon)
    at = beacon.alternative_at
    proposal = services.propose_stage(BATCH, Act.SEED, {}, by=eko, at=at)
    monkeypatch.setattr(beacons, "beacon", lambda: Beacon(beacon.promise.number))
    services.decide_stage(proposal, approve=True, by=dewi, at=at + HOUR)
    assert seed_line() == f"drand={CHAIN.hash};{beacon.promise.number};{signed(beacon.promise.number)}"


def test_dice_after_every_announced_round_with_witnesses() -> None:
    until_dice(dice_at=DRAWN + DAY, witnesses=True)
    assert collect(DRAWN + DAY) is None
    services.make_seed(BATCH, TOLD, by=SYSTEM, at=DRAWN + DAY)
    assert seed_line() == "drand=-"


def test_a_draw_without_beacon_takes_no_signature() -> None:
    stage.until_frozen(20, 10)
    services.record_dice(BATCH, DICE, by=SYSTEM, at=DRAWN)
    assert collect() is None
    with refused("beacon_unannounced"):
        collect(signature=signed(1))
    services.make_seed(BATCH, stage.SECRETS, by=SYSTEM, at=DRAWN)
    assert seed_line() == "drand=-"


def test_the_timetable_asks_for_rounds_that_are_due(monkeypatch: pytest.MonkeyPatch) -> None:
    number = until_dice().promise.number
    monkeypatch.setattr(beacons, "beacon", Beacon)
    tasks.collect_rounds(DRAWN - SECOND)
    tasks.collect_rounds(DRAWN)
    assert view().pulse is None
    monkeypatch.setattr(beacons, "beacon", lambda: Beacon(number))
    tasks.collect_rounds(DRAWN + HOUR)
    assert view().pulse == Pulse(number, signed(number))
    assert facts.exists("selection.round_collected", batch_subject(BATCH))


def test_two_officers_announce_and_seed_with_the_beacon() -> None:
    stage.batch(10)
    eko, dewi = stage.officer("Eko"), stage.officer("Dewi", Role.APPROVER)
    with refused("beacon_changed"):
        services.propose_stage(BATCH, Act.ANNOUNCE, {"beacon": "00" * 32}, by=eko, at=OPENED)
    proposal = services.propose_stage(BATCH, Act.ANNOUNCE, {"beacon": CHAIN.hash}, by=eko, at=OPENED)
    services.decide_stage(proposal, approve=True, by=dewi, at=OPENED)
    stage.apply(30)
    stage.verified()
    stage.lists()
    services.freeze(BATCH, by=SYSTEM, at=FROZEN)
    services.record_dice(BATCH, DICE, by=SYSTEM, at=DRAWN - 10 * SECOND)
    with refused("beacon_too_early"):
        services.propose_stage(BATCH, Act.SEED, {}, by=eko, at=DRAWN - 5 * SECOND)
    proposal = services.propose_stage(BATCH, Act.SEED, {}, by=eko, at=DRAWN)
    assert people.open_proposal("selection.seed", batch_subject(BATCH)) is not None
    services.decide_stage(proposal, approve=True, by=dewi, at=DRAWN)
    assert seed_line().startswith(f"drand={CHAIN.hash};")


# ---- two at once ------------------------------------------------------------------------------------------


@pytest.fixture
def _closed_connections() -> Iterator[None]:
    yield
    connection.close()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_closed_connections")
def test_two_officers_collect_the_round_at_once() -> None:
    number = until_dice().promise.number
    assert both(collect, collect) == [Pulse(number, signed(number))] * 2
    assert facts.count_verbs()["selection.round_collected"] == 1
    assert both(_seed, _seed) == [queries.known(BATCH).seed] * 2
    assert facts.count_verbs()["selection.seeded"] == 1


def _seed() -> str:
    return services.make_seed(BATCH, by=SYSTEM, at=DRAWN)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_closed_connections")
def test_announced_round_and_fallback_at_once_leave_one() -> None:
    beacon = until_dice()
    number, fallback, at = beacon.promise.number, beacon.promise.fallback, beacon.fallback_at
    answers = both(lambda: collect(at, source=Beacon(number)), lambda: collect(at, source=Beacon(fallback)))
    assert "other_inputs" in answers or answers[0] == answers[1]
    kept = view().pulse
    assert kept in answers
    assert facts.count_verbs()["selection.round_collected"] == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_closed_connections")
def test_without_the_lock_both_believe_they_were_first(monkeypatch: pytest.MonkeyPatch) -> None:
    until_dice()
    seen = threading.Barrier(2)

    def unlocked(batch: int) -> Draw:
        return Draw.objects.get(batch_id=batch)

    def slow(act: Callable[[int], BeaconView | None]) -> Callable[[int], BeaconView | None]:
        def look(batch: int) -> BeaconView | None:
            found = act(batch)
            seen.wait(timeout=10)
            return found

        return look

    monkeypatch.setattr(rounds, "locked", unlocked)
    monkeypatch.setattr(queries, "beacon", slow(queries.beacon))
    answers = both(collect, collect)
    monkeypatch.undo()
    # The file is kept once, by its constraint; but the act is written down twice.
    assert answers[0] == answers[1]
    assert facts.count_verbs()["selection.round_collected"] == 2
