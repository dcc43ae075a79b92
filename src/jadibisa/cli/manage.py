"""`jadibisa manage …`: Django's own commands, with the database attached."""

import sys
from collections.abc import Sequence

from jadibisa.config.database import attached, ensure
from jadibisa.config.prepare import let_go, start_django

AS_OWNER = {"migrate"}  # the only one that may change tables
TABLES_ONLY = {"makemigrations", "migrate", "showmigrations", "sqlmigrate"}  # need models, neither pages nor tasks


def main(arguments: Sequence[str]) -> int:
    """Run a Django command as the application's role, `migrate` as the owner."""
    with attached() as database:
        ensure(database)
        if set(arguments[:1]) & AS_OWNER:
            database.become(database.owner)
        tables_only = bool(set(arguments[:1]) & TABLES_ONLY)
        start_django(tables_only=tables_only)
        from django.core.management import execute_from_command_line

        try:
            execute_from_command_line(["jadibisa manage", *arguments, *(["--skip-checks"] if tables_only else [])])
        except SystemExit as end:
            return end.code if isinstance(end.code, int) else 1
        finally:
            let_go()
    sys.stdout.flush()
    return 0
