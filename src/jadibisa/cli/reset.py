"""`jadibisa reset`: forgets everything that the demonstration made. It asks first; `--yes` (or YES=1 with make) does not."""

import os
import shutil
import sys
from collections.abc import Sequence

from jadibisa.cli import parser
from jadibisa.cli.run import MARK
from jadibisa.config import database as databases
from jadibisa.config import state
from jadibisa.config.database import attached
from jadibisa.config.embedded_database import try_whole
from jadibisa.config.state import FailureError


def main(arguments: Sequence[str]) -> int:
    """Forget the data after asking."""
    own = parser("reset", __doc__)
    own.add_argument("--yes", action="store_true", help="do not ask")
    given = own.parse_args(arguments)
    if os.environ.get("DATABASE_URL"):
        return _named(yes=given.yes)
    folder = state.folder()
    if not (folder / "postgres").exists():
        print("There is nothing to forget.")
        return 0
    _ask(f"Everything in {folder / 'postgres'} will be gone.", yes=given.yes)
    with try_whole(folder):
        shutil.rmtree(folder / "postgres")
    print("Forgotten. `make run` begins anew.")
    return 0


def _named(*, yes: bool) -> int:
    """A named server is emptied only when the demonstration made what is there."""
    with attached() as database:
        if not databases.mark(database).startswith(MARK):
            raise FailureError(f"The database {database.name} is not the demonstration's: nothing was touched.")
        _ask(f"Everything in the database {database.name} at {database.common['PGHOST']} will be gone.", yes=yes)
        databases.forget(database)
        databases.write_mark(database, "")
    print("Forgotten. `make run` begins anew.")
    return 0


def _ask(what: str, *, yes: bool) -> None:
    if yes:
        return
    if not sys.stdin.isatty():
        raise FailureError(f"{what} Nobody can be asked here: say `make reset YES=1`.")
    if input(f"{what} Sure? [y/N] ").strip().lower() not in {"y", "yes", "ya"}:
        raise FailureError("Nothing was touched.")
