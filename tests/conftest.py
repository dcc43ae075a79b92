"""A throwaway PostgreSQL for each process that runs tests, copied from one that was migrated before."""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.test import TransactionTestCase
from hypothesis import settings as property_settings

from jadibisa.config import database as databases
from jadibisa.config import embedded_database, messages, state
from jadibisa.config.database import ATTACHED, Database
from jadibisa.config.prepare import let_go

property_settings.register_profile("busy", deadline=None)  # how long one example takes says how busy the machine is
property_settings.load_profile("busy")

STACK = ExitStack()
TEMPLATE = "template_jadibisa"
MASTER_KEY = "5e" * 32  # of tests only


def fingerprint() -> str:
    """Changes with any migration and with the lock file."""
    seen = hashlib.sha256((state.ROOT / "requirements/dev.txt").read_bytes())
    for path in sorted(state.SOURCES.glob("**/migrations/*.py")):
        seen.update(path.name.encode() + path.read_bytes())
    seen.update(Path(databases.__file__).read_bytes())
    return seen.hexdigest()[:12]


def prepared(folder: Path) -> Path:
    """A stopped cluster with a migrated database, made once per fingerprint."""
    kept = folder / f"prepared-{fingerprint()}"
    if kept.exists():
        return kept
    for old in folder.glob("prepared-*"):
        shutil.rmtree(old, ignore_errors=True)
    half = Path(tempfile.mkdtemp(prefix="making-", dir=folder))
    with embedded_database.running(folder, half, options=embedded_database.FAST) as host:
        database = databases.embedded(host, TEMPLATE)
        databases.ensure(database)
        migrate = [sys.executable, "-m", "jadibisa.cli", "manage", "migrate", "-v0"]
        surroundings = {**os.environ, **database.variables(database.owner)}
        made = subprocess.run(migrate, env=surroundings, capture_output=True, text=True, check=False)
        if made.returncode == 0:
            databases.close_migrations(database)
    if made.returncode:
        shutil.rmtree(half, ignore_errors=True)
        pytest.exit(f"the tables cannot be made:\n{made.stdout}{made.stderr}", returncode=3)
    half.rename(kept)
    return kept


def sweep(folder: Path) -> None:
    """Remove what test runs that were killed left behind: clusters without a server."""
    for old in [*folder.glob("test-*/"), *folder.glob("making-*/")]:
        try:
            os.kill(int((old / "postmaster.pid").read_text(encoding="ascii").splitlines()[0]), 0)
        except (OSError, ValueError, IndexError):
            shutil.rmtree(old, ignore_errors=True)


def key_file(folder: Path) -> Path:
    """The master key of tests."""
    path = folder / "test-master-key"
    if not path.exists():
        half = folder / f"test-master-key.{os.getpid()}"
        half.touch(mode=0o600)
        half.write_text(MASTER_KEY + "\n", encoding="ascii")
        half.replace(path)
    return path


def pytest_configure(config: pytest.Config) -> None:
    """Each process that runs tests has a server of its own: an open transaction of one holds back no listener of another."""
    if config.option.collectonly:
        return
    folder = state.folder()
    os.environ["JADIBISA_MASTER_KEY_FILE"] = settings.MASTER_KEY_FILE = str(key_file(folder))
    if not hasattr(config, "workerinput"):
        messages.compile_all()
        with state.locked(folder / "start.lock"):
            sweep(folder)
            prepared(folder)
        if getattr(config.option, "dist", "no") != "no":
            return
    start_server(folder)


def start_server(folder: Path) -> None:
    """Copy the prepared cluster and let this process be the application on it."""
    with state.locked(folder / "start.lock"):
        data = Path(tempfile.mkdtemp(prefix="test-", dir=folder))
        STACK.callback(shutil.rmtree, data, ignore_errors=True)
        embedded_database.copy_cluster(prepared(folder), data)
        embedded_database.own(data)
        host = STACK.enter_context(embedded_database.running(folder, data, options=embedded_database.FAST))
    database = databases.embedded(host, TEMPLATE)
    database.become(database.application)


def pytest_unconfigure() -> None:
    """Stop it."""
    STACK.close()
    os.environ.pop(ATTACHED, None)


def as_superuser() -> "psycopg.Connection[Any]":
    """A connection that may make databases."""
    host, user = os.environ["PGHOST"], embedded_database.SUPERUSER
    return psycopg.connect(host=host, user=user, dbname="postgres", autocommit=True)


def fresh_database(name: str) -> None:
    """Put a new copy of the template in the place of a database."""
    let_go()
    with as_superuser() as server:
        server.execute(f'drop database if exists "{name}" with (force)')
        server.execute(f'create database "{name}" template {TEMPLATE} owner {databases.OWNER} strategy file_copy')


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any) -> Iterator[None]:
    """This process's own copy."""
    name = f"test_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
    with django_db_blocker.unblock():
        fresh_database(name)
        connection.settings_dict["NAME"] = name
        os.environ["PGDATABASE"] = name
        yield
        let_go()


def _start_afresh(_case: TransactionTestCase) -> None:
    """After a test that really commits: a new copy, because the application's role can neither truncate nor unsay."""
    fresh_database(str(connection.settings_dict["NAME"]))


TransactionTestCase._fixture_teardown = _start_afresh  # type: ignore[attr-defined]


@pytest.fixture(autouse=True, scope="session")
def _doors_stand() -> None:
    """All pages are loaded before any test: one that is loaded while a test holds the clock would keep that clock."""
    import jadibisa.config.urls  # noqa: F401


@pytest.fixture(autouse=True)
def _fresh_clock() -> Iterator[None]:
    """No test sees the time that another one set."""
    from jadibisa.foundation.plumbing import clock

    clock.forget()
    yield
    clock.forget()


@pytest.fixture
def database() -> Database:
    """The database of this worker, with the variables of the application's role."""
    host = Path(os.environ["PGHOST"])
    return databases.embedded(host, os.environ["PGDATABASE"])
