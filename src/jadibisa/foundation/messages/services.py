"""Putting messages in the queue and handing them over."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F

from jadibisa.foundation.facts.services import MOST_SUBJECTS, record
from jadibisa.foundation.messages.gateways import carrier
from jadibisa.foundation.messages.models import Message
from jadibisa.foundation.messages.types import NewMessage
from jadibisa.kernel.actors import Actor

CHUNK = 500
MOST_TRIES = 8
SECRET_FOR = {"code": timedelta(hours=1), "assisted": timedelta(days=7)}  # kinds of message that carry a secret
FORGOTTEN = "-"


@transaction.atomic
def send(messages: Sequence[NewMessage], *, by: Actor, at: datetime) -> int:
    """Put messages in the queue; one with a key that already exists is not sent again.

    Args:
        messages: what to send.
        by: who causes them.
        at: the programme's time.

    Returns:
        How many were new.
    """
    rows = [
        Message(
            channel=message.channel, to=message.to, kind=message.kind, text=message.text, key=message.key,
            person_id=message.person_id, created_at=message.at or at, not_before=message.not_before or message.at or at,
        )
        for message in messages
        if message.to
    ]  # fmt: skip
    before = set(Message.objects.filter(key__in=[row.key for row in rows]).values_list("key", flat=True))
    fresh = list({row.key: row for row in rows if row.key not in before}.values())
    Message.objects.bulk_create(fresh, ignore_conflicts=True, batch_size=2000)
    for place in range(0, len(fresh), MOST_SUBJECTS):
        chunk = fresh[place : place + MOST_SUBJECTS]
        kinds = Counter(row.kind for row in chunk)
        record(
            "messages.queued",
            by=by,
            at=at,
            subjects=[row.person_id for row in chunk if row.person_id],
            data={"kinds": dict(kinds)},
        )
    return len(fresh)


def hand_over(at: datetime) -> int:
    """Give waiting messages whose time has come to the carrier, each once; tells how many were accepted.

    A message that the carrier does not take is tried again after 1, 2, 4 … minutes; after the last try it has failed.
    """
    post = carrier(demonstration=settings.DEMONSTRATION)
    accepted, tried = 0, 0
    while True:
        with transaction.atomic():
            rows = list(
                Message.objects.select_for_update(skip_locked=True)
                .filter(state="waiting", not_before__lte=at, id__gt=tried)
                .order_by("id")[:CHUNK]
            )
            carried = [row.id for row in rows if post.carry(channel=row.channel, to=row.to, text=row.text)]
            Message.objects.filter(id__in=carried).update(state="sent", sent_at=at, tries=F("tries") + 1)
            _put_off([row for row in rows if row.id not in set(carried)], at)
            accepted += len(carried)
        if len(rows) < CHUNK:
            return accepted
        tried = rows[-1].id


def _put_off(rows: Sequence[Message], at: datetime) -> None:
    for row in rows:
        row.tries += 1
        row.not_before = at + timedelta(minutes=2 ** (row.tries - 1))
        row.state = "failed" if row.tries >= MOST_TRIES else "waiting"
    Message.objects.bulk_update(rows, ["tries", "not_before", "state"])


def forget_secrets(at: datetime) -> int:
    """Take the words out of messages that carried a secret, once it is no use any more; tells how many."""
    gone = 0
    for kind, days in SECRET_FOR.items():
        old = Message.objects.filter(kind=kind, created_at__lte=at - days).exclude(text=FORGOTTEN)
        gone += old.update(text=FORGOTTEN)
    return gone
