"""Questions about messages."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet, Sum

from jadibisa.foundation.messages import rules
from jadibisa.foundation.messages.models import Message, Spent
from jadibisa.foundation.messages.types import Budget, MessageView
from jadibisa.foundation.plumbing import crypto
from jadibisa.kernel.clock import wib_day

EVERYWHERE = "all"


def _views(rows: "QuerySet[Message]") -> list[MessageView]:
    return [
        MessageView(
            row.id, row.channel, row.to, row.kind, row.text, row.created_at, row.sent_at, row.state, row.receipt
        )
        for row in rows
    ]


def outbox(*, limit: int = 50, to: str = "") -> list[MessageView]:
    """The newest messages, newest first; of one address if given."""
    rows = Message.objects.filter(to=to) if to else Message.objects.all()
    return _views(rows.order_by("-id")[:limit])


def of_person(person_id: UUID, *, limit: int = 50) -> list[MessageView]:
    """The newest messages to a person, newest first."""
    return _views(Message.objects.filter(person_id=person_id).order_by("-id")[:limit])


def waiting() -> int:
    """How many messages wait."""
    return Message.objects.filter(state="waiting").count()


def number(key: str) -> str:
    """The number of the message with a key; without the programme's key nobody can make one."""
    return rules.number_of(crypto.blind_index("message", key))


def number_index(typed: str) -> bytes:
    """Under which a number is found."""
    return crypto.blind_index("message_number", typed)


def budget(at: datetime) -> Budget:
    """What strangers caused today."""
    rows = Spent.objects.filter(day=wib_day(at), scope=EVERYWHERE)
    return Budget(rows.aggregate(all=Sum("count"))["all"] or 0, settings.MESSAGES_A_DAY)
