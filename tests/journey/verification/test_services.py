"""The check from the first enquiry to the pool; review with two people; lists; recipients."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from jadibisa.foundation.facts import queries as facts
from jadibisa.foundation.facts.services import deliver
from jadibisa.foundation.people import services as people
from jadibisa.foundation.people.types import NewPerson
from jadibisa.journey.registration import queries as registration
from jadibisa.journey.registration.types import JobStatus, NewApplication, Occupation
from jadibisa.journey.verification import queries, services
from jadibisa.journey.verification.gateways import MirrorRegistry
from jadibisa.journey.verification.types import Answer, CaseFilter, CaseState, ListKind, Reason
from jadibisa.kernel.actors import SYSTEM, Actor, Role
from jadibisa.kernel.journey import Holder, StepState
from jadibisa.kernel.refusals import Refusal
from tests.journey.registration import cast

pytestmark = pytest.mark.django_db
LATER = cast.NOW + timedelta(hours=2)


def said(person: NewPerson, **changes: object) -> Answer:
    """What the registry says of a person who told the truth, with changes."""
    base = Answer(
        found=True, name=person.name, birth_date=person.birth_date, gender=person.gender, kk=person.kk.digits, province=person.regency[:2],
        regency=person.regency,
    )  # fmt: skip
    return replace(base, **changes)  # type: ignore[arg-type]


def begun(rows: Sequence[NewApplication]) -> list[UUID]:
    """Registered applications whose check has begun by the fact."""
    ids = [receipt.application_id for receipt in cast.registered(rows)]
    deliver()
    return ids


def officer(name: str) -> Actor:
    """A verifier with an account."""
    account = people.create_account(f"{name}@example.id", Role.VERIFIER, name, password="", by=SYSTEM, at=cast.NOW)
    return Actor(Role.VERIFIER, account, name)


def checked_one(row: NewApplication, answer: Answer | None = None) -> UUID:
    """One application, checked with what the registry says."""
    found = begun([row])[0]
    known = {row.person.nik.digits: answer} if answer else {}
    services.check([found], by=SYSTEM, at=LATER, registry=MirrorRegistry(known))
    return found


def state_and_reasons(found: UUID) -> tuple[CaseState, tuple[Reason, ...]]:
    view = queries.case(found)
    assert view is not None
    return view.state, view.reasons


def test_who_told_the_truth_is_verified_and_enters_the_pool() -> None:
    cast.set_up_batch()
    found = checked_one(cast.application())
    assert state_and_reasons(found) == (CaseState.VERIFIED, ())
    row = queries.pool(cast.BATCH)[0]
    assert (row.application_id, row.province, row.regency, row.traits) == (found, "32", "32.04", 1)
    assert queries.unsettled(cast.BATCH) == 0
    assert queries.rows_without_fact() == 0
    verbs = {fact.verb for fact in facts.about(found)}
    assert {"verification.begun", "verification.checked", "verification.verified"} <= verbs
    assert queries.steps_of(found)[0].state is StepState.DONE


PERSON = cast.person(1)


@pytest.mark.parametrize(
    ("row", "answer", "state", "reason"),
    [
        ({}, Answer(found=False), CaseState.REVIEW, Reason.NOT_FOUND),
        ({}, said(PERSON, alive=False), CaseState.REVIEW, Reason.RECORDED_DEAD),
        ({}, said(PERSON, name="Ayu Lestary"), CaseState.REVIEW, Reason.NAME_DIFFERS),
        ({}, said(PERSON, name="Citra Dewanti"), CaseState.REVIEW, Reason.NAME_OTHER),
        ({}, said(PERSON, birth_date=date(1990, 1, 1)), CaseState.REVIEW, Reason.BIRTH_DATE_DIFFERS),
        ({}, said(PERSON, kk="1" * 16), CaseState.REVIEW, Reason.KK_DIFFERS),
        ({"disability": "sight", "disability_proof": "KPD 1"}, None, CaseState.REVIEW, Reason.PROOF_UNCHECKED),
        ({"in_education": True}, None, CaseState.REFUSED, Reason.IN_EDUCATION),
        ({"occupation": Occupation.POLICE}, None, CaseState.REFUSED, Reason.OCCUPATION),
    ],
)
def test_each_reason(row: dict[str, Any], answer: Answer | None, state: CaseState, reason: Reason) -> None:
    cast.set_up_batch()
    found = checked_one(cast.application(**row), answer)
    assert state_and_reasons(found) == (state, (reason,))
    assert queries.pool(cast.BATCH) == []


def test_one_day_too_young_and_one_day_too_old() -> None:
    cast.set_up_batch()
    close = date(2024, 2, 19)
    born = [close.replace(year=2006), date(2006, 2, 20), date(1959, 2, 20), close.replace(year=1959)]
    people_ = [cast.person(n, birth_date=b, nik=cast.nik_of(n, b, "F"), gender="F") for n, b in enumerate(born)]
    ids = begun([cast.application(n, who=who) for n, who in enumerate(people_)])
    services.check(ids, by=SYSTEM, at=LATER, registry=MirrorRegistry())
    assert [state_and_reasons(found) for found in ids] == [
        (CaseState.VERIFIED, ()),
        (CaseState.REFUSED, (Reason.TOO_YOUNG,)),
        (CaseState.VERIFIED, ()),
        (CaseState.REFUSED, (Reason.TOO_OLD,)),
    ]
    assert queries.refused_by_reason(cast.BATCH) == {Reason.TOO_YOUNG: 1, Reason.TOO_OLD: 1}


def test_who_moved_counts_where_the_registry_says() -> None:
    cast.set_up_batch()
    checked_one(cast.application(), said(PERSON, province="94", regency="94.01"))
    assert [(row.province, row.regency) for row in queries.pool(cast.BATCH)] == [("94", "94.01")]


def test_a_registry_that_is_down_delays_and_nothing_is_lost() -> None:
    cast.set_up_batch()
    found = begun([cast.application()])
    counts = services.check(found, by=SYSTEM, at=LATER, registry=MirrorRegistry(down=True))
    assert counts.delayed == 1
    step = queries.steps_of(found[0])[0]
    assert "Dukcapil" in step.detail
    assert step.holder is Holder.PROGRAMME
    assert queries.waiting(10) == found
    counts = services.check(found, by=SYSTEM, at=LATER, registry=MirrorRegistry())
    assert (counts.verified, counts.delayed) == (1, 0)
    again = services.check(found, by=SYSTEM, at=LATER, registry=MirrorRegistry(down=True))
    assert again.delayed == 0  # nothing waits any more


def test_lists_exclude_and_prove_and_grow_stale() -> None:
    cast.set_up_batch()
    assert queries.stale_lists(cast.NOW, 30, cast.BATCH) == ["education", "officials", "blacklist"]
    day = date(2024, 2, 15)
    niks = {kind: [cast.person(n).nik] for n, kind in enumerate(ListKind)}
    for kind, numbers in niks.items():
        services.import_list(kind, day, numbers, by=SYSTEM, at=cast.NOW, source="test")
    rows = [cast.application(n) for n in range(4)]
    rows.append(cast.application(4, job_status=JobStatus.LAID_OFF, laid_off_proof="1"))
    rows.append(cast.application(5, disability="sight", disability_proof="1"))
    ids = begun(rows)
    services.check(ids, by=SYSTEM, at=LATER, registry=MirrorRegistry())
    assert [state_and_reasons(found)[1] for found in ids] == [
        (Reason.IN_EDUCATION,), (Reason.OCCUPATION,), (Reason.BLACKLISTED,), (), (), (),
    ]  # fmt: skip
    assert {row.application_id: row.traits for row in queries.pool(cast.BATCH)} == dict(
        zip(ids[3:], [1, 4, 3], strict=True)
    )
    assert queries.stale_lists(cast.NOW, 30) == []
    assert queries.stale_lists(cast.NOW + timedelta(days=40), 30) == ["education", "officials", "blacklist"]
    assert {view.kind for view in queries.lists()} == set(ListKind)


@pytest.mark.parametrize(
    ("kind", "day", "numbers", "code"),
    [
        ("wizards", date(2024, 2, 1), [], "unknown_list"),
        ("education", date(2031, 2, 1), [], "list_from_future"),
        ("education", date(2024, 2, 1), ["12"], "list_line_wrong"),
    ],
)
def test_lists_that_cannot_be_right_are_refused(kind: str, day: date, numbers: list[str], code: str) -> None:
    with cast.refuses(code):
        services.import_list(kind, day, numbers, by=SYSTEM, at=cast.NOW)
    assert queries.lists() == []


def test_a_list_of_a_day_is_imported_once() -> None:
    services.import_list("education", date(2024, 2, 1), [], by=SYSTEM, at=cast.NOW)
    with cast.refuses("list_exists"):
        services.import_list("education", date(2024, 2, 1), [], by=SYSTEM, at=cast.NOW)


def test_an_officer_accepts_what_the_rule_doubted() -> None:
    cast.set_up_batch()
    row = cast.application(disability="sight", disability_proof="KPD 1")
    found = checked_one(row, said(PERSON, name="Ayu Lestary"))
    eko = officer("eko")
    opened = services.open_case(found, by=eko, at=LATER, why="V-1")
    assert opened.answer is not None
    assert (opened.file.name, opened.answer.name, opened.proofs.disability_proof) == (
        "Ayu Lestari",
        "Ayu Lestary",
        "KPD 1",
    )
    assert facts.about(opened.file.id)[0].verb == "people.file_opened"
    services.review(found, accept=True, reason="N-03", by=eko, at=LATER)
    assert queries.pool(cast.BATCH)[0].traits == 3
    with cast.refuses("case_step"):
        services.review(found, accept=True, reason="N-03", by=eko, at=LATER)


def test_an_officer_never_refuses_alone() -> None:
    cast.set_up_batch()
    found = checked_one(cast.application(), Answer(found=False))
    eko, dewi = officer("eko"), officer("dewi")
    with cast.refuses("refusal_needs_reason"):
        services.propose_refusal(found, "because", by=eko, at=LATER)
    proposal = services.propose_refusal(found, Reason.NOT_THE_PERSON, by=eko, at=LATER, note="other mother")
    assert queries.queue_counts(LATER).second == 1
    with cast.refuses("proposal_open"):
        services.ask(found, "Siapa nama ibu Anda?", by=eko, at=LATER)
    with cast.refuses("own_proposal"):
        services.decide_refusal(proposal, approve=True, by=eko, at=LATER)
    services.decide_refusal(proposal, approve=True, by=dewi, at=LATER)
    assert state_and_reasons(found) == (CaseState.REFUSED, (Reason.NOT_THE_PERSON, Reason.NOT_FOUND))
    step = queries.steps_of(found)[0]
    assert step.state is StepState.STOPPED
    assert step.until is not None


def test_a_second_person_may_say_no() -> None:
    cast.set_up_batch()
    found = checked_one(cast.application(), Answer(found=False))
    proposal = services.propose_refusal(found, Reason.NOT_THE_PERSON, by=officer("eko"), at=LATER)
    services.decide_refusal(proposal, approve=False, by=officer("dewi"), at=LATER)
    assert state_and_reasons(found)[0] is CaseState.REVIEW


def test_asking_answering_and_being_silent() -> None:
    cast.set_up_batch()
    found = checked_one(cast.application(), Answer(found=False))
    eko = officer("eko")
    with cast.refuses("question_missing"):
        services.ask(found, "  ", by=eko, at=LATER)
    services.ask(found, "Tolong lihat lagi NIK Anda.", by=eko, at=LATER)
    step = queries.steps_of(found)[0]
    assert (step.holder, step.detail) == (Holder.PERSON, "Tolong lihat lagi NIK Anda.")
    services.answer(found, "NIK saya sudah benar.", by=SYSTEM, at=LATER)
    with cast.refuses("case_step"):
        services.answer(found, "lagi", by=SYSTEM, at=LATER)
    assert services.open_case(found, by=eko, at=LATER, why="V").reply == "NIK saya sudah benar."
    services.ask(found, "Dan tanggal lahir?", by=eko, at=LATER)
    much_later = LATER + timedelta(days=60)
    assert services.close_unanswered(queries.overdue_answers(much_later, 10), by=SYSTEM, at=much_later) == 1
    assert state_and_reasons(found)[1][0] is Reason.NO_ANSWER


def test_an_appeal_that_is_won_opens_the_case_again() -> None:
    cast.set_up_batch()
    found = checked_one(cast.application(in_education=True))
    with cast.refuses("case_step"):
        services.ask(found, "?", by=officer("eko"), at=LATER)
    services.reopen_after_appeal(found, by=SYSTEM, at=LATER, why="lulus 2023")
    view = queries.case(found)
    assert view is not None
    assert (view.state, view.appealed) == (CaseState.REVIEW, True)
    with cast.refuses("case_step"):
        services.reopen_after_appeal(found, by=SYSTEM, at=LATER, why="twice")
    services.review(found, accept=True, reason="appeal", by=officer("dewi"), at=LATER)
    assert len(queries.pool(cast.BATCH)) == 1


def test_a_correction_is_checked_again() -> None:
    from jadibisa.journey.registration.services import correct

    cast.set_up_batch()
    found = checked_one(cast.application(), said(PERSON, name="Ayu Lestary"))
    correct(found, {"schooling": "S1"}, by=SYSTEM, at=LATER)
    deliver()
    assert state_and_reasons(found)[0] is CaseState.WAITING
    services.check([found], by=SYSTEM, at=LATER, registry=MirrorRegistry())
    assert state_and_reasons(found) == (CaseState.VERIFIED, ())


def family(count: int) -> list[UUID]:
    """Verified applicants of one family."""
    kk = cast.person(1).kk
    ids = begun([cast.application(n, who=cast.person(n, kk=kk)) for n in range(count)])
    services.check(ids, by=SYSTEM, at=LATER, registry=MirrorRegistry())
    return ids


def rows_of(ids: Sequence[UUID], batch: int = cast.BATCH) -> list[tuple[UUID, UUID, int]]:
    persons = registration.persons_of(ids)
    return [(found, persons[found], batch) for found in ids]


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


def test_the_queue_filters_sorts_and_pages() -> None:
    cast.set_up_batch()
    ids = begun([cast.application(n) for n in range(4)])
    known = {cast.person(n).nik.digits: Answer(found=False) for n in range(3)}
    services.check(ids, by=SYSTEM, at=LATER, registry=MirrorRegistry(known))
    eko = officer("eko")
    services.ask(ids[0], "?", by=eko, at=LATER)
    services.propose_refusal(ids[1], Reason.NOT_THE_PERSON, by=eko, at=LATER)
    counts = queries.queue_counts(LATER)
    assert (counts.all, counts.review, counts.asking, counts.second, counts.late) == (3, 2, 1, 1, 0)
    late = LATER + timedelta(days=90)
    for wanted, size in (
        (CaseFilter(), 3),
        (CaseFilter(tab="second"), 1),
        (CaseFilter(tab="late"), 3),
        (CaseFilter(tab="asking"), 1),
        (CaseFilter(province="32", reason="not_found", channel="web"), 3),
        (CaseFilter(province="11"), 0),
        (CaseFilter(reference=registration.application(ids[2]).reference), 1),
    ):
        assert queries.queue_size(wanted, late) == size, wanted
    rows = queries.queue(CaseFilter(sort="-due"), LATER, offset=0, limit=2)
    assert len(rows) == 2
    view = queries.case(ids[1])
    assert view is not None
    assert sum(found is not None for found in queries.neighbours(view)) == 1


def test_states_of_a_batch_add_up() -> None:
    cast.set_up_batch()
    ids = begun([cast.application(n, in_education=n == 1) for n in range(3)])
    services.check(ids[:2], by=SYSTEM, at=LATER, registry=MirrorRegistry())
    assert queries.state_counts(cast.BATCH) == {CaseState.VERIFIED: 1, CaseState.REFUSED: 1, CaseState.WAITING: 1}
    assert queries.unsettled(cast.BATCH) == 1
    assert set(queries.cases(ids)) == set(ids)
