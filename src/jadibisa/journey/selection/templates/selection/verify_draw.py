#!/usr/bin/env python3
"""Check a whole draw from its published files, with nothing but Python 3.11 or newer.

    python3 verify_draw.py FOLDER            all files of one batch are in FOLDER
    python3 verify_draw.py FOLDER --en       in English

It shares no code with the programme that draws. It reads the files line by line, says what it checked and what it could
not check, and ends with exit code 1 and the first wrong line when anything differs.
"""

# ruff: noqa: T201, C901, PLR0912, PLR2004 - one script: it prints what it finds, each `if` is one condition of the published rule
import hashlib
import re
import sys
import tomllib
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from heapq import nsmallest
from itertools import pairwise, product, zip_longest
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
ALPHABET = LETTERS.encode()
ROLL_LINE = re.compile(
    rb"([%s]{16}),([0-9]{2}(?:\.[0-9]{2})?),([1-9][0-9]?),([A-Z]{1,4}|-|[0-9a-f]{64})\n" % LETTERS.encode()
)
TYPE_BITS = 60
BLOCK = 4096  # a power of two
MANY = 100_000


Text = tuple[str, str]  # Indonesian, English
Key = tuple[str, int, str]  # compartment, tier, type


class WrongError(Exception):
    """Something in the files differs from what it must be."""

    def __init__(self, text: Text) -> None:
        """Keep both languages."""
        super().__init__(text[0])
        self.text = text


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the quota table."""

    line: int
    parent: str
    weight: int
    minimum: int
    seats: int
    people: list[int]
    floors: list[int]
    lowered: list[int]


@dataclass(frozen=True, slots=True)
class Limit:
    """A line of the table of cut-offs."""

    line: int
    eligible: int
    selected: int
    number: bytes
    ticket: bytes


@dataclass(frozen=True, slots=True)
class Share:
    """What a place got and between which bounds."""

    weight: int
    floor: int
    cap: int
    seats: int


Limits = dict[Key, Limit]
NO_LIMIT = Limit(0, 0, 0, b"-", b"-")


def wrong(name: str, line: int, id_text: str, en_text: str) -> NoReturn:
    """Stop at the first wrong line."""
    at = (f", baris {line}", f", line {line}") if line else ("", "")
    raise WrongError((f"{name}{at[0]}: {id_text}", f"{name}{at[1]}: {en_text}"))


def need(condition: object, name: str, line: int, id_text: str, en_text: str) -> None:
    """Stop here unless the condition holds."""
    if not condition:
        wrong(name, line, id_text, en_text)


class Report:
    """What was checked and what could not be, in both languages."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.checked: list[Text] = []
        self.unchecked: list[Text] = []

    def did(self, id_text: str, en_text: str) -> None:
        """Something was checked and is right."""
        self.checked.append((id_text, en_text))

    def could_not(self, id_text: str, en_text: str) -> None:
        """Something cannot be checked from the files."""
        self.unchecked.append((id_text, en_text))


# ---- sums, announcement, seed ---------------------------------------------------------------------------


def file_sum(path: Path) -> str:
    """SHA-256 of a file, read in pieces."""
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def check_sums(folder: Path, report: Report) -> dict[str, str]:
    """Every file named in the two lists must have the sum that stands there, and every file of the draw must be named."""
    named = {}
    parts = {kind: {path.name for path in folder.glob(f"{kind}-[0-9][0-9].csv")} for kind in ("roll", "result")}
    must = {
        "SHA256SUMS": {"announcement.txt", "policy.toml", "quota.csv"} | parts["roll"],
        "SHA256SUMS-result": {"audit.csv", "cutoffs.csv", "seed.txt"} | parts["result"],
    }
    for listing, names in must.items():
        before = ""
        for number, line in enumerate(lines_of(folder, listing), 1):
            found = re.fullmatch(r"([0-9a-f]{64})  ([A-Za-z0-9._-]+)", line)
            if found is None:
                wrong(listing, number, "baris tidak dapat dibaca", "the line cannot be read")
            path = folder / found[2]
            need(path.is_file(), listing, number, f"berkas {found[2]} tidak ada", f"the file {found[2]} is missing")
            need(
                file_sum(path) == found[1],
                found[2],
                0,
                "isinya berubah, jumlah SHA-256 tidak cocok",
                "its content changed: the SHA-256 differs",
            )
            need(found[2] > before, listing, number, "urutan nama salah", "the names are out of order")
            before = found[2]
            named[before] = found[1]
        missing = sorted(names - set(named))
        need(not missing, listing, 0, f"berkas {missing[:1]} tidak disebut", f"the file {missing[:1]} is not named")
    report.did(f"Jumlah SHA-256 dari {len(named)} berkas cocok.", f"The SHA-256 sums of {len(named)} files agree.")
    return named


def lines_of(folder: Path, name: str) -> list[str]:
    """The lines of a small text file without their ends; every line must end with one LF."""
    path = folder / name
    need(path.is_file(), name, 0, "berkas ini tidak ada", "this file is missing")
    try:
        text = path.read_bytes().decode("ascii")
    except UnicodeDecodeError:
        wrong(name, 0, "ada huruf di luar ASCII", "there are letters outside ASCII")
    need(
        text.endswith("\n") and "\r" not in text,
        name,
        text.count("\n") + 1,
        "akhir baris harus LF",
        "every line must end with LF",
    )
    return text[:-1].split("\n")


