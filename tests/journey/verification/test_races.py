"""Two designations for the last place of a family card: the table gives it once; by counting alone it is given twice."""

import threading

import pytest
from django.db import IntegrityError, connection, transaction

from jadibisa.journey.verification import queries, services
from jadibisa.journey.verification.models import Case, Recipient
from jadibisa.journey.verification.rules.family import free_slot
from jadibisa.kernel.actors import SYSTEM
from jadibisa.kernel.refusals import Refusal
from tests.journey.registration import cast
from tests.journey.registration.test_races import at_once
from tests.journey.verification.stage import LATER, family, rows_of

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_last_place_of_a_family_is_given_once() -> None:
    cast.set_up_batch()
    rows = rows_of(family(4))
    services.designate(rows[:1], by=SYSTEM, at=LATER)
    answers = at_once(*(lambda row=row: services.designate([row], by=SYSTEM, at=LATER)[0] for row in rows[1:]))
    assert sum(answer is None for answer in answers) == 1
    assert {answer.code for answer in answers if isinstance(answer, Refusal)} == {"family_card_full"}
    assert Recipient.objects.count() == 2
    assert queries.rows_without_fact() == 0


def test_lists_in_other_orders_serve_everybody_once() -> None:
    cast.set_up_batch()
    rows = rows_of(family(2))
    answers = at_once(*(lambda some=some: services.designate(some, by=SYSTEM, at=LATER) for some in (rows, rows[::-1])))
    assert answers == [[None, None], [None, None]]
    assert Recipient.objects.count() == 2


def test_by_counting_alone_the_place_is_given_twice_and_only_the_table_refuses() -> None:
    """The other half of the pair: both see the place free; the second insert meets the constraint."""
    cast.set_up_batch()
    ids = family(3)
    rows = rows_of(ids)
    services.designate(rows[:1], by=SYSTEM, at=LATER)
    kk = bytes(Case.objects.get(application_id=ids[1]).kk_index or b"")
    looked = threading.Barrier(2)

    def take(place: int) -> str:
        try:
            with transaction.atomic():
                slot = free_slot(queries.family_slots([kk]).get(kk, set()), 2) or 0
                looked.wait()
                found, person, batch = rows[place]
                Recipient.objects.create(
                    application_id=found,
                    person_id=person,
                    batch_number=batch,
                    kk_index=kk,
                    slot=slot,
                    designated_at=LATER,
                )
        except IntegrityError as error:
            return str(error)
        finally:
            connection.close()
        return ""

    told = [str(answer) for answer in at_once(lambda: take(1), lambda: take(2))]
    assert sorted("recipient_family_card_slot" in words for words in told) == [False, True]
