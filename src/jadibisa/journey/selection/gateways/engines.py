"""Where a draw is computed: in this process on whole arrays, or on Spark; the result is the same to the last ticket."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol

from jadibisa.journey.selection.gateways.spark import SparkEngine
from jadibisa.journey.selection.rules.draw import Result, Roll, draw
from jadibisa.journey.selection.types import Quota


class Engine(Protocol):
    """Computes a draw."""

    def draw(self, roll: Roll, quota: Quota, seed: str) -> Result:
        """The result of a frozen roll under its quota table and seed."""


class ArrayEngine:
    """This process, this machine."""

    def draw(self, roll: Roll, quota: Quota, seed: str) -> Result:
        """The rule itself."""
        return draw(roll, quota, seed)


ENGINES: Mapping[str, Callable[[Path | None, str], Engine]] = {
    "array": lambda _folder, _master: ArrayEngine(),
    "spark": SparkEngine,
}
