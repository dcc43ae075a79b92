"""R-01 to R-09 on whole arrays: for each application its reasons, its state and the traits that are proven."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from jadibisa.journey.verification.rules.names import CLOSE, OTHER, SAME
from jadibisa.journey.verification.types import REFUSING, CaseState, Reason
from jadibisa.kernel.policy import Policy

Array: TypeAlias = NDArray[Any]
REASON_ORDER = tuple(Reason)
BIT: Mapping[Reason, int] = {reason: 1 << place for place, reason in enumerate(REASON_ORDER)}
STATES = (CaseState.VERIFIED, CaseState.REVIEW, CaseState.REFUSED)
DOUBTFUL = frozenset({Reason.NOT_FOUND, Reason.RECORDED_DEAD, Reason.BIRTH_DATE_DIFFERS, Reason.NAME_OTHER})
"""Reasons for which it is not sure that the registry speaks of this person, so nobody is refused by the rule."""
WOMAN, PROVABLE = 1, 6
EPOCH_YEAR = 1970

__all__ = [
    "BIT",
    "CLOSE",
    "DOUBTFUL",
    "OTHER",
    "REASON_ORDER",
    "SAME",
    "STATES",
    "Law",
    "decide",
    "law_of",
    "reasons_in",
]


@dataclass(frozen=True, slots=True)
class Law:
    """What a policy says about eligibility on the day a batch closes."""

    day: date
    minimum_age: int
    maximum_age: int
    education_excluded: bool
    social_aid_excluded: bool
    once_for_life: bool


def law_of(policy: Policy, day: date) -> Law:
    """The eligibility part of a policy on a day."""
    return Law(
        day,
        policy.integer("eligibility.minimum_age", on=day),
        policy.integer("eligibility.maximum_age", on=day),
        policy.flag("eligibility.in_education_excluded", on=day),
        policy.flag("eligibility.other_social_aid_excluded", on=day),
        policy.flag("eligibility.once_for_life", on=day),
    )


def ages(births: Array, day: date) -> Array:
    """Completed years on a day, for an array of `datetime64[D]`."""
    months = births.astype("datetime64[M]")
    year = births.astype("datetime64[Y]").astype(np.int64) + EPOCH_YEAR
    month = months.astype(np.int64) % 12 + 1
    in_month = (births - months).astype(np.int64) + 1
    not_yet = (day.month < month) | ((day.month == month) & (day.day < in_month))
    return np.asarray(day.year - year - not_yet)


def decide(columns: Mapping[str, Array], law: Law) -> tuple[Array, Array, Array]:
    """Decide a whole batch.

    Args:
        columns: arrays of equal length. Bool: `found`, `alive`, `birth_same`, `kk_same`, `woman`, `studies` (declared or
            listed), `official` (declared an excluded occupation, or listed), `aided`, `blacklisted`, `earlier`,
            `family_full`. `name`: `SAME`, `CLOSE`, `OTHER`. `birth`: `datetime64[D]`, the registry's, else as told.
            `claimed`, `proven`: traits as bits, as told and as listed.
        law: what the policy says.

    Returns:
        Reasons as bits in the order of `REASON_ORDER`; state as a place in `STATES`; traits as bits.
    """
    found = columns["found"]
    known = found & columns["alive"]
    age = ages(columns["birth"], law.day)
    claims = columns["claimed"] & PROVABLE
    when: dict[Reason, Array] = {
        Reason.NOT_FOUND: ~found,
        Reason.RECORDED_DEAD: found & ~columns["alive"],
        Reason.BIRTH_DATE_DIFFERS: known & ~columns["birth_same"],
        Reason.NAME_DIFFERS: known & (columns["name"] == CLOSE),
        Reason.NAME_OTHER: known & (columns["name"] == OTHER),
        Reason.KK_DIFFERS: known & ~columns["kk_same"],
        Reason.PROOF_UNCHECKED: (claims & ~columns["proven"]) != 0,
        Reason.TOO_YOUNG: age < law.minimum_age,
        Reason.TOO_OLD: age > law.maximum_age,
        Reason.IN_EDUCATION: columns["studies"] & law.education_excluded,
        Reason.OCCUPATION: columns["official"],
        Reason.SOCIAL_AID: columns["aided"] & law.social_aid_excluded,
        Reason.EARLIER_RECIPIENT: columns["earlier"] & law.once_for_life,
        Reason.BLACKLISTED: columns["blacklisted"],
        Reason.FAMILY_CARD_FULL: columns["family_full"],
    }
    bits = np.zeros(len(found), dtype=np.int64)
    for reason, applies in when.items():
        bits |= np.where(applies, BIT[reason], 0)
    doubtful, refusing = _any(bits, DOUBTFUL), _any(bits, REFUSING)
    state = np.select([doubtful, refusing, bits != 0], [1, 2, 1], default=0)
    traits = np.where(columns["woman"], WOMAN, 0) | (claims & columns["proven"])
    return bits, state, traits


def _any(bits: Array, reasons: frozenset[Reason]) -> Array:
    mask = sum(BIT[reason] for reason in reasons)
    return np.asarray((bits & mask) != 0)


def reasons_in(bits: int) -> tuple[Reason, ...]:
    """The reasons that bits stand for, in order."""
    return tuple(reason for reason in REASON_ORDER if bits & BIT[reason])
