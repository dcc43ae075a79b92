"""The same law for one application, written by hand in plain Python: the oracle against which the arrays are tested."""

from dataclasses import dataclass
from datetime import date

from jadibisa.journey.verification.rules.eligibility import Law
from jadibisa.journey.verification.rules.names import CLOSE, OTHER
from jadibisa.journey.verification.types import CaseState, Decision, Reason
from jadibisa.kernel.clock import age_on


@dataclass(frozen=True, slots=True)
class Applicant:
    """What is known of one application; the names are those of the columns."""

    found: bool
    alive: bool
    birth: date
    birth_same: bool
    kk_same: bool
    name: int
    woman: bool
    studies: bool
    official: bool
    aided: bool
    blacklisted: bool
    earlier: bool
    family_full: bool
    claimed: int
    proven: int


def decide_one(one: Applicant, law: Law) -> Decision:
    """Decide one application, rule by rule in the order of the law."""
    identity = _identity(one)
    unproven = [trait for trait in (2, 4) if one.claimed & trait and not one.proven & trait]
    excluded = _excluded(one, law)
    doubt = [reason for reason in identity if reason not in {Reason.NAME_DIFFERS, Reason.KK_DIFFERS}]
    reasons = tuple(identity + ([Reason.PROOF_UNCHECKED] if unproven else []) + excluded)
    if doubt:
        state = CaseState.REVIEW
    elif excluded:
        state = CaseState.REFUSED
    else:
        state = CaseState.REVIEW if reasons else CaseState.VERIFIED
    proven = sum(trait for trait in (2, 4) if one.claimed & trait and one.proven & trait)
    return Decision(state, reasons, proven + (1 if one.woman else 0))


def _identity(one: Applicant) -> list[Reason]:
    """R-01: who is it?"""
    if not one.found:
        return [Reason.NOT_FOUND]
    if not one.alive:
        return [Reason.RECORDED_DEAD]
    found = [] if one.birth_same else [Reason.BIRTH_DATE_DIFFERS]
    if one.name == CLOSE:
        found.append(Reason.NAME_DIFFERS)
    if one.name == OTHER:
        found.append(Reason.NAME_OTHER)
    return found if one.kk_same else [*found, Reason.KK_DIFFERS]


def _excluded(one: Applicant, law: Law) -> list[Reason]:
    """R-02 to R-09."""
    age = age_on(one.birth, law.day)
    checks = (
        (Reason.TOO_YOUNG, age < law.minimum_age),
        (Reason.TOO_OLD, age > law.maximum_age),
        (Reason.IN_EDUCATION, one.studies and law.education_excluded),
        (Reason.OCCUPATION, one.official),
        (Reason.SOCIAL_AID, one.aided and law.social_aid_excluded),
        (Reason.EARLIER_RECIPIENT, one.earlier and law.once_for_life),
        (Reason.BLACKLISTED, one.blacklisted),
        (Reason.FAMILY_CARD_FULL, one.family_full),
    )
    return [reason for reason, applies in checks if applies]
