"""Putting messages in the queue and handing them over."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

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
            person_id=message.person_id, created_at=at, not_before=message.not_before or at,
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
    """Give waiting messages whose time has come to the carrier; tells how many were accepted."""
    post = carrier(demonstration=settings.DEMONSTRATION)
    accepted = 0
    while True:
        with transaction.atomic():
            rows = list(
                Message.objects.select_for_update(skip_locked=True)
                .filter(state="waiting", not_before__lte=at, tries__lt=MOST_TRIES)
                .order_by("not_before", "id")[:CHUNK]
            )
            carried = [row.id for row in rows if post.carry(channel=row.channel, to=row.to, text=row.text)]
            Message.objects.filter(id__in=[row.id for row in rows]).update(tries=F("tries") + 1)
            Message.objects.filter(id__in=carried).update(state="sent", sent_at=at)
            accepted += len(carried)
        if len(rows) < CHUNK:
            return accepted
