"""Messages leave once, are tried again with growing pauses, fail at last, and forget their secrets."""

from datetime import UTC, datetime, timedelta

import pytest

from jadibisa.foundation.messages import queries, services
from jadibisa.foundation.messages.models import Message
from jadibisa.foundation.messages.types import NewMessage
from jadibisa.kernel.actors import SYSTEM

AT = datetime(2026, 11, 24, 3, tzinfo=UTC)
pytestmark = pytest.mark.django_db


class Broken:
    """A carrier that takes nothing."""

    def __init__(self) -> None:
        """Nobody asked yet."""
        self.asked = 0

    def carry(self, *, channel: str, to: str, text: str, reference: str) -> bool:  # noqa: ARG002 - the Protocol's
        """Say no."""
        self.asked += 1
        return False


def put(count: int, kind: str = "notice") -> None:
    """Messages in the queue."""
    rows = [NewMessage("sms", "+6281234560147", kind, f"text {number}", f"{kind}/{number}") for number in range(count)]
    assert services.send(rows, by=SYSTEM, at=AT) == count


def test_a_message_of_one_event_is_sent_once() -> None:
    put(3)
    assert services.send([NewMessage("sms", "+6281234560147", "notice", "again", "notice/1")], by=SYSTEM, at=AT) == 0
    assert services.hand_over(AT) == 3
    assert services.hand_over(AT) == 0
    assert {row.state for row in queries.outbox()} == {"sent"}


def test_many_that_nobody_takes_are_asked_once_and_put_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """More than one chunk of them; each is tried again later, and fails after the last try."""
    broken = Broken()
    monkeypatch.setattr(services, "carrier", lambda *, demonstration: broken)  # noqa: ARG005 - the name is the Protocol's
    monkeypatch.setattr(services, "CHUNK", 4)
    put(10)
    assert services.hand_over(AT) == 0
    assert broken.asked == 10
    assert set(Message.objects.values_list("tries", "not_before", "state")) == {
        (1, AT + timedelta(minutes=1), "waiting")
    }
    for hour in range(1, 9):
        services.hand_over(AT + timedelta(hours=4 * hour))
    assert set(Message.objects.values_list("tries", "state")) == {(services.MOST_TRIES, "failed")}
    assert broken.asked == 10 * services.MOST_TRIES


def test_codes_are_forgotten_when_they_are_of_no_use() -> None:
    """The words of a code after an hour; other words stay."""
    put(1, "code")
    put(1, "notice")
    assert services.forget_secrets(AT + timedelta(minutes=59)) == 0
    assert services.forget_secrets(AT + timedelta(hours=1)) == 1
    assert services.forget_secrets(AT + timedelta(hours=2)) == 0
    assert {row.kind: row.text.split(" (")[0] for row in queries.outbox()} == {"code": "-", "notice": "text 0"}
