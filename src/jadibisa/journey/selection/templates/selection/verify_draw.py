#!/usr/bin/env python3
"""Check a whole draw from its published files, with nothing but Python 3.11 or newer.

    python3 -I verify_draw.py FOLDER            all files of one batch are in FOLDER
    python3 -I verify_draw.py FOLDER --en       in English

It shares no code with the programme that draws. It reads the files line by line, says what it checked and what it could
not check, and ends with exit code 1 and the first wrong line when anything differs.
"""

# ruff: noqa: T201, C901, PLR2004 - one script: it prints what it finds, each `if` is one condition of the published rule
import hashlib
import json
import re
import sys
import tomllib
from array import array
from binascii import hexlify
from bisect import bisect_left
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from functools import cache
from heapq import heapify, heappop, heapreplace
from itertools import chain, islice, product, repeat, zip_longest
from operator import le, lt, mul
from pathlib import Path
from typing import Any, BinaryIO, NoReturn, Self

SELECTED = b",selected,-\n"
LEAF, NODE = hashlib.sha256(b"\x00"), hashlib.sha256(b"\x01")  # copied: cheaper than to begin anew each time
OTHER_SUM = ("isinya berubah, jumlah SHA-256 tidak cocok", "its content changed: the SHA-256 differs")
QUICKNET = "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971"  # the public chain of the rule
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
ALPHABET = LETTERS.encode()
ROLL_LINE = re.compile(
    rb"([%s]{16}),([0-9]{2}(?:\.[0-9]{2})?),([1-9][0-9]?),([A-Z]{1,4}|-|[0-9a-f]{64})\n" % LETTERS.encode()
)
END = re.compile(rb",([0-9]{2}(?:\.[0-9]{2})?),([1-9][0-9]?),([A-Z]{1,4}|-|\*)\n")
TYPE_BITS = 60
BLOCK = 2048  # a power of two; small enough for a processor's cache
BUFFER = 1 << 16


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
BETWEEN = b"~"  # a limit that is nobody's number: greater than every ticket, so that an equal number would be inside


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


def check_sums(folder: Path) -> dict[str, str]:
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
            if found[2] not in names & (parts["roll"] | parts["result"]):  # the rest is hashed while it is read
                need(file_sum(path) == found[1], found[2], 0, *OTHER_SUM)
            need(found[2] > before, listing, number, "urutan nama salah", "the names are out of order")
            before = found[2]
            named[before] = found[1]
        missing = sorted(names - set(named))
        need(not missing, listing, 0, f"berkas {missing[:1]} tidak disebut", f"the file {missing[:1]} is not named")
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
    if rest and re.fullmatch(r"day=[0-9]{4}-[0-9]{2}-[0-9]{2}", rest[0]):
        promise["day"] = rest.pop(0)[4:]
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
    check_beacon(folder, promise, seed["drand"], sums, report)
    report.did(
        "seed.txt cocok dengan pengumuman, aturan, dan kuota.",
        "seed.txt fits the announcement, the rules and the quota.",
    )
    return promise, seed, sums["seed.txt"]


