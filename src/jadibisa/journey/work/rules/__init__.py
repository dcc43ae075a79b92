"""The law of work: what a vacancy must say, which steps a state may take, how skills match, who counts as placed."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from uuid import UUID

from jadibisa.journey.work.rules.states import (
    EMPLOYER_ANSWERS as EMPLOYER_ANSWERS,
)
from jadibisa.journey.work.rules.states import (
    JOB_STEPS as JOB_STEPS,
)
from jadibisa.journey.work.rules.states import (
    VACANCY_STEPS as VACANCY_STEPS,
)
from jadibisa.journey.work.rules.states import (
    change_by_employer as change_by_employer,
)
from jadibisa.journey.work.rules.states import (
    next_job_state as next_job_state,
)
from jadibisa.journey.work.rules.states import (
    next_vacancy_state as next_vacancy_state,
)
from jadibisa.journey.work.types import (
    ANSWER_DAYS,
    CONTRACT_WORDS,
    LONGEST_VACANCY_DAYS,
    NEEDED_SHARES,
    POSTPONED_DAYS,
    VACANCY_DAYS,
    WORKING,
    Flag,
    Match,
    NewEmployer,
    NewOutcome,
    NewVacancy,
    OutcomeAnswer,
    Quality,
    Share,
)
from jadibisa.kernel.clock import last_day
from jadibisa.kernel.money import parse_rupiah
from jadibisa.kernel.refusals import N_, Refusal

DUPLICATE_SIMILARITY = 0.8
HASTY_SECONDS = 8
SHORTEST_TITLE = 3
LONGEST_TITLE = 120
MOST_SKILLS = 12
MOST_PLACES = 5000
MOST_HOURS = 112
BIGGEST_WAGE_SEN = 100_000_000_00
IMPORT_COLUMNS = ("key", "title", "occupation", "skills", "qualification", "regency", "contract", "wage_low", "places")
LICENCE = re.compile(r"[0-9]{13}", re.ASCII)
OCCUPATION = re.compile(r"[0-9]{4}", re.ASCII)
WEB_ADDRESS = re.compile(r"https://[A-Za-z0-9.\-]{1,200}(:[0-9]{1,5})?(/[\x21-\x7e]{0,500})?")
EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,180}\.[^@\s.]{2,}")
LONGEST_REPORT = 500
_LONG_NUMBER = re.compile(r"(?<!\d)(\d[\s.\-]?){7,}\d(?!\d)")
_WORD = re.compile(r"\w+")
# Fake vacancies ask for money or lead away from the official door; an officer looks before such a text shows.
_ASKS_MONEY = re.compile(
    r"\b(biaya|deposit|transfer|uang muka|jaminan uang|administrasi rp|bayar dulu|pulsa)\b", re.IGNORECASE
)
_LEADS_AWAY = re.compile(r"(wa\.me|whatsapp|telegram|t\.me|bit\.ly|https?://)", re.IGNORECASE)
_DISCRIMINATES = re.compile(
    r"\b(khusus (pria|wanita|laki-laki|perempuan)|usia maksimal|berpenampilan menarik|agama)\b", re.IGNORECASE
)
LOW_WAGE_SEN = 1_000_000_00
HIGH_WAGE_SEN = 25_000_000_00


def check_employer(new: NewEmployer) -> None:
    """Whether an employer said what is needed.

    Raises:
        Refusal: `employer_name`, `employer_licence` or `employer_email`.
    """
    if not SHORTEST_TITLE <= len(new.name.strip()) <= LONGEST_TITLE:
        raise Refusal("employer_name", N_("Tulis nama usaha seperti di surat izin, 3 sampai 120 huruf."), field="name")
    if not LICENCE.fullmatch(new.licence):
        raise Refusal("employer_licence", N_("NIB harus 13 angka. Lihat lagi surat izin usaha Anda."), field="licence")
    if not EMAIL.fullmatch(new.email):
        raise Refusal("employer_email", N_("Tulis alamat email, misalnya kerja@usaha.example."), field="email")


def check_vacancy(new: NewVacancy, *, today: date, known_skills: frozenset[str], schooling: frozenset[str]) -> None:
    """Whether a vacancy says what people need to decide.

    Raises:
        Refusal: `vacancy_…` with the field, at the first thing that is wrong.
    """
    if not SHORTEST_TITLE <= len(new.title.strip()) <= LONGEST_TITLE or not new.title.isprintable():
        raise Refusal("vacancy_title", N_("Tulis nama pekerjaan, 3 sampai 120 huruf."), field="title")
    if not OCCUPATION.fullmatch(new.occupation):
        raise Refusal("vacancy_occupation", N_("Kode jabatan harus 4 angka (KBJI)."), field="occupation")
    if not new.skills or len(set(new.skills)) != len(new.skills) or len(new.skills) > MOST_SKILLS:
        raise Refusal("vacancy_skills", N_("Pilih 1 sampai 12 keterampilan yang berbeda."), field="skills")
    unknown = sorted(set(new.skills) - known_skills)
    if unknown:
        raise Refusal(
            "vacancy_skill_unknown",
            N_("Keterampilan %(skill)s tidak ada di daftar. Pilih dari daftar."),
            field="skills",
            skill=unknown[0],
        )
    if new.qualification not in schooling:
        raise Refusal("vacancy_qualification", N_("Pilih pendidikan paling rendah."), field="qualification")
    if new.contract not in CONTRACT_WORDS:
        raise Refusal("vacancy_contract", N_("Pilih jenis kontrak."), field="contract")
    if new.regency.split(".", maxsplit=1)[0] != new.province:
        raise Refusal("vacancy_place", N_("Pilih kabupaten atau kota di provinsi itu."), field="regency")
    if new.apply_url and not WEB_ADDRESS.fullmatch(new.apply_url):
        raise Refusal(
            "vacancy_url", N_("Alamat lamaran harus mulai dengan https:// dan tanpa spasi."), field="apply_url"
        )
    _check_numbers(new, today)


def _check_numbers(new: NewVacancy, today: date) -> None:
    if not 0 < new.wage_low <= new.wage_high <= BIGGEST_WAGE_SEN:
        raise Refusal(
            "vacancy_wage",
            N_("Tulis upah paling rendah dan paling tinggi per bulan. Yang rendah tidak boleh lebih besar."),
            field="wage_low",
        )
    if not 1 <= new.places <= MOST_PLACES:
        raise Refusal("vacancy_places", N_("Tulis berapa orang yang dicari, paling sedikit 1."), field="places")
    check_expiry(new.expires_on, today)


def check_expiry(asked: date | None, today: date) -> date:
    """The last day on which a vacancy shows.

    Raises:
        Refusal: `vacancy_expiry` when it is past or too far away.
    """
    expires = expiry(asked, today)
    if not today <= expires <= today + timedelta(days=LONGEST_VACANCY_DAYS):
        raise Refusal(
            "vacancy_expiry",
            N_("Tanggal tutup harus mulai hari ini, paling lama %(days)d hari lagi."),
            field="expires_on",
            days=LONGEST_VACANCY_DAYS,
        )
    return expires


def read_row(row: Mapping[str, str], employer_id: UUID, source: str) -> NewVacancy:
    """One row of an import, all texts: wages in whole rupiah, skills separated by spaces or semicolons.

    Raises:
        Refusal: `import_missing` with the column, `import_number`, `import_date`.
    """
    for column in IMPORT_COLUMNS:
        if not str(row.get(column, "")).strip():
            raise Refusal("import_missing", N_("Kolom %(column)s kosong atau tidak ada."), column=column)
    low = parse_rupiah(row["wage_low"])
    return NewVacancy(
        key=row["key"].strip(),
        employer_id=employer_id,
        title=row["title"].strip(),
        occupation=row["occupation"].strip(),
        skills=tuple(dict.fromkeys(re.split(r"[;\s]+", row["skills"].strip()))),
        qualification=row["qualification"].strip(),
        province=row["regency"].strip()[:2],
        regency=row["regency"].strip(),
        contract=row["contract"].strip(),
        wage_low=low,
        wage_high=parse_rupiah(row["wage_high"]) if row.get("wage_high") else low,
        places=_whole(row["places"], "places"),
        open_to_disabled=row.get("open_to_disabled", "").strip().casefold() in {"1", "ya", "yes", "true"},
        expires_on=_day(row.get("expires_on", "")),
        description=row.get("description", "").strip(),
        source=source,
        months=_whole(row.get("months") or "0", "months"),
        apply_url=row.get("apply_url", "").strip(),
    )


def _whole(text: str, column: str) -> int:
    if not re.fullmatch(r"[0-9]{1,5}", text.strip(), re.ASCII):
        raise Refusal("import_number", N_("Kolom %(column)s harus angka bulat."), column=column)
    return int(text)


def _day(text: str) -> date | None:
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise Refusal("import_date", N_("Tulis tanggal seperti 2026-11-24.")) from None


def expiry(asked: date | None, today: date) -> date:
    """The last day on which a vacancy shows."""
    return asked or today + timedelta(days=VACANCY_DAYS)


class TitleBook:
    """Titles already seen in one place of one employer; finds a similar one without comparing with all."""

    def __init__(self) -> None:
        """Begin empty."""
        self._by_size: dict[int, set[frozenset[str]]] = {}

    def add(self, title: str) -> None:
        """Remember a title."""
        found = trigrams(title)
        self._by_size.setdefault(len(found), set()).add(found)

    def has_similar(self, title: str) -> bool:
        """Whether a remembered title reaches the similarity of a duplicate."""
        mine = trigrams(title)
        low, high = math.floor(len(mine) * DUPLICATE_SIMILARITY), math.ceil(len(mine) / DUPLICATE_SIMILARITY)
        return any(
            len(mine & other) >= DUPLICATE_SIMILARITY * len(mine | other) and other
            for size in range(low, high + 1)
            for other in self._by_size.get(size, ())
        )


def flags(new: NewVacancy, *, duplicate: bool) -> tuple[str, ...]:
    """Why an officer should look at a vacancy before it shows; () lets it show at once."""
    text = f"{new.title}\n{new.description}"
    found = [
        flag
        for flag, pattern in (
            (Flag.MONEY, _ASKS_MONEY),
            (Flag.LINK, _LEADS_AWAY),
            (Flag.UNFAIR, _DISCRIMINATES),
        )
        if pattern.search(text)
    ]
    if duplicate:
        found.append(Flag.DUPLICATE)
    if new.wage_low < LOW_WAGE_SEN or new.wage_high > HIGH_WAGE_SEN:
        found.append(Flag.WAGE)
    return tuple(found)


def clean_report(text: str) -> str:
    """What somebody reports, in one line, with numbers of persons and phones covered: it becomes part of the record.

    Raises:
        Refusal: `reason_needed`.
    """
    plain = " ".join(text.split())[:LONGEST_REPORT]
    if not plain:
        raise Refusal("reason_needed", N_("Tulis apa yang mencurigakan."), field="why")
    return _LONG_NUMBER.sub("••••", plain)


def title_key(title: str) -> str:
    """A title without case, punctuation and order of words, to compare."""
    return " ".join(sorted(_WORD.findall(title.casefold())))


def trigrams(text: str) -> frozenset[str]:
    """The trigrams of a text's words, each padded as pg_trgm pads them."""
    return frozenset(
        padded[place : place + 3]
        for word in _WORD.findall(text.casefold())
        for padded in (f"  {word} ",)
        for place in range(len(padded) - 2)
    )


