"""What is known about each synthetic person: whom the programme must refuse, whom it must not lose."""

from enum import StrEnum


class Truth(StrEnum):
    """One thing that is known; `ordinary` people have none."""

    ORDINARY = "ordinary"
    UNDER_AGE = "under_age"
    OVER_AGE = "over_age"
    AT_SCHOOL = "at_school"
    OFFICIAL = "official"
    SOCIAL_AID = "social_aid"
    EARLIER_RECIPIENT = "earlier_recipient"
    REVOKED = "revoked"
    THIRD_OF_CARD = "third_of_card"
    REGISTERED_TWICE = "registered_twice"
    MISTYPED = "mistyped"
    MOVED = "moved"
    ONE_WORD_NAME = "one_word_name"
    OLD_DISTRICT = "old_district"
    NO_SIGNAL = "no_signal"
    WALLET_FAILS = "wallet_fails"


MUST_REFUSE = frozenset(
    {
        Truth.UNDER_AGE, Truth.OVER_AGE, Truth.AT_SCHOOL, Truth.OFFICIAL, Truth.SOCIAL_AID, Truth.EARLIER_RECIPIENT,
        Truth.REVOKED, Truth.THIRD_OF_CARD, Truth.REGISTERED_TWICE,
    }
)  # fmt: skip
MUST_NOT_LOSE = frozenset(Truth) - MUST_REFUSE - {Truth.ORDINARY}
