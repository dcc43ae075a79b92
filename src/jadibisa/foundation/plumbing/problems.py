"""Refusals of JSON doors as problem+json (RFC 9457), in both languages."""

from http import HTTPStatus
from typing import Any

from django.http import JsonResponse

from jadibisa.foundation.plumbing.pages import sentence_in
from jadibisa.kernel.refusals import Refusal


def problem_body(refusal: Refusal) -> dict[str, Any]:
    """The members of a problem: type, title, status, detail (Indonesian), detail_en, code, field."""
    return {
        "type": f"urn:jadibisa:refusal:{refusal.code}",
        "title": HTTPStatus(refusal.status).phrase,
        "status": refusal.status,
        "detail": sentence_in(refusal, "id"),
        "detail_en": sentence_in(refusal, "en"),
        "code": refusal.code,
        "field": refusal.field,
    }


def problem(refusal: Refusal) -> JsonResponse:
    """The answer of a JSON door that refuses; with the time to come again where there is one."""
    later = {"Retry-After": str(refusal.values["retry_after"])} if "retry_after" in refusal.values else None
    return JsonResponse(
        problem_body(refusal), status=refusal.status, content_type="application/problem+json", headers=later
    )
