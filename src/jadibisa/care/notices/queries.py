"""Questions about notices: a person's history in words, the deadlines that are watched, preferences."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import override

from jadibisa.care.notices.models import Notice, Watched, Wish
from jadibisa.care.notices.types import DEADLINES, EVENTS, TEXTS, NoticeView, Preference
from jadibisa.foundation.facts import queries as facts
from jadibisa.foundation.people import queries as people
from jadibisa.foundation.plumbing.templatetags.jadibisa import hari_tanggal, waktu
from jadibisa.journey.registration import queries as registration
from jadibisa.kernel.clock import end_of
from jadibisa.kernel.journey import Holder, Step, StepState

DEFAULT = Preference()


def words(
    kind: str, *, name: str, batch: int, draw_at: datetime | None, until: date | None, number: str, language: str
) -> tuple[str, str]:
    """Title and body of a notice in a language."""
    text = TEXTS[kind]
    with override(language):
        body = _(text.body) % {
            "name": name,
            "batch": batch,
            "draw": waktu(draw_at),
            "until": hari_tanggal(until),
            "number": number,
        }
        return _(text.title), body


def notices(application_id: UUID, *, language: str, at: datetime, limit: int = 50) -> list[NoticeView]:
    """A participant's notices, newest first."""
    rows = list(Notice.objects.filter(application_id=application_id).order_by("-at", "-id")[:limit])
    if not rows:
        return []
    view = registration.application(application_id)
    name = people.names([view.person_id]).get(view.person_id, "")
    draw_at = registration.batch(view.batch, at).draw_at
    found = []
    for row in rows:
        title, body = words(
            row.kind,
            name=first_name(name),
            batch=view.batch,
            draw_at=draw_at,
            until=row.until,
            number=row.number,
            language=language,
        )
        found.append(NoticeView(title, body, page_of(row.kind, row.number), row.at, row.until, row.kind))
    return found


def page_of(kind: str, number: str) -> str:
    """Where a notice leads: a ticket's notice to its ticket."""
    page = TEXTS[kind].page
    return f"{page}{number}/" if number and page == "/bantuan/tiket/" else page


def first_name(name: str) -> str:
    """The first word of a name."""
    return name.split(maxsplit=1)[0] if name.split() else ""


def preference(person_id: UUID) -> Preference:
    """How a person wants to be told."""
    return preferences([person_id])[person_id]


def preferences(person_ids: Collection[UUID]) -> dict[UUID, Preference]:
    """How these people want to be told."""
    rows = Wish.objects.filter(person_id__in=list(person_ids)).values_list("person_id", "channels", "language")
    told = {person_id: Preference(tuple(channels), language) for person_id, channels, language in rows}
    return {person_id: told.get(person_id, DEFAULT) for person_id in person_ids}


def due(ladder: Mapping[str, Iterable[date]]) -> list[tuple[int, UUID, str, date]]:
    """Watched deadlines to remind: (id, application, kind, last day), by id."""
    found: list[tuple[int, UUID, str, date]] = []
    for kind, days in ladder.items():
        rows = Watched.objects.filter(kind=kind, due_on__in=list(days), closed_at=None)
        found += rows.values_list("id", "application_id", "kind", "due_on")
    return sorted(found)


def watched(application_id: UUID) -> list[tuple[str, date]]:
    """The open deadlines of a participant: (kind, last day), the nearest first."""
    rows = Watched.objects.filter(application_id=application_id, closed_at=None).order_by("due_on", "kind")
    return list(rows.values_list("kind", "due_on"))


def reminders(application_id: UUID, *, today: date) -> list[date]:
    """The days on which a participant will be reminded, the nearest first."""
    days = {
        date.fromordinal(due_on.toordinal() - before)
        for kind, due_on in watched(application_id)
        for before in DEADLINES[kind].days
    }
    return sorted(day for day in days if day > today)


def steps_of(application_id: UUID) -> list[Step]:
    """An appeal that is still possible, on the timeline; the other deadlines stand with their own steps."""
    row = Watched.objects.filter(application_id=application_id, kind="appeal", closed_at=None).first()
    if row is None:
        return []
    return [
        Step(
            "care",
            StepState.RUNNING,
            _("Anda boleh mengajukan keberatan"),
            _("Jika data Anda keliru, tulis kepada kami."),
            until=end_of(row.due_on),
            holder=Holder.PERSON,
            url="/saya/keberatan/",
            button=_("Ajukan keberatan"),
            consequence=_("Lewat dari itu, penolakan menjadi tetap untuk gelombang ini."),
        )
    ]


def rows_without_fact() -> int:
    """How many participants were told of something, or chose how to be told, without a fact that names them."""
    verbs = [verb for verb in EVENTS if verb != "people.file_opened"] + ["work.answered"]
    told = Notice.objects.filter(key__startswith="fact/").exclude(kind="file_opened")
    applications = set(told.values_list("application_id", flat=True).distinct())
    persons = set(Wish.objects.values_list("person_id", flat=True))
    missing = len(applications - facts.subjects_of(verbs)) if applications else 0
    return missing + (len(persons - facts.subjects_of(["notices.preference_changed"])) if persons else 0)
