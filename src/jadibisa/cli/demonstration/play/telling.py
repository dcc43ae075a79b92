"""What is true of everybody is told to the record, so that the report can say who was caught and who was lost."""

from datetime import datetime
from uuid import UUID

from jadibisa.cli.demonstration.play.world import Batch, World
from jadibisa.foundation.facts.services import MOST_SUBJECTS, record
from jadibisa.journey.registration.types import batch_subject
from jadibisa.journey.verification import queries as verification
from jadibisa.kernel.actors import SYSTEM
from jadibisa.oversight.inclusion.queries import VERB
from jadibisa.oversight.inclusion.types import MUST_REFUSE, Truth

CAP = 2  # recipients on one family card, in each scheme that is played


def tell(world: World, batch: Batch, at: datetime) -> None:
    """Record what is true of everybody who applied in a batch."""
    groups: dict[Truth, list[UUID]] = {}
    beyond = beyond_the_cap(world, batch)
    for application_id, person in batch.people.items():
        truth = Truth.THIRD_OF_CARD if application_id in beyond else person.truth
        kept = Truth.ORDINARY if truth is Truth.REGISTERED_TWICE else truth  # the first time was right
        groups.setdefault(kept, []).append(application_id)
    for truth, members in sorted(groups.items()):
        for place in range(0, len(members), MOST_SUBJECTS):
            part = members[place : place + MOST_SUBJECTS]
            record(VERB, by=SYSTEM, at=at, subjects=part, data={"batch": batch.number, "truth": truth})
    data = {
        "batch": batch.number, "truth": Truth.REGISTERED_TWICE, "people": batch.second_tries, "refused": batch.second_refused,
    }  # fmt: skip
    record(VERB, by=SYSTEM, at=at, subjects=[batch_subject(batch.number)], data=data)


def beyond_the_cap(world: World, batch: Batch) -> set[UUID]:
    """Who of a family with more eligible applicants than free places may not enter the roll: the greater ticket ids."""
    taken: dict[str, int] = {}
    for earlier in world.batches.values():
        if earlier is not batch:
            for row in verification.recipients(earlier.number):
                if row.state == "active":
                    card = earlier.people[row.application_id].registry.kk
                    taken[card] = taken.get(card, 0) + 1
    families: dict[str, list[UUID]] = {}
    for application_id, person in batch.people.items():
        if person.truth not in MUST_REFUSE - {Truth.REGISTERED_TWICE, Truth.THIRD_OF_CARD}:
            families.setdefault(person.registry.kk, []).append(application_id)
    beyond: set[UUID] = set()
    for card, members in families.items():
        free = max(0, CAP - taken.get(card, 0))
        beyond.update(sorted(members, key=batch.tickets.__getitem__)[free:])
    return beyond
