"""Everything that must stand before a process serves: roles, the fitting key, the tables."""

import os

import django
import psycopg
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


def prepare(database: Database) -> bool:
    """Bring the database to the state that the sources need; tells whether anything was migrated.

    The key is tried before anything is written.

    Raises:
        FailureError: when the key does not fit or the server refuses.
    """
    databases.ensure(database)
    start_django()
    require_fitting_key()
    migrated = migrate(database)
    _remember_key()
    return migrated


def require_fitting_key() -> None:
    """Refuse a master key that is not this database's; a database without tables has none yet.

    Raises:
        FailureError: when it does not fit.
    """
    from jadibisa.foundation.plumbing import crypto  # noqa: PLC0415 - models need Django to stand

    if "plumbing_keycheck" not in connection.introspection.table_names():
        return
    try:
        crypto.require_fitting_key()
    except ImproperlyConfigured as error:
        raise FailureError(_sentence(error)) from None


def _remember_key() -> None:
    from jadibisa.foundation.plumbing import crypto  # noqa: PLC0415 - models need Django to stand

    try:
        crypto.remember_key()
    except ImproperlyConfigured as error:
        raise FailureError(_sentence(error)) from None


def _sentence(error: Exception) -> str:
    text = str(error)
    return text[:1].upper() + text[1:] + "."


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
