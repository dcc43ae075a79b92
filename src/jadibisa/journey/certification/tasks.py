"""What the certification step hears: a completed course gets its certificate."""

from uuid import UUID

from jadibisa.foundation.facts.services import listener
from jadibisa.foundation.facts.types import Fact
from jadibisa.journey.certification import services
from jadibisa.kernel.actors import SYSTEM


@listener("certification.issue", "training.completed")
def issue(fact: Fact) -> None:
    """A course was completed: issue the certificates."""
    services.issue([UUID(purchase_id) for purchase_id in fact.data["purchases"]], by=SYSTEM, at=fact.at)
