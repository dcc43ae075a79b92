"""Later: everything is counted again, when a reader found the last count old."""

from jadibisa.foundation.plumbing import clock
from jadibisa.foundation.plumbing.jobs import job
from jadibisa.kernel.actors import SYSTEM
from jadibisa.oversight.inclusion.services import refresh


@job("inclusion.refresh", queue="inclusion")
def count_again() -> None:
    """Count again."""
    refresh(by=SYSTEM, at=clock.now())
