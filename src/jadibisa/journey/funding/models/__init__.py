"""Tables of the funding step: budgets, allotments, holds, incentives, payout accounts, runs, payouts, attempts, shares."""

from django.db import models
from django.db.models import Q

from jadibisa.journey.funding.models.reconciling import BankCase, BankDay
from jadibisa.journey.funding.models.sharing import Bill, Pledge, PledgePerson, Share
from jadibisa.journey.funding.types import (
    AllotmentState,
    Channel,
    DisbursementKind,
    DisbursementState,
    HoldState,
    IncentiveState,
    Outcome,
    PayoutState,
    Purpose,
    RunState,
)

__all__ = [
    "Allotment",
    "BankCase",
    "BankDay",
    "BankLine",
    "Bill",
    "Budget",
    "Disbursement",
    "Incentive",
    "Payout",
    "PayoutAccount",
    "PayoutAttempt",
    "PayoutRun",
    "Pledge",
    "PledgePerson",
    "PurchaseHold",
    "Share",
]


class Budget(models.Model):
    """The money of a batch."""

    batch = models.OneToOneField("registration.Batch", models.PROTECT, primary_key=True, related_name="+")
    amount = models.BigIntegerField()
    funded_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)


class Allotment(models.Model):
    """A participant's balance; the amounts live in the ledger."""

    application = models.OneToOneField("registration.Application", models.PROTECT, primary_key=True, related_name="+")
    batch = models.ForeignKey("registration.Batch", models.PROTECT, related_name="+")
    person_id = models.UUIDField()
    state = models.CharField(max_length=8, default=AllotmentState.ACTIVE.value)
    allotted_at = models.DateTimeField()
    returned_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="funding_allotment_state", condition=Q(state__in=[str(s) for s in AllotmentState])
            )
        ]
        indexes = [models.Index(name="funding_allotment_person", fields=["person_id"])]


class PurchaseHold(models.Model):
    """The money of one purchase, and the two facts that make an incentive due.

    `amount` is what the balance pays; `shared` is what others pay beside it (`Share`); both together are the price.
    """

    purchase_id = models.UUIDField(primary_key=True)
    allotment = models.ForeignKey(Allotment, models.PROTECT, related_name="+")
    provider_id = models.UUIDField(db_index=True)
    amount = models.BigIntegerField()
    state = models.CharField(max_length=8, default=HoldState.HELD.value)
    settled_amount = models.BigIntegerField(default=0)
    shared = models.BigIntegerField(default=0)
    settled_shared = models.BigIntegerField(default=0)
    expires_at = models.DateTimeField(null=True)
    held_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)
    certified_at = models.DateTimeField(null=True)
    rated_at = models.DateTimeField(null=True)
    disbursement = models.ForeignKey("Disbursement", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(name="funding_hold_state", condition=Q(state__in=[str(s) for s in HoldState])),
            models.CheckConstraint(
                name="funding_hold_amounts",
                condition=Q(amount__gte=0, settled_amount__gte=0, settled_amount__lte=models.F("amount")),
            ),
            models.CheckConstraint(
                name="funding_hold_shared",
                condition=Q(shared__gte=0, settled_shared__gte=0, settled_shared__lte=models.F("shared"))
                & (Q(amount__gt=0) | Q(shared__gt=0)),
            ),
        ]


class Incentive(models.Model):
    """Cash that is due after facts; once per person, purpose and number, whatever is replayed."""

    id = models.UUIDField(primary_key=True)
    allotment = models.ForeignKey(Allotment, models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=9)
    number = models.SmallIntegerField()
    amount = models.BigIntegerField()
    due_on = models.DateField()
    state = models.CharField(max_length=9, default=IncentiveState.SCHEDULED.value)
    purchase_id = models.UUIDField(null=True)
    fact_id = models.BigIntegerField(null=True)
    blocked_account = models.ForeignKey("PayoutAccount", models.PROTECT, null=True, related_name="+")
    retry_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="funding_incentive_once", fields=["allotment", "purpose", "number"]),
            models.UniqueConstraint(
                name="funding_incentive_fact", fields=["fact_id", "allotment", "purpose", "number"]
            ),
            models.CheckConstraint(
                name="funding_incentive_purpose", condition=Q(purpose__in=[str(p) for p in Purpose])
            ),
            models.CheckConstraint(
                name="funding_incentive_state", condition=Q(state__in=[str(s) for s in IncentiveState])
            ),
            models.CheckConstraint(name="funding_incentive_amount", condition=Q(amount__gt=0, number__gte=1)),
        ]
        indexes = [
            models.Index(
                name="funding_incentive_due", fields=["due_on", "id"], condition=Q(state__in=["scheduled", "owed"])
            ),
        ]


