"""Time-stamps over the two lists of sums: asked of the authority, or brought by hand, checked, and kept for ever."""

from datetime import datetime

from django.db import transaction

from jadibisa.foundation.facts.services import record
from jadibisa.journey.registration.types import batch_subject
from jadibisa.journey.selection import queries
from jadibisa.journey.selection.gateways.timestamps import (
    StampDownError,
    WrongStampError,
    check_stamp,
    roots,
    stamper,
)
from jadibisa.journey.selection.rules import formats
from jadibisa.journey.selection.services.keeping import keep, locked
from jadibisa.kernel.actors import Actor
from jadibisa.kernel.refusals import N_, Refusal

LISTS = (formats.SUMS, formats.RESULT_SUMS)


def stamps_are_made() -> bool:
    """Whether an authority is configured."""
    return stamper() is not None


def require_stamped(batch: int) -> None:
    """Refuse to go on with a frozen roll that an authority is there to stamp, and has not stamped yet.

    Raises:
        Refusal: `stamp_missing`.
    """
    if stamps_are_made() and formats.SUMS in _waiting(batch):
        raise Refusal(
            "stamp_missing",
            N_("Daftar yang dibekukan belum punya cap waktu. Minta capnya dulu, baru lempar dadu."),
            status=409,
        )


def stamp(batch: int, *, by: Actor, at: datetime) -> list[str]:
    """Have every list of sums stamped that is published and has no stamp; the network is asked outside of any lock.

    Returns:
        The files that were written.

    Raises:
        Refusal: `stamps_unconfigured`, `stamp_unreachable`, `stamp_wrong`.
    """
    authority = stamper()
    if authority is None:
        raise Refusal(
            "stamps_unconfigured", N_("Otoritas cap waktu belum dipasang. Isi pengaturannya dulu."), status=409
        )
    done = []
    for name in _waiting(batch):
        try:
            given = authority.stamp(queries.file(batch, name))
        except StampDownError:
            raise Refusal(
                "stamp_unreachable", N_("Otoritas cap waktu tidak menjawab. Coba lagi nanti."), status=409
            ) from None
        except WrongStampError:
            raise _wrong(name) from None
        done.append(bring_stamp(batch, name, given, by=by, at=at))
    return done


def _waiting(batch: int) -> list[str]:
    """The lists that stand there without a stamp."""
    there = {found.name for found in queries.files(batch)}
    late = (
        queries.known(batch).dice_at is not None
    )  # a stamp that is asked for now says nothing about the roll any more
    return [
        name
        for name in LISTS
        if name in there and name + formats.STAMP not in there and not (late and name == formats.SUMS)
    ]


def _wrong(name: str) -> Refusal:
    return Refusal(
        "stamp_wrong", N_("Ini bukan cap waktu yang sah untuk berkas %(name)s. Minta cap baru dari otoritasnya."),
        status=409, field="stamp", name=name,
    )  # fmt: skip


@transaction.atomic
def bring_stamp(batch: int, name: str, given: bytes, *, by: Actor, at: datetime) -> str:
    """Keep a stamp over a list of sums, as the authority gave it; it is checked first.

    Args:
        batch: number of the batch.
        name: the list that was stamped.
        given: the whole RFC 3161 response.
        by: who brings it.
        at: the programme's time.

    Returns:
        The name of its file.

    Raises:
        Refusal: `draw_unknown`, `file_unknown`, `stamps_unconfigured`, `stamp_wrong`, `stamp_too_late`, `other_inputs`.
    """
    draw = locked(batch)
    if name not in LISTS:
        raise Refusal("file_unknown", N_("Berkas itu tidak ada."), status=404)
    trusted = roots()
    if not trusted:
        raise Refusal(
            "stamps_unconfigured", N_("Otoritas cap waktu belum dipasang. Isi pengaturannya dulu."), status=409
        )
    try:
        stamped_at = check_stamp(given, queries.file(batch, name), trusted)
    except WrongStampError:
        raise _wrong(name) from None
    if name == formats.SUMS and draw.dice_at is not None and stamped_at > draw.dice_at:
        raise Refusal(
            "stamp_too_late", N_("Cap waktu ini dibuat sesudah dadu dilempar. Cap untuk daftar harus dibuat sebelumnya."),
            status=409, field="stamp",
        )  # fmt: skip
    new = all(found.name != name + formats.STAMP for found in queries.files(batch))
    keep(batch, name + formats.STAMP, given)
    if new:
        record(
            "selection.stamped", by=by, at=at, subjects=[batch_subject(batch)],
            data={"batch": batch, "file": name, "stamped_at": stamped_at.isoformat()},
        )  # fmt: skip
    return name + formats.STAMP
