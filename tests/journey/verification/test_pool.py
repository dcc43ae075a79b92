"""The pool, asked of the database, against a plain count by hand."""

from collections import Counter

import numpy as np
import pytest

from jadibisa.journey.registration import queries as registration
from jadibisa.journey.verification import queries, services
from jadibisa.journey.verification.gateways import MirrorRegistry
from jadibisa.journey.verification.types import Answer
from jadibisa.kernel.actors import SYSTEM
from tests.journey.registration import cast
from tests.journey.verification.stage import LATER, begun, rows_of


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(6))
def test_the_pool_is_what_one_counts_by_hand(seed: int) -> None:
    rng = np.random.Generator(np.random.PCG64(seed))  # noqa: TID251 - seeded examples
    cast.set_up_batch()
    cast.set_up_batch(64)
    families = [int(card) for card in rng.integers(0, 12, 40)]
    people = [cast.person(n, kk=cast.person(1000 + families[n]).kk) for n in range(40)]
    ids = begun([cast.application(n, who=who) for n, who in enumerate(people)])
    unknown = {people[n].nik.digits: Answer(found=False) for n in range(40) if rng.random() < 0.2}
    services.check(ids, by=SYSTEM, at=LATER, registry=MirrorRegistry(unknown))
    earlier = [n for n in range(40) if rng.random() < 0.15]
    winners = begun([cast.application(n, who=people[n], batch=64, key=f"64/{n}") for n in earlier])
    services.check(winners, by=SYSTEM, at=LATER, registry=MirrorRegistry())
    made = services.designate(rows_of(winners, 64), by=SYSTEM, at=LATER)
    recipients = {n for n, answer in zip(earlier, made, strict=True) if answer is None}
    back = [n for n in range(40) if people[n].nik.digits not in unknown and rng.random() < 0.1]
    for n in back:
        services.stand_back(ids[n], back=True, by=SYSTEM, at=LATER)

    free = Counter(dict.fromkeys(families, 2))
    free.subtract(families[n] for n in recipients)
    tickets = {row.id: row.ticket for row in registration.columns_of(ids)}
    expected = set()
    for n in sorted(range(40), key=lambda n: tickets[ids[n]]):
        stands = people[n].nik.digits not in unknown and n not in recipients and n not in back
        if stands and free[families[n]] > 0:
            free[families[n]] -= 1
            expected.add(ids[n])
    found = queries.pool(cast.BATCH)
    assert {row.application_id for row in found} == expected
    assert [row.application_id for row in found] == sorted(expected)
    for row in found:
        assert not queries.family_goes_before(queries.cases([row.application_id])[row.application_id])
    for out in queries.left_out_by_family(cast.BATCH):
        assert queries.family_goes_before(queries.cases([out])[out])
