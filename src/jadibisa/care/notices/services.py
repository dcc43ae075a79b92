"""The commands of notices: write and send in bulk, watch deadlines, remind, keep preferences."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, transaction
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
def notify(new: Sequence[NewNotice]) -> int:
    """Write notices and put their messages in the queue; a key that exists is skipped, so a replay sends nothing.

    Args:
        new: notices; those to unknown participants are left out.

    Returns:
        How many notices were new.
    """
    views = registration.applications({notice.application_id for notice in new})
    asked = {n.key: _numbered(n, views[n.application_id]) for n in new if n.application_id in views}
    known = set(Notice.objects.filter(key__in=list(asked)).values_list("key", flat=True))
    fresh = [notice for key, notice in asked.items() if key not in known]
    if not fresh:
        return 0
    Notice.objects.bulk_create(
        [
            Notice(
                key=notice.key,
                application_id=notice.application_id,
                kind=notice.kind,
                number=notice.number,
                until=notice.until,
                at=notice.at,
            )
            for notice in fresh
        ],
        batch_size=CHUNK,
        ignore_conflicts=True,
    )
    messages.send(_messages(fresh, views), by=SYSTEM, at=max(notice.at for notice in fresh))
    return len(fresh)


def _numbered(notice: NewNotice, view: ApplicationView) -> NewNotice:
    """The first news carries the number with which one signs in later."""
    return replace(notice, number=view.reference) if notice.kind == "submitted" else notice


def _messages(fresh: Sequence[NewNotice], views: Mapping[UUID, ApplicationView]) -> list[NewMessage]:
    persons = {views[notice.application_id].person_id for notice in fresh}
    contacts, wishes = people.contacts(persons), queries.preferences(persons)
    draws = {batch: registration.batch(batch, fresh[0].at).draw_at for batch in {view.batch for view in views.values()}}
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
        when = rules.not_before(notice.at, ZoneInfo(province(view.province).zone))
        found += [
            NewMessage(channel, to, notice.kind, text, f"{notice.key}/{channel}", view.person_id, when, notice.at)
            for channel, to in (("sms", contact.phone), ("email", contact.email), ("whatsapp", contact.phone))
            if channel in wish.channels and to and notice.kind not in PAGE_ONLY
        ]
    return found


_WATCH = """
insert into notices_watched (application_id, kind, about, due_on, opened_at)
select application_id, %s, about, due_on, opened_at
from unnest(%s::uuid[], %s::uuid[], %s::date[], %s::timestamptz[]) as new (application_id, about, due_on, opened_at)
on conflict (application_id, kind, about) do update
set due_on = excluded.due_on, opened_at = excluded.opened_at, closed_at = null
where notices_watched.opened_at < excluded.opened_at
"""
_UNWATCH = """
update notices_watched as held set closed_at = met.at
from (
    select open.id, min(told.at) as at
    from unnest(%s::uuid[], %s::timestamptz[]) as told (application_id, at)
    join notices_watched as open using (application_id)
    where open.kind = any(%s) and open.closed_at is null and open.opened_at <= told.at
    group by open.id
) as met
where held.id = met.id
"""


@transaction.atomic
def watch(kind: str, rows: Iterable[tuple[UUID, UUID, date, datetime]]) -> int:
    """Watch deadlines: (application, what it is about, last day, since when) each; one that begins anew runs again.

    The same fact again changes nothing: what was opened at its instant or after it stays as it is.

    Returns:
        How many were asked for.
    """
    newest: dict[tuple[UUID, UUID], tuple[date, datetime]] = {}
    for application_id, about, due_on, opened_at in rows:
        known = newest.get((application_id, about))
        if due_on >= wib_day(opened_at) and (known is None or known[1] <= opened_at):
            newest[application_id, about] = (due_on, opened_at)
    if newest:
        with connection.cursor() as cursor:
            applications = [application_id for application_id, _about in newest]
            abouts = [about for _application_id, about in newest]
            days = [due_on for due_on, _opened_at in newest.values()]
            instants = [opened_at for _due_on, opened_at in newest.values()]
            cursor.execute(_WATCH, [kind, applications, abouts, days, instants])
    return len(newest)


@transaction.atomic
def move(kind: str, application_ids: Iterable[UUID], due_on: date) -> int:
    """A deadline that is watched got a new last day; tells how many moved."""
    rows = Watched.objects.filter(application_id__in=list(application_ids), kind=kind, closed_at=None)
    return rows.update(due_on=due_on)


@transaction.atomic
def unwatch(kinds: Iterable[str], met: Sequence[tuple[UUID, datetime]]) -> int:
    """Stop watching deadlines that were met: (application, when) each; tells how many."""
    with connection.cursor() as cursor:
        cursor.execute(_UNWATCH, [[id_ for id_, _at in met], [at for _id, at in met], list(kinds)])
        return int(cursor.rowcount)


def deadlines_after_allotment(allotted: Sequence[tuple[UUID, datetime]]) -> None:
    """Watch what new recipients have to do: buy, link an account, spend, each by the policy of the batch.

    Args:
        allotted: (application, when) each.
    """
    found: dict[str, list[tuple[UUID, UUID, date, datetime]]] = {"first_purchase": [], "link_account": [], "spend": []}
    last: dict[tuple[int, date], dict[str, date]] = {}
    batches = registration.batches_of({application_id for application_id, _at in allotted})
    for application_id, at in allotted:
        batch, day = batches[application_id], wib_day(at)
        if (batch, day) not in last:
            days = registration.policy_of(batch).integer("deadlines.first_purchase_days", on=day)
            link, spend = funding.last_days(batch, day)
            last[batch, day] = {"first_purchase": last_day(day, days), "link_account": link, "spend": spend}
        for kind, due_on in last[batch, day].items():
            found[kind].append((application_id, application_id, due_on, at))
    for kind, rows in found.items():
        watch(kind, rows)


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
            at,
            due_on,
        )
        for watched_id, application_id, kind, due_on in rows
        if application_id not in resting
    ]
    sent = 0
    for start in range(0, len(new), CHUNK):
        chunk = new[start : start + CHUNK]
        fresh = notify(chunk)
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
