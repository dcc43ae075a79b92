"""When the compiled loops of `native` are worth their start, and whether they can be had at all."""

from functools import cache
from types import ModuleType

FROM = 500_000  # people; below, loading the compiler costs more than it saves


@cache
def _loaded() -> ModuleType | None:
    try:
        from jadibisa.journey.selection.rules import native  # noqa: PLC0415 - small rolls never pay for the compiler
    except ImportError:
        return None
    return native


def compiled(count: int) -> ModuleType | None:
    """The compiled loops for so many people; None when plain Python serves them better or is all there is."""
    return _loaded() if count >= FROM else None
