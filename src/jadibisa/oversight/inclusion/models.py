"""What was counted last: one report per batch, so that a public page costs one row."""

from django.db import models


class Snapshot(models.Model):
    """A report as it was at an instant, and when somebody asked for a newer one; 0 stands for all batches together."""

    batch = models.PositiveIntegerField(primary_key=True)
    at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)
    content = models.JSONField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(at__isnull=True, content__isnull=True)
                | models.Q(at__isnull=False, content__has_key="counts"),
                name="snapshot_is_report",
            )
        ]
