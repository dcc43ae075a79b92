"""Tables without domain: the demonstration's clock, what ran when, which key fits."""

from django.db import models
from django.db.models import Q


class DemonstrationClock(models.Model):
    """The one clock of a demonstration; no row means real time."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    stood_at = models.DateTimeField()
    running_since = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="demonstration_clock_is_one")]


class DueRun(models.Model):
    """Until when a piece of the timetable has run."""

    name = models.TextField(primary_key=True)
    ran_until = models.DateTimeField()


class KeyCheck(models.Model):
    """A known text sealed with the master key: a key that does not fit is noticed before anything is written."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    sealed = models.BinaryField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="key_check_is_one")]


class IdempotencyKey(models.Model):
    """What a caller of the API already asked, and the answer."""

    principal = models.TextField()
    key = models.CharField(max_length=128)
    request_sha256 = models.BinaryField()
    status = models.SmallIntegerField(null=True)
    body = models.JSONField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["principal", "key"], name="idempotency_once"),
        ]
