"""Messages that the carrier brings back: they join the conversation of the number that they come from."""

from datetime import datetime

from django.db import transaction

from jadibisa.care.tickets.models import Ticket
from jadibisa.care.tickets.services.opened import open_ticket, reply
from jadibisa.care.tickets.types import Category, Channel, NewTicket, TicketState
from jadibisa.foundation.plumbing import crypto
from jadibisa.kernel.actors import Actor
from jadibisa.kernel.ids import parse_phone
from jadibisa.kernel.refusals import N_, Refusal

HEARD = (Channel.SMS, Channel.WHATSAPP)


@transaction.atomic
def hear(told: object, *, by: Actor, at: datetime) -> str:
    """A person answers an SMS or WhatsApp of ours: the newest open ticket of the number gets it, or a new one is opened.

    Args:
        told: the parsed body: `reference` of the carrier, `channel`, `from` and `text`.
        by: who brings it.
        at: the programme's time.

    Returns:
        The number of the ticket.

    Raises:
        Refusal: `heard_unreadable`, and what `reply` and `open_ticket` refuse.
    """
    parts = [told.get(name) for name in ("reference", "channel", "from", "text")] if isinstance(told, dict) else []
    if not parts or not all(isinstance(part, str) and part for part in parts) or parts[1] not in HEARD:
        raise Refusal("heard_unreadable", N_("Pesan masuk itu tidak bisa dibaca."), status=400)
    reference, channel, sender, text = map(str, parts)
    phone = parse_phone(sender)
    rows = Ticket.objects.filter(phone_index=crypto.blind_index("ticket_phone", phone))
    row = rows.exclude(state=TicketState.CLOSED).order_by("-opened_at", "pk").first()
    if row is None:
        new = NewTicket(Category.OTHER, text, f"{channel}/{reference}", phone)
        return open_ticket(new, by=by, at=at)
    reply(row.pk, text, by=by, at=at, channel=channel)
    return row.number
