"""Which database, and as whom: a named server or the embedded one; the owner migrates, the application does the rest."""

import hashlib
import hmac
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from jadibisa.config import embedded_database, master_key, state
from jadibisa.config.state import FailureError

SUPERUSER = embedded_database.SUPERUSER
NAME = "jadibisa"
OWNER = "jadibisa_owner"
APPLICATION = "jadibisa_app"
ATTACHED = "JADIBISA_ATTACHED"  # set for children and tests: the PG… variables are ours and fit
VARIABLES: Mapping[str, str] = {  # what a URL may say, and how libpq calls it in the environment
    "host": "PGHOST",
    "hostaddr": "PGHOSTADDR",
    "port": "PGPORT",
    "dbname": "PGDATABASE",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
    "connect_timeout": "PGCONNECT_TIMEOUT",
    "options": "PGOPTIONS",
}
OTHERS = ("PGSERVICE", "PGSERVICEFILE", "PGPASSFILE", "PGTARGETSESSIONATTRS")


@dataclass(frozen=True)
class Database:
    """A database that can be reached.

    Attributes:
        common: libpq's variables without user and password.
        owner: variables of the role that owns and migrates.
        application: variables of the role that does everything else.
        embedded: whether it is ours alone.
    """

    common: Mapping[str, str]
    owner: Mapping[str, str] = field(repr=False)
    application: Mapping[str, str] = field(repr=False)
    embedded: bool

    @property
    def name(self) -> str:
        """The database's name."""
        return self.common["PGDATABASE"]

    def variables(self, role: Mapping[str, str]) -> dict[str, str]:
        """The environment of a process that connects as the role."""
        return {**self.common, **role, ATTACHED: "embedded" if self.embedded else "named"}

    def become(self, role: Mapping[str, str]) -> None:
        """Let this process connect as the role from now on."""
        for name in {*VARIABLES.values(), *OTHERS}:
            os.environ.pop(name, None)
        os.environ.update(self.variables(role))

    def connect(self, role: Mapping[str, str], name: str = "") -> psycopg.Connection[Any]:
        """A plain connection outside Django, without transaction."""
        known = {**self.common, **role}
        told = {word: known[variable] for word, variable in VARIABLES.items() if variable in known}
        told["dbname"] = name or self.name
        return psycopg.connect(**told, autocommit=True)  # type: ignore[arg-type]


@contextmanager
def attached() -> Iterator[Database]:
    """The database of this command: the one the parent chose, `DATABASE_URL`, or the embedded one, started when needed.

    Inside, this process connects as the application's role.

    Raises:
        FailureError: when it cannot be reached.
    """
    if os.environ.get(ATTACHED):
        yield _inherited()
        return
    url = os.environ.get("DATABASE_URL", "")
    if os.environ.get("JADIBISA_MODE") == "production":
        _require_production(url)
    elif not os.environ.get("JADIBISA_MASTER_KEY_FILE"):
        os.environ["JADIBISA_MASTER_KEY_FILE"] = str(master_key.ensure(state.folder()))
    if url:
        database = _named(url)
        database.become(database.application)
        yield database
        return
    with embedded_database.use(state.folder()) as host:
        database = embedded(host)
        database.become(database.application)
        yield database


def whole() -> Database:
    """The database that this process is attached to, with the owner's role as the one that started us may use it.

    Raises:
        FailureError: when nobody told us the owner.
    """
    found = _inherited()
    if found.embedded:
        return embedded(Path(found.common["PGHOST"]), found.name)
    if not os.environ.get("DATABASE_URL"):
        raise FailureError("Name the owner of the database in DATABASE_URL.")
    return _named(os.environ["DATABASE_URL"])


def become_application() -> None:
    """Let a process that somebody else started (a WSGI server) connect as the application's role and no other.

    Raises:
        FailureError: in production without server or key.
    """
    if os.environ.get(ATTACHED) or os.environ.get("JADIBISA_MODE") != "production":
        return
    url = os.environ.get("DATABASE_URL", "")
    _require_production(url)
    database = _named(url)
    database.become(database.application)


def _require_production(url: str) -> None:
    """Production names its server and its key; neither is made up on the way."""
    if not url:
        raise FailureError("Production needs DATABASE_URL: the embedded database is for the demonstration.")
    if not os.environ.get("JADIBISA_MASTER_KEY_FILE"):
        raise FailureError("Production needs JADIBISA_MASTER_KEY_FILE: keep the key outside the database.")


def _inherited() -> Database:
    known = {name: os.environ[name] for name in VARIABLES.values() if name in os.environ}
    role = _taken(known)
    return Database(known, role, role, embedded=os.environ[ATTACHED] == "embedded")


def _taken(known: dict[str, str]) -> dict[str, str]:
    """Take user and password out of the variables."""
    names: tuple[str, ...] = ("PGUSER", "PGPASSWORD")
    return {name: known.pop(name) for name in names if name in known}


def embedded(host: Path, name: str = NAME) -> Database:
    """The embedded database; it trusts whoever can enter its socket folder."""
    common = {"PGHOST": str(host), "PGDATABASE": name}
    return Database(common, {"PGUSER": OWNER}, {"PGUSER": APPLICATION}, embedded=True)


