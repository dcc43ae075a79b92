"""Values of notices: what comes in, what pages show, how people want to be told."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from jadibisa.kernel.refusals import N_

CHANNELS: Mapping[str, str] = {"sms": N_("SMS"), "email": N_("Email"), "whatsapp": N_("WhatsApp")}
LANGUAGES: Mapping[str, str] = {"id": N_("Bahasa Indonesia"), "en": N_("English")}
SEND_FROM_HOUR = 8  # in the person's own zone
SEND_UNTIL_HOUR = 20


@dataclass(frozen=True, slots=True)
class NewNotice:
    """A notice to write: to one participant, of a kind, once per key; `at` is when the event was."""

    application_id: UUID
    kind: str
    key: str
    at: datetime
    until: date | None = None
    number: str = ""


@dataclass(frozen=True, slots=True)
class NoticeView:
    """A notice on a person's page; the sentences are already in the reader's language."""

    title: str
    body: str
    page: str
    at: datetime
    until: date | None
    kind: str


@dataclass(frozen=True, slots=True)
class Preference:
    """How a person wants to be told."""

    channels: tuple[str, ...] = ("sms",)
    language: str = "id"
