"""Sittings: one person helped once, with consent, and the way for that person to say "this was not me"."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from jadibisa.care.assistance import rules
from jadibisa.care.assistance.models import Companion, Sitting
from jadibisa.care.assistance.queries import started_today
from jadibisa.care.assistance.types import CompanionState, Consent, NewSitting, SittingState
from jadibisa.care.tickets import services as tickets
from jadibisa.care.tickets.types import Category, NewTicket
from jadibisa.foundation.facts import services as facts
from jadibisa.foundation.messages import services as messages
from jadibisa.foundation.messages.types import NewMessage
from jadibisa.foundation.people import queries as persons
from jadibisa.foundation.people import services as people
from jadibisa.foundation.plumbing import chance, crypto
from jadibisa.journey.registration import queries as registration
from jadibisa.journey.registration import services as registering
from jadibisa.journey.registration.types import Channel, NewApplication, Receipt
from jadibisa.kernel.actors import Actor
from jadibisa.kernel.clock import wib_day
from jadibisa.kernel.ids import mask_phone
from jadibisa.kernel.refusals import N_, Refusal


def _account(by: Actor) -> UUID:
    """The account that acts; who has none is no companion."""
    if by.id is None:
        raise Refusal("companion_unknown", N_("Pendamping itu tidak ada."), status=404)
    return by.id


def _companion(by: Actor) -> Companion:
    """The acting companion, locked so that the cap of the day holds in two tabs."""
    row = Companion.objects.select_for_update().filter(account_id=_account(by), state=CompanionState.APPROVED).first()
    if row is None:
        raise Refusal("companion_unknown", N_("Pendamping itu tidak ada."), status=404)
    return row


@transaction.atomic
def start_sitting(new: NewSitting, *, by: Actor, at: datetime, address: str) -> UUID:
    """Begin to help a person: a code goes to the person's phone, or the signed paper is recorded.

    Args:
        new: the person and the way of consent.
        by: the companion.
        at: the programme's time.
        address: the client's address, for the limits of codes.

    Returns:
        The id of the sitting; the same form sent twice gives the same id.

    Raises:
        Refusal: `companion_…`, `sitting_…`, and those of `ask_code`.
    """
    companion = _companion(by)
    once = f"{companion.pk}/{new.once}"
    standing = Sitting.objects.filter(once=once).values_list("pk", flat=True).first()
    if standing is not None:
        return standing
    rules.check_sitting(
        new,
        scope=companion.regencies,
        expires=companion.expires_on,
        today=wib_day(at),
        started_today=started_today(companion.pk, at),
        own_phone=persons.contacts([companion.person_id])[companion.person_id].phone,
    )
    sitting_id = chance.uuid7()
    on_paper = new.consent == Consent.PAPER
    Sitting.objects.create(
        id=sitting_id,
        once=once,
        companion=companion,
        first_name=new.first_name.strip(),
        phone_sealed=crypto.seal_with_master(new.phone.encode(), context=f"sitting_phone|{sitting_id}"),
        phone_masked=mask_phone(new.phone),
        regency=new.regency,
        consent=new.consent,
        paper=new.paper.strip() if on_paper else "",
        state=SittingState.CONSENTED if on_paper else SittingState.ASKED,
        token_hash=crypto.blind_index("sitting_token", _token(sitting_id)),
        started_at=at,
        consented_at=at if on_paper else None,
    )
    data = {"consent": new.consent, "regency": new.regency}
    facts.record("assistance.sitting_started", by=by, at=at, subjects=[sitting_id, companion.pk], data=data)
    if not on_paper:
        people.ask_code(new.phone, f"sitting/{sitting_id}", by=by, at=at, address=address)
    return sitting_id


def _token(sitting_id: UUID) -> str:
    """The secret of a person's own link: derived, so that it is stored nowhere."""
    return crypto.blind_index("sitting_link", str(sitting_id)).hex()[:40]


def _locked_sitting(sitting_id: UUID, by: Actor) -> Sitting:
    row = Sitting.objects.select_for_update().filter(pk=sitting_id, companion__account_id=_account(by)).first()
    if row is None:
        raise Refusal("sitting_unknown", N_("Pendampingan itu tidak ada."), status=404)
    return row


def consent(sitting_id: UUID, code: str, *, by: Actor, at: datetime) -> None:
    """The person types the code from the own phone; the companion needs not know it.

    Raises:
        Refusal: `sitting_unknown`, `sitting_state`, and those of `check_code`.
    """
    found = Sitting.objects.filter(pk=sitting_id, companion__account_id=_account(by)).values_list(
        "phone_sealed", flat=True
    )
    sealed = found.first()
    if sealed is None:
        raise Refusal("sitting_unknown", N_("Pendampingan itu tidak ada."), status=404)
    phone = crypto.unseal_with_master(bytes(sealed), context=f"sitting_phone|{sitting_id}").decode()
    people.check_code(phone, f"sitting/{sitting_id}", code, at=at)  # counts wrong tries in a transaction of its own
    with transaction.atomic():
        row = _locked_sitting(sitting_id, by)
        row.state, row.consented_at = rules.next_sitting(row.state, SittingState.CONSENTED), at
        row.save(update_fields=["state", "consented_at"])
        facts.record("assistance.consented", by=by, at=at, subjects=[sitting_id, row.companion_id])


