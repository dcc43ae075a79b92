"""Questions about certificates."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from pyld import jsonld

from jadibisa.foundation.plumbing import crypto
from jadibisa.journey.certification.models import CertificateRow
from jadibisa.journey.certification.rules import codes, credential, proof, statuslist
from jadibisa.journey.certification.rules import pdf as paper
from jadibisa.journey.certification.types import Certificate, Totals
from jadibisa.kernel.clock import wib_day
from jadibisa.kernel.journey import Step, StepState

STATUS_KEPT = timedelta(days=1)


def _certificate(row: CertificateRow) -> Certificate:
    return Certificate(
        id=row.id,
        code=row.code,
        application_id=row.application_id,
        purchase_id=row.purchase_id,
        course_id=row.course_id,
        provider_id=row.provider_id,
        provider_name=row.provider_name,
        holder=row.holder,
        title=row.title,
        hours=row.hours,
        level=row.level,
        score=row.score,
        skills=tuple(row.skills),
        issued_at=row.issued_at,
        completed_on=row.completed_on,
        valid_until=row.valid_until,
        serial=row.serial,
        revoked_at=row.revoked_at,
        revoked_why=row.revoked_why,
    )


def _found(rows: "QuerySet[CertificateRow]") -> list[Certificate]:
    return [_certificate(row) for row in rows.defer("credential")]


def certificates(application_id: UUID) -> list[Certificate]:
    """A participant's certificates, newest first."""
    return _found(CertificateRow.objects.filter(application_id=application_id).order_by("-issued_at", "-serial"))


def by_code(code: str) -> Certificate | None:
    """The certificate with a code, in whatever way somebody types it; None for a wrong or unknown code."""
    read = codes.read_code(code)
    return next(iter(_found(CertificateRow.objects.filter(code=read))), None) if read else None


def credential_text(code: str) -> str | None:
    """The signed credential, word for word."""
    return CertificateRow.objects.filter(code=code).values_list("credential", flat=True).first()


def signature_fits(certificate: Certificate) -> bool:
    """Whether the stored credential says what the row says and carries the programme's signature."""
    stored = json.loads(credential_text(certificate.code) or "{}")
    unsigned = {name: value for name, value in stored.items() if name != "proof"}
    place = codes.place_of(certificate.serial, place_key())
    told = credential.credential(certificate, credential.Issuer(_host_of(stored)), place)
    return unsigned == told and proof.verify(stored, crypto.signing_key().public_key())


def is_ours(document: dict[str, Any]) -> bool:
    """Whether a credential that somebody brings carries the programme's signature; whatever it contains."""
    try:
        return proof.verify(document, crypto.signing_key().public_key())
    except (KeyError, TypeError, ValueError, jsonld.JsonLdError):
        return False


def is_revoked(document: dict[str, Any], at: datetime) -> bool:
    """What the status list says of a credential of ours."""
    entry = document["credentialStatus"]
    number = int(str(entry["statusListCredential"]).rstrip("/").rsplit("/", 1)[-1])
    listed: Any = status_list(number, at)
    return listed is not None and statuslist.is_revoked(
        listed["credentialSubject"]["encodedList"], int(entry["statusListIndex"])
    )


def _host_of(stored: dict[str, Any]) -> str:
    """The host under which a credential was signed; the site may have moved since."""
    did = str(stored.get("issuer", {}).get("id", "")) if isinstance(stored.get("issuer"), dict) else ""
    return did.removeprefix("did:web:").replace("%3A", ":")


def pdf(certificate: Certificate, words: Mapping[str, str | list[str]]) -> bytes:
    """A certificate on paper, with its credential attached."""
    address = issuer().url(reverse("certification:certificate", args=[certificate.code]))
    return paper.pdf(words, address, credential_text(certificate.code) or "")


def newest(*, limit: int = 50) -> list[Certificate]:
    """The newest certificates, for officers."""
    return _found(CertificateRow.objects.order_by("-serial")[:limit])


def skills_of(application_ids: Iterable[UUID]) -> dict[UUID, set[str]]:
    """The skills that certificates prove, revoked ones left out."""
    ids = list(application_ids)
    found: dict[UUID, set[str]] = defaultdict(set)
    rows = CertificateRow.objects.filter(application_id__in=ids, revoked_at__isnull=True)
    for application_id, skills in rows.values_list("application_id", "skills"):
        found[application_id].update(skills)
    return {application_id: found.get(application_id, set()) for application_id in ids}


def holders(application_ids: Iterable[UUID]) -> set[UUID]:
    """Who of these holds a certificate that is not revoked."""
    rows = CertificateRow.objects.filter(application_id__in=list(application_ids), revoked_at__isnull=True)
    return set(rows.values_list("application_id", flat=True))


def totals(batch: int | None = None) -> Totals:
    """Certificates of a batch, or of all batches."""
    rows = CertificateRow.objects.all() if batch is None else CertificateRow.objects.filter(application__batch_id=batch)
    found = rows.aggregate(
        issued=Count("id"),
        revoked=Count("id", filter=Q(revoked_at__isnull=False)),
        holders=Count("application_id", distinct=True),
    )
    return Totals(found["issued"], found["revoked"], found["holders"])


def rows_without_fact() -> int:
    """Certificates that no fact names."""
    sql = """
        with named as (select distinct unnest(subjects) as id from facts_fact where verb = 'certification.issued')
        select count(*) from certification_certificate c where not exists (select 1 from named n where n.id = c.id)
    """
    with connection.cursor() as cursor:
        cursor.execute(sql)
        row = cursor.fetchone()
    return int(row[0]) if row else 0


# ---- the issuer -----------------------------------------------------------------------------------------


def issuer() -> credential.Issuer:
    """Who signs: the programme's host."""
    return credential.Issuer(settings.SIGNING_HOST)


def place_key() -> bytes:
    """The key that shuffles the places in the status lists."""
    return crypto.derive("certification.places")


def did_document() -> dict[str, object]:
    """The issuer's DID document."""
    return credential.did_document(issuer(), proof.multikey(crypto.signing_key().public_key()))


def status_list(number: int, at: datetime) -> dict[str, object] | None:
    """A signed status list as it is now; None when there is no such list."""
    first, last = (number - 1) * codes.LIST_SIZE + 1, number * codes.LIST_SIZE
    if number < 1 or (number > 1 and not CertificateRow.objects.filter(serial__gte=first).exists()):
        return None
    rows = CertificateRow.objects.filter(serial__range=(first, last), revoked_at__isnull=False)
    revoked = [codes.place_of(serial, place_key())[1] for serial in rows.values_list("serial", flat=True)]
    until = wib_day(at + STATUS_KEPT)
    document = credential.status_credential(number, statuslist.encode(revoked), issuer(), at, until)
    return proof.sign(document, key=crypto.signing_key(), method=issuer().method, at=at)


# ---- the journey -----------------------------------------------------------------------------------------


def steps_of(application_id: UUID) -> list[Step]:
    """The certificates on a participant's timeline, oldest first."""
    return [
        Step(
            "certification",
            StepState.STOPPED if certificate.revoked_at else StepState.DONE,
            (_("Sertifikat dicabut: %(title)s") if certificate.revoked_at else _("Sertifikat terbit: %(title)s"))
            % {"title": certificate.title},
            certificate.revoked_why,
            at=certificate.revoked_at or certificate.issued_at,
            url=reverse("certification:certificate", args=[certificate.code]),
        )
        for certificate in reversed(certificates(application_id))
    ]
