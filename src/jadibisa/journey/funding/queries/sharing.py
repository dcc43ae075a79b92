"""Questions about shared prices: who would pay what, the parts of a purchase, bills, what the parts of a batch sum to."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Case, F, Q, Sum, Value, When
from django.utils.translation import gettext as _

from jadibisa.foundation.ledger import queries as ledger
from jadibisa.foundation.ledger.types import AccountType
from jadibisa.foundation.people import queries as people
from jadibisa.journey.funding.models import Bill, Pledge, PledgePerson, PurchaseHold, Share
from jadibisa.journey.funding.rules.shares import Law, Offered, law_of, quote
from jadibisa.journey.funding.types import (
    BillKind,
    BillState,
    BillView,
    Line,
    PledgeState,
    Quote,
    ShareState,
    ShareTotals,
    ShareView,
)
from jadibisa.journey.registration import queries as registration
from jadibisa.journey.registration.types import Trait
from jadibisa.journey.verification import queries as verification
from jadibisa.journey.verification.types import ListKind
from jadibisa.kernel.clock import wib_day
from jadibisa.kernel.policy import Policy

USED = Case(
    When(state=ShareState.SETTLED, then=F("settled_amount")),
    When(state=ShareState.RETURNED, then=Value(0)),
    default=F("amount"),
)
OWN = Q(pledge=None)


class Ask(NamedTuple):
    """Somebody wants a course: for whom, for which, and what it teaches; nobody in particular without an application."""

    application_id: UUID | None
    course_id: UUID
    skills: tuple[str, ...]


def law(batch: int, on: date) -> Law:
    """The law of shared prices in a batch on a day."""
    return law_of(registration.policy_of(batch), on)


def newest_policy() -> Policy | None:
    """The policy of the newest batch, which holds for who belongs to none; None before the first batch."""
    batches = registration.batches()
    return registration.policy_of(max(batches, key=lambda one: one.number).number) if batches else None


def groups_of(application_ids: Collection[UUID], on: date) -> dict[UUID, frozenset[str]]:
    """The groups of participants by which own shares differ: work, traits, and the poor (on the list of social aid)."""
    views = registration.applications(application_ids)
    indexes = people.nik_indexes({view.person_id for view in views.values()})
    aided = verification.listed(list(indexes.values()), on=on)[ListKind.SOCIAL_AID]
    found: dict[UUID, frozenset[str]] = {}
    for view in views.values():
        groups = {str(view.job_status), *(str(trait.name) for trait in Trait(view.traits))}
        if indexes.get(view.person_id) in aided:
            groups.add("poor")
        found[view.id] = frozenset(groups)
    return found


class Purse:
    """What active pledges can still give, to whom; what is taken from it is gone for the next who asks."""

    def __init__(self, asks: Sequence[Ask], on: date, *, lock: bool = False) -> None:
        """Read the pledges that fit any of the asks; locked by id when money is about to move."""
        wanted = {ask.application_id for ask in asks if ask.application_id}
        rows = list(Pledge.objects.filter(state=PledgeState.ACTIVE, until__gte=on).order_by("until", "pk"))
        self._named = set(
            PledgePerson.objects.filter(pledge__in=rows, application__in=wanted).values_list(
                "pledge_id", "application_id"
            )
        )
        self._provinces = (
            {view.id: view.province for view in registration.applications(wanted).values()} if rows else {}
        )
        self._rows = [row for row in rows if any(self._fits(row, ask) for ask in asks)]
        ids = [row.pk for row in self._rows]
        if lock and ids:
            locked = Pledge.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk")
            still = {row.pk for row in locked if row.state == PledgeState.ACTIVE}
            self._rows = [row for row in self._rows if row.pk in still]
        funds = ledger.balances(AccountType.PLEDGE_FUND, ids) if ids else {}
        self._left = {pledge: found.available for pledge, found in funds.items()}
        self._used: dict[tuple[UUID, UUID], int] = defaultdict(int)
        shares = Share.objects.filter(pledge__in=ids, hold__allotment__in=wanted) if ids else Share.objects.none()
        for pledge, who, amount in shares.values_list("pledge_id", "hold__allotment_id").annotate(used=Sum(USED)):
            self._used[pledge, who] = amount
        self._names = people.organisation_names({row.organisation_id for row in self._rows}) if self._rows else {}

    def _fits(self, row: Pledge, ask: Ask) -> bool:
        if row.kind == "named" and (row.pk, ask.application_id) not in self._named:
            return False
        if row.course_id is not None and row.course_id != ask.course_id:
            return False
        if row.skill and row.skill not in ask.skills:
            return False
        return not row.province or self._provinces.get(ask.application_id or UUID(int=0)) == row.province

    def offered(self, ask: Ask) -> list[Offered]:
        """What each fitting pledge can give now: first those that name the person, then those that end soonest."""
        fitting = sorted((row for row in self._rows if self._fits(row, ask)), key=lambda row: row.kind != "named")
        return [
            Offered(
                row.pk,
                self._names.get(row.organisation_id, ""),
                min(
                    self._left.get(row.pk, 0),
                    row.per_person - (self._used[row.pk, ask.application_id] if ask.application_id else 0),
                ),
            )
            for row in fitting
        ]

    def take(self, ask: Ask, told: Quote) -> None:
        """Somebody gets what was quoted: it is not there for the next."""
        for part in told.parts:
            if part.pledge_id is not None and ask.application_id is not None:
                self._left[part.pledge_id] -= part.amount
                self._used[part.pledge_id, ask.application_id] += part.amount


def quote_for(application_id: UUID | None, price: int, course_id: UUID, skills: Sequence[str], at: datetime) -> Quote:
    """Who would pay what of a course for a participant; for anybody else as for a participant with a whole balance.

    Args:
        application_id: the participant, None for nobody in particular.
        price: sen.
        course_id: the course.
        skills: what it teaches.
        at: the instant.
    """
    on = wib_day(at)
    ask = Ask(application_id, course_id, tuple(skills))
    policy = (
        registration.policy_of(registration.application(application_id).batch) if application_id else newest_policy()
    )
    if policy is None:
        return quote(price, available=price, groups=(), offered=(), law=Law(price, 0, (), frozenset()))
    rules = law_of(policy, on)
    available = rules.balance
    if application_id is not None:
        found = ledger.balances(AccountType.TRAINING_BALANCE, [application_id]).get(application_id)
        available = found.available if found else 0
    asks_own = application_id is not None and rules.may_ask(price)
    groups = groups_of([application_id], on)[application_id] if asks_own and application_id else frozenset[str]()
    offered = Purse([ask], on).offered(ask) if rules.may_ask(price) or price > available else []
    return quote(price, available=available, groups=groups, offered=[] if rules.silent else offered, law=rules)


# ---- parts and bills of purchases -------------------------------------------------------------------------


def _payer(share: Share) -> str:
    return share.pledge.organisation.name if share.pledge else ""


def _share(row: Share) -> ShareView:
    return ShareView(
        row.id,
        row.hold_id,
        row.pledge_id,
        _payer(row),
        row.amount,
        row.settled_amount,
        ShareState(row.state),
        row.made_at,
        row.held_at,
        row.resolved_at,
        row.name_shared_at is not None,
    )


def shares_of(purchase_ids: Iterable[UUID]) -> dict[UUID, list[ShareView]]:
    """The parts of purchases beside the balance's, the participant's own first; who shares nothing is missing."""
    found: dict[UUID, list[ShareView]] = defaultdict(list)
    rows = Share.objects.filter(hold__in=list(purchase_ids)).select_related("pledge__organisation")
    for row in rows.order_by("hold", "position"):
        found[row.hold_id].append(_share(row))
    return dict(found)


def state_part(purchase_id: UUID) -> int:
    """What the balance pays of a purchase; 0 when there is none."""
    return PurchaseHold.objects.filter(pk=purchase_id).values_list("amount", flat=True).first() or 0


def unpaid(purchase_ids: Collection[UUID]) -> dict[UUID, int]:
    """Own parts that have not come in yet, by purchase."""
    rows = Share.objects.filter(hold__in=list(purchase_ids), state=ShareState.WAITING)
    return dict(rows.values_list("hold_id", "amount"))


def _bill(row: Bill) -> BillView:
    return BillView(
        row.id,
        BillKind(row.kind),
        row.subject_id,
        row.amount,
        row.number or "",
        row.qris,
        row.expires_at,
        BillState(row.state),
        row.paid_at,
    )


def bill_of(kind: BillKind, subject_id: UUID) -> BillView | None:
    """The bill of a purchase or of a pledge."""
    row = Bill.objects.filter(kind=kind, subject_id=subject_id).first()
    return _bill(row) if row else None


def bill_by_number(number: str) -> BillView | None:
    """The bill with a number of the bank."""
    row = Bill.objects.filter(number=number).first()
    return _bill(row) if row else None


def bill(bill_id: UUID) -> BillView | None:
    """One bill."""
    row = Bill.objects.filter(pk=bill_id).first()
    return _bill(row) if row else None


def open_bills(at: datetime, *, limit: int = 500) -> list[BillView]:
    """Bills that the bank may have taken money for, those that end soonest first."""
    rows = Bill.objects.filter(state=BillState.OPEN, number__isnull=False, expires_at__gt=at)
    return [_bill(row) for row in rows.order_by("expires_at", "pk")[:limit]]


# ---- statement and report ---------------------------------------------------------------------------------


def share_lines(application_id: UUID) -> list[Line]:
    """The parts beside the balance on a participant's statement, each with its payer."""
    lines: list[Line] = []
    rows = Share.objects.filter(hold__allotment=application_id).select_related("pledge__organisation")
    for row in rows.order_by("made_at", "position"):
        payer = _payer(row)
        if row.held_at is not None:
            words = _("%(payer)s menyiapkan bagiannya") % {"payer": payer} if payer else _("Anda membayar bagian Anda")
            lines.append(Line(row.held_at, words, row.amount, row.resolved_at is not None, part=payer or _("Anda")))
        if row.resolved_at is not None and row.held_at is not None:
            lines += _ends(row, payer)
    return lines


