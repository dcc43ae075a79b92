"""The outside world of messages: a carrier takes a message or says no, and later tells whether it arrived."""

import hashlib
import hmac
import logging
from typing import Protocol

from django.conf import settings

log = logging.getLogger(__name__)


class Carrier(Protocol):
    """Takes one message; tells whether it was accepted."""

    def carry(self, *, channel: str, to: str, text: str, reference: str) -> bool:
        """Hand over one message; the receipt names it by `reference`."""
        ...


class Outbox:
    """The demonstration's carrier of SMS, e-mail and WhatsApp: all is accepted and stays readable in the table."""

    def carry(self, *, channel: str, to: str, text: str, reference: str) -> bool:  # noqa: ARG002 - the table already keeps it
        """Accept."""
        return True


class Nobody:
    """No carrier is configured: nothing is accepted, everything waits."""

    def carry(self, *, channel: str, to: str, text: str, reference: str) -> bool:  # noqa: ARG002 - nothing leaves
        """Refuse, and say once a time in the log that a carrier is missing."""
        log.warning("no carrier for %s is configured: the message waits", channel)
        return False


def carrier(*, demonstration: bool) -> Carrier:
    """The carrier of this place."""
    return Outbox() if demonstration else Nobody()


def signature_of(stamp: str, body: bytes) -> str:
    """What the carrier writes under a receipt: HMAC-SHA-256 over its time and its very bytes, in hexadecimal."""
    return hmac.new(settings.RECEIPTS_KEY.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def is_signed(stamp: str, body: bytes, signature: str) -> bool:
    """Whether a receipt is the carrier's; without a key nobody's is."""
    return bool(settings.RECEIPTS_KEY) and hmac.compare_digest(
        signature_of(stamp, body).encode(), signature.strip().lower().encode()
    )
