"""Commands about applications: register, correct, keep optional answers."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from jadibisa.foundation.facts.services import MOST_SUBJECTS, record
from jadibisa.foundation.people.queries import contacts, known_by_nik
from jadibisa.foundation.people.services import ensure_persons, seal_many
from jadibisa.foundation.places.queries import regency
from jadibisa.foundation.plumbing import chance
from jadibisa.journey.registration import queries
from jadibisa.journey.registration.models import Application, Batch, EqualityAnswer
from jadibisa.journey.registration.rules import require_application, require_open
from jadibisa.journey.registration.types import (
    Disability,
    Equality,
    JobStatus,
    NewApplication,
    Occupation,
    Receipt,
    Schooling,
    Trait,
    reference_text,
)
from jadibisa.kernel.actors import Actor
from jadibisa.kernel.clock import wib_day
from jadibisa.kernel.refusals import N_, Refusal

MOST_TRIES = 5
CORRECTABLE = frozenset(
    {
        "schooling",
        "job_status",
        "occupation",
        "in_education",
        "regency",
        "disability",
        "disability_proof",
        "laid_off_proof",
    }
)


class _Raced(Exception):  # noqa: N818 - a signal inside this module, never seen outside
    """Another transaction registered one of these persons meanwhile: undo everything and look again."""


def register(rows: Sequence[NewApplication], *, by: Actor, at: datetime) -> list[Receipt | Refusal]:
    """Register persons; a single registration is a list of one. Each row is answered for itself.

    Args:
        rows: applications, to one batch or several.
        by: who registers them.
        at: the programme's time.

    Returns:
        For each row its receipt, or the refusal with a way out. The same key answers with the same receipt.
    """
    for _attempt in range(MOST_TRIES):
        try:
            with transaction.atomic():
                return _register(rows, by, at)
        except _Raced:
            continue
    with transaction.atomic():
        return [answer for row in rows for answer in _register([row], by, at)]


def _register(rows: Sequence[NewApplication], by: Actor, at: datetime) -> list[Receipt | Refusal]:
    answers: dict[int, Receipt | Refusal] = {}
    answers |= _receipts_of(rows)
    answers |= _wrong(rows, answers, at)
    answers |= _known(rows, answers)
    answers |= _receipts_of(rows)  # a double click that committed meanwhile is known by now, and so is its receipt
    answers |= _twice(rows, answers)
    wanted = [place for place in range(len(rows)) if place not in answers]
    answers |= _write([(place, rows[place]) for place in wanted], by, at)
    return [answers[place] for place in range(len(rows))]


def _receipts_of(rows: Sequence[NewApplication]) -> dict[int, Receipt]:
    kept = _receipts(row.key for row in rows)
    return {place: kept[row.key] for place, row in enumerate(rows) if row.key in kept}


def _receipts(keys: Iterable[str]) -> dict[str, Receipt]:
    found = Application.objects.filter(key__in=list(keys)).values_list("key", "id", "reference", "ticket")
    return {key: Receipt(found_id, reference, ticket) for key, found_id, reference, ticket in found}


def _wrong(rows: Sequence[NewApplication], answered: Mapping[int, object], at: datetime) -> dict[int, Refusal]:
    """Rows whose batch takes nothing, or whose content cannot be right."""
    periods = {
        number: (opens, closes)
        for number, opens, closes in Batch.objects.values_list("number", "opens_at", "closes_at")
    }
    today, found = wib_day(at), {}
    for place, row in enumerate(rows):
        if place in answered:
            continue
        try:
            if row.batch not in periods:
                raise Refusal("unknown_batch", N_("Gelombang itu tidak ada."), status=404)  # noqa: TRY301 - one way out for all
            require_open(*periods[row.batch], row.received_at or at)
            require_application(row, today, demonstration=settings.DEMONSTRATION)
            regency(row.person.regency)
        except Refusal as refusal:
            found[place] = refusal
    return found


def _already(*, same: bool) -> Refusal:
    if same:
        return Refusal(
            "already_registered",
            N_("Anda sudah terdaftar di gelombang ini. Nomornya ada di SMS dari kami."),
            status=409,
        )
    return Refusal(
        "identity_dispute",
        N_("NIK ini sudah terdaftar dengan tanggal lahir atau nomor HP lain. Bukan Anda? Petugas kami bisa memeriksa."),
        field="nik",
        status=409,
    )


def _known(rows: Sequence[NewApplication], answered: Mapping[int, object]) -> dict[int, Refusal]:
    """Rows of persons whom we know under other data, or who are in the batch; nobody's contact is overwritten."""
    open_rows = {place: row for place, row in enumerate(rows) if place not in answered}
    persons = known_by_nik(row.person.nik for row in open_rows.values())
    phones = contacts(person.id for person in persons.values())
    batches = {row.batch for row in open_rows.values()}
    have = set(
        Application.objects.filter(person_id__in=[p.id for p in persons.values()], batch_id__in=batches).values_list(
            "batch_id", "person_id"
        )
    )
    found = {}
    for place, row in open_rows.items():
        person = persons.get(row.person.nik)
        if person is None:
            continue
        same = person.birth_date == row.person.birth_date and phones[person.id].phone == row.person.phone
        if not same or (row.batch, person.id) in have:
            found[place] = _already(same=same)
    return found


