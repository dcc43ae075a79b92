"""No one gets past the guards: the application's role may not even try, and each guard is missed when it is gone."""

# ruff: noqa: S608 - all SQL is written in this file

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from jadibisa.config import embedded_database
from jadibisa.foundation.plumbing.chance import uuid7
from tests.foundation.ledger.books import SmallBooks

pytestmark = pytest.mark.django_db

FORBIDDEN = (
    "UPDATE ledger_transfer SET amount = 1",
    "DELETE FROM ledger_transfer",
    "TRUNCATE ledger_transfer CASCADE",
    "UPDATE ledger_account SET cr_posted = 1000000",
    "UPDATE ledger_account SET closed = false",
    "DELETE FROM ledger_account",
    "TRUNCATE ledger_account CASCADE",
    "UPDATE ledger_flowrule SET cr_code = 1 WHERE code = 120",
    "INSERT INTO ledger_flowrule (code, name, dr_code, cr_code, two_phase) VALUES (999, 'cash', 3, 1, false)",
    "INSERT INTO ledger_accounttype (code, name, bound) VALUES (99, 'free', 'C')",
    "UPDATE ledger_accounttype SET bound = 'D' WHERE code = 3",
    "DELETE FROM ledger_accounttype",
    "ALTER TABLE ledger_transfer DISABLE TRIGGER ALL",
    "ALTER TABLE ledger_transfer DROP CONSTRAINT ledger_amount_positive",
    "ALTER TABLE ledger_account DISABLE TRIGGER ledger_guard_account",
    "SET session_replication_role = replica",
    "CREATE OR REPLACE FUNCTION ledger_apply() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
    "DROP TRIGGER ledger_apply ON ledger_transfer",
    "DROP VIEW ledger_break",
    "INSERT INTO ledger_account (ledger, code, bound, owner_id, sub, cr_posted) VALUES (1, 3, 'C', gen_random_uuid(), 0, 1000)",
)


@pytest.mark.parametrize("act", FORBIDDEN)
def test_the_application_cannot(act: str) -> None:
    """The role that serves everything is refused."""
    books = SmallBooks()
    books.fund(10)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(act)


# ---- each guard taken away in turn ----------------------------------------------------------------------

SETUP = """
INSERT INTO ledger_account (id, ledger, code, bound, owner_id, sub) OVERRIDING SYSTEM VALUE VALUES
  (1000001, 1, 1, 'D', gen_random_uuid(), 0), (1000002, 1, 2, 'C', gen_random_uuid(), 0),
  (1000003, 1, 3, 'C', '00000000-0000-0000-0000-000000000003', 0),
  (1000004, 1, 3, 'C', gen_random_uuid(), 0), (1000005, 1, 5, 'C', gen_random_uuid(), 0), (1000006, 1, 6, 'C', gen_random_uuid(), 0),
  (1000007, 1, 7, 'C', gen_random_uuid(), 0), (1000008, 1, 8, 'D', gen_random_uuid(), 0), (1000009, 1, 9, 'C', gen_random_uuid(), 0);
"""
H1, H2, H3 = (f"00000000-0000-0000-0000-0000000000{number}" for number in ("a1", "a2", "a3"))


def row(
    code: int,
    debit: int,
    credit: int,
    amount: int,
    *,
    kind: int = 1,
    transfer_id: str = "",
    pending: str = "",
    **more: object,
) -> str:
    """One INSERT of a transfer as SQL text; account ids are 1000000 + type."""
    values: dict[str, object] = {
        "id": f"'{transfer_id or uuid7()}'", "kind": kind, "ledger": 1, "code": code, "dr_account": 1000000 + debit, "dr_code": debit,
        "cr_account": 1000000 + credit, "cr_code": credit, "amount": amount, "pending_id": f"'{pending}'" if pending else "NULL",
        "expires_at": "NULL", "group_id": "gen_random_uuid()", "actor": "'test'",
    } | more  # fmt: skip
    return f"INSERT INTO ledger_transfer ({', '.join(values)}) VALUES ({', '.join(str(value) for value in values.values())});"


MONEY = SETUP + row(100, 1, 2, 1000) + row(110, 2, 3, 500)
HOLD = row(120, 3, 5, 100, kind=2, transfer_id=H1)
OTHER_HOLD = row(120, 3, 5, 100, kind=2, transfer_id=H2)
LATE_HOLD = row(120, 3, 5, 100, kind=2, transfer_id=H3, expires_at="programme_now() - interval '1 second'")
POST = row(120, 3, 5, 100, kind=3, pending=H1)
ALONE = "ALTER TABLE ledger_transfer DISABLE TRIGGER ledger_apply;"  # the trigger would stop these two as well
KIND_FIVE = (
    ALONE
    + "ALTER TABLE ledger_transfer DROP CONSTRAINT ledger_resolution_names_hold;"
    + SETUP
    + row(120, 3, 5, 5, kind=5)
)


