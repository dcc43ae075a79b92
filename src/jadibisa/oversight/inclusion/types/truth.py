"""What a demonstration knows about its people: whom the programme must refuse, whom it must not lose."""

from dataclasses import dataclass
from enum import StrEnum

from jadibisa.kernel.refusals import N_


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

TRUTH_NAMES = {
    Truth.UNDER_AGE: N_("di bawah umur"),
    Truth.OVER_AGE: N_("di atas umur"),
    Truth.AT_SCHOOL: N_("masih sekolah"),
    Truth.OFFICIAL: N_("aparat atau pejabat"),
    Truth.SOCIAL_AID: N_("penerima bantuan lain"),
    Truth.EARLIER_RECIPIENT: N_("pernah menerima"),
    Truth.REVOKED: N_("pernah dicabut"),
    Truth.THIRD_OF_CARD: N_("orang ketiga dari satu KK"),
    Truth.REGISTERED_TWICE: N_("mendaftar dua kali"),
    Truth.MISTYPED: N_("salah ketik"),
    Truth.MOVED: N_("pindah alamat"),
    Truth.ONE_WORD_NAME: N_("nama satu kata"),
    Truth.OLD_DISTRICT: N_("kode daerah lama"),
    Truth.NO_SIGNAL: N_("tanpa sinyal"),
    Truth.WALLET_FAILS: N_("dompet digital gagal"),
}


@dataclass(frozen=True, slots=True)
class Met:
    """What became of the people of one truth.

    Attributes:
        people: how many there are.
        refused: refused by verification, kept off the roll by the cap of the family card, or turned away at the door.
        waiting: not decided yet.
    """

    truth: Truth
    people: int = 0
    refused: int = 0
    waiting: int = 0

    def plus(self, other: "Met") -> "Met":
        """Both together."""
        return Met(self.truth, self.people + other.people, self.refused + other.refused, self.waiting + other.waiting)


@dataclass(frozen=True, slots=True)
class KnownTruth:
    """Who was caught and who was lost, where a demonstration knows the truth.

    Attributes:
        met: what became of the people of each truth.
    """

    met: tuple[Met, ...]

    @property
    def must_refuse(self) -> tuple[Met, ...]:
        """Those whom the programme must refuse."""
        return tuple(one for one in self.met if one.truth in MUST_REFUSE)

    @property
    def must_not_lose(self) -> tuple[Met, ...]:
        """Everybody else."""
        return tuple(one for one in self.met if one.truth not in MUST_REFUSE)

    @property
    def decided(self) -> int:
        """How many of the known-ineligible were decided."""
        return sum(one.people - one.waiting for one in self.must_refuse)

    @property
    def caught(self) -> int:
        """How many of the known-ineligible were caught."""
        return sum(one.refused for one in self.must_refuse)

    @property
    def wronged(self) -> int:
        """How many eligible people were refused."""
        return sum(one.refused for one in self.must_not_lose)
