"""A durable database of a benchmark's own: made, migrated, used as the application's role, thrown away."""

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
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
    use_a_key_of_our_own()
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


@cache
def use_a_key_of_our_own() -> None:
    """One for the whole process: the settings read it once."""
    key = Path(tempfile.mkdtemp(prefix="bench-key-")) / "key"
    key.touch(mode=0o600)
    key.write_text("5e" * 32 + "\n", encoding="ascii")
    atexit.register(shutil.rmtree, key.parent, ignore_errors=True)
    os.environ["JADIBISA_MASTER_KEY_FILE"] = str(key)


def program(name: str) -> Path:
    """A program of the embedded database's package."""
    return embedded_database.binaries(state.folder()) / name
