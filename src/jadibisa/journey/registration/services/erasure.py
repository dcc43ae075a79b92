"""What an erased person told in applications is taken away; what draws and statistics count stays."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from jadibisa.foundation.facts.services import record
from jadibisa.journey.registration.models import Application
from jadibisa.kernel.actors import Actor


@transaction.atomic
def forget_person(person_id: UUID, *, by: Actor, at: datetime) -> int:
    """Empty free words, proofs and the exact birth date of all applications of a person; tells how many."""
    rows = list(Application.objects.select_for_update().filter(person_id=person_id).order_by("id"))
    for row in rows:
        row.motive, row.interests = "", []
        row.disability_sealed = row.proofs_sealed = None
        row.birth_date = date(row.birth_date.year, 1, 1)
    Application.objects.bulk_update(rows, ["motive", "interests", "disability_sealed", "proofs_sealed", "birth_date"])
    if rows:
        record("registration.forgotten", by=by, at=at, subjects=[row.id for row in rows])
    return len(rows)
