"""Questions about companions, sittings and places of help."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from jadibisa.care.assistance.models import Companion, Office, Point, Sitting
from jadibisa.care.assistance.types import (
    CompanionState,
    CompanionView,
    Coverage,
    PointKind,
    PointView,
    SittingState,
    SittingView,
)
from jadibisa.foundation.facts import queries as facts
from jadibisa.foundation.places import queries as places
from jadibisa.foundation.plumbing import crypto
from jadibisa.foundation.plumbing.paging import Page, paginate
from jadibisa.kernel.clock import start_of, wib_day
from jadibisa.kernel.journey import Holder, Step, StepState


def _companion(row: Companion) -> CompanionView:
    return CompanionView(
        row.pk,
        row.application_id,
        row.person_id,
        row.account_id,
        tuple(row.regencies),
        row.certificate,
        row.motive,
        row.state,
        row.applied_at,
        row.approved_at,
        row.expires_on,
        row.reason,
        row.proposal_id,
    )


def companion_of_person(person_id: UUID) -> CompanionView | None:
    """The companion that a person is or wants to be."""
    row = Companion.objects.filter(person_id=person_id).first()
    return _companion(row) if row else None


def companion_of_account(account_id: UUID) -> CompanionView | None:
    """The companion behind an account."""
    row = Companion.objects.filter(account_id=account_id).first()
    return _companion(row) if row else None


def companions(states: Sequence[str], *, limit: int = 200) -> list[CompanionView]:
    """Companions in these states, the longest waiting first."""
    rows = Companion.objects.filter(state__in=list(states)).order_by("applied_at", "pk")
    return [_companion(row) for row in rows[:limit]]


def _sitting(row: Sitting) -> SittingView:
    return SittingView(
        row.pk,
        row.companion_id,
        row.first_name,
        row.phone_masked,
        row.regency,
        row.consent,
        row.state,
        row.started_at,
        row.finished_at,
        row.reference,
    )


def sittings(companion_id: UUID, *, number: str | None = None, size: int = 20) -> tuple[Page, list[SittingView]]:
    """A companion's sittings, newest first, a page of them."""
    rows = Sitting.objects.filter(companion_id=companion_id)
    page = paginate(rows.count(), number, size)
    return page, [_sitting(row) for row in rows.order_by("-started_at", "pk")[page.offset : page.offset + size]]


def sitting(companion_id: UUID, sitting_id: UUID) -> SittingView | None:
    """One sitting of a companion; another companion's does not exist."""
    row = Sitting.objects.filter(pk=sitting_id, companion_id=companion_id).first()
    return _sitting(row) if row else None


def phone_of(sitting_id: UUID) -> str:
    """The phone number of a sitting, for the form that registers the person."""
    sealed = Sitting.objects.values_list("phone_sealed", flat=True).get(pk=sitting_id)
    return crypto.unseal_with_master(bytes(sealed), context=f"sitting_phone|{sitting_id}").decode()


def sitting_by_token(token: str) -> SittingView | None:
    """The sitting that a person's own link names."""
    row = Sitting.objects.filter(token_hash=crypto.blind_index("sitting_token", token)).first()
    return _sitting(row) if row else None


def started_today(companion_id: UUID, at: datetime) -> int:
    """How many sittings a companion began on the day of an instant (WIB)."""
    return Sitting.objects.filter(companion_id=companion_id, started_at__gte=start_of(wib_day(at))).count()


def companion(companion_id: UUID) -> CompanionView | None:
    """One companion."""
    row = Companion.objects.filter(pk=companion_id).first()
    return _companion(row) if row else None


def scope_of(organisation_id: UUID) -> tuple[str, ...]:
    """The regencies for which a local government speaks."""
    found = Office.objects.filter(pk=organisation_id).values_list("regencies", flat=True).first()
    return tuple(found or ())


def _points(rows: "QuerySet[Point]") -> list[PointView]:
    return [
        PointView(
            row.pk,
            row.regency,
            row.name,
            row.kind,
            row.address,
            row.hours,
            row.phone,
            row.step_free,
            row.sign_language,
            row.opened_at,
            row.closed_at,
            row.office.organisation.name,
        )
        for row in rows.select_related("office__organisation").order_by("regency", "name", "pk")
    ]


def points(province_code: str) -> list[PointView]:
    """Open places of a province by regency and name."""
    return _points(Point.objects.filter(regency__startswith=f"{province_code}.", closed_at=None))


def points_of(organisation_id: UUID) -> list[PointView]:
    """All places of a local government by regency and name, the closed ones too."""
    return _points(Point.objects.filter(office_id=organisation_id))


def coverage(province_code: str = "") -> list[Coverage]:
    """Each regency (of a province, or all) with its open places and active companions, by code."""
    open_points = Counter(Point.objects.filter(closed_at=None).values_list("regency", "kind"))
    active = Companion.objects.filter(state=CompanionState.APPROVED, account__isnull=False)
    helpers = Counter(code for found in active.values_list("regencies", flat=True) for code in found)
    return [
        Coverage(
            regency.code,
            regency.name,
            open_points[(regency.code, PointKind.POST)],
            open_points[(regency.code, PointKind.ACCESS)],
            helpers[regency.code],
        )
        for regency in places.regencies(province_code)
    ]


def sitting_totals() -> list[tuple[UUID, int, int]]:
    """Sittings of each companion: (companion, finished, revoked), by companion."""
    rows = Sitting.objects.values_list("companion_id").annotate(
        finished=Count("pk", filter=Q(state=SittingState.FINISHED)),
        revoked=Count("pk", filter=Q(state=SittingState.REVOKED)),
    )
    return list(rows.order_by("companion_id"))


def rows_without_fact() -> int:
    """How many companions, sittings and places no fact names; 0 is right."""
    created = {
        "assistance.applied": Companion.objects.values_list("pk", flat=True),
        "assistance.sitting_started": Sitting.objects.values_list("pk", flat=True),
        "assistance.point_opened": Point.objects.values_list("pk", flat=True),
        "assistance.office_named": Office.objects.values_list("pk", flat=True),
    }
    return sum(len(set(ids) - facts.subjects_of([verb])) for verb, ids in created.items() if ids)


def steps_of(application_id: UUID) -> list[Step]:
    """An approved companion without an account has one thing to do."""
    row = Companion.objects.filter(
        application_id=application_id, state=CompanionState.APPROVED, account__isnull=True
    ).first()
    if row is None:
        return []
    return [
        Step(
            "care",
            StepState.RUNNING,
            _("Buat akun pendamping Anda"),
            holder=Holder.PERSON,
            url="/saya/pendamping/",
            button=_("Buat akun"),
        )
    ]
