"""The family card, once for life, later lists: who enters the roll and who becomes a recipient."""

from datetime import date

import pytest

from jadibisa.foundation.facts.services import deliver, record
from jadibisa.journey.registration import queries as registration
from jadibisa.journey.registration.types import batch_subject
from jadibisa.journey.verification import queries, services
from jadibisa.journey.verification.gateways import MirrorRegistry
from jadibisa.journey.verification.types import Answer, CaseState, Reason
from jadibisa.kernel.actors import SYSTEM
from jadibisa.kernel.refusals import Refusal
from tests.journey.registration import cast
from tests.journey.verification.stage import LATER, begun, checked_one, family, rows_of, state_and_reasons

pytestmark = pytest.mark.django_db


def test_of_a_big_family_the_smaller_tickets_enter() -> None:
    cast.set_up_batch()
    ids = family(4)
    tickets = {row.id: row.ticket for row in registration.columns_of(ids)}
    smallest = sorted(ids, key=tickets.__getitem__)[:2]
    assert {row.application_id for row in queries.pool(cast.BATCH)} == set(smallest)
    assert set(queries.left_out_by_family(cast.BATCH)) == set(ids) - set(smallest)
    before = {found for found, view in queries.cases(ids).items() if queries.family_goes_before(view)}
    assert before == set(ids) - set(smallest)


def test_a_family_may_choose_who_is_in_the_draw() -> None:
    cast.set_up_batch()
    ids = family(3)
    first = queries.pool(cast.BATCH)[0].application_id
    services.stand_back(first, back=True, by=SYSTEM, at=LATER)
    assert {row.application_id for row in queries.pool(cast.BATCH)} == set(ids) - {first}
    assert queries.left_out_by_family(cast.BATCH) == []
    assert queries.family_applicants(queries.cases(ids)[first]) == 3
    services.stand_back(first, back=False, by=SYSTEM, at=LATER)
    assert len(queries.left_out_by_family(cast.BATCH)) == 1
    with cast.refuses("batch_closed"):
        services.stand_back(first, back=True, by=SYSTEM, at=cast.CLOSES)
    found = checked_one(cast.application(9), Answer(found=False))
    with cast.refuses("case_step"):
        services.stand_back(found, back=True, by=SYSTEM, at=LATER)


def test_a_later_list_is_held_against_who_is_verified() -> None:
    cast.set_up_batch()
    ids = begun([cast.application(number) for number in range(4)])
    services.check(ids, by=SYSTEM, at=LATER, registry=MirrorRegistry())
    for place, kind in enumerate(("officials", "social_aid", "laid_off")):
        services.import_list(kind, date(2024, 2, 16), [cast.person(place).nik], by=SYSTEM, at=LATER)
    deliver()
    assert [state_and_reasons(found) for found in ids[:2]] == [
        (CaseState.REFUSED, (Reason.OCCUPATION,)),
        (CaseState.VERIFIED, ()),  # this policy does not exclude who gets other aid
    ]
    record("selection.frozen", by=SYSTEM, at=cast.DRAWN, subjects=[batch_subject(cast.BATCH)])
    services.import_list("education", date(2024, 2, 16), [cast.person(3).nik], by=SYSTEM, at=cast.DRAWN)
    deliver()
    assert state_and_reasons(ids[3])[0] is CaseState.VERIFIED  # drawn already


def test_at_most_two_of_a_family_card_and_once_for_life() -> None:
    cast.set_up_batch()
    cast.set_up_batch(64)
    ids = family(3)
    codes = [answer.code if answer else "" for answer in services.designate(rows_of(ids), by=SYSTEM, at=LATER)]
    assert codes == ["", "", "family_card_full"]
    assert services.designate(rows_of(ids[:1]), by=SYSTEM, at=LATER) == [None]  # again: nothing changes
    assert queries.family_goes_before(queries.cases(ids)[ids[2]])
    kk = cast.person(1).kk
    next_ids = begun([cast.application(n, who=cast.person(n, kk=kk), batch=64, key=f"next/{n}") for n in (0, 2, 7)])
    services.check(next_ids, by=SYSTEM, at=LATER, registry=MirrorRegistry())
    assert [state_and_reasons(found)[1] for found in next_ids] == [
        (Reason.EARLIER_RECIPIENT, Reason.FAMILY_CARD_FULL), (Reason.FAMILY_CARD_FULL,), (Reason.FAMILY_CARD_FULL,),
    ]  # fmt: skip
    assert queries.rows_without_fact() == 0


@pytest.mark.parametrize(("reason", "banned"), [("missed_first_purchase", True), ("withdrawn", False), ("fraud", True)])
def test_a_revoked_place_is_free_again_and_the_ban_follows_the_reason(reason: str, banned: bool) -> None:  # noqa: FBT001 - a table
    cast.set_up_batch()
    cast.set_up_batch(64)
    ids = family(3)
    services.designate(rows_of(ids), by=SYSTEM, at=LATER)
    assert services.revoke(ids[:1], reason, by=SYSTEM, at=LATER) == 1
    assert services.revoke(ids[:1], reason, by=SYSTEM, at=LATER) == 0
    assert services.designate(rows_of(ids[2:]), by=SYSTEM, at=LATER) == [None]
    kk = cast.person(77).kk
    found = begun([cast.application(0, who=cast.person(0, kk=kk), batch=64, key="next")])
    services.check(found, by=SYSTEM, at=LATER, registry=MirrorRegistry())
    assert state_and_reasons(found[0])[1] == ((Reason.BLACKLISTED,) if banned else ())
    view = queries.recipient(ids[0])
    assert view is not None
    assert view.reason == reason
    assert len(queries.recipients(cast.BATCH)) == 3


def test_only_the_verified_become_recipients() -> None:
    cast.set_up_batch()
    ids = begun([cast.application()])
    answer = services.designate(rows_of(ids), by=SYSTEM, at=LATER)[0]
    assert isinstance(answer, Refusal)
    assert answer.code == "not_verified"
