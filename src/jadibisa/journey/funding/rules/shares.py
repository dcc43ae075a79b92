"""Who pays what of a course: the own share of a group, the state's balance, what payers pledged, and the rest."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from jadibisa.journey.funding.types import Part, PartKind, Quote
from jadibisa.kernel.money import share
from jadibisa.kernel.own_shares import OwnShare
from jadibisa.kernel.policy import Policy

HUNDRED = 100


@dataclass(frozen=True, slots=True)
class Law:
    """What a policy says of shared prices on a day; amounts in sen.

    Attributes:
        balance: the whole balance, which parts cheap courses from dear ones.
        ceiling: the dearest course that may be shared; 0 when nothing is shared.
        rows: own shares by group and kind of course; the first row that fits holds.
        exempt: groups that owe none.
    """

    balance: int
    ceiling: int
    rows: tuple[OwnShare, ...]
    exempt: frozenset[str]

    @property
    def silent(self) -> bool:
        """Whether prices are never shared."""
        return not self.ceiling

    @property
    def highest_price(self) -> int:
        """What a course may cost: the balance, or more when it is shared."""
        return max(self.balance, self.ceiling)

    def course_kind(self, price: int) -> str:
        """What kind of course a price makes."""
        return "above_balance" if price > self.balance else "within_balance"

    def may_ask(self, price: int) -> bool:
        """Whether anybody at all owes an own share of this price."""
        kind = self.course_kind(price)
        return not self.silent and any(
            row.course in {"any", kind} and row.cap and (row.percent or row.fixed) for row in self.rows
        )


def law_of(policy: Policy, on: date) -> Law:
    """The law of shared prices on a day."""
    return Law(
        policy.money("funding.balance", on=on),
        policy.money("sharing.price_ceiling", on=on),
        policy.own_shares(on=on),
        frozenset(policy.texts("sharing.exempt", on=on)),
    )


def is_exempt(groups: Collection[str], law: Law) -> bool:
    """Whether somebody of these groups owes no own share."""
    return bool(law.exempt & {*groups, "any"})


def own_share(price: int, groups: Collection[str], law: Law) -> int:
    """What somebody owes herself of a price, in sen: percent and fixed of the first row that fits, up to its cap."""
    if law.silent or is_exempt(groups, law):
        return 0
    kind = law.course_kind(price)
    for row in law.rows:
        if row.course in {"any", kind} and (row.group == "any" or row.group in groups):
            return min(price, row.cap, share(price, numerator=row.percent, denominator=HUNDRED) + row.fixed)
    return 0


@dataclass(frozen=True, slots=True)
class Offered:
    """What a pledge can still give to one person, in sen."""

    pledge_id: UUID
    name: str
    most: int


def quote(
    price: int, *, available: int, groups: Collection[str], offered: Sequence[Offered], law: Law
) -> Quote:  # fmt: skip
    """Who pays what of a price.

    The own share comes first, since nobody may pay it for a group that owes it; then the balance, then the pledges in
    their order; what is left is the participant's too.

    Args:
        price: sen.
        available: sen that the balance can still pay.
        groups: groups of the participant.
        offered: pledges that fit, in the order in which they pay.
        law: the policy's.
    """
    minimum = own_share(price, groups, law)
    state = min(max(available, 0), price - minimum)
    rest = price - minimum - state
    parts = [Part(PartKind.STATE, state)]
    for one in offered:
        given = min(rest, max(one.most, 0))
        parts.append(Part(PartKind.PAYER, given, one.name, one.pledge_id))
        rest -= given
    parts.append(Part(PartKind.PERSON, minimum + rest))
    allowed = not law.silent and price <= law.highest_price
    return Quote(price, tuple(part for part in parts if part.amount), minimum, is_exempt(groups, law), allowed)


def portions(amounts: Sequence[int], total: int) -> list[int]:
    """What each of some amounts pays of a smaller total: in proportion, to the sen, nobody more than was held.

    Raises:
        ValueError: when the total is more than the amounts.
    """
    whole = sum(amounts)
    if not 0 <= total <= whole:
        message = "a part is between nothing and the whole"
        raise ValueError(message)
    paid = [amount * total // whole if whole else 0 for amount in amounts]
    by_rest = sorted(range(len(amounts)), key=lambda place: (-(amounts[place] * total % whole) if whole else 0, place))
    for place in by_rest[: total - sum(paid)]:
        paid[place] += 1
    return paid
