"""Questions about tickets and appeals: lists, conversations, the public statistics of answer times."""

import statistics
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from jadibisa.care.tickets.models import Appeal, Ticket, TicketLine
from jadibisa.care.tickets.rules import HIGHEST_LEVEL, published
from jadibisa.care.tickets.types import (
    OPEN_APPEALS,
    REVOKED_WORDS,
    AnswerTimes,
    AppealKind,
    AppealRight,
    AppealState,
    AppealView,
    Category,
    Line,
    MonthTimes,
    TicketState,
    TicketView,
)
from jadibisa.foundation.facts import queries as facts
from jadibisa.foundation.plumbing import crypto
from jadibisa.foundation.plumbing.paging import Page, paginate
from jadibisa.journey.registration import queries as registration
from jadibisa.journey.registration.types import batch_subject
from jadibisa.journey.verification import queries as verification
from jadibisa.journey.verification.types import REASONS, Reason
from jadibisa.kernel.clock import end_of, last_day, wib_day
from jadibisa.kernel.journey import Holder, Step, StepState

SLOW_SHARE = 0.9
MONTHS_SHOWN = 12
Timing = tuple[datetime, datetime, datetime | None, float, str]
WITHDRAWN = "withdrawn"  # the reason of who gave the place up
REFUSED = ("verification.refused", "verification.revoked")


def line_context(ticket_id: UUID, number: int) -> str:
    """What a sealed line is bound to."""
    return f"ticket_line|{ticket_id}|{number}"


def _view(row: Ticket) -> TicketView:
    return TicketView(
        row.pk,
        row.number,
        row.category,
        row.state,
        row.application_id,
        row.opened_at,
        row.due_at,
        row.asked_at,
        row.first_answer_at,
        row.closed_at,
        row.owner_id,
        row.owner.name if row.owner else "",
        row.level,
        row.is_appeal,
    )


def _tickets() -> "QuerySet[Ticket]":
    return Ticket.objects.select_related("owner")


def ticket(number: str) -> TicketView | None:
    """One ticket by its number."""
    row = _tickets().filter(number=number).first()
    return _view(row) if row else None


def tickets_of(application_id: UUID) -> list[TicketView]:
    """A participant's tickets, newest first."""
    return [_view(row) for row in _tickets().filter(application_id=application_id).order_by("-opened_at", "pk")]


def has_phone(ticket_id: UUID, phone: str) -> bool:
    """Whether a ticket was written from this phone number."""
    index = crypto.blind_index("ticket_phone", phone)
    return Ticket.objects.filter(pk=ticket_id, phone_index=index).exists()


def phone_of(ticket_id: UUID) -> str:
    """The phone number that a ticket was written from, or ""."""
    sealed = Ticket.objects.filter(pk=ticket_id).values_list("phone_sealed", flat=True).first()
    if not sealed:
        return ""
    return crypto.unseal_with_master(bytes(sealed), context=f"ticket_phone|{ticket_id}").decode()


def conversation(ticket_id: UUID) -> list[Line]:
    """All lines of a ticket in order, opened."""
    rows = TicketLine.objects.filter(ticket_id=ticket_id).select_related("officer").order_by("number")
    return [
        Line(
            row.number,
            row.author,
            row.officer.name if row.officer else "",
            crypto.unseal_with_master(bytes(row.text_sealed), context=line_context(ticket_id, row.number)).decode(),
            row.at,
            row.channel,
        )
        for row in rows
    ]


def queue(  # noqa: PLR0913 - each is a filter of the desk
    *,
    states: Sequence[str] = (TicketState.OPEN,),
    category: str = "",
    owner_id: UUID | None = None,
    late_at: datetime | None = None,
    appeals: bool | None = None,
    level: int | None = None,
    oldest: bool = False,
    number: str | None = None,
    size: int = 50,
) -> tuple[Page, list[TicketView]]:
    """Tickets of the desk, a page of them: the earliest due first, or the oldest first."""
    rows = _tickets().filter(state__in=list(states))
    if category:
        rows = rows.filter(category=category)
    if owner_id is not None:
        rows = rows.filter(owner_id=owner_id)
    if late_at is not None:
        rows = rows.filter(due_at__lte=late_at)
    if appeals is not None:
        rows = rows.filter(is_appeal=appeals)
    if level is not None:
        rows = rows.filter(level=level)
    page = paginate(rows.count(), number, size)
    return page, [
        _view(row) for row in rows.order_by("opened_at" if oldest else "due_at", "pk")[page.offset : page.offset + size]
    ]


