"""`jadibisa fund BATCH`: give a batch its budget, and its winners their balances."""

from collections.abc import Sequence

from jadibisa.cli import parser
from jadibisa.foundation.plumbing.clock import now
from jadibisa.journey.funding import queries, services
from jadibisa.kernel.actors import SYSTEM
from jadibisa.kernel.money import rupiah_text


def main(arguments: Sequence[str]) -> int:
    """Fund, allot if asked, and say where the money is; doing it again changes nothing."""
    asked = parser("fund", __doc__)
    asked.add_argument("batch", type=int, help="number of the batch, for example 72")
    asked.add_argument("--allot", action="store_true", help="also give every winner the balance")
    told = asked.parse_args(arguments)
    services.fund_batch(told.batch, by=SYSTEM, at=now())
    if told.allot:
        print(f"balances allotted now: {services.allot(told.batch, by=SYSTEM, at=now())}")
    totals = queries.totals(told.batch)
    for word in ("funded", "allotted", "spent", "reserved", "returned", "available"):
        print(f"{word:<10} {rupiah_text(getattr(totals, word)):>24}")
    return 0
