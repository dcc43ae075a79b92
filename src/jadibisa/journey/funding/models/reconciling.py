"""Tables of the daily match: a day of the bank's account, and the cases on which the bank and the books do not agree."""

from django.db import models
from django.db.models import Q

from jadibisa.journey.funding.types import DayState, Mismatch


class BankDay(models.Model):
    """One statement of one account and day; what the bank said never changes, a closed day stays closed."""

    id = models.UUIDField(primary_key=True)
    bank_account = models.CharField(max_length=34)
    day = models.DateField()
    identity = models.CharField(max_length=35)
    format = models.CharField(max_length=8)
    file_sha256 = models.BinaryField()
    content_sha256 = models.BinaryField()
    opening = models.BigIntegerField()
    closing = models.BigIntegerField()
    lines = models.IntegerField()
    state = models.CharField(max_length=8, default=DayState.OPEN.value)
    proposal_id = models.UUIDField(null=True)
    imported_at = models.DateTimeField()
    matched_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="funding_day_once", fields=["bank_account", "day"]),
            models.UniqueConstraint(name="funding_day_identity", fields=["bank_account", "identity"]),
            models.CheckConstraint(name="funding_day_state", condition=Q(state__in=[str(s) for s in DayState])),
            models.CheckConstraint(
                name="funding_day_needs_two",
                condition=Q(
                    state="closed", proposal_id__isnull=False, closed_at__isnull=False, matched_at__isnull=False
                )
                | ~Q(state="closed") & Q(closed_at__isnull=True),
            ),
        ]


class BankCase(models.Model):
    """Something that one side knows and the other does not, or in another amount; one owner, a due time, an end."""

    id = models.UUIDField(primary_key=True)
    day = models.ForeignKey(BankDay, models.PROTECT, related_name="cases")
    kind = models.CharField(max_length=9)
    entry = models.CharField(max_length=35, blank=True, default="")
    reference = models.CharField(max_length=64, blank=True, default="")
    bank_amount = models.BigIntegerField(null=True)
    our_amount = models.BigIntegerField(null=True)
    owner_id = models.UUIDField(null=True)
    due_at = models.DateTimeField()
    opened_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(name="funding_case_kind", condition=Q(kind__in=[str(k) for k in Mismatch])),
            models.CheckConstraint(name="funding_case_answered", condition=Q(ended_at__isnull=True) | ~Q(answer="")),
        ]
        indexes = [models.Index(name="funding_case_open", fields=["due_at"], condition=Q(ended_at__isnull=True))]
