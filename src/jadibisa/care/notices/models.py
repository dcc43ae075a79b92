"""Notices as written, deadlines being watched, and how people want to be told. No names, no addresses."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from jadibisa.care.notices.types import DEADLINES, TEXTS


class Notice(models.Model):
    """One notice to one participant; its words are made when it is read."""

    key = models.TextField(unique=True)
    application = models.ForeignKey("registration.Application", models.PROTECT, related_name="+", db_index=False)
    kind = models.TextField()
    number = models.TextField(default="", blank=True)
    until = models.DateField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(kind__in=list(TEXTS)), name="notice_kind")]
        indexes = [models.Index(fields=["application", "-at", "-id"], name="notice_mine")]


class Watched(models.Model):
    """A deadline of a participant that is reminded until it is met or past."""

    application = models.ForeignKey("registration.Application", models.PROTECT, related_name="+", db_index=False)
    kind = models.TextField()
    about = models.UUIDField()
    due_on = models.DateField()
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "kind", "about"], name="watched_once"),
            models.CheckConstraint(condition=Q(kind__in=list(DEADLINES)), name="watched_kind"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(closed_at__gte=F("opened_at")), name="watched_closed_later"
            ),
        ]
        indexes = [
            models.Index(fields=["due_on", "kind"], condition=Q(closed_at__isnull=True), name="watched_due"),
            models.Index(fields=["application"], condition=Q(closed_at__isnull=True), name="watched_open"),
        ]


class Wish(models.Model):
    """How a person wants to be told; no row means SMS in Indonesian."""

    person = models.OneToOneField("people.Person", models.PROTECT, primary_key=True, related_name="+")
    channels = ArrayField(models.TextField())
    language = models.TextField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(channels=[]), name="wish_some_channel"),
            models.CheckConstraint(condition=Q(language__in=["id", "en"]), name="wish_language"),
        ]
