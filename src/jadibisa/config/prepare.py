"""Everything that must stand before a process serves: roles, the fitting key, the tables."""

import os

import django
import psycopg
from cryptography.exceptions import InvalidTag
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import connection, connections
from django.db.backends.postgresql.base import DatabaseWrapper as PostgresConnection
from django.db.migrations.executor import MigrationExecutor

from jadibisa.config import database as databases
from jadibisa.config.database import Database
from jadibisa.config.state import FailureError

SETTINGS = "jadibisa.config.settings"


def start_django(*, tables_only: bool = False) -> None:
    """Load the settings and all apps.

    Args:
        tables_only: load no tasks; making and applying migrations needs models alone.

    Raises:
        FailureError: when the settings refuse.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    try:
        if tables_only:
            settings.PROCRASTINATE_AUTODISCOVER_MODULE_NAME = ""
        django.setup()
    except ImproperlyConfigured as error:
        message = f"The settings refuse: {error}"
        raise FailureError(message) from None


def stand(database: Database) -> None:
    """What every command needs before it does anything: settings, a key that fits, the embedded database's roles.

    Raises:
        FailureError: when one of them cannot be had.
    """
    start_django()
    require_fitting_key(database)
    if database.embedded:
        databases.ensure(database)


def prepare(database: Database) -> bool:
    """Bring the database to the state that the sources need; tells whether anything was migrated.

    The key is tried before anything is written.

    Raises:
        FailureError: when the key does not fit or the server refuses.
    """
    start_django()
    require_fitting_key(database)
    databases.ensure(database)
    migrated = migrate(database)
    from jadibisa.foundation.facts import queries as facts  # noqa: PLC0415 - models need Django to stand
    from jadibisa.foundation.plumbing import crypto  # noqa: PLC0415

    if facts.is_from_an_older_cluster():
        message = (
            "This database was restored from a dump into a younger server, so listeners would hear no new fact. "
            "Restore a physical backup, or move the server's transaction number on with pg_resetwal -x first."
        )
        raise FailureError(message)
    crypto.remember_key()
    return migrated


def require_fitting_key(database: Database) -> None:
    """Refuse a master key that is not this database's; a database that is not there or empty has none yet.

    Raises:
        FailureError: when it does not fit, or the server cannot be reached.
    """
    from jadibisa.foundation.plumbing import crypto  # noqa: PLC0415 - models need Django to stand

    try:
        sealed = _sealed_check(database)
        if sealed is not None:
            crypto.unseal_with_master(sealed, context="key_check")
        else:
            crypto.master_key()
    except InvalidTag:
        message = "The master key does not fit this database: name the right file in JADIBISA_MASTER_KEY_FILE."
        raise FailureError(message) from None
    except ImproperlyConfigured as error:
        raise FailureError(str(error)[:1].upper() + str(error)[1:] + ".") from None


def _sealed_check(database: Database) -> bytes | None:
    """The text by which a key is tried, as the database keeps it."""
    try:
        with database.connect(database.owner) as server:
            if server.execute("select to_regclass('plumbing_keycheck')").fetchone() == (None,):
                return None
            row = server.execute("select sealed from plumbing_keycheck").fetchone()
    except psycopg.OperationalError as error:
        if database.embedded:
            return None  # not made yet
        message = f"The database {database.name} cannot be reached ({str(error).strip().splitlines()[0]})."
        raise FailureError(message) from None
    return None if row is None else bytes(row[0])


def let_go() -> None:
    """Close this process's connections; the next one reads the environment again."""
    for opened in connections.all(initialized_only=True):
        opened.close()
        if isinstance(opened, PostgresConnection):
            opened.close_pool()


def migrate(database: Database) -> bool:
    """Migrate as the owner when something is waiting; afterwards this process is the application again.

    Raises:
        FailureError: when the server refuses.
    """
    let_go()
    database.become(database.owner)
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if waiting:
            call_command("migrate", verbosity=0, interactive=False)
            databases.close_migrations(database)
    except psycopg.OperationalError as error:
        message = f"The database cannot be migrated ({str(error).strip().splitlines()[0]})."
        raise FailureError(message) from None
    finally:
        let_go()
        database.become(database.application)
    return bool(waiting)
