"""Commands about lists from outside."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import IntegrityError, transaction

from jadibisa.foundation.facts.services import record
from jadibisa.foundation.people.queries import nik_index
from jadibisa.journey.verification.models import ExclusionEntry, ExclusionList
from jadibisa.journey.verification.types import ListKind, list_subject
from jadibisa.kernel.actors import Actor
from jadibisa.kernel.clock import wib_day
from jadibisa.kernel.ids import Nik
from jadibisa.kernel.refusals import N_, Refusal


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
