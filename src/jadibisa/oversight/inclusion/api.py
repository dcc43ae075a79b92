"""The public figures as JSON; what a table hides is null here too."""

from django.http import HttpRequest
from ninja import Router, Schema

from jadibisa.kernel.refusals import N_, Refusal
from jadibisa.oversight.inclusion.queries import last
from jadibisa.oversight.inclusion.rules import tables
from jadibisa.oversight.inclusion.types import STAGES, Report

router = Router(tags=["inclusion"])


class ProvinceOut(Schema):
    """One province; people and shares are null where they could give somebody away."""

    code: str
    people: int | None
    seats: int | None
    women_percent: float | None
    disabled_percent: float | None
    laid_off_percent: float | None


class StageOut(Schema):
    """One stage of the funnel."""

    stage: str
    all: int
    women: int | None
    disabled: int | None
    laid_off: int | None


class FunnelOut(Schema):
    """The funnel of a batch; money in sen; a reason is null where its number could give somebody away."""

    batch: int | None
    counted_at: str
    seats: int
    stages: list[StageOut]
    provinces: list[ProvinceOut]
    refused_by_reason: dict[str, int | None]
    allotted: int
    spent: int
    reserved: int
    returned: int
    incentives_paid: int
    certificates: int


def _funnel(report: Report) -> FunnelOut:
    return FunnelOut(
        batch=report.batch,
        counted_at=report.at.isoformat(),
        seats=report.seats,
        stages=[
            StageOut(stage=row.stage, all=row.all, women=row.traits["W"], disabled=row.traits["D"], laid_off=row.traits["L"])
            for row in tables.funnel(report, STAGES)
        ],
        provinces=[
            ProvinceOut(
                code=row.code, people=row.people, seats=row.seats, women_percent=row.shares.get("W"), disabled_percent=row.shares.get("D"),
                laid_off_percent=row.shares.get("L"),
            )
            for row in tables.provinces(report)
        ],
        refused_by_reason=tables.reasons(report),
        allotted=report.money.allotted,
        spent=report.money.spent,
        reserved=report.money.reserved,
        returned=report.money.returned,
        incentives_paid=report.money.paid,
        certificates=report.certificates,
    )  # fmt: skip


def _found(batch: int | None) -> FunnelOut:
    report = last(batch)
    if report is None:
        raise Refusal("not_counted", N_("Angka itu belum dihitung. Coba lagi sebentar lagi."), status=404)
    return _funnel(report)


@router.get("/funnel", response=FunnelOut)
def everything(request: HttpRequest) -> FunnelOut:  # noqa: ARG001 - ninja hands it over
    """The funnel of all batches together."""
    return _found(None)


@router.get("/funnel/{int:batch}", response=FunnelOut)
def funnel(request: HttpRequest, batch: int) -> FunnelOut:  # noqa: ARG001 - ninja hands it over
    """The funnel of one batch."""
    return _found(batch)
