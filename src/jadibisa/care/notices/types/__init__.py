"""The words of notices: which event says what, to whom, until when; which deadline is reminded when."""

from jadibisa.care.notices.types.events import ANSWERS, DEADLINES, EVENTS, LATE, PAGE_ONLY, Deadline
from jadibisa.care.notices.types.texts import TEXTS, Text
from jadibisa.care.notices.types.values import (
    CHANNELS,
    LANGUAGES,
    SEND_FROM_HOUR,
    SEND_UNTIL_HOUR,
    NewNotice,
    NoticeView,
    Preference,
)

__all__ = [
    "ANSWERS",
    "CHANNELS",
    "DEADLINES",
    "EVENTS",
    "LANGUAGES",
    "LATE",
    "PAGE_ONLY",
    "SEND_FROM_HOUR",
    "SEND_UNTIL_HOUR",
    "TEXTS",
    "Deadline",
    "NewNotice",
    "NoticeView",
    "Preference",
    "Text",
]
