"""The operator's command: every word exists, a key that does not fit is refused, a named server is left alone."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from jadibisa import cli
from jadibisa.cli.run import MARK
from jadibisa.config import database as databases
from jadibisa.config import state
from jadibisa.config.database import ATTACHED, Database
from tests.conftest import as_superuser

CHIEF = "test_chief"  # an owner as a hosting company gives it: may make roles, is no superuser


@pytest.fixture
def named() -> Iterator[Database]:
    """An empty database on a server of somebody else."""
    name = f"test_named_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
    with as_superuser() as server:
        with suppress(psycopg.errors.DuplicateObject, psycopg.errors.UniqueViolation):
            server.execute(f"create role {CHIEF} login createrole password 'chief'")
        server.execute(f'create database "{name}" owner {CHIEF}')
        yield Database(
            {"PGHOST": os.environ["PGHOST"], "PGDATABASE": name},
            {"PGUSER": CHIEF},
            {"PGUSER": f"{name}_app"},
            embedded=False,
        )
        server.execute(f'drop database "{name}" with (force)')
        server.execute(f'drop role if exists "{name}_app"')


def jadibisa(*words: str, database: Database, **more: str) -> "subprocess.CompletedProcess[str]":
    """Run a command against a named database."""
    url = f"postgresql://{CHIEF}:chief@/{database.name}?host={database.common['PGHOST']}"
    surroundings: Mapping[str, str] = {key: value for key, value in os.environ.items() if key != ATTACHED}
    return subprocess.run(
        [sys.executable, "-m", "jadibisa.cli", *words],
        env={**surroundings, "DATABASE_URL": url, **more},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def free_port() -> str:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return str(asked.getsockname()[1])


def test_every_word_of_the_story_has_its_file() -> None:
    files = {path.stem for path in (state.SOURCES / "cli").glob("[a-z]*.py")}
    files |= {path.parent.name for path in (state.SOURCES / "cli").glob("*/__main__.py")}
    assert {command.module for command in cli.commands().values()} - files == set()


def test_every_file_is_in_the_story() -> None:
    paths = (state.SOURCES / "cli").glob("[a-z]*.py")
    files = {path.stem for path in paths if "\ndef main(" in path.read_text(encoding="utf-8")}
    assert files - {command.module for command in cli.commands().values()} == set()


def test_help_tells_all_of_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--help"]) == 0
    told = capsys.readouterr().out
    assert all(f"  {name} " in told for name in cli.commands())


def test_an_unknown_word_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["fly"]) == 2
    assert capsys.readouterr().err == "jadibisa: there is no command 'fly'; `jadibisa --help` shows all\n"


def test_a_named_server_is_prepared_and_left_alone(named: Database, tmp_path: Path) -> None:
    first = jadibisa("prepare", database=named)
    assert (first.returncode, first.stdout) == (0, "The database is ready.\n"), first.stderr
    assert jadibisa("prepare", database=named).stdout == "The database was ready.\n"
    with named.connect(named.application) as server:
        assert server.execute("select has_table_privilege('facts_fact', 'truncate')").fetchone() == (False,)
        server.execute(
            "insert into facts_fact (verb, at, actor, subjects, why, data) values ('a.b', now(), 'system', '{}', '', '{}')"
        )
    refused = jadibisa("reset", "--yes", database=named)
    assert refused.returncode == 1
    assert f"The database {named.name} is not the demonstration's: nothing was touched." in refused.stderr
    refused = jadibisa("run", "--port", free_port(), database=named)
    assert refused.returncode == 1
    assert f"The database {named.name} holds what the demonstration did not make" in refused.stderr
    _a_key_that_does_not_fit_is_refused(named, tmp_path)


def _a_key_that_does_not_fit_is_refused(named: Database, tmp_path: Path) -> None:
    """Before anything is written."""
    asked = "select rolpassword from pg_authid where rolname = %s"
    with as_superuser() as server:
        before = server.execute(asked, [named.application["PGUSER"]]).fetchone()
    wrong = tmp_path / "key"
    wrong.write_text("a1" * 32 + "\n", encoding="ascii")
    for words in (["prepare"], ["worker"], ["run", "--port", free_port()]):
        refused = jadibisa(*words, database=named, JADIBISA_MASTER_KEY_FILE=str(wrong))
        assert refused.returncode == 1
        assert f"jadibisa {words[0]}: The master key does not fit this database" in refused.stderr
        assert "Traceback" not in refused.stderr
    with as_superuser() as server:
        assert server.execute(asked, [named.application["PGUSER"]]).fetchone() == before


def test_reset_asks_and_forgets_what_the_demonstration_made(named: Database) -> None:
    with named.connect(named.owner) as server:
        server.execute("create table facts_fact (id int)")
    databases.write_mark(named, f"{MARK}: playing people=1 seed=1")
    asked = jadibisa("reset", database=named)
    assert asked.returncode == 1
    assert "make reset YES=1" in asked.stderr
    assert jadibisa("reset", "--yes", database=named).returncode == 0
    with named.connect(named.owner) as server:
        assert server.execute("select to_regclass('facts_fact')").fetchone() == (None,)
    assert databases.mark(named) == ""


def test_a_server_that_does_not_answer_is_one_sentence(named: Database, tmp_path: Path) -> None:
    away = replace(named, common={**named.common, "PGHOST": str(tmp_path)})
    refused = jadibisa("prepare", database=away)
    assert refused.returncode == 1
    assert refused.stderr.count("\n") == 1
    assert "cannot be reached" in refused.stderr
