"""Articles from their files, and the places in them that wait for a value."""

import re
import tomllib
from collections.abc import Callable

from jadibisa.care.answers.types import LANGUAGES, Article

_PLACE = re.compile(r"\{([a-z_.]+)\}")


def read(topic: str, text: str) -> tuple[Article, ...]:
    """The articles of a file, in its order."""
    return tuple(
        Article(
            topic,
            told["slug"],
            {language: told["title"][language].strip() for language in LANGUAGES},
            {language: told["text"][language].strip() for language in LANGUAGES},
            told.get("words", ""),
            told.get("link", ""),
        )
        for told in tomllib.loads(text)["article"]
    )


def places(text: str) -> tuple[str, ...]:
    """The keys that a text waits for."""
    return tuple(_PLACE.findall(text))


def fill(text: str, value: Callable[[str], str]) -> str:
    """A text with a value in each of its places."""
    return _PLACE.sub(lambda found: value(found[1]), text)
