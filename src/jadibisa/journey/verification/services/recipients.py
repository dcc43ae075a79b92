"""Commands about recipients: designate, revoke. The table's constraints have the last word."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from jadibisa.journey.registration import queries as registration
from jadibisa.journey.verification import queries
from jadibisa.journey.verification.models import Case, Recipient
from jadibisa.journey.verification.rules.family import free_slot
from jadibisa.journey.verification.services.checks import record_chunked
from jadibisa.journey.verification.types import CaseState, RecipientState
from jadibisa.kernel.actors import Actor
from jadibisa.kernel.clock import wib_day
from jadibisa.kernel.refusals import N_, Refusal

MOST_ROUNDS = 6
MISSED_FIRST_PURCHASE, WITHDRAWN = "missed_first_purchase", "withdrawn"
Row = tuple[UUID, UUID, int]


@transaction.atomic
def designate(rows: Sequence[Row], *, by: Actor, at: datetime) -> list[Refusal | None]:
    """Make selected persons recipients: once for life, on a free place of their family card.

    Two at once for the last place of a family meet in the table: one gets it, the other is refused.

    Args:
        rows: application id, person id, batch; in the order in which they are served.
        by: who designates.
        at: the programme's time.

    Returns:
        For each row None, or the refusal. A row that is designated already is None again.
    """
    families = dict(
        Case.objects.filter(application_id__in=[row[0] for row in rows], state=CaseState.VERIFIED).values_list(
            "application_id", "kk_index"
        )
    )
    caps = {batch: queries.family_cap(batch) for batch in {row[2] for row in rows}}
    answers: dict[UUID, Refusal | None] = {row[0]: _not_verified() for row in rows if row[0] not in families}
    wanted = [row for row in rows if row[0] in families]
    for _round in range(MOST_ROUNDS):
        if not wanted:
            break
        made = _try(wanted, {found: bytes(index or b"") for found, index in families.items()}, caps, answers, at)
        there = set(
            Recipient.objects.filter(application_id__in=[m.application_id for m in made]).values_list(
                "application_id", flat=True
            )
        )
        answers |= dict.fromkeys(there)
        _record(made, there, by, at)
        wanted = [row for row in wanted if row[0] not in answers]
    return [answers.get(row[0], _family_full()) for row in rows]


def _record(made: Sequence[Recipient], there: set[UUID], by: Actor, at: datetime) -> None:
    for batch in sorted({m.batch_number for m in made}):
        ids = [m.application_id for m in made if m.batch_number == batch and m.application_id in there]
        record_chunked("verification.designated", ids, batch=batch, by=by, at=at)


def _try(
    rows: Sequence[Row],
    families: dict[UUID, bytes],
    caps: dict[int, int],
    answers: dict[UUID, Refusal | None],
    at: datetime,
) -> list[Recipient]:
    """One round: refuse whom the table already shuts out, insert the others; a lost race is seen by what is not there."""
    held = queries.family_slots(families[row[0]] for row in rows)
    spent = queries.spent_persons(row[1] for row in rows)
    mine = Recipient.objects.filter(application_id__in=[row[0] for row in rows])
    have = dict(mine.values_list("application_id", "state"))  # read last, so that it knows all that the others know
    made, persons = [], set()
    for application_id, person_id, batch in rows:
        if application_id in have:
            answers[application_id] = None if have[application_id] == RecipientState.ACTIVE else _already()
            continue
        if person_id in spent or person_id in persons:
            answers[application_id] = _already()
            continue
        family = families[application_id]
        slot = free_slot(held.setdefault(family, set()), caps[batch])
        if slot is None:
            answers[application_id] = _family_full()
            continue
        held[family].add(slot)
        persons.add(person_id)
        made.append(
            Recipient(
                application_id=application_id,
                person_id=person_id,
                batch_number=batch,
                kk_index=family,
                slot=slot,
                designated_at=at,
            )
        )
    made.sort(
        key=lambda recipient: (bytes(recipient.kk_index), recipient.slot)
    )  # one order for all, so nobody waits in a circle
    Recipient.objects.bulk_create(made, batch_size=2000, ignore_conflicts=True)
    return made


def _not_verified() -> Refusal:
    return Refusal("not_verified", N_("Pendaftaran ini belum terverifikasi."), status=409)


def _already() -> Refusal:
    return Refusal(
        "already_recipient", N_("Anda sudah pernah menjadi penerima. Setiap orang hanya satu kali."), status=409
    )


def _family_full() -> Refusal:
    return Refusal(
        "family_card_full", N_("Jumlah peserta di Kartu Keluarga ini sudah paling banyak menurut aturan."), status=409
    )


@transaction.atomic
def revoke(application_ids: Iterable[UUID], reason: str, *, by: Actor, at: datetime) -> int:
    """Take recipients' places away; their place on the family card is free again.

    Whether they may be recipients once more is the policy's word for a missed first purchase, yes for who withdrew, and
    no for anything else.

    Args:
        application_ids: which recipients; who is none, or revoked already, stays as it is.
        reason: `missed_first_purchase`, `withdrawn`, or words.
        by: who revokes.
        at: the programme's time.

    Returns:
        How many were revoked.
    """
    rows = Recipient.objects.select_for_update().filter(
        application_id__in=list(application_ids), state=RecipientState.ACTIVE
    )
    found = list(rows.order_by("application_id").values_list("application_id", "batch_number"))
    for batch in sorted({row[1] for row in found}):
        ids = [row[0] for row in found if row[1] == batch]
        Recipient.objects.filter(application_id__in=ids).update(
            state=RecipientState.REVOKED, revoked_at=at, reason=reason, spent=_spent(batch, reason, at)
        )
        record_chunked("verification.revoked", ids, batch=batch, by=by, at=at, why=reason)
    return len(found)


def _spent(batch: int, reason: str, at: datetime) -> bool:
    if reason == MISSED_FIRST_PURCHASE:
        policy = registration.policy_of(batch)
        return policy.text("penalty.missed_first_purchase", on=wib_day(at)) == "lifetime_ban"
    return reason != WITHDRAWN


@transaction.atomic
def pardon(application_id: UUID, *, by: Actor, at: datetime, why: str) -> None:
    """Give a recipient whose place was taken away the chance back, because an appeal was won; the place stays another's.

    Raises:
        Refusal: `not_revoked` when no place was taken away.
    """
    row = Recipient.objects.select_for_update().filter(application_id=application_id).first()
    if row is None or row.state != RecipientState.REVOKED:
        raise Refusal("not_revoked", N_("Kepesertaan ini tidak dicabut. Muat ulang halaman."), status=409)
    if row.spent:
        row.spent = False
        row.save(update_fields=["spent"])
    record_chunked("verification.pardoned", [application_id], batch=row.batch_number, by=by, at=at, why=why)