def _named(url: str) -> Database:
    try:
        told = {name: str(value) for name, value in conninfo_to_dict(url).items() if value is not None}
    except psycopg.ProgrammingError as error:
        message = f"DATABASE_URL cannot be read ({error}): write postgresql://user:password@host:5432/name."
        raise FailureError(message) from None
    unknown = sorted(set(told) - set(VARIABLES))
    if unknown or not {"dbname", "user", "host"} <= set(told):
        message = f"DATABASE_URL must name host, user and database, and nothing unknown {unknown or ''}".rstrip() + "."
        raise FailureError(message)
    known = {VARIABLES[word]: value for word, value in told.items()}
    known.setdefault("PGCONNECT_TIMEOUT", "10")
    owner = _taken(known)
    secret = master_key.first(Path(os.environ["JADIBISA_MASTER_KEY_FILE"]))
    password = hmac.new(secret, b"jadibisa/database/application", hashlib.sha256).hexdigest()
    return Database(known, owner, {"PGUSER": f"{known['PGDATABASE']}_app", "PGPASSWORD": password}, embedded=False)


def ensure(database: Database) -> None:
    """Make what is missing of roles, database and rights; safe to run at every start and by several at once.

    Rights are default rights and stand before the first migration, so that a migration can take some away for good.

    Raises:
        FailureError: when the server cannot be reached or forbids it.
    """
    try:
        if database.embedded:
            with database.connect({"PGUSER": SUPERUSER}, "postgres") as server, _one_at_a_time(server):
                _ensure_role(server, OWNER, None)
                _ensure_database(server, database.name)
        with database.connect(database.owner) as server, _one_at_a_time(server):
            if not database.embedded or not _has_role(server, database.application["PGUSER"]):
                _ensure_application(database, server)
            _grant(server, database.name, database.application["PGUSER"])
    except psycopg.Error as error:
        message = f"The database {database.name} cannot be prepared ({str(error).strip().splitlines()[0]})."
        raise FailureError(message) from None


@contextmanager
def _one_at_a_time(server: psycopg.Connection[Any]) -> Iterator[None]:
    server.execute("select pg_advisory_lock(hashtext('jadibisa.ensure'))")
    try:
        yield
    finally:
        server.execute("select pg_advisory_unlock(hashtext('jadibisa.ensure'))")


def _has_role(server: psycopg.Connection[Any], name: str) -> bool:
    return server.execute("select 1 from pg_roles where rolname = %s", [name]).fetchone() is not None


def _ensure_role(server: psycopg.Connection[Any], name: str, password: str | None) -> None:
    """A role that may log in; its password is set again each time, so that a new key file counts."""
    if not _has_role(server, name):
        server.execute(sql.SQL("create role {} login").format(sql.Identifier(name)))
    if password is not None:
        server.execute(sql.SQL("alter role {} password {}").format(sql.Identifier(name), sql.Literal(password)))


def _ensure_application(database: Database, server: psycopg.Connection[Any]) -> None:
    name, password = database.application["PGUSER"], database.application.get("PGPASSWORD")
    if not database.embedded:
        _ensure_role(server, name, password)
        return
    with database.connect({"PGUSER": SUPERUSER}, "postgres") as superior:
        _ensure_role(superior, name, password)


def _ensure_database(server: psycopg.Connection[Any], name: str) -> None:
    if server.execute("select 1 from pg_database where datname = %s", [name]).fetchone() is None:
        server.execute(sql.SQL("create database {} owner {}").format(sql.Identifier(name), sql.Identifier(OWNER)))


def _grant(server: psycopg.Connection[Any], name: str, application: str) -> None:
    """The application reads and writes rows; it makes, empties and changes no table."""
    words = {"database": sql.Identifier(name), "application": sql.Identifier(application)}
    for right in (
        "grant connect, temporary on database {database} to {application}",
        "grant usage on schema public to {application}",
        "alter default privileges in schema public grant select, insert, update, delete on tables to {application}",
        "alter default privileges in schema public grant usage, select on sequences to {application}",
        "alter default privileges in schema public grant execute on functions to {application}",
    ):
        server.execute(sql.SQL(right).format(**words))


def analyze(database: Database) -> None:
    """Let the planner know the tables after much was written at once: autovacuum would look only later."""
    with database.connect(database.owner) as server:
        server.execute("analyze")


def close_migrations(database: Database) -> None:
    """After migrating: the application may read which migrations ran, not write it."""
    application = sql.Identifier(database.application["PGUSER"])
    with database.connect(database.owner) as server:
        server.execute(sql.SQL("revoke insert, update, delete on django_migrations from {}").format(application))


def forget(database: Database) -> None:
    """Empty the database: everything in it is gone. The roles stay."""
    with database.connect(database.owner) as server:
        server.execute("drop schema public cascade")
        server.execute("create schema public")
    ensure(database)


def is_used(database: Database) -> bool:
    """Whether somebody has recorded anything in it."""
    with database.connect(database.owner) as server:
        if server.execute("select to_regclass('facts_fact')").fetchone() == (None,):
            return False
        return server.execute("select 1 from facts_fact limit 1").fetchone() is not None


def mark(database: Database) -> str:
    """What the demonstration wrote on the database: "" when it never touched it."""
    asked = "select shobj_description(oid, 'pg_database') from pg_database where datname = current_database()"
    with database.connect(database.owner) as server:
        row = server.execute(asked).fetchone()
    return str(row[0]) if row and row[0] else ""


def write_mark(database: Database, text: str) -> None:
    """Write on the database that it is the demonstration's, and how far it is."""
    with database.connect(database.owner) as server:
        words = {"name": sql.Identifier(database.name), "text": sql.Literal(text or None)}
        server.execute(sql.SQL("comment on database {name} is {text}").format(**words))
