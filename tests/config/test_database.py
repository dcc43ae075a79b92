"""The roles of the database: the application's role may not change, empty or switch off anything."""

import psycopg
import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from jadibisa.config import database as databases
from jadibisa.config.database import Database

pytestmark = pytest.mark.django_db


def test_tests_run_as_the_application() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select current_user, rolsuper, rolcreaterole, rolcreatedb from pg_roles where rolname = current_user"
        )
        assert cursor.fetchone() == (databases.APPLICATION, False, False, False)


@pytest.mark.parametrize(
    "statement",
    [
        "truncate facts_fact",
        "alter table facts_fact disable trigger all",
        "drop table facts_fact",
        "create table mine (id int)",
        "set session_replication_role = replica",
        "insert into django_migrations (app, name, applied) values ('facts', '9999', now())",
    ],
)
def test_the_application_cannot(statement: str) -> None:
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_named_role_is_not_a_member_of_the_owner(database: Database) -> None:
    with database.connect(database.application) as plain, pytest.raises(psycopg.errors.InsufficientPrivilege):
        plain.execute(f"set role {databases.OWNER}")
