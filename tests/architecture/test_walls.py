"""Every wall of the house holds, and falls in a copy of the import graph in which it is broken."""

import pytest

from tests.architecture import walls
from tests.architecture.plan import PLAN

JOURNEY = "jadibisa.journey"
FAULTS = {
    "upward in the house": ("House", "jadibisa.foundation.facts.services", f"{JOURNEY}.work.types"),
    "a journey step asks care": ("House", f"{JOURNEY}.work.services.jobs", "jadibisa.care.notices.services"),
    "the kernel asks the foundation": ("House", "jadibisa.kernel.money", "jadibisa.foundation.facts.types"),
    "a storey that nobody planned": ("House", "jadibisa.cellar.wine", "jadibisa.kernel.money"),
    "up the stairs": ("Stairs", f"{JOURNEY}.selection.services", f"{JOURNEY}.funding.queries"),
    "a step that nobody planned": ("Stairs", f"{JOURNEY}.lottery.services", "jadibisa.kernel.money"),
    "up in the cellar": ("Cellar", "jadibisa.foundation.facts.services", "jadibisa.foundation.people.queries"),
    "sideways in the cellar": ("Cellar", "jadibisa.foundation.people.services", "jadibisa.foundation.ledger.services"),
    "a room utils": ("Rooms", f"{JOURNEY}.funding.utils", "jadibisa.kernel.money"),
    "rules ask queries": ("Rooms", f"{JOURNEY}.verification.rules", f"{JOURNEY}.verification.queries"),
    "services ask tasks": ("Rooms", f"{JOURNEY}.selection.services", f"{JOURNEY}.selection.tasks"),
    "rules know Django": ("Pure", f"{JOURNEY}.selection.rules.choice", "django.db"),
    "types know the time": ("Pure", f"{JOURNEY}.training.types", "time"),
    "the kernel draws": ("Pure", "jadibisa.kernel.ids", "random"),
    "views ask models": ("Thin doors", f"{JOURNEY}.work.views", f"{JOURNEY}.work.models"),
    "tasks ask models": ("Thin doors", f"{JOURNEY}.selection.tasks", f"{JOURNEY}.selection.models"),
    "portal asks models": ("Thin doors", "jadibisa.portal.views.home", f"{JOURNEY}.registration.models"),
    "a circle in a storey": ("No circles", "jadibisa.kernel.refusals", "jadibisa.kernel.policy"),
    "a circle between steps": ("No circles", f"{JOURNEY}.registration.queries", f"{JOURNEY}.work.queries"),
}
UNPLANNED = {
    "another app's private room": (f"{JOURNEY}.selection.services", f"{JOURNEY}.registration.models", "private room"),
    "gateways ask models": (f"{JOURNEY}.funding.gateways", f"{JOURNEY}.funding.models", "room"),
    "forms ask services": (f"{JOURNEY}.registration.forms", f"{JOURNEY}.registration.services", "room"),
    "an arrow down": ("jadibisa.foundation.people.services", "jadibisa.foundation.places.queries", "not planned"),
    "portal in a private room": ("jadibisa.portal.views.home", f"{JOURNEY}.work.rules", "portal enters"),
}


@pytest.mark.parametrize("name", sorted(walls.contracts()))
def test_contract_holds(name: str) -> None:
    assert walls.keeps(name, walls.graph()), f"`lint-imports` says more about {name}"


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_contract_falls_when_broken(fault: str) -> None:
    name, near, far = FAULTS[fault]
    assert not walls.keeps(name, walls.broken((near, far)))


def test_plan_holds() -> None:
    assert walls.plan_faults(walls.graph()) == []


@pytest.mark.parametrize("fault", sorted(UNPLANNED))
def test_plan_notices(fault: str) -> None:
    near, far, word = UNPLANNED[fault]
    before = set(walls.plan_faults(walls.graph()))
    assert any(line.startswith(word) for line in set(walls.plan_faults(walls.broken((near, far)))) - before)


def test_plan_notices_what_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walls, "PLAN", {**PLAN, "registration": {*PLAN.get("registration", ()), "ledger"}})
    assert "planned but gone: registration -> ledger" in walls.plan_faults(walls.graph())
