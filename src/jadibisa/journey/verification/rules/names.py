"""Whether two spellings are one name: titles, marks and spaces do not count, one or two typing errors are forgiven."""

import re
import unicodedata
from collections.abc import Sequence

SAME, CLOSE, OTHER = 0, 1, 2
SHORT_NAME = 4
TITLES = frozenset(
    {
        "dr", "drs", "dra", "drg", "drh", "ir", "prof", "h", "hj", "kh", "ust", "tgk", "apt", "ns",
        "spd", "skom", "se", "sh", "st", "ssi", "sip", "ssos", "skm", "skep", "sag", "sp", "spt", "ssn", "sab", "sak",
        "mm", "mpd", "msi", "mkom", "mh", "mt", "mba", "msc", "phd", "amd", "amdkeb", "amdkep", "bsc", "ba",
    }
)  # fmt: skip
SHORT_FORMS = {
    "muh": "muhammad", "moh": "muhammad", "mohammad": "muhammad", "mohamad": "muhammad", "muhamad": "muhammad",
    "mochammad": "muhammad", "mochamad": "muhammad", "moch": "muhammad", "md": "made", "wyn": "wayan", "nym": "nyoman",
    "kt": "ketut", "abd": "abdul",
}  # fmt: skip


def plain_name(name: str) -> tuple[str, ...]:
    """The words of a name without case, marks, titles and degrees; a name of titles only keeps them."""
    letters = unicodedata.normalize("NFKD", name.split(",", maxsplit=1)[0]).casefold()
    joined = re.sub(r"(?<=\w)\.(?=\w)", "", letters)  # S.Pd is one word
    words = re.findall(r"[^\W\d_]+", re.sub(r"['’ʼ`\u0300-\u036f]", "", joined))
    kept = [SHORT_FORMS.get(word, word) for word in words if word not in TITLES]
    return tuple(kept or words)


def distance(one: str, other: str, *, most: int) -> int:
    """Letters added, dropped, changed or swapped with their neighbour; `most + 1` when there are more than `most`."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        line = [row]
        for column, its in enumerate(other, 1):
            cost = min(last[column] + 1, line[-1] + 1, last[column - 1] + (letter != its))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == its:
                cost = min(cost, before[column - 2] + 1)
            line.append(cost)
        if min(line) > most:
            return most + 1
        before, last = last, line
    return min(last[-1], most + 1)


def compare(one: str, other: str) -> int:
    """`SAME`, `CLOSE` (a person should look, nobody is refused) or `OTHER`."""
    if one == other:
        return SAME
    first, second = plain_name(one), plain_name(other)
    if "".join(first) == "".join(second):
        return SAME
    if not first or not second:
        return OTHER
    if sorted(first) == sorted(second) or set(first) <= set(second) or set(second) <= set(first):
        return CLOSE
    most = 1 if min(len("".join(first)), len("".join(second))) <= SHORT_NAME else 2
    if distance("".join(first), "".join(second), most=most) <= most:
        return CLOSE
    return CLOSE if _initials(first, second) or _initials(second, first) else OTHER


def _initials(short: Sequence[str], full: Sequence[str]) -> bool:
    """Whether every word of the one is a word of the other or its first letter, in order: A. Lestari, Ayu Lestari."""
    if len(short) != len(full):
        return False
    pairs = list(zip(short, full, strict=True))
    return all(word == its or (len(word) == 1 and its.startswith(word)) for word, its in pairs) and any(
        len(w) > 1 for w in short
    )
