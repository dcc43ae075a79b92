"""The table of facts, which only grows, and how far each listener has read."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import BigIntegerField, Func, TextField
from django.db.models.functions import Cast


class FactRow(models.Model):
    """One fact. The database refuses every change and deletion."""

    id = models.BigAutoField(primary_key=True)
    verb = models.TextField()
    at = models.DateTimeField()
    actor = models.TextField()
    subjects = ArrayField(models.UUIDField(), default=list)
    why = models.TextField(default="", blank=True)
    data = models.JSONField(default=dict)
    # Numbers are given before commits happen, so a reader goes by (transaction, number) and only over settled transactions.
    transaction = models.BigIntegerField(
        db_default=Cast(Cast(Func(function="pg_current_xact_id"), TextField()), BigIntegerField())
    )

    class Meta:
        db_table = "facts_fact"
        indexes = [
            GinIndex(fields=["subjects"], name="facts_subjects"),
            models.Index(fields=["verb", "id"], name="facts_verb"),
            models.Index(fields=["at", "id"], name="facts_at"),
            models.Index(fields=["transaction", "id"], name="facts_order"),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(verb__regex=r"^[a-z_]+\.[a-z_]+$"), name="fact_verb_shape"),
            models.CheckConstraint(condition=~models.Q(actor=""), name="fact_has_actor"),
        ]


class Listener(models.Model):
    """How far a listener has read."""

    name = models.TextField(primary_key=True)
    transaction = models.BigIntegerField(default=0)
    fact_id = models.BigIntegerField(default=0)
