#!/usr/bin/env python3
"""Check a whole draw from its published files, with nothing but Python 3.11 or newer.

    python3 verify_draw.py FOLDER            all files of one batch are in FOLDER
    python3 verify_draw.py FOLDER --en       in English

It shares no code with the programme that draws. It reads the files line by line, says what it checked and what it could
not check, and ends with exit code 1 and the first wrong line when anything differs.
"""

import hashlib
import re
import sys
import tomllib
from array import array
from bisect import bisect_left, bisect_right
from fractions import Fraction
from itertools import product
from pathlib import Path

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
ROLL_LINE = re.compile(rb"([%s]{16}),([0-9]{2}(?:\.[0-9]{2})?),([1-9][0-9]?),([A-Z]{1,4}|-|[0-9a-f]{64})\n" % LETTERS.encode())
RESULT_LINE = re.compile(rb"([%s]{16}),([0-9a-f]{64}),(?:(selected),-|waiting,([1-9][0-9]*))\n" % LETTERS.encode())
TYPE_BITS = 60


class Wrong(Exception):
    """Something in the files differs from what it must be."""


def wrong(name, line, id_text, en_text):
    """Stop at the first wrong line."""
    raise Wrong(f"{name}{f', baris {line}' if line else ''}: {id_text}", f"{name}{f', line {line}' if line else ''}: {en_text}")


def need(condition, name, line, id_text, en_text):
    """Stop here unless the condition holds."""
    if not condition:
        wrong(name, line, id_text, en_text)


class Report:
    """What was checked and what could not be, in both languages."""

    def __init__(self):
        self.checked, self.unchecked = [], []

    def did(self, id_text, en_text):
        self.checked.append((id_text, en_text))

    def could_not(self, id_text, en_text):
        self.unchecked.append((id_text, en_text))


# ---- sums, announcement, seed ---------------------------------------------------------------------------


def file_sum(path):
    """SHA-256 of a file, read in pieces."""
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def check_sums(folder, report):
    """Every file named in the two lists must have the sum that stands there, and every file of the draw must be named."""
    named = {}
    parts = {kind: {path.name for path in folder.glob(f"{kind}-[0-9][0-9].csv")} for kind in ("roll", "result")}
    must = {
        "SHA256SUMS": {"announcement.txt", "policy.toml", "quota.csv"} | parts["roll"],
        "SHA256SUMS-result": {"cutoffs.csv", "seed.txt"} | parts["result"],
    }
    for listing, names in must.items():
        before = ""
        for number, line in enumerate(lines_of(folder, listing), 1):
            found = re.fullmatch(r"([0-9a-f]{64})  ([A-Za-z0-9._-]+)", line)
            need(found, listing, number, "baris tidak dapat dibaca", "the line cannot be read")
            path = folder / found[2]
            need(path.is_file(), listing, number, f"berkas {found[2]} tidak ada", f"the file {found[2]} is missing")
            need(file_sum(path) == found[1], found[2], 0, "isinya berubah, jumlah SHA-256 tidak cocok", "its content changed: the SHA-256 differs")
            need(found[2] > before, listing, number, "urutan nama salah", "the names are out of order")
            before = found[2]
            named[before] = found[1]
        missing = sorted(names - set(named))
        need(not missing, listing, 0, f"berkas {missing[:1]} tidak disebut", f"the file {missing[:1]} is not named")
    report.did(f"Jumlah SHA-256 dari {len(named)} berkas cocok.", f"The SHA-256 sums of {len(named)} files agree.")
    return named


def lines_of(folder, name):
    """The lines of a small text file without their ends; every line must end with one LF."""
    path = folder / name
    need(path.is_file(), name, 0, "berkas ini tidak ada", "this file is missing")
    try:
        text = path.read_bytes().decode("ascii")
    except UnicodeDecodeError:
        wrong(name, 0, "ada huruf di luar ASCII", "there are letters outside ASCII")
    need(text.endswith("\n") and "\r" not in text, name, text.count("\n") + 1, "akhir baris harus LF", "every line must end with LF")
    return text[:-1].split("\n")


