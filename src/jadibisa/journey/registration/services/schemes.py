"""Commands about policies and batches: load, open; and what a policy says of somebody who declares."""

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from jadibisa.foundation.facts.services import record
from jadibisa.foundation.people.services import decide, propose
from jadibisa.foundation.places.queries import provinces
from jadibisa.journey.registration import queries
from jadibisa.journey.registration.models import Batch, Scheme
from jadibisa.journey.registration.rules import obstacles, require_batch, require_policy
from jadibisa.journey.registration.types import (
    BatchView,
    NewBatch,
    Obstacle,
    Occupation,
    batch_subject,
    scheme_subject,
)
from jadibisa.kernel.actors import Actor
from jadibisa.kernel.clock import wib_day
from jadibisa.kernel.policy import load
from jadibisa.kernel.refusals import N_, Refusal

OPEN_BATCH = "registration.open_batch"
TIMES = ("opens_at", "closes_at", "draw_at")


@transaction.atomic
def load_policy(text: str, name: str, *, by: Actor, at: datetime) -> str:
    """Load a policy file as a scheme; the same text again changes nothing.

    Args:
        text: the whole file.
        name: its name, for the refusals.
        by: who loads it.
        at: the programme's time.

    Returns:
        The code of the scheme.

    Raises:
        Refusal: `policy_refused` with file, line and reason; `scheme_exists` when the code stands for another text.
    """
    policy = load(text, name)
    require_policy(policy, name, [province.code for province in provinces()])
    row, made = Scheme.objects.get_or_create(
        code=policy.code, defaults={"name": policy.name, "sha256": policy.sha256, "text": text, "loaded_at": at}
    )
    if row.sha256 != policy.sha256:
        raise Refusal(
            "scheme_exists",
            N_("Aturan %(scheme)s sudah ada dengan isi lain. Beri code baru di berkas Anda."),
            status=409,
            scheme=policy.code,
        )
    if made:
        record(
            "registration.policy_loaded", by=by, at=at, subjects=[scheme_subject(policy.code)],
            data={"scheme": policy.code, "sha256": policy.sha256},
        )  # fmt: skip
    return policy.code


@transaction.atomic
def open_batch(
    number: int,
    scheme: str,
    opens_at: datetime,
    closes_at: datetime,
    seats: int,
    draw_at: datetime,
    *,
    by: Actor,
    at: datetime,
) -> None:
    """Set up a batch; whether it is open follows from the clock.

    Args:
        number: number of the batch, new.
        scheme: code of a loaded policy.
        opens_at: first instant of registration.
        closes_at: first instant that is too late.
        seats: how many are drawn.
        draw_at: when the draw is.
        by: who opens it.
        at: the programme's time.

    Raises:
        Refusal: `unknown_scheme`, `policy_silent`, `batch_exists`, `batch_number`, `batch_seats`, `batch_times`.
    """
    found = _require(number, scheme, opens_at, closes_at, seats, draw_at)
    try:
        with transaction.atomic():
            Batch.objects.create(
                number=number, scheme=found, opens_at=opens_at, closes_at=closes_at, seats=seats, draw_at=draw_at
            )  # fmt: skip
    except IntegrityError:
        raise Refusal("batch_exists", N_("Gelombang dengan nomor itu sudah ada."), field="number", status=409) from None
    record(
        "registration.batch_opened",
        by=by,
        at=at,
        subjects=[batch_subject(number)],
        data={
            "batch": number,
            "scheme": scheme,
            "policy_sha256": found.sha256,
            "seats": seats,
            "opens_at": opens_at.isoformat(),
            "closes_at": closes_at.isoformat(),
            "draw_at": draw_at.isoformat(),
        },
    )


def _require(
    number: int, scheme: str, opens_at: datetime, closes_at: datetime, seats: int, draw_at: datetime
) -> Scheme:
    found = Scheme.objects.filter(code=scheme).first()
    if found is None:
        raise Refusal("unknown_scheme", N_("Aturan %(scheme)s belum dimuat."), field="scheme", scheme=scheme)
    latest = Batch.objects.filter(number=number).values_list("number", "opens_at").first()
    require_batch(number, opens_at, closes_at, seats, draw_at, latest)
    policy = load(found.text, found.code)
    for key in policy.parameters:
        policy.at(key, on=wib_day(closes_at))
    return found


def declared_obstacles(
    batch: BatchView, *, birth_date: date | None, in_education: bool | None, occupation: Occupation | None
) -> tuple[Obstacle, ...]:
    """What somebody declares that does not fit the batch's policy; None is not told yet."""
    policy = queries.policy_of(batch.number)
    return obstacles(policy, batch.closes_at, birth_date=birth_date, in_education=in_education, occupation=occupation)


@transaction.atomic
def propose_batch(batch: NewBatch, *, by: Actor, at: datetime, why: str) -> UUID:
    """Propose a batch; a second person opens it.

    Raises:
        Refusal: what `open_batch` would refuse, `batch_too_late` when registration would begin in the past,
            `proposal_open`.
    """
    if batch.opens_at < at:
        raise Refusal("batch_too_late", N_("Waktu dibuka sudah lewat. Pilih waktu yang akan datang."), field="opens_at")
    _require(*batch)
    payload = {**batch._asdict(), **{name: getattr(batch, name).isoformat() for name in TIMES}}
    return propose(OPEN_BATCH, batch_subject(batch.number), payload, by=by, at=at, why=why)


@transaction.atomic
def decide_batch(proposal_id: UUID, *, approve: bool, by: Actor, at: datetime, why: str = "") -> None:
    """A second person decides a proposed batch.

    Raises:
        Refusal: `proposal_unknown`, `already_decided`, `own_proposal`, and what `open_batch` refuses.
    """
    told = decide(proposal_id, kind=OPEN_BATCH, approve=approve, by=by, at=at, why=why).payload
    if approve:
        times = [datetime.fromisoformat(str(told[name])) for name in TIMES]
        open_batch(told["number"], told["scheme"], times[0], times[1], told["seats"], times[2], by=by, at=at)
