"""Messages that wait, were sent, or could not be."""

from django.db import models
from django.db.models import Q


class Message(models.Model):
    """One message to one address."""

    channel = models.CharField(max_length=8)
    to = models.TextField()
    kind = models.TextField()
    text = models.TextField()
    key = models.TextField(unique=True)
    person_id = models.UUIDField(null=True)
    created_at = models.DateTimeField()
    not_before = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=8, default="waiting")
    tries = models.SmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(channel__in=["sms", "email"]), name="message_channel"),
            models.CheckConstraint(condition=Q(state__in=["waiting", "sent", "failed"]), name="message_state"),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | ~Q(state="sent"), name="message_sent_when"
            ),
        ]
        indexes = [
            models.Index(fields=["not_before", "id"], name="message_waiting", condition=Q(state="waiting")),
            models.Index(fields=["person_id", "-id"], name="message_person"),
            models.Index(fields=["to", "-id"], name="message_to"),
        ]