@dataclass(frozen=True)
class Mutant:
    """A guard, how to take it away, and the act that it stops.

    Attributes:
        guards: names of constraints, indexes and triggers that this stands for.
        weaken: SQL that takes the guard away, or (old, new) text in the trigger's function.
        act: what must be refused with the guard and succeed without it.
    """

    name: str
    weaken: str | tuple[str, str]
    act: str
    guards: tuple[str, ...] = ()


def trigger(table: str, name: str) -> str:
    """Take a trigger away."""
    return f"DROP TRIGGER {name} ON {table};"


def constraint(table: str, name: str) -> str:
    """Take a constraint away."""
    return f"ALTER TABLE {table} DROP CONSTRAINT {name} CASCADE;"


def guard(table: str, name: str, act: str) -> Mutant:
    """A trigger that stops an act."""
    return Mutant(name, trigger(table, name), act, (name,))


def bound(table: str, name: str, act: str) -> Mutant:
    """A constraint that stops an act."""
    return Mutant(name, constraint(table, name), act, (name,))


MUTANTS = (
    bound(
        "ledger_transfer",
        "ledger_transfer_pkey",
        MONEY + row(110, 2, 3, 5, transfer_id=H1) + row(110, 2, 3, 5, transfer_id=H1),
    ),
    Mutant(
        "ledger_resolved_once",
        "DROP INDEX ledger_resolved_once;",
        MONEY + HOLD + OTHER_HOLD + POST + row(120, 3, 5, 100, kind=3, pending=H1),
        ("ledger_resolved_once",),
    ),
    bound(
        "ledger_account",
        "ledger_counters_positive",
        MONEY + HOLD + "DROP INDEX ledger_resolved_once;" + POST + row(120, 3, 5, 100, kind=3, pending=H1),
    ),
    bound("ledger_account", "ledger_no_overdraft_c", MONEY + row(120, 3, 5, 501, kind=2)),
    bound(
        "ledger_account",
        "ledger_no_overdraft_d",
        SETUP + row(160, 8, 9, 5) + row(163, 9, 7, 5) + row(152, 7, 1, 5, kind=2),
    ),
    bound(
        "ledger_account",
        "ledger_one_account",
        SETUP
        + "INSERT INTO ledger_account (ledger, code, bound, owner_id, sub) VALUES (1, 3, 'C', '00000000-0000-0000-0000-000000000003', 0);",
    ),
    bound(
        "ledger_account",
        "ledger_account_type_bound",
        "INSERT INTO ledger_account (ledger, code, bound, owner_id, sub) VALUES (1, 3, 'D', gen_random_uuid(), 0);",
    ),
    bound("ledger_transfer", "ledger_amount_positive", MONEY + row(110, 2, 3, -5)),
    bound("ledger_transfer", "ledger_kind", KIND_FIVE),
    bound(
        "ledger_transfer",
        "ledger_two_accounts",
        MONEY
        + "INSERT INTO ledger_flowrule (code, name, dr_code, cr_code, two_phase) VALUES (998, 'round', 3, 3, false);"
        + row(998, 3, 3, 5),
    ),
    bound("ledger_transfer", "ledger_resolution_names_hold", MONEY + HOLD + row(120, 3, 5, 5, kind=2, pending=H1)),
    bound("ledger_transfer", "ledger_only_holds_expire", MONEY + row(110, 2, 3, 5, expires_at="now()")),
    Mutant(
        "the hold exists",
        "ALTER TABLE ledger_transfer DROP CONSTRAINT {fk};",
        ALONE + SETUP + row(120, 3, 5, 5, kind=4, pending=str(uuid7())),
        ("fk",),
    ),
    guard("ledger_transfer", "ledger_apply", MONEY + row(120, 3, 5, 5000, kind=2)),
    guard("ledger_transfer", "ledger_transfer_immutable", MONEY + "UPDATE ledger_transfer SET amount = 7;"),
    guard("ledger_account", "ledger_account_kept", SETUP + "DELETE FROM ledger_account WHERE id = 1000004;"),
    guard("ledger_flowrule", "ledger_flowrule_immutable", "UPDATE ledger_flowrule SET cr_code = 1 WHERE code = 120;"),
    guard(
        "ledger_accounttype",
        "ledger_accounttype_immutable",
        "UPDATE ledger_accounttype SET name = 'free' WHERE code = 9;",
    ),
    guard(
        "ledger_account",
        "ledger_guard_account",
        MONEY + "UPDATE ledger_account SET cr_posted = cr_posted + 1 WHERE id = 1000003;",
    ),
    guard(
        "ledger_account",
        "ledger_guard_new_account",
        "INSERT INTO ledger_account (ledger, code, bound, owner_id, sub, cr_posted) VALUES (1, 3, 'C', gen_random_uuid(), 0, 5);",
    ),
    Mutant(
        "owner stays",
        ("NEW.owner_id", "OLD.owner_id"),
        SETUP + "UPDATE ledger_account SET owner_id = gen_random_uuid() WHERE id = 1000003;",
    ),
    Mutant(
        "no way back",
        ("(OLD.closed AND NOT NEW.closed)", "false"),
        SETUP
        + "UPDATE ledger_account SET closed = true WHERE id = 1000003; UPDATE ledger_account SET closed = false WHERE id = 1000003;",
    ),
    Mutant(
        "opens open",
        (" OR NEW.closed", ""),
        "INSERT INTO ledger_account (ledger, code, bound, owner_id, sub, closed) VALUES (1, 3, 'C', gen_random_uuid(), 0, true);",
    ),
    Mutant(
        "always",
        "ALTER TABLE ledger_transfer ENABLE TRIGGER ledger_apply;",
        MONEY + "SET session_replication_role = replica;" + row(120, 3, 5, 5000, kind=2),
    ),
    Mutant(
        "immutable always",
        "ALTER TABLE ledger_transfer ENABLE TRIGGER ledger_transfer_immutable;",
        MONEY + "SET session_replication_role = replica; DELETE FROM ledger_transfer;",
    ),
    Mutant(
        "kept always",
        "ALTER TABLE ledger_account ENABLE TRIGGER ledger_account_kept;",
        SETUP + "SET session_replication_role = replica; DELETE FROM ledger_account WHERE id = 1000004;",
    ),
    Mutant(
        "balances always",
        "ALTER TABLE ledger_account ENABLE TRIGGER ledger_guard_account;",
        MONEY
        + "SET session_replication_role = replica; UPDATE ledger_account SET cr_posted = cr_posted + 1 WHERE id = 1000003;",
    ),
    Mutant("flows", ("IF FOUND THEN", "IF false THEN"), MONEY + row(141, 3, 1, 5, kind=2)),
    Mutant("two phases", ("AND f.two_phase = (n.kind <> 1)", ""), MONEY + row(120, 3, 5, 5)),
    Mutant("types of accounts", ("AND a.code + 0 = c.code", ""), MONEY + row(141, 3, 1, 5, kind=2, dr_code=6)),
    Mutant("one ledger", ("AND a.ledger + 0 = c.ledger", ""), MONEY + row(110, 2, 3, 5, ledger=2)),
    Mutant(
        "closed",
        ("AND (NOT a.closed OR (dq = 0 AND cq = 0 AND dp <= 0 AND cp <= 0))", ""),
        MONEY + "UPDATE ledger_account SET closed = true WHERE id = 1000003;" + row(110, 2, 3, 5),
    ),
    Mutant("all accounts", ("IF changed <> sides THEN", "IF false THEN"), MONEY + row(110, 2, 3, 5, cr_account=999)),
    Mutant(
        "a hold",
        ("hold.kind IS DISTINCT FROM 2 OR ", ""),
        SETUP
        + row(100, 1, 2, 1000)
        + row(110, 2, 3, 500, transfer_id=H1)
        + "ALTER TABLE ledger_account DROP CONSTRAINT ledger_counters_positive;"
        + "ALTER TABLE ledger_flowrule DISABLE TRIGGER ALL; UPDATE ledger_flowrule SET two_phase = true WHERE code = 110;"
        + row(110, 2, 3, 500, kind=4, pending=H1),
    ),
    Mutant(
        "the hold's flow",
        ("OR hold.code <> new_row.code", ""),
        MONEY
        + HOLD
        + "ALTER TABLE ledger_flowrule DISABLE TRIGGER ALL; UPDATE ledger_flowrule SET dr_code = 3 WHERE code = 122;"
        + row(122, 3, 5, 100, kind=3, pending=H1),
    ),
    Mutant(
        "the hold's payer",
        ("OR hold.dr_account <> new_row.dr_account", ""),
        MONEY
        + row(110, 2, 3, 200, cr_account=1000004)
        + HOLD
        + row(120, 3, 5, 100, kind=2, dr_account=1000004)
        + row(120, 3, 5, 100, kind=3, pending=H1, dr_account=1000004),
    ),
    Mutant(
        "the hold's payee",
        (" OR hold.cr_account <> new_row.cr_account", ""),
        MONEY
        + HOLD
        + "INSERT INTO ledger_account (id, ledger, code, bound, owner_id, sub) VALUES (1000015, 1, 5, 'C', gen_random_uuid(), 0);"
        + row(120, 3, 5, 100, kind=2, cr_account=1000015)
        + row(120, 3, 5, 100, kind=3, pending=H1, cr_account=1000015),
    ),
    Mutant(
        "not more than held",
        ("OR (new_row.kind = 3 AND new_row.amount > hold.amount)", ""),
        MONEY + HOLD + row(120, 3, 5, 101, kind=3, pending=H1),
    ),
    Mutant(
        "void whole",
        ("OR (new_row.kind = 4 AND new_row.amount <> hold.amount)", ""),
        MONEY + HOLD + row(120, 3, 5, 99, kind=4, pending=H1),
    ),
    Mutant(
        "in time",
        ("OR (new_row.kind = 3 AND hold.expires_at <= present)", ""),
        MONEY + LATE_HOLD + row(120, 3, 5, 100, kind=3, pending=H3),
    ),
)
MISTAKES = (
    psycopg.errors.SyntaxError,
    psycopg.errors.ObjectInUse,
    psycopg.errors.UndefinedObject,
)  # of the test itself
FUNCTIONS = ("ledger_apply", "ledger_guard_account", "ledger_guard_new_account")
CHECKED_ELSEWHERE = {  # of tables that nobody may write after the migration
    "ledger_account_pkey", "ledger_flowrule_pkey", "ledger_flowrule_name_key", "ledger_accounttype_pkey", "ledger_accounttype_name_key",
    "ledger_type_code_bound", "ledger_type_bound",
}  # fmt: skip


