"""The published files, byte by byte: ASCII, LF, fixed order (`docs/algorithms/selection.md` describes each)."""

import hashlib
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from jadibisa.journey.selection.types import Announcement, Compartment, Cutoff, Law, Quota, Seed
from jadibisa.kernel.refusals import N_, Refusal

POLICY, ANNOUNCEMENT, QUOTA, SEED, CUTOFFS = "policy.toml", "announcement.txt", "quota.csv", "seed.txt", "cutoffs.csv"
SUMS, RESULT_SUMS, CHECKER, TREE, OPENINGS = (
    "SHA256SUMS",
    "SHA256SUMS-result",
    "verify_draw.py",
    "merkle.bin",
    "openings.csv",
)
AUDIT = "audit.csv"
CHAIN, PULSE, STAMP = "chain.json", "round.json", ".tsr"
NOTHING = "-"
PASSED = "passed"
DICE = 20


TREE_PART = 2**21  # hashes in one file of the tree, 64 MiB: a database takes no value of a gigabyte


def sha256(content: bytes) -> str:
    """Lower-case hexadecimal SHA-256."""
    return hashlib.sha256(content).hexdigest()


def tree_part(place: int, hashes: int) -> str:
    """The file in which a hash of the tree stands: `merkle.bin`, and for greater trees `merkle-000.bin` and so on."""
    return TREE if hashes <= TREE_PART else f"merkle-{place // TREE_PART:03}.bin"


def label_of(kind: int, traits: Sequence[str]) -> str:
    """A type as its letters in the order of the policy: `WD`; `-` for none."""
    return "".join(trait for place, trait in enumerate(traits) if kind >> place & 1) or NOTHING


def kind_of(label: str, traits: Sequence[str]) -> int:
    """The bit mask of a label.

    Raises:
        Refusal: `unknown_trait`.
    """
    letters = "" if label == NOTHING else label
    for letter in letters:
        if letter not in traits:
            raise Refusal("unknown_trait", N_("Kelompok %(trait)s tidak ada dalam aturan."), trait=letter)
    return sum(1 << traits.index(letter) for letter in set(letters))


def commitment(salt: str, ticket: str, label: str) -> str:
    """What stands in the roll instead of a type that is not shown: `SHA-256(salt "," ticket "," type)`."""
    return sha256(f"{salt},{ticket},{label}".encode())


def roll_line(ticket: str, compartment: str, tier: int, shown: str) -> bytes:
    """`ticket16,compartment,tier,type` and LF."""
    return f"{ticket},{compartment},{tier},{shown}\n".encode("ascii")


def addition_line(way: str, reason: str, ticket: str) -> str:
    """`way,reason,ticket` and LF: a seat beside the draw, or the promise of one, and nothing about the person."""
    return f"{way},{reason},{ticket}\n"


def part_name(kind: str, compartment: str) -> str:
    """`roll-32.csv`: one file for each province, also where it is split into regencies."""
    return f"{kind}-{compartment[:2]}.csv"


def quota_text(quota: Quota) -> bytes:
    """The quota table: the law in `key=value` lines, then a table with a header, a line for each compartment."""
    law = quota.law
    labels = [label_of(kind, law.traits) for kind in range(2 ** len(law.traits))]
    lines = [
        "ukp-quota/1",
        f"batch={quota.batch}",
        f"seats={quota.seats}",
        f"day={law.day}",
        f"method={law.method}",
        f"weights={law.weights}",
        f"counting={law.counting}",
        "percents=" + _pairs(zip(law.traits, map(str, law.percents), strict=True)),
        "floors=" + _pairs(zip(law.traits, map(str, quota.floors), strict=True)),
        "tiers=" + (";".join(law.tiers) or NOTHING),
        "types=" + ("open" if law.open_types else "committed"),
        ",".join(
            ["compartment", "parent", "weight", "minimum", "seats"]
            + [f"people:{label}" for label in labels]
            + [f"floor:{trait}" for trait in law.traits]
            + [f"lowered:{trait}" for trait in law.traits]
        ),
    ]
    lines += [
        ",".join(
            [row.code, row.parent or NOTHING]
            + [str(number) for number in (row.weight, row.minimum, row.seats, *row.people, *row.floors, *row.lowered)]
        )
        for row in quota.rows
    ]
    return ("\n".join(lines) + "\n").encode("ascii")


