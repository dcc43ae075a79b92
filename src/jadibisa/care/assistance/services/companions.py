"""Companions: asked for by certificate holders, proposed and decided by two officers, stopped at once."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from jadibisa.care.assistance import rules
from jadibisa.care.assistance.models import Companion
from jadibisa.care.assistance.types import CompanionState
from jadibisa.foundation.facts import services as facts
from jadibisa.foundation.people import queries as persons
from jadibisa.foundation.people import services as people
from jadibisa.foundation.places.queries import regencies
from jadibisa.foundation.plumbing import chance
from jadibisa.journey.certification import queries as certification
from jadibisa.journey.registration import queries as registration
from jadibisa.kernel.actors import Actor, Role
from jadibisa.kernel.clock import end_of, wib_day
from jadibisa.kernel.refusals import N_, Refusal

PROPOSAL = "assistance.companion"


@transaction.atomic
def apply(application_id: UUID, codes: Sequence[str], motive: str, *, by: Actor, at: datetime) -> UUID:
    """A certificate holder asks to be a companion in some regencies.

    Returns:
        The id of the companion; who asked before gets the same id.

    Raises:
        Refusal: `companion_certificate`, `companion_regencies`, `companion_motive`.
    """
    held = [found for found in certification.certificates(application_id) if found.revoked_at is None]
    known = {regency.code for regency in regencies()}
    chosen = rules.check_application(codes, known=known, certificates=len(held), has_motive=bool(motive.strip()))
    person_id = registration.application(application_id).person_id
    row = Companion(
        id=chance.named_uuid("companion", str(person_id)),
        application_id=application_id,
        person_id=person_id,
        regencies=list(chosen),
        certificate=held[0].code,
        motive=motive.strip()[:500],
        applied_at=at,
    )
    before = Companion.objects.filter(person_id=person_id).exists()
    Companion.objects.bulk_create([row], ignore_conflicts=True)
    if not before:
        facts.record("assistance.applied", by=by, at=at, subjects=[row.pk, application_id])
    return row.pk


def _locked(companion_id: UUID) -> Companion:
    row = Companion.objects.select_for_update().filter(pk=companion_id).first()
    if row is None:
        raise Refusal("companion_unknown", N_("Pendamping itu tidak ada."), status=404)
    return row


@transaction.atomic
def propose_companion(companion_id: UUID, *, accept: bool, by: Actor, at: datetime, why: str) -> UUID:
    """The first officer proposes to approve or refuse a companion.

    Returns:
        The id of the proposal.

    Raises:
        Refusal: `companion_unknown`, `companion_state`.
    """
    row = _locked(companion_id)
    row.state = rules.next_companion(row.state, CompanionState.PROPOSED)
    verdict = CompanionState.APPROVED if accept else CompanionState.REFUSED
    row.reason = why
    row.proposal_id = people.propose(PROPOSAL, companion_id, {"verdict": verdict}, by=by, at=at, why=why)
    row.save(update_fields=["state", "reason", "proposal_id"])
    facts.record("assistance.proposed", by=by, at=at, subjects=[companion_id], why=why, data={"verdict": verdict})
    return row.proposal_id


@transaction.atomic
def approve_companion(companion_id: UUID, *, approve: bool = True, by: Actor, at: datetime, why: str = "") -> str:
    """The second officer decides: the proposal takes effect, or the application is back in the queue.

    Returns:
        The companion's new state.

    Raises:
        Refusal: `own_proposal`, `already_decided`, `companion_unknown`, `companion_state`.
    """
    row = _locked(companion_id)
    if row.proposal_id is None:
        raise Refusal("companion_state", N_("Permohonan ini belum diusulkan."), status=409)
    proposal = people.decide(
        row.proposal_id, kind=PROPOSAL, subject=companion_id, approve=approve, by=by, at=at, why=why
    )
    row.state = rules.next_companion(row.state, proposal.payload["verdict"] if approve else CompanionState.APPLIED)
    row.proposal_id = None
    if row.state == CompanionState.APPROVED:
        row.approved_at, row.expires_on = at, rules.expires_on(wib_day(at))
    row.save(update_fields=["state", "proposal_id", "approved_at", "expires_on"])
    verb = {CompanionState.APPROVED: "approved", CompanionState.REFUSED: "refused"}.get(
        CompanionState(row.state), "returned"
    )
    facts.record(f"assistance.{verb}", by=by, at=at, subjects=[companion_id, row.application_id], why=why)
    return row.state


@transaction.atomic
def open_account(companion_id: UUID, email: str, password: str, *, by: Actor, at: datetime) -> UUID:
    """An approved companion makes the account of a companion; nobody else ever knows its password.

    Returns:
        The id of the account.

    Raises:
        Refusal: `companion_unknown`, `companion_state`, `account_exists`.
    """
    row = _locked(companion_id)
    if row.state != CompanionState.APPROVED or row.account_id is not None or row.expires_on is None:
        raise Refusal("companion_state", N_("Akun pendamping tidak dapat dibuat sekarang."), status=409)
    name = persons.names([row.person_id])[row.person_id]
    row.account_id = people.create_account(
        email,
        Role.COMPANION,
        name,
        password=password,
        person_id=row.person_id,
        expires_at=end_of(row.expires_on),
        by=by,
        at=at,
    )
    row.save(update_fields=["account"])
    facts.record("assistance.account_opened", by=by, at=at, subjects=[companion_id, row.application_id])
    return row.account_id


@transaction.atomic
def stop_companion(companion_id: UUID, *, by: Actor, at: datetime, why: str) -> None:
    """Take a companion's rights away at once.

    Raises:
        Refusal: `companion_unknown`, `companion_state`, `reason_needed`.
    """
    if not why.strip():
        raise Refusal("reason_needed", N_("Tulis alasannya."), field="why")
    row = _locked(companion_id)
    row.state = rules.next_companion(row.state, CompanionState.STOPPED)
    row.reason = why
    row.save(update_fields=["state", "reason"])
    if row.account_id:
        people.close_account(row.account_id, by=by, at=at, why=why)
    facts.record("assistance.stopped", by=by, at=at, subjects=[companion_id, row.application_id], why=why)
