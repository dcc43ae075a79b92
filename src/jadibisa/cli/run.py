"""`jadibisa run`: the whole programme at 127.0.0.1, with the demonstration in it; ends with Ctrl-C and leaves nothing running.

Behind `make run [PEOPLE=5000] [SEED=1] [PORT=8000]`.
"""

import gc
import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from jadibisa.cli import parser
from jadibisa.config import database as databases
from jadibisa.config import messages, processes
from jadibisa.config.database import Database, attached
from jadibisa.config.prepare import let_go, prepare, stand
from jadibisa.config.state import FailureError

PEOPLE, SEED, PORT = 5000, 1, 8000
PLAYING_COLLECTS = (100_000, 20, 20)  # playing makes millions of short-lived rows and hardly a circle
MARK = "jadibisa demonstration"
ONE_SECOND = 1.0


class Progress:
    """Says what is being done and how long the last step took."""

    def __init__(self) -> None:
        self.since = time.monotonic()
        self.open = False

    def __call__(self, text: str) -> None:
        """Begin a step."""
        self.close()
        print(f"{text} …", end="", flush=True)
        self.open = True

    def close(self) -> None:
        """End the step that is open."""
        if self.open:
            took = time.monotonic() - self.since
            print(f" {took:.1f} s" if took > ONE_SECOND else "", flush=True)
        self.since, self.open = time.monotonic(), False


def main(arguments: Sequence[str]) -> int:
    """Serve until asked to stop."""
    own = parser("run", __doc__)
    own.add_argument("--people", type=int, help=f"how many people a new demonstration has ({PEOPLE})")
    own.add_argument("--seed", type=int, help=f"which people: the same for the same seed ({SEED})")
    own.add_argument("--port", type=int, default=PORT, help=f"where it is served ({PORT})")
    own.add_argument("--accept-port", type=int, help="serve the thin accept path of the opening minute there too")
    given = own.parse_args([word for word in arguments if not word.endswith("=")])
    if os.environ.get("JADIBISA_MODE", "demonstration") != "demonstration":
        raise FailureError(
            "`jadibisa run` plays the demonstration: production is served by a WSGI server and `jadibisa worker`."
        )
    processes.require_free(given.port)
    if given.accept_port is not None:
        processes.require_free(given.accept_port)
    try:
        with processes.stoppable(), attached() as database, _alone(database):
            return _run(database, given.people, given.seed, given.port, given.accept_port)
    except processes.StopAsked:
        print("\nStopped.", flush=True)
        return 0


@contextmanager
def _alone(database: Database) -> Iterator[None]:
    """Nobody else runs on the same data; the server lets go of the lock when we end, however that happens."""
    with database.connect(
        database.owner if not database.embedded else {"PGUSER": databases.SUPERUSER},
        "postgres" if database.embedded else "",
    ) as held:
        row = held.execute("select pg_try_advisory_lock(hashtext('jadibisa.run'))").fetchone()
        if not row or not row[0]:
            raise FailureError(
                "Another `make run` is at work on the same data: use that one, or end it first with Ctrl-C."
            )
        yield


def _run(database: Database, people: int | None, seed: int | None, port: int, accept_port: int | None) -> int:
    progress = Progress()
    progress("Preparing the database")
    messages.compile_all()
    new = _demonstrate(database, people, seed, progress)
    progress("Starting")
    from jadibisa.foundation.facts import queries as facts
    from jadibisa.foundation.plumbing import clock

    for fact in facts.trail(limit=1):
        clock.settle(fact.at)
    clock.start()
    let_go()
    try:
        with processes.group(_commands(port, accept_port)) as children:
            processes.wait_for_answer(port, children)
            progress.close()
            if new:
                _report()
            print(f"\nJadiBisa is at http://{processes.HOST}:{port}/ · Ctrl-C ends it.", flush=True)
            processes.watch(children)
    finally:
        with processes.unstoppable():
            clock.stop()
            let_go()


def _commands(port: int, accept_port: int | None) -> dict[str, Sequence[str]]:
    """What is started; the check page and the thin accept path are told of each other."""
    commands = {"worker": processes.worker()}
    if accept_port is not None:
        os.environ["JADIBISA_SITE_URL"] = f"http://{processes.HOST}:{port}"
        os.environ["JADIBISA_ACCEPT_URL"] = f"http://{processes.HOST}:{accept_port}/daftar/kirim/"
        commands["accept path"] = processes.accept(accept_port)
    return {**commands, "web server": processes.web(port)}


def _demonstrate(database: Database, people: int | None, seed: int | None, progress: Progress) -> bool:
    """Make the demonstration stand; tells whether it was played just now.

    It is marked on the database before the first and after the last row, so a broken-off one is begun again.
    """
    stand(database)
    told = databases.mark(database)
    wanted = f"people={PEOPLE if people is None else people} seed={SEED if seed is None else seed}"
    if told.startswith(f"{MARK}: done"):
        made = told.removeprefix(f"{MARK}: done ")
        if (people is not None or seed is not None) and made != wanted:
            raise FailureError(
                f"The demonstration here has {made}: `make reset` forgets it, then {wanted} can be made."
            )
        prepare(database)
        return False
    if told.startswith(MARK):
        progress("Beginning again, because the last time was broken off")
        databases.forget(database)
    elif databases.is_used(database):
        raise FailureError(
            f"The database {database.name} holds what the demonstration did not make: "
            + ("`make reset` forgets it." if database.embedded else "name an empty one in DATABASE_URL.")
        )
    prepare(database)
    databases.write_mark(database, f"{MARK}: playing {wanted}")
    _play(people or PEOPLE, SEED if seed is None else seed, progress)
    databases.analyze(database)
    databases.write_mark(database, f"{MARK}: done {wanted}")
    return True


def _play(people: int, seed: int, progress: Progress) -> None:
    from jadibisa.cli.demonstration.play import play

    os.environ["PGOPTIONS"] = "-c synchronous_commit=off"  # a broken-off demonstration is begun again anyway
    collects = gc.get_threshold()
    gc.set_threshold(*PLAYING_COLLECTS)
    try:
        let_go()
        play(people, seed, progress)
    finally:
        gc.set_threshold(*collects)
        progress.close()
        os.environ.pop("PGOPTIONS", None)
        let_go()


def _report() -> None:
    from jadibisa.cli import report

    print(flush=True)
    report.main([])
    sys.stdout.flush()
