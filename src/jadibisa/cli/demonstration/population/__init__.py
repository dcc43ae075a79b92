"""A synthetic population: the same people for the same SEED, with real places and realistic joint distributions."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from jadibisa.cli.demonstration.chance import Array, Chance, chance, whole
from jadibisa.cli.demonstration.population import (
    addresses,
    births,
    disabilities,
    families,
    jobs,
    motives,
    names,
    numbers,
    phones,
    places,
    schooling,
    truths,
)
from jadibisa.cli.demonstration.population.people import Citizen, Registered, Taken
from jadibisa.oversight.inclusion.types import Truth

COMPANION_REMOTE, COMPANION_ELSEWHERE = 0.34, 0.035
OFFLINE_OF_COMPANION = 0.4
LISTED_LAID_OFF, LISTED_DISABLED = 0.9, 0.88


@dataclass(frozen=True, slots=True)
class _Columns:
    """A batch of people, column by column."""

    nik: Sequence[str]
    kk: Sequence[str]
    name: Sequence[str]
    born: Sequence[date]
    women: Array
    phone: Sequence[str]
    email: Sequence[str]
    address: Sequence[str]
    regency: Sequence[str]
    level: Sequence[str]
    status: Sequence[str]
    disability: Sequence[str | None]
    card: Sequence[str]
    letter: Sequence[str]
    motive: Sequence[str]
    interests: Sequence[tuple[str, ...]]
    channel: Sequence[str]
    truth: Array
    hides: Array
    old_code: Array
    listed: Array


def citizens(
    seed: int, batch: int, count: int, *, day: date, shares: tuple[float, ...] = jobs.NORMAL_YEAR, aid_matters: bool = False,
    taken: Taken | None = None,
) -> list[Citizen]:  # fmt: skip
    """The people who apply in one batch.

    Args:
        seed: the same seed gives the same people.
        batch: number of the batch, part of the seed.
        count: how many.
        day: the day on which their age counts.
        shares: shares of job statuses in that year.
        aid_matters: whether the scheme of the batch refuses who receives other aid.
        taken: numbers given to people of other batches; it grows.
    """
    columns = _columns(seed, batch, count, day=day, shares=shares, aid_matters=aid_matters, taken=taken or Taken())
    details = chance(seed, batch, "details")
    return [_citizen(columns, place, details) for place in range(count)]


def _columns(
    seed: int, batch: int, count: int, *, day: date, shares: tuple[float, ...], aid_matters: bool, taken: Taken
) -> _Columns:  # fmt: skip
    def rng(piece: str) -> Chance:
        return chance(seed, batch, piece)

    here = places.atlas()
    found = families.families(rng("families"), count)
    truth, hides = truths.truths(rng("truth"), found, aid_matters=aid_matters)
    age = _ages(rng, found, truth)
    born = births.births(rng("births"), age, day)
    city, highland, remote = here.city[found.home], here.highland[found.home], here.remote[found.home]
    codes = places.first_registered(rng("first registration"), found.home)
    nik = numbers.niks(rng("nik"), codes, born, found.women, taken.niks)
    first = found.home[found.rank == 0]
    cards = numbers.family_cards(rng("kk"), [here.codes[home] for home in first], taken.cards)
    origin = names.peoples(rng("peoples"), first)
    name = names.names(rng("names"), [origin[family] for family in found.family], found.women)
    disability = disabilities.disabilities(rng("disabilities"), age, found.women)
    disabled = np.array([kind is not None for kind in disability])
    level = schooling.schooling(rng("schooling"), age, city, highland, disabled)
    status = jobs.job_statuses(rng("jobs"), shares, age, level, disabled)
    low = level <= schooling.LEVELS.index("SMP")
    streets = addresses.addresses(rng("addresses"), list(first))
    return _Columns(
        nik=nik,
        kk=[cards[family] for family in found.family],
        name=name,
        born=born,
        women=found.women,
        phone=phones.phones(rng("phones"), found.family, truth == Truth.WALLET_FAILS, taken.phones),
        email=phones.emails(rng("emails"), name, level >= schooling.SCHOOLED),
        address=[streets[family] for family in found.family],
        regency=[here.codes[home] for home in found.home],
        level=[schooling.LEVELS[place] for place in level],
        status=status,
        disability=disability,
        card=disabilities.proofs(rng("disability cards"), disability, nik),
        letter=jobs.letters(rng("letters"), status, day.year),
        motive=motives.motives(rng("motives"), status),
        interests=motives.interests(rng("interests"), found.women, low, city),
        channel=_channels(rng("channels"), remote, low),
        truth=truth,
        hides=hides,
        old_code=places.is_old(codes, found.home),
        listed=rng("lists").random((count, 2)),
    )


def _ages(rng: Callable[[str], Chance], found: families.Families, truth: Array) -> Array:
    """Ages that fit into the family and to what is true."""
    count = len(truth)
    age = families.fit_ages(rng("family ages"), found, births.ages(rng("ages"), count))
    for word, low, high in ((Truth.UNDER_AGE, 15, 17), (Truth.OVER_AGE, 65, 72), (Truth.AT_SCHOOL, 18, 23)):
        age = np.where(truth == word, whole(rng(word), low, high, count), age)
    return age


def _channels(rng: Chance, remote: Array, low: Array) -> list[str]:
    """Who registers with a companion: mostly where signal is missing, and people with little schooling."""
    helped = rng.random(len(remote)) < np.where(remote, COMPANION_REMOTE, COMPANION_ELSEWHERE * np.where(low, 2.2, 0.8))
    offline = remote & (rng.random(len(remote)) < OFFLINE_OF_COMPANION)
    return [("offline" if away else "companion") if by else "web" for by, away in zip(helped, offline, strict=True)]


def _citizen(columns: _Columns, place: int, rng: Chance) -> Citizen:
    truth, hides = Truth(columns.truth[place]), bool(columns.hides[place])
    gender = "F" if columns.women[place] else "M"
    status, name, kk = columns.status[place], columns.name[place], columns.kk[place]
    person = Citizen(
        nik=columns.nik[place], kk=kk, name=name, birth_date=columns.born[place], gender=gender,
        phone=columns.phone[place], email=columns.email[place], address=columns.address[place], regency=columns.regency[place],
        schooling=columns.level[place], job_status=status, occupation=jobs.occupation_of(status), in_education=False,
        disability=columns.disability[place], disability_proof=columns.card[place], laid_off_proof=columns.letter[place],
        motive=columns.motive[place], interests=columns.interests[place], channel=columns.channel[place],
        registry=Registered(columns.nik[place], kk, name, columns.born[place], gender, columns.regency[place]),
        truth=truth, hides=hides, lists=_lists(columns, place),
    )  # fmt: skip
    if truth is Truth.ORDINARY:
        return replace(person, truth=truths.seen(person, old_code=bool(columns.old_code[place])))
    return truths.with_truth(person, rng)


def _lists(columns: _Columns, place: int) -> tuple[str, ...]:
    """Lists that prove a trait; some people with a proof stand on none, and an officer looks."""
    found = []
    if columns.letter[place] and columns.listed[place, 0] < LISTED_LAID_OFF:
        found.append("laid_off")
    if columns.card[place].startswith("KPD") and columns.listed[place, 1] < LISTED_DISABLED:
        found.append("disability")
    return tuple(found)
