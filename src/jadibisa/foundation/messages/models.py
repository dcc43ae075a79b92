"""Messages that wait, were sent, or could not be; guesses of numbers; the day's counters."""

from django.db import models
from django.db.models import Q

from jadibisa.foundation.messages.types import CHANNELS, RECEIPTS


class Message(models.Model):
    """One message to one address."""

    channel = models.CharField(max_length=8)
    to = models.TextField()
    kind = models.TextField()
    text = models.TextField()
    key = models.TextField(unique=True)
    person_id = models.UUIDField(null=True)
    number_index = models.BinaryField(null=True)
    created_at = models.DateTimeField()
    not_before = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=8, default="waiting")
    tries = models.SmallIntegerField(default=0)
    receipt = models.CharField(max_length=9, default="", blank=True)
    receipt_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(channel__in=list(CHANNELS)), name="message_channel"),
            models.CheckConstraint(condition=Q(state__in=["waiting", "sent", "failed"]), name="message_state"),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | ~Q(state="sent"), name="message_sent_when"
            ),
            models.CheckConstraint(
                condition=Q(receipt="", receipt_at__isnull=True)
                | Q(receipt__in=list(RECEIPTS), receipt_at__isnull=False, state="sent"),
                name="message_receipt",
            ),
        ]
        indexes = [
            models.Index(fields=["not_before", "id"], name="message_waiting", condition=Q(state="waiting")),
            models.Index(fields=["person_id", "-id"], name="message_person"),
            models.Index(fields=["to", "-id"], name="message_to"),
            models.Index(fields=["number_index"], name="message_number"),
        ]


class WrongNumber(models.Model):
    """Somebody asked for a number that no message has; the client's address is a keyed hash."""

    address_hash = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["address_hash", "at"], name="wrong_number_address")]


class Spent(models.Model):
    """How many messages strangers caused on a day: of a block of numbers, or of all in several counters."""

    day = models.DateField()
    scope = models.CharField(max_length=16)
    shard = models.SmallIntegerField(default=0)
    count = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "scope", "shard"], name="spent_once")]