class PayoutAccount(models.Model):
    """Where a person's cash goes: sealed under the person's key, found by a blind index, one person each."""

    id = models.UUIDField(primary_key=True)
    allotment = models.ForeignKey(Allotment, models.PROTECT, related_name="+")
    person_id = models.UUIDField()
    channel = models.CharField(max_length=6)
    institution = models.CharField(max_length=10)
    number_sealed = models.BinaryField()
    holder_sealed = models.BinaryField()
    number_index = models.BinaryField()
    number_masked = models.CharField(max_length=9)
    linked_at = models.DateTimeField()
    usable_from = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="funding_account_one", fields=["allotment"], condition=Q(replaced_at__isnull=True)
            ),
            models.UniqueConstraint(
                name="funding_account_one_person", fields=["number_index"], condition=Q(replaced_at__isnull=True)
            ),
            models.CheckConstraint(name="funding_account_channel", condition=Q(channel__in=[str(c) for c in Channel])),
        ]


class PayoutRun(models.Model):
    """A run of payouts of one batch; above the limit it waits for two people."""

    id = models.UUIDField(primary_key=True)
    batch = models.ForeignKey("registration.Batch", models.PROTECT, related_name="+")
    state = models.CharField(max_length=8)
    count = models.IntegerField()
    total = models.BigIntegerField()
    limit = models.BigIntegerField()
    proposal_id = models.UUIDField(null=True)
    created_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="funding_run_state", condition=Q(state__in=[str(s) for s in RunState])),
            models.CheckConstraint(
                name="funding_run_needs_two",
                condition=~Q(state="approved") | Q(total__lte=models.F("limit")) | Q(proposal_id__isnull=False),
            ),
        ]
        indexes = [
            models.Index(name="funding_run_open", fields=["created_at"], condition=Q(state__in=["waiting", "proposed"]))
        ]


class Payout(models.Model):
    """One payment to one account, on one hold of the ledger; leased to one worker at a time."""

    id = models.UUIDField(primary_key=True)
    incentive = models.ForeignKey(Incentive, models.PROTECT, related_name="+")
    run = models.ForeignKey(PayoutRun, models.PROTECT, related_name="+")
    account = models.ForeignKey(PayoutAccount, models.PROTECT, related_name="+")
    number = models.SmallIntegerField()
    hold_id = models.UUIDField(unique=True)
    amount = models.BigIntegerField()
    state = models.CharField(max_length=9, default=PayoutState.READY.value)
    cause = models.CharField(max_length=20, blank=True, default="")
    lease_no = models.BigIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    next_at = models.DateTimeField()
    owner_id = models.UUIDField(null=True)
    due_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="funding_payout_number", fields=["incentive", "number"]),
            models.UniqueConstraint(
                name="funding_payout_one_live", fields=["incentive"], condition=~Q(state__in=["failed", "cancelled"])
            ),
            models.CheckConstraint(name="funding_payout_state", condition=Q(state__in=[str(s) for s in PayoutState])),
            models.CheckConstraint(name="funding_payout_amount", condition=Q(amount__gt=0)),
        ]
        indexes = [
            models.Index(
                name="funding_payout_due",
                fields=["next_at", "id"],
                condition=Q(state__in=["ready", "sending", "unknown"]),
            ),
            models.Index(name="funding_payout_state_at", fields=["state", "created_at", "id"]),
        ]


