"""The synthetic population: the same for the same SEED, on real places, with realistic joint distributions."""

from collections import Counter
from datetime import date

import numpy as np
import pytest

from jadibisa.cli.demonstration.chance import chance, pick, some_of
from jadibisa.cli.demonstration.population import citizens, jobs
from jadibisa.cli.demonstration.population.mistakes import mistyped_birth, mistyped_card, mistyped_name
from jadibisa.cli.demonstration.population.people import Citizen, Taken
from jadibisa.cli.demonstration.population.places import OLD_CODES, atlas
from jadibisa.foundation.places import queries as places
from jadibisa.journey.registration.types import (
    INTERESTS,
    MOTIVES,
    Channel,
    Disability,
    JobStatus,
    Occupation,
    Schooling,
    clean_name,
)
from jadibisa.kernel.clock import age_on
from jadibisa.kernel.ids import Kk, Nik, parse_phone
from jadibisa.oversight.inclusion.types import MUST_NOT_LOSE, MUST_REFUSE, Truth

DAY = date(2026, 12, 1)
PEOPLE = 12_000


@pytest.fixture(scope="module")
def people() -> list[Citizen]:
    return citizens(7, 71, PEOPLE, day=DAY)


def test_the_same_seed_gives_the_same_people(people: list[Citizen]) -> None:
    assert citizens(7, 71, PEOPLE, day=DAY) == people
    assert citizens(8, 71, 50, day=DAY) != people[:50]
    assert citizens(7, 72, 50, day=DAY) != people[:50]


def test_numbers_are_synthetic_readable_and_given_once(people: list[Citizen]) -> None:
    taken = Taken()
    both = citizens(1, 71, 3000, day=DAY, taken=taken) + citizens(1, 72, 3000, day=DAY, taken=taken)
    assert len({person.nik for person in both}) == len(both)
    for person in people[:3000]:
        assert Nik.parse(person.nik).is_synthetic
        assert Kk.parse(person.registry.kk).digits.endswith("0000")
        assert Nik.parse(person.nik).agrees_with(person.registry.birth_date)
        assert parse_phone(person.phone) == person.phone
        assert not person.email or person.email.endswith("@surel.example")


def test_every_word_is_one_that_registration_knows(people: list[Citizen]) -> None:
    for person in people:
        assert person.schooling in set(Schooling)
        assert person.job_status in set(JobStatus)
        assert person.occupation in set(Occupation)
        assert person.channel in set(Channel)
        assert person.disability is None or person.disability in set(Disability)
        assert person.motive in MOTIVES
        assert 1 <= len(person.interests) == len(set(person.interests)) <= 3
        assert set(person.interests) <= set(INTERESTS)
        assert clean_name(person.name) == person.name


def test_provinces_follow_the_labour_force(people: list[Citizen]) -> None:
    counts = Counter(person.regency[:2] for person in people)
    total = sum(province.labour_force for province in places.provinces())
    for province in places.provinces():
        expected = PEOPLE * province.labour_force / total
        assert abs(counts[province.code] - expected) < 6 * np.sqrt(expected) + 3
    assert len(counts) == 38


def test_women_are_a_little_more_than_half_everywhere(people: list[Citizen]) -> None:
    assert 0.50 < sum(person.gender == "F" for person in people) / PEOPLE < 0.54
    java = [person for person in people if person.regency.startswith("32")]
    share = sum(person.gender == "F" for person in java) / len(java)
    assert abs(share - places.province("32").women_share - 0.026) < 0.05


def test_ages_follow_the_published_bands(people: list[Citizen]) -> None:
    grown = [age_on(person.registry.birth_date, DAY) for person in people if person.truth not in MUST_REFUSE]
    assert 0.33 < sum(18 <= age <= 25 for age in grown) / len(grown) < 0.41
    assert 0.29 < sum(26 <= age <= 35 for age in grown) / len(grown) < 0.37
    assert min(grown) >= 18
    assert max(grown) <= 64


def test_disability_is_rare_rises_with_age_and_is_less_often_a_womans(people: list[Citizen]) -> None:
    disabled = [person for person in people if person.disability]
    assert 0.024 < len(disabled) / PEOPLE < 0.04
    assert 0.32 < sum(person.gender == "F" for person in disabled) / len(disabled) < 0.52
    kinds = Counter(person.disability for person in disabled)
    assert kinds.most_common(1)[0][0] == "physical"
    old = [person for person in people if age_on(person.registry.birth_date, DAY) >= 46]
    assert sum(bool(person.disability) for person in old) / len(old) > 1.4 * len(disabled) / PEOPLE


def test_schooling_depends_on_age_place_and_disability(people: list[Citizen]) -> None:
    def low(group: list[Citizen]) -> float:
        return sum(person.schooling in {"SD", "SMP"} for person in group) / len(group)

    here = atlas()
    city = dict(zip(here.codes, here.city, strict=True))
    assert low([p for p in people if city[p.regency]]) < low([p for p in people if not city[p.regency]])
    assert low([p for p in people if p.birth_date.year < 1985]) > low([p for p in people if p.birth_date.year > 1998])
    assert low([p for p in people if p.disability]) > low([p for p in people if not p.disability])
    assert not [p for p in people if p.schooling == "S1" and age_on(p.registry.birth_date, DAY) < 22]


