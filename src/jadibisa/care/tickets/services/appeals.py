"""Appeals against a refusal: opened, granted, or rejected under four eyes."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from jadibisa.care.tickets import rules
from jadibisa.care.tickets.models import Appeal, Ticket
from jadibisa.care.tickets.queries import appeal_right, open_appeals, refused_by
from jadibisa.care.tickets.services.opened import answer, once_of, write_ticket
from jadibisa.care.tickets.types import (
    REMEDIES,
    AppealKind,
    AppealState,
    Category,
    NewTicket,
    TicketState,
)
from jadibisa.foundation.facts import services as facts
from jadibisa.foundation.people import services as people
from jadibisa.foundation.plumbing import chance
from jadibisa.journey.selection import services as selection
from jadibisa.journey.training import services as training
from jadibisa.journey.verification import services as verification
from jadibisa.kernel.actors import Actor
from jadibisa.kernel.refusals import N_, Refusal

PROPOSAL = "tickets.reject_appeal"


@transaction.atomic
def open_appeal(application_id: UUID, text: str, *, once: str, by: Actor, at: datetime) -> str:
    """A refused person appeals; a ticket of its own carries the conversation.

    Returns:
        The number of the ticket.

    Raises:
        Refusal: `appeal_nothing`, `appeal_too_late`, `appeal_open`, `text_missing`, `text_too_long`.
    """
    right = appeal_right(application_id, at=at)
    category = next((r.category for r in REMEDIES if right and r.appeal == right.kind), Category.VERIFICATION)
    new = NewTicket(category, text, once, application_id=application_id)
    standing = Ticket.objects.filter(once=once_of(new), is_appeal=True).first()
    if standing is not None:
        return standing.number
    if right is None:
        raise Refusal("appeal_nothing", N_("Tidak ada penolakan yang dapat diajukan keberatan."), status=409)
    rules.check_appeal_time(right.until, at)
    row = write_ticket(new, rules.check_ticket(new), is_appeal=True, by=by, at=at)
    appeal = Appeal(
        id=chance.uuid7(),
        application_id=application_id,
        kind=right.kind,
        ticket=row,
        reasons=list(right.codes),
        opened_at=at,
    )
    Appeal.objects.bulk_create([appeal], ignore_conflicts=True)
    if not Appeal.objects.filter(pk=appeal.pk).exists():
        raise Refusal(
            "appeal_open", N_("Keberatan Anda sudah kami terima. Satu penolakan, satu keberatan."), status=409
        )
    data = {"number": row.number, "due": row.due_at.isoformat()}
    facts.record("tickets.appeal_opened", by=by, at=at, subjects=[appeal.pk, application_id, row.pk], data=data)
    training.pause(application_id, by=by, at=at)
    return row.number


def _require_other_eyes(row: Appeal, by: Actor) -> None:
    """Who refused, or proposed it, does not decide the appeal."""
    if by.label in refused_by(row.application_id):
        raise Refusal(
            "own_refusal", N_("Anda ikut memutuskan penolakan ini. Petugas lain memeriksa keberatannya."), status=409
        )


def _let_run_again(application_id: UUID, *, by: Actor, at: datetime) -> None:
    """The last open appeal is decided: the person's days run again, and those that stood still come back."""
    if not open_appeals([application_id]):
        training.resume(application_id, by=by, at=at)


def _last_word(ticket_id: UUID, text: str, *, by: Actor, at: datetime) -> None:
    """Answer and close the ticket of a decided appeal, also when somebody closed it before."""
    Ticket.objects.filter(pk=ticket_id, state=TicketState.CLOSED).update(state=TicketState.OPEN, closed_at=None)
    answer(ticket_id, text, close=True, by=by, at=at)


def _locked_appeal(appeal_id: UUID) -> Appeal:
    row = Appeal.objects.select_for_update(of=("self",)).select_related("ticket").filter(pk=appeal_id).first()
    if row is None:
        raise Refusal("appeal_unknown", N_("Keberatan itu tidak ada."), status=404)
    return row


@transaction.atomic
def grant_appeal(appeal_id: UUID, *, by: Actor, at: datetime, why: str) -> None:
    """An officer grants an appeal: the case is open again, or a seat of the next batch is certain; the person is told.

    Raises:
        Refusal: `appeal_unknown`, `appeal_state`, `reason_needed`, `own_refusal`.
    """
    row = _locked_appeal(appeal_id)
    if not why.strip():
        raise Refusal("reason_needed", N_("Tulis alasannya. Pendaftar membaca tulisan ini."), field="why")
    why = rules.covered(why.strip())
    _require_other_eyes(row, by)
    row.state = rules.next_appeal(row.state, AppealState.WON)
    row.decided_at, row.answer = at, why
    row.save(update_fields=["state", "decided_at", "answer"])
    if row.kind == AppealKind.VERIFICATION:
        verification.reopen_after_appeal(row.application_id, by=by, at=at, why=why)
    else:
        verification.pardon(row.application_id, by=by, at=at, why=why)
        selection.promise_again(row.application_id, by=by, at=at)
    facts.record("tickets.appeal_won", by=by, at=at, subjects=[row.pk, row.application_id], why=why)
    _let_run_again(row.application_id, by=by, at=at)
    _last_word(row.ticket_id, why, by=by, at=at)


@transaction.atomic
def propose_rejection(appeal_id: UUID, *, by: Actor, at: datetime, why: str) -> UUID:
    """An officer proposes to reject an appeal; only a second person can do it.

    Returns:
        The id of the proposal.

    Raises:
        Refusal: `appeal_unknown`, `appeal_state`, `reason_needed`, `own_refusal`.
    """
    row = _locked_appeal(appeal_id)
    if not why.strip():
        raise Refusal("reason_needed", N_("Tulis alasannya. Pendaftar membaca tulisan ini."), field="why")
    why = rules.covered(why.strip())
    _require_other_eyes(row, by)
    row.state = rules.next_appeal(row.state, AppealState.PROPOSED)
    row.answer = why
    row.proposal_id = people.propose(PROPOSAL, row.pk, {"ticket": row.ticket.number}, by=by, at=at, why=why)
    row.save(update_fields=["state", "answer", "proposal_id"])
    facts.record("tickets.rejection_proposed", by=by, at=at, subjects=[row.pk, row.application_id], why=why)
    return row.proposal_id


@transaction.atomic
def decide_rejection(appeal_id: UUID, *, approve: bool, by: Actor, at: datetime, why: str = "") -> str:
    """The second officer rejects the appeal, or sends it back to the first.

    Returns:
        The appeal's new state.

    Raises:
        Refusal: `own_proposal`, `own_refusal`, `already_decided`, `appeal_unknown`, `appeal_state`.
    """
    row = _locked_appeal(appeal_id)
    _require_other_eyes(row, by)
    row.state = rules.next_appeal(row.state, AppealState.REJECTED if approve else AppealState.OPEN)
    if row.proposal_id is None:
        raise Refusal("appeal_state", N_("Keberatan ini sudah berubah. Muat ulang halaman."), status=409)
    people.decide(row.proposal_id, kind=PROPOSAL, subject=row.pk, approve=approve, by=by, at=at, why=why)
    row.proposal_id = None
    row.decided_at = at if approve else None
    row.save(update_fields=["state", "proposal_id", "decided_at"])
    verb = "tickets.appeal_rejected" if approve else "tickets.rejection_returned"
    facts.record(verb, by=by, at=at, subjects=[row.pk, row.application_id], why=why)
    if approve:
        _let_run_again(row.application_id, by=by, at=at)
        _last_word(row.ticket_id, row.answer, by=by, at=at)
    return row.state
