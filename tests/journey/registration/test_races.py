"""Two registrations of one person at once: with the table's word one wins; by looking alone both would."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from jadibisa.foundation.people import queries as people
from jadibisa.journey.registration import queries, services
from jadibisa.journey.registration.models import Application
from jadibisa.journey.registration.services.applications import _known
from jadibisa.journey.registration.types import NewApplication, Receipt
from jadibisa.kernel.actors import SYSTEM
from jadibisa.kernel.refusals import Refusal
from tests.journey.registration import cast

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Run acts in threads that start together; what each came to."""
    barrier = threading.Barrier(len(acts))
    found: list[object] = [None] * len(acts)

    def run(place: int, act: Callable[[], object]) -> None:
        try:
            barrier.wait()
            found[place] = act()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, act)) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return found


def registering(row: NewApplication) -> Callable[[], object]:
    return lambda: services.register([row], by=SYSTEM, at=cast.NOW)[0]


@pytest.mark.parametrize("phone", ["+6281200000001", "+6281299999999"])
def test_one_of_two_at_once_is_registered_and_the_other_is_told(phone: str) -> None:
    cast.set_up_batch()
    rows = [cast.application(), cast.application(key="other", who=cast.person(phone=phone))]
    answers = at_once(*map(registering, rows))
    won = [place for place, answer in enumerate(answers) if isinstance(answer, Receipt)]
    lost = [answer for answer in answers if isinstance(answer, Refusal)]
    assert (len(won), len(lost)) == (1, 1)
    assert lost[0].code in {"already_registered", "identity_dispute"}
    row = Application.objects.get()
    assert (
        people.contacts([row.person_id])[row.person_id].phone == rows[won[0]].person.phone
    )  # the loser changed nothing
    assert queries.rows_without_fact() == 0


def test_a_double_click_is_one_registration() -> None:
    cast.set_up_batch()
    answers = at_once(*[registering(cast.application())] * 2)
    assert isinstance(answers[0], Receipt)
    assert answers[0] == answers[1]


def test_two_lists_with_the_same_people_in_other_orders_do_not_wait_for_each_other_forever() -> None:
    cast.set_up_batch()
    first = [cast.application(number, key=f"a/{number}") for number in range(30)]
    second = [cast.application(number, key=f"b/{number}") for number in reversed(range(30))]
    answers = at_once(*(lambda rows=rows: services.register(rows, by=SYSTEM, at=cast.NOW) for rows in (first, second)))
    receipts = [one for found in answers for one in found if isinstance(one, Receipt)]  # type: ignore[attr-defined]
    assert len(receipts) == Application.objects.count() == 30


def test_by_looking_alone_both_would_be_registered() -> None:
    """The other half of the pair: between looking and writing there is room for a second one."""
    cast.set_up_batch()
    looked = threading.Barrier(2)

    def look(row: NewApplication) -> bool:
        with transaction.atomic():
            free = not _known([row], {})
            looked.wait()
            return free

    rows = [cast.application(), cast.application(key="other")]
    assert at_once(*(lambda row=row: look(row) for row in rows)) == [True, True]
