"""The check from the first enquiry to the pool; review with two people; lists; recipients."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest

from jadibisa.foundation.facts import queries as facts
from jadibisa.foundation.facts.services import deliver, record
from jadibisa.foundation.people import services as people
from jadibisa.journey.registration import queries as registration
from jadibisa.journey.registration.types import JobStatus, Occupation, batch_subject
from jadibisa.journey.verification import queries, services
from jadibisa.journey.verification.gateways import MirrorRegistry
from jadibisa.journey.verification.types import Answer, CaseFilter, CaseState, Enquiry, ListKind, Reason
from jadibisa.kernel.actors import SYSTEM
from jadibisa.kernel.clock import wib_day
from jadibisa.kernel.journey import Holder, StepState
from tests.journey.registration import cast
from tests.journey.verification.stage import LATER, PERSON, begun, checked_one, officer, said, state_and_reasons

pytestmark = pytest.mark.django_db


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


def test_an_answer_that_cannot_be_read_delays_only_its_own_case() -> None:
    class Stammering(MirrorRegistry):
        def ask(self, enquiries: Sequence[Enquiry]) -> list[Answer | None]:  # type: ignore[override]
            return [None, *super().ask(enquiries[1:])]

    cast.set_up_batch()
    ids = sorted(begun([cast.application(n) for n in range(3)]))
    counts = services.check(ids, by=SYSTEM, at=LATER, registry=Stammering())
    assert (counts.verified, counts.delayed) == (2, 1)
    assert queries.waiting(10) == ids[:1]
    view = queries.case(ids[0])
    assert view is not None
    assert view.delayed_at == LATER


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


def test_a_new_list_is_held_against_a_batch_until_its_roll_is_frozen() -> None:
    cast.set_up_batch()
    whos = [cast.person(n) for n in (1, 2)]
    ids = begun([cast.application(n, who=who) for n, who in enumerate(whos)])
    services.check(ids, by=SYSTEM, at=LATER, registry=MirrorRegistry())
    late = registration.batch(cast.BATCH).draw_at + timedelta(days=3)
    for place, who in enumerate(whos):
        day = wib_day(late) - timedelta(days=place)
        services.import_list(ListKind.BLACKLIST, day, [who.nik], by=SYSTEM, at=late)
        assert services.rescreen(ListKind.BLACKLIST, day, by=SYSTEM, at=late) == 1 - place
        record("selection.frozen", by=SYSTEM, at=late, subjects=[batch_subject(cast.BATCH)])
    assert [state_and_reasons(found) for found in ids] == [
        (CaseState.REFUSED, (Reason.BLACKLISTED,)),
        (CaseState.VERIFIED, ()),
    ]


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
    for reason in (Reason.TOO_YOUNG, Reason.TOO_OLD):
        with cast.refuses("age_fits"):
            services.propose_refusal(found, reason, by=eko, at=LATER)
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


def test_the_door_of_refusals_decides_nothing_else() -> None:
    cast.set_up_batch()
    first, other = (checked_one(cast.application(n), Answer(found=False)) for n in (1, 2))
    eko, dewi = officer("eko"), officer("dewi")
    foreign = people.propose("funding.payout_run", first, {"reason": "blacklist", "note": ""}, by=eko, at=LATER)
    mine = services.propose_refusal(first, Reason.NOT_THE_PERSON, by=eko, at=LATER)
    for proposal, about in ((foreign, None), (foreign, first), (mine, other)):
        with cast.refuses("proposal_unknown"):
            services.decide_refusal(proposal, approve=True, by=dewi, at=LATER, application_id=about)
    assert state_and_reasons(first)[0] is CaseState.REVIEW
    services.decide_refusal(mine, approve=True, by=dewi, at=LATER, application_id=first)
    assert state_and_reasons(first)[0] is CaseState.REFUSED


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


def test_nobody_decides_before_the_registry_answers() -> None:
    cast.set_up_batch()
    found = begun([cast.application()])[0]
    eko = officer("eko")
    with cast.refuses("registry_unanswered"):
        services.review(found, accept=True, reason="sure", by=eko, at=LATER)
    with cast.refuses("registry_unanswered"):
        services.propose_refusal(found, Reason.NOT_THE_PERSON, by=eko, at=LATER)
    assert state_and_reasons(found) == (CaseState.WAITING, ())


def test_who_refused_does_not_decide_the_reopened_case() -> None:
    cast.set_up_batch()
    found = checked_one(cast.application(), Answer(found=False))
    eko, dewi, citra, budi = map(officer, ("eko", "dewi", "citra", "budi"))
    rejected = services.propose_refusal(found, Reason.NOT_THE_PERSON, by=eko, at=LATER)
    services.decide_refusal(rejected, approve=False, by=citra, at=LATER)
    proposal = services.propose_refusal(found, Reason.NOT_THE_PERSON, by=eko, at=LATER)
    services.decide_refusal(proposal, approve=True, by=dewi, at=LATER)
    services.reopen_after_appeal(found, by=SYSTEM, at=LATER, why="her own NIK")
    for refuser in (eko, dewi):
        with cast.refuses("own_refusal"):
            services.review(found, accept=True, reason="sure", by=refuser, at=LATER)
        with cast.refuses("own_refusal"):
            services.propose_refusal(found, Reason.NOT_THE_PERSON, by=refuser, at=LATER)
    again = services.propose_refusal(found, Reason.NOT_THE_PERSON, by=budi, at=LATER)
    with cast.refuses("own_refusal"):
        services.decide_refusal(again, approve=True, by=dewi, at=LATER)
    services.decide_refusal(again, approve=False, by=citra, at=LATER)
    services.review(found, accept=True, reason="appeal", by=budi, at=LATER)
    assert state_and_reasons(found)[0] is CaseState.VERIFIED


def test_a_correction_is_checked_again() -> None:
    from jadibisa.journey.registration.services import correct

    cast.set_up_batch()
    found = checked_one(cast.application(), said(PERSON, name="Ayu Lestary"))
    correct(found, {"schooling": "S1"}, by=SYSTEM, at=LATER)
    deliver()
    assert state_and_reasons(found)[0] is CaseState.WAITING
    services.check([found], by=SYSTEM, at=LATER, registry=MirrorRegistry())
    assert state_and_reasons(found) == (CaseState.VERIFIED, ())


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
