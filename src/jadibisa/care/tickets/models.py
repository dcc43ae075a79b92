"""Tickets, their conversations under seal, appeals."""

from django.db import models
from django.db.models import F, Q

from jadibisa.care.tickets.types import OPEN_APPEALS, AppealKind, AppealState, Author, Category, Channel, TicketState


class Ticket(models.Model):
    """A question or complaint with a number, an owner and a due time."""

    id = models.UUIDField(primary_key=True)
    number = models.CharField(max_length=11, unique=True)
    once = models.TextField(unique=True)
    category = models.TextField()
    state = models.TextField(default=TicketState.OPEN)
    application = models.ForeignKey("registration.Application", models.PROTECT, null=True, related_name="+")
    phone_sealed = models.BinaryField(null=True)
    phone_index = models.BinaryField(null=True)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True)
    first_answer_at = models.DateTimeField(null=True)
    paused = models.DurationField(default="0")
    closed_at = models.DateTimeField(null=True)
    owner = models.ForeignKey("people.Account", models.PROTECT, null=True, related_name="+")
    level = models.PositiveSmallIntegerField(default=0)
    is_appeal = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(category__in=list(Category)), name="ticket_category"),
            models.CheckConstraint(condition=Q(state__in=list(TicketState)), name="ticket_state"),
            models.CheckConstraint(
                condition=Q(application__isnull=False) | Q(phone_sealed__isnull=False), name="ticket_has_way_back"
            ),
            models.CheckConstraint(
                condition=Q(state=TicketState.CLOSED, closed_at__isnull=False)
                | (~Q(state=TicketState.CLOSED) & Q(closed_at__isnull=True)),
                name="ticket_closed_when",
            ),
            models.CheckConstraint(condition=Q(due_at__gt=F("opened_at")), name="ticket_due_later"),
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], condition=~Q(state="closed"), name="ticket_queue"),
            models.Index(fields=["application", "-opened_at"], name="ticket_application"),
            models.Index(fields=["opened_at"], name="ticket_opened"),
        ]


class TicketLine(models.Model):
    """One message of a conversation; its text is sealed."""

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    author = models.TextField()
    officer = models.ForeignKey("people.Account", models.PROTECT, null=True, related_name="+")
    channel = models.TextField(default=Channel.PAGE)
    text_sealed = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "number"], name="ticket_line_once"),
            models.CheckConstraint(condition=Q(author__in=list(Author)), name="ticket_line_author"),
            models.CheckConstraint(condition=Q(channel__in=list(Channel)), name="ticket_line_channel"),
        ]


class Appeal(models.Model):
    """An appeal against a refusal; its conversation is its ticket's."""

    id = models.UUIDField(primary_key=True)
    application = models.ForeignKey("registration.Application", models.PROTECT, related_name="+")
    kind = models.TextField(default=AppealKind.VERIFICATION)
    ticket = models.OneToOneField(Ticket, models.PROTECT, related_name="+")
    reasons = models.JSONField(default=list)
    state = models.TextField(default=AppealState.OPEN)
    opened_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    answer = models.TextField(default="", blank=True)
    proposal_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(AppealState)), name="appeal_state"),
            models.CheckConstraint(condition=Q(kind__in=list(AppealKind)), name="appeal_kind"),
            models.UniqueConstraint(
                fields=["application", "kind"],
                condition=Q(state__in=[*OPEN_APPEALS, AppealState.REJECTED]),
                name="appeal_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=list(OPEN_APPEALS), decided_at__isnull=True)
                | Q(state__in=[AppealState.WON, AppealState.REJECTED], decided_at__isnull=False),
                name="appeal_decided_when",
            ),
        ]
        indexes = [models.Index(fields=["opened_at"], condition=Q(state__in=OPEN_APPEALS), name="appeal_queue")]
