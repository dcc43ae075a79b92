"""Where things stand in a policy file, for refusals that name the line."""

import re


class Lines:
    """Where things stand in the file, for the refusals."""

    def __init__(self, text: str) -> None:
        """Read the whole text once."""
        self._lines = text.splitlines()
        self._parameters = [
            number for number, line in enumerate(self._lines, 1) if line.strip().startswith("[[parameter]]")
        ]

    def of(self, word: str) -> int:
        """The line on which a word begins, 1 when there is none."""
        return next(
            (number for number, line in enumerate(self._lines, 1) if re.match(rf"\s*\[*\s*{re.escape(word)}\b", line)),
            1,
        )

    def parameter(self, number: int) -> int:
        """The line of a parameter, by its place in the file."""
        return self._parameters[number] if number < len(self._parameters) else 1
