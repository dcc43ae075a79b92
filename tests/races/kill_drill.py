"""The drill: a durable cluster, a server and a worker under load, killed with -9 in turn and started again."""

import contextlib
import json
import os
import random  # noqa: TID251 - seeded, to repeat a failure
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jadibisa.config import database as databases
from jadibisa.config import embedded_database, state

DURABLE = ("fsync=on", "synchronous_commit=on", "full_page_writes=on", "wal_level=replica")
PATIENCE = 60
VICTIMS = ("database", "server", "worker")


@dataclass
class Figures:
    """What a drill found; of missing and extra there must be none."""

    kills: Counter[str] = field(default_factory=Counter)
    acknowledged: int = 0
    transfers: int = 0
    missing: list[str] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)
    breaks: list[str] = field(default_factory=list)
    restarts: list[float] = field(default_factory=list)


def children(parent: int) -> list[int]:
    """Processes whose parent this is."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = stat.read_text(encoding="ascii", errors="replace").rsplit(")", 1)[1].split()
            if int(fields[1]) == parent:
                found.append(int(stat.parent.name))
    return found


class Drill:
    """A small programme of its own, in a folder that is thrown away."""

    def __init__(self, prepared: Path, name: str, *, people: int, seed: int = 7) -> None:
        """A copy of a migrated cluster with some participants in it.

        Args:
            prepared: the stopped cluster.
            name: its database.
            people: half of them buy, the others miss their first purchase.
            seed: of the moments of the kills.
        """
        self.name, self.chance = name, random.Random(seed)
        self.data = Path(tempfile.mkdtemp(prefix="kills-", dir=state.folder()))
        self.sockets = Path(tempfile.mkdtemp(prefix="kills-", dir="/tmp"))
        self.sockets.chmod(0o755)  # the server's programs run as nobody when we are root
        self.said: dict[str, set[str]] = defaultdict(set)
        self.lives = 0
        self.running: dict[str, subprocess.Popen[str]] = {}
        self.listeners: list[threading.Thread] = []
        embedded_database.copy_cluster(prepared, self.data)
        embedded_database.own(self.data)
        self.start_database()
        self.run("setup", str(people))

    def end(self) -> None:
        """Nothing is left behind."""
        self.stop()
        self.cluster.close()
        shutil.rmtree(self.data, ignore_errors=True)
        shutil.rmtree(self.sockets, ignore_errors=True)

    def stop(self) -> None:
        """Server and worker end; everything that they said is heard."""
        for process in self.running.values():
            process.kill()
            process.wait()
        for listener in self.listeners:
            listener.join()

    @property
    def surroundings(self) -> dict[str, str]:
        """Of those who use the cluster; its socket folder changes with each start, so they know a link to it."""
        database = databases.embedded(self.sockets / "host", self.name)
        return {**os.environ, **database.variables(database.application)}

    def start_database(self) -> None:
        """The server of the cluster."""
        self.cluster = ExitStack()
        serving = embedded_database.serving(state.folder(), self.data, options=DURABLE)
        host, self.postmaster = self.cluster.enter_context(serving)
        (self.sockets / "host").unlink(missing_ok=True)
        (self.sockets / "host").symlink_to(host)

    def run(self, *act: str) -> str:
        """One of `killed`, to its end."""
        command = [sys.executable, "-m", "tests.races.killed", *act]
        done = subprocess.run(
            command, env=self.surroundings, cwd=state.ROOT, stdout=subprocess.PIPE, text=True, check=True
        )
        return done.stdout

    def start(self, victim: str) -> None:
        """A server or a worker; a thread listens to what it says."""
        self.lives += 1
        act = [victim, str(self.lives)] if victim == "server" else [victim]
        command = [sys.executable, "-m", "tests.races.killed", *act]
        process = subprocess.Popen(
            command, env=self.surroundings, cwd=state.ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        self.running[victim] = process
        listener = threading.Thread(target=self._listen, args=(process,))
        listener.start()
        self.listeners.append(listener)

    def _listen(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdout is not None
        with process.stdout as lines:
            for line in lines:
                word, _space, subject = line.strip().partition(" ")
                self.said[word].add(subject or str(len(self.said[word])))

    def wait_for(self, word: str, more_than: int) -> None:
        """Until this was said more often."""
        end = time.monotonic() + PATIENCE
        while len(self.said[word]) <= more_than:
            if time.monotonic() > end:
                dead = [name for name, process in self.running.items() if process.poll() is not None]
                message = f"nobody said {word!r} in time; ended by themselves: {dead or 'none'}"
                raise TimeoutError(message)
            time.sleep(0.01)

    def kill(self, victim: str) -> None:
        """With -9, in the middle; then started again, until it works again."""
        time.sleep(self.chance.uniform(0.1, 0.6))
        if victim == "database":
            for number in [self.postmaster.pid, *children(self.postmaster.pid)]:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(number, signal.SIGKILL)
            self.postmaster.wait()
            self.cluster.close()
            self.start_database()
        else:
            self.running[victim].kill()
            self.running[victim].wait()
            self.start(victim)
        word = "working" if victim == "worker" else "held"
        self.wait_for(word, len(self.said[word]))

    def go(self, kills: int) -> Figures:
        """So many kills, each victim in its turn, then the reckoning."""
        found = Figures()
        for one in ("server", "worker"):
            self.start(one)
        self.wait_for("held", 0)
        self.wait_for("working", 0)
        for number in range(kills):
            victim = VICTIMS[number % len(VICTIMS)]
            since = time.monotonic()
            self.kill(victim)
            found.restarts.append(time.monotonic() - since)
            found.kills[victim] += 1
        self.stop()
        self._reckon(json.loads(self.run("check").splitlines()[-1]), found)
        return found

    def _reckon(self, books: dict[str, Any], found: Figures) -> None:
        """What was said beside what is in the books."""
        states, returned = books["purchases"], books["returned"]
        found.transfers, found.breaks = books["transfers"], [str(one) for one in books["breaks"]]
        for word, allowed in (
            ("held", {"held", "settled", "voided"}),
            ("settled", {"settled"}),
            ("voided", {"voided"}),
        ):
            found.acknowledged += len(self.said[word])
            found.missing += [f"{word} {one}" for one in self.said[word] if states.get(one) not in allowed]
        found.acknowledged += len(self.said["told"])
        found.missing += [f"told {one}" for one in self.said["told"] if returned[one] != 1]
        found.extra += [f"held {one}" for one in states if one not in self.said["try"]]
        found.extra += [f"returned {one}" for one, times in returned.items() if times > (one in self.said["tell"])]
        found.extra += ["a row without a fact"] * books["rows_without_fact"]
