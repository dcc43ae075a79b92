"""The draw on Spark: the same result as the arrays and the scalar twin, and what the cluster costs beside one machine.

python -m bench spark      needs the extra [spark] and a Java; JADIBISA_BENCH_SPARK=5000000 for another size
"""

import hashlib
import os
import resource
import time
from collections.abc import Callable

import numpy as np

from jadibisa.foundation.places.queries import provinces
from jadibisa.journey.selection.gateways.spark import SparkEngine
from jadibisa.journey.selection.rules import plain
from jadibisa.journey.selection.rules.draw import Result, Roll, draw
from jadibisa.journey.selection.rules.quota import quota
from jadibisa.journey.selection.rules.tickets import number_of
from jadibisa.journey.selection.types import Law, Place, Quota
from jadibisa.kernel.refusals import Refusal
from tests.journey.selection.folder import Made, make

SEED = hashlib.sha256(b"bench").hexdigest()
SCALE = int(os.environ.get("JADIBISA_BENCH_SPARK", "1000000"))
TRAITS, PERCENTS = ("W", "D", "L"), (52, 3, 20)
SHARES = (0.40, 0.40, 0.02, 0.02, 0.07, 0.07, 0.01, 0.01)  # of the types over W, D, L
TREE = [Place("11", 40), Place("12", 25), Place("94", 3)] + [Place(f"11.0{part}", part, 1, "11") for part in (1, 2, 3)]
SMALL = (
    Law(traits=TRAITS, percents=PERCENTS, tiers=("L",)),
    Law(traits=(*TRAITS, "V"), percents=(40, 10, 30, 25), counting="one_to_one"),
)


def spent(work: Callable[[], Result]) -> tuple[Result, float, float]:
    """What the work gave, the CPU seconds of this process and its children, and the seconds that passed."""
    whose = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    before, begun = [resource.getrusage(who) for who in whose], time.perf_counter()
    result = work()
    passed = time.perf_counter() - begun
    after = [resource.getrusage(who) for who in whose]
    cpu = sum(b.ru_utime - a.ru_utime + b.ru_stime - a.ru_stime for a, b in zip(before, after, strict=True))
    return result, cpu, passed


def twin(made: Made) -> list[bool]:
    """Who is selected, person by person."""
    chosen = [False] * len(made.roll.types)
    for number, row in enumerate(made.table.rows):
        order = sorted(
            (int(made.roll.tiers[at]), number_of(made.seed, made.roll.tickets[at].decode()), at)
            for at in np.flatnonzero(made.roll.compartments == number).tolist()
        )
        types = [int(made.roll.types[at]) for _tier, _number, at in order]
        for place in plain.choose(types, row.seats, row.lowered, made.law.counting):
            chosen[order[place][2]] = True
    return chosen


def same(one: Result, other: Result) -> None:
    """To the last ticket.

    Raises:
        RuntimeError: when anything differs.
    """
    if not (
        one.cutoffs == other.cutoffs and (one.selected == other.selected).all() and (one.places == other.places).all()
    ):
        message = "the draw on Spark differs from the rule on arrays"
        raise RuntimeError(message)


def small() -> None:
    """Both countings, tiers, four traits, regencies inside a province: arrays, Spark and the scalar twin agree."""
    for law in SMALL:
        made = make(law, TREE, 300, 2000)
        same(made.result, SparkEngine().draw(made.roll, made.table, made.seed))
        if made.result.selected.tolist() != twin(made):
            message = "the rule on arrays differs from the scalar twin"
            raise RuntimeError(message)
        print(f"2,000 applicants, 3 regencies, {len(law.traits)} traits, {law.counting}: array = Spark = scalar twin")


def large(count: int) -> tuple[Roll, Callable[[str], Quota]]:
    """A roll of so many people in the provinces by labour force, and its quota table for a counting."""
    weights = np.array([province.labour_force for province in provinces()], dtype=np.float64)
    digests = [hashlib.sha256(str(person).encode()).digest() for person in range(count)]
    words = np.frombuffer(b"".join(digests), dtype=np.uint32).reshape(count, 8) / 2.0**32
    compartments = np.searchsorted(np.cumsum(weights / weights.sum())[:-1], words[:, 0]).astype(np.int16)
    types = np.searchsorted(np.cumsum(SHARES)[:-1], words[:, 1]).astype(np.uint8)
    tickets = np.array([digest[16:24].hex().upper().encode() for digest in digests], dtype="S16")
    places = [Place(province.code, province.labour_force, 100) for province in provinces()]
    kinds = np.bincount(compartments.astype(np.int64) * 8 + types, minlength=len(places) * 8).reshape(-1, 8)
    people = {place.code: row.tolist() for place, row in zip(places, kinds, strict=True)}

    def table(counting: str) -> Quota:
        return quota("G1", count // 3, Law(traits=TRAITS, percents=PERCENTS, counting=counting), places, people)

    return Roll(tickets, compartments, np.ones(count, dtype=np.uint8), types), table


def cost() -> None:
    """CPU and time beside the array path in the same run; places on the waiting lists included in both."""
    roll, table = large(SCALE)
    draw(roll, table("headcount"), SEED)  # loads what is compiled
    for counting in ("headcount", "one_to_one"):
        here, one, waited = spent(lambda counting=counting: draw(roll, table(counting), SEED))  # type: ignore[misc]
        there, many, passed = spent(lambda counting=counting: SparkEngine().draw(roll, table(counting), SEED))  # type: ignore[misc]
        same(here, there)
        print(
            f"{SCALE:,} applicants, {counting}: arrays {one:.1f} s CPU in {waited:.1f} s; "
            f"Spark local[2] {many:.1f} s CPU in {passed:.1f} s; {many / one:.0f} x the CPU, {passed / waited:.0f} x the time"
        )


def main() -> None:
    """Print everything, or say what is missing."""
    try:
        small()
        cost()
    except Refusal as refusal:
        print(f"not measured: {refusal}")


if __name__ == "__main__":
    main()
