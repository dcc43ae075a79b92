"""`jadibisa fund BATCH`: give a batch its budget, and its winners their balances; stopped with Ctrl-C, it goes on later."""

from collections.abc import Sequence

from jadibisa.cli import parser
from jadibisa.config.processes import StopAsked, stoppable
from jadibisa.foundation.plumbing.clock import now
from jadibisa.journey.funding import queries, services
from jadibisa.kernel.actors import SYSTEM
from jadibisa.kernel.money import rupiah_text

STOPPED = 130
A_LINE = 10_000


def _tell(done: int, people: int) -> None:
    """A line now and then."""
    if done == people or done % A_LINE == 0:
        print(f"{done:>10,} of {people:,}", flush=True)


def main(arguments: Sequence[str]) -> int:
    """Fund, allot if asked, and say where the money is; doing it again changes nothing."""
    asked = parser("fund", __doc__)
    asked.add_argument("batch", type=int, help="number of the batch, for example 72")
    asked.add_argument("--allot", action="store_true", help="also give every winner the balance")
    told = asked.parse_args(arguments)
    services.fund_batch(told.batch, by=SYSTEM, at=now())
    if told.allot:
        try:
            with stoppable():
                count = services.allot(told.batch, by=SYSTEM, at=now(), tell=_tell)
        except StopAsked:
            print("stopped: who was counted has the balance, the same command goes on with the others", flush=True)
            return STOPPED
        print(f"balances allotted now: {count}")
    totals = queries.totals(told.batch)
    for word in ("funded", "allotted", "spent", "reserved", "returned", "available"):
        print(f"{word:<10} {rupiah_text(getattr(totals, word)):>24}")
    return 0
