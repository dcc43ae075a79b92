"""A whole published draw made from the rules alone, without a database, for the tests of the files."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random  # noqa: TID251 - examples that are the same every time

import numpy as np
from hypothesis import strategies as st

from jadibisa.journey.selection.rules import formats, merkle
from jadibisa.journey.selection.rules.audit import sample
from jadibisa.journey.selection.rules.beacon import chain_text, promise_for, promise_text, pulse_text, seed_line
from jadibisa.journey.selection.rules.draw import Result, Roll, draw
from jadibisa.journey.selection.rules.quota import quota
from jadibisa.journey.selection.rules.tickets import number_of
from jadibisa.journey.selection.types import Announcement, Chain, Law, Place, Pulse, Quota, Seed
from jadibisa.kernel.ids import CROCKFORD
from jadibisa.kernel.refusals import Refusal

POLICY = """\
[scheme]
code = "test"
name = "Aturan uji"

{parameters}"""
DAY = "2024-03-01"
DRAW_AT = datetime(2024, 3, 6, tzinfo=UTC)
LAW = Law(traits=("W", "D"), percents=(50, 5), tiers=("L",), day=DAY)
PLACES = [Place("11", 40), Place("12", 25), Place("94", 3)]


@dataclass(frozen=True)
class Made:
    """The files of a draw and what they were made from."""

    files: dict[str, bytes]
    law: Law
    table: Quota
    roll: Roll
    result: Result
    seed: str

    def write(self, folder: Path) -> Path:
        """Put the files into a folder."""
        for name, content in self.files.items():
            (folder / name).write_bytes(content)
        return folder


def policy_text(law: Law) -> str:
    """A policy file that says what the law says."""
    floors = ", ".join(f'{{trait = "{t}", percent = {p}}}' for t, p in zip(law.traits, law.percents, strict=True))
    values = {
        "selection.method": f'"{law.method}"',
        "selection.weights": f'"{law.weights}"',
        "selection.province_floor": str(law.province_floor),
        "selection.regencies": str(list(law.regencies)).replace("'", '"'),
        "selection.regency_floor": str(law.regency_floor),
        "selection.floors": f"[{floors}]",
        "selection.counting": f'"{law.counting}"',
        "selection.tiers": str(list(law.tiers)).replace("'", '"'),
        "selection.types_published": '"open"' if law.open_types else '"committed"',
    }
    return POLICY.format(
        parameters="".join(
            f'[[parameter]]\nkey = "{key}"\nvalue = {value}\nfrom = 2024-01-01\nsource = "test"\n\n'
            for key, value in values.items()
        )
    )


def tickets(chance: Random, count: int) -> list[str]:
    """Random tickets, no two alike, sorted."""
    found: set[str] = set()
    while len(found) < count:
        found.add("".join(chance.choices(CROCKFORD, k=16)))
    return sorted(found)


def _audit(seed: str, everybody: Sequence[str], result: Result) -> bytes:
    winners = [ticket for ticket, selected in zip(everybody, result.selected, strict=True) if selected]
    return formats.audit_text(sample(seed, winners), sample(seed, everybody))


def _beacon(chain: Chain, files: dict[str, bytes]) -> tuple[str, Pulse]:
    promise = promise_for(chain, DRAW_AT, alternative=True)
    pulse = Pulse(promise.number, "ab" * 48)
    files |= {formats.CHAIN: chain_text(chain), formats.PULSE: pulse_text(pulse)}
    return promise_text(promise), pulse


def make(
    law: Law,
    places: Sequence[Place],
    seats: int,
    people: int,
    number: int = 1,
    *,
    chain: Chain | None = None,
    answered: bool = True,
) -> Made:
    """Draw among random people and write all files.

    Args:
        law: the law.
        places: provinces, and regencies with a parent.
        seats: seats of the batch.
        people: how many apply.
        number: which example; the same number gives the same files.
        chain: a beacon that is announced; its round is an example that nobody signed.
        answered: whether its round came, or dice and witnesses alone hold.
    """
    chance = Random(number)
    split = {place.parent for place in places}
    leaves = [place.code for place in places if place.code not in split]
    kinds = 2 ** len(law.traits)
    shares = [chance.random() ** 2 + 0.01 for _kind in range(kinds)]
    rows = sorted(
        (
            (
                ticket,
                chance.choice(leaves),
                chance.randint(1, len(law.tiers) + 1),
                chance.choices(range(kinds), shares)[0],
            )
            for ticket in tickets(chance, people)
        ),
        key=lambda row: (row[1][:2], row[0]),
    )
    counts = {code: [0] * kinds for code in leaves}
    for _ticket, code, _tier, kind in rows:
        counts[code][kind] += 1
    table = quota("G1", seats, law, places, counts)
    files = {formats.POLICY: policy_text(law).encode()}
    rules = formats.sha256(files[formats.POLICY])
    secret = hashlib.sha256(str(number).encode()).hexdigest()
    commitment = hashlib.sha256(bytes.fromhex(secret)).hexdigest()
    drand, pulse = _beacon(chain, files) if chain else ("-", None)
    promise = Announcement(
        "G1", rules, seats, "2024-03-05T00:00:00+00:00", DRAW_AT.isoformat(), (("Ibu Sri", commitment),), "0", drand
    )
    files[formats.ANNOUNCEMENT] = formats.announcement_text(promise)
    files[formats.QUOTA] = formats.quota_text(table)
    leaf_hashes, openings = [], []
    parts: dict[str, list[bytes]] = {}
    for ticket, code, tier, kind in rows:
        label = formats.label_of(kind, law.traits)
        salt = hashlib.sha256(ticket.encode()).hexdigest()[:32]
        openings.append(f"{ticket},{label},{salt}\n")
        shown = label if law.open_types else formats.commitment(salt, ticket, label)
        line = formats.roll_line(ticket, code, tier, shown)
        name = formats.part_name("roll", code)
        parts.setdefault(name, []).append(line)
        leaf_hashes.append(merkle.leaf(line))
    files |= {name: b"".join(lines) for name, lines in parts.items()}
    if not law.open_types:
        files[formats.OPENINGS] = "".join(openings).encode()
    frozen = [name for name in files if name not in {formats.OPENINGS, formats.PULSE}]
    files[formats.SUMS] = formats.sums_text({name: formats.sha256(files[name]) for name in frozen})
    tree = merkle.tree(leaf_hashes)
    seed_file = formats.seed_text(
        Seed(
            "G1", rules, tree.root.hex(), len(rows), formats.sha256(files[formats.QUOTA]), "58203917446105923871",
            (("Ibu Sri", secret),), seed_line(chain, pulse if answered else None) if chain else "-",
        )
    )  # fmt: skip
    files[formats.SEED] = seed_file
    seed = formats.sha256(seed_file)
    index = {row.code: place for place, row in enumerate(table.rows)}
    roll = Roll(
        [row[0].encode() for row in rows],
        np.array([index[row[1]] for row in rows], dtype=np.int16),
        np.array([row[2] for row in rows], dtype=np.uint8),
        np.array([row[3] for row in rows], dtype=np.uint8),
    )
    result = draw(roll, table, seed)
    files[formats.CUTOFFS] = formats.cutoffs_text(result.cutoffs)
    names = [formats.SEED, formats.CUTOFFS]
    results: dict[str, list[bytes]] = {}
    for place, (ticket, code, _tier, _kind) in enumerate(rows):
        name = formats.part_name("result", code)
        line = formats.result_line(
            ticket,
            number_of(seed, ticket),
            selected=bool(result.selected[place]),
            place=int(result.places[place]) if law.open_types else None,
        )
        results.setdefault(name, []).append(line)
    files |= {name: b"".join(lines) for name, lines in results.items()}
    files[formats.AUDIT] = _audit(seed, [row[0] for row in rows], result)
    names += [*results, formats.AUDIT]
    files[formats.RESULT_SUMS] = formats.sums_text({name: formats.sha256(files[name]) for name in names})
    return Made(files, law, table, roll, result, seed)


@st.composite
def laws(draw: st.DrawFn, *, open_types: bool = True) -> tuple[Law, list[Place]]:
    """Laws and places, now and then with regencies inside the first province."""
    counting = draw(st.sampled_from(["headcount", "one_to_one"]))
    traits = tuple(draw(st.permutations("WDL")))[: draw(st.integers(0, 3))]
    law = Law(
        method=draw(st.sampled_from(["sainte-lague", "dhondt", "largest-remainder", "huntington-hill", "equal"])),
        province_floor=draw(st.integers(0, 1)),
        traits=traits,
        percents=tuple(draw(st.integers(0, 70)) for _trait in traits),
        counting=counting,
        tiers=draw(st.sampled_from([(), ("L",)])),
        open_types=open_types,
        day=DAY,
    )
    if draw(st.booleans()):
        law = replace(law, regencies=("11",), regency_floor=draw(st.integers(0, 3)))
    places = [
        Place(str(11 + place), draw(st.integers(1, 99)), law.province_floor) for place in range(draw(st.integers(1, 5)))
    ]
    if law.regencies:
        places += [Place(f"11.0{place}", draw(st.integers(1, 99)), law.regency_floor, "11") for place in (1, 2, 3)]
    return law, places


def made_or_refused(law: Law, places: list[Place], seats: int, people: int, number: int) -> Made | None:
    """The files, or nothing where the law cannot be met and says so."""
    try:
        return make(law, places, seats, people, number)
    except Refusal as refusal:
        if refusal.code not in {"floors_beyond_seats", "seats_too_few", "seats_unplaced"}:
            raise
        return None
