"""More time, given by an officer with a reason: what it moves, how much there is, what it cannot move."""

from datetime import date, timedelta

import pytest
from django.test import Client

from jadibisa.foundation.facts import queries as facts
from jadibisa.foundation.people import services as people
from jadibisa.foundation.plumbing import clock
from jadibisa.foundation.plumbing.chance import uuid7
from jadibisa.journey.funding import queries as funding
from jadibisa.journey.registration import queries as registration
from jadibisa.journey.training import queries, services
from jadibisa.journey.training.types import Mode
from jadibisa.kernel.actors import SYSTEM, Role
from jadibisa.kernel.clock import end_of
from jadibisa.kernel.money import sen
from jadibisa.kernel.refusals import Refusal
from tests.journey.training import world
from tests.journey.training.world import wib

pytestmark = pytest.mark.django_db
BOUGHT_AT = wib(2024, 3, 1)


def refused(*told: object) -> str:
    with pytest.raises(Refusal) as refusal:
        services.extend(*told, by=SYSTEM, at=BOUGHT_AT)  # type: ignore[arg-type]
    return refusal.value.code


def test_the_last_day_to_buy_moves_and_the_sum_is_limited() -> None:
    (who,) = world.learners(1)
    assert services.extend(who, 10, "Sakit", by=SYSTEM, at=BOUGHT_AT) == date(2024, 3, 23)
    assert services.lapse_missed(end_of(date(2024, 3, 13)), by=SYSTEM) == []
    assert refused(who, 21, "lagi") == "extra_days_wrong"
    assert refused(who, 0, "lagi") == "extra_days_wrong"
    assert refused(who, 5, " ") == "reason_missing"
    assert refused(uuid7(), 5, "x") == "nothing_to_extend"
    services.extend(who, 20, "Banjir", by=SYSTEM, at=BOUGHT_AT)
    learner = queries.learner(who)
    assert learner is not None
    assert (learner.buy_until, learner.extra_days) == (date(2024, 4, 12), 30)
    assert [fact.why for fact in facts.about(who, verbs=["training.extended"])] == ["Banjir", "Sakit"]
    assert services.lapse_missed(end_of(date(2024, 4, 12)), by=SYSTEM) == [who]
    assert refused(who, 1, "x") == "nothing_to_extend"


def test_an_open_course_gets_longer_and_the_provider_is_still_paid() -> None:
    (who,) = world.learners(1)
    (run,) = world.publish(world.course(world.provider()))
    (purchase,) = world.bought(services.purchase([(who, run)], by=SYSTEM, at=BOUGHT_AT))
    assert refused(who, 5, "jam pertemuan tetap") == "nothing_to_extend"
    world.redeem([purchase])
    world.attend_all([purchase])
    services.extend(who, 30, "Sakit", by=SYSTEM, at=BOUGHT_AT)
    late = end_of(purchase.finish_until + timedelta(days=30)) - timedelta(hours=1)
    clock.stand_at(late)
    assert services.expire(late, by=SYSTEM) == []
    world.assess_all([purchase], at=late)
    world.bought(services.complete([purchase.id], by=SYSTEM, at=late))
    assert funding.balance(who).spent == sen(650_000)


def test_a_self_paced_course_may_start_later() -> None:
    (who,) = world.learners(1)
    (run,) = world.publish(world.course(world.provider(), mode=Mode.SELF_PACED, starts=date(2024, 3, 1)))
    (purchase,) = world.bought(services.purchase([(who, run)], by=SYSTEM, at=BOUGHT_AT))
    assert services.extend(who, 5, "Tidak ada sinyal", by=SYSTEM, at=BOUGHT_AT) == date(2024, 3, 20)
    found = queries.enrolment(purchase.id)
    assert found is not None
    assert found.redeem_until == end_of(date(2024, 3, 20))


def test_the_help_desk_gives_more_time_by_number() -> None:
    (who,) = world.learners(1)
    reference = registration.application(who).reference
    account = people.create_account(
        "bantu@contoh.example", Role.HELP_OFFICER, "Intan", password="", by=SYSTEM, at=BOUGHT_AT
    )
    clock.stand_at(BOUGHT_AT)
    client, url = world.signed_in(account), "/petugas/kursus/"
    assert client.get(url).status_code == 200
    assert "Nomor itu tidak ada" in client.get(url, {"nomor": "JB-1"}).content.decode()
    asked = f"{url}?nomor={reference}"
    assert "Beli kursus pertama" in client.get(asked).content.decode()
    assert "Masih bisa 30 hari" in client.post(asked, {"days": "31", "why": "Sakit"}).content.decode()
    assert "Tulis jumlah hari dengan angka" in client.post(asked, {"days": "x", "why": "Sakit"}).content.decode()
    done = client.post(asked, {"days": "7", "why": "Sakit"}, follow=True).content.decode()
    assert "Batas waktu baru: 20 Maret 2024" in done
    assert Client().get(url).status_code == 302
    assert world.citizen(who).get(url).status_code == 404
