"""Commands about the check: begin it, ask the registry in bulk, decide by the rules, write what came out."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction

from jadibisa.foundation.facts.services import MOST_SUBJECTS, record
from jadibisa.foundation.people.services import registry_view, seal_many
from jadibisa.foundation.people.types import PersonFile
from jadibisa.foundation.plumbing.jobs import defer
from jadibisa.journey.registration import queries as registration
from jadibisa.journey.verification.gateways import MOST_ENQUIRIES, IdentityRegistry
from jadibisa.journey.verification.gateways import registry as named_registry
from jadibisa.journey.verification.models import Case
from jadibisa.journey.verification.rules import STATES, decide, reasons_in
from jadibisa.journey.verification.services.columns import Known, gather
from jadibisa.journey.verification.types import Answer, CaseState, Checked, Enquiry, RegistryDown
from jadibisa.kernel.actors import Actor
from jadibisa.kernel.clock import end_of, last_day, wib_day

STATE_FACTS = {
    CaseState.VERIFIED: "verification.verified",
    CaseState.REFUSED: "verification.refused",
    CaseState.REVIEW: "verification.sent_to_review",
}
WRITE = """
update verification_case c
set state = d.state, reasons = string_to_array(d.reasons, ','), province = d.province, regency = d.regency,
    kk_index = d.kk_index, traits = d.traits, registry_sealed = d.sealed, checked_at = %(at)s, delayed_at = null,
    decided_at = case when d.state in ('verified', 'refused') then %(at)s::timestamptz end
from unnest(%(ids)s::uuid[], %(states)s::text[], %(reasons)s::text[], %(provinces)s::text[], %(regencies)s::text[],
            %(families)s::bytea[], %(traits)s::int[], %(sealed)s::bytea[])
     as d(id, state, reasons, province, regency, kk_index, traits, sealed)
