"""Commands of officers and of the person in a case: open, ask, answer, decide, refuse with a second person, reopen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from jadibisa.foundation.facts.services import record
from jadibisa.foundation.people import queries as people
from jadibisa.foundation.people import services as people_services
from jadibisa.foundation.people.types import PersonFile
from jadibisa.journey.registration import queries as registration
from jadibisa.journey.registration.types import Proofs, Trait, clean_text
from jadibisa.journey.verification import queries
from jadibisa.journey.verification.models import Case
from jadibisa.journey.verification.rules import (
    law_of,
    require_age,
    require_answered,
    require_new_eyes,
    require_review,
    require_step,
)
from jadibisa.journey.verification.services.checks import chunks, due_from
from jadibisa.journey.verification.types import Answer, CaseState, Reason
from jadibisa.kernel.actors import Actor
from jadibisa.kernel.clock import age_on
from jadibisa.kernel.refusals import N_, Refusal

LONGEST = 500


@dataclass(frozen=True, slots=True)
class OpenCase:
    """A case with everything that an officer needs to decide it."""

    file: PersonFile
    answer: Answer | None
    proofs: Proofs
    reply: str


def _locked(application_id: UUID) -> Case:
    row = Case.objects.select_for_update().filter(application_id=application_id).first()
    if row is None:
        raise Refusal("unknown_case", N_("Kasus itu tidak ada."), status=404)
    return row


@transaction.atomic
def open_case(application_id: UUID, *, by: Actor, at: datetime, why: str) -> OpenCase:
    """Open a case with the person's file; who opens it leaves a fact that the person can see.

    Raises:
        Refusal: `unknown_case`, `reason_missing`.
    """
    view = queries.case(application_id)
    if view is None:
        raise Refusal("unknown_case", N_("Kasus itu tidak ada."), status=404)
    file = people_services.open_file(view.person_id, by=by, at=at, why=why)
    proofs = registration.proofs_of([application_id]).get(application_id, Proofs())
    return OpenCase(file, queries.registry_answer(application_id), proofs, queries.reply(application_id))


@transaction.atomic
def ask(application_id: UUID, question: str, *, by: Actor, at: datetime) -> None:
    """Ask the person to explain; the person's time begins anew.

    Raises:
        Refusal: `question_missing`, `case_step`, `proposal_open` while a refusal waits for its second person.
    """
    words = clean_text(question, field="question", longest=LONGEST)
    if not words:
        raise Refusal("question_missing", N_("Tulis apa yang perlu dijelaskan."), field="question")
    row = _locked(application_id)
    require_step(CaseState(row.state), CaseState.ASKING)
    if people.open_proposal(queries.REFUSE, application_id):
        raise Refusal("proposal_open", N_("Usulan yang sama sudah ada dan menunggu orang kedua."), status=409)
    row.state, row.question, row.due_at = CaseState.ASKING, words, due_from(row.batch_number, at)
    row.save(update_fields=["state", "question", "due_at"])
    record("verification.asked", by=by, at=at, subjects=[application_id], data={"batch": row.batch_number})


@transaction.atomic
def answer(application_id: UUID, text: str, *, by: Actor, at: datetime) -> None:
    """The person explains; an officer looks again.

    Raises:
        Refusal: `answer_missing`, `case_step` when nothing was asked.
    """
    words = clean_text(text, field="text", longest=LONGEST)
    if not words:
        raise Refusal("answer_missing", N_("Tulis penjelasan Anda, satu kalimat cukup."), field="text")
    row = _locked(application_id)
    if row.state != CaseState.ASKING:
        raise Refusal(
            "case_step", N_("Kasus ini sudah berubah. Muat ulang halaman, lalu lihat keadaannya."), status=409
        )
    row.reply_sealed = people_services.seal_many([(row.person_id, f"reply|{application_id}", words)])[0]
    row.state, row.due_at = CaseState.REVIEW, due_from(row.batch_number, at)
    row.save(update_fields=["reply_sealed", "state", "due_at"])
    record("verification.answered", by=by, at=at, subjects=[application_id], data={"batch": row.batch_number})


@transaction.atomic
def review(
    application_id: UUID,
    accept: bool,  # noqa: FBT001 - the word of the contract between the steps
    reason: str,
    *,
    by: Actor,
    at: datetime,
    note: str = "",
    traits: int | None = None,
) -> None:
    """An officer decides a case. A door lets a refusal through only after a second person approved it.

    Args:
        application_id: which case.
        accept: verified or refused.
        reason: for a refusal one of the `Reason`s for which the law refuses; else words or a `Reason`.
        by: who decides.
        at: the programme's time.
        note: more words for the record.
        traits: bits of the claims that are proven; all that are claimed, if none is given.

    Raises:
        Refusal: `unknown_case`, `case_step`, `registry_unanswered`, `own_refusal`, `refusal_needs_reason`.
    """
    row = _locked(application_id)
    given = (Reason(reason),) if reason in set(Reason) else ()
    require_review(accept=accept, reasons=given)
    _require_decidable(row, CaseState.VERIFIED if accept else CaseState.REFUSED, by)
    if accept:
        _accept(row, traits)
    else:
        row.state, row.reasons = CaseState.REFUSED, [*given, *(r for r in row.reasons if r not in given)]
    row.decided_at, row.by_officer, row.question = at, True, ""
    row.save()
    record(
        "verification.verified" if accept else "verification.refused", by=by, at=at, subjects=[application_id],
        why=note or reason, data={"batch": row.batch_number, "reviewed": True, "reason": reason if given else ""},
    )  # fmt: skip


def _require_decidable(row: Case, to: CaseState, by: Actor) -> None:
    """An officer decides what the registry answered; after a won appeal somebody who did not refuse it before."""
    require_answered(CaseState(row.state))
    require_step(CaseState(row.state), to)
    if row.appealed:
        require_new_eyes(by.label, queries.earlier_refusers(row.application_id))


def _accept(row: Case, traits: int | None) -> None:
    told = registration.application(row.application_id)
    claims = int(told.traits) & ~Trait.W if traits is None else traits & int(told.traits) & ~Trait.W
    said = queries.registry_answer(row.application_id)
    gender = said.gender if said and said.found else told.gender
    row.state = CaseState.VERIFIED
    row.traits = int(claims) | (Trait.W if gender == "F" else 0)
    if row.kk_index is None:
        row.kk_index = people.kk_indexes([row.person_id])[row.person_id]


def _day(row: Case) -> date:
    return registration.policy_day(row.batch_number)


def _ages(row: Case) -> list[int]:
    """How old the person is by each date of birth that is known, told and registered, on the day that counts."""
    said = queries.registry_answer(row.application_id)
    births = [registration.application(row.application_id).birth_date, said.birth_date if said else None]
    return [age_on(born, _day(row)) for born in births if born]


@transaction.atomic
def propose_refusal(application_id: UUID, reason: str, *, by: Actor, at: datetime, note: str = "") -> UUID:
    """Propose to refuse a case; a second person decides.

    Raises:
        Refusal: `unknown_case`, `case_step`, `registry_unanswered`, `own_refusal`, `refusal_needs_reason`, `age_fits`,
            `proposal_open`.
    """
    row = _locked(application_id)
    require_review(accept=False, reasons=(Reason(reason),) if reason in set(Reason) else ())
    require_age(Reason(reason), _ages(row), law_of(registration.policy_of(row.batch_number), _day(row)))
    _require_decidable(row, CaseState.REFUSED, by)
    words = clean_text(note, field="note", longest=LONGEST)
    return people_services.propose(
        queries.REFUSE, application_id, {"reason": reason, "note": words}, by=by, at=at, why=words
    )


@transaction.atomic
def decide_refusal(
    proposal_id: UUID, *, approve: bool, by: Actor, at: datetime, why: str = "", application_id: UUID | None = None
) -> None:
    """A second person decides a proposed refusal, of this application where one is named; turned down, the case stays open.

    Raises:
        Refusal: `proposal_unknown`, `already_decided`, `own_proposal`, `case_step`, `registry_unanswered`,
            `own_refusal`.
    """
    proposal = people_services.decide(
        proposal_id, kind=queries.REFUSE, subject=application_id, approve=approve, by=by, at=at, why=why
    )
    if approve:
        reason, note = str(proposal.payload["reason"]), str(proposal.payload["note"])
        review(proposal.subject, accept=False, reason=reason, by=by, at=at, note=note)


@transaction.atomic
def reopen_after_appeal(application_id: UUID, *, by: Actor, at: datetime, why: str) -> None:
    """Open a refused case again, because an appeal was won; an officer looks at it with new eyes.

    Raises:
        Refusal: `unknown_case`, `case_step` when it was not refused.
    """
    row = _locked(application_id)
    require_step(CaseState(row.state), CaseState.REVIEW)
    if row.state != CaseState.REFUSED:
        raise Refusal(
            "case_step", N_("Kasus ini sudah berubah. Muat ulang halaman, lalu lihat keadaannya."), status=409
        )
    row.state, row.decided_at, row.by_officer, row.appealed = CaseState.REVIEW, None, False, True
    row.due_at = due_from(row.batch_number, at)
    row.save()
    record("verification.reopened", by=by, at=at, subjects=[application_id], why=why, data={"batch": row.batch_number})


@transaction.atomic
def stand_back(application_id: UUID, *, back: bool, by: Actor, at: datetime) -> None:
    """Leave one's place on the roll to others of the family card, or take it again, while the batch is open.

    Raises:
        Refusal: `unknown_case`, `case_step` when it is not verified, `batch_closed`.
    """
    row = _locked(application_id)
    if row.state != CaseState.VERIFIED:
        raise Refusal(
            "case_step", N_("Kasus ini sudah berubah. Muat ulang halaman, lalu lihat keadaannya."), status=409
        )
    if registration.batch(row.batch_number, at).closes_at <= at:
        raise Refusal("batch_closed", N_("Gelombang sudah ditutup. Pilihan keluarga tidak bisa diubah."), status=409)
    row.stands_back = back
    row.save(update_fields=["stands_back"])
    verb = "verification.stood_back" if back else "verification.came_forward"
    record(verb, by=by, at=at, subjects=[application_id], data={"batch": row.batch_number})


def close_unanswered(application_ids: Sequence[UUID], *, by: Actor, at: datetime) -> int:
    """Refuse cases whose owners were asked and did not answer in time; each can still be appealed. Tells how many."""
    closed = 0
    for chunk in chunks(application_ids, LONGEST):
        with transaction.atomic():
            rows = Case.objects.select_for_update().filter(
                application_id__in=chunk, state=CaseState.ASKING, due_at__lte=at
            )
            for row in rows.order_by("application_id"):
                row.state, row.decided_at = CaseState.REFUSED, at
                row.reasons = [str(Reason.NO_ANSWER), *(r for r in row.reasons if r != Reason.NO_ANSWER)]
                row.save()
                record(
                    "verification.refused",
                    by=by,
                    at=at,
                    subjects=[row.application_id],
                    data={"batch": row.batch_number},
                )
                closed += 1
    return closed
