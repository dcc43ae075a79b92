"""Whether every row of the draw is named by a fact of its own kind, and every seat that moved by a published file."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from jadibisa.foundation.facts import queries as facts
from jadibisa.journey.registration.types import batch_subject
from jadibisa.journey.selection.models import Addition, Draw, DrawFile, Entry, Promise


def rows_without_fact() -> int:
    """Draws, lines of rolls, lost and filled seats, seats and promises beside draws that no fact of their own kind names.

    A ticket that moved up must also stand in a file of replacements of its draw, and nobody else may stand there.
    """
    announced = {batch_subject(batch) for batch in Draw.objects.values_list("batch_id", flat=True)}
    found = len(announced - facts.subjects_of(["selection.announced"]))
    lost = Q(lapsed_at__isnull=False)
    for verb, rows in (
        ("selection.listed", [Entry.objects.all()]),
        ("selection.replaced", [Entry.objects.filter(replaced_at__isnull=False)]),
        ("selection.lapsed", [Entry.objects.filter(lost), Addition.objects.filter(lost)]),
        ("selection.added", [Addition.objects.all()]),
        ("selection.promised", [Promise.objects.all()]),
    ):
        found += len(_applications(rows) - facts.subjects_of([verb]))
    return found + len(_moved() ^ _published_moves())


def _applications(tables: "Sequence[QuerySet[Any]]") -> set[UUID]:
    return {one for rows in tables for one in rows.values_list("application_id", flat=True).iterator()}


def _moved() -> set[tuple[int, str]]:
    """Batch and ticket of everybody who moved up from a waiting list, as the table says."""
    return set(Entry.objects.filter(replaced_at__isnull=False).values_list("batch_id", "ticket"))


def _published_moves() -> set[tuple[int, str]]:
    """The same as the published files say."""
    rows = DrawFile.objects.filter(name__startswith="replacements-").values_list("batch_id", "content")
    lines = (
        (batch, line.split(",")) for batch, content in rows for line in bytes(content).decode("ascii").splitlines()
    )
    return {(batch, fields[1]) for batch, fields in lines if fields[0] == "moved_up"}