def similarity(one: str, other: str) -> float:
    """How alike two titles are, 0 to 1: shared trigrams over all trigrams (Jaccard, as pg_trgm)."""
    left, right = trigrams(one), trigrams(other)
    union = len(left | right)
    return len(left & right) / union if union else 0.0


def match(wanted: Sequence[str], owned: Iterable[str]) -> Match:
    """Which of the wanted skills somebody has, in the order of the vacancy."""
    mine = frozenset(owned)
    return Match(
        tuple(wanted),
        tuple(skill for skill in wanted if skill in mine),
        tuple(skill for skill in wanted if skill not in mine),
    )


def check_shares(shares: Iterable[str]) -> tuple[str, ...]:
    """What a person lets the employer see, in a fixed order.

    Raises:
        Refusal: `share_unknown`, `share_needed`.
    """
    chosen = frozenset(shares)
    if chosen - frozenset(Share):
        raise Refusal("share_unknown", N_("Pilih data dari daftar."), field="shares")
    if not chosen >= NEEDED_SHARES:
        raise Refusal(
            "share_needed",
            N_("Tanpa nama dan nomor HP, pemberi kerja tidak dapat menghubungi Anda. Centang keduanya."),
            field="shares",
        )
    return tuple(share for share in Share if share in chosen)


