"""Words of the certification step: a certificate, its verdict, what is counted."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID


class Verdict(StrEnum):
    """What a check of a code says; the four possible answers."""

    VALID = "valid"
    EXPIRED = "expired"
    REVOKED = "revoked"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate as everybody may see it: no number of a person, nothing of health or money.

    Attributes:
        code: 12 Crockford letters, the last one a check letter.
        holder: the name as on the KTP when it was issued.
        valid_until: the last day.
        skills: slugs of what was proved.
        revoked_why: the reason shown to whoever checks, "" while valid.
    """

    id: UUID
    code: str
    application_id: UUID
    purchase_id: UUID
    course_id: UUID
    provider_id: UUID
    provider_name: str
    holder: str
    title: str
    hours: int
    level: int
    score: int
    skills: tuple[str, ...]
    issued_at: datetime
    completed_on: date
    valid_until: date
    serial: int
    revoked_at: datetime | None
    revoked_why: str

    def verdict(self, today: date) -> Verdict:
        """What a check says on a day."""
        if self.revoked_at is not None:
            return Verdict.REVOKED
        return Verdict.EXPIRED if today > self.valid_until else Verdict.VALID


@dataclass(frozen=True, slots=True)
class Totals:
    """Certificates of a batch."""

    issued: int
    revoked: int
    holders: int
