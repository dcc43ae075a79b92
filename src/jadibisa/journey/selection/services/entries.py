"""The frozen roll on its way from the pool into files and tables, by columns: a million people are a few arrays."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from uuid import UUID

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from jadibisa.journey.registration.types import Trait
from jadibisa.journey.selection import queries
from jadibisa.journey.selection.models import Entry
from jadibisa.journey.selection.rules import formats
from jadibisa.journey.selection.rules.lines import TAB, Bytes, Texts, hexadecimal, in_order, lines_of
from jadibisa.journey.selection.rules.quota import tier_of
from jadibisa.journey.selection.types import Law
from jadibisa.journey.verification import queries as verification

NULL = "\\N"


@dataclass(frozen=True, slots=True)
class Entries:
    """The people of a roll in its order: by province, then by ticket.

    Attributes:
        applications, persons: ids, `[person, 16]`.
        provinces: what the file is named after.
        compartments: where a person is drawn.
        kinds: bit masks of the law's traits.
    """

    applications: Bytes
    persons: Bytes
    tickets: Texts
    provinces: Texts
    compartments: Texts
    tiers: NDArray[np.uint8]
    kinds: NDArray[np.uint8]

    def parts(self) -> Iterator[tuple[str, slice]]:
        """The provinces and where their people stand."""
        codes = self.provinces.view(np.uint16)
        edges = [0, *(np.flatnonzero(codes[1:] != codes[:-1]) + 1).tolist(), len(codes)]
        for start, end in pairwise(edges):
            if start < end:
                yield self.provinces[start].decode(), slice(start, end)

    def people(self, kinds: int) -> dict[str, list[int]]:
        """How many there are of each type in each compartment."""
        found: dict[str, list[int]] = {}
        for _province, part in self.parts():
            codes, places = np.unique(self.compartments[part], return_inverse=True)
            cells = np.bincount(places * kinds + self.kinds[part], minlength=len(codes) * kinds)
            found |= {code.decode(): row for code, row in zip(codes, cells.reshape(-1, kinds).tolist(), strict=True)}
        return found

    def application_ids(self) -> list[UUID]:
        """The ids as such."""
        content = self.applications.tobytes()
        return [UUID(bytes=content[at : at + 16]) for at in range(0, len(content), 16)]

    def labels(self, law: Law) -> Texts:
        """The types as the open roll shows them."""
        names = [formats.label_of(kind, law.traits).encode("ascii") for kind in range(2 ** len(law.traits))]
        return np.array(names, dtype=np.bytes_)[self.kinds]


def entries_of(batch: int, law: Law) -> Entries:
    """The verified pool in the order of the roll."""
    pool = verification.pool_columns(batch)
    order = in_order(pool.provinces, pool.tickets)
    provinces, traits = pool.provinces[order], pool.traits[order]
    compartments: Texts = provinces.astype("S5")
    codes = provinces.view(np.uint16)
    for code in np.unique(codes):
        if law.splits(code.tobytes().decode()):
            here = np.flatnonzero(codes == code)
            compartments[here] = pool.regencies[order[here]]
    sets = [frozenset(trait.name or "" for trait in Trait(mask)) for mask in range(int(traits.max(initial=0)) + 1)]
    kinds = [sum(1 << place for place, trait in enumerate(law.traits) if trait in found) for found in sets]
    tiers = [tier_of(found, law.tiers) for found in sets]
    return Entries(
        pool.applications[order], pool.persons[order], pool.tickets[order], provinces, compartments,
        np.array(tiers, dtype=np.uint8)[traits], np.array(kinds, dtype=np.uint8)[traits],
    )  # fmt: skip


def roll_files(people: Entries, shown: Texts) -> dict[str, bytes]:
    """The files of the roll, by name in the order of the roll.

    Args:
        people: the roll.
        shown: what stands for the type in each line.
    """
    tiers = people.tiers.astype("S1")
    return {
        formats.part_name("roll", province): lines_of(
            [people.tickets[part], people.compartments[part], tiers[part], shown[part]]
        )
        for province, part in people.parts()
    }


def commitments(batch: int, people: Entries, labels: Texts) -> tuple[Texts, bytes]:
    """What stands in the roll instead of hidden types, and the file that opens it."""
    shown, lines = [], []
    for ticket, label in zip(people.tickets.tolist(), labels.tolist(), strict=True):
        name, kind = ticket.decode(), label.decode()
        salt = queries.salt_of(batch, name)
        shown.append(formats.commitment(salt, name, kind).encode("ascii"))
        lines.append(f"{name},{kind},{salt}\n")
    return np.array(shown, dtype="S64"), "".join(lines).encode("ascii")


def enter(batch: int, people: Entries) -> None:
    """Write the roll into its table."""
    count = len(people.tickets)
    given: dict[str, Texts] = {
        "application_id": hexadecimal(people.applications),
        "batch_id": np.full(count, str(batch).encode("ascii")),
        "person_id": hexadecimal(people.persons),
        "ticket": people.tickets,
        "compartment": people.compartments,
        "tier": people.tiers.astype("S1"),
        "kind": people.kinds.astype("S2"),
        "place": np.arange(count).astype("S10"),
    }
    fields = {field.column: field for field in Entry._meta.concrete_fields if field.column}  # noqa: SLF001 - Django's own
    for name in sorted(fields.keys() - given):
        given[name] = np.full(count, _as_text(fields[name].get_default()).encode("ascii"))
    names = ", ".join(given)
    with connection.cursor() as cursor, cursor.copy(f"copy selection_entry ({names}) from stdin") as into:
        into.write(lines_of(list(given.values()), TAB))


def _as_text(value: object) -> str:
    """A default as COPY reads it."""
    return NULL if value is None else str(value).lower() if isinstance(value, bool) else str(value)