class PayoutAttempt(models.Model):
    """What was asked of the bank, committed before it was asked; its reference is never used for anything else."""

    payout = models.ForeignKey(Payout, models.PROTECT, related_name="+")
    no = models.SmallIntegerField()
    reference = models.CharField(max_length=35, unique=True)
    external_id = models.CharField(max_length=36)
    external_day = models.DateField()
    outcome = models.CharField(max_length=7, default=Outcome.OPEN.value)
    response_code = models.CharField(max_length=7, blank=True, default="")
    response_sha256 = models.BinaryField(null=True)
    requested_at = models.DateTimeField()
    last_sent_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="funding_attempt_no", fields=["payout", "no"]),
            models.UniqueConstraint(name="funding_attempt_external", fields=["external_day", "external_id"]),
            models.UniqueConstraint(name="funding_attempt_one_live", fields=["payout"], condition=~Q(outcome="failed")),
            models.CheckConstraint(name="funding_attempt_outcome", condition=Q(outcome__in=[str(o) for o in Outcome])),
            models.CheckConstraint(name="funding_attempt_counts", condition=Q(no__gte=1)),
        ]


class Disbursement(models.Model):
    """Money for a provider or the treasury, on one hold of the ledger."""

    id = models.UUIDField(primary_key=True)
    run_id = models.UUIDField(db_index=True)
    kind = models.CharField(max_length=8)
    owner_id = models.UUIDField()
    batch = models.ForeignKey("registration.Batch", models.PROTECT, null=True, related_name="+")
    gross = models.BigIntegerField()
    commission = models.BigIntegerField(default=0)
    amount = models.BigIntegerField()
    reference = models.CharField(max_length=35, unique=True)
    hold_id = models.UUIDField(unique=True)
    state = models.CharField(max_length=8, default=DisbursementState.WAITING.value)
    proposal_id = models.UUIDField(null=True)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="funding_disbursement_one_live",
                fields=["kind", "owner_id"],
                condition=Q(state__in=["waiting", "proposed", "approved"]),
            ),
            models.CheckConstraint(
                name="funding_disbursement_kind", condition=Q(kind__in=[str(kind) for kind in DisbursementKind])
            ),
            models.CheckConstraint(
                name="funding_disbursement_state", condition=Q(state__in=[str(state) for state in DisbursementState])
            ),
            models.CheckConstraint(
                name="funding_disbursement_adds_up",
                condition=Q(amount__gt=0, commission__gte=0, gross=models.F("amount") + models.F("commission")),
            ),
            models.CheckConstraint(
                name="funding_disbursement_needs_two",
                condition=~Q(state__in=["approved", "paid"]) | Q(proposal_id__isnull=False),
            ),
        ]


class BankLine(models.Model):
    """One line of the bank's statement; a line settles at most one payment, a payment has at most one line."""

    bank_account = models.CharField(max_length=34)
    entry = models.CharField(max_length=35)
    booked_on = models.DateField()
    amount = models.BigIntegerField()
    reference = models.CharField(max_length=35, blank=True, default="")
    payout = models.OneToOneField(Payout, models.PROTECT, null=True, related_name="+")
    disbursement = models.OneToOneField(Disbursement, models.PROTECT, null=True, related_name="+")
    bill = models.OneToOneField(Bill, models.PROTECT, null=True, related_name="+")
    imported_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="funding_line_once", fields=["bank_account", "entry"]),
            models.CheckConstraint(name="funding_line_moves", condition=~Q(amount=0)),
            models.CheckConstraint(
                name="funding_line_one_match",
                condition=Q(payout__isnull=True, disbursement__isnull=True)
                | Q(payout__isnull=True, bill__isnull=True)
                | Q(disbursement__isnull=True, bill__isnull=True),
            ),
        ]
        indexes = [
            models.Index(
                name="funding_line_open",
                fields=["booked_on"],
                condition=Q(payout__isnull=True, disbursement__isnull=True, bill__isnull=True),
            )
        ]
