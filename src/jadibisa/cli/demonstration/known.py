"""What is known to be true is kept as facts of the demonstration, so that the report can say who was caught and who was lost."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from jadibisa.cli.demonstration.truth import Truth
from jadibisa.foundation.facts.models import FactRow
from jadibisa.journey.selection import queries as selection
from jadibisa.journey.selection.models import Entry
from jadibisa.journey.selection.types import Stage
from jadibisa.journey.verification import queries as verification
from jadibisa.journey.verification.models import Case
from jadibisa.journey.verification.types import CaseState

VERB = "demonstration.known"


@dataclass(frozen=True, slots=True)
class Met:
    """What became of the people of one truth.

    Attributes:
        people: how many there are.
        refused: refused by verification, kept off the roll by the cap of the family card, or turned away at the door.
        waiting: not decided yet.
    """

    truth: Truth
    people: int = 0
    refused: int = 0
    waiting: int = 0

    def plus(self, other: "Met") -> "Met":
        """Both together."""
        return Met(self.truth, self.people + other.people, self.refused + other.refused, self.waiting + other.waiting)


def met(batch: int | None) -> list[Met]:
    """What became of everybody of whom something is known, by truth; empty outside a demonstration."""
    found: dict[Truth, Met] = {}
    for number, truth, subjects, data in _known(batch):
        one = (
            Met(truth, int(data["people"]), int(data["refused"]))
            if "people" in data
            else _became(number, truth, subjects)
        )
        found[truth] = found.get(truth, Met(truth)).plus(one)
    return [found[truth] for truth in Truth if truth in found]


def _known(batch: int | None) -> Iterable[tuple[int, Truth, list[UUID], dict[str, Any]]]:
    rows = FactRow.objects.filter(verb=VERB).order_by("id")
    if batch is not None:
        rows = rows.filter(data__batch=batch)
    return (
        (int(data["batch"]), Truth(data["truth"]), subjects, data)
        for subjects, data in rows.values_list("subjects", "data")
    )


def _became(number: int, truth: Truth, subjects: list[UUID]) -> Met:
    states = dict(Case.objects.filter(application_id__in=subjects).values_list("application_id", "state"))
    refused = {one for one in subjects if states.get(one) == CaseState.REFUSED}
    waiting = {one for one in subjects if states.get(one) not in {CaseState.REFUSED, CaseState.VERIFIED}}
    if truth is Truth.THIRD_OF_CARD:
        draw = selection.draw(number)
        if draw is None or draw.stage is Stage.ANNOUNCED:  # the card decides when the roll is frozen
            waiting |= set(subjects) - refused - set(verification.left_out_by_family(number))
            refused |= set(verification.left_out_by_family(number)) & set(subjects)
        else:
            refused |= _kept_off(subjects)
    return Met(truth, len(subjects), len(refused), len(waiting - refused))


def _kept_off(subjects: list[UUID]) -> set[UUID]:
    """Who was verified and still does not stand on the frozen roll, because the family card is full."""
    there = set(Entry.objects.filter(application_id__in=subjects).values_list("application_id", flat=True))
    return set(subjects) - there
