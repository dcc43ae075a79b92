"""Tables of verification: cases, lists from outside, recipients with their places on the family card."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from jadibisa.journey.verification.types import CaseState, ListKind, RecipientState

OPEN = [CaseState.WAITING, CaseState.ASKING, CaseState.REVIEW]
DECIDED = [CaseState.VERIFIED, CaseState.REFUSED]


class Case(models.Model):
    """The check of one application."""

    application = models.OneToOneField("registration.Application", models.PROTECT, primary_key=True, related_name="+")
    batch_number = models.PositiveIntegerField()
    person_id = models.UUIDField(db_index=True)
    state = models.CharField(max_length=8)
    reasons = ArrayField(models.CharField(max_length=24), default=list)
    registry_sealed = models.BinaryField(null=True)
    province = models.CharField(max_length=2)
    regency = models.CharField(max_length=5)
    kk_index = models.BinaryField(null=True)
    traits = models.PositiveSmallIntegerField(default=0)
    begun_at = models.DateTimeField()
    checked_at = models.DateTimeField(null=True)
    delayed_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    by_officer = models.BooleanField(default=False)
    appealed = models.BooleanField(default=False)
    stands_back = models.BooleanField(default=False)
    question = models.CharField(max_length=500, blank=True, default="")
    reply_sealed = models.BinaryField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=OPEN, decided_at__isnull=True) | Q(state__in=DECIDED, decided_at__isnull=False),
                name="case_decided_when_closed",
            ),
            models.CheckConstraint(
                condition=~Q(state=CaseState.REFUSED) | ~Q(reasons=[]), name="case_refused_has_reason"
            ),
            models.CheckConstraint(
                condition=~Q(state=CaseState.VERIFIED) | Q(kk_index__isnull=False), name="case_verified_has_family_card"
            ),
            models.CheckConstraint(condition=Q(traits__lte=7), name="case_traits"),
        ]
        indexes = [
            models.Index(fields=["batch_number", "state"], name="case_batch_state"),
            models.Index(fields=["due_at", "application"], condition=Q(state__in=OPEN), name="case_open_due"),
            models.Index(fields=["kk_index"], condition=Q(state=CaseState.VERIFIED), name="case_family"),
            GinIndex(fields=["reasons"], name="case_reasons"),
        ]


class ExclusionList(models.Model):
    """A list of NIKs from outside, as of a day."""

    kind = models.CharField(max_length=12)
    as_of = models.DateField()
    source = models.CharField(max_length=200)
    entries = models.PositiveIntegerField()
    imported_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "as_of"], name="list_once_a_day"),
            models.CheckConstraint(condition=Q(kind__in=list(ListKind)), name="list_kind"),
        ]


class ExclusionEntry(models.Model):
    """One NIK on a list, as its blind index."""

    list = models.ForeignKey(ExclusionList, models.PROTECT, related_name="+", db_index=False)
    nik_index = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["list", "nik_index"], name="list_entry_once")]
        indexes = [models.Index(fields=["nik_index"], name="list_entry_nik")]


class Recipient(models.Model):
    """A person who was selected: once for life, at most two on a family card. The constraints are the law."""

    application = models.OneToOneField("registration.Application", models.PROTECT, primary_key=True, related_name="+")
    person_id = models.UUIDField()
    batch_number = models.PositiveIntegerField(db_index=True)
    kk_index = models.BinaryField()
    slot = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=8, default=RecipientState.ACTIVE)
    spent = models.BooleanField(default=True)
    designated_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person_id"], condition=Q(spent=True), name="recipient_once_for_life"),
            models.UniqueConstraint(
                fields=["kk_index", "slot"], condition=Q(state=RecipientState.ACTIVE), name="recipient_family_card_slot"
            ),
            models.CheckConstraint(condition=Q(slot__in=[1, 2]), name="recipient_slot"),
            models.CheckConstraint(
                condition=Q(state=RecipientState.ACTIVE, revoked_at__isnull=True, spent=True)
                | Q(state=RecipientState.REVOKED, revoked_at__isnull=False),
                name="recipient_state",
            ),
        ]
        indexes = [models.Index(fields=["person_id"], name="recipient_person")]
