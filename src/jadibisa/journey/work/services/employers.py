"""Employers: registered by themselves, proposed by one officer, decided by a second one."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from jadibisa.foundation.facts import services as facts
from jadibisa.foundation.people import services as people
from jadibisa.journey.work import rules
from jadibisa.journey.work.models import Employer
from jadibisa.journey.work.types import EmployerState, NewEmployer
from jadibisa.kernel.actors import Actor
from jadibisa.kernel.refusals import N_, Refusal

PROPOSAL = "work.employer"


@transaction.atomic
def register_employer(new: NewEmployer, *, by: Actor, at: datetime) -> UUID:
    """Register an employer; its vacancies show only after two officers looked at it.

    Returns:
        The id of the employer, which is the id of its organisation.

    Raises:
        Refusal: `employer_…` with the field; `employer_known` when the licence is already registered.
    """
    rules.check_employer(new)
    if Employer.objects.filter(licence=new.licence).exists():
        raise _known()
    organisation = people.create_organisation(new.name, "employer", by=by, at=at)
    row = Employer(
        organisation_id=organisation,
        name=new.name.strip(),
        licence=new.licence,
        sector=new.sector,
        province=new.province,
        regency=new.regency,
        email=new.email,
        address=new.address,
        registered_at=at,
    )
    # Two tabs at once: the one that loses meets the unique licence.
    if Employer.objects.bulk_create([row], ignore_conflicts=True) and not Employer.objects.filter(pk=organisation):
        raise _known()
    facts.record("work.employer_registered", by=by, at=at, subjects=[organisation], data={"province": new.province})
    return organisation


def _known() -> Refusal:
    return Refusal(
        "employer_known",
        N_("NIB ini sudah terdaftar. Masuk dengan akun usaha itu, atau hubungi petugas."),
        field="licence",
        status=409,
    )


def _locked(employer_id: UUID) -> Employer:
    row = Employer.objects.select_for_update().filter(pk=employer_id).first()
    if row is None:
        raise Refusal("employer_unknown", N_("Pemberi kerja itu tidak ada."), status=404)
    return row


@transaction.atomic
def propose_verification(employer_id: UUID, *, accept: bool, by: Actor, at: datetime, why: str) -> UUID:
    """The first officer proposes to verify or to refuse an employer.

    Returns:
        The id of the proposal.

    Raises:
        Refusal: `employer_unknown`, `employer_state` when it does not wait.
    """
    row = _locked(employer_id)
    if row.state not in {EmployerState.WAITING, EmployerState.SUSPENDED, EmployerState.REFUSED}:
        raise Refusal(
            "employer_state", N_("Usaha ini sudah diusulkan atau diputuskan. Muat ulang halaman."), status=409
        )
    payload = {"verdict": EmployerState.VERIFIED if accept else EmployerState.REFUSED}
    row.proposal_id = people.propose(PROPOSAL, employer_id, payload, by=by, at=at, why=why)
    row.state = EmployerState.PROPOSED
    row.reason = why
    row.save(update_fields=["proposal_id", "state", "reason"])
    facts.record(
        "work.employer_proposed", by=by, at=at, subjects=[employer_id], why=why, data={"verdict": payload["verdict"]}
    )
    return row.proposal_id


@transaction.atomic
def verify_employer(employer_id: UUID, *, approve: bool = True, by: Actor, at: datetime, why: str = "") -> str:
    """The second officer approves the proposal (it takes effect) or sends it back to the queue.

    Returns:
        The employer's new state.

    Raises:
        Refusal: `own_proposal`, `already_decided`, `employer_unknown`, `employer_state`.
    """
    row = _locked(employer_id)
    if row.state != EmployerState.PROPOSED or row.proposal_id is None:
        raise Refusal(
            "employer_state", N_("Usaha ini belum diusulkan. Usulkan dulu, lalu orang kedua memutuskan."), status=409
        )
    proposal = people.decide(
        row.proposal_id, kind=PROPOSAL, subject=employer_id, approve=approve, by=by, at=at, why=why
    )
    row.state = str(proposal.payload["verdict"]) if approve else EmployerState.WAITING
    row.proposal_id = None
    verified = row.state == EmployerState.VERIFIED
    row.verified_at = at if verified else None
    row.save(update_fields=["state", "proposal_id", "verified_at"])
    verb = "work.employer_verified" if verified else "work.employer_decided"
    facts.record(verb, by=by, at=at, subjects=[employer_id], why=why, data={"state": row.state})
    return row.state


@transaction.atomic
def suspend_employer(employer_id: UUID, *, by: Actor, at: datetime, why: str) -> None:
    """Hide all vacancies of an employer at once; two officers can verify it again.

    Raises:
        Refusal: `employer_unknown`, `employer_state`, `reason_needed`.
    """
    if not why.strip():
        raise Refusal("reason_needed", N_("Tulis alasannya."), field="why")
    row = _locked(employer_id)
    if row.state != EmployerState.VERIFIED:
        raise Refusal("employer_state", N_("Usaha ini tidak sedang tampil. Muat ulang halaman."), status=409)
    row.state, row.reason, row.verified_at = EmployerState.SUSPENDED, why, None
    row.save(update_fields=["state", "reason", "verified_at"])
    facts.record("work.employer_suspended", by=by, at=at, subjects=[employer_id], why=why)
