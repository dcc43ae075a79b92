"""Commands about lists from outside."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from jadibisa.foundation.facts import queries as facts
from jadibisa.foundation.facts.services import record
from jadibisa.foundation.people.queries import nik_index, nik_indexes
from jadibisa.journey.registration import queries as registration
from jadibisa.journey.registration.types import BatchView, batch_subject
from jadibisa.journey.verification import queries
from jadibisa.journey.verification.models import Case, ExclusionEntry, ExclusionList
from jadibisa.journey.verification.services.checks import record_chunked
from jadibisa.journey.verification.types import CaseState, ListKind, Reason, list_subject
from jadibisa.kernel.actors import Actor
from jadibisa.kernel.clock import wib_day
from jadibisa.kernel.ids import Nik
from jadibisa.kernel.refusals import N_, Refusal

STRETCH = 5000
REASON_OF = {
    ListKind.EDUCATION: Reason.IN_EDUCATION,
    ListKind.OFFICIALS: Reason.OCCUPATION,
    ListKind.BLACKLIST: Reason.BLACKLISTED,
    ListKind.SOCIAL_AID: Reason.SOCIAL_AID,
}


@transaction.atomic
def import_list(
    kind: str, as_of: date, nik_list: Iterable[Nik | str], *, by: Actor, at: datetime, source: str = ""
) -> int:  # fmt: skip
    """Import a list of NIKs as of a day; only their blind indexes are kept.

    Args:
        kind: one of `ListKind`.
        as_of: the day on which the list was true.
        nik_list: the numbers, in whatever writing.
        by: who imports.
        at: the programme's time.
        source: whose list it is.

    Returns:
        How many persons are on it.

    Raises:
        Refusal: `unknown_list`, `list_from_future`, `list_exists`, and with its line the first NIK that cannot be one.
    """
    if kind not in set(ListKind):
        raise Refusal("unknown_list", N_("Jenis daftar itu tidak dikenal."), field="kind")
    if as_of > wib_day(at):
        raise Refusal("list_from_future", N_("Tanggal daftar itu belum lewat."), field="as_of")
    indexes = sorted({nik_index(_nik(line, text)) for line, text in enumerate(nik_list, 1)})
    try:
        with transaction.atomic():
            row = ExclusionList.objects.create(
                kind=kind, as_of=as_of, source=source or kind, entries=len(indexes), imported_at=at
            )
    except IntegrityError:
        raise Refusal("list_exists", N_("Daftar ini untuk tanggal itu sudah ada."), field="as_of", status=409) from None
    entries = [ExclusionEntry(list=row, nik_index=index) for index in indexes]
    ExclusionEntry.objects.bulk_create(entries, batch_size=5000)
    record(
        "verification.list_imported", by=by, at=at, subjects=[list_subject(kind, as_of)],
        data={"kind": kind, "as_of": as_of.isoformat(), "entries": len(indexes)},
    )  # fmt: skip
    return len(indexes)


def _nik(line: int, text: Nik | str) -> Nik:
    if isinstance(text, Nik):
        return text
    try:
        return Nik.parse(text)
    except Refusal:
        raise Refusal("list_line_wrong", N_("Baris %(line)d bukan NIK. Daftar tidak disimpan."), line=line) from None


@transaction.atomic
def rescreen(kind: str, as_of: date, *, by: Actor, at: datetime) -> int:
    """Hold a new list against who is verified and not drawn yet; who stands on it is refused, and may appeal.

    Args:
        kind: one of `ListKind`; lists that prove a trait change nothing here.
        as_of: the day of the list.
        by: who screens.
        at: the programme's time.

    Returns:
        How many were refused.
    """
    if kind not in REASON_OF:
        return 0
    batches = [
        batch.number for batch in registration.batches(at) if _undrawn(batch, at) and _counts(kind, batch.number)
    ]
    members = queries.verified_in(batches)
    refused: dict[int, list[UUID]] = {}
    for place in range(0, len(members), STRETCH):
        part = members[place : place + STRETCH]
        indexes = nik_indexes(person for _found, person, _batch in part)
        listed = queries.on_list(kind, as_of, list(indexes.values()))
        for found, person, batch in part:
            if indexes[person] in listed:
                refused.setdefault(batch, []).append(found)
    for batch, ids in sorted(refused.items()):
        Case.objects.filter(application_id__in=ids, state=CaseState.VERIFIED).update(
            state=CaseState.REFUSED, reasons=[str(REASON_OF[ListKind(kind)])], decided_at=at, by_officer=False
        )
        record_chunked("verification.refused", ids, batch=batch, by=by, at=at, why=f"{kind} {as_of.isoformat()}")
    return sum(map(len, refused.values()))


def _undrawn(batch: BatchView, at: datetime) -> bool:
    """Whether a batch waits for its draw; a draw that is late waits until its roll is frozen."""
    return batch.draw_at > at or not facts.exists("selection.frozen", batch_subject(batch.number))


def _counts(kind: str, batch: int) -> bool:
    """Whether a list of this kind excludes under the policy of a batch."""
    policy, day = registration.policy_of(batch), registration.policy_day(batch)
    if kind == ListKind.EDUCATION:
        return policy.flag("eligibility.in_education_excluded", on=day)
    return kind != ListKind.SOCIAL_AID or policy.flag("eligibility.other_social_aid_excluded", on=day)