def fields_of(folder: Path, name: str, first: str, keys: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    """A file of `key=value` lines in a fixed order."""
    lines = lines_of(folder, name)
    need(lines[0] == first, name, 1, f"harus {first}", f"must be {first}")
    need(len(lines) > len(keys), name, len(lines), "ada baris yang hilang", "lines are missing")
    found = {}
    for number, (line, key) in enumerate(zip(lines[1 : len(keys) + 1], keys, strict=True), 2):
        need(line.startswith(key + "="), name, number, f"harus mulai dengan {key}=", f"must begin with {key}=")
        found[key] = line[len(key) + 1 :]
    return found, lines[len(keys) + 1 :]


def check_seed(folder: Path, sums: Mapping[str, str], report: Report) -> tuple[dict[str, str], dict[str, str], str]:
    """The seed file must name the rules, the roll and the quota table that are here; its SHA-256 is the SEED."""
    promise, rest = fields_of(
        folder,
        "announcement.txt",
        "ukp-announcement/1",
        ["batch", "rules", "seats", "objections_until", "draw_at", "witnesses", "drand", "code"],
    )
    need(not rest, "announcement.txt", 10, "baris ini tidak dikenal", "this line is unknown")
    seed, rest = fields_of(
        folder, "seed.txt", "ukp-draw/1", ["batch", "rules", "roll", "quota", "dice", "witnesses", "drand"]
    )
    need(not rest, "seed.txt", 9, "baris ini tidak dikenal", "this line is unknown")
    need(
        seed["batch"] == promise["batch"],
        "seed.txt",
        2,
        "gelombangnya bukan yang diumumkan",
        "this is not the announced batch",
    )
    need(
        seed["rules"] == promise["rules"],
        "seed.txt",
        3,
        "aturannya bukan yang diumumkan",
        "these are not the announced rules",
    )
    need(
        seed["rules"] == sums.get("policy.toml"),
        "seed.txt",
        3,
        "aturannya bukan policy.toml",
        "the rules are not policy.toml",
    )
    need(
        seed["quota"] == sums.get("quota.csv"), "seed.txt", 5, "kuotanya bukan quota.csv", "the quota is not quota.csv"
    )
    need(re.fullmatch(r"[0-9]{20}", seed["dice"]), "seed.txt", 6, "harus 20 angka dadu", "there must be 20 dice")
    check_witnesses(promise["witnesses"], seed["witnesses"])
    if promise["drand"] == "-":
        need(seed["drand"] == "-", "seed.txt", 8, "tidak ada putaran yang diumumkan", "no round was announced")
    else:
        chain, *rounds = promise["drand"].split(";")
        parts = seed["drand"].split(";")
        need(
            len(parts) == 3 and parts[0] == chain and parts[1] in rounds,
            "seed.txt",
            8,
            "putaran drand bukan yang diumumkan",
            "this is not the announced drand round",
        )
        report.could_not(
            "Tanda tangan drand: periksa di api.drand.sh.", "The drand signature: look it up at api.drand.sh."
        )
    report.did(
        "seed.txt cocok dengan pengumuman, aturan, dan kuota.",
        "seed.txt fits the announcement, the rules and the quota.",
    )
    return promise, seed, sums["seed.txt"]


def check_witnesses(promised: str, opened: str) -> None:
    """Each witness's secret must have the SHA-256 that was announced."""
    if promised == "-" or opened == "-":
        need(
            promised == opened, "seed.txt", 7, "saksinya bukan yang diumumkan", "these are not the announced witnesses"
        )
        return
    before = [pair.split(":") for pair in promised.split(";")]
    after = [pair.split(":") for pair in opened.split(";")]
    need(
        [p[0] for p in before] == [p[0] for p in after],
        "seed.txt",
        7,
        "saksinya bukan yang diumumkan",
        "these are not the announced witnesses",
    )
    for (name, commitment), (_name, secret) in zip(before, after, strict=True):
        need(
            hashlib.sha256(bytes.fromhex(secret)).hexdigest() == commitment,
            "seed.txt",
            7,
            f"rahasia {name} tidak cocok",
            f"the secret of {name} does not fit",
        )


# ---- policy and quota table -----------------------------------------------------------------------------


class Table:
    """The quota table as it is published."""

    def __init__(self, folder: Path) -> None:
        """Read it; every line must have its shape."""
        head, rest = fields_of(
            folder,
            "quota.csv",
            "ukp-quota/1",
            ["batch", "seats", "day", "method", "weights", "counting", "percents", "floors", "tiers", "types"],
        )
        self.head, self.open = head, head["types"] == "open"
        self.percents = pairs(head["percents"])
        self.floors = pairs(head["floors"])
        self.traits = [name for name, _percent in self.percents]
        self.tiers = [] if head["tiers"] == "-" else head["tiers"].split(";")
        self.kinds = 2 ** len(self.traits)
        self.labels = [
            "".join(t for i, t in enumerate(self.traits) if kind >> i & 1) or "-" for kind in range(self.kinds)
        ]
        columns = ["compartment", "parent", "weight", "minimum", "seats"]
        columns += (
            [f"people:{label}" for label in self.labels]
            + [f"floor:{t}" for t in self.traits]
            + [f"lowered:{t}" for t in self.traits]
        )
        need(rest and rest[0] == ",".join(columns), "quota.csv", 12, "judul kolom salah", "the header is wrong")
        self.rows: dict[str, Row] = {}
        for number, line in enumerate(rest[1:], 13):
            found = line.split(",")
            need(
                len(found) == len(columns) and all(f.isdigit() for f in found[2:]),
                "quota.csv",
                number,
                "baris tidak dapat dibaca",
                "the line cannot be read",
            )
            numbers = [int(f) for f in found[2:]]
            people = numbers[3 : 3 + self.kinds]
            need(
                not self.rows or found[0] > list(self.rows)[-1],
                "quota.csv",
                number,
                "urutan wilayah salah",
                "the places are out of order",
            )
            size = len(self.traits)
            self.rows[found[0]] = Row(
                number,
                "" if found[1] == "-" else found[1],
                numbers[0],
                numbers[1],
                numbers[2],
                people,
                numbers[3 + self.kinds : 3 + self.kinds + size],
                numbers[3 + self.kinds + size :],
            )
        self.parts: dict[str, list[str]] = {}
        for code, row in self.rows.items():
            self.parts.setdefault(row.parent, []).append(code)
        self.leaves = [code for code in self.rows if code not in self.parts]


def pairs(text: str) -> list[tuple[str, int]]:
    """`W:52;D:3` as a list."""
    return [] if text == "-" else [(name, int(value)) for name, value in (pair.split(":") for pair in text.split(";"))]


def check_policy(folder: Path, table: Table, promise: Mapping[str, str], report: Report) -> None:
    """The parameters in the quota table must be those of the policy file on the named day."""
    policy = tomllib.loads((folder / "policy.toml").read_text("utf-8"))
    day = table.head["day"]

    def value(key: str) -> Any:  # noqa: ANN401 - the key decides what it is
        for item in policy["parameter"]:
            if item["key"] == key and str(item["from"]) <= day and ("until" not in item or day <= str(item["until"])):
                return item["value"]
        wrong("policy.toml", 0, f"{key} tidak berlaku pada {day}", f"{key} has no value on {day}")

    said = {
        4: (table.head["day"], day),
        5: (table.head["method"], value("selection.method")),
        6: (table.head["weights"], value("selection.weights")),
        7: (table.head["counting"], value("selection.counting")),
        8: (table.percents, [(floor["trait"], floor["percent"]) for floor in value("selection.floors")]),
        10: (table.tiers, list(value("selection.tiers"))),
        11: (table.open, value("selection.types_published") == "open"),
    }
    for line, (published, law) in said.items():
        need(published == law, "quota.csv", line, "berbeda dari policy.toml", "differs from policy.toml")
    need(table.head["batch"] == promise["batch"], "quota.csv", 2, "gelombangnya lain", "this is another batch")
    need(
        table.head["seats"] == promise["seats"],
        "quota.csv",
        3,
        "jumlah kursi bukan yang diumumkan",
        "these are not the announced seats",
    )
    for code in table.parts[""]:
        row = table.rows[code]
        need(
            row.minimum == value("selection.province_floor"),
            "quota.csv",
            row.line,
            "batas bawah provinsi salah",
            "the floor of the province is wrong",
        )
    report.did("Tabel kuota memakai angka dari policy.toml.", "The quota table uses the numbers of policy.toml.")
    report.could_not(
        f"Kolom weight ({table.head['weights']}): bandingkan dengan statistik resmi.",
        f"The column weight ({table.head['weights']}): compare it with official statistics.",
    )


def check_quota(table: Table, report: Report) -> None:
    """Seats and floors of every place must be the only ones that the rule allows."""
    for parent, codes in table.parts.items():
        rows = [table.rows[code] for code in codes]
        if parent:
            need(
                table.rows[parent].people
                == [sum(column) for column in zip(*(row.people for row in rows), strict=True)],
                "quota.csv",
                table.rows[parent].line,
                "jumlah orang salah",
                "the people do not add up",
            )
        total = table.rows[parent].seats if parent else int(table.head["seats"])
        shares = [Share(row.weight, row.minimum, sum(row.people), row.seats) for row in rows]
        check_share(table.head["method"], total, shares, rows)
    given = sum(table.rows[code].seats for code in table.parts[""])
    for trait, (name, percent) in enumerate(table.percents):
        national = -(-percent * given // 100)
        need(
            table.floors[trait] == (name, national),
            "quota.csv",
            9,
            f"batas {name} seharusnya {national}",
            f"the floor of {name} must be {national}",
        )
        for parent, codes in table.parts.items():
            rows = [table.rows[code] for code in codes]
            have = [sum(n for kind, n in enumerate(row.people) if kind >> trait & 1) for row in rows]
            caps = [min(row.seats, people) for row, people in zip(rows, have, strict=True)]
            total = table.rows[parent].floors[trait] if parent else national
            shares = [Share(row.seats, 0, cap, row.floors[trait]) for row, cap in zip(rows, caps, strict=True)]
            check_share("sainte-lague", total, shares, rows)
    for code in table.leaves:
        check_lowered(table, table.rows[code])
    report.did(
        f"Kursi dan batas kelompok di {len(table.leaves)} wilayah benar, tanpa pecahan.",
        f"Seats and floors of {len(table.leaves)} places are right, without rounding errors.",
    )


def check_share(method: str, total: int, shares: Sequence[Share], rows: Sequence[Row]) -> None:
    """Without computing the apportionment: no place may have a better claim to a seat than the place that holds it."""

    def bad(place: int) -> NoReturn:
        wrong(
            "quota.csv",
            rows[place].line,
            "jumlah kursi atau batas kelompok salah",
            "the seats or the floor are wrong",
        )

    seats, caps = [share.seats for share in shares], [share.cap for share in shares]
    if sum(caps) <= total:
        for place, (held, cap) in enumerate(zip(seats, caps, strict=True)):
            if held != cap:
                bad(place)
        return
    weights, low = [share.weight for share in shares], [min(share.floor, share.cap) for share in shares]
    if method == "huntington-hill":
        low = [max(share.floor, min(share.cap, int(share.weight > 0))) for share in shares]
    high = [share.cap if share.weight else floor for share, floor in zip(shares, low, strict=True)]
    for place, held in enumerate(seats):
        if not low[place] <= held <= high[place]:
            bad(place)
    need(sum(seats) == total, "quota.csv", rows[-1].line, "jumlah seluruhnya salah", "the total is wrong")
    if method == "largest-remainder":
        for place, held in enumerate(remainder_seats(weights, total, low, high)):
            if held != seats[place]:
                bad(place)
        return
    wanting = [(claim(method, weights[p], seats[p]), weights[p], -p) for p in range(len(seats)) if seats[p] < high[p]]
    holding = [
        (claim(method, weights[p], seats[p] - 1), weights[p], -p) for p in range(len(seats)) if seats[p] > low[p]
    ]
    if wanting and holding and max(wanting) > min(holding):
        bad(-max(wanting)[2])


def claim(method: str, weight: int, held: int) -> Fraction:
    """How good a place's claim to one more seat is when it holds so many."""
    if method == "huntington-hill":
        return Fraction(weight * weight, held * (held + 1)) if held else Fraction(10**40)
    if method == "equal":
        return Fraction(1, held + 1)
    return Fraction(weight, held + 1 if method == "dhondt" else 2 * held + 1)


def remainder_seats(weights: Sequence[int], total: int, low: Sequence[int], high: Sequence[int]) -> list[int]:
    """Largest remainder with bounds: fix who is out of bounds until nobody is, then hand out the remainders."""
    fixed, quotas = {place: low[place] for place, weight in enumerate(weights) if not weight}, []
    while True:
        free = [place for place in range(len(weights)) if place not in fixed]
        rate = Fraction(total - sum(fixed.values()), sum(weights[place] for place in free)) if free else Fraction(0)
        quotas = [Fraction(fixed[p]) if p in fixed else rate * weights[p] for p in range(len(weights))]
        under = {p: low[p] for p in free if quotas[p] < low[p]}
        over = {p: high[p] for p in free if quotas[p] > high[p]}
        if not under and not over:
            break
        excess = sum(quotas[p] - high[p] for p in over) - sum(low[p] - quotas[p] for p in under)
        fixed.update(over if excess > 0 else under if excess < 0 else {**over, **under})
    seats = [int(quota) for quota in quotas]
    order = sorted(range(len(seats)), key=lambda p: (seats[p] - quotas[p], -weights[p], p))
    for place in order[: total - sum(seats)]:
        seats[place] += 1
    return seats


def enough(floors: Sequence[int], people: Sequence[int], seats: int, counting: str) -> bool:
    """Whether so many people of each type can meet the floors with so many seats."""
    traits = range(len(floors))
    if counting == "one_to_one":
        groups = range(1, 2 ** len(floors))
        return sum(floors) <= seats and all(
            sum(floors[t] for t in traits if group >> t & 1) <= sum(n for kind, n in enumerate(people) if kind & group)
            for group in groups
        )
    for t in traits:
        if floors[t] > sum(n for kind, n in enumerate(people) if kind >> t & 1):
            return False
    return least_people(floors, people) <= seats


def least_people(floors: Sequence[int], people: Sequence[int]) -> int:
    """The fewest people who meet all floors when each counts for every group she is in (duality, half-integral corners)."""
    best = 0
    for halves in product((0, 1, 2), repeat=len(floors)):
        value = sum(floor * half for floor, half in zip(floors, halves, strict=True))
        for kind, count in enumerate(people):
            weight = sum(half for t, half in enumerate(halves) if kind >> t & 1)
            if weight > 2:
                value -= count * (weight - 2)
        best = max(best, value)
    return -(-best // 2)


def check_lowered(table: Table, row: Row) -> None:
    """Each floor stands as high as the earlier ones, the seats and the people allow, and not one higher."""
    counting, done = table.head["counting"], [0] * len(table.traits)
    for trait, (floor, kept) in enumerate(zip(row.floors, row.lowered, strict=True)):
        done[trait] = kept
        possible = kept <= floor and enough(done, row.people, row.seats, counting)
        if possible and kept < floor:
            done[trait] = kept + 1
            possible = not enough(done, row.people, row.seats, counting)
            done[trait] = kept
        need(
            possible,
            "quota.csv",
            row.line,
            f"batas {table.traits[trait]} yang diturunkan salah",
            f"the lowered floor of {table.traits[trait]} is wrong",
        )


# ---- roll, tickets, result ------------------------------------------------------------------------------


class Hashes:
    """A Merkle tree (RFC 9162) over lines as they come: a block of leaves, and above it one hash a level."""

    def __init__(self) -> None:
        """An empty tree."""
        self.leaves: list[bytes] = []
        self.levels: list[bytes | None] = []
        self.count = 0

    def fold(self) -> None:
        """Turn a full block of leaves into one hash and hang it on."""
        self.count += len(self.leaves)
        top, levels = folded(self.leaves), self.levels
        self.leaves.clear()
        for level, kept in enumerate(levels):
            if kept is None:
                levels[level] = top
                return
            top = hashlib.sha256(b"\x01" + kept + top).digest()
            levels[level] = None
        levels.append(top)

    def root(self) -> str:
        """The hash over all lines so far."""
        parts = [*reversed([kept for kept in self.levels if kept is not None])]
        if self.leaves or not parts:
            parts.append(folded(self.leaves))
        top = parts.pop()
        while parts:
            top = hashlib.sha256(b"\x01" + parts.pop() + top).digest()
        return top.hex()


def folded(level: Sequence[bytes]) -> bytes:
    """The hash over some leaves; an odd last one moves up unchanged."""
    sha256 = hashlib.sha256
    if not level:
        return sha256(b"").digest()
    while len(level) > 1:
        pairs_of = iter(level)
        above = [sha256(b"\x01" + left + right).digest() for left, right in zip(pairs_of, pairs_of, strict=False)]
        level = above + list(level[len(above) * 2 :])
    return level[0]


class Group:
    """The people of one compartment, tier and type."""

    __slots__ = ("all", "inside", "limit", "people", "seen", "selected", "tier", "waiting")

    def __init__(self, cell: "Cells", kind: int, tier: int, limit: Limit) -> None:
        """Nobody yet; the ranks of a type are kept together, whatever the tier."""
        self.limit, self.tier = limit, tier << TYPE_BITS
        self.all, self.selected, self.waiting = cell.all[kind], cell.selected[kind], cell.waiting[kind]
        self.people, self.inside, self.seen = 0, 0, False


class Cells:
    """What the checker keeps of a compartment while it reads: ranks by type, and the waiting lists."""

    def __init__(self, kinds: int, most: int) -> None:
        """Nobody yet; `most` people can come."""
        self.most = most
        self.all = [array("Q") for _kind in range(kinds)]
        self.selected = [array("Q") for _kind in range(kinds)]
        self.waiting = [array("Q") for _kind in range(kinds)]
        self.groups: dict[tuple[int, str], Group] = {}
        self.bad_place = False

    def wait(self, queue: "array[int]", at: int, rank: int) -> None:
        """Somebody says to be at this place of a waiting list."""
        if at >= len(queue):
            if at >= self.most:
                self.bad_place = True
                return
            queue.extend([0] * (at + 1 - len(queue)))
        self.bad_place |= queue[at] != 0
        queue[at] = rank


def read_cutoffs(folder: Path, table: Table) -> Limits:
    """The published table of cut-offs."""
    lines = lines_of(folder, "cutoffs.csv")
    header = "compartment,tier,type,eligible,selected,number,ticket"
    need(lines[0] == header, "cutoffs.csv", 1, "judul kolom salah", "the header is wrong")
    found: Limits = {}
    before = ("", 0, -1)
    for number, line in enumerate(lines[1:], 2):
        parts = line.split(",")
        good = (
            len(parts) == len(header.split(","))
            and parts[0] in table.leaves
            and parts[2] in table.labels
            and all(p.isdigit() for p in (parts[1], parts[3], parts[4]))
            and 1 <= int(parts[1]) <= len(table.tiers) + 1
        )
        need(good, "cutoffs.csv", number, "baris tidak dapat dibaca", "the line cannot be read")
        order = (parts[0], int(parts[1]), table.labels.index(parts[2]))
        need(order > before, "cutoffs.csv", number, "urutan baris salah", "the lines are out of order")
        before = order
        found[parts[0], order[1], parts[2]] = Limit(
            number, int(parts[3]), int(parts[4]), parts[5].encode(), parts[6].encode()
        )
    return found


def read_openings(folder: Path) -> dict[str, tuple[str, str]] | None:
    """For each ticket its type and salt, for auditors who were given the openings."""
    if not (folder / "openings.csv").is_file():
        return None
    return {parts[0]: (parts[1], parts[2]) for parts in (line.split(",") for line in lines_of(folder, "openings.csv"))}


def check_tickets(folder: Path, table: Table, seed: Mapping[str, str], secret: str, report: Report) -> None:
    """Every line of the roll: its place in the tree, its number, its side of the cut-off; then the rule in each place."""
    reader = Reader(folder, table, secret)
    files = sorted(path.name for path in folder.glob("roll-[0-9][0-9].csv"))
    for name in files:
        reader.read(name)
    wanted = {f"roll-{code[:2]}.csv" for code in table.leaves if sum(table.rows[code].people)}
    need(set(files) == wanted, "SHA256SUMS", 0, "ada berkas daftar yang hilang", "a file of the roll is missing")
    tree = reader.tree
    lines = tree.count + len(tree.leaves)
    need(
        f"{tree.root()};{lines}" == seed["roll"],
        "seed.txt",
        4,
        "akar Merkle atau jumlah baris daftar tidak cocok",
        "the Merkle root or the number of lines differs",
    )
    report.did(
        f"Daftar {lines} tiket cocok dengan akar Merkle dalam seed.txt.",
        f"The roll of {lines} tickets fits the Merkle root in seed.txt.",
    )
    report.did("Angka undian setiap tiket benar.", "The number of every ticket is right.")
    if reader.blind:
        report.could_not(
            "Kelompok tiap tiket disembunyikan: batas per kelompok hanya diperiksa jumlahnya.",
            "Types are hidden: only the sums of the cut-offs were checked.",
        )
    else:
        report.did(
            "Setiap tiket ada di sisi yang benar dari batasnya, dan tiap batas mengikuti aturan.",
            "Every ticket is on the right side of its cut-off, and every cut-off follows the rule.",
        )
        if table.open:
            report.did("Tempat di daftar tunggu benar.", "The places on the waiting lists are right.")
    report.could_not(
        "Satu tiket dalam dua provinsi: basis data menolaknya.", "A ticket in two provinces: the database refuses it."
    )


class Reader:
    """Reads the roll and its result side by side, a province at a time, and keeps only numbers."""

    def __init__(self, folder: Path, table: Table, secret: str) -> None:
        """Prepare for all provinces."""
        self.folder, self.table = folder, table
        self.limits, self.openings = read_cutoffs(folder, table), read_openings(folder)
        self.blind = not table.open and self.openings is None
        self.tree, self.start = Hashes(), secret.encode() + b","
        self.kinds = {label: kind for kind, label in enumerate(table.labels)}

    def read(self, name: str) -> None:
        """Read and check one province."""
        result = "result" + name[4:]
        need((self.folder / result).is_file(), result, 0, "berkas ini tidak ada", "this file is missing")
        cells = {
            code: Cells(self.table.kinds, sum(self.table.rows[code].people))
            for code in self.table.leaves
            if code[:2] == name[5:7]
        }
        with (self.folder / name).open("rb") as roll, (self.folder / result).open("rb") as outcome:
            number = self._lines(name, result, roll, outcome, cells)
            rest = outcome.readline()
        need(rest == b"", result, number + 1, "baris hasil terlalu banyak", "there are too many results")
        for code, cell in cells.items():
            row = self.table.rows[code]
            check_counts(code, cell, row, self.limits, blind=self.blind)
            if not self.blind:
                check_rule(code, cell, row, self.table, self.limits)

    def _lines(self, name: str, result: str, roll: BinaryIO, outcome: BinaryIO, cells: Mapping[str, Cells]) -> int:
        """Line by line; the calls that only matter when something is wrong stand behind an `if`, for speed."""
        number, before, start, sha256 = 0, b"", self.start, hashlib.sha256
        tree, leaves = self.tree, self.tree.leaves
        groups: dict[bytes, tuple[Cells, Group]] = {}
        blind, keep = self.blind, self.table.open
        for number, line in enumerate(roll, 1):
            ticket, shown = line[:16], line[16:]
            found = groups.get(shown)
            if found is None:
                found = self._group(name, number, line, cells)
                if keep:
                    groups[shown] = found
            cell, group = found
            if ticket <= before or ticket.translate(None, ALPHABET):
                wrong(name, number, "urutan tiket salah atau tiket ganda", "tickets are out of order or double")
            before = ticket
            leaves.append(sha256(b"\x00" + line).digest())
            if len(leaves) == BLOCK:
                tree.fold()
            ticket_number = sha256(start + ticket).hexdigest().encode()
            answer = outcome.readline()
            if answer[:82] != ticket + b"," + ticket_number + b",":
                wrong(result, number, "tiket atau angka undiannya salah", "the ticket or its number is wrong")
            inside = answer[82:] == b"selected,-\n"
            group.people += 1
            group.inside += inside
            if blind:
                if not inside and answer[82:] != b"waiting,-\n":
                    wrong(result, number, "baris tidak dapat dibaca", "the line cannot be read")
                continue
            if inside != (ticket_number <= group.limit.number and group.limit.number != b"-"):
                wrong(result, number, "hasil berbeda dari batas", "the outcome differs from the cut-off")
            rank = group.tier | int(ticket_number[:15], 16)
            group.all.append(rank)
            if inside:
                group.selected.append(rank)
                if ticket_number == group.limit.number:
                    group.seen = ticket == group.limit.ticket
                continue
            place = answer[90:-1]
            if not keep and answer[82:] == b"waiting,-\n":
                group.waiting.append(rank)
                continue
            if answer[82:90] != b"waiting," or not place.isdigit() or answer[-1:] != b"\n" or place[:1] == b"0":
                wrong(result, number, "baris tidak dapat dibaca", "the line cannot be read")
            cell.wait(group.waiting, int(place) - 1, rank)
        return number

    def _group(self, name: str, number: int, line: bytes, cells: Mapping[str, Cells]) -> tuple[Cells, Group]:
        """Where a line counts."""
        found = ROLL_LINE.fullmatch(line)
        if found is None:
            wrong(name, number, "baris tidak dapat dibaca", "the line cannot be read")
        code, tier, label = found[2].decode(), int(found[3]), found[4].decode()
        if tier > len(self.table.tiers) + 1 or code not in cells:
            wrong(name, number, "wilayah atau urutan (tier) tidak dikenal", "the place or the tier is unknown")
        cell, limit = cells[code], NO_LIMIT
        if self.blind:
            label = "*"
        else:
            if not self.table.open and self.openings is not None:
                label = open_type(name, number, found[1].decode(), label, self.openings)
            need(label in self.kinds, name, number, "kelompok tidak dikenal", "the type is unknown")
            limit = self.limits.get((code, tier, label), NO_LIMIT)
            text = f"{code},{tier},{label}"
            need(limit.line, "cutoffs.csv", 0, f"baris {text} hilang", f"the line {text} is missing")
        group = cell.groups.get((tier, label))
        if group is None:
            group = cell.groups[tier, label] = Group(cell, self.kinds.get(label, 0), tier, limit)
        return cell, group


def open_type(name: str, number: int, ticket: str, shown: str, openings: Mapping[str, tuple[str, str]]) -> str:
    """The hidden type of a line, checked against its commitment."""
    label, salt = openings.get(ticket, ("", ""))
    need(
        hashlib.sha256(f"{salt},{ticket},{label}".encode()).hexdigest() == shown,
        name,
        number,
        "kelompok tidak cocok dengan segelnya",
        "the type does not fit its commitment",
    )
    return label


def check_counts(code: str, cell: Cells, row: Row, limits: Limits, *, blind: bool) -> None:
    """The people of the quota table, the counts of the cut-off table and the lines of the roll must agree."""
    mine = {key[1:]: limit for key, limit in limits.items() if key[0] == code}
    if blind:
        for tier in {key[0] for key in [*mine, *cell.groups]}:
            tiers = [limit for key, limit in mine.items() if key[0] == tier]
            said = (sum(limit.eligible for limit in tiers), sum(limit.selected for limit in tiers))
            group = cell.groups.get((tier, "*"))
            need(
                said == ((group.people, group.inside) if group else (0, 0)),
                "cutoffs.csv",
                0,
                f"jumlah di {code} salah",
                f"the counts of {code} are wrong",
            )
        need(
            sum(group.people for group in cell.groups.values()) == sum(row.people),
            "quota.csv",
            row.line,
            "jumlah orang salah",
            "the people are miscounted",
        )
        return
    for key, limit in mine.items():
        group = cell.groups.get(key)
        need(
            group and (limit.eligible, limit.selected) == (group.people, group.inside),
            "cutoffs.csv",
            limit.line,
            "jumlah orang atau jumlah terpilih salah",
            "the people or the winners are miscounted",
        )
        need(
            (group and group.seen) or (limit.selected == 0 and limit.number == limit.ticket == b"-"),
            "cutoffs.csv",
            limit.line,
            "batas bukan tiket terakhir yang diterima",
            "the cut-off is not the last accepted ticket",
        )
    need(
        [len(ranks) for ranks in cell.all] == row.people,
        "quota.csv",
        row.line,
        "jumlah orang per kelompok salah",
        "the people of the types are miscounted",
    )


def check_rule(code: str, cell: Cells, row: Row, table: Table, limits: Limits) -> None:
    """The winners must be exactly those whom the law takes.

    Nothing is drawn again: it is enough to look at the first person of each type who was not taken and to see that the
    floors forbade it (docs/algorithms/selection.md proves it).
    """
    taken = [len(ranks) for ranks in cell.selected]
    where = next((limit.line for key, limit in sorted(limits.items(), key=lambda item: item[0]) if key[0] == code), 0)
    need(
        sum(taken) == min(row.seats, sum(row.people)),
        "cutoffs.csv",
        where,
        f"jumlah terpilih di {code} bukan {row.seats}",
        f"the winners of {code} are not {row.seats}",
    )
    if sum(row.people) <= row.seats:
        return
    for kind, found in enumerate(cell.waiting):
        queue = found if table.open else sorted(found)
        good = not cell.bad_place and 0 not in queue and len(queue) == len(cell.all[kind]) - taken[kind]
        need(
            good and all(a <= b for a, b in pairwise(queue)),
            f"result-{code[:2]}.csv",
            0,
            f"urutan daftar tunggu {code} {table.labels[kind]} salah",
            f"the waiting list of {code} {table.labels[kind]} is out of order",
        )
    first_out = {kind: min(queue) for kind, queue in enumerate(cell.waiting) if queue}
    last_in = {kind: max(ranks) for kind, ranks in enumerate(cell.selected) if ranks}
    for kind, rank in first_out.items():
        need(
            last_in.get(kind, -1) <= rank,
            "cutoffs.csv",
            where,
            f"pemenang {code} {table.labels[kind]} bukan yang terkecil",
            f"the winners of {code} {table.labels[kind]} are not the first",
        )
    check = rule_headcount if table.head["counting"] == "headcount" else rule_one_to_one
    broken = check(cell, row, taken, first_out, last_in)
    if broken is not None:
        line = next(
            (limit.line for key, limit in limits.items() if key[0] == code and key[2] == table.labels[broken]), where
        )
        wrong(
            "cutoffs.csv",
            line,
            f"batas {code} {table.labels[broken]} tidak mengikuti aturan",
            f"the cut-off of {code} {table.labels[broken]} does not follow the rule",
        )


def below(ranks: Iterable[int], limits: Sequence[int]) -> list[int]:
    """How many ranks are smaller than each of some sorted limits."""
    counts = [0] * (len(limits) + 1)
    for rank in ranks:
        counts[bisect_right(limits, rank)] += 1
    total, found = 0, []
    for count in counts[:-1]:
        total += count
        found.append(total)
    return found


def rule_headcount(
    cell: Cells, row: Row, taken: Sequence[int], first_out: Mapping[int, int], _last_in: Mapping[int, int]
) -> int | None:
    """A type that breaks the law, or None: the floors are met, and nobody was passed over without need."""
    floors = row.lowered
    for trait, floor in enumerate(floors):
        if sum(n for kind, n in enumerate(taken) if kind >> trait & 1) < floor:
            return next(kind for kind in range(len(taken)) if kind >> trait & 1)
    limits = sorted(first_out.values())
    ahead = [below(ranks, limits) for ranks in cell.all]
    accepted = [below(ranks, limits) for ranks in cell.selected]
    for kind, rank in first_out.items():
        at = bisect_left(limits, rank)
        left = row.seats - sum(column[at] for column in accepted)
        people = [
            n - column[at] - (other == kind) for other, (n, column) in enumerate(zip(row.people, ahead, strict=True))
        ]
        missing = [
            max(
                0,
                floor
                - sum(column[at] for other, column in enumerate(accepted) if other >> trait & 1)
                - (kind >> trait & 1),
            )
            for trait, floor in enumerate(floors)
        ]
        if least_people(missing, people) <= left - 1:
            return kind
    return None


def rule_one_to_one(
    cell: Cells, row: Row, taken: Sequence[int], first_out: Mapping[int, int], last_in: Mapping[int, int]
) -> int | None:
    """A type that breaks the law, or None: whoever can be matched to a floor seat comes first, then the best ranks."""
    floors, groups = row.lowered, range(1, len(taken))
    room = {group: sum(floor for trait, floor in enumerate(floors) if group >> trait & 1) for group in groups}
    order = sorted(rank << 4 | kind for kind in groups for rank in cell.all[kind])
    matched = [0] * len(taken)
    for packed in order:
        kind = packed & 15
        inside = [group for group in groups if not kind & ~group]
        if all(room[group] > 0 for group in inside):
            matched[kind] += 1
            for group in inside:
                room[group] -= 1
    for kind, count in enumerate(taken):
        if count < matched[kind]:
            return kind
    best_out = min(first_out.values(), default=None)
    for kind, count in enumerate(taken):
        if count > matched[kind] and best_out is not None and last_in[kind] > best_out:
            return kind
    return None


class Sample:
    """The smallest hundredth of some tickets, at least twenty: kept whole while few, else only what can be in it."""

    def __init__(self) -> None:
        """Nobody yet."""
        self.count = 0
        self.every: list[tuple[bytes, bytes]] = []
        self.near: list[tuple[bytes, bytes]] = []

    def add(self, found: tuple[bytes, bytes]) -> None:
        """One more ticket with its number."""
        self.count += 1
        if found[0][0] < 4:  # one in 64
            self.near.append(found)
        if self.count <= MANY:
            self.every.append(found)
        elif self.every:
            self.every.clear()

    def tickets(self) -> list[str]:
        """The sample, in order."""
        found = nsmallest(max(20, -(-self.count // 100)), self.near if self.count > MANY else self.every)
        return [ticket.decode() for _sum, ticket in found]


def check_audit(folder: Path, secret: str, report: Report) -> None:
    """The auditors' samples are the tickets with the smallest SHA-256 of `SEED,audit,ticket`: nobody chose them."""
    sha256, start = hashlib.sha256, secret.encode() + b",audit,"
    winners, roll = Sample(), Sample()
    for path in sorted(folder.glob("result-[0-9][0-9].csv")):
        with path.open("rb") as source:
            for line in source:
                found = (sha256(start + line[:16]).digest(), line[:16])
                roll.add(found)
                if line[82:83] == b"s":
                    winners.add(found)
    wanted = [f"winner,{ticket}" for ticket in winners.tickets()] + [f"roll,{ticket}" for ticket in roll.tickets()]
    for number, (line, right) in enumerate(zip_longest(lines_of(folder, "audit.csv"), wanted, fillvalue=""), 1):
        need(line == right, "audit.csv", number, "contoh audit salah", "the audit sample is wrong")
    report.did("Contoh untuk auditor ditentukan oleh SEED.", "The auditors' samples follow from SEED.")


# ---- the whole --------------------------------------------------------------------------------------------


def examine(folder: Path) -> tuple[Report, Text | None]:
    """Check everything.

    Returns:
        The report, and None or the first thing that is wrong in both languages.
    """
    report = Report()
    try:
        sums = check_sums(folder, report)
        promise, seed, secret = check_seed(folder, sums, report)
        table = Table(folder)
        check_policy(folder, table, promise, report)
        check_quota(table, report)
        check_tickets(folder, table, seed, secret, report)
        check_audit(folder, secret, report)
    except WrongError as found:
        return report, found.text
    except (OSError, ValueError, KeyError, TypeError, IndexError, tomllib.TOMLDecodeError) as found:
        text = f"{type(found).__name__}: {found}"
        return report, (f"berkas tidak dapat dibaca ({text})", f"a file cannot be read ({text})")
    if list(folder.glob("replacements-*.csv")):
        report.could_not("Pengganti peserta yang gugur.", "Replacements of winners who lapsed.")
    return report, None


def check_folder(folder: Path) -> list[str]:
    """What is wrong, as a list of sentences; empty when all is right."""
    found = examine(Path(folder))[1]
    return [found[0]] if found else []


def main(arguments: Sequence[str]) -> int:
    """Print what was checked, what could not be checked, and the verdict."""
    english = "--en" in arguments
    folders = [argument for argument in arguments if argument != "--en"]
    if len(folders) != 1 or not Path(folders[0]).is_dir():
        print(__doc__)
        return 2
    report, found = examine(Path(folders[0]))
    for text in report.checked:
        print(("checked    " if english else "diperiksa  ") + text[english])
    for text in report.unchecked:
        print(("not checked  " if english else "tidak diperiksa  ") + text[english])
    if found:
        print(("WRONG  " if english else "SALAH  ") + found[english])
        return 1
    print("Everything agrees." if english else "Semua cocok.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