def fields_of(folder, name, first, keys):
    """A file of `key=value` lines in a fixed order."""
    lines = lines_of(folder, name)
    need(lines[0] == first, name, 1, f"harus {first}", f"must be {first}")
    need(len(lines) > len(keys), name, len(lines), "ada baris yang hilang", "lines are missing")
    found = {}
    for number, (line, key) in enumerate(zip(lines[1:], keys), 2):
        need(line.startswith(key + "="), name, number, f"harus mulai dengan {key}=", f"must begin with {key}=")
        found[key] = line[len(key) + 1 :]
    return found, lines[len(keys) + 1 :]


def check_seed(folder, sums, report):
    """The seed file must name the rules, the roll and the quota table that are here; its SHA-256 is the SEED."""
    promise, rest = fields_of(
        folder, "announcement.txt", "ukp-announcement/1",
        ["batch", "rules", "seats", "objections_until", "draw_at", "witnesses", "drand", "code"],
    )
    need(not rest, "announcement.txt", 10, "baris ini tidak dikenal", "this line is unknown")
    seed, rest = fields_of(folder, "seed.txt", "ukp-draw/1", ["batch", "rules", "roll", "quota", "dice", "witnesses", "drand"])
    need(not rest, "seed.txt", 9, "baris ini tidak dikenal", "this line is unknown")
    need(seed["batch"] == promise["batch"], "seed.txt", 2, "gelombangnya bukan yang diumumkan", "this is not the announced batch")
    need(seed["rules"] == promise["rules"], "seed.txt", 3, "aturannya bukan yang diumumkan", "these are not the announced rules")
    need(seed["rules"] == sums.get("policy.toml"), "seed.txt", 3, "aturannya bukan policy.toml", "the rules are not policy.toml")
    need(seed["quota"] == sums.get("quota.csv"), "seed.txt", 5, "kuotanya bukan quota.csv", "the quota is not quota.csv")
    need(re.fullmatch(r"[0-9]{20}", seed["dice"]), "seed.txt", 6, "harus 20 angka dadu", "there must be 20 dice")
    check_witnesses(promise["witnesses"], seed["witnesses"])
    if promise["drand"] == "-":
        need(seed["drand"] == "-", "seed.txt", 8, "tidak ada putaran yang diumumkan", "no round was announced")
    else:
        chain, *rounds = promise["drand"].split(";")
        parts = seed["drand"].split(";")
        need(len(parts) == 3 and parts[0] == chain and parts[1] in rounds, "seed.txt", 8, "putaran drand bukan yang diumumkan", "this is not the announced drand round")
        report.could_not("Tanda tangan drand: periksa di api.drand.sh.", "The drand signature: look it up at api.drand.sh.")
    report.did("seed.txt cocok dengan pengumuman, aturan, dan kuota.", "seed.txt fits the announcement, the rules and the quota.")
    return promise, seed, sums["seed.txt"]


def check_witnesses(promised, opened):
    """Each witness's secret must have the SHA-256 that was announced."""
    if promised == "-" or opened == "-":
        need(promised == opened, "seed.txt", 7, "saksinya bukan yang diumumkan", "these are not the announced witnesses")
        return
    before = [pair.split(":") for pair in promised.split(";")]
    after = [pair.split(":") for pair in opened.split(";")]
    need([p[0] for p in before] == [p[0] for p in after], "seed.txt", 7, "saksinya bukan yang diumumkan", "these are not the announced witnesses")
    for (name, commitment), (_name, secret) in zip(before, after):
        need(hashlib.sha256(bytes.fromhex(secret)).hexdigest() == commitment, "seed.txt", 7, f"rahasia {name} tidak cocok", f"the secret of {name} does not fit")


# ---- policy and quota table -----------------------------------------------------------------------------


