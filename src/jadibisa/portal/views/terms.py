"""The few numbers of the newest scheme that public pages mention."""

from dataclasses import dataclass

from jadibisa.journey.registration.queries import batches, policy_of
from jadibisa.kernel.clock import wib_day


@dataclass(frozen=True, slots=True)
class Terms:
    """What the newest batch offers and asks; amounts in sen."""

    youngest: int
    oldest: int
    balance: int
    verification_days: int


def terms() -> Terms | None:
    """The terms of the newest batch, None while there is no batch."""
    known = batches()
    if not known:
        return None
    newest = max(known, key=lambda batch: batch.number)
    policy, day = policy_of(newest.number), wib_day(newest.opens_at)
    return Terms(
        policy.integer("eligibility.minimum_age", on=day),
        policy.integer("eligibility.maximum_age", on=day),
        policy.money("funding.balance", on=day),
        policy.integer("deadlines.verification_days", on=day),
    )
