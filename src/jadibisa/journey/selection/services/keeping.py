"""What all stages share: the locked draw, the order of stages, files that are written once, facts on many."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from jadibisa.foundation.facts.services import MOST_SUBJECTS, record
from jadibisa.journey.selection.models import Draw, DrawFile
from jadibisa.journey.selection.rules.formats import sha256
from jadibisa.journey.selection.types import STAGES, Stage
from jadibisa.kernel.actors import Actor
from jadibisa.kernel.refusals import N_, Refusal


def locked(batch: int) -> Draw:
    """The draw of a batch, locked for this transaction.

    Raises:
        Refusal: `draw_unknown` before the announcement.
    """
    draw = Draw.objects.select_for_update().filter(batch_id=batch).first()
    if draw is None:
        raise Refusal("draw_unknown", N_("Undian gelombang %(batch)d belum diumumkan."), status=404, batch=batch)
    return draw


def turn(draw: Draw, stage: Stage) -> bool:
    """Whether it is this stage's turn; False when it is done already and only its inputs are compared.

    Raises:
        Refusal: `stage_out_of_order` when an earlier stage is missing.
    """
    now, wanted = STAGES.index(Stage(draw.stage)), STAGES.index(stage)
    if wanted > now + 1:
        raise Refusal(
            "stage_out_of_order",
            N_("Tahap ini belum boleh. Undian masih di tahap %(stage)s. Jalankan tahap berikutnya dulu."),
            status=409, stage=draw.stage,
        )  # fmt: skip
    return wanted == now + 1


def same(old: object, new: object) -> None:
    """Refuse other inputs for a stage that is done.

    Raises:
        Refusal: `other_inputs`.
    """
    if old != new:
        raise Refusal(
            "other_inputs",
            N_("Tahap ini sudah dijalankan dengan isi lain. Undian satu gelombang hanya boleh satu kali."),
            status=409,
        )


def keep(batch: int, name: str, content: bytes, *, public: bool = True) -> str:
    """Write a file of the draw once; the same bytes again change nothing.

    Returns:
        Its SHA-256.

    Raises:
        Refusal: `other_inputs` when the file exists with other bytes.
    """
    found = sha256(content)
    made = DrawFile.objects.bulk_create(
        [DrawFile(batch_id=batch, name=name, content=content, size=len(content), sha256=found, public=public)],
        ignore_conflicts=True,
    )
    assert made  # noqa: S101 - Django returns the row also when the database had it
    same(DrawFile.objects.values_list("sha256", flat=True).get(batch_id=batch, name=name), found)
    return found


def contents(batch: int, *, start: str = "") -> dict[str, bytes]:
    """Files of a draw by name."""
    rows = (
        DrawFile.objects.filter(batch_id=batch, name__startswith=start).order_by("name").values_list("name", "content")
    )
    return {name: bytes(content) for name, content in rows}


def record_many(verb: str, subjects: Sequence[UUID], *, by: Actor, at: datetime, batch: int, why: str = "") -> None:
    """One fact for each chunk of subjects."""
    for place in range(0, len(subjects), MOST_SUBJECTS):
        record(verb, by=by, at=at, subjects=subjects[place : place + MOST_SUBJECTS], why=why, data={"batch": batch})
