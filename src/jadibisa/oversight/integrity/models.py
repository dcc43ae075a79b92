"""Cases of possible misuse: one for each signal, however often it is seen."""

from django.db import models
from django.db.models import Q

from jadibisa.oversight.integrity.types import SignalKind


class Case(models.Model):
    """One case."""

    id = models.UUIDField(primary_key=True)
    number = models.BigIntegerField(unique=True)
    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=120)
    subject = models.UUIDField(db_index=True)
    evidence = models.JSONField(default=dict)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, blank=True, default="")
    why = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "key"], name="integrity_case_once"),
            models.CheckConstraint(
                condition=Q(kind__in=[str(kind) for kind in SignalKind]), name="integrity_case_kind"
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, outcome="")
                | Q(closed_at__isnull=False, outcome__in=["founded", "unfounded"]),
                name="integrity_case_closed",
            ),
        ]
        indexes = [models.Index(fields=["closed_at", "-number"], name="integrity_case_open")]
