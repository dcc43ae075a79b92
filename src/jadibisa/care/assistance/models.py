"""Companions, their sittings, local offices, help posts and access points."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from jadibisa.care.assistance.types import CompanionState, Consent, PointKind, SittingState


class Companion(models.Model):
    """A certificate holder who helps others; the account opens only after two officers agreed."""

    id = models.UUIDField(primary_key=True)
    application = models.ForeignKey("registration.Application", models.PROTECT, related_name="+")
    person = models.OneToOneField("people.Person", models.PROTECT, related_name="+")
    account = models.OneToOneField("people.Account", models.PROTECT, null=True, related_name="+")
    regencies = ArrayField(models.CharField(max_length=5))
    certificate = models.TextField()
    motive = models.TextField()
    state = models.TextField(default=CompanionState.APPLIED)
    reason = models.TextField(default="", blank=True)
    proposal_id = models.UUIDField(null=True)
    applied_at = models.DateTimeField()
    approved_at = models.DateTimeField(null=True)
    expires_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(CompanionState)), name="companion_state"),
            models.CheckConstraint(
                condition=~Q(state=CompanionState.APPROVED) | Q(approved_at__isnull=False, expires_on__isnull=False),
                name="companion_approved_until",
            ),
            models.CheckConstraint(condition=~Q(regencies=[]), name="companion_somewhere"),
        ]
        indexes = [models.Index(fields=["state", "applied_at"], name="companion_queue")]


class Sitting(models.Model):
    """One person helped once, with consent; who typed is the companion."""

    id = models.UUIDField(primary_key=True)
    once = models.TextField(unique=True)
    companion = models.ForeignKey(Companion, models.PROTECT, related_name="+", db_index=False)
    first_name = models.TextField()
    phone_sealed = models.BinaryField()
    phone_masked = models.TextField()
    regency = models.CharField(max_length=5)
    consent = models.TextField()
    paper = models.TextField(default="", blank=True)
    state = models.TextField(default=SittingState.ASKED)
    application = models.ForeignKey("registration.Application", models.PROTECT, null=True, related_name="+")
    reference = models.TextField(default="", blank=True)
    token_hash = models.BinaryField(unique=True)
    started_at = models.DateTimeField()
    consented_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(SittingState)), name="sitting_state"),
            models.CheckConstraint(condition=Q(consent__in=list(Consent)), name="sitting_consent"),
            models.CheckConstraint(condition=Q(consent=Consent.CODE) | ~Q(paper=""), name="sitting_paper_number"),
            models.CheckConstraint(
                condition=~Q(state=SittingState.FINISHED)
                | Q(application__isnull=False, consented_at__isnull=False, finished_at__isnull=False),
                name="sitting_finished_with_consent",
            ),
        ]
        indexes = [models.Index(fields=["companion", "-started_at"], name="sitting_companion")]


class Office(models.Model):
    """The regencies for which a local government speaks."""

    organisation = models.OneToOneField("people.Organisation", models.PROTECT, primary_key=True, related_name="+")
    regencies = ArrayField(models.CharField(max_length=5))
    named_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(regencies=[]), name="office_somewhere")]


class Point(models.Model):
    """A help post or an access point, kept by a local government."""

    id = models.UUIDField(primary_key=True)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    regency = models.CharField(max_length=5)
    name = models.TextField()
    kind = models.TextField()
    address = models.TextField()
    hours = models.TextField()
    phone = models.TextField(default="", blank=True)
    step_free = models.BooleanField(default=False)
    sign_language = models.BooleanField(default=False)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=list(PointKind)), name="point_kind"),
            models.UniqueConstraint(fields=["regency", "name"], condition=Q(closed_at__isnull=True), name="point_once"),
        ]
        indexes = [models.Index(fields=["regency"], condition=Q(closed_at__isnull=True), name="point_open")]
