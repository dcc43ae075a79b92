"""`jadibisa pay`: book what is due, make payout runs, send what is approved."""

from collections.abc import Sequence

from jadibisa.cli import parser
from jadibisa.foundation.plumbing.clock import now
from jadibisa.journey.funding import queries, services
from jadibisa.kernel.money import rupiah_text


def main(arguments: Sequence[str]) -> int:
    """One round of payouts; a run above the limit waits for two people on the finance desk."""
    parser("pay", __doc__).parse_args(arguments)
    print(f"payouts that came to an end now: {services.pay_due(now())}")
    for state, (count, amount) in sorted(queries.counts_by_state().items()):
        print(f"{state:<10} {count:>9} {rupiah_text(amount):>22}")
    for run in queries.open_runs():
        print(f"G{run.batch}: {run.count} payouts of {rupiah_text(run.total)} wait for two people ({run.state})")
    return 0
