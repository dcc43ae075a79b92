"""Appeals that are won after the freeze: a seat beside the draw or the promise of one; nobody is displaced."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from hypothesis import given as hypothesis_given
from hypothesis import settings
from hypothesis import strategies as st

from jadibisa.care.notices.models import Notice
from jadibisa.foundation.facts import queries as facts
from jadibisa.foundation.facts.services import deliver, record
from jadibisa.foundation.people.queries import open_proposal
from jadibisa.journey.funding.models import Allotment
from jadibisa.journey.registration import services as registration
from jadibisa.journey.registration.models import Application
from jadibisa.journey.registration.types import batch_subject
from jadibisa.journey.selection import queries, services
from jadibisa.journey.selection.models import Addition, DrawFile, Entry, Promise
from jadibisa.journey.selection.types import Stage, Way
from jadibisa.journey.verification import queries as verification
from jadibisa.journey.verification import services as cases
from jadibisa.journey.verification.models import Case, Recipient
from jadibisa.journey.verification.types import CaseState, Reason
from jadibisa.kernel.actors import SYSTEM, Role
from jadibisa.kernel.refusals import Refusal
from jadibisa.oversight.inclusion import queries as inclusion
from tests.journey.selection import stage
from tests.journey.selection.stage import BATCH, CLOSED, DICE, DRAWN, FROZEN, OPENED, SECRETS, WITNESSES

pytestmark = pytest.mark.django_db
WON = FROZEN + timedelta(days=1)
LATER = DRAWN + timedelta(days=1)


@contextmanager
def refused(code: str) -> Iterator[None]:
    with pytest.raises(Refusal) as caught, transaction.atomic():
        yield
    assert caught.value.code == code


def drawn_without(way: Way, wronged: int, count: int = 60, seats: int = 20) -> list[UUID]:
    """A drawn roll; so many people were refused before the freeze and won their appeals after it."""
    stage.batch(seats, late_appeals=str(way))
    services.announce(BATCH, by=SYSTEM, at=OPENED, witnesses=WITNESSES)
    receipts = stage.apply(count)
    stage.verified()
    refused_ones = [receipt.application_id for receipt in receipts[:wronged]]
    Case.objects.filter(application_id__in=refused_ones).update(
        state=CaseState.REFUSED, reasons=[str(Reason.IN_EDUCATION)], decided_at=CLOSED
    )
    stage.lists()
    services.freeze(BATCH, by=SYSTEM, at=FROZEN)
    helper, verifier = stage.officer("Hana", Role.HELP_OFFICER), stage.officer("Dewi", Role.VERIFIER)
    for one in refused_ones:
        cases.reopen_after_appeal(one, by=helper, at=WON, why="Ijazah sah")
        cases.review(one, accept=True, reason="Ijazah sah", by=verifier, at=WON)
    services.record_dice(BATCH, DICE, by=SYSTEM, at=DRAWN)
    services.make_seed(BATCH, SECRETS, by=SYSTEM, at=DRAWN)
    services.run(BATCH, by=SYSTEM, at=DRAWN)
    return refused_ones


def drawn_without_one(way: Way, count: int = 60, seats: int = 20) -> UUID:
    """The same with one person."""
    return drawn_without(way, 1, count, seats)[0]


def published(way: Way, **sizes: int) -> UUID:
    """The same, and the result is out."""
    wronged = drawn_without_one(way, **sizes)
    services.publish(BATCH, by=SYSTEM, at=DRAWN)
    return wronged


def given(application_id: UUID) -> None:
    """Two officers give what the policy says."""
    first, second = stage.officer("Eko"), stage.officer("Citra", Role.APPROVER)
    proposal = services.propose_addition(application_id, by=first, at=LATER, why="Putusan keberatan")
    with refused("own_proposal"):
        services.decide_addition(proposal, approve=True, by=first, at=LATER)
    services.decide_addition(proposal, approve=True, by=second, at=LATER)


def untouched() -> tuple[object, ...]:
    """What a seat beside the draw must leave as it is."""
    return (
        list(Entry.objects.order_by("place").values()),
        [(one.name, one.sha256) for one in queries.files(BATCH) if not one.name.startswith("additions-")],
        queries.cutoffs(BATCH),
    )


def test_a_seat_beside_the_draw_displaces_nobody_and_the_draw_still_checks() -> None:
    wronged = published(Way.EXTRA_SEAT)
    before, winners = untouched(), queries.winners(BATCH)
    assert [found.application_id for found in queries.owed(BATCH)] == [wronged]
    given(wronged)
    assert untouched() == before
    assert queries.winners(BATCH) == [*winners, wronged]
    assert queries.owed(BATCH) == []
    assert queries.check_draw(BATCH) == []
    assert queries.rows_without_fact() == 0
    ticket = Application.objects.get(pk=wronged).ticket
    assert queries.file(BATCH, "additions-001.csv") == f"extra_seat,appeal_won,{ticket}\n".encode()
    assert facts.subjects_of(["selection.added"]) == {wronged}
    assert Recipient.objects.get(pk=wronged).batch_number == BATCH
    assert queries.beside_counts(BATCH) == {Way.EXTRA_SEAT: 1, Way.NEXT_BATCH: 0}
    assert [step.title for step in queries.steps_of(wronged)] == ["Anda mendapat kursi tambahan."]


def test_a_second_click_gives_no_second_seat() -> None:
    wronged = published(Way.EXTRA_SEAT)
    given(wronged)
    services.add(wronged, by=SYSTEM, at=LATER)
    assert Addition.objects.count() == 1
    assert DrawFile.objects.filter(name__startswith="additions-").count() == 1
    with refused("nothing_owed"):
        services.propose_addition(wronged, by=stage.officer("Joko"), at=LATER, why="Sekali lagi")


def test_what_is_not_owed_is_refused() -> None:
    wronged = drawn_without_one(Way.EXTRA_SEAT)
    officer = stage.officer()
    with refused("draw_unpublished"):
        services.propose_addition(wronged, by=officer, at=LATER, why="Putusan keberatan")
    services.publish(BATCH, by=SYSTEM, at=DRAWN)
    with refused("reason_needed"):
        services.propose_addition(wronged, by=officer, at=LATER, why=" ")
    for other in (queries.winners(BATCH)[0], Entry.objects.filter(selected=False)[0].application_id):
        with refused("nothing_owed"):
            services.propose_addition(other, by=officer, at=LATER, why="Teman saya")
        with refused("nothing_owed"):
            services.add(other, by=SYSTEM, at=LATER)
    proposal = services.propose_addition(wronged, by=officer, at=LATER, why="Putusan keberatan")
    services.decide_addition(proposal, approve=False, by=stage.officer("Citra", Role.APPROVER), at=LATER)
    assert Addition.objects.count() == 0
    assert open_proposal(queries.ADD, wronged) is None


def test_a_full_family_card_is_told_and_leaves_the_proposal_open() -> None:
    wronged = published(Way.EXTRA_SEAT)
    others = Recipient.objects.order_by("pk")[:2]
    card = Case.objects.get(pk=wronged).kk_index
    for slot, other in enumerate(others, 1):
        Recipient.objects.filter(pk=other.pk).update(kk_index=card, slot=slot)
    proposal = services.propose_addition(wronged, by=stage.officer(), at=LATER, why="Putusan keberatan")
    with refused("family_card_full"):
        services.decide_addition(proposal, approve=True, by=stage.officer("Citra", Role.APPROVER), at=LATER)
    assert Addition.objects.count() == 0
    assert open_proposal(queries.ADD, wronged) is not None


def test_a_lost_seat_beside_the_draw_is_not_refilled() -> None:
    wronged = published(Way.EXTRA_SEAT)
    given(wronged)
    assert services.lapse([wronged], "revoked", by=SYSTEM, at=LATER) == 1
    assert services.lapse([wronged], "revoked", by=SYSTEM, at=LATER) == 0
    assert wronged not in queries.winners(BATCH)
    assert services.replace(BATCH, by=SYSTEM, at=LATER) == []
    assert [step.title for step in queries.steps_of(wronged)] == ["Kursi Anda sudah dilepas."]


def next_batch(people: list[UUID], *, count: int, seats: int) -> None:
    """The same persons and others take part in the next batch, which is drawn and published."""
    number, later = BATCH + 1, timedelta(days=40)
    registration.open_batch(
        number, "test", OPENED + later, CLOSED + later, seats, DRAWN + later, by=SYSTEM, at=OPENED + later
    )
    record("funding.funded", by=SYSTEM, at=OPENED + later, subjects=[batch_subject(number)], data={"batch": number})
    services.announce(number, by=SYSTEM, at=OPENED + later, witnesses=WITNESSES)
    rows = Application.objects.filter(batch_id=BATCH).exclude(person_id__in=Recipient.objects.values("person_id"))
    chosen = [*rows.filter(pk__in=people), *rows.exclude(pk__in=people).order_by("pk")[:count]]
    for row in chosen:
        old = row.pk
        case = Case.objects.get(pk=old)
        row.pk, row.batch_id = UUID(int=old.int ^ 1), number
        row.ticket = row.ticket[::-1]
        row.reference = f"{row.reference[:-2]}ZZ"
        row._state.adding = True
        row.key = f"again/{old}"
        row.save(force_insert=True)
        case.pk, case.application_id, case.batch_number, case.appealed = row.pk, row.pk, number, False
        case.decided_at = CLOSED + later
        case.save(force_insert=True)
    stage.lists(CLOSED + later)
    services.freeze(number, by=SYSTEM, at=FROZEN + later)
    services.record_dice(number, DICE[::-1], by=SYSTEM, at=DRAWN + later)
    services.make_seed(number, SECRETS, by=SYSTEM, at=DRAWN + later)
    services.run(number, by=SYSTEM, at=DRAWN + later)
    services.publish(number, by=SYSTEM, at=DRAWN + later)


@pytest.mark.parametrize("seats", [2, 21])
def test_a_promise_is_kept_in_the_next_batch_whatever_the_draw_says(seats: int) -> None:
    wronged = published(Way.NEXT_BATCH)
    given(wronged)
    assert [step.title for step in queries.steps_of(wronged)] == ["Anda dijanjikan kursi."]
    assert wronged not in queries.winners(BATCH)
    assert Recipient.objects.filter(pk=wronged).count() == 0
    with refused("nothing_owed"):
        services.propose_addition(wronged, by=stage.officer("Joko"), at=LATER, why="Lagi")
    next_batch([wronged], count=20, seats=seats)
    again = UUID(int=wronged.int ^ 1)
    winners = queries.winners(BATCH + 1)
    drawn = bool(Entry.objects.get(pk=again).selected)
    assert winners.count(again) == 1
    assert len(winners) == min(seats, 21) + (not drawn)
    assert Promise.objects.get(pk=wronged).kept_at is not None
    assert queries.check_draw(BATCH + 1) == []
    assert again not in facts.subjects_of(["selection.not_selected"])
    assert again in facts.subjects_of(["selection.promise_kept"])
    assert queries.rows_without_fact() == 0
    someone = queries.winners(BATCH + 1)[0]
    services.lapse([someone], "revoked", by=SYSTEM, at=DRAWN + timedelta(days=50))
    services.replace(BATCH + 1, by=SYSTEM, at=DRAWN + timedelta(days=50))
    assert queries.winners(BATCH + 1).count(again) == (again != someone)


@pytest.mark.parametrize(
    "change",
    [
        lambda: Addition.objects.all().delete(),
        lambda: Addition.objects.update(added_at=OPENED),
        lambda: Addition.objects.update(person_id=Entry.objects.filter(selected=False)[0].person_id),
    ],
)
def test_the_database_keeps_a_seat_beside_the_draw(change: Callable[[], object]) -> None:
    given(published(Way.EXTRA_SEAT, count=30, seats=10))
    with pytest.raises((IntegrityError, ProgrammingError)), transaction.atomic():
        change()


def test_an_appeal_won_before_the_freeze_needs_nothing_beside_the_draw() -> None:
    stage.batch(10)
    services.announce(BATCH, by=SYSTEM, at=OPENED, witnesses=WITNESSES)
    stage.apply(20)
    stage.verified()
    Case.objects.update(appealed=True)
    stage.lists()
    assert queries.owed(BATCH) == []
    services.freeze(BATCH, by=SYSTEM, at=FROZEN)
    assert queries.owed(BATCH) == []
    assert verification.verified_after_appeal(BATCH, FROZEN) == []
    view = queries.draw(BATCH)
    assert view is not None
    assert view.stage is Stage.FROZEN


@pytest.mark.parametrize("way", list(Way))
def test_the_money_follows_a_seat_and_not_a_promise(way: Way) -> None:
    wronged = published(way)
    deliver()
    before = Allotment.objects.count()
    given(wronged)
    for _heard in range(2):
        deliver()
    assert Allotment.objects.count() == before + (way is Way.EXTRA_SEAT)
    assert Allotment.objects.filter(pk=wronged).exists() == (way is Way.EXTRA_SEAT)
    told = set(Notice.objects.filter(application_id=wronged).values_list("kind", flat=True))
    assert told >= {"verified_late", "seat_added" if way is Way.EXTRA_SEAT else "seat_promised"}
    assert not told & {"verified", "selected", "not_selected"}
    counted = inclusion.report(BATCH, LATER)
    assert counted.beside == int(way is Way.EXTRA_SEAT)
    assert counted.counts.selected == 20 + counted.beside


def test_whatever_happens_afterwards_nobody_is_displaced_and_nobody_sits_twice() -> None:
    owed = drawn_without(Way.EXTRA_SEAT, 4, count=40, seats=12)
    services.publish(BATCH, by=SYSTEM, at=DRAWN)
    acts = st.lists(st.tuples(st.sampled_from(["lapse", "replace", "add"]), st.integers(0, 50)), max_size=12)

    def check(told: list[tuple[str, int]]) -> None:
        for act, number in told:
            before = queries.winners(BATCH)
            gone: set[UUID] = set()
            if act == "lapse" and before:
                gone = {before[number % len(before)]}
                services.lapse(list(gone), "revoked", by=SYSTEM, at=LATER)
            elif act == "replace":
                services.replace(BATCH, by=SYSTEM, at=LATER)
            elif act == "add":
                services.add(owed[number % len(owed)], by=SYSTEM, at=LATER)
            after = queries.winners(BATCH)
            assert set(before) - set(after) == gone
            people = Application.objects.filter(pk__in=after).values_list("person_id", flat=True)
            assert len(after) == len(set(after)) == len(set(people))
            drawn = len(after) - Addition.objects.filter(lapsed_at=None).count()
            assert drawn + queries.open_seats(BATCH) == 12
            assert set(after) <= set(Recipient.objects.values_list("pk", flat=True))

    @settings(max_examples=12, deadline=None)
    @hypothesis_given(acts)
    def example(told: list[tuple[str, int]]) -> None:
        with transaction.atomic():
            check(told)
            transaction.set_rollback(True)

    example()
