"""Questions about recipients."""

from collections.abc import Iterable
from uuid import UUID

from jadibisa.journey.verification.models import Recipient
from jadibisa.journey.verification.types import (
    RecipientState,
    RecipientView,
)


def _recipient(row: Recipient) -> RecipientView:
    return RecipientView(
        row.application_id,
        row.person_id,
        row.batch_number,
        RecipientState(row.state),
        row.designated_at,
        row.revoked_at,
        row.reason,
    )


def recipients(batch: int) -> list[RecipientView]:
    """The recipients of a batch by application id, revoked ones too."""
    return [
        _recipient(row)
        for row in Recipient.objects.filter(batch_number=batch).defer("kk_index").order_by("application_id")
    ]


def recipient(application_id: UUID) -> RecipientView | None:
    """The recipient of an application."""
    row = Recipient.objects.filter(application_id=application_id).defer("kk_index").first()
    return _recipient(row) if row else None


def spent_persons(person_ids: Iterable[UUID]) -> dict[UUID, RecipientState]:
    """Persons who are or were recipients and may not be again."""
    rows = Recipient.objects.filter(person_id__in=list(person_ids), spent=True).values_list("person_id", "state")
    return {person_id: RecipientState(state) for person_id, state in rows}


def family_slots(families: Iterable[bytes]) -> dict[bytes, set[int]]:
    """The places that recipients hold on family cards."""
    held: dict[bytes, set[int]] = {}
    rows = Recipient.objects.filter(kk_index__in=list(families), state=RecipientState.ACTIVE).values_list(
        "kk_index", "slot"
    )
    for family, slot in rows:
        held.setdefault(bytes(family), set()).add(slot)
    return held