def rejoins(row: NewApplication) -> bool:
    """Whether somebody whom we know, under these data, would register once more: then a code must prove who it is."""
    return bool(rejoining([row]))


def rejoining(rows: Sequence[NewApplication]) -> set[int]:
    """The places of the rows whose persons would register once more."""
    known = known_by_nik(row.person.nik for row in rows)
    places = {place for place, row in enumerate(rows) if row.person.nik in known}
    return places - _known(rows, {place: None for place in range(len(rows)) if place not in places}).keys()


def _twice(rows: Sequence[NewApplication], answered: Mapping[int, object]) -> dict[int, Refusal]:
    """Rows that repeat a person, or a key, earlier in the same list."""
    first: dict[str, NewApplication] = {}
    keys: set[str] = set()
    found = {}
    for place, row in enumerate(rows):
        if place in answered:
            continue
        earlier = first.setdefault(row.person.nik.digits, row)
        same = (earlier.person.birth_date, earlier.person.phone) == (row.person.birth_date, row.person.phone)
        if row.key in keys or not same or (earlier is not row and earlier.batch == row.batch):
            found[place] = _already(same=same)
        keys.add(row.key)
    return found


def _write(placed: Sequence[tuple[int, NewApplication]], by: Actor, at: datetime) -> dict[int, Receipt]:
    """Write rows that nothing stands against.

    Raises:
        _Raced: when another transaction was faster with one of them.
    """
    ordered = sorted(
        placed, key=lambda pair: pair[1].person.nik.digits
    )  # one order for all, so that nobody waits in a circle
    persons = ensure_persons([row.person for _place, row in ordered], by=by, at=at)
    made = [_new(row, person_id, at) for (_place, row), person_id in zip(ordered, persons, strict=True)]
    _seal([(application, row) for application, (_place, row) in zip(made, ordered, strict=True)])
    _give_references(made)
    Application.objects.bulk_create(made, batch_size=1000, ignore_conflicts=True)
    there = set(
        Application.objects.filter(id__in=[application.id for application in made]).values_list("id", flat=True)
    )
    if len(there) < len(made):
        raise _Raced
    by_batch: dict[int, list[Application]] = {}
    for application in made:
        by_batch.setdefault(application.batch_id, []).append(application)
    for batch, members in sorted(by_batch.items()):
        for place in range(0, len(members), MOST_SUBJECTS):
            record(
                "registration.submitted",
                by=by,
                at=at,
                subjects=[a.id for a in members[place : place + MOST_SUBJECTS]],
                data={"batch": batch},
            )
    return {place: Receipt(a.id, a.reference, a.ticket) for (place, _row), a in zip(ordered, made, strict=True)}


def _new(row: NewApplication, person_id: UUID, at: datetime) -> Application:
    traits = row.traits
    return Application(
        id=chance.uuid7(),
        batch_id=row.batch,
        person_id=person_id,
        key=row.key,
        ticket=chance.ticket(),
        channel=str(row.channel),
        companion_account_id=row.companion_account_id,
        submitted_at=row.received_at or at,
        province=row.person.regency[:2],
        regency=row.person.regency,
        gender=row.person.gender,
        birth_date=row.person.birth_date,
        schooling=str(row.schooling),
        job_status=str(row.job_status),
        occupation=str(row.occupation),
        in_education=row.in_education,
        motive=row.motive,
        interests=list(row.interests),
        trait_woman=Trait.W in traits,
        trait_disabled=Trait.D in traits,
        trait_laid_off=Trait.L in traits,
        consent_version=row.consent_version,
    )


