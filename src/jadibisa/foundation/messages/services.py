"""Putting messages in the queue and handing them over."""

import json
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q, TextField, Value
from django.db.models.functions import Cast, Concat
from django.utils.dateparse import parse_datetime

from jadibisa.foundation.facts.queries import of_kind
from jadibisa.foundation.facts.services import MOST_SUBJECTS, record
from jadibisa.foundation.messages import queries, rules
from jadibisa.foundation.messages.gateways import carrier, is_signed, signature_of
from jadibisa.foundation.messages.models import Message, Spent, WrongNumber
from jadibisa.foundation.messages.types import (
    CONFIRMS_AN_HOUR,
    RECEIPTS,
    SENDS_A_DAY_TO_A_PREFIX,
    SHARDS,
    Confirmed,
    NewMessage,
)
from jadibisa.foundation.plumbing import chance, crypto
from jadibisa.kernel.actors import Actor
from jadibisa.kernel.clock import wib_day
from jadibisa.kernel.ids import mask_phone
from jadibisa.kernel.refusals import N_, Refusal

CHUNK = 500
MOST_TRIES = 8
SECRET_FOR = {"code": timedelta(hours=1), "assisted": timedelta(days=7)}  # kinds of message that carry a secret
FORGOTTEN = "-"
SPENT = "messages.budget_spent"
RECEIPT_SKEW = timedelta(minutes=5)


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
    rows = [_row(message, at) for message in messages if message.to]
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


def _row(message: NewMessage, at: datetime) -> Message:
    """A message with its number behind its words."""
    number = queries.number(message.key)
    return Message(
        channel=message.channel, to=message.to, kind=message.kind, text=f"{message.text} (No. pesan {number})", key=message.key,
        person_id=message.person_id, number_index=queries.number_index(number), created_at=message.at or at,
        not_before=message.not_before or message.at or at,
    )  # fmt: skip


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
            carried = [
                row.id
                for row in rows
                if post.carry(channel=row.channel, to=row.to, text=row.text, reference=str(row.id))
            ]
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


# ---- "is this message really from you?" -----------------------------------------------------------------


@transaction.atomic
def confirm(typed: str, *, at: datetime, address: str) -> Confirmed | None:
    """What may be told of the message with a number; wrong numbers are counted for each address.

    A number that cannot be one is looked for all the same, so that each answer takes the same way.

    Raises:
        Refusal: `confirm_busy`.
    """
    address_hash = crypto.blind_index("address", address)
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"confirm/{address_hash.hex()}"])
    wrong = WrongNumber.objects.filter(address_hash=address_hash, at__gt=at - timedelta(hours=1))
    if wrong.count() >= CONFIRMS_AN_HOUR:
        raise Refusal(
            "confirm_busy",
            N_("Terlalu banyak nomor yang tidak cocok dari jaringan ini. Coba lagi 1 jam lagi, atau telepon kami."),
            status=429,
        )
    index = queries.number_index(rules.read_number(typed))
    row = Message.objects.filter(number_index=index).order_by("-id").first()
    if row is None:
        WrongNumber.objects.create(address_hash=address_hash, at=at)
        return None
    masked = rules.mask_address(row.to) if row.channel == "email" else mask_phone(row.to)
    return Confirmed(row.kind, row.channel, masked, row.sent_at or row.created_at)


# ---- what strangers cause -------------------------------------------------------------------------------


@transaction.atomic
def spend(phone: str, *, by: Actor, at: datetime) -> None:
    """Count a message that somebody who is not known yet causes.

    Raises:
        Refusal: `messages_prefix`, `messages_budget`: nothing more goes out today.
    """
    budget, day = queries.budget(at), wib_day(at)
    if budget.is_spent:
        raise Refusal(
            "messages_budget",
            N_("Hari ini kami tidak bisa mengirim kode lagi. Coba lagi besok, atau telepon kami. Isian Anda aman."),
            status=503,
        )
    if _count(day.isoformat(), rules.prefix_of(phone), 0) > SENDS_A_DAY_TO_A_PREFIX:
        raise Refusal(
            "messages_prefix",
            N_("Terlalu banyak kode ke nomor yang mirip hari ini. Coba lagi besok, atau telepon kami."),
            status=429,
        )
    _count(day.isoformat(), queries.EVERYWHERE, int(chance.digits(3)) % SHARDS)
    if budget.sent + 1 == budget.limit:
        record(SPENT, by=by, at=at, data={"limit": budget.limit})


@transaction.atomic
def note_breaker(*, by: Actor, at: datetime) -> bool:
    """Where two spent the day's last messages at once, neither noted it: the fact of the day is written later."""
    budget = queries.budget(at)
    if not budget.is_spent or any(wib_day(fact.at) == wib_day(at) for fact in of_kind(SPENT)):
        return False
    record(SPENT, by=by, at=at, data={"limit": budget.limit})
    return True


