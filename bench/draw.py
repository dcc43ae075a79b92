"""How the draw grows: each figure is a ratio against a limit or a peer measured in the same run.

    python -m bench draw                  1,000,000, 5,000,000 and 18,900,000 applicants (the whole history)
    DRAW_SIZES="1000000" FREEZE_SIZE=100000 CHECKED=1000000 SORTITION_STOP=20 python -m bench draw      a smaller try

The limit of the draw is what no draw can do without: one compression of SHA-256 for each ticket, by libcrypto's own
function called from a compiled loop, one pass that puts the numbers into buckets by province, and one partition of each
bucket at its seats. It counts only where its hashing is at least six times as fast as the loop over hashlib that gives the
same numbers (`x hashlib`); a bare loop that throws every digest away is printed beside it (`x bare`).
`ratio` is of the draw itself (numbers, quotas, floors, choice, cut-offs, winners); `+ waiting` of what the programme runs,
which also numbers everybody else on the waiting lists.
Each size runs in a process of its own, so that its peak memory is its own.
"""

import hashlib
import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from time import process_time
from typing import Any

import numpy as np

from bench import draw_freeze, draw_peers
from bench.draw_rolls import COUNTINGS, SEED, applicants, law_of, people_of, places, published, table_of
from jadibisa.journey.selection.rules import draw as rule
from jadibisa.journey.selection.rules import swift
from jadibisa.journey.selection.rules.simulation import simulate
from jadibisa.journey.selection.rules.tickets import prefixes
from jadibisa.journey.selection.types import Quota

SIZES = tuple(int(size) for size in os.environ.get("DRAW_SIZES", "1000000 5000000 18900000").split())
CHECKED = int(os.environ.get("CHECKED", str(max(SIZES))))
ROUNDS, HASHED, LEAST_FACTOR = 3, 500_000, 6
CHECKER = Path(__file__).parents[1] / "src/jadibisa/journey/selection/templates/selection/verify_draw.py"


def seconds(work: Callable[[], object], rounds: int = 1) -> float:
    """The least CPU seconds of this process in so many rounds."""
    found = []
    for _round in range(rounds):
        begun = process_time()
        work()
        found.append(process_time() - begun)
    return min(found)


def _drawn(roll: rule.Roll, counting: str, *, waiting: bool) -> rule.Result:
    """Quotas, floors, numbers, choice, cut-offs, winners; and where wanted the places on the waiting lists."""
    return rule.draw(roll, table_of(roll, counting), SEED, waiting=waiting)


def _least(native: Any, roll: rule.Roll, table: Quota) -> None:  # noqa: ANN401 - a module
    """What no draw can do without."""
    numbers = native.numbers(SEED, np.asarray(roll.tickets).view(np.uint8).reshape(-1, 16))
    ends = np.cumsum(np.bincount(roll.compartments))
    keys, filled = np.empty(len(numbers), dtype=np.uint64), np.concatenate([[0], ends[:-1]])
    everybody = np.full((len(table.rows), 1, 8), 2**64 - 1, dtype=np.uint64)
    native.gather(numbers, roll.compartments, roll.tiers, roll.types, everybody, keys, filled)
    for row, bucket in zip(table.rows, np.split(keys, ends[:-1]), strict=True):
        if 0 < row.seats < len(bucket):
            bucket.partition(row.seats - 1)


def one_size(count: int) -> dict[str, Any]:
    """The figures of one size."""
    native = swift.compiled(10**9)
    if native is None:
        message = "libcrypto's compression function cannot be called here: there is no limit to compare with"
        raise RuntimeError(message)
    roll = applicants(count)
    letters = np.asarray(roll.tickets).view(np.uint8).reshape(-1, 16)
    some, start, sha256 = roll.tickets[:HASHED].tolist(), f"{SEED},".encode(), hashlib.sha256  # type: ignore[union-attr]

    def bare() -> None:
        for ticket in some:
            sha256(start + ticket).digest()

    hashing = seconds(partial(native.numbers, SEED, letters), ROUNDS) / count
    factor = seconds(partial(prefixes, SEED, some), ROUNDS) / len(some) / hashing
    thrown_away = seconds(bare, ROUNDS) / len(some) / hashing
    limit = seconds(partial(_least, native, roll, table_of(roll, "headcount")), ROUNDS)
    spent = {counting: seconds(partial(_drawn, roll, counting, waiting=False), ROUNDS) for counting in COUNTINGS}
    whole = {counting: seconds(partial(_drawn, roll, counting, waiting=True), ROUNDS) for counting in COUNTINGS}
    return {
        "count": count,
        "hashing": hashing,
        "factor": factor,
        "thrown_away": thrown_away,
        "limit": limit,
        "spent": spent,
        "whole": whole,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20,
    }


