"""Loading policies, opening batches, registering: every good way and every bad one."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from jadibisa.foundation.facts import queries as facts
from jadibisa.foundation.people import queries as people
from jadibisa.journey.registration import queries, services
from jadibisa.journey.registration.types import (
    BatchState,
    Equality,
    JobStatus,
    NewApplication,
    Receipt,
    Trait,
    batch_subject,
)
from jadibisa.kernel.actors import SYSTEM
from jadibisa.kernel.ids import Nik
from jadibisa.kernel.refusals import Refusal
from tests.journey.registration import cast

pytestmark = pytest.mark.django_db


def refusal_of(row: NewApplication, at: object = cast.NOW) -> str:
    """The code with which one row is refused."""
    answer = services.register([row], by=SYSTEM, at=at)[0]  # type: ignore[arg-type]
    assert isinstance(answer, Refusal), answer
    return answer.code


def test_a_batch_is_planned_open_and_closed_by_the_clock() -> None:
    cast.set_up_batch()
    second = timedelta(seconds=1)
    states = [
        queries.batch(cast.BATCH, at).state
        for at in (cast.OPENS - second, cast.OPENS, cast.CLOSES - second, cast.CLOSES)
    ]
    assert states == [BatchState.PLANNED, BatchState.OPEN, BatchState.OPEN, BatchState.CLOSED]
    assert queries.open_batch_at(cast.CLOSES) is None
    found = queries.open_batch_at(cast.NOW)
    assert found is not None
    assert found.public_id == "G63"
    assert [fact.verb for fact in facts.about(batch_subject(cast.BATCH))] == ["registration.batch_opened"]


def test_the_same_policy_twice_is_one_scheme_and_another_text_needs_a_code_of_its_own() -> None:
    text = cast.policy_text()
    assert services.load_policy(text, "a", by=SYSTEM, at=cast.NOW) == services.load_policy(
        text, "b", by=SYSTEM, at=cast.NOW
    )
    with pytest.raises(Refusal) as caught:
        services.load_policy(text + "\n# other\n", "c", by=SYSTEM, at=cast.NOW)
    assert caught.value.code == "scheme_exists"
    assert "2024" in str(caught.value)


def test_a_policy_with_an_unknown_occupation_is_refused_with_its_line() -> None:
    text = cast.policy_text().replace('"civil_servant"', '"wizard"')
    with pytest.raises(Refusal) as caught:
        services.load_policy(text, "odd.toml", by=SYSTEM, at=cast.NOW)
    assert "odd.toml, baris " in str(caught.value)
    assert "wizard" in str(caught.value)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"number": 0}, "batch_number"),
        ({"number": cast.BATCH}, "batch_exists"),
        ({"seats": 0}, "batch_seats"),
        ({"closes_at": cast.OPENS}, "batch_times"),
        ({"draw_at": cast.CLOSES}, "batch_times"),
        ({"scheme": "1999"}, "unknown_scheme"),
    ],
)
def test_a_batch_whose_numbers_do_not_fit_is_refused(changes: dict[str, object], code: str) -> None:
    cast.set_up_batch()
    wanted: dict[str, object] = {
        "number": 64, "scheme": "2024", "opens_at": cast.OPENS, "closes_at": cast.CLOSES, "seats": 5, "draw_at": cast.DRAWN,
    }  # fmt: skip
    with pytest.raises(Refusal) as caught:
        services.open_batch(**(wanted | changes), by=SYSTEM, at=cast.NOW)  # type: ignore[arg-type]
    assert caught.value.code == code


def test_a_policy_that_is_silent_on_the_closing_day_opens_no_batch() -> None:
    with pytest.raises(Refusal) as caught:
        cast.set_up_batch(opens=cast.OPENS.replace(year=1999))
    assert caught.value.code == "policy_silent"


def test_a_person_registers_and_gets_a_receipt() -> None:
    cast.set_up_batch()
    receipt = cast.registered([cast.application()])[0]
    view = queries.application(receipt.application_id)
    assert receipt.reference.startswith("JB-63-")
    assert queries.application_by_reference(receipt.reference.lower().replace("-", " ")) == view
    assert queries.application_by_reference("JB-1") is None
    assert view.traits == Trait.W
    assert (view.province, view.regency) == ("32", "32.04")
    assert [fact.verb for fact in facts.about(receipt.application_id)] == ["registration.submitted"]
    assert queries.rows_without_fact() == 0
    assert queries.steps_of(receipt.application_id)[0].at == cast.NOW


def test_the_same_key_answers_with_the_same_receipt() -> None:
    cast.set_up_batch()
    first = cast.registered([cast.application()])
    assert cast.registered([cast.application()]) == first
    assert cast.registered([cast.application()], at=cast.CLOSES + timedelta(days=9)) == first


def test_one_second_after_closing_is_too_late_and_one_before_is_not() -> None:
    cast.set_up_batch()
    assert refusal_of(cast.application(), cast.CLOSES) == "batch_closed"
    assert refusal_of(cast.application(), cast.OPENS - timedelta(seconds=1)) == "batch_not_open_yet"
    cast.registered([cast.application()], at=cast.CLOSES - timedelta(microseconds=1))


def test_registering_again_is_refused_without_a_word_about_the_other_registration() -> None:
    cast.set_up_batch()
    receipt = cast.registered([cast.application()])[0]
    again = cast.application(key="other")
    answer = services.register([again], by=SYSTEM, at=cast.NOW)[0]
    assert isinstance(answer, Refusal)
    assert answer.code == "already_registered"
    assert receipt.reference not in str(answer)


@pytest.mark.parametrize("change", [{"birth_date": date(1980, 1, 1)}, {"phone": "+6281399998888"}])
def test_the_nik_of_somebody_else_is_a_dispute_and_nothing_of_hers_changes(change: dict[str, Any]) -> None:
    cast.set_up_batch()
    receipt = cast.registered([cast.application()])[0]
    person_id = queries.application(receipt.application_id).person_id
    before = people.contacts([person_id])
    assert refusal_of(cast.application(who=cast.person(**change), key="thief")) == "identity_dispute"
    cast.set_up_batch(64)
    assert refusal_of(cast.application(who=cast.person(**change), key="thief", batch=64)) == "identity_dispute"
    assert people.contacts([person_id]) == before


def test_a_list_answers_each_row_for_itself() -> None:
    cast.set_up_batch()
    rows = [
        cast.application(1),
        cast.application(1, key="twice"),
        cast.application(2, batch=99),
        cast.application(3, who=cast.person(3, name="Ayu\x07")),
        cast.application(4, who=cast.person(4, regency="99.99")),
        cast.application(5),
        cast.application(6, key="test/5"),
    ]
    answers = services.register(rows, by=SYSTEM, at=cast.NOW)
    codes = [answer.code if isinstance(answer, Refusal) else "" for answer in answers]
    assert codes == [
        "",
        "already_registered",
        "unknown_batch",
        "name_signs",
        "unknown_regency",
        "",
        "already_registered",
    ]
    assert queries.totals(cast.BATCH).all == 2


def test_a_loser_joins_the_next_batch_under_the_same_person() -> None:
    cast.set_up_batch()
    cast.set_up_batch(64)
    first, second = cast.registered([cast.application(), cast.application(key="next", batch=64)])
    persons = queries.persons_of([first.application_id, second.application_id])
    assert len(set(persons.values())) == 1
    person_id = persons[first.application_id]
    assert [view.batch for view in queries.applications_of_person(person_id)] == [64, 63]


def test_real_numbers_are_kept_out_of_demonstrations_and_synthetic_ones_out_of_the_rest(settings: object) -> None:
    cast.set_up_batch()
    real = cast.person(nik=Nik("3204541408980003"))
    assert refusal_of(cast.application(who=real)) == "nik_real_in_demonstration"
    settings.DEMONSTRATION = False  # type: ignore[attr-defined]
    assert refusal_of(cast.application()) == "nik_synthetic"
    assert isinstance(services.register([cast.application(who=real)], by=SYSTEM, at=cast.NOW)[0], Receipt)


def test_claims_need_what_proves_them_and_are_sealed() -> None:
    cast.set_up_batch()
    laid_off = cast.application(
        2, job_status=JobStatus.LAID_OFF, laid_off_proof="Surat 12/PHK/2024", disability="sight"
    )
    receipt = cast.registered([laid_off])[0]
    view = queries.application(receipt.application_id)
    assert view.traits == Trait.L  # a disability without a proof is no claim
    proofs = queries.proofs_of([view.id])[view.id]
    assert (proofs.disability, proofs.laid_off_proof) == ("sight", "Surat 12/PHK/2024")
    services.correct(view.id, {"disability_proof": "KPD 77"}, by=SYSTEM, at=cast.NOW)
    assert queries.application(view.id).traits == Trait.L | Trait.D
    services.correct(view.id, {"job_status": "employed", "regency": "94.01"}, by=SYSTEM, at=cast.NOW)
    corrected = queries.application(view.id)
    assert (corrected.traits, corrected.province) == (Trait.D, "94")
    assert facts.about(view.id)[0].data["fields"] == ["job_status", "regency"]


@pytest.mark.parametrize("changes", [{}, {"person_id": "x"}])
def test_only_what_was_declared_can_be_corrected(changes: dict[str, object]) -> None:
    cast.set_up_batch()
    receipt = cast.registered([cast.application()])[0]
    with cast.refuses("not_correctable"):
        services.correct(receipt.application_id, changes, by=SYSTEM, at=cast.NOW)


def test_optional_answers_are_kept_once_and_apart() -> None:
    cast.set_up_batch()
    receipt = cast.registered([cast.application()])[0]
    answers = Equality(difficulty="ya", device="bersama")
    kept = [services.answer_equality(receipt.application_id, answers, by=SYSTEM, at=cast.NOW) for _time in range(2)]
    assert kept == [True, False]
    assert queries.equality_counts(cast.BATCH, "difficulty") == {"ya": 1}
    assert queries.equality_counts(cast.BATCH, "caregiver") == {}


def test_drafts_are_kept_sealed_found_again_sent_once_and_forgotten() -> None:
    cast.set_up_batch()
    draft = services.begin_draft(days=30, at=cast.NOW)
    services.save_answer(draft.id, "nama", {"name": ["Ayu"]}, at=cast.NOW)
    services.save_answer(draft.id, "hp", {"phone": ["0812 3456 0147"]}, phone="+6281234560147", at=cast.NOW)
    found = queries.draft_by_reference(draft.reference, "+6281234560147", cast.NOW)
    assert found is not None
    assert set(found.answers) == {"nama", "hp"}
    assert queries.draft_by_reference(draft.reference, "+6281234560148", cast.NOW) is None
    late = cast.CLOSES + timedelta(hours=1)
    with cast.refuses("batch_closed"):
        services.send_draft(draft.id, cast.application(), by=SYSTEM, at=late)
    assert queries.draft(draft.id, late) is not None  # kept for the next batch
    first = services.send_draft(draft.id, cast.application(), by=SYSTEM, at=cast.NOW)
    assert services.send_draft(draft.id, cast.application(), by=SYSTEM, at=cast.NOW) == first
    sent = queries.draft(draft.id, cast.NOW)
    assert sent is not None
    assert (sent.application_id, sent.answers) == (first.application_id, {})
    with cast.refuses("draft_sent"):
        services.save_answer(draft.id, "nama", {}, at=cast.NOW)


def test_an_expired_draft_says_so_and_is_thrown_away() -> None:
    draft = services.begin_draft(days=30, at=cast.NOW)
    later = cast.NOW + timedelta(days=30)
    with cast.refuses("draft_expired"):
        services.save_answer(draft.id, "nama", {}, at=later)
    with cast.refuses("draft_expired"):
        services.send_draft(draft.id, cast.application(), by=SYSTEM, at=later)
    assert services.forget_expired_drafts(later) == 1


def test_five_thousand_register_with_few_questions_to_the_database(django_assert_max_num_queries: object) -> None:
    cast.set_up_batch()
    rows = [replace(cast.application(number), interests=("digital",)) for number in range(5000)]
    with django_assert_max_num_queries(60):  # type: ignore[operator]
        cast.registered(rows)
    assert queries.totals(cast.BATCH).all == 5000
    assert len(queries.columns(cast.BATCH)) == 5000
    assert queries.rows_without_fact() == 0
