"""`jadibisa prepare`: roles, key and tables stand afterwards; safe to run at any time and by several at once."""

from collections.abc import Sequence

from jadibisa.cli import parser
from jadibisa.config.database import attached
from jadibisa.config.prepare import prepare


def main(arguments: Sequence[str]) -> int:
    """Bring the database to what the sources need."""
    parser("prepare", __doc__).parse_args(arguments)
    with attached() as database:
        migrated = prepare(database)
    print("The database is ready." if migrated else "The database was ready.")
    return 0