def draws() -> None:
    """The draw beside its limit, at each size."""
    print(
        f"{'applicants':>12} {'counting':<11} {'draw CPU s':>10} {'limit s':>8} {'ratio':>6} {'+ waiting':>9} "
        f"{'per person':>10} {'ns/hash':>8} {'x hashlib':>9} {'x bare':>7} {'GiB':>5}"
    )
    first: dict[str, float] = {}
    for count in SIZES:
        told = subprocess.run(
            [sys.executable, "-m", "bench.draw", str(count)], capture_output=True, text=True, check=True
        )
        found = json.loads(told.stdout.splitlines()[-1])
        for counting, spent in found["spent"].items():
            growth = spent / count / first.setdefault(counting, spent / count)
            print(
                f"{count:>12,} {counting:<11} {spent:>10.3f} {found['limit']:>8.3f} {spent / found['limit']:>6.2f} "
                f"{found['whole'][counting] / found['limit']:>9.2f} {growth:>9.2f}x "
                f"{found['hashing'] * 1e9:>8.1f} {found['factor']:>9.1f} {found['thrown_away']:>7.1f} {found['memory']:>5.2f}",
                flush=True,
            )
        if found["factor"] < LEAST_FACTOR:
            print(f"the limit does not count: its hashing is only {found['factor']:.1f} x as fast as hashlib's")


def checker() -> None:
    """`verify_draw.py` in a process of its own beside a bare loop that hashes each ticket, each leaf and each inner node."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made = subprocess.run(
            [sys.executable, "-m", "bench.draw", "published", str(CHECKED), name],
            capture_output=True,
            text=True,
            check=True,
        )
        start, sha256 = made.stdout.split()[-1].encode() + b",", hashlib.sha256

        def bare() -> None:
            for path in sorted(folder.glob("roll-*")):
                with path.open("rb") as lines:
                    for line in lines:
                        sha256(start + line[:16]).hexdigest()
                        leaf = sha256(b"\0" + line).digest()
                        sha256(b"\1" + leaf + leaf).digest()

        limit = seconds(bare)
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        command = [sys.executable, "-c", _WATCHED, str(CHECKER), name]
        told = subprocess.run(command, capture_output=True, text=True, check=False)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    memory = int(told.stderr.splitlines()[-1]) / 1024
    verdict = "finds nothing wrong" if told.returncode == 0 else f"FAILS: {told.stdout[-300:]}"
    print(
        f"verify_draw.py, {CHECKED:,} tickets: {spent:.1f} s CPU, bare hashing loop {limit:.1f} s, ratio {spent / limit:.2f}; "
        f"{memory:.0f} MiB; {verdict}",
        flush=True,
    )


_WATCHED = """
import resource, subprocess, sys
code = subprocess.call([sys.executable, *sys.argv[1:]])
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)
sys.exit(code)
"""


def simulation() -> None:
    """A first picture from 30 seeds for a million applicants, and 1,000 seeds."""
    people = people_of(applicants(1_000_000))
    for counting in COUNTINGS:
        for seeds in (30, 1000):
            spent = seconds(partial(simulate, 300_000, law_of(counting), places(), people, seeds))
            print(f"simulate, 1,000,000 applicants, {seeds:>5,} seeds, {counting:<11} {spent:>6.2f} s CPU", flush=True)


def main() -> None:
    """Print everything."""
    draws()
    draw_freeze.main()
    simulation()
    draw_peers.main()
    checker()


if __name__ == "__main__":
    if sys.argv[1] == "published":
        print(published(Path(sys.argv[3]), applicants(int(sys.argv[2]))))
    else:
        print(json.dumps(one_size(int(sys.argv[1]))))
