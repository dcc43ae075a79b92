"""The words: a citizen as they apply, what the registry knows of them, and what the demonstration knows is true."""

from dataclasses import dataclass, field
from datetime import date

from jadibisa.oversight.inclusion.types import Truth


@dataclass(frozen=True, slots=True)
class Registered:
    """What the identity registry knows of somebody."""

    nik: str
    kk: str
    name: str
    birth_date: date
    gender: str
    regency: str


@dataclass(frozen=True, slots=True)
class Citizen:
    """One synthetic person as they apply, and what is true.

    Attributes:
        registry: what the registry answers; it differs where somebody mistyped, moved or hides something.
        truth: what the demonstration knows.
        hides: whether somebody who must be refused declares something else.
        lists: names of the lists from outside on which the person stands.
    """

    nik: str
    kk: str
    name: str
    birth_date: date
    gender: str
    phone: str
    email: str
    address: str
    regency: str
    schooling: str
    job_status: str
    occupation: str
    in_education: bool
    disability: str | None
    disability_proof: str
    laid_off_proof: str
    motive: str
    interests: tuple[str, ...]
    channel: str
    registry: Registered
    truth: Truth = Truth.ORDINARY
    hides: bool = False
    lists: tuple[str, ...] = ()


@dataclass(slots=True)
class Taken:
    """Numbers that are given once in the whole population."""

    niks: set[int] = field(default_factory=set)
    cards: set[int] = field(default_factory=set)
    phones: set[int] = field(default_factory=set)
