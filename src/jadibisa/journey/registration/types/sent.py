"""Checked answers on their way from the check page to the thin accept path: their strict shape, there and back."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from jadibisa.foundation.people.types import NewPerson
from jadibisa.journey.registration.types.inputs import (
    LONGEST_ADDRESS,
    LONGEST_MOTIVE,
    LONGEST_NAME,
    LONGEST_PROOF,
    clean_name,
)
from jadibisa.journey.registration.types.rows import NewApplication
from jadibisa.journey.registration.types.words import Disability, JobStatus, Occupation, Schooling
from jadibisa.kernel.ids import Kk, Nik, parse_phone
from jadibisa.kernel.refusals import N_, Refusal

SENT_VERSION: Literal[1] = 1
Word = Annotated[str, msgspec.Meta(max_length=40)]


class Sent(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """The answers of one draft, flat; a release that changes them raises `SENT_VERSION`."""

    version: Literal[1] = SENT_VERSION
    draft: UUID
    batch: int
    nik: Annotated[str, msgspec.Meta(max_length=40)]
    kk: Annotated[str, msgspec.Meta(max_length=40)]
    name: Annotated[str, msgspec.Meta(max_length=LONGEST_NAME)]
    birth_date: date
    gender: Literal["F", "M"]
    phone: Annotated[str, msgspec.Meta(max_length=40)]
    email: Annotated[str, msgspec.Meta(max_length=254)] = ""
    address: Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST_ADDRESS)]
    regency: Annotated[str, msgspec.Meta(pattern=r"^\d\d\.\d\d$")]
    schooling: Schooling
    job_status: JobStatus
    occupation: Occupation
    in_education: bool
    motive: Annotated[str, msgspec.Meta(max_length=LONGEST_MOTIVE)]
    interests: Annotated[tuple[Word, ...], msgspec.Meta(min_length=1, max_length=20)]
    disability: Disability | None = None
    disability_proof: Annotated[str, msgspec.Meta(max_length=LONGEST_PROOF)] = ""
    laid_off_proof: Annotated[str, msgspec.Meta(max_length=LONGEST_PROOF)] = ""
    consent_version: Word


_DECODER = msgspec.json.Decoder(Sent)


def write_sent(draft: UUID, application: NewApplication) -> bytes:
    """The answers of a draft as JSON."""
    person = application.person
    return msgspec.json.encode(
        Sent(
            draft=draft,
            batch=application.batch,
            nik=person.nik.digits,
            kk=person.kk.digits,
            name=person.name,
            birth_date=person.birth_date,
            gender="F" if person.gender == "F" else "M",
            phone=person.phone,
            email=person.email,
            address=person.address,
            regency=person.regency,
            schooling=application.schooling,
            job_status=application.job_status,
            occupation=application.occupation,
            in_education=application.in_education,
            motive=application.motive,
            interests=application.interests,
            disability=Disability(application.disability) if application.disability else None,
            disability_proof=application.disability_proof,
            laid_off_proof=application.laid_off_proof,
            consent_version=application.consent_version,
        )
    )


def stale() -> Refusal:
    """What was sent is not what the check page of this release writes."""
    return Refusal(
        "sent_unreadable",
        N_("Halaman itu sudah lama atau rusak. Isian Anda tetap kami simpan. Buka lagi halaman periksa."),
        status=400,
    )


def read_sent(plain: bytes) -> tuple[UUID, NewApplication]:
    """The draft and its application.

    Raises:
        Refusal: `sent_unreadable` for another shape; and what the parsers of the questions refuse.
    """
    try:
        sent = _DECODER.decode(plain)
    except msgspec.MsgspecError:
        raise stale() from None
    person = NewPerson(
        Nik.parse(sent.nik),
        Kk.parse(sent.kk),
        clean_name(sent.name),
        sent.birth_date,
        sent.gender,
        parse_phone(sent.phone),
        sent.email,
        sent.address,
        sent.regency,
    )
    return sent.draft, NewApplication(
        batch=sent.batch,
        person=person,
        schooling=sent.schooling,
        job_status=sent.job_status,
        occupation=sent.occupation,
        in_education=sent.in_education,
        motive=sent.motive,
        interests=sent.interests,
        key="",
        disability=sent.disability,
        disability_proof=sent.disability_proof,
        laid_off_proof=sent.laid_off_proof,
        consent_version=sent.consent_version,
    )
