"""Questions about lists from outside."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from jadibisa.journey.registration import queries as registration
from jadibisa.journey.verification.models import ExclusionEntry, ExclusionList
from jadibisa.journey.verification.types import (
    EXCLUSION_KINDS,
    ListKind,
    ListView,
)
from jadibisa.kernel.clock import wib_day


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


def on_list(kind: str, as_of: date, nik_indexes: Sequence[bytes]) -> set[bytes]:
    """Which of these NIKs stand on one list."""
    rows = ExclusionEntry.objects.filter(list__kind=kind, list__as_of=as_of, nik_index__in=list(nik_indexes))
    return {bytes(index) for index in rows.values_list("nik_index", flat=True)}