def test_many_had_lost_their_work_in_2020() -> None:
    then = citizens(7, 4, 4000, day=date(2020, 8, 12), shares=jobs.YEAR_2020, aid_matters=True)
    share = sum(person.job_status == "laid_off" for person in then) / len(then)
    assert 0.33 < share < 0.48
    assert {Truth.SOCIAL_AID} <= {person.truth for person in then}
    assert Truth.OVER_AGE not in {person.truth for person in then}


def test_family_cards_have_one_to_six_members_of_one_place(people: list[Citizen]) -> None:
    families: dict[str, list[Citizen]] = {}
    for person in people:
        families.setdefault(person.registry.kk, []).append(person)
    sizes = Counter(len(members) for members in families.values())
    assert set(sizes) <= {1, 2, 3, 4, 5, 6}
    assert sizes[1] > 0.8 * len(families)
    assert sizes[3] > 0
    assert all(len({(one.address, one.regency) for one in members}) == 1 for members in families.values())


def test_everybody_whom_one_must_refuse_or_not_lose_is_there(people: list[Citizen]) -> None:
    found = {person.truth for person in people}
    of_the_player = {Truth.EARLIER_RECIPIENT, Truth.REVOKED, Truth.THIRD_OF_CARD, Truth.SOCIAL_AID}
    assert (MUST_REFUSE | MUST_NOT_LOSE) - of_the_player <= found


def test_who_hides_something_is_seen_by_the_registry_or_a_list(people: list[Citizen]) -> None:
    for person in people:
        real = age_on(person.registry.birth_date, DAY)
        if person.truth is Truth.UNDER_AGE:
            assert real < 18
            assert (age_on(person.birth_date, DAY) >= 18) == person.hides
        if person.truth is Truth.OVER_AGE:
            assert real > 64
        if person.truth is Truth.AT_SCHOOL:
            assert "education" in person.lists
            assert person.in_education is not person.hides
        if person.truth is Truth.OFFICIAL:
            assert "officials" in person.lists
            assert (person.occupation in {"none", "private"}) == person.hides
        if person.truth is Truth.MISTYPED:
            told = (person.name, person.birth_date, person.kk)
            assert told != (person.registry.name, person.registry.birth_date, person.registry.kk)
        if person.truth is Truth.WALLET_FAILS:
            assert person.phone[-4:] in {"9990", "9993", "9997", "9999"}
        elif person.phone[-4:] >= "9990":
            pytest.fail("only wallets that fail end so")


def test_people_of_new_provinces_keep_the_code_of_the_old_one(people: list[Citizen]) -> None:
    south = [person for person in people if person.regency[:2] in {"65", "93", "94", "95", "96"}]
    old = [person for person in south if person.truth is Truth.OLD_DISTRICT]
    assert len(old) > len(south) / 2
    assert all(person.nik[:4] == OLD_CODES[person.regency].replace(".", "") for person in old)
    assert {code[:2] for code in OLD_CODES.values()} == {"64", "91", "92"}
    assert set(OLD_CODES) <= set(atlas().codes)


def test_companions_help_most_where_signal_is_missing(people: list[Citizen]) -> None:
    def helped(codes: set[str]) -> float:
        group = [person for person in people if person.regency[:2] in codes]
        return sum(person.channel != "web" for person in group) / len(group)

    assert helped({"53", "81", "82", "91", "94", "95"}) > 4 * helped({"31", "32", "33", "35"})


@pytest.mark.parametrize("name", ["Ayu", "Siti Aminah", "Yohanes Wenda", "Ni Luh", "Al"])
def test_a_slip_of_the_finger_changes_the_name(name: str) -> None:
    for turn in range(20):
        assert mistyped_name(chance(turn, "slip"), name) != name
        assert clean_name(mistyped_name(chance(turn, "slip"), name))


def test_a_slip_changes_dates_and_cards() -> None:
    rng = chance(1, "slips")
    assert mistyped_birth(rng, date(1998, 2, 11)) == date(1998, 11, 2)
    assert mistyped_birth(rng, date(1998, 3, 31)) == date(1998, 3, 30)
    assert mistyped_birth(rng, date(1998, 1, 1)) != date(1998, 1, 1)
    assert mistyped_card(rng, "3204540102030000") != "3204540102030000"
    assert Kk.parse(mistyped_card(rng, "3204540102030000")).digits[6:] == "0102030000"


def test_chance_of_one_piece_does_not_move_another() -> None:
    assert chance(1, 71, "ages").random() == chance(1, 71, "ages").random()
    assert chance(1, 71, "ages").random() != chance(1, 71, "births").random()
    assert set(pick(chance(1, "pick"), [0.0, 1.0, 0.0], 50)) == {1}
    assert sorted(some_of(chance(1, "some"), "abc", 3)) == ["a", "b", "c"]
