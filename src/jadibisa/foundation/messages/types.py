"""A message: to one address, by one channel, once; its number, its receipt, and the budget of what strangers cause."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

CHANNELS = ("sms", "email", "whatsapp")
RECEIPTS = ("delivered", "bounced")
NUMBER_LETTERS = 10
PREFIX_LETTERS = 9  # +62 812 345: a block of up to 100,000 numbers
CONFIRMS_AN_HOUR = 30  # wrong numbers from one address; a village behind one address is not punished
SENDS_A_DAY_TO_A_PREFIX = 2_000
SHARDS = 16  # counters of the day, so that not everybody waits for one row


@dataclass(frozen=True, slots=True)
class NewMessage:
    """What shall be sent.

    Attributes:
        channel: one of `CHANNELS`.
        to: a phone number `+628…` or an e-mail address.
        kind: which text it is, for statistics.
        text: the words, final; the number of the message is put behind them.
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
    """A message as a page shows it; `receipt` is "", `delivered` or `bounced`."""

    id: int
    channel: str
    to: str
    kind: str
    text: str
    created_at: datetime
    sent_at: datetime | None
    state: str
    receipt: str = ""


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What anybody may know of a message whose number he has: neither words nor a name."""

    kind: str
    channel: str
    to_masked: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Budget:
    """How many messages strangers caused today, and how many they may."""

    sent: int
    limit: int

    @property
    def is_spent(self) -> bool:
        """Whether nothing more goes out today that a stranger asks for."""
        return self.sent >= self.limit
