"""What a person asks about her own data: another phone or e-mail by proof, a new address, erasure by two officers."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from jadibisa.foundation.facts.services import record
from jadibisa.foundation.messages.services import forget_person, send
from jadibisa.foundation.messages.types import NewMessage
from jadibisa.foundation.people import queries
from jadibisa.foundation.people.models import DataRequest, Person
from jadibisa.foundation.people.services import core
from jadibisa.foundation.people.types import (
    DATA_PROPOSAL,
    DESTROYED,
    PHONE_SHARED_BY,
    REQUEST_HOURS,
    Outcome,
    RequestKind,
    RequestState,
)
from jadibisa.foundation.plumbing import chance, crypto
from jadibisa.kernel.actors import Actor
from jadibisa.kernel.ids import mask_phone
from jadibisa.kernel.refusals import N_, Refusal


def purpose_of(request_id: UUID, side: str) -> str:
    """What a code for a change is good for."""
    return f"change/{request_id}/{side}"


@transaction.atomic
def begin_change(person_id: UUID, kind: str, value: str, *, by: Actor, at: datetime, address: str) -> UUID:
    """Ask for another phone or e-mail; a code goes to the phone that we know.

    An open request of the kind is replaced.

    Raises:
        Refusal: `same_contact`, `phone_shared`, and what `ask_code` refuses.
    """
    person = Person.objects.select_for_update().get(id=person_id)
    if value in {person.phone, person.email}:
        raise Refusal("same_contact", N_("Itu sudah tersimpan. Tulis yang baru."), field="value")
    if kind == RequestKind.PHONE:
        _require_room(value)
    rows = DataRequest.objects.filter(person_id=person_id, kind=kind, state=RequestState.OPEN)
    rows.update(state=RequestState.WITHDRAWN, settled_at=at)
    request_id = chance.uuid7()
    DataRequest.objects.create(
        id=request_id,
        person_id=person_id,
        kind=kind,
        value_sealed=core.seal_many([(person_id, f"request|{request_id}", value)])[0],
        asked_at=at,
        due_at=at + timedelta(hours=REQUEST_HOURS),
    )
    core.ask_code(person.phone, purpose_of(request_id, "old"), by=by, at=at, address=address)
    record("people.change_asked", by=by, at=at, subjects=[person_id, request_id], data={"kind": str(kind)})
    return request_id


def _require_room(phone: str) -> None:
    """A family may share a phone, up to a number of persons; the number is locked until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"shared/{phone}"])
    if queries.is_cut(phone):
        raise Refusal(
            "number_cut",
            N_("Pemilik nomor ini memberi tahu bahwa ia bukan Anda. Hubungi bantuan agar kami periksa."),
            field="value",
        )
    if Person.objects.filter(phone=phone).count() >= PHONE_SHARED_BY:
        raise Refusal(
            "phone_shared",
            N_("Nomor ini sudah dipakai %(most)d orang. Pakai nomor lain, atau minta bantuan petugas."),
            field="value",
            most=PHONE_SHARED_BY,
        )


def _open(request_id: UUID, person_id: UUID | None = None) -> DataRequest:
    rows = DataRequest.objects.select_for_update().filter(id=request_id, state=RequestState.OPEN)
    row = (rows if person_id is None else rows.filter(person_id=person_id)).first()
    if row is None:
        raise Refusal("request_unknown", N_("Permintaan itu tidak ada atau sudah selesai."), status=404)
    return row


def _value(row: DataRequest) -> str:
    if row.value_sealed is None:
        return ""
    return queries.unseal_many([(row.person_id, f"request|{row.pk}", bytes(row.value_sealed))])[0]


def _ask_new(row: DataRequest, *, by: Actor, at: datetime, address: str) -> None:
    value = _value(row)
    email = value if row.kind == RequestKind.EMAIL else ""
    core.ask_code(value, purpose_of(row.pk, "new"), by=by, at=at, address=address, email=email)


