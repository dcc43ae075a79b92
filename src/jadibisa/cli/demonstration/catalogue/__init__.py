"""6,000 courses of 150 providers in the fields of the real programme, in three modes, with runs in the years that are played."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

import numpy as np

from jadibisa.cli.demonstration.catalogue.providers import Provider
from jadibisa.cli.demonstration.catalogue.topics import COUNTS, Topic, topics
from jadibisa.cli.demonstration.chance import Chance, chance, one_of, pick, whole
from jadibisa.journey.training.types import Mode, NewCourse, NewRun, NewSession
from jadibisa.kernel.clock import WIB
from jadibisa.kernel.money import SEN_PER_RUPIAH

SPECIAL = ("kecerdasan-buatan", "hijau")
VARIANTS: tuple[tuple[str, int, float], ...] = (  # words behind the title, change of the KKNI level, weight
    ("", 0, 3.0), (" dari Nol", -1, 1.2), (" untuk Pemula", -1, 1.6), (": Tingkat Dasar", -1, 1.4),
    (": Tingkat Menengah", 1, 1.0), (": Tingkat Lanjut", 2, 0.6), (" untuk Pencari Kerja", 0, 1.2),
    (" untuk UMKM", 0, 0.9), (" untuk Lulusan SMA dan SMK", 0, 0.8), (" dengan Praktik", 0, 1.0),
    (": Persiapan Sertifikasi", 1, 0.7), (" untuk Pekerja", 0, 0.7), (": Kelas Intensif", 1, 0.6),
)  # fmt: skip
MODES = {"s": Mode.SELF_PACED, "w": Mode.WEBINAR, "f": Mode.FACE_TO_FACE}
MODE_WEIGHTS = {"s": 1.0, "w": 1.0, "f": 1.25}
HOURS_A_DAY = {Mode.WEBINAR: 3, Mode.FACE_TO_FACE: 8}
STARTS = (time(9), time(13), time(19))
HOURS_OF_MODULE = 4
SHORT_2020 = 8  # hours: the scheme of 2020 asks for six
PRICE_LIMIT_2020 = 1_000


@dataclass(frozen=True, slots=True)
class Season:
    """When runs take place.

    Attributes:
        name: part of the keys.
        first: first day on which a run may start.
        days: over how many days the starts are spread.
        online: whether people may not meet.
    """

    name: str
    first: date
    days: int
    online: bool = False


SEASONS = (
    Season("2020", date(2020, 8, 17), 20, online=True),
    Season("2024", date(2024, 5, 27), 20),
    Season("2026", date(2026, 11, 12), 40),
)
SEASON_SHARES = (0.07, 0.1, 0.83)
LAST_SEASON = len(SEASONS) - 1


@dataclass(frozen=True, slots=True)
class Course:
    """A course with the provider's place in the list and the season in which it is first published."""

    provider: int
    season: int
    new: NewCourse


def courses(seed: int, providers: Sequence[Provider], ids: Sequence[UUID]) -> list[Course]:
    """All courses.

    Args:
        seed: the same seed gives the same courses.
        providers: who teaches.
        ids: the providers' ids, in the same order.
    """
    found: list[Course] = []
    for field, counted in {**COUNTS, **{name: len(topics()[name]) for name in SPECIAL}}.items():
        rng = chance(seed, "courses", field)
        teaching = [place for place, provider in enumerate(providers) if field in provider.fields] or list(
            range(len(providers))
        )
        for number in range(counted):
            topic = topics()[field][number] if field in SPECIAL else one_of(rng, topics()[field])
            place = one_of(rng, teaching if field not in SPECIAL else range(len(providers)))
            season = _season(rng, topic, field)
            found.append(_course(rng, field, topic, number, place, season, providers[place], ids[place]))
    return found


def _season(rng: Chance, topic: Topic, field: str) -> int:
    """Where in the years a course appears first; what needs hands was not taught in 2020."""
    season = int(pick(rng, SEASON_SHARES, 1)[0])
    return LAST_SEASON if field in SPECIAL or (SEASONS[season].online and topic.modes == "f") else season