def check_beacon(
    folder: Path, promise: Mapping[str, str], opened: str, sums: Mapping[str, str], report: Report
) -> None:
    """The round in the seed must be an announced one of the announced chain, and that must follow from the time of the draw."""
    if promise["drand"] == "-":
        need(opened == "-", "seed.txt", 8, "tidak ada putaran yang diumumkan", "no round was announced")
        return
    told = re.fullmatch(r"([0-9a-f]{64});([1-9][0-9]*);([1-9][0-9]*)(;dice)?", promise["drand"])
    need(told, "announcement.txt", 8, "suar tidak dapat dibaca", "the beacon cannot be read")
    need("chain.json" in sums, "SHA256SUMS", 0, "berkas chain.json tidak disebut", "the file chain.json is not named")
    if told is None:
        return
    about = json.loads((folder / "chain.json").read_text("ascii"))
    name, period, genesis = about["metadata"]["beaconID"], about["period"], about["genesis_time"]
    parts = [period.to_bytes(4, "big"), genesis.to_bytes(8, "big"), bytes.fromhex(about["public_key"])]
    parts += [bytes.fromhex(about["groupHash"]), b"" if name == "default" else name.encode()]
    need(
        hashlib.sha256(b"".join(parts)).hexdigest() == told[1] == about["hash"],
        "chain.json",
        0,
        "rantainya bukan yang diumumkan",
        "this is not the announced chain",
    )
    if told[1] != QUICKNET:
        report.could_not(
            "Rantai ini bukan drand quicknet. Siapa pembuatnya, dan apakah ia tahu angkanya lebih dulu?",
            "This chain is not drand quicknet. Who made it, and did they know its numbers before?",
        )
    report.could_not(
        "Apakah dadu terbit sebelum putaran suar: tanyakan kepada yang melihatnya.",
        "Whether the dice were published before the beacon's round: ask who saw it.",
    )
    number = (int(datetime.fromisoformat(promise["draw_at"]).timestamp()) - genesis) // period + 1
    need(
        (int(told[2]), int(told[3])) == (number, number + 86400 // period),
        "announcement.txt",
        8,
        f"putaran pada waktu undian adalah {number}",
        f"the round at the time of the draw is {number}",
    )
    if opened == "-":
        need(told[4], "seed.txt", 8, "putaran drand hilang", "the drand round is missing")
        report.could_not(
            "Apakah suar sungguh tidak menjawab: pengumuman membolehkan dadu dan saksi saja.",
            "Whether the beacon really did not answer: the announcement allows dice and witnesses alone.",
        )
        return
    said = re.fullmatch(r"([0-9a-f]{64});([1-9][0-9]*);([0-9a-f]{96})", opened)
    need(
        said and said[1] == told[1] and said[2] in {told[2], told[3]},
        "seed.txt",
        8,
        "putaran drand bukan yang diumumkan",
        "this is not the announced drand round",
    )
    if said is not None and (folder / "round.json").is_file():
        answer = json.loads((folder / "round.json").read_text("ascii"))
        mixed = hashlib.sha256(bytes.fromhex(said[3])).hexdigest()
        need(
            (answer["round"], answer["signature"], answer["randomness"]) == (int(said[2]), said[3], mixed),
            "round.json",
            0,
            "isinya bukan putaran dalam seed.txt",
            "this is not the round of seed.txt",
        )
    if said is not None and said[2] == told[3]:
        report.could_not(
            f"Putaran cadangan dipakai: cari apakah putaran {told[2]} benar-benar tidak ada.",
            f"The fallback round was used: look up whether round {told[2]} was really not there.",
        )
    report.did(
        "Putaran drand adalah yang diumumkan dan mengikuti waktu undian.",
        "The drand round is the announced one and follows from the time of the draw.",
    )
    report.could_not(
        "Tanda tangan BLS dari drand: pustaka bawaan Python tidak bisa. Pakai drand-verify atau py_ecc.",
        "The BLS signature of drand: Python's standard library cannot. Use drand-verify or py_ecc.",
    )


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

    def value(key: str, default: object = None) -> Any:  # noqa: ANN401 - the key decides what it is
        for item in policy["parameter"]:
            if item["key"] == key and str(item["from"]) <= day and ("until" not in item or day <= str(item["until"])):
                return item["value"]
        if default is not None:
            return default
        wrong("policy.toml", 0, f"{key} tidak berlaku pada {day}", f"{key} has no value on {day}")

    if "day" in promise:
        need(
            day == promise["day"], "quota.csv", 4, "hari hukumnya bukan yang diumumkan", "this is not the announced day"
        )
    else:
        report.could_not(
            f"Hari hukum {day}: pengumuman tidak menyebutnya. Bandingkan dengan hari pendaftaran ditutup.",
            f"The day of the law, {day}: the announcement does not name it. Compare it with the end of registration.",
        )
    said = {
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
    check_regencies(table, value("selection.regencies", []), value("selection.regency_floor", 0))
    report.did("Tabel kuota memakai angka dari policy.toml.", "The quota table uses the numbers of policy.toml.")
    report.could_not(
        f"Kolom weight ({table.head['weights']}): bandingkan dengan statistik resmi.",
        f"The column weight ({table.head['weights']}): compare it with official statistics.",
    )


def check_regencies(table: Table, split: Sequence[str], floor: int) -> None:
    """Exactly the provinces that the policy names are split; a floor of regencies stands as high as the province's seats allow."""
    for code in table.parts[""]:
        row = table.rows[code]
        need(
            (code in table.parts) == (code in split or list(split) == ["all"]),
            "quota.csv",
            row.line,
            "pembagian ke kabupaten berbeda dari policy.toml",
            "the split into regencies differs from policy.toml",
        )
        rows = [table.rows[part] for part in table.parts.get(code, ())]
        for part in rows:
            people, level = [sum(other.people) for other in rows], part.minimum
            good = level <= floor and sum(min(level, count) for count in people) <= row.seats
            good = good and (level == floor or sum(min(level + 1, count) for count in people) > row.seats)
            need(
                good,
                "quota.csv",
                part.line,
                "batas bawah kabupaten salah",
                "the floor of the regency is wrong",
            )
    for code in table.rows:
        need(
            table.rows[code].parent == ("" if len(code) == 2 else code[:2]),
            "quota.csv",
            table.rows[code].line,
            "provinsi induk salah",
            "the parent province is wrong",
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
        low = [max(floor, min(share.cap, int(share.weight > 0))) for share, floor in zip(shares, low, strict=True)]
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


@cache
def corners(traits: int) -> list[tuple[tuple[int, ...], list[int]]]:
    """Each half-integral corner, doubled, and what a person of each type takes off there."""
    types = range(2**traits)
    return [
        (
            halves,
            [max(0, sum(half for trait, half in enumerate(halves) if kind >> trait & 1) - 2) for kind in types],
        )
        for halves in product((0, 1, 2), repeat=traits)
    ]


def least_people(floors: Sequence[int], people: Sequence[int]) -> int:
    """The fewest people who meet all floors when each counts for every group she is in (duality, half-integral corners)."""
    best = 0
    for halves, off in corners(len(floors)):
        best = max(best, sum(map(mul, floors, halves)) - sum(map(mul, people, off)))
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

    def room(self) -> int:
        """How many leaves the block still takes."""
        return BLOCK - len(self.leaves)

    def add(self, lines: Iterable[bytes]) -> None:
        """Hang on no more lines than there is room for."""
        self.leaves += sums_of(LEAF, lines)
        if len(self.leaves) == BLOCK:
            self.fold()

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
    if not level:
        return hashlib.sha256(b"").digest()
    copy = NODE.copy
    while len(level) > 1:
        above: list[bytes] = []
        keep, following = above.append, iter(level)
        for left, right in zip(following, following, strict=False):
            one = copy()
            one.update(left + right)
            keep(one.digest())
        level = above + list(level[len(above) * 2 :])
    return level[0]


def sums_of(start: Any, texts: Iterable[bytes]) -> list[bytes]:  # noqa: ANN401 - a hash object has no public type
    """SHA-256 of each text behind a beginning that is hashed once."""
    found: list[bytes] = []
    copy, keep = start.copy, found.append
    for text in texts:
        one = copy()
        one.update(text)
        keep(one.digest())
    return found


class Group:
    """The people of one compartment, tier and type."""

    __slots__ = ("edge", "inside", "limit", "low", "people", "queue", "seen", "tier", "win", "winners")

    def __init__(self, cell: "Cells", kind: int, tier: int, limit: Limit, *, many: bool) -> None:
        """Nobody yet; the waiting people of a type are kept together, whatever the tier."""
        self.limit, self.tier = limit, tier << TYPE_BITS if many else 0
        rank = -1 if limit.number == b"-" else int(limit.number[:16], 16)
        self.edge = rank if rank < 0 or not many else self.tier | rank >> 64 - TYPE_BITS
        self.winners, self.queue = cell.winners[kind], cell.queues[kind]
        self.win = self.winners.append
        self.people, self.inside, self.seen, self.low = 0, 0, limit.ticket == BETWEEN, -1


class Cells:
    """What the checker keeps of a compartment while it reads: ranks of winners and of the waiting, by type."""

    def __init__(self, sizes: Sequence[int]) -> None:
        """Nobody yet; a waiting list that is published has so many places, and place 0 stays empty."""
        self.winners = [array("Q") for _size in sizes]
        self.queues = [array("Q", bytes(8)) * (size + 1) for size in sizes]
        self.groups: dict[tuple[int, str], Group] = {}


class Keys(dict[bytes, Group]):
    """From the end of a line of the roll to the group that it names; a new end is read once."""

    def __init__(self, find: Callable[[bytes], Group]) -> None:
        """`find` reads an end for the first time."""
        super().__init__()
        self.find = find

    def __missing__(self, end: bytes) -> Group:
        """Read a new end."""
        found = self[end] = self.find(end)
        return found


def read_cutoffs(folder: Path, table: Table) -> Limits:
    """The published table of cut-offs."""
    lines = lines_of(folder, "cutoffs.csv")
    header = "compartment,tier,type,eligible,selected,number,ticket"
    need(lines[0] == header, "cutoffs.csv", 1, "judul kolom salah", "the header is wrong")
    found: Limits = {}
    before, leaves = ("", 0, -1), set(table.leaves)
    for number, line in enumerate(lines[1:], 2):
        parts = line.split(",")
        good = (
            len(parts) == len(header.split(","))
            and parts[0] in leaves
            and parts[2] in table.labels
            and all(p.isdigit() for p in (parts[1], parts[3], parts[4]))
            and 1 <= int(parts[1]) <= len(table.tiers) + 1
            and re.fullmatch(r"[0-9a-f]{64}|-", parts[5])
            and (int(parts[4]) == 0) == (parts[5] == "-")
            and int(parts[4]) <= int(parts[3])
            and (parts[6] == "-" if parts[5] == "-" else parts[6] != "-" or not table.open)
        )
        need(good, "cutoffs.csv", number, "baris tidak dapat dibaca", "the line cannot be read")
        order = (parts[0], int(parts[1]), table.labels.index(parts[2]))
        need(order > before, "cutoffs.csv", number, "urutan baris salah", "the lines are out of order")
        before = order
        found[parts[0], order[1], parts[2]] = Limit(
            number,
            int(parts[3]),
            int(parts[4]),
            parts[5].encode(),
            BETWEEN if parts[6] == "-" != parts[5] else parts[6].encode(),
        )
    return found


def check_edges(limits: Limits, start: Any) -> None:  # noqa: ANN401 - a hash object has no public type
    """Where the last winner is named, the limit is the number of that ticket."""
    for limit in limits.values():
        if limit.ticket not in {BETWEEN, b"-"}:
            one = start.copy()
            one.update(limit.ticket)
            right = one.hexdigest().encode() == limit.number
            need(right, "cutoffs.csv", limit.line, "angka tiketnya salah", "the number of its ticket is wrong")


def check_tickets(
    folder: Path, table: Table, seed: Mapping[str, str], secret: str, sums: Mapping[str, str], report: Report
) -> "Reader":
    """Every line of the roll: its place in the tree, its number, its side of the cut-off; then the rule in each place."""
    lines_said = seed["roll"].rpartition(";")[2]
    need(lines_said.isdigit(), "seed.txt", 4, "baris tidak dapat dibaca", "the line cannot be read")
    reader = Reader(folder, table, secret, sums, int(lines_said))
    files = sorted(path.name for path in folder.glob("roll-[0-9][0-9].csv"))
    with reader:
        for name in files:
            reader.read(name)
        rest = reader.openings.readline() if reader.openings else b""
    need(rest == b"", "openings.csv", 0, "pembuka terlalu banyak", "there are too many openings")
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
    report.did(f"Jumlah SHA-256 dari {len(sums)} berkas cocok.", f"The SHA-256 sums of {len(sums)} files agree.")
    report.did(
        f"Daftar {lines} tiket cocok dengan akar Merkle dalam seed.txt.",
        f"The roll of {lines} tickets fits the Merkle root in seed.txt.",
    )
    report.did("Angka undian setiap tiket benar.", "The number of every ticket is right.")
    if reader.blind:
        report.could_not(
            "Hasil per kelompok TIDAK diperiksa: kelompok tiap tiket disembunyikan. Auditor memeriksanya dengan openings.csv.",
            "The result by groups was NOT verified: types are hidden. Auditors check it with openings.csv.",
        )
    else:
        report.did(
            "Setiap tiket ada di sisi yang benar dari batasnya, dan tiap batas mengikuti aturan.",
            "Every ticket is on the right side of its cut-off, and every cut-off follows the rule.",
        )
        if table.open:
            report.did("Tempat di daftar tunggu benar.", "The places on the waiting lists are right.")
        else:
            report.did("Kelompok tiap tiket cocok dengan segelnya.", "The type of every ticket fits its commitment.")
    report.could_not(
        "Satu tiket dalam dua provinsi: basis data menolaknya.", "A ticket in two provinces: the database refuses it."
    )
    return reader


def check_between(reader: "Reader") -> None:
    """A limit without a ticket stands halfway between the last winner of its group and the next, or the greatest number."""
    mine = {key: limit for key, limit in reader.limits.items() if limit.ticket == BETWEEN}
    if reader.blind or not mine:
        return
    last, following = dict.fromkeys(mine, ""), dict.fromkeys(mine, "f" * 64)
    for province, labels in labels_of(reader):
        with (
            (reader.folder / f"roll-{province}.csv").open() as roll,
            (reader.folder / f"result-{province}.csv").open() as outcome,
        ):
            for line, answer, label in zip(roll, outcome, labels, strict=True):
                _ticket, code, tier, _shown = line.split(",")
                key, drawn = (code, int(tier), label), answer[17:81]
                if key not in mine:
                    continue
                if answer[82:83] == "s":
                    last[key] = max(last[key], drawn)
                else:
                    following[key] = min(following[key], drawn)
    for key, limit in mine.items():
        right = int(limit.number, 16) == (int(last[key], 16) + int(following[key], 16)) // 2
        need(right, "cutoffs.csv", limit.line, "batas tidak di tengah", "the cut-off is not halfway")


class Reader:
    """Reads the roll and its result side by side, a province at a time, and keeps only numbers.

    Lines are checked a block at a time; only a block in which something is wrong is read again line by line.
    """

    def __init__(self, folder: Path, table: Table, secret: str, sums: Mapping[str, str], lines: int) -> None:
        """Prepare for all provinces."""
        self.folder, self.table, self.sums = folder, table, sums
        self.limits = read_cutoffs(folder, table)
        self.hidden = not table.open
        self.openings: BinaryIO | None = None
        self.blind = self.hidden and not (folder / "openings.csv").is_file()
        self.tree = Hashes()
        self.start = hashlib.sha256(secret.encode() + b",")
        check_edges(self.limits, self.start)
        self.audit_start = hashlib.sha256(secret.encode() + b",audit,")
        self.audit = (Sample(sum(limit.selected for limit in self.limits.values())), Sample(lines))
        self.kinds = {label: kind for kind, label in enumerate(table.labels)}
        self.many = len(table.tiers) > 0

    def __enter__(self) -> Self:
        """Open the openings, for auditors who were given them."""
        if self.hidden and not self.blind:
            self.openings = (self.folder / "openings.csv").open("rb")
        return self

    def __exit__(self, *_error: object) -> None:
        """Close them."""
        if self.openings is not None:
            self.openings.close()

    def cells_of(self, name: str) -> dict[str, Cells]:
        """Empty cells for the compartments of a file; published waiting lists have their size at once."""
        found = {}
        for code in self.table.leaves:
            if code[:2] == name[5:7]:
                sizes = [0] * self.table.kinds
                for (place, _tier, label), limit in self.limits.items() if self.table.open else ():
                    if place == code:
                        sizes[self.kinds[label]] += limit.eligible - limit.selected
                row = self.table.rows[code]
                fits = all(0 <= size <= people for size, people in zip(sizes, row.people, strict=True))
                need(
                    fits,
                    "cutoffs.csv",
                    0,
                    f"jumlah orang di {code} salah",
                    f"the people of {code} are miscounted",
                )
                found[code] = Cells(sizes)
        return found

    def read(self, name: str) -> None:
        """Read and check one province."""
        result = "result" + name[4:]
        need((self.folder / result).is_file(), result, 0, "berkas ini tidak ada", "this file is missing")
        cells = self.cells_of(name)
        keys = Keys(lambda end: self.group(end, cells))
        number, before = 0, b""
        sums = [hashlib.sha256(), hashlib.sha256()]
        files = (self.folder / name).open("rb", BUFFER), (self.folder / result).open("rb", BUFFER)
        with files[0] as roll, files[1] as outcome:
            while lines := list(islice(roll, self.tree.room())):
                answers = list(islice(outcome, len(lines)))
                block = Block(name, result, number, lines, answers, b"".join(answers))
                tickets = [line[:16] for line in lines]
                if not self.agrees(block, tickets, before, keys):
                    self.find(block, before, keys)
                self.tree.add(lines)
                self.sample(tickets, answers)
                sums[0].update(b"".join(lines))
                sums[1].update(block.text)
                before, number = tickets[-1], number + len(lines)
            rest = outcome.readline()
        need(rest == b"", result, number + 1, "baris hasil terlalu banyak", "there are too many results")
        for file, found in zip((name, result), sums, strict=True):
            need(found.hexdigest() == self.sums[file], file, 0, *OTHER_SUM)
        self.check_size(result, number, cells)
        for code, cell in cells.items():
            row = self.table.rows[code]
            check_counts(code, cell, row, self.limits, table=self.table, blind=self.blind, many=self.many)
            if not self.blind:
                check_rule(code, cell, row, self.table, self.limits)

    def agrees(self, block: "Block", tickets: list[bytes], before: bytes, keys: Keys) -> bool:
        """Check a block at once; when anything is odd, `find` says what."""
        lines, answers = block.lines, block.answers
        good = (
            len(answers) == len(lines)
            and answers[-1][-1:] == b"\n"
            and before < tickets[0]
            and all(map(lt, tickets, islice(tickets, 1, None)))
            and len(letters := b"".join(tickets)) == 16 * len(lines)
            and not letters.translate(None, ALPHABET)
            and all(map(bytes.startswith, answers, tickets))
        )
        if not good:
            return False
        digests = b"".join(sums_of(self.start, tickets))
        if b"".join([answer[16:81] for answer in answers]) != b"," + hexlify(digests, b",", 32):
            return False
        ranks = array("Q", digests)
        if sys.byteorder == "little":
            ranks.byteswap()
        try:
            ends = self.ends(block) if self.hidden else [line[16:] for line in lines]
            return self.count(block, list(map(keys.__getitem__, ends)), ranks[::4])
        except (WrongError, ValueError, IndexError):
            return False

    def ends(self, block: "Block") -> list[bytes]:
        """The ends of the lines of a block as if their types were shown, or without a type where nobody may know it.

        Raises:
            ValueError: something does not fit; `find` says what.
        """
        shown = b"".join([line[-66:] for line in block.lines])
        count = len(block.lines)
        if len(shown) != 66 * count or shown[0::66] + shown[65::66] != b"," * count + b"\n" * count:
            raise ValueError
        if self.openings is None:
            hexes = shown.translate(None, b",\n")
            if len(hexes) != 64 * count or hexes.translate(None, b"0123456789abcdef"):
                raise ValueError
            return [line[16:-65] + b"*\n" for line in block.lines]
        block.opened = list(islice(self.openings, count))
        found = []
        for line, opening in zip(block.lines, block.opened, strict=True):
            ticket, label, salt = opening[:-1].split(b",")
            sealed = hashlib.sha256(salt + b"," + ticket + b"," + label).hexdigest().encode()
            if ticket != line[:16] or line[-65:-1] != sealed or opening[-1:] != b"\n":
                raise ValueError
            found.append(line[16:-65] + label + b"\n")
        return found

    def count(self, block: "Block", groups: list[Group], ranks: "array[int]") -> bool:
        """Who is inside and who waits at which place."""
        text = block.text
        if self.blind or self.many:
            for group in groups:
                group.people += 1
        if self.blind:
            for group, rank, answer in zip(groups, ranks, block.answers, strict=True):
                wins = answer[81:] == SELECTED
                if rank > group.edge if wins else rank < group.low:
                    raise ValueError
                group.inside += wins
            return text.count(SELECTED) + text.count(b",waiting,-\n") == len(groups)
        if self.many:
            ranks = array("Q", [group.tier | rank >> 64 - TYPE_BITS for group, rank in zip(groups, ranks, strict=True)])
        inside = (
            self.place(groups, ranks, block.answers) if self.table.open else self.line_up(groups, ranks, block.answers)
        )
        if self.table.open:  # the dash stands behind winners only, so no place is below zero
            return text.count(b",waiting,") == len(groups) - inside == len(groups) - text.count(b"-")
        return text.count(b",waiting,-\n") == len(groups) - inside

    def place(self, groups: list[Group], ranks: "array[int]", answers: list[bytes]) -> int:
        """Winners go to their group, the others to their published places; how many win."""
        inside = 0
        for group, rank, answer in zip(groups, ranks, answers, strict=True):
            if rank > group.edge or (rank == group.edge and not exact(group, answer)):
                group.queue[int(answer[90:])] = rank
            elif answer[81:] == SELECTED:
                group.win(rank)
                group.inside += 1
                inside += 1
            else:
                raise ValueError
        return inside

    def line_up(self, groups: list[Group], ranks: "array[int]", answers: list[bytes]) -> int:
        """The same where places are not published."""
        inside = 0
        for group, rank, answer in zip(groups, ranks, answers, strict=True):
            wins = rank <= group.edge and (rank != group.edge or exact(group, answer))
            if wins != (answer[81:] == SELECTED):
                raise ValueError
            (group.win if wins else group.queue.append)(rank)
            group.inside += wins
            inside += wins
        return inside

    def check_size(self, result: str, lines: int, cells: Mapping[str, Cells]) -> None:
        """Places are written in one way only: the file is exactly as long as its lines must be."""
        if not self.table.open:
            return
        winners = sum(len(ranks) for cell in cells.values() for ranks in cell.winners)
        size = winners * (82 + 11) + (lines - winners) * (82 + 9)
        for cell in cells.values():
            size += sum(digits(len(queue) - 1) for queue in cell.queues)
        if (self.folder / result).stat().st_size == size:
            return
        with (self.folder / result).open("rb") as outcome:
            for number, line in enumerate(outcome, 1):
                good = re.fullmatch(rb"selected,-\n|waiting,[1-9][0-9]*\n", line[82:])
                need(good, result, number, "baris tidak dapat dibaca", "the line cannot be read")
        wrong(result, 0, "tempat di daftar tunggu salah", "the places on the waiting lists are wrong")

    def find(self, block: "Block", before: bytes, keys: Keys) -> NoReturn:
        """Go through a block line by line and stop at the first that is wrong."""
        for at, line in enumerate(block.lines):
            number, ticket = block.before + at + 1, line[:16]
            answer = block.answers[at] if at < len(block.answers) else b""
            if ticket <= before or len(ticket) < 16 or ticket.translate(None, ALPHABET):
                wrong(block.roll, number, "urutan tiket salah atau tiket ganda", "tickets are out of order or double")
            before = ticket
            need(ROLL_LINE.fullmatch(line), block.roll, number, "baris tidak dapat dibaca", "the line cannot be read")
            one = self.start.copy()
            one.update(ticket)
            drawn = one.hexdigest().encode()
            if answer[:82] != ticket + b"," + drawn + b",":
                wrong(block.result, number, "tiket atau angka undiannya salah", "the ticket or its number is wrong")
            end = self.end_of(block, at)
            try:
                group = keys[end]
            except WrongError as found:
                wrong(block.roll, number, *found.text)
            good = re.fullmatch(
                rb"selected,-\n|waiting,[1-9][0-9]*\n" if self.table.open else rb"(selected|waiting),-\n", answer[82:]
            )
            need(good, block.result, number, "baris tidak dapat dibaca", "the line cannot be read")
            if self.blind:
                wins, rank = answer[82:].startswith(b"selected"), int(drawn[:16], 16)
                if rank > group.edge if wins else rank < group.low:
                    wrong(block.result, number, "hasil berbeda dari semua batas", "the outcome fits no cut-off")
                continue
            inside = group.limit.number != b"-" and (drawn, ticket) <= (group.limit.number, group.limit.ticket)
            if inside != answer[82:].startswith(b"selected"):
                wrong(block.result, number, "hasil berbeda dari batas", "the outcome differs from the cut-off")
            if self.table.open and not inside and int(answer[90:]) >= len(group.queue):
                wrong(block.result, number, "tempat di daftar tunggu salah", "the place on the waiting list is wrong")
        wrong(block.roll, block.before + 1, "baris-baris di sini tidak cocok", "the lines from here on do not fit")

    def end_of(self, block: "Block", at: int) -> bytes:
        """The end of one line as `ends` gives it."""
        line, number = block.lines[at], block.before + at + 1
        if not self.hidden:
            return line[16:]
        if self.openings is None or not block.opened:
            need(len(line) > 80, block.roll, number, "baris tidak dapat dibaca", "the line cannot be read")
            return line[16:-65] + b"*\n"
        parts = block.opened[at][:-1].split(b",") if at < len(block.opened) else []
        good = len(parts) == 3 and parts[0] == line[:16]
        need(
            good,
            "openings.csv",
            0,
            f"pembuka {line[:16].decode()} salah",
            f"the opening of {line[:16].decode()} is wrong",
        )
        sealed = hashlib.sha256(parts[2] + b"," + parts[0] + b"," + parts[1]).hexdigest().encode()
        need(
            sealed == line[-65:-1],
            block.roll,
            number,
            "kelompok tidak cocok dengan segelnya",
            "the type does not fit its commitment",
        )
        return line[16:-65] + parts[1] + b"\n"

    def group(self, end: bytes, cells: Mapping[str, Cells]) -> Group:
        """The group that the end of a line names."""
        found = END.fullmatch(end)
        if found is None:
            raise WrongError(("baris tidak dapat dibaca", "the line cannot be read"))
        code, tier, label = found[1].decode(), int(found[2]), found[3].decode()
        if tier > len(self.table.tiers) + 1 or code not in cells:
            raise WrongError(("wilayah atau urutan (tier) tidak dikenal", "the place or the tier is unknown"))
        cell, limit = cells[code], NO_LIMIT
        if not self.blind:
            if label not in self.kinds:
                raise WrongError(("kelompok tidak dikenal", "the type is unknown"))
            limit = self.limits.get((code, tier, label), NO_LIMIT)
            if not limit.line:
                text = f"cutoffs.csv {code},{tier},{label}"
                raise WrongError((f"baris {text} hilang", f"the line {text} is missing"))
        group = cell.groups.get((tier, label))
        if group is None:
            kind = self.kinds.get(label, 0)
            group = cell.groups[tier, label] = Group(cell, kind, tier, limit, many=self.many)
            if self.blind:
                self.bounds(group, code, tier)
        return group

    def bounds(self, group: Group, code: str, tier: int) -> None:
        """Types are hidden: a winner is within the largest limit of the place, who waits beyond the smallest."""
        mine = [limit for key, limit in self.limits.items() if key[:2] == (code, tier)]
        ranks = [-1 if limit.number == b"-" else int(limit.number[:16], 16) for limit in mine]
        group.edge = max(ranks, default=-1)
        full = [limit.eligible == limit.selected for limit in mine]
        group.low = min((rank for rank, whole in zip(ranks, full, strict=True) if not whole), default=-1)

    def sample(self, tickets: list[bytes], answers: list[bytes]) -> None:
        """Keep who can be in the auditors' samples."""
        winners, roll = self.audit
        bound = max(winners.bound, roll.bound)
        found = sums_of(self.audit_start, tickets)
        for at in [at for at, digest in enumerate(found) if digest < bound]:
            digest, ticket = found[at], tickets[at]
            if digest < roll.bound:
                roll.near.append(digest + ticket)
            if digest < winners.bound and answers[at][82:83] == b"s":
                winners.near.append(digest + ticket)


@dataclass(slots=True)
class Block:
    """Some lines of a roll with their results."""

    roll: str
    result: str
    before: int
    lines: list[bytes]
    answers: list[bytes]
    text: bytes
    opened: list[bytes] = field(default_factory=list)


def exact(group: Group, answer: bytes) -> bool:
    """Whether a ticket that agrees with the limit in its first digits is inside; it may be the last one itself."""
    limit, number, ticket = group.limit, answer[17:81], answer[:16]
    group.seen |= (number, ticket) == (limit.number, limit.ticket)
    return (number, ticket) <= (limit.number, limit.ticket)


def digits(most: int) -> int:
    """How many digits all numbers from 1 to `most` have together."""
    return sum(max(0, most - 10**length + 1) for length in range(len(str(most))))


def check_counts(code: str, cell: Cells, row: Row, limits: Limits, *, table: Table, blind: bool, many: bool) -> None:
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
        need(
            sum(group.inside for group in cell.groups.values()) == min(row.seats, sum(row.people)),
            "cutoffs.csv",
            0,
            f"jumlah terpilih di {code} bukan {row.seats}",
            f"the winners of {code} are not {row.seats}",
        )
        return
    for kind, queue in enumerate(cell.queues):
        if table.open:
            need(
                queue[0] == 0 and queue.count(0) == 1,
                f"result-{code[:2]}.csv",
                0,
                f"daftar tunggu {code} {table.labels[kind]} tidak lengkap",
                f"the waiting list of {code} {table.labels[kind]} is not complete",
            )
    for key, limit in mine.items():
        group = cell.groups.get(key)
        need(
            group and limit.selected == group.inside and (not many or limit.eligible == group.people),
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
    for kind, (winners, queue) in enumerate(zip(cell.winners, cell.queues, strict=True)):
        people = len(winners) + len(queue) - 1
        eligible = sum(limit.eligible for key, limit in mine.items() if key[1] == table.labels[kind])
        need(
            people == row.people[kind] == eligible,
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
    taken = [len(ranks) for ranks in cell.winners]
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
    for kind, queue in enumerate(cell.queues):
        if not table.open:
            cell.queues[kind] = array("Q", sorted(queue))
        elif not all(map(le, queue, islice(queue, 1, None))):
            wrong(
                f"result-{code[:2]}.csv",
                0,
                f"urutan daftar tunggu {code} {table.labels[kind]} salah",
                f"the waiting list of {code} {table.labels[kind]} is out of order",
            )
        cell.winners[kind] = array("Q", sorted(cell.winners[kind]))
    first_out = {kind: queue[1] for kind, queue in enumerate(cell.queues) if len(queue) > 1}
    last_in = {kind: ranks[-1] for kind, ranks in enumerate(cell.winners) if ranks}
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


def rule_headcount(
    cell: Cells, row: Row, taken: Sequence[int], first_out: Mapping[int, int], _last_in: Mapping[int, int]
) -> int | None:
    """A type that breaks the law, or None: the floors are met, and nobody was passed over without need."""
    floors = row.lowered
    for trait, floor in enumerate(floors):
        if sum(n for kind, n in enumerate(taken) if kind >> trait & 1) < floor:
            return next(kind for kind in range(len(taken)) if kind >> trait & 1)
    for kind, rank in first_out.items():
        accepted = [bisect_left(ranks, rank) for ranks in cell.winners]
        ahead = [n + bisect_left(queue, rank, 1) - 1 for n, queue in zip(accepted, cell.queues, strict=True)]
        left = row.seats - sum(accepted)
        people = [n - ahead[other] - (other == kind) for other, n in enumerate(row.people)]
        missing = [
            max(0, floor - sum(n for other, n in enumerate(accepted) if other >> trait & 1) - (kind >> trait & 1))
            for trait, floor in enumerate(floors)
        ]
        if least_people(missing, people) <= left - 1:
            return kind
    return None


def rule_one_to_one(
    cell: Cells, row: Row, taken: Sequence[int], first_out: Mapping[int, int], last_in: Mapping[int, int]
) -> int | None:
    """A type that breaks the law, or None: whoever can be matched to a floor seat comes first, then the best ranks."""
    orders = [chain(ranks, islice(queue, 1, None)) for ranks, queue in zip(cell.winners, cell.queues, strict=True)]
    matched = envelope(orders, row.lowered)
    for kind, count in enumerate(taken):
        if count < matched[kind]:
            return kind
    best_out = min(first_out.values(), default=None)
    for kind, count in enumerate(taken):
        if count > matched[kind] and best_out is not None and last_in[kind] > best_out:
            return kind
    return None


def envelope(orders: Sequence[Iterable[Any]], floors: Sequence[int], held: Sequence[int] = ()) -> list[int]:
    """How many of each type can be matched to distinct floor seats, going down the order; a set that is full stays full.

    Those who hold a seat already are matched before.
    """
    groups = range(1, len(orders))
    room = {group: sum(floor for trait, floor in enumerate(floors) if group >> trait & 1) for group in groups}
    above = {kind: [group for group in groups if not kind & ~group] for kind in groups}
    for kind, count in enumerate(held):
        used = min([count, *(room[group] for group in above.get(kind, ()))]) if kind else 0
        for group in above.get(kind, ()):
            room[group] -= used
    matched = [0] * len(orders)
    queues = [iter(order) for order in orders]
    line = [(next(queues[kind], None), kind) for kind in groups]
    heads = [(rank, kind) for rank, kind in line if rank is not None]
    heapify(heads)
    while heads:
        _rank, kind = heads[0]
        if any(room[group] <= 0 for group in above[kind]):
            heappop(heads)
            continue
        matched[kind] += 1
        for group in above[kind]:
            room[group] -= 1
        following = next(queues[kind], None)
        if following is None:
            heappop(heads)
        else:
            heapreplace(heads, (following, kind))
    return matched


class Sample:
    """The smallest hundredth of some tickets, at least twenty; only those are kept that can be in it."""

    def __init__(self, count: int) -> None:
        """Of so many tickets: a quarter more than the sample, and a hundred, lie below the bound."""
        self.size = max(20, -(-count // 100))
        share = self.size * 5 // 4 + 100
        self.bound = (share * 2**256 // count).to_bytes(32, "big") if share < count else b"\xff" * 33
        self.near: list[bytes] = []

    def tickets(self) -> Iterator[bytes]:
        """The sample, in order."""
        self.near.sort()
        return (found[32:] for found in islice(self.near, self.size))


def check_audit(folder: Path, reader: Reader, report: Report) -> None:
    """The auditors' samples are the tickets with the smallest SHA-256 of `SEED,audit,ticket`: nobody chose them."""
    name = "audit.csv"
    winners, roll = reader.audit
    wanted = chain((b"winner," + t for t in winners.tickets()), (b"roll," + t for t in roll.tickets()))
    with (folder / name).open("rb") as source:
        for number, (line, right) in enumerate(zip_longest(source, wanted, fillvalue=b""), 1):
            need(line == right + b"\n", name, number, "contoh audit salah", "the audit sample is wrong")
    report.did("Contoh untuk auditor ditentukan oleh SEED.", "The auditors' samples follow from SEED.")


# ---- beside the draw ------------------------------------------------------------------------------------


def check_additions(folder: Path, report: Report) -> None:
    """Seats and promises beside the draw: files in order, nobody twice, and on the roll or not as the reason says."""
    names = sorted(path.name for path in folder.glob("additions-*.csv"))
    reasons: dict[str, dict[str, tuple[str, int]]] = {"appeal_won": {}, "promise_kept": {}}
    counts = {"extra_seat": 0, "next_batch": 0}
    for count, name in enumerate(names, 1):
        need(name == f"additions-{count:03d}.csv", name, 0, "nomor berkas salah", "the number of the file is wrong")
        before = ""
        for number, line in enumerate(lines_of(folder, name), 1):
            found = re.fullmatch(
                rf"(extra_seat|next_batch),(appeal_won|promise_kept|revocation_undone),([{LETTERS}]{{16}})", line
            )
            if found is None or (found[1] == "next_batch" and found[2] != "appeal_won"):
                wrong(name, number, "baris tidak dapat dibaca", "the line cannot be read")
            need(line > before, name, number, "urutan baris salah atau ganda", "the lines are out of order or double")
            before = line
            counts[found[1]] += 1
            known = reasons.get(found[2], {})
            need(found[3] not in known, name, number, "tiket ini sudah disebut", "this ticket was named before")
            known[found[3]] = (name, number)
    if not names:
        return
    outcomes = outcomes_of(folder, {ticket for known in reasons.values() for ticket in known})
    for ticket, place in reasons["appeal_won"].items():
        need(ticket not in outcomes, *place, "tiket ini ada dalam daftar undian", "this ticket is on the roll")
    for ticket, place in reasons["promise_kept"].items():
        waits = outcomes.get(ticket) == "waiting"
        need(waits, *place, "tiket ini tidak menunggu", "this ticket is not on a waiting list")
    seats, promises = counts.values()
    report.did(
        f"Di luar undian: {seats} kursi dan {promises} janji; bentuk, urutan, dan tiketnya benar.",
        f"Beside the draw: {seats} seats and {promises} promises; form, order and tickets are right.",
    )
    report.could_not("Siapa yang menang banding: itu data pribadi.", "Who won an appeal: that is private.")


def outcomes_of(folder: Path, tickets: set[str]) -> dict[str, str]:
    """What the draw said of some tickets; those that are not on the roll are missing."""
    found = {}
    for path in sorted(folder.glob("result-[0-9][0-9].csv")) if tickets else ():
        with path.open() as source:
            for line in source:
                if line[:16] in tickets:
                    found[line[:16]] = line.split(",")[2]
    return found


def name_unread(folder: Path, report: Report) -> None:
    """Name the published files that this script does not read."""
    trees = sorted(path.name for path in folder.glob("merkle*.bin"))
    if trees:
        report.could_not(
            f"Isi {trees[0]}: tidak dibaca. Akarnya dihitung sendiri dari daftar.",
            f"What is in {trees[0]}: it is not read. The root is computed from the roll itself.",
        )
    stamps = sorted(path.name for path in folder.glob("*.tsr"))
    if stamps:
        report.could_not(
            f"Cap waktu {', '.join(stamps)}: periksa dengan openssl ts -verify, dan bandingkan waktunya dengan dadu.",
            f"The time-stamps {', '.join(stamps)}: use openssl ts -verify, and compare their time with the dice.",
        )


# ---- replacements ---------------------------------------------------------------------------------------


@dataclass(slots=True)
class Person:
    """A ticket that a file of replacements names, or one that could come next."""

    tier: int
    number: str
    ticket: str
    kind: int
    selected: bool

    def order(self) -> tuple[int, str, str]:
        """The smaller comes first."""
        return self.tier, self.number, self.ticket


class Seats:
    """The seats of one compartment after the draw: who holds one, which are open, who waits."""

    def __init__(self, row: Row, counting: str) -> None:
        """Nothing known yet."""
        self.row, self.counting = row, counting
        self.named: dict[str, Person] = {}
        self.line: list[list[Person]] = [[] for _kind in row.people]
        self.held, self.wait = [0] * len(row.people), list(row.people)
        self.moved: set[str] = set()
        self.gone: set[str] = set()
        self.passed: set[str] = set()
        self.open: list[Person] = []

    def next_ones(self) -> list[Person]:
        """Whom the law takes for the open seats: the next of each type, and by the rule where a type is exhausted."""
        seats = [sum(person.kind == kind for person in self.open) for kind in range(len(self.held))]
        taken = [people[:count] for people, count in zip(self.line, seats, strict=True)]
        left = sum(seats) - sum(map(len, taken))
        if left:
            held = [n + len(mine) for n, mine in zip(self.held, taken, strict=True)]
            wait = [n - len(mine) for n, mine in zip(self.wait, taken, strict=True)]
            rest = [people[len(mine) :] for people, mine in zip(self.line, taken, strict=True)]
            rule = chosen_headcount if self.counting == "headcount" else chosen_one_to_one
            for kind, count in enumerate(rule(rest, wait, left, held, self.row.lowered)):
                taken[kind] = taken[kind] + rest[kind][:count]
        return sorted((person for people in taken for person in people), key=Person.order)

    def take(self, person: Person, *, moves: bool) -> Person | None:
        """Somebody leaves the waiting list; who moves up closes a seat, one of the same type where there is one."""
        self.line[person.kind].remove(person)
        self.wait[person.kind] -= 1
        if not moves:
            return None
        self.held[person.kind] += 1
        self.open.sort(key=Person.order)
        seat = next((seat for seat in self.open if seat.kind == person.kind), self.open[0])
        self.open.remove(seat)
        return seat


def reachable(floors: Sequence[int], people: Sequence[int], seats: int, counting: str) -> list[int]:
    """Each floor as high as the earlier ones, the seats and the people allow."""
    done = [0] * len(floors)
    for trait, floor in enumerate(floors):
        while done[trait] < floor:
            done[trait] += 1
            if not enough(done, people, seats, counting):
                done[trait] -= 1
                break
    return done


Lines = Sequence[Sequence[Person]]


def in_order(line: Lines) -> list[int]:
    """The types of people in the order of the draw."""
    return [
        kind for _order, kind in sorted((person.order(), kind) for kind, people in enumerate(line) for person in people)
    ]


def chosen_headcount(
    line: Lines, wait: Sequence[int], seats: int, held: Sequence[int], floors: Sequence[int]
) -> list[int]:
    """How many of each type the law takes, person by person, for what those who hold seats leave of the floors."""
    met = [sum(n for kind, n in enumerate(held) if kind >> trait & 1) for trait in range(len(floors))]
    wanted = [max(0, floor - number) for floor, number in zip(floors, met, strict=True)]
    missing, below, taken = reachable(wanted, wait, seats, "headcount"), list(wait), [0] * len(line)
    for kind in in_order(line):
        below[kind] -= 1
        after = [max(0, n - (kind >> trait & 1)) for trait, n in enumerate(missing)]
        if least_people(after, below) <= seats - sum(taken) - 1:
            taken[kind] += 1
            missing = after
    return taken


def chosen_one_to_one(
    line: Lines, wait: Sequence[int], seats: int, held: Sequence[int], floors: Sequence[int]
) -> list[int]:
    """The same where a person fills one floor seat: holders are matched first, however that leaves most room."""
    kept, people = [0] * len(floors), [mine + others for mine, others in zip(held, wait, strict=True)]
    for trait, floor in enumerate(floors):
        while kept[trait] < floor:
            kept[trait] += 1
            unfilled = sum(kept) - sum(reachable(kept, held, sum(kept), "one_to_one"))
            if unfilled > seats or not enough(kept, people, sum(kept), "one_to_one"):
                kept[trait] -= 1
                break
    taken = envelope([[person.order() for person in people] for people in line], kept, held)
    first = [0] * len(line)
    for kind in in_order(line):
        first[kind] += 1
        if first[kind] > taken[kind] and sum(taken) < seats:
            taken[kind] += 1
    return taken


def check_replacements(folder: Path, reader: Reader, report: Report) -> None:
    """Each seat that a winner left went to the next of the same place and type, or to whom the rule takes; nobody lost one."""
    names = sorted(path.name for path in folder.glob("replacements-*.csv"))
    if not names:
        return
    rounds: list[dict[str, list[tuple[int, list[str]]]]] = []
    table = reader.table
    for count, name in enumerate(names, 1):
        need(name == f"replacements-{count:03d}.csv", name, 0, "nomor berkas salah", "the number of the file is wrong")
        found: dict[str, list[tuple[int, list[str]]]] = {}
        for number, line in enumerate(lines_of(folder, name) if (folder / name).stat().st_size else [], 1):
            parts = line.split(",")
            good = len(parts) == 6 and parts[2] in table.leaves and re.fullmatch(r"[a-z_]+", parts[0])
            need(good, name, number, "baris tidak dapat dibaca", "the line cannot be read")
            need(
                not found or parts[2] >= max(found), name, number, "urutan wilayah salah", "the places are out of order"
            )
            found.setdefault(parts[2], []).append((number, parts))
        rounds.append(found)
    places = {code: Seats(table.rows[code], table.head["counting"]) for found in rounds for code in found}
    added = {line.split(",")[2] for path in folder.glob("additions-*.csv") for line in lines_of(folder, path.name)}
    most = {code: sum(len(found.get(code, ())) for found in rounds) for code in places}
    wanted = {parts[1] for found in rounds for lines in found.values() for _number, parts in lines}
    read_people(reader, places, wanted, added, most)
    for name, found in zip(names, rounds, strict=True):
        for code, seats in places.items():
            if seats.open and code not in found:
                wrong(name, 0, f"kursi kosong di {code} tidak disebut", f"the open seats of {code} are missing")
        for code, lines in found.items():
            check_round(name, code, lines, places[code], reader)
    report.did(
        f"Pengganti dalam {len(names)} berkas mengikuti daftar tunggu.",
        f"The replacements in {len(names)} files follow the waiting lists.",
    )
    if reader.blind:
        report.could_not(
            "Kelompok disembunyikan: pengganti hanya diperiksa jumlah, wilayah, dan angkanya.",
            "Types are hidden: of replacements only count, place and number were checked.",
        )
    report.could_not(
        "Mengapa seseorang gugur atau dilewati: itu data pribadi.",
        "Why somebody lapsed or was passed over: that is private.",
    )


def read_people(
    reader: Reader, places: Mapping[str, Seats], wanted: set[str], added: set[str], most: Mapping[str, int]
) -> None:
    """Read the provinces concerned once more: the named tickets, and the first of each waiting list."""
    concerned = {code[:2] for code in places}
    for province, labels in labels_of(reader):
        if province not in concerned:
            continue
        near: dict[tuple[str, int], list[tuple[tuple[int, str, str], Person]]] = {}
        with (
            (reader.folder / f"roll-{province}.csv").open() as roll,
            (reader.folder / f"result-{province}.csv").open() as outcome,
        ):
            for line, answer, label in zip(roll, outcome, labels, strict=True):
                ticket, code, tier, _shown = line[:-1].split(",")
                seats = places.get(code)
                if seats is None:
                    continue
                person = Person(int(tier), answer[17:81], ticket, reader.kinds.get(label, 0), answer[82:83] == "s")
                if ticket in wanted:
                    seats.named[ticket] = person
                if person.selected:
                    seats.held[person.kind] += 1
                    seats.wait[person.kind] -= 1
                elif ticket in added:
                    seats.wait[person.kind] -= 1
                elif not reader.blind:
                    line_of = near.setdefault((code, person.kind), [])
                    line_of.append((person.order(), person))
                    if len(line_of) > 2 * most[code] + 64:
                        line_of.sort(key=lambda pair: pair[0])
                        del line_of[most[code] :]
        for (code, kind), found in near.items():
            found.sort(key=lambda pair: pair[0])
            places[code].line[kind] = [person for _order, person in found[: most[code]]]


def labels_of(reader: Reader) -> Iterator[tuple[str, Iterator[str]]]:
    """Each province with the types of its lines, as the roll shows them or the openings tell; nothing where they are hidden."""
    table = reader.table
    with ExitStack() as stack:
        openings = (
            stack.enter_context((reader.folder / "openings.csv").open()) if reader.hidden and not reader.blind else None
        )
        for name in sorted(path.name for path in reader.folder.glob("roll-[0-9][0-9].csv")):
            count = sum(sum(table.rows[code].people) for code in table.leaves if code[:2] == name[5:7])
            if reader.blind:
                yield name[5:7], repeat("", count)
            elif openings is not None:
                mine = (line.split(",")[1] for line in islice(openings, count))
                yield name[5:7], mine
                deque(mine, maxlen=0)
            else:
                with (reader.folder / name).open() as roll:
                    yield name[5:7], (line[:-1].split(",")[3] for line in roll)


def check_round(name: str, code: str, lines: Sequence[tuple[int, list[str]]], seats: Seats, reader: Reader) -> None:
    """One file, one compartment: the right tickets left, moved up or were passed over."""
    said: dict[str, tuple[int, str]] = {}
    before: tuple[int, str, str] | None = None
    for number, (outcome, ticket, _code, tier, label, drawn) in lines:
        person = seats.named.get(ticket)
        need(person, name, number, "tiket itu tidak ada di wilayah ini", "the ticket is not in this place")
        if person is None:
            return
        good = (str(person.tier), person.number) == (tier, drawn)
        good = good and label == ("*" if reader.hidden else reader.table.labels[person.kind])
        need(good, name, number, "urutan, kelompok, atau angkanya salah", "the tier, the type or the number is wrong")
        need(
            before is None or before < person.order(), name, number, "urutan baris salah", "the lines are out of order"
        )
        before = person.order()
        said[ticket] = (number, outcome)
        holder = (person.selected or ticket in seats.moved) and ticket not in seats.gone
        waiting = not person.selected and ticket not in seats.moved | seats.passed
        if outcome in {"lapsed", "open"}:
            need(holder, name, number, "tiket itu tidak punya kursi", "the ticket holds no seat")
            if person not in seats.open:
                seats.open.append(person)
                seats.held[person.kind] -= 1
        else:
            need(waiting, name, number, "tiket itu tidak menunggu", "the ticket is not waiting")
    outcomes = [outcome for _number, outcome in said.values()]
    missing = sorted(person.ticket for person in seats.open if person.ticket not in said)
    need(not missing, name, 0, f"kursi kosong {missing[:1]} tidak disebut", f"the open seat {missing[:1]} is missing")
    where = lines[0][0]
    need(
        outcomes.count("lapsed") == outcomes.count("moved_up"),
        name,
        where,
        f"di {code} pengganti tidak sebanyak kursi yang terisi",
        f"in {code} there are not as many replacements as seats filled",
    )
    if not reader.blind:
        follow(name, where, said, seats)
    for ticket, (_number, outcome) in said.items():
        if outcome == "lapsed":
            seats.gone.add(ticket)
            seats.open = [person for person in seats.open if person.ticket != ticket]
        elif outcome == "moved_up":
            seats.moved.add(ticket)
        elif outcome != "open":
            seats.passed.add(ticket)


def follow(name: str, where: int, said: Mapping[str, tuple[int, str]], seats: Seats) -> None:
    """Fill the open seats again, passing over those whom the file passes over, and compare."""
    closed: set[str] = set()
    used: set[str] = set()
    while people := seats.next_ones() if seats.open else []:
        for person in people:
            number, outcome = said.get(person.ticket, (where, ""))
            need(
                outcome not in {"", "lapsed", "open"},
                name,
                number,
                f"pengganti berikutnya seharusnya {person.ticket}",
                f"the next replacement must be {person.ticket}",
            )
            used.add(person.ticket)
            seat = seats.take(person, moves=outcome == "moved_up")
            if seat is not None:
                closed.add(seat.ticket)
    for ticket, (number, outcome) in said.items():
        right = (
            ticket in closed if outcome == "lapsed" else ticket not in closed if outcome == "open" else ticket in used
        )
        need(right, name, number, "baris ini tidak mengikuti aturan", "this line does not follow the rule")


# ---- the whole --------------------------------------------------------------------------------------------


def examine(folder: Path) -> tuple[Report, Text | None]:
    """Check everything.

    Returns:
        The report, and None or the first thing that is wrong in both languages.
    """
    report = Report()
    try:
        name_unread(folder, report)
        sums = check_sums(folder)
        promise, seed, secret = check_seed(folder, sums, report)
        table = Table(folder)
        check_policy(folder, table, promise, report)
        check_quota(table, report)
        reader = check_tickets(folder, table, seed, secret, sums, report)
        check_between(reader)
        check_audit(folder, reader, report)
        check_additions(folder, report)
        check_replacements(folder, reader, report)
    except WrongError as found:
        return report, found.text
    except (
        OSError,
        ArithmeticError,
        AttributeError,
        ValueError,
        KeyError,
        TypeError,
        IndexError,
        tomllib.TOMLDecodeError,
    ) as found:
        at = found.__traceback__
        while at is not None and at.tb_next is not None and at.tb_next.tb_frame.f_code.co_filename == __file__:
            at = at.tb_next
        text = f"{type(found).__name__}: {found}; verify_draw.py:{at.tb_lineno if at else 0}"
        return report, (f"berkas tidak dapat dibaca ({text})", f"a file cannot be read ({text})")
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
