"""`jadibisa worker`: runs jobs, hands facts to their listeners and follows the timetable, until SIGTERM."""

from collections.abc import Sequence

from jadibisa.cli import parser
from jadibisa.config.database import attached
from jadibisa.config.prepare import prepare, stand


def main(arguments: Sequence[str]) -> int:
    """Work until told to stop."""
    own = parser("worker", __doc__)
    own.add_argument("--prepare", action="store_true", help="bring the tables up to date first")
    given = own.parse_args(arguments)
    with attached() as database:
        if given.prepare:
            prepare(database)
        else:
            stand(database)
        from jadibisa.config.worker import work

        work()
    return 0
