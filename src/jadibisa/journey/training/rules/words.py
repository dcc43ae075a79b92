"""The words of a search: stop words, synonyms, and the correction of typing errors against known words."""

import re
from collections.abc import Mapping, Sequence

STOP_WORDS = frozenset(
    {
        "ada", "agar", "akan", "atau", "bagi", "bisa", "cara", "dalam", "dan", "dari",
        "dengan", "di", "untuk", "ingin", "ini", "itu", "jadi", "kalau", "ke", "kelas",
        "kursus", "belajar", "mau", "oleh", "pada", "pelatihan", "saya", "sebagai", "supaya", "tentang",
        "the", "yang", "of", "and", "for", "menjadi",
    }
)  # fmt: skip
SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "satpam": ("security", "penjagaan", "pengamanan", "pengawalan"),
    "security": ("satpam", "penjagaan", "pengamanan"),
    "sekuriti": ("satpam", "security", "penjagaan", "pengamanan"),
    "supir": ("pengemudi", "mengemudi", "sopir"),
    "sopir": ("pengemudi", "mengemudi", "supir"),
    "driver": ("pengemudi", "mengemudi"),
    "montir": ("mekanik", "bengkel", "otomotif"),
    "bengkel": ("mekanik", "otomotif"),
    "komputer": ("digital", "office", "word", "excel"),
    "admin": ("administrasi", "sekretaris", "kantor"),
    "sekretaris": ("administrasi",),
    "ketik": ("word", "mengetik"),
    "bos": ("usaha", "wirausaha"),
    "bisnis": ("usaha", "wirausaha"),
    "dagang": ("jualan", "penjualan", "usaha"),
    "jualan": ("penjualan", "pemasaran", "usaha"),
    "marketing": ("pemasaran", "penjualan"),
    "masak": ("memasak", "boga", "kuliner", "dapur"),
    "koki": ("memasak", "boga", "kuliner", "dapur"),
    "kue": ("roti", "boga", "kuliner"),
    "jahit": ("menjahit", "busana"),
    "hotel": ("perhotelan", "tamu"),
    "barista": ("kopi",),
    "tani": ("pertanian", "petani", "budidaya"),
    "petani": ("pertanian", "budidaya"),
    "sawit": ("perkebunan", "kebun"),
    "kebun": ("perkebunan",),
    "tambang": ("pertambangan",),
    "las": ("pengelasan", "mengelas"),
    "listrik": ("kelistrikan", "instalasi"),
    "surya": ("panel", "hijau", "energi"),
    "hijau": ("lingkungan", "surya", "limbah"),
    "inggris": ("english", "bahasa"),
    "english": ("inggris",),
    "ai": ("kecerdasan", "buatan"),
    "koding": ("pemrograman", "program", "python"),
    "coding": ("pemrograman", "program", "python"),
    "ngoding": ("pemrograman", "program"),
    "desain": ("grafis",),
    "medsos": ("media", "sosial"),
    "pembukuan": ("akuntansi", "keuangan"),
    "akuntansi": ("pembukuan", "keuangan"),
}
"""What people say and what titles say."""

SHORTEST_CORRECTED = 4
CLOSE_ENOUGH = 0.3
LENGTH_SLACK = 3
MOST_WORDS = 8
LONGEST_WORD = 40


def tokens(text: str) -> list[str]:
    """The words of a text, lower case, without stop words; at most eight, so that a long text costs no more."""
    found = [word[:LONGEST_WORD] for word in re.findall(r"[a-z0-9]+", text.lower(), flags=re.ASCII)]
    wanted = [word for word in found if word not in STOP_WORDS]
    return list(dict.fromkeys(wanted or found))[:MOST_WORDS]


def vocabulary(text: str) -> set[str]:
    """The words of a title by which typing errors are corrected."""
    return {word for word in tokens_of_title(text) if not word.isdigit()}


def tokens_of_title(text: str) -> list[str]:
    """Every word of a title that is no stop word."""
    return [word for word in re.findall(r"[a-z0-9]+", text.lower(), flags=re.ASCII) if word not in STOP_WORDS]


def trigrams(word: str) -> frozenset[str]:
    """Groups of three letters with two blanks before and one behind, as pg_trgm makes them."""
    padded = f"  {word} "
    return frozenset(padded[place : place + 3] for place in range(len(padded) - 2))


def similarity(one: str, other: str) -> float:
    """Shared trigrams over all trigrams, 0 to 1."""
    left, right = trigrams(one), trigrams(other)
    return len(left & right) / len(left | right)


def correct(word: str, known: Mapping[str, int]) -> str:
    """The known word that looks most like a word; the word itself when nothing comes close.

    Args:
        word: one lower-case word that no title has.
        known: word to number of courses that have it.

    """
    if len(word) < SHORTEST_CORRECTED or not known:
        return word
    near = [other for other in known if abs(len(other) - len(word)) <= LENGTH_SLACK]
    best = max(near, key=lambda other: (similarity(word, other), known[other], other), default=word)
    return best if similarity(word, best) >= CLOSE_ENOUGH else word


def tsquery(words: Sequence[str]) -> str:
    """The words as a PostgreSQL tsquery: each word or one of its synonyms, all together; the last may be a beginning."""
    groups = []
    for place, word in enumerate(words):
        forms = [f"{word}:*" if place == len(words) - 1 else word, *SYNONYMS.get(word, ())]
        groups.append(f"({' | '.join(forms)})")
    return " & ".join(groups)
