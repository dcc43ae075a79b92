"""Questions about cases, the pool, lists and recipients."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from jadibisa.foundation.facts.queries import subjects_of
from jadibisa.foundation.people.queries import proposals, unseal_many
from jadibisa.journey.registration import queries as registration
from jadibisa.journey.verification.models import Case, ExclusionEntry, ExclusionList, Recipient
from jadibisa.journey.verification.types import (
    EXCLUSION_KINDS,
    REASONS,
    Answer,
    CaseFilter,
    CaseRow,
    CaseState,
    CaseView,
    ListKind,
    ListView,
    PoolRow,
    QueueCounts,
    Reason,
    RecipientState,
    RecipientView,
    answer_from,
    list_subject,
)
from jadibisa.kernel.clock import end_of, last_day, wib_day
from jadibisa.kernel.journey import Holder, Step, StepState

REFUSE = "verification.refuse"
OPEN = (CaseState.WAITING, CaseState.ASKING, CaseState.REVIEW)
SORTS = {"due": "due_at", "begun": "begun_at", "province": "province"}


# ---- cases ------------------------------------------------------------------------------------------


def _case(row: Case) -> CaseView:
    return CaseView(
        row.application_id, row.person_id, row.batch_number, CaseState(row.state), tuple(Reason(r) for r in row.reasons), row.province,
        row.regency, row.traits, row.begun_at, row.checked_at, row.delayed_at, row.due_at, row.decided_at, row.by_officer, row.appealed,
        row.question,
    )  # fmt: skip


def _light() -> "QuerySet[Case]":
    return Case.objects.defer("registry_sealed", "reply_sealed", "kk_index")


def case(application_id: UUID) -> CaseView | None:
    """The case of an application."""
    row = _light().filter(application_id=application_id).first()
    return _case(row) if row else None


def cases(application_ids: Iterable[UUID]) -> dict[UUID, CaseView]:
    """The cases of many applications."""
    return {row.application_id: _case(row) for row in _light().filter(application_id__in=list(application_ids))}


def waiting(limit: int) -> list[UUID]:
    """Applications whose registry answer is still missing, oldest first."""
    rows = Case.objects.filter(state=CaseState.WAITING).order_by("begun_at", "application_id")
    return list(rows.values_list("application_id", flat=True)[:limit])


def overdue_answers(at: datetime, limit: int) -> list[UUID]:
    """Applications whose owner was asked and did not answer in time."""
    rows = Case.objects.filter(state=CaseState.ASKING, due_at__lte=at).order_by("due_at", "application_id")
    return list(rows.values_list("application_id", flat=True)[:limit])


def unsettled(batch: int) -> int:
    """How many applications of a batch have no decision yet."""
    decided = Case.objects.filter(batch_number=batch, state__in=[CaseState.VERIFIED, CaseState.REFUSED]).count()
    return registration.counts().get(batch, 0) - decided


def state_counts(batch: int) -> dict[CaseState, int]:
    """How many cases of a batch are in each state."""
    rows = (
        Case.objects.filter(batch_number=batch)
        .values_list("state")
        .annotate(count=Count("application_id"))
        .order_by("state")
    )
    return {CaseState(state): count for state, count in rows}


def refused_by_reason(batch: int) -> dict[Reason, int]:
    """How many were refused, by their first reason; the sum is the number of the refused."""
    rows = Case.objects.filter(batch_number=batch, state=CaseState.REFUSED).values_list("reasons__0", flat=True)
    found = Counter(rows)
    return {reason: found[reason] for reason in Reason if found[reason]}


def registry_answer(application_id: UUID) -> Answer | None:
    """What the registry said, opened; the caller leaves a fact."""
    row = Case.objects.filter(application_id=application_id).values_list("person_id", "registry_sealed").first()
    if row is None or row[1] is None:
        return None
    return answer_from(json.loads(unseal_many([(row[0], f"registry|{application_id}", bytes(row[1]))])[0]))


def reply(application_id: UUID) -> str:
    """What the person answered when asked, opened; the caller leaves a fact."""
    row = Case.objects.filter(application_id=application_id).values_list("person_id", "reply_sealed").first()
    return unseal_many([(row[0], f"reply|{application_id}", bytes(row[1]))])[0] if row and row[1] is not None else ""


def appeal_until(view: CaseView) -> datetime | None:
    """Until when somebody who was refused may appeal: the first instant after the last day."""
    if view.state is not CaseState.REFUSED or view.decided_at is None:
        return None
    days = registration.policy_of(view.batch).integer("deadlines.appeal_days", on=wib_day(view.decided_at))
    return end_of(last_day(wib_day(view.decided_at), days))


# ---- the officers' queue --------------------------------------------------------------------------------


def _found(wanted: CaseFilter, at: datetime) -> "QuerySet[Case]":
    rows = Case.objects.filter(state__in=OPEN)
    if wanted.tab in {CaseState.REVIEW, CaseState.WAITING, CaseState.ASKING}:
        rows = rows.filter(state=wanted.tab)
    elif wanted.tab == "second":
        rows = rows.filter(application_id__in=[proposal.subject for proposal in proposals(REFUSE)])
    elif wanted.tab == "late":
        rows = rows.filter(due_at__lte=at)
    if wanted.reference:
        rows = rows.filter(application__reference=wanted.reference)
    if wanted.province:
        rows = rows.filter(province=wanted.province)
    if wanted.reason:
        rows = rows.filter(reasons__contains=[wanted.reason])
    return rows.filter(application__channel=wanted.channel) if wanted.channel else rows


def queue_size(wanted: CaseFilter, at: datetime) -> int:
    """How many open cases there are of what is looked for."""
    return _found(wanted, at).count()


def queue(wanted: CaseFilter, at: datetime, *, offset: int, limit: int) -> list[CaseRow]:
    """Open cases, oldest deadline first unless told otherwise."""
    key = SORTS.get(wanted.sort.removeprefix("-"), "due_at")
    order = f"-{key}" if wanted.sort.startswith("-") else key
    rows = _found(wanted, at).order_by(order, "application_id").values_list(
        "application_id", "person_id", "application__reference", "batch_number", "state", "reasons", "province", "application__channel",
        "begun_at", "due_at",
    )[offset : offset + limit]  # fmt: skip
    return [CaseRow(*row[:4], CaseState(row[4]), tuple(Reason(r) for r in row[5]), *row[6:]) for row in rows]


def queue_counts(at: datetime) -> QueueCounts:
    """How many open cases each tab holds."""
    found = Case.objects.filter(state__in=OPEN).aggregate(
        all=Count("application_id"),
        review=Count("application_id", filter=Q(state=CaseState.REVIEW)),
        waiting=Count("application_id", filter=Q(state=CaseState.WAITING)),
        asking=Count("application_id", filter=Q(state=CaseState.ASKING)),
        late=Count("application_id", filter=Q(due_at__lte=at)),
    )
    return QueueCounts(**found, second=len(proposals(REFUSE)))


def neighbours(view: CaseView) -> tuple[UUID | None, UUID | None]:
    """The cases before and after in the order of deadlines, for going through the queue."""
    rows = Case.objects.filter(state=CaseState.REVIEW).exclude(application_id=view.application_id)
    earlier = Q(due_at__lt=view.due_at) | Q(due_at=view.due_at, application_id__lt=view.application_id)
    before = (
        rows.filter(earlier).order_by("-due_at", "-application_id").values_list("application_id", flat=True).first()
    )
    after = rows.exclude(earlier).order_by("due_at", "application_id").values_list("application_id", flat=True).first()
    return before, after


# ---- the pool -------------------------------------------------------------------------------------------

POOL = """
with applicant as (
    select c.application_id, c.person_id, a.ticket, c.province, c.regency, c.traits, c.kk_index,
           row_number() over (partition by c.kk_index order by a.ticket collate "C") as place
    from verification_case c join registration_application a on a.id = c.application_id
    where c.batch_number = %(batch)s and c.state = 'verified'
      and not exists (select from verification_recipient r where r.person_id = c.person_id and r.spent)
), taken as (
    select kk_index, count(*) as places from verification_recipient where state = 'active' group by kk_index
)
select application_id, person_id, ticket, province, regency, traits
from applicant left join taken using (kk_index)
where (place <= %(cap)s - coalesce(places, 0)) = %(enters)s
order by application_id
"""


def pool(batch: int) -> list[PoolRow]:
    """Who enters the roll: the verified, without earlier recipients, and within the cap of their family cards.

    Of a family with more applicants than free places the smaller ticket ids enter: tickets are random, so nobody wins by
    being early. Sorted by application id.
    """
    return [PoolRow(*row) for row in _pool(batch, enters=True)]


def left_out_by_family(batch: int) -> list[UUID]:
    """Verified applications that do not enter the roll because others on their family card have smaller tickets."""
    return [row[0] for row in _pool(batch, enters=False)]


FAMILY_PLACE = """
select (
    select count(*) from verification_case other join registration_application its on its.id = other.application_id
    where other.kk_index = me.kk_index and other.state = 'verified' and other.batch_number = me.batch_number
      and its.ticket collate "C" < mine.ticket collate "C"
      and not exists (select from verification_recipient r where r.person_id = other.person_id and r.spent)
) + (
    select count(*) from verification_recipient r
    where r.kk_index = me.kk_index and r.state = 'active' and r.person_id <> me.person_id
)
from verification_case me join registration_application mine on mine.id = me.application_id
where me.application_id = %(application)s
"""


def family_goes_before(view: CaseView) -> bool:
    """Whether others on the family card fill its places, by being recipients or by smaller tickets in this batch."""
    with connection.cursor() as cursor:
        cursor.execute(FAMILY_PLACE, {"application": view.application_id})
        row = cursor.fetchone()
    return row is not None and int(row[0]) >= family_cap(view.batch)


def _pool(batch: int, *, enters: bool) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(POOL, {"batch": batch, "cap": family_cap(batch), "enters": enters})
        return list(cursor.fetchall())


def family_cap(batch: int) -> int:
    """How many recipients a family card may have."""
    return registration.policy_of(batch).integer(
        "eligibility.recipients_per_family_card", on=registration.policy_day(batch)
    )


# ---- lists ----------------------------------------------------------------------------------------------


def lists() -> list[ListView]:
    """The newest list of each kind."""
    rows = ExclusionList.objects.order_by("kind", "-as_of").distinct("kind")
    return [ListView(ListKind(row.kind), row.as_of, row.source, row.entries, row.imported_at) for row in rows]


def needed_lists(batch: int) -> list[ListKind]:
    """Lists without which the roll of a batch is not frozen."""
    aided = registration.policy_of(batch).flag(
        "eligibility.other_social_aid_excluded", on=registration.policy_day(batch)
    )
    return [*EXCLUSION_KINDS, *([ListKind.SOCIAL_AID] if aided else [])]


def stale_lists(at: datetime, days: int, batch: int | None = None) -> list[str]:
    """Kinds of lists that block a freeze: never imported, or older than so many days.

    Args:
        at: the programme's time.
        days: how old a list may be.
        batch: whose lists; without one, the lists that every batch needs.
    """
    oldest = wib_day(at) - timedelta(days=days)
    newest = {view.kind: view.as_of for view in lists()}
    needed = needed_lists(batch) if batch is not None else list(EXCLUSION_KINDS)
    return [str(kind) for kind in needed if newest.get(kind, date.min) < oldest]


def listed(nik_indexes: Sequence[bytes], *, on: date) -> dict[ListKind, set[bytes]]:
    """Which of these NIKs stand on lists: the newest that excludes as of a day, any that proves a trait."""
    newest = (
        ExclusionList.objects.filter(as_of__lte=on)
        .order_by("kind", "-as_of")
        .distinct("kind")
        .values_list("id", "kind")
    )
    proving = [ListKind.LAID_OFF, ListKind.DISABILITY]
    kinds = {list_id: ListKind(kind) for list_id, kind in newest}
    kinds |= {
        row[0]: ListKind(row[1]) for row in ExclusionList.objects.filter(kind__in=proving).values_list("id", "kind")
    }
    found: dict[ListKind, set[bytes]] = {kind: set() for kind in ListKind}
    rows = ExclusionEntry.objects.filter(list_id__in=list(kinds), nik_index__in=list(nik_indexes)).values_list(
        "list_id", "nik_index"
    )
    for list_id, index in rows:
        found[kinds[list_id]].add(bytes(index))
    return found


# ---- recipients -------------------------------------------------------------------------------------------


def _recipient(row: Recipient) -> RecipientView:
    return RecipientView(
        row.application_id,
        row.person_id,
        row.batch_number,
        RecipientState(row.state),
        row.designated_at,
        row.revoked_at,
        row.reason,
    )


def recipients(batch: int) -> list[RecipientView]:
    """The recipients of a batch by application id, revoked ones too."""
    return [
        _recipient(row)
        for row in Recipient.objects.filter(batch_number=batch).defer("kk_index").order_by("application_id")
    ]


def recipient(application_id: UUID) -> RecipientView | None:
    """The recipient of an application."""
    row = Recipient.objects.filter(application_id=application_id).defer("kk_index").first()
    return _recipient(row) if row else None


def spent_persons(person_ids: Iterable[UUID]) -> dict[UUID, RecipientState]:
    """Persons who are or were recipients and may not be again."""
    rows = Recipient.objects.filter(person_id__in=list(person_ids), spent=True).values_list("person_id", "state")
    return {person_id: RecipientState(state) for person_id, state in rows}


def family_slots(families: Iterable[bytes]) -> dict[bytes, set[int]]:
    """The places that recipients hold on family cards."""
    held: dict[bytes, set[int]] = {}
    rows = Recipient.objects.filter(kk_index__in=list(families), state=RecipientState.ACTIVE).values_list(
        "kk_index", "slot"
    )
    for family, slot in rows:
        held.setdefault(bytes(family), set()).add(slot)
    return held


# ---- the journey and the record -----------------------------------------------------------------------------


def steps_of(application_id: UUID) -> list[Step]:
    """The second line of the journey."""
    view = case(application_id)
    if view is None:
        return [
            Step(
                "verification", StepState.RUNNING, _("Pendaftaran Anda menunggu pemeriksaan."), holder=Holder.PROGRAMME
            )
        ]
    url = reverse("verification:mine")
    if view.state is CaseState.VERIFIED:
        return [Step("verification", StepState.DONE, _("Data Anda sudah cocok."), at=view.decided_at)]
    if view.state is CaseState.REFUSED:
        advice = REASONS[view.reasons[0]]
        return [
            Step(
                "verification", StepState.STOPPED, _(advice.sentence), _(advice.next), at=view.decided_at, until=appeal_until(view),
                url=url, button=_("Lihat alasan"),
            )
        ]  # fmt: skip
    if view.state is CaseState.ASKING:
        return [
            Step(
                "verification", StepState.RUNNING, _("Kami perlu penjelasan Anda."), view.question, until=view.due_at,
                holder=Holder.PERSON, url=url, button=_("Jawab sekarang"),
                consequence=_("Tanpa jawaban, pendaftaran ini tidak ikut undian."),
            )
        ]  # fmt: skip
    title = (
        _("Petugas kami memeriksa data Anda.") if view.state is CaseState.REVIEW else _("Data Anda sedang diperiksa.")
    )
    detail = _("Situs Dukcapil sedang lambat. Isian Anda aman.") if view.delayed_at else ""
    return [Step("verification", StepState.RUNNING, title, detail, until=view.due_at, holder=Holder.PROGRAMME, url=url)]


def rows_without_fact() -> int:
    """Cases, lists and recipients that no fact names; 0 is fine."""
    begun = subjects_of(["verification.begun"])
    missing = sum(1 for found in Case.objects.values_list("application_id", flat=True).iterator() if found not in begun)
    designated = subjects_of(["verification.designated"])
    missing += sum(
        1 for found in Recipient.objects.values_list("application_id", flat=True).iterator() if found not in designated
    )
    imported = subjects_of(["verification.list_imported"])
    return missing + sum(
        1
        for kind, as_of in ExclusionList.objects.values_list("kind", "as_of")
        if list_subject(kind, as_of) not in imported
    )
