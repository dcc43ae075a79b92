"""Each page asks the database a bounded number of questions, whatever the data."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jadibisa.foundation.facts import services as facts
from jadibisa.foundation.people import services as people
from jadibisa.foundation.plumbing import clock
from jadibisa.foundation.plumbing.chance import uuid7
from jadibisa.journey.certification import queries as certification
from jadibisa.journey.training import services
from jadibisa.journey.training.types import Rating
from jadibisa.kernel.actors import SYSTEM, Role
from tests.journey.training import world
from tests.journey.training.world import wib

pytestmark = pytest.mark.django_db
BOUGHT_AT = wib(2024, 3, 1)
FRAME = 4  # session, account, the demonstration's clock
CLOCK = 1  # whose answer is kept for half a second


def asked(client: Client, address: str) -> int:
    client.get(address)  # what is kept for a moment is kept now
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def account(role: Role, organisation: object = None) -> Client:
    made = people.create_account(
        f"{uuid7()}@contoh.example",
        role,
        "Rina",
        password="",
        organisation_id=organisation,  # type: ignore[arg-type]
        by=SYSTEM,
        at=BOUGHT_AT,
    )
    return world.signed_in(made)


def test_the_lists_of_one_learner_and_of_many() -> None:
    learners = world.learners(12)
    of = world.provider()
    (run,) = world.publish(world.course(of, starts=date(2024, 3, 5)))
    clock.stand_at(BOUGHT_AT)
    provider, officer = account(Role.PROVIDER, of), account(Role.VERIFIER)
    found: dict[str, list[int]] = {}
    for part in (learners[:1], learners[1:]):
        purchases = world.bought(services.purchase([(who, run) for who in part], by=SYSTEM, at=BOUGHT_AT))
        done = world.learn(purchases)
        services.rate([Rating(purchase.id, 5, "Baik.") for purchase in purchases], by=SYSTEM, at=done)
        if clock.now() < done:
            clock.stand_at(done)
        facts.deliver()
        code = certification.certificates(part[0])[0].code
        addresses = {
            "/saya/kursus/": (world.citizen(part[0]), FRAME + 8),
            f"/saya/kursus/{purchases[0].id}/": (world.citizen(part[0]), FRAME + 10),
            "/saya/sertifikat/": (world.citizen(part[0]), FRAME + 4),
            "/lembaga/": (provider, FRAME + 6),
            f"/lembaga/kelas/{run}/": (provider, FRAME + 8),
            "/petugas/sertifikat/": (officer, FRAME + 6),
            f"/sertifikat/{code}/": (Client(), FRAME + 4),
            f"/kursus/{services.course_id(world.course(of))}/": (Client(), FRAME + 9),
        }
        for address, (client, most) in addresses.items():
            count = asked(client, address)
            assert count <= most, address
            key = address.replace(str(purchases[0].id), "*").replace(code, "*")
            found.setdefault(key, []).append(count)
    course = next(key for key in found if key.startswith("/kursus/"))
    assert found.pop(course)[1] <= FRAME + 9  # results are shown from ten learners on
    assert {key: counts for key, counts in found.items() if abs(counts[0] - counts[1]) > CLOCK} == {}


def test_many_purchases_of_one_learner_cost_no_more() -> None:
    (who,) = world.learners(1)
    of = world.provider()
    client = world.citizen(who)
    counts = []
    start = date(2024, 3, 10)
    for number in range(3):
        (run,) = world.publish(world.course(of, f"{number}", starts=start, price=100_000_00))
        at = wib(start.year, start.month, start.day) - timedelta(days=3)
        clock.stand_at(at)
        (purchase,) = world.bought(services.purchase([(who, run)], by=SYSTEM, at=at))
        done = world.learn([purchase])
        services.rate([Rating(purchase.id, 5, "Baik.")], by=SYSTEM, at=done)
        clock.stand_at(done)
        counts.append(asked(client, "/saya/kursus/"))
        start += timedelta(days=14)
    assert max(counts) - min(counts) <= CLOCK
