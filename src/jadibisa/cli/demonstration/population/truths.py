"""Who must be refused and who must not be lost, and what makes it visible or hides it."""

from dataclasses import replace

import numpy as np

from jadibisa.cli.demonstration.chance import Array, Chance
from jadibisa.cli.demonstration.population import births, families, mistakes, places
from jadibisa.cli.demonstration.population.people import Citizen
from jadibisa.oversight.inclusion.types import Truth

# Shares of a batch. The scheme of 2020 has no upper bound of age and refuses who receives other aid; later ones turn that round.
ALWAYS = (
    (Truth.UNDER_AGE, 0.012),
    (Truth.AT_SCHOOL, 0.022),
    (Truth.OFFICIAL, 0.018),
    (Truth.REGISTERED_TWICE, 0.01),
    (Truth.MISTYPED, 0.03),
    (Truth.MOVED, 0.04),
    (Truth.WALLET_FAILS, 0.025),
)
IN_2020 = ((Truth.SOCIAL_AID, 0.02),)
LATER = ((Truth.OVER_AGE, 0.004),)
HIDES = 0.6
OFFICES = (
    "civil_servant", "civil_servant", "civil_servant", "military", "police", "village_official", "legislator", "soe_board",
)  # fmt: skip
NAME_MISTYPED, BIRTH_MISTYPED = 0.6, 0.8
LISTS = {Truth.AT_SCHOOL: "education", Truth.OFFICIAL: "officials", Truth.SOCIAL_AID: "social_aid"}


def truths(rng: Chance, found: families.Families, *, aid_matters: bool) -> tuple[Array, Array]:
    """What is true of each person who is alone on the card, and who would hide it; families keep their own rule."""
    count = len(found.family)
    alone = np.bincount(found.family)[found.family] == 1
    drawn = rng.random(count)
    truth = np.full(count, Truth.ORDINARY, dtype=object)
    edge = 0.0
    for word, share in (*ALWAYS, *(IN_2020 if aid_matters else LATER)):
        truth[alone & (drawn >= edge) & (drawn < edge + share)] = word
        edge += share
    return truth, rng.random(count) < HIDES


def seen(person: Citizen, *, old_code: bool) -> Truth:
    """What is special about somebody in whom nothing was changed."""
    if old_code:
        return Truth.OLD_DISTRICT
    if person.channel != "web":
        return Truth.NO_SIGNAL
    return Truth.ONE_WORD_NAME if " " not in person.name else Truth.ORDINARY


def with_truth(person: Citizen, rng: Chance) -> Citizen:
    """The person with what makes the truth visible, or hides it."""
    match person.truth:
        case Truth.UNDER_AGE | Truth.OVER_AGE if person.hides:
            years = 4 if person.truth is Truth.UNDER_AGE else -9
            return replace(person, birth_date=births.years_before(person.birth_date, years))
        case Truth.AT_SCHOOL | Truth.OFFICIAL | Truth.SOCIAL_AID:
            return _listed(person, rng)
        case Truth.MISTYPED:
            return _mistyped(person, rng)
        case Truth.MOVED:
            here = places.atlas()
            new = here.codes[int(places.homes(rng, 1)[0])]
            return replace(person, registry=replace(person.registry, regency=new))
        case _:
            return person


def _listed(person: Citizen, rng: Chance) -> Citizen:
    """Somebody on a list of those who are excluded; some tell it themselves, others hide it."""
    office = OFFICES[int(rng.random() * len(OFFICES))]
    listed = replace(person, lists=(*person.lists, LISTS[person.truth]))
    if person.truth is Truth.OFFICIAL and not person.hides:
        return replace(listed, occupation=office)
    return replace(listed, in_education=person.truth is Truth.AT_SCHOOL and not person.hides)


def _mistyped(person: Citizen, rng: Chance) -> Citizen:
    kind = rng.random()
    if kind < NAME_MISTYPED:
        return replace(person, name=mistakes.mistyped_name(rng, person.name))
    if kind < BIRTH_MISTYPED:
        return replace(person, birth_date=mistakes.mistyped_birth(rng, person.birth_date))
    return replace(person, kk=mistakes.mistyped_card(rng, person.kk))
