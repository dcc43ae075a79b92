"""A durable database of a benchmark's own: made, migrated, used as the application's role, thrown away."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from jadibisa.config import database as databases
from jadibisa.config import embedded_database, state
from jadibisa.config.database import Database
from jadibisa.config.prepare import let_go, start_django

DURABLE = ("fsync=on", "synchronous_commit=on", "full_page_writes=on")


@contextmanager
def own_cluster(*, tables_only: bool = True, options: tuple[str, ...] = ()) -> Iterator[Database]:
    """Be the application on an empty migrated database with fsync.

    Args:
        tables_only: load no tasks.
        options: more settings of the server.
    """
    folder = state.folder()
    data = Path(tempfile.mkdtemp(prefix="bench-", dir=folder))
    key = data.with_suffix(".key")
    key.touch(mode=0o600)
    key.write_text("5e" * 32 + "\n", encoding="ascii")
    os.environ["JADIBISA_MASTER_KEY_FILE"] = str(key)
    try:
        with embedded_database.running(folder, data, options=(*DURABLE, *options)) as host:
            database = databases.embedded(host, "bench")
            databases.ensure(database)
            migrate = [sys.executable, "-m", "jadibisa.cli", "manage", "migrate", "-v0"]
            subprocess.run(migrate, env={**os.environ, **database.variables(database.owner)}, check=True)
            databases.close_migrations(database)
            database.become(database.application)
            start_django(tables_only=tables_only)
            try:
                yield database
            finally:
                let_go()
    finally:
        shutil.rmtree(data, ignore_errors=True)
        key.unlink(missing_ok=True)


def program(name: str) -> Path:
    """A program of the embedded database's package."""
    return embedded_database.binaries(state.folder()) / name
