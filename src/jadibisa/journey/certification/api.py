"""The public check as JSON, for employers with many applicants."""

from datetime import date

from django.http import HttpRequest
from ninja import Router, Schema

from jadibisa.foundation.plumbing import clock
from jadibisa.journey.certification import queries
from jadibisa.kernel.clock import wib_day
from jadibisa.kernel.refusals import N_, Refusal

router = Router(tags=["certification"])


class CertificateOut(Schema):
    """What a check says; `verdict` is valid, expired or revoked."""

    code: str
    verdict: str
    holder: str
    title: str
    provider: str
    skills: list[str]
    level: int
    hours: int
    score: int
    completed_on: date
    valid_until: date
    revoked_why: str


@router.get("/certificates/{code}", response=CertificateOut)
def certificate(request: HttpRequest, code: str) -> CertificateOut:  # noqa: ARG001 - ninja hands it over
    """Check a code; spaces, hyphens and small letters are fine."""
    found = queries.by_code(code)
    if found is None or not queries.signature_fits(found):
        raise Refusal("certificate_unknown", N_("Kode ini tidak dikenal. Periksa lagi setiap huruf."), status=404)
    return CertificateOut(
        code=found.code,
        verdict=found.verdict(wib_day(clock.now())).value,
        holder=found.holder,
        title=found.title,
        provider=found.provider_name,
        skills=list(found.skills),
        level=found.level,
        hours=found.hours,
        score=found.score,
        completed_on=found.completed_on,
        valid_until=found.valid_until,
        revoked_why=found.revoked_why,
    )
