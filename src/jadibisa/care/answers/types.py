"""The words of the help centre: topics, articles, how often they helped."""

from collections.abc import Mapping
from dataclasses import dataclass

from jadibisa.kernel.refusals import N_

LANGUAGES = ("id", "en")
TOPICS: Mapping[str, str] = {  # slug, also the name of the file; its words
    "ikut": N_("Siapa yang boleh ikut"),
    "daftar": N_("Mendaftar"),
    "periksa": N_("Pemeriksaan data dan keberatan"),
    "undian": N_("Undian dan kursi"),
    "uang": N_("Saldo, insentif, dan rekening"),
    "kursus": N_("Kursus dan sertifikat"),
    "kerja": N_("Mencari kerja"),
    "aman": N_("Data Anda dan keamanan"),
    "bantuan": N_("Bantuan bagi semua"),
}
SHORTEST, LONGEST = 50, 150  # words of an article with its title


@dataclass(frozen=True, slots=True)
class Article:
    """One question with its answer in each language, as it stands in its file: `{key}` waits for a value.

    Attributes:
        words: more words by which people look for it.
        link: the page of the programme where one can act, or "".
    """

    topic: str
    slug: str
    title: Mapping[str, str]
    text: Mapping[str, str]
    words: str
    link: str

    @property
    def address(self) -> str:
        """Its page."""
        return f"/bantuan/{self.topic}/{self.slug}/"


@dataclass(frozen=True, slots=True)
class Told:
    """An article in the reader's language, its places filled."""

    topic: str
    slug: str
    title: str
    paragraphs: tuple[str, ...]
    link: str
    address: str

    @property
    def text(self) -> str:
        """The whole answer as plain text."""
        return "\n\n".join(self.paragraphs)


@dataclass(frozen=True, slots=True)
class Judged:
    """How often readers said that an article helped."""

    title: str
    address: str
    slug: str
    helped: int
    not_helped: int