def _course(
    rng: Chance, field: str, topic: Topic, number: int, place: int, season: int, provider: Provider, provider_id: UUID
) -> Course:  # fmt: skip
    words, step, _weight = VARIANTS[int(pick(rng, [weight for *_rest, weight in VARIANTS], 1)[0])]
    if field in SPECIAL:
        words, step = "", 0
    when = SEASONS[season]
    modes = topic.modes.replace("f", "") if when.online else topic.modes
    mode = MODES[modes[int(pick(rng, [MODE_WEIGHTS[letter] for letter in modes], 1)[0])]]
    hours = int(whole(rng, *topic.hours, 1)[0])
    if when.online and hours > SHORT_2020:
        hours = SHORT_2020 + hours % 10
    price = _price(rng, topic, limit=PRICE_LIMIT_2020 if when.online else None)
    key = f"{field}-{number:04}"
    runs = tuple(_run(rng, key, mode, hours, when, turn, provider) for turn in range(2 if season == LAST_SEASON else 1))
    access = rng.random(4)
    new = NewCourse(
        key=key, provider_id=provider_id, title=f"{topic.title}{words}", summary=_summary(topic, mode, hours),
        field=field, skills=topic.skills, level=int(np.clip(topic.level + step, 1, 7)), mode=mode, hours=hours, price=price,
        min_schooling=_schooling(topic.level + step), captions=bool(mode is not Mode.FACE_TO_FACE and access[0] < 0.55),  # noqa: PLR2004 - shares
        sign_language=bool(access[1] < 0.12), screen_reader=bool(mode is not Mode.FACE_TO_FACE and access[2] < 0.6),  # noqa: PLR2004
        step_free=bool(mode is Mode.FACE_TO_FACE and access[3] < 0.5), data_mb=_data(rng, mode, hours), runs=runs,  # noqa: PLR2004
    )  # fmt: skip
    return Course(place, season, new)


def _price(rng: Chance, topic: Topic, *, limit: int | None) -> int:
    low, high = topic.price
    drawn = low + (high - low) * float(rng.random()) ** 1.6  # most are cheap
    thousand = round(drawn / 5) * 5 if drawn > 100 else round(drawn)  # noqa: PLR2004 - rounded as shops do
    return int(min(max(thousand, low), limit or high) * 1000 * SEN_PER_RUPIAH)


def _schooling(level: int) -> str:
    if level <= 2:  # noqa: PLR2004 - KKNI 1 and 2 are open to everybody
        return ""
    return "SMP" if level == 3 else "SMA"  # noqa: PLR2004 - KKNI 3: operators


def _data(rng: Chance, mode: Mode, hours: int) -> int:
    if mode is Mode.FACE_TO_FACE:
        return 0
    per_hour = whole(rng, 60, 220, 1)[0] if mode is Mode.SELF_PACED else whole(rng, 280, 600, 1)[0]
    return int(per_hour * hours)


def _summary(topic: Topic, mode: Mode, hours: int) -> str:
    how = {
        Mode.SELF_PACED: "Anda belajar sendiri dengan video, latihan, dan tugas",
        Mode.WEBINAR: "Anda belajar bersama pengajar lewat layar",
        Mode.FACE_TO_FACE: "Anda berlatih langsung di tempat pelatihan",
    }[mode]
    return f"{topic.title}: {how}, {hours} jam. Sesudah lulus Anda menerima sertifikat yang bisa diperiksa siapa saja."


def _run(rng: Chance, key: str, mode: Mode, hours: int, when: Season, turn: int, provider: Provider) -> NewRun:
    starts = when.first + timedelta(days=int(whole(rng, 0, when.days, 1)[0]) + turn * when.days // 2)
    name = f"{key}-{when.name}-{turn + 1}"
    if mode is Mode.SELF_PACED:
        opens, ends = when.first - timedelta(days=7), when.first + timedelta(days=120)
        if turn:
            opens, ends = ends + timedelta(days=1), ends + timedelta(days=90)
        modules = max(3, min(8, hours // HOURS_OF_MODULE))
        begin, end = datetime.combine(opens, time(0), WIB), datetime.combine(ends, time(23, 59), WIB)
        return NewRun(
            key=name, starts_on=opens, ends_on=ends, seats=int(whole(rng, 100, 900, 1)[0]),
            sessions=tuple(NewSession(no, begin, end) for no in range(1, modules + 1)),
        )  # fmt: skip
    daily = HOURS_A_DAY[mode]
    begins = time(8) if mode is Mode.FACE_TO_FACE else one_of(rng, STARTS)
    gap = 1 if mode is Mode.FACE_TO_FACE else one_of(rng, (1, 1, 2))
    days = max(1, -(-hours // daily))
    sessions = []
    for no in range(1, days + 1):
        length = daily if no < days or hours % daily == 0 else hours % daily
        at = datetime.combine(starts + timedelta(days=(no - 1) * gap), begins, WIB)
        sessions.append(NewSession(no, at, at + timedelta(hours=length)))
    seats = int(whole(rng, 16, 32, 1)[0] if mode is Mode.FACE_TO_FACE else whole(rng, 40, 250, 1)[0])
    place = provider.regency if mode is Mode.FACE_TO_FACE else None
    return NewRun(name, starts, sessions[-1].ends_at.astimezone(WIB).date(), seats, place, tuple(sessions))
