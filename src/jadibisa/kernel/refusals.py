"""The one family of expected "no": a code, a sentence for the person, and what to do next."""

from collections.abc import Mapping
from dataclasses import dataclass, field


def N_(sentence: str) -> str:  # noqa: N802 - the customary name of a marker for translators
    """Mark an Indonesian sentence for translation without translating it (pure code knows no language)."""
    return sentence


@dataclass(frozen=True, slots=True)
class Phrase:
    """A marked sentence that fills a place in another one, translated with it."""

    sentence: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        """In Indonesian."""
        return self.sentence % self.values if self.values else self.sentence


class Refusal(Exception):  # noqa: N818 - it is not an error: the rule worked
    """An expected "no".

    Args:
        code: stable machine name in snake_case, part of the public API.
        sentence: Indonesian source sentence (marked with `N_`), with `%(name)s` for each value. It says what is wrong
            and what to do next, and never contains a NIK, KK, health or bank value.
        field: the name of the form field it belongs to, or "".
        status: the HTTP status a door answers with.
        values: what fills the placeholders.
    """

    def __init__(self, code: str, sentence: str, *, field: str = "", status: int = 422, **values: object) -> None:
        """Keep the parts; nothing is formatted before the language is known."""
        super().__init__(code)
        self.code = code
        self.sentence = sentence
        self.field = field
        self.status = status
        self.values: Mapping[str, object] = values

    def __str__(self) -> str:
        """The Indonesian sentence."""
        return self.sentence % self.values if self.values else self.sentence
