"""`jadibisa population FILE`: what the identity registry knows of the synthetic people, for the stand-in server.

One JSON object a line. Only in a demonstration, only synthetic people; whose file is opened is on record.
"""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from uuid import UUID

from django.conf import settings

from jadibisa.cli import parser
from jadibisa.foundation.facts.services import MOST_SUBJECTS, record
from jadibisa.foundation.people.services import registry_view
from jadibisa.foundation.plumbing import clock
from jadibisa.journey.verification import queries as verification
from jadibisa.journey.verification.models import Case
from jadibisa.kernel.actors import SYSTEM
from jadibisa.kernel.ids import Nik
from jadibisa.kernel.refusals import N_, Refusal


def main(arguments: Sequence[str]) -> int:
    """Write the population into a file."""
    own = parser("population", __doc__)
    own.add_argument("file", type=Path)
    given = own.parse_args(arguments)
    if not (settings.DEMONSTRATION and clock.is_demonstration()):
        raise Refusal("no_demonstration", N_("Itu hanya ada dalam mode demonstrasi."), status=404)
    lines = list(_lines())
    given.file.write_text("".join(lines), encoding="utf-8")
    print(f"{len(lines):,} persons in {given.file}")
    return 0


def _lines() -> Iterable[str]:
    """The newest answer about each person, as JSON."""
    newest: dict[UUID, UUID] = dict(
        Case.objects.filter(registry_sealed__isnull=False)
        .order_by("checked_at")
        .values_list("person_id", "application_id")
    )
    persons = sorted(newest)
    for place in range(0, len(persons), MOST_SUBJECTS):
        part = persons[place : place + MOST_SUBJECTS]
        files = registry_view(part)
        record("demonstration.population_written", by=SYSTEM, at=clock.now(), subjects=part)
        for person in part:
            answer = verification.registry_answer(newest[person])
            if (
                answer is None
                or not answer.found
                or answer.birth_date is None
                or not Nik(files[person].nik).is_synthetic
            ):
                continue
            told = {
                "nik": files[person].nik, "kk": answer.kk, "name": answer.name, "birth_date": answer.birth_date.isoformat(),
                "gender": answer.gender, "regency": answer.regency, "alive": answer.alive,
            }  # fmt: skip
            yield json.dumps(told, ensure_ascii=False) + "\n"
