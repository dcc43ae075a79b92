"""Provinces whose seats go to their regencies: from the policy to the roll, the quota table, the result and the files."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from django.db import transaction

from jadibisa.foundation.places import queries as places
from jadibisa.journey.selection import queries, services
from jadibisa.journey.selection.models import Entry
from jadibisa.journey.selection.rules import formats
from jadibisa.journey.selection.rules.law import law_of
from jadibisa.journey.selection.rules.quota import quota
from jadibisa.journey.selection.types import Law
from jadibisa.journey.selection.views.shown import limit_table, reason, seat_table
from jadibisa.kernel.actors import SYSTEM
from jadibisa.kernel.policy import load
from jadibisa.kernel.refusals import Refusal
from jadibisa.oversight.inclusion import queries as inclusion
from tests.journey.selection import stage
from tests.journey.selection.stage import BATCH, DRAWN, OPENED, WITNESSES

PAPUA = ("91", "92", "93", "94", "95", "96")
DAY = date(2026, 11, 15)


@contextmanager
def refused(code: str) -> Iterator[None]:
    with pytest.raises(Refusal) as caught, transaction.atomic():
        yield
    assert caught.value.code == code


def test_a_policy_of_before_splits_nothing() -> None:
    lines = stage.policy_text().split("[[parameter]]")
    old = "[[parameter]]".join(line for line in lines if "selection.regenc" not in line)
    law = law_of(load(old, "old.toml"), DAY)
    assert (law.regencies, law.regency_floor) == ((), 0)
    assert [place.code for place in queries.places_of(law)] == [province.code for province in places.provinces()]


def test_the_policy_names_provinces_or_all_of_them() -> None:
    some = law_of(load(stage.policy_text(regencies=PAPUA, regency_floor=1), "some.toml"), DAY)
    every = law_of(load(stage.policy_text(regencies=["all"], regency_floor=1), "all.toml"), DAY)
    split = {place.code for place in queries.places_of(some) if place.parent}
    assert split == {regency.code for regency in places.regencies() if regency.province in PAPUA}
    assert len([place for place in queries.places_of(every) if place.parent]) == len(places.regencies())
    assert {place.minimum for place in queries.places_of(some) if place.parent} == {1}
    assert queries.compartment(some, "91", "91.19") == "91.19"
    assert queries.compartment(some, "32", "32.04") == "32"


def test_supiori_gets_a_seat_and_small_provinces_lower_the_floor_of_all_their_regencies() -> None:
    law = Law(regencies=PAPUA, regency_floor=2)
    listed = queries.places_of(law)
    applicants = {place.code: (9000,) for place in listed if place.parent or place.code not in PAPUA}
    rows = {row.code: row for row in quota("G1", 20_000, law, listed, applicants).rows}
    assert rows["91.19"].seats == rows["91.19"].minimum == 2
    mine = [row for code, row in rows.items() if row.parent == "91"]
    assert sum(row.seats for row in mine) == rows["91"].seats
    few = {row.code: row for row in quota("G1", 2000, law, listed, applicants).rows}
    mine = [row for row in few.values() if row.parent == "91"]
    assert {row.minimum for row in mine} == {few["91"].seats // len(mine)}
    assert formats.read_quota(formats.quota_text(quota("G1", 20_000, law, listed, applicants))).law.regencies == PAPUA


@pytest.mark.django_db
@pytest.mark.parametrize("open_types", [True, False])
def test_a_split_draw_recomputes_and_speaks_of_the_regency(open_types: bool) -> None:  # noqa: FBT001
    stage.until_published(300, 120, regencies=[*PAPUA, "32"], regency_floor=1, open_types=open_types)
    table = queries.quota(BATCH)
    assert table is not None
    rows = {row.code: row for row in table.rows}
    assert rows["32"].split
    assert not rows["33"].split
    codes = set(Entry.objects.filter(batch_id=BATCH).values_list("compartment", flat=True))
    assert {code[:2] for code in codes if len(code) == 5} <= {*PAPUA, "32"}
    assert "32" not in codes
    inside = [row for row in rows.values() if row.parent == "32"]
    assert sum(row.seats for row in inside) == rows["32"].seats > 0
    assert queries.check_draw(BATCH) == []
    assert inclusion.quota_of([BATCH])["32"] == rows["32"].seats
    seen = {row.code: row.name for row in seat_table(table)}
    assert seen[inside[0].code].endswith(", Jawa Barat")
    assert "32" not in seen
    assert any(row.code == inside[0].code for row in limit_table(table, queries.cutoffs(BATCH))[1]) == bool(
        inside[0].eligible
    )
    winner = Entry.objects.filter(batch_id=BATCH, selected=True, compartment__startswith="32.").first()
    assert winner is not None
    result = queries.result_of(winner.application_id)
    assert result is not None
    assert "Jawa Barat" in reason(result.ticket, table.law.traits)
    assert places.regency(winner.compartment).name in reason(result.ticket, table.law.traits)
    if not open_types:  # the owner opens her own line
        sealed = formats.commitment(result.ticket.salt, winner.ticket, result.ticket.label)
        assert result.ticket.line.endswith("," + sealed)


@pytest.mark.django_db
def test_a_seat_that_falls_free_stays_in_its_regency() -> None:
    stage.until_published(300, 100, regencies=["all"])
    waiting = Entry.objects.filter(selected=False).values_list("compartment", flat=True)
    winners = list(Entry.objects.filter(selected=True, compartment__in=list(waiting))[:6])
    assert services.lapse([entry.application_id for entry in winners], "x", by=SYSTEM, at=DRAWN) == len(winners) > 0
    moved = services.replace(BATCH, by=SYSTEM, at=DRAWN)
    freed = sorted(entry.compartment for entry in winners)
    taken = sorted(Entry.objects.filter(application_id__in=moved).values_list("compartment", flat=True))
    assert taken
    assert all(taken.count(code) <= freed.count(code) for code in taken)
    assert queries.check_draw(BATCH) == []


@pytest.mark.django_db
def test_floors_of_regencies_beyond_the_seats_are_refused_at_once() -> None:
    stage.batch(100, regencies=["all"], regency_floor=1)
    with refused("floors_beyond_seats"):
        services.announce(BATCH, by=SYSTEM, at=OPENED, witnesses=WITNESSES)
