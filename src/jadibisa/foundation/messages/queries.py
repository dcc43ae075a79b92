"""Questions about messages."""

from uuid import UUID

from django.db.models import QuerySet

from jadibisa.foundation.messages.models import Message
from jadibisa.foundation.messages.types import MessageView


def _views(rows: "QuerySet[Message]") -> list[MessageView]:
    return [
        MessageView(row.id, row.channel, row.to, row.kind, row.text, row.created_at, row.sent_at, row.state)
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