@pytest.fixture(scope="module")
def scratch() -> Iterator["psycopg.Connection[Any]"]:
    """A database of its own, as the superuser: who owns everything is stopped by the guards too."""
    name = f"scratch_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
    place: dict[str, Any] = {"host": os.environ["PGHOST"], "user": embedded_database.SUPERUSER, "autocommit": True}
    with psycopg.connect(dbname="postgres", **place) as server:
        server.execute(f'drop database if exists "{name}" with (force)')
        server.execute(f'create database "{name}" template template_jadibisa strategy file_copy')
        with psycopg.connect(dbname=name, **place) as made:
            yield made
        server.execute(f'drop database "{name}" with (force)')


@contextmanager
def undone(scratch: "psycopg.Connection[Any]") -> Iterator[None]:
    """Whatever happens inside is taken back."""
    scratch.execute("BEGIN")
    try:
        yield
    finally:
        scratch.execute("ROLLBACK")
        scratch.execute("RESET ALL")


def weaken(scratch: "psycopg.Connection[Any]", how: str | tuple[str, str]) -> None:
    """Take a guard away."""
    if isinstance(how, str):
        fk = "SELECT conname FROM pg_constraint WHERE conrelid = 'ledger_transfer'::regclass AND contype = 'f'"
        name = scratch.execute(fk).fetchone()
        assert name is not None
        scratch.execute(how.replace("{fk}", name[0]))
        return
    old, new = how
    changed = 0
    for function in FUNCTIONS:
        found = scratch.execute("SELECT pg_get_functiondef(%s::regproc)", [function]).fetchone()
        assert found is not None
        if old in found[0]:
            scratch.execute(found[0].replace(old, new))
            changed += 1
    assert changed == 1, f"the text {old!r} stands in {changed} functions"