def queue_counts(*, owner_id: UUID | None, at: datetime) -> dict[str, int]:
    """How many tickets stand under each tab of the desk."""
    is_open = Q(state=TicketState.OPEN)
    return Ticket.objects.exclude(state=TicketState.CLOSED).aggregate(
        open=Count("pk", filter=is_open),
        late=Count("pk", filter=is_open & Q(due_at__lte=at)),
        mine=Count("pk", filter=is_open & Q(owner_id=owner_id)),
        asked=Count("pk", filter=Q(state=TicketState.ASKED)),
        answered=Count("pk", filter=Q(state=TicketState.ANSWERED)),
        appeals=Count("pk", filter=is_open & Q(is_appeal=True)),
        last=Count("pk", filter=is_open & Q(level=HIGHEST_LEVEL)),
    )


def answer_times(*, since: datetime, at: datetime) -> list[AnswerTimes]:
    """Public statistics for tickets opened since an instant: all of them first, then by category.

    The time in which a person was asked does not count.
    """
    return _by_category(_told(since), at)


def answer_months(*, at: datetime) -> list[MonthTimes]:
    """What everybody may see of each of the last twelve months, the newest first; a month is counted in WIB."""
    months: dict[date, list[tuple[str, Timing]]] = {}
    for category, timing in _told(at - timedelta(days=MONTHS_SHOWN * 31)):
        months.setdefault(wib_day(timing[0]).replace(day=1), []).append((category, timing))
    newest = sorted(months, reverse=True)[:MONTHS_SHOWN]
    return [MonthTimes(month, published(_by_category(months[month], at))) for month in newest]


def _told(since: datetime) -> list[tuple[str, Timing]]:
    rows = Ticket.objects.filter(opened_at__gte=since).values_list(
        "category", "opened_at", "due_at", "first_answer_at", "paused", "state"
    )
    return [
        (category, (opened, due, answered, paused.total_seconds() / 3600, state))
        for category, opened, due, answered, paused, state in rows
    ]


def _by_category(rows: Iterable[tuple[str, Timing]], at: datetime) -> list[AnswerTimes]:
    groups: dict[str, list[Timing]] = {"": []}
    for category, timing in rows:
        groups[""].append(timing)
        groups.setdefault(category, []).append(timing)
    return [_times(category, groups[category], at) for category in ["", *Category] if category in groups]


def _times(category: str, rows: Sequence[Timing], at: datetime) -> AnswerTimes:
    answered = [(opened, due, first, paused) for opened, due, first, paused, _state in rows if first is not None]
    hours = sorted(
        max(0.0, (first - opened).total_seconds() / 3600 - paused) for opened, _due, first, paused in answered
    )
    waiting = [due for _opened, due, first, _paused, state in rows if first is None and state == TicketState.OPEN]
    return AnswerTimes(
        category,
        len(rows),
        len(answered),
        sum(first <= due for _opened, due, first, _paused in answered),
        statistics.median(hours) if hours else None,
        hours[min(len(hours) - 1, int(len(hours) * SLOW_SHARE))] if hours else None,
        len(waiting),
        sum(due <= at for due in waiting),
    )


def _appeal(row: Appeal) -> AppealView:
    return AppealView(
        row.pk,
        row.kind,
        row.application_id,
        row.ticket.number,
        row.ticket_id,
        row.state,
        _sentences(row.reasons),
        row.opened_at,
        row.decided_at,
        row.answer,
        row.proposal_id,
    )


def appeal_of(application_id: UUID) -> AppealView | None:
    """A participant's newest appeal."""
    rows = Appeal.objects.filter(application_id=application_id).select_related("ticket")
    row = rows.order_by("-opened_at").first()
    return _appeal(row) if row else None


def appeal_by_ticket(ticket_id: UUID) -> AppealView | None:
    """The appeal whose conversation a ticket is."""
    row = Appeal.objects.filter(ticket_id=ticket_id).select_related("ticket").first()
    return _appeal(row) if row else None


def open_appeals(application_ids: Collection[UUID]) -> set[UUID]:
    """Participants whose clocks stand still because an appeal is open."""
    rows = Appeal.objects.filter(application_id__in=list(application_ids), state__in=OPEN_APPEALS)
    return set(rows.values_list("application_id", flat=True))


