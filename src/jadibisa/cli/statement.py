"""`jadibisa statement FILE`: take in a statement file of the bank, whole or not at all, and match its day."""

from collections.abc import Sequence
from pathlib import Path

from jadibisa.cli import parser
from jadibisa.cli.reading import why_unread
from jadibisa.foundation.plumbing.clock import now
from jadibisa.journey.funding import queries, services
from jadibisa.kernel.actors import SYSTEM


def main(arguments: Sequence[str]) -> int:
    """Import a file, or list the days without one; exit code 1 when cases are open."""
    own = parser("statement", __doc__)
    own.add_argument("file", type=Path, nargs="?", help="camt.053 or MT940; its content says which")
    told = own.parse_args(arguments)
    if told.file is None:
        for day in queries.bank_days():
            print(f"{day.day} {day.state:<8} {day.lines:>9} lines {day.open_cases:>6} open cases  {day.identity}")
        return 0
    try:
        data = told.file.read_bytes()
    except OSError as error:
        own.error(f"{told.file}: {why_unread(error)}")
    taken = services.import_bank_file(data, by=SYSTEM, at=now(), say=lambda kept: print(f"kept: {kept:,}", flush=True))
    if taken.again:
        print(f"{taken.day}: known already, nothing changed")
        return 0
    print(f"{taken.day} ({taken.format}): {taken.result.new:,} new lines, {taken.result.matched:,} matched")
    print(f"open cases: {taken.cases:,}")
    return int(taken.cases > 0)
