"""The commands of help: open, answer, ask, reply, take, close, escalate; appeals under four eyes when rejected."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from jadibisa.care.tickets import rules
from jadibisa.care.tickets.models import Ticket, TicketLine
from jadibisa.care.tickets.queries import conversation, line_context, phone_of
from jadibisa.care.tickets.types import (
    RANDOM_LETTERS,
    REOPEN_DAYS,
    Author,
    Channel,
    Line,
    NewTicket,
    TicketNumber,
    TicketState,
)
from jadibisa.foundation.facts import services as facts
from jadibisa.foundation.messages import services as messages
from jadibisa.foundation.messages.types import NewMessage
from jadibisa.foundation.plumbing import chance, crypto
from jadibisa.journey.registration import queries as registration
from jadibisa.kernel.actors import SYSTEM, Actor, Role
from jadibisa.kernel.clock import wib_day
from jadibisa.kernel.refusals import N_, Refusal

CHUNK = 1000
DOUBLE_CLICK = timedelta(minutes=1)
TOLD_AGAIN = timedelta(minutes=15)  # longer than a carrier's signature is taken
TICKETS_A_DAY = 5  # from one phone number


def _days(application_id: UUID | None, at: datetime) -> int:
    """How many days the policy gives for an answer."""
    if application_id is None:
        return rules.DEFAULT_TICKET_DAYS
    return registration.policy_of(registration.application(application_id).batch).integer(
        "deadlines.ticket_days", on=wib_day(at)
    )


def write_line(row: Ticket, author: str, text: str, *, by: Actor, at: datetime, channel: str = Channel.PAGE) -> None:
    """Append a sealed line; what a person said elsewhere carries the officer who wrote it down."""
    last = TicketLine.objects.filter(ticket=row).aggregate(last=Max("number"))["last"] or 0
    sealed = crypto.seal_with_master(text.encode(), context=line_context(row.pk, last + 1))
    TicketLine.objects.create(
        ticket=row,
        number=last + 1,
        author=author,
        officer_id=by.id if (author == Author.OFFICER or channel != Channel.PAGE) and by != SYSTEM else None,
        channel=channel,
        text_sealed=sealed,
        at=at,
    )


def subjects_of(row: Ticket) -> list[UUID]:
    """Whom a fact about a ticket names."""
    return [row.pk] + ([row.application_id] if row.application_id else [])


def tell_phone(row: Ticket, text: str, key: str, *, at: datetime) -> None:
    """Tell people who are known by phone only; participants are told by their notices."""
    if row.application_id is None:
        address = f"{settings.OFFICIAL_ADDRESS}/bantuan/tiket/{row.number}/"
        words = f"JadiBisa: {text} {address}"
        messages.send(
            [NewMessage("sms", phone_of(row.pk), "ticket", words, f"ticket/{row.pk}/{key}")], by=SYSTEM, at=at
        )


@transaction.atomic
def open_ticket(new: NewTicket, *, by: Actor, at: datetime, limited: bool = True) -> str:
    """Open a ticket; the same form sent twice by the same person gives the same ticket.

    Args:
        new: what is told, and from where.
        by: who tells.
        at: the programme's time.
        limited: whether the limit for one phone number holds; not for what the owner of a number says by a secret link.

    Returns:
        The ticket's number.

    Raises:
        Refusal: `ticket_category`, `ticket_phone`, `ticket_too_many`, `text_missing`, `text_too_long`.
    """
    text = rules.check_ticket(new)
    if limited and new.phone:
        _check_flood(new, at)
    return write_ticket(new, text, is_appeal=False, by=by, at=at).number


def once_of(new: NewTicket) -> str:
    """What makes a form one: the client's word bound to its owner, so that nobody can take another's word before him."""
    owner = str(new.application_id) if new.application_id else crypto.blind_index("ticket_phone", new.phone).hex()
    return f"{new.once}|{owner}"


def write_ticket(new: NewTicket, text: str, *, is_appeal: bool, by: Actor, at: datetime) -> Ticket:
    """Write a ticket with its first line, its number and its due time, and the fact of its opening."""
    ticket_id = chance.uuid7()
    row = Ticket(
        id=ticket_id,
        number=TicketNumber.of(chance.letters(RANDOM_LETTERS)).text,
        once=once_of(new),
        category=new.category,
        application_id=new.application_id,
        opened_at=at,
        due_at=rules.due_at(at, new.category, _days(new.application_id, at)),
        is_appeal=is_appeal,
    )
    if new.phone:
        row.phone_sealed = crypto.seal_with_master(new.phone.encode(), context=f"ticket_phone|{ticket_id}")
        row.phone_index = crypto.blind_index("ticket_phone", new.phone)
    Ticket.objects.bulk_create([row], ignore_conflicts=True)
    standing = Ticket.objects.get(once=row.once)
    if standing.pk != ticket_id:
        return standing
    write_line(row, Author.PERSON, text, by=by, at=at)
    data = {"number": row.number, "category": row.category, "due": row.due_at.isoformat()}
    facts.record("tickets.opened", by=by, at=at, subjects=subjects_of(row), data=data)
    tell_phone(row, f"pesan Anda diterima. Nomor tiket {row.number}. Lihat jawaban di", "opened", at=at)
    return row


def _check_flood(new: NewTicket, at: datetime) -> None:
    """One phone number opens a few tickets a day, not hundreds."""
    index = crypto.blind_index("ticket_phone", new.phone)
    rows = Ticket.objects.filter(phone_index=index, opened_at__gt=at - timedelta(days=1)).exclude(once=once_of(new))
    if rows.count() >= TICKETS_A_DAY:
        raise Refusal(
            "ticket_too_many",
            N_("Sudah %(most)d pesan hari ini dari nomor ini. Lanjutkan di tiket yang sudah ada."),
            status=429,
            most=TICKETS_A_DAY,
        )


def locked_ticket(ticket_id: UUID) -> Ticket:
    """The ticket, locked until the transaction ends.

    Raises:
        Refusal: when there is none.
    """
    row = Ticket.objects.select_for_update().filter(pk=ticket_id).first()
    if row is None:
        raise Refusal("ticket_unknown", N_("Tiket itu tidak ada."), status=404)
    return row


@transaction.atomic
def reply(ticket_id: UUID, text: str, *, by: Actor, at: datetime, channel: str = Channel.PAGE) -> None:
    """The person writes again: a question is answered, or a closed ticket is taken up again.

    Args:
        ticket_id: which ticket.
        text: what the person says.
        by: who says it; for another channel than the page the officer who writes it down.
        at: the programme's time.
        channel: how it reached us; one conversation holds all of them.

    Raises:
        Refusal: `ticket_unknown`, `ticket_closed`, `text_missing`, `text_too_long`.
    """
    row = locked_ticket(ticket_id)
    clean = rules.clean_text(text)
    if _said_just_now(row, clean, at):
        return
    if row.state == TicketState.CLOSED and row.closed_at and not rules.may_reopen(row.closed_at, at):
        raise Refusal("ticket_closed", N_("Tiket ini sudah lama selesai. Tulis tiket baru."), status=409)
    if row.state == TicketState.ASKED and row.asked_at:
        row.due_at = rules.after_pause(row.due_at, row.asked_at, at)
        row.paused += max(at - row.asked_at, timedelta(0))
    elif row.state != TicketState.OPEN:
        row.due_at = rules.due_at(at, row.category, _days(row.application_id, at))
    row.state, row.asked_at, row.closed_at = TicketState.OPEN, None, None
    row.save(update_fields=["state", "asked_at", "closed_at", "due_at", "paused"])
    write_line(row, Author.PERSON, clean, by=by, at=at, channel=channel)
    data = {"number": row.number, "channel": str(channel)}
    facts.record("tickets.replied", by=by, at=at, subjects=subjects_of(row), data=data)


def _said_just_now(row: Ticket, text: str, at: datetime) -> bool:
    """Whether the last line is the same: a double click, or a carrier that tells it again."""
    last = TicketLine.objects.filter(ticket=row).order_by("-number").first()
    if (
        last is None
        or last.author != Author.PERSON
        or at - last.at > (DOUBLE_CLICK if last.channel == Channel.PAGE else TOLD_AGAIN)
    ):
        return False
    said = crypto.unseal_with_master(bytes(last.text_sealed), context=line_context(row.pk, last.number))
    return said.decode() == text


@transaction.atomic
def open_conversation(ticket_id: UUID, *, by: Actor, at: datetime) -> list[Line]:
    """An officer reads what was written in a ticket; the look leaves a fact that the person can see.

    Raises:
        Refusal: `ticket_unknown`.
    """
    row = Ticket.objects.filter(pk=ticket_id).first()
    if row is None:
        raise Refusal("ticket_unknown", N_("Tiket itu tidak ada."), status=404)
    facts.record("tickets.conversation_opened", by=by, at=at, subjects=subjects_of(row), data={"number": row.number})
    return conversation(ticket_id)


@transaction.atomic
def take(ticket_id: UUID, *, by: Actor, at: datetime) -> None:
    """An officer takes a ticket; from then on it has an owner.

    Raises:
        Refusal: `ticket_unknown`, `ticket_taken` when a colleague was faster, `ticket_ombudsman`.
    """
    row = locked_ticket(ticket_id)
    rules.check_ladder(row.level, is_last=by.role == Role.APPROVER)
    if row.owner_id not in {None, by.id} and row.level == 0:
        raise Refusal("ticket_taken", N_("Tiket ini sudah dipegang petugas lain."), status=409)
    row.owner_id = by.id
    row.save(update_fields=["owner"])
    facts.record("tickets.taken", by=by, at=at, subjects=subjects_of(row))


@transaction.atomic
def ask(ticket_id: UUID, text: str, *, by: Actor, at: datetime) -> None:
    """An officer asks the person; the clock stands still until the reply.

    Raises:
        Refusal: `ticket_unknown`, `ticket_state`, `text_missing`, `text_too_long`.
    """
    row = locked_ticket(ticket_id)
    clean = rules.clean_text(text)
    row.state = rules.next_state(row.state, TicketState.ASKED)
    row.asked_at, row.owner_id = at, row.owner_id or by.id
    row.save(update_fields=["state", "asked_at", "owner"])
    write_line(row, Author.OFFICER, clean, by=by, at=at)
    facts.record("tickets.asked", by=by, at=at, subjects=subjects_of(row), data={"number": row.number})
    tell_phone(row, "petugas bertanya kepada Anda. Baca dan jawab di", f"asked/{at.isoformat()}", at=at)


@transaction.atomic
def answer(ticket_id: UUID, text: str, *, close: bool, by: Actor, at: datetime) -> None:
    """An officer answers, and may close the ticket with it.

    Raises:
        Refusal: `ticket_unknown`, `ticket_state`, `text_missing`, `text_too_long`.
    """
    row = locked_ticket(ticket_id)
    clean = rules.clean_text(text)
    wish = TicketState.CLOSED if close else TicketState.ANSWERED
    row.state = rules.next_state(row.state, wish)
    if row.asked_at:
        row.paused += max(at - row.asked_at, timedelta(0))
        row.due_at = rules.after_pause(row.due_at, row.asked_at, at)
    row.asked_at, row.owner_id = None, row.owner_id or by.id
    row.first_answer_at = row.first_answer_at or at
    row.closed_at = at if close else None
    row.save(update_fields=["state", "asked_at", "owner", "first_answer_at", "closed_at", "paused", "due_at"])
    write_line(row, Author.OFFICER, clean, by=by, at=at)
    facts.record("tickets.answered", by=by, at=at, subjects=subjects_of(row), data={"number": row.number})
    tell_phone(row, "petugas menjawab Anda. Baca di", f"answered/{at.isoformat()}", at=at)


@transaction.atomic
def escalate(*, by: Actor, at: datetime) -> int:
    """Raise late tickets a level and free them of an owner who did not answer; tells how many rose."""
    rows = list(
        Ticket.objects.select_for_update(skip_locked=True)
        .filter(state=TicketState.OPEN, due_at__lte=at, level__lt=rules.HIGHEST_LEVEL)
        .order_by("due_at", "pk")
    )
    raised: dict[int, list[Ticket]] = defaultdict(list)
    for row in rows:
        level = rules.level_at(row.due_at, row.opened_at, at)
        if level > row.level:
            row.level = level
            raised[level].append(row)
    for level, members in sorted(raised.items()):
        Ticket.objects.filter(pk__in=[row.pk for row in members]).update(level=level, owner=None)
        for start in range(0, len(members), CHUNK):
            subjects = [row.pk for row in members[start : start + CHUNK]]
            facts.record("tickets.escalated", by=by, at=at, subjects=subjects, data={"level": level})
    return sum(map(len, raised.values()))


@transaction.atomic
def close_quiet(*, by: Actor, at: datetime) -> int:
    """Close answered tickets that nobody took up again; tells how many."""
    last = TicketLine.objects.values("ticket_id").annotate(last=Max("at")).filter(last__lte=at - timedelta(REOPEN_DAYS))
    rows = list(
        Ticket.objects.select_for_update(skip_locked=True)
        .filter(state=TicketState.ANSWERED, pk__in=last.values("ticket_id"))
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    Ticket.objects.filter(pk__in=rows).update(state=TicketState.CLOSED, closed_at=at)
    for start in range(0, len(rows), CHUNK):
        facts.record("tickets.closed", by=by, at=at, subjects=rows[start : start + CHUNK])
    return len(rows)


@transaction.atomic
def forget_words(application_ids: Sequence[UUID], *, by: Actor, at: datetime) -> int:
    """Take the words and the phone out of all tickets of applications; tells how many tickets."""
    rows = list(Ticket.objects.select_for_update().filter(application_id__in=application_ids).order_by("id"))
    lines = list(TicketLine.objects.filter(ticket__in=rows).order_by("id"))
    for line in lines:
        line.text_sealed = crypto.seal_with_master(b"-", context=line_context(line.ticket_id, line.number))
    TicketLine.objects.bulk_update(lines, ["text_sealed"])
    Ticket.objects.filter(id__in=[row.pk for row in rows]).update(phone_sealed=None, phone_index=None)
    if rows:
        facts.record("tickets.words_forgotten", by=by, at=at, subjects=[row.pk for row in rows])
    return len(rows)