def announcement_text(promise: Announcement) -> bytes:
    """The announcement as `key=value` lines."""
    check_witnesses(promise.witnesses)
    lines = (
        "ukp-announcement/1",
        f"batch={promise.batch}",
        f"rules={promise.rules}",
        f"seats={promise.seats}",
        f"objections_until={promise.objections_until}",
        f"draw_at={promise.draw_at}",
        f"witnesses={_pairs(promise.witnesses)}",
        f"drand={promise.drand}",
        f"code={promise.code}",
    )
    return ("\n".join(lines) + "\n").encode("ascii")


def check_witnesses(witnesses: Iterable[tuple[str, str]]) -> None:
    """Refuse a witness whose name or secret (or its SHA-256) cannot stand in a file, and a name that stands there twice.

    Raises:
        Refusal: `witness_unreadable`, `witness_twice`.
    """
    known: set[str] = set()
    for name, secret in witnesses:
        if name.casefold() in known:
            raise Refusal(
                "witness_twice",
                N_("Saksi %(name)s tertulis dua kali. Tulis setiap saksi satu kali saja."),
                field="witnesses",
                name=name,
            )
        known.add(name.casefold())
        if not re.fullmatch(r"[A-Za-z0-9 .'-]{1,60}", name, flags=re.ASCII) or not re.fullmatch(
            r"(?:[0-9a-f]{2}){8,64}", secret
        ):
            raise Refusal(
                "witness_unreadable",
                N_("Nama saksi memakai huruf biasa, dan rahasianya 16 sampai 128 angka heksadesimal."),
                field="witnesses",
            )  # fmt: skip


def require_chance(witnesses: Sequence[object], *, beacon: bool) -> None:
    """Refuse a draw whose seed would be dice alone: whoever writes them down could choose them.

    Raises:
        Refusal: `chance_missing`.
    """
    if not (witnesses or beacon):
        raise Refusal(
            "chance_missing",
            N_("Dadu saja tidak cukup. Pilih suar acak, atau tulis paling sedikit satu saksi."),
            field="witnesses",
        )


def _pairs(pairs: Iterable[tuple[str, str]]) -> str:
    return ";".join(f"{name}:{value}" for name, value in pairs) or NOTHING


def seed_text(seed: Seed) -> bytes:
    """The seed file; its SHA-256 is the SEED.

    Raises:
        Refusal: `dice_unreadable`, `witness_unreadable`.
    """
    if not re.fullmatch(r"[0-9]{20}", seed.dice, flags=re.ASCII):
        raise Refusal(
            "dice_unreadable", N_("Tulis %(count)d angka dadu, masing-masing 0 sampai 9."), field="dice", count=DICE
        )
    check_witnesses(seed.witnesses)
    lines = (
        "ukp-draw/1",
        f"batch={seed.batch}",
        f"rules={seed.rules}",
        f"roll={seed.root};{seed.lines}",
        f"quota={seed.quota}",
        f"dice={seed.dice}",
        f"witnesses={_pairs(seed.witnesses)}",
        f"drand={seed.drand}",
    )
    return ("\n".join(lines) + "\n").encode("ascii")


