"""The signed days; the database refuses every change and deletion."""

from django.db import models


class DailyRoot(models.Model):
    """One root over everything that the record gained since the one before."""

    day = models.DateField(primary_key=True)
    facts = models.IntegerField()
    facts_root = models.CharField(max_length=64)
    transfers = models.IntegerField()
    transfers_root = models.CharField(max_length=64)
    previous = models.CharField(max_length=64)
    signature = models.CharField(max_length=128)
    signed_at = models.DateTimeField()
    last_transaction = models.BigIntegerField()
    last_fact = models.BigIntegerField()
    last_transfer_transaction = models.BigIntegerField(default=0)
    last_transfer = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["previous"], name="daily_root_chain"),
            models.CheckConstraint(condition=models.Q(facts__gte=0, transfers__gte=0), name="daily_root_counts"),
        ]