class Table:
    """The quota table as it is published."""

    def __init__(self, folder):
        head, rest = fields_of(
            folder, "quota.csv", "ukp-quota/1",
            ["batch", "seats", "day", "method", "weights", "counting", "percents", "floors", "tiers", "types"],
        )
        self.head, self.open = head, head["types"] == "open"
        self.percents = pairs(head["percents"])
        self.floors = pairs(head["floors"])
        self.traits = [name for name, _percent in self.percents]
        self.tiers = [] if head["tiers"] == "-" else head["tiers"].split(";")
        self.kinds = 2 ** len(self.traits)
        self.labels = ["".join(t for i, t in enumerate(self.traits) if kind >> i & 1) or "-" for kind in range(self.kinds)]
        columns = ["compartment", "parent", "weight", "minimum", "seats"]
        columns += [f"people:{label}" for label in self.labels] + [f"floor:{t}" for t in self.traits] + [f"lowered:{t}" for t in self.traits]
        need(rest and rest[0] == ",".join(columns), "quota.csv", 12, "judul kolom salah", "the header is wrong")
        self.rows = {}
        for number, line in enumerate(rest[1:], 13):
            found = line.split(",")
            need(len(found) == len(columns) and all(f.isdigit() for f in found[2:]), "quota.csv", number, "baris tidak dapat dibaca", "the line cannot be read")
            numbers = [int(f) for f in found[2:]]
            people = numbers[3 : 3 + self.kinds]
            need(not self.rows or found[0] > list(self.rows)[-1], "quota.csv", number, "urutan wilayah salah", "the places are out of order")
            self.rows[found[0]] = {
                "line": number, "parent": "" if found[1] == "-" else found[1], "weight": numbers[0], "minimum": numbers[1], "seats": numbers[2],
                "people": people, "floors": numbers[3 + self.kinds : 3 + self.kinds + len(self.traits)],
                "lowered": numbers[3 + self.kinds + len(self.traits) :],
            }
        self.parts = {}
        for code, row in self.rows.items():
            self.parts.setdefault(row["parent"], []).append(code)
        self.leaves = [code for code in self.rows if code not in self.parts]


def pairs(text):
    """`W:52;D:3` as a list."""
    return [] if text == "-" else [(name, int(value)) for name, value in (pair.split(":") for pair in text.split(";"))]


def check_policy(folder, table, promise, report):
    """The parameters in the quota table must be those of the policy file on the named day."""
    policy = tomllib.loads((folder / "policy.toml").read_text("utf-8"))
    day = table.head["day"]

    def value(key):
        for item in policy["parameter"]:
            if item["key"] == key and str(item["from"]) <= day and ("until" not in item or day <= str(item["until"])):
                return item["value"]
        wrong("policy.toml", 0, f"{key} tidak berlaku pada {day}", f"{key} has no value on {day}")

    said = {
        4: (table.head["day"], day), 5: (table.head["method"], value("selection.method")), 6: (table.head["weights"], value("selection.weights")),
        7: (table.head["counting"], value("selection.counting")),
        8: (table.percents, [(floor["trait"], floor["percent"]) for floor in value("selection.floors")]),
        10: (table.tiers, list(value("selection.tiers"))), 11: (table.open, value("selection.types_published") == "open"),
    }
    for line, (published, law) in said.items():
        need(published == law, "quota.csv", line, "berbeda dari policy.toml", "differs from policy.toml")
    need(table.head["batch"] == promise["batch"], "quota.csv", 2, "gelombangnya lain", "this is another batch")
    need(table.head["seats"] == promise["seats"], "quota.csv", 3, "jumlah kursi bukan yang diumumkan", "these are not the announced seats")
    for code in table.parts[""]:
        row = table.rows[code]
        need(row["minimum"] == value("selection.province_floor"), "quota.csv", row["line"], "batas bawah provinsi salah", "the floor of the province is wrong")
    report.did("Tabel kuota memakai angka dari policy.toml.", "The quota table uses the numbers of policy.toml.")
    report.could_not(
        f"Kolom weight ({table.head['weights']}): bandingkan dengan statistik resmi.", f"The column weight ({table.head['weights']}): compare it with official statistics."
    )


