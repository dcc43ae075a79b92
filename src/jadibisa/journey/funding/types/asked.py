"""What is asked of funding and of the bank, and what the bank answers."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from jadibisa.journey.funding.types.causes import Cause
from jadibisa.journey.funding.types.channels import Channel


class Sharing(NamedTuple):
    """What sharing a price needs to know of a course; `pay_until` is the first instant that is too late for an own part."""

    course_id: UUID
    skills: tuple[str, ...]
    pay_until: datetime


class Hold(NamedTuple):
    """A purchase to hold money for; without `sharing` the balance alone pays the price."""

    purchase_id: UUID
    application_id: UUID
    provider_id: UUID
    amount: int
    expires_at: datetime | None
    sharing: Sharing | None = None


class NewLink(NamedTuple):
    """A payout account that a person names."""

    application_id: UUID
    channel: Channel
    bank: str
    number: str
    holder: str


@dataclass(frozen=True, slots=True)
class AccountQuestion:
    """What the bank is asked about an account before any money goes there."""

    channel: Channel
    institution: str
    number: str
    name: str
    nik: str
    phone: str


@dataclass(frozen=True, slots=True)
class AccountAnswer:
    """What the bank says about an account; `cause` is None when it exists and is open."""

    cause: Cause | None = None
    name: str = ""
    nik_matches: bool = True
    upgraded: bool = True
    phone_matches: bool = True


@dataclass(frozen=True, slots=True)
class Order:
    """One transfer to make: the same `reference` for life."""

    reference: str
    external_id: str
    channel: Channel
    institution: str
    number: str
    holder: str
    amount: int
    at: datetime


class AnswerKind(StrEnum):
    """What an answer of the bank says; no answer at all is `UNKNOWN`."""

    PAID = "paid"
    FAILED = "failed"
    UNKNOWN = "unknown"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Answer:
    """The bank's answer to a send or an inquiry."""

    kind: AnswerKind
    code: str = ""
    cause: Cause | None = None
    digest: bytes = b""
