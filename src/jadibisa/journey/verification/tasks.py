"""Later and on a timetable: begin checks when applications arrive, ask the registry, close what nobody answered."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from jadibisa.foundation.facts.services import listener
from jadibisa.foundation.facts.types import Fact
from jadibisa.foundation.plumbing import clock
from jadibisa.foundation.plumbing.jobs import job
from jadibisa.foundation.plumbing.timetable import hourly
from jadibisa.journey.verification import queries, services
from jadibisa.journey.verification.types import RegistryDown
from jadibisa.kernel.actors import SYSTEM

AT_ONCE = 5000


@listener("verification.begin", "registration.submitted")
def begin(fact: Fact) -> None:
    """Applications arrived: begin their checks."""
    services.begin(fact.subjects, by=SYSTEM, at=fact.at)


@listener("verification.again", "registration.corrected")
def again(fact: Fact) -> None:
    """An application was corrected: check it once more."""
    services.again(fact.subjects, by=SYSTEM, at=fact.at)


@listener("verification.revoke_missed", "training.first_purchase_missed")
def revoke_missed(fact: Fact) -> None:
    """Winners bought nothing in time: they are recipients no more, and the policy says whether they may try again."""
    services.revoke(fact.subjects, "missed_first_purchase", by=SYSTEM, at=fact.at)


@listener("verification.rescreen", "verification.list_imported")
def rescreen(fact: Fact) -> None:
    """A list came in: hold it against who is verified and not drawn yet."""
    as_of = date.fromisoformat(str(fact.data["as_of"]))
    services.rescreen(str(fact.data["kind"]), as_of, by=SYSTEM, at=fact.at)


@job("verification.check", queue="verification")
def check(application_ids: Sequence[str]) -> None:
    """Ask the registry about applications; while it is down the job is tried again.

    Raises:
        RegistryDown: so that the queue tries again.
    """
    if services.check([UUID(found) for found in application_ids], by=SYSTEM, at=clock.now()).delayed:
        raise RegistryDown


@hourly("verification.ask_again")
def ask_again(at: datetime) -> None:
    """Ask the registry about everything that still waits."""
    services.check(queries.waiting(AT_ONCE), by=SYSTEM, at=at)


@hourly("verification.close_unanswered")
def close_unanswered(at: datetime) -> None:
    """Close cases whose owners did not answer in time."""
    services.close_unanswered(queries.overdue_answers(at, AT_ONCE), by=SYSTEM, at=at)