def check_quota(table, report):
    """Seats and floors of every place must be the only ones that the rule allows."""
    for parent, codes in table.parts.items():
        rows = [table.rows[code] for code in codes]
        if parent:
            need(table.rows[parent]["people"] == [sum(column) for column in zip(*(row["people"] for row in rows))], "quota.csv", table.rows[parent]["line"], "jumlah orang salah", "the people do not add up")
        total = table.rows[parent]["seats"] if parent else int(table.head["seats"])
        check_share(
            table.head["method"], [row["weight"] for row in rows], total, [row["minimum"] for row in rows],
            [sum(row["people"]) for row in rows], [row["seats"] for row in rows], rows,
        )
    given = sum(table.rows[code]["seats"] for code in table.parts[""])
    for trait, (name, percent) in enumerate(table.percents):
        national = -(-percent * given // 100)
        need(table.floors[trait] == (name, national), "quota.csv", 9, f"batas {name} seharusnya {national}", f"the floor of {name} must be {national}")
        for parent, codes in table.parts.items():
            rows = [table.rows[code] for code in codes]
            have = [sum(n for kind, n in enumerate(row["people"]) if kind >> trait & 1) for row in rows]
            caps = [min(row["seats"], people) for row, people in zip(rows, have)]
            total = table.rows[parent]["floors"][trait] if parent else national
            check_share("sainte-lague", [row["seats"] for row in rows], total, [0] * len(rows), caps, [row["floors"][trait] for row in rows], rows)
    for code in table.leaves:
        check_lowered(table, table.rows[code])
    report.did(
        f"Kursi dan batas kelompok di {len(table.leaves)} wilayah benar, tanpa pecahan.", f"Seats and floors of {len(table.leaves)} places are right, without rounding errors."
    )


def check_share(method, weights, total, floors, caps, seats, rows):
    """Without computing the apportionment: no place may have a better claim to a seat than the place that holds it."""

    def bad(place):
        wrong("quota.csv", rows[place]["line"], "jumlah kursi atau batas kelompok salah", "the seats or the floor are wrong")

    if sum(caps) <= total:
        for place, (held, cap) in enumerate(zip(seats, caps)):
            if held != cap:
                bad(place)
        return
    low = [min(floor, cap) for floor, cap in zip(floors, caps)]
    if method == "huntington-hill":
        low = [max(floor, min(cap, 1 if weight else 0)) for floor, cap, weight in zip(low, caps, weights)]
    high = [cap if weight else floor for floor, cap, weight in zip(low, caps, weights)]
    for place, held in enumerate(seats):
        if not low[place] <= held <= high[place]:
            bad(place)
    need(sum(seats) == total, "quota.csv", rows[-1]["line"], "jumlah seluruhnya salah", "the total is wrong")
    if method == "largest-remainder":
        for place, held in enumerate(remainder_seats(weights, total, low, high)):
            if held != seats[place]:
                bad(place)
        return
    claims = {
        "sainte-lague": lambda weight, held: Fraction(weight, 2 * held + 1), "dhondt": lambda weight, held: Fraction(weight, held + 1),
        "huntington-hill": lambda weight, held: Fraction(weight * weight, held * (held + 1)) if held else Fraction(10**40),
        "equal": lambda weight, held: Fraction(1, held + 1),
    }
    claim = claims[method]
    wanting = [(claim(weights[p], seats[p]), weights[p], -p) for p in range(len(seats)) if seats[p] < high[p]]
    holding = [(claim(weights[p], seats[p] - 1), weights[p], -p) for p in range(len(seats)) if seats[p] > low[p]]
    if wanting and holding and max(wanting) > min(holding):
        bad(-max(wanting)[2])


def remainder_seats(weights, total, low, high):
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


def enough(floors, people, seats, counting):
    """Whether so many people of each type can meet the floors with so many seats."""
    traits = range(len(floors))
    if counting == "one_to_one":
        groups = [group for group in range(1, 2 ** len(floors))]
        return sum(floors) <= seats and all(
            sum(floors[t] for t in traits if group >> t & 1) <= sum(n for kind, n in enumerate(people) if kind & group) for group in groups
        )
    for t in traits:
        if floors[t] > sum(n for kind, n in enumerate(people) if kind >> t & 1):
            return False
    return least_people(floors, people) <= seats


def least_people(floors, people):
    """The fewest people who meet all floors when each counts for every group she is in (duality, half-integral corners)."""
    best = 0
    for halves in product((0, 1, 2), repeat=len(floors)):
        value = sum(floor * half for floor, half in zip(floors, halves))
        for kind, count in enumerate(people):
            weight = sum(half for t, half in enumerate(halves) if kind >> t & 1)
            if weight > 2:
                value -= count * (weight - 2)
        best = max(best, value)
    return -(-best // 2)


def check_lowered(table, row):
    """Each floor stands as high as the earlier ones, the seats and the people allow, and not one higher."""
    counting, done = table.head["counting"], [0] * len(table.traits)
    for trait, (floor, kept) in enumerate(zip(row["floors"], row["lowered"])):
        done[trait] = kept
        possible = kept <= floor and enough(done, row["people"], row["seats"], counting)
        if possible and kept < floor:
            done[trait] = kept + 1
            possible = not enough(done, row["people"], row["seats"], counting)
            done[trait] = kept
        need(possible, "quota.csv", row["line"], f"batas {table.traits[trait]} yang diturunkan salah", f"the lowered floor of {table.traits[trait]} is wrong")


# ---- roll, tickets, result ------------------------------------------------------------------------------


class Hashes:
    """A Merkle tree (RFC 9162) over lines as they come: only one hash a level is kept."""

    def __init__(self):
        self.levels, self.count = [], 0

    def add(self, line):
        top, level = hashlib.sha256(b"\x00" + line).digest(), 0
        while level < len(self.levels) and self.levels[level] is not None:
            top = hashlib.sha256(b"\x01" + self.levels[level] + top).digest()
            self.levels[level] = None
            level += 1
        if level == len(self.levels):
            self.levels.append(None)
        self.levels[level] = top
        self.count += 1

    def root(self):
        top = None
        for found in self.levels:
            if found is not None:
                top = found if top is None else hashlib.sha256(b"\x01" + found + top).digest()
        return (top or hashlib.sha256(b"").digest()).hex()


class Cells:
    """What the checker keeps of a compartment while it reads: for each type the ranks, and who is selected."""

    def __init__(self, kinds):
        self.all = [array("Q") for _kind in range(kinds)]
        self.selected = [array("Q") for _kind in range(kinds)]
        self.waiting = [{} for _kind in range(kinds)]
        self.last = {}
        self.counts = {}


def read_cutoffs(folder, table):
    """The published table of cut-offs: (compartment, tier, type) to (line, eligible, selected, number, ticket)."""
    lines = lines_of(folder, "cutoffs.csv")
    need(lines[0] == "compartment,tier,type,eligible,selected,number,ticket", "cutoffs.csv", 1, "judul kolom salah", "the header is wrong")
    found, before = {}, ("", 0, -1)
    for number, line in enumerate(lines[1:], 2):
        parts = line.split(",")
        good = len(parts) == 7 and parts[0] in table.leaves and parts[2] in table.labels and all(p.isdigit() for p in (parts[1], parts[3], parts[4]))
        need(good, "cutoffs.csv", number, "baris tidak dapat dibaca", "the line cannot be read")
        key = (parts[0], int(parts[1]), parts[2])
        order = (parts[0], int(parts[1]), table.labels.index(parts[2]))
        need(order > before, "cutoffs.csv", number, "urutan baris salah", "the lines are out of order")
        before = order
        need(key not in found and 1 <= key[1] <= len(table.tiers) + 1, "cutoffs.csv", number, "baris ini tidak boleh ada", "this line may not be here")
        found[key] = (number, int(parts[3]), int(parts[4]), parts[5], parts[6])
    return found


def read_openings(folder):
    """ticket → (type, salt), for auditors who were given the openings."""
    if not (folder / "openings.csv").is_file():
        return None
    return {parts[0]: (parts[1], parts[2]) for parts in (line.split(",") for line in lines_of(folder, "openings.csv"))}


def check_tickets(folder, table, seed, secret, report):
    """Every line of the roll: its place in the tree, its number, its side of the cut-off; then the rule in each place."""
    limits, openings = read_cutoffs(folder, table), read_openings(folder)
    blind = not table.open and openings is None
    tree, start = Hashes(), secret.encode() + b","
    files = sorted(path.name for path in folder.glob("roll-*.csv"))
    for name in files:
        cells = {code: Cells(table.kinds) for code in table.leaves if code[:2] == name[5:7]}
        check_file(folder, name, table, tree, start, limits, openings, cells, blind)
        for code, found in cells.items():
            row = table.rows[code]
            check_counts(code, found, row, table, limits, blind)
            if not blind:
                check_rule(code, found, row, table, limits)
    need(set(files) == {f"roll-{code[:2]}.csv" for code in table.leaves if sum(table.rows[code]["people"])}, "SHA256SUMS", 0, "ada berkas daftar yang hilang", "a file of the roll is missing")
    need(f"{tree.root()};{tree.count}" == seed["roll"], "seed.txt", 4, "akar Merkle atau jumlah baris daftar tidak cocok", "the Merkle root or the number of lines differs")
    report.did(f"Daftar {tree.count} tiket cocok dengan akar Merkle dalam seed.txt.", f"The roll of {tree.count} tickets fits the Merkle root in seed.txt.")
    report.did("Angka undian setiap tiket benar.", "The number of every ticket is right.")
    if blind:
        report.could_not("Kelompok tiap tiket disembunyikan: batas per kelompok hanya diperiksa jumlahnya.", "Types are hidden: only the sums of the cut-offs were checked.")
    else:
        report.did("Setiap tiket ada di sisi yang benar dari batasnya, dan tiap batas mengikuti aturan.", "Every ticket is on the right side of its cut-off, and every cut-off follows the rule.")
        report.did("Tempat di daftar tunggu benar.", "The places on the waiting lists are right.")
    report.could_not("Satu tiket dalam dua provinsi: basis data menolaknya.", "A ticket in two provinces: the database refuses it.")


def check_file(folder, name, table, tree, start, limits, openings, cells, blind):
    """One province: the roll and its result, line by line side by side."""
    result = "result" + name[4:]
    need((folder / result).is_file(), result, 0, "berkas ini tidak ada", "this file is missing")
    number, sha256, before, kinds = 0, hashlib.sha256, b"", {label: kind for kind, label in enumerate(table.labels)}
    with (folder / name).open("rb") as roll, (folder / result).open("rb") as outcome:
        for number, line in enumerate(roll, 1):
            found = ROLL_LINE.fullmatch(line)
            need(found, name, number, "baris tidak dapat dibaca", "the line cannot be read")
            ticket, code, tier, label = found.groups()
            need(ticket > before, name, number, "urutan tiket salah atau tiket ganda", "tickets are out of order or double")
            before = ticket
            tree.add(line)
            answer = RESULT_LINE.fullmatch(outcome.readline())
            need(answer and answer[1] == ticket, result, number, "baris hasil hilang atau bukan untuk tiket ini", "the result is missing or for another ticket")
            ticket_number = sha256(start + ticket).hexdigest().encode()
            need(answer[2] == ticket_number, result, number, "angka undian salah", "the number of the ticket is wrong")
            cell = cells.get(code.decode())
            need(cell is not None, name, number, "wilayah tidak dikenal", "the place is unknown")
            tier = int(tier)
            need(tier <= len(table.tiers) + 1, name, number, "urutan (tier) tidak dikenal", "the tier is unknown")
            if blind:
                key = (tier, "*")
            else:
                label = label.decode() if table.open else open_type(name, number, ticket.decode(), label.decode(), openings)
                kind = kinds.get(label)
                need(kind is not None, name, number, "kelompok tidak dikenal", "the type is unknown")
                key = (tier, label)
            counts = cell.counts.setdefault(key, [0, 0])
            counts[0] += 1
            counts[1] += answer[3] is not None
            if blind:
                continue
            limit = limits.get((code.decode(), tier, label))
            need(limit is not None, "cutoffs.csv", 0, f"baris {code.decode()},{tier},{label} hilang", f"the line {code.decode()},{tier},{label} is missing")
            inside = limit[3] != "-" and ticket_number <= limit[3].encode()
            need(inside == (answer[3] is not None), result, number, "hasil berbeda dari batas", "the outcome differs from the cut-off")
            rank = tier << TYPE_BITS | int(ticket_number[:15], 16)
            cell.all[kind].append(rank)
            if inside:
                cell.selected[kind].append(rank)
                if ticket_number >= cell.last.get(key, b""):
                    cell.last[key] = ticket_number
                if ticket_number == limit[3].encode():
                    need(limit[4] == ticket.decode(), "cutoffs.csv", limit[0], "tiket pada batas salah", "the ticket at the cut-off is wrong")
            else:
                place = int(answer[4])
                need(place not in cell.waiting[kind], result, number, "tempat di daftar tunggu ganda", "a place on the waiting list is double")
                cell.waiting[kind][place] = rank
        need(outcome.readline() == b"", result, number + 1, "baris hasil terlalu banyak", "there are too many results")


def open_type(name, number, ticket, shown, openings):
    """The hidden type of a line, checked against its commitment."""
    label, salt = openings.get(ticket, ("", ""))
    need(hashlib.sha256(f"{salt},{ticket},{label}".encode()).hexdigest() == shown, name, number, "kelompok tidak cocok dengan segelnya", "the type does not fit its commitment")
    return label


def check_counts(code, cell, row, table, limits, blind):
    """The people of the quota table, the counts of the cut-off table and the lines of the roll must agree."""
    mine = {key[1:]: limit for key, limit in limits.items() if key[0] == code}
    if blind:
        for tier in {key[0] for key in list(mine) + list(cell.counts)}:
            said = [sum(limit[part] for key, limit in mine.items() if key[0] == tier) for part in (1, 2)]
            need(said == cell.counts.get((tier, "*"), [0, 0]), "cutoffs.csv", 0, f"jumlah di {code} salah", f"the counts of {code} are wrong")
        need(sum(c[0] for c in cell.counts.values()) == sum(row["people"]), "quota.csv", row["line"], "jumlah orang salah", "the people are miscounted")
        return
    for key, (line, eligible, selected, number, _ticket) in mine.items():
        need([eligible, selected] == cell.counts.get(key, [0, 0]), "cutoffs.csv", line, "jumlah orang atau jumlah terpilih salah", "the people or the winners are miscounted")
        need(number == cell.last.get(key, b"-").decode(), "cutoffs.csv", line, "batas bukan tiket terakhir yang diterima", "the cut-off is not the last accepted ticket")
    need(set(mine) == set(cell.counts), "cutoffs.csv", 0, f"ada baris {code} yang berlebih atau hilang", f"a line of {code} is missing or too many")
    need([len(ranks) for ranks in cell.all] == row["people"], "quota.csv", row["line"], "jumlah orang per kelompok salah", "the people of the types are miscounted")


def check_rule(code, cell, row, table, limits):
    """The winners must be exactly those whom the law takes. Nothing is drawn again: it is enough to look at the first
    person of each type who was not taken and to see that the floors forbade it (docs/algorithms/selection.md proves it)."""
    taken = [len(ranks) for ranks in cell.selected]
    where = next((limit[0] for key, limit in sorted(limits.items()) if key[0] == code), 0)
    need(sum(taken) == min(row["seats"], sum(row["people"])), "cutoffs.csv", where, f"jumlah terpilih di {code} bukan {row['seats']}", f"the winners of {code} are not {row['seats']}")
    if sum(row["people"]) <= row["seats"]:
        return
    for kind, places in enumerate(cell.waiting):
        order = [places.get(place) for place in range(1, len(places) + 1)]
        good = None not in order and all(a <= b for a, b in zip(order, order[1:]))
        need(good, f"result-{code[:2]}.csv", 0, f"urutan daftar tunggu {code} {table.labels[kind]} salah", f"the waiting list of {code} {table.labels[kind]} is out of order")
    first_out = {kind: places[1] for kind, places in enumerate(cell.waiting) if places}
    last_in = {kind: max(ranks) for kind, ranks in enumerate(cell.selected) if ranks}
    for kind, rank in first_out.items():
        need(last_in.get(kind, -1) <= rank, "cutoffs.csv", where, f"pemenang {code} {table.labels[kind]} bukan yang terkecil", f"the winners of {code} {table.labels[kind]} are not the first")
    check = rule_headcount if table.head["counting"] == "headcount" else rule_one_to_one
    kind = check(cell, row, taken, first_out, last_in)
    if kind is not None:
        line = next((limit[0] for key, limit in limits.items() if key[0] == code and key[2] == table.labels[kind]), where)
        wrong("cutoffs.csv", line, f"batas {code} {table.labels[kind]} tidak mengikuti aturan", f"the cut-off of {code} {table.labels[kind]} does not follow the rule")


def below(ranks, limits):
    """How many ranks are smaller than each of some sorted limits."""
    counts = [0] * (len(limits) + 1)
    for rank in ranks:
        counts[bisect_right(limits, rank)] += 1
    total, found = 0, []
    for count in counts[:-1]:
        total += count
        found.append(total)
    return found


def rule_headcount(cell, row, taken, first_out, _last_in):
    """A type that breaks the law, or None: the floors are met, and nobody was passed over without need."""
    floors = row["lowered"]
    for trait, floor in enumerate(floors):
        if sum(n for kind, n in enumerate(taken) if kind >> trait & 1) < floor:
            return next(kind for kind in range(len(taken)) if kind >> trait & 1)
    limits = sorted(first_out.values())
    ahead = [below(ranks, limits) for ranks in cell.all]
    accepted = [below(ranks, limits) for ranks in cell.selected]
    for kind, rank in first_out.items():
        at = bisect_left(limits, rank)
        left = row["seats"] - sum(column[at] for column in accepted)
        people = [n - column[at] - (other == kind) for other, (n, column) in enumerate(zip(row["people"], ahead))]
        missing = [
            max(0, floor - sum(column[at] for other, column in enumerate(accepted) if other >> trait & 1) - (kind >> trait & 1))
            for trait, floor in enumerate(floors)
        ]
        if least_people(missing, people) <= left - 1:
            return kind
    return None


def rule_one_to_one(cell, row, taken, first_out, last_in):
    """A type that breaks the law, or None: whoever can be matched to a floor seat comes first, then the best ranks."""
    floors, groups = row["lowered"], range(1, len(taken))
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


# ---- the whole --------------------------------------------------------------------------------------------


def examine(folder):
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
    except Wrong as found:
        return report, found.args
    except (OSError, ValueError, KeyError, TypeError, IndexError, tomllib.TOMLDecodeError) as found:
        text = f"{type(found).__name__}: {found}"
        return report, (f"berkas tidak dapat dibaca ({text})", f"a file cannot be read ({text})")
    if list(folder.glob("replacements-*.csv")):
        report.could_not("Pengganti peserta yang gugur.", "Replacements of winners who lapsed.")
    return report, None


def check_folder(folder):
    """What is wrong, as a list of sentences; empty when all is right."""
    found = examine(Path(folder))[1]
    return [found[0]] if found else []


def main(arguments):
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
