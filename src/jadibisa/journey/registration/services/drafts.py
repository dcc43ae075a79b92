"""Commands about drafts: begin, keep an answer, send, forget."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from jadibisa.foundation.messages.types import NewMessage
from jadibisa.foundation.people.services import send_words
from jadibisa.foundation.plumbing import chance, crypto
from jadibisa.foundation.plumbing.templatetags.jadibisa import tanggal
from jadibisa.journey.registration import queries
from jadibisa.journey.registration.models import Draft
from jadibisa.journey.registration.services.applications import register, rejoins
from jadibisa.journey.registration.types import (
    DraftView,
    NewApplication,
    Receipt,
)
from jadibisa.kernel.actors import Actor
from jadibisa.kernel.refusals import N_, Refusal


def begin_draft(*, days: int, at: datetime) -> DraftView:
    """Begin a draft; it is no act yet, so no fact names it.

    Args:
        days: how long it is kept.
        at: the programme's time.
    """
    draft = DraftView(chance.uuid7(), f"DJ-{chance.letters(4)}-{chance.letters(4)}", at + timedelta(days=days))
    Draft.objects.create(
        id=draft.id,
        reference=draft.reference,
        sealed=_sealed(draft),
        created_at=at,
        saved_at=at,
        expires_at=draft.expires_at,
    )
    return draft


def _sealed(draft: DraftView) -> bytes:
    plain = json.dumps(draft.answers).encode()
    return crypto.seal(plain, key=crypto.derive(queries.DRAFT_PURPOSE), context=f"draft|{draft.id}")


@transaction.atomic
def save_answer(
    draft_id: UUID, slug: str, values: Mapping[str, Sequence[str]] | None, *, phone: str = "", at: datetime
) -> DraftView:
    """Keep the answer to one question as it was typed; two tabs that answer different questions both arrive.

    Args:
        draft_id: which draft.
        slug: which question.
        values: name of the field → what was typed; None forgets the answer.
        phone: the phone number, when this question asks it: by it the draft is found again.
        at: the programme's time.

    Raises:
        Refusal: `draft_expired`, `draft_sent`.
    """
    row = Draft.objects.select_for_update().filter(id=draft_id, expires_at__gt=at).first()
    if row is None:
        raise Refusal(
            "draft_expired", N_("Isian ini sudah dihapus karena lewat waktu simpan. Mulai lagi dari awal."), status=410
        )
    draft = queries.draft(draft_id, at)
    if row.application_id is not None or draft is None:
        raise Refusal("draft_sent", N_("Isian ini sudah dikirim."), status=409)
    answers = {name: dict(fields) for name, fields in draft.answers.items() if name != slug}
    if values is not None:
        answers[slug] = {name: list(typed) for name, typed in values.items()}
    draft = replace(draft, answers=answers)
    row.sealed, row.saved_at = _sealed(draft), at
    if phone:
        row.phone_index = crypto.blind_index("draft_phone", phone)
    row.save(update_fields=["sealed", "saved_at", "phone_index"])
    return draft


@transaction.atomic
def send_draft(
    draft_id: UUID, application: NewApplication, *, by: Actor, at: datetime, proved: bool = False
) -> Receipt:
    """Turn a draft into an application; sent twice, it answers with the same receipt and its answers are forgotten.

    Args:
        draft_id: which draft.
        application: what its answers say.
        by: who sends it.
        at: the programme's time.
        proved: whether a code to the known phone number proved who sends; needed of who registered in an earlier batch,
            or anybody could change that person's data.

    Raises:
        Refusal: `code_needed`, `draft_expired` and whatever stands against the application; the draft is kept then.
    """
    row = Draft.objects.select_for_update().filter(id=draft_id).first()
    if row is None or (row.expires_at <= at and row.application_id is None):
        raise Refusal(
            "draft_expired", N_("Isian ini sudah dihapus karena lewat waktu simpan. Mulai lagi dari awal."), status=410
        )
    if row.application_id is None and not proved and rejoins(application):
        raise Refusal(
            "code_needed",
            N_("Anda pernah mendaftar. Kami kirim kode ke HP Anda supaya tidak ada yang memakai NIK Anda."),
            status=403,
        )
    answer = register([replace(application, key=f"draft/{draft_id}")], by=by, at=at)[0]
    if isinstance(answer, Refusal):
        raise answer
    if row.application_id is None:
        row.application_id = answer.application_id
        row.sealed = _sealed(DraftView(row.id, row.reference, row.expires_at))
        row.phone_index = None
        row.save(update_fields=["application", "sealed", "phone_index"])
    return answer


def forget_draft(draft_id: UUID) -> None:
    """Throw away a draft that was not sent, because its owner says so."""
    Draft.objects.filter(id=draft_id, application=None).delete()


def forget_expired_drafts(at: datetime) -> int:
    """Throw away drafts whose time is over; tells how many."""
    return Draft.objects.filter(expires_at__lte=at).delete()[0]


@transaction.atomic
def keep_draft(draft_id: UUID, phone: str, typed: str, *, by: Actor, at: datetime, address: str) -> None:
    """Let the owner come back: keep the phone number and send the number of the draft there.

    Args:
        draft_id: which draft.
        phone: the number as `+628…`.
        typed: the number as it was typed, the answer to its question.
        by: who keeps it.
        at: the programme's time.
        address: the client's address, for the limits.

    Raises:
        Refusal: `draft_expired`, `draft_sent`, and what `send_words` refuses.
    """
    draft = save_answer(draft_id, "hp", {"phone": [typed]}, phone=phone, at=at)
    text = _(
        "JadiBisa: nomor simpanan Anda %(reference)s. Lanjutkan di %(address)s/daftar/lanjutkan sampai %(day)s."
    ) % {
        "reference": draft.reference,
        "address": settings.OFFICIAL_ADDRESS,
        "day": tanggal(draft.expires_at),
    }
    message = NewMessage("sms", phone, "draft", text, f"draft/{draft_id}/{phone}")
    send_words(phone, message, by=by, at=at, address=address)