def _count(day: str, scope: str, shard: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into outgoing_messages_spent (day, scope, shard, count) values (%s, %s, %s, 1) "
            "on conflict (day, scope, shard) do update set count = outgoing_messages_spent.count + 1 returning count",
            [day, scope, shard],
        )
        return int(cursor.fetchone()[0])


# ---- receipts -------------------------------------------------------------------------------------------


def require_carrier(*, stamp: str, body: bytes, signature: str, wall: datetime) -> None:
    """What is told here was signed by the carrier, just now.

    Raises:
        Refusal: `receipt_signature`, `receipt_old`.
    """
    if not is_signed(stamp, body, signature):
        raise Refusal("receipt_signature", N_("Tanda tangan bukti tidak cocok."), status=401)
    signed_at = _stamp(stamp)
    if signed_at is None or abs(wall - signed_at) > RECEIPT_SKEW:
        raise Refusal("receipt_old", N_("Bukti itu terlalu lama atau tanpa waktu."), status=401)


@transaction.atomic
def take_receipt(
    told: object, *, stamp: str, body: bytes, signature: str, wall: datetime, by: Actor, at: datetime
) -> bool:
    """The carrier tells that a message arrived or came back; told again nothing changes.

    Args:
        told: the parsed body: `reference` and `state`.
        stamp: the carrier's time, as it signed it.
        body: the very bytes that were signed.
        signature: of the carrier.
        wall: the clock on the wall, which is the carrier's too.
        by: who hands it in.
        at: the programme's time.

    Returns:
        Whether it was new.

    Raises:
        Refusal: `receipt_signature`, `receipt_old`, `receipt_unreadable`, `receipt_unknown`.
    """
    require_carrier(stamp=stamp, body=body, signature=signature, wall=wall)
    state = told.get("state") if isinstance(told, dict) else None
    reference = str(told.get("reference")) if isinstance(told, dict) else ""
    if state not in RECEIPTS or not reference.isascii() or not reference.isdigit() or len(reference) > 18:  # noqa: PLR2004 - a bigint
        raise Refusal("receipt_unreadable", N_("Bukti itu tidak bisa dibaca."), status=400)
    row = Message.objects.select_for_update().filter(id=int(reference), state="sent").first()
    if row is None:
        raise Refusal("receipt_unknown", N_("Pesan itu tidak kami kirim."), status=404)
    if row.receipt in {"bounced", state}:
        return False
    row.receipt, row.receipt_at = state, at
    row.save(update_fields=["receipt", "receipt_at"])
    subjects = [row.person_id] if row.person_id else []
    record(f"messages.{state}", by=by, at=at, subjects=subjects, data={"channel": row.channel, "kind": row.kind})
    return True


def rehearse_receipt(message_id: int, state: str, *, wall: datetime, by: Actor, at: datetime) -> bool:
    """In a demonstration the visitor is the carrier: a receipt, signed as the carrier signs it.

    Raises:
        Refusal: `no_demonstration`, and what `take_receipt` refuses.
    """
    if not settings.DEMONSTRATION:
        raise Refusal("no_demonstration", N_("Itu hanya ada dalam mode demonstrasi."), status=404)
    told = {"reference": str(message_id), "state": state}
    stamp, body = wall.isoformat(), json.dumps(told).encode()
    signature = signature_of(stamp, body)
    return take_receipt(told, stamp=stamp, body=body, signature=signature, wall=wall, by=by, at=at)


def _stamp(text: str) -> datetime | None:
    """The instant that a carrier signed."""
    try:
        at = parse_datetime(text)
    except ValueError:
        return None
    return at if at is not None and at.tzinfo is not None else None


def forget_person(person_id: UUID, addresses: Sequence[str]) -> int:
    """Take words and addresses out of all messages to a person; what waits is not sent. Tells how many.

    Another person with the same phone keeps hers.
    """
    told = [address for address in addresses if address]
    rows = Message.objects.filter(Q(person_id=person_id) | Q(person_id=None, to__in=told))
    rows.filter(state="waiting").update(state="failed")
    return rows.update(text=FORGOTTEN, to=FORGOTTEN, key=Concat(Value("gone/"), Cast("id", TextField())))


def forget_counters(at: datetime) -> int:
    """Drop counters and guesses that no limit needs any more; tells how many."""
    old, _by_model = Spent.objects.filter(day__lt=wib_day(at - timedelta(days=30))).delete()
    wrong, _by_model = WrongNumber.objects.filter(at__lt=at - timedelta(days=1)).delete()
    return old + wrong