def answer_due(day: date, *, postponed: bool = False) -> date:
    """The last day for an employer's answer; the day itself counts."""
    return last_day(day, POSTPONED_DAYS if postponed else ANSWER_DAYS)


def waves(issued: date, *, opens_days: int, count: int) -> tuple[tuple[int, date, date], ...]:
    """The outcome surveys after a certificate: (number, opens on, closes on).

    The first opens `opens_days` later by the official count (the start day counts), each next one the same time after;
    each stays open as long as it waited, so that nobody loses it by a short absence.
    """
    found = []
    for number in range(1, count + 1):
        opens = last_day(issued, opens_days * number)
        found.append((number, opens, last_day(opens, max(opens_days, 1))))
    return tuple(found)


def check_outcome(new: NewOutcome) -> None:
    """Whether an outcome can be counted. No content is better than another.

    Raises:
        Refusal: `outcome_answer`, `outcome_hours`.
    """
    if new.answer not in frozenset(OutcomeAnswer):
        raise Refusal("outcome_answer", N_("Pilih yang paling cocok dengan keadaan Anda."), field="answer")
    if new.hours_week is not None and not 0 <= new.hours_week <= MOST_HOURS:
        raise Refusal("outcome_hours", N_("Tulis jam kerja seminggu, 0 sampai 112."), field="hours_week")


def quality(new: NewOutcome, *, accepted_somewhere: bool) -> tuple[str, ...]:
    """Remarks for the evaluators; a remark changes no payment and is not shown as a fault."""
    found = []
    if new.seconds and new.seconds < HASTY_SECONDS:
        found.append(Quality.HASTY)
    if accepted_somewhere and OutcomeAnswer(new.answer) not in WORKING:
        found.append(Quality.CONTRADICTS_EMPLOYER)
    return tuple(found)
