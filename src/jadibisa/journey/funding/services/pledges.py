"""What employers and local governments promise: offered, paid in, approved by two people above a limit, spent, given back."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from jadibisa.foundation.facts.services import record
from jadibisa.foundation.ledger import queries as ledger
from jadibisa.foundation.ledger.types import AccountType
from jadibisa.foundation.people.services import decide, propose
from jadibisa.foundation.plumbing.chance import named_uuid, uuid7
from jadibisa.journey.funding.models import Bill, Pledge, PledgePerson, Share
from jadibisa.journey.funding.queries.sharing import newest_policy
from jadibisa.journey.funding.rules.pledges import pledge_refusal, read_references
from jadibisa.journey.funding.services.disbursements import prepare_pledge_returns
from jadibisa.journey.funding.types import BillKind, BillState, NewPledge, PledgeKind, PledgeState
from jadibisa.journey.registration import queries as registration
from jadibisa.kernel.actors import Actor
from jadibisa.kernel.clock import wib_day
from jadibisa.kernel.refusals import N_, Refusal

PROPOSAL = "funding.pledge"


@transaction.atomic
def offer_pledge(new: NewPledge, *, by: Actor, at: datetime) -> UUID:
    """Promise money for courses; it counts once its bill is paid, and above the policy's limit once two people agreed.

    Returns:
        The pledge's id; its bill waits for a number of the bank.

    Raises:
        Refusal: what is wrong with the amounts, the days or the numbers of applications, with the field.
    """
    pledge_id = named_uuid("pledge", str(new.organisation_id), new.key) if new.key else uuid7()
    if new.key and Pledge.objects.filter(pk=pledge_id).exists():
        return pledge_id
    policy, on = newest_policy(), wib_day(at)
    if policy is None or not policy.money("sharing.price_ceiling", on=on):
        raise Refusal("sharing_closed", N_("Aturan gelombang sekarang tidak mengenal biaya bersama."))
    refusal = pledge_refusal(new, on)
    if refusal is not None:
        raise refusal
    named = _named(new.references)
    row = Pledge.objects.create(
        id=pledge_id,
        organisation_id=new.organisation_id,
        kind=PledgeKind.NAMED if named else PledgeKind.OPEN,
        course_id=new.course_id,
        course_title=new.course_title,
        skill=new.skill,
        province=new.province,
        per_person=new.per_person,
        total=new.total,
        limit=policy.money("sharing.pledge_checker_limit", on=on),
        until=new.until,
        made_at=at,
    )
    PledgePerson.objects.bulk_create([PledgePerson(pledge=row, application_id=one) for one in named], batch_size=1000)
    Bill.objects.create(
        id=named_uuid("bill", str(row.pk)),
        kind=BillKind.PLEDGE,
        subject_id=row.pk,
        amount=new.total,
        expires_at=at + timedelta(days=policy.integer("sharing.pledge_pay_days", on=on)),
        made_at=at,
    )
    data = {"total": new.total, "per_person": new.per_person, "people": len(named)}
    record("funding.pledge_offered", by=by, at=at, subjects=[row.pk, new.organisation_id], data=data)
    return row.pk


def _named(references: Sequence[str]) -> list[UUID]:
    """The applications behind numbers; whether anybody was selected is never told.

    Raises:
        Refusal: `reference_unknown` with the first number that nobody has.
    """
    found: dict[UUID, None] = {}
    for reference in read_references(references):
        view = registration.application_by_reference(reference)
        if view is None:
            raise Refusal(
                "reference_unknown",
                N_("Nomor pendaftaran %(reference)s tidak ada. Periksa angka satu per satu."),
                field="references",
                reference=reference,
            )
        found[view.id] = None
    return list(found)


@transaction.atomic
def propose_pledge(pledge_id: UUID, *, by: Actor, at: datetime, why: str = "") -> UUID:
    """Propose a big pledge that was paid in; somebody else must decide.

    Raises:
        Refusal: `pledge_unknown`, `pledge_not_waiting`.
    """
    row = _locked(pledge_id)
    if row.state != PledgeState.PAID:
        raise _not_waiting()
    row.proposal_id = propose(PROPOSAL, row.pk, {"total": row.total}, by=by, at=at, why=why)
    row.state = PledgeState.PROPOSED
    row.save(update_fields=["state", "proposal_id"])
    record("funding.pledge_proposed", by=by, at=at, subjects=[row.pk, row.organisation_id], why=why)
    return row.proposal_id


@transaction.atomic
def decide_pledge(pledge_id: UUID, *, approve: bool, by: Actor, at: datetime, why: str = "") -> None:
    """Decide a proposed pledge: spendable from now on, or refused and its money goes back.

    Raises:
        Refusal: `pledge_unknown`, `pledge_not_waiting`, and those of `people.services.decide` (`own_proposal`).
    """
    row = _locked(pledge_id)
    if row.state != PledgeState.PROPOSED or row.proposal_id is None:
        raise _not_waiting()
    decide(row.proposal_id, kind=PROPOSAL, subject=row.pk, approve=approve, by=by, at=at, why=why)
    row.state = PledgeState.ACTIVE if approve else PledgeState.REFUSED
    row.ended_at = None if approve else at
    row.save(update_fields=["state", "ended_at"])
    verb = "funding.pledge_approved" if approve else "funding.pledge_refused"
    record(verb, by=by, at=at, subjects=[row.pk, row.organisation_id], why=why)


@transaction.atomic
def end_pledge(pledge_id: UUID, *, by: Actor, at: datetime) -> None:
    """Its payer ends a pledge early: what is bought stays bought, what is left goes back.

    Raises:
        Refusal: `pledge_unknown`, also for a pledge of somebody else; `pledge_over`.
    """
    row = _locked(pledge_id)
    if by.organisation_id is not None and by.organisation_id != row.organisation_id:
        raise _unknown()
    if row.state not in {PledgeState.OFFERED, PledgeState.PAID, PledgeState.ACTIVE}:
        raise Refusal("pledge_over", N_("Dana ini sudah berakhir atau sedang diputuskan."), status=409)
    _end([row], by=by, at=at)


@transaction.atomic
def end_pledges(at: datetime, *, by: Actor) -> int:
    """End pledges whose last day is over, and those that were never paid in; tells how many."""
    over = Pledge.objects.filter(state__in=[PledgeState.ACTIVE, PledgeState.PAID], until__lt=wib_day(at))
    late = Bill.objects.filter(kind=BillKind.PLEDGE, state=BillState.OPEN, expires_at__lte=at).values("subject_id")
    unpaid = Pledge.objects.filter(state=PledgeState.OFFERED, pk__in=late)
    rows = [
        *over.select_for_update(of=("self",)).order_by("pk"),
        *unpaid.select_for_update(of=("self",)).order_by("pk"),
    ]
    _end(rows, by=by, at=at)
    return len(rows)


def _end(rows: Sequence[Pledge], *, by: Actor, at: datetime) -> None:
    for row in rows:
        row.state = PledgeState.LAPSED if row.state == PledgeState.OFFERED else PledgeState.ENDED
        row.ended_at = at
        row.save(update_fields=["state", "ended_at"])
        Bill.objects.filter(kind=BillKind.PLEDGE, subject_id=row.pk, state=BillState.OPEN).update(
            state=BillState.CLOSED
        )
        verb = "funding.pledge_lapsed" if row.state == PledgeState.LAPSED else "funding.pledge_ended"
        record(verb, by=by, at=at, subjects=[row.pk, row.organisation_id])


def return_pledges(*, by: Actor, at: datetime) -> int:
    """Prepare what is left of pledges that are over to go back to their payers; tells how many."""
    over = list(
        Pledge.objects.filter(state__in=[PledgeState.ENDED, PledgeState.REFUSED])
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    left = ledger.balances(AccountType.PLEDGE_FUND, over)
    return prepare_pledge_returns([one for one in over if one in left and left[one].available], by=by, at=at)


@transaction.atomic
def show_name(purchase_id: UUID, *, shown: bool, by: Actor, at: datetime) -> None:
    """A participant agrees, or no longer agrees, that the payers of her course see her name with it.

    Raises:
        Refusal: `share_missing` when nobody else pays, also for a purchase of somebody else.
    """
    rows = list(
        Share.objects.select_for_update(of=("self",))
        .filter(hold=purchase_id, hold__allotment=by.application_id)
        .exclude(pledge=None)
        .order_by("pk")
    )
    if not rows:
        raise Refusal("share_missing", N_("Kursus ini tidak dibantu pihak lain."), status=404)
    changed = [row for row in rows if (row.name_shared_at is not None) != shown]
    Share.objects.filter(pk__in=[row.pk for row in changed]).update(name_shared_at=at if shown else None)
    if changed:
        verb = "funding.name_shown" if shown else "funding.name_hidden"
        record(verb, by=by, at=at, subjects=[rows[0].hold_id, *(row.pk for row in changed)])


def _locked(pledge_id: UUID) -> Pledge:
    row = Pledge.objects.select_for_update(of=("self",)).filter(pk=pledge_id).first()
    if row is None:
        raise _unknown()
    return row


def _unknown() -> Refusal:
    return Refusal("pledge_unknown", N_("Dana itu tidak ada."), status=404)


def _not_waiting() -> Refusal:
    return Refusal("pledge_not_waiting", N_("Dana ini tidak menunggu tindakan itu. Muat ulang halaman."), status=409)
