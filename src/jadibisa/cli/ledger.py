"""`jadibisa ledger check`: every invariant of the books, those of funding included. `jadibisa ledger drill`: restore them."""

from collections.abc import Sequence

from jadibisa.cli import parser
from jadibisa.config import database, restore_drill
from jadibisa.foundation.ledger import queries as ledger
from jadibisa.journey.funding import queries as funding

SHOWN = 20


def main(arguments: Sequence[str]) -> int:
    """Check the books, or restore a backup of them and check that; exit code 1 when an invariant is broken or there is no account."""
    asked = parser("ledger", __doc__)
    asked.add_argument(
        "act",
        choices=["check", "drill"],
        help="check: print each invariant and what breaks it; drill: take a backup, restore it to an instant, check it there",
    )
    if asked.parse_args(arguments).act == "drill":
        stood = restore_drill.drill(database.whole(), print)
        print("the drill was passed" if stood else "the drill FAILED")
        return 0 if stood else 1
    return _check()


def _check() -> int:
    checked = funding.check()
    for name in (*ledger.INVARIANTS, *funding.INVARIANTS):
        subjects = [entry.subject for entry in checked.breaks if entry.invariant == name]
        print(f"{'holds ' if not subjects else 'BROKEN'} {name}")
        for subject in subjects[:SHOWN]:
            print(f"       {subject}")
        if len(subjects) > SHOWN:
            print(f"       … and {len(subjects) - SHOWN} more")
    print(checked.summary)
    return 0 if checked.balances else 1
