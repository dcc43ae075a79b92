"""A run is called off: balances come back, days begin again, the same course may be bought again."""

from datetime import date

import pytest
from django.db import transaction

from jadibisa.foundation.facts.models import FactRow
from jadibisa.foundation.people import services as people
from jadibisa.foundation.plumbing import clock
from jadibisa.foundation.plumbing.chance import uuid7
from jadibisa.journey.funding import queries as funding
from jadibisa.journey.funding import services as money
from jadibisa.journey.training import queries, services
from jadibisa.journey.training.models import Run
from jadibisa.journey.training.types import Mode, NewRun, Purchase, PurchaseState
from jadibisa.kernel.actors import SYSTEM, Actor, Role
from jadibisa.kernel.money import sen
from jadibisa.kernel.refusals import Refusal
from tests.journey.training import world
from tests.journey.training.world import wib

pytestmark = pytest.mark.django_db
BOUGHT_AT = wib(2024, 3, 1)


def test_a_run_is_called_off_for_everybody_who_has_not_finished() -> None:
    one, two, three = world.learners(3)
    of = world.provider()
    plan = world.course(of)
    later = world.course(of, starts=date(2024, 3, 25)).runs[0]
    second = NewRun("2", later.starts_on, later.ends_on, 20, None, later.sessions)
    (run,) = world.publish(world.course(of, runs=(*plan.runs, second)))
    bought = world.bought(services.purchase([(who, run) for who in (one, two, three)], by=SYSTEM, at=BOUGHT_AT))
    world.learn(bought[:1])
    world.redeem(bought[1:2])
    assert services.withdraw(run, "Pengajar sakit", by=SYSTEM, at=wib(2024, 3, 14)) == 2
    assert [queries.enrolments(who)[0].state for who in (one, two, three)] == [
        PurchaseState.COMPLETED,
        PurchaseState.WITHDRAWN,
        PurchaseState.WITHDRAWN,
    ]
    assert funding.balance(two).available == funding.balance(three).available == sen(3_500_000)
    assert Run.objects.get(id=run).taken == 1
    learner = queries.learner(two)
    assert learner is not None
    assert (learner.purchases, learner.buy_until) == (0, date(2024, 3, 28))
    again = services.run_id(services.course_id(plan), second)
    refused, sold = services.purchase([(two, run), (three, again)], by=SYSTEM, at=wib(2024, 3, 14))
    assert isinstance(refused, Refusal)
    assert refused.code == "run_closed"
    assert isinstance(sold, Purchase)
    assert FactRow.objects.get(verb="training.run_withdrawn").why == "Pengajar sakit"
    assert services.withdraw(run, "lagi", by=SYSTEM, at=wib(2024, 3, 14)) == 0
    assert queries.totals(world.BATCH).cancelled == 2
    assert queries.rows_without_fact() == 0


def test_a_self_paced_run_called_off_is_sold_no_more() -> None:
    """It would be open to its last day, had nobody called it off."""
    (who,) = world.learners(1)
    (run,) = world.publish(world.course(world.provider(), mode=Mode.SELF_PACED))
    services.withdraw(run, "Materi salah", by=SYSTEM, at=BOUGHT_AT)
    (refused,) = services.purchase([(who, run)], by=SYSTEM, at=BOUGHT_AT)
    assert isinstance(refused, Refusal)
    assert refused.code == "run_closed"


def test_a_purchase_never_ends_without_its_money(monkeypatch: pytest.MonkeyPatch) -> None:
    """When the price cannot come back, nothing of the act happens."""
    (who,) = world.learners(1)
    (run,) = world.publish(world.course(world.provider()))
    (purchase,) = world.bought(services.purchase([(who, run)], by=SYSTEM, at=BOUGHT_AT))
    monkeypatch.setattr(money, "void", lambda ids, **_named: [Refusal("hold_resolved", "x") for _id in ids])
    for act in (
        lambda: services.cancel([purchase.id], "", by=SYSTEM, at=BOUGHT_AT),
        lambda: services.withdraw(run, "Pengajar sakit", by=SYSTEM, at=BOUGHT_AT),
        lambda: services.revoke([who], by=SYSTEM, at=BOUGHT_AT),
    ):
        with pytest.raises(Refusal) as refusal, transaction.atomic():
            act()
        assert refusal.value.code == "hold_resolved"
        assert queries.enrolments(who)[0].state is PurchaseState.BOUGHT


def test_only_the_provider_of_a_run_calls_it_off_and_says_why() -> None:
    of, other = world.provider(), world.provider("Balai Lain")
    (run,) = world.publish(world.course(of))
    stranger = Actor(Role.PROVIDER, uuid7(), "", other)
    for who, target, why, code in (
        (stranger, run, "x", "run_unknown"),
        (SYSTEM, uuid7(), "x", "run_unknown"),
        (SYSTEM, run, " ", "reason_missing"),
    ):
        with pytest.raises(Refusal) as refusal:
            services.withdraw(target, why, by=who, at=BOUGHT_AT)
        assert refusal.value.code == code


def test_calling_off_by_hand() -> None:
    (who,) = world.learners(1)
    of = world.provider()
    (run,) = world.publish(world.course(of))
    (purchase,) = world.bought(services.purchase([(who, run)], by=SYSTEM, at=BOUGHT_AT))
    clock.stand_at(BOUGHT_AT)
    account = people.create_account(
        "rina@contoh.example", Role.PROVIDER, "Rina", password="", organisation_id=of, by=SYSTEM, at=BOUGHT_AT
    )
    desk, url = world.signed_in(account), f"/lembaga/kelas/{run}/"
    assert "Tulis alasannya" in desk.post(f"{url}batal/", {"why": ""}, follow=True).content.decode()
    assert (
        "Pembelian yang dibatalkan: 1"
        in desk.post(f"{url}batal/", {"why": "Listrik padam"}, follow=True).content.decode()
    )
    told = world.citizen(who).get(f"/saya/kursus/{purchase.id}/").content.decode()
    assert "Lembaga membatalkan kelas ini" in told
