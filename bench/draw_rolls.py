"""Rolls of any size for the benchmarks of the draw, and a whole published draw of that size on disk."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from jadibisa.foundation.places.queries import provinces
from jadibisa.journey.selection.rules import draw as rule
from jadibisa.journey.selection.rules import formats, merkle
from jadibisa.journey.selection.rules.audit import sample
from jadibisa.journey.selection.rules.imagined import mixed
from jadibisa.journey.selection.rules.lines import in_order, lines_of
from jadibisa.journey.selection.rules.quota import quota
from jadibisa.journey.selection.types import Announcement, Law, Place, Quota, Seed
from tests.journey.selection.folder import DAY, policy_text

SEED = hashlib.sha256(b"bench").hexdigest()
SHARES = (0.40, 0.40, 0.02, 0.02, 0.07, 0.07, 0.01, 0.01)  # of the types over W, D, L
SEATS = 600_000
TRAITS, PERCENTS, PROVINCE_FLOOR = ("W", "D", "L"), (52, 3, 20), 100
COUNTINGS = ("headcount", "one_to_one")
LETTERS = np.frombuffer(b"0123456789ABCDEFGHJKMNPQRSTVWXYZ", dtype=np.uint8)
KINDS = 8


def scattered(count: int, stream: int) -> NDArray[np.uint64]:
    """Numbers that look drawn and are the same every time."""
    return mixed(np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(stream << 40))


def applicants(count: int) -> rule.Roll:
    """A roll of so many people in the provinces by labour force, in its order."""
    weights = np.array([province.labour_force for province in provinces()], dtype=np.float64)
    uniform = scattered(count, 1).astype(np.float64) / 2.0**64
    compartments = np.searchsorted(np.cumsum(weights / weights.sum()), uniform).astype(np.int16)
    np.minimum(compartments, len(weights) - 1, out=compartments)
    types = np.searchsorted(np.cumsum(SHARES), scattered(count, 2).astype(np.float64) / 2.0**64).astype(np.uint8)
    np.minimum(types, KINDS - 1, out=types)
    letters = np.empty((count, 16), dtype=np.uint8)
    for half in (0, 1):
        numbers = scattered(count, 3 + half)
        for place in range(8):
            letters[:, 8 * half + place] = LETTERS[(numbers >> np.uint64(5 * place)) & np.uint64(31)]
    tickets = letters.reshape(-1).view("S16")
    order = in_order(compartments.astype(">u2").view("S2"), tickets)
    return rule.Roll(tickets[order], compartments[order], np.ones(count, dtype=np.uint8), types[order])


def law_of(counting: str) -> Law:
    """Floors of 52 % women, 3 % disabled, 20 % laid off, and a hundred seats for every province."""
    return Law(traits=TRAITS, percents=PERCENTS, counting=counting, province_floor=PROVINCE_FLOOR, day=DAY)


def places() -> list[Place]:
    """The 38 provinces."""
    return [Place(province.code, province.labour_force, PROVINCE_FLOOR) for province in provinces()]


def people_of(roll: rule.Roll) -> dict[str, list[int]]:
    """How many there are of each type in each province."""
    cells = roll.compartments.astype(np.int16) * KINDS + roll.types
    counted = np.bincount(cells, minlength=len(places()) * KINDS).reshape(-1, KINDS)
    return {place.code: row for place, row in zip(places(), counted.tolist(), strict=True)}


def table_of(roll: rule.Roll, counting: str) -> Quota:
    """The quota table of a roll."""
    return quota("G1", min(SEATS, len(roll.types) * 3 // 5), law_of(counting), places(), people_of(roll))


def published(folder: Path, roll: rule.Roll) -> str:
    """Write all files of a draw by headcount.

    Returns:
        The SEED.
    """
    law, table = law_of("headcount"), table_of(roll, "headcount")
    labels = np.array([formats.label_of(kind, TRAITS).encode() for kind in range(KINDS)])
    rules = _write(folder, formats.POLICY, policy_text(law).encode())
    secret = hashlib.sha256(b"witness").hexdigest()
    promise = Announcement(
        "G1", rules, table.seats, "2024-03-05T00:00:00+00:00", "2024-03-06T00:00:00+00:00",
        (("Ibu Sri", hashlib.sha256(bytes.fromhex(secret)).hexdigest()),), "0",
    )  # fmt: skip
    sums = {
        formats.POLICY: rules,
        formats.ANNOUNCEMENT: _write(folder, formats.ANNOUNCEMENT, formats.announcement_text(promise)),
    }
    sums[formats.QUOTA] = _write(folder, formats.QUOTA, formats.quota_text(table))
    content = []
    for code, part in _parts(roll):
        count = part.stop - part.start
        text = lines_of(
            [
                np.asarray(roll.tickets)[part],
                np.full(count, code.encode()),
                np.full(count, b"1"),
                labels[roll.types[part]],
            ]
        )
        name = formats.part_name("roll", code)
        sums[name] = _write(folder, name, text)
        content.append(text)
    root = merkle.tree_of(b"".join(content)).root.hex()
    del content
    _write(folder, formats.SUMS, formats.sums_text(sums))
    told = Seed("G1", rules, root, len(roll.types), sums[formats.QUOTA], "58203917446105923871", (("Ibu Sri", secret),))
    seed_sum = _write(folder, formats.SEED, formats.seed_text(told))
    _results(folder, roll, rule.draw(roll, table, seed_sum), seed_sum)
    return seed_sum


def _results(folder: Path, roll: rule.Roll, result: rule.Result, seed: str) -> None:
    sums = {formats.SEED: seed, formats.CUTOFFS: _write(folder, formats.CUTOFFS, formats.cutoffs_text(result.cutoffs))}
    start, sha256 = f"{seed},".encode(), hashlib.sha256
    for code, part in _parts(roll):
        name = formats.part_name("result", code)
        rows = zip(
            np.asarray(roll.tickets)[part].tolist(),
            result.selected[part].tolist(),
            result.places[part].tolist(),
            strict=True,
        )
        text = "".join(
            f"{ticket.decode()},{sha256(start + ticket).hexdigest()},{'selected,-' if won else f'waiting,{place}'}\n"
            for ticket, won, place in rows
        )
        sums[name] = _write(folder, name, text.encode())
    chosen = [
        sample(seed, (ticket.decode() for ticket in np.asarray(roll.tickets)[result.selected])),
        sample(seed, (ticket.decode() for ticket in roll.tickets)),
    ]
    sums[formats.AUDIT] = _write(folder, formats.AUDIT, formats.audit_text(*chosen))
    _write(folder, formats.RESULT_SUMS, formats.sums_text(sums))


def _parts(roll: rule.Roll) -> Iterator[tuple[str, slice]]:
    edges = np.searchsorted(roll.compartments, np.arange(len(places()) + 1)).tolist()
    for place, start, end in zip(places(), edges[:-1], edges[1:], strict=True):
        yield place.code, slice(start, end)


def _write(folder: Path, name: str, content: bytes) -> str:
    (folder / name).write_bytes(content)
    return formats.sha256(content)
