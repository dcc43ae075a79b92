"""Questions about money for providers and the treasury, and about lines of the bank's statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Min, QuerySet, Sum

from jadibisa.foundation.people.queries import organisation_names, proposals
from jadibisa.journey.funding.models import BankLine, Disbursement, Pledge
from jadibisa.journey.funding.types import DisbursementKind, DisbursementState, DisbursementView, StatementLine

PROPOSAL = "funding.disbursements"


@dataclass(frozen=True, slots=True)
class DisbursementRun:
    """Disbursements that were prepared together and are decided together."""

    run_id: UUID
    kind: DisbursementKind
    state: DisbursementState
    count: int
    gross: int
    commission: int
    amount: int
    created_at: datetime
    proposed_by_name: str


def disbursement_runs(*, states: Sequence[DisbursementState] = (), limit: int = 50) -> list[DisbursementRun]:
    """Runs by state, the newest first."""
    rows: QuerySet[Disbursement] = Disbursement.objects.all()
    if states:
        rows = rows.filter(state__in=states)
    names = {proposal.subject: proposal.proposed_by_name for proposal in proposals(PROPOSAL)}
    grouped = (
        rows.values_list("run_id", "kind", "state")
        .annotate(Count("id"), Sum("gross"), Sum("commission"), Sum("amount"), made=Min("created_at"))
        .order_by("-made")[:limit]
    )
    return [
        DisbursementRun(
            run,
            DisbursementKind(kind),
            DisbursementState(state),
            count,
            gross,
            commission,
            amount,
            made,
            names.get(run, ""),
        )
        for run, kind, state, count, gross, commission, amount, made in grouped
    ]


def disbursements(run_id: UUID) -> list[tuple[DisbursementView, str]]:
    """The disbursements of a run with the name of who gets each ("" for the treasury), biggest first."""
    rows = list(Disbursement.objects.filter(run_id=run_id).order_by("-amount", "pk"))
    owners = {row.owner_id: row.owner_id for row in rows if row.kind == DisbursementKind.PARTNER}
    pledges = Pledge.objects.filter(pk__in=[row.owner_id for row in rows if row.kind == DisbursementKind.PLEDGE])
    owners |= dict(pledges.values_list("pk", "organisation_id"))
    names = organisation_names(owners.values())
    return [
        (
            DisbursementView(
                row.id,
                row.run_id,
                DisbursementKind(row.kind),
                row.owner_id,
                row.batch_id,
                row.gross,
                row.commission,
                row.amount,
                row.reference,
                DisbursementState(row.state),
                row.created_at,
            ),
            names.get(owners.get(row.owner_id, row.owner_id), ""),
        )
        for row in rows
    ]


def unmatched_lines(limit: int = 50) -> list[StatementLine]:
    """Lines of the bank's statement that no payment explains, oldest first: each is a case for a person."""
    rows = BankLine.objects.filter(payout=None, disbursement=None, bill=None).order_by("booked_on", "entry")[:limit]
    return [StatementLine(row.entry, row.booked_on, row.amount, row.reference) for row in rows]


def count_unmatched_lines() -> int:
    """How many there are."""
    return BankLine.objects.filter(payout=None, disbursement=None, bill=None).count()