@transaction.atomic
def lose_old(request_id: UUID, person_id: UUID, *, by: Actor, at: datetime, address: str) -> None:
    """The phone that we know is gone: the new one is proved, and two officers decide.

    Raises:
        Refusal: `request_unknown`, and what `ask_code` refuses.
    """
    row = _open(request_id, person_id)
    if row.old_lost or row.old_proved_at is not None:
        return
    row.old_lost = True
    row.save(update_fields=["old_lost"])
    _ask_new(row, by=by, at=at, address=address)
    record("people.old_phone_lost", by=by, at=at, subjects=[person_id, row.pk], data={"kind": row.kind})


def prove(request_id: UUID, person_id: UUID, code: str, *, by: Actor, at: datetime, address: str) -> None:
    """A code of the change: first that of the phone we know, then that of the new contact, which ends the change.

    Wrong tries are counted outside the transaction of the change.

    Raises:
        Refusal: `request_unknown`, `code_wrong`, `code_expired`, `code_blocked`, and what `ask_code` refuses.
    """
    with transaction.atomic():
        row = _open(request_id, person_id)
    if row.old_proved_at is None and not row.old_lost:
        phone = queries.contacts([person_id])[person_id].phone
        core.check_code(phone, purpose_of(row.pk, "old"), code, at=at)
        with transaction.atomic():
            row = _open(request_id, person_id)
            row.old_proved_at = at
            row.save(update_fields=["old_proved_at"])
            _ask_new(row, by=by, at=at, address=address)
            record("people.old_phone_proved", by=by, at=at, subjects=[person_id, row.pk])
        return
    if row.new_proved_at is not None:
        return
    core.check_code(
        core.code_place(_value(row), email=row.kind == RequestKind.EMAIL), purpose_of(row.pk, "new"), code, at=at
    )
    with transaction.atomic():
        row = _open(request_id, person_id)
        row.new_proved_at = at
        row.save(update_fields=["new_proved_at"])
        record("people.new_contact_proved", by=by, at=at, subjects=[person_id, row.pk])
        if row.old_proved_at is not None:
            _apply_change(row, by=by, at=at)


def _apply_change(row: DataRequest, *, by: Actor, at: datetime) -> None:
    """Write the new contact and tell it to the old and the new one."""
    person, value = Person.objects.select_for_update().get(id=row.person_id), _value(row)
    told = [("sms", person.phone)]
    if row.kind == RequestKind.PHONE:
        _require_room(value)
        person.phone = value
        shown = mask_phone(value)
        told.append(("sms", value))
    else:
        told += [("email", person.email), ("email", value)]
        person.email = value
        shown = value
    person.save(update_fields=["phone", "email"])
    words = (
        f"JadiBisa: kontak Anda sekarang {shown}. Bukan Anda yang mengubahnya? "
        f"Telepon kami atau buka {settings.OFFICIAL_ADDRESS}/bantuan/tiket/"
    )
    send(
        [
            NewMessage(channel, to, "contact", words, f"contact/{row.pk}/{place}", person.id)
            for place, (channel, to) in enumerate(told)
        ],
        by=by,
        at=at,
    )
    _settle(row, RequestState.DONE, Outcome.CHANGED, at)
    record("people.contact_changed", by=by, at=at, subjects=[person.id, row.pk], data={"kind": row.kind})


def _settle(row: DataRequest, state: str, outcome: str, at: datetime) -> None:
    row.state, row.outcome, row.settled_at, row.value_sealed = state, outcome, at, None
    row.save(update_fields=["state", "outcome", "settled_at", "value_sealed"])


@transaction.atomic
def settle_address(person_id: UUID, address: str, regency: str, *, by: Actor, at: datetime) -> None:
    """Write a new address as on the KTP; the caller has the application checked again where that is still possible."""
    Person.objects.filter(id=person_id).update(address=address, regency=regency)
    record("people.address_changed", by=by, at=at, subjects=[person_id], data={"regency": regency})


