"""Peers of the draw in the same run: the same draw as SQL in DuckDB, and a library of citizens' assemblies.

SQL_SIZE and SORTITION_STOP in the environment choose another size and another patience.
"""

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from functools import partial
from pathlib import Path
from time import process_time

import duckdb
import numpy as np
from sortition_algorithms import Settings, read_in_features, read_in_people, run_stratification

from bench.draw_rolls import SEED, applicants, law_of, people_of, places, scattered, table_of
from jadibisa.journey.selection.rules import draw as rule
from jadibisa.journey.selection.rules import swift
from jadibisa.journey.selection.rules.lines import Texts, lines_of
from jadibisa.journey.selection.rules.quota import quota

SQL_SIZE = int(os.environ.get("SQL_SIZE", "5000000"))
STOP = int(os.environ.get("SORTITION_STOP", "300"))
POOL, PANEL, DISABLED = 750, 100, 8
NUMBERED = """
create table numbered as
select ticket, compartment, kind, sha256($seed || ',' || ticket) as number from roll
"""
WON = """
create table won as
select * from (
    select *, row_number() over (partition by compartment, kind order by number, ticket) as place from numbered
) join taken using (compartment, kind) where place <= seats
"""
CUTOFFS = """
select compartment, kind, count(*), max(number), arg_max(ticket, number) from won group by all order by all
"""


def by_sql(count: int) -> None:
    """The draw as SQL: numbers, ranks within province and type, winners, cut-offs."""
    roll, counting = applicants(count), "headcount"
    swift.compiled(10**9)
    begun = process_time()
    table = table_of(roll, counting)
    result = rule.draw(roll, table, SEED, waiting=False)
    ours = process_time() - begun
    wanted = [
        (row.compartment, row.label, row.selected, row.number, row.ticket) for row in result.cutoffs if row.selected
    ]
    codes = np.array([place.code.encode() for place in places()])[roll.compartments]
    labels = np.array([b"-", b"W", b"D", b"WD", b"L", b"WL", b"DL", b"WDL"])[roll.types]
    with tempfile.TemporaryDirectory() as name, duckdb.connect() as database:
        database.execute("set threads = 2")
        taken = [np.array([str(row[at]).encode() for row in wanted]) for at in (0, 1, 2)]
        files: dict[str, list[Texts]] = {"roll": [np.asarray(roll.tickets), codes, labels], "taken": taken}
        columns = {"roll": ("ticket", "compartment", "kind"), "taken": ("compartment", "kind", "seats")}
        for told, content in files.items():
            path = Path(name) / f"{told}.csv"
            path.write_bytes(lines_of(content))
            types = ", ".join(
                f"'{column}': '{'bigint' if column == 'seats' else 'varchar'}'" for column in columns[told]
            )
            database.execute(f"create table {told} as from read_csv('{path}', header = false, columns = {{{types}}})")
        begun = process_time()
        database.execute(NUMBERED, {"seed": SEED})
        database.execute(WON)
        found = database.execute(CUTOFFS).fetchall()
        spent = process_time() - begun
    same = sorted(tuple(row) for row in found) == sorted(wanted)
    print(
        f"SQL in DuckDB, {count:,} applicants, headcount: {spent:.2f} s CPU, ours {ours:.2f} s, ratio {spent / ours:.1f}; "
        f"cut-offs {'the same' if same else 'DIFFERENT'}\n"
        "  (the SQL is told how many of each type win; quotas, lowered floors and that choice are left out of it)",
        flush=True,
    )


def panel() -> None:
    """A panel of 100 out of 750 people by the library, with floors like ours and seats for the provinces."""
    codes = [place.code for place in places()]
    weights = np.array([place.weight for place in places()], dtype=np.float64)
    uniform = scattered(POOL, 1).astype(np.float64) / 2.0**64
    province = np.searchsorted(np.cumsum(weights / weights.sum()), uniform)
    kinds = scattered(POOL, 2) % np.uint64(100)
    people = [
        {"id": f"p{at}", "province": codes[min(int(province[at]), 37)], "woman": "yes" if kind % 2 else "no",
         "disabled": "yes" if kind < DISABLED else "no", "laid_off": "yes" if kind % 6 == 0 else "no"}
        for at, kind in enumerate(kinds.tolist())
    ]  # fmt: skip
    least = {("woman", "yes"): 52, ("disabled", "yes"): 3, ("laid_off", "yes"): 20}
    features = []
    for feature in ("province", "woman", "disabled", "laid_off"):
        for value in sorted({person[feature] for person in people}):
            share = PANEL * sum(person[feature] == value for person in people) / POOL
            low, high = (
                (int(share), int(share) + 2) if feature == "province" else (least.get((feature, value), 0), PANEL)
            )
            features.append({"feature": feature, "value": value, "min": str(low), "max": str(high)})
    wanted, *_ = read_in_features(["feature", "value", "min", "max"], features, PANEL)
    settings = Settings(id_column="id", columns_to_keep=[])
    pool, _report = read_in_people(list(people[0]), people, wanted, settings)
    begun = time.perf_counter()
    done, _panels, _report = run_stratification(wanted, pool, PANEL, settings)
    print(f"{'done' if done else 'refused'} after {time.perf_counter() - begun:.1f} s ({settings.selection_algorithm})")


def _ours() -> float:
    """Seconds of our draw for as many people and seats, quotas and floors included."""
    roll = applicants(POOL)
    begun = time.perf_counter()
    few = [replace(place, minimum=0) for place in places()]
    rule.draw(roll, quota("G1", PANEL, replace(law_of("headcount"), province_floor=0), few, people_of(roll)), SEED)
    return time.perf_counter() - begun


def main() -> None:
    """Both peers, each in a process of its own."""
    run = partial(subprocess.run, capture_output=True, text=True, check=True)
    print(run([sys.executable, "-m", "bench.draw_peers", "sql"]).stdout, end="", flush=True)
    begun = time.perf_counter()
    try:
        told = run([sys.executable, "-m", "bench.draw_peers", "panel"], timeout=STOP).stdout.strip()
        spent = time.perf_counter() - begun
    except subprocess.TimeoutExpired:
        told, spent = f"not done, stopped after {STOP} s", float(STOP)
    ours = _ours()
    print(
        f"sortition-algorithms, {PANEL} of {POOL} people: {told}; ours for {POOL} people {ours:.3f} s, at least {spent / ours:,.0f} x",
        flush=True,
    )


if __name__ == "__main__":
    if sys.argv[1] == "sql":
        by_sql(SQL_SIZE)
    else:
        panel()
