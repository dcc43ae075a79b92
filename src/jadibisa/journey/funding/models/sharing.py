"""Tables of shared prices: pledges and whom they name, parts of purchases, bills."""

from django.db import models
from django.db.models import F, Q

from jadibisa.journey.funding.types import BillKind, BillState, PayChannel, PledgeKind, PledgeState, ShareState


class Pledge(models.Model):
    """What an employer or a local government promised to pay beside the state; the money lives in the ledger."""

    id = models.UUIDField(primary_key=True)
    organisation = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=5)
    course_id = models.UUIDField(null=True)
    course_title = models.CharField(max_length=200, blank=True, default="")
    skill = models.CharField(max_length=60, blank=True, default="")
    province = models.CharField(max_length=2, blank=True, default="")
    per_person = models.BigIntegerField()
    total = models.BigIntegerField()
    limit = models.BigIntegerField()
    until = models.DateField()
    state = models.CharField(max_length=8, default=PledgeState.OFFERED.value)
    proposal_id = models.UUIDField(null=True)
    made_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="funding_pledge_kind", condition=Q(kind__in=[str(k) for k in PledgeKind])),
            models.CheckConstraint(name="funding_pledge_state", condition=Q(state__in=[str(s) for s in PledgeState])),
            models.CheckConstraint(
                name="funding_pledge_amounts", condition=Q(per_person__gt=0, total__gte=F("per_person"))
            ),
            models.CheckConstraint(
                name="funding_pledge_needs_two",
                condition=~Q(state="active") | Q(total__lte=F("limit")) | Q(proposal_id__isnull=False),
            ),
            models.CheckConstraint(
                name="funding_pledge_paid_first",
                condition=Q(state__in=["offered", "lapsed"]) | Q(paid_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(name="funding_pledge_active", fields=["until", "id"], condition=Q(state="active")),
            models.Index(name="funding_pledge_owner", fields=["organisation", "-made_at"]),
        ]


class PledgePerson(models.Model):
    """One participant whom a pledge names."""

    pledge = models.ForeignKey(Pledge, models.PROTECT, related_name="people")
    application = models.ForeignKey("registration.Application", models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(name="funding_pledge_person_once", fields=["pledge", "application"])]


class Share(models.Model):
    """One part of a price beside the balance's: position 0 is the participant's own, the others are of pledges."""

    id = models.UUIDField(primary_key=True)
    hold = models.ForeignKey("PurchaseHold", models.PROTECT, related_name="shares")
    position = models.SmallIntegerField()
    pledge = models.ForeignKey(Pledge, models.PROTECT, null=True, related_name="shares")
    amount = models.BigIntegerField()
    settled_amount = models.BigIntegerField(default=0)
    state = models.CharField(max_length=8)
    made_at = models.DateTimeField()
    held_at = models.DateTimeField(null=True)
    resolved_at = models.DateTimeField(null=True)
    name_shared_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="funding_share_position", fields=["hold", "position"]),
            models.UniqueConstraint(name="funding_share_pledge_once", fields=["hold", "pledge"]),
            models.CheckConstraint(name="funding_share_state", condition=Q(state__in=[str(s) for s in ShareState])),
            models.CheckConstraint(
                name="funding_share_amounts",
                condition=Q(amount__gt=0, settled_amount__gte=0, settled_amount__lte=F("amount")),
            ),
            models.CheckConstraint(
                name="funding_share_whose",
                condition=Q(position=0, pledge__isnull=True) | Q(position__gt=0, pledge__isnull=False),
            ),
            models.CheckConstraint(
                name="funding_share_only_own_waits", condition=~Q(state="waiting") | Q(position=0, held_at__isnull=True)
            ),
        ]
        indexes = [models.Index(name="funding_share_waiting", fields=["hold"], condition=Q(state="waiting"))]


class Bill(models.Model):
    """A bill to a participant or a payer; it takes its amount once, before it expires, under one reference of the bank."""

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=6)
    subject_id = models.UUIDField()
    amount = models.BigIntegerField()
    number = models.CharField(max_length=28, null=True, unique=True)
    qris = models.CharField(max_length=512, blank=True, default="")
    expires_at = models.DateTimeField()
    state = models.CharField(max_length=6, default=BillState.OPEN.value)
    made_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True)
    channel = models.CharField(max_length=4, blank=True, default="")
    reference = models.CharField(max_length=64, null=True, unique=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="funding_bill_subject", fields=["kind", "subject_id"]),
            models.CheckConstraint(name="funding_bill_kind", condition=Q(kind__in=[str(k) for k in BillKind])),
            models.CheckConstraint(name="funding_bill_state", condition=Q(state__in=[str(s) for s in BillState])),
            models.CheckConstraint(name="funding_bill_amount", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="funding_bill_paid_whole",
                condition=Q(
                    state="paid",
                    paid_at__isnull=False,
                    reference__isnull=False,
                    channel__in=[str(c) for c in PayChannel],
                )
                | ~Q(state="paid") & Q(paid_at__isnull=True, reference__isnull=True, channel=""),
            ),
        ]
        indexes = [models.Index(name="funding_bill_open", fields=["expires_at"], condition=Q(state="open"))]
