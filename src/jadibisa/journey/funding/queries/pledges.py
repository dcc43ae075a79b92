"""Questions about pledges: what is left of each, and what its money bought, without those who did not agree to be seen."""

from collections.abc import Collection, Sequence
from uuid import UUID

from django.db.models import Count, Sum

from jadibisa.foundation.ledger import queries as ledger
from jadibisa.foundation.ledger.types import AccountType
from jadibisa.foundation.people.queries import proposals
from jadibisa.journey.funding.models import Pledge, PledgePerson, Share
from jadibisa.journey.funding.queries.sharing import USED
from jadibisa.journey.funding.types import PledgeKind, PledgeState, PledgeView, ShareState, Spent

PROPOSAL = "funding.pledge"
BEFORE_MONEY = frozenset({PledgeState.OFFERED, PledgeState.LAPSED})


def _views(rows: Sequence[Pledge]) -> list[PledgeView]:
    ids = [row.pk for row in rows]
    funds = ledger.balances(AccountType.PLEDGE_FUND, ids)
    sums = (
        Share.objects.filter(pledge__in=ids).values("pledge_id").annotate(used=Sum(USED), settled=Sum("settled_amount"))
    )
    used = {row["pledge_id"]: (row["used"], row["settled"]) for row in sums}
    people = dict(PledgePerson.objects.filter(pledge__in=ids).values_list("pledge_id").annotate(Count("id")))
    proposed = {proposal.id: proposal.proposed_by_name for proposal in proposals(PROPOSAL)} if rows else {}
    found: list[PledgeView] = []
    for row in rows:
        spent, settled = used.get(row.pk, (0, 0))
        left = funds[row.pk].owed if row.pk in funds else 0
        found.append(
            PledgeView(
                row.id,
                row.organisation_id,
                row.organisation.name,
                PledgeKind(row.kind),
                row.course_id,
                row.course_title,
                row.skill,
                row.province,
                row.per_person,
                row.total,
                row.until,
                PledgeState(row.state),
                row.made_at,
                people.get(row.pk, 0),
                spent,
                settled,
                left,
                0 if PledgeState(row.state) in BEFORE_MONEY else row.total - spent - left,
                row.proposal_id,
                proposed.get(row.proposal_id, "") if row.proposal_id else "",
            )
        )
    return found


def pledges(states: Collection[PledgeState] = (), *, limit: int = 100) -> list[PledgeView]:
    """Pledges in these states (all without), the newest first."""
    rows = Pledge.objects.select_related("organisation").order_by("-made_at", "pk")
    return _views(list((rows.filter(state__in=list(states)) if states else rows)[:limit]))


def pledges_of(organisation_id: UUID, *, limit: int = 100) -> list[PledgeView]:
    """The pledges of one payer, the newest first."""
    rows = Pledge.objects.select_related("organisation").filter(organisation=organisation_id)
    return _views(list(rows.order_by("-made_at", "pk")[:limit]))


def pledge(pledge_id: UUID) -> PledgeView | None:
    """One pledge."""
    row = Pledge.objects.select_related("organisation").filter(pk=pledge_id).first()
    return _views([row])[0] if row else None


def spent_of(pledge_id: UUID) -> list[Spent]:
    """What a pledge bought, the newest first; who did not agree to be seen is not in it, only the money is."""
    rows = Share.objects.filter(pledge=pledge_id).exclude(state=ShareState.RETURNED).select_related("hold")
    return [
        Spent(
            row.hold_id,
            row.hold.allotment_id if row.name_shared_at else None,
            row.amount,
            row.settled_amount,
            ShareState(row.state),
            row.made_at,
        )
        for row in rows.order_by("-made_at", "pk")
    ]
