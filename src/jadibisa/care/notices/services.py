"""The commands of notices: write and send in bulk, watch deadlines, remind, keep preferences."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from jadibisa.care.notices import queries, rules
from jadibisa.care.notices.models import Notice, Watched, Wish
from jadibisa.care.notices.types import DEADLINES, PAGE_ONLY, NewNotice
from jadibisa.care.tickets import queries as tickets
from jadibisa.foundation.facts import services as facts
from jadibisa.foundation.messages import services as messages
from jadibisa.foundation.messages.types import NewMessage
from jadibisa.foundation.people import queries as people
from jadibisa.foundation.places.queries import province
from jadibisa.foundation.plumbing.templatetags.jadibisa import hari_tanggal
from jadibisa.journey.funding import queries as funding
from jadibisa.journey.registration import queries as registration
from jadibisa.journey.registration.types import ApplicationView
from jadibisa.kernel.actors import SYSTEM, Actor
from jadibisa.kernel.clock import last_day, wib_day
from jadibisa.kernel.ids import parse_phone
from jadibisa.kernel.refusals import Refusal

CHUNK = 1000
DRAFT_DAYS = 3


@transaction.atomic
def notify(new: Sequence[NewNotice], *, at: datetime) -> int:
    """Write notices and put their messages in the queue; a key that exists is skipped, so a replay sends nothing.

    Args:
        new: notices; those to unknown participants are left out.
        at: when the event was.

    Returns:
        How many notices were new.
    """
    views = registration.applications({notice.application_id for notice in new})
    asked = {n.key: _numbered(n, views[n.application_id]) for n in new if n.application_id in views}
    known = set(Notice.objects.filter(key__in=list(asked)).values_list("key", flat=True))
    fresh = [notice for key, notice in asked.items() if key not in known]
    Notice.objects.bulk_create(
        [
            Notice(
                key=notice.key,
                application_id=notice.application_id,
                kind=notice.kind,
                number=notice.number,
                until=notice.until,
                at=at,
            )
            for notice in fresh
        ],
        batch_size=CHUNK,
        ignore_conflicts=True,
    )
    messages.send(_messages(fresh, views, at), by=SYSTEM, at=at)
    return len(fresh)


def _numbered(notice: NewNotice, view: ApplicationView) -> NewNotice:
    """The first news carries the number with which one signs in later."""
    return replace(notice, number=view.reference) if notice.kind == "submitted" else notice


def _messages(fresh: Sequence[NewNotice], views: Mapping[UUID, ApplicationView], at: datetime) -> list[NewMessage]:
    persons = {views[notice.application_id].person_id for notice in fresh}
    contacts, wishes = people.contacts(persons), queries.preferences(persons)
    draws = {batch: registration.batch(batch, at).draw_at for batch in {view.batch for view in views.values()}}
    found = []
    for notice in fresh:
        view = views[notice.application_id]
        contact, wish = contacts[view.person_id], wishes[view.person_id]
        _title, body = queries.words(
            notice.kind,
            name=queries.first_name(contact.name),
            batch=view.batch,
            draw_at=draws[view.batch],
            until=notice.until,
            number=notice.number,
            language=wish.language,
        )
        text = f"JadiBisa: {body} {settings.OFFICIAL_ADDRESS}{queries.page_of(notice.kind, notice.number)}"
        when = rules.not_before(at, ZoneInfo(province(view.province).zone))
        found += [
            NewMessage(channel, to, notice.kind, text, f"{notice.key}/{channel}", view.person_id, when)
            for channel, to in (("sms", contact.phone), ("email", contact.email))
            if channel in wish.channels and to and notice.kind not in PAGE_ONLY
        ]
    return found


@transaction.atomic
def watch(kind: str, rows: Iterable[tuple[UUID, UUID, date]], *, at: datetime) -> int:
    """Watch deadlines: (application, what it is about, last day) each; one that begins anew later runs again.

    The same fact again changes nothing: what was opened at its instant or after it stays as it is.

    Returns:
        How many were asked for.
    """
    today = wib_day(at)
    made = [
        Watched(application_id=application_id, kind=kind, about=about, due_on=due_on, opened_at=at)
        for application_id, about, due_on in rows
        if due_on >= today
    ]
    Watched.objects.bulk_create(made, batch_size=CHUNK, ignore_conflicts=True)
    by_day: dict[date, list[Watched]] = defaultdict(list)
    for row in made:
        by_day[row.due_on].append(row)
    for due_on, members in by_day.items():
        earlier = Watched.objects.filter(
            kind=kind,
            application_id__in=[row.application_id for row in members],
            about__in=[row.about for row in members],
            opened_at__lt=at,
        )
        earlier.update(due_on=due_on, opened_at=at, closed_at=None)
    return len(made)


@transaction.atomic
def move(kind: str, application_ids: Iterable[UUID], due_on: date) -> int:
    """A deadline that is watched got a new last day; tells how many moved."""
    rows = Watched.objects.filter(application_id__in=list(application_ids), kind=kind, closed_at=None)
    return rows.update(due_on=due_on)


@transaction.atomic
def unwatch(kinds: Iterable[str], application_ids: Iterable[UUID], *, at: datetime) -> int:
    """Stop watching deadlines that were met; tells how many."""
    rows = Watched.objects.filter(
        application_id__in=list(application_ids), kind__in=list(kinds), closed_at=None, opened_at__lte=at
    )
    return rows.update(closed_at=at)


def deadlines_after_allotment(application_ids: Iterable[UUID], *, at: datetime) -> None:
    """Watch what a new recipient has to do: buy, link an account, spend, each by the policy of the batch."""
    day = wib_day(at)
    found: dict[str, list[tuple[UUID, UUID, date]]] = {"first_purchase": [], "link_account": [], "spend": []}
    last: dict[int, dict[str, date]] = {}
    for application_id, batch in registration.batches_of(application_ids).items():
        if batch not in last:
            days = registration.policy_of(batch).integer("deadlines.first_purchase_days", on=day)
            link, spend = funding.last_days(batch, day)
            last[batch] = {"first_purchase": last_day(day, days), "link_account": link, "spend": spend}
        for kind, due_on in last[batch].items():
            found[kind].append((application_id, application_id, due_on))
    for kind, rows in found.items():
        watch(kind, rows, at=at)


@transaction.atomic
def remind(*, by: Actor, at: datetime) -> int:
    """Send the reminders that are due today; whose appeal is open is left in peace. Tells how many were new."""
    today = wib_day(at)
    rows = queries.due(rules.ladder(today))
    resting = tickets.open_appeals({application_id for _id, application_id, _kind, _due in rows})
    new = [
        NewNotice(
            application_id,
            DEADLINES[kind].text,
            f"remind/{watched_id}/{due_on.isoformat()}/{(due_on - today).days}",
            due_on,
        )
        for watched_id, application_id, kind, due_on in rows
        if application_id not in resting
    ]
    sent = 0
    for start in range(0, len(new), CHUNK):
        chunk = new[start : start + CHUNK]
        fresh = notify(chunk, at=at)
        sent += fresh
        if fresh:
            subjects = [notice.application_id for notice in chunk]
            facts.record("notices.reminded", by=by, at=at, subjects=subjects, data={"count": fresh})
    return sent


def remind_drafts(*, at: datetime) -> int:
    """Tell people whose kept draft ends in three days; a draft has no name, so the text has none. Tells how many."""
    ending = registration.drafts_ending(at + timedelta(days=DRAFT_DAYS - 1), at + timedelta(days=DRAFT_DAYS))
    new = []
    for draft in ending:
        try:
            phone = parse_phone(draft.answers.get("hp", {}).get("phone", [""])[0])
        except Refusal:
            continue
        with override("id"):
            text = _(
                "JadiBisa: isian pendaftaran Anda dihapus pada %(day)s. Lanjutkan dengan nomor %(reference)s di "
                "%(address)s/daftar/lanjutkan"
            ) % {
                "day": hari_tanggal(draft.expires_at),
                "reference": draft.reference,
                "address": settings.OFFICIAL_ADDRESS,
            }
        new.append(NewMessage("sms", phone, "remind_draft", text, f"draft/{draft.id}/remind", None, at))
    return messages.send(new, by=SYSTEM, at=at)


@transaction.atomic
def close_past(*, at: datetime) -> int:
    """Stop watching deadlines that are past; tells how many."""
    return Watched.objects.filter(closed_at=None, due_on__lt=wib_day(at), opened_at__lte=at).update(closed_at=at)


@transaction.atomic
def choose(
    person_id: UUID, channels: Sequence[str], language: str, *, has_email: bool, by: Actor, at: datetime
) -> None:
    """Keep how a person wants to be told.

    Raises:
        Refusal: `channel_needed`, `channel_email`, `channel_unknown`.
    """
    wish = rules.check_preference(channels, language, has_email=has_email)
    Wish.objects.update_or_create(
        person_id=person_id, defaults={"channels": list(wish.channels), "language": wish.language, "changed_at": at}
    )
    data = {"channels": list(wish.channels), "language": wish.language}
    facts.record("notices.preference_changed", by=by, at=at, subjects=[person_id], data=data)


def tell_address(rows: Sequence[tuple[str, str, str, str]], *, at: datetime) -> int:
    """E-mails to partners: (address, kind, text, key) each; the same key again sends nothing."""
    return messages.send([NewMessage("email", to, kind, text, key) for to, kind, text, key in rows], by=SYSTEM, at=at)
