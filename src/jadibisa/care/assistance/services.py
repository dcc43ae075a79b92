"""The commands of assisted access: companions under four eyes, sittings with consent, places of help."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from jadibisa.care.assistance import rules
from jadibisa.care.assistance.models import Companion, Office, Point, Sitting
from jadibisa.care.assistance.queries import scope_of, started_today
from jadibisa.care.assistance.types import CompanionState, Consent, NewPoint, NewSitting, SittingState
from jadibisa.care.tickets import services as tickets
from jadibisa.care.tickets.types import Category, NewTicket
from jadibisa.foundation.facts import services as facts
from jadibisa.foundation.messages import services as messages
from jadibisa.foundation.messages.types import NewMessage
from jadibisa.foundation.people import queries as persons
from jadibisa.foundation.people import services as people
from jadibisa.foundation.places.queries import regencies
from jadibisa.foundation.plumbing import chance, crypto
from jadibisa.journey.certification import queries as certification
from jadibisa.journey.registration import queries as registration
from jadibisa.journey.registration import services as registering
from jadibisa.journey.registration.types import Channel, NewApplication, Receipt
from jadibisa.kernel.actors import Actor, Role
from jadibisa.kernel.clock import end_of, wib_day
from jadibisa.kernel.ids import mask_phone
from jadibisa.kernel.refusals import N_, Refusal

PROPOSAL = "assistance.companion"


@transaction.atomic
def apply(application_id: UUID, codes: Sequence[str], motive: str, *, by: Actor, at: datetime) -> UUID:
    """A certificate holder asks to be a companion in some regencies.

    Returns:
        The id of the companion; who asked before gets the same id.

    Raises:
        Refusal: `companion_certificate`, `companion_regencies`, `companion_motive`.
    """
    held = [found for found in certification.certificates(application_id) if found.revoked_at is None]
    known = {regency.code for regency in regencies()}
    chosen = rules.check_application(codes, known=known, certificates=len(held), has_motive=bool(motive.strip()))
    person_id = registration.application(application_id).person_id
    row = Companion(
        id=chance.named_uuid("companion", str(person_id)),
        application_id=application_id,
        person_id=person_id,
        regencies=list(chosen),
        certificate=held[0].code,
        motive=motive.strip()[:500],
        applied_at=at,
    )
    before = Companion.objects.filter(person_id=person_id).exists()
    Companion.objects.bulk_create([row], ignore_conflicts=True)
    if not before:
        facts.record("assistance.applied", by=by, at=at, subjects=[row.pk, application_id])
    return row.pk


def _locked(companion_id: UUID) -> Companion:
    row = Companion.objects.select_for_update().filter(pk=companion_id).first()
    if row is None:
        raise Refusal("companion_unknown", N_("Pendamping itu tidak ada."), status=404)
    return row


@transaction.atomic
def propose_companion(companion_id: UUID, *, accept: bool, by: Actor, at: datetime, why: str) -> UUID:
    """The first officer proposes to approve or refuse a companion.

    Returns:
        The id of the proposal.

    Raises:
        Refusal: `companion_unknown`, `companion_state`.
    """
    row = _locked(companion_id)
    row.state = rules.next_companion(row.state, CompanionState.PROPOSED)
    verdict = CompanionState.APPROVED if accept else CompanionState.REFUSED
    row.reason = why
    row.proposal_id = people.propose(PROPOSAL, companion_id, {"verdict": verdict}, by=by, at=at, why=why)
    row.save(update_fields=["state", "reason", "proposal_id"])
    facts.record("assistance.proposed", by=by, at=at, subjects=[companion_id], why=why, data={"verdict": verdict})
    return row.proposal_id


@transaction.atomic
def approve_companion(companion_id: UUID, *, approve: bool = True, by: Actor, at: datetime, why: str = "") -> str:
    """The second officer decides: the proposal takes effect, or the application is back in the queue.

    Returns:
        The companion's new state.

    Raises:
        Refusal: `own_proposal`, `already_decided`, `companion_unknown`, `companion_state`.
    """
    row = _locked(companion_id)
    if row.proposal_id is None:
        raise Refusal("companion_state", N_("Permohonan ini belum diusulkan."), status=409)
    proposal = people.decide(row.proposal_id, approve=approve, by=by, at=at, why=why)
    row.state = rules.next_companion(row.state, proposal.payload["verdict"] if approve else CompanionState.APPLIED)
    row.proposal_id = None
    if row.state == CompanionState.APPROVED:
        row.approved_at, row.expires_on = at, rules.expires_on(wib_day(at))
    row.save(update_fields=["state", "proposal_id", "approved_at", "expires_on"])
    verb = {CompanionState.APPROVED: "approved", CompanionState.REFUSED: "refused"}.get(
        CompanionState(row.state), "returned"
    )
    facts.record(f"assistance.{verb}", by=by, at=at, subjects=[companion_id, row.application_id], why=why)
    return row.state


@transaction.atomic
def open_account(companion_id: UUID, email: str, password: str, *, by: Actor, at: datetime) -> UUID:
    """An approved companion makes the account of a companion; nobody else ever knows its password.

    Returns:
        The id of the account.

    Raises:
        Refusal: `companion_unknown`, `companion_state`, `account_exists`.
    """
    row = _locked(companion_id)
    if row.state != CompanionState.APPROVED or row.account_id is not None or row.expires_on is None:
        raise Refusal("companion_state", N_("Akun pendamping tidak dapat dibuat sekarang."), status=409)
    name = persons.names([row.person_id])[row.person_id]
    row.account_id = people.create_account(
        email,
        Role.COMPANION,
        name,
        password=password,
        person_id=row.person_id,
        expires_at=end_of(row.expires_on),
        by=by,
        at=at,
    )
    row.save(update_fields=["account"])
    facts.record("assistance.account_opened", by=by, at=at, subjects=[companion_id, row.application_id])
    return row.account_id


@transaction.atomic
def stop_companion(companion_id: UUID, *, by: Actor, at: datetime, why: str) -> None:
    """Take a companion's rights away at once.

    Raises:
        Refusal: `companion_unknown`, `companion_state`, `reason_needed`.
    """
    if not why.strip():
        raise Refusal("reason_needed", N_("Tulis alasannya."), field="why")
    row = _locked(companion_id)
    row.state = rules.next_companion(row.state, CompanionState.STOPPED)
    row.reason = why
    row.save(update_fields=["state", "reason"])
    if row.account_id:
        people.close_account(row.account_id, by=by, at=at, why=why)
    facts.record("assistance.stopped", by=by, at=at, subjects=[companion_id, row.application_id], why=why)


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
    standing = Sitting.objects.filter(once=new.once, companion=companion).values_list("pk", flat=True).first()
    if standing is not None:
        return standing
    rules.check_sitting(
        new,
        scope=companion.regencies,
        expires=companion.expires_on,
        today=wib_day(at),
        started_today=started_today(companion.pk, at),
    )
    sitting_id = chance.uuid7()
    on_paper = new.consent == Consent.PAPER
    Sitting.objects.create(
        id=sitting_id,
        once=new.once,
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
        Refusal: `sitting_…`, `own_registration`, and those of registration.
    """
    row = _locked_sitting(sitting_id, by)
    rules.check_fresh(row.started_at, at)
    if row.state == SittingState.FINISHED and row.application_id is not None:
        view = registration.application(row.application_id)
        return Receipt(view.id, view.reference, view.ticket)
    state = rules.next_sitting(row.state, SittingState.FINISHED)
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
    return tickets.open_ticket(NewTicket(Category.IDENTITY, text, f"sitting/{sitting_id}", phone), by=by, at=at)


