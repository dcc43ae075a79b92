"""The funnel: every figure from the steps, kept for the public pages, hidden where it could give somebody away."""

import re

import msgspec
import pytest
from django.test import Client

from jadibisa.foundation.plumbing.chance import uuid7
from jadibisa.journey.registration.types import Receipt
from jadibisa.journey.verification import services as verification
from jadibisa.kernel.actors import SYSTEM
from jadibisa.oversight.inclusion import queries
from jadibisa.oversight.inclusion.models import Snapshot
from jadibisa.oversight.inclusion.rules.counting import Person, tally
from jadibisa.oversight.inclusion.services import ask_for_fresh, refresh
from jadibisa.oversight.inclusion.types import Counts, Report
from tests.portal.conftest import BATCH, NOW


def test_everybody_is_counted_once_in_each_view() -> None:
    """Sums by province and by schooling are the total; a trait is counted inside its province."""
    people = [
        Person(uuid7(), code, f"{code}.01", school, traits, "web")
        for code in ("11", "32")
        for school in ("SMA", "S1")
        for traits in (0, 1, 3)
    ]
    chosen = {person.id for person in people[::2]}
    counted = tally(people, {"verified": {person.id for person in people}, "selected": chosen})
    assert counted.all == Counts(registered=12, verified=12, selected=6)
    for view in (counted.provinces, counted.schooling):
        assert sum(counts.registered for counts in view.values()) == 12
        assert sum(counts.selected for counts in view.values()) == 6
    assert counted.traits["W"].registered == sum(counted.cells[code, "W"].registered for code in ("11", "32")) == 8
    assert counted.regencies == {"11.01", "32.01"}


def test_the_report_follows_the_steps(receipt: Receipt) -> None:
    """Ayu registered, then she is verified; all batches together say the same."""
    before = queries.report(BATCH, NOW)
    assert (before.counts.registered, before.counts.verified, before.counts.waiting) == (1, 0, 1)
    verification.begin([receipt.application_id], by=SYSTEM, at=NOW)
    verification.check([receipt.application_id], by=SYSTEM, at=NOW)
    after = queries.report(BATCH, NOW)
    assert after.counts.verified + after.counts.refused + after.counts.waiting == 1
    assert queries.report(None, NOW).counts == after.counts
    assert after.seats == 100


def test_a_count_is_kept_whole(receipt: Receipt) -> None:  # noqa: ARG001
    """What the public page reads is what was counted."""
    assert queries.last(BATCH) is None
    assert refresh(by=SYSTEM, at=NOW) == [BATCH]
    assert queries.last(BATCH) == queries.report(BATCH, NOW)
    assert queries.last(None) == queries.report(None, NOW)


def test_many_readers_order_one_count(stage: None) -> None:  # noqa: ARG001
    """The first reader of an old count orders a new one; the others wait for it."""
    assert ask_for_fresh(at=NOW)
    assert not ask_for_fresh(at=NOW)
    refresh(by=SYSTEM, at=NOW)
    assert not ask_for_fresh(at=NOW)


@pytest.mark.parametrize("address", ["/data/", "/laporan/"])
def test_public_pages_bear_few_queries(receipt: Receipt, django_assert_max_num_queries: object, address: str) -> None:  # noqa: ARG001
    """The page of a kept count costs the same however many people there are."""
    refresh(by=SYSTEM, at=NOW)
    client = Client()
    with django_assert_max_num_queries(14):  # type: ignore[operator]
        page = client.get(f"{address}?gelombang={BATCH}")
    assert page.status_code == 200


@pytest.mark.parametrize("name", ["provinsi", "kelompok", "sekolah", "jalur", "corong", "pasokan"])
def test_every_picture_has_its_csv(receipt: Receipt, name: str) -> None:  # noqa: ARG001
    """A file for each table; one person alone is never in it."""
    refresh(by=SYSTEM, at=NOW)
    answer = Client().get(f"/data/{name}.csv?gelombang={BATCH}")
    lines = answer.getvalue().decode("utf-8-sig").splitlines()
    assert answer.status_code == 200
    assert len(lines[0].split(",")) >= 3
    if name in {"provinsi", "sekolah"}:
        assert all(line.split(",")[2 if name == "provinsi" else 1] == "" for line in lines[1:])


@pytest.mark.parametrize("query", ["?gelombang=9999", "?gelombang=abc", "?gelombang=-1"])
def test_a_batch_that_does_not_exist_is_not_found(stage: None, query: str) -> None:  # noqa: ARG001
    """No page and no file of nothing."""
    assert Client().get(f"/data/{query}").status_code == 404
    assert Client().get(f"/data/provinsi.csv{query}").status_code == 404
    assert Client().get("/data/tidak-ada.csv").status_code == 404


def test_few_people_refused_for_a_reason_are_not_published(stage: None) -> None:  # noqa: ARG001
    """A small number is hidden, and with it what would give it away beside the total of the refused."""
    counts = {"age": 120, "schooling": 40, "exclusion_list": 3}
    found = Report(BATCH, NOW, Counts(registered=500, refused=163), 100, refused_by_reason=counts)
    assert queries.reasons(found) == {"age": 120, "schooling": None, "exclusion_list": None}
    Snapshot.objects.create(batch=BATCH, at=NOW, content=msgspec.to_builtins(found))
    assert Client().get(f"/api/inclusion/funnel/{BATCH}").json()["refused_by_reason"]["exclusion_list"] is None


def test_json_says_the_same_and_refuses_as_a_problem(receipt: Receipt) -> None:  # noqa: ARG001
    """The JSON door: a problem before the count, null for the hidden afterwards."""
    before = Client().get(f"/api/inclusion/funnel/{BATCH}")
    assert before.status_code == 404
    assert before["Content-Type"] == "application/problem+json"
    assert before.json()["code"] == "not_counted"
    refresh(by=SYSTEM, at=NOW)
    answer = Client().get(f"/api/inclusion/funnel/{BATCH}").json()
    assert (answer["stages"][0]["stage"], answer["stages"][0]["all"]) == ("registered", 1)
    assert all(row["people"] is None for row in answer["provinces"])


def test_every_tile_of_the_map_leads_to_a_row(receipt: Receipt) -> None:  # noqa: ARG001
    """Also where nobody registered."""
    refresh(by=SYSTEM, at=NOW)
    page = Client().get("/data/", {"gelombang": BATCH}).text
    targets = set(re.findall(r'href="#(p-[A-Z]{2})"', page))
    assert len(targets) == 38
    assert targets == set(re.findall(r'id="(p-[A-Z]{2})"', page))