def appeal_right(application_id: UUID, *, at: datetime) -> AppealRight | None:
    """What a refused person may appeal against and until when; None when nothing was refused."""
    return _right_of_revoked(application_id, at) or _right_of_refused(application_id, at)


def _right_of_revoked(application_id: UUID, at: datetime) -> AppealRight | None:
    """The appeal of a recipient whose place was taken away; who withdrew has nothing to appeal against."""
    row = verification.recipient(application_id)
    if row is None or row.revoked_at is None or row.reason == WITHDRAWN:
        return None
    missed = row.reason == AppealKind.MISSED
    day = wib_day(row.revoked_at)
    days = registration.policy_of(row.batch).integer("deadlines.appeal_days", on=day)
    until = end_of(last_day(day, days))
    return AppealRight(
        AppealKind.MISSED if missed else AppealKind.REVOKED, (row.reason,), _sentences([row.reason]), row.revoked_at, until,
        at < until, extra_seat=False, frozen=True,
    )  # fmt: skip


def _right_of_refused(application_id: UUID, at: datetime) -> AppealRight | None:
    case = verification.case(application_id)
    until = verification.appeal_until(case) if case is not None else None
    if case is None or case.decided_at is None or until is None:
        return None
    policy, day = registration.policy_of(case.batch), registration.policy_day(case.batch)
    return AppealRight(
        AppealKind.VERIFICATION, tuple(map(str, case.reasons)), _sentences(case.reasons), case.decided_at, until, at < until,
        extra_seat=policy.text("selection.late_appeals", on=day) == "extra_seat",
        frozen=facts.exists("selection.frozen", batch_subject(case.batch)),
    )  # fmt: skip


def _sentences(reasons: Iterable[str]) -> tuple[str, ...]:
    """The words of reasons in the reader's language."""
    known = frozenset(Reason)
    return tuple(
        _(REASONS[Reason(reason)].sentence) if reason in known else _(REVOKED_WORDS[reason]) if reason in REVOKED_WORDS else reason
        for reason in reasons
    )  # fmt: skip


def refused_by(application_id: UUID) -> set[str]:
    """The labels of those who refused a person or proposed it; none of them decides the appeal."""
    about = facts.about(application_id, verbs=[*REFUSED, "people.proposed"])
    return {
        fact.by for fact in about if fact.verb in REFUSED or str(fact.data.get("kind", "")).startswith("verification.")
    }


def appeal_totals() -> dict[str, int]:
    """How many appeals there are in each state."""
    counts = dict(Appeal.objects.values_list("state").annotate(number=Count("pk")))
    return {state: counts.get(state, 0) for state in AppealState}


def rows_without_fact() -> int:
    """How many tickets and appeals no fact names; 0 is right."""
    created = {
        "tickets.opened": Ticket.objects.values_list("pk", flat=True),
        "tickets.appeal_opened": Appeal.objects.values_list("pk", flat=True),
    }
    return sum(len(set(ids) - facts.subjects_of([verb])) for verb, ids in created.items() if ids)


def steps_of(application_id: UUID) -> list[Step]:
    """Open tickets and appeals on a participant's timeline."""
    steps = []
    appeal = appeal_of(application_id)
    if appeal is not None and appeal.state in OPEN_APPEALS:
        steps.append(
            Step(
                "care",
                StepState.RUNNING,
                _("Keberatan Anda sedang diperiksa"),
                _("Selama diperiksa, batas waktu Anda berhenti dihitung."),
                holder=Holder.PROGRAMME,
                url="/saya/keberatan/",
            )
        )
    rows = _tickets().filter(application_id=application_id, is_appeal=False)
    waiting = rows.filter(state__in=[TicketState.OPEN, TicketState.ASKED]).order_by("due_at", "pk")[:3]
    return steps + [_step(row) for row in waiting]


def _step(row: Ticket) -> Step:
    title = _("Tiket bantuan %(number)s") % {"number": row.number}
    url = f"/bantuan/tiket/{row.number}/"
    if row.state == TicketState.ASKED:
        detail = _("Petugas bertanya kepada Anda.")
        return Step("care", StepState.RUNNING, title, detail, holder=Holder.PERSON, url=url, button=_("Jawab petugas"))
    detail = _("Petugas menjawab Anda.")
    return Step("care", StepState.RUNNING, title, detail, until=row.due_at, holder=Holder.PROGRAMME, url=url)
