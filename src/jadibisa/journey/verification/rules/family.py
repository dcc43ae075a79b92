"""The cap of the family card (R-06) counts recipients: which place on it is free."""

from collections.abc import Collection

SLOTS = (1, 2)


def free_slot(taken: Collection[int], cap: int) -> int | None:
    """The smallest free place on a family card, None when it is full."""
    if len(taken) >= cap:
        return None
    return next((slot for slot in SLOTS if slot not in taken), None)
