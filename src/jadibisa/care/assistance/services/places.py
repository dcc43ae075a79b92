"""Places of help: kept by local governments, each inside its own regencies."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from jadibisa.care.assistance import rules
from jadibisa.care.assistance.models import Office, Point
from jadibisa.care.assistance.queries import scope_of
from jadibisa.care.assistance.types import NewPoint
from jadibisa.foundation.facts import services as facts
from jadibisa.foundation.places.queries import regencies
from jadibisa.foundation.plumbing import chance
from jadibisa.kernel.actors import Actor, Role
from jadibisa.kernel.refusals import N_, Refusal

CHUNK = 1000


@transaction.atomic
def name_office(organisation_id: UUID, codes: Sequence[str], *, by: Actor, at: datetime) -> None:
    """Say for which regencies a local government speaks.

    Raises:
        Refusal: `office_regencies`.
    """
    known = {regency.code for regency in regencies()}
    chosen = sorted(set(codes))
    if not chosen or not set(chosen) <= known:
        raise Refusal("office_regencies", N_("Pilih kabupaten atau kota dari daftar."), field="regencies")
    Office.objects.update_or_create(organisation_id=organisation_id, defaults={"regencies": chosen, "named_at": at})
    facts.record("assistance.office_named", by=by, at=at, subjects=[organisation_id], data={"regencies": chosen})


@transaction.atomic
def open_points(organisation_id: UUID, rows: Sequence[NewPoint], *, by: Actor, at: datetime) -> list[UUID | Refusal]:
    """Open help posts and access points; the same name in the same regency again changes nothing.

    Returns:
        For each row its id, or why it was refused.
    """
    scope = (
        scope_of(organisation_id)
        if by.role is not Role.LOCAL_GOVERNMENT
        else scope_of(by.organisation_id or organisation_id)
    )
    answers: list[UUID | Refusal] = []
    made: dict[tuple[str, str], Point] = {}
    standing = {
        (regency, name): point_id
        for point_id, regency, name in Point.objects.filter(
            regency__in={row.regency for row in rows}, closed_at=None
        ).values_list("pk", "regency", "name")
    }
    for new in rows:
        key = (new.regency, new.name.strip())
        try:
            rules.check_point(new, scope=scope)
        except Refusal as refusal:
            answers.append(refusal)
            continue
        if key in standing:
            answers.append(standing[key])
            continue
        point = Point(
            id=chance.uuid7(),
            office_id=organisation_id,
            regency=new.regency,
            name=new.name.strip(),
            kind=new.kind,
            address=new.address.strip(),
            hours=new.hours.strip(),
            phone=new.phone,
            step_free=new.step_free,
            sign_language=new.sign_language,
            opened_at=at,
        )
        made[key] = point
        standing[key] = point.pk
        answers.append(point.pk)
    Point.objects.bulk_create(made.values(), batch_size=500)
    ids = [point.pk for point in made.values()]
    for start in range(0, len(ids), CHUNK):
        facts.record("assistance.point_opened", by=by, at=at, subjects=ids[start : start + CHUNK])
    return answers


@transaction.atomic
def close_point(point_id: UUID, *, by: Actor, at: datetime) -> None:
    """Close a place; a local government closes only its own.

    Raises:
        Refusal: `point_unknown`.
    """
    rows = Point.objects.select_for_update().filter(pk=point_id, closed_at=None)
    if by.role is Role.LOCAL_GOVERNMENT:
        rows = rows.filter(office_id=by.organisation_id)
    row = rows.first()
    if row is None:
        raise Refusal("point_unknown", N_("Tempat itu tidak ada atau sudah ditutup."), status=404)
    row.closed_at = at
    row.save(update_fields=["closed_at"])
    facts.record("assistance.point_closed", by=by, at=at, subjects=[point_id])
