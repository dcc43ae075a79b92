"""Commands of the certification step: issue signed certificates, revoke with a second person."""

import json
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max

from jadibisa.foundation.facts.services import record
from jadibisa.foundation.people import queries as people
from jadibisa.foundation.people import services as approvals
from jadibisa.foundation.plumbing import crypto
from jadibisa.foundation.plumbing.chance import named_uuid
from jadibisa.journey.certification import queries
from jadibisa.journey.certification.models import CertificateRow
from jadibisa.journey.certification.rules import codes, credential, proof
from jadibisa.journey.certification.types import Certificate
from jadibisa.journey.training import queries as training
from jadibisa.journey.training.types import Completion
from jadibisa.kernel.actors import Actor
from jadibisa.kernel.clock import wib_day
from jadibisa.kernel.refusals import N_, Refusal

REVOCATION = "certification.revoke"
PEOPLE_A_FACT = 300
"""So many certificates a fact: each names the participant, the purchase and the certificate."""
ISSUING = 7_203_001
"""The number of the lock under which serial numbers are given out."""


@transaction.atomic
def issue(purchase_ids: Sequence[UUID], *, by: Actor, at: datetime) -> list[Certificate]:
    """Issue certificates for completed purchases; one that is there already stays as it is.

    Args:
        purchase_ids: which; those that are not completed are passed over.
        by: who acts, as a rule the programme.
        at: the programme's time.

    Returns:
        The new certificates in the order of the purchases' ids.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [ISSUING])
    known = set(CertificateRow.objects.filter(purchase_id__in=purchase_ids).values_list("purchase_id", flat=True))
    completed = [one for one in training.completions(purchase_ids) if one.purchase_id not in known]
    if not completed:
        return []
    names = people.names(one.person_id for one in completed)
    providers = people.organisation_names({one.provider_id for one in completed})
    first = (CertificateRow.objects.aggregate(last=Max("serial"))["last"] or 0) + 1
    fresh = [
        _certificate(one, serial, names[one.person_id], providers.get(one.provider_id, ""), at)
        for serial, one in enumerate(completed, first)
    ]
    CertificateRow.objects.bulk_create([_row(certificate, at) for certificate in fresh], batch_size=1000)
    for place in range(0, len(fresh), PEOPLE_A_FACT):
        part = fresh[place : place + PEOPLE_A_FACT]
        subjects = [part_id for one in part for part_id in (one.application_id, one.purchase_id, one.id)]
        data = {"purchases": [str(one.purchase_id) for one in part]}
        record("certification.issued", by=by, at=at, subjects=subjects, data=data)
    return fresh


def _certificate(one: Completion, serial: int, holder: str, provider: str, at: datetime) -> Certificate:
    completed_on = wib_day(one.completed_at)
    return Certificate(
        id=named_uuid("certificate", str(one.purchase_id)),
        code=codes.code_of(crypto.blind_index("certification.code", str(one.purchase_id))),
        application_id=one.application_id,
        purchase_id=one.purchase_id,
        course_id=one.course_id,
        provider_id=one.provider_id,
        provider_name=provider,
        holder=holder,
        title=one.title,
        hours=one.hours,
        level=one.level,
        score=one.score,
        skills=one.skills,
        issued_at=at,
        completed_on=completed_on,
        valid_until=codes.valid_until(completed_on),
        serial=serial,
        revoked_at=None,
        revoked_why="",
    )


def _row(certificate: Certificate, at: datetime) -> CertificateRow:
    issuer = queries.issuer()
    document = credential.credential(certificate, issuer, codes.place_of(certificate.serial, queries.place_key()))
    signed = proof.sign(document, key=crypto.signing_key(), method=issuer.method, at=at)
    values = {name: getattr(certificate, name) for name in Certificate.__slots__}
    values["skills"] = list(certificate.skills)
    return CertificateRow(**values, credential=json.dumps(signed, ensure_ascii=False))


@transaction.atomic
def propose_revocation(code: str, why: str, *, by: Actor, at: datetime) -> UUID:
    """Propose that a certificate be revoked; a second person decides.

    Raises:
        Refusal: `certificate_unknown`, `already_revoked`, `reason_missing`, `proposal_open`.
    """
    certificate = _revocable(code, why)
    return approvals.propose(REVOCATION, certificate.id, {"code": certificate.code}, by=by, at=at, why=why.strip())


@transaction.atomic
def decide_revocation(proposal_id: UUID, *, approve: bool, by: Actor, at: datetime, why: str = "") -> None:
    """Decide a proposed revocation; when approved, the certificate is revoked in the same transaction.

    Raises:
        Refusal: `proposal_unknown`, `own_proposal`, `already_decided`, `already_revoked`.
    """
    found = approvals.decide(proposal_id, kind=REVOCATION, approve=approve, by=by, at=at, why=why)
    if approve:
        revoke(str(found.payload["code"]), found.why, by=by, at=at)


@transaction.atomic
def revoke(code: str, why: str, *, by: Actor, at: datetime) -> Certificate:
    """Revoke a certificate: the public check and the status list say so from now on.

    Raises:
        Refusal: `certificate_unknown`, `already_revoked`, `reason_missing`.
    """
    CertificateRow.objects.select_for_update().filter(code=codes.read_code(code) or "").first()
    certificate = _revocable(code, why)
    CertificateRow.objects.filter(id=certificate.id).update(revoked_at=at, revoked_why=why.strip())
    subjects = [certificate.application_id, certificate.purchase_id, certificate.id]
    record("certification.revoked", by=by, at=at, subjects=subjects, why=why.strip())
    return certificate


def _revocable(code: str, why: str) -> Certificate:
    certificate = queries.by_code(code)
    if certificate is None:
        raise Refusal(
            "certificate_unknown", N_("Kode ini tidak dikenal. Periksa lagi setiap huruf."), field="code", status=404
        )
    if certificate.revoked_at is not None:
        raise Refusal("already_revoked", N_("Sertifikat ini sudah dicabut."), field="code", status=409)
    if not why.strip():
        raise Refusal(
            "reason_missing", N_("Tulis alasannya. Alasan ini terlihat oleh siapa pun yang memeriksa."), field="why"
        )
    return certificate
