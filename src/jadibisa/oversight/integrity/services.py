"""Commands of integrity: open a case for each new signal, close a case with a reason."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max

from jadibisa.foundation.facts.services import record
from jadibisa.foundation.plumbing.chance import named_uuid
from jadibisa.kernel.actors import Actor
from jadibisa.kernel.refusals import N_, Refusal
from jadibisa.oversight.integrity import queries, rules
from jadibisa.oversight.integrity.models import Case
from jadibisa.oversight.integrity.types import Signal


def detect(*, by: Actor, at: datetime) -> int:
    """Look for signals in all tables and open a case for each new one; tells how many were new."""
    return open_cases(queries.signals(), by=by, at=at)


@transaction.atomic
def open_cases(signals: Iterable[Signal], *, by: Actor, at: datetime) -> int:
    """Open a case for each signal that has none; the same signal twice is one case.

    Args:
        signals: what was seen.
        by: who looks.
        at: the programme's time.

    Returns:
        How many cases are new.
    """
    with connection.cursor() as cursor:
        cursor.execute("lock table integrity_case in share row exclusive mode")  # numbers have no gaps and no doubles
    seen = {(str(signal.kind), signal.key): signal for signal in signals}
    known = set(Case.objects.filter(kind__in={kind for kind, _key in seen}).values_list("kind", "key"))
    fresh = [seen[pair] for pair in sorted(set(seen) - known)]
    number = Case.objects.aggregate(last=Max("number"))["last"] or 0
    made = 0
    for signal in fresh:
        case, new = Case.objects.get_or_create(
            kind=str(signal.kind),
            key=signal.key,
            defaults={
                "id": named_uuid("integrity_case", str(signal.kind), signal.key),
                "number": number + made + 1,
                "subject": signal.subject,
                "evidence": dict(signal.evidence),
                "opened_at": at,
            },
        )
        if new:
            made += 1
            record(
                "integrity.case_opened",
                by=by,
                at=at,
                subjects=[case.id, signal.subject],
                data={"kind": str(signal.kind)},
            )
    return made


@transaction.atomic
def close(case_id: UUID, outcome: str, why: str, *, by: Actor, at: datetime) -> None:
    """Close a case with what was found.

    Raises:
        Refusal: `outcome_unknown`, `reason_missing`, `case_unknown`, `case_closed`, `own_case` for a case about oneself.
    """
    if outcome not in rules.OUTCOMES:
        raise Refusal("outcome_unknown", N_("Pilih hasil pemeriksaan."), field="outcome")
    if not why.strip():
        raise Refusal("reason_missing", N_("Tulis apa yang Anda temukan."), field="why")
    case = Case.objects.select_for_update().filter(id=case_id).first()
    if case is None:
        raise Refusal("case_unknown", N_("Kasus itu tidak ada."), status=404)
    if case.subject in {by.id, by.organisation_id}:
        raise Refusal("own_case", N_("Kasus ini tentang Anda. Petugas lain yang memutuskan."), status=403)
    if case.closed_at is not None:
        raise Refusal("case_closed", N_("Kasus itu sudah ditutup."), status=409)
    case.closed_at, case.outcome, case.why = at, outcome, why.strip()
    case.save(update_fields=["closed_at", "outcome", "why"])
    record(
        "integrity.case_closed", by=by, at=at, subjects=[case.id, case.subject], why=case.why, data={"outcome": outcome}
    )
