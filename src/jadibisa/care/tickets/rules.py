"""The law of help: numbers, clocks that stand still while a person is asked, escalation, appeals."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from jadibisa.care.tickets.types import (
    LONGEST_TEXT,
    REOPEN_DAYS,
    AnswerTimes,
    AppealState,
    Category,
    NewTicket,
    TicketState,
)
from jadibisa.kernel.clock import end_of, last_day, wib_day
from jadibisa.kernel.refusals import N_, Refusal

DEFAULT_TICKET_DAYS = 5  # for people without a batch, whose policy nobody can ask
FASTER: Mapping[str, int] = {Category.IDENTITY: 1, Category.MISUSE: 2}  # days at most, whatever the policy says
HIGHEST_LEVEL = 3
FEWEST = 10  # tickets; fewer are not told to everybody
_LONG_NUMBER = re.compile(r"(?<!\d)(\d[\s.\-]?){11,}\d(?!\d)")
# Account numbers of banks: 6 to 11 digits, also in groups; not an amount (it ends in 000), not the programme's own number.
_ACCOUNT = re.compile(r"(?<!\d)(?<!JB-)(?:\d{6,11}|\d(?:-?\d){8,10}|\d(?: ?\d){8,10})(?!-?\d)")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

STEPS: Mapping[str, frozenset[str]] = {
    TicketState.OPEN: frozenset({TicketState.ASKED, TicketState.ANSWERED, TicketState.CLOSED}),
    TicketState.ASKED: frozenset({TicketState.OPEN, TicketState.ANSWERED, TicketState.CLOSED}),
    TicketState.ANSWERED: frozenset({TicketState.OPEN, TicketState.CLOSED, TicketState.ASKED}),
    TicketState.CLOSED: frozenset({TicketState.OPEN}),
}


def clean_text(text: str) -> str:
    """What a person wrote, with long numbers (NIK, KK, cards, accounts) covered but for the last four digits.

    Raises:
        Refusal: `text_missing`, `text_too_long`.
    """
    plain = _CONTROL.sub("", text).strip()
    if not plain:
        raise Refusal("text_missing", N_("Tulis dulu pertanyaan atau keluhan Anda."), field="text")
    if len(plain) > LONGEST_TEXT:
        raise Refusal(
            "text_too_long",
            N_("Tulisan Anda %(count)d huruf. Paling banyak %(most)d huruf."),
            field="text",
            count=len(plain),
            most=LONGEST_TEXT,
        )
    return covered(plain)


def covered(text: str) -> str:
    """A text with long numbers covered but for their last four digits, account numbers but for their last two."""
    long_covered = _LONG_NUMBER.sub(lambda found: "•••• " + re.sub(r"\D", "", found.group())[-4:], text)
    return _ACCOUNT.sub(_account_covered, long_covered)


def _account_covered(found: re.Match[str]) -> str:
    """An account number covered; a round amount stays."""
    number = re.sub(r"\D", "", found.group())
    return found.group() if number.endswith("000") else f"•••• {number[-2:]}"


def check_ticket(new: NewTicket) -> str:
    """The clean text of a new ticket.

    Raises:
        Refusal: `ticket_category`, `ticket_phone`, `text_missing`, `text_too_long`.
    """
    if new.category not in frozenset(Category):
        raise Refusal("ticket_category", N_("Pilih hal yang paling dekat."), field="category")
    if not new.phone and new.application_id is None:
        raise Refusal(
            "ticket_phone", N_("Tulis nomor HP, supaya kami dapat memberi kabar. Boleh milik keluarga."), field="phone"
        )
    return clean_text(new.text)


def due_at(opened: datetime, category: str, days: int) -> datetime:
    """When the first answer is due: the end of the last day, the day of opening counts."""
    return end_of(last_day(wib_day(opened), max(1, min(days, FASTER.get(category, days)))))


def after_pause(due: datetime, asked: datetime, replied: datetime) -> datetime:
    """The due time after a person was asked: it stood still while the person had the ball."""
    return due + max(replied - asked, timedelta(0))


def next_state(state: str, wish: str) -> str:
    """The state of a ticket after a wish.

    Raises:
        Refusal: `ticket_state`.
    """
    if wish not in STEPS[state]:
        raise Refusal("ticket_state", N_("Tiket ini sudah berubah. Muat ulang halaman."), status=409)
    return wish


def may_reopen(closed: datetime, at: datetime) -> bool:
    """Whether a closed ticket may still be taken up again."""
    return at - closed < timedelta(days=REOPEN_DAYS)


def level_at(due: datetime, opened: datetime, at: datetime) -> int:
    """How high a late ticket stands: 0 in time, 1 late, then one more for each allowed time gone by again."""
    if at < due:
        return 0
    allowed = max(due - opened, timedelta(days=1))
    return min(HIGHEST_LEVEL, 1 + int((at - due) / allowed))


def rises_at(due: datetime, opened: datetime, level: int) -> datetime | None:
    """When a ticket rises from a level to the next if nobody answers; None from the ombudsperson, who is the last."""
    if level >= HIGHEST_LEVEL:
        return None
    return due + max(due - opened, timedelta(days=1)) * level


def published(rows: Sequence[AnswerTimes]) -> tuple[AnswerTimes, ...]:
    """What everybody may see of a group, its sum first: few people are hidden, and never one part alone.

    One hidden part would follow from the sum and the others, so the smallest of the others is hidden with it; where there
    is no other, the sum is.
    """
    few = {row.category for row in rows if row.opened < FEWEST}
    parts = sorted(row for row in ((row.opened, row.category) for row in rows[1:]))
    if len(few & {category for _opened, category in parts}) == 1:
        few |= {next((category for _opened, category in parts if category not in few), rows[0].category)}
    return tuple(replace(row, hidden=row.category in few) for row in rows)


def check_ladder(level: int, *, is_last: bool) -> None:
    """The last level belongs to the ombudsperson, whose queue the approvers keep.

    Raises:
        Refusal: `ticket_ombudsman`.
    """
    if level == HIGHEST_LEVEL and not is_last:
        raise Refusal(
            "ticket_ombudsman", N_("Tiket ini sudah di ombudsman. Hanya penyetuju yang dapat memegangnya."), status=409
        )


def check_appeal_time(until: datetime, at: datetime) -> None:
    """Whether an appeal is still in time.

    Raises:
        Refusal: `appeal_too_late`.
    """
    if at >= until:
        raise Refusal(
            "appeal_too_late",
            N_("Batas mengajukan keberatan sudah lewat. Anda masih dapat menulis tiket bantuan."),
            status=409,
        )


def next_appeal(state: str, wish: str) -> str:
    """The state of an appeal after a wish.

    Raises:
        Refusal: `appeal_state`.
    """
    allowed = {
        AppealState.OPEN: {AppealState.PROPOSED, AppealState.WON},
        AppealState.PROPOSED: {AppealState.OPEN, AppealState.REJECTED},
    }
    if wish not in allowed.get(AppealState(state), set()):
        raise Refusal("appeal_state", N_("Keberatan ini sudah berubah. Muat ulang halaman."), status=409)
    return wish
