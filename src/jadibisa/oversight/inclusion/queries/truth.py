"""What became of those about whom a demonstration knows the truth."""

from collections.abc import Iterable
from uuid import UUID

from jadibisa.foundation.facts import queries as facts
from jadibisa.foundation.facts.types import Fact
from jadibisa.journey.selection import queries as selection
from jadibisa.journey.selection.types import Stage
from jadibisa.journey.verification import queries as verification
from jadibisa.journey.verification.types import CaseState
from jadibisa.oversight.inclusion.types import KnownTruth, Met, Truth

VERB = "demonstration.known"


def known_truth(batch: int | None) -> KnownTruth | None:
    """Who was caught and who was lost in a batch, or in all; None outside a demonstration."""
    found: dict[Truth, Met] = {}
    for fact in facts.of_kind(VERB):
        if batch is None or fact.data["batch"] == batch:
            one = _met(fact)
            found[one.truth] = found.get(one.truth, Met(one.truth)).plus(one)
    return KnownTruth(tuple(found[truth] for truth in Truth if truth in found)) if found else None


def _met(fact: Fact) -> Met:
    truth = Truth(fact.data["truth"])
    if "people" in fact.data:
        return Met(truth, int(fact.data["people"]), int(fact.data["refused"]))
    return _became(int(fact.data["batch"]), truth, fact.subjects)


def _became(number: int, truth: Truth, subjects: Iterable[UUID]) -> Met:
    asked = set(subjects)
    cases = verification.cases(asked)
    refused = {one for one, case in cases.items() if case.state is CaseState.REFUSED}
    verified = {one for one, case in cases.items() if case.state is CaseState.VERIFIED}
    waiting = asked - refused - verified
    if truth is Truth.THIRD_OF_CARD:
        draw = selection.draw(number)
        if draw is None or draw.stage is Stage.ANNOUNCED:  # the card decides when the roll is frozen
            beyond = asked & set(verification.left_out_by_family(number))
            waiting |= verified - beyond
            refused |= beyond
        else:
            refused |= asked - selection.on_roll(asked)
    return Met(truth, len(asked), len(refused), len(waiting - refused))
