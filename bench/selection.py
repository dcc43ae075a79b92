"""How the draw grows: each figure is a ratio against a limit measured in the same run.

    python -m bench.selection [APPLICANTS …]      one and five million when nothing is said; 18900000 is the whole history

The limit is what no draw can do without: one SHA-256 for each ticket, and one sort of the numbers.
"""

import hashlib
import resource
import runpy
import sys
import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from time import process_time

import numpy as np
from numpy.typing import NDArray

from jadibisa.foundation.places.queries import provinces
from jadibisa.journey.selection.rules import draw as rule
from jadibisa.journey.selection.rules.quota import quota
from jadibisa.journey.selection.rules.simulation import scattered, simulate
from jadibisa.journey.selection.rules.tickets import prefixes
from jadibisa.journey.selection.types import Law, Place
from tests.journey.selection.folder import DAY, make

SEED = hashlib.sha256(b"bench").hexdigest()
SHARES = (0.40, 0.40, 0.02, 0.02, 0.07, 0.07, 0.01, 0.01)  # of the types over W, D, L
SEATS = 600_000
CHECKED = 200_000
LETTERS = np.frombuffer(b"0123456789ABCDEFGHJKMNPQRSTVWXYZ", dtype=np.uint8)
CHECKER = Path(__file__).parents[1] / "src/jadibisa/journey/selection/templates/selection/verify_draw.py"


def seconds(work: Callable[[], object]) -> float:
    """CPU seconds of this process."""
    begun = process_time()
    work()
    return process_time() - begun


def applicants(count: int) -> rule.Roll:
    """A roll of so many people in the provinces by labour force."""
    weights = np.array([province.labour_force for province in provinces()], dtype=np.float64)
    uniform = scattered(count, 1).astype(np.float64) / 2.0**64
    compartments = np.searchsorted(np.cumsum(weights / weights.sum()), uniform).astype(np.int16)
    types = np.searchsorted(np.cumsum(SHARES), scattered(count, 2).astype(np.float64) / 2.0**64).astype(np.uint8)
    numbers = np.stack([scattered(count, 3), scattered(count, 4)], axis=1)
    letters = np.empty((count, 16), dtype=np.uint8)
    for place in range(16):
        letters[:, place] = LETTERS[(numbers[:, place // 8] >> np.uint64(5 * (place % 8))) & np.uint64(31)]
    tickets = letters.reshape(-1).view("S16")
    return rule.Roll(tickets, np.minimum(compartments, 37), np.ones(count, dtype=np.uint8), np.minimum(types, 7))


def draw(roll: rule.Roll, counting: str, numbers: NDArray[np.uint64] | None = None) -> rule.Result:
    """Quotas, floors, numbers, choice, cut-offs, winners."""
    law = Law(traits=("W", "D", "L"), percents=(52, 3, 20), counting=counting, province_floor=100)
    places = [Place(province.code, province.labour_force, 100) for province in provinces()]
    counted = np.bincount(roll.compartments.astype(np.int64) * 8 + roll.types, minlength=38 * 8).reshape(38, 8)
    people = {place.code: [int(n) for n in row] for place, row in zip(places, counted, strict=True)}
    return rule.draw(
        roll, quota("G1", min(SEATS, len(roll.types) // 3), law, places, people), SEED, numbers, waiting=False
    )


def _hash(roll: rule.Roll, into: list[NDArray[np.uint64]]) -> None:
    into.append(prefixes(SEED, roll.tickets))


def draws(sizes: Sequence[int]) -> None:
    """The draw beside its limit, at each size."""
    print(
        f"{'applicants':>12} {'counting':<12} {'CPU s':>8} {'limit s':>8} {'ratio':>6} {'rule alone':>10} {'per person':>10}"
    )
    first: dict[str, float] = {}
    for count in sizes:
        roll = applicants(count)
        kept: list[NDArray[np.uint64]] = []
        bare = seconds(partial(_hash, roll, kept))
        numbers = kept[0]
        bare += seconds(partial(np.sort, numbers))
        for counting in ("headcount", "one_to_one"):
            spent = seconds(partial(draw, roll, counting))
            alone = seconds(partial(draw, roll, counting, numbers))
            each = spent / count
            growth = each / first.setdefault(counting, each)
            print(
                f"{count:>12,} {counting:<12} {spent:>8.2f} {bare:>8.2f} {spent / bare:>6.2f} {alone:>9.2f}s {growth:>9.2f}x"
            )
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.2f} GiB")


def checker() -> None:
    """`verify_draw.py` beside a bare loop that hashes each ticket, each leaf and each inner node."""
    law = Law(traits=("W", "D", "L"), percents=(52, 3, 20), day=DAY)
    made = make(law, [Place(province.code, province.labour_force) for province in provinces()], CHECKED // 3, CHECKED)
    lines = [
        line
        for name, content in sorted(made.files.items())
        if name.startswith("roll-")
        for line in content.splitlines(keepends=True)
    ]

    def bare() -> None:
        sha256, start = hashlib.sha256, made.seed.encode() + b","
        for line in lines:
            sha256(start + line[:16]).hexdigest()
            leaf = sha256(b"\0" + line).digest()
            sha256(b"\1" + leaf + leaf).digest()

    with tempfile.TemporaryDirectory() as folder:
        made.write(Path(folder))
        examine = runpy.run_path(str(CHECKER))["examine"]
        spent, limit = seconds(lambda: examine(Path(folder))), seconds(bare)
    print(
        f"verify_draw.py, {CHECKED:,} tickets: {spent:.2f} s, a bare hashing loop {limit:.2f} s, ratio {spent / limit:.2f}"
    )


def simulation() -> None:
    """A first picture from 30 seeds for a million applicants."""
    roll = applicants(1_000_000)
    places = [Place(province.code, province.labour_force, 100) for province in provinces()]
    counted = np.bincount(roll.compartments.astype(np.int64) * 8 + roll.types, minlength=38 * 8).reshape(38, 8)
    people = {place.code: [int(n) for n in row] for place, row in zip(places, counted, strict=True)}
    one_draw = seconds(lambda: draw(roll, "headcount"))
    for counting in ("headcount", "one_to_one"):
        law = Law(traits=("W", "D", "L"), percents=(52, 3, 20), counting=counting, province_floor=100)
        spent = seconds(partial(simulate, 300_000, law, places, people, 30))
        print(
            f"simulate, 1,000,000 applicants, 30 seeds, {counting}: {spent:.2f} s, {spent / one_draw:.2f} x one real draw"
        )


def main(sizes: Sequence[int] = (1_000_000, 5_000_000)) -> None:
    """Print everything."""
    draws(sizes)
    simulation()
    checker()


if __name__ == "__main__":
    main([int(argument) for argument in sys.argv[1:]] or (1_000_000, 5_000_000))
