"""Questions to the help centre: its articles with today's numbers, and those that fit some words."""

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from django.db.models import Sum
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from jadibisa.care.answers.models import Tally
from jadibisa.care.answers.rules import Index, build, fill, find, read
from jadibisa.care.answers.types import LANGUAGES, TOPICS, Article, Judged, Told
from jadibisa.foundation.plumbing.templatetags.jadibisa import angka, rupiah
from jadibisa.journey.registration import queries as registration
from jadibisa.journey.training.types import MOST_EXTRA_DAYS
from jadibisa.kernel.clock import MONTHS, wib_day
from jadibisa.kernel.policy import FLAG, FLOORS, INTEGER, KINDS, MONEY, MONTH_DAY, PERCENT, TEXT
from jadibisa.kernel.refusals import N_

FOLDER = Path(__file__).parent / "articles"
UNKNOWN = "–"
CONSTANTS: Mapping[str, int] = {"constant.extra_days": MOST_EXTRA_DAYS}
SENTENCES: Mapping[str, Mapping[str | bool, str]] = {  # what a word of the policy means to a reader
    "penalty.missed_first_purchase": {
        "return_only": N_("Saldo kembali ke kas negara. Anda boleh mendaftar lagi di gelombang lain."),
        "lifetime_ban": N_("Saldo kembali ke kas negara. Menurut aturan gelombang ini, Anda tidak bisa ikut lagi."),
    },
    "selection.late_appeals": {
        "next_batch": N_("Kursi Anda di gelombang berikutnya menjadi pasti."),
        "extra_seat": N_("Anda mendapat kursi tambahan di luar kuota."),
    },
    "eligibility.once_for_life": {
        True: N_("Setiap orang hanya satu kali menjadi penerima."),
        False: N_("Anda boleh menjadi penerima lebih dari satu kali."),
    },
    "eligibility.in_education_excluded": {
        True: N_("Orang yang sedang sekolah atau kuliah belum boleh ikut."),
        False: N_("Orang yang sedang sekolah atau kuliah juga boleh ikut."),
    },
    "eligibility.other_social_aid_excluded": {
        True: N_("Penerima bantuan sosial lain tidak boleh ikut."),
        False: N_("Penerima bantuan sosial lain juga boleh ikut."),
    },
}
GROUPS: Mapping[str, str] = {
    "W": N_("perempuan"),
    "D": N_("penyandang disabilitas"),
    "L": N_("pekerja yang terkena PHK"),
}


def _language() -> str:
    spoken = (get_language() or LANGUAGES[0])[:2]
    return spoken if spoken in LANGUAGES else LANGUAGES[0]


@cache
def articles() -> Mapping[str, Article]:
    """All articles by slug, in the order of the topics; read once."""
    found = [
        article for topic in TOPICS for article in read(topic, (FOLDER / f"{topic}.toml").read_text(encoding="utf-8"))
    ]
    return {article.slug: article for article in found}


@cache
def _index(language: str) -> Index:
    return build(articles().values(), language)


def _values() -> Callable[[str], str]:
    """What fills a place: a value of the newest batch's policy, or a constant; a dash while there is no batch."""
    known = registration.batches()
    newest = max(known, key=lambda batch: batch.number) if known else None
    policy = registration.policy_of(newest.number) if newest else None

    def value(key: str) -> str:
        if key in CONSTANTS:
            return angka(CONSTANTS[key])
        if policy is None or newest is None:
            return UNKNOWN
        return written(key, policy.at(key, on=wib_day(newest.opens_at)).value)

    return value


def written(key: str, value: object) -> str:
    """A value of a policy in words of the reader's language.

    Raises:
        KeyError: when no words are known for it.
    """
    kind = KINDS[key]
    if kind == MONEY and isinstance(value, int):
        return rupiah(value)
    if kind in {INTEGER, PERCENT} and isinstance(value, int):
        return f"{angka(value)}%" if kind == PERCENT or key.endswith("_percent") else angka(value)
    if kind == MONTH_DAY and isinstance(value, tuple):
        month, day = value
        return f"{day} {_(MONTHS[month - 1])}"
    if kind == FLOORS and isinstance(value, tuple):
        told = [f"{_(GROUPS[floor.trait])} {floor.percent}%" for floor in value]
        return ", ".join(told) or _("tidak ada")
    if kind in {TEXT, FLAG} and isinstance(value, str | bool):
        return _(SENTENCES[key][value])
    raise KeyError(key)


def _told(article: Article, value: Callable[[str], str]) -> Told:
    language = _language()
    text = fill(article.text[language], value)
    return Told(
        article.topic,
        article.slug,
        article.title[language],
        tuple(part.replace("\n", " ").strip() for part in text.split("\n\n")),
        article.link,
        article.address,
    )


def article(topic: str, slug: str) -> Told | None:
    """One article with today's numbers."""
    found = articles().get(slug)
    return _told(found, _values()) if found is not None and found.topic == topic else None


def by_slug(slug: str) -> Told | None:
    """One article by its slug alone, with today's numbers."""
    found = articles().get(slug)
    return _told(found, _values()) if found is not None else None


def titles() -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Each topic: slug, words, and title and address of its articles; no database is asked."""
    language = _language()
    return [
        (topic, _(words), [(a.title[language], a.address) for a in articles().values() if a.topic == topic])
        for topic, words in TOPICS.items()
    ]


def beside(slug: str, *, most: int = 3) -> list[tuple[str, str]]:
    """Title and address of articles about nearly the same."""
    language = _language()
    found = find(articles()[slug].title[language], _index(language), most=most + 1, enough=0.0)
    return [(articles()[one].title[language], articles()[one].address) for one in found if one != slug][:most]


def search(words: str, *, most: int = 10) -> list[Told]:
    """The articles that fit some words, the best first; none when nothing fits."""
    found = find(words, _index(_language()), most=most)
    value = _values() if found else None
    return [_told(articles()[slug], value) for slug in found] if value else []


def judged() -> list[Judged]:
    """How often each article helped, those that help least first."""
    rows = Tally.objects.values("article").annotate(yes=Sum("helped"), no=Sum("not_helped")).order_by("-no", "article")
    language, known = _language(), articles()
    return [
        Judged(known[slug].title[language], known[slug].address, slug, row["yes"], row["no"])
        for row in rows
        if (slug := row["article"]) in known
    ]