def _ends(row: Share, payer: str) -> list[Line]:
    at, part = row.resolved_at or row.made_at, payer or _("Anda")
    lines: list[Line] = []
    if row.settled_amount:
        words = (
            _("Bagian %(payer)s dibayarkan ke lembaga") % {"payer": payer}
            if payer
            else _("Bagian Anda dibayarkan ke lembaga")
        )
        lines.append(Line(at, words, -row.settled_amount, part=part))
    back = row.amount - row.settled_amount
    if back:
        words = _("Bagian %(payer)s kembali kepadanya") % {"payer": payer} if payer else _("Bagian Anda dikembalikan")
        lines.append(Line(at, words, -back, part=part))
    return lines


def share_totals(batch: int | None = None) -> ShareTotals:
    """What payers and participants put beside the state, of a batch or of all."""
    rows = Share.objects.all() if batch is None else Share.objects.filter(hold__allotment__batch_id=batch)
    held = rows.exclude(held_at=None)
    sums = held.aggregate(
        settled=Sum("settled_amount"), pledged=Sum("amount", filter=~OWN), own=Sum("amount", filter=OWN)
    )
    ended = held.filter(state__in=[ShareState.SETTLED, ShareState.RETURNED])
    back = ended.aggregate(back=Sum(F("amount") - F("settled_amount")))["back"]
    return ShareTotals(
        purchases=rows.values("hold_id").distinct().count(),
        pledged=sums["pledged"] or 0,
        own=sums["own"] or 0,
        settled=sums["settled"] or 0,
        refunded=back or 0,
        waiting=rows.filter(state=ShareState.WAITING).count(),
    )
