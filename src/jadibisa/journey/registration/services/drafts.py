"""Commands about drafts: begin, keep an answer, send, forget."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from cryptography.exceptions import InvalidTag
from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from jadibisa.foundation.messages.types import NewMessage
from jadibisa.foundation.people.services import send_words
from jadibisa.foundation.plumbing import chance, crypto
from jadibisa.foundation.plumbing.templatetags.jadibisa import tanggal
from jadibisa.journey.registration import queries
from jadibisa.journey.registration.models import Draft
from jadibisa.journey.registration.services.applications import register, rejoining
from jadibisa.journey.registration.types import (
    SENT_VERSION,
    DraftToSend,
    DraftView,
    NewApplication,
    Receipt,
    read_sent,
    stale,
    write_sent,
)
from jadibisa.kernel.actors import Actor
from jadibisa.kernel.refusals import N_, Refusal

SENT_PURPOSE = "registration/sent"


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
        raise _expired()
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
    answer = send_drafts([DraftToSend(draft_id, application, proved)], by=by, at=at)[0]
    if isinstance(answer, Refusal):
        raise answer
    return answer


@transaction.atomic
def send_drafts(rows: Sequence[DraftToSend], *, by: Actor, at: datetime) -> list[Receipt | Refusal]:
    """Turn drafts into applications, each answered for itself; the same draft twice gets the same answer twice.

    Args:
        rows: drafts with what their answers say.
        by: who sends them.
        at: the programme's time; what an application says of when it reached us decides whether it was in time.

    Returns:
        For each row its receipt, or what stands against it; the draft is kept then.
    """
    first = {row.draft_id: row for row in reversed(rows)}
    asked = [first[draft_id] for draft_id in sorted(first)]
    drafts = {
        draft.id: draft
        for draft in Draft.objects.select_for_update().filter(id__in=list(first)).defer("sealed").order_by("id")
    }
    answers: dict[UUID, Receipt | Refusal] = {}
    for row in asked:
        draft = drafts.get(row.draft_id)
        if draft is None or (draft.application_id is None and draft.expires_at <= (row.application.received_at or at)):
            answers[row.draft_id] = _expired()
    guarded = [
        row
        for row in asked
        if row.draft_id not in answers and not row.proved and drafts[row.draft_id].application_id is None
    ]
    for place in rejoining([row.application for row in guarded]):
        answers[guarded[place].draft_id] = _code_needed()
    sent = [row for row in asked if row.draft_id not in answers]
    told = register([replace(row.application, key=f"draft/{row.draft_id}") for row in sent], by=by, at=at)
    answers |= {row.draft_id: answer for row, answer in zip(sent, told, strict=True)}
    _forget_answers({draft: answers[draft.id] for draft in drafts.values() if draft.application_id is None})
    return [answers[row.draft_id] for row in rows]


def _expired() -> Refusal:
    return Refusal(
        "draft_expired", N_("Isian ini sudah dihapus karena lewat waktu simpan. Mulai lagi dari awal."), status=410
    )


def _code_needed() -> Refusal:
    return Refusal(
        "code_needed",
        N_("Anda pernah mendaftar. Kami kirim kode ke HP Anda supaya tidak ada yang memakai NIK Anda."),
        status=403,
    )


def _forget_answers(sent: Mapping[Draft, Receipt | Refusal]) -> None:
    """Name the application on each draft that became one, and keep nothing of its answers there."""
    ids, applications, sealed = [], [], []
    for draft, answer in sent.items():
        if isinstance(answer, Receipt):
            ids.append(draft.id)
            applications.append(answer.application_id)
            sealed.append(_sealed(DraftView(draft.id, draft.reference, draft.expires_at)))
    if not ids:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "update registration_draft as d set application_id = v.application, sealed = v.sealed, phone_index = null"
            " from unnest(%s::uuid[], %s::uuid[], %s::bytea[]) as v(id, application, sealed) where d.id = v.id",
            [ids, applications, sealed],
        )


def hand_over(draft_id: UUID, application: NewApplication) -> str:
    """The checked answers of a draft, sealed, so that the check page can carry them to the thin accept path."""
    sealed = crypto.seal(
        write_sent(draft_id, application), key=crypto.derive(SENT_PURPOSE), context=f"sent|{SENT_VERSION}"
    )
    return urlsafe_b64encode(sealed).decode().rstrip("=")


def open_handed(text: str) -> DraftToSend:
    """What `hand_over` sealed.

    Raises:
        Refusal: `sent_unreadable` for anything else.
    """
    try:
        sealed = urlsafe_b64decode(text + "=" * (-len(text) % 4))
        plain = crypto.unseal(sealed, key=crypto.derive(SENT_PURPOSE), context=f"sent|{SENT_VERSION}")
    except (InvalidTag, ValueError):
        raise stale() from None
    return DraftToSend(*read_sent(plain))


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
