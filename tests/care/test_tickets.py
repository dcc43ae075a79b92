"""Tickets and appeals on the real database."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection

from jadibisa.care.tickets import queries, services
from jadibisa.care.tickets.types import Category, NewTicket, TicketView
from jadibisa.foundation.facts import queries as facts
from jadibisa.foundation.messages import queries as messages
from jadibisa.journey.verification import queries as verification
from jadibisa.journey.verification import services as verifying
from jadibisa.kernel.actors import PUBLIC, SYSTEM
from tests.care.stage import NOW, apply, officer, open_batch, refused

pytestmark = pytest.mark.django_db
PHONE = "+628123456789"


def write(once: str = "a", category: str = Category.MONEY, at: object = NOW) -> TicketView:
    number = services.open_ticket(NewTicket(category, "Uang belum masuk", once, PHONE), by=PUBLIC, at=at)  # type: ignore[arg-type]
    found = queries.ticket(number)
    assert found is not None
    return found


def again(ticket: TicketView) -> TicketView:
    found = queries.ticket(ticket.number)
    assert found is not None
    return found


def test_a_double_click_is_one_ticket_and_one_message() -> None:
    assert write().number == write().number
    sent = messages.outbox(to=PHONE)
    assert len(sent) == 1
    assert write().number in sent[0].text
    assert queries.rows_without_fact() == 0


def test_texts_and_phones_lie_under_seal() -> None:
    ticket = write()
    assert queries.conversation(ticket.id)[0].text == "Uang belum masuk"
    assert queries.phone_of(ticket.id) == PHONE
    assert queries.has_phone(ticket.id, PHONE)
    assert not queries.has_phone(ticket.id, "+628999999999")
    with connection.cursor() as cursor:
        cursor.execute("select t::text || l::text from tickets_ticket t, tickets_ticketline l")
        stored = cursor.fetchall()
    assert "3456789" not in str(stored)
    assert "Uang" not in str(stored)


def test_one_phone_opens_five_a_day() -> None:
    for number in range(5):
        write(str(number))
    with refused("ticket_too_many"):
        write("zu viel")
    assert write("4").number
    assert write("morgen", at=NOW + timedelta(days=1, hours=1)).number


def test_nobody_takes_anothers_word_for_a_form() -> None:
    """The same client-chosen word from another phone is another ticket, and an appeal is of its own participant."""
    mine = write("sama")
    other = NewTicket(Category.MONEY, "Bukan itu", "sama", "+628129999999")
    number = services.open_ticket(other, by=PUBLIC, at=NOW)
    assert number != mine.number
    assert [line.text for line in queries.conversation(mine.id)] == ["Uang belum masuk"]
    assert services.open_ticket(other, by=PUBLIC, at=NOW) == number


def test_an_officer_who_reads_a_conversation_leaves_a_fact() -> None:
    ticket = write()
    eko = officer("eko")
    [line] = services.open_conversation(ticket.id, by=eko, at=NOW)
    assert line.text == "Uang belum masuk"
    assert facts.about(ticket.id, limit=5, verbs=["tickets.conversation_opened"])[0].by == eko.label
    with refused("ticket_unknown"):
        services.open_conversation(UUID(int=1), by=eko, at=NOW)


def test_a_question_to_the_person_stops_the_clock() -> None:
    ticket, eko = write(), officer()
    services.take(ticket.id, by=eko, at=NOW)
    services.ask(ticket.id, "Bank apa?", by=eko, at=NOW + timedelta(hours=1))
    services.reply(ticket.id, "BRI", by=PUBLIC, at=NOW + timedelta(hours=49))
    found = again(ticket)
    assert found.due_at == ticket.due_at + timedelta(hours=48)
    assert (found.state, found.owner) == ("open", "Eko")
    services.answer(ticket.id, "Sudah dikirim", close=True, by=eko, at=NOW + timedelta(hours=50))
    times = queries.answer_times(since=NOW, at=NOW + timedelta(days=9))[0]
    assert (times.answered, times.in_time, times.median_hours) == (1, 1, 2.0)
    assert [line.author for line in queries.conversation(ticket.id)] == ["person", "officer", "person", "officer"]


def test_a_colleague_keeps_what_he_took_until_it_is_late() -> None:
    ticket = write()
    services.take(ticket.id, by=officer("eko"), at=NOW)
    dewi = officer("dewi")
    with refused("ticket_taken"):
        services.take(ticket.id, by=dewi, at=NOW)
    late = ticket.due_at
    assert services.escalate(by=SYSTEM, at=late - timedelta(seconds=1)) == 0
    assert services.escalate(by=SYSTEM, at=late) == 1
    assert again(ticket).owner == "", "free for a colleague"
    assert services.escalate(by=SYSTEM, at=late) == 0
    services.take(ticket.id, by=dewi, at=late)
    assert again(ticket).owner == "dewi"
    assert facts.exists("tickets.escalated", ticket.id)


def test_an_answered_ticket_closes_quietly_and_opens_again_for_a_while() -> None:
    ticket, eko = write(), officer()
    services.answer(ticket.id, "Besok masuk", close=False, by=eko, at=NOW)
    assert services.close_quiet(by=SYSTEM, at=NOW + timedelta(days=13)) == 0
    closed = NOW + timedelta(days=14)
    assert services.close_quiet(by=SYSTEM, at=closed) == 1
    services.reply(ticket.id, "Belum masuk", by=PUBLIC, at=closed + timedelta(days=13))
    assert again(ticket).state == "open"
    services.answer(ticket.id, "Sekarang sudah", close=True, by=eko, at=closed + timedelta(days=13))
    with refused("ticket_closed"):
        services.reply(ticket.id, "Halo?", by=PUBLIC, at=closed + timedelta(days=28))


def test_the_desk_shows_the_earliest_due_first() -> None:
    slow = write("slow", at=NOW)
    fast = write("fast", Category.IDENTITY)
    _page, rows = queries.queue()
    assert [row.number for row in rows] == [fast.number, slow.number]
    assert queries.queue(late_at=NOW)[0].count == 0
    assert queries.queue_counts(owner_id=None, at=slow.due_at)["late"] == 2


@pytest.fixture
def refused_person() -> UUID:
    """Somebody whose verification was refused by an officer."""
    open_batch()
    receipt = apply(1)[0]
    verifying.begin([receipt.application_id], by=SYSTEM, at=NOW)
    _refuse(receipt.application_id)
    return receipt.application_id


def _refuse(application_id: UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "update verification_case set state = 'refused', decided_at = %s, reasons = array['too_young']"
            " where application_id = %s",
            [NOW, application_id],
        )


def test_a_won_appeal_opens_the_case_again(refused_person: UUID) -> None:
    right = queries.appeal_right(refused_person, at=NOW)
    assert right is not None
    assert right.open
    number = services.open_appeal(refused_person, "Saya 20 tahun", once="x", by=SYSTEM, at=NOW)
    assert services.open_appeal(refused_person, "Saya 20 tahun", once="x", by=SYSTEM, at=NOW) == number
    with refused("appeal_open"):
        services.open_appeal(refused_person, "Lagi", once="y", by=SYSTEM, at=NOW)
    assert queries.open_appeals([refused_person]) == {refused_person}
    appeal = queries.appeal_of(refused_person)
    assert appeal is not None
    with refused("reason_needed"):
        services.grant_appeal(appeal.id, by=officer(), at=NOW, why="")
    services.answer(appeal.ticket_id, "Kami periksa", close=True, by=officer("citra"), at=NOW)
    services.grant_appeal(appeal.id, by=officer("dewi"), at=NOW, why="KTP benar")
    assert queries.open_appeals([refused_person]) == set()
    case = verification.case(refused_person)
    assert case is not None
    assert case.state != "refused"
    assert facts.exists("tickets.appeal_won", refused_person)
    assert queries.rows_without_fact() == 0


def test_rejecting_an_appeal_takes_two(refused_person: UUID) -> None:
    services.open_appeal(refused_person, "Saya 20 tahun", once="x", by=SYSTEM, at=NOW)
    appeal = queries.appeal_of(refused_person)
    assert appeal is not None
    eko, dewi = officer("eko"), officer("dewi")
    services.propose_rejection(appeal.id, by=eko, at=NOW, why="Data tetap sama")
    with refused("own_proposal"):
        services.decide_rejection(appeal.id, approve=True, by=eko, at=NOW)
    assert services.decide_rejection(appeal.id, approve=False, by=dewi, at=NOW, why="Tanya dulu") == "open"
    services.propose_rejection(appeal.id, by=eko, at=NOW, why="Sudah ditanya")
    assert services.decide_rejection(appeal.id, approve=True, by=dewi, at=NOW) == "rejected"
    assert queries.appeal_totals()["rejected"] == 1
    with refused("appeal_state"):
        services.grant_appeal(appeal.id, by=dewi, at=NOW, why="x")


def test_an_appeal_comes_in_time_or_not_at_all(refused_person: UUID) -> None:
    with refused("appeal_too_late"):
        services.open_appeal(refused_person, "Terlambat", once="x", by=SYSTEM, at=NOW + timedelta(days=90))
    open_person = apply(1, start=9)[0].application_id
    with refused("appeal_nothing"):
        services.open_appeal(open_person, "Apa?", once="z", by=SYSTEM, at=NOW)