def _seal(pairs: Sequence[tuple[Application, NewApplication]]) -> None:
    """Seal what the rows claim and prove under the keys of their persons."""
    disabled = [(application, row.disability) for application, row in pairs if row.disability]
    proven = [
        (application, json.dumps({"disability_proof": row.disability_proof, "laid_off_proof": row.laid_off_proof}))
        for application, row in pairs
        if row.disability_proof or row.laid_off_proof
    ]
    items = [(a.person_id, f"disability|{a.id}", text or "") for a, text in disabled] + [
        (a.person_id, f"proofs|{a.id}", text) for a, text in proven
    ]
    sealed = seal_many(items)
    for place, (application, _text) in enumerate(disabled):
        application.disability_sealed = sealed[place]
    for place, (application, _text) in enumerate(proven, len(disabled)):
        application.proofs_sealed = sealed[place]


def _give_references(made: Sequence[Application]) -> None:
    """Give each application a reference that nobody has; the table has the last word."""
    taken: set[str] = set()
    missing = list(made)
    while missing:
        for application in missing:
            application.reference = reference_text(application.batch_id, chance.digits(8))
        wanted = [application.reference for application in missing]
        taken |= set(Application.objects.filter(reference__in=wanted).values_list("reference", flat=True))
        again = []
        for application in missing:
            if application.reference in taken:
                again.append(application)
            taken.add(application.reference)
        missing = again


@transaction.atomic
def correct(application_id: UUID, changes: Mapping[str, Any], *, by: Actor, at: datetime) -> None:
    """Correct what an application declares; names of fields, never values, stand in the fact.

    Args:
        application_id: which application.
        changes: some of `CORRECTABLE`; None takes a claimed disability back.
        by: who corrects.
        at: the programme's time.

    Raises:
        Refusal: `unknown_application`, `not_correctable`, `unknown_regency`.
    """
    odd = sorted(set(changes) - CORRECTABLE)
    if odd or not changes:
        raise Refusal("not_correctable", N_("Bagian itu tidak bisa diubah di sini. Minta bantuan petugas."))
    row = Application.objects.select_for_update().filter(id=application_id).first()
    if row is None:
        raise Refusal("unknown_application", N_("Pendaftaran itu tidak ada."), status=404)
    if "regency" in changes:
        row.regency = regency(str(changes["regency"])).code
        row.province = row.regency[:2]
    for name, kind in (("schooling", Schooling), ("job_status", JobStatus), ("occupation", Occupation)):
        if name in changes:
            setattr(row, name, str(kind(changes[name])))
    if "in_education" in changes:
        row.in_education = bool(changes["in_education"])
    _reclaim(row, changes)
    row.save()
    record(
        "registration.corrected",
        by=by,
        at=at,
        subjects=[application_id],
        data={"batch": row.batch_id, "fields": sorted(changes)},
    )


def _reclaim(row: Application, changes: Mapping[str, Any]) -> None:
    """Claim traits anew after what proves them, or the status at work, has changed."""
    if not {"job_status", "disability", "disability_proof", "laid_off_proof"} & set(changes):
        return
    told = queries.proofs_of([row.id]).get(row.id)
    disability = changes.get("disability", told.disability if told else "")
    disability_proof = str(changes.get("disability_proof", told.disability_proof if told else ""))
    laid_off_proof = str(changes.get("laid_off_proof", told.laid_off_proof if told else ""))
    row.trait_disabled = bool(disability and disability_proof.strip())
    row.trait_laid_off = row.job_status in {JobStatus.LAID_OFF, JobStatus.FURLOUGHED} and bool(laid_off_proof.strip())
    row.disability_sealed = row.proofs_sealed = None
    if disability:
        row.disability_sealed = seal_many([(row.person_id, f"disability|{row.id}", str(Disability(disability)))])[0]
    if disability_proof or laid_off_proof:
        proofs = json.dumps({"disability_proof": disability_proof, "laid_off_proof": laid_off_proof})
        row.proofs_sealed = seal_many([(row.person_id, f"proofs|{row.id}", proofs)])[0]


@transaction.atomic
def answer_equality(application_id: UUID, answers: Equality, *, by: Actor, at: datetime) -> bool:
    """Keep optional answers for statistics without the application's id; only once, tells whether they were kept.

    Raises:
        Refusal: `unknown_application`.
    """
    row = Application.objects.select_for_update().filter(id=application_id).first()
    if row is None:
        raise Refusal("unknown_application", N_("Pendaftaran itu tidak ada."), status=404)
    if row.equality_at is not None:
        return False
    row.equality_at = at
    row.save(update_fields=["equality_at"])
    EqualityAnswer.objects.create(
        batch_id=row.batch_id,
        province=row.province,
        gender=row.gender,
        difficulty=answers.difficulty,
        head_of_household=answers.head_of_household,
        caregiver=answers.caregiver,
        first_time=answers.first_time,
        device=answers.device,
    )
    record("registration.equality_answered", by=by, at=at, subjects=[application_id])
    return True