def read_quota(content: bytes) -> Quota:
    """The quota table back from its file.

    Raises:
        Refusal: `quota_unreadable`.
    """
    lines = content.decode("ascii").splitlines()
    start = next((place for place, line in enumerate(lines) if line.startswith("compartment,")), 0)
    head = dict(line.split("=", 1) for line in lines[1:start])
    if not start or lines[0] != "ukp-quota/1":
        raise Refusal("quota_unreadable", N_("Tabel kuota tidak dapat dibaca."))
    percents, floors = _read_pairs(head["percents"]), _read_pairs(head["floors"])
    parents = {line.split(",")[1] for line in lines[start + 1 :]}
    law = Law(
        method=head["method"],
        weights=head["weights"],
        province_floor=_highest(lines[start + 1 :], lambda parent: parent == NOTHING),
        traits=tuple(percents),
        percents=tuple(percents.values()),
        counting=head["counting"],
        tiers=() if head["tiers"] == NOTHING else tuple(head["tiers"].split(";")),
        open_types=head["types"] == "open",
        day=head["day"],
        regencies=tuple(sorted(parents - {NOTHING})),
        regency_floor=_highest(lines[start + 1 :], lambda parent: parent != NOTHING),
    )
    rows = [_read_row(line.split(","), len(percents), parents) for line in lines[start + 1 :]]
    return Quota(head["batch"], int(head["seats"]), law, tuple(floors.values()), tuple(rows))


def _highest(lines: Sequence[str], belongs: Callable[[str], bool]) -> int:
    """The highest minimum among some lines of the table."""
    rows = (line.split(",") for line in lines)
    return max((int(row[3]) for row in rows if belongs(row[1])), default=0)


def _read_pairs(text: str) -> dict[str, int]:
    return (
        {} if text == NOTHING else {name: int(value) for name, value in (pair.split(":") for pair in text.split(";"))}
    )


def _read_row(fields: Sequence[str], traits: int, parents: Collection[str]) -> Compartment:
    weight, minimum, seats, *rest = (int(field) for field in fields[2:])
    kinds = 2**traits
    return Compartment(
        fields[0], "" if fields[1] == NOTHING else fields[1], weight, minimum, tuple(rest[:kinds]), seats,
        tuple(rest[kinds : kinds + traits]), tuple(rest[kinds + traits :]), fields[0] in parents,
    )  # fmt: skip


def cutoffs_text(cutoffs: Iterable[Cutoff]) -> bytes:
    """The table of cut-offs with a header; compartments in order, then tiers, then types."""
    lines = ["compartment,tier,type,eligible,selected,number,ticket"]
    lines += [f"{c.compartment},{c.tier},{c.label},{c.eligible},{c.selected},{c.number},{c.ticket}" for c in cutoffs]
    return ("\n".join(lines) + "\n").encode("ascii")


def read_cutoffs(content: bytes) -> list[Cutoff]:
    """The cut-offs back from their file."""
    fields = [line.split(",") for line in content.decode("ascii").splitlines()[1:]]
    return [Cutoff(f[0], int(f[1]), f[2], int(f[3]), int(f[4]), f[5], f[6]) for f in fields]


def result_line(ticket: str, number: str, *, selected: bool, place: int | None) -> bytes:
    """`ticket16,number64,selected,-` or `ticket16,number64,waiting,place`, and LF; in the order of the roll.

    Where types are hidden the place is `-` too: places count within a type and would tell it.
    """
    outcome = "selected,-" if selected else f"waiting,{NOTHING if place is None else place}"
    return f"{ticket},{number},{outcome}\n".encode("ascii")


def replacement_line(outcome: str, ticket: str, compartment: str, tier: int, label: str | None, number: str) -> str:
    """`outcome,ticket,compartment,tier,type,number` and LF; `*` for a type that is not shown.

    The outcome is `lapsed` (a seat that was filled), `open` (a seat nobody took yet), `moved_up`, or `passed`: whoever may
    not move up is passed over, and why is nobody's business. Files of earlier versions have a code in its place.
    """
    return f"{outcome},{ticket},{compartment},{tier},{'*' if label is None else label},{number}\n"


def audit_text(winners: Iterable[str], roll: Iterable[str]) -> bytes:
    """The audit samples: `winner,ticket` and then `roll,ticket`, each in the order of the sample."""
    lines = [f"winner,{ticket}\n" for ticket in winners] + [f"roll,{ticket}\n" for ticket in roll]
    return "".join(lines).encode("ascii")


def sums_text(sums: Mapping[str, str]) -> bytes:
    """What `sha256sum -c` reads, by name."""
    return "".join(f"{found}  {name}\n" for name, found in sorted(sums.items())).encode("ascii")