where c.application_id = d.id and c.state = 'waiting'
"""


def chunks(ids: Iterable[UUID], size: int) -> Iterator[list[UUID]]:
    """Ids in an order of their own, without repetition, in pieces."""
    ordered = sorted(set(ids))
    return (ordered[place : place + size] for place in range(0, len(ordered), size))


def record_chunked(
    verb: str,
    ids: Sequence[UUID],
    *,
    batch: int,
    by: Actor,
    at: datetime,
    why: str = "",
    counts: Mapping[str, int] | None = None,
) -> None:
    """One fact for each thousand of them."""
    for place in range(0, len(ids), MOST_SUBJECTS):
        record(
            verb,
            by=by,
            at=at,
            subjects=ids[place : place + MOST_SUBJECTS],
            why=why,
            data={"batch": batch, **(counts or {})},
        )


def due_from(batch: int, at: datetime) -> datetime:
    """Until when a check that begins now must be done: the first instant after the last day."""
    days = registration.policy_of(batch).integer("deadlines.verification_days", on=wib_day(at))
    return end_of(last_day(wib_day(at), days))


@transaction.atomic
def begin(application_ids: Sequence[UUID], *, by: Actor, at: datetime) -> None:
    """Begin the check of applications and ask for the job that asks the registry; again, it changes nothing."""
    have = set(Case.objects.filter(application_id__in=list(application_ids)).values_list("application_id", flat=True))
    fresh = [found for found in registration.columns_of(application_ids) if found.id not in have]
    batches = registration.batches_of(found.id for found in fresh)
    due = {batch: due_from(batch, at) for batch in set(batches.values())}
    rows = [
        Case(
            application_id=found.id, batch_number=batches[found.id], person_id=found.person_id, state=CaseState.WAITING,
            province=found.province, regency=found.regency, begun_at=at, due_at=due[batches[found.id]],
        )
        for found in fresh
    ]  # fmt: skip
    Case.objects.bulk_create(rows, batch_size=2000, ignore_conflicts=True)
    for batch in sorted(due):
        record_chunked(
            "verification.begun",
            [row.application_id for row in rows if row.batch_number == batch],
            batch=batch,
            by=by,
            at=at,
        )
    _ask_later([row.application_id for row in rows])


def _ask_later(ids: Sequence[UUID]) -> None:
    for chunk in chunks(ids, MOST_ENQUIRIES):
        defer("verification.check", queue="verification", application_ids=[str(found) for found in chunk])


@transaction.atomic
def again(application_ids: Sequence[UUID], *, by: Actor, at: datetime) -> int:
    """Check open cases once more, because what was told or listed has changed; tells how many."""
    rows = Case.objects.select_for_update().filter(
        application_id__in=list(application_ids), state__in=[CaseState.REVIEW, CaseState.ASKING]
    )
    found = list(rows.order_by("application_id").values_list("application_id", "batch_number"))
    ids = [row[0] for row in found]
    Case.objects.filter(application_id__in=ids).update(state=CaseState.WAITING, reasons=[], question="")
    for batch in sorted({row[1] for row in found}):
        record_chunked(
            "verification.sent_again", [row[0] for row in found if row[1] == batch], batch=batch, by=by, at=at
        )
    _ask_later(ids)
    return len(ids)


def check(
    application_ids: Iterable[UUID], *, by: Actor, at: datetime, registry: IdentityRegistry | None = None
) -> Checked:
    """Ask the registry about waiting cases in bulk and decide them by the rules; decided ones stay as they are.

    No lock is held while the registry is asked, and each chunk is written for itself. When the registry is down the rest
    keeps waiting and its owners read that Dukcapil is slow; so does a case whose own answer cannot be read.

    Args:
        application_ids: which applications.
        by: who checks.
        at: the programme's time.
        registry: whom to ask; the one of the settings, if none is given.

    Returns:
        How many were verified, refused, sent to review and delayed.
    """
    total = dict.fromkeys(STATES, 0)
    delayed = 0
    asked = registry or named_registry()
    for chunk in chunks(application_ids, MOST_ENQUIRIES):
        waiting = dict(
            Case.objects.filter(application_id__in=chunk, state=CaseState.WAITING).values_list(
                "application_id", "person_id"
            )
        )
        files = registry_view(list(waiting.values()))
        order = sorted(waiting)
        try:
            answers = asked.ask([_enquiry(files[waiting[found]]) for found in order]) if order else []
        except RegistryDown:
            delayed += _delay(order, by=by, at=at)
            continue
        told = {found: answer for found, answer in zip(order, answers, strict=True) if answer is not None}
        delayed += _delay([found for found in order if found not in told], by=by, at=at)
        for state, count in _write(list(told), files, told, by=by, at=at).items():
            total[state] += count
    return Checked(total[CaseState.VERIFIED], total[CaseState.REFUSED], total[CaseState.REVIEW], delayed)


def _enquiry(file: PersonFile) -> Enquiry:
    return Enquiry(file.nik, file.kk, file.name, file.birth_date, file.regency)


@transaction.atomic
def _delay(ids: Sequence[UUID], *, by: Actor, at: datetime) -> int:
    """Note on cases that the registry is slow, so that their owners can read it; tells how many wait."""
    rows = Case.objects.select_for_update().filter(
        application_id__in=list(ids), state=CaseState.WAITING, delayed_at=None
    )
    found = list(rows.order_by("application_id").values_list("application_id", "batch_number"))
    Case.objects.filter(application_id__in=[row[0] for row in found]).update(delayed_at=at)
    for batch in sorted({row[1] for row in found}):
        record_chunked("verification.delayed", [row[0] for row in found if row[1] == batch], batch=batch, by=by, at=at)
    return len(ids)


@transaction.atomic
def _write(
    ids: Sequence[UUID], files: dict[UUID, PersonFile], answers: dict[UUID, Answer], *, by: Actor, at: datetime
) -> dict[CaseState, int]:  # fmt: skip
    """Decide and write cases that still wait, batch by batch; tells how many came to which state."""
    rows = (
        Case.objects.select_for_update()
        .filter(application_id__in=list(ids), state=CaseState.WAITING)
        .order_by("application_id")
    )
    by_batch: dict[int, list[UUID]] = {}
    for found, batch in rows.values_list("application_id", "batch_number"):
        by_batch.setdefault(batch, []).append(found)
    counts = dict.fromkeys(STATES, 0)
    for batch, members in sorted(by_batch.items()):
        known = gather(batch, members, files, answers, on=wib_day(at))
        bits, states, traits = decide(known.columns, known.law)
        decided = [STATES[place] for place in states]
        _store(known, decided, [reasons_in(int(b)) for b in bits], [int(t) for t in traits], answers, at)
        _tell(batch, members, decided, by=by, at=at)
        for state in decided:
            counts[state] += 1
    return counts


def _store(
    known: Known, states: Sequence[CaseState], reasons: Sequence[Sequence[str]], traits: Sequence[int], answers: dict[UUID, Answer],
    at: datetime,
) -> None:  # fmt: skip
    places = [_place(known, number, answers[found]) for number, found in enumerate(known.ids)]
    texts = [json.dumps(asdict(answers[found]), default=_iso) for found in known.ids]
    sealed = seal_many([(p, f"registry|{i}", t) for p, i, t in zip(known.persons, known.ids, texts, strict=True)])
    with connection.cursor() as cursor:
        cursor.execute(
            WRITE,
            {
                "at": at, "ids": list(known.ids), "states": [str(state) for state in states],
                "reasons": [",".join(names) for names in reasons], "provinces": [place[:2] for place in places], "regencies": places,
                "families": list(known.families), "traits": list(traits), "sealed": sealed,
            },
        )  # fmt: skip


def _iso(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def _place(known: Known, number: int, answer: Answer) -> str:
    """Where the person counts: the registry's regency (R-24), as told when it does not know."""
    return answer.regency if answer.found and answer.regency else known.regencies[number]


def _tell(batch: int, ids: Sequence[UUID], states: Sequence[CaseState], *, by: Actor, at: datetime) -> None:
    groups = {state: [found for found, its in zip(ids, states, strict=True) if its is state] for state in STATES}
    numbers = {str(state): len(members) for state, members in groups.items()}
    record_chunked("verification.checked", list(ids), batch=batch, by=by, at=at, counts=numbers)
    for state, members in groups.items():
        record_chunked(STATE_FACTS[state], members, batch=batch, by=by, at=at)
