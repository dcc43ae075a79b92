"""A small inverted index: stems, words of the street, and words that are nearly right; no database is asked."""

import difflib
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import snowballstemmer

from jadibisa.care.answers.types import Article

ALGORITHMS: Mapping[str, str] = {"id": "indonesian", "en": "english"}
TITLE, KEYWORDS, TEXT = 3.0, 2.5, 1.0
FULL = 2.0  # a word's weight counts half when it is so heavy in an article
ENOUGH = 0.3  # of what was asked, by weight of the words, before an article counts as an answer
NEARLY = 0.8  # how alike a mistyped word must be
LONGEST_QUERY = 60  # words; the rest of a long complaint is not read
SHORTEST_GUESS = 5

STREET: Mapping[str, Mapping[str, str]] = {  # what people write: what the articles say
    "id": {
        "duit": "uang", "dana": "uang", "hp": "ponsel", "handphone": "ponsel", "telepon": "ponsel", "hape": "ponsel",
        "tanpa": "tidak", "ga": "tidak", "gak": "tidak", "nggak": "tidak", "enggak": "tidak", "ngga": "tidak", "tdk": "tidak",
        "blm": "belum", "dipecat": "phk", "diberhentikan": "phk", "pecat": "phk", "difabel": "disabilitas", "cacat": "disabilitas",
        "tunanetra": "disabilitas", "tuli": "disabilitas", "buta": "disabilitas", "kuliah": "sekolah", "mahasiswa": "sekolah",
        "pelajar": "sekolah", "pelatihan": "kursus", "training": "kursus", "kelas": "kursus", "belajar": "kursus",
        "rekber": "rekening", "bank": "rekening", "gopay": "dompet", "ovo": "dompet", "ewallet": "dompet", "wallet": "dompet",
        "otp": "kode", "password": "sandi", "kk": "keluarga", "loker": "lowongan", "pekerjaan": "lowongan", "lulus": "terpilih",
        "lolos": "terpilih", "kalah": "terpilih", "protes": "keberatan", "banding": "keberatan", "komplain": "keberatan",
        "cair": "cair", "pencairan": "cair", "dicairkan": "cair", "hapus": "hapus", "penipu": "tipu", "penipuan": "tipu", "joki": "joki",
        "absen": "hadir", "kehadiran": "hadir", "presensi": "hadir", "refund": "kembali", "batal": "batal", "pembatalan": "batal",
    },
    "en": {
        "cash": "money", "funds": "money", "mobile": "phone", "cellphone": "phone", "handicap": "disability", "blind": "disability",
        "deaf": "disability", "fired": "laid", "dismissed": "laid", "training": "course", "class": "course", "otp": "code",
        "job": "work", "vacancy": "work", "scam": "fraud", "won": "selected", "lost": "selected", "ewallet": "wallet",
    },
}  # fmt: skip
IDLE: Mapping[str, frozenset[str]] = {  # words that say nothing about a question
    language: frozenset(words.split())
    for language, words in {
        "id": (
            "saya aku anda kami kita yang di ke dari untuk dengan dan atau itu ini apa apakah bagaimana gimana kenapa "
            "mengapa kok kalau jika bila pada oleh akan harus agar supaya juga masih lagi saat mau ingin ada sudah bisa "
            "boleh dapat cara siapa kapan mana berapa min kak pak bu tolong mohon nya lalu tetapi karena adalah sebagai dalam"
        ),
        "en": (
            "i me my we you your the a an of to in on for with and or is are was be it this that what how why when who can "
            "may do does did have has will would should if at by from there please not no yes"
        ),
    }.items()
}


@dataclass(frozen=True, slots=True)
class Index:
    """For each stem the articles that say it, with its weight there; in one language."""

    language: str
    weights: Mapping[str, Mapping[str, float]]
    size: int


@cache
def _stemmer(language: str) -> Any:  # noqa: ANN401 - a library without types
    return snowballstemmer.stemmer(ALGORITHMS[language])


def stems(text: str, language: str) -> list[str]:
    """The stems of the words that say something."""
    street, idle = STREET[language], IDLE[language]
    words = (word for word in re.findall(r"[a-z]+", text.lower().replace("-", "")) if word not in idle)
    return [_stemmer(language).stemWord(street.get(word, word)) for word in words if len(word) > 1]


def build(articles: Iterable[Article], language: str) -> Index:
    """The index of all articles in one language."""
    weights: defaultdict[str, Counter[str]] = defaultdict(Counter)
    count = 0
    for article in articles:
        count += 1
        parts = ((article.title[language], TITLE), (article.words, KEYWORDS), (article.text[language], TEXT))
        for text, weight in parts:
            for stem in stems(text, language):
                weights[stem][article.slug] += weight  # type: ignore[assignment]
    return Index(language, {stem: dict(counted) for stem, counted in weights.items()}, count)


def _known(stem: str, index: Index) -> str:
    """The stem itself, or the one that was probably meant."""
    if stem in index.weights or len(stem) < SHORTEST_GUESS:
        return stem
    near = difflib.get_close_matches(stem, index.weights, n=1, cutoff=NEARLY)
    return near[0] if near else stem


def find(query: str, index: Index, *, most: int, enough: float = ENOUGH) -> list[str]:
    """The slugs of the articles that fit best, best first; none when nothing fits well enough."""
    asked = dict.fromkeys(_known(stem, index) for stem in stems(query, index.language)[:LONGEST_QUERY])
    worth = {stem: math.log(1 + index.size / (0.5 + len(index.weights.get(stem, ())))) for stem in asked}
    whole = sum(worth.values())
    score: defaultdict[str, float] = defaultdict(float)
    covered: defaultdict[str, float] = defaultdict(float)
    for stem, value in worth.items():
        for slug, weight in index.weights.get(stem, {}).items():
            score[slug] += value * weight / (weight + FULL)
            covered[slug] += value
    fitting = [slug for slug in score if covered[slug] >= enough * whole]
    return sorted(fitting, key=lambda slug: (-score[slug], slug))[:most]