def refused(scratch: "psycopg.Connection[Any]", act: str) -> bool:
    """Whether the act is stopped, also at the end of the transaction."""
    try:
        scratch.execute(act)
        scratch.execute("SET CONSTRAINTS ALL IMMEDIATE")
    except MISTAKES:
        raise
    except psycopg.Error:
        return True
    return False


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name.replace(" ", "-"))
def test_each_guard_is_needed(scratch: "psycopg.Connection[Any]", mutant: Mutant) -> None:
    """With the guard the act is refused; without it, and only it, the act goes through: the guard is tested and needed."""
    with undone(scratch):
        assert refused(scratch, mutant.act), "the guard does not work"
    with undone(scratch):
        weaken(scratch, mutant.weaken)
        assert not refused(scratch, mutant.act), "something else stops it too, so this guard is not what was tested"


def test_every_guard_has_its_mutant(scratch: "psycopg.Connection[Any]") -> None:
    """A constraint or trigger that is added later needs a mutant here."""
    sql = """
        SELECT conname FROM pg_constraint WHERE contype IN ('c', 'u', 'p', 'f') AND conrelid::regclass::text LIKE 'ledger\\_%'
        UNION SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgrelid::regclass::text LIKE 'ledger\\_%'
        UNION SELECT indexrelid::regclass::text FROM pg_index WHERE indisunique AND indrelid::regclass::text LIKE 'ledger\\_%'"""
    found = {name for (name,) in scratch.execute(sql)} - CHECKED_ELSEWHERE
    named = {name for mutant in MUTANTS for name in mutant.guards}
    assert {name for name in found if "_fk_" not in name} == named - {"fk"}
