"""Bringing together what is known of applications, as the columns on which the rules decide."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import numpy as np

from jadibisa.foundation.people.queries import kk_indexes, nik_indexes
from jadibisa.foundation.people.types import PersonFile
from jadibisa.foundation.plumbing.crypto import blind_index
from jadibisa.journey.registration import queries as registration
from jadibisa.journey.registration.types import ApplicationColumns
from jadibisa.journey.verification import queries
from jadibisa.journey.verification.rules import Law, compare, law_of
from jadibisa.journey.verification.types import TRAIT_KINDS, Answer, Columns, ListKind, RecipientState

WOMAN = 1


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of some applications of one batch, in one order."""

    ids: Sequence[UUID]
    persons: Sequence[UUID]
    families: Sequence[bytes]
    regencies: Sequence[str]
    columns: Columns
    law: Law


def gather(
    batch: int, ids: Sequence[UUID], files: dict[UUID, PersonFile], answers: dict[UUID, Answer], *, on: date
) -> Known:
    """Bring together what people told, what the registry said, what lists and recipients say.

    Args:
        batch: whose policy decides.
        ids: applications of this batch.
        files: persons by id, opened.
        answers: the registry's answers by application.
        on: the day for which lists are read.
    """
    told = {found.id: found for found in registration.columns_of(ids)}
    rows = [told[found] for found in ids]
    people = [files[row.person_id] for row in rows]
    said = [answers[found] for found in ids]
    persons = [row.person_id for row in rows]
    own = kk_indexes(persons)
    families = [blind_index("kk", a.kk) if a.found and a.kk else own[p] for a, p in zip(said, persons, strict=True)]
    policy, day = registration.policy_of(batch), registration.policy_day(batch)
    columns: dict[str, Any] = {
        **_identity(rows, people, said),
        **_standing(rows, persons, frozenset(policy.texts("eligibility.excluded_occupations", on=day)), on=on),
        **_recipients(persons, families, queries.family_cap(batch)),
    }
    columns["blacklisted"] = columns.pop("listed_black") | columns.pop("revoked")
    return Known(ids, persons, families, [row.regency for row in rows], columns, law_of(policy, day))


def _bools(values: Sequence[bool]) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
    return np.array(values, dtype=bool)


def _identity(rows: Sequence[ApplicationColumns], people: Sequence[PersonFile], said: Sequence[Answer]) -> Columns:
    trio = list(zip(rows, people, said, strict=True))
    births = [a.birth_date if a.found and a.birth_date else row.birth_date for row, _person, a in trio]
    return {
        "found": _bools([a.found for a in said]),
        "alive": _bools([a.alive for a in said]),
        "birth_same": _bools([a.birth_date == row.birth_date for row, _person, a in trio]),
        "kk_same": _bools([a.kk == person.kk for _row, person, a in trio]),
        "name": np.array([compare(person.name, a.name) if a.found else 0 for _row, person, a in trio], dtype=np.int8),
        "birth": np.array(births, dtype="datetime64[D]"),
        "woman": _bools([(a.gender if a.found else row.gender) == "F" for row, _person, a in trio]),
    }


def _standing(
    rows: Sequence[ApplicationColumns], persons: Sequence[UUID], excluded: frozenset[str], *, on: date
) -> Columns:
    indexes = nik_indexes(persons)
    listed = queries.listed(list(indexes.values()), on=on)
    on_list = {kind: _bools([indexes[person] in listed[kind] for person in persons]) for kind in ListKind}
    proven = sum(
        (np.where(on_list[kind], bit, 0) for kind, bit in TRAIT_KINDS.items()), np.zeros(len(rows), dtype=np.int64)
    )
    return {
        "studies": _bools([row.in_education for row in rows]) | on_list[ListKind.EDUCATION],
        "official": _bools([row.occupation in excluded for row in rows]) | on_list[ListKind.OFFICIALS],
        "aided": on_list[ListKind.SOCIAL_AID],
        "listed_black": on_list[ListKind.BLACKLIST],
        "claimed": np.array([row.traits for row in rows], dtype=np.int64),
        "proven": proven,
    }


def _recipients(persons: Sequence[UUID], families: Sequence[bytes], cap: int) -> Columns:
    spent = queries.spent_persons(persons)
    slots = queries.family_slots(families)
    return {
        "earlier": _bools([spent.get(person) is RecipientState.ACTIVE for person in persons]),
        "revoked": _bools([spent.get(person) is RecipientState.REVOKED for person in persons]),
        "family_full": _bools([len(slots.get(family, ())) >= cap for family in families]),
    }
