"""`jadibisa …`: the operator's one command. Each file here is a command or a group of commands, named in STORY."""

import argparse
import errno
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module  # noqa: TID251 - STORY is the visible list of what is loaded
from typing import cast

import psycopg

from jadibisa.config.state import FailureError
from jadibisa.kernel.refusals import Refusal

Main = Callable[[Sequence[str]], int]


@dataclass(frozen=True, slots=True)
class Command:
    """One word of `jadibisa …`.

    Attributes:
        name: the word.
        module: the file in this folder; its `main(arguments) -> exit code` runs it.
        help: one line.
        database: whether it runs with the database attached (as the application's role) and Django standing.
    """

    name: str
    module: str
    help: str
    database: bool = True


# In the order of the journey: this is what `jadibisa --help` tells.
STORY: tuple[tuple[str, tuple[Command, ...]], ...] = (
    (
        "begin",
        (
            Command("run", "run", "play the demonstration when it is not there, serve until Ctrl-C", database=False),
            Command("prepare", "prepare", "roles, key and tables, as the sources need them", database=False),
            Command("worker", "worker", "jobs, listeners and the timetable, until SIGTERM", database=False),
            Command("reset", "reset", "forget everything that the demonstration made", database=False),
        ),
    ),
    (
        "the law",
        (
            Command("rule", "rule", "try the law of the draw on numbers of one's own", database=False),
            Command("draw", "draw", "the public act of a draw, stage by stage; its files; the check"),
        ),
    ),
    (
        "registration and verification",
        (
            Command("batch", "batch", "load policies, set up batches, see how many registered"),
            Command("verify", "verify", "ask the identity registry, import lists, see how far a batch is"),
        ),
    ),
    (
        "the money",
        (
            Command("fund", "fund", "give a batch its budget, and its winners their balances"),
            Command("pay", "pay", "book what is due, make payout runs, send what is approved"),
            Command("statement", "statement", "take in a statement file of the bank; the days and their open cases"),
            Command("ledger", "ledger", "check every invariant of the books; restore a backup of them as a drill"),
        ),
    ),
    (
        "learning",
        (
            Command("courses", "courses", "the catalogue: its size, a search, seats by skill and province"),
            Command("certificates", "certificates", "issue what is missing, check a code, verify a file"),
        ),
    ),
    (
        "work and help",
        (
            Command("vacancies", "vacancies", "import vacancies of an employer from JSON or CSV"),
            Command("care", "help", "late tickets, help posts from a file, regencies without help"),
        ),
    ),
    (
        "oversight",
        (
            Command("report", "report", "the whole funnel, and the three checks: books, draws, facts"),
            Command("clock", "clock", "the demonstration's time: see it, move it on"),
            Command("population", "population", "the synthetic people as the stand-in registry knows them"),
        ),
    ),
    (
        "the machine room",
        (
            Command(
                "account", "account", "accounts of the staff: add, close, list; let codes go to a cut number again"
            ),
            Command("keys", "keys", "the master key: rotate it"),
            Command("manage", "manage", "Django's own commands", database=False),
        ),
    ),
)


def commands() -> dict[str, Command]:
    """All commands by their word."""
    return {command.name: command for _chapter, found in STORY for command in found}


def _help() -> str:
    lines = ["usage: jadibisa COMMAND …", "", "The operator's one command, in the order of the journey."]
    for chapter, found in STORY:
        lines += ["", chapter, *(f"  {command.name:<12} {command.help}" for command in found)]
    return "\n".join([*lines, "", "`jadibisa COMMAND --help` tells more about one of them."])


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; what an operator can mend is one sentence and exit code 1.

    Args:
        arguments: what stands after `jadibisa`; the process's own when missing.

    Returns:
        The exit code.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    if not words or words[0] in {"-h", "--help", "help"}:
        print(_help())
        return 0
    command = commands().get(words[0])
    if command is None:
        print(f"jadibisa: there is no command {words[0]!r}; `jadibisa --help` shows all", file=sys.stderr)
        return 2
    try:
        return _run(command, words[1:])
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        sys.stderr.close()
    except Exception as error:
        told = _accident(error)
        if not told:
            raise
        print(f"jadibisa {command.name}: {told}", file=sys.stderr)
    return 1


def _accident(error: BaseException | None) -> str:
    """The sentence of an expected "no", of a full disk, of a database that is gone; "" for a bug."""
    if isinstance(error, FailureError | Refusal):
        return str(error)
    while error is not None:
        if isinstance(error, psycopg.errors.DiskFull) or (isinstance(error, OSError) and error.errno == errno.ENOSPC):
            return "The disk is full: free some space and try again; what was begun is taken up or begun again."
        if isinstance(
            error, psycopg.errors.AdminShutdown | psycopg.errors.CrashShutdown | psycopg.errors.CannotConnectNow
        ):
            return "The database was stopped meanwhile: try again."
        if isinstance(error, psycopg.OperationalError) and error.sqlstate is None:
            why = str(error).strip().splitlines()[0]
            return f"The database is gone ({why}). If the disk is full, free some space; then try again."
        error = error.__cause__ or error.__context__
    return ""


def _run(command: Command, words: Sequence[str]) -> int:
    if not command.database:
        return _load(command)(words)
    from jadibisa.config.database import attached
    from jadibisa.config.prepare import stand, start_django

    if {"-h", "--help"} & set(words):
        start_django()
        return _load(command)(words)
    with attached() as database:
        stand(database)
        return _load(command)(words)


def _load(command: Command) -> Main:
    """A command's file is read when it is asked for: most need Django to stand first, and `--help` needs none."""
    module = import_module(f"jadibisa.cli.{command.module}")
    return cast("Main", module.main)


def parser(name: str, description: str | None) -> argparse.ArgumentParser:
    """A command's parser, with its docstring as the description."""
    return argparse.ArgumentParser(
        prog=f"jadibisa {name}", description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