@transaction.atomic
def name_office(organisation_id: UUID, codes: Sequence[str], *, by: Actor, at: datetime) -> None:
    """Say for which regencies a local government speaks.

    Raises:
        Refusal: `office_regencies`.
    """
    known = {regency.code for regency in regencies()}
    chosen = sorted(set(codes))
    if not chosen or not set(chosen) <= known:
        raise Refusal("office_regencies", N_("Pilih kabupaten atau kota dari daftar."), field="regencies")
    Office.objects.update_or_create(organisation_id=organisation_id, defaults={"regencies": chosen, "named_at": at})
    facts.record("assistance.office_named", by=by, at=at, subjects=[organisation_id], data={"regencies": chosen})


@transaction.atomic
def open_points(organisation_id: UUID, rows: Sequence[NewPoint], *, by: Actor, at: datetime) -> list[UUID | Refusal]:
    """Open help posts and access points; the same name in the same regency again changes nothing.

    Returns:
        For each row its id, or why it was refused.
    """
    scope = (
        scope_of(organisation_id)
        if by.role is not Role.LOCAL_GOVERNMENT
        else scope_of(by.organisation_id or organisation_id)
    )
    answers: list[UUID | Refusal] = []
    made: dict[tuple[str, str], Point] = {}
    standing = {
        (regency, name): point_id
        for point_id, regency, name in Point.objects.filter(
            regency__in={row.regency for row in rows}, closed_at=None
        ).values_list("pk", "regency", "name")
    }
    for new in rows:
        key = (new.regency, new.name.strip())
        try:
            rules.check_point(new, scope=scope)
        except Refusal as refusal:
            answers.append(refusal)
            continue
        if key in standing:
            answers.append(standing[key])
            continue
        point = Point(
            id=chance.uuid7(),
            office_id=organisation_id,
            regency=new.regency,
            name=new.name.strip(),
            kind=new.kind,
            address=new.address.strip(),
            hours=new.hours.strip(),
            phone=new.phone,
            step_free=new.step_free,
            sign_language=new.sign_language,
            opened_at=at,
        )
        made[key] = point
        standing[key] = point.pk
        answers.append(point.pk)
    Point.objects.bulk_create(made.values(), batch_size=500)
    ids = [point.pk for point in made.values()]
    for start in range(0, len(ids), 1000):
        facts.record("assistance.point_opened", by=by, at=at, subjects=ids[start : start + 1000])
    return answers


@transaction.atomic
def close_point(point_id: UUID, *, by: Actor, at: datetime) -> None:
    """Close a place; a local government closes only its own.

    Raises:
        Refusal: `point_unknown`.
    """
    rows = Point.objects.select_for_update().filter(pk=point_id, closed_at=None)
    if by.role is Role.LOCAL_GOVERNMENT:
        rows = rows.filter(office_id=by.organisation_id)
    row = rows.first()
    if row is None:
        raise Refusal("point_unknown", N_("Tempat itu tidak ada atau sudah ditutup."), status=404)
    row.closed_at = at
    row.save(update_fields=["closed_at"])
    facts.record("assistance.point_closed", by=by, at=at, subjects=[point_id])
