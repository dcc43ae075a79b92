"""A message: to one address, by one channel, once."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class NewMessage:
    """What shall be sent.

    Attributes:
        channel: `sms` or `email`.
        to: a phone number `+628…` or an e-mail address.
        kind: which text it is, for statistics.
        text: the words, final.
        key: unique name of the event; a second message with the same key is not sent.
        person_id: whom it is for, if known.
        not_before: earliest instant to send, for quiet hours.
        at: when the event was, if it was before the command that sends.
    """

    channel: str
    to: str
    kind: str
    text: str
    key: str
    person_id: UUID | None = None
    not_before: datetime | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class MessageView:
    """A message as a page shows it."""

    id: int
    channel: str
    to: str
    kind: str
    text: str
    created_at: datetime
    sent_at: datetime | None
    state: str
