"""Allowances: so many acts at once, so many a second after that, for each name; kept in this process's memory."""

from collections import OrderedDict

MOST_NAMES = 100_000


class Allowance:
    """A bucket of tokens for each name; the name that was quiet for longest is forgotten first.

    Args:
        at_once: how many tokens a bucket holds.
        a_second: how fast it fills.
    """

    def __init__(self, *, at_once: float, a_second: float) -> None:
        """Everybody's bucket is full."""
        self._most, self._speed = at_once, a_second
        self._kept: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def _has(self, name: str, now: float) -> float:
        left, since = self._kept.get(name, (self._most, now))
        return min(self._most, left + (now - since) * self._speed)

    def allows(self, name: str, now: float) -> bool:
        """Whether there is a token left; takes none."""
        return self._has(name, now) >= 1

    def take(self, name: str, now: float) -> bool:
        """Take a token, if there is one.

        Args:
            name: whose bucket.
            now: seconds of a clock that never goes back.
        """
        left = self._has(name, now)
        took = left >= 1
        self._kept[name] = (left - took, now)
        self._kept.move_to_end(name)
        if len(self._kept) > MOST_NAMES:
            self._kept.popitem(last=False)
        return took