@transaction.atomic
def withdraw_request(request_id: UUID, person_id: UUID, *, by: Actor, at: datetime) -> None:
    """The person takes a request back.

    Raises:
        Refusal: `request_unknown`.
    """
    row = _open(request_id, person_id)
    _settle(row, RequestState.WITHDRAWN, "", at)
    record("people.request_withdrawn", by=by, at=at, subjects=[person_id, row.pk], data={"kind": row.kind})


@transaction.atomic
def ask_erasure(person_id: UUID, *, by: Actor, at: datetime) -> UUID:
    """Ask that one's data be erased; asked again the open request stands."""
    Person.objects.select_for_update().get(id=person_id)
    open_one = DataRequest.objects.filter(
        person_id=person_id, kind=RequestKind.ERASURE, state=RequestState.OPEN
    ).first()
    if open_one is not None:
        return open_one.pk
    row = DataRequest.objects.create(
        id=chance.uuid7(),
        person_id=person_id,
        kind=RequestKind.ERASURE,
        asked_at=at,
        due_at=at + timedelta(hours=REQUEST_HOURS),
    )
    record("people.erasure_asked", by=by, at=at, subjects=[person_id, row.pk], data={"due": row.due_at.isoformat()})
    return row.pk


@transaction.atomic
def decide_request(request_id: UUID, *, approve: bool, keep: Sequence[str], by: Actor, at: datetime, why: str) -> str:
    """One officer proposes, a second decides; then the change or the erasure is done in the same transaction.

    Args:
        request_id: which.
        approve: what the officer is for; the second agrees or turns the proposal down.
        keep: for an erasure, what the law makes us keep; nothing of it: the key of the person is destroyed.
        by: the officer.
        at: the programme's time.
        why: a reason.

    Returns:
        `proposed`, `done` or `returned`.

    Raises:
        Refusal: `reason_missing`, `request_unknown`, `request_unproved`, `own_proposal`.
    """
    if not why.strip():
        raise Refusal("reason_missing", N_("Tulis alasan Anda."), field="why")
    row = _open(request_id)
    if row.kind != RequestKind.ERASURE and not (row.old_lost and row.new_proved_at):
        raise Refusal("request_unproved", N_("Nomor baru belum dibuktikan dengan kode. Tunggu orangnya."))
    proposal = queries.open_proposal(DATA_PROPOSAL, request_id)
    if proposal is None:
        core.propose(DATA_PROPOSAL, request_id, {"approve": approve}, by=by, at=at, why=why)
        return "proposed"
    core.decide(proposal.id, kind=DATA_PROPOSAL, subject=request_id, approve=approve, by=by, at=at, why=why)
    if not approve:
        return "returned"
    if not proposal.payload["approve"]:
        _settle(row, RequestState.REFUSED, "", at)
        record("people.request_refused", by=by, at=at, subjects=[row.person_id, row.pk], why=why)
    elif row.kind == RequestKind.ERASURE:
        _erase(row, keep, by=by, at=at)
    else:
        _apply_change(row, by=by, at=at)
    return "done"


def _erase(row: DataRequest, keep: Sequence[str], *, by: Actor, at: datetime) -> None:
    """Take away what need not be kept; without a duty to keep anything the person's key is destroyed."""
    person = Person.objects.select_for_update().get(id=row.person_id)
    forget_person(person.id, [person.phone, person.email])
    person.phone = person.email = person.address = ""
    outcome = Outcome.MINIMISED if keep else Outcome.DESTROYED
    if not keep:
        person.name = "-"
        person.birth_date = date(person.birth_date.year, 1, 1)
        person.wrapped_key = person.nik_sealed = person.kk_sealed = DESTROYED
        person.nik_index, person.kk_index = crypto.new_key(), crypto.new_key()
    person.save()
    DataRequest.objects.filter(person=person).update(value_sealed=None)
    _settle(row, RequestState.DONE, outcome, at)
    data = {"outcome": str(outcome), "kept": sorted(keep)}
    record("people.erased", by=by, at=at, subjects=[person.id, row.pk], data=data)