@transaction.atomic
def register(sitting_id: UUID, new: NewApplication, *, by: Actor, at: datetime) -> Receipt:
    """Register the person of a sitting; the application keeps who typed it, and the person gets a way to say no.

    Raises:
        Refusal: `sitting_…`, `own_registration`, `code_needed`, and those of registration.
    """
    row = _locked_sitting(sitting_id, by)
    rules.check_fresh(row.started_at, at)
    if row.state == SittingState.FINISHED and row.application_id is not None:
        view = registration.application(row.application_id)
        return Receipt(view.id, view.reference, view.ticket)
    state = rules.next_sitting(row.state, SittingState.FINISHED)
    _check_person(row, new)
    answer = registering.register([new], by=by, at=at)[0]
    if isinstance(answer, Refusal):
        raise answer
    row.state, row.finished_at = state, at
    row.application_id, row.reference = answer.application_id, answer.reference
    row.save(update_fields=["state", "finished_at", "application", "reference"])
    subjects = [sitting_id, row.companion_id, answer.application_id]
    facts.record("assistance.sitting_finished", by=by, at=at, subjects=subjects, data={"consent": row.consent})
    _tell(row, by=by, at=at)
    return answer


def _check_person(row: Sitting, new: NewApplication) -> None:
    """A companion helps others; and paper does not prove who a person is whose data it would overwrite."""
    known = persons.known_by_nik([new.person.nik]).get(new.person.nik)
    if known is not None and known.id == row.companion.person_id:
        raise Refusal(
            "own_registration",
            N_("Itu NIK Anda sendiri. Daftarkan diri Anda lewat halaman pendaftaran."),
            field="nik",
            status=403,
        )
    if row.consent == Consent.PAPER and registering.rejoins(new):
        raise Refusal(
            "code_needed",
            N_("Orang ini pernah mendaftar. Mulai lagi dengan kode SMS ke HP-nya; lembar kertas tidak cukup."),
            status=403,
        )


def assisted(new: NewApplication, sitting_id: UUID, account_id: UUID) -> NewApplication:
    """The same application, marked as typed by a companion in a sitting."""
    return NewApplication(
        new.batch,
        new.person,
        new.schooling,
        new.job_status,
        new.occupation,
        new.in_education,
        new.motive,
        new.interests,
        f"sitting/{sitting_id}",
        new.disability,
        new.disability_proof,
        new.laid_off_proof,
        Channel.COMPANION,
        account_id,
        new.consent_version,
    )


def _tell(row: Sitting, *, by: Actor, at: datetime) -> None:
    """The person's own message: who helped, the number, and the link that says "this was not me"."""
    phone = crypto.unseal_with_master(bytes(row.phone_sealed), context=f"sitting_phone|{row.pk}").decode()
    link = f"{settings.OFFICIAL_ADDRESS}/pendamping/bukan-saya/{_token(row.pk)}/"
    text = (
        f"JadiBisa: {row.first_name}, pendamping {by.name.split()[0] if by.name else ''} mendaftarkan Anda. "
        f"Nomor Anda {row.reference}. Bukan Anda? Buka {link}"
    )
    messages.send([NewMessage("sms", phone, "assisted", text, f"sitting/{row.pk}")], by=by, at=at)


@transaction.atomic
def revoke_sitting(sitting_id: UUID, *, by: Actor, at: datetime) -> str:
    """The person says "this was not me": the sitting is marked and an identity ticket is opened at once.

    Returns:
        The number of the ticket.

    Raises:
        Refusal: `sitting_unknown`, `sitting_state` when it was revoked before.
    """
    row = Sitting.objects.select_for_update().filter(pk=sitting_id).first()
    if row is None:
        raise Refusal("sitting_unknown", N_("Pendampingan itu tidak ada."), status=404)
    row.state, row.revoked_at = rules.next_sitting(row.state, SittingState.REVOKED), at
    row.save(update_fields=["state", "revoked_at"])
    subjects = [sitting_id, row.companion_id] + ([row.application_id] if row.application_id else [])
    facts.record("assistance.sitting_revoked", by=by, at=at, subjects=subjects)
    phone = crypto.unseal_with_master(bytes(row.phone_sealed), context=f"sitting_phone|{sitting_id}").decode()
    text = f"Saya tidak meminta pendampingan ini. Nomor pendaftaran: {row.reference or '-'}."
    new = NewTicket(Category.IDENTITY, text, f"sitting/{sitting_id}", phone)
    return tickets.open_ticket(new, by=by, at=at, limited=False)
