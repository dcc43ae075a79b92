"""The time for objections to a frozen roll: promised in the announcement, never void."""

from datetime import datetime, timedelta

from jadibisa.kernel.refusals import N_, Refusal

LEAST = timedelta(hours=12)
"""So long a frozen roll can be objected to at least, however late it was frozen."""


def require_objections(until: datetime, closes_at: datetime, draw_at: datetime) -> None:
    """Refuse a time for objections that ends before there can be a roll, or after the draw.

    Raises:
        Refusal: `objections_unfit`.
    """
    if until.tzinfo is None or not closes_at < until <= draw_at:
        raise Refusal(
            "objections_unfit",
            N_("Masa keberatan harus selesai sesudah pendaftaran ditutup dan sebelum undian."),
            field="objections_until",
        )


def objections_end(promised: datetime, frozen_at: datetime | None) -> datetime:
    """When objections end: as promised, but not before a frozen roll was open to them for the least time."""
    return promised if frozen_at is None else max(promised, frozen_at + LEAST)
