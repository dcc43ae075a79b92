"""The outside world of messages: a carrier takes a message or says no."""

import logging
from typing import Protocol

log = logging.getLogger(__name__)


class Carrier(Protocol):
    """Takes one message; tells whether it was accepted."""

    def carry(self, *, channel: str, to: str, text: str) -> bool:
        """Hand over one message."""
        ...


class Outbox:
    """The demonstration's carrier: everything is accepted and stays readable in the table."""

    def carry(self, *, channel: str, to: str, text: str) -> bool:  # noqa: ARG002 - the table already keeps it
        """Accept."""
        return True


class Nobody:
    """No carrier is configured: nothing is accepted, everything waits."""

    def carry(self, *, channel: str, to: str, text: str) -> bool:  # noqa: ARG002 - nothing leaves
        """Refuse, and say once a time in the log that a carrier is missing."""
        log.warning("no carrier for %s is configured: the message waits", channel)
        return False


def carrier(*, demonstration: bool) -> Carrier:
    """The carrier of this place."""
    return Outbox() if demonstration else Nobody()
